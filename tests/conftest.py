"""A server and a browser for the tests of the built site.

They read `_site`, which `make site` builds, and need a Chromium on the PATH.
"""
import functools
import gzip
import http.server
import os
import shutil
import threading
from pathlib import Path

import pytest
from browsing import BROWSERS, FLAGS, ROOT, SITE, Watched, sources
from playwright.sync_api import sync_playwright

TEXTS = (".html", ".js", ".css", ".svg", ".json")
# They take longest: begun first, they leave no worker alone at the end.
LONG = ("test_variants.py", "test_exercises_graded.py", "test_site.py",
        "test_grading.py", "test_hostile.py")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONG.index(item.path.name)
               if item.path.name in LONG else len(LONG))


@pytest.fixture(scope="session")
def built_site():
    """The site is there and not older than what it is made from."""
    door = SITE / "index.html"
    if not door.exists():
        pytest.fail("there is no _site: run `make site` first", pytrace=False)
    if "BOOK_SITE" not in os.environ:
        newer = [path.relative_to(ROOT).as_posix() for path in sources()
                 if path.exists()
                 and path.stat().st_mtime > door.stat().st_mtime]
        if newer:
            pytest.fail(f"_site is older than {newer[0]}: run `make site` "
                        "first", pytrace=False)


@functools.cache
def compressed(path):
    return gzip.compress(path.read_bytes(), 6)


@pytest.fixture(scope="session")
def address(built_site):
    """Address of a server that serves the site."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        """Compresses text, as the servers of published pages do."""

        def log_message(self, *words):
            pass

        def do_GET(self):
            path = Path(self.translate_path(self.path))
            if path.suffix not in TEXTS or not path.is_file():
                return super().do_GET()
            body = compressed(path)
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    """The system's Chromium, for one file of tests: others start their own."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        words = ("no Chromium found; install it (Debian and Ubuntu: "
                 "`sudo apt-get install chromium`) to test the pages")
        if os.environ.get("CI"):
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def watched(browser, address):
    """Makes watched tabs, and closes them."""
    tabs = []

    def make(**options):
        tabs.append(Watched(browser, address, **options))
        return tabs[-1]

    yield make
    for tab in tabs:
        tab.close()
