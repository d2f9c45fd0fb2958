"""Pictures of chapter 14: filters, maps, patches, and what answers rest on."""
import matplotlib.pyplot as plt
import numpy as np
import torch

from utils.plots import COLORS

# So many steps of each colour: the eye hardly sees them in pictures of 32×32,
# and a stored figure takes a third less space.
SHADES = 24
STYLES = (("blue", "-", "o"), ("red", "--", "s"), ("green", "-.", "^"),
          ("black", ":", "D"), ("pink", (0, (5, 1)), "v"))


def to_pixels(images, data):
    """Undo `DataSet.normalized`, cut and round to what is to be drawn.

    Parameters
    ----------
    images : float Tensor, shape (..., channels, height, width)
        Normalised.
    data : utils.data.DataSet
        Whose mean and deviation were used.

    Returns
    -------
    ndarray, shape (..., height, width, channels)
        From 0 to 1, in `SHADES` steps.
    """
    mean, std = (torch.tensor(one)[:, None, None]
                 for one in (data.mean, data.std))
    pixels = (images.detach() * std + mean).clamp(0, 1)
    return ((SHADES - 1) * pixels.movedim(-3, -1)).round().numpy() \
        / (SHADES - 1)


def filter_pictures(filters):
    """Filters as colours: 0 is a middle grey, the largest weight full.

    Parameters
    ----------
    filters : Tensor, shape (n, 3, height, width)

    Returns
    -------
    ndarray, shape (n, height, width, 3)
        From 0 to 1; each filter on a scale of its own.
    """
    top = filters.abs().amax(dim=(1, 2, 3), keepdim=True)
    return (0.5 + filters / (2 * top)).movedim(1, -1).detach().numpy()


def mosaic(pictures, columns, gap=1):
    """Many small colour pictures as one, white lines between them.

    Parameters
    ----------
    pictures : ndarray, shape (n, height, width, 3)
        `n` is a multiple of `columns`.
    columns : int
    gap : int
        Width of the lines, in pixels of the pictures.

    Returns
    -------
    ndarray, shape (height, width, 3)

    Raises
    ------
    ValueError
        If the pictures do not fill whole rows.
    """
    n, height, width, _ = pictures.shape
    if n % columns:
        raise ValueError(f"{n} pictures do not fill rows of {columns}")
    framed = np.pad(pictures, [(0, 0), (0, gap), (0, gap), (0, 0)],
                    constant_values=1)
    rows = framed.reshape(-1, columns, height + gap, width + gap, 3)
    whole = rows.swapaxes(1, 2).reshape(-1, columns * (width + gap), 3)
    return whole[:-gap, :-gap] if gap else whole


def show_mosaics(groups, *, columns, width=7.2, across=None, gap=1):
    """Draw mosaics side by side, each with its name below.

    Parameters
    ----------
    groups : dict from str to ndarray, shape (n, height, width, 3)
    columns : int
        Pictures in a row of a mosaic.
    width : float
        Of the figure, in inches.
    across : int, optional
        Mosaics in a row of the figure; all of them if None.
    gap : int
        Between two pictures, in their pixels.

    Returns
    -------
    list of matplotlib Axes
    """
    wholes = [mosaic(group, columns, gap) for group in groups.values()]
    across = across or len(wholes)
    rows = -(-len(wholes) // across)
    shapes = [whole.shape[0] / whole.shape[1] for whole in wholes]
    heights = [max(shapes[row * across:(row + 1) * across]) * width / across
               for row in range(rows)]
    axes = plt.subplots(rows, across, squeeze=False, height_ratios=heights,
                        figsize=(width, sum(heights) + 0.3 * rows))[1]
    for ax, name, whole in zip(axes.flat, groups, wholes):
        ax.imshow(whole, vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], xlabel=name)
        ax.spines[:].set_visible(False)
    for ax in axes.flat[len(wholes):]:
        ax.remove()
    return list(axes.flat[:len(wholes)])


def show_maps(picture, stages, *, columns=6, width=5.2):
    """Draw a picture, its channels, and a row of maps for each stage behind.

    Parameters
    ----------
    picture : ndarray, shape (height, width, 3)
        From 0 to 1.
    stages : dict from str to Tensor, shape (maps, height, width)
        A name for each stage, and its maps, of which those that vary most
        are drawn; dark is 0, and all maps of a stage have the same limits.
    columns : int
        Maps of each stage.
    width : float
        Of the figure, in inches.

    Returns
    -------
    ndarray of matplotlib Axes, shape (1 + stages, columns)
    """
    axes = plt.subplots(1 + len(stages), columns, squeeze=False, figsize=(
        width, (1 + len(stages)) * (width - 0.3) / columns))[1]
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    axes[0, 0].imshow(picture, vmin=0, vmax=1)
    for ax, channel, name in zip(axes[0, 1:], np.moveaxis(picture, 2, 0),
                                 ("red", "green", "blue")):
        ax.imshow(channel, cmap="gray", vmin=0, vmax=1)
        ax.set_xlabel(name, size=10)
    for row, (name, maps) in zip(axes[1:], stages.items()):
        row[0].set_ylabel(name, size=10)
        liveliest = maps.std(dim=(1, 2)).argsort(descending=True)[:columns]
        for ax, one in zip(row, maps[liveliest]):
            ax.imshow(one.numpy(), cmap=plt.get_cmap("viridis", SHADES),
                      vmin=0, vmax=maps[liveliest].max().item())
    return axes


def show_grid(cells, rows, columns=None, *, width=7.2):
    """Draw pictures and maps in a table with names at its sides.

    Parameters
    ----------
    cells : list of lists of ndarray
        A row for each of `rows`: pictures (height, width, 3) from 0 to 1, or
        maps (height, width). A map with negative numbers is red above 0 and
        blue below; another is bright where it is large.
    rows : list of str
        Written at the left.
    columns : list of str, optional
        Written below.
    width : float
        Of the figure, in inches.

    Returns
    -------
    ndarray of matplotlib Axes, shape (rows, columns)
    """
    across = len(cells[0])
    side, below = (width - 0.8) / across, 0.4 if columns else 0
    axes = plt.subplots(len(rows), across, squeeze=False,
                        figsize=(width, len(rows) * side + below))[1]
    for line, some, name in zip(axes, cells, rows, strict=True):
        line[0].set_ylabel(_broken(name), size=10, rotation=0, ha="right",
                           va="center")
        for ax, cell in zip(line, some, strict=True):
            _draw_cell(ax, np.asarray(cell))
    for ax, name in zip(axes[-1], columns or [""] * across, strict=True):
        ax.set_xlabel(_broken(name), size=10)
    return axes


def _broken(name):
    """A name on two lines, if there is a sign to break it at."""
    return name.replace(" × ", "\n× ").replace(" → ", "\n→ ")


def _draw_cell(ax, cell):
    """A colour picture as it is, a map on a scale of its own."""
    top = np.abs(cell).max() or 1
    if cell.ndim == 3:
        ax.imshow(cell, vmin=0, vmax=1)
    elif cell.min() < 0:
        ax.imshow(cell, cmap=plt.get_cmap("RdBu_r", SHADES + 1), vmin=-top,
                  vmax=top)
    else:
        ax.imshow(cell, cmap=plt.get_cmap("viridis", SHADES), vmin=0,
                  vmax=np.quantile(cell, 0.995) or 1)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def plot_lost(changed, controls, ax=None):
    """Draw how many answers changed, a bar for each way to choose the window.

    Parameters
    ----------
    changed : dict from str to float
        For each way the share of the answers, from 0 to 1.
    controls : int
        How many of the last ways are controls: these are grey.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if None.

    Returns
    -------
    matplotlib Axes
        With every bar's number at its end.
    """
    ax = ax or plt.subplots(figsize=(5.8, 3))[1]
    colors = [COLORS["blue"]] * (len(changed) - controls) + ["0.65"] * controls
    bars = ax.barh(range(len(changed)),
                   [100 * share for share in changed.values()], color=colors)
    ax.bar_label(bars, fmt="%.3g", padding=3)
    ax.set(yticks=range(len(changed)), yticklabels=list(changed),
           xlabel="answers that change (%)")
    ax.invert_yaxis()
    ax.tick_params(axis="y", length=0)
    return ax


def plot_forgetting(curves, names, ax=None):
    """Draw how far maps stay alike while a network loses its weights.

    Parameters
    ----------
    curves : dict from str to sequence of float
        For each kind of map its rank correlations.
    names : list of str
        What has been replaced, one for each number of a curve.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if None.

    Returns
    -------
    matplotlib Axes
        With every curve's name beside its last number.
    """
    ax = ax or plt.subplots(figsize=(5.4, 2.9))[1]
    _draw_named(curves, ax)
    ax.axhline(0, color="0.7", linewidth=1, zorder=0)
    ax.set(xticks=range(len(names)), xticklabels=names,
           ylabel="rank correlation")
    ax.tick_params(axis="x", labelsize=9)
    return ax


def plot_changes(curves, ax=None):
    """Draw how far logits change when pictures are moved.

    Parameters
    ----------
    curves : dict from str to sequence of float
        For each name the change after 0, 1, 2, … pixels.
    ax : matplotlib Axes, optional
        Where to draw; a new figure if None.

    Returns
    -------
    matplotlib Axes
        With every curve's name beside its last number.
    """
    ax = ax or plt.subplots(figsize=(5.2, 2.7))[1]
    _draw_named(curves, ax)
    ax.set(xlabel="pixels moved", ylabel="change of the logits",
           ylim=(-0.02, None))
    return ax


def _draw_named(curves, ax):
    """Curves that differ in colour, dash and marker, named at their ends."""
    ends = {name: values[-1] for name, values in curves.items()}
    numbers = [value for values in curves.values() for value in values]
    gap, lowest = 0.08 * (max(numbers) - min(numbers)), -float("inf")
    heights = {}
    for name in sorted(ends, key=ends.get):
        heights[name] = lowest = max(ends[name], lowest + gap)
    for (name, values), (color, dash, marker) in zip(curves.items(), STYLES):
        ax.plot(values, linestyle=dash, marker=marker, color=COLORS[color])
        ax.annotate(name, (len(values) - 1, heights[name]), (9, 0),
                    va="center", textcoords="offset points",
                    color=COLORS[color])
