"""Made-up classes for tests: submissions, and what the judge says of them."""
import copy
import os
import subprocess
import sys

import nbformat

from tools.exercises import ROOT, grade_id
from tools.grading import grade, worker


def is_test(cell):
    return grade_id(cell).endswith(("-check", "-hidden"))


def answered(starter, answers):
    """The starter with some of its solution cells written."""
    notebook = copy.deepcopy(starter)
    for cell in notebook.cells:
        cell.source = answers.get(grade_id(cell), cell.source)
    return notebook


def solution_cells(notebook):
    return {grade_id(cell): cell.source for cell in notebook.cells
            if grade_id(cell).endswith("-solution")}


def full_points(notebook):
    return {grade_id(cell): cell.metadata.nbgrader["points"]
            for cell in notebook.cells if is_test(cell)}


def rounds(answers):
    """Wrong answers dealt out: one of each exercise to each student."""
    dealt = []
    for answer in answers:
        free = next((hand for hand in dealt
                     if answer["exercise"] not in hand), None)
        if free is None:
            dealt.append(free := {})
        free[answer["exercise"]] = answer
    return dealt


def make_class(folder, sources, submissions, files=None):
    """A class's folder: `sources` {set: notebook}, `submissions`
    {set: {student: notebook, or bytes}}, `files` {student: {path: text}}.
    """
    folder.mkdir(exist_ok=True)
    (folder / "secret").write_text("secret")
    for name, notebook in sources.items():
        (folder / "source" / name).mkdir(parents=True)
        nbformat.write(notebook, folder / "source" / name / f"{name}.ipynb")
        for student, submission in submissions[name].items():
            place = folder / "submitted" / student / name
            place.mkdir(parents=True)
            data = submission if isinstance(submission, bytes) \
                else nbformat.writes(submission).encode()
            (place / f"{name}.ipynb").write_bytes(data)
            for path, text in (files or {}).get(student, {}).items():
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (place / path).write_text(text)
    return folder


def judged(folder, name):
    """Grade a set of a class; {student: {test: None or [kind, message]}}."""
    grade.run(folder, name, workers=1)
    return {student: worker.result_of(folder, name, path)["tests"]
            for student, path in grade.submissions(folder, name).items()}


def run_nbgrader(folder, *arguments):
    result = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=ROOT, text=True,
        env={**os.environ, "CLASS": str(folder), "OMP_NUM_THREADS": "1"},
        capture_output=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def missed(tests):
    """Names of the tests that failed."""
    return sorted(name for name, error in tests.items() if error)


def lost(points, full):
    """Graded cells without their points; no cell has points in part."""
    assert points.keys() == full.keys()
    assert all(points[cell] in (0, full[cell]) for cell in full), points
    return sorted(cell for cell in full if points[cell] == 0)


