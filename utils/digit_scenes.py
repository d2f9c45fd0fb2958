"""Scenes for chapter 20: a few real digits on one canvas, and their boxes.

Digits of several sizes lie at random places of a black canvas, between scraps
of other digits that are to be found by nobody. Where each digit is, is known
to the pixel, because we put it there.
"""
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

SIZE = 64                            # height and width of a canvas
FRAMES = (18, 21, 24, 28, 32, 36)    # 28×28 pixels of a digit are brought to
INK = 64                             # the palest pixel (of 255) that counts


@dataclass(frozen=True, eq=False, repr=False)
class Scenes:
    """Pictures, and what is where in them.

    Attributes
    ----------
    images : uint8 tensor, shape (n, 1, height, width)
    boxes : float32 tensor, shape (n_objects, 4)
        Left, top, right and bottom edge in pixels; the upper left corner of
        the picture is (0, 0).
    labels : int64 tensor, shape (n_objects,)
    owner : int64 tensor, shape (n_objects,)
        The picture that each object is in.
    """

    images: torch.Tensor
    boxes: torch.Tensor
    labels: torch.Tensor
    owner: torch.Tensor

    def __len__(self):
        return len(self.images)

    def __repr__(self):
        height, width = self.images.shape[2:]
        return (f"Scenes({len(self):,} of {width}x{height} pixels, "
                f"{len(self.labels):,} objects)")

    def scaled(self):
        """Pixels from 0 to 1: float32 tensor (n, 1, height, width)."""
        return self.images.float() / 255

    def part(self, start, stop):
        """The scenes from `start` up to, not including, `stop`."""
        kept = (self.owner >= start) & (self.owner < stop)
        return Scenes(self.images[start:stop], self.boxes[kept],
                      self.labels[kept], self.owner[kept] - start)


def make_scenes(images, labels, n, rng, *, size=SIZE, most=4, scraps=4,
                frames=FRAMES, overlap=0.2):
    """Put 1 to `most` digits on each of `n` canvases.

    Each digit is brought to a random size, cut out along its ink and put at a
    random place where no more than the share `overlap` of it, or of another
    digit, is shared. One for which there is no room in 30 tries is left out.

    Parameters
    ----------
    images : uint8 Tensor, shape (n_digits, 1, height, width)
    labels : int64 Tensor, shape (n_digits,)
    n : int
    rng : numpy.random.Generator
    size : int
        Height and width of a canvas.
    most : int
    scraps : int
        The largest number of pieces, cut from digits, that lie between them.
    frames : sequence of int
        Sizes that the whole picture of a digit is brought to.
    overlap : float

    Returns
    -------
    Scenes

    Raises
    ------
    ValueError
        If the digits do not fit on the canvas, or are not one channel each.

    Examples
    --------
    >>> digits = torch.full((3, 1, 28, 28), 255, dtype=torch.uint8)
    >>> scenes = make_scenes(digits, torch.tensor([4, 5, 6]), 2,
    ...                      np.random.default_rng(0), most=1)
    >>> scenes, len(scenes.boxes)
    (Scenes(2 of 64x64 pixels, 2 objects), 2)
    """
    if images.ndim != 4 or images.shape[1] != 1 or max(frames) > size:
        raise ValueError(
            f"digits of shape {tuple(images.shape)}, brought to {max(frames)} "
            f"pixels, on a canvas of {size}: (n, 1, height, width) and a "
            "canvas as large as the largest digit are needed")
    canvas = np.zeros((n, size, size), np.uint8)
    wanted = rng.integers(1, most + 1, n)
    _put_scraps(canvas, images, rng, scraps)
    owner = np.repeat(np.arange(n), wanted)
    chosen = rng.integers(len(images), size=len(owner))
    pieces = _cut_out(images, chosen, rng.choice(frames, len(owner)))
    shapes = np.array([piece.shape for piece in pieces])
    boxes, kept = _places(shapes, owner, size, overlap, rng)
    for i in np.flatnonzero(kept):
        _paste(canvas[owner[i]], pieces[i], *boxes[i, :2])
    return Scenes(torch.from_numpy(canvas[:, None]),
                  torch.from_numpy(boxes[kept].astype(np.float32)),
                  labels[torch.from_numpy(chosen[kept])],
                  torch.from_numpy(owner[kept]))


def make_pairs(digits, label, distance, n, rng, *, size=SIZE):
    """Two digits of one kind on each of `n` canvases, side by side.

    Parameters
    ----------
    digits : list of uint8 ndarray, each of shape (height, width)
        Cut out along their ink.
    label : int
        Of them all.
    distance : int
        From one centre to the other along the x axis, in pixels; the upper
        edges are level.
    n : int
    rng : numpy.random.Generator
    size : int
        Height and width of a canvas.

    Returns
    -------
    Scenes

    Examples
    --------
    >>> ink = np.full((5, 3), 255, np.uint8)
    >>> pair = make_pairs([ink], 1, 20, 1, np.random.default_rng(0))
    >>> (pair.boxes[1] - pair.boxes[0]).tolist()
    [20.0, 0.0, 20.0, 0.0]
    """
    canvas, boxes = np.zeros((n, size, size), np.uint8), []
    for image in canvas:
        first, second = (digits[i] for i in rng.integers(len(digits), size=2))
        step = distance + (first.shape[1] - second.shape[1]) // 2
        height = max(len(first), len(second))
        wide = max(first.shape[1], step + second.shape[1])
        left, top = rng.integers([size - wide + 1, size - height + 1])
        for piece, start in ((first, left), (second, left + step)):
            _paste(image, piece, start, top)
            boxes.append([start, top, start + piece.shape[1],
                          top + len(piece)])
    return Scenes(torch.from_numpy(canvas[:, None]),
                  torch.tensor(np.array(boxes), dtype=torch.float32),
                  torch.full((2 * n,), label), torch.arange(n).repeat_interleave(2))


def cut_to_ink(image):
    """The smallest rectangle of an image that holds all of its ink.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width)

    Returns
    -------
    ndarray, a view of `image`

    Raises
    ------
    ValueError
        If no pixel reaches `INK`.

    Examples
    --------
    >>> cut_to_ink(np.array([[0, 0, 0], [9, 99, 200], [0, 0, 0]], np.uint8))
    array([[ 99, 200]], dtype=uint8)
    """
    dark = image >= INK
    rows, columns = dark.any(axis=1).nonzero()[0], dark.any(axis=0).nonzero()[0]
    if not len(rows):
        raise ValueError(f"no pixel of {image.shape} has as much ink as {INK}")
    return image[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]


def _cut_out(images, chosen, sizes):
    """Chosen digits at their sizes, cut along their ink: a list of arrays."""
    pieces = [None] * len(chosen)
    for frame in np.unique(sizes):
        these = np.flatnonzero(sizes == frame)
        brought = F.interpolate(
            images[torch.from_numpy(chosen[these])].float(), size=int(frame),
            mode="bilinear", antialias=True).round().byte().numpy()
        for i, image in zip(these, brought[:, 0]):
            pieces[i] = cut_to_ink(image)
    return pieces


def _places(shapes, owner, size, overlap, rng, tries=30):
    """Boxes of all pieces (n, 4), and which of them found room."""
    n = len(owner)
    boxes, kept = np.zeros((n, 4), int), np.zeros(n, bool)
    rank = np.arange(n) - np.searchsorted(owner, owner)     # in its scene
    for turn in range(rank.max(initial=0) + 1):
        waiting = np.flatnonzero(rank == turn)
        for _ in range(tries):
            room = size + 1 - shapes[waiting, ::-1]
            corner = rng.integers(room)
            boxes[waiting, :2] = corner
            boxes[waiting, 2:] = corner + shapes[waiting, ::-1]
            free = np.ones(len(waiting), bool)
            for back in range(1, turn + 1):
                other = waiting - back
                shared = _shared(boxes[waiting], boxes[other])
                free &= ~kept[other] | (shared <= overlap)
            kept[waiting[free]] = True
            waiting = waiting[~free]
    return boxes, kept


def _shared(a, b):
    """Shared area of pairs of boxes, as a share of the smaller one's."""
    sides = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    areas = [np.prod(box[:, 2:] - box[:, :2], axis=1) for box in (a, b)]
    return np.prod(sides.clip(min=0), axis=1) / np.maximum(
        np.minimum(*areas), 1)


def _put_scraps(canvas, images, rng, most):
    """Put 0 to `most` squares of 5 to 8 pixels, cut from digits, on each."""
    n, size, _ = canvas.shape
    owner = np.repeat(np.arange(n), rng.integers(0, most + 1, n))
    sides = rng.integers(5, 9, len(owner))
    sources = images[torch.from_numpy(
        rng.integers(len(images), size=len(owner)))][:, 0].numpy()
    height, width = sources.shape[1:]
    tops, lefts = (rng.integers(length // 4, 3 * length // 4 - sides)
                   for length in (height, width))
    corners = rng.integers(size - sides[:, None] + 1, size=(len(owner), 2))
    for i, side in enumerate(sides):
        piece = sources[i, tops[i]:tops[i] + side, lefts[i]:lefts[i] + side]
        _paste(canvas[owner[i]], piece, *corners[i])


def _paste(canvas, piece, left, top):
    """Put a piece on a canvas; where ink meets ink, the darker stays."""
    height, width = piece.shape
    place = canvas[top:top + height, left:left + width]
    np.maximum(place, piece, out=place)
