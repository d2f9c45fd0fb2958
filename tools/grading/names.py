"""Whose file it is, from the name that a learning platform gave it.

Moodle   `Full Name_12345_assignsubmission_file/x.ipynb`, or without folders
         `Full Name_12345_assignsubmission_file_x.ipynb`. The number is that of
         the participant *in this assignment*; with anonymous submissions it
         stands after "Participant", in the site's language. Source:
         moodle/moodle, mod/assign/classes/downloader.php, get_student_prefix
         and load_submissionplugin_filelist; its table assign_user_mapping.
Canvas   `lastfirst_LATE_12345_678901_x.ipynb`: small letters and digits of the
         name, LATE if it was, the user, the uploaded file (a later upload has
         a higher number), the student's own name for it, to which Canvas adds
         -1, -2 … if it came before; `anon_AbC12_…` if names are hidden;
         `…_text.html` and `…_link.html` for what was typed in. Source:
         instructure/canvas-lms, lib/content_zipper.rb, get_filename and
         add_upload_submission.
Google   `Student Name - Title.ipynb` or `Title - Student Name.ipynb`, with
         (1), (2) … for a second file of that name. Google documents no
         pattern: which part is the title is found by comparing the files.
Folders  `Student/…` or nbgrader's `Student/07-convolution/…`.
"""
import itertools
import os
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace

from tools.grading.reading import known_sets

MOODLE = re.compile(r"(?P<name>[^_]*)(?:_(?P<id>\d+))?"
                    r"_assignsubmission_(?P<type>[a-z]+)(?:_.*)?")
CANVAS = re.compile(r"(?:(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+)|"
                    r"(?P<late2>LATE_)?(?P<anon>anon_[0-9A-Za-z]+))"
                    r"_(?:(?P<file>\d+)_.+|(?:text|link)\.html)")
CANVAS_TEST = "studenttest"  # the name of Canvas's test student
WRAPPERS = re.compile(r"submissions?|submitted|downloads?", re.IGNORECASE)
COPY = re.compile(r"\s*\((\d+)\)$|^Copy of |의 사본$| - Copy$")
WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Sender:
    """Who sent a file, as far as its path says.

    `lms` is moodle, canvas, google or folder; `id` the platform's number for
    the student, `file` its number for the file (0: none); `problem` why the
    file cannot count, as "status: reason", mostly empty.
    """

    lms: str
    name: str
    id: str = ""
    late: bool = False
    file: int = 0
    problem: str = ""


def clean_name(text):
    """A name in composed Unicode, without invisible characters.

    >>> clean_name(" Kim\\u202e  Minsu\\n")
    'Kim Minsu'
    """
    text = "".join(" " if c.isspace() else c
                   for c in unicodedata.normalize("NFC", text)
                   if c.isspace() or (c != "\N{REPLACEMENT CHARACTER}"
                                      and unicodedata.category(c)[0] != "C"))
    return " ".join(text.split())


def folder_name(name):
    """A name for a folder that is safe on every system, and readable.

    Letters, digits and marks of any script stay; all else becomes a hyphen.

    >>> folder_name("../Kim, Minsu"), folder_name("김민수"), folder_name("..")
    ('Kim-Minsu', '김민수', 'student')
    """
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" or c in "_."
                   else "-" for c in clean_name(name))
    kept = re.sub(r"-[-.]*", "-", kept).lstrip("-._")
    while len(kept.encode()) > 120 or len(kept) > 60:
        kept = kept[:-1]
    kept = kept.rstrip("-._")
    return f"student-{kept}" if WINDOWS.match(kept) else kept or "student"


def moodle_sender(match):
    """Moodle's sender."""
    name, number = clean_name(match["name"]), match["id"] or ""
    problem = "" if number else "unclear: a group's file without a number; " \
        "put it into a folder for each student"
    if name in ("Participant", ""):
        name = f"Participant {number}"
    return Sender("moodle", name, number, problem=problem)


def canvas_sender(match):
    """Canvas's sender."""
    number = match["id"] or match["anon"]
    name = clean_name(match["name"] or number)
    problem = "ignored: Canvas's test student; rename the file to have it " \
        "graded" if name == CANVAS_TEST else ""
    late = bool(match["late"] or match["late2"])
    return Sender("canvas", name, number, late, int(match["file"] or 0),
                  problem)


def from_platform(path):
    """Moodle's or Canvas's sender and the index of the part that names it.

    None if there is no such part.
    """
    for index, part in enumerate(parts(path)):
        if match := MOODLE.fullmatch(part):
            return moodle_sender(match), index
        if match := CANVAS.fullmatch(part):
            return canvas_sender(match), index
    return None


def from_platforms(paths):
    """{path: sender} for files named as Moodle or Canvas names them.

    Students may give such names as well, and must not hand in for others:
    names count if they stand in the outermost folder in which files differ,
    or if most files have such names.
    """
    found = {path: from_platform(path) for path in paths}
    found = {path: pair for path, pair in found.items() if pair}
    most = 2 * len(found) > len(paths)
    return without_disguise({path: sender for path, (sender, index)
                             in found.items()
                             if most or index <= shared_folders(paths)})


def without_disguise(found):
    """Senders, named by number if Moodle gave all of them the same name.

    It does if submissions are anonymous; the word is the site's language's.
    """
    numbers = {sender.id for sender in found.values()}
    if len({sender.name for sender in found.values()}) > 1 or len(numbers) < 3:
        return found
    return {path: replace(sender, name=f"{sender.name} {sender.id}")
            for path, sender in found.items()}


def from_nbgrader(paths):
    """{path: sender} for the files in nbgrader's layout."""
    found = {}
    for path in paths:
        *_, student, folder, _ = ["", "", *parts(path)]
        if folder in known_sets() and student and not is_wrapper(student):
            found[path] = Sender("folder", clean_name(student))
    return found


def parts(path):
    """The folders and the file's name of a path, each at most 255 long."""
    return [part[:255] for part in path.split("/")]


def shared_folders(paths):
    """How many folders all files are in."""
    folders = [parts(path)[:-1] for path in paths]
    return len(os.path.commonprefix(folders)) if folders else 0


def halves(path):
    """Ways to read a path, [(folder, index, student, title)].

    `index` is the place of the part that is read, `folder` what it lies in.
    """
    found, before = [], parts(path)
    for index, part in enumerate(before):
        stem, old = re.sub(r"(\.[A-Za-z]\w{0,5}){1,2}$", "", part), None
        while stem != old:
            stem, old = COPY.sub("", stem), stem
        for match in re.finditer(r"\s+[-–]\s+", stem):
            left, right = stem[:match.start()], stem[match.end():]
            place = "/".join(before[:index]), index
            found += [(*place, left, right), (*place, right, left)]
    return found


def says_set(title, name):
    """Whether a title speaks of an exercise set."""
    number, _, words = name.partition("-")
    title = title.casefold()
    return all(word in title for word in words.split("-")) \
        or re.search(rf"(?<!\d){number}(?!\d)", title) is not None


def from_google(paths, name):
    """{path: sender} for the files that are named as Google names them.

    The title is the half that speaks of the set, or that most files share.
    A name that comes in several folders belongs to no student.
    """
    ways = {path: halves(path) for path in paths}
    shared, places = defaultdict(set), defaultdict(set)
    for folder, _, student, title in itertools.chain(*ways.values()):
        shared[title].add(student)
        places[student, title].add(folder)
    common = shared_folders(paths)

    def rank(way):
        _, index, student, title = way
        return (index >= common, says_set(title, name),
                not says_set(student, name), len(shared[title]), len(title))

    found = {}
    for path, pairs in ways.items():
        pairs = [way for way in pairs if len(places[way[2:]]) == 1 and (
            says_set(way[3], name) or len(shared[way[3]]) > 1 or not way[1])]
        if pairs:
            found[path] = Sender("google", clean_name(max(pairs, key=rank)[2]))
    return found


def is_wrapper(folder):
    """Whether a folder is called like no student, but like all their work."""
    return folder in known_sets() or WRAPPERS.fullmatch(folder) is not None


def top_folder(paths):
    """How many folders lie around the students' folders."""
    places = [parts(path)[:-1] for path in paths]
    depth = 0
    while True:
        tops = {folders[depth] for folders in places if len(folders) > depth}
        below = {folders[depth + 1] for folders in places
                 if len(folders) > depth + 1}
        if len(tops) != 1 or not below or (
                len(below) == 1 and not is_wrapper(min(tops))):
            return depth
        depth += 1


def senders(paths, name):
    """{path: sender} of the files of an export for an exercise set.

    A file is missing from it if its path names nobody.
    """
    found = {}
    for read in (from_platforms, from_nbgrader,
                 lambda rest: from_google(rest, name), from_folders):
        found |= read([path for path in paths if path not in found])
    return {path: sender for path, sender in found.items()
            if sender.name or sender.id}


def from_folders(paths):
    """{path: sender} for files in a folder for each student."""
    depth, found = top_folder(paths), {}
    for path in paths:
        *folders, _ = parts(path)
        if len(folders) > depth and not is_wrapper(folders[depth]):
            found[path] = Sender("folder", clean_name(folders[depth]))
    return found
