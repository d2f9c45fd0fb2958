"""The in-page sizes: what is never read, what helps, and the likely slips."""
import math

import numpy as np
import pytest

from tests.javascript import call
from utils.sizes import output_size

CASES = 1000
HERE = "Hand.figures.sizes.compute."
PLAY = """(function (options, actions) {
  const figure = Hand.figures.sizes;
  let state = figure.start(options);
  for (const [name, value] of actions) state = figure.act(state, name, value);
  return state; })"""


def layers():
    rng = np.random.default_rng(5)
    return [{"n": int(rng.integers(1, 13)), "k": int(rng.integers(1, 8)),
             "p": int(rng.integers(0, 4)), "s": int(rng.integers(1, 5)),
             "d": int(rng.integers(1, 4))} for _ in range(CASES)]


def size(layer, **change):
    """utils' answer, or None where no window fits."""
    n, k, p, s, d = (layer | change).values()
    try:
        return output_size(n, k, stride=s, padding=p, dilation=d)
    except ValueError:
        return None


def left_out(layer):
    """Places that no window reads: a kernel of ones, its windows counted."""
    counts = np.zeros(layer["n"] + 2 * layer["p"], dtype=int)
    for window in range(size(layer) or 0):
        begin = window * layer["s"]
        counts[begin:begin + layer["d"] * (layer["k"] - 1) + 1:
               layer["d"]] += 1
    return (np.flatnonzero(counts == 0) - layer["p"]).tolist()


def lost(layer):
    return [i for i in left_out(layer) if 0 <= i < layer["n"]]


def test_what_no_window_reads():
    cases = layers()
    got = call(HERE + "unread", [[layer] for layer in cases])
    assert got == [left_out(layer) for layer in cases]
    assert sum(map(bool, got)) > 300


def test_each_change_that_is_advised_helps_and_is_the_smallest():
    ranges = {"n": range(1, 13), "k": range(1, 8), "p": range(4),
              "s": range(1, 5), "d": range(1, 4)}
    cases, advised = layers(), 0
    for layer, mends in zip(cases, call(HERE + "mends",
                                        [[layer] for layer in cases])):
        for name in ranges:
            good = [value for value in ranges[name] if value != layer[name]
                    and size(layer, **{name: value}) is not None
                    and not lost(layer | {name: value})]
            chosen = [value for key, value in mends if key == name]
            assert bool(good) == bool(chosen)
            if chosen:
                assert chosen[0] in good
                assert abs(chosen[0] - layer[name]) == min(
                    abs(value - layer[name]) for value in good)
                advised += 1
    assert advised > CASES


def test_slips_give_what_each_slip_gives():
    cases = layers()
    for layer, got in zip(cases, call(HERE + "slips",
                                      [[layer] for layer in cases])):
        n, k, p, s, d = layer.values()
        quotient = (n + 2 * p - d * (k - 1) - 1) / s
        assert dict(got) == {
            "steps": math.floor(quotient), "up": math.ceil(quotient) + 1,
            "once": size(layer, n=n + p, p=0), "bare": size(layer, p=0),
            "dense": size(layer, d=1), "slow": size(layer, s=1), "pixels": n}


@pytest.mark.parametrize("layer, text, kind", [
    ((7, 3, 0, 3, 1), "2", "right"), ((7, 3, 0, 3, 1), "2.33", "point"),
    ((7, 3, 0, 3, 1), "1", "steps"), ((7, 3, 0, 3, 1), "3", "up"),
    ((4, 3, 1, 1, 1), "2", "bare"), ((4, 3, 1, 1, 1), "9", "other"),
    ((7, 3, 0, 1, 2), "5", "dense"), ((7, 3, 0, 2, 1), "5", "slow"),
    ((4, 7, 1, 1, 1), "0", "right"), ((4, 7, 1, 1, 1), "1", "nothing"),
    ((7, 3, 0, 3, 1), " ", "empty"), ((7, 3, 0, 3, 1), "7", "pixels")])
def test_answers(layer, text, kind):
    layer = dict(zip("nkpsd", layer))
    assert call(HERE + "judge", [[layer, text]])[0]["kind"] == kind
    # In the figure: hidden until the answer is right.
    state = call(PLAY, [[layer, [["hide", ""], ["guess", text],
                                 ["check", ""]]]])[0]
    assert state["shown"] == (kind == "right")


def test_presets_do_what_they_say():
    for n in range(5, 13):
        for k in range(1, 8):
            cases = [[{"n": n, "k": k, "p": 2, "s": 3, "d": 2},
                      [["preset", name]]] for name in ("same", "half")]
            same, half = (state["layer"] for state in call(PLAY, cases))
            assert size(same) == n and abs(same["k"] - k) <= 1
            assert size(half) == math.ceil(n / 2)


def test_layers_by_lot_are_hidden_and_mostly_fit():
    states = call(PLAY, [[{}, [["another", ""]] * times]
                         for times in range(1, 60)])
    fits = [size(state["layer"]) is not None for state in states]
    assert 0.7 < np.mean(fits) < 1
    assert not any(state["shown"] for state in states)
