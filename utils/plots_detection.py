"""Pictures of chapter 20: scenes with boxes, overlaps, grids, curves."""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patheffects import withStroke

from utils.plots import COLORS

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven",
         "eight", "nine")
# How a mark is drawn: colour and dash.
LOOKS = {"truth": ("0.45", (0, (1, 1))), "right": (COLORS["blue"], "-"),
         "wrong": (COLORS["red"], "--"), "missed": (COLORS["pink"], ":")}


def truth_marks(scenes):
    """A mark for every object of some scenes, for `show_scenes`.

    Parameters
    ----------
    scenes : utils.digit_scenes.Scenes

    Returns
    -------
    list of lists of (box, str, str), one list a scene
        Box, what to write above it, and the look "truth".
    """
    marks = [[] for _ in range(len(scenes))]
    for box, label, owner in zip(scenes.boxes.tolist(), scenes.labels.tolist(),
                                 scenes.owner.tolist()):
        marks[owner].append((box, str(label), "truth"))
    return marks


def found_marks(found, given, scenes):
    """A mark for every detection, and one for every object that was missed.

    Parameters
    ----------
    found : utils.detection.Found
    given : int Tensor, shape (n_found,)
        What `utils.detection.match` returns.
    scenes : utils.digit_scenes.Scenes

    Returns
    -------
    list of lists of (box, str, str), one list a scene
        Written above a box are label and score in per cent; the look is
        "right", "wrong" or "missed". Wrong ones come first, so that right
        ones are drawn over them.
    """
    marks = [[] for _ in range(len(scenes))]
    for i in (given >= 0).int().argsort(stable=True).tolist():   # wrong first
        word = f"{found.labels[i]}: {100 * found.scores[i]:.0f}"
        look = "right" if given[i] >= 0 else "wrong"
        marks[found.owner[i]].append((found.boxes[i].tolist(), word, look))
    for i in sorted(set(range(len(scenes.labels))) - set(given.tolist())):
        marks[scenes.owner[i]].append(
            (scenes.boxes[i].tolist(), f"{scenes.labels[i]}", "missed"))
    return marks


def show_scenes(images, marks, *, columns=6, width=7.5, size=9):
    """Draw scenes in a grid, dark on light, with boxes and words.

    Parameters
    ----------
    images : array_like, shape (n, 1, height, width)
        Values 0 to 255.
    marks : list of lists of (box, str, str), one list a scene
        Left, top, right, bottom edge; what to write; a key of `LOOKS`.
    columns : int
    width : float
        Of the figure, in inches.
    size : float
        Of the words, in points.

    Returns
    -------
    list of matplotlib Axes

    Raises
    ------
    ValueError
        If there is not one list of marks for each scene.
    """
    if len(images) != len(marks):
        raise ValueError(f"{len(images)} scenes, {len(marks)} lists of marks")
    rows = -(-len(images) // columns)
    figure, grid = plt.subplots(rows, columns, squeeze=False, figsize=(
        width, rows * width / columns))
    axes = list(grid.flat)
    for ax, image in zip(axes, images):
        height, across = image.shape[1:]
        ax.imshow(np.asarray(image[0]), cmap="gray_r", vmin=0, vmax=400,
                  extent=(0, across, height, 0))
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color="0.8")
    for ax in axes[len(images):]:
        ax.remove()
    figure.draw_without_rendering()     # now the axes have their size
    for ax, some in zip(axes, marks):
        draw_marks(ax, some, size=size)
    return axes[:len(images)]


def draw_box(ax, box, word="", look="truth", *, size=9):
    """Draw one box, and its word beside it where there is room.

    Parameters
    ----------
    ax : matplotlib Axes
        Whose y axis points down from 0.
    box : sequence of four floats
    word : str
    look : str
        A key of `LOOKS`.
    size : float
        Of the word, in points.
    """
    draw_marks(ax, [(box, word, look)], size=size)


def draw_marks(ax, marks, *, size=9):
    """Draw boxes, and each one's word beside it where it hides least.

    Parameters
    ----------
    ax : matplotlib Axes
        Whose y axis points down from 0.
    marks : list of (box, str, str)
        Left, top, right, bottom edge; what to write; a key of `LOOKS`.
    size : float
        Of the words, in points.

    Returns
    -------
    list of tuple
        Left, top, right and bottom edge of each word that is not empty.
    """
    point = ax.get_xlim()[1] * ax.figure.dpi / (
        72 * ax.get_window_extent().width)
    limits, places = (ax.get_xlim()[1], ax.get_ylim()[0]), []
    marks = [(tuple(map(float, box)), *rest) for box, *rest in marks]
    for (left, top, right, bottom), _, look in marks:
        color, dash = LOOKS[look]
        ax.add_patch(plt.Rectangle((left, top), right - left, bottom - top,
                                   fill=False, edgecolor=color, linewidth=1.5,
                                   linestyle=dash))
    for box, word, look in marks[::-1]:      # the last, on top, chooses first
        if not word:
            continue
        wide = sum(0.64 if letter.isalnum() else 0.33 for letter in word)
        others = [other for other, *_ in marks if other != box]
        places.append(_free_place(
            box, wide * size * point, 0.75 * size * point, places, others,
            limits, look == "wrong"))
        ax.text(*places[-1][::3], word, color=LOOKS[look][0], size=size,
                path_effects=[withStroke(linewidth=2, foreground="white")])
    return places


def _free_place(box, wide, high, words, boxes, limits, other_side):
    """Of eight places around a box that with the fewest words in the way."""
    (left, top, right, bottom), gap = box, high / 4
    places = [(x, y) for y in (top - high - gap, bottom + gap)
              for x in (left, right - wide)]
    places = places[::-1] if other_side else places
    places += [(x, y) for y in (top, bottom - high)
               for x in (right + gap, left - wide - gap)]

    def cost(place):
        (x, y), (end, low) = place, limits
        here = x, y, x + wide, y + high
        inside = _shared(here, (0, 0, end, low))
        return round(100 * (wide * high - inside)
                     + 10 * sum(_shared(here, word) for word in words)
                     + sum(_shared(here, other) for other in boxes), 3)

    x, y = min(places, key=cost)
    return x, y, x + wide, y + high


def _shared(first, second):
    """The area that two boxes share."""
    sides = np.minimum(first[2:], second[2:]) - np.maximum(first[:2],
                                                           second[:2])
    return np.prod(sides.clip(min=0))


def draw_overlaps(pairs, words, *, width=6.5):
    """Draw pairs of boxes side by side, what they share filled.

    Parameters
    ----------
    pairs : list of (box, box)
        Each four numbers.
    words : list of str
        Written below.
    width : float
        Of the figure, in inches.

    Returns
    -------
    list of matplotlib Axes
    """
    wide, low = 0.5 + np.max([box[2:] for pair in pairs for box in pair],
                             axis=0)
    axes = plt.subplots(1, len(pairs), figsize=(
        width, 0.3 + width / len(pairs) * (low + 0.5) / (wide + 0.5)))[1]
    for ax, (first, second), word in zip(axes, pairs, words):
        start = np.maximum(first[:2], second[:2])
        sides = np.minimum(first[2:], second[2:]) - start
        if (sides > 0).all():
            ax.add_patch(plt.Rectangle(start, *sides, color=COLORS["sky"],
                                       alpha=0.6))
        for box, color, dash in ((first, "blue", "-"), (second, "red", "--")):
            ax.add_patch(plt.Rectangle(
                box[:2], *np.subtract(box[2:], box[:2]), fill=False,
                edgecolor=COLORS[color], linestyle=dash, linewidth=2))
        ax.set(xlim=(-0.5, wide), ylim=(low, -0.5), aspect="equal",
               xlabel=word, xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    return list(axes)


def draw_cells(image, values, ax=None, *, arrows=(), limits=(0, 1)):
    """Draw a scene under its grid, each cell tinted by its value.

    Parameters
    ----------
    image : array_like, shape (height, width)
        Values 0 to 255.
    values : array_like, shape (cells, cells)
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    arrows : sequence of ((x, y), (x, y))
        From and to, in pixels.
    limits : tuple of two floats
        Values at the two ends of the tint.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    height, width = np.shape(image)
    ends = (0, width, height, 0)
    ax.imshow(values, cmap="Oranges", vmin=limits[0], vmax=2.2 * limits[1],
              extent=ends)
    shade = 1 - np.asarray(image, float) / 255
    ax.imshow(np.zeros_like(shade), cmap="gray", vmin=0, vmax=1, extent=ends,
              alpha=0.8 * (1 - shade))
    cells = len(values)
    for place in np.linspace(0, width, cells + 1):
        ax.axvline(place, color="0.75", linewidth=0.6)
        ax.axhline(place, color="0.75", linewidth=0.6)
    for start, end in arrows:
        ax.annotate("", end, start, arrowprops={
            "arrowstyle": "->", "color": COLORS["blue"], "linewidth": 2,
            "shrinkA": 0, "shrinkB": 0})
    ax.set(xticks=[], yticks=[], xlim=(0, width), ylim=(height, 0))
    ax.spines[:].set_visible(False)
    return ax


def plot_precision_recall(curves, ax=None, *, marks=()):
    """Draw precision against recall, each curve with its name in a legend.

    Parameters
    ----------
    curves : dict from str to (precision, recall)
        Each array_like, shape (n,).
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    marks : sequence of (recall, precision, str)
        Points of the first curve and what to write beside them.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for name, (precision, recall) in curves.items():
        ax.plot(recall, precision, label=name)
    for recall, precision, word in marks:
        ax.plot(recall, precision, "o", color=COLORS["black"], markersize=6)
        ax.annotate(word, (recall, precision), (-8, -6),
                    textcoords="offset points", ha="right", va="top", size=10)
    ax.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02),
           ylim=(0, 1.04))
    ax.grid(color="0.92")
    ax.legend(frameon=False, loc="lower left")
    return ax


def plot_pairs(distances, both, bound, ax=None, *, cell):
    """Draw how often both of two neighbours are found, against the distance.

    Parameters
    ----------
    distances : array_like, shape (n,)
        Between the two centres, in pixels.
    both : array_like, shape (n,)
        Share of pairs of which both were found.
    bound : array_like, shape (n,)
        Share of pairs whose centres lie in two cells.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    cell : float
        Width of a cell in pixels; marked by a line.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    ax.plot(distances, 100 * np.asarray(bound), "--", color=COLORS["orange"],
            label="centres in two cells")
    ax.plot(distances, 100 * np.asarray(both), "o-", color=COLORS["blue"],
            label="both found")
    ax.axvline(cell, color="0.6", linewidth=1)
    ax.annotate("one cell", (cell, 3), (4, 0), textcoords="offset points",
                color="0.35", size=10)
    ax.set(xlabel="distance between the centres (pixels)",
           ylabel="pairs (%)", ylim=(0, 105))
    ax.grid(axis="y", color="0.9")
    ax.legend(loc="center right", edgecolor="white")
    return ax


def show_faces(photo, every, kept, ax=None):
    """Draw a photograph with all windows that said yes, and those kept.

    Parameters
    ----------
    photo : array_like, shape (height, width)
        Values 0 to 255.
    every, kept : list of dict
        As scikit-image's `Cascade` answers: r, c, height, width.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    few_greys = np.round(np.asarray(photo) / 8)         # a smaller picture
    ax.imshow(few_greys, cmap="gray", vmin=0, vmax=255 / 8)
    looks = ((every, COLORS["sky"], 0.8, "-"),
             (kept, COLORS["orange"], 2.5, "--"))
    for windows, color, line, dash in looks:
        for window in windows:
            ax.add_patch(plt.Rectangle(
                (window["c"], window["r"]), window["width"], window["height"],
                fill=False, edgecolor=color, linewidth=line, linestyle=dash))
    ax.axis("off")
    return ax
