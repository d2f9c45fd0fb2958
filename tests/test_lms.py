"""Points as files that learning platforms and spreadsheets take."""
import csv
import io

import numpy as np
import pytest

from tools.grading.lms import number, write_points
from tools.grading.students import COLUMNS
from tools.grading.tables import write_table

SET = "07-convolution"
MOST = {"ex1": 3, "ex2": 3, "ex3": 4}
CLASS = {
    "kim": {"name": "김민수", "lms": "moodle", "email": "k@x.kr",
            "lms_id": f"06-why-convolution=5 {SET}=123"},
    "lee": {"name": "Lee Jun", "lms": "moodle", "lms_id": ""},
    "ng": {"name": "=cmd()|'/c calc'!A1", "lms": "moodle",
           "lms_id": f"{SET}=7"},
    "park": {"name": "parkjisoo", "lms": "canvas", "lms_id": "12345",
             "sis_user_id": "S001", "section": "A, B"},
    "anon": {"name": "anon_AbC12", "lms": "canvas", "lms_id": "anon_AbC12"},
    "choi": {"name": "Choi Min Ho", "lms": "google", "email": "c@x.kr"},
    "jung": {"name": "정우", "lms": "google"},
    "absent": {"name": "Absent", "lms": "google"},
}
POINTS = {student: {"ex1": 3, "ex2": 2.5, "ex3": None} for student in CLASS
          if student != "absent"} | {"stray": {"ex1": 1}}


@pytest.fixture
def written(tmp_path):
    """{platform: rows}, {platform: who was left out}."""
    write_table(tmp_path / "students.csv", [COLUMNS, *(
        [student, *(row.get(column, "") for column in COLUMNS[1:])]
        for student, row in CLASS.items())])
    left_out = write_points(POINTS, MOST, SET, tmp_path, {"kim": 2.5})
    rows = {path.stem.removeprefix(f"{SET}-"): [*csv.reader(io.StringIO(
        path.read_text("utf-8-sig"), newline=""))] for path in left_out}
    return rows, {path.stem.removeprefix(f"{SET}-"): left
                  for path, left in left_out.items()}


def test_moodles_worksheet(written):
    header, *rows = written[0]["moodle"]
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(header)
    assert "Feedback comments" not in header  # it would replace yours
    kim, ng = (dict(zip(header, row)) for row in rows)
    assert kim == {
        "Identifier": "Participant 123", "Full name": "김민수",
        "Email address": "k@x.kr", "ID number": "", "Maximum grade": "10",
        "Last modified (grade)": "", "Grade": "5.5", "ex1": "3", "ex2": "2.5",
        "ex3": ""}
    assert ng["Identifier"] == "Participant 7"
    assert written[1]["moodle"] == ["lee"]


def test_canvas_gradebook(written):
    """As lib/gradebook_importer.rb of Canvas reads it."""
    header, possible, *rows = written[0]["canvas"]
    assert "Student" in header[0] and "ID" in header[1]
    assert header[2:] == ["SIS User ID", "SIS Login ID", "Section", SET]
    assert "Points Possible" in possible[0] and possible[5] == "10"
    assert rows == [["parkjisoo", "12345", "S001", "", "A, B", "5.5"]]
    assert written[1]["canvas"] == ["anon"]


def test_a_table_like_classrooms(written):
    assert written[0]["google"] == [
        ["Last Name", "First Name", "Email Address", SET, *MOST],
        ["Points", "", "", "10", "3", "3", "4"],
        ["Ho", "Choi Min", "c@x.kr", "5.5", "3", "2.5", ""],
        ["", "정우", "", "5.5", "3", "2.5", ""]]


def test_everybody_is_in_the_table_of_the_class(written):
    header, most, *rows = written[0]["points"]
    assert header == ["student", "name", SET, *MOST, "hours late"]
    assert most == ["", "Maximum", "10", "3", "3", "4", ""]
    assert [row[0] for row in rows] == sorted({*CLASS, "stray"})
    assert rows[0] == ["absent", "Absent", "", "", "", "", ""]
    assert rows[-1] == ["stray", "", "1", "1", "", "", ""]
    assert [row[-1] for row in rows if row[0] == "kim"] == ["2.5"]


def test_what_could_not_be_graded_has_an_empty_row(tmp_path):
    """In Moodle's file, which leaves such grades; not in Canvas's."""
    write_table(tmp_path / "students.csv", [COLUMNS, *(
        [lms, "Kim", lms, number, *[""] * 4] for lms, number in
        (("moodle", f"{SET}=1"), ("canvas", "2")))])
    paths = write_points({"moodle": {}, "canvas": {}}, MOST, SET, tmp_path, {})
    rows = {path.stem.removeprefix(f"{SET}-"): [*csv.reader(
        path.read_text("utf-8-sig").splitlines())] for path in paths}
    assert rows["moodle"][1] == ["Participant 1", "Kim", "", "", "10", "", "",
                                 "", "", ""]
    assert len(rows["canvas"]) == 2
    assert rows["points"][2] == ["canvas", "Kim", *[""] * 5]


@pytest.mark.parametrize("name", [
    "=cmd()", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\uff1d1", "'=1"])
def test_no_name_is_a_formula(tmp_path, name):
    write_table(tmp_path / "students.csv", [COLUMNS, [
        "kim", name, "google", *[""] * 5]])
    for path in write_points({"kim": {"ex1": 1}}, MOST, SET, tmp_path, {}):
        text = path.read_text("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            assert not any(cell.lstrip().startswith(tuple("=+-@\uff1d"))
                           for cell in row)


def test_excel_sees_the_code(written, tmp_path):
    for path in (tmp_path / "report").iterdir():
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("points, text", [
    (3, "3"), (3.0, "3"), (2.5, "2.5"), (2 / 3, "0.67"), (1234.5, "1234.5"),
    (0, "0"), (None, ""), (np.float64(3), "3"), (np.int64(2), "2"),
    (1e6, "1000000"), (-0.001, "0"), (True, "1")])
def test_numbers_have_no_comma(points, text):
    assert str(number(points)) == text


@pytest.mark.parametrize("points, says", [
    ({"kim": {"ex9": 1}}, "no maximum"),
    ({"kim": {"ex1": float("nan")}}, "no number"),
    ({"kim": {"ex1": float("inf")}}, "no number")])
def test_points_that_cannot_be(tmp_path, points, says):
    with pytest.raises(ValueError, match=says):
        write_points(points, MOST, SET, tmp_path, {})


def test_only_platforms_of_the_class_have_files(tmp_path):
    write_table(tmp_path / "students.csv", [COLUMNS, [
        "kim", "Kim", "folder", *[""] * 5]])
    path, = write_points({"kim": {"ex1": 1}}, MOST, SET, tmp_path, {})
    assert path == tmp_path / "report" / f"{SET}-points.csv"
