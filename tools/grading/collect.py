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
import datetime
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

LOG = ["export", "lms", "lms_id", "name", "number", "path", "kept", "late",
       "handed_in", "problem", "unread"]
LATER = "came in the export collected last"
WHY = [LATER, "was uploaded last", "has most exercises written",
       "comes last by name"]
SPREAD = datetime.timedelta(hours=1)
NOBODY = "unclear: no student's name in its path; put it into a folder that " \
    "is called like the student"
JUNK = "left by an operating system or by Jupyter"
BY_HAND = "the notebook in submitted/ was put or changed there by hand and " \
    "counts; move it away to have this one"


@dataclass(frozen=True)
class Received:
    """What became of one file of an export.

    `student` is the folder's name, "" if it is nobody's; `late` is what the
    platform says (only Canvas does); `handed_in` when that was, as ISO 8601
    has it, "" if nobody knows; `status` is one of

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
    handed_in: str = ""


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
    handed_in: str = ""

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

    def take_in(self, entry, sender, handed_in):
        """Read one file of the export and keep it as it came."""
        try:
            if entry.problem:
                raise Unreadable(entry.problem)
            data = entry.read()
        except Unreadable as error:
            status, _, reason = str(error).partition(": ")
            return Attempt(entry.path, sender, Reading(status, reason),
                           handed_in=handed_in)
        row, _ = self.whose(sender)
        kept = self.folder / (row["student"] if row else "unclear") / \
            f"{digest(data)}-{file_name(entry.path)}"
        if not kept.exists():
            write_whole(kept, data)
        return Attempt(entry.path, sender,
                       reading(data, entry.path, self.name),
                       kept.relative_to(self.into).as_posix(),
                       handed_in=handed_in)

    def take_all_in(self, files):
        """Read all files of the export and enrol who sent them."""
        who = senders([entry.path for entry in files], self.name)
        self.unclear = self.students.enrol(who.values())
        self.students.save()
        dates = hand_in_dates(files, who)
        return [self.take_in(entry, who.get(entry.path),
                             dates.get(entry.path, "")) for entry in files]

    def remember(self, attempts):
        """Log the files of this export; returns its attempts, numbered, and
        those of all others.
        """
        rows = read_table(self.folder / "files.csv")
        mark = digest(repr([(a.path, a.kept) for a in attempts]).encode())
        exports = list(dict.fromkeys(row["export"] for row in rows))
        if mark not in exports:
            exports.append(mark)
            rows += [dict(zip(LOG, (mark, *logged(a)))) for a in attempts]
            write_table(self.folder / "files.csv", [LOG, *(
                [row.get(key, "") for key in LOG] for row in rows)])
        now = [replace(a, export=exports.index(mark)) for a in attempts]
        return now, [a for a in self.recall() if a.export != now[0].export] \
            if now else self.recall()

    def recall(self):
        """The attempts of all exports so far, from the log."""
        rows = read_table(self.folder / "files.csv")
        exports = list(dict.fromkeys(row["export"] for row in rows))
        return [self.recalled(row, exports.index(row["export"]))
                for row in rows if not row["kept"]
                or (self.into / row["kept"]).exists()]

    def recalled(self, row, export):
        """An attempt of an earlier export, from its row in the log."""
        sender = Sender(row["lms"], row["name"], row["lms_id"],
                        bool(row.get("late")), int(row["number"]),
                        row.get("problem", "")) if row["lms"] else None
        if row["kept"]:
            found = reading((self.into / row["kept"]).read_bytes(),
                            row["path"], self.name)
        else:
            status, _, reason = row["unread"].partition(": ")
            found = Reading(status, reason)
        return Attempt(row["path"], sender, found, row["kept"], export,
                       row.get("handed_in", ""))

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


def file_name(path):
    """The last part of a path, safe on every system, its ending kept.

    >>> file_name("Kim/07-convolution (1).ipynb")
    '07-convolution-1.ipynb'
    """
    stem, dot, ending = path.rpartition("/")[2][-50:].rpartition(".")
    if not dot or not re.fullmatch(r"\w{1,8}", ending):
        return folder_name(stem + dot + ending)
    return f"{folder_name(stem)}.{ending}"


def hand_in_dates(files, who):
    """When each file of an export was handed in, {path: ISO 8601}.

    Only Moodle's files may have that date, and where it streams the zip they
    have the one of the download (moodle/moodle, mod/assign/classes/
    downloader.php gives add_file_from_stored_file no time): dates that are no
    more than an hour apart are taken for that.
    """
    dates = {entry.path: entry.date for entry in files if entry.date
             and entry.path in who and who[entry.path].lms == "moodle"}
    if not dates or max(dates.values()) - min(dates.values()) <= SPREAD:
        return {}
    return {path: date.isoformat(" ", "minutes")
            for path, date in dates.items()}


def logged(attempt):
    """The row of a file in the log, without the mark of its export."""
    sender = attempt.sender or Sender("", "")
    unread = "" if attempt.kept \
        else f"{attempt.found.status}: {attempt.found.reason}"
    return (sender.lms, sender.id, sender.name, str(sender.file),
            attempt.path, attempt.kept, "yes" if sender.late else "",
            attempt.handed_in, sender.problem, unread)


def reason_why(best, other):
    """In what one attempt is before another, in words."""
    return next(why for why, mine, its in zip(WHY, best.rank(), other.rank())
                if mine != its)


def summary(best, others):
    """What an instructor should know of the notebook that counts."""
    notes = [best.found.reason] if best.found.reason else []
    if others:
        why = reason_why(best, max(others, key=Attempt.rank))
        count = len({other.found.handed for other in others}) + 1
        notes.append("handed in again, and what came last is graded"
                     if why == LATER else f"{count} different notebooks; "
                     f"graded is {best.path}, which {why}")
        more = max(others, key=lambda a: a.found.written)
        if more.found.written > best.found.written:
            notes.append(f"{more.path} has more exercises written")
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
                    sender.id, sender.late, attempt.path, status, reason,
                    attempt.handed_in)


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


def valid(name, into):
    """What stands of all that a class handed in so far.

    Parameters
    ----------
    name : str
        The exercise set, "07-convolution".
    into : path
        The class's folder.

    Returns
    -------
    list of Received
        Of each student the notebook that counts, with the time when it was
        handed in first, and what could not be read in the last export that
        has something of the student; of nobody's files all that were not
        handed in under a name since. Sorted by student and path.
    """
    collection = Collection(name, into)
    attempts = collection.recall()
    collection.unclear = collection.students.enrol(
        [a.sender for a in attempts if a.sender])
    collection.students.save()
    said = collection.settle_all(attempts)
    own, lost = collections.defaultdict(list), {}
    for attempt in attempts:
        row = received(collection, attempt, said)
        if row.student:
            own[row.student].append((attempt, row))
        elif row.status != "ignored":
            lost[attempt.path] = attempt, row
    known = {mark_of(a) for pairs in own.values() for a, _ in pairs}
    return [*(row for a, row in lost.values() if mark_of(a) not in known),
            *(row for student in sorted(own) for row in last(own[student]))]


def mark_of(attempt):
    """What tells a file that was kept, by its contents."""
    return pathlib.PurePath(attempt.kept).name[:16] or attempt


def last(pairs):
    """The rows that stand, of one student's [(attempt, row)]."""
    export = max(attempt.export for attempt, _ in pairs)
    best = max((pair for pair in pairs if pair[1].status == "counts"),
               key=lambda pair: pair[0].export, default=None)
    if best:
        same = [a for a, _ in pairs if a.found.handed == best[0].found.handed]
        yield replace(best[1], late=all(a.sender.late for a in same),
                      handed_in=min((a.handed_in for a in same
                                     if a.handed_in), default=""))
    yield from {row.path: row for attempt, row in pairs
                if attempt.export == export and (
                    row.status not in ("counts", "same", "attempt")
                    or row.reason == BY_HAND)}.values()


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
