"""Shapes for drawing many small pictures at once, each a little different.

Every function works on `n` pictures together. A number that differs from
picture to picture has shape (n, 1, 1), a mask has shape (n, size, size) and
tells how much of each pixel a shape covers, from 0 to 1. The plane has x to
the right and y down, from -1 to 1 across the picture before it is posed.

Only additions, products, quotients, square roots and comparisons are used:
those give the same bits on every machine, and so do `RandomState`'s
numbers, which NumPy froze for good. The pictures' hashes are tested.
"""
from dataclasses import dataclass

import numpy as np


class Dice:
    """Random numbers for `n` pictures.

    Examples
    --------
    >>> dice = Dice(3, seed=1)
    >>> dice(0, 1).shape, dice.chance(0.5).dtype
    ((3, 1, 1), dtype('bool'))
    """

    def __init__(self, n, seed):
        self.n, self.rng = n, np.random.RandomState(seed)

    def __call__(self, low, high):
        """One number from low to high for each picture: (n, 1, 1)."""
        share = self.rng.random_sample((self.n, 1, 1))
        return (low + (high - low) * share).astype(np.float32)

    def chance(self, probability):
        """True for about that share of the pictures: bool (n, 1, 1)."""
        return self.rng.random_sample((self.n, 1, 1)) < probability

    def color(self, *ranges):
        """A colour for each picture from one of the ranges: (n, 3, 1, 1).

        A range is two colours, the darkest and the lightest; it is taken at
        random, and the colour in it nearly along the line between the two.
        """
        which = (self.rng.random_sample(self.n) * len(ranges)).astype(int)
        low, high = np.array(ranges)[which].transpose(1, 0, 2)[..., None, None]
        share = 0.3 * self.rng.random_sample((self.n, 3, 1, 1)) \
            + 0.7 * self.rng.random_sample((self.n, 1, 1, 1))
        return (low + (high - low) * share).astype(np.float32)

    def noise(self, shape):
        """Grain from -1 to 1, denser about 0: (n, *shape)."""
        count = self.n * int(np.prod(shape))
        a, b = np.frombuffer(self.rng.bytes(2 * count), np.uint8).reshape(
            2, self.n, *shape).astype(np.float32)
        return (a - b) / 255

    def clouds(self, size, cells):
        """Smooth random values from 0 to 1: (n, size, size)."""
        values = self.rng.random_sample(
            (self.n, cells + 1, cells + 1)).astype(np.float32)
        at = np.arange(size, dtype=np.float32) * cells / size
        low = at.astype(int)
        part = at - low
        rows = values[:, low] * (1 - part[:, None]) \
            + values[:, low + 1] * part[:, None]
        return rows[:, :, low] * (1 - part) + rows[:, :, low + 1] * part


@dataclass
class Plane:
    """Coordinates of all pixels, and how many pixels one unit is long.

    Attributes
    ----------
    x, y : float32 ndarray, shape (n, size, size)
    sharp : float
    """

    x: np.ndarray
    y: np.ndarray
    sharp: float

    def cover(self, depth):
        """Mask of where `depth`, in units inside the edge, is positive."""
        return np.clip(depth * self.sharp + 0.5, 0, 1)


def plane(dice, size, *, shift=0.1, zoom=(0.8, 1.0), turn=0.1, shear=0.1,
          mirror=False):
    """A plane posed anew for each picture.

    Parameters
    ----------
    dice : Dice
    size : int
        Pixels along each side.
    shift : float
        Largest move along each axis.
    zoom : tuple of two floats
        Smallest and largest size, apart for width and height by 8 %.
    turn, shear : float
        Largest rotation (tangent of half the angle) and shear.
    mirror : bool
        Whether half of the pictures are mirrored.

    Returns
    -------
    Plane

    Examples
    --------
    >>> plane(Dice(2, seed=0), 28).x.shape
    (2, 28, 28)
    """
    line = ((np.arange(size) + 0.5) * 2 / size - 1).astype(np.float32)
    x = line[None, None, :] - dice(-shift, shift)
    y = line[None, :, None] - dice(-shift, shift)
    half = dice(-turn, turn)
    cosine, sine = (1 - half**2) / (1 + half**2), 2 * half / (1 + half**2)
    x, y = cosine * x + sine * y, cosine * y - sine * x
    scale = dice(*zoom)
    x = x / (scale * dice(0.92, 1.08)) + dice(-shear, shear) * y
    if mirror:
        x = np.where(dice.chance(0.5), -x, x)
    return Plane(x, y / scale, size / 2)


def bend(at, knots, values):
    """Piecewise linear curve through (knots, values), flat beyond its ends.

    Parameters
    ----------
    at : ndarray, shape (n, size, size)
    knots, values : sequences of floats or arrays of shape (n, 1, 1)

    Returns
    -------
    ndarray, shape (n, size, size)

    Examples
    --------
    >>> bend(np.array([-1.0, 0.5, 9.0]), [0, 1, 2], [10, 20, 20])
    array([10., 15., 20.])
    """
    curve = values[0]
    for i in range(len(knots) - 1):
        share = np.clip((at - knots[i]) / (knots[i + 1] - knots[i]), 0, 1)
        curve = curve + (values[i + 1] - values[i]) * share
    return curve


def trunk(p, knots, widths):
    """Symmetric about x = 0: half-widths at the heights `knots`.

    Parameters
    ----------
    p : Plane
    knots, widths : sequences of floats or arrays of shape (n, 1, 1)

    Returns
    -------
    mask, shape (n, size, size)

    Examples
    --------
    >>> trunk(plane(Dice(1, 0), 28), [-0.5, 0.5], [0.2, 0.4]).shape
    (1, 28, 28)
    """
    side = bend(p.y, knots, widths) - abs(p.x)
    return p.cover(np.minimum(side, np.minimum(p.y - knots[0],
                                               knots[-1] - p.y)))


def slab(p, knots, tops, bottoms):
    """Between two curves over x: `tops` and `bottoms` at the knots.

    Parameters
    ----------
    p : Plane
    knots, tops, bottoms : sequences of floats or arrays (n, 1, 1)

    Returns
    -------
    mask, shape (n, size, size)

    Examples
    --------
    >>> slab(plane(Dice(1, 0), 28), [-1, 1], [0, 0], [0.5, 1]).shape
    (1, 28, 28)
    """
    depth = np.minimum(p.y - bend(p.x, knots, tops),
                       bend(p.x, knots, bottoms) - p.y)
    return p.cover(np.minimum(depth, np.minimum(p.x - knots[0],
                                                knots[-1] - p.x)))


def ellipse(p, x, y, width, height):
    """An ellipse by its centre and half-axes.

    Parameters
    ----------
    p : Plane
    x, y, width, height : floats or arrays, shape (n, 1, 1)

    Returns
    -------
    mask, shape (n, size, size)

    Examples
    --------
    >>> ellipse(plane(Dice(1, 0), 28), 0, 0, 0.5, 0.3).max()
    np.float32(1.0)
    """
    far = np.sqrt(((p.x - x) / width) ** 2 + ((p.y - y) / height) ** 2)
    return p.cover((1 - far) * np.float32(np.minimum(width, height)))


def stroke(p, start, end, width):
    """A straight line with round ends.

    Parameters
    ----------
    p : Plane
    start, end : tuples (x, y) of floats or arrays, shape (n, 1, 1)
    width : float or array, shape (n, 1, 1)

    Returns
    -------
    mask, shape (n, size, size)

    Examples
    --------
    >>> stroke(plane(Dice(1, 0), 28), (-1, 0), (1, 0), 0.2).shape
    (1, 28, 28)
    """
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    along = ((p.x - ax) * dx + (p.y - ay) * dy) / (dx * dx + dy * dy)
    along = np.clip(along, 0, 1)
    far = np.sqrt((p.x - ax - along * dx) ** 2 + (p.y - ay - along * dy) ** 2)
    return p.cover(width / 2 - far)


def polygon(p, *corners):
    """A convex polygon, its corners clockwise as seen on the screen.

    Parameters
    ----------
    p : Plane
    corners : tuples (x, y) of floats or arrays, shape (n, 1, 1)

    Returns
    -------
    mask, shape (n, size, size)

    Examples
    --------
    >>> polygon(plane(Dice(1, 0), 28), (-1, 0), (0, -1), (1, 0)).shape
    (1, 28, 28)
    """
    depth = np.float32(9)
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1]):
        dx, dy = bx - ax, by - ay
        length = np.sqrt(np.float32(dx * dx + dy * dy))
        inside = (dx * (p.y - ay) - dy * (p.x - ax)) / length
        depth = np.minimum(depth, inside)
    return p.cover(depth)


def wave(values):
    """Triangle wave of period 1 between 0 (at whole numbers) and 1.

    Parameters
    ----------
    values : ndarray

    Returns
    -------
    ndarray, same shape

    Examples
    --------
    >>> wave(np.array([0.0, 0.25, 0.5, 1.0]))
    array([0. , 0.5, 1. , 0. ])
    """
    return 1 - 2 * abs(values - np.floor(values) - 0.5)
