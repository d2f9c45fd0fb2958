"""Search: what students type leads to the page that explains it."""
import gzip
import json
import subprocess
from pathlib import Path

import pytest
import yaml
from browsing import SITE, WIDE
from docutils import nodes

from book import formulas, search

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "book" / "static" / "search.js"
QUERIES = yaml.safe_load(
    (ROOT / "tests" / "search_queries.yml").read_text("utf-8"))
LANGUAGES = ("en", "ko")


def run(expression):
    """The value of a JavaScript expression that may use `bookSearch`."""
    script = f"{SCRIPT.read_text('utf-8')}\nprocess.stdout.write(" \
             f"JSON.stringify({expression}))"
    result = subprocess.run([formulas.node(), "-"], input=script, text=True,
                            capture_output=True, check=True,
                            encoding="utf-8")
    return json.loads(result.stdout)


# Words

WORDS = {
    # particles go, and what only looks like one stays
    "커널은": "커널", "커널을": "커널", "커널": "커널", "픽셀마다": "픽셀",
    "뉴런으로는": "뉴런", "합성곱에서도": "합성곱", "이미지의": "이미지",
    "드롭아웃이란": "드롭아웃", "학습하는": "학습", "창은": "창은", "값": "값",
    "회로": "회로",
    # after Latin letters too; endings and spellings of English
    "pytorch로": "pytorch", "relu는": "relu", "kernels": "kernel",
    "classes": "class", "loss": "loss", "bias": "bias", "pooling": "pool",
    "padding": "pad", "pads": "pad", "same": "sam", "normalization": "normal",
    "normalisation": "normal", "normalised": "normal", "colours": "color",
    "1×1": "1x1", "state_dict": "state_dict", "entropies": "entrop",
    "entropy": "entrop",
}
QUESTIONS = {
    "커널은 왜 미는가": ["커널", "미는"], "스트라이드 2": ["스트라이드", "2"],
    "cross-entropy": ["cross", "entrop"], "What is dropout?": ["dropout"],
    "what is": ["what", "is"], "U-Net": ["u", "net"], "": [], "?!": [],
    "784개의 픽셀": ["784", "개의", "픽셀"],
}


def test_a_word_without_its_ending():
    found = run(f"{json.dumps(list(WORDS))}.map(text => "
                "bookSearch.words(text).map(word => word.body))")
    assert dict(zip(WORDS, found)) == {
        word: [body] for word, body in WORDS.items()}


def test_the_words_of_a_question():
    found = run(f"{json.dumps(list(QUESTIONS))}.map(text => "
                "bookSearch.words(text).map(word => word.body))")
    assert dict(zip(QUESTIONS, found)) == QUESTIONS


def found_in(text, query):
    """Whether a query finds a page with this text only."""
    page = {"page": "p", "kind": 0, "sections": [["", "", [], text, ""]]}
    return bool(run(f"(bookSearch.load([{json.dumps(page)}]), "
                    f"bookSearch.find({json.dumps(query)}).length)"))


@pytest.mark.parametrize("text, query", [
    ("합성곱 신경망은 창을 민다", "합성곱신경망"),
    ("합성곱신경망은 창을 민다", "합성곱 신경망"),
    ("전이 학습", "전이학습"), ("전이학습에서는", "전이"),
    ("재전이학습을", "전이"), ("과적합이 생긴다", "과적합을"),
    ("기울기가 사라진다", "사라지는"), ("창을 민다", "창"),
    ("ReLU를 쓴다", "relu"), ("드롭아웃(dropout)", "Dropout"),
    ("cross-entropy", "crossentropy"), ("crossentropy", "cross-entropy"),
    ("the vanishing gradients", "vanishing gradient"),
    ("a 1×1 convolution", "1x1 convolution"), ("gray", "grey"),
    ("initialisation", "initialization"), ("the IoU of two", "iou"),
])
def test_found(text, query):
    assert found_in(text, query)


@pytest.mark.parametrize("text, query", [
    ("창문을 연다", "창"), ("한창이다", "창"),
    ("sample", "same"), ("seiou", "iou"), ("커널", "커피"), ("text", ""),
])
def test_not_found(text, query):
    assert not found_in(text, query)


def test_the_words_are_marked_in_a_piece_of_the_text():
    page = {"page": "p", "kind": 0, "sections": [
        ["", "", [], "before " * 80 + "the Kernel slides " + "after " * 80, ""]]}
    pieces = run(f"(bookSearch.load([{json.dumps(page)}]), bookSearch.excerpt("
                 "bookSearch.find('kernels')[0].section, 100))")
    assert [piece for piece, marked in pieces if marked] == ["Kernel"]
    assert pieces[0][0] == "… " and pieces[-1][0] == " …"
    assert 60 < len("".join(piece for piece, _ in pieces)) < 140


# The index

def section(title="", text="", bold=()):
    return {"anchor": "sec", "title": title, "passages": [text],
            "bold": list(bold), "code": []}


TERM = {"en": "max pooling", "ko": "최대 풀링", "avoid": ["맥스풀링"],
        "chapter": 9}


def test_a_term_is_explained_where_it_is_defined_or_in_the_title():
    named = section("Max pooling", "x")
    mentioned = section("Before", "with max pooling, later")
    for right in (section(text="y", bold=["Max pooling"]),
                  section(text="최대 풀링(max pooling)은")):
        assert search.homes([mentioned, named, right], TERM) == [
            (named, 0.6), (right, 1)]
    coded = {**section("a"), "code": ["max_pooling"]}
    assert search.homes([mentioned, coded], TERM) == [(coded, 0.6)]
    assert search.homes([section("a"), mentioned], TERM) == [
        (mentioned, 0.6)]
    first = section("a")
    assert search.homes([first, section("b")], TERM) == [(first, 0.5)]
    whole = section("Max pooling and others")
    assert search.homes([whole, mentioned, named], TERM) == [
        (whole, 0.5), (named, 0.6)]


def test_only_the_terms_own_chapter_explains_it():
    pages = {"chapters/09_pooling": [section("Max pooling")],
             "chapters/10_dropout": [section("Max pooling")],
             "solutions/09-pooling/09-pooling": [section("Max pooling")]}
    search.place_terms(pages, [TERM])
    assert [page[0]["explains"] for page in pages.values()] == [
        [[0.5, "max pooling", "최대 풀링", "맥스풀링"]], [], []]


def test_a_long_passage_is_told_once_and_by_the_chapter():
    long, short = "so many words " * 4, "few words"
    pages = {name: [section(text=long), section(text=short)]
             for name in search.in_order(["solutions/a", "chapters/b"])}
    search.once(pages)
    assert list(pages) == ["chapters/b", "solutions/a"]
    assert [[part["passages"] for part in page] for page in pages.values()] \
        == [[[long], [short]], [[], [short]]]


def test_an_exercise_is_told_by_its_beginning():
    pages = {name: [section(text="word " * 500)]
             for name in ("chapters/b", "exercises/en/b")}
    chapter, exercise = search.index(pages, [])
    assert len(chapter["sections"][0][3]) == 2500
    assert len(exercise["sections"][0][3]) == 0  # the chapter has said it
    del pages["chapters/b"]
    pages["exercises/en/b"] = [section(text="word " * 500)]
    text = search.index(pages, [])[0]["sections"][0][3]
    assert 500 < len(text) <= 600 and text.endswith("word")


def test_what_is_read_of_a_section():
    output = nodes.container("", nodes.paragraph("", "printed"),
                             nodes.caption("", "A caption."))
    output["nb_element"] = "cell_code_output"
    part = nodes.section(
        "", nodes.title("", "Title"),
        nodes.paragraph("", "", nodes.strong("", "kernel"), nodes.Text(" of "),
                        nodes.math("", r"\eta")),
        nodes.literal_block("", "F.conv2d(x)\ndef slide(x):"), output,
        nodes.section("", nodes.paragraph("", "inner"), ids=["b"]), ids=["a"])
    assert search.read_section(part) == {
        "anchor": "a", "title": "Title", "bold": ["kernel"],
        "passages": ["kernel of η", "A caption."], "code": ["conv2d", "slide"]}


# The built site

@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_is_small_and_sphinxs_is_gone(language):
    text = (SITE / language / "search_index.js").read_bytes()
    assert 50_000 < len(gzip.compress(text, 6)) <= 250_000
    for name in ("searchindex.js", "_static/searchtools.js",
                 "_static/language_data.js"):
        assert not (SITE / language / name).exists()
    pages = json.loads(text.removeprefix(b"bookSearch.start(")
                       .removesuffix(b");\n"))
    assert len(pages) > 60
    for page in pages:
        html = (SITE / language / f"{page['page']}.html").read_text("utf-8")
        assert "searchtools.js" not in html and "searchindex.js" not in html
        for told in page["sections"]:
            assert not told[0] or f'id="{told[0]}"' in html


ASK = """queries => queries.map(query => {
  const first = bookSearch.find(query)[0];
  return first ? first.section.address : "nothing";
})"""


def open_search(tab, language):
    page = tab.open(f"{language}/search.html")
    page.wait_for_function("window.bookSearch && bookSearch.find('a')")
    page.wait_for_function("bookSearch.find('MNIST').length > 0")
    return page


def right(address, first):
    page, _, anchor = address.partition("#")
    wanted, _, place = first.partition("#")
    return page == f"{wanted}.html" and (not place or anchor == place)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_students_type_leads_to_what_explains_it(watched, language):
    queries = QUERIES[language]
    assert len({query["query"] for query in queries}) == len(queries) >= 50
    tab = watched(viewport=WIDE)
    page = open_search(tab, language)
    found = page.evaluate(ASK, [query["query"] for query in queries])
    wrong = [f"{query['query']}: {address}, not {query['first']}"
             for query, address in zip(queries, found)
             if not right(address, query["first"])]
    assert not wrong, "\n".join([f"{len(wrong)} of {len(queries)}:", *wrong])
    assert not tab.wrong


def scripts(asked):
    """The files of the search among those that a page asked for."""
    names = [url.rpartition("/")[2] for url in asked]
    return [name for name in names if name.startswith("search")]


def from_disk(browser):
    """A tab on the site's files, and what it asked for."""
    tab = browser.new_context(viewport=WIDE).new_page()
    tab.set_default_timeout(20_000)
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    return tab, asked


@pytest.mark.parametrize("language, query, other", [
    ("en", "vanishing gradient", "dropout"), ("ko", "과적합을", "커널은")])
def test_search_works_from_a_disk(browser, language, query, other):
    first = {entry["query"]: entry["first"] for entry in QUERIES[language]}
    page, asked = from_disk(browser)
    site = (SITE / language).as_uri()
    page.goto(f"{site}/chapters/07_convolution.html")
    assert not scripts(asked)
    page.keyboard.press("Control+k")
    page.keyboard.type(query)
    link = page.locator("#pst-search-dialog li a").first
    for _ in range(50):  # the results follow the typing
        link.wait_for()
        found = link.evaluate("a => a.href").removeprefix(f"{site}/")
        if right(found, first[query]):
            break
        page.wait_for_timeout(100)
    assert right(found, first[query])
    link.evaluate("a => a.click()")  # at once: the list may be made anew
    page.wait_for_url(f"**/{first[query].partition('#')[0]}.html*")
    page.goto(f"{site}/search.html?q={other}")
    link = page.locator(".bd-search-container li a").first
    link.wait_for()
    assert right(link.evaluate("a => a.href").removeprefix(f"{site}/"),
                 first[other])
    assert all(url.startswith(("file:", "data:")) for url in asked)
    page.context.close()


@pytest.mark.parametrize("language, query, many, none", [
    ("en", "kernel", " results", "Nothing found."),
    ("ko", "커널", "찾은 곳 ", "찾은 곳이 없다.")])
def test_how_many_were_found_is_announced(
        watched, language, query, many, none):
    tab = watched(viewport=WIDE)
    page = tab.open(f"{language}/search.html?q={query}")
    page.locator(".bd-search-container li a").first.wait_for()
    status = page.locator(".bd-search-container [role=status][aria-live]")
    count = page.locator(".bd-search-container li").count()
    assert str(count) in status.inner_text() and many in status.inner_text()
    page.fill(".bd-search-container input", "qqqq")
    page.wait_for_function(
        "none => [...document.querySelectorAll('[role=status]')].some("
        "status => status.textContent === none)", arg=none)
    assert page.locator(".bd-search-container li").count() == 0
    assert not tab.wrong


@pytest.mark.parametrize("language, word", [
    ("en", "kernel"), ("ko", "커널"), ("ko", "가중치")])
def test_search_in_the_dialog(watched, language, word):
    tab = watched(viewport=WIDE)
    page = tab.open(f"{language}/chapters/01_perceptron.html")
    page.keyboard.press("Control+k")
    page.keyboard.insert_text(word)  # at once: results come once, and stay
    page.click("#pst-search-dialog li a")
    page.wait_for_selector("article .highlighted")
    assert not page.locator("#pst-search-dialog").is_visible()
    assert word in page.locator("article").inner_text()
    assert not tab.wrong


def test_search_is_loaded_when_a_reader_begins(watched):
    tab = watched(viewport=WIDE)
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url))
    page = tab.open("en/index.html")
    assert not scripts(asked)
    page.keyboard.press("Control+k")
    page.wait_for_function("window.bookSearch")
    assert scripts(asked) == ["search.js", "search_index.js"]
