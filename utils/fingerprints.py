"""Fingerprints drawn by chance: fingers nobody has, pressed on a sensor.

The steps are those of the generator SFinGe: a field of directions from a few
special points, ridges that grow out of noise along it, and then impressions
of one finger that differ in place, turn, pressure, skin and luck. The unit of
length is half the sensor's width; x runs to the right and y upwards.

Source: :cite:t:`maltoni2009handbook`, chapter 6.
"""
import math
from collections import namedtuple

import torch
from torch.nn import functional as F

KINDS = ("left loop", "right loop", "whorl", "arch")
SHARES = torch.tensor([0.33, 0.32, 0.30, 0.05])
SENSOR, FINGER = 64, 96        # pixels along one side
REACH = FINGER / SENSOR        # half a side of the finger's picture, in units
DIRECTIONS = 16

Fingers = namedtuple("Fingers", "ridges size kinds cores deltas")
Fingers.__doc__ = """Fingers, before anything is pressed.

ridges : Tensor (n, 96, 96), about −1 (valley) to 1 (ridge)
size : Tensor (n,), how large the finger appears on the sensor, about 1
kinds : int64 Tensor (n,), places in `KINDS`
cores, deltas : complex Tensors (n, 2), x + iy of the special points
"""


def places(size, reach):
    """Where the pixels of a square picture lie, as complex numbers.

    Parameters
    ----------
    size : int
        Pixels along one side.
    reach : float
        Half a side, in units.

    Returns
    -------
    complex64 Tensor, shape (size, size)
        x + iy; the first row is the highest.

    Examples
    --------
    >>> places(2, 1.0)[0].tolist()
    [(-0.5+0.5j), (0.5+0.5j)]
    """
    steps = reach * ((2 * torch.arange(size) + 1) / size - 1)
    return torch.complex(steps.expand(size, size),
                         -steps[:, None].expand(size, size))


def directions(z, cores, deltas):
    """The direction of the ridges at every place.

    θ(z) = ½ Σ arg(z − core) − ½ Σ arg(z − delta)

    Once round a core the direction makes half a turn forwards, round a delta
    half a turn backwards. A core and a delta at one place cancel.

    Parameters
    ----------
    z : complex Tensor, shape (height, width)
    cores, deltas : complex Tensors, shape (n, points)

    Returns
    -------
    float Tensor, shape (n, height, width)
        Angles from the x axis, counter-clockwise; θ and θ + π are the same.

    Notes
    -----
    Source: :cite:t:`sherlock1993model`, the zero-pole model.

    Examples
    --------
    >>> core = torch.tensor([[0j]])
    >>> right_and_above = torch.tensor([[1 + 0j, 1j]])
    >>> turn = directions(right_and_above, core, core + 99)[0, 0]
    >>> round(math.degrees(turn[1] - turn[0]), 1)
    45.3
    """
    turns = torch.angle(z - cores[:, :, None, None]) \
        - torch.angle(z - deltas[:, :, None, None])
    return turns.sum(1) / 2


def ridge_filters(period=6.0, size=13):
    """One Gabor filter for each of 16 directions of the ridges.

    w(u, v) = exp(−(u² + v²) / 2σ²) · cos(2πu / period), less its mean, with u
    across the ridges and σ = 0.45 period.

    Parameters
    ----------
    period : float
        From one ridge to the next, in pixels.
    size : int
        Pixels along one side, odd.

    Returns
    -------
    Tensor, shape (16, 1, size, size)
        Filter k is for ridges at the angle πk/16; its sizes add up to 1.

    Notes
    -----
    Source: D. Gabor's function of two variables, as
    :cite:t:`maltoni2009handbook` use it for ridges.

    Examples
    --------
    >>> bank = ridge_filters()
    >>> bank.shape, bool(abs(bank.sum()) < 1e-4)
    (torch.Size([16, 1, 13, 13]), True)
    """
    angles = math.pi * torch.arange(DIRECTIONS)[:, None, None] / DIRECTIONS
    z = places(size, size / 2)
    across = z.imag * angles.cos() - z.real * angles.sin()
    bell = torch.exp(-z.abs() ** 2 / (2 * (0.45 * period) ** 2))
    filters = bell * torch.cos(2 * math.pi * across / period)
    filters = filters - filters.mean((1, 2), keepdim=True)
    return (filters / filters.abs().sum((1, 2), keepdim=True))[:, None]


def grow(start, theta, passes=8):
    """Grow ridges out of a start picture, along a field of directions.

    Each pass filters the picture for ridges of 16 directions, keeps at every
    pixel the answer for its own direction, and squashes it by tanh.

    Parameters
    ----------
    start : Tensor, shape (n, height, width)
        Noise.
    theta : Tensor, shape (n, height, width)
        As `directions` returns it.
    passes : int

    Returns
    -------
    Tensor, shape (n, height, width)
        From −1 in a valley to 1 on a ridge.

    Raises
    ------
    ValueError
        If there is not one direction for each pixel.

    Examples
    --------
    >>> noise = torch.randn(1, 32, 32, generator=torch.manual_seed(0))
    >>> flat = grow(noise, torch.zeros(1, 32, 32))[0]
    >>> along, down = (flat.diff(dim=axis).abs().mean() for axis in (1, 0))
    >>> bool(down > 3 * along)
    True
    """
    if start.shape != theta.shape:
        raise ValueError("one direction for each pixel is needed; the picture "
                         f"has shape {tuple(start.shape)}, the directions "
                         f"have shape {tuple(theta.shape)}")
    filters = ridge_filters()
    nearest = (theta * DIRECTIONS / math.pi).round().long() % DIRECTIONS
    picture = start
    for _ in range(passes):
        answers = F.conv2d(picture[:, None], filters, padding="same")
        picture = torch.tanh(4 * answers.gather(1, nearest[:, None])[:, 0])
    return picture


def special_points(kinds, generator):
    """Draw cores and deltas for fingers of the given kinds.

    Parameters
    ----------
    kinds : int64 Tensor, shape (n,)
        Places in `KINDS`.
    generator : torch.Generator

    Returns
    -------
    tuple of two complex Tensors, shape (n, 2)
        Cores and deltas. A loop has one of each and an arch one straight
        above the other; their second core and delta lie at one place.

    Examples
    --------
    >>> cores, deltas = special_points(torch.tensor([0, 2]), torch.manual_seed(0))
    >>> (cores == deltas).tolist()
    [[False, True], [False, False]]
    """
    n = len(kinds)

    def spread(x, y, by=0.13):
        point = by * (2 * torch.rand(2, n, generator=generator) - 1)
        return torch.complex(x + point[0], y + point[1])

    nothing = torch.full((n,), 2j)
    gap = 0.2 + 0.7 * torch.rand(n, generator=generator)
    middle, arch = spread(0, 0.1), spread(0, -0.1)
    left, right = spread(-0.6, -0.65, 0.35), spread(0.6, -0.65, 0.35)
    cores = torch.stack([middle, middle, middle + 0.5j * gap, arch])
    more = torch.stack([nothing, nothing, middle - 0.5j * gap, nothing])
    deltas = torch.stack([right, left, left, arch - 0.2j - 0.6j * gap])
    others = torch.stack([nothing, nothing, right, nothing])
    one = torch.arange(n)
    return (torch.stack([cores[kinds, one], more[kinds, one]], 1),
            torch.stack([deltas[kinds, one], others[kinds, one]], 1))


def make_fingers(n, generator):
    """Draw fingers: kind, special points, size, and the ridges themselves.

    Parameters
    ----------
    n : int
    generator : torch.Generator
        On the CPU; the same state gives the same fingers.

    Returns
    -------
    Fingers

    Notes
    -----
    About two fingers in three are loops and nearly one in three is a whorl
    (:cite:t:`maltoni2009handbook`, section 5.1).

    Examples
    --------
    >>> fingers = make_fingers(2, torch.manual_seed(0))
    >>> fingers.ridges.shape, len(fingers.kinds)
    (torch.Size([2, 96, 96]), 2)
    """
    kinds = torch.multinomial(SHARES, n, replacement=True, generator=generator)
    cores, deltas = special_points(kinds, generator)
    size = 0.85 + 0.3 * torch.rand(n, generator=generator)
    noise = torch.randn(n, FINGER, FINGER, generator=generator)
    pores = torch.rand(n, FINGER, FINGER, generator=generator) < 0.02
    z, ridges = places(FINGER, REACH), []
    for some in torch.arange(n).split(32):
        theta = directions(z, cores[some], deltas[some])
        ridges.append(grow(noise[some], theta))
    ridges = torch.cat(ridges).masked_fill(pores, -1)
    return Fingers(ridges, size, kinds, cores, deltas)


def press(fingers, generator, impressions=4, *, turn=20, move=0.15,
          stretch=0.05):
    """Press every finger several times on a sensor of 64×64 pixels.

    Each impression draws anew where the finger lies, how it is turned, how
    the skin is stretched, how hard it is pressed, which part of it touches,
    where it is dry, and the sensor's noise.

    Parameters
    ----------
    fingers : Fingers
    generator : torch.Generator
        On the CPU.
    impressions : int
        Of each finger.
    turn : float
        The largest rotation to either side, in degrees.
    move, stretch : float
        The largest shift along an axis and about the largest stretching of
        the skin, in units.

    Returns
    -------
    Tensor, shape (n · impressions, 1, 64, 64)
        From 0, paper, to 1, ink; the impressions of one finger side by side.

    Examples
    --------
    >>> fingers = make_fingers(2, torch.manual_seed(0))
    >>> press(fingers, torch.manual_seed(1), 3).shape
    torch.Size([6, 1, 64, 64])
    """
    n = len(fingers.size) * impressions

    def chance(*shape):
        return 2 * torch.rand(n, *shape, generator=generator) - 1

    turned = torch.polar(torch.ones(n), chance() * math.radians(turn))
    where = (places(SENSOR, 1.0)
             - move * torch.complex(chance(), chance())[:, None, None])
    z = where * (turned / fingers.size.repeat_interleave(impressions)
                 )[:, None, None]
    skin = stretch * _smooth(chance(2, 4, 4))
    grid = torch.stack([z.real, -z.imag], 3) + skin.movedim(1, 3)
    ridges = fingers.ridges.repeat_interleave(impressions, 0)[:, None]
    seen = F.grid_sample(ridges, grid / REACH, align_corners=False)
    hard, dry = 0.45 * chance(1, 1, 1), 0.5 * _smooth(chance(1, 5, 5))
    noise = torch.randn(seen.shape, generator=generator)
    ink = torch.sigmoid(4 * (seen + hard + dry) + 1.2 * noise)
    return ink * _touch(chance)


def _smooth(coarse):
    """Spread a few numbers over the sensor, smoothly."""
    return F.interpolate(coarse, (SENSOR, SENSOR), mode="bicubic",
                         align_corners=True)


def _touch(chance):
    """Which part of the sensor the skin touches: an ellipse, 1 inside."""
    x, y, wide, high = chance(4, 1, 1, 1).unbind(1)
    z = places(SENSOR, 1.0)
    far = torch.hypot((z.real - 0.2 * x) / (0.75 + 0.15 * wide),
                      (z.imag - 0.25 * y) / (0.85 + 0.15 * high))
    return torch.sigmoid(12 * (1 - far))
