"""Print each edition of the built site as one PDF.

    python tools/pdf.py [--site FOLDER] [--to FOLDER] [LANGUAGE …]

The articles of the site's pages become one HTML document, which Chromium
prints twice: after the first time it is known on which page each heading
stands, and the contents get their numbers. Exercises are in it, their solutions
are not; links to what is not in it lead to the published site.
"""
import argparse
import html
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import asdict, dataclass

from bs4 import BeautifulSoup
from playwright.sync_api import Error, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

ROOT = pathlib.Path(__file__).resolve().parent.parent
PARTS = ROOT / "tools" / "printing"
LANGUAGES = ("en", "ko")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
PATIENCE = 10 * 60_000  # milliseconds for one step of the browser
SHEETS = ("pygments.css", "sphinx-design.min.css", "katex/katex.min.css",
          "custom.css", "hand/hand.css", "print.css")
WORDS = {
    "en": {"first": "About this book",
           "other": "An open course on neural networks and convolution",
           "moves": "Move it on the page",
           "edition": "English edition", "contents": "Contents",
           "part": "Part {number} · {caption}",
           "solutions": "The exercises are in this document; their solutions "
           "are not. They are on the site and in the course's notebooks.",
           "site": "This document is printed from the pages of {site}, where "
           "each chapter can also be run.",
           "state": "Version {version}, {date}",
           "undated": "Version {version}"},
    "ko": {"first": "이 책에 대하여",
           "other": "신경망과 합성곱을 처음부터 배우는 공개 강좌",
           "moves": "사이트에서 직접 움직여 보기",
           "edition": "한국어판", "contents": "차례",
           "part": "{number}부 · {caption}",
           "solutions": "이 문서에는 연습문제가 들어 있고 풀이는 들어 있지 않다. "
           "풀이는 사이트와 강좌의 노트북에 있다.",
           "site": "이 문서는 {site}의 쪽을 모아 인쇄했다. 그곳에서는 장마다 코드를 "
           "직접 실행할 수도 있다.",
           "state": "버전 {version}, {date}",
           "undated": "버전 {version}"},
}
FONTS = {
    "en": '"Noto Sans", "Liberation Sans", Arial, sans-serif',
    "ko": '"Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", sans-serif',
}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


class NotPrinted(RuntimeError):
    """Why there is no PDF, and what to do."""


@dataclass(frozen=True)
class Page:
    """A page of the site: its name, such as ``chapters/07_convolution``, its
    title, the part it stands in, and whether it stands below a chapter.
    """

    name: str
    title: str
    part: str = ""
    below: bool = False

    @property
    def key(self):
        """What its ids begin with in the document."""
        return self.name.rsplit("/", 1)[-1]


def file_name(language):
    """Name of an edition's PDF."""
    return f"perceptrons-to-convnets-{language}.pdf"


# The pages ------------------------------------------------------------------

def read_door(edition):
    """The first page of an edition of the site, parsed."""
    index = edition / "index.html"
    if not index.exists():
        raise NotPrinted(f"there is no {index}: run `make site` first")
    return BeautifulSoup(index.read_text("utf-8"), "html.parser")


def parts(door, words):
    """(caption, its list of pages), parts with chapters numbered."""
    number = 0
    for caption in door.select("nav.bd-docs-nav p.caption"):
        listed = caption.find_next_sibling("ul")
        text = caption.get_text(" ", strip=True)
        if listed.select('a[href*="chapters/"]'):
            number += 1
            text = words["part"].format(
                number=ROMAN[number - 1] if "Part" in words["part"]
                else number, caption=text)
        yield text, listed


def pages(door, words):
    """The pages in the order of the book, without those with solutions."""
    found = [Page("index", words["first"])]
    for caption, listed in parts(door, words):
        for link in listed.select("a.reference.internal"):
            name = link["href"].removesuffix(".html")
            if name.startswith("solutions/"):
                continue
            below = link.find_parent("li").find_parent("li") is not None
            found.append(Page(name, link.get_text(" ", strip=True), caption,
                              below))
    keys = [page.key for page in found]
    if len(set(keys)) < len(keys):
        raise NotPrinted(f"two pages have one name: {sorted(keys)}")
    return found


def article(file):
    """What stands between a page's bars."""
    text = file.read_text("utf-8")
    start = re.search(r'<article class="bd-article"[^>]*>', text)
    end = text.rfind("</article>")
    if not start or end < 0:
        raise NotPrinted(f"{file} has no article")
    return text[start.end():end]


# The document ---------------------------------------------------------------

def state(root=ROOT):
    """Version and day of the book: what was committed last, not the clock."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    day = ""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        day = time.strftime("%Y-%m-%d", time.gmtime(int(epoch)))
    elif (root / ".git").exists():
        day = subprocess.run(
            ["git", "log", "-1", "--format=%cs"], cwd=root, text=True,
            capture_output=True, check=False).stdout.strip()
    return project["project"]["version"], day


def credit(door):
    """Year and makers, as the site's pages name them at their end."""
    line = door.select_one("footer.bd-footer-content p").get_text()
    return line.split("·", 1)[-1].strip()


def title_page(door, title, site, words):
    """The first page, in HTML."""
    version, date = state()
    dated = words["state" if date else "undated"].format(
        version=version, date=date)
    licence = door.select("footer.bd-footer-content p")[-1].find(string=True)
    small = [html.escape(line.strip())
             for line in (credit(door), licence, words["solutions"])]
    small.append(words["site"].format(site=f'<a href="{site}">{site}</a>'))
    lines = "".join(f'<p class="small">{line}</p>' for line in small)
    return (f'<section class="title-page"><p class="title">'
            f'{html.escape(title)}</p><p class="other">{words["other"]}</p>'
            f'<div class="picture"></div><p class="edition">'
            f'{words["edition"]} · {dated}</p>{lines}</section>')


def running_titles(book, printed, fonts):
    """Style: what stands above and below each page of a chapter."""
    look = f"font: 8.5pt {fonts}; color: #3c434b;"
    number = f"@bottom-center {{ content: counter(page); {look} }}"
    book, *titles = (json.dumps(text, ensure_ascii=False)
                     for text in (book, *(page.title for page in printed)))
    pages = (f"@page leaf-{position} {{ {number}"
             f" @top-left {{ content: {book}; {look} }}"
             f" @top-right {{ content: {title}; {look} }} }}"
             for position, title in enumerate(titles))
    return "\n".join([f"@page contents {{ {number} }}", *pages])


def head(edition, door, title, printed):
    """The site's style sheets, and what paper needs besides."""
    sheets = "".join(
        f'<link rel="stylesheet" href="{(edition / "_static" / name).as_uri()}">'
        for name in SHEETS if (edition / "_static" / name).exists())
    style = (PARTS / "book.css").read_text("utf-8") + running_titles(
        title, printed, FONTS[door.html["lang"]])
    return (f'<meta charset="utf-8"><title>{html.escape(title)}</title>'
            f"{sheets}<style>{style}</style>")


def document(edition, door, printed, words):
    """All pages as one HTML document, before tools/printing/gather.js."""
    title = door.select_one(".logo__title").get_text(" ", strip=True)
    site = door.select_one('link[rel="canonical"]')["href"]
    held = "".join(f'<template data-page="{page.name}">'
                   f'{article(edition / (page.name + ".html"))}</template>'
                   for page in printed)
    return (f'<!doctype html><html lang="{door.html["lang"]}" '
            f'data-theme="light"><head>{head(edition, door, title, printed)}'
            f"</head><body>"
            f'{title_page(door, title, site.removesuffix("index.html"), words)}'
            f'<nav class="contents"><p class="heading">{words["contents"]}</p>'
            f"<ol></ol></nav><main></main>{held}</body></html>")


# Printing -------------------------------------------------------------------

def chromium():
    """Path of the system's Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise NotPrinted(
            "no Chromium found. Install it: `sudo apt-get install chromium` on "
            "Debian and Ubuntu, Google Chrome on macOS and Windows; it must be "
            f"on the PATH as one of {', '.join(BROWSERS)}")
    return found


def places(reader):
    """Named place → number of its page, from 1."""
    numbers = {page.indirect_reference.idnum: number
               for number, page in enumerate(reader.pages, start=1)}
    return {name.removeprefix("/"): numbers[goal.page.idnum]
            for name, goal in reader.named_destinations.items()}


FILL = """(numbers) => {
  for (const tag of document.querySelectorAll("nav.contents .number"))
    tag.textContent = numbers[tag.dataset.to];
}"""
LOADED = """() => Promise.all([...document.images].map((image) =>
  image.complete || new Promise((done) => {
    image.onload = image.onerror = done;
  }))).then(() => document.fonts.ready).then(() => null)"""
WRONG = """() => [...document.images]
  .filter((image) => !image.complete || !image.naturalWidth)
  .map((image) => image.src)
  .concat([...document.querySelectorAll('a[href^="#"]')]
    .map((link) => link.getAttribute("href"))
    .filter((href) => !document.getElementById(href.slice(1))))"""

# Without a Korean font every syllable is the same empty box.
KOREAN = """() => {
  const draw = (letter) => {
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.font = "40px sans-serif";
    pen.fillText(letter, 5, 60);
    return canvas.toDataURL();
  };
  return !/[가-힣]/.test(document.body.textContent) || draw("가") !== draw("힣");
}"""


def print_twice(page, listed):
    """The PDF, with the pages' numbers in its contents."""
    def once():
        return page.pdf(prefer_css_page_size=True, print_background=True,
                        outline=True, tagged=True)

    numbers = places(PdfReader(io.BytesIO(once())))
    lost = [name for name in listed if name not in numbers]
    if lost:
        raise NotPrinted(f"Chromium made no place for {', '.join(lost)}")
    page.evaluate(FILL, numbers)
    data = once()
    after = places(PdfReader(io.BytesIO(data)))
    moved = [name for name in listed if after[name] != numbers[name]]
    if moved:
        raise NotPrinted(f"the contents moved {', '.join(moved)}")
    return data


def bookmarks(node):
    """The bookmarks below a node of the PDF, in their order."""
    while node is not None:
        node = node.get_object()
        if "/Title" in node:
            yield node
        if "/First" in node:
            yield from bookmarks(node["/First"])
        node = node.get("/Next")


def finish(data, titles, author):
    """The PDF with whole titles in its bookmarks and the day of its state.

    Chromium gathers a bookmark's words from what it paints, and where a page
    begins it may paint them twice.
    """
    writer = PdfWriter(io.BytesIO(data), incremental=True)
    found = list(bookmarks(writer.root_object["/Outlines"]))
    if len(found) != len(titles):
        raise NotPrinted(f"{len(found)} bookmarks for {len(titles)} headings")
    for bookmark, title in zip(found, titles):
        bookmark[NameObject("/Title")] = TextStringObject(title)
    author = re.sub(r"^© ?\d* ?", "", author)
    facts = {"/Author": author, "/Creator": "tools/pdf.py"}
    if day := state()[1].replace("-", ""):
        facts |= dict.fromkeys(("/CreationDate", "/ModDate"),
                               f"D:{day}000000+00'00'")
    writer.add_metadata(facts)
    whole = io.BytesIO()
    writer.write(whole)
    return whole.getvalue()


def gather(page, edition, door, words):
    """Show all pages as one document; what tools/printing/gather.js tells."""
    printed = pages(door, words)
    site = door.select_one('link[rel="canonical"]')["href"]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "book.html")
        file.write_text(document(edition, door, printed, words), "utf-8")
        page.goto(file.as_uri())
    made = page.evaluate((PARTS / "gather.js").read_text("utf-8"), {
        "site": site.removesuffix("index.html"), "moves": words["moves"],
        "files": edition.as_uri() + "/",
        "pages": [{**asdict(one), "key": one.key} for one in printed]})
    page.evaluate(LOADED)
    return made


def print_edition(browser, edition, language):
    """The PDF of one edition of the site, as bytes."""
    door = read_door(edition)
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        made = gather(page, edition, door, WORDS[language])
        if wrong := sorted(set(page.evaluate(WRONG))):
            raise NotPrinted(f"not there, {len(wrong)}: "
                             f"{', '.join(wrong[:3])}")
        if not page.evaluate(KOREAN):
            raise NotPrinted("no Korean font found. Install one: `sudo apt-get "
                             "install fonts-noto-cjk` on Debian and Ubuntu")
        return finish(print_twice(page, made["listed"]), made["titles"],
                      credit(door))
    finally:
        page.close()


def print_site(site, folder, languages=LANGUAGES):
    """Print editions into `folder`; yield each file when it is whole."""
    for language in languages:
        read_door(site / language)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=FLAGS)
        for language in languages:
            data = print_edition(browser, site / language, language)
            file = folder / file_name(language)
            part = file.with_suffix(".part")
            part.write_bytes(data)
            part.replace(file)
            yield file
        browser.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE",
                        help="en, ko; both if none is named")
    parser.add_argument("--site", type=pathlib.Path, default=ROOT / "_site")
    parser.add_argument("--to", type=pathlib.Path,
                        default=ROOT / "_build" / "pdf")
    words = parser.parse_args()
    try:
        for file in print_site(words.site.resolve(), words.to,
                               words.languages or LANGUAGES):
            print(f"{file}: {len(PdfReader(file).pages)} pages, "
                  f"{file.stat().st_size / 1e6:.1f} MB", flush=True)
    except (NotPrinted, Error) as error:
        sys.exit(f"pdf: {error}")


if __name__ == "__main__":
    main()
