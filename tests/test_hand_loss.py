"""The in-page figure of the cross-entropy: `utils.losses` and the chapter."""
import re

import numpy as np

from tests.javascript import call
from utils.losses import cross_entropy, cross_entropy_gradient

FIGURE = "Hand.figures.loss."
CASES = 1000
PLAY = """(function (answer, actions) {
  const figure = Hand.figures.loss;
  let state = figure.start({answer});
  for (const [name, value] of actions) state = figure.act(state, name, value);
  const say = Hand.speaker(figure.words, "en");
  return {...state, said: figure.said(state, say, "x"),
          html: figure.view(state, say)};
})"""


def test_gradient_and_a_step():
    rng = np.random.default_rng(8)
    cases = [[(rng.normal(size=3) * rng.choice([1, 10, 1000])).tolist(),
              int(rng.integers(3))] for _ in range(CASES)]
    gradients = call(FIGURE + "compute.gradient", cases)
    steps = call(FIGURE + "compute.descend",
                 [[*case, 0.5] for case in cases])
    for (z, label), slope, after in zip(cases, gradients, steps):
        expected = cross_entropy_gradient(np.array([z]), np.array([label]))[0]
        assert np.allclose(slope, expected, rtol=0, atol=1e-12)
        assert np.allclose(after, z - 0.5 * expected, rtol=0, atol=1e-9)


def test_the_answers_of_the_chapter():
    names = ["sample1", "sample2", "sample3", "scores", "wrong"]
    states = call(PLAY, [[name, []] for name in names])
    losses = [cross_entropy(np.array([state["z"]]), np.array([state["label"]]))
              for state in states]
    assert np.round(losses, 2).tolist() == [0.51, 0.51, 1.20, 1.41, 10.0]
    assert round(np.mean(losses[:3]), 2) == 0.74
    for state, loss in zip(states, losses):
        assert f"<strong>{loss:.3f}</strong>" in state["html"]
    for number in ("0.6652", "−0.7553", "0.0900"):
        assert number in states[3]["html"]


def test_what_is_written_can_be_computed_with():
    """e^z, p, −ln p and p − y follow from the numbers in the table."""
    rng = np.random.default_rng(8)
    cases = [["scores", [[f"z{k}", str(z)] for k, z in enumerate(
        rng.uniform(-5, 5, 3).round(1))] + [["label", "1"]]]
        for _ in range(200)]
    for state in call(PLAY, cases):
        html = state["html"].replace("−", "-")
        powers = [float(n) for n in re.findall(
            r"</sup></span><span>= ([\d.]+)", html)]
        quotients = [tuple(map(float, found)) for found in re.findall(
            r"<span>([\d.]+) / ([\d.]+)</span><span>= ([\d.]+)", html)]
        assert np.allclose(powers, np.exp(state["z"]), rtol=6e-4)
        assert np.allclose([a / b for a, b, _ in quotients],
                           [p for *_, p in quotients], rtol=1.2e-3, atol=1e-4)
        p, loss = map(float, re.search(
            r"-ln ([\d.]+) = <strong>([\d.]+)", html).groups())
        assert abs(-np.log(p) - loss) < 1.1e-3


def test_one_slider_many_sliders_or_steps():
    right, wrong, both, steps, mixed = call(PLAY, [
        ["scores", [["z1", "3"], ["z1", "4.5"]]],
        ["scores", [["z0", "-5"]]],
        ["scores", [["z0", "-3"], ["z1", "3"]]],
        ["scores", [["descend", None]] * 7],
        ["scores", [["descend", None], ["z1", "5"]]]])
    assert "z₂ 1 → 4.5" in right["said"]
    assert "with one slider: z₂ at 4.5" in right["said"]
    assert "z₁ is at its end" in wrong["said"]
    assert "not by one slider" in both["said"]
    assert "after 7 steps" in steps["said"] and "from 0.109" in steps["said"]
    assert "not by one slider" in mixed["said"]


def test_another_right_class_begins_anew():
    state, = call(PLAY, [["scores", [["z0", "3"], ["label", "2"]]]])
    assert state["label"] == 2 and state["z"] == [3, 1, 0]
    assert not state["moved"] and "Class 3 is right" in state["said"]
