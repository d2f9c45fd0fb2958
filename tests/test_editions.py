"""One language of two: notebooks, pages, solutions, configuration, search."""
import importlib.util
import json
import re
from pathlib import Path

import pytest
import yaml
from sphinxcontrib import katex

from book import formulas
from book.editions import (
    keep_language,
    keep_language_in_page,
    rename_labels,
    solutions_page,
    without_hidden_tests,
)

ROOT = Path(__file__).resolve().parent.parent
SMALL = Path(__file__).parent / "fixtures" / "book"


def load_site_tool():
    spec = importlib.util.spec_from_file_location(
        "site_tool", ROOT / "tools" / "site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def small(path):
    return json.loads((SMALL / path).read_text("utf-8"))


def markdown(source, *tags):
    return {"cell_type": "markdown", "id": "m", "metadata":
            {"tags": list(tags)}, "source": source}


def code(source, **metadata):
    return {"cell_type": "code", "id": "c", "metadata": metadata,
            "source": source, "outputs": [], "execution_count": None}


def sources(notebook):
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"])


# One language of a notebook and of a page

def test_a_cell_without_a_language_stays_in_both():
    notebook = {"cells": [markdown("Hello", "en"), markdown("안녕", "ko"),
                          code("1 + 1")]}
    assert sources(keep_language(notebook, "en")) == "Hello\n1 + 1"
    assert sources(keep_language(notebook, "ko")) == "안녕\n1 + 1"


def test_captions_and_alt_texts_change_language():
    cell = code("draw()",
                mystnb={"figure": {"name": "fig-a", "caption": "A line."},
                        "image": {"alt": "Rising."}},
                translations={"ko": {"figure": {"caption": "직선."},
                                     "image": {"alt": "올라간다."}}})
    english = keep_language({"cells": [cell]}, "en")["cells"][0]["metadata"]
    korean = keep_language({"cells": [cell]}, "ko")["cells"][0]["metadata"]
    assert english == {"mystnb": {
        "figure": {"name": "fig-a", "caption": "A line."},
        "image": {"alt": "Rising."}}}
    assert korean == {"mystnb": {
        "figure": {"name": "fig-a", "caption": "직선."},
        "image": {"alt": "올라간다."}}}


def test_the_notebook_given_is_not_changed():
    notebook = small("chapters/07_small.ipynb")
    before = json.dumps(notebook)
    keep_language(notebook, "ko")
    solutions_page(notebook, "07-small")
    assert json.dumps(notebook) == before


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="'fr'"):
        keep_language({"cells": []}, "fr")


def test_a_page_keeps_the_blocks_of_one_language():
    page = ('+++ {"tags": ["en"]}\nHello\n\n+++ {"tags": ["ko"]}\n안녕\n\n'
            "+++\nBoth\n")
    assert keep_language_in_page(page, "en").split() == ["Hello", "Both"]
    assert keep_language_in_page(page, "ko").split() == ["안녕", "Both"]


# Solutions as readers see them

SOLUTION = """\
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""
HIDDEN = """\
# When this is graded, further cases are tried here.
### BEGIN HIDDEN TESTS
assert double(21) == 42
### END HIDDEN TESTS"""


def test_marks_go_and_what_is_between_them_stays():
    shown = without_hidden_tests({"cells": [code(SOLUTION)]})
    assert sources(shown) == "def double(x):\n    return 2 * x"


def test_hidden_tests_go_and_a_cell_of_comments_with_them():
    shown = without_hidden_tests({"cells": [code(HIDDEN), code("double(3)")]})
    assert sources(shown) == "double(3)"


def test_what_stands_around_hidden_tests_stays():
    shown = without_hidden_tests({"cells": [code(f"a = 1\n{HIDDEN}\nb = 2")]})
    assert "42" not in sources(shown)
    assert sources(shown).startswith("a = 1")
    assert sources(shown).endswith("b = 2")


def test_two_hidden_regions_do_not_take_what_is_between():
    shown = without_hidden_tests({"cells": [code(f"{HIDDEN}\nb = 2\n{HIDDEN}")]})
    assert "42" not in sources(shown) and "b = 2" in sources(shown)


def test_a_hidden_region_without_an_end_is_an_error():
    with pytest.raises(ValueError, match="has no end"):
        without_hidden_tests({"cells": [code("### BEGIN HIDDEN TESTS\nx")]})


def test_source_as_a_list_of_lines_is_read_too():
    shown = without_hidden_tests(
        {"cells": [code([*HIDDEN.splitlines(keepends=True), "\nb = 2"])]})
    assert "42" not in sources(shown) and "b = 2" in sources(shown)


def test_labels_and_references_to_them_get_the_prefix():
    notebook = {"cells": [
        markdown("(ex-a)=\n## A\n\n$$ x $$ (eq-a)\n\nSee {ref}`ex-a`, "
                 "{ref}`words <ex-a>`, {numref}`fig-a`, {eq}`eq-a`, "
                 "[here](#ex-a), {ref}`ch-other` and {ref}`ex-ab`."),
        code("draw()", mystnb={"figure": {
            "name": "fig-a", "caption": "See {eq}`eq-a`."}})]}
    shown = rename_labels(notebook, "s-")
    assert sources(shown) == (
        "(s-ex-a)=\n## A\n\n$$ x $$ (s-eq-a)\n\nSee {ref}`s-ex-a`, "
        "{ref}`words <s-ex-a>`, {numref}`s-fig-a`, {eq}`s-eq-a`, "
        "[here](#s-ex-a), {ref}`ch-other` and {ref}`ex-ab`.\ndraw()")
    figure = shown["cells"][1]["metadata"]["mystnb"]["figure"]
    assert figure == {"name": "s-fig-a", "caption": "See {eq}`s-eq-a`."}


@pytest.mark.parametrize("language, title, word", [
    ("en", "# Solutions: small", "One way"),
    ("ko", "# 풀이: 작은 것", "풀이를 하나씩")])
def test_a_solutions_page_says_what_it_is(language, title, word):
    shown = solutions_page(small("solutions/07-small/07-small.ipynb"), "07-small")
    text = sources(keep_language(shown, language))
    assert title in text and word in text
    assert "../../exercises/en/07-small/07-small" in text
    assert "Replace the line" not in text and "바꾸어라" not in text
    assert "hidden answer" not in text and "### " not in text
    assert "return 2 * x" in text


# Configuration

def test_the_korean_edition_changes_titles_captions_and_folders():
    tool = load_site_tool()
    korean = yaml.safe_load((ROOT / "book" / "korean.yml").read_text("utf-8"))
    toc = yaml.safe_load((SMALL / "_toc.yml").read_text("utf-8"))
    derived = tool.derived_toc(toc, korean, "ko")
    assert [part["caption"] for part in derived["parts"]] == ["합성곱", "부록"]
    sections = derived["parts"][0]["chapters"][0]["sections"]
    assert [entry["file"] for entry in sections] == [
        "exercises/ko/07-small/07-small", "solutions/07-small/07-small"]
    assert tool.derived_toc(toc, korean, "en") == toc

    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    derived = tool.derived_config(config, korean, "ko")
    assert derived["sphinx"]["config"]["language"] == "ko"
    assert derived["title"] == korean["title"] != config["title"]
    assert tool.derived_config(config, korean, "en")["title"] == config["title"]


def test_every_part_of_the_book_has_a_korean_caption():
    korean = yaml.safe_load((ROOT / "book" / "korean.yml").read_text("utf-8"))
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    for part in toc.get("parts", []):
        assert part["caption"] in korean["captions"]


def test_the_repository_address_stands_in_one_place():
    config = (ROOT / "_config.yml").read_text("utf-8")
    address = yaml.safe_load(config)["repository"]["url"]
    assert config.count(address) == 1
    for folder in ("book", "tools", "chapters", "appendix"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".md", ".ipynb", ".html", ".js", ".yml"):
                assert address not in path.read_text("utf-8"), path


# Formulas

def test_a_formula_becomes_html_with_mathml_inside():
    html = formulas.set_formula(r"\sum_i w_i x_i", display=True)
    assert 'class="katex-display"' in html and "<math" in html


@pytest.mark.parametrize("latex", [r"\nomacro", r"\frac{1}", "합"])
def test_what_katex_cannot_set_is_an_error(latex):
    with pytest.raises(ValueError, match="KaTeX|Unicode|LaTeX"):
        formulas.set_formula(latex)
    assert "katex" in formulas.set_formula("x")  # and it goes on


def test_the_style_is_of_the_same_katex_and_asks_for_files_that_are_there():
    folder = ROOT / "book" / "static" / "katex"
    style = (folder / "katex.min.css").read_text("utf-8")
    assert f'content:"{katex.katex_version}"' in style
    fonts = set(re.findall(r"url\(([^)]+)\)", style))
    assert fonts and all((folder / font).exists() for font in fonts)
