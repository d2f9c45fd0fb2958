"""The plain network of chapter 5, and the pictures it is looked at in."""
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F

import utils.models
from utils.models import count_parameters, mlp
from utils.plots import plot_curves, plot_progress, show_answers, show_signed


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_doctests():
    assert doctest.testmod(utils.models).failed == 0


@pytest.mark.parametrize("sizes", [(4, 3), (6, 5, 2), (784, 100, 100, 10)])
def test_layers_and_parameters(sizes):
    model = mlp(*sizes)
    dense = [part for part in model if isinstance(part, torch.nn.Linear)]
    assert [(part.in_features, part.out_features) for part in dense] \
        == list(zip(sizes, sizes[1:]))
    assert count_parameters(model) == sum(
        (a + 1) * b for a, b in zip(sizes, sizes[1:]))
    assert model[-1] is dense[-1], "ends with logits, not with ReLU"


def test_forward_by_hand():
    torch.manual_seed(0)
    model, images = mlp(12, 5, 3), torch.randn(4, 1, 3, 4)
    first, second = model[1], model[3]
    hidden = F.relu(images.reshape(4, 12) @ first.weight.T + first.bias)
    expected = hidden @ second.weight.T + second.bias
    assert torch.allclose(model(images), expected, atol=1e-6)


def test_signed_pictures_share_one_scale_around_zero():
    maps = np.arange(-5, 7).reshape(3, 2, 2)
    axes = show_signed(maps, ["a", "b", "c"], columns=3)
    assert {ax.images[0].get_clim() for ax in axes} == {(-6, 6)}
    assert [ax.get_xlabel() for ax in axes] == ["a", "b", "c"]
    with pytest.raises(ValueError):
        show_signed(maps, ["a", "b"], columns=3)


def test_answers_have_a_panel_for_each_network():
    probs = np.full(10, 0.1)
    first, *panels = show_answers(
        np.zeros((28, 28)), {"one": probs, "two": probs}, 3)
    assert len(first.images) == 1 and len(panels) == 2
    for ax, name in zip(panels, ("one", "two")):
        assert name in ax.get_xlabel()
        assert [bar.get_width() for bar in ax.patches] == probs.tolist()
        assert [bool(bar.get_hatch()) for bar in ax.patches] \
            == [k == 3 for k in range(10)]


def test_the_best_epoch_is_marked_on_the_last_curve():
    ax = plot_curves({"training": [3, 2, 1], "validation": [3, 1, 2]}, 2)
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    assert [line.get_xydata().tolist() for line in marks] == [[[2, 1]]]
    assert {text.get_text() for text in ax.texts} == {"training", "validation"}


def test_progress_draws_every_row():
    ax = plot_progress({"a": 8, "b": 2.75}, {"a": 2.5, "b": 2})
    drawn = {line.get_marker(): line.get_xdata()[0] for line in ax.lines}
    assert drawn == {"o": 2.75, "s": 2}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert {"8", "2.5", "2.75", "2", "slides", "here"} \
        <= {text.get_text() for text in ax.texts}
