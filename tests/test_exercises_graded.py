"""What students might hand in gets the points that it should.

A class hands in every exercise set: the notebook as given out, the solution
(in Korean, as downloaded), rounds of stored wrong answers (one of each
exercise to each student), one of them with its tests edited or deleted. They
are graded as an instructor grades them, by the sandbox's judge and nbgrader.
A set for which all was as it should be is graded again only after something
changed.
"""
import copy
import hashlib
import json

import nbformat
import pytest

from book.editions import LANGUAGES
from book.export import export_notebook
from tests.classes import (
    answered,
    full_points,
    is_test,
    judged,
    lost,
    make_class,
    missed,
    rounds,
    run_nbgrader,
    solution_cells,
)
from tools import exercises
from tools.exercises import (
    EXERCISES,
    ROOT,
    SOLUTIONS,
    grade_id,
    read,
    wrong_answers,
)
from tools.grading import grade

COURSE = ROOT / "tests" / "fixtures" / "course"
FIXTURE = COURSE / "solutions" / "99-doubling"
SHARED = ["utils/*.py", "checkpoints/*", "book/e*.py", "tools/grading/*.py",
          "tools/exercises.py", "nbgrader_config.py", "requirements.txt",
          "tools/ipython/*/*.py", "tests/test_exercises_graded.py",
          "tests/classes.py"]
SETS = sorted(folder for folder in SOLUTIONS.iterdir() if folder.is_dir())


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


def hands(source):
    """What the students of each round write: {student: solution cells}."""
    right = solution_cells(read(source))
    return {f"wrong-{number}": right | {
        f"{k}-solution": answer["code"] for k, answer in hand.items()}
        for number, hand in enumerate(rounds(wrong_answers(source)), 1)}


def submissions(source):
    """What a class hands in: {student: notebook}."""
    folders = {language: EXERCISES / language / source.name
               for language in LANGUAGES}
    starters = {language: read(folders[language]) for language in LANGUAGES}
    path = f"exercises/ko/{source.name}/{source.name}.ipynb"
    downloaded = nbformat.from_dict(export_notebook(
        starters["ko"], "ko", path))
    tests = sorted(full_points(starters["en"]))
    half = len(tests) // 2
    wrong = {student: answered(starters["en"], cells)
             for student, cells in hands(source).items()}
    return {"starter": starters["en"], **wrong,
            "solution": answered(downloaded, solution_cells(read(source))),
            "changed": changed(wrong["wrong-1"], tests[:half], tests[half:])}


def expected(source):
    """Which tests each student should miss."""
    wrong = {f"wrong-{number}": sorted(
        cell for answer in hand.values() for cell in answer["loses"])
        for number, hand in enumerate(rounds(wrong_answers(source)), 1)}
    return {"starter": sorted(full_points(read(source))), "solution": [],
            **wrong, "changed": wrong["wrong-1"]}


def outcomes(folder, sources):
    """What came of each exercise set: errors of the tests, and points."""
    make_class(folder, {source.name: read(source) for source in sources},
               {source.name: submissions(source) for source in sources})
    found = {source.name: {"errors": judged(folder, source.name)}
             for source in sources}
    run_nbgrader(folder, "generate_assignment", "*")
    for name in found:
        grade.enter(folder, name)
        found[name]["points"] = grade.points(folder, name)
    return found


def is_right(outcome, source):
    wanted, full = expected(source), full_points(read(source))
    return wanted == {student: missed(tests) for student, tests
                      in outcome["errors"].items()} == {
        student: lost(points, full)
        for student, points in outcome["points"].items()}


def fingerprint(source):
    """A hash of all that the points of an exercise set may depend on."""
    own = [f"solutions/{source.name}/*", f"exercises/*/{source.name}/*.ipynb"]
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
                          if item.path == request.path
                          and "graded" in item.fixturenames}):
        path = store / f"{source.name}.json"
        stored = json.loads(path.read_text()) if path.exists() else {}
        if stored.get("fingerprint") == fingerprint(source):
            known[source.name] = stored["outcome"]
        else:
            due.append(source)
    if due:
        known |= outcomes(tmp_path_factory.mktemp("class"), due)
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
    assert missed(outcome["errors"]["solution"]) == [], \
        outcome["errors"]["solution"]


@each_set
def test_starter_gets_nothing_since_nothing_is_written(graded, source):
    errors = graded(source)["errors"]["starter"]
    assert {cell: error[0] for cell, error in errors.items()} == \
        dict.fromkeys(full_points(read(source)), "NotImplementedError")


@each_set
def test_wrong_answers_lose_exactly_their_points(graded, source):
    errors, wrong = graded(source)["errors"], []
    for number, hand in enumerate(rounds(wrong_answers(source)), 1):
        found = missed(errors[f"wrong-{number}"])
        for k, answer in hand.items():
            mine = [cell for cell in found if cell.startswith(f"{k}-")]
            if mine != sorted(answer["loses"]):
                wrong.append(f"{k} ({answer['name']}): loses {mine}, not "
                             f"{answer['loses']}: "
                             f"{errors[f'wrong-{number}']}")
        others = [cell for cell in found if cell.split("-")[0] not in hand]
        assert not others, f"wrong-{number} loses {others} too"
    assert not wrong, "\n".join(wrong)


@each_set
def test_changed_tests_gain_nothing(graded, source):
    """nbgrader counts what the judge found, for every student."""
    outcome, full = graded(source), full_points(read(source))
    assert {student: lost(points, full) for student, points
            in outcome["points"].items()} == {
        student: missed(errors) for student, errors
        in outcome["errors"].items()}
    assert missed(outcome["errors"]["changed"]) == missed(
        outcome["errors"]["wrong-1"])


@each_set
def test_what_a_wrong_answer_fails_with_says_something(graded, source):
    for student, errors in graded(source)["errors"].items():
        for cell, (kind, text) in filter(lambda item: item[1],
                                         errors.items()):
            assert text.strip(), f"{source.name} {cell}: bare {kind}"
            assert kind not in ("NameError", "ImportError", "SyntaxError"), \
                f"{source.name} {student} {cell}: {kind}: {text}"


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


def turned(notebook):
    """All code cells but the first two in the opposite order."""
    copied = copy.deepcopy(notebook)
    places = [place for place, cell in enumerate(copied.cells)
              if cell.cell_type == "code"][2:]
    cells = [copied.cells[place] for place in places]
    for place, cell in zip(places, reversed(cells)):
        copied.cells[place] = cell
    return copied


FULL = full_points(read(FIXTURE))
EVERYTHING = sorted(FULL)


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
    handed_in = {
        "starter": starter,
        "edited": changed(starter, EVERYTHING, []),
        "deleted": changed(starter, [], EVERYTHING),
        "tests-lost": without(solved, "ex1-check", "ex1-hidden", "ex3-check"),
        "exercise-left-out": without(solved, "ex2-solution", "ex2-check",
                                     "ex2-hidden"),
        "copied-by-hand": bare(solved),
        "turned": turned(solved),
        "test-twice": twice(solved, "ex2-check"),
        "starter-test-twice": twice(starter, "ex2-check"),
        "metadata": remarked(starter, ex1={"grade": False, "locked": False},
                             ex2={"solution": True}, ex3={"grade_id": None}),
        "one-id": remarked(starter, ex1=same, ex2=same, ex3=same),
        "troubled": answered(solved, {
            "ex1-solution": warns, "ex2-solution": "def middle(",
            "ex3-solution": "def grow(x, times):\n    return 1 / 0"}),
        "own-course": answered(solved, {
            "ex2-solution": "def middle(numbers):\n    return 3"}),
    }
    files = {"numpy.py": "def mean(numbers):\n    return 3\n",
             "utils/claims.py": ""}
    name, folder = FIXTURE.name, course / "class"
    make_class(folder, {name: read(FIXTURE)}, {name: handed_in},
               files={"own-course": files})
    run_nbgrader(folder, "generate_assignment", name)
    grade.run(folder, name, workers=1)
    grade.enter(folder, name)
    return grade.points(folder, name)


@pytest.mark.parametrize("student, loses", [
    ("starter", EVERYTHING),
    ("edited", EVERYTHING),
    ("deleted", EVERYTHING),
    ("tests-lost", []),
    ("exercise-left-out", ["ex2-check", "ex2-hidden"]),
    ("copied-by-hand", []),
    ("turned", []),
    ("test-twice", []),
    ("starter-test-twice", EVERYTHING),
    ("metadata", EVERYTHING),
    ("one-id", EVERYTHING),
    ("troubled", ["ex2-check", "ex2-hidden", "ex3-check", "ex3-hidden"]),
    ("own-course", ["ex2-hidden"]),
])
def test_odd_submissions_are_graded_on_their_work(odd, student, loses):
    assert lost(odd[student], FULL) == loses
