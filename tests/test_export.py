"""Exported notebooks: one language, plain Markdown, and they run."""
import json
import os
import re
import subprocess
import sys
import zipfile

import nbformat
import pytest

from book.editions import LANGUAGES
from book.export import ROOT, export_notebook, fetch_cell

AT = {"repository": "https://example.org/course/book", "branch": "main",
      "site": "https://example.org/site"}


def md(source, *tags, name="cell"):
    return {"cell_type": "markdown", "id": name,
            "metadata": {"tags": list(tags)}, "source": source}


def code(source, name, **metadata):
    return {"cell_type": "code", "id": name, "metadata": metadata,
            "execution_count": None, "outputs": [], "source": source}


def exported(*cells, language="en", path="chapters/99_test.ipynb"):
    notebook = {"cells": list(cells), "metadata": {}, "nbformat": 4,
                "nbformat_minor": 5}
    return export_notebook(notebook, language, path, AT)["cells"]


def figure(name="fig-a"):
    return code("1", "draw", mystnb={"figure": {"name": name, "caption": "C."},
                                     "image": {"alt": "A."}},
                translations={"ko": {"figure": {"caption": "다."},
                                     "image": {"alt": "가."}}})


def test_keeps_one_language_and_the_caption():
    english = exported(md("Hello", "en"), md("안녕", "ko"), figure())
    korean = exported(md("Hello", "en"), md("안녕", "ko"), figure(),
                      language="ko")
    assert [c["source"] for c in english[1:]] == [
        "Hello", "1", '<a id="fig-a"></a>*Figure 1.* C.']
    assert [c["source"] for c in korean[1:]] == [
        "안녕", "1", '<a id="fig-a"></a>*그림 1.* 다.']


@pytest.mark.parametrize("source, plain", [
    ("(sec-x)=\n## Title", '<a id="sec-x"></a>\n\n## Title'),
    ("See {numref}`fig-a`.", "See [Figure 1](#fig-a)."),
    ("See {numref}`picture %s <fig-a>`.", "See [picture 1](#fig-a)."),
    ("See {ref}`there <fig-a>`.", "See [there](#fig-a)."),
    ("$$ x = 1 $$ (eq-x)\n\nBy {eq}`eq-x`", "$$ x = 1 \\tag{1}$$\n\nBy (1)"),
    ("```{note}\nBe careful.\n```", "> **Note**\n>\n> Be careful."),
    ("```{admonition} Look\n:class: tip\nHere.\n```",
     "> **Look**\n>\n> Here."),
    (":::{tip}\nA\n\nB\n:::", "> **Tip**\n>\n> A\n>\n> B"),
    ("A `{braces}` stay and $a_{i}$ too", "A `{braces}` stay and $a_{i}$ too"),
    ("```python\n(a)=\n```", "```python\n(a)=\n```"),
])
def test_plain_markdown(source, plain):
    cells = exported(md(source), figure())
    assert cells[1]["source"] == plain


@pytest.mark.parametrize("source", [
    "{abbr}`CNN (x)`", "```{plot} x\n```", "{ref}`sec-nowhere`",
    "{numref}`fig-nowhere`", "{cite:p}`nobody1900`"])
def test_what_has_no_plain_form_is_refused(source):
    with pytest.raises(ValueError, match=r"chapters/99_test.ipynb"):
        exported(md(source))


def run(source, folder):
    return subprocess.run([sys.executable, "-c", source], cwd=folder,
                          capture_output=True, text=True, env={"PATH": ""})


def test_fetch_cell_finds_the_project_above(tmp_path):
    inside = ROOT / "tests"
    result = run(fetch_cell(AT) + "\nimport utils.claims; print(course)",
                 inside)
    assert result.stdout.strip() == str(ROOT), result.stderr


def archive(folder):
    """A zip as a repository host serves it, with one folder inside."""
    with zipfile.ZipFile(folder / "main.zip", "w") as packed:
        packed.writestr("book-main/utils/__init__.py", "")
        packed.writestr("book-main/utils/claims.py", "fetched = True\n")
    return (folder / "main.zip").as_uri()


def test_fetch_cell_fetches_once_elsewhere(tmp_path):
    work = tmp_path / "a b"
    work.mkdir()
    source = re.sub(r'archive = "[^"]+"', f'archive = "{archive(tmp_path)}"',
                    fetch_cell(AT))
    check = "\nfrom utils.claims import fetched; print(fetched)"
    assert run(source + check, work).stdout.strip() == "True"
    (tmp_path / "main.zip").unlink()
    assert run(source + check, work).stdout.strip() == "True"
    assert [p.name for p in work.iterdir()] == ["book"]


def test_fetch_cell_says_what_to_do_and_leaves_nothing(tmp_path):
    (tmp_path / "page.zip").write_text("<html>log in first</html>")
    work = tmp_path / "work"
    work.mkdir()
    source = re.sub(r'archive = "[^"]+"',
                    f'archive = "{(tmp_path / "page.zip").as_uri()}"',
                    fetch_cell(AT))
    result = run(source, work)
    assert "download that file yourself" in result.stderr
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exported_notebook_is_plain(language, tmp_path):
    subprocess.run([sys.executable, ROOT / "tools" / "export.py", language,
                    tmp_path], check=True, cwd=ROOT)
    paths = sorted((tmp_path / language).rglob("*.ipynb"))
    assert paths
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert notebook.cells[0].id == "fetch-course"
        for cell in notebook.cells:
            text = cell.source
            if cell.cell_type == "markdown":
                assert not re.search(r"\{[\w:]+\}`|^\([\w-]+\)=|^:::|"
                                     r"^```\{|\$\$ \(", text, re.MULTILINE), (
                    f"{path.name} {cell.id}: MyST is left: {text[:200]}")
                if language == "en":
                    assert not re.search("[가-힣]", text), f"{path}: {text}"
        raw = json.dumps(notebook)
        assert "HIDDEN TESTS" not in raw, path


def test_edits_are_kept(tmp_path):
    command = [sys.executable, ROOT / "tools" / "export.py", "en", tmp_path,
               "--keep-edits"]
    subprocess.run(command, check=True, cwd=ROOT)
    mine = next((tmp_path / "en").rglob("*.ipynb"))
    mine.write_text(mine.read_text() + " ")
    result = subprocess.run(command, check=True, cwd=ROOT,
                            capture_output=True, text=True)
    assert "kept as you changed it" in result.stdout
    assert mine.read_text().endswith(" ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_exported_code_is_the_code_that_was_checked(language):
    for path in sorted(ROOT.glob("chapters/*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        name = f"chapters/{path.name}"
        made = export_notebook(notebook, language, name)
        codes = [["".join(cell["source"]) for cell in cells["cells"]
                  if cell["cell_type"] == "code"] for cells in (notebook, made)]
        assert codes[1][1:] == codes[0], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exported_chapter_runs_away_from_the_project(language, tmp_path):
    """As on Colab: nothing but the notebook and an address to fetch from."""
    archive = tmp_path / "main.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in [*ROOT.glob("utils/*.py"), ROOT / "claims.yml",
                     *ROOT.glob("checkpoints/*")]:
            packed.write(path, f"book-main/{path.relative_to(ROOT)}")
    source = ROOT / "chapters" / "01_perceptron.ipynb"
    notebook = export_notebook(json.loads(source.read_text(encoding="utf-8")),
                               language, "chapters/01_perceptron.ipynb")
    first = notebook["cells"][0]
    first["source"] = re.sub(r'archive = "[^"]+"',
                             f'archive = "{archive.as_uri()}"',
                             first["source"])
    work = tmp_path / "content"
    work.mkdir()
    (work / "chapter.ipynb").write_text(json.dumps(notebook))
    bare = {key: value for key, value in os.environ.items()
            if key not in ("PYTHONPATH", "COURSE_DATA", "IPYTHONDIR")}
    result = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute",
         "chapter.ipynb"], cwd=work, capture_output=True, text=True,
        env={**bare, "COURSE_EDITION": "sample"})
    assert result.returncode == 0, result.stderr[-2000:]
