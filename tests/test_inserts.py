"""Quick questions and in-page figures between a chapter's cells."""
import json
import re
from pathlib import Path

import pytest

from book import export, inserts
from book.editions import LANGUAGES, keep_language

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted(f"chapters/{path.stem}"
                  for path in ROOT.glob("chapters/*.ipynb"))
HANGUL = re.compile("[가-힣]")


def notebook(docname, language):
    text = (ROOT / f"{docname}.ipynb").read_text("utf-8")
    return keep_language(json.loads(text), language)


def numbers(text):
    """The numbers of a text, in whatever form the language gives them."""
    return re.findall(r"\d+(?:[.,]\d+)*", text.replace("−", "-"))


def texts(entry):
    """All pairs of texts of an entry: English, Korean."""
    if "figure" in entry:
        return [entry["caption"]]
    return [entry["ask"], *entry["choices"],
            *(choice["why"] for choice in entry["choices"])]


@pytest.mark.parametrize("docname", CHAPTERS)
def test_three_to_five_questions_with_an_answer_to_each_choice(docname):
    questions = inserts.read(ROOT, docname).get("questions", [])
    assert 3 <= len(questions) <= 5
    assert len({entry["id"] for entry in questions}) == len(questions)
    for entry in questions:
        assert set(entry) == {"id", "after", "ask", "choices"}, entry["id"]
        assert 3 <= len(entry["choices"]) <= 4, entry["id"]
        right = [choice.get("right") for choice in entry["choices"]]
        assert right.count(True) == 1, entry["id"]
        shown = {choice["en"] for choice in entry["choices"]}
        assert len(shown) == len(right), f"{entry['id']}: a choice twice"
        for choice in entry["choices"]:
            assert set(choice) <= {"en", "ko", "right", "why"}, entry["id"]
            # A formula alone is no name for a screen reader.
            assert not re.fullmatch(r"\$[^$]*\$", choice["en"]), entry["id"]
            assert sorted(numbers(choice["en"])) == sorted(
                numbers(choice["ko"])), entry["id"]


def test_right_choices_stand_at_every_place():
    places = [0] * 4
    for docname in CHAPTERS:
        for entry in inserts.read(ROOT, docname).get("questions", []):
            places[[bool(c.get("right")) for c in entry["choices"]]
                   .index(True)] += 1
    assert min(places[:3]) > 0.2 * sum(places), places


@pytest.mark.parametrize("docname", CHAPTERS)
def test_both_languages_say_it_in_their_own(docname):
    for kind, entries in inserts.read(ROOT, docname).items():
        for entry in entries:
            for pair in texts(entry):
                for language in LANGUAGES:
                    assert pair[language].strip(), (kind, entry["after"])
                assert not HANGUL.search(pair["en"]), pair["en"]


@pytest.mark.parametrize("docname", CHAPTERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_they_stand_after_their_cells(docname, language):
    entries = inserts.read(ROOT, docname)
    before = notebook(docname, language)
    after = inserts.with_inserts(before, docname, language, entries,
                                 inserts.page_figure)
    names = [cell["id"] for cell in after["cells"]]
    wanted = {inserts.name_of(kind, docname, entry)
              for kind, found in entries.items() for entry in found}
    assert wanted <= set(names)
    assert len(after["cells"]) == len(before["cells"]) + len(wanted)
    for cell in after["cells"]:
        if cell["id"].startswith(("ask-", "hand-")):
            # A blank line in the HTML would end it.
            assert "\n\n\n" not in cell["source"]


def test_a_cell_that_is_gone_is_named():
    entries = {"questions": [{"id": "x", "after": "01-gone",
                              "ask": {"en": "?", "ko": "?"}, "choices": []}]}
    with pytest.raises(ValueError, match="01-gone"):
        inserts.with_inserts(notebook(CHAPTERS[0], "en"), CHAPTERS[0], "en",
                             entries, inserts.page_figure)


def test_a_code_cell_comes_before_prose_of_the_same_name():
    cells = [{"id": "01-a", "cell_type": "code", "source": ""},
             {"id": "01-a-en", "cell_type": "markdown", "source": ""}]
    entries = {"questions": [{"id": "x", "after": "01-a",
                              "ask": {"en": "?", "ko": "?"}, "choices": []}]}
    made = inserts.with_inserts({"cells": cells}, CHAPTERS[0], "en", entries,
                                inserts.page_figure)
    assert [cell["id"] for cell in made["cells"]] == [
        "01-a", "ask-01-x", "01-a-en"]


@pytest.mark.parametrize("language, says", [
    ("en", "A figure you can move"), ("ko", "움직이는 그림")])
def test_exported_notebooks_ask_too_and_link_the_figures(language, says):
    docname = "chapters/01_perceptron"
    text = (ROOT / f"{docname}.ipynb").read_text("utf-8")
    exported = export.export_notebook(json.loads(text), language,
                                      f"{docname}.ipynb")
    sources = {cell["id"]: "".join(cell["source"])
               for cell in exported["cells"]}
    asked = [source for name, source in sources.items()
             if name.startswith("ask-")]
    assert len(asked) == len(inserts.read(ROOT, docname)["questions"])
    assert all(source.count("<details") >= 3 for source in asked)
    assert says in sources["hand-01-neuron"]
    assert f"/{language}/{docname}.html#hand-01-neuron" in sources[
        "hand-01-neuron"]
    assert "<svg" not in sources["hand-01-neuron"]


def test_a_figure_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="no_such"):
        inserts.draw("no_such", "{}", "en")
