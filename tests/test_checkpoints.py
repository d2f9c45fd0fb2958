"""Checkpoints: written, read back, and refused when they are not right."""
import json
import os
import pathlib
import pickle
import struct
import subprocess
import sys

import pytest
import safetensors.torch
import torch
from torch import nn

from utils import models, train
from utils.checkpoints import CheckpointError, load_checkpoint, save_checkpoint
from utils.data import load

ROOT = pathlib.Path(__file__).resolve().parents[1]
KEPT = sorted((ROOT / "checkpoints").glob("*.safetensors"))
# What a kept network reaches on the sample's test images. Its digits were seen
# in training, its photographs are drawn: this is to tell a broken file.
REACHED = {"mnist": 0.985, "cifar10": 0.72}
FIELDS = {"network", "data", "pixels", "trained", "settings", "seed", "torch",
          "command", "accuracy", "accuracy_of", "numbers", "sha256"}


def net():
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(),
                         nn.Linear(8, 3))


@pytest.fixture
def saved(tmp_path):
    model = net().to(memory_format=torch.channels_last)
    model(torch.rand(5, 1, 4, 4))
    path = tmp_path / "a folder" / "net.safetensors"
    recipe = save_checkpoint(path, model, {"accuracy": 0.5, "by": "나"})
    return path, model, recipe


def test_weights_and_recipe_come_back(saved):
    path, model, recipe = saved
    other = net()
    assert load_checkpoint(path, other) == recipe
    assert recipe["accuracy"] == 0.5 and recipe["numbers"] == 56
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, other.state_dict()[name])
    assert sorted(p.name for p in path.parent.iterdir()) == [
        "net.json", "net.safetensors"]
    assert "나" in path.with_suffix(".json").read_text(encoding="utf-8")


def test_the_same_weights_make_the_same_file(saved):
    path, model, recipe = saved
    again = save_checkpoint(path.with_name("b.safetensors"), model, {})
    assert again["sha256"] == recipe["sha256"]


def cut(path):
    path.write_bytes(path.read_bytes()[:-5])


def flip(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def pickled(path):
    path.write_bytes(pickle.dumps({"a": 1}))


def long_header(path):
    path.write_bytes(struct.pack("<Q", 2**60) + path.read_bytes()[8:])


def other_weights(path):
    safetensors.torch.save_file({"a": torch.zeros(3)}, path)


def recipe_is(text):
    return lambda path: path.with_suffix(".json").write_text(text)


DAMAGE = {
    "cut": (cut, "damaged"), "one bit": (flip, "hash differs"),
    "a pickle": (pickled, "damaged"), "empty": (
        lambda path: path.write_bytes(b""), "damaged"),
    "a header too long": (long_header, "damaged"),
    "a page instead": (
        lambda path: path.write_bytes(b"<html>Sign in</html>"), "damaged"),
    "other weights": (other_weights, "hash differs"),
    "no weights": (lambda path: path.unlink(), "no file.*safetensors"),
    "no recipe": (
        lambda path: path.with_suffix(".json").unlink(), "no file.*json"),
    "recipe is no JSON": (recipe_is("{"), "damaged"),
    "recipe is a list": (recipe_is("[]"), "damaged"),
    "recipe of others": (recipe_is('{"sha256": "0"}'), "hash differs"),
    "recipe without hash": (recipe_is("{}"), "hash differs"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_files_are_refused_and_the_model_is_left_alone(saved, damage):
    path, _, _ = saved
    harm, message = DAMAGE[damage]
    harm(path)
    model = net()
    before = {name: t.clone() for name, t in model.state_dict().items()}
    with pytest.raises(CheckpointError, match=message):
        load_checkpoint(path, model)
    assert all(torch.equal(before[name], tensor)
               for name, tensor in model.state_dict().items())


@pytest.mark.parametrize("other, message", [
    (nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Flatten(),
                   nn.Linear(12, 3)), r"0.bias has shape \(2,\).*\(3,\)"),
    (nn.Linear(8, 3), "missing"), (nn.Flatten(), "missing")])
def test_weights_of_another_network_are_refused(saved, other, message):
    with pytest.raises(CheckpointError, match="another network.*" + message):
        load_checkpoint(saved[0], other)


def test_the_ending_is_part_of_the_name(saved):
    for call in (lambda: save_checkpoint("net.pt", net(), {}),
                 lambda: load_checkpoint("net.pt", net())):
        with pytest.raises(ValueError, match="safetensors; got net.pt"):
            call()


def kept(path, recipe, edition):
    """The network, and the test images as it wants them."""
    model = getattr(models, recipe["network"].removeprefix("utils.models."))()
    load_checkpoint(path, model)
    test = load(recipe["data"].split(",")[0], "test", edition=edition)
    return model, test, getattr(test, recipe["pixels"])()


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_kept_checkpoint(path):
    recipe = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert set(recipe) == FIELDS
    assert path.stat().st_size < 2_400_000
    model, test, images = kept(path, recipe, edition="sample")
    assert recipe["numbers"] == sum(
        tensor.numel() for tensor in model.state_dict().values())
    assert train.accuracy(model, images, test.labels) > REACHED[test.name]


@pytest.mark.skipif(not os.environ.get("COURSE_DATA"),
                    reason="needs COURSE_DATA; make validate-full runs it")
@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_kept_accuracy_is_what_the_test_set_gives(path):
    recipe = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    model, test, images = kept(path, recipe, edition="full")
    assert train.accuracy(model, images, test.labels) == pytest.approx(
        recipe["accuracy"], abs=2e-4)


def test_every_recipe_has_its_checkpoint_and_the_other_way_round():
    sys.path.insert(0, str(ROOT / "tools"))
    from train_checkpoints import RECIPES
    assert {path.stem for path in KEPT} == set(RECIPES)


def test_the_command_writes_and_measures(tmp_path):
    command = [sys.executable, ROOT / "tools" / "train_checkpoints.py",
               "mnist-convnet-5x5", "--edition", "sample", "--epochs", "1"]
    done = subprocess.run([*command, "--folder", tmp_path],
                          capture_output=True, text=True, check=True)
    assert "mnist-convnet-5x5, seed 0: 0." in done.stdout
    recipe = load_checkpoint(tmp_path / "mnist-convnet-5x5.safetensors",
                             models.convnet_5x5())
    assert recipe["settings"]["epochs"] == 1 and "sample" in recipe["data"]
    done = subprocess.run([*command, "--seeds", "1", "2", "--folder",
                           tmp_path / "none"],
                          capture_output=True, text=True, check=True)
    assert done.stdout.count("sample: 2 seeds, 0.") == 2
    assert not (tmp_path / "none").exists()


def test_the_command_knows_its_recipes():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "train_checkpoints.py", "lenet"],
        capture_output=True, text=True)
    assert done.returncode == 2 and "no recipe 'lenet'" in done.stderr
