"""Sizes against PyTorch and Keras, and the pictures of chapter 8."""
import copy
import doctest
from itertools import product

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import utils.sizes
from utils.models import convnet
from utils.plots_sizes import draw_staircase, draw_windows
from utils.sizes import output_size, same_padding, sizes_through


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def in_torch(layer, size):
    """The size that comes out of a layer, or None if it refuses."""
    try:
        return layer(torch.zeros(1, 1, size)).shape[-1]
    except RuntimeError:
        return None


OPTIONS = st.fixed_dictionaries({
    "stride": st.integers(1, 6), "padding": st.integers(0, 5),
    "dilation": st.integers(1, 5)})


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 11), OPTIONS)
def test_output_size_is_pytorch_s_and_refuses_with_it(size, kernel, options):
    expected = in_torch(nn.Conv1d(1, 1, kernel, **options), size)
    if expected is None:
        with pytest.raises(ValueError):
            output_size(size, kernel, **options)
    else:
        assert output_size(size, kernel, **options) == expected


@settings(deadline=None)
@given(st.integers(2, 40), st.integers(2, 6), st.integers(1, 4), st.data())
def test_output_size_is_that_of_pooling(size, kernel, stride, data):
    padding = data.draw(st.integers(0, kernel // 2))
    expected = in_torch(nn.MaxPool1d(kernel, stride, padding), size)
    if expected:
        assert output_size(size, kernel, stride=stride,
                           padding=padding) == expected


def test_output_size_of_the_slides_examples():
    assert [output_size(7, 3, stride=s) for s in (1, 2, 3)] == [5, 3, 2]
    assert output_size(4, 3, padding=1) == 4
    assert output_size(7, 3, dilation=3) == 1


def test_the_refusal_has_the_numbers_and_says_what_would_help():
    with pytest.raises(ValueError, match=r"spans 9 .* 4 \+ 2·1 .*pad more"):
        output_size(4, 3, padding=1, dilation=4)


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5])
def test_same_padding_gives_the_numbers_of_keras(kernel):
    rng = np.random.default_rng(kernel)
    weights = rng.normal(size=(kernel, 1, 1)).astype("float32")
    for size, stride in product((1, 2, 5, 6, 9), (1, 2, 3)):
        row = rng.normal(size=(1, size, 1)).astype("float32")
        expected = keras.ops.conv(row, weights, stride, "same")
        before, after = same_padding(size, kernel, stride=stride)
        padded = np.pad(row, [(0, 0), (before, after), (0, 0)])
        got = keras.ops.conv(padded, weights, stride, "valid")
        assert got.shape == expected.shape == (1, -(-size // stride), 1)
        np.testing.assert_allclose(got, expected, atol=1e-6)


@given(st.integers(1, 200), st.integers(1, 20), st.integers(1, 20))
def test_same_padding_is_as_little_as_will_do(size, kernel, stride):
    before, after = same_padding(size, kernel, stride=stride)
    wanted, total = -(-size // stride), before + after
    assert after - before in (0, 1), "an odd zero goes to the end"
    assert output_size(size + total, kernel, stride=stride) == wanted
    if total:
        fewer = size + total - 1
        assert fewer < kernel or output_size(
            fewer, kernel, stride=stride) < wanted


PLAN = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3),
                          st.integers(0, 2)), max_size=5)


@settings(deadline=None)
@given(st.integers(1, 40), PLAN)
def test_sizes_through_a_network_are_pytorch_s(size, plan):
    kept, expected = copy.deepcopy(plan), [size]
    for kernel, stride, padding in plan:
        layer = nn.Conv1d(1, 1, kernel, stride, padding)
        expected.append(in_torch(layer, expected[-1]))
        if expected[-1] is None:
            with pytest.raises(ValueError, match="the kernel spans"):
                sizes_through(size, plan)
            break
    else:
        assert sizes_through(size, plan) == expected
    assert plan == kept


def test_sizes_through_the_network_of_34_826():
    values, seen = torch.zeros(1, 1, 28, 28), [28]
    for layer in convnet():
        values = layer(values)
        if isinstance(layer, (nn.Conv2d, nn.MaxPool2d)):
            seen.append(values.shape[-1])
    plan = [(3, 1, 0), (2, 2, 0), (3, 1, 0), (2, 2, 0)]
    assert sizes_through(28, plan) == seen == [28, 26, 13, 11, 5]


def hatched(ax):
    return [round(cell.get_x() + 0.5) for cell in ax.patches
            if cell.get_hatch()]


def windows(ax):
    return [list(line.get_xdata()) for line in ax.lines]


@pytest.mark.parametrize("stride, dilation, expected, left_over", [
    (1, 1, [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6]], []),
    (2, 1, [[0, 1, 2], [2, 3, 4], [4, 5, 6]], []),
    (3, 1, [[0, 1, 2], [3, 4, 5]], [6]),
    (1, 2, [[0, 2, 4], [1, 3, 5], [2, 4, 6]], []),
    (2, 3, [[0, 3, 6]], [1, 2, 4, 5])])
def test_windows_and_what_they_leave(stride, dilation, expected, left_over):
    ax = draw_windows(7, 3, stride=stride, dilation=dilation)
    assert windows(ax) == expected and hatched(ax) == left_over
    assert len(ax.patches) == 7
    assert [text.get_text() for text in ax.texts] == list("0123456")


def test_padding_is_dashed_and_results_stand_beside_their_windows():
    ax = draw_windows(6, 3, stride=2, padding=(1, 1), values=range(1, 7),
                      results=[3, 9, 15])
    assert windows(ax) == [[-1, 0, 1], [1, 2, 3], [3, 4, 5]]
    dashed = [round(cell.get_x() + 0.5) for cell in ax.patches
              if cell.get_linestyle() == "--"]
    assert dashed == [-1, 6] and hatched(ax) == [6]
    texts = [text.get_text() for text in ax.texts]
    assert texts == ["0", *"123456", "0", "3", "9", "15"]
    assert [text.get_position()[1] for text in ax.texts[-3:]] == [1, 2, 3]


def test_values_and_results_must_fit():
    with pytest.raises(ValueError, match="5 values for 6 pixels"):
        draw_windows(6, 3, values=range(5))
    with pytest.raises(ValueError, match="2 results for 4 windows"):
        draw_windows(6, 3, results=[1, 2])


def test_a_staircase_has_every_size_and_every_name():
    ax = draw_staircase({"a": [28, 14, 7], "b": [28, 13, 5]},
                        ["image", "conv", "pool"])
    assert [list(step.get_data().values) for step in ax.patches] \
        == [[28, 14, 7], [28, 13, 5]]
    assert [text.get_text() for text in ax.texts] \
        == ["28", "14", "7", "a", "28", "13", "5", "b"]
    assert [label.get_text() for label in ax.get_xticklabels()] \
        == ["image", "conv", "pool"]
    with pytest.raises(ValueError, match="2 sizes, 3 names"):
        draw_staircase({"a": [28, 14]}, ["image", "conv", "pool"])


def test_doctests():
    result = doctest.testmod(utils.sizes)
    assert result.attempted and not result.failed
