"""The network of chapter 12, bfloat16, and the pictures it is looked at in."""
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import utils.models
import utils.train
from utils.augment import random_flip
from utils.models import count_parameters, fashion_convnet
from utils.plots_fashion import (
    plot_logs,
    plot_per_class,
    plot_steps,
    show_kinds,
)
from utils.train import evaluating, fit


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("module", [utils.models, utils.train])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@given(width=st.integers(1, 5), hidden=st.integers(1, 9),
       batch_norm=st.booleans())
@settings(max_examples=20, deadline=None)
def test_the_network_has_the_parameters_of_its_layers(width, hidden, batch_norm):
    maps = 4 * width
    by_hand = 10 * width + (9 * width + 1) * maps \
        + (49 * maps + 1) * hidden + (hidden + 1) * 10
    if batch_norm:
        by_hand += 2 * (width + maps + hidden)
    model = fashion_convnet(width, hidden, batch_norm)
    assert count_parameters(model) == by_hand
    with evaluating(model):
        assert model(torch.zeros(3, 1, 28, 28)).shape == (3, 10)


def test_the_network_by_its_layers():
    """Convolution, pooling, normalisation, ReLU, twice; then two dense ones."""
    torch.manual_seed(0)
    model, images = fashion_convnet(2, 5), torch.randn(4, 1, 28, 28)
    conv, second = (part for part in model if isinstance(part, nn.Conv2d))
    dense, last = (part for part in model if isinstance(part, nn.Linear))

    def normed(values):
        axes = [i for i in range(values.ndim) if i != 1]
        mean = values.mean(axes, keepdim=True)
        spread = values.var(axes, correction=0, keepdim=True)
        return ((values - mean) / (spread + 1e-5).sqrt()).clamp(min=0)

    values = normed(nn.functional.max_pool2d(conv(images), 2))
    values = normed(nn.functional.max_pool2d(second(values), 2))
    values = last(normed(dense(values.flatten(1))))
    assert torch.allclose(model.train()(images), values, atol=1e-4)


def test_without_normalisation_an_image_is_answered_by_itself():
    """In training mode, too: only batch normalisation looks at the batch."""
    images = torch.randn(6, 1, 28, 28)
    for batch_norm, alike in ((False, True), (True, False)):
        model = fashion_convnet(2, 5, batch_norm).train()
        whole, part = model(images), model(images[:3])
        assert torch.allclose(whole[:3], part, atol=1e-5) is alike


def test_the_network_learns_flipped_images_in_half_precision():
    """Bright upper or lower half: a mirror changes nothing."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(60) % 2
    images = torch.rand(60, 1, 28, 28, generator=generator)
    images[labels == 0, :, :14] += 1
    images[labels == 1, :, 14:] += 1
    torch.manual_seed(0)
    history = fit(fashion_convnet(2, 8), images, labels, epochs=6, lr=0.02,
                  batch_size=20, augment=random_flip, mixed_precision=True,
                  generator=generator)
    assert history["accuracy"][-1] > 0.95


def test_kinds_stand_in_rows_with_their_names():
    images = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    ax = show_kinds(images, ["first", "second"])
    drawn = ax.images[0].get_array()
    assert drawn.shape == (8, 15)
    assert (drawn[4:, 5:10] == images[1, 1]).all()
    assert [(text.get_text(), text.get_position()[1]) for text in ax.texts] \
        == [("first", 2), ("second", 6)]
    with pytest.raises(ValueError, match=r"1 names .*\(2, 3, 4, 5\)"):
        show_kinds(images, ["first"])


def test_logs_and_first_epochs():
    ax = plot_logs({"one": [50, 60, 70], "two": [55, 65]},
                   {"flips": 51, "none": 51.2, "both": 60})
    curves = [line.get_xydata().tolist() for line in ax.lines[:2]]
    assert curves == [[[1, 50], [2, 60], [3, 70]], [[1, 55], [2, 65]]]
    dots = [line.get_xydata().tolist() for line in ax.lines
            if line.get_marker() == "o"]
    assert dots == [[[1, 51]], [[1, 51.2]], [[1, 60]]]
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert {"one", "two"} <= set(heights)
    assert heights["none"] - heights["flips"] >= 1.3
    assert heights["both"] == 60


def test_steps_join_the_runs_of_a_seed():
    runs = {"base": [0.5, 0.6], "more": [0.7, 0.8]}
    ax = plot_steps(runs, notes={"more": "+20"})
    joined = [line.get_xydata().tolist() for line in ax.lines
              if line.get_linestyle() == "-" and len(line.get_xdata()) == 2]
    assert np.allclose(joined[:2], [[[50, 0], [70, 1]], [[60, 0], [80, 1]]])
    means = [line for line in ax.lines if line.get_marker() == "|"]
    assert np.allclose(means[0].get_xdata(), [55, 75])
    assert [label.get_text() for label in ax.get_yticklabels()] == list(runs)
    assert ax.yaxis_inverted() and "+20" in [t.get_text() for t in ax.texts]


def test_classes_are_sorted_by_the_second_network():
    ax = plot_per_class({"old": [0.5, 0.9, 0.8], "new": [0.9, 0.7, 0.8]},
                        ["a", "b", "c"])
    assert [label.get_text() for label in ax.get_yticklabels()] \
        == ["b", "c", "a"]
    places = {line.get_label(): line.get_xdata().tolist() for line in ax.lines}
    assert np.allclose(places["old"], [90, 80, 50])
    assert np.allclose(places["new"], [70, 80, 90])
    assert ax.yaxis_inverted(), "the hardest class is on top"
