"""The files of an export: a folder or a zip, and zips inside.

Nothing is unpacked to where a file's name says: files are listed, then read
one at a time, so that no name can lead out of a folder.
"""
import contextlib
import datetime
import functools
import io
import os
import pathlib
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

MB = 1024 ** 2
MAX_FILE = 20 * MB          # a notebook
MAX_ZIP = 100 * MB          # a student's zip, packed and unpacked
MAX_ZIP_FILES = 1_000
MAX_EXPORT = 8 * 1024 * MB  # a class's zip, unpacked
MAX_EXPORT_FILES = 20_000
MAX_DEPTH = 2               # zips in one another

JUNK_FOLDERS = {"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git"}
JUNK_FILES = {".DS_Store", "Thumbs.db", "desktop.ini", ".gitignore",
              "timestamp.txt"}
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError,
           RuntimeError, ValueError)


class Unreadable(ValueError):
    """A file that is not read; says why to an instructor: "status: reason".
    """


@dataclass(frozen=True, eq=False)
class Entry:
    """One file of an export.

    `path` is its place in the export, readable; `problem` why it is not read,
    as "status: reason", empty if it can be; `read()` gives its bytes or
    raises Unreadable; `date` is the file's, of a zip in the export the zip's.
    """

    path: str
    problem: str = ""
    read: Callable = bytes
    date: datetime.datetime | None = None


def is_junk(path):
    """Whether a file is what operating systems and Jupyter leave behind."""
    *folders, name = path.split("/")
    return (not JUNK_FOLDERS.isdisjoint(folders) or name in JUNK_FILES
            or name.startswith("._"))


def is_zip(path):
    """Whether a file says that it is a zip."""
    return path.lower().endswith(".zip")


def readable(raw):
    """A file's name from bytes: Unicode, or else Korean Windows' code."""
    for codec in ("utf-8", "cp949"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(codec)
    return raw.decode("cp437")


def tidy_path(path):
    """A path with `/` between its parts, composed, nothing invisible.

    A zip from macOS has Hangul and accents in pieces (NFD); one from an old
    Windows has backslashes.
    """
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    return "".join("\N{REPLACEMENT CHARACTER}"
                   if unicodedata.category(c).startswith("C") else c
                   for c in path)


def member_path(info):
    """The readable path of a file in a zip.

    Without the flag for UTF-8, Python takes names to be in code page 437, as
    PKWARE's APPNOTE.TXT has it (appendix D); in truth they are in UTF-8 or,
    from Korean Windows, in code page 949.
    """
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        name = readable(name.encode("cp437"))
    return tidy_path(name)


def member_problem(info, path):
    """Why a file in a zip is not to be read; empty if it can be."""
    if path.startswith("/") or re.match("[A-Za-z]:", path) \
            or ".." in path.split("/"):
        return "refused: its path leads out of the zip"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "refused: a link to another file, not a file"
    if info.flag_bits & 0x1:
        return "refused: the zip has a password; one without is wanted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "refused: packed in an unusual way; an ordinary zip is wanted"
    return ""


def read_limited(stream, path):
    """A stream's bytes; raises Unreadable if they are too many."""
    limit = MAX_ZIP if is_zip(path) else MAX_FILE
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"too large: more than {limit // MB} MB; "
                         "the notebook is wanted with its outputs cleared")
    return data


def read_member(archive, info, path):
    """The bytes of a file in the zip that `archive()` gives, opened."""
    try:
        with archive().open(info) as stream:
            return read_limited(stream, path)
    except Unreadable:
        raise
    except DAMAGED as error:
        raise Unreadable(f"damaged: in the zip, {error}") from error


def read_file(path):
    """The bytes of a file in a folder."""
    try:
        with path.open("rb") as stream:
            return read_limited(stream, path.name)
    except OSError as error:
        raise Unreadable("damaged: cannot be read, "
                         f"{error.strerror}") from error


def opened(data, files, size):
    """A zip, from its bytes or its path, if it is within the limits.

    Raises Unreadable if it is damaged, or would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(data)
    except DAMAGED as error:
        raise Unreadable("damaged: not a whole zip, cut short or something "
                         f"else under that name ({error})") from error
    members = archive.infolist()
    unpacked = sum(info.file_size for info in members)
    if len(members) > files or unpacked > size:
        archive.close()
        raise Unreadable(f"refused: unpacks to {len(members)} files with "
                         f"{unpacked / MB:.0f} MB")
    return archive


def member_date(info):
    """The date of a file in a zip, None if there is no such day."""
    with contextlib.suppress(ValueError):
        return datetime.datetime(*info.date_time)


def members(archive, folder, date=None):
    """The files in a zip; `archive()` gives it, opened.

    `folder` is the path of the zip in the export, with a `/` at its end,
    `date` the zip's own.
    """
    for info in archive().infolist():
        path = member_path(info) or "unnamed"
        if path.endswith("/"):
            continue
        yield Entry(folder + path, member_problem(info, path),
                    functools.partial(read_member, archive, info, path),
                    date or member_date(info))


def with_zips_opened(entries, depth):
    """Entries, those of zips among them in place of the zip."""
    for entry in entries:
        if not is_zip(entry.path) or entry.problem or is_junk(entry.path):
            yield entry
        elif depth == MAX_DEPTH:
            yield replace(entry, problem="refused: a zip in a zip in a zip; "
                                         "unpack it by hand")
        else:
            yield from inside(entry, depth)


def inside(entry, depth):
    """The files in a zip of an export; the zip itself if it cannot be read.
    """
    @functools.lru_cache(maxsize=1)
    def archive():
        return opened(io.BytesIO(entry.read()), MAX_ZIP_FILES, MAX_ZIP)

    try:
        found = [*members(archive, entry.path + "/", entry.date)]
    except Unreadable as error:
        yield replace(entry, problem=str(error))
        return
    archive.cache_clear()
    if not found:
        yield replace(entry, problem="damaged: an empty zip")
    yield from with_zips_opened(found, depth + 1)
    archive.cache_clear()


def file_entry(path, source):
    """The entry of a file in a folder."""
    place = tidy_path(readable(os.fsencode(path.relative_to(source))))
    status = path.lstat()
    problem = ""
    if stat.S_ISLNK(status.st_mode):
        problem = "refused: a link to another file, not a file"
    elif not stat.S_ISREG(status.st_mode):
        problem = "refused: not a file with contents"
    return Entry(place, problem, functools.partial(read_file, path),
                 datetime.datetime.fromtimestamp(int(status.st_mtime)))


def folder_entries(source):
    """The files in a folder and in the folders inside, no links followed."""
    locked = []
    for folder, folders, names in os.walk(source, onerror=locked.append):
        folders.sort()
        here = pathlib.Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        yield from (file_entry(here / name, source)
                    for name in sorted([*names, *links]))
    yield from (Entry(str(error.filename),
                      problem=f"damaged: cannot be read, {error.strerror}")
                for error in locked)


@contextlib.contextmanager
def entries(source):
    """All files of an export, in the order of their paths.

    Raises FileNotFoundError if there is no such export, and Unreadable if it
    is a file, but no zip that can be read.
    """
    source = pathlib.Path(source)
    if not source.exists():
        raise FileNotFoundError(f"{source}: there is no such folder or zip")
    with contextlib.ExitStack() as stack:
        if source.is_dir():
            found, depth = folder_entries(source), 0
        else:
            archive = stack.enter_context(
                opened(source, MAX_EXPORT_FILES, MAX_EXPORT))
            found, depth = members(lambda: archive, ""), 1
        yield sorted(with_zips_opened(found, depth),
                     key=lambda entry: entry.path)
