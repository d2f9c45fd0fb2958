"""The hand-written neuron against PyTorch, algebra and search."""
import doctest
import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

import utils.layers
from utils.layers import (
    fully_connected,
    mistake_bound,
    neuron,
    perceptron_fit,
    perceptron_update,
    step,
)
from utils.plots import COLORS
from utils.plots_neurons import (
    draw_graph,
    plot_corrections,
    plot_decision_line,
    plot_points,
)

SQUARE = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
GATES = {"OR": [-1, 1, 1, 1], "AND": [-1, -1, -1, 1], "NAND": [1, 1, 1, -1],
         "XOR": [-1, 1, 1, -1]}
SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 9)


def separable(seed, n, d, gap):
    """Random examples with labels, and a neuron that leaves room."""
    rng = np.random.default_rng(seed)
    w, b = rng.normal(size=d), rng.normal()
    X = rng.normal(size=(n, d))
    X += (np.sign(X @ w + b) * gap)[:, None] * w / (w @ w)
    return X, step(X @ w + b), w, b


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


# The neuron

def test_or_by_hand():
    sums = fully_connected(SQUARE, np.array([[1, 1]]), np.array([-0.5]))
    assert sums.ravel().tolist() == [-0.5, 0.5, 0.5, 1.5]
    answers = neuron(SQUARE, np.array([1, 1]), -0.5)
    assert answers.tolist() == [-1, 1, 1, 1]


@pytest.mark.parametrize("dtype", [np.int64, np.float32, np.float64])
def test_step_is_minus_one_below_zero_and_one_from_there(dtype):
    s = np.array([-3, -1, 0, 1, 3], dtype)
    assert step(s).tolist() == [-1, -1, 1, 1, 1]
    assert step(-0.0) == 1 and step(-1e-300) == -1


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3, 4)])
def test_step_keeps_the_shape(shape):
    assert step(np.zeros(shape)).shape == shape


@settings(deadline=None)
@given(SEEDS, SIZES, SIZES, SIZES)
def test_a_layer_is_its_neurons_and_pytorch_s(seed, n, d, m):
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=(n, d)), rng.normal(size=(m, d)), rng.normal(
        size=m)
    got = fully_connected(x, w, b)
    expected = torch.nn.functional.linear(*map(torch.from_numpy, (x, w, b)))
    np.testing.assert_allclose(got, expected.numpy())
    one_by_one = [neuron(x, row, bias) for row, bias in zip(w, b)]
    assert np.array_equal(step(got), np.transpose(one_by_one))


def test_a_layer_names_both_shapes():
    with pytest.raises(ValueError, match=r"x \(4, 2\), w \(3, 5\)"):
        fully_connected(SQUARE, np.ones((3, 5)), np.ones(3))


def test_a_neuron_refuses_another_number_of_inputs():
    with pytest.raises(ValueError, match="mismatch"):
        neuron(SQUARE, np.ones(3), 0)


# The learning rule

@settings(deadline=None)
@given(SEEDS, SIZES, st.sampled_from([-1, 1]), st.floats(0.01, 10))
def test_an_update_is_half_the_difference_of_answers(seed, d, y, lr):
    rng = np.random.default_rng(seed)
    w, b, x = rng.normal(size=d), rng.normal(), rng.normal(size=d)
    before = w.copy()
    w_new, b_new, wrong = perceptron_update(w, b, x, y, lr=lr)
    half = lr * (y - neuron(x, w, b)) / 2
    np.testing.assert_allclose(w_new, w + half * x)
    np.testing.assert_allclose(b_new, b + half)
    assert np.array_equal(w, before), "the argument was changed"
    assert wrong is bool(half != 0)
    if wrong:  # the sum moved towards the label by lr·(‖x‖² + 1)
        moved = y * (x @ w_new + b_new - x @ w - b)
        np.testing.assert_allclose(moved, lr * (x @ x + 1))


@pytest.mark.parametrize("name, corrections",
                         [("OR", 5), ("AND", 11), ("NAND", 10)])
def test_gates_are_learned(name, corrections):
    w, b, path = perceptron_fit(SQUARE, GATES[name])
    assert neuron(SQUARE, w, b).tolist() == GATES[name]
    assert len(path) == corrections
    assert np.array_equal(path[-1][2], w) and path[-1][3] == b


def test_the_steps_of_or():
    _, _, path = perceptron_fit(SQUARE, GATES["OR"])
    steps = [(epoch, i, *w, b) for epoch, i, w, b in path]
    assert steps == [(0, 0, 0, 0, -1), (0, 1, 1, 0, 0), (1, 0, 1, 0, -1),
                     (1, 2, 1, 1, 0), (2, 0, 1, 1, -1)]


def test_xor_goes_round_in_circles():
    _, _, path = perceptron_fit(SQUARE, GATES["XOR"], n_epochs=50)
    states = [(*w, b) for _, _, w, b in path]
    assert states[6:-4] == states[10:]
    assert path[-1][0] == 49


def test_no_weights_make_xor():
    numbers = np.arange(-4, 4.5, 0.5)
    for w1, w2, b in itertools.product(numbers, repeat=3):
        answers = neuron(SQUARE, np.array([w1, w2]), b)
        assert answers.tolist() != GATES["XOR"]


@settings(deadline=None)
@given(SEEDS, st.floats(0.01, 10))
def test_from_zeros_the_rate_only_scales(seed, lr):
    X, y, *_ = separable(seed, 20, 3, gap=0.3)
    w, b, path = perceptron_fit(X, y)
    w_scaled, b_scaled, again = perceptron_fit(X, y, lr=lr)
    assert [p[:2] for p in path] == [p[:2] for p in again]
    np.testing.assert_allclose(w_scaled, lr * w, atol=1e-9)
    np.testing.assert_allclose(b_scaled, lr * b, atol=1e-9)


@settings(deadline=None)
@given(SEEDS, st.integers(1, 40), SIZES, st.floats(0.05, 2))
def test_the_promise_is_kept(seed, n, d, gap):
    X, y, w, b = separable(seed, n, d, gap)
    promised = mistake_bound(X, y, w, b)
    w_learned, b_learned, path = perceptron_fit(X, y, n_epochs=100_000)
    assert len(path) <= promised * (1 + 1e-9)
    assert np.array_equal(neuron(X, w_learned, b_learned), y)


@pytest.mark.parametrize("doublings", range(1, 8))
def test_the_promise_is_as_low_as_can_be(doublings):
    hadamard = np.ones((1, 1))
    for _ in range(doublings):
        hadamard = np.kron([[1, 1], [1, -1]], hadamard)
    n = len(hadamard)
    X, y = hadamard[:, 1:], -np.ones(n)
    assert mistake_bound(X, y, np.zeros(n - 1), -1.0) == n
    assert len(perceptron_fit(X, y)[2]) == n


def test_the_promise_wants_a_separating_neuron():
    with pytest.raises(ValueError, match="does not separate"):
        mistake_bound(SQUARE, GATES["AND"], np.ones(2), -0.5)


def test_every_example_has_a_label():
    with pytest.raises(ValueError, match="zip"):
        perceptron_fit(SQUARE, [1, 1, 1])


# The figures

def test_the_line_lies_where_the_sum_is_zero(ax):
    plot_decision_line([2, -1], 0.5, ax)
    for x1, x2 in (ax.lines[0].get_xy1(), ax.lines[0].get_xy2()):
        assert abs(2 * x1 - x2 + 0.5) < 1e-12
    tints = ax.images[0].get_array()
    assert ax.images[0].origin == "lower"
    assert tints[0, -1] == 1 and tints[-1, 0] == 0


def test_no_weights_no_line(ax):
    plot_decision_line([0, 0], -1, ax)
    assert not ax.lines and not ax.images[0].get_array().any()


def test_a_line_needs_two_weights(ax):
    with pytest.raises(ValueError, match=r"\(3,\)"):
        plot_decision_line([1, 1, 1], 0, ax)


def test_points_are_told_apart_by_colour_and_marker(ax):
    plot_points(SQUARE, GATES["AND"], ax)
    assert [len(c.get_offsets()) for c in ax.collections] == [3, 1]
    shapes = {len(c.get_paths()[0].vertices) for c in ax.collections}
    assert len(shapes) == 2
    with pytest.raises(ValueError, match=r"\(4, 3\)"):
        plot_points(np.zeros((4, 3)), GATES["AND"], ax)


def test_a_graph_writes_each_number_and_marks_the_negative(ax):
    draw_graph({"a": (0, 0), "b": (2, 0), "c": (2, 1)},
               [("a", "b", -1.0), ("a", "c", 0.5), ("c", "b", "step")], ax)
    words = [text.get_text() for text in ax.texts]
    assert words == ["−1", "0.5", "step", "a", "b", "c"]
    assert [line.get_linestyle() for line in ax.lines] == ["--", "-", "-"]
    assert ax.lines[0].get_color() == COLORS["blue"]
    with pytest.raises(KeyError):
        draw_graph({"a": (0, 0)}, [("a", "b", 1)], ax)


def test_one_panel_a_correction():
    _, _, path = perceptron_fit(SQUARE, GATES["OR"])
    figure, axes = plt.subplots(1, 5)
    plot_corrections(SQUARE, np.array(GATES["OR"]), path, axes)
    assert axes[-1].get_xlabel() == "epoch 3\nw = (1, 1)   b = −1"
    with pytest.raises(ValueError, match="zip"):
        plot_corrections(SQUARE, np.array(GATES["OR"]), path[:3], axes)
    plt.close(figure)


def test_examples_in_the_docstrings():
    failed, tried = doctest.testmod(utils.layers)
    assert tried and not failed
