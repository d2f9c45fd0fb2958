"""Write the single-language notebooks.

    python tools/export.py LANGUAGE FOLDER [--keep-edits]

FOLDER/LANGUAGE gets the chapters, exercises and solutions of one language
under the names they have in the project, so that links between them work.
With --keep-edits, a notebook that somebody changed since it was written is
left alone.
"""
import argparse
import hashlib
import json
import pathlib

from book.editions import LANGUAGES, solutions_page
from book.export import ROOT, export_notebook


def wanted(language):
    """Paths of the notebooks that an edition has."""
    patterns = ["chapters/*.ipynb", f"exercises/{language}/*/*.ipynb",
                "solutions/*/*.ipynb"]
    return [path.relative_to(ROOT).as_posix() for pattern in patterns
            for path in sorted(ROOT.glob(pattern))]


def notebook_text(name, language, **how):
    """What the file of an exported notebook holds; see `export_notebook`."""
    notebook = json.loads((ROOT / name).read_text(encoding="utf-8"))
    if name.startswith("solutions/"):
        notebook = solutions_page(notebook, name.split("/")[1])
    return json.dumps(export_notebook(notebook, language, name, **how),
                      indent=1, ensure_ascii=False) + "\n"


def write(folder, language, keep_edits):
    """Export all notebooks; return the names of those left alone."""
    record = folder / "written.json"
    written = json.loads(record.read_text()) if record.exists() else {}
    kept = []
    for name in wanted(language):
        target = folder / name
        if keep_edits and target.exists() and written.get(name) != \
                hashlib.sha256(target.read_bytes()).hexdigest():
            kept.append(name)
            continue
        text = notebook_text(name, language)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(target)
        written[name] = hashlib.sha256(text.encode()).hexdigest()
    record.write_text(json.dumps(written, indent=1))
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("language", choices=LANGUAGES)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--keep-edits", action="store_true")
    words = parser.parse_args()
    folder = words.folder / words.language
    folder.mkdir(parents=True, exist_ok=True)
    kept = write(folder, words.language, words.keep_edits)
    for name in kept:
        print(f"kept as you changed it: {folder / name} "
              "(delete it to get the book's again)")
    print(f"single-language notebooks: {folder}")


if __name__ == "__main__":
    main()
