"""In-page figures stand once in each language, after the cell they name."""
import json
from pathlib import Path

import pytest

from book import inserts

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted(path.stem for path in
                  (ROOT / "chapters" / "figures").glob("*.yml"))


@pytest.mark.parametrize("language, other", [("en", "ko"), ("ko", "en")])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_figure_stands_once(chapter, language, other):
    docname = f"chapters/{chapter}"
    notebook = json.loads((ROOT / f"{docname}.ipynb").read_text("utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"]
                         if not cell["id"].endswith(f"-{other}")]
    figures = inserts.read(ROOT, docname)["figures"]
    made = inserts.with_inserts(notebook, docname, language,
                                {"figures": figures}, inserts.page_figure)
    ids = [cell["id"] for cell in made["cells"]]
    assert len(ids) == len(notebook["cells"]) + len(figures) == len(set(ids))
    for entry in figures:
        place = ids.index(inserts.name_of("figures", docname, entry))
        before = {ids[i] for i in range(place - len(figures), place)}
        assert before & {entry["after"], f"{entry['after']}-{language}"}


def test_a_code_cell_keeps_its_name_from_prose_of_the_same_one():
    cells = [{"id": name, "cell_type": kind, "source": ""} for name, kind in [
        ("a-en", "markdown"), ("a", "code"), ("b-en", "markdown")]]
    figures = [{"figure": "one", "after": "a"}, {"figure": "two", "after": "b"}]
    made = inserts.with_inserts(
        {"cells": cells}, "chapters/07_x", "en", {"figures": figures},
        lambda docname, entry, language: entry["figure"])
    assert [cell["id"] for cell in made["cells"]] == [
        "a-en", "a", "hand-07-one", "b-en", "hand-07-two"]
