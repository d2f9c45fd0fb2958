"""Pictures of chapter 18: the plane of colours, rows of coloured pictures."""
import matplotlib.pyplot as plt
import numpy as np
import torch

from utils.colour import to_rgb
from utils.plots import COLORS

# So many steps of each colour: the eye hardly sees them in pictures of 32×32,
# and a stored figure takes less space.
SHADES = 24
LABELS = {"xlabel": "blue minus luminance, Cb",
          "ylabel": "red minus luminance, Cr"}


def colours(chroma, luminance=0.5):
    """Red, green and blue of some places of the plane.

    Parameters
    ----------
    chroma : array_like, shape (n, 2)
        Cb and Cr.
    luminance : float

    Returns
    -------
    ndarray, shape (n, 3)
        Not cut: what no screen shows is below 0 or above 1.

    Examples
    --------
    >>> colours([[0, 0]]).tolist()
    [[0.5, 0.5, 0.5]]
    """
    chroma = np.asarray(chroma, dtype=float)
    ycc = np.column_stack([np.full(len(chroma), luminance), chroma])
    return to_rgb(torch.from_numpy(ycc.T[:, None])).numpy()[:, 0].T.round(12)


def show_plane(luminance=0.5, axes=None, *, size=121):
    """Draw the plane of colours of one luminance, and its grey picture.

    Parameters
    ----------
    luminance : float
    axes : sequence of two matplotlib Axes, optional
        A new figure if None.
    size : int
        Places along a side.

    Returns
    -------
    sequence of two matplotlib Axes
        What no screen shows is white in both.
    """
    axes = axes if axes is not None else plt.subplots(
        1, 2, figsize=(7, 3.4), sharey=True)[1]
    side = np.linspace(-0.5, 0.5, size)
    rgb = colours(np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2),
                  luminance)
    shown = ((rgb >= 0) & (rgb <= 1)).all(axis=1)
    for ax, picture in zip(axes, (rgb, np.full_like(rgb, luminance))):
        picture = np.where(shown[:, None], picture, 1)
        ax.imshow(picture.reshape(size, size, 3), origin="lower", vmin=0,
                  vmax=1, extent=(-0.5, 0.5, -0.5, 0.5))
        ax.plot(0, 0, "+", color="black", markersize=8, markeredgewidth=1)
        ax.set(xlim=(-0.4, 0.4), ylim=(-0.4, 0.4), xlabel=LABELS["xlabel"],
               xticks=[-0.4, -0.2, 0, 0.2, 0.4])
    axes[0].set(ylabel=LABELS["ylabel"], yticks=[-0.4, -0.2, 0, 0.2, 0.4])
    return axes


def plot_between(ends, shares, luminance, axes=None):
    """Draw what a colour between two costs, and the colours themselves.

    Parameters
    ----------
    ends : array_like, shape (2, 2)
        Cb and Cr of the two true colours.
    shares : dict from str to float
        For each curve's name the share of the second colour.
    luminance : float
        Of all the colours.
    axes : sequence of two matplotlib Axes, optional
        A new figure if None.

    Returns
    -------
    sequence of two matplotlib Axes
        Mean squared distances with their lowest points; below, the colours
        on the way from the first to the second.
    """
    axes = axes if axes is not None else plt.subplots(
        2, 1, figsize=(6, 3.6), height_ratios=[6, 1])[1]
    first, second = np.asarray(ends, dtype=float)
    way = np.linspace(0, 1, 201)
    for (name, share), place in zip(shares.items(), (0.1, 0.97)):
        costs = ((1 - share) * way ** 2 + share * (1 - way) ** 2) \
            * ((second - first) ** 2).sum()
        line, = axes[0].plot(way, costs)
        axes[0].plot(way[costs.argmin()], costs.min(), "o", markersize=9,
                     color=line.get_color())
        axes[0].annotate(name, (place, np.interp(place, way, costs)),
                         (-10 if place > 0.5 else 14, 8),
                         textcoords="offset points",
                         ha="right" if place > 0.5 else "left",
                         color=line.get_color())
    strip = first + way[:, None] * (second - first)
    axes[1].imshow(colours(strip, luminance).clip(0, 1)[None], aspect="auto",
                   extent=(0, 1, 0, 1))
    axes[0].set(ylabel="mean squared error", xlim=(0, 1), xticks=[])
    axes[1].set(yticks=[], xlabel="the answer: how far from red to blue")
    return axes


def show_balls(luminance, chroma, ax=None):
    """Draw a ball in each colour, all of one luminance, with its name.

    Parameters
    ----------
    luminance : float
    chroma : dict from str to array_like, shape (2,)
        For each ball's name its Cb and Cr.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    balls = colours(list(chroma.values()), luminance).clip(0, 1)
    for place, (name, color) in enumerate(zip(chroma, balls)):
        ax.add_patch(plt.Circle((place, 0), 0.36, color=color))
        ax.text(place, -0.5, name, ha="center", va="top")
    ax.set(xlim=(-0.5, len(chroma) - 0.5), ylim=(-0.85, 0.42), aspect="equal")
    ax.axis("off")
    return ax


def plot_palette(centres, shares, ax=None, *, luminance=0.5):
    """Draw a disc for each colour of a palette, its area the share.

    Parameters
    ----------
    centres : array_like, shape (bins, 2)
    shares : array_like, shape (bins,)
        Of the pixels.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    luminance : float
        Of the colours drawn, cut to what a screen shows.

    Returns
    -------
    matplotlib Axes
        The largest share is written beside its disc.
    """
    ax = ax or plt.gca()
    centres, shares = np.asarray(centres), np.asarray(shares)
    ax.scatter(*centres.T, s=8 + 2500 * shares, edgecolors="0.35",
               c=colours(centres, luminance).clip(0, 1), linewidths=0.6)
    top = shares.argmax()
    ax.annotate(f"{100 * shares[top]:.0f} %", centres[top], (0.78, 0.78),
                textcoords="axes fraction", va="bottom",
                arrowprops={"arrowstyle": "-", "color": "0.4"})
    (left, bottom), (right, up) = centres.min(0) - 0.06, centres.max(0) + 0.06
    ax.set(xlim=(left, right), ylim=(bottom, up), aspect="equal", **LABELS)
    ax.axhline(0, color="0.85", linewidth=1, linestyle="-", zorder=0)
    ax.axvline(0, color="0.85", linewidth=1, linestyle="-", zorder=0)
    return ax


def as_heat(maps, limits):
    """Maps of numbers as pictures: dark is low, bright is high.

    Parameters
    ----------
    maps : Tensor, shape (n, height, width)
    limits : tuple of two floats
        The values of the darkest and the brightest.

    Returns
    -------
    Tensor, shape (n, 3, height, width)
        From 0 to 1.
    """
    low, high = limits
    heat = plt.get_cmap("viridis")(((maps - low) / (high - low)).numpy())
    return torch.from_numpy(heat[..., :3]).movedim(-1, 1).float()


def _tile(pictures, side, gap):
    """One row of pictures as one picture, with a white margin."""
    n, channels, height, _ = pictures.shape
    pictures = pictures.expand(n, 3, -1, -1).repeat_interleave(
        side // height, dim=2).repeat_interleave(side // height, dim=3)
    row = np.pad(pictures.clamp(0, 1).numpy(),
                 [(0, 0), (0, 0), (0, gap), (0, gap)], constant_values=1)
    return row.transpose(2, 0, 3, 1).reshape(side + gap, -1, 3)


def show_rows(rows, *, side=32, zoom=3, gap=1, label=1.15):
    """Draw rows of small pictures, edge to edge, each row with its name.

    Parameters
    ----------
    rows : dict from str to Tensor, shape (n, channels, height, width)
        Red, green and blue, or one grey channel, from 0 to 1; square, with
        sides that divide `side`; as many in each row.
    side : int
        Of a picture, in pixels.
    zoom : int
        Dots of the figure, 100 to the inch, for each pixel.
    gap : int
        Between two pictures, in pixels.
    label : float
        Room for the names, in inches.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the rows are not equally long.
    """
    if len({len(row) for row in rows.values()}) != 1:
        raise ValueError(f"rows of {[len(row) for row in rows.values()]} "
                         "pictures")
    whole = np.concatenate([_tile(row, side, gap) for row in rows.values()])
    whole = ((SHADES - 1) * whole[:-gap, :-gap]).round() / (SHADES - 1)
    height, width = (zoom * size / 100 for size in whole.shape[:2])
    figure = plt.figure(figsize=(label + width, height))
    figure.set_layout_engine("none")
    ax = figure.add_axes([label / (label + width), 0, width / (label + width),
                          1])
    ax.imshow(whole, vmin=0, vmax=1, aspect="auto")
    for place, name in enumerate(rows):
        ax.text(-3, place * (side + gap) + side / 2, name, ha="right",
                va="center", size=10)
    ax.axis("off")
    return ax


def plot_tradeoff(points, curves, ax=None):
    """Draw how wrong and how colourful answers are.

    Parameters
    ----------
    points : dict from str to tuple (saturation, error, (right, up))
        For each name where its mark stands, and where its name, in points
        from there.
    curves : dict from str to list of tuple (saturation, error)
        For each name the answers on the way.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        A vertical line marks the truth's saturation.
    """
    ax, looks = ax or plt.gca(), (("sky", "--", 0.5, -16), ("red", "-.", 1, 8))
    for (name, way), (color, dash, share, up) in zip(curves.items(), looks):
        ax.plot(*np.transpose(way), dash, color=COLORS[color], zorder=1)
        ax.annotate(name, way[round(share * (len(way) - 1))], (-4, up),
                    ha="right", textcoords="offset points",
                    color=COLORS[color])
    for name, (saturation, error, shift) in points.items():
        ax.plot(saturation, error, "o", color=COLORS["blue"], markersize=7)
        ax.annotate(name, (saturation, error), shift, va="center", ha="center",
                    textcoords="offset points", size=10)
    ax.axvline(1, color="0.7", linewidth=1, linestyle=":", zorder=0)
    ax.set(xlabel="saturation, as a multiple of the truth's",
           ylabel="error of the colour")
    ax.margins(x=0.2, y=0.12)
    return ax
