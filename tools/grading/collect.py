"""Take in what students handed in, as their learning platform exports it.

    python -m tools.grading.collect moodle.zip 07-convolution grading

The export is a folder or a zip as Moodle, Canvas or Google Drive give it, or
a folder for each student. Into the class's folder go

students.csv                     who is who (see students.py); edit as needed
received/07-convolution/…        every file as it came, never overwritten
received/07-convolution/files.csv   which file came from whom, in which export
submitted/STUDENT/07-convolution/07-convolution.ipynb   the one that counts

Of several notebooks of a student the one counts that came in the export
collected last; of those, the one that the platform numbered last; else the one
with most exercises written; else the last by name. A notebook in `submitted`
that was put or changed there by hand stays.
"""
import argparse
import collections
import pathlib
import re
from dataclasses import dataclass, replace

from tools.grading.exports import Unreadable, entries, is_junk
from tools.grading.names import Sender, folder_name, senders
from tools.grading.reading import (
    Reading,
    as_utf8,
    digest,
    known_sets,
    reading,
)
from tools.grading.students import Students
from tools.grading.tables import read_table, write_table, write_whole

LOG = ["export", "lms", "lms_id", "name", "number", "path", "kept"]
WHY = ["came in the export collected last", "was uploaded last",
       "has most exercises written", "comes last by name"]
NOBODY = "unclear: no student's name in its path; put it into a folder that " \
    "is called like the student"
JUNK = "left by an operating system or by Jupyter"
BY_HAND = "the notebook in submitted/ was put or changed there by hand and " \
    "counts; move it away to have this one"


@dataclass(frozen=True)
class Received:
    """What became of one file of an export.

    `student` is the folder's name, "" if it is nobody's; `late` is what the
    platform says (only Canvas does); `status` is one of

    counts          the notebook that is graded
    attempt         a notebook of this set; another one counts
    same            the same file once more
    other set, not a notebook, damaged, too large, refused
                    cannot be graded; `reason` says why
    unclear         it is not clear whose it is
    ignored         files of operating systems; Canvas's test student
    """

    student: str
    name: str
    lms: str
    lms_id: str
    late: bool
    path: str
    status: str
    reason: str


@dataclass(frozen=True, eq=False)
class Attempt:
    """One file of this or an earlier export.

    `kept` is its place in the class's folder, "" if it could not be read;
    `export` the number of the export that it came in.
    """

    path: str
    sender: Sender | None
    found: Reading
    kept: str = ""
    export: int = 0

    def rank(self):
        """What decides which of a student's notebooks counts; see WHY."""
        name = [(len(part), part) if part.isdecimal() else (0, part.casefold())
                for part in re.split(r"(\d+)", self.path)]
        return (self.export, self.sender.file, self.found.written,
                (name, self.kept))


class Collection:
    """An exercise set as a class has handed it in so far."""

    def __init__(self, name, into):
        self.name, self.into = name, pathlib.Path(into)
        self.folder = self.into / "received" / name
        self.students = Students(self.into / "students.csv", name)
        self.unclear = {}

    def whose(self, sender):
        """The row of a sender's student, or None; and why, or ""."""
        if sender is None:
            return None, NOBODY
        problem = sender.problem or self.unclear.get((sender.lms, sender.id))
        if problem:
            return None, problem
        try:
            return self.students.find(sender), ""
        except ValueError as error:
            return None, str(error)

    def take_in(self, entry, sender):
        """Read one file of the export and keep it as it came."""
        try:
            if entry.problem:
                raise Unreadable(entry.problem)
            data = entry.read()
        except Unreadable as error:
            status, _, reason = str(error).partition(": ")
            return Attempt(entry.path, sender, Reading(status, reason))
        row, _ = self.whose(sender)
        last = folder_name(entry.path.rpartition("/")[2][-50:])
        kept = self.folder / (row["student"] if row else "unclear") / \
            f"{digest(data)}-{last}"
        if not kept.exists():
            write_whole(kept, data)
        return Attempt(entry.path, sender,
                       reading(data, entry.path, self.name),
                       kept.relative_to(self.into).as_posix())

    def take_all_in(self, files):
        """Read all files of the export and enrol who sent them."""
        who = senders([entry.path for entry in files], self.name)
        self.unclear = self.students.enrol(who.values())
        self.students.save()
        return [self.take_in(entry, who.get(entry.path)) for entry in files]

    def remember(self, attempts):
        """Log the files of this export; returns all attempts, numbered."""
        rows = read_table(self.folder / "files.csv")
        mark = digest(repr([(a.path, a.kept) for a in attempts]).encode())
        exports = list(dict.fromkeys(row["export"] for row in rows))
        if mark not in exports:
            exports.append(mark)
            rows += [dict(zip(LOG, (
                mark, a.sender.lms, a.sender.id, a.sender.name,
                str(a.sender.file), a.path, a.kept)))
                for a in attempts if a.kept and a.sender]
            write_table(self.folder / "files.csv",
                        [LOG, *([row[key] for key in LOG] for row in rows)])
        now = [replace(a, export=exports.index(mark)) for a in attempts]
        return now, [self.recalled(row, exports.index(row["export"]))
                     for row in rows if row["export"] != mark
                     and (self.into / row["kept"]).exists()]

    def recalled(self, row, export):
        """An attempt of an earlier export, from its row in the log."""
        sender = Sender(row["lms"], row["name"], row["lms_id"],
                        file=int(row["number"]))
        data = (self.into / row["kept"]).read_bytes()
        return Attempt(row["path"], sender, reading(
            data, row["path"], self.name), row["kept"], export)

    def submit(self, student, best, others):
        """Put the notebook that counts where nbgrader looks for it.

        Returns whether it is there: not, if another was put there by hand.
        """
        path = self.into / "submitted" / student / self.name / \
            f"{self.name}.ipynb"
        if path.exists():
            there = digest(path.read_bytes())
            if there not in {best.found.handed,
                             *(a.found.handed for a in others)}:
                return False
            if there == best.found.handed:
                return True
        write_whole(path, as_utf8((self.into / best.kept).read_bytes()))
        return True

    def settle(self, student, attempts):
        """{attempt: (status, reason)} for the attempts of one student."""
        ready = [a for a in attempts if a.found.status == "counts"]
        if not ready:
            return {}
        best = max(ready, key=Attempt.rank)
        others = [a for a in ready if a.found.handed != best.found.handed]
        if not self.submit(student, best, others):
            return dict.fromkeys(ready, ("attempt", BY_HAND))
        said = {a: ("attempt", f"{best.path} counts: it "
                               f"{reason_why(best, a)}") for a in others}
        same = [a for a in ready if a not in said]
        said |= dict.fromkeys(same, ("same", f"as {best.path}"))
        for export in {a.export for a in same}:
            first = max((a for a in same if a.export == export),
                        key=Attempt.rank)
            said[first] = ("counts", summary(first, others))
        return said

    def settle_all(self, attempts):
        """{attempt: (status, reason)} for the notebooks of all students."""
        of_student = collections.defaultdict(list)
        for attempt in attempts:
            row, _ = self.whose(attempt.sender)
            if row:
                of_student[row["student"]].append(attempt)
        return {attempt: outcome for student in sorted(of_student)
                for attempt, outcome in self.settle(
                    student, of_student[student]).items()}


def reason_why(best, other):
    """In what one attempt is before another, in words."""
    return next(why for why, mine, its in zip(WHY, best.rank(), other.rank())
                if mine != its)


def summary(best, others):
    """What an instructor should know of the notebook that counts."""
    notes = [best.found.reason] if best.found.reason else []
    if others:
        last = max(others, key=Attempt.rank)
        notes.append(f"of {len(others) + 1} notebooks this one "
                     f"{reason_why(best, last)}")
        more = max(others, key=lambda a: a.found.written)
        if more.found.written > best.found.written:
            notes.append(f"{more.path} has more written")
    return "; ".join(notes)


def received(collection, attempt, said):
    """The row of one file."""
    row, problem = collection.whose(attempt.sender)
    status, reason = said.get(attempt, (attempt.found.status,
                                        attempt.found.reason))
    if problem and (status == "counts" or problem.startswith("ignored")):
        status, _, reason = problem.partition(": ")
    sender = attempt.sender or Sender("", "")
    twins = row and sum(row["name"] == other["name"]
                        for other in collection.students.rows) > 1
    if twins:
        reason = "; ".join(filter(None, [reason, "another student has the "
                                                 "same name"]))
    return Received(row["student"] if row else "",
                    row["name"] if row else sender.name, sender.lms,
                    sender.id, sender.late, attempt.path, status, reason)


def check(source, name, into):
    """Raise ValueError for what cannot be meant."""
    if name not in known_sets():
        raise ValueError(f"there is no exercise set {name}; there are: "
                         f"{', '.join(known_sets())}")
    source, into = (pathlib.Path(path).resolve() for path in (source, into))
    if into.is_relative_to(source):
        raise ValueError(f"{source} holds the class's folder itself; name the "
                         "folder or zip of the export")


def collect(source, name, into):
    """Take an export into a class's folder.

    Parameters
    ----------
    source : path
        The export, a folder or a zip; it is only read.
    name : str
        The exercise set, "07-convolution".
    into : path
        The class's folder; made if it is not there.

    Returns
    -------
    list of Received
        One for each file of the export, in the order of their paths. To
        collect the same export once more changes nothing.

    Raises
    ------
    FileNotFoundError
        There is no such export.
    ValueError
        There is no such set, `source` holds `into`, or students.csv cannot be
        read.
    """
    check(source, name, into)
    collection = Collection(name, into)
    keep_private(collection.into)
    try:
        with entries(source) as found:
            junk = [Received("", "", "", "", False, entry.path, "ignored",
                             JUNK) for entry in found if is_junk(entry.path)]
            attempts = collection.take_all_in(
                [entry for entry in found if not is_junk(entry.path)])
    except Unreadable as error:
        status, _, reason = str(error).partition(": ")
        return [Received("", "", "", "", False, pathlib.Path(source).name,
                         status, reason)]
    now, earlier = collection.remember(attempts)
    said = collection.settle_all([*now, *earlier])
    return sorted([*junk, *(received(collection, a, said) for a in now)],
                  key=lambda row: row.path)


def keep_private(into):
    """Keep a class's folder out of git."""
    if not (into / ".gitignore").exists():
        write_whole(into / ".gitignore", b"*\n")


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description="Take in what students handed in.")
    parser.add_argument("source", help="the export: a folder or a zip")
    parser.add_argument("name", help="the exercise set: 07-convolution")
    parser.add_argument("into", help="the class's folder")
    options = parser.parse_args(arguments)
    try:
        rows = collect(options.source, options.name, options.into)
    except (OSError, ValueError) as error:
        parser.exit(1, f"collect: {error}\n")
    for row in rows:
        if row.reason and row.status != "ignored":
            print(f"{row.status}: {row.path}: {row.reason}")
    counts = collections.Counter(row.status for row in rows)
    print(", ".join(f"{count} {status}" for status, count in counts.items()))


if __name__ == "__main__":
    main()
