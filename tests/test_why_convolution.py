"""Costs, matrices and receptive fields of chapter 6, and its pictures."""
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d
from torch import nn

import utils.costs
import utils.plots_locality
import utils.sizes
from utils.costs import kept_bytes, layer_costs
from utils.layers import convolution_matrix, cross_correlate2d
from utils.models import convnet, count_parameters, mlp
from utils.plots import COLORS
from utils.plots_locality import (
    plot_field,
    plot_neighbours,
    plot_shares,
    plot_shifts,
    show_agreement,
    show_shared,
    show_square,
)
from utils.sizes import receptive_field

SIDES = st.integers(1, 6)
SEEDS = st.integers(0, 2**32 - 1)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize("module", [utils.costs, utils.sizes])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


# --- the matrix ---------------------------------------------------------------

@settings(deadline=None)
@given(st.tuples(SIDES, SIDES), st.tuples(SIDES, SIDES), SEEDS,
       st.sampled_from([np.float64, np.int64]))
def test_matrix_does_what_sliding_does(kernel_shape, extra, seed, dtype):
    rng = np.random.default_rng(seed)
    shape = tuple(np.add(kernel_shape, extra) - 1)
    image = (rng.normal(size=shape) * 9).astype(dtype)
    kernel = (rng.normal(size=kernel_shape) * 9).astype(dtype)
    kept = kernel.copy()
    matrix = convolution_matrix(kernel, shape)
    assert matrix.dtype == dtype
    np.testing.assert_array_equal(kernel, kept)
    got = matrix @ image.ravel()
    np.testing.assert_allclose(
        got, correlate2d(image, kernel, mode="valid").ravel(), atol=1e-9)
    np.testing.assert_allclose(
        got, cross_correlate2d(image, kernel).ravel(), atol=1e-9)


@given(st.tuples(SIDES, SIDES), st.tuples(SIDES, SIDES))
def test_matrix_is_sparse_and_shared(kernel_shape, extra):
    kernel = np.arange(1, np.prod(kernel_shape) + 1).reshape(kernel_shape)
    matrix = convolution_matrix(kernel, np.add(kernel_shape, extra) - 1)
    assert matrix.shape[0] == np.prod(extra)
    for row in matrix:
        assert row[row != 0].tolist() == kernel.ravel().tolist()


def test_transposed_matrix_is_the_way_back():
    rng = np.random.default_rng(6)
    kernel, gradient = rng.normal(size=(3, 2)), rng.normal(size=(4, 6))
    image = torch.zeros(1, 1, 6, 7, dtype=torch.float64, requires_grad=True)
    out = F.conv2d(image, torch.tensor(kernel)[None, None])
    out.backward(torch.tensor(gradient)[None, None])
    np.testing.assert_allclose(
        convolution_matrix(kernel, (6, 7)).T @ gradient.ravel(),
        image.grad.ravel(), atol=1e-12)


@pytest.mark.parametrize("shape", [(2, 9), (9, 3)])
def test_matrix_refuses_a_large_kernel_with_both_shapes(shape):
    with pytest.raises(ValueError) as error:
        convolution_matrix(np.ones((3, 4)), shape)
    assert "(3, 4)" in str(error.value) and str(shape) in str(error.value)


# --- the receptive field --------------------------------------------------------

@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 2)), max_size=5))
def test_receptive_field_is_what_gets_a_gradient(layers):
    """Of one output; a stride beyond the kernel would skip pixels."""
    layers = [(max(kernel, stride), stride) for kernel, stride in layers]
    size = receptive_field(layers) + 40
    image = torch.zeros(1, 1, size, 1, dtype=torch.float64,
                        requires_grad=True)
    out = image
    for kernel, stride in layers:
        out = F.avg_pool2d(out, (kernel, 1), (stride, 1))
    out[0, 0, 0, 0].backward()
    touched = image.grad[0, 0, :, 0].nonzero()
    assert len(touched) == receptive_field(layers) == touched.max() + 1


def test_receptive_field_of_known_networks():
    def block(n):
        return [(3, 1)] * n + [(2, 2)]

    assert receptive_field([]) == 1
    assert receptive_field([(3, 1)] * 3) == receptive_field([(7, 1)]) == 7
    assert receptive_field(block(1) * 2) == 10
    assert receptive_field(block(2) * 2 + block(3) * 3) == 212


# --- the costs ----------------------------------------------------------------

def counted_products(model, shape):
    """Multiply-adds another way: PyTorch's counter of operations, halved."""
    from torch.utils.flop_counter import FlopCounterMode
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(1, *shape))
    return counter.get_total_flops() // 2


@pytest.mark.parametrize("make, shape", [
    (convnet, (1, 28, 28)), (lambda: mlp(784, 50, 10), (1, 28, 28)),
    (lambda: nn.Conv2d(3, 5, (3, 2), stride=2, padding=1), (3, 11, 8)),
    (lambda: nn.Conv2d(6, 4, 3, groups=2, bias=False), (6, 9, 9)),
    (lambda: nn.Sequential(nn.Conv2d(2, 3, 1), nn.Dropout(), nn.Flatten(),
                           nn.Linear(48, 2)), (2, 4, 4))])
def test_costs_equal_pytorch_counter(make, shape):
    model = make()
    costs = layer_costs(model, shape)
    assert sum(cost.multiply_adds for cost in costs) \
        == counted_products(model, shape)
    assert sum(cost.parameters for cost in costs) == count_parameters(model)
    with torch.no_grad():
        out = model(torch.zeros(1, *shape))
    assert costs[-1].shape == tuple(out.shape[1:])
    assert all(cost.activations == np.prod(cost.shape) for cost in costs)


def test_costs_of_the_slides_network():
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Linear(128, 10))
    costs = layer_costs(model, (1, 28, 28))
    first, second, dense, last = (cost for cost in costs if cost.parameters)
    assert (first.parameters, second.parameters, dense.parameters,
            last.parameters) == (320, 18_496, 1_179_776, 1_290)
    assert first.multiply_adds == 26 * 26 * 32 * 9
    assert second.multiply_adds == 24 * 24 * 64 * 32 * 9
    assert dense.multiply_adds == 9216 * 128
    assert second.activations == 36_864


def test_the_model_is_left_as_it_was():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2),
                          nn.Dropout()).train()
    before = {name: value.clone() for name, value
              in model.state_dict().items()}
    layer_costs(model, (1, 5, 5))
    with pytest.raises(RuntimeError):
        layer_costs(model, (3, 5, 5))
    assert all(part.training for part in model.modules())
    assert not any(part._forward_hooks for part in model.modules())
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name])


def test_a_shared_layer_counts_each_time_it_is_used():
    layer = nn.Linear(3, 3)
    costs = layer_costs(nn.Sequential(layer, layer), (3,))
    assert [cost.multiply_adds for cost in costs] == [9, 9]


def test_kept_bytes_by_hand():
    """A convolution keeps its input, a ReLU its output, pooling its input
    and the places of the largest, 8 bytes each."""
    images = torch.rand(2, 1, 6, 6)
    conv = nn.Conv2d(1, 4, 3)
    assert kept_bytes(conv, images) == 0, "input and weights are known"
    relu = nn.Sequential(conv, nn.ReLU())
    assert kept_bytes(relu, images) == 4 * 2 * 4 * 4 * 4
    pooled = nn.Sequential(conv, nn.ReLU(), nn.MaxPool2d(2))
    assert kept_bytes(pooled, images) == 4 * 2 * 4 * 4 * 4 + 8 * 2 * 4 * 2 * 2
    flat = nn.Sequential(conv, nn.ReLU(), nn.Flatten(), nn.Linear(64, 3))
    assert kept_bytes(flat, images) == kept_bytes(relu, images)


def test_kept_bytes_grow_with_the_batch_and_not_without_gradients():
    model, images = convnet(), torch.rand(6, 1, 28, 28)
    assert kept_bytes(model, images) == 3 * kept_bytes(model, images[:2])
    with torch.no_grad():
        assert kept_bytes(model, images) == 0
    assert all(p.grad is None for p in model.parameters())


# --- the pictures -------------------------------------------------------------

def test_agreement_marks_ink_too_many_and_missing():
    letter = np.array([[1, -1], [-1, 1]])
    other = np.array([[1, 1], [-1, -1]])
    same, differ = show_agreement({"same": letter, "other": other}, letter,
                                  columns=2)
    assert [ax.get_xlabel() for ax in (same, differ)] == ["same", "other"]
    assert [len(marks.get_offsets()) for marks in same.collections[1:]] \
        == [0, 0]
    extra, missing = differ.collections[1:]
    assert extra.get_offsets().tolist() == [[1.5, 0.5]]
    assert missing.get_offsets().tolist() == [[1.5, 1.5]]
    assert len(missing.get_facecolors()) == 0, "a ring, not a disc"


def test_agreement_leaves_no_empty_panel():
    axes = show_agreement(dict.fromkeys("abcde", np.ones((2, 2))),
                          np.ones((2, 2)), columns=4)
    assert len(axes) == len(plt.gcf().axes) == 5


def test_neighbours_names_every_curve_at_its_last_number():
    photo = np.arange(16).reshape(4, 4)
    axes = plot_neighbours(photo, photo.T, [1, 2, 4], {
        "a": [0.9, 0.5, 0.1], "b": [0.8, 0.2, np.nan]})
    for ax, picture in zip(axes, (photo, photo.T)):
        assert (ax.images[0].get_array() == picture).all()
        assert ax.images[0].get_clim() == (0, 255)
    names = {text.get_text(): text.xy for text in axes[2].texts}
    assert names == {"a": (4, 0.1), "b": (2, 0.2)}


def test_shared_weights_keep_their_colour():
    kernel = np.array([[3, -1], [7, 2]])
    matrix = convolution_matrix(kernel, (3, 3))
    first, *rest = show_shared(kernel, {"one": matrix, "two": matrix[:, ::-1]})
    assert [text.get_text() for text in first.texts] == ["3", "-1", "7", "2"]
    for ax, grid in zip(rest, (matrix, matrix[:, ::-1])):
        cells = ax.collections[0].get_array()
        assert (cells.mask == (grid == 0)).all()
        for weight, rank in ((-1, 0), (2, 1), (3, 2), (7, 3)):
            assert set(cells[grid == weight]) == {rank}
    assert "two" in rest[1].get_xlabel()


@pytest.mark.parametrize("kernel", [[[1, 1]], [[0, 1]]])
def test_shared_weights_must_differ_and_not_be_zero(kernel):
    with pytest.raises(ValueError, match="differ"):
        show_shared(np.array(kernel), {"one": np.eye(2)})


def test_square_has_its_corners_in_order():
    corners = [np.full((2, 2), value) for value in (0.1, -4, 0.3, 2)]
    axes = show_square(corners, ("slide", "shift"))
    for ax, corner in zip(axes, corners):
        assert (ax.images[0].get_array() == corner).all()
    assert [ax.images[0].get_clim() for ax in axes] \
        == [(0, 1), (-4, 4), (0, 1), (-4, 4)]
    words = [text.get_text() for ax in axes for text in ax.texts]
    assert words.count("slide") == words.count("shift") == 2


def test_shifts_draw_every_curve_over_the_lost_ink():
    ax = plot_shifts({"a": [0.9, 0.5], "b": [1, 0.7], "c": [1, 1]}, [0, 0.2])
    drawn = {line.get_label(): line.get_ydata() for line in ax.lines}
    assert [list(drawn[name]) for name in "abc"] \
        == [[0.9, 0.5], [1, 0.7], [1, 1]]
    assert len({line.get_marker() for line in ax.lines[:3]}) == 3
    area = ax.collections[0].get_paths()[0].vertices
    assert area[:, 1].max() == 0.2


def test_shares_sum_to_a_hundred_and_small_ones_are_not_written():
    ax = plot_shares({"one": {"a": 3, "b": 1}, "two": {"a": 1, "b": 99}})
    widths = np.reshape([bar.get_width() for bar in ax.patches], (2, 2))
    assert widths.tolist() == [[75, 25], [1, 99]]
    assert [text.get_text() for text in ax.texts] \
        == ["75 %", "25 %", "99 %"]
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["a", "b"]


def test_field_frames_all_and_the_middle():
    influence = np.outer([1, 2, 4, 2, 1], [1, 2, 4, 2, 1])
    left, right = plot_field(influence, 3, [1, 2], {"a": [3, 5], "b": [3, 4]})
    frames = {(frame.get_width(), *frame.get_xy()) for frame in left.patches}
    assert frames == {(5, -0.5, -0.5), (3, 0.5, 0.5)}
    assert left.images[0].get_array().max() == 1
    assert [line.get_label() for line in right.lines] == ["a", "b"]
    assert right.lines[0].get_color() == COLORS["orange"]
