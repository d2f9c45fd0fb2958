"""Generated fingerprints: geometry by hand, filters by SciPy, chance by seed."""
import doctest
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate2d

import utils.fingerprints
from utils.fingerprints import (
    DIRECTIONS,
    FINGER,
    KINDS,
    REACH,
    SENSOR,
    SHARES,
    directions,
    grow,
    make_fingers,
    places,
    press,
    ridge_filters,
    special_points,
)

SEEDS = st.integers(0, 2**32 - 1)
POINT = st.complex_numbers(max_magnitude=0.9, allow_nan=False)


def chance(seed=0):
    return torch.Generator().manual_seed(seed)


def points(*values):
    return torch.tensor([values], dtype=torch.complex64)


def test_examples_in_docstrings():
    result = doctest.testmod(utils.fingerprints)
    assert result.attempted and not result.failed


def test_places_are_pixel_centres_with_y_upwards():
    z = places(4, 2.0)
    assert z[0].real.tolist() == [-1.5, -0.5, 0.5, 1.5]
    assert z[:, 0].imag.tolist() == [1.5, 0.5, -0.5, -1.5]


# --- directions --------------------------------------------------------------

def turns_round(core, deltas, centre, radius=0.05):
    """Half turns of the direction once round `centre`, counter-clockwise."""
    angles = torch.linspace(0, 2 * math.pi, 721)
    ring = centre + torch.polar(torch.full_like(angles, radius), angles)
    theta = directions(ring[None], core, deltas)[0, 0]
    # A direction is known up to π, so its double is followed.
    steps = torch.angle(torch.polar(torch.ones(720), 2 * theta.diff()))
    return round((steps.sum() / (2 * math.pi)).item(), 3)


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_a_core_is_half_a_turn_forwards_and_a_delta_backwards(kind):
    cores, deltas = special_points(torch.tensor([kind]), chance(kind))
    for core, delta in zip(cores[0], deltas[0]):
        expected = (0, 0) if core == delta else (1, -1)
        assert (turns_round(cores, deltas, core),
                turns_round(cores, deltas, delta)) == expected
    assert turns_round(cores, deltas, 0.1 - 0.1j, radius=9) == 0


@settings(deadline=None)
@given(POINT, POINT, POINT)
def test_a_core_and_a_delta_at_one_place_cancel(core, delta, extra):
    z = places(6, 2.0)
    both = directions(z, points(core, extra), points(delta, extra))
    alone = directions(z, points(core), points(delta))
    torch.testing.assert_close(both, alone, atol=1e-5, rtol=0)


@pytest.mark.parametrize("delta, axis", [
    (0.6 - 0.6j, -135.0), (-0.6 - 0.6j, -45.0), (-1j, -90.0)])
def test_a_loop_opens_away_from_its_delta(delta, axis):
    """Only on the axis of a loop does a ridge run straight from its core."""
    angles = torch.arange(-180, 180)
    ring = torch.polar(torch.full((360,), 1e-3), angles * math.pi / 180)
    theta = directions(ring[None], points(0), points(delta))[0, 0]
    across = torch.sin(theta - ring.angle()).abs()
    radial = angles[across < 0.02]
    assert (abs(radial - axis) <= 2).all() and len(radial)


# --- filters and growth ------------------------------------------------------

def test_a_filter_answers_to_its_own_direction_and_not_to_grey():
    bank = ridge_filters(period=6.0)
    z = places(13, 6.5)
    assert abs(bank.sum((1, 2, 3))).max() < 1e-5
    torch.testing.assert_close(bank.abs().sum((1, 2, 3)), torch.ones(16))
    for k in range(DIRECTIONS):
        angle = math.pi * k / DIRECTIONS
        across = z.imag * math.cos(angle) - z.real * math.sin(angle)
        answers = (bank[:, 0] * torch.cos(2 * math.pi * across / 6)).sum((1, 2))
        assert answers.argmax() == k


@settings(deadline=None, max_examples=15)
@given(st.integers(13, 20), st.integers(13, 20), SEEDS)
def test_one_pass_equals_scipys_correlation_pixel_by_pixel(height, width, seed):
    rng = np.random.default_rng(seed)
    start = rng.normal(size=(height, width)).astype(np.float32)
    theta = rng.uniform(-7, 7, size=(height, width)).astype(np.float32)
    got = grow(torch.from_numpy(start)[None], torch.from_numpy(theta)[None],
               passes=1)[0].numpy()
    bank = ridge_filters()[:, 0].numpy()
    answers = np.stack([correlate2d(start, w, mode="same") for w in bank])
    own = np.round(theta * DIRECTIONS / np.pi).astype(int) % DIRECTIONS
    expected = np.tanh(4 * np.take_along_axis(answers, own[None], 0)[0])
    np.testing.assert_allclose(got, expected, atol=1e-4)


def test_growth_leaves_its_arguments_alone_and_wants_one_direction_a_pixel():
    start, theta = torch.randn(1, 20, 20, generator=chance()), torch.ones(1, 20, 20)
    kept = start.clone()
    grow(start, theta, passes=2)
    assert torch.equal(start, kept) and (theta == 1).all()
    with pytest.raises(ValueError, match=r"\(1, 20, 20\).*\(1, 20, 21\)"):
        grow(start, torch.ones(1, 20, 21))


@pytest.mark.parametrize("angle", [0, 45, 90, 135])
def test_ridges_run_along_the_directions_and_six_pixels_apart(angle):
    theta = torch.full((4, 96, 96), math.radians(angle))
    ridges = grow(torch.randn(4, 96, 96, generator=chance(3)), theta)
    power = torch.fft.fft2(ridges - ridges.mean()).abs() ** 2
    steps = torch.fft.fftfreq(96)
    across, down = steps.expand(96, 96), steps[:, None].expand(96, 96)
    waves = torch.hypot(across, down)
    power[:, waves > 0.3] = 0  # the sharp edges of the ridges
    assert (power.sum() / (power * waves).sum()).item() == pytest.approx(
        6, abs=0.3)
    # Rows go down: the wave vector stands at a right angle to the ridge.
    along = (across * math.cos(math.radians(angle))
             - down * math.sin(math.radians(angle))).abs()
    assert (power * along).sum() < 0.15 * (power * waves).sum()


# --- fingers and impressions -------------------------------------------------

def test_the_same_seed_gives_the_same_finger_and_another_another():
    one, two, other = (make_fingers(3, chance(seed)) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(one, two))
    assert not torch.equal(one.ridges, other.ridges)
    assert torch.equal(press(one, chance(5)), press(two, chance(5)))
    assert not torch.equal(press(one, chance(5)), press(one, chance(6)))


def test_fingers_have_the_kinds_in_their_shares():
    kinds = torch.multinomial(SHARES, 40_000, True, generator=chance())
    shares = torch.bincount(kinds, minlength=4) / 40_000
    torch.testing.assert_close(shares, SHARES, atol=0.01, rtol=0)
    fingers = make_fingers(40, chance())
    assert set(fingers.kinds.tolist()) <= set(range(4))
    assert fingers.ridges.shape == (40, FINGER, FINGER)
    assert 0.85 <= fingers.size.min() and fingers.size.max() <= 1.15
    assert -1 <= fingers.ridges.min() and fingers.ridges.max() <= 1


def test_an_unturned_unmoved_finger_stands_where_its_ridges_are():
    """Where the sensor is touched, ink lies on ridges and paper in valleys."""
    fingers = make_fingers(4, chance(2))
    fingers = fingers._replace(size=torch.ones(4))
    prints = press(fingers, chance(), 1, turn=0, move=0, stretch=0)[:, 0]
    edge = (FINGER - SENSOR) // 2
    ridges = fingers.ridges[:, edge:edge + SENSOR, edge:edge + SENSOR]
    inside = (slice(None), slice(20, 44), slice(20, 44))
    for ink, ridge in zip(prints[inside], ridges[inside]):
        stacked = torch.stack([ink.ravel(), ridge.ravel()])
        assert torch.corrcoef(stacked)[0, 1] > 0.8
    moved = press(fingers, chance(), 1, turn=0, move=0.3, stretch=0)[:, 0]
    for ink, ridge in zip(moved[inside], ridges[inside]):
        stacked = torch.stack([ink.ravel(), ridge.ravel()])
        assert torch.corrcoef(stacked)[0, 1] < 0.6


def test_a_larger_finger_shows_fewer_ridges():
    fingers = make_fingers(1, chance(4))
    plain = [press(fingers._replace(size=torch.tensor([size])), chance(), 1,
                   turn=0, move=0, stretch=0)[0, 0, 20:44, 20:44]
             for size in (0.85, 1.15)]
    changes = [(p > 0.5).int().diff(dim=0).abs().sum() for p in plain]
    assert changes[0] > changes[1]


@pytest.mark.parametrize("angle", [90, 180])
def test_turned_ridges_are_the_picture_turned(angle):
    """A finger turned by θ looks as the picture of it turned by θ."""
    fingers = make_fingers(1, chance(6))
    fingers = fingers._replace(size=torch.ones(1))
    straight = press(fingers, chance(1), 1, turn=0, move=0, stretch=0)
    for seed in range(60):
        share = 2 * torch.rand(1, generator=chance(seed)) - 1
        if abs(share) > 0.98:
            break
    turned = press(fingers, chance(seed), 1, turn=angle / abs(share).item(),
                   move=0, stretch=0)
    quarter = int(torch.sign(share)) * angle // 90
    middle = slice(20, 44)
    pairs = [torch.corrcoef(torch.stack([
        turned[0, 0, middle, middle].ravel(),
        torch.rot90(straight[0, 0], k)[middle, middle].ravel()]))[0, 1]
        for k in (quarter, -quarter)]
    assert max(pairs) > 0.6


def test_impressions_stand_side_by_side_and_keep_to_paper_and_ink():
    fingers = make_fingers(3, chance())
    prints = press(fingers, chance(9), 5)
    assert prints.shape == (15, 1, SENSOR, SENSOR)
    assert prints.min() >= 0 and prints.max() <= 1
    assert REACH == FINGER / SENSOR
    # Corners are never touched: paper.
    assert prints[:, 0, 0, 0].max() < 0.2
    blank = fingers._replace(ridges=torch.full_like(fingers.ridges, -1))
    inked = press(blank._replace(ridges=torch.stack([
        torch.full((FINGER, FINGER), v) for v in (-1.0, 1.0, -1.0)])),
        chance(), 5).mean((1, 2, 3))
    assert inked[5:10].min() > inked[[*range(5), *range(10, 15)]].max()
