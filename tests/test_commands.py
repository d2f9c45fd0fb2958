"""The commands behind the Makefile do what they say, and say what fails."""
import datetime
import io
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from PIL import Image
from skimage.data import astronaut

import execute
from book import stamps

ROOT = pathlib.Path(__file__).resolve().parent.parent


@pytest.fixture
def project(tmp_path):
    """A small project in a folder whose path has a space."""
    root = tmp_path / "a project"
    shutil.copytree(ROOT / "tools", root / "tools",
                    ignore=shutil.ignore_patterns("__pycache__", "*.sqlite*"))
    shutil.copy(ROOT / "conftest.py", root)
    (root / "book").mkdir()
    for name in ("__init__.py", "stamps.py"):
        shutil.copy(ROOT / "book" / name, root / "book")
    for folder in ("chapters", "utils", "checkpoints"):
        (root / folder).mkdir()
    (root / "utils" / "__init__.py").write_text("")
    (root / "utils" / "two.py").write_text("value = 2\n")
    (root / "requirements.txt").write_text("nothing\n")
    (root / "claims.yml").write_text("{}\n")
    return root


def write(path, source, output):
    """A notebook of one cell with a stored output."""
    cell = nbformat.v4.new_code_cell(source, id="01-cell", execution_count=1)
    cell.outputs = [nbformat.v4.new_output(
        "execute_result", {"text/plain": output}, execution_count=1)]
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3"}})
    nbformat.write(notebook, path)


def tool(project, name, *words, **extra):
    return subprocess.run(
        [sys.executable, f"tools/{name}.py", *words], cwd=project, text=True,
        capture_output=True, env={**os.environ, "PYTHONPATH": str(project),
                                  **extra})


@pytest.mark.parametrize("machine, said", [
    ("sys.version_info = (3, 9, 1)", "make: Python 3.11 is needed, this is "
     "3.9; install it or say which: make book PYTHON=/path/to/python3.11\n"),
    ("shutil.disk_usage = lambda p: types.SimpleNamespace(free=1e9)",
     "make: no space: 1 GB free, 12 GB needed\n")])
def test_install_says_in_one_line_what_is_missing(project, machine, said):
    script = project / "tools" / "install.py"
    source = (f"import runpy, shutil, sys, types\n{machine}\n"
              f"runpy.run_path({str(script)!r}, run_name='__main__')")
    result = subprocess.run([sys.executable, "-c", source],
                            capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (1, said)


@pytest.mark.parametrize("printed, said", [
    ("OSError: [Errno 28] No space left on device", "no space left"),
    ("NewConnectionError: refused", "no package index"),
    ("ERROR: No matching distribution found for torch", "no package index"),
    ("error: command 'gcc' failed", "its last lines")])
def test_install_explains_what_pip_printed(printed, said, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import install
    assert said in install.explain([printed])


def test_validate_runs_what_changed_and_names_what_differs(project):
    write(project / "chapters" / "01_good.ipynb",
          "from utils.two import value\nvalue", "2")
    write(project / "chapters" / "02_bad.ipynb", "1 + 1", "3")
    first = tool(project, "validate")
    assert "2 to run" in first.stdout
    assert first.stderr == "validate: not as stored: chapters/02_bad.ipynb\n"
    assert first.returncode == 1
    write(project / "chapters" / "02_bad.ipynb", "1 + 1", "2")
    second = tool(project, "validate")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "1 unchanged since they passed, 1 to run" in second.stdout
    assert "0 to run" in tool(project, "validate").stdout
    (project / "utils" / "two.py").write_text("value = 4\n")
    third = tool(project, "validate")
    assert "2 to run" in third.stdout
    assert third.stderr == "validate: not as stored: chapters/01_good.ipynb\n"


def test_validate_runs_again_on_the_full_data_only_what_loads_data(project):
    write(project / "chapters" / "01_none.ipynb", "1 + 1", "2")
    write(project / "chapters" / "02_data.ipynb",
          "1 + 2  # from utils.data import load", "3")
    assert "2 to run on the sample" in tool(project, "validate").stdout
    full = tool(project, "validate", "--full", COURSE_DATA="somewhere")
    assert "1 unchanged since they passed, 1 to run on the full" in full.stdout
    for words in ((), ("--full",)):
        assert "2 unchanged since they passed, 0 to run" in tool(
            project, "validate", *words, COURSE_DATA="somewhere").stdout


def test_validate_names_a_damaged_notebook(project):
    (project / "chapters" / "01_half.ipynb").write_text('{"cells": [')
    result = tool(project, "validate")
    assert result.returncode == 1
    assert "chapters/01_half.ipynb" in result.stderr


def test_execute_leaves_a_failing_notebook_as_it_was(project):
    path = project / "chapters" / "01_fails.ipynb"
    write(path, "1 / 0", "none")
    before = path.read_bytes()
    result = tool(project, "execute", COURSE_EDITION="full")
    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_execute_stores_outputs(project):
    path = project / "chapters" / "01_two.ipynb"
    write(path, "1 + 1", "none")
    result = tool(project, "execute", str(path), COURSE_EDITION="full")
    assert result.returncode == 0, result.stderr
    notebook = json.loads(path.read_text())
    cell = notebook["cells"][0]
    assert cell["outputs"][0]["data"]["text/plain"] in ("2", ["2"])
    made = stamps.read(project)["chapters/01_two"]
    assert made["digest"] == stamps.digest(notebook)
    assert made["versions"] == {"python": platform.python_version()}
    assert made["date"] == datetime.date.today().isoformat()


def test_figures_of_few_colours_are_stored_with_a_palette():
    def png(pixels):
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "PNG")
        return file.getvalue()

    grey = np.random.default_rng(0).integers(0, 256, (90, 80), np.uint8)
    opaque = np.dstack([grey] * 3 + [np.full_like(grey, 255)])
    stored = execute.with_palette(png(opaque))
    image = Image.open(io.BytesIO(stored))
    assert image.mode == "P" and len(stored) < 0.6 * len(png(opaque))
    assert np.array_equal(np.asarray(image.convert("RGBA")), opaque)
    assert execute.with_palette(stored) == stored
    for other in (np.dstack([opaque[..., :3], grey]), astronaut()):
        assert execute.with_palette(png(other)) == png(other)


def test_execute_wants_the_full_data(project):
    result = tool(project, "execute", COURSE_DATA="", COURSE_EDITION="sample")
    assert "stored outputs come from the full data" in result.stderr


def test_workflows_follow_githubs_schema():
    paths = [str(p) for p in (ROOT / ".github" / "workflows").glob("*.yml")]
    assert len(paths) == 4
    result = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema",
         "vendor.github-workflows", *paths], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
