"""A small book, built into both editions as the real one is."""
import json
import re
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from PIL import Image
from small_book import ROOT, break_page, build, copy_book

import share

CHAPTER = "chapters/07_small.html"
EXERCISES = {"en": "exercises/en/07-small/07-small.html",
             "ko": "exercises/ko/07-small/07-small.html"}
SOLUTIONS = "solutions/07-small/07-small.html"
HANGUL = re.compile("[가-힣]")


def test_a_line_of_the_course_file_leaves_the_solutions_out(tmp_path):
    folder = copy_book(tmp_path / "book")
    course = folder / "course.yml"
    course.write_text("solutions: false\n")
    result = build(folder, COURSE=str(course))
    assert result.returncode == 0, result.stdout + result.stderr
    site = folder / "_site"
    assert (site / "ko" / EXERCISES["ko"]).exists()
    assert not list(site.rglob("*solutions*"))
    for page in [*site.rglob("*.html"), *site.rglob("search_index.js")]:
        assert "solutions/" not in page.read_text("utf-8"), page


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The small book, built; its path has a space in it."""
    folder = copy_book(tmp_path_factory.mktemp("a path") / "small book")
    (folder / "last_run.json").write_text(json.dumps({
        "date": "2026-11-01", "versions": {"python": "3.12.1",
                                           "torch": "2.14.1"},
        "notebooks": {"chapters/07_small": {"passed": True, "reason": ""}}}))
    result = build(folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="module")
def page(book):
    def read(language, name):
        path = book / "_site" / language / name
        return BeautifulSoup(path.read_text("utf-8"), "html.parser")
    return read


def words(soup):
    return " ".join(soup.select_one("article").get_text(" ").split())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_language_of_the_page(page, language):
    for name in ("index.html", CHAPTER, SOLUTIONS, EXERCISES[language],
                 "search.html"):
        html = page(language, name)
        assert html.html["lang"] == language
        assert bool(HANGUL.search(html.title.text)) == (language == "ko")
    assert not HANGUL.search(words(page("en", CHAPTER)))


def test_titles_captions_and_contents(page):
    english, korean = page("en", CHAPTER), page("ko", CHAPTER)
    assert english.title.text == (
        "07 Small things — From Perceptrons to ConvNets")
    assert korean.title.text == (
        "07 작은 것 — 퍼셉트론에서 합성곱 신경망까지")
    assert "Convolution" in english.select_one(".bd-docs-nav").text
    sidebar = korean.select_one(".bd-docs-nav").text
    assert "합성곱" in sidebar and "부록" in sidebar
    assert "Figure 7.1" in english.select_one("figcaption").text
    assert "The line" not in words(korean)
    assert "기울기가" in korean.select_one("figcaption").text
    assert [i["alt"] for i in korean.select("figure img")] == [
        "올라가는 직선.", "같은 직선."]
    assert [i["alt"] for i in english.select("figure img")] == [
        "A rising line.", "The same line."]


def test_numbers_of_figures_and_equations_begin_with_the_chapters(page):
    english, korean = words(page("en", CHAPTER)), words(page("ko", CHAPTER))
    assert "Figure 7.1 shows (7.1) , as Rosenblatt" in english
    assert "Figure 7.2 The line again." in english
    assert "그림 7.1 은 (7.1) 을 보여 준다" in korean
    assert "Figure 7S.1" in words(page("en", SOLUTIONS))


def test_both_editions_have_the_same_anchors(page):
    for name in ("index.html", CHAPTER, SOLUTIONS):
        anchors = [[tag["id"] for tag in page(language, name).select(
                    "article :is(section, figure, div.math)[id]")]
                   for language in ("en", "ko")]
        assert anchors[0] == anchors[1] and anchors[0]
    links = [a["href"] for a in page("ko", CHAPTER).select(".page-toc a")]
    assert links == ["#sec-small-sum", "#sec-small-exercises"]


def test_exercises_link_to_the_same_edition(page):
    for language in ("en", "ko"):
        links = [a["href"] for a in page(language, CHAPTER).select("article a")]
        assert f"../{EXERCISES[language]}" in links
        other = EXERCISES["ko" if language == "en" else "en"]
        assert not any(link.endswith(other) for link in links)


def test_switch_and_alternates(page):
    html = page("ko", EXERCISES["ko"])
    switch = html.select_one("a.edition-switch")
    assert switch["href"] == f"../../../../en/{EXERCISES['en']}"
    assert switch["hreflang"] == switch["lang"] == "en"
    site = "https://perceptrons-to-convnets.github.io/book"
    found = {tag["hreflang"]: tag["href"]
             for tag in html.select('link[rel="alternate"][hreflang]')}
    assert found == {"en": f"{site}/en/{EXERCISES['en']}",
                     "ko": f"{site}/ko/{EXERCISES['ko']}",
                     "x-default": f"{site}/en/{EXERCISES['en']}"}
    canonical = html.select_one('link[rel="canonical"]')["href"]
    assert canonical == found["ko"]


def test_formulas_are_rendered_while_building(page):
    html = page("en", CHAPTER)
    assert html.select_one(".katex-display .katex-html")
    assert html.select_one("math annotation")  # for screen readers
    assert not html.select(".katex-error")
    text = page("en", CHAPTER)
    for math in text.select(".katex"):
        math.decompose()
    assert "\\sum" not in words(text) and "$" not in words(text)
    scripts = [tag.get("src", "") for tag in html.select("script")]
    assert not any("math" in name.lower() for name in scripts)


def test_nothing_is_fetched_from_elsewhere(book):
    for path in (book / "_site").rglob("*.html"):
        html = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        fetched = [tag.get("src") or tag.get("href")
                   for tag in html.select("script, img, iframe, link")
                   if tag.get("rel") not in (["alternate"], ["canonical"])]
        assert not [at for at in fetched if at and "//" in at], path


def test_colab_and_download_get_one_language(book, page):
    html = page("ko", CHAPTER)
    colab, download = html.select(".article-header-buttons a")[:2]
    assert colab["href"] == (
        "https://colab.research.google.com/github/perceptrons-to-convnets/"
        "book/blob/notebooks/ko/chapters/07_small.ipynb")
    path = (book / "_site" / "ko" / "chapters" / download["href"]).resolve()
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    text = "\n".join(cell["source"] for cell in notebook["cells"])
    assert "작은 것" in text and "Small things" not in text
    assert "{numref}" not in text and "(sec-small-sum)=" not in text


def test_hidden_tests_are_nowhere(book):
    for path in (book / "_site").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"hidden answer" not in data, path
            assert b"BEGIN HIDDEN" not in data, path


def test_two_language_sources_are_not_published(book):
    sources = [path for language in ("en", "ko")
               for path in (book / "_site" / language / "_sources").rglob("*.*")]
    assert {path.suffix for path in sources} == {".ipynb"}
    for path in sources:
        assert '"translations"' not in path.read_text("utf-8")


def test_last_run_passed_and_not_yet(page):
    line = page("en", CHAPTER).select_one("p.last-run")
    assert "run-passed" in line["class"]
    assert line.text == ("Last run in Colab's image: passed, 2026-11-01 "
                         "(python 3.12.1, torch 2.14.1).")
    line = page("ko", CHAPTER).select_one("p.last-run").text
    assert "2026-11-01" in line and "통과했다" in line
    line = page("en", SOLUTIONS).select_one("p.last-run").text
    assert line == "Not yet run in Colab's image."
    line = page("ko", SOLUTIONS).select_one("p.last-run").text
    assert line == "Colab 환경에서 아직 실행하지 않았다."
    assert not page("en", "index.html").select(".last-run")


def test_solutions_are_a_page_of_their_own(page):
    exercises = words(page("en", EXERCISES["en"]))
    solutions = words(page("en", SOLUTIONS))
    assert "raise NotImplementedError" in exercises
    assert "return 2 * x" in solutions and "return 2 * x" not in exercises
    assert "Solutions: small" in solutions and "Exercises: small" in exercises


def test_the_door_leads_to_both(book):
    door = BeautifulSoup((book / "_site" / "index.html").read_text("utf-8"),
                         "html.parser")
    links = [a["href"] for a in door.select("main a")]
    assert links == ["en/index.html", "ko/index.html"]
    assert all((book / "_site" / link).exists() for link in links)
    assert "{" not in door.main.text and door.script


def test_an_address_that_leads_nowhere_leads_to_both(book, address):
    """The page is shown at any address, so it has whole links only."""
    lost = BeautifulSoup((book / "_site" / "404.html").read_text("utf-8"),
                         "html.parser")
    assert [a["href"] for a in lost.select("main a")] == [
        f"{address}/{language}/index.html" for language in ("en", "ko")]
    assert not lost.select("link, script, img")


@pytest.fixture(scope="module")
def address(book):
    config = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    return config["html"]["baseurl"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_link_to_a_page_is_shown_with_its_beginning(page, address, language):
    for name in ("index.html", CHAPTER, SOLUTIONS, EXERCISES[language]):
        html = page(language, name)
        said = {tag.get("name") or tag.get("property"): tag["content"]
                for tag in html.select("meta[content]")}
        start = said["description"].removesuffix(" …").replace(" ", "")
        assert len(said["description"]) <= 200
        assert len(start) > 4 and start in words(html).replace(" ", "")
        assert said["og:description"] == said["description"]
        assert said["og:title"] and "<" not in said["og:title"]
        assert said["og:url"] == f"{address}/{language}/{name}"
        assert said["og:image"] == f"{address}/{language}/_static/share.png"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_mistake_is_reported_with_the_page(page, language):
    link = page(language, CHAPTER).select("footer a")[-1]
    asked = urlsplit(link["href"])
    assert asked.path.endswith("/issues/new")
    assert parse_qs(asked.query)["title"] == [
        f"{language}/chapters/07_small: "]
    assert bool(HANGUL.search(link.text)) == (language == "ko")


def test_the_picture_shown_with_links_is_fresh():
    with Image.open(share.STATIC / "share.png") as picture:
        assert picture.size == tuple(share.SIZE.values())
        assert picture.info["Source"] == share.source()[1], \
            "run .venv/bin/python -m tools.share"


# Building again, and what stops a build

def test_a_second_build_writes_only_what_changed(book):
    index = book / "index.md"
    index.write_text(index.read_text("utf-8").replace("A small", "A tiny"),
                     "utf-8")
    chapter = book / "_build" / "en" / "_build" / "html" / CHAPTER
    before = chapter.stat().st_mtime_ns
    assert build(book).returncode == 0
    assert "A tiny" in (book / "_site/en/index.html").read_text("utf-8")
    assert chapter.stat().st_mtime_ns == before


def test_every_mistake_is_told_and_stops_the_build(tmp_path):
    folder = copy_book(tmp_path / "book")
    break_page(folder, "index.md", "It starts at {ref}`sec-small-sum`",
               "It starts $\\nomacro$ at {ref}`sec-nowhere-en`")
    break_page(folder, "index.md", "{ref}`sec-small-sum`에서",
               "{ref}`sec-nowhere-ko`에서")
    break_page(folder, "chapters/07_small.ipynb",
               "{cite:t}`rosenblatt1958` did", "{cite:t}`nobody1999` did")
    break_page(folder, "chapters/07_small.ipynb", "{eq}`eq-small-sum`, as",
               "{eq}`eq-nowhere`, as")
    result = build(folder)
    assert result.returncode == 1
    for message in ("sec-nowhere-en", "sec-nowhere-ko", "nobody1999",
                    "eq-nowhere", "KaTeX cannot set", "nomacro"):
        assert message in result.stdout, result.stdout
    assert not (folder / "_site").exists()


def test_plain_jupyter_book_gives_the_english_edition(tmp_path):
    folder = copy_book(tmp_path / "book")
    config = folder / "_config.yml"
    config.write_text(config.read_text("utf-8").replace(
        'book.site: "."', f'book.site: "{ROOT}"'), "utf-8")
    result = subprocess.run(
        [sys.executable, "-c",
         "from jupyter_book.cli.main import main; main()", "build",
         str(folder), "-n", "-W", "--keep-going"],
        capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    html = BeautifulSoup(
        (folder / "_build" / "html" / CHAPTER).read_text("utf-8"),
        "html.parser")
    assert html.html["lang"] == "en"
    assert html.select_one("h1").text.startswith("07 Small things")
    assert not html.select("a.edition-switch")  # the other is not there
