"""Hostile and broken submissions harm nobody, and gain what they have earned.

A class of made-up students hands in; it is graded on the real path: release,
sandbox and judge, nbgrader. Most students have answers that are right, and one
more cell, or one answer, that does harm: tests/hostile/cells.yml, and what is
wrong with the file itself: FILES below. Between them sit honest students.
"""
import base64
import copy
import json
import os
import pathlib
import re
import secrets
import socket
import threading
import time

import nbformat
import numpy as np
import psutil
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from torch import nn

from tools.exercises import ROOT, read
from tools.grading import course as courses
from tools.grading import grade, judge, peer, release, sandbox, wire, worker

NAME = "98-target"
CELLS = yaml.safe_load(
    (ROOT / "tests" / "hostile" / "cells.yml").read_text(encoding="utf-8"))
# Odd numbers, by which processes of this class are known.
LIMITS = {"memory": 2**30, "disk": 2**23, "processes": 24, "cell_seconds": 4,
          "grace_seconds": 0.5, "notebook_seconds": 20 + os.getpid() / 10**6}
SETUP = "import numpy as np\nimport torch\nfrom torch import nn"
EXERCISES = {
    "scale": ("""\
def scale(x):
    ### BEGIN SOLUTION
    return 2 * x  # CANARY
    ### END SOLUTION""", """\
import numpy as np
def check_scale():
    x = np.arange(6.0).reshape(2, 3)
    got = scale(x.copy())
    assert isinstance(got, np.ndarray), f"got {type(got).__name__}: {got}"
    assert got.shape == x.shape, f"got shape {got.shape}"
    np.testing.assert_allclose(got, 2 * x)
check_scale()""", """\
import numpy as np
import torch
def hidden_scale():
    rng = np.random.default_rng()
    given = [rng.normal(size=n) for n in range(1, 5)]
    for x, got in zip(given, map(scale, [x.copy() for x in given])):
        assert torch.allclose(torch.as_tensor(got), torch.tensor(2 * x))
hidden_scale()  # CANARY"""),
    "build": ("""\
def build(n):
    ### BEGIN SOLUTION
    return nn.Linear(n, 2)  # CANARY
    ### END SOLUTION""", """\
def check_build():
    got = sum(p.numel() for p in build(3).parameters())
    assert got == 8, f"build(3): expected 8 parameters, got {got}"
check_build()""", """\
import copy
import torch
def hidden_build():
    net = build(4)
    parameters = [torch.ones_like(p) for p in net.parameters()]
    assert [tuple(p.shape) for p in parameters] == [(2, 4), (2,)], parameters
    twin, x = copy.deepcopy(net).eval(), torch.rand(5, 4)
    expected = x @ net.weight.T + net.bias
    assert torch.allclose(twin(x), expected), f"got {twin(x)}"
hidden_build()  # CANARY"""),
    "total": ("""\
def total(f, items):
    ### BEGIN SOLUTION
    if not items:
        raise ValueError("CANARY")
    return sum(f(item) for item in items)
    ### END SOLUTION""", """\
got = total(len, ["a", "bc"])
assert got == 3, f"expected 3, got {got}\"""", """\
import pytest
def hidden_total():
    seen = []
    got = total(lambda item: seen.append(item) or item, [1, 2, 4])
    assert [got, seen] == [7, [1, 2, 4]], f"got {got}, saw {seen}"
    with pytest.raises(Exception):
        total(len, [])
hidden_total()  # CANARY"""),
}
TESTS = [f"ex{k}-{kind}" for k in (1, 2, 3) for kind in ("check", "hidden")]
RIGHT = {"scale": "def scale(x):\n    return x + x",
         "build": "def build(n):\n    return nn.Linear(n, 2)",
         "total": "def total(f, items):\n    if not items:\n"
                  "        raise ValueError('none')\n"
                  "    return sum(map(f, items))"}


def marked(cell, name, **mark):
    cell.metadata["nbgrader"] = {
        "schema_version": 3, "task": False, "grade_id": name, "grade": False,
        "solution": False, "locked": False, **mark}
    return cell


def target(canary):
    """The source of the set that the class works on."""
    cells = [new_code_cell(SETUP, id="98-setup")]
    for k, (name, parts) in enumerate(EXERCISES.items(), start=1):
        solution, check, hidden = (
            part.replace("CANARY", canary) for part in parts)
        hidden = ("# When this is graded, further cases are tried here.\n"
                  f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS")
        cells += [
            new_markdown_cell(f"## Exercise {k} — {name}", id=f"98-ex{k}-en",
                              metadata={"tags": ["en"]}),
            marked(new_code_cell(solution, id=f"98-ex{k}-solution"),
                   f"ex{k}-solution", solution=True),
            marked(new_code_cell(check, id=f"98-ex{k}-check"),
                   f"ex{k}-check", grade=True, locked=True, points=1),
            marked(new_code_cell(hidden, id=f"98-ex{k}-hidden"),
                   f"ex{k}-hidden", grade=True, locked=True, points=2)]
    kernel = {"display_name": "Python 3", "language": "python",
              "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


# Notebooks that are broken or forged: each makes bytes, or changes a notebook
# (a dict, its answers right) and gives it back. The number: tests that it loses.

def cells_of(notebook, kind):
    return [cell for cell in notebook["cells"] if cell["metadata"].get(
        "nbgrader", {}).get("grade_id", "").endswith(kind)]


def every(kind, **changes):
    """Changes all cells of a kind."""
    def change(notebook):
        for cell in cells_of(notebook, kind):
            cell.update(copy.deepcopy(changes))
        return notebook
    return change


def remark(**mark):
    def change(notebook):
        for cell in notebook["cells"]:
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"].update(mark)
        return notebook
    return change


def first_cell(**values):
    """A cell of its own before the answers."""
    def change(notebook):
        notebook["cells"].insert(1, {
            "cell_type": "code", "id": "first", "metadata": {}, "outputs": [],
            "execution_count": None, "source": "", **values})
        return notebook
    return change


def whole(**values):
    def change(notebook):
        return {**notebook, **values}
    return change


def emptied(notebook):
    """No answers, the outputs and counts of a full run forged."""
    for cell in cells_of(notebook, "-solution"):
        cell["source"] = "raise NotImplementedError"
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(execution_count=7, outputs=[
                {"output_type": "execute_result", "execution_count": 7,
                 "metadata": {}, "data": {"text/plain": "100.0"}}])
    return notebook


def with_tests_moved(notebook):
    tests = cells_of(notebook, "-check") + cells_of(notebook, "-hidden")
    rest = [cell for cell in notebook["cells"] if cell not in tests]
    return {**notebook, "cells": tests + rest}


def with_tests_twice(notebook):
    twins = copy.deepcopy(cells_of(notebook, "-hidden"))
    for cell in twins:
        cell["source"] = "assert True"
    return {**notebook, "cells": twins + notebook["cells"] + twins}


def deep_answer(notebook):
    """What defines a function is not what seems to, which cannot be read."""
    cells_of(notebook, "ex1-solution")[0]["source"] = \
        "def scale(x): return " + "-" * 50_000 + "1"
    return first_cell(source="globals()['scale'] = lambda x: 2 * x")(notebook)


def without_tests(notebook):
    return {**notebook, "cells": [
        cell for cell in notebook["cells"] if cell not in cells_of(
            notebook, "-check") + cells_of(notebook, "-hidden")]}


def raw(notebook):
    return json.dumps(notebook).encode()


def replaced(old, new):
    def change(notebook):
        return raw(notebook).replace(old, new)
    return change


TEXT = ("<script>alert(1)</script><img src=x onerror=alert(1)>"
        "[x](javascript:alert(1)) \x1b[31m\x00\u202e\ud800")
DEEP = 100_000
FILES = {
    "empty": (lambda _: b"", 6),
    "no JSON": (lambda _: b"%PDF-1.4 \xff\xfe", 6),
    "cut off": (lambda notebook: raw(notebook)[:-400], 6),
    "deep JSON": (lambda _: b"[" * DEEP + b"]" * DEEP, 6),
    "deep JSON inside": (replaced(b'"cells": [', b'"x": ' + b"[" * DEEP
                                  + b"]" * DEEP + b', "cells": ['), 6),
    "another JSON": (lambda _: b"[1, 2]", 6),
    "cells are a number": (whole(cells=5), 6),
    "cells of another kind": (whole(cells=[5, None, "x", {}, []]), 6),
    "another version": (whole(nbformat=99), 6),
    "an old version": (whole(nbformat=3, worksheets=[]), 6),
    "no metadata": (whole(metadata={}), 0),
    "metadata of another kind": (whole(metadata=[5]), 6),
    "too large": (lambda notebook: raw(notebook)
                  + b" " * (worker.LARGEST + 1), 6),
    "many cells": (lambda notebook: {**notebook, "cells": notebook["cells"] + [
        {"cell_type": "markdown", "id": f"m{number}", "metadata": {},
         "source": "x"} for number in range(2000)]}, 0),
    "a long cell": (first_cell(source="x = 1\n" * 50_000), 0),
    "a deep cell": (first_cell(source="scale = " + "(" * DEEP), 0),
    "a deep cell of signs": (deep_answer, 0),
    "a null byte": (first_cell(source="x = '\0'"), 0),
    "half a character": (first_cell(source="x = '\ud800'"), 0),
    "not a number": (replaced(b'"metadata": {}', b'"metadata": {"x": NaN, '
                              b'"y": -Infinity, "z": 1e999}'), 0),
    "page in a text": (first_cell(cell_type="markdown", source=TEXT), 0),
    "page in a source": (first_cell(source="# " + TEXT), 0),
    "page in an id": (first_cell(id=TEXT, source="x = 1"), 0),
    "raw cells": (every("-check", cell_type="raw"), 0),
    "answers are raw": (every("-solution", cell_type="raw"), 6),
    "another type of cell": (first_cell(cell_type="<b>", source="x"), 0),
    "a source that is a number": (first_cell(source=5), 0),
    "forged outputs": (emptied, 6),
    "forged outputs of tests": (every("-hidden", outputs=[
        {"output_type": "display_data", "metadata": {}, "data": {
            "text/html": TEXT, "application/javascript": TEXT}}]), 0),
    "more points": (remark(points=10**9), 0),
    "points of another kind": (remark(points="many", grade=5, locked=[]), 0),
    "another schema": (remark(schema_version=99, task=True), 0),
    "one id for all": (remark(grade_id="ex1-check"), 6),
    "ids of another kind": (remark(grade_id=[1]), 0),
    "marks of another kind": (every("-solution", metadata={"nbgrader": [1]}),
                              0),
    "tags": (every("-hidden", metadata={"tags": ["skip-execution"]}), 0),
    "tests edited": (every("-hidden", source="assert True"), 0),
    "tests moved": (with_tests_moved, 0),
    "tests twice": (with_tests_twice, 0),
    "tests gone": (without_tests, 0),
    "another language": (whole(metadata={
        "kernelspec": {"name": "bash", "display_name": "sh", "language": "sh"},
        "language_info": {"name": "javascript"}}), 0),
    "a kernel of another kind": (whole(metadata={"kernelspec": 5,
                                                 "language_info": []}), 0),
    "attachments": (first_cell(cell_type="markdown", source="x", attachments={
        "../../x": {"text/html": TEXT}}), 0),
}


def submission(released, answers, first="", last=""):
    """A notebook with answers, a cell before and one after them."""
    notebook = json.loads(nbformat.writes(released))
    for cell, name in zip(cells_of(notebook, "-solution"), EXERCISES):
        cell["source"] = answers.get(name, RIGHT[name])
    for place, source in ((2, first), (len(notebook["cells"]), last)):
        if source:
            notebook["cells"].insert(place, {
                "cell_type": "code", "id": f"own-{place}", "metadata": {},
                "outputs": [], "execution_count": None, "source": source})
    return notebook


def student_name(number, what):
    return f"{number:03d}-" + re.sub(r"\W+", "-", what)


def handed_in(released, words):
    """Everybody's notebook as bytes: {student: bytes}."""
    students = {}
    for number, case in enumerate(CELLS):
        parts = {}
        for part in ("first", "last", *EXERCISES):
            if part in case:
                parts[part] = re.sub("|".join(words), lambda found: words[
                    found[0]], case[part]).rstrip()
        notebook = submission(released, parts, parts.get("first", ""),
                              parts.get("last", ""))
        students[student_name(number, case["name"])] = raw(notebook)
    for number, (name, (make, _)) in enumerate(FILES.items(), start=100):
        made = make(submission(released, {}))
        students[student_name(number, name)] = made \
            if isinstance(made, bytes) else raw(made)
    return students


class Listener:
    """Sockets of three kinds that nobody should find."""

    def __init__(self, path):
        name = f"hostile-{os.getpid()}"
        self.sockets = []
        for family, address in ((socket.AF_INET, ("127.0.0.1", 0)),
                                (socket.AF_UNIX, str(path)),
                                (socket.AF_UNIX, f"\0{name}")):
            one = socket.socket(family)
            one.bind(address)
            one.listen()
            one.settimeout(0)
            self.sockets.append(one)
        self.words = {"PORT": str(self.sockets[0].getsockname()[1]),
                      "SOCKET": str(path), "ABSTRACT": name}

    def callers(self):
        found = 0
        for one in self.sockets:
            try:
                one.accept()[0].close()
                found += 1
            except BlockingIOError:
                pass
            one.close()
        return found


def tree(*folders):
    """What is in folders: {path: (size, time of change)}."""
    found = {}
    for top in folders:
        for folder, names, files in os.walk(top):
            names[:] = [name for name in names if name not in (
                ".git", "__pycache__", ".pytest_cache", ".ruff_cache",
                ".hypothesis", "_build", "_site")]  # other tests write there
            for path in (pathlib.Path(folder, name) for name in files):
                status = path.lstat()
                found[str(path)] = status.st_size, status.st_mtime_ns
    return found


def left_over():
    """Command lines of processes that belong to this class."""
    marks = (str(LIMITS["notebook_seconds"]), "98765")
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        if any(mark in line for mark in marks):
            found.append(line[:200])
    return found


def make_class(folder, canary):
    """Release the target to a class of its own; it, as released."""
    (folder / "sets" / NAME).mkdir(parents=True)
    nbformat.write(target(canary), folder / "sets" / NAME / f"{NAME}.ipynb")
    (folder / "course.yml").write_text("own: [sets]\n")
    course = courses.read_course(folder / "course.yml")
    given = course.assignment("98")
    home = release.class_folder()
    (home / "secret").write_text(canary)
    (home / "limits.json").write_text(json.dumps(LIMITS))
    made = release.make_source(course, given, folder / "made")
    notebook = release.register(given, made, home, "en")
    release.keep(made, notebook, "en", home)
    return home, read(notebook.parent)


def is_broken(data):
    return not any(b"cells" in part for part in (data[-400:], data[:400]))


class Class:
    """What became of the class, and of the machine."""

    def __init__(self, folder):
        canary = f"canary-{secrets.token_hex(8)}"
        os.environ["CANARY"] = canary
        self.home, self.released = make_class(folder, canary)
        listener = Listener(folder / "socket")
        host = folder / "host"
        host.write_text(canary)
        words = {**listener.words, "HOST": str(host)}
        self.hand_in(handed_in(self.released, words), canary)
        places = [ROOT, folder]
        before = tree(*places)
        began = time.monotonic()
        grade.run(self.home, NAME, workers=2)
        self.seconds = time.monotonic() - began
        time.sleep(0.3)  # the last room needs a moment to be taken down
        self.left_over, self.callers = left_over(), listener.callers()
        self.changed = {path for path, _ in before.items() ^ tree(
            *places).items() if not path.startswith(f"{self.home}/results")}
        grade.enter(self.home, NAME)
        self.points = grade.points(self.home, NAME)
        stamp = worker.version(self.home, NAME)
        self.results = {student: json.loads(worker.result_path(
            self.home, NAME, path.read_bytes(), stamp).read_text())
            for student, path in grade.submissions(self.home, NAME).items()}

    def hand_in(self, students, canary):
        honest = raw(submission(self.released, {}, f"# {canary}", "print(7)"))
        for number in (0, 25, 60, 99, 125, 999):
            students[f"{number:03d}-honest"] = honest + b" " * number
        for student, data in students.items():
            path = self.home / "submitted" / student / NAME / f"{NAME}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(data)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLASS", str(folder / "class"))
        patch.setenv("CANARY", "")
        yield Class(folder)


def lost(points):
    """Tests without their points; no test has them in part."""
    full = {name: 1 if name.endswith("check") else 2 for name in TESTS}
    assert points.keys() == full.keys()
    assert all(points[name] in (0, full[name]) for name in full), points
    return [name for name in TESTS if points[name] == 0]


@pytest.mark.parametrize("number", range(len(CELLS)),
                         ids=[case["name"] for case in CELLS])
def test_code_gains_and_loses_only_its_own(graded, number):
    case = CELLS[number]
    student = student_name(number, case["name"])
    result = graded.results[student]
    assert lost(graded.points[student]) == case.get("loses", []), result
    assert re.search(case.get("shows", ""), json.dumps(
        result, ensure_ascii=False)), result


@pytest.mark.parametrize("number", range(len(FILES)), ids=FILES)
def test_files_gain_and_lose_only_their_own(graded, number):
    name = list(FILES)[number]
    student = student_name(100 + number, name)
    assert len(lost(graded.points[student])) == FILES[name][1], \
        graded.results[student]


def test_honest_students_have_all_points(graded):
    honest = [student for student in graded.points if "honest" in student]
    assert len(honest) == 6
    assert not any(lost(graded.points[student]) for student in honest)


def test_nothing_is_changed_left_or_called(graded):
    assert graded.changed == set()
    assert graded.left_over == []
    assert graded.callers == 0


def test_no_secret_is_shown(graded):
    shown = json.dumps(graded.results)
    assert not re.search("canary-[0-9a-f]{16}", shown)
    assert "HIDDEN" not in shown


def test_what_is_shown_is_clean_and_bounded(graded):
    for student, result in graded.results.items():
        shown = json.dumps(result, ensure_ascii=False)
        assert len(shown) < 2_000_000, student
        texts = [text for error in result["tests"].values() if error
                 for text in error]
        for output in (one for shown in result["outputs"].values()
                       for one in shown):
            texts += [output.get("text", ""), output.get("evalue", ""),
                      *output.get("traceback", []), output.get("ename", "")]
            data = output.get("data", {})
            assert data.keys() <= {"text/plain", "image/png"}, student
            if "image/png" in data:
                assert base64.b64decode(
                    data["image/png"], validate=True).startswith(b"\x89PNG")
        assert all(len(text) <= judge.OUTPUT for text in texts)
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e"
                             "\u2066-\u2069\ud800-\udfff]", "".join(texts))


# What a notebook's process may send, one message at a time

LINEAR = "torch.nn.modules.linear:Linear"


def module(name, attributes=()):
    return ["new", 0, ["module", name, list(attributes), [], [], [], [], []]]


REFUSED = {
    "a place that is none": ["ref", 7],
    "an argument that is none": ["arg", 99],
    "a function that was not given": ["yours", 99],
    "a handle of another kind": ["yours", []],
    "a handle that is no number": ["their module", "x"],
    "a gradient that is none": ["out", 3],
    "a kind that is none": ["nothing", 1],
    "a method of the reader": ["__init__", 1],
    "no kind": [],
    "no text as kind": [[1]],
    "objects in bytes": ["new", 0, ["array", "O", [1], 0]],
    "fewer numbers than the shape": ["new", 0, ["array", "f8", [9], 0]],
    "two shapes unknown": ["new", 0, ["array", "f8", [-1, -1], 0]],
    "a gigabyte of numbers from nowhere":
        ["new", 0, ["tensor", False, False, None, "float32", [2**28], 1]],
    "a shape of objects from nowhere": ["new", 0, ["objects", [2**40], []]],
    "a type that is a function":
        ["new", 0, ["tensor", False, False, None, "load", [1], 0]],
    "slopes of whole numbers":
        ["new", 0, ["tensor", False, True, None, "int64", [1], 0]],
    "a class of the system": module("os:system"),
    "a class by a detour": module(
        "torch.nn.modules.linear:torch.nn.modules.conv.Conv2d"),
    "a class that is made of text": module(
        "torchvision.models.feature_extraction:DualGraphModule"),
    "a class that is no network": module("utils.claims:claim"),
    "a module that is not there": module("utils.nowhere:Linear"),
    "a method hidden": module(LINEAR, [["forward", 1]]),
    "a copy's method hidden": module(LINEAR, [["parameters", 1]]),
    "a part of every network": module(LINEAR, [["_modules", 1]]),
    "an optimizer that is none": ["new", 0, ["optimizer", "sys", ["new", 1, [
        "list", [["new", 2, ["dict", False, []]]]]]]],
    "a random generator that is none": ["new", 0, ["rng", ["new", 1, [
        "dict", False, [["bit_generator", "__class__"]]]]]],
    "a random generator that is unsafe": ["new", 0, ["rng", ["new", 1, [
        "dict", False, [["bit_generator", "Philox"]]]]]],
    "a random state cut off": ["new", 0, ["generator", 0]],
    "a set of lists": ["frozenset", [["new", 0, ["list", []]]]],
    "bytes that are not there": ["bytes", 5],
    "numbers of no size": ["scalar", "V0", 0],
    "a list that contains itself": ["new", 0, ["list", [["ref", 0]]]],
    "too many parts": ["tuple", [0] * (wire.NODES + 1)],
}
OBEYED = [(1, int), ("\ud800", str), (["float", "nan"], float),
          (["path", "/dev/zero"], pathlib.Path), ({"a": [1]}, dict),
          (["named", "subprocess:Popen", ["ls"]], tuple),
          (["size", [10**18]], tuple), (["range", 0, 10**18, 1], range),
          (["theirs", 10**9, "x" * 10**6, True], peer.Proxy),
          (["dtype", "numpy", "f8"], np.dtype), (["bytes", 0], bytes),
          (module(LINEAR), nn.Module)]


def answer(node, **other):
    return {"after": [], "result": node, "error": None, "lasting": False,
            "graph": None, "warnings": [], **other}


def asked(message):
    """What a judge's question gives when this message comes."""
    here, there = socket.socketpair()
    with here, there:
        side = peer.Peer(here)
        def send():
            there.sendall(wire.pack(message, [b"12345678", b""]))
            there.shutdown(socket.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        try:
            return side.ask("call", 0, ([1, 2], {"a": 3}, np.ones(3)))
        finally:
            sender.join()


@pytest.mark.parametrize("node", REFUSED.values(), ids=REFUSED)
def test_a_value_that_is_none_is_refused(node):
    with pytest.raises(wire.BrokenMessage):
        asked(answer(node))


@pytest.mark.parametrize("node, kind", OBEYED, ids=lambda one: str(one)[:20])
def test_a_value_that_is_odd_is_taken(node, kind):
    assert isinstance(asked(answer(node)), kind)


@pytest.mark.parametrize("message", [
    {}, [], None, 5, {"do": "call"}, answer(1, after=[[99, ["list", []]]]),
    answer(1, after=[[1, ["dict", False, []]], [1, ["list", [["x"]]]]]),
    answer(1, after=[[2, ["module", LINEAR, [], [], [], [], [], []]]]),
    answer(1, after=5), answer(1, error=5), answer(1, error=["a", "b", "c"]),
    answer(1, warnings=[1]), answer(1, graph=[1]), answer(1, graph=[0, [], [7]]),
    {"do": "call", "handle": {}, "dropped": [], "before": [], "arguments": 1,
     "seconds": 1, "grad": True, "numpy": {}},
    {"do": "call", "handle": 0, "dropped": 5, "before": [],
     "arguments": ["tuple", [[], [], []]]},
], ids=lambda message: json.dumps(message)[:40])
def test_a_message_that_is_none_is_refused(message):
    with pytest.raises((wire.BrokenMessage, peer.PeerGone)):
        asked(message)


def test_an_error_is_cut_and_of_a_kind_that_a_test_may_catch():
    with pytest.raises(peer.OtherError) as caught:
        asked(answer(None, error=["x" * 10**6, "y" * 10**6]))
    assert len(str(caught.value)) < 4200
    for kind in ("SystemExit", "KeyboardInterrupt", "StopIteration", "eval"):
        with pytest.raises(peer.OtherError):
            asked(answer(None, error=[kind, "0"]))


def test_no_memory_of_the_judge_is_shown():
    made = asked(answer(["new", 0, [
        "tensor", False, False, None, "float32", [0, 5], 1]]))
    assert made.shape == (0, 5)


# What the limits are

def test_limits_come_from_the_class(tmp_path):
    assert sandbox.read_limits(tmp_path) == sandbox.Limits()
    (tmp_path / "limits.json").write_text('{"cell_seconds": 7}')
    assert sandbox.read_limits(tmp_path) == sandbox.Limits(cell_seconds=7)


@pytest.mark.parametrize("text", [
    "", "[]", "5", '{"seconds": 1}', '{"memory": 0}', '{"memory": "much"}',
    '{"disk": true}', '{"cell_seconds": NaN}'])
def test_limits_that_say_nothing_are_refused(tmp_path, text):
    (tmp_path / "limits.json").write_text(text)
    with pytest.raises(sandbox.NoSandbox, match="limits.json"):
        sandbox.read_limits(tmp_path)


def test_a_long_cell_is_not_run(graded):
    student = next(one for one in graded.results if "a-long-cell" in one)
    assert "TooLong" in json.dumps(graded.results[student]["outputs"])


class Rooms:
    """Stands for a Sandbox."""

    limits = sandbox.Limits()


def test_a_notebook_shows_only_so_much(monkeypatch):
    text = [{"output_type": "stream", "name": "stdout", "text": "x" * 600}]
    monkeypatch.setattr(judge, "TOTAL", 1000)
    monkeypatch.setattr(judge.Room, "open", lambda room: None)
    monkeypatch.setattr(judge.Room, "show", lambda room, source: text)
    room = judge.Room(Rooms())
    assert room.run("1") == text
    assert [one["ename"] for one in room.run("2")] == ["TooMuch"]


def test_a_sandbox_that_ended_is_no_submission_s_fault():
    box = sandbox.Sandbox("")
    box.must_live()
    box.process.kill()
    with pytest.raises(sandbox.NoSandbox):
        box.must_live()
    box.close()


def test_a_cell_that_does_harm_only_when_run_again_is_left_out(monkeypatch):
    runs = []

    def show(room, source):
        runs.append(source)
        if source == "second" and runs.count(source) > 1 \
                or source == "ends":
            raise judge.Stopped("it ended")
        return []

    monkeypatch.setattr(judge.Room, "show", show)
    monkeypatch.setattr(judge.Room, "open", lambda room: None)
    room = judge.Room(Rooms())
    for source in ("first", "second", "third", "ends"):
        room.run(source)
    assert runs == ["first", "second", "third", "ends", "first", "second",
                    "first", "third"]
