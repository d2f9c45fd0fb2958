"""The PDF of the small book, and what a printer gets of its pages.

The whole book's PDF is made by `make pdf`; here it is looked at what could go
wrong in any: numbers in the contents, links, names of places, fonts, words.
"""
import re
import sys

import matplotlib
import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader
from pypdf.generic import IndirectObject
from small_book import break_page, build, copy_book

import pdf

CHAPTER = "chapters/07_small.html"
# A quick question and a figure to handle, as a chapter's page has them.
ANSWERED = """<div class="ask" id="ask-07-two"><p class="ask-title">Quick
question</p><p>What does the line do?</p><details class="choice right">
<summary><p>It rises.</p></summary><p>Its slope is positive.</p></details></div>
<figure class="hand" id="hand-07-line"><div class="hand-body"><svg role="img"
aria-label="A still line." viewBox="0 0 10 10"><path d="M0 0L9 9"/></svg><div
class="hand-controls"><button>Press me</button></div></div><figcaption><p>A line
to move.</p></figcaption></figure>"""
# Printed as a page of its own, a sheet leaves out what stands around it.
SHEET = """<figure class="hand"><div class="hand-body"><div class="practice">
<div class="practice-paper"><p>A sheet.</p></div></div></div></figure>"""
DAY = {"SOURCE_DATE_EPOCH": "1700000000"}  # 2023-11-14


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The small book, built, with links to what a PDF lacks."""
    folder = copy_book(tmp_path_factory.mktemp("a path") / "small book")
    for old, new in (("It starts", "See {doc}`solutions/07-small/07-small` or "
                      "<https://example.org/a>. It starts"),
                     ("{ref}`sec-small-sum`에서",
                      "{doc}`solutions/07-small/07-small`. "
                      "<https://example.org/a>. {ref}`sec-small-sum`에서")):
        break_page(folder, "index.md", old, new)
    result = build(folder)
    assert result.returncode == 0, result.stdout + result.stderr
    break_page(folder, f"_site/en/{CHAPTER}", '<section id="sec-small-ex',
               f'{ANSWERED}<section id="sec-small-ex')
    break_page(folder, "_site/en/index.html", "</section>",
               f"{SHEET}</section>")
    return folder / "_site"


@pytest.fixture(scope="module")
def browser_there():
    try:
        pdf.chromium()
    except pdf.NotPrinted as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def books(site, browser_there, tmp_path_factory):
    """Language → reader of its PDF."""
    folder = tmp_path_factory.mktemp("printed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(*next(iter(DAY.items())))
        files = list(pdf.print_site(site, folder))
    assert [file.name for file in files] == [
        "perceptrons-to-convnets-en.pdf", "perceptrons-to-convnets-ko.pdf"]
    assert sorted(folder.iterdir()) == files  # and no half ones
    return {language: PdfReader(file)
            for language, file in zip(pdf.LANGUAGES, files)}


def words(page):
    return " ".join(page.extract_text().split())


def whole(reader):
    return " ".join(words(page) for page in reader.pages)


def links(reader):
    """(number of the page, where the link leads): a page's number or URL."""
    found = pdf.places(reader)
    for number, page in enumerate(reader.pages, start=1):
        for annotation in page.get("/Annots", []):
            annotation = annotation.get_object()
            if "/Dest" in annotation:
                yield number, found[annotation["/Dest"].removeprefix("/")]
            elif "/A" in annotation:
                yield number, annotation["/A"].get("/URI")


def contents(reader):
    """(title, page's number) as they stand in the contents."""
    lines = reader.pages[1].extract_text().splitlines()
    return [(" ".join(match[1].split()), int(match[2])) for line in lines
            if (match := re.fullmatch(r"(.+?)\s*(\d+)", line.strip()))]


@pytest.mark.parametrize("language, titles", [
    ("en", ["About this book", "Part I · Convolution", "07 Small things",
            "One sum", "Exercises", "Exercises: small", "Appendix",
            "References"]),
    ("ko", ["이 책에 대하여", "1부 · 합성곱", "07 작은 것", "합 하나", "연습문제",
            "연습문제: 작은 것", "부록", "참고 문헌"])])
def test_the_contents_name_the_pages_on_which_the_titles_stand(
        books, language, titles):
    found = contents(books[language])
    assert [title for title, _ in found] == titles
    for title, number in found:
        assert title in words(books[language].pages[number - 1]), title
    numbers = [number for _, number in found]
    assert numbers == sorted(numbers) and len(set(numbers)) > 3


@pytest.mark.parametrize("language", pdf.LANGUAGES)
def test_each_page_tells_its_number_and_its_chapter(books, language):
    title = {"en": "07 Small things", "ko": "07 작은 것"}[language]
    pages = [words(page) for page in books[language].pages]
    for number, text in enumerate(pages[1:], start=2):
        assert re.search(rf"(^|\s){number}(\s|$)", text), (number, text)
    chapter = next(text for text in pages if "slope" in text or "기울기" in text)
    assert chapter.count(title) == 2  # its heading and the running title


@pytest.mark.parametrize("language", pdf.LANGUAGES)
def test_links_lead_to_pages_inside_and_to_the_site_for_the_rest(
        books, language):
    reader = books[language]
    place = pdf.places(reader)
    inside = {"07_small", "07-small", "references", "index",
              "07_small:sec-small-sum", "07_small:fig-small-line",
              "07_small:equation-eq-small-sum"}
    assert inside <= set(place)
    goals = {goal for number, goal in links(reader) if number > 2}
    site = "https://perceptrons-to-convnets.github.io/book"
    assert f"{site}/{language}/solutions/07-small/07-small.html" in goals
    assert "https://example.org/a" in goals
    assert not [goal for goal in goals if str(goal).startswith("file:")]
    chapter = range(place["07_small"], place["07-small"])
    assert {place["07-small"], place["references"]} <= {
        goal for number, goal in links(reader) if number in chapter}


def test_solutions_are_left_out_and_the_title_page_says_so(books):
    text = whole(books["en"])
    assert "raise NotImplementedError" in text and "return 2 * x" not in text
    first = words(books["en"].pages[0])
    assert "their solutions are not" in first and "CC BY 4.0" in first
    assert "English edition · Version 1.0, 2023-11-14" in first
    first = words(books["ko"].pages[0])
    assert "한국어판 · 버전 1.0, 2023-11-14" in first
    assert "풀이는 들어 있지 않다" in first


def test_the_day_is_the_repositorys_and_not_the_clocks(books):
    for reader in books.values():
        assert reader.metadata.creation_date.isoformat().startswith(
            "2023-11-14T00:00")
    assert books["en"].metadata.author == "the book's contributors"


def test_folded_hints_stand_open_on_paper(books):
    assert "Add it to itself" in whole(books["en"])


def test_quick_questions_print_with_answers_and_figures_as_stills(books):
    reader = books["en"]
    text = whole(reader)
    assert "It rises." in text and "Its slope is positive." in text
    assert "A line to move." in text and "Press me" not in text
    assert ("/Figure", "A still line.") in structure(
        reader.trailer["/Root"]["/StructTreeRoot"], [])
    site = "https://perceptrons-to-convnets.github.io/book/en"
    assert f"{site}/{CHAPTER}#hand-07-line" in {
        goal for _, goal in links(reader)}


def outline(entries, level=0):
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry, level + 1)
        else:
            yield level, entry.title.strip()


@pytest.mark.parametrize("language, tree", [
    ("en", [(0, "About this book"), (0, "Part I · Convolution"),
            (1, "07 Small things"), (2, "One sum"), (2, "Exercises"),
            (2, "Exercises: small"), (3, "Exercise 1 — Double"),
            (0, "Appendix"), (1, "References")]),
    ("ko", [(0, "이 책에 대하여"), (0, "1부 · 합성곱"), (1, "07 작은 것"),
            (2, "합 하나"), (2, "연습문제"), (2, "연습문제: 작은 것"),
            (3, "연습문제 1 — 두 배"), (0, "부록"), (1, "참고 문헌")])])
def test_bookmarks_are_a_tree(books, language, tree):
    assert list(outline(books[language].outline)) == tree


def structure(node, found):
    """All (kind, alternative text) below a node of the PDF's structure."""
    if isinstance(node, IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for child in node:
            structure(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append((node["/S"], node.get("/Alt")))
        structure(node.get("/K", []), found)
    return found


@pytest.mark.parametrize("language, alt", [
    ("en", "A rising line."), ("ko", "올라가는 직선.")])
def test_tagged_with_language_and_alternative_texts(books, language, alt):
    root = books[language].trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == language
    found = structure(root["/StructTreeRoot"], [])
    assert ("/Figure", alt) in found
    assert any(kind == "/Figure" and text and "\\sum_i w_i x_i" in text
               for kind, text in found)
    assert {"/H1", "/H2", "/H3", "/Code", "/Link"} <= {kind for kind, _ in found}


@pytest.mark.parametrize("language", pdf.LANGUAGES)
def test_fonts_are_embedded_and_korean_can_be_searched(books, language):
    kinds = set()
    for page in books[language].pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            kinds.add(font["/Subtype"])
            for below in font.get("/DescendantFonts", []):
                font = below.get_object()
            assert font["/Subtype"] == "/Type3" or {
                "/FontFile", "/FontFile2", "/FontFile3"} & set(
                    font["/FontDescriptor"]), font
    assert kinds
    if language == "ko":
        assert "합은 다음과 같다." in whole(books["ko"])


# What goes wrong

def test_without_chromium_it_says_how_to_get_one(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pdf.NotPrinted, match="apt-get install chromium"):
        pdf.chromium()


def test_without_a_site_it_says_which_command_builds_it(
        monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(sys, "argv", ["pdf", "--site", str(tmp_path)])
    with pytest.raises(SystemExit, match="run `make site` first"):
        pdf.main()


def test_a_lost_picture_stops_the_printing(site, browser_there, tmp_path):
    chapter = site / "ko" / CHAPTER
    kept = chapter.read_text("utf-8")
    chapter.write_text(kept.replace("_images/", "_nowhere/"), "utf-8")
    try:
        with pytest.raises(pdf.NotPrinted, match="not there, 1: file:.*_nowhere"):
            list(pdf.print_site(site, tmp_path / "to", ["ko"]))
    finally:
        chapter.write_text(kept, "utf-8")
    assert not list((tmp_path / "to").iterdir())


def test_without_a_korean_font_it_says_which_to_install(
        site, browser_there, tmp_path, monkeypatch):
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(f"<fontconfig><dir>{matplotlib.get_data_path()}/fonts/ttf"
                     f"</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(fonts))
    with pytest.raises(pdf.NotPrinted, match="fonts-noto-cjk"):
        list(pdf.print_site(site, tmp_path / "to", ["ko"]))


# A page of the site on a printer

SEEN = """() => {
  const style = (name) => getComputedStyle(document.querySelector(name));
  const shown = (name) => document.querySelector(name).checkVisibility();
  return {
    ink: style("article section section p").color,
    code: style("article pre .mi").color,
    paper: style("body").backgroundColor, wrap: style("article pre").whiteSpace,
    shown: [".bd-header-article", ".bd-sidebar-primary", ".prev-next-footer",
            ".headerlink", ".last-run"].filter(shown),
    title: shown("article h1"),
    open: [...document.querySelectorAll("details")]
      .filter((fold) => fold.closest("article") && fold.open).length,
  };
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_printed_page_is_black_on_white_and_only_text(
        site, browser_there, theme):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=pdf.chromium(), args=pdf.FLAGS)
        page = browser.new_page(color_scheme=theme)
        page.goto((site / "en" / CHAPTER).as_uri())
        assert page.evaluate(
            "document.documentElement.dataset.theme") == theme
        page.emulate_media(media="print", color_scheme=theme)
        seen = page.evaluate(SEEN)
        page.goto((site / "en/exercises/en/07-small/07-small.html").as_uri())
        folds = page.evaluate(SEEN.replace('".prev-next-footer",', ""))["open"]
        browser.close()
    assert seen["ink"] == "rgb(0, 0, 0)"
    assert seen["paper"] == "rgb(255, 255, 255)" and seen["title"]
    assert seen["wrap"] == "pre-wrap" and seen["shown"] == [] and folds == 0
    red, green, blue = map(int, re.findall(r"\d+", seen["code"])[:3])
    assert max(red, green, blue) < 190


