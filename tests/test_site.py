"""The built site in a browser: every page, both languages, wide and narrow,
light and dark.
"""
import copy
import functools
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PHONE, SITE, WIDE, Watched
from bs4 import BeautifulSoup

import pack
import pdf

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "ko")
HANGUL = re.compile("[가-힣]")
# What a page may weigh over the wire, and the first page, in bytes.
HEAVIEST, HEAVIEST_FIRST = 700_000, 300_000
AXE = {"resultTypes": ["violations"], "preload": False,
       "rules": {"target-size": {"enabled": True}}}
# English pages that quote Korean words, and say so.
QUOTES_KOREAN = {"appendix/terms.html"}
pytestmark = pytest.mark.usefixtures("built_site")


def all_pages():
    """Language and path of every page that was built."""
    return [(path.relative_to(SITE).parts[0],
             Path(*path.relative_to(SITE).parts[1:]).as_posix())
            for language in LANGUAGES
            for path in sorted((SITE / language).rglob("*.html"))
            if "_static" not in path.parts]


# What is looked at in the page, in JavaScript. Each returns what is wrong.

LAYOUT = """() => {
  const wrong = [], html = document.documentElement;
  if (html.scrollWidth > innerWidth)
    wrong.push(`scrolls sideways: ${html.scrollWidth} > ${innerWidth}`);
  const seen = [...document.querySelectorAll(
      ".bd-header-article .bar-button, .logo, .find")].filter(e =>
      e.checkVisibility({visibilityProperty: true}) &&
      e.getBoundingClientRect().width);
  const boxes = seen.map(e => e.getBoundingClientRect());
  boxes.forEach((a, i) => {
    if (a.left < 0 || a.right > innerWidth)
      wrong.push(`sticks out: ${seen[i].outerHTML.slice(0, 90)}`);
    boxes.slice(i + 1).forEach((b, j) => {
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
        wrong.push(`overlap: ${seen[i].outerHTML.slice(0, 90)} and ` +
                   seen[i + 1 + j].outerHTML.slice(0, 90));
    });
  });
  const column = document.querySelector(".bd-article, .bd-search-container");
  const room = column.getBoundingClientRect();
  for (const e of column.querySelectorAll("p, li, pre, img, table, h1, h2, h3")) {
    if (e.closest(".sd-card, .katex, .pst-scrollable-table-container, pre"))
      continue;
    const box = e.getBoundingClientRect();
    if (e.checkVisibility() && box.right > room.right + 1)
      wrong.push(`wider than the column: ${e.outerHTML.slice(0, 120)}`);
  }
  for (const figure of document.querySelectorAll("figure.hand")) {
    const frame = figure.getBoundingClientRect();
    for (const e of figure.querySelectorAll("table, svg, canvas, p, button, label"))
      if (e.checkVisibility() && e.getBoundingClientRect().right > frame.right)
        wrong.push(`wider than its figure: ${e.outerHTML.slice(0, 120)}`);
  }
  for (const row of document.querySelectorAll(".chapter-map a"))
    if (row.scrollWidth > row.clientWidth)
      wrong.push(`wider than its row: ${row.textContent}`);
  const side = document.querySelector("#pst-primary-sidebar");
  if (side && side.checkVisibility() && innerWidth >= 992 &&
      side.getBoundingClientRect().right > room.left + 1)
    wrong.push("the sidebar covers the page");
  return wrong;
}"""

WORDS = r"""() => {
  const wrong = [];
  const errors = document.querySelectorAll(".katex-error");
  if (errors.length) wrong.push(`${errors.length} formulas not set`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest("code, pre, .katex, script, style, kbd"))
      continue;
    const text = node.textContent;
    if (/\$\$|\\\(|\\\[|\\[a-zA-Z]{2,}|\$[^$\s][^$]*\$/.test(text))
      wrong.push(`a formula as text: ${text.trim().slice(0, 80)}`);
    if (/\{[a-z:]+\}`|^\([a-z0-9-]+\)=|^:::|^\+\+\+/m.test(text))
      wrong.push(`markup as text: ${text.trim().slice(0, 80)}`);
  }
  for (const image of document.querySelectorAll("img")) {
    if (!image.complete || !image.naturalWidth)
      wrong.push(`not shown: ${image.src}`);
  }
  return wrong;
}"""

CODE_CONTRAST = r"""() => {
  const number = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = number(colour).map(v => {
      v /= 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (number(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const wrong = {};
  for (const e of document.querySelectorAll("pre, pre span")) {
    if (!e.textContent.trim()) continue;
    const [ink, paper] = [getComputedStyle(e).color, behind(e)];
    const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5)
      wrong[ink + paper] = `code, contrast ${ratio.toFixed(2)}: ${ink} on ` +
        `${paper}: ${e.outerHTML.slice(0, 80)}`;
  }
  return Object.values(wrong);
}"""

INTERFACE = """() => {
  const texts = [];
  const visit = (root) => {
    for (const e of [root, ...root.querySelectorAll("*")])
      for (const name of ["title", "aria-label", "placeholder", "data-tooltip"])
        if (e.hasAttribute(name) && !e.matches("[href*='references.html#']"))
          texts.push(e.getAttribute(name));
  };
  visit(document.body);
  const own = ".bar-button, .find-text, .onthispage, .prev-next-subtitle, " +
    ".bd-footer-content, .skip-link, .bd-search-container h1, .caption-text, " +
    ".caption-number, .last-run, .cell summary, .admonition-title, " +
    ".search-found [role=status], .search-where";
  for (const e of document.querySelectorAll(own)) texts.push(e.innerText);
  return texts;
}"""


PLAIN_CODE = """() => {
  for (const e of document.querySelectorAll(".highlight pre")) {
    e.coloured = e.innerHTML;
    e.textContent = e.textContent;
  }
}"""

COLOURED_CODE = """() => {
  for (const e of document.querySelectorAll(".highlight pre"))
    e.innerHTML = e.coloured;
}"""


def serious(page):
    """What axe finds against WCAG 2.2 AA, and else what is serious.

    The thousands of coloured words in code cells would take it most of its
    time: it sees them plain, and `CODE_CONTRAST` looks at each of their
    colours once.
    """
    page.evaluate(PLAIN_CODE)
    found = Axe().run(page, options=AXE).response
    page.evaluate(COLOURED_CODE)
    return page.evaluate(CODE_CONTRAST) + [
        f"axe {rule['id']} ({rule['impact']}): {node['target']} "
        f"{node['html'][:140]}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        or any(tag.startswith("wcag") for tag in rule["tags"])
        for node in rule["nodes"][:3]]


def show(page, size, theme):
    """Let the window and the system's colours change; wait for the page."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(
        f"document.documentElement.dataset.theme === '{theme}' && "
        f"innerWidth === {size['width']} && !document.getAnimations().length")


# Layout shifts are noted from the page's first moment.
WATCH_SHIFTS = """
  window.shifted = 0;
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
      window.shifted += entry.value;
      for (const {node, previousRect: from, currentRect: to} of entry.sources)
        window.moved.push(`${(node?.outerHTML || node?.data || "").slice(0, 80)} ` +
          `from ${from.y} (${from.height} high) to ${to.y} (${to.height})`);
    }
  }).observe({type: "layout-shift", buffered: true});
"""

SEE_ALL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 700) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
  await Promise.all([...document.images].map(image => image.decode()
    .catch(() => 0)));
  scrollTo(0, 0);
}"""

# Bytes over the wire, also of what the browser had in its cache.
WEIGHT = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")]
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


@pytest.fixture(scope="module")
def reader(browser, address):
    """One watched tab for all pages: what they share is loaded once, and
    colours change at once, as for readers who asked for reduced motion.
    """
    tab = Watched(browser, address, reduced_motion="reduce")
    tab.page.add_init_script(WATCH_SHIFTS)
    yield tab
    tab.close()


@pytest.mark.parametrize("language, path", all_pages())
def test_page_wide_and_narrow_light_and_dark(reader, language, path):
    """Each page is loaded once, on a phone, and then shown in each way."""
    reader.wrong.clear()
    reader.page.set_viewport_size(PHONE)
    page = reader.open(f"{language}/{path}")
    wrong = []
    page.evaluate(SEE_ALL)
    shifted, weight = page.evaluate("shifted"), page.evaluate(WEIGHT)
    if shifted > 0.05:
        wrong += [f"the layout shifts by {shifted:.3f}",
                  *page.evaluate("moved")]
    if weight > (HEAVIEST_FIRST if path == "index.html" else HEAVIEST):
        wrong.append(f"weighs {weight:,} bytes over the wire")
    for size, themes in ((PHONE, ("light", "dark")), (WIDE, ("dark", "light"))):
        for theme in themes:
            show(page, size, theme)
            wrong += [f"{size['width']} {theme}: {words}"
                      for words in page.evaluate(LAYOUT)]
        wrong += [f"{size['width']} {theme}: {words}"
                  for words in serious(page)]
    wrong += page.evaluate(WORDS) + reader.wrong
    assert page.evaluate("document.documentElement.lang") == language
    assert not wrong, "\n".join(wrong)


# Languages

@functools.cache
def parsed(file):
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


@functools.cache
def anchors(file):
    """All places in a page that a link can lead to."""
    return {tag["id"] for tag in parsed(file).select("[id]")}


def read(language, path):
    return parsed((SITE / language / path).resolve())


def counterpart(language, path):
    other = "ko" if language == "en" else "en"
    return other, path.replace(f"exercises/{language}/", f"exercises/{other}/")


@pytest.mark.parametrize("language, path", all_pages())
def test_words_of_one_language(language, path):
    html = copy.copy(read(language, path))
    assert html.html["lang"] == language
    wrong = []
    for image in html.select("img"):
        alt = image.get("alt", "").strip()
        if not alt:
            wrong.append(f"no alt text: {image}")
        elif bool(HANGUL.search(alt)) != (language == "ko"):
            wrong.append(f"alt text in the other language: {alt}")
    for tag in html.select('[lang]:not(html), link, script, style'):
        if tag.get("lang") != language:
            tag.decompose()
    if language == "en" and path not in QUOTES_KOREAN:
        wrong += [f"Korean: {text.strip()[:60]}"
                  for text in html.find_all(string=HANGUL)]
        wrong += [f"Korean: {value}" for tag in html.find_all(True)
                  for value in tag.attrs.values()
                  if isinstance(value, str) and HANGUL.search(value)]
    if language == "ko":
        wrong += [f"not Korean: {heading.get_text()}" for heading in
                  html.select("h1, h2, h3, title")
                  if not HANGUL.search(heading.get_text())]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language, path", all_pages())
def test_the_other_edition_has_the_same_places(language, path):
    other, there = counterpart(language, path)
    assert (SITE / other / there).exists()
    places = "article :is(section, figure, div.math)[id]"
    assert ([tag["id"] for tag in read(language, path).select(places)]
            == [tag["id"] for tag in read(other, there).select(places)])


@pytest.mark.parametrize("language, path", all_pages())
def test_links_inside_the_site_lead_somewhere(language, path):
    html = read(language, path)
    here = (SITE / language / path).resolve()
    wrong = []
    for link in html.select("a[href]"):
        target, _, anchor = link["href"].partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        file = (here.parent / target).resolve() if target else here
        if file.is_dir():
            file /= "index.html"
        if not file.exists():
            wrong.append(link["href"])
        elif anchor and file.suffix == ".html":
            if anchor not in anchors(file):
                wrong.append(link["href"])
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_offers_the_pdf_and_the_pack(language):
    """By the names that they are given when they are made and published."""
    offered = [link["href"].rpartition("/")[2] for link
               in read(language, "index.html").select("article a[href]")
               if link["href"].endswith((".pdf", ".zip"))]
    assert offered == [pdf.file_name(language), f"{pack.NAME}-pack.zip"]


def notebook_page(language="en"):
    """Path of the first chapter."""
    return next(path for name, path in all_pages()
                if name == language and path.startswith("chapters/"))


def test_the_interface_speaks_korean(watched):
    tab = watched(viewport=WIDE, locale="ko-KR")
    kept = {"Colab", "English", "CC BY 4.0", "MIT", "Ctrl", "K"}
    for path in ("index.html", notebook_page("ko"), "search.html?q=뉴런"):
        page = tab.open(f"ko/{path}")
        page.wait_for_timeout(600)
        for text in page.evaluate(INTERFACE):
            words = text.strip()
            assert (not re.search("[A-Za-z]{3,}", words) or words in kept
                    or HANGUL.search(words)), f"{path}: {words!r}"


@pytest.mark.parametrize("language, other", [("en", "ko"), ("ko", "en")])
def test_the_switch_keeps_the_place_and_is_remembered(
        watched, language, other):
    path = notebook_page()
    sections = [tag["id"] for tag in
                read(language, path).select("article section[id]")]
    anchor = sections[len(sections) // 2]
    tab = watched(viewport=PHONE, locale="en-US")
    page = tab.open(f"{language}/{path}#{anchor}")
    page.click("a.edition-switch")
    page.wait_for_url(f"**/{other}/{path}#{anchor}")
    top = page.evaluate(
        f"document.getElementById('{anchor}').getBoundingClientRect().top")
    assert -5 < top < 300, f"the place is at {top}"
    page = tab.open("")
    page.wait_for_url(f"**/{other}/index.html")
    assert not tab.wrong


@pytest.mark.parametrize("locale, language", [
    ("ko-KR", "ko"), ("en-GB", "en"), ("fr-FR", "en")])
def test_the_door_picks_by_the_browsers_language(watched, locale, language):
    tab = watched(locale=locale)
    tab.open("").wait_for_url(f"**/{language}/index.html")
    assert not tab.wrong


# The words of tables that stand on more than one line, but for hyphens.
BROKEN = r"""() => {
  const broken = [];
  for (const cell of document.querySelectorAll("article :is(th, td)")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (texts.currentNode.parentNode.closest(".katex, code")) continue;
      for (const word of texts.currentNode.data.matchAll(/[\p{L}\d.,]+/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(r => r.top));
        if (lines.size > 1) broken.push(word[0]);
      } } }
  return broken; }"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["results", "notation", "slides_map"])
def test_a_narrow_table_scrolls_before_a_word_breaks(watched, language, name):
    page = watched(viewport=PHONE).open(f"{language}/appendix/{name}.html")
    assert page.locator("article td").count() > 10
    assert page.evaluate(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", ["", "404.html"])
def test_the_door_fits_a_phone(watched, path):
    page = watched(java_script_enabled=False, viewport=PHONE).open(path)
    assert page.locator("main a").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_door_without_scripts(watched):
    tab = watched(java_script_enabled=False, viewport=PHONE)
    page = tab.open("")
    page.click("main a[hreflang=ko]")
    page.wait_for_url("**/ko/index.html")
    assert not tab.wrong


def test_a_chapter_without_scripts(watched):
    tab = watched(java_script_enabled=False, viewport=WIDE)
    page = tab.open(f"en/{notebook_page()}")
    assert page.locator(".katex").count()
    assert page.locator(".theme-switch-button").is_hidden()
    page.click("a.edition-switch")
    page.wait_for_url(f"**/ko/{notebook_page()}")
    assert not tab.wrong


# By hand

def test_the_keyboard_reaches_the_text_first(watched):
    page = watched(viewport=WIDE).open(f"en/{notebook_page()}")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "#main-content"


def test_the_contents_open_on_a_phone(watched):
    tab = watched(viewport=PHONE)
    page = tab.open(f"ko/{notebook_page('ko')}")
    assert not page.locator(".bd-docs-nav").is_visible()
    page.click(".primary-toggle")
    assert page.locator(".bd-docs-nav").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Escape")
    page.locator(".bd-docs-nav").wait_for(state="hidden")
    assert not tab.wrong


def test_colours_are_remembered(watched):
    tab = watched(viewport=WIDE, color_scheme="light")
    page = tab.open("en/index.html")
    page.click(".theme-switch-button")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page = tab.open(f"en/{notebook_page()}")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_figures_keep_a_white_mat_in_the_dark(watched):
    page = watched(viewport=WIDE, color_scheme="dark").open(
        f"en/{notebook_page()}")
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.querySelector("
        "'figure img')); return [s.backgroundColor, s.filter]; })()")
    assert style == ["rgb(255, 255, 255)", "none"]
