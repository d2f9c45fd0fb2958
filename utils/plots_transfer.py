"""Drawings for the chapter on transfer learning."""
import matplotlib.pyplot as plt
import numpy as np

from utils.plots import COLORS

LOOKS = (("blue", "o", "-"), ("orange", "s", "--"), ("green", "^", "-."),
         ("red", "D", ":"))


def show_guesses(photos, guesses, width=4.2):
    """Draw photographs, and beside each the network's surest answers.

    Parameters
    ----------
    photos : list of ndarray, shape (height, width, 3)
        Values 0 to 255.
    guesses : list of dict from str to float
        For each photograph the names and probabilities to draw.
    width : float
        Of the figure, in inches.

    Returns
    -------
    ndarray of matplotlib Axes, shape (n, 2)
    """
    axes = plt.subplots(len(photos), 2, squeeze=False, width_ratios=[1, 2.8],
                        figsize=(width, len(photos) * width / 3.9))[1]
    for (left, right), photo, answers in zip(axes, photos, guesses):
        left.imshow(photo)
        left.axis("off")
        places = np.arange(len(answers))
        right.barh(places, list(answers.values()), height=0.34,
                   color=COLORS["blue"])
        for place, (name, share) in enumerate(answers.items()):
            right.text(0, place - 0.25, f"{name}  {share:.2f}", va="bottom")
        right.set(xlim=(0, 1), ylim=(len(answers) - 0.7, -0.95))
        right.axis("off")
    return axes


def show_pictures(images, captions, *, columns, width=7.2):
    """Draw colour images in a grid, framed, each with its caption below.

    Parameters
    ----------
    images : array_like, shape (n, 3, height, width)
        Values 0 to 255.
    captions : list of str, length n
        There is room below each picture for the longest, line by line.
    columns : int
    width : float
        Of the figure, in inches.

    Returns
    -------
    list of matplotlib Axes
    """
    rows = -(-len(images) // columns)
    lines = 1 + max(caption.count("\n") for caption in captions)
    height = width / columns + 0.08 + 0.16 * lines
    axes = plt.subplots(rows, columns, squeeze=False,
                        figsize=(width, rows * height))[1]
    for ax, image, caption in zip(axes.flat, images, captions):
        ax.imshow(np.moveaxis(np.asarray(image), 0, -1))
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color="0.7")
        ax.text(0.5, -0.04, caption, ha="center", va="top", size=10,
                transform=ax.transAxes)
    for ax in axes.flat[len(images):]:
        ax.remove()
    return list(axes.flat[:len(images)])


def plot_methods(runs, sizes, ax=None, *, chance=0.5):
    """Draw accuracy against the number of training images, with the spread.

    Parameters
    ----------
    runs : dict from str to array_like, shape (n_seeds, n_sizes)
        For each method the accuracy, 0 to 1.
    sizes : sequence of int
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    chance : float
        What a coin would reach; drawn as a grey line.

    Returns
    -------
    matplotlib Axes
        A line through the means, a dot for each run, the name at the end.
    """
    ax, ends = ax or plt.gca(), []
    for i, (name, shares) in enumerate(runs.items()):
        shares, (color, marker, dash) = 100 * np.asarray(shares), LOOKS[i]
        places = np.multiply(sizes, 1.04 ** (i - 1))    # side by side
        ax.plot(places, shares.mean(axis=0), dash, color=COLORS[color])
        for one in shares:
            ax.plot(places, one, marker, color=COLORS[color], markersize=6,
                    markerfacecolor="none", linewidth=0)
        ends.append((shares[:, -1].mean(), name, COLORS[color]))
    height = -np.inf
    for end, name, color in sorted(ends):
        height = max(end, height + 2.5)
        ax.annotate(name, (1.1 * sizes[-1], height), va="center", color=color,
                    annotation_clip=False)
    ax.axhline(100 * chance, color="0.6", linewidth=1, linestyle="-")
    ax.text(sizes[0], 100 * chance + 0.4, "a coin", va="bottom", color="0.35")
    ax.set(xscale="log", xlabel="training images", ylim=(100 * chance - 1, None),
           ylabel="right on test images (%)", xticks=sizes,
           xticklabels=[str(n) for n in sizes])
    ax.minorticks_off()
    return ax


def plot_depths(curves, lines, chances, width=6):
    """Draw, for each task, accuracy against the depth of the cut.

    Parameters
    ----------
    curves : dict from str to array_like, shape (n_depths,)
        For each task the accuracy, 0 to 1, of a linear head: behind the stem,
        behind each block, behind the last convolution.
    lines : dict from str to float
        For some tasks the accuracy of a network trained on their pixels.
    chances : dict from str to float
        For each task what guessing reaches.
    width : float
        Of the figure, in inches.

    Returns
    -------
    list of matplotlib Axes
    """
    axes = plt.subplots(2, 2, figsize=(width, 0.75 * width), sharex=True,
                        sharey=True)[1].ravel()
    for ax, (name, shares) in zip(axes, curves.items()):
        shares = 100 * np.asarray(shares)
        ax.plot(shares, "o-", color=COLORS["blue"], markersize=4.5)
        ax.axhline(100 * chances[name], color="0.6", linewidth=1,
                   linestyle="-")
        if name in lines:
            ax.axhline(100 * lines[name], color=COLORS["orange"],
                       linestyle="--")
        ax.text(0.02, 1.02, name, transform=ax.transAxes, va="bottom")
        ax.set(ylim=(0, 104), xticks=[0, 4, 8, 12, 16, len(shares) - 1],
               xticklabels=["stem", 4, 8, 12, 16, "\nlast"])
        for height, word, color in ((lines.get(name), "pixels alone", "black"),
                                    (chances[name], "guessing", "0.35")):
            if ax is axes[2] and height is not None:
                ax.text(0, 100 * height + 1, word, va="bottom", color=color)
    for ax in axes[2:]:
        ax.set_xlabel("cut behind block")
    for ax in axes[::2]:
        ax.set_ylabel("right (%)")
    return list(axes)


def plot_drift(steps, changes, ax=None):
    """Draw how far features moved from where they were, batch by batch.

    Parameters
    ----------
    steps : sequence of int
        Batches seen.
    changes : dict from str to sequence of float
        For each way to freeze, the change relative to the features' size.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for (name, values), (color, marker, dash) in zip(changes.items(), LOOKS):
        color, values = COLORS[color], 100 * np.asarray(values)
        ax.plot(steps, values, dash, marker=marker, color=color, clip_on=False)
        ax.annotate(name, (steps[-1], values[-1]), (10, 0), va="center",
                    textcoords="offset points", color=color)
    ax.set(xlabel="batches seen", ylabel="features changed by (%)",
           ylim=(0, None), xlim=(0, None))
    return ax
