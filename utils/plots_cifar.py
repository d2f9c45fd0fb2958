"""The figures of the chapter on colour photographs."""
import matplotlib.pyplot as plt
import numpy as np

from utils.plots import COLORS


def show_classes(images, classes, ax=None):
    """Draw colour images edge to edge, a column for each class with its name.

    Parameters
    ----------
    images : array_like, shape (n_classes, n_images, 3, height, width)
        Values 0 to 255.
    classes : sequence of str
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    images, ax = np.asarray(images), ax or plt.gca()
    n_classes, n_images, channels, height, width = images.shape
    ax.imshow(images.transpose(1, 3, 0, 4, 2).reshape(
        n_images * height, n_classes * width, channels))
    ax.set(yticks=[], xticks=(np.arange(n_classes) + 0.5) * width)
    ax.xaxis.tick_top()
    ax.set_xticklabels(classes, rotation=30, ha="left", rotation_mode="anchor")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def show_channels(images, names):
    """Draw colour images, and below each its red, green and blue.

    Parameters
    ----------
    images : array_like, shape (n, 3, height, width)
        Values 0 to 255.
    names : sequence of str
        Written over each image.

    Returns
    -------
    ndarray of matplotlib Axes, shape (4, n)
    """
    n = len(images)
    axes = plt.subplots(4, n, figsize=(1.45 * n, 5.9), squeeze=False)[1]
    for column, image, name in zip(axes.T, np.asarray(images), names):
        column[0].imshow(image.transpose(1, 2, 0))
        column[0].text(0.5, 1.04, name, ha="center", size=11,
                       transform=column[0].transAxes)
        for ax, channel in zip(column[1:], image):
            ax.imshow(channel, cmap="gray", vmin=0, vmax=255)
    for row, name in zip(axes, ("colour", "red", "green", "blue")):
        row[0].set_ylabel(name)
    for ax in axes.flat:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    return axes


def show_filters(filters, *, columns, width=6.4):
    """Draw filters of three channels as small colour pictures.

    Parameters
    ----------
    filters : array_like, shape (n, 3, height, width)
        Each is scaled by its own largest number: grey is 0.
    columns : int
    width : float
        Of the figure, in inches.

    Returns
    -------
    ndarray of matplotlib Axes, shape (rows, columns)
    """
    filters = np.asarray(filters)
    rows = -(-len(filters) // columns)
    axes = plt.subplots(rows, columns, squeeze=False,
                        figsize=(width, 1.02 * rows * width / columns))[1]
    for ax in axes.flat:
        ax.axis("off")
    for ax, weights in zip(axes.flat, filters):
        largest = np.abs(weights).max() or 1
        ax.imshow(0.5 + weights.transpose(1, 2, 0) / largest / 2)
    return axes


def plot_left_out(gains, ax=None):
    """Draw what leaving one thing out changes: a dot a seed, a bar the mean.

    Parameters
    ----------
    gains : dict from str to array_like, shape (n_seeds,)
        For each thing left out the change of the accuracy in points.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        The first on top; a line at 0.
    """
    ax = ax or plt.gca()
    ax.axvline(0, color="0.5", linewidth=1, linestyle="-", zorder=0)
    for place, values in enumerate(gains.values()):
        ax.plot(values, [place] * len(values), "o", markersize=7,
                color=COLORS["blue"], alpha=0.7, clip_on=False)
        mean = np.mean(values)
        ax.plot(mean, place, "|", color=COLORS["red"], markersize=17,
                markeredgewidth=2.5)
        ax.annotate(f"{mean:+.1f}", (1, place), (6, 0), va="center",
                    xycoords=("axes fraction", "data"),
                    textcoords="offset points", color=COLORS["red"])
    ax.set(yticks=range(len(gains)), yticklabels=list(gains),
           ylim=(len(gains) - 0.5, -0.5),
           xlabel="change of the accuracy without it (points)")
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="0.9", linestyle="-", linewidth=1)
    return ax


def plot_lengths(epochs, shares, ax=None):
    """Draw accuracy against the length of the training, a line a recipe.

    Parameters
    ----------
    epochs : sequence of int
        On a logarithmic axis.
    shares : dict from str to array_like, shape (len(epochs),)
        For each recipe its accuracy, 0 to 1.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        With every recipe's name at the right end of its line.
    """
    ax = ax or plt.gca()
    for (name, values), marker in zip(shares.items(), "osD^"):
        values = 100 * np.asarray(values)
        line, = ax.plot(epochs, values, marker=marker, markersize=7)
        ax.annotate(name, (epochs[-1], values[-1]), (10, 0), va="center",
                    textcoords="offset points", color=line.get_color())
    ax.set_xscale("log")
    ax.set(xticks=epochs, xticklabels=epochs, xlabel="epochs",
           ylabel="accuracy (%)")
    ax.minorticks_off()
    return ax


def plot_per_class(shares, classes, ax=None):
    """Draw the accuracy of several networks on each class.

    Parameters
    ----------
    shares : dict from str to array_like, shape (n_classes,)
        For each network its accuracies, 0 to 1; the last is drawn filled.
    classes : sequence of str
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        A row for each class, the first on top, with a legend above.
    """
    ax, places = ax or plt.gca(), np.arange(len(classes))
    looks = list(zip("osD^", ("orange", "sky", "blue", "green")))
    for number, (name, values) in enumerate(shares.items()):
        marker, color = looks[number]
        filled = number == len(shares) - 1
        ax.plot(100 * np.asarray(values), places, marker, label=name,
                color=COLORS[color], markersize=8, markeredgewidth=1.8,
                markerfacecolor=COLORS[color] if filled else "white")
    ax.set(yticks=places, yticklabels=classes, xlim=(0, 100),
           ylim=(len(classes) - 0.5, -0.5), xlabel="accuracy (%)")
    ax.grid(axis="both", color="0.9", linestyle="-", linewidth=1)
    ax.set_axisbelow(True)
    ax.tick_params(axis="y", length=0)
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1), frameon=False,
              ncols=len(shares), columnspacing=1.2, handletextpad=0.3)
    return ax


def show_guesses(images, probabilities, labels, classes, *, guesses=3):
    """Draw colour images, and under each the likeliest classes as bars.

    Parameters
    ----------
    images : array_like, shape (n, 3, height, width)
        Values 0 to 255.
    probabilities : array_like, shape (n, n_classes)
    labels : sequence of int
        The true classes: their bars are blue and hatched, the others orange.
    classes : sequence of str
    guesses : int
        Bars under each image.

    Returns
    -------
    ndarray of matplotlib Axes, shape (2, n)
    """
    n, probabilities = len(images), np.asarray(probabilities)
    axes = plt.subplots(2, n, figsize=(1.85 * n, 3.5), squeeze=False,
                        height_ratios=(3, 0.62 * guesses))[1]
    for (top, bottom), image, shares, label in zip(
            axes.T, np.asarray(images), probabilities, labels):
        top.imshow(image.transpose(1, 2, 0))
        top.axis("off")
        for place, k in enumerate(np.argsort(-shares)[:guesses]):
            right = k == label
            bottom.barh(place, shares[k], 0.3, edgecolor="white", linewidth=0,
                        color=COLORS["blue" if right else "orange"],
                        hatch="///" if right else None)
            bottom.text(0, place - 0.45, f"{classes[k]} {shares[k]:.2f}",
                        va="center", size=10)
        bottom.set(xlim=(0, 1), ylim=(guesses - 0.5, -1), xticks=[0, 1],
                   yticks=[])
        bottom.spines["left"].set_visible(False)
    return axes
