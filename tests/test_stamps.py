"""Stamps say how the stored outputs were made, and still belong to them."""
import copy
import json
from pathlib import Path

import pytest

from book import stamps
from tools.notebooks import sources

ROOT = Path(__file__).resolve().parent.parent


def notebook(path):
    return json.loads((ROOT / path).read_text("utf-8"))


@pytest.mark.parametrize("path", sources(), ids=str)
def test_each_notebook_is_stamped_as_it_is(path):
    name = path.with_suffix("").as_posix()
    made = stamps.read(ROOT).get(name)
    assert made, f"{name} has no stamp: run `make execute NB={path}`"
    assert made["digest"] == stamps.digest(notebook(path)), (
        f"{name} changed since its outputs were made: run it again with "
        f"`make execute NB={path}`")


def test_no_stamp_of_what_is_not_there():
    names = {path.with_suffix("").as_posix() for path in sources()}
    assert not set(stamps.read(ROOT)) - names


def test_code_and_outputs_change_the_digest_prose_does_not():
    before = notebook("chapters/01_perceptron.ipynb")
    for kind, key, changes in (("markdown", "source", False),
                               ("code", "source", True),
                               ("code", "outputs", True)):
        after = copy.deepcopy(before)
        cell = next(cell for cell in after["cells"]
                    if cell["cell_type"] == kind and cell.get(key))
        cell[key] = cell[key][:-1]
        assert (stamps.digest(after) != stamps.digest(before)) == changes


def test_a_stamp_names_what_the_code_uses():
    made = stamps.stamp({"cells": [{
        "cell_type": "code", "outputs": [],
        "source": ["import torch\n", "from utils.data import load\n",
                   'load("cifar10", "test")']}]}, seconds=200.4)
    assert made["data"] == ["cifar10"] and made["seconds"] == 200
    assert set(made["versions"]) == {"python", "torch"}
    assert stamps.words(made, str).startswith("Outputs made on ")
    assert " in 3 min 20 s (Python 3" in stamps.words(made, str)
    assert stamps.words(made, str).endswith("Data: the full CIFAR-10.")
