"""Softmax, cross-entropy and its gradient against PyTorch and differences."""
import doctest
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import utils.losses
from utils.grad import numerical_gradient
from utils.losses import (
    cross_entropy,
    cross_entropy_gradient,
    log_softmax,
    softmax,
)

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 9)
SCALES = st.sampled_from([0.1, 1, 30, 1000])


def batch(seed, n, classes, scale):
    rng = np.random.default_rng(seed)
    return scale * rng.normal(size=(n, classes)), rng.integers(0, classes, n)


def test_doctests():
    assert doctest.testmod(utils.losses).failed == 0


@settings(deadline=None, max_examples=60)
@given(SEEDS, SIZES, SIZES, SCALES)
def test_the_same_as_pytorch_without_a_warning(seed, n, classes, scale):
    logits, labels = batch(seed, n, classes, scale)
    z = torch.tensor(logits, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(labels))
    loss.backward()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.allclose(softmax(logits), z.detach().softmax(1))
        assert np.allclose(log_softmax(logits), z.detach().log_softmax(1))
        assert np.isclose(cross_entropy(logits, labels), loss.item())
        assert np.allclose(cross_entropy_gradient(logits, labels), z.grad)


@settings(deadline=None, max_examples=20)
@given(SEEDS, SIZES, SIZES)
def test_the_gradient_is_that_of_the_loss(seed, n, classes):
    logits, labels = batch(seed, n, classes, 2)
    nudged = numerical_gradient(lambda z: cross_entropy(z, labels), logits)
    ours = cross_entropy_gradient(logits, labels)
    assert np.allclose(ours, nudged, atol=1e-7)
    assert np.allclose(ours.sum(axis=1), 0)


def test_any_number_of_axes():
    logits = np.random.default_rng(0).normal(size=(2, 3, 4))
    assert np.allclose(softmax(logits).sum(-1), 1)
    assert np.allclose(np.exp(log_softmax(logits)), softmax(logits))
    assert np.allclose(softmax(logits + 700), softmax(logits))


def test_the_slides_example_and_table():
    table = np.array([[0.1, 0.3, 0.6], [0.2, 0.6, 0.2], [0.3, 0.4, 0.3]])
    loss = cross_entropy(np.log(table), np.array([2, 1, 0]))
    assert round(float(loss), 2) == 0.74
    single = cross_entropy(np.log([[0.7, 0.2, 0.1]]), np.array([0]))
    assert round(float(single), 6) == 0.356675
    assert abs(single / np.log(10) - 0.154901) < 1e-6


def test_a_label_that_is_no_class_raises():
    for function in (cross_entropy, cross_entropy_gradient):
        with pytest.raises(IndexError):
            function(np.zeros((1, 3)), np.array([3]))
