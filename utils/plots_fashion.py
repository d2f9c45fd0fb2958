"""Pictures of chapter 12: garments, the slides' two runs, one step at a time."""
import matplotlib.pyplot as plt
import numpy as np

from utils.plots import COLORS, show_mosaic
from utils.plots_pooling import apart


def show_kinds(images, names, ax=None):
    """Draw a row of pictures for each class, edge to edge, with its name.

    Parameters
    ----------
    images : array_like, shape (classes, columns, height, width)
        Values 0 to 255.
    names : sequence of str, length classes
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If there is not one name for each row.
    """
    classes, columns, height, width = np.shape(images)
    if len(names) != classes:
        raise ValueError(f"{len(names)} names for images of shape "
                         f"{np.shape(images)}")
    ax = ax or plt.gca()
    show_mosaic(np.reshape(images, (-1, height, width)), ax, columns=columns)
    for row, name in enumerate(names):
        ax.text(-6, (row + 0.5) * height, name, ha="right", va="center")
    return ax


def plot_logs(logs, starts, ax=None):
    """Draw accuracies by epoch, and beside epoch 1 what single changes give.

    Parameters
    ----------
    logs : dict from str to sequence of float
        For each run's name its test accuracy in per cent after epoch 1, 2, …
    starts : dict from str to float
        For each change's name the accuracy in per cent after one epoch.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        Each curve with its name at its end, each change left of epoch 1.
    """
    ax = ax or plt.gca()
    for name, values in logs.items():
        line, = ax.plot(range(1, len(values) + 1), values)
        ax.annotate(name, (len(values), values[-1]), (0, -20),
                    textcoords="offset points", ha="right", va="center",
                    color=line.get_color(), backgroundcolor="white")
    heights = apart(list(starts.values()), 1.4)
    for (name, value), height in zip(starts.items(), heights):
        ax.plot(1, value, "o", color=COLORS["red"], markersize=6, zorder=3)
        ax.annotate(name, (1, value), (-0.8, height), va="center", ha="right",
                    size=10, arrowprops={"arrowstyle": "-", "color": "0.7"})
    ax.set(xlim=(-16, None), xticks=range(0, 51, 10), xlabel="epoch",
           ylabel="test accuracy (%)")
    ax.grid(axis="y", color="0.9")
    return ax


def plot_steps(runs, ax=None, *, notes=None):
    """Draw what each step reached: a dot a seed, the seeds' steps joined.

    Parameters
    ----------
    runs : dict from str to array_like, shape (n_seeds,)
        For each row's name the accuracy (0 to 1) of each seed; the same seeds
        in each row, the first row on top.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    notes : dict from str to str, optional
        Written at the right of a row.

    Returns
    -------
    matplotlib Axes
        The mean is a red mark; grey lines join the runs of one seed.
    """
    ax, places = ax or plt.gca(), np.arange(len(runs))
    shares = 100 * np.array([np.asarray(run, float) for run in runs.values()])
    ax.plot(shares, places, "-", color="0.75", linewidth=1)
    ax.plot(shares, places, "o", color=COLORS["blue"], markersize=6, alpha=0.7)
    ax.plot(shares.mean(axis=1), places, "|", color=COLORS["red"],
            markersize=16, markeredgewidth=2.5)
    for place, name in enumerate(runs):
        note = (notes or {}).get(name, "").replace("-", "−")
        ax.text(1.02, place, note, va="center",
                transform=ax.get_yaxis_transform())
    ax.set(yticks=places, yticklabels=list(runs), xlabel="test accuracy (%)",
           ylim=(len(runs) - 0.5, -0.5))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="0.9")
    return ax


def plot_per_class(shares, names, ax=None):
    """Draw for each class what two networks get right, the hardest on top.

    Parameters
    ----------
    shares : dict from str to array_like, shape (classes,)
        For each of the two networks' names its share of right answers.
    names : sequence of str, length classes
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        Classes in the order of the second network.
    """
    ax = ax or plt.gca()
    first, second = (100 * np.asarray(share) for share in shares.values())
    order = second.argsort(kind="stable")
    places = np.arange(len(names))
    ax.hlines(places, first[order], second[order], color="0.7", linewidth=2)
    looks = (("orange", "o"), ("blue", "s"))
    for word, share, (color, marker) in zip(shares, (first, second), looks):
        ax.plot(share[order], places, marker, color=COLORS[color],
                markersize=8, label=word)
    ax.set(yticks=places, yticklabels=[names[i] for i in order],
           xlabel="recognised (%)", ylim=(len(names) - 0.5, -0.5))
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="0.9")
    ax.legend(loc="lower left", frameon=False)
    return ax
