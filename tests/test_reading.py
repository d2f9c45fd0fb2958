"""Reading by hand: figures, questions, progress; with and without scripts."""
import json

import pytest
import yaml
from browsing import PHONE, ROOT, SITE, WIDE

pytestmark = pytest.mark.usefixtures("built_site")
LANGUAGES = ("en", "ko")
FIGURES = [(path.stem, entry["figure"])
           for path in sorted(ROOT.glob("chapters/figures/*.yml"))
           for entry in yaml.safe_load(path.read_text("utf-8"))]

# What a reader could act on, and what the Tab key gave.
ACTABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility(
    {visibilityProperty: true}) && !e.closest("dialog:not([open])"))
  .map(e => (e.dataset.asked = "", e)).length"""
REACHED = """() => { delete document.activeElement.dataset.asked; }"""
MISSED = """() => [...document.querySelectorAll("[data-asked]")]
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("path", ["en/index.html", "ko/chapters/"
                                  "01_perceptron.html", "en/search.html"])
def test_the_keyboard_reaches_all(watched, path):
    page = watched(viewport=WIDE).open(path)
    count = page.evaluate(ACTABLE)
    assert count > 20
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        page.evaluate(REACHED)
    assert page.evaluate(MISSED) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chapter, figure", FIGURES)
def test_a_figure_is_there_without_scripts(watched, language, chapter, figure):
    tab = watched(java_script_enabled=False, viewport=PHONE)
    page = tab.open(f"{language}/chapters/{chapter}.html")
    place = page.locator(f"#hand-{chapter[:2]}-{figure}")
    assert place.locator("svg, img, canvas").first.is_visible()
    assert place.locator("figcaption").inner_text().strip()
    for button in place.locator("button").all():
        assert not button.is_visible()
    assert not tab.wrong


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chapter, figure", FIGURES)
def test_a_figure_answers_the_keyboard_and_says_so(
        watched, language, chapter, figure):
    tab = watched(viewport=PHONE)
    page = tab.open(f"{language}/chapters/{chapter}.html")
    place = page.locator(f"#hand-{chapter[:2]}-{figure}.live")
    place.scroll_into_view_if_needed()
    before = place.locator(".hand-body").inner_html()
    button = place.locator("button:not([disabled])[aria-pressed=false], "
                           "button:not([disabled]):not([aria-pressed])").first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "place => place.querySelector('.hand-said').textContent.trim()",
        arg=place.element_handle())
    assert place.locator(".hand-body").inner_html() != before
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not tab.wrong


def test_the_line_of_the_neuron_is_dragged_and_pushed_by_keys(watched):
    page = watched(viewport=WIDE).open("en/chapters/01_perceptron.html")
    place = page.locator("#hand-01-neuron.live")
    place.scroll_into_view_if_needed()
    bias = place.locator("input[data-do=b]")
    handle = place.locator("[data-drag=slide]")
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert bias.input_value() == "-0.8"
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 60, steps=5)
    page.mouse.up()
    assert float(bias.input_value()) < -1
    assert "4 of 4" in place.locator(".hand-note").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_unfolds_without_scripts(watched, language):
    tab = watched(java_script_enabled=False, viewport=PHONE)
    page = tab.open(f"{language}/chapters/07_convolution.html")
    choice = page.locator(".ask details.right").first
    assert not choice.locator("p").last.is_visible()
    choice.locator("summary").click()
    assert choice.locator("p").last.is_visible()
    assert not tab.wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_read_is_kept_and_shown(watched, language):
    tab = watched(viewport=WIDE)
    page = tab.open(f"{language}/index.html")
    time = page.locator(".map-part span").first.inner_text()
    page = tab.open(f"{language}/chapters/01_perceptron.html")
    page.locator(".mark-read input").check()
    stored = page.evaluate("localStorage.getItem('chapters-read')")
    assert json.loads(stored) == ["01_perceptron"]
    page = tab.open(f"{language}/index.html")
    assert page.locator(".map-part span").first.inner_text() != time
    assert page.locator(".chapter-map .read-mark").count() == 1
    page = tab.open(f"{language}/chapters/02_xor.html")
    assert page.locator(".bd-links .read-mark").count() == 1
    page = tab.open(f"{language}/chapters/01_perceptron.html")
    page.locator(".mark-read input").uncheck()
    page = tab.open(f"{language}/index.html")
    assert page.locator(".map-part span").first.inner_text() == time
    assert not tab.wrong


def test_the_map_shows_what_a_chapter_builds_on(watched):
    page = watched(viewport=WIDE).open("en/index.html")
    page.locator(".chapter-map a[data-chapter='09_pooling']").focus()
    needed = page.locator(".chapter-map a.needed").evaluate_all(
        "links => links.map(link => link.dataset.chapter)")
    assert needed == ["08_padding_stride"]
    assert page.locator(".chapter-map path.own").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/09_pooling.html")


def test_a_figure_is_enlarged_and_closed_by_keys(watched):
    page = watched(viewport=PHONE).open("en/chapters/07_convolution.html")
    button = page.locator("figure button.enlarge").first
    button.focus()
    page.keyboard.press("Enter")
    large = page.locator("#enlarged img")
    assert large.is_visible()
    small = page.locator("figure img").first
    assert large.get_attribute("alt") == small.get_attribute("alt")
    assert large.bounding_box()["width"] > small.bounding_box()["width"]
    page.keyboard.press("Escape")
    assert not large.is_visible()
    assert button.evaluate("e => e === document.activeElement")


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_button_to_enlarge_lies_on_its_picture(watched, size):
    page = watched(viewport=size, color_scheme="dark").open(
        "en/chapters/07_convolution.html")
    inside = page.evaluate("""() => {
      const rect = e => e.getBoundingClientRect();
      return [...document.querySelectorAll("button.enlarge")].map(button => [
        rect(button), rect(button.closest("figure").querySelector("img"))
      ]).map(([b, i]) => b.left >= i.left && b.right <= i.right &&
                         b.top >= i.top && b.bottom <= i.bottom); }""")
    assert len(inside) > 5 and all(inside)


def test_it_opens_from_a_disk(browser):
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    wrong = []
    page.on("console", lambda message: wrong.append(message.text)
            if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((SITE / "en" / "chapters" / "01_perceptron.html").as_uri())
    assert page.locator("#hand-01-neuron.live").count() == 1
    page.click("a.edition-switch")
    page.wait_for_url("**/ko/chapters/01_perceptron.html")
    assert not wrong
    context.close()
