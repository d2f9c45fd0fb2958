"""What students might hand in gets the points that it should.

nbgrader grades, as an instructor would run it, two submissions of each
exercise set: the solution, in Korean as downloaded, and a round of stored
wrong answers (one of each exercise: exercises are independent), in English as
released, with its tests edited or deleted. The starter, the solution and all
rounds of wrong answers are tried without nbgrader, by `trial.py`, which runs
the same cells; what is graded both ways must come out the same. A set for
which all was as it should be is graded again only after something changed.
"""
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
SHARED = ["utils/*.py", "checkpoints/*", "book/e*.py", "tools/grading/*.py",
          "tools/exercises.py", "nbgrader_config.py", "requirements.txt",
          "tools/ipython/*/*.py", "tests/test_exercises_graded.py",
          "tests/trial.py"]
SETS = sorted(folder for folder in SOLUTIONS.iterdir() if folder.is_dir())


def is_test(cell):
    return grade_id(cell).endswith(("-check", "-hidden"))


def answered(starter, answers):
    """The starter with some of its solution cells written."""
    notebook = copy.deepcopy(starter)
    for cell in notebook.cells:
        cell.source = answers.get(grade_id(cell), cell.source)
    return notebook


def without_looks(notebook):
    """No cells that look at the result: they train, draw and are not graded.
    """
    notebook.cells = [c for c in notebook.cells if not c.id.endswith("-look")]
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


def changed(starter, edits, deletes):
    """Some tests always pass, are worth more and are told not to be run;
    others are gone.
    """
    notebook = copy.deepcopy(starter)
    notebook.cells = [c for c in notebook.cells if grade_id(c) not in deletes]
    for cell in notebook.cells:
        if grade_id(cell) in edits:
            cell.source = "assert True"
            cell.metadata["tags"] = ["skip-execution"]
            cell.metadata.nbgrader["points"] = 100
    return notebook


def run_nbgrader(course, *arguments):
    result = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=ROOT, text=True,
        env={**os.environ, "GRADING_DIR": str(course), "OMP_NUM_THREADS": "1"},
        capture_output=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def grade(course, sources, submissions, *options, files=None):
    """Points and errors: {set: {student: {graded cell: …}}}, twice."""
    for source in sources:
        (course / "source").mkdir(exist_ok=True)
        (course / "source" / source.name).symlink_to(source)
        for student, notebook in submissions[source.name].items():
            folder = course / "submitted" / student / source.name
            folder.mkdir(parents=True)
            nbformat.write(notebook, folder / f"{source.name}.ipynb")
            for path, text in (files or {}).get(student, {}).items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text)
    places = [f"--CourseDirectory.source_directory={course / 'source'}",
              f"--CourseDirectory.release_directory={course / 'release'}"]
    run_nbgrader(course, "generate_assignment", "*", *places)
    run_nbgrader(course, "autograde", "*", *places, *options)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        points = {name: {student: {
            cell.name: cell.score for cell in book.find_submission_notebook(
                name, name, student).grades} for student in students}
            for name, students in submissions.items()}
    errors = {name: {student: errors_of(read(
        course / "autograded" / student / name)) for student in students}
        for name, students in submissions.items()}
    return points, errors


def try_out(groups, seconds=120):
    """Errors: {set: {student: {cell: [kind, message]}}}; see trial.py."""
    result = subprocess.run(
        [sys.executable, ROOT / "tests" / "trial.py", str(seconds)],
        input=json.dumps([list(group.values()) for group in groups.values()]),
        env={**os.environ, "OMP_NUM_THREADS": "1", "COURSE_EDITION":
             os.environ.get("COURSE_EDITION", "sample")},
        text=True, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    return {name: dict(zip(group, found)) for (name, group), found
            in zip(groups.items(), json.loads(result.stdout))}


def full_points(source):
    return {grade_id(cell): cell.metadata.nbgrader["points"]
            for cell in read(source).cells if is_test(cell)}


def lost(points, source):
    """Graded cells without their points; no cell has points in part."""
    full = full_points(source)
    assert points.keys() == full.keys()
    assert all(points[cell] in (0, full[cell]) for cell in full), points
    return sorted(cell for cell in full if points[cell] == 0)


def hands(source):
    """What the students of each round write: {student: solution cells}."""
    right = solution_cells(read(source))
    return {f"wrong-{number}": right | {
        f"{k}-solution": answer["code"] for k, answer in hand.items()}
        for number, hand in enumerate(rounds(wrong_answers(source)), 1)}


def usual_submissions(source):
    """What nbgrader grades: {student: notebook}."""
    folders = {language: EXERCISES / language / source.name
               for language in LANGUAGES}
    assert all(map(Path.exists, folders.values())), "run `make exercises`"
    starters = {language: read(folders[language]) for language in LANGUAGES}
    solved = solution_cells(read(source))
    path = f"exercises/ko/{source.name}/{source.name}.ipynb"
    downloaded = without_looks(nbformat.from_dict(
        export_notebook(starters["ko"], "ko", path)))
    tests = sorted(full_points(source))
    half = len(tests) // 2
    wrong = answered(without_looks(starters["en"]), hands(source)["wrong-1"])
    return {"solution": answered(downloaded, solved),
            "wrong-1": changed(wrong, tests[:half], tests[half:])}


def attempts(source):
    """What is tried: {student: code cells}."""
    usual = {"starter": solution_cells(read(EXERCISES / "en" / source.name)),
             "solution": {}}
    return {student: [
        (grade_id(cell) or cell.id, written.get(grade_id(cell), cell.source))
        for cell in without_looks(read(source)).cells
        if cell.cell_type == "code"]
        for student, written in (usual | hands(source)).items()}


def errors_of(notebook):
    """[kind, message] of the error under each graded cell that failed."""
    return {grade_id(cell): [output.ename, output.evalue]
            for cell in notebook.cells if is_test(cell)
            for output in cell.outputs if output.output_type == "error"}


def outcomes(course, sources):
    """What came of each exercise set, by its name."""
    points, errors = grade(course, sources, {
        source.name: usual_submissions(source) for source in sources})
    tried = try_out({source.name: attempts(source) for source in sources})
    return {source.name: {
        "points": points[source.name], "errors": errors[source.name],
        "tried": {student: {cell: found[cell] for cell in sorted(
            full_points(source)) if cell in found}
            for student, found in tried[source.name].items()}}
        for source in sources}


def is_right(outcome, source):
    """Whether each student lost what should be lost."""
    full = sorted(full_points(source))
    wrong = {f"wrong-{number}": sorted(
        cell for answer in hand.values() for cell in answer["loses"])
        for number, hand in enumerate(rounds(wrong_answers(source)), 1)}
    return {student: lost(points, source) for student, points
            in outcome["points"].items()} == {
                "solution": [], "wrong-1": wrong["wrong-1"]} and {
        student: sorted(errors) for student, errors
        in outcome["tried"].items()} == {
            "starter": full, "solution": [], **wrong}


def fingerprint(source):
    """A hash of all that the points of an exercise set may depend on."""
    name = source.name
    own = [f"solutions/{name}/*", f"exercises/*/{name}/*.ipynb"]
    total = hashlib.sha256()
    for path in sorted(p for pattern in own + SHARED
                       for p in ROOT.glob(pattern) if p.is_file()):
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    """The outcome for each exercise set that the chosen tests ask for: as
    stored, if it was right and nothing changed since.
    """
    store = ROOT / "_build" / "graded"
    store.mkdir(parents=True, exist_ok=True)
    known, due = {}, []
    for source in sorted({item.callspec.params["source"]
                          for item in request.session.items
                          if "graded" in item.fixturenames}):
        path = store / f"{source.name}.json"
        stored = json.loads(path.read_text()) if path.exists() else {}
        if stored.get("fingerprint") == fingerprint(source):
            known[source.name] = stored["outcome"]
        else:
            due.append(source)
    if due:
        known |= outcomes(tmp_path_factory.mktemp("course"), due)
    for source in due:
        if is_right(known[source.name], source):
            (store / f"{source.name}.json").write_text(json.dumps({
                "fingerprint": fingerprint(source),
                "outcome": known[source.name]}))
    return lambda source: known[source.name]


each_set = pytest.mark.parametrize("source", SETS, ids=lambda s: s.name)


@each_set
def test_solution_gets_full_points(graded, source):
    outcome = graded(source)
    assert lost(outcome["points"]["solution"], source) == [], \
        outcome["errors"]["solution"]
    assert outcome["tried"]["solution"] == {}


@each_set
def test_starter_gets_nothing_since_nothing_is_written(graded, source):
    tried = graded(source)["tried"]["starter"]
    assert {cell: kind for cell, (kind, _) in tried.items()} == dict.fromkeys(
        sorted(full_points(source)), "NotImplementedError")


@each_set
def test_wrong_answers_lose_exactly_their_points(graded, source):
    tried, wrong = graded(source)["tried"], []
    for number, hand in enumerate(rounds(wrong_answers(source)), 1):
        missed = tried[f"wrong-{number}"]
        for k, answer in hand.items():
            found = [cell for cell in missed if cell.startswith(f"{k}-")]
            if found != sorted(answer["loses"]):
                wrong.append(f"{k} ({answer['name']}): loses {found}, not "
                             f"{answer['loses']}: {missed}")
        others = [cell for cell in missed if cell.split("-")[0] not in hand]
        assert not others, f"wrong-{number} loses {others} too"
    assert not wrong, "\n".join(wrong)


@each_set
def test_changed_tests_gain_nothing(graded, source):
    """nbgrader puts them back, and finds what was found without it."""
    outcome = graded(source)
    assert lost(outcome["points"]["wrong-1"], source) == sorted(
        outcome["tried"]["wrong-1"]), outcome["errors"]["wrong-1"]


@each_set
def test_what_a_wrong_answer_fails_with_says_something(graded, source):
    for student, errors in graded(source)["tried"].items():
        for cell, (kind, text) in errors.items():
            assert text.strip(), f"{source.name} {cell}: bare {kind}"
            assert kind not in ("NameError", "ImportError", "SyntaxError"), \
                f"{source.name} {student} {cell}: {kind}: {text}"


def test_a_trial_goes_on_after_an_error_and_keeps_submissions_apart():
    setup, check = ("setup", "x = [1]"), ("check", "assert x == [1, 2], x")
    found = try_out({"one": {
        "loops": [setup, ("own", "while True: pass"), check],
        "right": [setup, ("own", "x.append(2)"), check],
        "broken": [setup, ("own", "x.append("), check],
        "leaves": [setup, ("own", "raise SystemExit(3)"), check]},
        "two": {"next": [check, ("own", "print(1 / 0)")]}}, seconds=2)
    lost = ["AssertionError", "[1]"]
    assert {student: [cells[name] for name in cells if name == "check"]
            for student, cells in found["one"].items()} == {
        "loops": [lost], "right": [], "broken": [lost], "leaves": [lost]}
    assert {student: cells["own"][0] for student, cells
            in (found["one"] | found["two"]).items() if "own" in cells} == {
        "loops": "TimeoutError", "broken": "SyntaxError",
        "leaves": "SystemExit", "next": "ZeroDivisionError"}
    assert found["two"]["next"]["check"][0] == "NameError"


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


EVERYTHING = sorted(full_points(FIXTURE))


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
        "starter": starter,
        "edited": changed(starter, EVERYTHING, []),
        "deleted": changed(starter, [], EVERYTHING),
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
    points, _ = grade(course, [FIXTURE], {FIXTURE.name: submissions},
                      "--Execute.timeout=8", files={"own-course": files})
    return points[FIXTURE.name]


@pytest.mark.parametrize("student, loses", [
    ("starter", EVERYTHING),
    ("edited", EVERYTHING),
    ("deleted", EVERYTHING),
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
