"""The directive ``{chapter-map}``: every chapter, its time, what it builds on.

Nothing in it is written twice: parts come from the table of contents, short
titles from the cards of the page it stands in, times and prerequisites from
the first cell of each chapter ("Time", "You need").
"""
import html
import json
import re
from pathlib import Path

import yaml
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.locale import get_translation

from book import export
from book.editions import keep_language

_ = get_translation("sphinx")
ROW = 26  # of the drawing; its rows are stretched to those of the list


def needed(text, labels):
    """The chapters that a chapter's first cell asks for."""
    wanted = re.search(r"^\*\*You need\*\*(.*)$", text, re.M)[1]
    documents = re.findall(r"\{doc\}`(?:[^`<]*<)?([\w-]+)>?`", wanted)
    for label in re.findall(r"\{ref\}`(?:[^`<]*<)?([\w-]+)>?`", wanted):
        documents.append(labels[label][0])
    return {Path(name).name for name in documents}


def minutes(text):
    """Minutes to read, from a chapter's first cell."""
    return int(re.search(r"^\*\*Time\*\* (\d+) minutes", text, re.M)[1])


def without_detours(needs):
    """Only direct steps: what another prerequisite needs already is left out.

    >>> without_detours({"a": set(), "b": {"a"}, "c": {"a", "b"}})["c"]
    {'b'}
    """
    def all_before(name):
        before = set(needs[name])
        for other in needs[name]:
            before |= all_before(other)
        return before

    return {name: {one for one in wanted if not any(
        one in all_before(other) for other in wanted - {one})}
        for name, wanted in needs.items()}


def read_chapters(root):
    """Parts with their chapters: caption, and name, minutes, needs of each."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    parts, needs = [], {}
    for part in toc["parts"]:
        chapters = []
        for entry in part["chapters"]:
            if not entry["file"].startswith("chapters/"):
                continue
            path = root / f"{entry['file'].removesuffix('.ipynb')}.ipynb"
            cells = json.loads(path.read_text("utf-8"))
            first = "".join(keep_language(cells, "en")["cells"][0]["source"])
            name = path.stem
            # Forward glances ("built up in chapter 15") are no prerequisites.
            needs[name] = {one for one in needed(first, export.labels("en"))
                           if one < name}
            chapters.append((name, minutes(first)))
        if chapters:
            parts.append((part["caption"], chapters))
    return parts, without_detours(needs)


def time(total):
    """Minutes in words: “45 min”, “3 h”, “3 h 50 min”."""
    hours, rest = divmod(total, 60)
    words = [_("{h} h").format(h=hours)] * bool(hours)
    words += [_("{min} min").format(min=rest)] * bool(rest)
    return " ".join(words)


def arcs(rows, needs):
    """Curves from each chapter back to those it builds on, as SVG."""
    drawn = []
    for name, wanted in needs.items():
        for other in sorted(wanted):
            top, bottom = (ROW * (rows[one] + 0.5) for one in (other, name))
            wide = 100 - min(92, 14 + 9 * (rows[name] - rows[other]))
            drawn.append(
                f'<path data-to="{name}" data-from="{other}" d="M100 {top:g}C'
                f'{wide} {top:g} {wide} {bottom:g} 100 {bottom:g}"/>')
    return "".join(drawn)


def draw(parts, needs, titles, captions):
    """The map as HTML; `titles` and `captions` are those of the edition."""
    rows, lines, row = {}, [], 0
    for caption, chapters in parts:
        left = html.escape(_("{read} of {all} read, about {time} to go"))
        lines.append(
            f'<li class="map-part"><strong>{html.escape(captions[caption])}'
            f'</strong> <span data-left="{left}" data-done="{_("all read")}" '
            f'data-hours="{_("{h} h")}" data-min="{_("{min} min")}">'
            f'{time(sum(m for _name, m in chapters))}</span></li>')
        row += 1
        for name, length in chapters:
            rows[name] = row
            row += 1
            lines.append(
                f'<li><a href="chapters/{name}.html" data-chapter="{name}" '
                f'data-minutes="{length}"><span class="chapter-number">'
                f'{name[:2]}</span> {html.escape(titles[name[:2]])} '
                f'<span class="map-time">{time(length)}</span></a></li>')
    return (f'<nav class="chapter-map" style="--rows:{row}" aria-label="'
            f'{_("Map of the chapters")}"><svg viewBox="0 0 100 {ROW * row}" '
            'preserveAspectRatio="none" aria-hidden="true">'
            f"{arcs(rows, needs)}</svg><ol>{''.join(lines)}</ol></nav>")


class ChapterMap(Directive):
    """The map, in the edition that is being built."""

    def run(self):
        env = self.state.document.settings.env
        root = Path(env.srcdir)
        config = env.app.config
        text = export.page_text(env.docname, config.language)
        titles = dict(re.findall(
            r"\{grid-item-card\} (\d\d) · (.+)$", text, re.M))
        parts, needs = read_chapters(root)
        captions = {caption: caption for caption, _chapters in parts}
        if config.language == "ko":
            captions = yaml.safe_load((Path(__file__).parent / "korean.yml")
                                      .read_text("utf-8"))["captions"]
        for name in needs:
            env.note_dependency(str(root / "chapters" / f"{name}.ipynb"))
        env.note_dependency(str(root / "_toc.yml"))
        return [nodes.raw("", draw(parts, needs, titles, captions),
                          format="html")]
