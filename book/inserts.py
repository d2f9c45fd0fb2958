"""What stands between a chapter's cells: quick questions, in-page figures.

They lie beside the notebooks, in both languages at once, as
``chapters/questions/NAME.yml`` and ``chapters/figures/NAME.yml``. Each says
after which cell it stands: a code cell's id, or a prose cell's without its
language. The site shows both; exported notebooks show the questions, folded,
and link the figures. A Markdown page has no cells: there, after: NAME is the
place of the comment line ``% insert: NAME``.
"""
import atexit
import functools
import html
import json
import re
import subprocess
from pathlib import Path

import yaml

from book import formulas

HERE = Path(__file__).resolve().parent
WORDS = {
    "en": {"question": "Quick question", "right": "Right.",
           "wrong": "Not this one.",
           "figure": "A figure you can move stands here on the page"},
    "ko": {"question": "잠깐 문제", "right": "맞다.", "wrong": "아니다.",
           "figure": "여기 있는 움직이는 그림은 이 쪽에서 볼 수 있다"},
}

_INSERT = re.compile(r"^% insert: (\S+)$", re.MULTILINE)


def sources(root, docname):
    """The files of a chapter's questions and figures, if it has them."""
    folder, _, name = docname.rpartition("/")
    return {kind: path for kind in ("questions", "figures")
            if (path := Path(root) / folder / kind / f"{name}.yml").exists()}


def read(root, docname):
    """A chapter's questions and figures: kind → list of entries."""
    return {kind: yaml.safe_load(path.read_text("utf-8"))
            for kind, path in sources(root, docname).items()}


def with_inserts(notebook, docname, language, entries, figure):
    """The notebook with its questions and figures as cells.

    Parameters
    ----------
    notebook : dict
        The JSON of one language's notebook. It is not changed.
    docname : str
        Such as ``"chapters/07_convolution"``.
    language : str
    entries : dict
        What `read` gives.
    figure : callable
        Takes docname, a figure's entry and the language; gives Markdown.

    Raises
    ------
    ValueError
        If an entry names a cell that is not there.
    """
    ids = [cell.get("id", "") for cell in notebook["cells"]]
    # A code cell comes before prose of the same name.
    ids = [short if (short := name.removesuffix(f"-{language}")) not in ids
           else name for name in ids]
    after = _by_place(docname, language, entries, figure, ids)
    cells = []
    for identity, cell in zip(ids, notebook["cells"]):
        cells.append(cell)
        for name, text in after.get(identity, []):
            cells.append({"cell_type": "markdown", "id": name,
                          "metadata": {}, "source": text})
    return {**notebook, "cells": cells}


def with_inserts_in_page(text, docname, language, entries, figure):
    """A Markdown page of one language, its ``% insert: NAME`` lines filled.

    Parameters and errors are those of `with_inserts`; a line for which there
    is no entry is an error too.
    """
    places = _INSERT.findall(text)
    after = _by_place(docname, language, entries, figure, places)
    if set(places) - set(after):
        raise ValueError(f"{docname}: nothing to insert at "
                         f"{sorted(set(places) - set(after))}")
    return _INSERT.sub(lambda line: "\n\n".join(
        made for _, made in after[line[1]]), text)


def _by_place(docname, language, entries, figure, places):
    """What stands at which place: its names and texts, in order."""
    after = {}
    for kind, make in (("figures", figure), ("questions", question)):
        for entry in entries.get(kind, []):
            if entry["after"] not in places:
                raise ValueError(f"{docname}: {kind} name the place "
                                 f"{entry['after']!r}, which is not there")
            after.setdefault(entry["after"], []).append(
                (name_of(kind, docname, entry), make(docname, entry, language)))
    return after


def scripts(figures):
    """The script files that some figures need, in the order of loading.

    A figure's file may name further ones in a line ``// Needs: a, b``.
    """
    names = ["core", "compute"]
    for name in figures:
        text = (HERE / "static" / "hand" / f"{name}.js").read_text("utf-8")
        for needed in re.findall(r"^// Needs: (.+)$", text, re.MULTILINE):
            names += re.split(r",\s*", needed)
        names.append(name)
    return list(dict.fromkeys(names))


def name_of(kind, docname, entry):
    """The anchor of an entry: ``ask-07-flip``, ``hand-07-sizes``."""
    page = docname.rpartition("/")[2]
    number = page[:2] if page[:2].isdigit() else page
    if kind == "questions":
        return f"ask-{number}-{entry['id']}"
    return f"hand-{number}-{entry['figure']}"


def question(docname, entry, language):
    """A quick question; each choice unfolds into its own answer."""
    words = WORDS[language]
    lines = [f'<div class="ask" id="{name_of("questions", docname, entry)}">',
             f'<p class="ask-title">{words["question"]}</p>', "",
             entry["ask"][language].strip(), ""]
    for choice in entry["choices"]:
        kind = "right" if choice.get("right") else "wrong"
        lines += [f'<details class="choice {kind}"><summary>', "",
                  choice[language].strip(), "", "</summary>", "",
                  f"**{words[kind]}** {choice['why'][language].strip()}", "",
                  "</details>"]
    return "\n".join([*lines, "</div>"])


def page_figure(docname, entry, language):
    """An in-page figure: its still, and what its script needs."""
    options = entry.get("options", {})
    still = draw(entry["figure"], json.dumps(options), language)
    return "\n".join([
        f'<figure class="hand" id="{name_of("figures", docname, entry)}" '
        f'data-hand="{entry["figure"]}" '
        f'data-options="{html.escape(json.dumps(options))}">'
        f'<div class="hand-body">{still}</div>'
        '<p class="hand-said" role="status"></p><figcaption>', "",
        entry["caption"][language].strip(), "", "</figcaption></figure>"])


@functools.cache
def pipe():
    """The running Node that draws the stills."""
    process = subprocess.Popen(
        [formulas.node(), str(HERE / "hand_still.js")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        encoding="utf-8")
    atexit.register(process.communicate)
    return process


@functools.cache
def draw(name, options, language):
    """The HTML of a figure's first state; `options` is JSON."""
    process = pipe()
    process.stdin.write(json.dumps({
        "name": name, "options": json.loads(options),
        "language": language}) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    answer = json.loads(line) if line else {"error": "the drawing stopped"}
    if "error" in answer:
        raise ValueError(f"in-page figure {name!r}: {answer['error']}")
    return answer["html"].replace("\n", " ")
