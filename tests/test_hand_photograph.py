"""The in-page photograph: its maps, its shades, what its actions do."""
import numpy as np
import pytest
from skimage.data import camera

from tests.javascript import call
from utils.filters import LAPLACE, LOW_PASS, SOBEL_X, SOBEL_Y
from utils.layers import correlate_windows

CASES = 1000
PLAY = """(function (options, actions) {
  const figure = Hand.figures.photograph;
  let state = figure.start(options);
  for (const [name, value] of actions) state = figure.act(state, name, value);
  return state; })"""
HERE = "Hand.figures.photograph.compute."


def photo():
    return np.array(call(HERE + "photo", [[]])[0])


def test_photograph_is_a_piece_of_camera():
    piece = camera()[30:270, 110:350].reshape(24, 10, 24, 10).mean((1, 3))
    piece = (piece - piece.min()) / (piece.max() - piece.min())
    assert (photo() == np.round(15 * piece)).all()


def test_maps_are_those_of_utils_and_shades_keep_order_and_sign():
    rng, image = np.random.default_rng(3), photo()
    kernels = rng.integers(-4, 5, (CASES, 3, 3))
    kernels[::4] = abs(kernels[::4])
    cases = [[{"kernel": kernel.tolist(), "divide": int(divide)}]
             for kernel, divide in zip(kernels, rng.choice([1, 9], CASES))]
    maps = call(HERE + "map", cases)
    shades = call(HERE + "levels", [
        [made, case["kernel"], case["divide"]]
        for made, (case,) in zip(maps, cases)])
    for (case,), made, levels in zip(cases, maps, shades):
        kernel = np.array(case["kernel"])
        made, levels = np.array(made), np.array(levels)
        assert np.allclose(made,
                           correlate_windows(image, kernel) / case["divide"])
        if kernel.min() < 0:
            expected = 15 * made / (abs(made).max() or 1)
        else:
            expected = made * case["divide"] / (kernel.sum() or 1)
        assert abs(levels - expected).max() < 0.5 + 1e-9


@pytest.mark.parametrize("name, kernel", [
    ("sobelX", SOBEL_X), ("sobelY", SOBEL_Y), ("laplace", LAPLACE),
    ("lowPass", LOW_PASS)])
def test_kernels_are_the_chapters(name, kernel):
    state = call(PLAY, [[{}, [["kernel", name]]]])[0]
    assert np.allclose(np.array(state["kernel"]) / state["divide"], kernel)
    assert sum(state["seen"]) == 1


def test_window_stays_on_the_photograph_and_own_weights_within_nine():
    state = call(PLAY, [[{}, [
        ["empty", ""], ["cell", {"x": 157, "y": 21}],
        ["window", {"dx": -5, "dy": 2}], ["window", {"x": 143, "y": 163}],
        ["kernel", "own"], ["weight 1 1", "12"], ["weight 0 2", "-"]]]])[0]
    where = [i for i, seen in enumerate(state["seen"]) if seen]
    assert where == [0, 2 * 22, 8 * 22 + 14, 22 * 22 - 1]
    assert state["at"] == [21, 21]
    assert state["kernel"] == [[-1, 0, 0], [-2, 9, 2], [-1, 0, 1]]
