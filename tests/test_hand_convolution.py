"""The in-page convolution: its sums and slips, and what its actions do."""
import numpy as np
import pytest

from tests.javascript import call
from utils.layers import cross_correlate2d

CASES = 1000
PLAY = """(function (options, actions) {
  const figure = Hand.figures.convolution;
  let state = figure.start(options);
  for (const [name, value] of actions) state = figure.act(state, name, value);
  return state; })"""


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def test_every_slip_gives_the_value_that_the_slip_gives(rng):
    cases = []
    for _ in range(CASES):
        n, k = int(rng.integers(3, 8)), int(rng.integers(2, 4))
        r, c = (int(v) for v in rng.integers(0, n - k + 1, 2))
        cases.append([rng.integers(-4, 9, (n, n)).tolist(),
                      rng.integers(-3, 4, (k, k)).tolist(), r, c])
    seen = set()
    for (image, kernel, r, c), slips in zip(
            cases, call("Hand.figures.convolution.compute.slips", cases)):
        image, kernel = np.array(image), np.array(kernel)
        k, values = len(kernel), {}
        window = image[r:r + k, c:c + k]
        scores = cross_correlate2d(image, kernel)
        made = window * kernel
        values["flipped"] = {cross_correlate2d(image, kernel[::-1, ::-1])[r, c]}
        values["sign"] = {abs(made).sum(),
                          cross_correlate2d(image, abs(kernel))[r, c],
                          *(made.sum() - 2 * made[made < 0])}
        values["weightless"] = {window.sum()}
        values["row"] = {made[0].sum()}
        near, got = set(), {name: set() for name in values}
        for name, value, *where in slips:
            if name == "off":
                at = tuple(where[0])
                assert value == scores[at] and at != (r, c)
                near.add(at)
            else:
                got[name].add(value)
            seen.add(name)
        # None is forgotten: all neighbours, and each way to drop a sign.
        assert near == {(i, j) for i, j in np.ndindex(scores.shape)
                        if max(abs(i - r), abs(j - c)) == 1}
        assert got == values
    assert seen == {"flipped", "sign", "off", "weightless", "row"}


def test_judge_says_right_only_to_the_sum(rng):
    cases, answers = [], []
    for _ in range(CASES):
        image = rng.integers(-4, 9, (4, 4))
        kernel = rng.integers(-3, 4, (3, 3))
        r, c = (int(v) for v in rng.integers(0, 2, 2))
        right = int(cross_correlate2d(image, kernel)[r, c])
        given = right + int(rng.choice([0, 0, 1, -1, 7]))
        cases.append([image.tolist(), kernel.tolist(), r, c,
                      str(given).replace("-", "−")])
        answers.append("right" if given == right else "wrong")
    got = call("Hand.figures.convolution.compute.judge", cases)
    assert [told["kind"] for told in got] == answers


@pytest.mark.parametrize("text, kind, slip", [
    ("16", "right", None), ("", "empty", None), ("12", "wrong", "flipped"),
    ("15", "wrong", "off"), ("4", "wrong", "row"), ("100", "wrong", None),
    ("4, 0, 0, 0, 2, 6, 0, 0, 4", "products", None), ("4 8 4", "many", None)])
def test_answers_to_the_second_window_of_the_chapters_figure(text, kind, slip):
    state = call(PLAY, [[{}, [["guess", text], ["check", ""]]]])[0]
    told = state["told"]
    assert told["kind"] == kind
    assert [name for name, *_ in told.get("slips", [])][:1] == (
        [slip] if slip else [])
    assert state["at"] == (1 if kind == "right" else 0)


@pytest.mark.parametrize("source, expected", [
    ("figure", [[15, 16], [6, 15]]),
    ("ring", [[7, 12, 10, 2], [4, 15, 16, 10], [10, 6, 15, 6], [8, 10, 4, 3]]),
    ("four", [[1, 1, 1], [2, 1, 2], [1, 2, 1]]),
    ("sample", [[40, 32], [26, 25]]),
    ("blob", [[4, 3, 4], [2, 4, 3], [2, 3, 4]])])
def test_examples_are_the_chapters(source, expected):
    state = call(PLAY, [[{"source": source}, []]])[0]
    padded = np.pad(state["image"], state["ring"])
    result = cross_correlate2d(padded, np.array(state["kernel"]))
    assert result.tolist() == expected
    assert len(state["seen"]) == result.size


def test_window_moves_within_the_image_and_fills_the_map():
    state = call(PLAY, [[{"source": "ring"}, [
        ["window", {"dx": 1, "dy": 0}], ["window", {"dx": 0, "dy": -1}],
        ["cell", {"dx": 5, "dy": 5}], ["next", ""], ["back", ""]]]])[0]
    assert [i for i, seen in enumerate(state["seen"]) if seen] == [0, 1, 14, 15]
    assert state["at"] == 14


def test_own_numbers_begin_as_those_in_view_and_stay_within_nine():
    before, after = call(PLAY, [
        [{"source": "blob"}, [["source", "own"]]],
        [{"source": "blob"}, [["source", "own"], ["image 0 1", "-4"],
                              ["kernel 2 0", "77"], ["image 1 1", ""]]]])
    assert before["image"][0][1] == 1 and len(before["kernel"]) == 3
    assert after["image"][0][1] == -4 and after["image"][1][1] == 0
    assert after["kernel"][2][0] == 9
