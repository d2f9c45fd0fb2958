"""Optimizers and starts written by hand, against PyTorch and closed forms."""
import doctest

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import utils.layers
import utils.optim
import utils.train
from utils.layers import normal_layers
from utils.optim import adam, momentum, rmsprop, sgd
from utils.plots_depth import (
    plot_alive,
    plot_blame,
    plot_descent,
    plot_family,
    plot_rates,
    plot_spread,
)
from utils.train import as_parameters

RULES = {
    "sgd": (sgd, None, lambda p, lr: torch.optim.SGD(p, lr=lr)),
    "momentum": (momentum, 0.0,
                 lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9)),
    "rmsprop": (rmsprop, 0.0, lambda p, lr: torch.optim.RMSprop(p, lr=lr)),
    "adam": (adam, (0, 0.0, 0.0), lambda p, lr: torch.optim.Adam(p, lr=lr)),
}


@pytest.mark.parametrize("module, name", [
    (utils.optim, "sgd"), (utils.optim, "momentum"), (utils.optim, "rmsprop"),
    (utils.optim, "adam"), (utils.layers, "normal_layers"),
    (utils.train, "as_parameters")])
def test_example_in_the_docstring(module, name):
    run = doctest.DocTestRunner()
    for test in doctest.DocTestFinder().find(
            getattr(module, name), name, globs=vars(module)):
        run.run(test)
    assert run.tries and not run.failures


@pytest.mark.parametrize("name", RULES)
@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.floats(1e-4, 0.5))
def test_every_step_is_torch_optim_s(name, seed, lr):
    rule, memory, optimizer = RULES[name]
    rng = np.random.default_rng(seed)
    w = rng.normal(size=(3, 2))
    twin = torch.tensor(w, requires_grad=True)
    descent = optimizer([twin], lr)
    for _ in range(30):
        g = rng.normal(size=(3, 2)) * 10.0 ** rng.integers(-4, 4)
        before = w.copy()
        moved, memory = rule(w, g, memory, lr=lr)
        assert np.array_equal(w, before)
        w, twin.grad = moved, torch.tensor(g)
        descent.step()
        np.testing.assert_allclose(w, twin.detach(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", RULES)
def test_rules_take_tensors_too(name):
    rule, memory, _ = RULES[name]
    w, g = np.array([1.0, -2.0]), np.array([0.5, 4.0])
    ours, _ = rule(w, g, memory, lr=0.1)
    theirs, _ = rule(torch.tensor(w), torch.tensor(g), memory, lr=0.1)
    np.testing.assert_allclose(theirs, ours)


def test_adam_s_first_step_is_the_learning_rate():
    for size in (1e-6, 1.0, 1e6):
        w, _ = adam(0.0, size, lr=0.1)
        assert w == pytest.approx(-0.1, rel=0.02)


@pytest.mark.parametrize("gain", [1, 2 ** 0.5, 4])
def test_normal_layers_have_their_deviation(gain):
    layers = normal_layers((100, 50, 20), np.random.default_rng(0), gain=gain,
                           n_networks=20)
    assert [W.shape for W, _ in layers] == [(20, 50, 100), (20, 20, 50)]
    for (W, b), n_in in zip(layers, (100, 50)):
        assert W.std() == pytest.approx(gain / n_in ** 0.5, rel=0.02)
        assert b.shape == (20, 1, W.shape[1]) and not b.any()


def test_he_s_start_keeps_the_size_through_relu():
    rng = np.random.default_rng(0)
    x = h = rng.normal(size=(50, 500))
    for W, _ in normal_layers((500,) * 11, rng, gain=2 ** 0.5):
        h = np.maximum(0, h @ W[0].T)
    assert 0.6 < np.square(h).mean() / np.square(x).mean() < 1.6


def test_parameters_are_copies():
    W, b = torch.ones(2, 2, requires_grad=True), np.zeros((1, 2))
    [[W_new, b_new]] = as_parameters([(W, b)])
    with torch.no_grad():
        W_new += 1
        b_new += 1
    assert W.sum() == 4 and not b.any()
    assert W_new.is_leaf and W_new.dtype == b_new.dtype == torch.float32


def test_figures_draw_what_they_are_given():
    ax = plot_alive([[0, 4], [2, 0]])
    assert [tuple(xy) for xy in ax.lines[0].get_xydata()] == [(0, 0), (1, 1)]
    ax = plot_rates([0.1, 1], {"SGD": [1.0, np.nan], "Adam": [9.0, 2.0]},
                    plt.figure().gca())
    assert np.isnan(ax.lines[0].get_ydata()[1])
    assert np.isnan(ax.lines[1].get_ydata()[0])
    ax = plot_blame({("sigmoid", "Keras"): [1e-3, 1e-2, 1e-1]},
                    plt.figure().gca())
    assert ax.lines[0].get_ydata().tolist() == [1e-1, 1e-2, 1e-3]
    path = [(-1.0, 1.0), (0.0, 0.5)]
    ax = plot_descent(lambda w: (w ** 2).sum(-1), path, plt.figure().gca())
    assert ax.lines[0].get_xydata().tolist() == [list(at) for at in path]
    ax = plot_spread([np.zeros(9), np.ones(9)], plt.figure().gca())
    picture = ax.images[0].get_array()
    assert picture.shape[1] == 2 and (picture == 1).sum() == 2
    axes = plt.subplots(1, 2)[1]
    plot_family({"line": (lambda s: s, np.ones_like)}, axes)
    assert axes[0].lines[1].get_ydata().tolist() == [1] * 601
    plt.close("all")
