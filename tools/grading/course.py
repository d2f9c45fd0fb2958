"""The course file: what a class gets, when it is due, what it is worth."""
import copy
import dataclasses
import datetime
import os
import pathlib

import yaml

from tools.exercises import (
    ROOT,
    SOLUTIONS,
    exercises_in,
    language_of,
    read,
)
from tools.grading.opening import opening
from tools.variants import vary

KEYS = {"variant", "solutions", "assignments", "own"}
ASSIGNMENT = {"exercises", "points", "due"}


class CourseError(ValueError):
    """The course file says something that cannot be."""


@dataclasses.dataclass(frozen=True)
class Assignment:
    """One exercise set as it is given out."""

    folder: pathlib.Path   # with the source NN-slug.ipynb
    exercises: tuple       # numbers, counted from 1
    points: dict           # {number of an exercise: points}
    due: datetime.datetime | None   # in the time of this machine

    @property
    def name(self):
        return self.folder.name


@dataclasses.dataclass(frozen=True)
class Course:
    variant: str
    solutions: bool
    assignments: dict
    own: tuple

    def assignment(self, number):
        """The set that a number, or the beginning of a name, stands for.

        Raises CourseError if there is none, or more than one.
        """
        folders = [path for place in (SOLUTIONS, *self.own)
                   for path in sorted(place.iterdir())
                   if (path / f"{path.name}.ipynb").exists()
                   and path.name.startswith(str(number))]
        if len(folders) != 1 or not str(number):
            found = ", ".join(f.name for f in folders) or "none"
            raise CourseError(f"EX={number} should name one exercise set, as "
                              f"in EX=07; found: {found}")
        said = self.assignments.get(folders[0].name[:2], {})
        return assignment(folders[0], said)


def class_path():
    """The folder of the class: $CLASS, or grading/ in the project."""
    return (ROOT / (os.environ.get("CLASS") or "grading")).resolve()


def assignment(folder, said):
    """An Assignment from what the course file says of it."""
    where = f"assignments, {folder.name}"
    if unknown := set(said) - ASSIGNMENT:
        raise CourseError(f"{where}: unknown: {', '.join(sorted(unknown))}; "
                          f"known: {', '.join(sorted(ASSIGNMENT))}")
    count = len(exercises_in(read(folder)))
    chosen = tuple(said.get("exercises", range(1, count + 1)))
    if not chosen or not all(isinstance(k, int) and 1 <= k <= count
                             for k in chosen):
        raise CourseError(f"{where}: exercises are {list(chosen)}; "
                          f"there are 1 to {count}")
    points = said.get("points", 3)
    points = points if isinstance(points, dict) \
        else dict.fromkeys(chosen, points)
    if set(points) != set(chosen) or not all(
            isinstance(p, (int, float)) and p > 0 for p in points.values()):
        raise CourseError(f"{where}: points are {points}; one positive number,"
                          f" or one for each of {list(chosen)}")
    due = said.get("due")
    if isinstance(due, str):
        try:
            due = datetime.datetime.fromisoformat(due)
        except ValueError:
            raise CourseError(f"{where}: due is {due!r}; write it like "
                              "2027-04-02 23:59") from None
    elif isinstance(due, datetime.date) and not isinstance(
            due, datetime.datetime):
        due = datetime.datetime.combine(due, datetime.time(23, 59))
    if due and due.tzinfo:
        due = due.astimezone().replace(tzinfo=None)
    return Assignment(folder, chosen, points, due)


def read_course(path=None):
    """The Course in a file; default: $COURSE, or course.yml.

    Raises CourseError with what to mend.
    """
    path = pathlib.Path(path or os.environ.get("COURSE") or ROOT / "course.yml")
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        raise CourseError(f"there is no course file {path}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from None
    unknown = set(said) - KEYS if isinstance(said, dict) else {str(said)[:50]}
    if unknown:
        raise CourseError(f"{path}: unknown: {', '.join(map(str, unknown))}; "
                          f"known: {', '.join(sorted(KEYS))}")
    if not isinstance(said.get("solutions", True), bool):
        raise CourseError(f"{path}: solutions is true or false")
    own = tuple((path.parent / folder).resolve()
                for folder in said.get("own") or [])
    for folder in own:
        if not folder.is_dir():
            raise CourseError(f"{path}: own: there is no folder {folder}")
    return Course(str(said.get("variant", "book")),
                  said.get("solutions", True),
                  {str(number)[:2].zfill(2): values or {} for number, values
                   in (said.get("assignments") or {}).items()}, own)


def shared_out(points, weights):
    """Points for tests that weigh as much, in halves if each gets some.

    >>> shared_out(6, [1, 2]), shared_out(4, [1, 2]), shared_out(0.5, [1, 1])
    ([2.0, 4.0], [1.5, 2.5], [0.25, 0.25])
    """
    exact = [points * weight / sum(weights) for weight in weights]
    halves = [round(2 * share) / 2 for share in exact[:-1]]
    halves.append(points - sum(halves))
    return halves if min(halves) > 0 else exact


def source(course, given):
    """The source notebook of an assignment: its numbers, exercises, points.

    `given` is an Assignment. The points of an exercise are shared out as in
    its source: about a third for the check, the rest for the hidden tests.
    """
    notebook = read(given.folder)
    if course.variant != "book":
        notebook = vary(notebook, given.folder, course.variant)
    notebook = copy.deepcopy(notebook)
    groups, left_out = exercises_in(notebook), []
    for number, cells in enumerate(groups, start=1):
        if number not in given.exercises:
            left_out += [cell.id for cell in cells]
            continue
        marks = [cell.metadata.nbgrader for cell in cells
                 if cell.metadata.get("nbgrader", {}).get("grade")]
        for mark, share in zip(marks, shared_out(
                given.points[number], [mark["points"] for mark in marks])):
            mark["points"] = share
    for cell in notebook.cells[:notebook.cells.index(groups[0][0])]:
        if language := language_of(cell):
            cell.source = opening(cell.source, language, len(groups),
                                  len(given.exercises))
    notebook.cells = [cell for cell in notebook.cells
                      if cell.id not in left_out]
    return notebook
