"""The bench trains what it says, keeps what it measured, and reaches its bar."""
import json
import re

import pytest
import torch
import training
from test_data import idx

from notebooks import ROOT
from utils import data
from utils.claims import load_claims

KEPT = json.loads((ROOT / "bench/training.json").read_text(encoding="utf-8"))


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Two hundred digits of the sample, in place of the full data."""
    sample = {split: data.load("mnist", split, edition="sample")
              for split in ("train", "test")}
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for split, stem in (("train", "train"), ("test", "t10k")):
        digits = sample[split]
        (raw / f"{stem}-images-idx3-ubyte").write_bytes(
            idx(digits.images[:200, 0].numpy()))
        (raw / f"{stem}-labels-idx1-ubyte").write_bytes(
            idx(digits.labels[:200].to(torch.uint8).numpy()))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(training, "flat", lambda split: (
        sample[split].scaled().flatten(1)[:200], sample[split].labels[:200]))
    monkeypatch.setattr(training, "KEPT", tmp_path / "training.json")
    return tmp_path


def test_the_command_trains_both_and_keeps_the_ratio(small, capsys):
    training.main(["mnist-mlp"])
    row = json.loads((small / "training.json").read_text())["mnist-mlp"]
    assert row["slide"]["epochs"] == 15 and row["ours"]["epochs"] == 4
    assert 0 < row["slide"]["accuracy"] < 1 and row["ratio"] > 0
    assert row["ours"]["network"] == "784-100-100-10"
    assert "mnist-mlp: slide" in capsys.readouterr().out
    assert not list(small.glob("*.part"))


def test_one_row_leaves_the_others_as_they_were(small):
    (small / "training.json").write_text('{"other": 1}')
    training.main(["mnist-softmax"])
    kept = json.loads((small / "training.json").read_text())
    assert kept["other"] == 1 and "mnist-softmax" in kept


@pytest.mark.parametrize("names, words", [
    (["mnist"], "no row.*mnist-softmax"), ([], "COURSE_DATA")])
def test_what_is_missing_is_said(names, words, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "somewhere" if names else "")
    with pytest.raises(SystemExit, match=words):
        training.main(names)


@pytest.mark.parametrize("name", training.ROWS)
def test_our_recipe_reaches_the_slides_accuracy_sooner(name):
    stated = max(map(float, re.findall(r"[\d.]+(?= ?%)",
                                       load_claims()[name]["slide"])))
    row = KEPT[name]
    assert row["ours"]["accuracy"] >= stated / 100
    assert row["ratio"] >= 15
    assert set(row) == {"slide", "ours", "ratio"}


def test_every_kept_row_has_its_recipe():
    assert set(KEPT) == set(training.ROWS)
