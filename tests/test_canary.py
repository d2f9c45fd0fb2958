"""What nbval sees and what it does not: the ground the other checks stand on.
"""
import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from notebooks import environment


def cell(source, shown=None, count=1, tags=()):
    """A code cell with the text it is said to have printed."""
    outputs = [] if shown is None else [
        new_output("stream", name="stdout", text=shown)]
    return new_code_cell(source, execution_count=count, outputs=outputs,
                         metadata={"tags": list(tags)})


SEEN = {  # what nbval compares: does the cell pass?
    "as stored": (cell("print(1 + 1)", "2\n"), True),
    "spoiled": (cell("print(1 + 1)", "3\n"), False),
    "not stored": (cell("print(1 + 1)"), False),
    "raises": (cell("1 / 0"), False),
    "stderr": (cell("import sys\nprint('hm', file=sys.stderr)"), False),
    "no count but a text": (cell("print(2)", "2\n", count=None), False),
    "semicolon": (cell("2;"), False),
    "warning": (cell("import warnings\nwarnings.warn('hm')"), False),
}
UNSEEN = {  # what passes although it is wrong, and the rule that sees it
    "no count, NB-09": cell("print(1 + 1)", count=None),
    "no output, NB-17": cell("print(1 + 1)", "3\n",
                             tags=["nbval-ignore-output"]),
    "raises nothing": cell("x = 1", tags=["raises-exception"]),
}


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """Which cell passed, by its name, when nbval ran them in one notebook."""
    cells = {name: made for name, (made, _) in SEEN.items()} | UNSEEN
    folder = tmp_path_factory.mktemp("canary")
    notebook = new_notebook(cells=list(cells.values()), metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3"}})
    nbformat.write(notebook, folder / "canary.ipynb")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", "-rA",
         "-p", "no:cacheprovider", "canary.ipynb"],
        cwd=folder, env=environment(), capture_output=True, text=True)
    said = dict(reversed(pair) for pair in re.findall(
        r"^(\w+) canary.ipynb::Cell (\d+)", result.stdout, re.MULTILINE))
    assert len(said) == len(cells), result.stdout + result.stderr
    assert result.returncode == 1
    return {name: said[str(number)] == "PASSED"
            for number, name in enumerate(cells)}


@pytest.mark.parametrize("name", SEEN)
def test_nbval_compares(passed, name):
    assert passed[name] == SEEN[name][1]


@pytest.mark.parametrize("name", UNSEEN)
def test_nbval_lets_pass(passed, name):
    """If one of these fails some day, the rule it is there for may go."""
    assert passed[name]
