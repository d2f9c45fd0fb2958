"""From release to points and feedback, on a made-up class."""
import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile

import nbformat
import numpy as np
import pytest
import torch

from tests.classes import answered, make_class, solution_cells
from tests.test_exercises_graded import FIXTURE
from tools.exercises import (
    ROOT,
    SOLUTIONS,
    between,
    grade_id,
    language_of,
    read,
)
from tools.grading import course as courses
from tools.grading import feedback, grade, release, telling, worker
from tools.grading.key import read_key

NAME = FIXTURE.name
BAD = "<script>alert(1)</script>\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}"


def written(tmp_path, text):
    path = tmp_path / "course.yml"
    path.write_text(text, encoding="utf-8")
    return path


# The course file

@pytest.mark.parametrize("text, says", [
    ("variants: spring", "unknown: variants"),
    ("- a list", "unknown"), ("a: b: c", "cannot be read"),
    ("solutions: maybe", "solutions is true or false"),
    ("own: [nowhere]", "no folder"),
    ("assignments: {'07': {exercise: 1}}", "unknown: exercise"),
    ("assignments: {'07': {exercises: [1, 6]}}", "there are 1 to 5"),
    ("assignments: {'07': {exercises: []}}", "there are 1 to 5"),
    ("assignments: {'07': {points: 0}}", "points"),
    ("assignments: {'07': {exercises: [1], points: {2: 3}}}", "points"),
    ("assignments: {'07': {due: tomorrow}}", "write it like"),
])
def test_a_wrong_course_file_says_what_to_mend(tmp_path, text, says):
    with pytest.raises(courses.CourseError, match=says):
        courses.read_course(written(tmp_path, text)).assignment("07")


def test_a_course_without_file_or_set_is_named(tmp_path):
    with pytest.raises(courses.CourseError, match="no course file"):
        courses.read_course(tmp_path / "none.yml")
    course = courses.read_course(written(tmp_path, ""))
    for number in ("", "98", "1"):
        with pytest.raises(courses.CourseError, match="EX="):
            course.assignment(number)


def test_the_course_file_chooses_exercises_points_and_date(tmp_path):
    course = courses.read_course(written(tmp_path, """
assignments:
  07: {exercises: [4, 1], points: {1: 3, 4: 9}, due: 2027-04-02}
"""))
    given = course.assignment("07")
    assert str(given.due) == "2027-04-02 23:59:00"
    notebook = courses.source(course, given)
    assert {grade_id(cell): cell.metadata.nbgrader.points
            for cell in notebook.cells if grade_id(cell)
            and cell.metadata.nbgrader.grade} == {
        "ex1-check": 1, "ex1-hidden": 2, "ex4-check": 3, "ex4-hidden": 6}


@pytest.mark.parametrize("points, check, hidden", [
    (3, 1, 2), (4, 1.5, 2.5), (1, 0.5, 0.5), (0.5, 0.5 / 3, 1 / 3)])
def test_points_are_shared_out_in_halves(tmp_path, points, check, hidden):
    course = courses.read_course(written(tmp_path, f"""
assignments: {{"07": {{exercises: [1], points: {points}}}}}
"""))
    assert [cell.metadata.nbgrader.points for cell in courses.source(
        course, course.assignment("07")).cells if grade_id(cell)
        and cell.metadata.nbgrader.grade] == pytest.approx([check, hidden])


@pytest.mark.parametrize("source", sorted(
    path for path in SOLUTIONS.iterdir()), ids=lambda path: path.name)
def test_the_opening_says_how_many_exercises_there_are(tmp_path, source):
    """In both languages, however many were chosen."""
    words = {1: "One exercise that goes|한 문제다", 2: "Two exercises|두 문제다",
             3: "Three exercises|세 문제다", 4: "Four exercises|네 문제다"}
    for count, said in words.items():
        course = courses.read_course(written(tmp_path, f"""
assignments: {{"{source.name[:2]}": {{exercises: {[*range(1, count + 1)]}}}}}
"""))
        cells = courses.source(course, course.assignment(source.name)).cells
        texts = [cell.source for cell in cells[:cells.index(next(
            cell for cell in cells if "## Exercise 1" in cell.source))]
            if language_of(cell)]
        assert len([text for text in texts if re.search(said, text)]) == 2
        wrong = r"[Ff]ive\b|다섯|\ball (one|two)\b|one needs|한 문제 모두"
        if count < 3:
            wrong += r"|None of the two"
        assert not re.search(wrong, "\n".join(texts)), texts


def test_what_was_handed_in_may_change_its_points_only(tmp_path):
    made, kept = (place / "source" / NAME
                  for place in (tmp_path / "made", tmp_path / "class"))
    put = tmp_path / "class" / "submitted" / "kim" / NAME
    for folder in (made, kept, put):
        folder.mkdir(parents=True)
    notebook = read(FIXTURE)
    nbformat.write(notebook, kept / f"{NAME}.ipynb")
    for cell in notebook.cells:
        if grade_id(cell) == "ex1-check":
            cell.metadata.nbgrader.points = 7
            nbformat.write(notebook, made / f"{NAME}.ipynb")
            release.must_fit(tmp_path / "out", made, tmp_path / "class")
            cell.source += " "
            nbformat.write(notebook, made / f"{NAME}.ipynb")
    with pytest.raises(release.NotReleased, match="as it was released"):
        release.must_fit(tmp_path / "out", made, tmp_path / "class")


def test_grading_that_is_interrupted_says_so_in_a_line(monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(grade, "grade_class", interrupt)
    monkeypatch.setattr(sys, "argv", ["grade", "99"])
    with pytest.raises(SystemExit, match="goes on from here"):
        grade.main()


# What students get

def secret_lines(notebook):
    """Lines that only solutions and hidden tests have."""
    secret, public = set(), set()
    for cell in notebook.cells:
        kind = {"solution": "SOLUTION", "hidden": "HIDDEN TESTS"}.get(
            grade_id(cell).rpartition("-")[2])
        outside, inside = between(cell.source, kind) if kind \
            else (cell.source.splitlines(), [])
        secret |= {line.strip() for line in inside}
        public |= {line.strip() for line in outside}
    return {line for line in secret - public if len(line) > 25}


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory):
    """A variant as released: its zip, its source, its course file."""
    folder = tmp_path_factory.mktemp("release")
    course = written(folder, f"""
variant: spring
assignments: {{"07": {{exercises: [1, 2, 4], due: 2020-01-01}}}}
own: [{FIXTURE.parent}]
""")
    out = folder / "set.zip"
    result = run_make("tools.grading.release", "07", str(out), class_=folder
                      / "class", course=course)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "2020-01-01 23:59:00\nNote: that is past" in result.stdout
    return out, folder / "class" / "source" / "07-convolution", course


def run_make(module, *arguments, class_, course, language="ko"):
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, text=True,
        capture_output=True, env={
            **os.environ, "CLASS": str(class_), "COURSE": str(course),
            "LANG_EDITION": language, "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1"})


def test_what_is_handed_out_gives_no_answer_away(handed_out):
    out, source, _ = handed_out
    secrets = secret_lines(read(source)) | secret_lines(
        read(SOLUTIONS / source.name))
    assert len(secrets) > 20
    with zipfile.ZipFile(out) as packed:
        names = packed.namelist()
        assert not [name for name in names if re.search(
            "solution|test|grading|variants|secret", name)]
        for name in names:
            if name.endswith((".ipynb", ".yml", ".md")):
                text = packed.read(name).decode()
                lines = {line.strip() for line in text.replace(
                    '\\"', '"').replace("\\n", "\n").splitlines()}
                assert not secrets & {line.strip(' ",') for line in lines} \
                    and not secrets & lines, name


def test_what_is_handed_out_works_without_the_project(handed_out, tmp_path):
    with zipfile.ZipFile(handed_out[0]) as packed:
        packed.extractall(tmp_path)
    folder = tmp_path / "07-convolution"
    notebook = nbformat.read(folder / "07-convolution.ipynb", as_version=4)
    assert "연습문제 4" in str(notebook) and "연습문제 3" not in str(notebook)
    assert "짝을 이루는 세 문제다" in str(notebook)
    code = [cell.source for cell in notebook.cells
            if cell.cell_type == "code"][:2]
    result = subprocess.run(
        [sys.executable, "-c", "\n".join(code)], cwd=folder, text=True,
        capture_output=True,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"})
    assert result.returncode == 0, result.stderr


def test_a_release_overwrites_nothing(handed_out, tmp_path):
    out, source, course = handed_out
    result = run_make("tools.grading.release", "07", str(out),
                      class_=source.parents[1], course=course)
    assert result.returncode and "is there already" in result.stderr


def test_a_set_that_does_not_work_is_not_released(tmp_path):
    broken = tmp_path / "own" / "99-doubling"
    broken.mkdir(parents=True)
    for path in FIXTURE.iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    path = broken / "99-doubling.ipynb"
    path.write_text(path.read_text().replace("total = x + x", "total = x + 2"))
    course = written(tmp_path, "own: [own]")
    result = run_make("tools.grading.release", "99", str(tmp_path / "out"),
                      class_=tmp_path / "class", course=course)
    assert result.returncode and "the solution: loses ['ex1-" in result.stderr
    assert left_behind(tmp_path) == set()


def left_behind(tmp_path):
    """What a release that failed has left: of nothing, nothing."""
    return {path.name for place in (tmp_path, tmp_path / "class")
            for path in place.glob("*") if path.name not in (
                "course.yml", "own", "class", ".gitignore", "secret",
                "gradebook.db")}


def noted(path):
    """Whether a gradebook has the set: only read, while another makes it."""
    try:
        with contextlib.closing(sqlite3.connect(
                f"file:{path}?mode=ro", uri=True)) as book:
            return book.execute("SELECT 1 FROM assignment WHERE name = ?",
                                (NAME,)).fetchone()
    except sqlite3.OperationalError:
        return None  # not there yet


@pytest.mark.parametrize("moment", ["Trying", "gradebook"])
def test_a_release_that_is_interrupted_leaves_nothing(tmp_path, moment):
    """And says so in a line; the class refuses to be graded, at once."""
    course, folder = written(tmp_path, f"own: [{FIXTURE.parent}]"), \
        tmp_path / "class"
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "tools.grading.release", "99",
         str(tmp_path / "out.zip")], cwd=ROOT, text=True,
        start_new_session=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={
            **os.environ, "CLASS": str(folder), "COURSE": str(course),
            "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        # What a shell starts in the background ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    assert process.stdout.readline().startswith("Trying")
    if moment == "gradebook":
        until(lambda: noted(folder / "gradebook.db"))
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=90)
    assert process.returncode and "stopped" in said and "Trace" not in said
    assert left_behind(tmp_path) == set()
    assert not grade.registered(folder, NAME)
    (folder / "source" / NAME).mkdir(parents=True)  # as it once was left
    result = run_make("tools.grading.grade", "99", str(tmp_path),
                      class_=folder, course=course)
    assert "run make release EX=99" in result.stderr


# Grading

def starter():
    return nbformat.from_dict({**read(FIXTURE), "cells": [
        cell for cell in read(FIXTURE).cells
        if "ko" not in cell.metadata.get("tags", [])]})


def class_of(folder, count=12):
    """A class whose students differ in what they wrote."""
    right = solution_cells(read(FIXTURE))
    return make_class(folder, {NAME: read(FIXTURE)}, {NAME: {
        f"student-{number:02}": answered(starter(), {
            **right, "ex1-solution": right["ex1-solution"].replace(
                "x + x", f"x * 2 + {number % 3}")})
        for number in range(count)}})


def results(folder):
    return {path.name: path.read_text()
            for path in (folder / "results" / NAME).glob("*.json")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A class that was graded in one go, by one worker."""
    folder = class_of(tmp_path_factory.mktemp("whole") / "class")
    assert grade.run(folder, NAME, workers=1) == 3  # who wrote the same
    return folder


def begun(folder, *code):
    """A run of its own, in a session that can be killed."""
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join([
            "import pathlib", "from tools.grading import grade, worker",
            f"folder = pathlib.Path({str(folder)!r})", *code])],
        cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"})


def until(true, seconds=90):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.02)


def test_a_run_that_was_killed_goes_on_to_the_same_results(tmp_path, whole):
    folder = class_of(tmp_path / "class")
    process = begun(folder, f"grade.run(folder, {NAME!r}, workers=2)")
    until(lambda: len(results(folder)) >= 1)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert len(results(folder)) < 3 or not process.returncode
    grade.run(folder, NAME, workers=3)
    assert results(folder) == results(whole)
    assert not list((folder / "results").rglob("*.[0-9]*"))


def test_a_run_on_dask_survives_the_death_of_a_worker(tmp_path, whole):
    from distributed import LocalCluster

    folder = class_of(tmp_path / "class")
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True,
                      dashboard_address=None) as cluster:
        process = begun(folder, f"grade.run(folder, {NAME!r}, "
                        f"{cluster.scheduler_address!r})")
        until(lambda: len(results(folder)) >= 1)
        victim = next(iter(cluster.workers.values()))
        os.kill(victim.process.pid, signal.SIGKILL)
        assert process.wait(120) == 0
    assert results(folder) == results(whole)


def test_nothing_is_run_twice(whole):
    assert grade.run(whole, NAME) == 0


def test_other_cases_are_tried_for_another_class(tmp_path, whole):
    folder = class_of(tmp_path / "class", count=1)
    (folder / "secret").write_text("another")
    assert worker.version(folder, NAME) != worker.version(whole, NAME)


IN_A_ROOM = """
import os
from tools.grading import judge, sandbox
box = sandbox.Sandbox("import utils")
room = judge.Room(box)
print(sandbox.ROOT, *(judge.json.dumps(room.run(cell)) for cell in [
    "import utils.pooling, os; print(sorted(os.listdir('/tmp')))",
    "open(utils.pooling.__file__, 'a')"]), sep="|")
room.close()
box.close()
"""


def test_a_project_may_lie_in_tmp():
    """Its helpers can be imported there, and cannot be written to."""
    with tempfile.TemporaryDirectory(dir="/tmp", suffix=" 둘") as place:
        for part in ("tools", "utils", "book"):
            shutil.copytree(ROOT / part, f"{place}/{part}")
        os.chmod(place, 0o755)
        os.chmod(f"{place}/utils/pooling.py", 0o666)
        result = subprocess.run(
            [sys.executable, "-c", IN_A_ROOM], cwd=place, text=True,
            capture_output=True, env={**os.environ, "PYTHONPATH": place})
        assert result.returncode == 0, result.stderr
        root, shown, refused = result.stdout.split("|")
        assert root == place and place.removeprefix("/tmp/") in json.loads(
            shown)[0]["text"]
        assert "Read-only file system" in refused


# Giving back

def judged(folder, student):
    path = folder / "submitted" / student / NAME / f"{NAME}.ipynb"
    key = read_key(folder / "source" / NAME)
    result = worker.result_of(folder, NAME, path)
    earned = {test.name: 0 if result["tests"][test.name] else test.points
              for test in key.tests}
    return key, path, result, earned


def test_feedback_shows_code_points_and_what_went_wrong(whole):
    key, path, result, earned = judged(whole, "student-01")
    page = feedback.feedback(key, read(whole / "source" / NAME), "en",
                             BAD, path.read_bytes(), result, earned, [BAD])
    assert "x * 2 + 1" in page and "6 / 9" in page and "AssertionError" in page
    assert not [line for line in secret_lines(read(FIXTURE)) if line in page
                and line not in str(read(path.parent))]
    assert "<script" not in page and "\x1b" not in page
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


def test_the_page_of_the_class_counts_and_escapes(whole):
    key, _, result, earned = judged(whole, "student-01")
    points = {"student-01": earned, "two": dict.fromkeys(earned, 0)}
    page = feedback.overview(key, read(whole / "source" / NAME), "ko",
                             {"two": BAD}, points, {"student-01": result},
                             [(BAD, BAD)], {"two": BAD, "three": BAD})
    assert "<script" not in page and "평균 점수는 3 / 9" in page


def test_the_language_of_feedback_is_that_of_the_notebook(whole, tmp_path):
    path = tmp_path / "any.ipynb"
    for text, language in (("## Exercise 1", "en"), ("## 연습문제 1", "ko"),
                           ("## \\uc5f0\\uc2b5\\ubb38\\uc81c", "ko"),
                           ("nothing", "en")):
        path.write_text(text, encoding="utf-8")
        assert feedback.language_of_submission(path, "en") == language


def export_of(path, files):
    """A zip as Moodle gives it, from [(student, number, date, text)]."""
    with zipfile.ZipFile(path, "w") as packed:
        for student, number, date, text in files:
            info = zipfile.ZipInfo(
                f"{student}_{number}_assignsubmission_file_/{NAME}.ipynb",
                (2027, 4, *date, 30, 0))
            packed.writestr(info, text)
    return path


@dataclasses.dataclass
class Graded:
    """A class that was released in Korean and handed in twice."""

    folder: pathlib.Path
    said: list   # what each of the two runs printed

    def report(self, end):
        return (self.folder / "report" / f"{NAME}{end}").read_text("utf-8-sig")

    def feedback(self, student):
        return (self.folder / "feedback" / student / f"{NAME}.html"
                ).read_text("utf-8")

    def to_look_at(self, run):
        return [line.removeprefix("To look at: ") for line
                in self.said[run].splitlines() if "To look at" in line]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("graded")
    folder, course = tmp_path / "class", written(tmp_path, f"""
own: [{FIXTURE.parent}]
assignments: {{"99": {{due: 2027-04-02 23:59}}}}
""")
    result = run_make("tools.grading.release", "99", str(tmp_path / "out"),
                      class_=folder, course=course)
    assert result.returncode == 0, result.stderr
    (folder / "limits.json").write_text('{"cell_seconds": 3}')
    given = nbformat.read(tmp_path / "out" / f"{NAME}.ipynb", as_version=4)
    answers = solution_cells(read(FIXTURE))
    right = nbformat.writes(answered(given, answers))
    stopped = nbformat.writes(answered(given, answers | {
        "ex1-solution": "while True: pass", "ex2-solution":
        "import os\nos._exit(0)"}))
    first = export_of(tmp_path / "1.zip", [
        ("김민수", 1, (2, 10), right), ("이 서연", 2, (5, 0), stopped),
        ("박", 3, (1, 9), "{"), ("Kim", 4, (1, 9), right),
        ("Kim", 5, (1, 9), nbformat.writes(given)), ("정", 6, (1, 9), ""),
        ("최", 7, (1, 9), nbformat.writes(answered(given, answers | {
            "ex1-solution": answers["ex1-solution"].replace(
                "return total", "print(total)")})))])
    second = export_of(tmp_path / "2.zip", [
        ("김민수", 1, (4, 10), right[:99]), ("박", 3, (3, 0), right)])
    said = []
    for export in (first, second):
        result = run_make("tools.grading.grade", "99", str(export),
                          class_=folder, course=course, language="en")
        assert result.returncode == 0, result.stdout + result.stderr
        said.append(result.stdout)
    return Graded(folder, said)


def test_an_export_becomes_points(graded):
    header, most, *rows = [line.split(",") for line
                           in graded.report("-points.csv").splitlines()]
    assert most[2] == "9" and header[-1] == "hours late"
    assert {row[0]: (row[2], row[-1]) for row in rows} == {
        "Kim-4": ("9", ""), "Kim-5": ("0", ""), "김민수": ("9", ""),
        "박": ("9", "0.5"), "이-서연": ("3", "48.5"), "정": ("", ""),
        "최": ("6", "")}
    assert [line for line in graded.report("-moodle.csv").splitlines()
            if ",정," in line] == ["Participant 6,정,,,9,,,,,"]
    assert f"To upload:   {graded.folder}/report/{NAME}-moodle.csv" \
        in graded.said[0]


def test_feedback_is_in_the_language_that_was_released(graded):
    assert "점수: 9 / 9" in graded.feedback("김민수")
    assert "반 전체" in graded.report(".html")
    assert "비슷한 답안" in graded.report("-alike.html")
    page = graded.feedback("이-서연")
    assert "마감을 2일 넘겨 냈다" in page and "3 / 9" in page
    assert "멈춤: 시간이 너무 오래 걸렸다" in page \
        and "멈춤: 노트북의 프로세스가 끝나 버렸다" in page
    assert not re.search("Stopped|took too long|process ended", page)
    assert "마감을 30분 넘겨" in graded.feedback("박")


def test_who_handed_in_nothing_readable_is_told_why(graded):
    page = graded.feedback("정")
    assert f"{NAME}.ipynb: 망가진 파일: 비어 있다" in page and "다시 낸다" in page
    assert "– / 9" in page and "연습문제 1" not in page
    assert re.search("정</a><br><small>채점할 수 없었다.*<td>–</td>",
                     graded.report(".html"))
    assert "6명의 제출물" in graded.report(".html")


def test_to_look_at_is_what_still_stands(graded):
    """Of all exports: what was mended is gone, what was not is there."""
    assert "박: damaged: the notebook is cut short" in graded.to_look_at(0)
    look = graded.to_look_at(1)
    assert look == [
        "Kim (4): another student has the same name",
        "Kim (5): handed in as it was given out, no exercise is written; "
        "another student has the same name",
        "김민수: damaged: the notebook is cut short; another notebook counts, "
        "with 9 of 9 points", "정: damaged: empty",
        "이 서연: exercise 1 was stopped: took too long; exercise 2 was "
        "stopped: the notebook's process ended"]
    page = graded.report(".html")
    assert "김민수: 망가진 파일: 노트북이 중간에서 끊겼다; 다른 노트북" in page
    assert "1번 문제를 도중에 멈추었다: 시간이 너무 오래 걸렸다" in page


def test_a_function_that_returns_nothing_is_pointed_out(graded):
    assert "expected 6, got None\n`double` 함수가 None을 돌려주었다. `return`을" \
        in graded.feedback("최")


@pytest.mark.parametrize("expected, got, message, says", [
    (np.zeros((2, 2)), np.eye(2), "x (2, 2)", r"at \(0, 0\): expected 0, got "
     "1; 2 of 4 places differ"),
    (torch.zeros(3), 1.0, "x", r"expected shape \(3,\), got \(\)"),
    (2, 2.5, "x", "expected 2, got 2.5"), (True, np.False_, "x", "expected 1"),
    (np.ones(2), np.ones(2), "x was changed", ""),
    (1, 2, "expected 1, got 2", ""), (1, None, "x", ""), (1, "2", "x", "")])
def test_a_message_without_values_gets_them(expected, got, message, says):
    with pytest.raises(AssertionError) as caught:
        exec("assert False, message", {
            "expected": expected, "got": got, "message": message})
    assert re.fullmatch(f"{says}.*" if says else "",
                        telling.compared(caught.value))


@pytest.mark.parametrize("text, line", [
    ("short:\n expected 1", "short: expected 1"),
    ("x = " + "1 " * 99 + ": expected 5, got 3",
     "x = " + "1 " * 22 + "1 … expected 5, got 3"),
    ("x" * 9 + " expected " + "[5]" * 99,
     "x" * 9 + " … expected " + "[5]" * 22 + "…"),
    ("a" * 99 + "b" * 99, "a" * 75 + " … " + "b" * 75)])
def test_a_long_message_keeps_what_was_expected(text, line):
    assert feedback.in_a_line(text) == line


def test_pages_show_names(graded):
    assert "이 서연" in graded.feedback("이-서연")
    assert "이-서연" not in graded.feedback("이-서연")
    assert "Kim (4)" in graded.feedback("Kim-4")
    assert "Kim (5)</a>" in graded.report(".html")


def test_what_was_not_released_or_handed_in_is_said(tmp_path):
    course = written(tmp_path, f"own: [{FIXTURE.parent}]")
    result = run_make("tools.grading.grade", "99", class_=tmp_path / "class",
                      course=course)
    assert result.returncode and "make release" in result.stderr
