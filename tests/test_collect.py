"""What students hand in, as learning platforms give it: odd and hostile."""
import dataclasses
import doctest
import io
import json
import os
import stat
import unicodedata
import zipfile
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.exercises import EXERCISES, grade_id, read
from tools.grading import collect as collecting
from tools.grading import (
    course,
    exports,
    names,
    opening,
    tables,
    telling,
    wording,
)
from tools.grading.collect import collect, main, valid
from tools.grading.names import folder_name, senders
from tools.grading.tables import plain_text, read_table, write_table
from tools.prose import HANGUL

SET = "07-convolution"
STUB = 'raise NotImplementedError("this part is yours to write")'
MOODLE = "{}_{}_assignsubmission_file/07-convolution.ipynb"


def handed_in(written=5, name=SET, language="en", note=""):
    """The bytes of a notebook with some exercises written."""
    notebook = read(EXERCISES / language / name)
    cells = [cell for cell in notebook.cells
             if grade_id(cell).endswith("-solution")]
    for cell in cells[:written]:
        cell.source = cell.source.replace(STUB, f"return 1  # {note}")
    return nbformat.writes(notebook).encode()


DONE = handed_in()


def put(folder, files):
    """Files, {path: bytes}, in a folder."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def pack(files, path=None):
    """A zip of [(name or ZipInfo, bytes)]; its bytes if there is no path."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    if path:
        path.write_bytes(out.getvalue())
    return out.getvalue() if path is None else path


@pytest.fixture
def take(tmp_path):
    """Collect {path: bytes} or a path; returns the rows by path."""
    count = iter(range(99))

    def collected(files, into="class"):
        source = files if isinstance(files, Path) else put(
            tmp_path / f"export{next(count)}", files)
        rows = collect(source, SET, tmp_path / into)
        found = {row.path: row for row in rows}
        assert len(found) == len(rows)
        return found
    return collected


def counts(rows):
    """{student: path} of what counts."""
    return {row.student: row.path for row in rows.values()
            if row.status == "counts"}


def students(into):
    return read_table(into / "students.csv")


def submitted(into, student):
    return (into / "submitted" / student / SET / f"{SET}.ipynb").read_bytes()


# Whose file it is

PATHS = {
    "Kim Minsu_123_assignsubmission_file_/x.ipynb":
        ("moodle", "Kim Minsu", "123", False),
    "Kim Minsu_123_assignsubmission_file/sub/x.ipynb":
        ("moodle", "Kim Minsu", "123", False),
    "김민수_123_assignsubmission_file_내 과제_1_2_x.ipynb":
        ("moodle", "김민수", "123", False),
    "Participant_77_assignsubmission_file_x.ipynb":
        ("moodle", "Participant 77", "77", False),
    "CS-Lab 7-991/O'Neil-Ng José_5_assignsubmission_file_/a.zip/x.ipynb":
        ("moodle", "O'Neil-Ng José", "5", False),
    "kimminsu_12345_678901_07-convolution.ipynb":
        ("canvas", "kimminsu", "12345", False),
    "kimminsu_LATE_12345_678901_07-convolution-2.ipynb":
        ("canvas", "kimminsu", "12345", True),
    "submissions/김민수_12345_678901_x_9_8.ipynb":
        ("canvas", "김민수", "12345", False),
    "anon_AbC12_678901_x.ipynb": ("canvas", "anon_AbC12", "anon_AbC12", False),
    "LATE_anon_AbC12_678901_x.ipynb":
        ("canvas", "anon_AbC12", "anon_AbC12", True),
    "kim_12345_text.html": ("canvas", "kim", "12345", False),
    "Kim Minsu - 07-convolution.ipynb": ("google", "Kim Minsu", "", False),
    "07-convolution - Kim Minsu.ipynb": ("google", "Kim Minsu", "", False),
    "Kim Minsu - 07-convolution (2).ipynb": ("google", "Kim Minsu", "", False),
    "Copy of Kim Minsu - Convolution.ipynb":
        ("google", "Kim Minsu", "", False),
    "김민수 - 07-convolution의 사본.ipynb": ("google", "김민수", "", False),
    "Classroom/CNN Fall/Kim - Week 07.ipynb": ("google", "Kim", "", False),
    "Kim - 07.zip/what - ever.ipynb": ("google", "Kim", "", False),
    "Kim Minsu/whatever.ipynb": ("folder", "Kim Minsu", "", False),
    "submissions/Kim Minsu/a/b.ipynb": ("folder", "Kim Minsu", "", False),
    "07-kim/b.ipynb": ("folder", "07-kim", "", False),
    "07-convolution/kim/b.ipynb": ("folder", "kim", "", False),
    "submitted/kim/07-convolution/07-convolution.ipynb":
        ("folder", "kim", "", False),
}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_says_whose_file_it_is(path):
    sender = senders([path], SET)[path]
    assert (sender.lms, sender.name, sender.id, sender.late) == PATHS[path]


@pytest.mark.parametrize("paths, names", [
    (["Kim - Lab 3 - Edges.ipynb", "Lee - Lab 3 - Edges (1).ipynb"],
     ["Kim", "Lee"]),
    (["Edges - Kim.ipynb", "Edges - Lee.ipynb"], ["Kim", "Lee"]),
    (["kim/Lab - 07-convolution.ipynb", "lee/Lab - 07-convolution.ipynb"],
     ["kim", "lee"]),
    (["Week 07 - CNN/Kim - Lab.ipynb", "Week 07 - CNN/Lee - Lab.ipynb"],
     ["Kim", "Lee"]),
    (["kim/hw_2026_07_x.ipynb", "lee/x.ipynb"], ["kim", "lee"]),
    (["a/kim_1_2_x.ipynb", "b/lee_3_4_x.ipynb"], ["kim", "lee"]),
    (["kim/Lee_9_assignsubmission_file_x.ipynb", "lee/x.ipynb",
      "park/x.ipynb"], ["kim", "lee", "park"]),
    ([f"참가자_{n}_assignsubmission_file_x.ipynb" for n in (4, 5, 6)],
     ["참가자 4", "참가자 5", "참가자 6"]),
    (["kim_1_2_Lee_9_assignsubmission_file_x.ipynb"], ["kim"]),
])
def test_files_are_compared_to_see_whose_they_are(paths, names):
    found = senders(paths, SET)
    assert [found[path].name for path in paths] == names


@given(st.text(max_size=300))
def test_folder_names_are_safe(name):
    safe = folder_name(name)
    assert safe and len(safe.encode()) <= 130
    assert safe == folder_name(safe) == unicodedata.normalize("NFC", safe)
    assert safe[0] not in "-._" and not set(safe) & set('/\\:*?"<>|\0 ~')
    assert all(unicodedata.category(c)[0] in "LMN" or c in "-_."
               for c in safe)


@pytest.mark.parametrize("name, folder", [
    ("../../etc/passwd", "etc-passwd"), ("..", "student"), (".ssh", "ssh"),
    ("Kim, Minsu", "Kim-Minsu"), ("김 민수", "김-민수"), ("con", "student-con"),
    (unicodedata.normalize("NFD", "김민수"), "김민수"), ("--help", "help"),
    ("\u202eusniM\u200b", "usniM"), ("a\x00b\nc", "ab-c"), ("😀", "student"),
    ("김" * 500, "김" * 40), ("Ünal/Çelik", "Ünal-Çelik"), ("שרה", "שרה"),
])
def test_folders_are_called_like_the_student(name, folder):
    assert folder_name(name) == folder


@pytest.mark.parametrize("paths", [
    ["a/Kim/x.ipynb", "a/kim/x.ipynb"], ["Kim!/x.ipynb", "Kim?/x.ipynb"],
    [".../x/x.ipynb", "x/x.ipynb"], ["김!/x.ipynb", "김?/x.ipynb"],
])
def test_names_that_collide_get_folders_of_their_own(take, tmp_path, paths):
    rows = take(put(tmp_path / "in", {path: DONE for path in paths}))
    table = students(tmp_path / "class")
    folded = {row["student"].casefold() for row in table}
    assert len(folded) == len(table)
    assert set(counts(rows)) <= {row["student"] for row in table}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1, max_size=8),
                          st.integers(1, 9 ** 9)),
                min_size=1, max_size=6, unique_by=lambda pair: pair[1]))
def test_any_names_give_one_folder_for_each_number(tmp_path_factory, pairs):
    """In a zip, names may be anything; who has a number has a folder."""
    into = tmp_path_factory.mktemp("class")
    names = {number: name.replace("/", "").replace("\\", "").replace("_", "")
             .replace("\0", "").encode(errors="ignore").decode()
             for name, number in pairs}
    source = pack([(MOODLE.format(name, number), handed_in(1, note=number))
                   for number, name in names.items()], into / "in.zip")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exports, "is_junk", lambda path: False)
        rows = collect(source, SET, into / "class")
    mine = [row for row in rows if row.lms == "moodle"]
    assert len({row.student for row in mine}) == len(mine)
    assert rows == collect(source, SET, into / "class")


# Students over weeks

def test_a_student_keeps_the_folder_over_attempts_and_sets(tmp_path):
    into = tmp_path / "class"
    for week, (name, number) in enumerate([(SET, 11), (SET, 11),
                                           ("08-padding-stride", 29)]):
        source = put(tmp_path / f"week{week}", {
            MOODLE.format("김민수", number): handed_in(week + 1, name)})
        row, = collect(source, name, into)
        assert (row.student, row.status) == ("김민수", "counts")
    row, = students(into)
    assert row["lms_id"] == "07-convolution=11 08-padding-stride=29"


def test_namesakes_are_kept_apart_or_reported(tmp_path):
    """By number within an assignment; Moodle's numbers end with it."""
    into = tmp_path / "class"
    rows = collect(put(tmp_path / "one", {
        MOODLE.format("Kim", 1): handed_in(1),
        MOODLE.format("Kim", 2): handed_in(2)}), SET, into)
    assert [row.student for row in rows] == ["Kim-1", "Kim-2"]
    assert all("same name" in row.reason for row in rows)
    other = put(tmp_path / "two", {
        MOODLE.format("Kim", 8): handed_in(1, "08-padding-stride"),
        MOODLE.format("Kim", 9): handed_in(2, "08-padding-stride")})
    rows = collect(other, "08-padding-stride", into)
    assert {row.status for row in rows} == {"unclear"}
    assert "08-padding-stride=8" in rows[0].reason
    assert not list(into.glob("submitted/*/08-*"))
    table = students(into)
    for row, number in zip(table, "98"):
        row["lms_id"] += f" 08-padding-stride={number}"
    write_table(into / "students.csv",
                [list(table[0]), *(list(row.values()) for row in table)])
    rows = collect(other, "08-padding-stride", into)
    assert [(row.student, row.status) for row in rows] == [
        ("Kim-2", "counts"), ("Kim-1", "counts")]


def test_a_namesake_who_comes_later_gets_a_folder(take):
    take({MOODLE.format("Kim", 1): DONE})
    rows = take({MOODLE.format("Kim", 1): DONE, MOODLE.format("Kim", 2): DONE})
    assert list(counts(rows)) == ["Kim", "Kim-2"]


@pytest.mark.parametrize("codec, separator", [
    ("utf-8", ","), ("utf-8-sig", ";"), ("cp949", ","), ("utf-16", "\t")])
def test_the_table_stays_as_it_was_edited(take, tmp_path, codec, separator):
    """And is understood however a spreadsheet saved it."""
    take({"kim_1_2_x.ipynb": DONE})
    path = tmp_path / "class" / "students.csv"
    path.write_bytes("".join(separator.join(cells) + "\r\n" for cells in [
        ["student", "name", "note", "lms", "lms_id", "email"],
        ["민수", "김민수", "한국어", "canvas", "1", "k@x.kr"]]).encode(codec))
    before = path.read_bytes()
    rows = take({"kim_1_3_x.ipynb": DONE})
    assert list(counts(rows)) == ["민수"]
    assert path.read_bytes() == before
    take({"kim_1_3_x.ipynb": DONE, "lee_2_4_x.ipynb": DONE})
    first, second = students(tmp_path / "class")
    assert first == {"student": "민수", "name": "김민수", "note": "한국어",
                     "lms": "canvas", "lms_id": "1", "email": "k@x.kr"}
    assert (second["student"], second["note"]) == ("lee", "")


def test_a_row_written_before_is_used(take, tmp_path):
    write_table(tmp_path / "class" / "students.csv", [
        ["student", "name", "lms", "lms_id"], ["", "Kim Minsu", "", ""]])
    rows = take({MOODLE.format("Kim Minsu", 5): DONE})
    assert list(counts(rows)) == ["Kim-Minsu"]
    row, = students(tmp_path / "class")
    assert (row["lms"], row["lms_id"]) == ("moodle", f"{SET}=5")


@pytest.mark.parametrize("table, says", [
    ([["student", "name"], ["a", "b"]], "no column lms, lms_id"),
    ([["student", "name", "lms", "lms_id"], ["../a", "b", "", ""]],
     "write 'a'"),
])
def test_a_table_that_cannot_be_used_says_so(take, tmp_path, table, says):
    write_table(tmp_path / "class" / "students.csv", table)
    with pytest.raises(ValueError, match=says):
        take({"kim/x.ipynb": DONE})


# Zips

def test_a_zip_is_like_its_folder(take, tmp_path):
    files = {MOODLE.format("Kim", 1): DONE, MOODLE.format("Lee", 2): DONE}
    packed = take(pack(files.items(), tmp_path / "x.zip"), "packed")
    assert packed == take(files, "unpacked")
    assert submitted(tmp_path / "packed", "Lee") == DONE


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize("name, says", [
    ("../../evil_1_2_x.ipynb", "out of the zip"),
    ("/etc/evil_1_2_x.ipynb", "out of the zip"),
    ("C:\\evil_1_2_x.ipynb", "out of the zip"),
    ("a\\..\\..\\evil_1_2_x.ipynb", "out of the zip"),
    (link("evil_1_2_x.ipynb"), "link"),
])
def test_paths_that_lead_elsewhere_are_refused(take, tmp_path, name, says):
    rows = take(pack([("kim_5_6_x.ipynb", DONE), (name, b"/etc/passwd")],
                     tmp_path / "x.zip"))
    assert list(counts(rows)) == ["kim"]
    bad, = (row for row in rows.values() if row.status != "counts")
    assert bad.status == "refused" and says in bad.reason
    assert not list(tmp_path.rglob("evil*"))


def test_a_file_without_a_name_stops_nothing(take, tmp_path):
    data = pack([("kim_5_6_x.ipynb", DONE), ("nameless", b"x")])
    (tmp_path / "x.zip").write_bytes(data.replace(b"nameless", b"\0ameless"))
    assert list(counts(take(tmp_path / "x.zip"))) == ["kim"]


def patched(data, offset, value, size):
    """A zip with a field of its central directory changed."""
    at = data.rindex(b"PK\1\2") + offset
    return data[:at] + value.to_bytes(size, "little") + data[at + size:]


GOOD = pack([("kim_5_6_x.ipynb", DONE)])
BOMB = pack([(f"{n}.ipynb", b"\0" * exports.MAX_FILE) for n in range(6)])


@pytest.mark.parametrize("data, status, says", [
    (GOOD[:-30], "damaged", "not a whole zip"),
    (b"hello", "damaged", "not a whole zip"),
    (b"", "damaged", "not a whole zip"),
    (patched(GOOD, 8, 1, 2), "refused", "password"),
    (patched(GOOD, 10, 12, 2), "refused", "ordinary zip"),
    (patched(GOOD, 24, 10, 4), "damaged", "CRC"),
    (patched(GOOD, 16, 99, 4), "damaged", "CRC"),
    (pack([("kim_5_6_x.ipynb", b" " * (exports.MAX_FILE + 1))]),
     "too large", "20 MB"),
])
def test_a_bad_zip_is_one_row(take, tmp_path, data, status, says):
    (tmp_path / "x.zip").write_bytes(data)
    row, = take(tmp_path / "x.zip").values()
    assert row.status == status and says in row.reason
    assert not list(tmp_path.glob("class/submitted/*"))


def test_a_bad_export_is_no_student(take, tmp_path):
    (tmp_path / "Kim - 07-convolution.zip").write_bytes(b"hello")
    row, = take(tmp_path / "Kim - 07-convolution.zip").values()
    assert (row.student, row.status) == ("", "damaged")
    assert students(tmp_path / "class") == []


@pytest.mark.parametrize("data, status, says", [
    (GOOD[:-30], "damaged", "not a whole zip"), (b"", "damaged", "not a who"),
    (pack([]), "damaged", "empty zip"), (BOMB, "refused", "120 MB"),
    (pack([(f"{n}", b"") for n in range(1001)]), "refused", "1001 files"),
])
def test_a_bad_zip_in_an_export_stops_nothing(take, data, status, says):
    rows = take({"kim_5_6_x.zip": data, "lee_7_8_x.ipynb": DONE})
    assert list(counts(rows)) == ["lee"]
    bad = rows["kim_5_6_x.zip"]
    assert bad.status == status and says in bad.reason
    assert bad.student == "kim"


def test_limits_hold_for_the_whole_export(take, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "MAX_EXPORT", len(DONE))
    source = pack([("kim_1_2_x.ipynb", DONE), ("lee_3_4_x.ipynb", DONE)],
                  tmp_path / "x.zip")
    row, = take(source).values()
    assert row.status == "refused" and "2 files" in row.reason


def test_a_zip_in_the_zip_is_opened_once(take, tmp_path):
    inner = pack([("a/07.ipynb", DONE), ("__MACOSX/a/._07.ipynb", b"x"),
                  ("more.zip", pack([("x.ipynb", DONE)]))])
    name = "Kim_1_assignsubmission_file_work.zip"
    rows = take(pack([(name, inner)], tmp_path / "x.zip"))
    assert {path.removeprefix(name): row.status
            for path, row in rows.items()} == {
        "/__MACOSX/a/._07.ipynb": "ignored", "/a/07.ipynb": "counts",
        "/more.zip": "refused"}


def test_two_files_of_one_name_are_two_rows(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        source = pack([("kim_1_2_x.ipynb", handed_in(2, note="a")),
                       ("kim_1_2_x.ipynb", handed_in(2, note="b"))],
                      tmp_path / "x.zip")
    rows = collect(source, SET, tmp_path / "class")
    assert sorted(row.status for row in rows) == ["attempt", "counts"]
    assert rows == collect(source, SET, tmp_path / "class")


@pytest.mark.parametrize("raw", [
    "김민수".encode("cp949"), "김민수".encode(),
    unicodedata.normalize("NFD", "김민수").encode()])
def test_names_without_the_flag_for_utf8(take, tmp_path, raw):
    """Zips of Korean Windows, of Info-ZIP and of macOS."""
    data = pack([("XXXXXXXXXXXXXXXXXXXXXXXXXXX"[:len(raw)] + "_1_2_x.ipynb",
                  DONE)])
    data = data.replace(b"X" * len(raw) + b"_1_2_", raw + b"_1_2_")
    (tmp_path / "x.zip").write_bytes(data)
    row, = take(tmp_path / "x.zip").values()
    assert (row.student, row.name, row.status) == ("김민수", "김민수", "counts")
    assert row.path == "김민수_1_2_x.ipynb"


# Folders

def test_links_and_pipes_in_a_folder_are_refused(take, tmp_path):
    (tmp_path / "secret.ipynb").write_bytes(DONE)
    source = put(tmp_path / "in", {"kim/a.ipynb": DONE, "lee/b.txt": b"x"})
    (source / "lee" / "a.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (source / "park").symlink_to(tmp_path)
    os.mkfifo(source / "lee" / "c.ipynb")
    rows = take(source)
    assert list(counts(rows)) == ["kim"]
    assert [rows[path].status for path in ("lee/a.ipynb", "lee/c.ipynb",
                                           "park")] == ["refused"] * 3


def test_a_name_that_is_no_text(take, tmp_path):
    """Of a disk from Korean Windows; and what a disk cannot mean at all."""
    source = put(tmp_path / "in", {"lee/x.ipynb": DONE})
    for raw in ("김민수".encode("cp949"), b"\xff\xfe\xfa"):
        folder = os.path.join(os.fsencode(source), raw)
        os.mkdir(folder)
        with open(os.path.join(folder, b"x.ipynb"), "wb") as file:
            file.write(DONE)
    assert "김민수" in counts(take(source))
    assert len(students(tmp_path / "class")) == 3


def test_invisible_names_are_nobodys(take):
    rows = take({"\u200b/x.ipynb": DONE, "\u200e\u200b/y.ipynb": DONE,
                 "kim/x.ipynb": DONE})
    assert sorted(row.status for row in rows.values()) == [
        "counts", "unclear", "unclear"]


def test_what_systems_leave_behind_is_counted(take):
    junk = ["kim/.DS_Store", "kim/.ipynb_checkpoints/x-checkpoint.ipynb",
            "__MACOSX/kim/._x.ipynb", "Thumbs.db", "lee/desktop.ini"]
    rows = take({"kim/x.ipynb": DONE, **dict.fromkeys(junk, DONE)})
    assert {path for path, row in rows.items()
            if row.status == "ignored"} == set(junk)
    assert counts(rows) == {"kim": "kim/x.ipynb"}


# Notebooks

def old_format():
    """The notebook as IPython 2 would have saved it, version 3."""
    notebook = nbformat.convert(nbformat.reads(DONE.decode(), 4), 3)
    return nbformat.v3.writes_json(notebook).encode()


def bare():
    """Only the code, copied by hand into a new notebook."""
    cells = [cell for cell in json.loads(DONE)["cells"]
             if cell["cell_type"] == "code"]
    return json.dumps({"cells": [
        {"cell_type": "code", "metadata": {}, "outputs": [],
         "execution_count": None, "source": cell["source"]}
        for cell in cells], "metadata": {}, "nbformat": 4,
        "nbformat_minor": 4}).encode()


def with_nan():
    notebook = json.loads(DONE)
    notebook["metadata"]["score"] = float("nan")
    return json.dumps(notebook).encode()


TEXT = DONE.decode()
READABLE = {
    "a.ipynb": DONE, "b.ipynb": handed_in(3, language="ko"),
    "bom.ipynb": b"\xef\xbb\xbf" + DONE, "wide.ipynb": TEXT.encode("utf-16"),
    "le.ipynb": TEXT.encode("utf-16-le"),
    "ansi.ipynb": handed_in(language="ko").decode().replace(
        "−", "-").encode("cp949", "ignore"),
    "x.ipynb.txt": DONE, "x.ipynb.json": DONE, "x": DONE, "X.IPYNB": DONE,
    "old.ipynb": old_format(), "bare.ipynb": bare(), "nan.ipynb": with_nan(),
    "crlf.ipynb": TEXT.replace("\n", "\r\n").encode(),
    "fake.zip.ipynb": DONE,
}


@pytest.mark.parametrize("name", READABLE)
def test_notebooks_that_can_be_graded(take, tmp_path, name):
    data = READABLE[name]
    rows = take({f"kim/{name}": data})
    assert counts(rows) == {"kim": f"kim/{name}"}
    kept, = (tmp_path / "class" / "received" / SET / "kim").iterdir()
    assert kept.read_bytes() == data
    for_nbgrader = submitted(tmp_path / "class", "kim")
    json.loads(for_nbgrader.decode("utf-8"))
    if "copied as UTF-8" not in rows[f"kim/{name}"].reason:
        assert for_nbgrader == data


CHANGED = json.loads(DONE)
UNREADABLE = {
    "empty": (b"", "damaged", "empty"),
    "blank": (b" \n ", "damaged", "empty"),
    "cut": (DONE[:len(DONE) // 2], "damaged", "cut short"),
    "broken": (DONE.replace(b'"cells"', b'"cells', 1), "damaged", "line 2"),
    "page": (b"<!DOCTYPE html><title>Sign in", "not a notebook", "web page"),
    "pdf": (b"%PDF-1.7 ...", "not a notebook", "PDF"),
    "word": (pack([("word/document.xml", b"")]), "not a notebook", "document"),
    "picture": (b"\x89PNG\r\n\x1a\n", "damaged", "not the text"),
    "bytes": (b"\x80\x81\xff\xff", "damaged", "not the text"),
    "json": (b'{"name": "package"}', "not a notebook", "JSON"),
    "list": (b"[1, 2]", "not a notebook", "JSON"),
    "number": (b"3", "not a notebook", "JSON"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
                 "not a notebook", "JSON"),
    "odd cells": (json.dumps(CHANGED | {"cells": [1, None]}).encode(),
                  "not a notebook", ""),
    "odd cell": (json.dumps(CHANGED | {"cells": [
        {"cell_type": "code", "source": {}, "metadata": {"nbgrader": []}}
    ]}).encode(), "not a notebook", ""),
    "odd version": (json.dumps(CHANGED | {"nbformat": "x"}).encode(),
                    "not a notebook", "JSON"),
    "deep": (b'{"a":' + b"[" * 10 ** 6, "damaged", "deeply"),
    "deep inside": (DONE.replace(b'"metadata": {', b'"metadata": {"a": '
                                 + b"[" * 900 + b"]" * 900 + b",", 1),
                    "", ""),
    "digits": (b'{"a": ' + b"9" * 10 ** 5 + b"}", "", ""),
    "large": (b" " * (exports.MAX_FILE + 1), "too large", "20 MB"),
    "other set": (handed_in(2, "08-padding-stride"), "other set",
                  "08-padding-stride"),
    "stranger": (json.dumps(CHANGED | {"cells": []}).encode(), "other set",
                 "none of the exercises"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_files_that_cannot_be_graded(take, tmp_path, case):
    data, status, says = UNREADABLE[case]
    rows = take({"kim/x.ipynb": data, "lee/x.ipynb": DONE})
    row = rows["kim/x.ipynb"]
    assert rows["lee/x.ipynb"].status == "counts"
    if status:
        assert row.status == status and says in row.reason
        assert not (tmp_path / "class" / "submitted" / "kim").exists()
    else:
        assert row.status and row.reason
    assert HANGUL.search(wording.say(row.reason, "ko"))
    if status != "too large":
        kept, = (tmp_path / "class" / "received" / SET / "kim").iterdir()
        assert kept.read_bytes() == data


@pytest.mark.parametrize("name, says", [
    ("x.py", "Python"), ("x.docx", "file .docx"), ("x", "of no kind"),
    ("x.zip", "not a whole zip"), ("onlinetext.html", "file .html")])
def test_files_of_other_kinds(take, name, says):
    row, = take({f"kim/{name}": b"def f(): pass"}).values()
    assert row.status in ("not a notebook", "damaged") and says in row.reason
    assert HANGUL.search(wording.say(row.reason, "ko"))


# Attempts

def test_the_upload_that_canvas_numbered_last_counts(take, tmp_path):
    rows = take({"kim_1_100_x.ipynb": handed_in(5),
                 "kim_LATE_1_101_x-1.ipynb": handed_in(2),
                 "kim_1_99_x-2.ipynb": handed_in(4)})
    assert counts(rows) == {"kim": "kim_LATE_1_101_x-1.ipynb"}
    best = rows["kim_LATE_1_101_x-1.ipynb"]
    assert best.late and "3 different notebooks; graded is kim_LATE_1_101_" \
        "x-1.ipynb, which was uploaded last" in best.reason
    assert "kim_1_100_x.ipynb has more exercises written" in best.reason
    other = rows["kim_1_99_x-2.ipynb"]
    assert other.status == "attempt" and "uploaded last" in other.reason
    assert submitted(tmp_path / "class", "kim") == handed_in(2)


@pytest.mark.parametrize("files, best, why", [
    ({"a.ipynb": 4, "b.ipynb": 2}, "a.ipynb", "most exercises"),
    ({"x.ipynb": 3, "x (1).ipynb": 3}, "x.ipynb", "last by name"),
    ({"x 9.ipynb": 3, "x 10.ipynb": 3}, "x 10.ipynb", "last by name"),
])
def test_without_an_order_contents_decide(take, files, best, why):
    rows = take({f"Kim_1_assignsubmission_file/{path}": handed_in(
        written, note=path) for path, written in files.items()})
    found = rows[f"Kim_1_assignsubmission_file/{best}"]
    assert found.status == "counts" and why in found.reason


def test_a_copy_from_drive(take):
    rows = take({"Kim - 07-convolution.ipynb": handed_in(1),
                 "Kim - 07-convolution (1).ipynb": handed_in(3),
                 "Lee - 07-convolution.ipynb": DONE})
    assert counts(rows) == {"Kim": "Kim - 07-convolution (1).ipynb",
                            "Lee": "Lee - 07-convolution.ipynb"}


def test_the_same_file_twice(take):
    rows = take({"kim/a.ipynb": DONE, "kim/b.ipynb": DONE})
    assert sorted((row.status, row.reason) for row in rows.values()) == [
        ("counts", ""), ("same", "as kim/b.ipynb")]


def test_a_damaged_file_does_not_replace_a_good_one(take):
    rows = take({"kim_1_2_x.ipynb": DONE, "kim_1_3_x.ipynb": DONE[:99]})
    assert counts(rows) == {"kim": "kim_1_2_x.ipynb"}
    assert rows["kim_1_3_x.ipynb"].status == "damaged"


def snapshot(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file()}


def test_to_collect_again_changes_nothing(take, tmp_path):
    files = {"kim/a.ipynb": handed_in(1), "kim/b.ipynb": handed_in(2),
             "lee/x.ipynb": DONE[:99], "loose.ipynb": DONE}
    first = take(files)
    before = snapshot(tmp_path / "class")
    assert take(files) == first
    assert snapshot(tmp_path / "class") == before
    assert first["loose.ipynb"].status == "unclear"


def test_a_later_export_adds_attempts(take, tmp_path):
    """And the student may go back to an earlier one."""
    path, into = MOODLE.format("Kim", 1), tmp_path / "class"
    a, b = handed_in(4), handed_in(2)
    weeks = [{path: a, MOODLE.format("Lee", 2): handed_in(n)}
             for n in (1, 2, 3)]
    weeks[1][path] = b
    first = take(weeks[0])
    for week, wanted in zip(weeks[1:], (b, a)):
        rows = take(week)
        assert rows[path].status == "counts"
        assert submitted(into, "Kim") == wanted
    assert len(list((into / "received" / SET / "Kim").iterdir())) == 2
    again = take(weeks[1])
    assert again[path].status == "attempt"
    assert "export collected last" in again[path].reason
    assert submitted(into, "Kim") == a
    assert first[path].reason == ""


def standing(into):
    return [(row.student, row.path, row.status) for row in valid(SET, into)]


def test_what_stands_is_of_all_exports(take, tmp_path):
    into, good, bad = tmp_path / "class", handed_in(3), DONE[:99]
    kim, lee, park = (MOODLE.format(name, number) for number, name
                      in enumerate(("Kim", "Lee", "Park"), start=1))
    take({kim: good, lee: bad, park: bad, "loose.ipynb": DONE})
    take({kim: bad, lee: good, park: b""})
    assert standing(into) == [
        ("", "loose.ipynb", "unclear"), ("Kim", kim, "counts"),
        ("Kim", kim, "damaged"), ("Lee", lee, "counts"),
        ("Park", park, "damaged")]
    take({kim: good, "Choi/late.ipynb": DONE})
    assert standing(into) == [
        ("Choi", "Choi/late.ipynb", "counts"), ("Kim", kim, "counts"),
        ("Lee", lee, "counts"), ("Park", park, "damaged")]
    assert valid(SET, into)[-1].reason == "empty"


def test_what_cannot_be_read_at_all_is_remembered(take, tmp_path):
    take({"kim/x.ipynb": b" " * (exports.MAX_FILE + 1), "lee/x.ipynb": DONE})
    take({"lee/x.ipynb": DONE})
    assert standing(tmp_path / "class")[0] == (
        "kim", "kim/x.ipynb", "too large")


def dated(files):
    """Files of a zip with dates: [(path, (day, hour), bytes)]."""
    return [(zipfile.ZipInfo(path, (2027, 4, *when, 0, 0)), data)
            for path, when, data in files]


def test_moodle_s_dates_tell_when_it_was_handed_in(take, tmp_path):
    """Unless all are of one hour: then they tell when it was downloaded."""
    kim, lee = MOODLE.format("Kim", 1), MOODLE.format("Lee", 2)
    inside = pack(dated([("x.ipynb", (9, 9), DONE)]))
    for files, dates in [
            ([(kim, (2, 10), DONE), (lee, (4, 9), DONE)],
             ["2027-04-02 10:00", "2027-04-04 09:00"]),
            ([(kim, (5, 10), DONE), (lee, (5, 11), DONE)], ["", ""]),
            ([(kim + ".zip", (2, 10), inside), (lee, (4, 9), DONE)],
             ["2027-04-02 10:00", "2027-04-04 09:00"])]:
        into = tmp_path / f"class{len(dates[0])}{files[0][0][-3:]}"
        take(pack(dated(files), tmp_path / "moodle.zip"), into.name)
        assert [row.handed_in for row in valid(SET, into)] == dates


def test_the_first_time_counts_for_what_was_handed_in_again(take, tmp_path):
    into = tmp_path / "class"
    for number, late in ((100, ""), (101, "LATE_")):
        take({f"kim_{late}1_{number}_x.ipynb": DONE})
        assert [row.late for row in valid(SET, into)] == [False]
    take({"kim_LATE_1_102_x.ipynb": handed_in(2)})
    assert [row.late for row in valid(SET, into)] == [True]


def test_a_file_keeps_its_ending(take, tmp_path):
    take({"kim/07-convolution (1).ipynb": DONE})
    kept, = (tmp_path / "class" / "received" / SET / "kim").iterdir()
    assert kept.name.endswith("-07-convolution-1.ipynb")


def test_what_was_changed_by_hand_stays(take, tmp_path):
    take({"kim/x.ipynb": DONE[:99]})
    path = tmp_path / "class/submitted/kim" / SET / f"{SET}.ipynb"
    put(path.parent, {path.name: handed_in(3, note="mended")})
    rows = take({"kim/x.ipynb": DONE})
    assert rows["kim/x.ipynb"].status == "attempt"
    assert "by hand" in rows["kim/x.ipynb"].reason
    assert path.read_bytes() == handed_in(3, note="mended")
    path.unlink()
    assert take({"kim/x.ipynb": DONE})["kim/x.ipynb"].status == "counts"


def test_a_file_by_mail_joins_the_student_of_the_platform(take, tmp_path):
    take({MOODLE.format("Kim Minsu", 1): handed_in(1)})
    rows = take({"Kim Minsu/late.ipynb": DONE, "lee/x.ipynb": DONE})
    assert counts(rows)["Kim-Minsu"] == "Kim Minsu/late.ipynb"
    assert submitted(tmp_path / "class", "Kim-Minsu") == DONE
    assert len(students(tmp_path / "class")) == 2


def test_canvas_test_student_and_groups(take, tmp_path):
    rows = take({"studenttest_1_2_x.ipynb": DONE})
    assert rows["studenttest_1_2_x.ipynb"].status == "ignored"
    rows = take({"Team_assignsubmission_file_x.ipynb": DONE})
    assert rows["Team_assignsubmission_file_x.ipynb"].status == "unclear"
    assert students(tmp_path / "class") == []


# Calls

@pytest.mark.parametrize("module", [
    collecting, course, names, opening, tables, telling, wording])
def test_doctests(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_wrong_calls_say_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such folder or zip"):
        collect(tmp_path / "none", SET, tmp_path / "class")
    with pytest.raises(ValueError, match="there are: 01-perceptron"):
        collect(tmp_path, "7", tmp_path / "class")
    with pytest.raises(ValueError, match="holds the class's folder"):
        collect(tmp_path, SET, tmp_path / "class")


def test_rows_are_frozen_and_the_folder_stays_out_of_git(take, tmp_path):
    row, = take({"kim/x.ipynb": DONE}).values()
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.status = "x"
    assert (tmp_path / "class" / ".gitignore").read_text() == "*\n"


def test_the_command_prints_what_needs_a_look(tmp_path, capsys):
    source = put(tmp_path / "in", {"kim/x.ipynb": DONE, "lee/x.ipynb": b""})
    main([str(source), SET, str(tmp_path / "class")])
    assert capsys.readouterr().out == (
        "damaged: lee/x.ipynb: empty\n1 counts, 1 damaged\n")
    with pytest.raises(SystemExit):
        main([str(tmp_path / "none"), SET, str(tmp_path / "class")])
    assert "collect: " in capsys.readouterr().err


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_tables_give_back_what_was_written(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("table") / "t.csv"
    rows = [{"a": text, "b": "1"} for text in texts]
    write_table(path, [["a", "b"], *(row.values() for row in rows)])
    assert read_table(path) == rows
    assert all(not plain_text(text).lstrip().startswith(("=", "+", "-", "@"))
               for text in texts)
