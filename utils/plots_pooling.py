"""Figures of chapter 9: what pooling keeps, and what a shift does to it."""
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap

from utils.plots import COLORS, show_equation

# Of a map after a shift: nothing there, as before, different.
CHANGES = ListedColormap(["white", COLORS["sky"], COLORS["orange"]])
STYLES = (("blue", "-", "o"), ("red", "--", "s"), ("green", "-.", "^"),
          ("black", ":", "D"))


def show_blocks(grids, signs, labels, ax=None, *, blocked=(), block=2,
                **options):
    """Draw grids of numbers in a row, some of them ruled into blocks.

    Parameters
    ----------
    grids : list of array_like, each of shape (height, width)
    signs, labels : list of str
        As in `utils.plots.show_equation`.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    blocked : tuple of int
        The grids that get thick lines around blocks of `block` × `block`.
    block : int
    options
        Passed on to `show_equation`.

    Returns
    -------
    matplotlib Axes
    """
    ax = show_equation(grids, signs, labels, ax, **options)
    left = 0
    for i, grid in enumerate(grids):
        height, width = np.shape(grid)
        top = -height / 2
        if i in blocked:
            for row in range(0, height + 1, block):
                ax.plot([left, left + width], [top + row] * 2, "-",
                        color="black", linewidth=2, zorder=2)
            for column in range(0, width + 1, block):
                ax.plot([left + column] * 2, [top, top + height], "-",
                        color="black", linewidth=2, zorder=2)
        left += width + 1.2
    return ax


def show_shifted(maps, *, width=6.4):
    """Draw maps before and after a shift, and where they stay equal.

    Parameters
    ----------
    maps : dict from name to (before, after)
        Each of shape (height, width), not negative; 0 is empty.
    width : float
        Of the figure, in inches.

    Returns
    -------
    ndarray of matplotlib Axes, shape (3, number of maps)
        Under each name: how many of the non-zero values stay equal.
    """
    axes = plt.subplots(3, len(maps), squeeze=False,
                        figsize=(width, 3 * width / len(maps) + 0.4))[1]
    for column, (name, (before, after)) in zip(axes.T, maps.items()):
        same = np.isclose(before, after)
        change = np.where(same, np.where(before > 0, 1, 0), 2)
        for ax, picture, cmap, top in zip(
                column, (before, after, change), ("gray_r", "gray_r", CHANGES),
                (np.max(before), np.max(before), 2)):
            ax.imshow(picture, cmap=cmap, vmin=0, vmax=top)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color="0.6")
        kept, lit = (same & (before > 0)).sum(), (before > 0).sum()
        column[2].set_xlabel(f"{name}\n{kept} of {lit} stay")
    for ax, word in zip(axes[:, 0], ("before", "one pixel lower", "what stays")):
        ax.set_ylabel(word)
    return axes


def plot_same(shares, axes):
    """Draw which share of the outputs stays equal, against the shift.

    Parameters
    ----------
    shares : dict from name to list of (share of all, share of the non-zero)
        A pair for each shift: 1, 2, … pixels.
    axes : sequence of two matplotlib Axes
        For all outputs, and for those that were not zero before the shift.

    Returns
    -------
    sequence of matplotlib Axes
        With each share at 1 pixel written out.
    """
    table = 100 * np.array(list(shares.values()))
    shifts = np.arange(1, table.shape[1] + 1)
    for panel, (ax, words) in enumerate(zip(
            axes, ("all outputs", "outputs that were not 0"))):
        heights = apart(table[:, 0, panel], 5.8)
        for name, values, height, (color, dash, marker) in zip(
                shares, table[:, :, panel], heights, STYLES):
            ax.plot(shifts, values, color=COLORS[color], linestyle=dash,
                    marker=marker, label=name)
            ax.text(0.88, height, f"{values[0]:.0f}", color=COLORS[color],
                    ha="right", va="center", size=10)
        ax.set(xticks=shifts, xlim=(0.6, len(shifts) + 0.2), ylim=(-2, 100))
        ax.set_xlabel(f"shift (pixels)\n{words}")
    axes[0].set_ylabel("stay equal (%)")
    axes[1].legend(frameon=False, loc="upper right")
    return axes


def apart(values, least):
    """The values, pushed upwards where two are closer than `least`."""
    places = np.array(values, dtype=float)
    order = places.argsort()
    for low, high in pairwise(order):
        places[high] = max(places[high], places[low] + least)
    return places


def show_strips(strips, notes, ax=None):
    """Draw pairs of rows of numbers as strips of grey cells.

    Parameters
    ----------
    strips : dict from name to (upper, lower)
        Two sequences of numbers from 0 to 1 each, all of one length; an
        entry that is not a number (NaN) leaves its place empty.
    notes : tuple of two str
        Written to the right of upper and lower strips.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for stage, (name, pair) in enumerate(strips.items()):
        ax.text(-0.4, 2.6 * stage + 1, name, ha="right", va="center")
        for side, (values, note) in enumerate(zip(pair, notes)):
            top = 2.6 * stage + side
            ax.text(len(values) + 0.3, top + 0.5, note, va="center", size=9.5)
            for left, value in enumerate(values):
                if not np.isnan(value):
                    ax.add_patch(plt.Rectangle(
                        (left, top), 1, 1, edgecolor="0.5",
                        facecolor=str(1 - 0.65 * value)))
                    ax.text(left + 0.5, top + 0.5, f"{value:g}", ha="center",
                            va="center", size=9.5,
                            color="white" if value > 0.6 else "black")
    ax.set(xlim=(-0.1, len(values) + 0.1), ylim=(top + 1.1, -0.1))
    ax.axis("off")
    return ax


def plot_unrest(changes, totals, axes):
    """Draw two measures of what a shift of one pixel does, as bars.

    Parameters
    ----------
    changes, totals : dict from name to float
        Change of the maps and of their totals, in shares of what was there.
    axes : sequence of two matplotlib Axes

    Returns
    -------
    sequence of matplotlib Axes
    """
    for ax, values, words in zip(axes, (changes, totals), (
            "change of the maps (%)", "change of their totals (%)")):
        numbers = [100 * value for value in values.values()]
        bars = ax.barh(list(values), numbers, color=COLORS["sky"],
                       edgecolor="black", linewidth=0.8)
        ax.bar_label(bars, [f"{number:.2g}" for number in numbers],
                     padding=3)
        ax.set(xlabel=words, xlim=(0, 1.2 * max(numbers)))
        ax.invert_yaxis()
        ax.tick_params(axis="y", length=0)
    axes[1].set_yticklabels([])
    return axes


def plot_starts(results, ax=None):
    """Draw accuracies on digits that were moved, a mark for each start.

    Parameters
    ----------
    results : dict from name to array_like, shape (n_starts, n_shifts)
        Accuracies, 0 to 1, on digits moved by 0, 1, 2, … pixels.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        The means written above the marks.
    """
    ax = ax or plt.gca()
    for row, runs in enumerate(results.values()):
        for shift, values in enumerate(100 * np.asarray(runs).T):
            color, _, marker = STYLES[shift]
            label = f"moved by {shift}" if shift else "as they are"
            ax.plot(values, np.full(len(values), row), marker, alpha=0.7,
                    color=COLORS[color], label=None if row else label)
            ax.text(values.mean(), row - 0.22, f"{values.mean():.0f}",
                    ha="center", va="bottom", size=9.5, color=COLORS[color])
    ax.set(yticks=range(len(results)), yticklabels=list(results),
           ylim=(len(results) - 0.6, -0.7), xlabel="right answers (%)")
    ax.grid(axis="y", color="0.88")
    ax.tick_params(axis="y", length=0)
    ax.legend(frameon=False, ncols=len(np.shape(runs)) + 1, loc="lower center",
              bbox_to_anchor=(0.45, 1), handletextpad=0.2)
    return ax


def plot_places(places, curves, ax=None, *, period):
    """Draw which share of the answers stays, against the place of the digits.

    Parameters
    ----------
    places : sequence of int
        Pixels from the first place.
    curves : dict from name to sequence of float
        Shares, 0 to 1, one a place.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    period : int
        Multiples of it are marked by dotted lines.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for (name, values), (color, dash, marker) in zip(curves.items(), STYLES):
        ax.plot(places, 100 * np.asarray(values), color=COLORS[color],
                linestyle=dash, marker=marker, label=name)
    for multiple in range(places[0], places[-1] + 1, period):
        ax.axvline(multiple, color="0.7", linestyle=":", linewidth=1,
                   zorder=0)
    ax.set(xticks=places, xlabel="pixels down and to the right",
           ylabel="answers that stay (%)")
    ax.legend(frameon=False, ncols=len(curves), loc="lower center",
              bbox_to_anchor=(0.45, 1))
    return ax
