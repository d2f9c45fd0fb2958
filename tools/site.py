"""Build both editions of the book into `_site`.

    python tools/site.py [--source FOLDER] [--to FOLDER] [--fresh]

`_site/en` and `_site/ko` are what `jupyter-book build` makes of one set of
sources with two configurations; `_site/index.html` leads to the edition the
reader's browser asks for. A warning in either edition is an error. The course
file (course.yml, or COURSE) can leave out the pages with solutions.
"""
import argparse
import copy
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jinja2
import yaml

from tools.grading.course import read_course

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "ko")
_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"


def derived_config(config, korean, language):
    """The configuration of one edition, from the book's own."""
    derived = copy.deepcopy(config)
    settings = derived["sphinx"]["config"]
    settings["language"] = language
    settings["book_both_editions"] = True
    derived["sphinx"]["local_extensions"] = {"book.site": str(ROOT)}
    if language == "ko":
        derived["title"] = korean["title"]
        derived["author"] = korean["author"]
    return derived


def derived_toc(toc, korean, language, solutions=True):
    """The table of contents of one edition: captions, exercises' folder, and
    pages with solutions only if they are wanted.
    """
    derived = copy.deepcopy(toc)

    def rename(entry):
        if "file" in entry:
            entry["file"] = entry["file"].replace(
                "exercises/en/", f"exercises/{language}/")
        for key in ("chapters", "sections", "parts"):
            children = [child for child in entry.get(key, []) if solutions
                        or not child.get("file", "").startswith("solutions/")]
            if key in entry:
                entry[key] = children
            for child in children:
                rename(child)

    rename(derived)
    if language == "ko":
        for part in derived.get("parts", []):
            part["caption"] = korean["captions"][part["caption"]]
    return derived


def build_folder(source, language, solutions=True):
    return source / "_build" / (language if solutions
                                else f"{language}-no-solutions")


def write_derived(source, language, solutions=True):
    """Write the edition's `_config.yml` and `_toc.yml`; return the folder."""
    folder = build_folder(source, language, solutions)
    folder.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((source / "_config.yml").read_text("utf-8"))
    toc = yaml.safe_load((source / "_toc.yml").read_text("utf-8"))
    korean = yaml.safe_load(
        (ROOT / "book" / "korean.yml").read_text("utf-8"))
    for name, data in (
        ("_config.yml", derived_config(config, korean, language)),
        ("_toc.yml", derived_toc(toc, korean, language, solutions)),
    ):
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, "utf-8")
    return folder


def start_build(source, language, fresh=False, solutions=True):
    """Start one edition's build; its output goes to `log.txt`."""
    folder = write_derived(source, language, solutions)
    command = [
        sys.executable, "-c", _JUPYTER_BOOK, "build", str(source),
        "--config", str(folder / "_config.yml"),
        "--toc", str(folder / "_toc.yml"),
        "--path-output", str(folder), "-q", "-n", "-W", "--keep-going",
    ]
    log = (folder / "log.txt").open("w", encoding="utf-8")
    return subprocess.Popen(
        command + ["--all"] * fresh, stdout=log, stderr=subprocess.STDOUT)


def write_doors(folder, site):
    """The first page, and the one for an address that leads nowhere.

    The second is shown at any address of `site`, so its links are whole.
    """
    door = jinja2.Template((ROOT / "book" / "door.html").read_text("utf-8"))
    (folder / "index.html").write_text(
        door.render(site=site, here="", lost=False), "utf-8")
    (folder / "404.html").write_text(
        door.render(site=site, here=f"{site}/", lost=True), "utf-8")


def build_site(source=ROOT, target=None, fresh=False, solutions=True):
    """Build both editions of the book in `source`; True if without warning."""
    target = target or source / "_site"
    builds = {language: start_build(source, language, fresh, solutions)
              for language in LANGUAGES}
    failed = [language for language, build in builds.items() if build.wait()]
    for language in failed:
        log = (build_folder(source, language, solutions)
               / "log.txt").read_text("utf-8")
        log = re.sub(r"\x1b\[[\d;]*m", "", log)
        print(f"The {language} edition does not build:\n{log}")
    if failed:
        return False
    part = source / "_build" / "site"
    shutil.rmtree(part, ignore_errors=True)
    for language in LANGUAGES:
        built = build_folder(source, language, solutions)
        shutil.copytree(built / "_build" / "html", part / language)
    address = yaml.safe_load(
        (source / "_config.yml").read_text("utf-8"))["html"]["baseurl"]
    write_doors(part, address.rstrip("/"))
    (part / ".nojekyll").touch()
    if target.exists():
        shutil.rmtree(target)
    shutil.move(part, target)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=ROOT)
    parser.add_argument("--to", type=Path)
    parser.add_argument("--fresh", action="store_true",
                        help="read and write every page again")
    options = parser.parse_args()
    source = options.source.resolve()
    target = options.to or source / "_site"
    solutions = read_course().solutions
    if not build_site(source, target, options.fresh, solutions):
        sys.exit(1)
    print(f"{target / 'index.html'}")


if __name__ == "__main__":
    main()
