"""The in-page pooling: its shifts and counts, and what its actions do."""
import json

import numpy as np
import pytest
import torch

from tests.javascript import ROOT, call
from utils.augment import shift
from utils.pooling import pool2d

CASES = 1000
HERE = "Hand.figures.pooling.compute."
PLAY = """(function (options, actions) {
  const figure = Hand.figures.pooling;
  let state = figure.start(options);
  for (const [name, value] of actions) state = figure.act(state, name, value);
  return [state, figure.compute.counts(state, state.kind)]; })"""
REDUCE = {"max": np.max, "mean": np.mean}


@pytest.fixture
def rng():
    return np.random.default_rng(9)


def moved(image, down, right):
    image = torch.tensor(np.array(image, dtype=float))[None, None]
    return shift(image, down, right)[0, 0].numpy()


def counted(state):
    """The figure's counts by NumPy, the pooling by utils."""
    before = np.array(state["image"], dtype=float)
    maps = [before, moved(before, *state["move"])]
    if state["kind"] != "none":
        maps = [pool2d(one[None, None], state["size"], stride=state["stride"],
                       reduce=REDUCE[state["kind"]])[0, 0] for one in maps]
    equal, lit = np.isclose(*maps, rtol=0, atol=1e-5), maps[0] != 0
    return {"all": equal.size, "equal": equal.sum(), "lit": lit.sum(),
            "stay": (equal & lit).sum()}


def test_counts_are_those_of_utils(rng):
    cases = []
    for _ in range(CASES):
        side, size = int(rng.integers(4, 13)), int(rng.integers(2, 5))
        image = rng.integers(0, 4, (side, side)) * (rng.random((side, side))
                                                    < 0.5)
        cases.append({
            "image": image.tolist(), "size": size,
            "stride": int(rng.integers(1, 5)),
            "kind": str(rng.choice(["none", "max", "mean"])),
            "move": rng.integers(-2, 3, 2).tolist()})
    got = call("(" + "state => " + HERE + "counts(state, state.kind))",
               [[case] for case in cases])
    assert got == [counted(case) for case in cases]


def test_shift_is_that_of_utils(rng):
    cases = [[rng.normal(size=rng.integers(3, 9, 2)).tolist(),
              *rng.integers(-2, 3, 2).tolist()] for _ in range(CASES)]
    for case, got in zip(cases, call(HERE + "shift", cases)):
        assert (np.array(got) == moved(*case)).all()


def test_ten_numbers_are_the_chapters_map():
    notebook = json.loads((ROOT / "chapters" / "09_pooling.ipynb").read_text(
        encoding="utf-8"))
    code = next("".join(cell["source"]) for cell in notebook["cells"]
                if cell["id"] == "09-table")
    names = {"np": np, "pool2d": pool2d, "print": lambda *_: None}
    exec(code, names)
    state = call(PLAY, [[{}, []]])[0][0]
    assert state["image"] == names["one_map"][0, 0].tolist()


def test_places_by_lot_keep_the_tables_and_change_what_stays():
    down = ["step", "down"]
    played = call(PLAY, [[{}, [["lots", ""]] * times + [down]]
                         for times in range(1, 31)])
    stay = []
    for state, made in played:
        x = np.array(state["image"])[None, None]
        assert (pool2d(x, 2)[0, 0] == pool2d(x, 2, reduce=np.mean)[0, 0] * 4
                ).all()
        assert made == counted(state) and made["lit"] == 10
        stay.append(made["stay"])
    # The chapter has 6.0 on average over ten thousand maps, from 2 to 10.
    many = call("""(function (times) {
      const figure = Hand.figures.pooling, made = [];
      for (let state = figure.start({}); made.length < times;) {
        state = figure.act(figure.act(state, "lots"), "step", "down");
        made.push(figure.compute.counts(state, "max").stay);
      }
      return made; })""", [[4000]])[0]
    assert many[:30] == stay
    assert abs(np.mean(many) - 6) < 0.1
    assert min(many) == 2 and max(many) == 10


@pytest.mark.parametrize("size, right, stay", [
    (2, 1, 4), (2, 2, 0), (2, -1, 0), (3, 1, 4), (3, -1, 4), (3, 2, 0),
    (4, 2, 3), (4, -1, 0)])
def test_a_line_stays_as_long_as_it_is_in_its_blocks(size, right, stay):
    way = "right" if right > 0 else "left"
    state, made = call(PLAY, [[{"picture": "line", "size": size},
                               [["step", way]] * abs(right)]])[0]
    assert made == counted(state) and made["stay"] == stay


def test_what_stays_of_the_four_depends_on_where_the_shift_falls():
    made = {(kind, way): call(PLAY, [[{"picture": "four", "kind": kind},
                                      [["step", way]]]])[0][1]["stay"]
            for kind in ("none", "max", "mean") for way in ("down", "up")}
    assert made["max", "down"] == 6 and made["max", "up"] == 1
    assert made["none", "down"] <= 1 and made["none", "up"] <= 1
    assert made["mean", "down"] == made["mean", "up"] == 0


def test_moves_stop_at_two_pixels_and_a_new_picture_begins_unmoved():
    far = [["step", "up"]] * 5 + [["pull", {"dx": 5, "dy": 1}]]
    cases = [[{}, far], [{}, [*far, ["picture", "four"]]],
             [{}, [["size", "3"], ["guess", "4"], ["pull", {"x": 72, "y": 115}]]]]
    moved_far, fresh, pulled = (state for state, _ in call(PLAY, cases))
    assert moved_far["move"] == [-1, 2] and fresh["move"] == [0, 0]
    assert pulled["move"] == [1, 0] and pulled["guess"] == "4"
    assert pulled["size"] == pulled["stride"] == 3
