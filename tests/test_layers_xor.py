"""The multilayer perceptron written by hand, against PyTorch and differences."""
import doctest

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import utils.layers
from utils.grad import numerical_gradient
from utils.layers import (
    binary_cross_entropy,
    mlp_backward,
    mlp_fit,
    mlp_forward,
    random_layers,
    sigmoid,
)

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=5)
X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
Y = np.array([[0], [1], [1], [0]])


def case(sizes, seed, n_examples=4):
    """Inputs, answers, and one network (not a stack) of these sizes."""
    rng = np.random.default_rng(seed)
    layers = [(W[0], b[0]) for W, b in random_layers(sizes, rng)]
    inputs = rng.normal(size=(n_examples, sizes[0]))
    answers = rng.integers(0, 2, (n_examples, sizes[-1]))
    return inputs, answers, layers


def in_torch(inputs, answers, layers):
    """Output, loss and gradients, from PyTorch."""
    parameters = [(torch.tensor(W, requires_grad=True),
                   torch.tensor(b, requires_grad=True)) for W, b in layers]
    h = torch.tensor(inputs, dtype=torch.float64)
    for W, b in parameters:
        h = torch.sigmoid(torch.nn.functional.linear(h, W, b[0]))
    loss = torch.nn.BCELoss()(h, torch.tensor(answers, dtype=torch.float64))
    loss.backward()
    return h.detach(), loss.item(), [(W.grad, b.grad) for W, b in parameters]


@pytest.mark.parametrize("name", ["sigmoid", "binary_cross_entropy",
                                  "random_layers", "mlp_forward",
                                  "mlp_backward", "mlp_fit"])
def test_example_in_the_docstring(name):
    run = doctest.DocTestRunner()
    for test in doctest.DocTestFinder().find(
            getattr(utils.layers, name), name, globs=vars(utils.layers)):
        run.run(test)
    assert run.tries and not run.failures


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=9))
def test_sigmoid_is_pytorch_s(s):
    expected = torch.sigmoid(torch.tensor(s, dtype=torch.float64))
    np.testing.assert_allclose(sigmoid(np.array(s)), expected, rtol=1e-12)


def test_sigmoid_has_the_derivative_it_states():
    s = np.linspace(-6, 6, 13)
    slope = numerical_gradient(lambda t: sigmoid(t).sum(), s)
    np.testing.assert_allclose(slope, sigmoid(s) * (1 - sigmoid(s)), atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(SIZES, st.integers(0, 10_000), st.integers(1, 6))
def test_forward_and_loss_are_pytorch_s(sizes, seed, n_examples):
    inputs, answers, layers = case(sizes, seed, n_examples)
    activations = mlp_forward(inputs, layers)
    probs, loss, _ = in_torch(inputs, answers, layers)
    assert [a.shape for a in activations] == [(n_examples, n) for n in sizes]
    np.testing.assert_allclose(activations[-1], probs, rtol=1e-12)
    assert binary_cross_entropy(activations[-1], answers) \
        == pytest.approx(loss, rel=1e-12)


@settings(deadline=None, max_examples=40)
@given(SIZES, st.integers(0, 10_000), st.integers(1, 6))
def test_gradients_are_pytorch_s(sizes, seed, n_examples):
    inputs, answers, layers = case([*sizes[:-1], 1], seed, n_examples)
    ours = mlp_backward(mlp_forward(inputs, layers), layers, answers)
    for got, expected in zip(ours, in_torch(inputs, answers, layers)[2]):
        for here, there in zip(got, expected):
            assert here.shape == there.shape
            np.testing.assert_allclose(here, there, rtol=1e-9, atol=1e-14)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000))
def test_gradients_are_finite_differences(seed):
    inputs, answers, layers = case((2, 3, 2, 1), seed)
    ours = mlp_backward(mlp_forward(inputs, layers), layers, answers)
    for place, pair in enumerate(layers):
        for part in (0, 1):
            def loss(changed, place=place, part=part):
                new = [list(both) for both in layers]
                new[place][part] = changed
                return binary_cross_entropy(mlp_forward(inputs, new)[-1],
                                            answers)
            np.testing.assert_allclose(
                ours[place][part], numerical_gradient(loss, pair[part]),
                atol=1e-8)


def test_several_outputs_add_their_losses():
    inputs, answers, layers = case((2, 3, 2), 1)
    ours = mlp_backward(mlp_forward(inputs, layers), layers, answers)
    theirs = in_torch(inputs, answers, layers)[2]
    np.testing.assert_allclose(ours[0][0], 2 * theirs[0][0])


def test_random_layers_fill_their_range():
    (W, b), (W2, _) = random_layers((4, 9, 16), np.random.default_rng(0),
                                    n_networks=200)
    assert W.shape == (200, 9, 4) and b.shape == (200, 1, 9)
    for numbers, bound in ((W, 1 / 2), (b, 1 / 2), (W2, 1 / 3)):
        assert bound * 0.99 < abs(numbers).max() <= bound
        assert abs(numbers.mean()) < bound * 0.05


def test_a_stack_learns_as_each_network_alone():
    start = random_layers((2, 3, 1), np.random.default_rng(4), n_networks=5)
    stack = mlp_fit(start, X, Y, n_steps=300, every=100)
    for i in range(5):
        alone = mlp_fit([(W[i], b[i]) for W, b in start], X, Y, n_steps=300)
        for (W, b), (W_i, b_i) in zip(stack[-1], alone[-1]):
            np.testing.assert_allclose(W[i], W_i, rtol=1e-9)
            np.testing.assert_allclose(b[i], b_i, rtol=1e-9)


def test_fit_is_pytorch_s_gradient_descent():
    _, _, layers = case((2, 2, 1), 3)
    path = mlp_fit(layers, X, Y, lr=0.5, n_steps=50, every=10)
    assert len(path) == 6 and path[0] is layers
    parameters = [torch.tensor(part, requires_grad=True)
                  for pair in layers for part in pair]
    descent = torch.optim.SGD(parameters, lr=0.5)
    for _ in range(50):
        h = torch.tensor(X, dtype=torch.float64)
        for W, b in zip(parameters[::2], parameters[1::2]):
            h = torch.sigmoid(h @ W.T + b)
        loss = torch.nn.BCELoss()(h, torch.tensor(Y, dtype=torch.float64))
        descent.zero_grad()
        loss.backward()
        descent.step()
    ours = [part for pair in path[-1] for part in pair]
    for here, there in zip(ours, parameters):
        np.testing.assert_allclose(here, there.detach(), rtol=1e-9)


def test_layers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError):
        mlp_forward(np.zeros((4, 3)), [(np.zeros((2, 2)), np.zeros((1, 2)))])
