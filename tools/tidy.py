"""Put notebooks into their one form, so that a diff shows what was changed.

    python tools/tidy.py [NOTEBOOK …]               # write
    python tools/tidy.py --check [NOTEBOOK …]       # change nothing, exit 1
    python tools/tidy.py --looked-at [FILE …]       # a person compared them

One kernel, known metadata only, counts 1..n, indent 1, no traces of the
machine. Without names: every chapter and solution. --looked-at records in each
Korean cell (and each Korean block of a page) which English text it renders;
say it after reading both.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import sys
import tempfile

import nbformat

import prose
from notebooks import ROOT, sources

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python",
                         "name": "python3"},
          "language_info": {"name": "python"}}
FORM = "file: indent, order of keys or line ends"
KNOWN = {"markdown": {"tags", "translates", "nbgrader"},
         "code": {"tags", "mystnb", "translations", "nbgrader"}, "raw": set()}


class Damaged(ValueError):
    """A file that is no notebook; the message says where it breaks."""


def english_hash(source):
    """What a Korean cell records of the English one: 8 hex digits."""
    return hashlib.sha256(source.strip("\n").encode()).hexdigest()[:8]


def parse(data):
    """A notebook's text and JSON, or Damaged with the line to look at."""
    try:
        text = data.decode("utf-8-sig")
        notebook = json.loads(text)
    except UnicodeDecodeError as error:
        raise Damaged(f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        marks = [n for n, line in enumerate(text.split("\n"), 1)
                 if re.match(r"(<{7}|={7}|>{7})( |\r?$)", line)]
        raise Damaged(f"merge conflict at line {marks[0]}" if marks else
                      f"not JSON at line {error.lineno}: {error.msg}"
                      ) from None
    # Not nbformat.validate: that repairs what we want to hear of.
    wrong = next(nbformat.validator.iter_validate(
        notebook, version=4, version_minor=5), None)
    if wrong:
        raise Damaged("not a notebook of format 4.5: "
                      + str(wrong).split("\n")[0])
    return text, notebook


def tidy(notebook):
    """The notebook in its one form, and what was changed, line by line."""
    book = nbformat.v4.rwbase.rejoin_lines(
        nbformat.from_dict(json.loads(json.dumps(notebook))))
    said = []
    if book.metadata != KERNEL:
        said.append("notebook: metadata")
        book.metadata = nbformat.from_dict(KERNEL)
    for cell in book.cells:
        said += [f"{cell.id}: {what}" for what in _tidy_cell(cell)]
    said += _number(book.cells)
    return book, said


def _tidy_cell(cell):
    """Drop what does not belong to a cell; yield what was done."""
    unknown = set(cell.metadata) - KNOWN[cell.cell_type]
    if cell.metadata.get("tags") == []:
        unknown.add("tags")
    for key in sorted(unknown):
        del cell.metadata[key]
        yield f"metadata {key!r} dropped"
    stripped = cell.source.strip("\n")
    if cell.cell_type == "code":
        stripped = re.sub(r"[ \t]+$", "", stripped, flags=re.MULTILINE)
    if stripped != cell.source:
        cell.source = stripped
        yield "spaces at the ends of lines or of the cell"
    if cell.cell_type == "code":
        yield from _tidy_outputs(cell)


def _tidy_outputs(cell):
    """Join split streams, drop volatile metadata and machine paths."""
    joined = []
    for output in cell.outputs:
        if joined and output.output_type == "stream" \
                == joined[-1].output_type and output.name == joined[-1].name:
            joined[-1].text += output.text
            yield "stream outputs joined"
            continue
        joined.append(output)
        if output.get("metadata"):
            output.metadata = nbformat.from_dict({})
            yield "output metadata dropped"
        if output.output_type == "error":
            clean = [_forget_machine(line) for line in output.traceback]
            if clean != output.traceback:
                output.traceback = clean
                yield "paths of this machine taken out of a traceback"
    cell.outputs = joined


def _forget_machine(line):
    """A traceback's line with project paths relative, temporary ones gone."""
    for root in {str(ROOT), f"~/{os.path.relpath(ROOT, pathlib.Path.home())}"}:
        line = line.replace(root + os.sep, "")
    return re.sub(r"\S*ipykernel_\d+\S*\.py", "<cell>", line)


def _number(cells):
    """Number the code cells 1..n if they were all run, in this order."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in code]
    if None in counts or counts != sorted(set(counts)):
        return []  # not a run from top to bottom: numbers would hide that
    for number, cell in enumerate(code, 1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
    return [] if counts == list(range(1, len(code) + 1)) else \
        [f"notebook: counts {counts[0]}..{counts[-1]} are now 1..{len(code)}"]


def to_text(book):
    """A tidy notebook as the file has it."""
    return nbformat.v4.writes(book).rstrip("\n") + "\n"


def looked_at(cells):
    """Record in each Korean cell the English one before it; say which."""
    said = []
    for english, korean in zip(cells, cells[1:]):
        if _has(english, "en") and _has(korean, "ko"):
            mark = english_hash("".join(english["source"]))
            if korean["metadata"].get("translates") != mark:
                korean["metadata"]["translates"] = mark
                said.append(f"{korean['id']}: looked at, renders {mark}")
    return said


def _has(cell, tag):
    return tag in (cell["metadata"] or {}).get("tags", [])


def write(path, data):
    """Replace a file whole: either the old or the new one is there."""
    path = pathlib.Path(path).resolve()
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(part, path.stat().st_mode & 0o777)
        os.replace(part, path)
    except BaseException:
        pathlib.Path(part).unlink(missing_ok=True)
        raise


def tidy_file(path, *, check=False, looked=False):
    """Tidy one file; return what was (or with `check` would be) done.

    Raises
    ------
    Damaged
        If the file is no notebook. It is left untouched.
    """
    path = pathlib.Path(path)
    data = path.read_bytes()
    if path.suffix == ".md":
        cells = prose.blocks(data.decode("utf-8"))
        said = looked_at(cells) if looked else []
        new = prose.join_blocks(cells).encode() if said else data
    else:
        _, notebook = parse(data)
        said = looked_at(notebook["cells"]) if looked else []
        book, more = tidy(notebook)
        said += more
        new = to_text(book).encode()
    if new != data and not said:
        said = [FORM]
    if new != data and not check:
        write(path, new)
    return said


def main(words=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--looked-at", action="store_true")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    words = parser.parse_args(words)
    files = words.files or [ROOT / path for path in sources()]
    untidy = damaged = 0
    for path in files:
        try:
            said = tidy_file(path, check=words.check, looked=words.looked_at)
        except (Damaged, OSError) as error:
            print(f"{path}: left untouched: {error}", file=sys.stderr)
            damaged += 1
            continue
        untidy += bool(said)
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        for what in said:
            print(f"{name}: {what}")
    print(f"{len(files)} files, {untidy} "
          + ("to tidy" if words.check else "tidied")
          + (f", {damaged} damaged" if damaged else ""))
    return 1 if damaged or (words.check and untidy) else 0


if __name__ == "__main__":
    sys.exit(main())
