"""The network in the page is the book's: its weights, maps and answers."""
import base64
import io

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional as F

import digit_weights
from tests.javascript import call
from utils.checkpoints import CHECKPOINTS, load_checkpoint
from utils.data import load
from utils.models import convnet

SHAPES = [(32, 26, 26), (32, 13, 13), (64, 11, 11), (64, 5, 5), (10,), (10,)]
FORWARD = """(function (pixels) {
  const run = DigitNet.forward(pixels);
  const all = [run.conv1, run.pool1, run.conv2, run.pool2, run.logits,
               run.probs];
  return Buffer.from(Float32Array.from(all.flatMap((map) => Array.from(map)))
    .buffer).toString("base64");
})"""
ACT = """(function (options, actions) {
  const figure = Hand.figures.digit;
  let state = figure.start(options);
  for (const [name, value] of actions)
    state = figure.act(state, name, value) || state;
  const say = Hand.speaker(figure.words, "en");
  return {state, said: figure.said(state, say, actions.at(-1)?.[0]),
          html: figure.view(state, say)};
})"""


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def digits(count=None):
    return load("mnist", "test", edition="sample").images[:count, 0].numpy()


def test_the_weights_are_those_of_the_checkpoint():
    text = digit_weights.PATH.read_text("utf-8")
    assert text == digit_weights.script(), "run tools/digit_weights.py"
    assert len(text) <= 200_000


def test_every_map_and_probability_is_pytorchs(rng):
    images = np.concatenate([
        digits(150),  # real; then noise, sparse noise, all paper, all ink
        rng.integers(0, 256, (120, 28, 28)),
        rng.integers(0, 256, (30, 28, 28)) * (rng.random((30, 28, 28)) < 0.1),
        np.zeros((1, 28, 28)), np.full((1, 28, 28), 255)]).astype(int)
    model = convnet()
    load_checkpoint(CHECKPOINTS / "mnist-convnet.safetensors", model)
    x = (torch.tensor(images)[:, None].float() / 255 - 0.1307) / 0.3081
    stages = []
    with torch.no_grad():
        for i, layer in enumerate(model.eval()):
            x = layer(x)
            if i in (0, 2, 3, 5, 7):
                stages.append(x.numpy())
    stages.append(F.softmax(x, dim=1).numpy())
    answers = call(FORWARD, [[image.ravel().tolist()] for image in images])
    for i, text in enumerate(answers):
        numbers = np.frombuffer(base64.b64decode(text), "<f4")
        ends = np.cumsum([np.prod(shape) for shape in SHAPES])
        for part, shape, stage in zip(np.split(numbers, ends[:-1]), SHAPES,
                                      stages, strict=True):
            assert np.abs(part.reshape(shape) - stage[i]).max() < 1e-4


def test_mnists_digits_are_prepared_already():
    off = call("""(function (pixels) {
      const made = DigitNet.prepare(pixels);
      return Math.max(...pixels.map((v, i) => Math.abs(v - made.pixels[i])));
    })""", [[image.ravel().tolist()] for image in digits()])
    assert max(off) < 1e-9


def test_a_drawing_is_scaled_and_centred(rng):
    drawings = np.zeros((1000, 28, 28))
    for drawing in drawings:
        top, left = rng.integers(0, 22, 2)
        height, width = (rng.integers(3, 29 - top), rng.integers(3, 29 - left))
        drawing[top:top + height, left:left + width] = rng.integers(
            0, 256, (height, width))
    made = call("DigitNet.prepare", [[d.ravel().tolist()] for d in drawings])
    inside = 0
    for drawing, got in zip(drawings, made):
        image = np.reshape(got["pixels"], (28, 28))
        rows, columns = np.nonzero(drawing)
        box = drawing[rows.min():rows.max() + 1,
                      columns.min():columns.max() + 1]
        scale = 20 / max(box.shape)
        size = [max(1, int(np.floor(scale * n + 0.5))) for n in box.shape]
        assert max(size) == 20
        resized = np.asarray(Image.fromarray(box.astype("float32")).resize(
            size[::-1], Image.Resampling.BILINEAR))
        top, left = got["top"], got["left"]
        assert np.allclose(image[top:top + size[0], left:left + size[1]],
                           resized, atol=1e-3)
        assert np.isclose(image.sum(), resized.sum(), rtol=1e-5)
        places = np.arange(28)
        centre = np.array([image.sum(1) @ places, image.sum(0) @ places])
        centre = centre / image.sum()
        if 0 < top < 28 - size[0] and 0 < left < 28 - size[1]:
            assert np.abs(centre - 14).max() <= 0.5 + 1e-6
            inside += 1
    assert inside > 900
    assert call("DigitNet.prepare", [[[0] * 784]])[0]["box"] is None


def test_the_brush_is_soft_and_round(rng):
    cases = []
    for _ in range(1000):
        ends = (rng.random((2, 2)) * 28).tolist()
        start, stop = ({"x": x, "y": y} for x, y in ends)
        cases.append([rng.integers(0, 256, 784).tolist(), start,
                      start if rng.random() < 0.2 else stop,
                      str(rng.choice(["draw", "erase"]))])
    y, x = np.mgrid[:28, :28] + 0.5
    for case, got in zip(cases, call("Hand.figures.digit.compute.paint",
                                     cases)):
        old, start, stop, tool = case
        t = np.linspace(0, 1, 4001)[:, None]  # points all along the stroke
        px = start["x"] + t * (stop["x"] - start["x"])
        py = start["y"] + t * (stop["y"] - start["y"])
        near = np.argmin(np.abs(np.array(got) - old))  # any pixel will do
        for i in {int(near), *rng.integers(0, 784, 20).tolist()}:
            far = np.hypot(px - x.flat[i], py - y.flat[i]).min()
            fresh = 255 * np.clip(1.8 - far, 0, 1)
            expected = (max(old[i], fresh) if tool == "draw"
                        else min(old[i], 255 - fresh))
            assert abs(got[i] - expected) < 0.1


def test_pictures_hold_their_numbers(rng):
    for height, width in ((1, 1), (5, 8), (28, 28), (109, 217)):
        numbers = rng.integers(0, 16, (height, width))
        palette = rng.integers(0, 256, (16, 4)).tolist()
        text = call("(function (h, w, rows, palette) { return DigitNet.png("
                    "w, h, (r, c) => rows[r][c], palette); })",
                    [[height, width, numbers.tolist(), palette]])[0]
        file = io.BytesIO(base64.b64decode(text.partition(",")[2]))
        with Image.open(file) as image:
            image.verify()  # the sums of its parts
        file.seek(0)
        with Image.open(file) as image:
            shown = np.asarray(image.convert("RGBA"))
        assert (shown == np.array(palette)[numbers]).all()


def test_the_still_is_small_and_shows_the_samples_answer():
    for digit, made in enumerate(call(ACT, [[{"sample": k}, []]
                                            for k in range(10)])):
        assert len(made["html"]) < 60_000
        assert made["html"].count("data:image/png") == 6
        assert f'class="best"><td>{digit}</td>' in made["html"]
        assert f"The answer is {digit}," in made["said"]


def test_keys_move_a_cell_and_paint_it():
    clear, right, press = ["clear", None], ["pad", {"dx": 5, "dy": 0}], [
        "press", None]
    made, edge, erased = call(ACT, [
        [{}, [clear, ["pad", {"dx": 0, "dy": -1}], press, right]],
        [{}, [clear, *[right] * 4]],
        [{}, [clear, right, press, ["tool", "erase"], press]]])
    ink = np.reshape(made["state"]["ink"], (28, 28))
    disc = ink[12:15, 13:16]
    assert np.array_equal(disc, disc.T) and np.array_equal(disc, disc[::-1])
    assert disc[1, 1] == 255 > disc[0, 1] > disc[0, 0] > 0
    assert np.isclose(ink.sum(), disc.sum())
    assert made["said"] == "Row 14, column 20: ink 0."
    assert edge["state"]["cursor"] == {"r": 14, "c": 27}
    assert max(erased["state"]["ink"]) < 255 / 2


def test_strokes_are_joined_only_while_the_pointer_is_down():
    first, then = {"x": 50, "y": 50, "down": True}, {"x": 50, "y": 250}
    joined, apart = call(ACT, [
        [{}, [["clear", None], ["pad", first], ["pad", then]]],
        [{}, [["clear", None], ["pad", first],
              ["pad", {**then, "down": True}]]]])
    middle = 15 * 28 + 5
    assert joined["state"]["ink"][middle] > 200
    assert apart["state"]["ink"][middle] == 0


def test_nothing_drawn_is_said_and_raw_is_not_moved():
    empty, raw = call(ACT, [
        [{}, [["clear", None]]],
        [{"sample": 7}, [["pad", {"x": 5, "y": 5, "down": True}],
                         ["feed", "raw"]]]])
    assert "Nothing is drawn" in empty["said"]
    assert "no ink to scale" in empty["html"]
    assert "neither scaled nor moved" in raw["html"]
