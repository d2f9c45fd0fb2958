"""Pictures of deep networks: activations, their spread, blame, steps down."""
import matplotlib.pyplot as plt
import numpy as np

from utils.plots import COLORS


def plot_family(family, axes):
    """Draw activation functions with their slopes, one to a panel.

    Parameters
    ----------
    family : dict from str to (function, slope)
        Both take and return an ndarray.
    axes : sequence of matplotlib Axes
        One more than functions; the last panel says which line is which.

    Returns
    -------
    None
    """
    s = np.linspace(-3, 3, 601)
    for ax, (name, (function, slope)) in zip(axes, family.items()):
        for values, color, dash in ((function(s), "blue", "-"),
                                    (slope(s), "red", "--")):
            jumps = np.abs(np.diff(values, prepend=values[0])) > 0.2
            ax.plot(s, np.where(jumps, np.nan, values), dash,
                    color=COLORS[color])
        ax.text(-2.9, 2.1, name, size=12)
    for ax in axes:
        ax.axhline(0, color="0.8", linewidth=0.8, linestyle="-", zorder=0)
        ax.axvline(0, color="0.8", linewidth=0.8, linestyle="-", zorder=0)
        ax.set(xlim=(-3, 3), ylim=(-1.3, 2.6), xticks=[-2, 0, 2],
               yticks=[-1, 0, 1, 2])
    key = axes[len(family)]
    key.cla()
    key.axis("off")
    for height, word, color, dash in ((0.62, "value", "blue", "-"),
                                      (0.42, "slope", "red", "--")):
        key.plot([0.1, 0.4], [height] * 2, dash, color=COLORS[color])
        key.text(0.48, height, word, va="center", color=COLORS[color])
    key.set(xlim=(0, 1), ylim=(0, 1))


def plot_spread(layers, ax=None, *, limits=(-1, 1), label=""):
    """Draw how the values of each layer are spread, one column a layer.

    Parameters
    ----------
    layers : sequence of ndarray
        All values of a layer, any shape; the first layer first.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    limits : tuple of two float
        Lowest and highest value drawn.
    label : str
        Written above the picture.

    Returns
    -------
    matplotlib Axes
        The darkest place of a column is where most of its values lie. Values
        beyond the limits are left out.
    """
    ax = ax or plt.gca()
    edges = np.linspace(*limits, 42)
    counts = np.array([np.histogram(values, edges)[0] for values in layers])
    shares = (counts / counts.max(axis=1, keepdims=True)) ** 0.5
    ax.imshow(shares.T, cmap="Blues", vmin=0, vmax=1, origin="lower",
              aspect="auto", extent=(0.5, len(layers) + 0.5, *limits))
    ax.text(0.5, 1.04, label, transform=ax.transAxes, ha="center", size=10)
    ax.set(xticks=[1, 10, 20, 30], xlabel="layer")
    return ax


def plot_alive(counts, ax=None):
    """Draw for how many examples each hidden neuron is on; cross the dead.

    Parameters
    ----------
    counts : array_like of int, shape (n_layers, n_neurons)
        From 0 to 4.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        The first layer at the bottom.
    """
    counts, ax = np.asarray(counts), ax or plt.gca()
    ax.imshow(counts, cmap="viridis", vmin=-0.6, vmax=4, origin="lower")
    rows, columns = np.nonzero(counts == 0)
    ax.plot(columns, rows, "x", color="white", markersize=4,
            markeredgewidth=1)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def plot_descent(f, path, ax=None, *, label="", span=((-5, 1.5), (-2, 2))):
    """Draw a way down over the level lines of a function of two weights.

    Parameters
    ----------
    f : callable
        Takes an ndarray of shape (..., 2), returns shape (...).
    path : array_like, shape (n_steps + 1, 2)
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    label : str
        Written into the picture.
    span : pair of pairs of float
        From where to where the two weights go.

    Returns
    -------
    matplotlib Axes
    """
    ax, path = ax or plt.gca(), np.asarray(path)
    plane = np.stack(np.meshgrid(np.linspace(*span[0], 120),
                                 np.linspace(*span[1], 120)), -1)
    ax.contour(plane[..., 0], plane[..., 1], f(plane), colors="0.75",
               levels=[0.25, 2, 6, 14, 30, 50], linewidths=0.8,
               antialiased=False)
    ax.plot(*path.T, "o-", color=COLORS["red"], markersize=3, linewidth=1)
    ax.plot(*path[0], "ko", markersize=6)
    ax.plot(0, 0, "*", color=COLORS["blue"], markersize=13, zorder=5)
    ax.text(span[0][0] + 0.15, span[1][1] - 0.42, label, size=12,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})
    ax.set(xlim=span[0], ylim=span[1])
    return ax


def plot_blame(profiles, ax=None):
    """Draw the size of each layer's blame, the last layer on the left.

    Parameters
    ----------
    profiles : dict from (activation, start) to list of float
        One number a layer, the first layer first.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        Dotted beside each line, from the last hidden layer on: a constant
        factor a layer, 1/4 or √½ or 1 times √(n)·deviation.
    """
    ax = ax or plt.gca()
    slopes = {"sigmoid": 0.25, "ReLU": 0.5 ** 0.5, "tanh": 1}
    widths = {"PyTorch": 3 ** -0.5, "Keras": 1}
    looks = zip(("blue", "sky", "red", "orange", "green"), "os^vD")
    for ((name, whose), sizes), (color, marker) in zip(
            profiles.items(), looks):
        places = np.arange(len(sizes), 0, -1)
        ax.semilogy(places, sizes[::-1], "-", marker=marker, markersize=5,
                    color=COLORS[color], linewidth=1.6)
        factor = slopes[name] * widths[whose]
        ax.semilogy(places[1:], sizes[-2] * factor ** np.arange(
            len(sizes) - 1), ":", color="0.3", linewidth=1)
        ax.text(0.75, sizes[0], f"{name}, {whose}", va="center", size=10,
                color=COLORS[color])
    ax.set(xlim=(len(sizes) + 0.3, -1.3), xlabel="layer",
           ylabel="usual size of the blame", xticks=places)
    return ax


def plot_rates(rates, ends, ax=None):
    """Draw the loss that each optimizer ends with against its learning rate.

    Parameters
    ----------
    rates : sequence of float
    ends : dict from str to sequence of float
        A loss for each rate, for each optimizer.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        Losses above 2.5, or not a number, are left out.
    """
    ax = ax or plt.gca()
    for (name, losses), marker, (color, dash) in zip(
            ends.items(), "os^D", (("blue", "-"), ("green", "--"),
                                   ("orange", "-."), ("red", "-"))):
        shown = np.where(np.array(losses) < 2.5, losses, np.nan)
        ax.semilogx(rates, shown, linestyle=dash, marker=marker, label=name,
                    markersize=5, color=COLORS[color], linewidth=1.6)
    ax.set(xlabel="learning rate", ylabel="loss at the end", ylim=(0, 2.5))
    ax.legend(frameon=False, fontsize=9)
    return ax
