"""tools/tidy.py: one form, nothing lost, damaged files left alone."""
import json
import os
import subprocess
import sys

import pytest

import tidy
from notebooks import ROOT

SMALL = ROOT / "tests" / "fixtures" / "rules"


@pytest.fixture
def path(tmp_path):
    """A tidy chapter to spoil, under a name with a space."""
    copy = tmp_path / "07 small.ipynb"
    copy.write_bytes((SMALL / "chapters/07_small.ipynb").read_bytes())
    return copy


def change(path, function):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    function(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def code(notebook):
    return [c for c in notebook["cells"] if c["cell_type"] == "code"]


def test_a_tidy_notebook_stays_as_it_is(path):
    before = path.read_bytes()
    assert tidy.tidy_file(path) == []
    assert path.read_bytes() == before


def spoil(notebook):
    """What Jupyter and its tools leave behind."""
    notebook["metadata"]["language_info"]["version"] = "3.11.7"
    notebook["metadata"]["widgets"] = {}
    for number, cell in enumerate(code(notebook), 11):
        cell["execution_count"] = number
        cell["metadata"]["execution"] = {"iopub.execute_input": "2026-01-01"}
        cell["source"] = "".join(cell["source"]) + "  \n\n"
        for output in cell["outputs"]:
            if "execution_count" in output:
                output["execution_count"] = number
    shown = code(notebook)[3]["outputs"]
    shown[0]["text"] = "0."
    shown.append({"output_type": "stream", "name": "stdout", "text": "5\n"})


def test_spoiled_and_tidied_it_is_the_same_again(path):
    before = path.read_bytes()
    change(path, spoil)
    said = tidy.tidy_file(path)
    assert path.read_bytes() == before
    for part in ("notebook: metadata", "07-call: metadata 'execution' dropped",
                 "07-print: stream outputs joined", "spaces at the ends",
                 "counts 11..18 are now 1..8"):
        assert any(part in line for line in said), (part, said)
    assert tidy.tidy_file(path) == []


@pytest.mark.parametrize("spoil_bytes", [
    lambda data: data.replace(b"\n", b"\r\n"),
    lambda data: b"\xef\xbb\xbf" + data,
    lambda data: data.rstrip(b"\n"),
    lambda data: data + b"\n",
    lambda data: json.dumps(json.loads(data)).encode(),
    lambda data: json.dumps(json.loads(data), indent=4).encode(),
])
def test_one_form_of_bytes(path, spoil_bytes):
    before = path.read_bytes()
    path.write_bytes(spoil_bytes(before))
    assert tidy.tidy_file(path, check=True)
    assert tidy.tidy_file(path)
    assert path.read_bytes() == before


def test_order_of_runs_is_not_hidden(path):
    def swap(notebook):
        first, second = code(notebook)[1:3]
        first["execution_count"], second["execution_count"] = 3, 2
    change(path, swap)
    tidy.tidy_file(path)
    counts = [c["execution_count"] for c in
              code(json.loads(path.read_text(encoding="utf-8")))]
    assert counts[:4] == [1, 3, 2, 4]


def test_a_traceback_forgets_the_machine(path):
    lines = [f"File {ROOT}/utils/layers.py:3, in conv2d",
             "File /tmp/ipykernel_71/1234.py:1, in <module>"]
    change(path, lambda notebook: code(notebook)[1]["outputs"].append(
        {"output_type": "error", "ename": "E", "evalue": "",
         "traceback": lines}))
    tidy.tidy_file(path)
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text and "ipykernel" not in text
    assert "File utils/layers.py:3" in text


@pytest.mark.parametrize("data, says", [
    (b"{", "not JSON at line 1"),
    (b'{\n<<<<<<< HEAD\n "a": 1\n=======\n "a": 2\n>>>>>>> other\n}',
     "merge conflict at line 2"),
    (b"\xff\xfe", "not UTF-8 at byte 0"),
    (b"[]", "format 4.5"),
    (b'{"cells": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}',
     "format 4.5"),
    (b'{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ""}],'
     b' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "'id'"),
    (b"", "not JSON at line 1"),
])
def test_damaged_files_are_named_and_left_alone(path, capsys, data, says):
    path.write_bytes(data)
    assert tidy.main([str(path)]) == 1
    shown = capsys.readouterr().err
    assert "left untouched" in shown and says in shown
    assert len(shown.splitlines()) == 1
    assert path.read_bytes() == data
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_one_damaged_file_does_not_stop_the_others(path, tmp_path, capsys):
    broken = tmp_path / "a.ipynb"
    broken.write_text("{")
    change(path, spoil)
    assert tidy.main([str(broken), str(path)]) == 1
    assert tidy.tidy_file(path, check=True) == []
    assert "1 tidied, 1 damaged" in capsys.readouterr().out


def test_check_changes_nothing_and_fails(path, capsys):
    change(path, spoil)
    before = path.read_bytes()
    assert tidy.main(["--check", str(path)]) == 1
    assert path.read_bytes() == before
    assert "07-call: metadata 'execution'" in capsys.readouterr().out
    tidy.main([str(path)])
    assert tidy.main(["--check", str(path)]) == 0


def test_a_failed_write_leaves_the_old_file(path, monkeypatch):
    change(path, spoil)
    before = path.read_bytes()

    def no_space(*args):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(os, "replace", no_space)
    assert tidy.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_the_file_keeps_its_mode(path):
    path.chmod(0o640)
    change(path, spoil)
    tidy.tidy_file(path)
    assert path.stat().st_mode & 0o777 == 0o640


def test_looked_at_records_the_english(path):
    def edit(notebook):
        notebook["cells"][0]["source"] = "(ch-small)=\n# Another title"
    change(path, edit)
    assert tidy.tidy_file(path, looked=True) == [
        "07-title-ko: looked at, renders "
        + tidy.english_hash("(ch-small)=\n# Another title")]
    assert tidy.tidy_file(path, looked=True) == []


def test_looked_at_records_it_in_pages_too(tmp_path):
    text = (SMALL / "appendix/small.md").read_text(encoding="utf-8")
    page = tmp_path / "small.md"
    page.write_text(text.replace("A small page", "A page"), encoding="utf-8")
    assert tidy.tidy_file(page) == []
    assert len(tidy.tidy_file(page, looked=True)) == 1
    assert tidy.tidy_file(page, looked=True) == []
    now = page.read_text(encoding="utf-8")
    assert now.replace("A page", "A small page")[:40] == text[:40]
    assert now.count("\n") == text.count("\n")


def test_as_a_command_from_another_folder(path, tmp_path):
    change(path, spoil)
    result = subprocess.run(
        [sys.executable, ROOT / "tools" / "tidy.py", "--check", path.name],
        cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 1 and "1 to tidy" in result.stdout
