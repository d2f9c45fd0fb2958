"""Pictures of chapter 17: hourglass, map of codes, curves of errors and alarms."""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import patheffects

from utils.plots import COLORS, show_mosaic

# Colour, dash and marker of the first, second, … curve.
LOOKS = [("blue", "-", "o"), ("red", "--", "s"), ("green", "-.", "^"),
         ("black", ":", "D"), ("pink", (0, (5, 1)), "v"),
         ("orange", (0, (3, 1, 1, 1)), "P")]


def draw_hourglass(picture, code, drawn, sizes, ax=None):
    """Draw picture → encoder → code → decoder → picture, left to right.

    Parameters
    ----------
    picture, drawn : array_like, shape (height, width)
        From 0 to 1: what goes in and what comes out.
    code : array_like, shape (k,)
        Red above zero, blue below.
    sizes : sequence of int
        Numbers from the picture to the code, both included.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax, code = ax or plt.gca(), np.asarray(code)
    for image, left, label in ((picture, 0, "input"), (drawn, 90, "output")):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1,
                  extent=(left, left + 28, 14, -14))
        ax.add_patch(plt.Rectangle((left, -14), 28, 28, fill=False))
        ax.text(left + 14, 18, f"{label}\n{sizes[0]} numbers", ha="center",
                va="top")
    limit = np.abs(code).max()
    ax.imshow(code[:, None], cmap="RdBu_r", vmin=-limit, vmax=limit,
              extent=(57, 61, 9, -9), aspect="auto")
    ax.add_patch(plt.Rectangle((57, -9), 4, 18, fill=False))
    ax.text(59, 18, f"code\n{len(code)} numbers", ha="center", va="top")
    for near, far, name, inside in ((30, 55, "encoder", sizes[1:-1]),
                                    (88, 63, "decoder", sizes[-2:0:-1])):
        ax.add_patch(plt.Polygon(
            [(near, -14), (near, 14), (far, 6), (far, -6)], alpha=0.35,
            facecolor=COLORS["sky"], edgecolor="black"))
        ax.text((near + far) / 2, 0, f"{name}\n" + ", ".join(map(str, inside)),
                ha="center", va="center")
    ax.set(xlim=(-1, 119), ylim=(31, -16), aspect="equal")
    ax.axis("off")
    return ax


def plot_measured(curves, ax=None, *, gap=15, **settings):
    """Draw lines through measured points, each named at its right end.

    Parameters
    ----------
    curves : dict from str to (x, y)
        Two sequences of numbers of equal length; at most six curves.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    gap : float
        Between two names, in points at least.
    **settings
        Of the axes: labels, scales, limits, ticks.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for (name, (x, y)), (color, dash, marker) in zip(curves.items(), LOOKS,
                                                     strict=False):
        ax.plot(x, y, linestyle=dash, marker=marker, markersize=5,
                color=COLORS[color], linewidth=1.8, label=name)
    ax.set(**settings)
    ax.figure.draw_without_rendering()
    to_points = 72 / ax.figure.dpi
    ends = sorted((to_points * ax.transData.transform(line.get_xydata()[-1])[1],
                   i) for i, line in enumerate(ax.lines))
    lowest = -np.inf
    for height, i in ends:
        line, lowest = ax.lines[i], max(height, lowest + gap)
        ax.annotate(line.get_label(), line.get_xydata()[-1],
                    (9, lowest - height), textcoords="offset points",
                    va="center", color=line.get_color(), annotation_clip=False)
    return ax


def plot_map(codes, labels, drawn, box, axes):
    """Draw codes of two numbers as places, and what a grid of places becomes.

    Parameters
    ----------
    codes : array_like, shape (n, 2)
    labels : array_like, shape (n,)
        Digits; each code is drawn as its digit.
    drawn : array_like, shape (rows, columns, height, width)
        From 0 to 1: what the decoder makes of a grid of places that fills the
        box; row 0 is at its top.
    box : tuple (left, right, bottom, top)
        In units of the codes; the limits of both panels.
    axes : sequence of two matplotlib Axes
    """
    codes, labels = np.asarray(codes), np.asarray(labels)
    colors = [color for color in COLORS.values() for _ in "ab"]
    for digit in np.unique(labels):
        some, color = codes[labels == digit], colors[digit]
        axes[0].scatter(*some.T, s=22, marker=f"${digit}$", color=color,
                        linewidths=0, alpha=0.7)
        axes[0].text(
            *np.median(some, axis=0), str(digit), size=17, weight="bold",
            ha="center", va="center", color=color, clip_on=True,
            path_effects=[patheffects.withStroke(linewidth=4,
                                                 foreground="white")])
    rows, columns, height, width = np.shape(drawn)
    show_mosaic(255 * np.reshape(drawn, (-1, height, width)), axes[1],
                columns=columns)
    axes[1].images[0].set_extent(box)
    axes[1].axis("on")
    for ax in axes:
        ax.set(xlim=box[:2], ylim=box[2:], aspect="auto",
               xlabel="first number of the code")
    axes[0].set_ylabel("second number of the code")


def plot_alarms(curves, chosen=None, ax=None):
    """Draw hits against false alarms, the areas in the legend.

    Parameters
    ----------
    curves : dict from str to (alarms, hits, area)
        Two rising sequences from 0 to 1, and the area under the curve.
    chosen : (float, float), optional
        False alarms and hits at the threshold in use: a black ring.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for (name, (alarms, hits, area)), (color, dash, _) in zip(
            curves.items(), LOOKS, strict=False):
        ax.plot(alarms, hits, color=COLORS[color], linestyle=dash,
                drawstyle="steps-post", label=f"{name}: {area:.2f}")
    ax.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle="-")
    if chosen is not None:
        ax.plot(*chosen, marker="o", color="black", markersize=11,
                markerfacecolor="none", markeredgewidth=2, linestyle="none")
    ax.set(xlabel="false alarms (share of the known)",
           ylabel="hits (share of strangers)", aspect="equal",
           xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
    ax.legend(title="area under the curve", frameon=False,
              loc="center left", bbox_to_anchor=(1.02, 0.5))
    return ax
