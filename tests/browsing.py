"""The built site, and a browser's tab that watches what goes wrong in it."""
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = Path(os.environ.get("BOOK_SITE", ROOT / "_site"))
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


def sources():
    """Files the site is made from."""
    yield from (ROOT / name for name in ("index.md", "_config.yml", "_toc.yml",
                                         "terms.yml", "tools/site.py"))
    for folder in ("appendix", "book", "chapters", "exercises", "solutions"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".md", ".ipynb", ".py", ".js", ".css", ".html",
                               ".yml", ".po", ".bib", ".svg"):
                if ".ipynb_checkpoints" not in path.parts:
                    yield path


class Watched:
    """A browser's tab that remembers what went wrong in it."""

    def __init__(self, browser, address, **options):
        self.address = address
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.wrong = []
        self.page.on("request", self.on_request)
        self.page.on("response", self.on_response)
        self.page.on("console", self.on_console)
        self.page.on("pageerror", lambda error: self.note(f"script: {error}"))

    def note(self, words):
        self.wrong.append(words)

    def on_request(self, request):
        if not request.url.startswith((self.address + "/", "data:")):
            self.note(f"asks another origin: {request.url}")

    def on_response(self, response):
        if response.status >= 400:
            self.note(f"{response.status}: {response.url}")

    def on_console(self, message):
        if message.type == "error":
            self.note(f"console: {message.text}")

    def open(self, path):
        self.page.goto(f"{self.address}/{path}", wait_until="load")
        return self.page

    def close(self):
        self.context.close()
