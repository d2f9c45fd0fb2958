"""What a file from a student is: a notebook, of which set, how far written.

A notebook belongs to the set whose cells and functions it has most of, so that
it still counts if it was renamed, copied by hand into a new one, or saved by
a program that drops cell ids and metadata.
"""
import contextlib
import functools
import hashlib
import json
import re
from dataclasses import dataclass

import nbformat

from tools.exercises import EXERCISES, grade_id, read
from tools.grading.course import class_path
from tools.grading.exports import Unreadable
from tools.grading.key import FETCH_ID

DEFINED = re.compile(r"^(?:def|class)\s+(\w+)", re.MULTILINE)
NO_NOTEBOOK = "not a notebook: JSON of another kind, or changed beyond use"
STUB = "raise NotImplementedError"
PAGE = re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE)
NOTEBOOK_NAME = re.compile(r"\.(ipynb|json)(\.\w+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What is in a file.

    `status` is "counts" if it can be graded; `reason` is for the instructor;
    `written` how many functions are no longer as handed out; `handed` a hash
    of what is handed to nbgrader, see `as_utf8`.
    """

    status: str
    reason: str = ""
    written: int = 0
    handed: str = ""


def digest(data):
    """A short name for bytes that no other bytes have."""
    return hashlib.sha256(data).hexdigest()[:16]


@functools.cache
def sets_in(*places):
    """{set: the notebooks that students got}, from folders of released sets.
    """
    found = {}
    for place in places:
        for path in sorted(place.glob("*/*/*.ipynb")):
            if path.parent.name == path.stem:
                found.setdefault(path.stem, []).append(read(path.parent))
    return found


def known_sets():
    """What may come in: the book's sets, and what this class was given."""
    return sets_in(EXERCISES, class_path() / "release")


def marks(notebook):
    """What tells an exercise set: cell ids, tests, names of functions."""
    found = set()
    for cell in notebook.cells:
        found.add(("id", cell.get("id")))
        if grade_id(cell).endswith("-check"):
            found.add(("test", cell.metadata.nbgrader.get("checksum")))
        if cell.cell_type == "code" and isinstance(cell.source, str):
            found |= {("def", name) for name in DEFINED.findall(cell.source)}
    return found


def set_marks():
    """{set: what tells it}, without cells that all sets have."""
    return marks_in(EXERCISES, class_path() / "release")


@functools.cache
def marks_in(*places):
    common = {("id", None), ("id", FETCH_ID), ("test", None)}
    return {name: frozenset().union(*map(marks, notebooks)) - common
            for name, notebooks in sets_in(*places).items()}


def sets_like(notebook):
    """The sets a notebook looks like most, none if it looks like no set."""
    found = marks(notebook)
    shares = {name: len(found & own) for name, own in set_marks().items()}
    most = max(shares.values())
    return [name for name, share in shares.items() if share == most > 0]


def functions(notebook, only=""):
    """{function: source of the last cell that defines it}.

    `only` restricts it to cells whose grade id ends like that.
    """
    return {name: cell.source for cell in notebook.cells
            if cell.cell_type == "code" and isinstance(cell.source, str)
            and grade_id(cell).endswith(only)
            for name in DEFINED.findall(cell.source)}


def written(notebook, name):
    """How many functions of a set are no longer as they were handed out."""
    asked = functions(known_sets()[name][0], "-solution")
    return sum(STUB not in source for function, source
               in functions(notebook).items() if function in asked)


def decoded(data):
    """A file's text and the name of its encoding.

    Raises UnicodeDecodeError if it is no text.
    """
    codec = "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    elif data[:3] == b"\xef\xbb\xbf":
        codec = "utf-8-sig"
    elif data[1:2] == b"\0" or data[:1] == b"\0":
        codec = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    with contextlib.suppress(UnicodeDecodeError):
        return data.decode(codec), codec
    return data.decode("cp949"), "cp949"


def as_utf8(data):
    """A notebook's bytes as nbgrader can read them: the same, if possible."""
    return decoded(data)[0].encode()


def what_it_is(data, path):
    """What a file is that is no notebook, as "status: reason"."""
    ending = re.search(r"\.\w{1,8}$", path)
    if not data.strip():
        return "damaged: empty"
    if PAGE.match(data):
        return "not a notebook: a web page; the .ipynb file is wanted"
    if data[:5] == b"%PDF-":
        return "not a notebook: a PDF; the .ipynb file is wanted"
    if data[:4] == b"PK\3\4":
        return "not a notebook: a zip or a document of another program"
    if path.lower().endswith(".py"):
        return "not a notebook: Python code; the .ipynb file is wanted"
    if NOTEBOOK_NAME.search(path):
        return "damaged: not the text of a notebook"
    return f"not a notebook: a file {ending[0] if ending else 'of no kind'}"


def parsed(data, path):
    """The JSON of a notebook as a text, and its encoding.

    Raises Unreadable if it is no JSON.
    """
    if not data.strip() or data[:5] == b"%PDF-" or data[:4] == b"PK\3\4":
        raise Unreadable(what_it_is(data, path))
    try:
        text, codec = decoded(data)
        json.loads(text)
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            raise Unreadable(what_it_is(data, path)) from error
        cut = not text[error.pos:].strip() or "Unterminated" in error.msg
        raise Unreadable("damaged: the notebook is cut short" if cut else
                         f"damaged: no notebook any more from line "
                         f"{error.lineno} ({error.msg})") from error
    except RecursionError as error:
        raise Unreadable("damaged: nested too deeply") from error
    except ValueError as error:
        raise Unreadable(what_it_is(data, path)) from error
    return text, codec


def well_formed(cell):
    """Whether a cell has what is asked of it here, of the right types."""
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else None
    return isinstance(mark, dict) and all(isinstance(text, str) for text in (
        cell.get("cell_type"), cell.get("source"), cell.get("id", ""),
        mark.get("grade_id", ""), mark.get("checksum", "")))


def as_notebook(text):
    """A notebook from its JSON, of any version, in today's form.

    Raises Unreadable if it is JSON, but no notebook.
    """
    try:
        notebook = nbformat.convert(nbformat.reader.reads(text), 4)
        if all(map(well_formed, notebook.cells)):
            return notebook
    except Exception as error:  # whatever a made-up file does to its reader
        raise Unreadable(NO_NOTEBOOK) from error
    raise Unreadable(NO_NOTEBOOK)


def reading(data, path, name):
    """What the bytes of a file are, with respect to an exercise set."""
    try:
        text, codec = parsed(data, path)
        notebook = as_notebook(text)
    except Unreadable as error:
        status, _, reason = str(error).partition(": ")
        return Reading(status, reason)
    like = sets_like(notebook)
    if name not in like:
        return Reading("other set", f"looks like {', '.join(like)}" if like
                       else "has none of the exercises of this book")
    done = written(notebook, name)
    notes = [note for note, true in [
        ("handed in as it was given out, no exercise is written", not done),
        (f"saved as {codec}, copied as UTF-8", codec != "utf-8"),
        ("not called .ipynb", not path.lower().endswith(".ipynb")),
    ] if true]
    return Reading("counts", "; ".join(notes), done, digest(text.encode()))
