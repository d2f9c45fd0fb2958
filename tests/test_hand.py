"""In-page figures compute what `utils` computes: 1,000 random cases each."""
import numpy as np
import pytest

from tests.javascript import call
from utils.layers import conv2d, neuron, perceptron_update
from utils.losses import cross_entropy, softmax
from utils.pooling import pool2d
from utils.sizes import output_size

CASES = 1000


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def test_neuron_and_its_rule(rng):
    cases = []
    for _ in range(CASES):
        d = int(rng.integers(1, 6))
        # Half of them small whole numbers: sums of exactly 0 occur.
        x, w = (rng.integers(-2, 3, d) if rng.random() < 0.5
                else rng.normal(size=d) for _ in range(2))
        cases.append([w.tolist(), float(rng.integers(-2, 3)), x.tolist(),
                      int(rng.choice([-1, 1])), float(rng.choice([0.5, 1]))])
    zeros = 0
    for (w, b, x, y, lr), got in zip(cases, call("Compute.perceptronUpdate",
                                                 cases)):
        new_w, new_b, wrong = perceptron_update(
            np.array(w), b, np.array(x), y, lr=lr)
        assert got["wrong"] == wrong
        assert np.allclose(got["w"], new_w) and np.isclose(got["b"], new_b)
        zeros += np.dot(x, w) + b == 0
    assert zeros > 20
    answers = call("Compute.neuron", [[x, w, b] for w, b, x, *_ in cases])
    assert answers == [neuron(np.array(x), np.array(w), b)
                       for w, b, x, *_ in cases]


def test_softmax_and_cross_entropy(rng):
    cases = [(rng.normal(size=int(rng.integers(2, 11)))
              * rng.choice([1, 10, 1000])).tolist() for _ in range(CASES)]
    labels = [int(rng.integers(len(z))) for z in cases]
    for z, got in zip(cases, call("Compute.softmax", [[z] for z in cases])):
        assert np.allclose(got, softmax(np.array(z)), atol=1e-12)
    losses = call("Compute.crossEntropy",
                  [list(pair) for pair in zip(cases, labels)])
    for z, label, got in zip(cases, labels, losses):
        assert np.isclose(got, cross_entropy(np.array([z]),
                                             np.array([label]))), z


def test_correlation_and_sizes(rng):
    cases = []
    for _ in range(CASES):
        height, width = rng.integers(3, 10, 2)
        kernel = rng.normal(size=rng.integers(1, 4, 2))
        cases.append([rng.normal(size=(height, width)).tolist(),
                      kernel.tolist(), int(rng.integers(1, 4)),
                      int(rng.integers(0, 3)), 1])
    for case, got in zip(cases, call("Compute.correlate", cases)):
        image, kernel, stride, padding, _ = case
        expected = conv2d(np.array(image)[None, None],
                          np.array(kernel)[None, None],
                          stride=stride, padding=padding)[0, 0]
        assert np.shape(got) == expected.shape
        assert np.allclose(got, expected)


def test_output_size(rng):
    cases = [[int(v) for v in (rng.integers(1, 40), rng.integers(1, 8),
                               rng.integers(1, 5), rng.integers(0, 4),
                               rng.integers(1, 4))] for _ in range(CASES)]
    misfits = 0
    for case, got in zip(cases, call("Compute.outputSize", cases)):
        size, kernel, stride, padding, dilation = case
        try:
            expected = output_size(size, kernel, stride=stride,
                                   padding=padding, dilation=dilation)
        except ValueError:
            expected = None
            misfits += 1
        assert got == expected, case
    assert misfits > 20


@pytest.mark.parametrize("kind, reduce", [
    ("max", np.max), ("mean", np.mean), ("min", np.min)])
def test_pooling(rng, kind, reduce):
    cases = []
    for _ in range(CASES):
        size = int(rng.integers(1, 4))
        cases.append([rng.normal(size=rng.integers(size, 9, 2)).tolist(),
                      size, int(rng.integers(1, 4)), kind])
    for (image, size, stride, _), got in zip(cases, call("Compute.pool",
                                                         cases)):
        expected = pool2d(np.array(image)[None, None], size, stride=stride,
                          reduce=reduce)[0, 0]
        assert np.shape(got) == expected.shape
        assert np.allclose(got, expected)


def test_random_numbers_are_even_and_follow_the_seed():
    numbers = call("(function (seed, n) { const draw = Compute.random(seed); "
                   "return Array.from({length: n}, draw); })",
                   [["A17", 20_000], ["A17", 20_000], ["A18", 20_000]])
    assert numbers[0] == numbers[1] != numbers[2]
    counts = np.histogram(numbers[0], bins=20, range=(0, 1))[0]
    assert abs(counts - 1000).max() < 130


def test_both_languages_have_the_same_words():
    figures = call("(function () { return Object.entries(Hand.figures).map("
                   "([name, figure]) => [name, figure.words]); })", [[]])[0]
    assert figures
    for name, words in figures:
        assert set(words) == {"en", "ko"}, name
        assert set(words["en"]) == set(words["ko"]), name
