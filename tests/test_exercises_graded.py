"""nbgrader grades what students might hand in, as an instructor would run it.

Each exercise set is graded once, with one student for each way of answering:
the solution (English as released, Korean as downloaded), the empty starter,
the stored wrong answers (one of each exercise at a time: exercises are
independent), and the starter with its tests edited or deleted. A set that
was graded as it should be is graded again only after something changed.
"""
import concurrent.futures
import copy
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from book.editions import LANGUAGES
from book.export import export_notebook
from tools import exercises
from tools.exercises import (
    EXERCISES,
    ROOT,
    SOLUTIONS,
    grade_id,
    read,
    wrong_answers,
)

COURSE = ROOT / "tests" / "fixtures" / "course"
FIXTURE = COURSE / "solutions" / "99-doubling"
SHARED = ["utils/*.py", "checkpoints/*", "book/e*.py", "tools/grading.py",
          "tools/exercises.py", "nbgrader_config.py", "requirements.txt",
          "tools/ipython/*/*.py", "tests/test_exercises_graded.py"]
SETS = sorted(folder for folder in SOLUTIONS.iterdir() if folder.is_dir())


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


def edited(starter):
    """Tests that always pass, worth more, and told not to be run."""
    notebook = copy.deepcopy(starter)
    for cell in filter(is_test, notebook.cells):
        cell.source = "assert True"
        cell.metadata["tags"] = ["skip-execution"]
        cell.metadata.nbgrader["points"] = 100
    return notebook


def deleted(starter):
    notebook = copy.deepcopy(starter)
    notebook.cells = [c for c in notebook.cells if not is_test(c)]
    return notebook


def run_nbgrader(course, *arguments):
    result = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=ROOT, text=True,
        env={**os.environ, "GRADING_DIR": str(course), "OMP_NUM_THREADS": "1"},
        capture_output=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def grade(course, source, submissions, *options, files=None):
    """Points of each student in each graded cell: {student: {id: points}}."""
    name = source.name
    for student, notebook in submissions.items():
        folder = course / "submitted" / student / name
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{name}.ipynb")
        for path, text in (files or {}).get(student, {}).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
    places = [f"--CourseDirectory.source_directory={source.parent}",
              f"--CourseDirectory.release_directory={course / 'release'}"]
    run_nbgrader(course, "generate_assignment", name, *places)
    run_nbgrader(course, "autograde", name, *places, *options)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {student: {
            cell.name: cell.score for cell in book.find_submission_notebook(
                name, name, student).grades} for student in submissions}


def full_points(source):
    return {grade_id(cell): cell.metadata.nbgrader["points"]
            for cell in read(source).cells if is_test(cell)}


def lost(points, source):
    """Graded cells without their points; no cell has points in part."""
    full = full_points(source)
    assert points.keys() == full.keys()
    assert all(points[cell] in (0, full[cell]) for cell in full), points
    return sorted(cell for cell in full if points[cell] == 0)


def usual_submissions(source, starters, answers):
    english, solved = starters["en"], solution_cells(read(source))
    path = f"exercises/ko/{source.name}/{source.name}.ipynb"
    downloaded = nbformat.from_dict(
        export_notebook(starters["ko"], "ko", path))
    submissions = {"solution-en": answered(english, solved),
                   "solution-ko": answered(downloaded, solved)}
    submissions |= {"starter": english, "edited": edited(english),
                    "deleted": deleted(english)}
    for number, hand in enumerate(rounds(answers), start=1):
        wrong = {f"{k}-solution": answer["code"]
                 for k, answer in hand.items()}
        submissions[f"wrong-{number}"] = answered(english, solved | wrong)
    return submissions


def grade_usual(course, source, answers):
    """Grade one exercise set; return points, errors seen, and the answers."""
    folders = {language: EXERCISES / language / source.name
               for language in LANGUAGES}
    assert all(map(Path.exists, folders.values())), "run `make exercises`"
    starters = {language: read(folders[language]) for language in LANGUAGES}
    points = grade(course, source,
                   usual_submissions(source, starters, answers))
    errors = {student: errors_of(read(
        course / "autograded" / student / source.name)) for student in points}
    return points, errors, answers


def errors_of(notebook):
    """(kind, message) of the error under each graded cell that failed."""
    return {grade_id(cell): (output.ename, output.evalue)
            for cell in notebook.cells if is_test(cell)
            for output in cell.outputs if output.output_type == "error"}


def expected_losses(source, answers):
    """What each student should lose: {student: graded cells}."""
    full = sorted(full_points(source))
    losses = {"solution-en": [], "solution-ko": [], "starter": full,
              "edited": full, "deleted": full}
    for number, hand in enumerate(rounds(answers), start=1):
        losses[f"wrong-{number}"] = sorted(
            cell for answer in hand.values() for cell in answer["loses"])
    return losses


def fingerprint(source):
    """A hash of all that the points of an exercise set may depend on."""
    name = source.name
    own = [f"solutions/{name}/*", f"exercises/*/{name}/*.ipynb",
           f"tests/wrong_answers/{name}.yml"]
    total = hashlib.sha256()
    for path in sorted(p for pattern in own + SHARED
                       for p in ROOT.glob(pattern) if p.is_file()):
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def grade_unless_known(course, source):
    """The outcome as stored, if it was right and nothing changed since."""
    store = ROOT / "_build" / "graded" / f"{source.name}.json"
    mark, answers = fingerprint(source), wrong_answers(source.name)
    if store.exists():
        known = json.loads(store.read_text())
        if known["fingerprint"] == mark:
            return known["points"], known["errors"], answers
    points, errors, _ = grade_usual(course, source, answers)
    if {student: lost(cells, source) for student, cells in points.items()} \
            == expected_losses(source, answers):
        store.parent.mkdir(parents=True, exist_ok=True)
        store.write_text(json.dumps({
            "fingerprint": mark, "points": points, "errors": errors}))
    return points, errors, answers


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    """The exercise sets that the chosen tests ask for, graded two at a time."""
    def one(source):
        return grade_unless_known(tmp_path_factory.mktemp(source.name), source)
    chosen = {item.callspec.params["source"] for item in request.session.items
              if "graded" in item.fixturenames}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        running = {source: pool.submit(one, source)
                   for source in sorted(chosen)}
    return lambda source: running[source].result()


each_set = pytest.mark.parametrize("source", SETS, ids=lambda s: s.name)


@each_set
@pytest.mark.parametrize("language", LANGUAGES)
def test_solution_gets_full_points(graded, source, language):
    points, errors, _ = graded(source)
    student = f"solution-{language}"
    assert lost(points[student], source) == [], errors[student]


@each_set
def test_starter_gets_nothing_since_nothing_is_written(graded, source):
    points, errors, _ = graded(source)
    full = full_points(source)
    assert lost(points["starter"], source) == sorted(full)
    assert {cell: kind for cell, (kind, _) in errors["starter"].items()} \
        == dict.fromkeys(full, "NotImplementedError")


@each_set
@pytest.mark.parametrize("student", ["edited", "deleted"])
def test_changed_tests_gain_nothing(graded, source, student):
    points, _, _ = graded(source)
    assert sum(points[student].values()) == 0, points[student]


@each_set
def test_wrong_answers_lose_exactly_their_points(graded, source):
    points, errors, answers = graded(source)
    wrong = []
    for number, hand in enumerate(rounds(answers), start=1):
        student = f"wrong-{number}"
        missed = lost(points[student], source)
        for k, answer in hand.items():
            found = [cell for cell in missed if cell.startswith(f"{k}-")]
            if found != sorted(answer["loses"]):
                wrong.append(f"{k} ({answer['name']}): loses {found}, not "
                             f"{answer['loses']}: {errors[student]}")
        others = [cell for cell in missed if cell.split("-")[0] not in hand]
        assert not others, f"{student} loses {others} too"
    assert not wrong, "\n".join(wrong)


@each_set
def test_what_a_wrong_answer_fails_with_says_something(graded, source):
    _, errors, answers = graded(source)
    for number, _ in enumerate(rounds(answers), start=1):
        for cell, (kind, text) in errors[f"wrong-{number}"].items():
            assert text.strip(), f"{source.name} {cell}: bare {kind}"
            assert kind not in ("NameError", "ImportError", "SyntaxError"), \
                f"{source.name} {cell}: {kind}: {text}"


# What else may come in, tried on the fixture

def without(notebook, *names):
    kept = copy.deepcopy(notebook)
    kept.cells = [c for c in kept.cells if grade_id(c) not in names]
    return kept


def twice(notebook, name):
    """One test stands there twice, the first time on top and empty."""
    copied = copy.deepcopy(notebook)
    extra = copy.deepcopy(next(c for c in copied.cells
                               if grade_id(c) == name))
    extra.update(source="assert True", id="a-copy")
    copied.cells.insert(0, extra)
    return copied


def remarked(notebook, **values):
    """nbgrader's metadata of tests changed: {exercise: metadata}."""
    changed = copy.deepcopy(notebook)
    for cell in filter(is_test, changed.cells):
        cell.metadata.nbgrader.update(values[grade_id(cell).split("-")[0]])
    return changed


def bare(notebook):
    """As if copied by hand into a new notebook: no metadata, no ids."""
    copied = copy.deepcopy(notebook)
    for number, cell in enumerate(copied.cells):
        cell.metadata = nbformat.from_dict({})
        cell.id = f"cell-{number}"
    return copied


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Points of odd submissions of the fixture."""
    course = tmp_path_factory.mktemp("odd")
    exercises.generate(course / "exercises", FIXTURE.parent)
    starter = read(course / "exercises" / "en" / FIXTURE.name)
    right = solution_cells(read(FIXTURE))
    solved = answered(starter, right)
    warns = right["ex1-solution"].replace(
        "total =", "import warnings; warnings.warn('old'); total =")
    same = {"grade_id": "ex1-check"}
    submissions = {
        "tests-lost": without(solved, "ex1-check", "ex1-hidden", "ex3-check"),
        "exercise-left-out": without(solved, "ex2-solution", "ex2-check",
                                     "ex2-hidden"),
        "copied-by-hand": bare(solved),
        "test-twice": twice(solved, "ex2-check"),
        "starter-test-twice": twice(starter, "ex2-check"),
        "metadata": remarked(starter, ex1={"grade": False, "locked": False},
                             ex2={"solution": True}, ex3={"grade_id": None}),
        "one-id": remarked(starter, ex1=same, ex2=same, ex3=same),
        "troubled": answered(solved, {
            "ex1-solution": warns, "ex2-solution": "def middle(",
            "ex3-solution": "def grow(x, times):\n    while True: pass"}),
        "own-course": answered(solved, {
            "ex2-solution": "def middle(numbers):\n    return 3"}),
    }
    files = {"numpy.py": "def mean(numbers):\n    return 3\n",
             "utils/claims.py": ""}
    return grade(course, FIXTURE, submissions, "--Execute.timeout=8",
                 files={"own-course": files})


EVERYTHING = sorted(full_points(FIXTURE))


@pytest.mark.parametrize("student, loses", [
    ("tests-lost", []),
    ("exercise-left-out", ["ex2-check", "ex2-hidden"]),
    ("copied-by-hand", []),
    ("test-twice", []),
    ("starter-test-twice", EVERYTHING),
    ("metadata", EVERYTHING),
    ("one-id", EVERYTHING),
    ("troubled", ["ex2-check", "ex2-hidden", "ex3-check", "ex3-hidden"]),
    ("own-course", ["ex2-hidden"]),
])
def test_odd_submissions_are_graded_on_their_work(odd, student, loses):
    assert lost(odd[student], FIXTURE) == loses
