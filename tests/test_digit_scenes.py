"""Scenes: digits lie where their boxes say, and chance is the seed's only."""
import doctest

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import utils.digit_scenes
from utils.data import load
from utils.digit_scenes import INK, cut_to_ink, make_pairs, make_scenes

seeds = st.integers(0, 2**32)
DIGITS = load("mnist", "train", edition="sample")


def scenes_of(n=40, seed=0, **options):
    return make_scenes(DIGITS.images, DIGITS.labels, n,
                       np.random.default_rng(seed), **options)


def test_examples_in_docstrings():
    result = doctest.testmod(utils.digit_scenes)
    assert result.attempted and not result.failed


def test_shapes_and_types():
    scenes = scenes_of(30)
    assert scenes.images.shape == (30, 1, 64, 64)
    assert scenes.images.dtype == torch.uint8
    assert scenes.boxes.dtype == torch.float32
    assert len(scenes.boxes) == len(scenes.labels) == len(scenes.owner)
    assert scenes.labels.dtype == scenes.owner.dtype == torch.int64
    assert set(torch.bincount(scenes.owner).tolist()) == {1, 2, 3, 4}
    assert 0 <= scenes.scaled().min() and scenes.scaled().max() == 1
    assert repr(scenes).startswith("Scenes(30 of 64x64 pixels")


def test_a_box_ends_where_the_ink_ends():
    """One digit and no scraps: all ink is in the box and touches its edges."""
    scenes = scenes_of(60, most=1, scraps=0)
    assert scenes.owner.tolist() == list(range(60))
    for image, box in zip(scenes.images[:, 0], scenes.boxes.int().tolist()):
        rows, columns = torch.nonzero(image >= INK, as_tuple=True)
        assert box == [columns.min(), rows.min(),
                       columns.max() + 1, rows.max() + 1]
        left, top, right, bottom = box
        assert image[top:bottom, left:right].sum() == image.sum()


def test_the_picture_in_the_box_is_the_digit_of_the_label():
    """At the frame of 28 nothing is resampled: the digit is found again."""
    scenes = scenes_of(30, most=1, scraps=0, frames=(28,))
    for image, box, label in zip(scenes.images[:, 0], scenes.boxes.int(),
                                 scenes.labels):
        left, top, right, bottom = box
        piece = image[top:bottom, left:right].numpy()
        same = [i for i in torch.nonzero(DIGITS.labels == label)[:, 0]
                if np.array_equal(cut_to_ink(DIGITS.images[i, 0].numpy()),
                                  piece)]
        assert same


@given(seed=seeds, most=st.integers(1, 5),
       overlap=st.floats(0, 0.5))
@settings(max_examples=15, deadline=None)
def test_digits_share_no_more_than_allowed(seed, most, overlap):
    scenes = scenes_of(12, seed, most=most, overlap=overlap)
    assert scenes.boxes.min() >= 0 and scenes.boxes.max() <= 64
    assert torch.bincount(scenes.owner).max() <= most
    boxes = scenes.boxes.tolist()
    for i, a in enumerate(boxes):
        for j in range(i):
            if scenes.owner[i] != scenes.owner[j]:
                continue
            b = boxes[j]
            wide = min(a[2], b[2]) - max(a[0], b[0])
            high = min(a[3], b[3]) - max(a[1], b[1])
            least = min((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b))
            assert max(wide, 0) * max(high, 0) <= overlap * least + 1e-6


def test_the_seed_decides_everything_and_nothing_is_changed():
    before = DIGITS.images.clone()
    one, same, other = scenes_of(20, 3), scenes_of(20, 3), scenes_of(20, 4)
    assert torch.equal(one.images, same.images)
    assert torch.equal(one.boxes, same.boxes)
    assert not torch.equal(one.images, other.images)
    assert torch.equal(DIGITS.images, before)


def test_scraps_are_ink_without_a_box():
    with_scraps, without = scenes_of(60, most=1), scenes_of(60, most=1, scraps=0)
    outside = []
    for scenes in (with_scraps, without):
        images = scenes.images.clone()
        for i, (left, top, right, bottom) in enumerate(scenes.boxes.int()):
            images[i, 0, top:bottom, left:right] = 0
        outside.append((images >= INK).any(dim=(1, 2, 3)).double().mean())
    assert outside[0] > 0.5 and outside[1] == 0


def test_no_room_leaves_a_digit_out():
    ink = torch.full((2, 1, 28, 28), 255, dtype=torch.uint8)
    scenes = make_scenes(ink, torch.tensor([1, 2]), 20,
                         np.random.default_rng(0), size=30, frames=(28,),
                         overlap=0.0)
    assert scenes.owner.tolist() == list(range(20))


def test_a_part_is_numbered_anew():
    scenes = scenes_of(10)
    part = scenes.part(4, 7)
    assert len(part) == 3
    assert torch.equal(part.images, scenes.images[4:7])
    assert set(part.owner.tolist()) == {0, 1, 2}
    here = scenes.owner == 5
    assert torch.equal(part.boxes[part.owner == 1], scenes.boxes[here])
    assert torch.equal(part.labels[part.owner == 1], scenes.labels[here])


@given(seed=seeds, distance=st.integers(4, 20))
@settings(max_examples=15, deadline=None)
def test_pairs_have_the_distance_asked_for(seed, distance):
    rng = np.random.default_rng(seed)
    digits = [np.full((rng.integers(5, 20), rng.integers(1, 6)), 200, np.uint8)
              for _ in range(4)]
    pairs = make_pairs(digits, 7, distance, 6, rng)
    assert len(pairs) == 6 and pairs.images.dtype == torch.uint8
    assert pairs.owner.tolist() == [i // 2 for i in range(12)]
    assert set(pairs.labels.tolist()) == {7}
    assert pairs.boxes.min() >= 0 and pairs.boxes.max() <= 64
    middle = pairs.boxes[:, [0, 2]].mean(dim=1)
    assert (middle[1::2] - middle[::2] - distance).abs().max() <= 0.5
    assert torch.equal(pairs.boxes[::2, 1], pairs.boxes[1::2, 1])
    for i, (left, top, right, bottom) in zip(pairs.owner, pairs.boxes.int()):
        assert (pairs.images[i, 0, top:bottom, left:right] == 200).all()


@pytest.mark.parametrize("shape, options", [
    ((3, 28, 28), {}), ((3, 3, 28, 28), {}),
    ((3, 1, 28, 28), {"size": 20})])
def test_what_does_not_fit_is_refused(shape, options):
    images = torch.full(shape, 255, dtype=torch.uint8)
    with pytest.raises(ValueError, match="canvas of"):
        make_scenes(images, torch.arange(3), 2, np.random.default_rng(0),
                    **options)


def test_an_empty_digit_is_refused():
    with pytest.raises(ValueError, match=r"\(5, 5\) has as much ink"):
        cut_to_ink(np.full((5, 5), INK - 1, np.uint8))
