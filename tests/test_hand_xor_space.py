"""The in-page figure of the 2-2-1 network: `utils.layers` and the chapter."""
import numpy as np
import pytest

from tests.javascript import call
from utils.layers import (
    binary_cross_entropy,
    mlp_backward,
    mlp_fit,
    mlp_forward,
    random_layers,
)

X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
Y = np.array([[0], [1], [1], [0]])
FIGURE = "Hand.figures.xor_space."
CASES = 1000
RUN = """(function (from, guess) {
  const figure = Hand.figures.xor_space;
  let state = figure.act(figure.start({}), "from", from);
  if (guess) state = figure.act(state, "guess", guess);
  state = figure.act(state, "play");
  let ticks = 1;
  while (state.playing) { state = figure.act(state, "tick"); ticks += 1; }
  const said = figure.said(state, Hand.speaker(figure.words, "en"));
  return {...state, ticks, said};
})"""


def layers_of(row):
    row = np.array(row)
    return [(row[:4].reshape(2, 2), row[None, 4:6]),
            (row[None, 6:8], row[None, 8:])]


def row_of(layers):
    return np.concatenate([part.ravel() for pair in layers for part in pair])


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(8)
    return [(rng.normal(size=9) * rng.choice([0.5, 2, 6])).tolist()
            for _ in range(CASES)]


def test_forward_and_loss(rows):
    forward = call(FIGURE + "compute.forward", [[row] for row in rows])
    losses = call(FIGURE + "compute.loss", [[got["p"]] for got in forward])
    for row, got, loss in zip(rows, forward, losses):
        _, h, p = mlp_forward(X, layers_of(row))
        assert np.allclose(got["h"], h, rtol=0, atol=1e-12)
        assert np.allclose(got["p"], p[:, 0], rtol=0, atol=1e-12)
        assert np.isclose(loss, binary_cross_entropy(p, Y), rtol=1e-7)


def test_backward(rows):
    for row, got in zip(rows, call(FIGURE + "compute.gradient",
                                   [[row] for row in rows])):
        layers = layers_of(row)
        expected = row_of(mlp_backward(mlp_forward(X, layers), layers, Y))
        assert np.allclose(got, expected, rtol=0, atol=1e-12)


def test_update(rows):
    for row, got in zip(rows, call(FIGURE + "compute.fit",
                                   [[row, 7] for row in rows])):
        expected = mlp_fit(layers_of(row), X, Y, n_steps=7, every=7)[-1]
        assert np.allclose(got, row_of(expected), rtol=0, atol=1e-9)


def test_starts_are_drawn_as_in_the_chapter():
    drawn = np.array(call(FIGURE + "compute.drawn",
                          [[seed] for seed in range(1, 501)]))
    assert abs(drawn).max() < 0.5**0.5
    counts = np.histogram(drawn, bins=9, range=(-0.5**0.5, 0.5**0.5))[0]
    assert abs(counts - 500).max() < 100
    assert len({tuple(row) for row in drawn}) == 500


def test_it_begins_with_the_network_of_the_chapter_and_its_losses():
    theta = call(FIGURE + "start", [[{}]])[0]["theta"]
    start = [(W[0], b[0]) for W, b in
             random_layers((2, 2, 1), np.random.default_rng(12))]
    assert np.allclose(theta, row_of(start), rtol=0, atol=5e-7)
    steps = [0, 200, 400, 600, 800, 10_000]
    rows = call(FIGURE + "compute.fit", [[theta, k] for k in steps])
    losses = [binary_cross_entropy(mlp_forward(X, layers_of(row))[-1], Y)
              for row in rows]
    assert np.round(losses, 3).tolist() == [0.724, 0.624, 0.478, 0.121,
                                            0.039, 0.001]


def test_a_run_that_learns_and_one_that_sticks():
    chapter, stuck, twins = call(RUN, [["chapter", "orange"], ["1", "blue"],
                                       ["equal", None]])
    assert chapter["end"] == "learned" and chapter["step"] < 1100
    assert "orange points fell together" in chapter["said"]
    assert "guessed right" in chapter["said"]
    assert stuck["end"] == "stuck" and stuck["step"] == 10_000
    assert "0.347" in stuck["said"] and "otherwise" in stuck["said"]
    assert "(1, 0) and (1, 1)" in stuck["said"]
    assert "0.67 to all three" in twins["said"]
    assert np.array_equal(twins["theta"][:2], twins["theta"][2:4])
    for state in (chapter, stuck, twins):  # 80 ms each: seconds
        assert len(state["losses"]) == state["ticks"] + 1 < 150


def test_about_as_many_learn_as_in_the_chapter():
    rows = call("(function (seed) { const c = Hand.figures.xor_space.compute;"
                " return c.fit(c.drawn(seed), 10000); })",
                [[seed] for seed in range(1, 101)])
    kinds = call(FIGURE + "compute.folded", [[row] for row in rows])
    for row, kind in zip(rows, kinds):
        p = mlp_forward(X, layers_of(row))[-1]
        assert (kind == "mixed") == (((p > 0.5) != Y).any())
    assert 78 <= sum(kind != "mixed" for kind in kinds) <= 96
    assert {"orange", "blue", "mixed"} == set(kinds)


def test_a_guess_stands_once_training_has_begun():
    state = call("""(function () {
      const figure = Hand.figures.xor_space;
      let state = figure.start({});
      for (const [name, value] of [["guess", "blue"], ["step"],
                                   ["guess", "mixed"]])
        state = figure.act(state, name, value);
      return state; })""", [[]])[0]
    assert state["guess"] == "blue" and state["step"] == 1


def test_the_next_start():
    from_chapter, from_nine = call(
        "(function (from) { const figure = Hand.figures.xor_space; return "
        "figure.act(figure.act(figure.start({}), 'from', from), 'next').from;"
        " })", [["chapter"], ["9"]])
    assert (from_chapter, from_nine) == (2, 10)
