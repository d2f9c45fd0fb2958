"""The networks of chapter 13, and the pictures they are looked at in."""
import json
import pathlib
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from utils.architectures import Residual
from utils.models import (
    cifar_large,
    cifar_small,
    count_parameters,
    patch_filters,
    small_resnet,
)
from utils.plots_cifar import (
    plot_left_out,
    plot_lengths,
    plot_per_class,
    show_channels,
    show_classes,
    show_filters,
    show_guesses,
)
from utils.sizes import receptive_field
from utils.train import fit

PAGE = pathlib.Path(__file__).resolve().parents[1] \
    / "chapters" / "13_cifar10.ipynb"
CLASSES = tuple("abcdefghij")


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def pictures(*shape):
    return torch.randint(256, (*shape, 3, 32, 32), dtype=torch.uint8,
                         generator=torch.Generator().manual_seed(0))


class SlideSmall(nn.Module):
    """The slides' class, written as they write it."""

    def __init__(self):
        super().__init__()
        self.conv1, self.pool = nn.Conv2d(3, 6, 5), nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2 = nn.Linear(16 * 5 * 5, 120), nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


class SlideLarge(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 32, 5), nn.Conv2d(32, 64, 5)
        self.conv3, self.pool = nn.Conv2d(64, 128, 5), nn.MaxPool2d(2, 2, 1)
        self.fc1, self.fc2 = nn.Linear(128 * 2 * 2, 256), nn.Linear(256, 128)
        self.fc3, self.fc4 = nn.Linear(128, 84), nn.Linear(84, 10)
        self.dropout1 = nn.Dropout(p=0.5, inplace=False)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = self.pool(self.dropout1(F.relu(self.conv3(x))))
        x = x.view(-1, 128 * 2 * 2)
        x = self.dropout1(F.relu(self.fc1(x)))
        return self.fc4(F.relu(self.fc3(F.relu(self.fc2(x)))))


@pytest.mark.parametrize("ours, slide", [(cifar_small, SlideSmall),
                                         (cifar_large, SlideLarge)])
@pytest.mark.parametrize("training", [False, True])
def test_the_slides_networks_answer_as_the_slides(ours, slide, training):
    """In training mode too: the same neurons are dropped, in the same order."""
    torch.manual_seed(0)
    theirs, mine = slide().train(training), ours().train(training)
    weights = theirs.state_dict().values()
    mine.load_state_dict(dict(zip(mine.state_dict(), weights, strict=True)))
    images = torch.randn(3, 3, 32, 32)
    torch.manual_seed(1)
    expected = theirs(images)
    torch.manual_seed(1)
    assert torch.equal(mine(images), expected)


def test_parameters_of_the_residual_network_by_hand():
    def block(c):
        return 2 * (9 * c * c + 2 * c)
    for w in (1, 4, 24):
        assert count_parameters(small_resnet(w)) == (
            27 * w + 2 * w + 9 * w * 2 * w + 4 * w + block(2 * w)
            + 9 * 2 * w * 4 * w + 8 * w + block(4 * w) + (4 * w + 1) * 10)


def test_poolings_halve_the_image_and_blocks_keep_it():
    shapes, maps = [], torch.zeros(2, 3, 32, 32)
    for part in small_resnet(4):
        before, maps = maps, part(maps)
        if isinstance(part, nn.MaxPool2d):
            shapes.append(tuple(maps.shape[1:]))
        if isinstance(part, Residual):
            assert maps.shape == before.shape and len(part.shortcut) == 0
    assert shapes == [(4, 16, 16), (8, 8, 8), (16, 4, 4)]
    assert maps.shape == (2, 10)


def test_the_residual_network_written_out():
    torch.manual_seed(0)
    model = small_resnet(4)
    images = torch.randn(5, 3, 32, 32)
    expected = model(images)
    convs = [part for part in model.modules() if isinstance(part, nn.Conv2d)]

    def normed(x):
        centred = x - x.mean((0, 2, 3), keepdim=True)
        spread = centred.square().mean((0, 2, 3), keepdim=True)
        return centred / (spread + 1e-5).sqrt()

    def conv(x):
        return F.conv2d(x, convs.pop(0).weight, padding=1)

    x = F.relu(normed(F.max_pool2d(conv(images), 2)))
    for _ in range(2):
        x = F.relu(normed(F.max_pool2d(conv(x), 2)))
        x = F.relu(x + normed(conv(F.relu(normed(conv(x))))))
    x = x.amax((2, 3)) @ model[-1].weight.T + model[-1].bias
    assert torch.allclose(x, expected, atol=1e-5)


@pytest.mark.parametrize("height, width", [(24, 24), (28, 40), (64, 64)])
def test_images_of_other_sizes_are_taken(height, width):
    assert small_resnet(2)(torch.zeros(1, 3, height, width)).shape == (1, 10)


def test_every_pixel_can_reach_the_answer():
    layers = [(part.kernel_size, part.stride) if isinstance(
        part, nn.MaxPool2d) else (part.kernel_size[0], 1)
        for part in small_resnet(2).modules()
        if isinstance(part, (nn.Conv2d, nn.MaxPool2d))]
    assert receptive_field(layers) >= 32


@pytest.mark.parametrize("channels, n", [(1, 5), (3, 16), (3, 40)])
def test_patch_filters_are_the_principal_directions(channels, n):
    """Against NumPy's singular values of patches cut out one by one."""
    chance = torch.Generator().manual_seed(0)
    images = torch.randn(4, channels, 7, 6, generator=chance).cumsum(-1)
    before = images.clone()
    filters = patch_filters(images, n)
    n = min(n, 9 * channels)
    assert filters.shape == (2 * n, channels, 3, 3)
    assert torch.equal(filters[n:], -filters[:n])
    assert torch.equal(images, before)
    rows = np.array([image[:, i:i + 3, j:j + 3].flatten().tolist()
                     for image in images for i in range(5) for j in range(4)])
    directions = np.linalg.svd(rows - rows.mean(0))[2]
    overlap = np.abs((filters[:n].flatten(1).numpy() * directions[:n]).sum(1))
    assert overlap == pytest.approx(1, abs=1e-3)
    answers = F.conv2d(images, filters[:n]).movedim(1, 0).flatten(1)
    covariance = torch.cov(answers)
    assert torch.allclose(covariance, covariance.diag().diag(), atol=1e-3)
    assert (covariance.diag().diff() < 1e-4).all(), "the widest comes first"


@pytest.mark.parametrize("width, kept", [(4, 4), (32, 32), (64, 54)])
def test_first_filters_come_from_the_images_and_stay(width, kept):
    images = torch.randn(20, 3, 32, 32,
                         generator=torch.Generator().manual_seed(0))
    model = small_resnet(width, images)
    first = model[0].weight.detach().clone()
    assert torch.equal(first[:kept], patch_filters(images, width // 2))
    assert count_parameters(model) \
        == count_parameters(small_resnet(width)) - 27 * width
    if width == 4:
        fit(model, images, torch.arange(20) % 10, epochs=2, batch_size=10)
        assert torch.equal(model[0].weight, first)


def test_only_random_filters_can_be_trained():
    images = torch.randn(20, 3, 32, 32)
    model = small_resnet(2)
    first = model[0].weight.detach().clone()
    fit(model, images, torch.arange(20) % 10, epochs=2, batch_size=10)
    assert not torch.equal(model[0].weight, first)


def sources():
    cells = json.loads(PAGE.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells}


def test_what_is_left_out_is_out_and_the_rest_stays():
    images = torch.randn(20, 3, 32, 32)
    names = {"nn": nn, "partial": partial, "small_resnet": small_resnet,
             "Residual": Residual, "some": images}
    exec(sources()["13-without"], names)
    kinds = {name: [type(part) for part in names[name]().modules()]
             for name in ("small", "plain", "unnormed")}
    assert len({count_parameters(names[name]()) for name in kinds}) == 1
    assert kinds["small"].count(nn.BatchNorm2d) == 7
    assert kinds["plain"].count(nn.BatchNorm2d) == 7
    assert kinds["unnormed"].count(nn.BatchNorm2d) == 0
    assert [kinds[name].count(Residual) for name in kinds] == [2, 0, 2]
    torch.manual_seed(0)
    unnormed = names["unnormed"]()
    torch.manual_seed(0)
    whole = names["small"]().eval()
    for norm in whole.modules():
        if isinstance(norm, nn.BatchNorm2d):
            norm.eps = 0                      # variance 1, mean 0: nothing left
    assert torch.equal(whole[0].weight, unnormed[0].weight)
    assert torch.allclose(whole[:4](images), unnormed[:4](images), atol=1e-6)


def test_the_slides_lists_have_the_means_that_the_page_says():
    names = {}
    source = sources()["13-per-class"]
    exec(source[:source.index("for name, values")], names)
    small, large = names["slides"].values()
    assert len(small) == len(large) == 10
    assert np.mean(small) == pytest.approx(56.7)
    assert np.mean(large) == pytest.approx(74.2)


def test_classes_stand_in_columns():
    images = pictures(10, 3)
    ax = show_classes(images, CLASSES)
    drawn = ax.images[0].get_array()
    assert drawn.shape == (96, 320, 3)
    assert np.array_equal(drawn[32:64, 64:96],
                          images[2, 1].permute(1, 2, 0).numpy())
    assert [text.get_text() for text in ax.get_xticklabels()] == list(CLASSES)


def test_channels_stand_below_their_image():
    images = pictures(3)
    axes = show_channels(images, ["x", "y", "z"])
    assert axes.shape == (4, 3)
    for column, image, name in zip(axes.T, images, "xyz"):
        assert column[0].texts[0].get_text() == name
        for ax, channel in zip(column[1:], image):
            assert np.array_equal(ax.images[0].get_array(), channel)
            assert ax.images[0].get_clim() == (0, 255)
    assert [row[0].get_ylabel() for row in axes] \
        == ["colour", "red", "green", "blue"]


def test_filters_are_grey_at_zero():
    filters = np.zeros((3, 3, 3, 3))
    filters[1, 0, 0, 0], filters[2, 2, 1, 1] = 2, -5
    axes = show_filters(filters, columns=2)
    assert axes.shape == (2, 2) and len(axes[1, 1].images) == 0
    drawn = [ax.images[0].get_array() for ax in axes.flat[1:3]]
    assert drawn[0][0, 0].tolist() == [1, 0.5, 0.5]
    assert drawn[1][1, 1].tolist() == [0.5, 0.5, 0]
    assert drawn[1][0, 0].tolist() == [0.5, 0.5, 0.5]


def test_left_out_has_a_dot_for_each_seed_and_the_mean():
    gains = {"without a": np.array([-3.0, -1, -2]),
             "without b": np.array([0.5, 0.1, 0.3])}
    ax = plot_left_out(gains)
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [list(line.get_xdata()) for line in dots] \
        == [list(values) for values in gains.values()]
    assert [text.get_text() for text in ax.texts] == ["-2.0", "+0.3"]
    assert [text.get_text() for text in ax.get_yticklabels()] == list(gains)
    assert ax.get_ylim()[0] > ax.get_ylim()[1], "the first on top"


def test_lengths_are_named_at_their_ends():
    ax = plot_lengths((4, 16), {"a": [0.3, 0.4], "b": [0.2, 0.5]})
    assert [list(line.get_ydata()) for line in ax.lines] \
        == [pytest.approx([30, 40]), pytest.approx([20, 50])]
    assert {text.get_text(): text.xy[1] for text in ax.texts} \
        == pytest.approx({"a": 40, "b": 50})
    assert ax.get_xscale() == "log"
    assert [text.get_text() for text in ax.get_xticklabels()] == ["4", "16"]


def test_each_network_has_a_mark_in_each_class():
    shares = {name: np.linspace(low, low + 0.2, 10)
              for name, low in (("x", 0.1), ("y", 0.4), ("z", 0.7))}
    ax = plot_per_class(shares, CLASSES)
    for line, values in zip(ax.lines, shares.values()):
        assert line.get_xdata() == pytest.approx(100 * values)
        assert list(line.get_ydata()) == list(range(10))
    faces = [line.get_markerfacecolor() for line in ax.lines]
    assert faces[:2] == ["white", "white"] and faces[2] != "white"
    assert len({line.get_marker() for line in ax.lines}) == 3
    assert [text.get_text() for text in ax.get_legend().texts] == list("xyz")


def test_guesses_are_the_likeliest_and_the_truth_is_hatched():
    probs = np.array([[0.1, 0.6, 0.3, 0], [0.4, 0.05, 0.05, 0.5]])
    axes = show_guesses(pictures(2), probs, [2, 3], "abcd", guesses=2)
    assert [[text.get_text() for text in ax.texts] for ax in axes[1]] \
        == [["b 0.60", "c 0.30"], ["d 0.50", "a 0.40"]]
    assert [[bar.get_hatch() for bar in ax.patches] for ax in axes[1]] \
        == [[None, "///"], ["///", None]]
    assert [bar.get_width() for bar in axes[1, 0].patches] == [0.6, 0.3]
