"""Hand-written pooling against PyTorch, and the figures of chapter 9."""
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

import utils.pooling
from utils.grad import numerical_gradient
from utils.plots import COLORS
from utils.plots_pooling import (
    CHANGES,
    plot_places,
    plot_same,
    plot_starts,
    plot_unrest,
    show_blocks,
    show_shifted,
    show_strips,
)
from utils.pooling import l2_norm, max_pool2d_backward, pool2d

A = np.array([[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]])
A = A[None, None]


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@st.composite
def maps(draw, dtypes=(np.float32, np.float64)):
    """Maps, and the size and stride of windows that fit into them."""
    size = draw(st.integers(1, 4))
    sides = draw(st.tuples(*[st.integers(size, size + 9)] * 2))
    shape = (*draw(st.tuples(*[st.integers(1, 3)] * 2)), *sides)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = (4 * rng.normal(size=shape)).astype(draw(st.sampled_from(dtypes)))
    return x, size, draw(st.integers(1, 4))


# --- pool2d ------------------------------------------------------------------

@settings(deadline=None)
@given(maps())
def test_pooling_equals_pytorch(drawn):
    x, size, stride = drawn
    there = torch.from_numpy(x)
    for ours, theirs in [
            (np.max, F.max_pool2d(there, size, stride)),
            (np.mean, F.avg_pool2d(there, size, stride)),
            (np.min, -F.max_pool2d(-there, size, stride)),
            (l2_norm, F.lp_pool2d(there, 2, size, stride))]:
        got = pool2d(x, size, stride=stride, reduce=ours)
        assert got.dtype == x.dtype and got.shape == theirs.shape
        np.testing.assert_allclose(got, theirs, rtol=1e-4, atol=1e-4)


@settings(deadline=None)
@given(maps())
def test_windows_lie_side_by_side_unless_told(drawn):
    x, size, _ = drawn
    np.testing.assert_array_equal(pool2d(x, size),
                                  pool2d(x, size, stride=size))


@pytest.mark.parametrize("reduce, expected", [
    (np.max, [[2, 3], [3, 2]]), (np.mean, [[1, 2], [2, 1]]),
    (np.min, [[0, 0], [0, 0]]),
    (l2_norm, np.sqrt([[6, 22], [22, 6]]))])
def test_the_worked_example(reduce, expected):
    np.testing.assert_allclose(pool2d(A, 2, reduce=reduce)[0, 0], expected)


def test_what_fills_no_window_is_dropped():
    x = np.zeros((1, 1, 11, 11))
    x[..., 10, :] = x[..., :, 10] = 9
    assert pool2d(x, 2).shape == (1, 1, 5, 5)
    assert not pool2d(x, 2).any()


def test_overlapping_windows_see_a_pixel_twice():
    x = np.zeros((1, 1, 5, 5))
    x[0, 0, 2, 0] = 1
    assert pool2d(x, 3, stride=2)[0, 0].tolist() == [[1, 0], [1, 0]]


def test_too_large_windows_are_refused_with_both_sizes():
    with pytest.raises(ValueError, match="3×3.*\\(1, 2, 2, 7\\)"):
        pool2d(np.zeros((1, 2, 2, 7)), 3)


def test_pooling_leaves_its_argument_alone():
    x = A.copy()
    for reduce in (np.max, np.mean, l2_norm):
        pool2d(x, 2, reduce=reduce)
    np.testing.assert_array_equal(x, A)


@pytest.mark.parametrize("axis", [0, 2, (1, 2)])
def test_l2_norm_equals_numpy(axis):
    values = np.random.default_rng(0).normal(size=(3, 4, 5))
    np.testing.assert_allclose(l2_norm(values, axis),
                               np.linalg.norm(values, axis=axis))


# --- max_pool2d_backward -----------------------------------------------------

def autograd(x, gradient, size):
    inputs = torch.from_numpy(x).requires_grad_()
    (F.max_pool2d(inputs, size) * torch.from_numpy(gradient)).sum().backward()
    return inputs.grad.numpy()


@settings(deadline=None)
@given(maps())
def test_the_gradient_equals_pytorch(drawn):
    x, size, _ = drawn
    gradient = np.random.default_rng(1).normal(
        size=pool2d(x, size).shape).astype(x.dtype)
    got = max_pool2d_backward(gradient, x, size)
    assert got.dtype == x.dtype
    np.testing.assert_array_equal(got, autograd(x, gradient, size))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_of_equals_the_first_takes_all_as_in_pytorch(seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 2, size=(2, 2, 6, 7)).astype(float)
    gradient = rng.normal(size=(2, 2, 3, 3))
    np.testing.assert_array_equal(max_pool2d_backward(gradient, x, 2),
                                  autograd(x, gradient, 2))


def test_the_gradient_equals_finite_differences():
    rng = np.random.default_rng(2)
    x, gradient = rng.normal(size=(1, 2, 5, 7)), rng.normal(size=(1, 2, 2, 3))
    tried = numerical_gradient(lambda v: (pool2d(v, 2) * gradient).sum(), x)
    np.testing.assert_allclose(max_pool2d_backward(gradient, x, 2), tried,
                               atol=1e-7)


def test_a_gradient_of_another_shape_is_refused_with_both_shapes():
    with pytest.raises(ValueError) as error:
        max_pool2d_backward(np.ones((1, 1, 3, 2)), np.ones((1, 1, 4, 4)), 2)
    assert "(1, 1, 3, 2)" in str(error.value)
    assert "(1, 1, 2, 2)" in str(error.value)


def test_going_back_leaves_its_arguments_alone():
    x, gradient = A.astype(float), np.ones((1, 1, 2, 2))
    max_pool2d_backward(gradient, x, 2)[:] = 7
    np.testing.assert_array_equal(x, A)
    np.testing.assert_array_equal(gradient, 1)


def test_examples_in_docstrings():
    result = doctest.testmod(utils.pooling)
    assert result.attempted and not result.failed


# --- the figures -------------------------------------------------------------

def segments(ax):
    return {tuple(map(tuple, line.get_xydata().tolist())) for line in ax.lines}


def test_blocks_are_ruled_on_the_grid_that_was_named():
    grids = [np.zeros((2, 2)), np.zeros((4, 6))]
    ax = show_blocks(grids, ["→"], ["a", "b"], blocked=(1,))
    left, top = 3.2, -2
    rows = {((left, top + r), (left + 6, top + r)) for r in (0, 2, 4)}
    columns = {((left + c, top), (left + c, top + 4)) for c in (0, 2, 4, 6)}
    assert {tuple((round(x, 9), round(y, 9)) for x, y in line)
            for line in segments(ax)} == rows | columns
    assert {"a", "b", "→"} <= {text.get_text() for text in ax.texts}


def test_shifted_maps_are_counted_and_coloured():
    before = np.array([[0, 1], [2, 3.]])
    after = np.array([[0, 1], [2.5, 0]])
    axes = show_shifted({"one": (before, after), "two": (before, before)})
    assert [ax.get_xlabel() for ax in axes[2]] == [
        "one\n1 of 3 stay", "two\n3 of 3 stay"]
    drawn = axes[2, 0].images[0]
    assert drawn.get_array().tolist() == [[0, 1], [2, 2]]
    assert drawn.cmap is CHANGES and drawn.get_clim() == (0, 2)
    np.testing.assert_array_equal(axes[1, 0].images[0].get_array(), after)
    assert axes[0, 0].images[0].get_clim() == axes[1, 0].images[0].get_clim()


def test_equal_shares_are_drawn_in_their_panels():
    shares = {"a": [(0.8, 0.02), (0.7, 0.01)], "b": [(0.75, 0.2), (0.6, 0.1)]}
    axes = plot_same(shares, plt.subplots(1, 2)[1])
    for panel, ax in enumerate(axes):
        for line, pairs in zip(ax.lines, shares.values(), strict=True):
            np.testing.assert_allclose(
                line.get_xydata(),
                [[1, 100 * pairs[0][panel]], [2, 100 * pairs[1][panel]]])
    assert [text.get_text() for text in axes[0].texts] == ["80", "75"]
    assert [text.get_text() for text in axes[1].texts] == ["2", "20"]
    assert "not 0" in axes[1].get_xlabel()
    high, low = (text.get_position()[1] for text in axes[0].texts)
    assert low == pytest.approx(75) and high >= 80, "pushed apart upwards"


def test_labels_are_pushed_apart_and_none_pulled():
    places = utils.plots_pooling.apart([70, 79, 70.5, 20], 6)
    assert np.diff(np.sort(places)).min() >= 6 - 1e-9
    assert (places >= [70, 79, 70.5, 20]).all() and places[3] == 20


def test_strips_leave_out_what_is_no_number():
    ax = show_strips({"a": ([0, 1], [1, 0.5]),
                      "b": ([0, np.nan], [0.75, np.nan])}, ("here", "moved"))
    cells = [(cell.get_x(), cell.get_y()) for cell in ax.patches]
    np.testing.assert_allclose(cells, [
        (0, 0), (1, 0), (0, 1), (1, 1), (0, 2.6), (0, 3.6)])
    words = [text.get_text() for text in ax.texts]
    assert words == ["a", "here", "0", "1", "moved", "1", "0.5",
                     "b", "here", "0", "moved", "0.75"]


def test_bars_show_both_measures_in_one_order():
    axes = plot_unrest({"a": 0.7, "b": 0.4}, {"a": 0.005, "b": 0.05},
                       plt.subplots(1, 2)[1])
    widths = [[bar.get_width() for bar in ax.patches] for ax in axes]
    np.testing.assert_allclose(widths, [[70, 40], [0.5, 5]])
    assert [text.get_text() for text in axes[1].texts] == ["0.5", "5"]
    assert all(ax.yaxis_inverted() for ax in axes), "the first on top"


def test_every_start_has_a_mark_and_every_mean_a_number():
    runs = {"a": [[0.9, 0.8], [0.92, 0.7]], "b": [[0.96, 0.9], [0.94, 0.88]]}
    ax = plot_starts(runs)
    drawn = [line.get_xydata().tolist() for line in ax.lines]
    np.testing.assert_allclose(drawn, [
        [[90, 0], [92, 0]], [[80, 0], [70, 0]],
        [[96, 1], [94, 1]], [[90, 1], [88, 1]]])
    assert [text.get_text() for text in ax.texts] == [
        "91", "75", "95", "89"]
    assert ax.yaxis_inverted()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "as they are", "moved by 1"]


def test_places_are_joined_and_the_grid_is_marked():
    ax = plot_places(range(9), {"a": np.full(9, 0.9), "b": np.full(9, 0.8)},
                     period=4)
    curves, marks = ax.lines[:2], ax.lines[2:]
    assert [line.get_ydata()[0] for line in curves] == [90, 80]
    assert [line.get_xdata()[0] for line in marks] == [0, 4, 8]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "a", "b"]
    assert to_hex(curves[0].get_color()) == COLORS["blue"].lower()
