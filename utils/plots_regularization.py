"""The figures of the chapter on dropout and augmentation."""
import matplotlib.pyplot as plt
import numpy as np

from utils.plots import COLORS


def plot_by_heart(histories):
    """Draw what several networks get right, epoch by epoch, a panel each.

    Parameters
    ----------
    histories : dict from str to dict of lists
        For each panel's name what `utils.train.fit` returns: its ``accuracy``
        while training and its ``validation`` are drawn.

    Returns
    -------
    list of matplotlib Axes
    """
    axes = plt.subplots(1, len(histories), sharey=True, squeeze=False,
                        figsize=(7.2, 3))[1][0]
    looks = (("accuracy", "its own", "blue", "-"),
             ("validation", "new ones", "red", "--"))
    for ax, (name, history) in zip(axes, histories.items()):
        for key, word, color, dash in looks:
            shares = 100 * np.array(history[key])
            epochs = np.arange(1, len(shares) + 1)
            ax.plot(epochs, shares, dash, color=COLORS[color])
            below = shares[-1] > 50
            ax.annotate(f"{word}: {shares[-1]:.0f} %",
                        (epochs[-1], shares[-1]), (0, -7 if below else 7),
                        textcoords="offset points", color=COLORS[color],
                        ha="right", va="top" if below else "bottom")
        ax.set(xlabel=f"epoch, {name}", ylim=(0, 104))
    axes[0].set_ylabel("read as labelled (%)")
    return list(axes)


def plot_sums(sums, whole, factors, ax=None):
    """Draw how a weighted sum is spread over random masks.

    Parameters
    ----------
    sums : dict from str to array_like, shape (n_masks,)
        The first is filled, the others are lines over it.
    whole : float
        The sum with nothing dropped.
    factors : dict from str to float
        Places to mark, each as a share of `whole`.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    edges = np.linspace(0, 1.6 * whole, 97)
    kinds = (("blue", "-", "stepfilled"), ("black", "-", "step"),
             ("orange", "--", "step"))
    for (name, values), (color, dash, kind) in zip(sums.items(), kinds):
        ax.hist(values, edges, histtype=kind, label=name, linestyle=dash,
                color=COLORS[color], alpha=0.5 if "filled" in kind else 1,
                linewidth=1.6)
    top = 1.04 * ax.get_ylim()[1]
    for name, factor in factors.items():
        ax.plot([factor * whole] * 2, [0, top], ":", color="0.35",
                linewidth=1.2)
        ax.text(factor * whole, 1.02 * top, name, ha="center", va="bottom")
    ax.set(xlabel="weighted sum of the next neuron", ylabel="masks",
           ylim=(0, 1.15 * top), xlim=(0, edges[-1]))
    ax.legend(frameon=False, loc="center right")
    return ax


def show_rows(rows, *, cmap="gray_r", limits=None, width=7, cross=False):
    """Draw rows of pictures, each row with its name on the left.

    Parameters
    ----------
    rows : dict from str to array_like, shape (n, height, width)
        As many pictures in each row.
    cmap : str
    limits : dict from str to tuple of two float, optional
        Values at the ends of the colour map for a row; 0 and 1 for others.
    width : float
        Of the figure, in inches.
    cross : bool
        Draw two lines through every picture's middle, to see it move.

    Returns
    -------
    ndarray of matplotlib Axes, shape (rows, n)

    Raises
    ------
    ValueError
        If the rows are not equally long.
    """
    n, *others = {len(pictures) for pictures in rows.values()}
    if others:
        raise ValueError(f"rows of {sorted([n, *others])} pictures")
    side = width / (n + 2)
    axes = plt.subplots(len(rows), n, squeeze=False,
                        figsize=(width, len(rows) * side))[1]
    for line, (name, pictures) in zip(axes, rows.items()):
        low, high = (limits or {}).get(name, (0, 1))
        for ax, picture in zip(line, pictures):
            ax.imshow(np.asarray(picture, float), cmap=cmap, vmin=low, vmax=high)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color="0.8")
            for draw, size in zip((ax.axhline, ax.axvline),
                                  np.shape(picture) if cross else ()):
                draw(size / 2 - 0.5, color=COLORS["sky"], linewidth=0.8,
                     linestyle="-")
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    return axes


def plot_votes(votes, whole):
    """Draw accuracy and loss of averaged votes against their number.

    Parameters
    ----------
    votes : dict from str to dict from int to (accuracy, loss)
        For each way to average, and each number of masks, what came out.
    whole : tuple (accuracy, loss)
        The one network with nothing dropped, drawn as a level line.

    Returns
    -------
    list of matplotlib Axes
        Accuracy, and loss with its last values written in.
    """
    axes = plt.subplots(1, 2, figsize=(7.4, 3.1))[1]
    looks = (("blue", "o", "-"), ("orange", "s", "--"))
    for k, (ax, scale) in enumerate(zip(axes, (100, 1))):
        for (name, runs), (color, marker, dash) in zip(votes.items(), looks):
            ax.plot(list(runs), [scale * run[k] for run in runs.values()],
                    linestyle=dash, marker=marker, color=COLORS[color],
                    label=name, markersize=5)
        ax.axhline(scale * whole[k], color="black", linewidth=1.2,
                   linestyle=":", label="one network, nothing dropped")
        ax.set(xscale="log", xlabel="number of masks", xticks=list(runs))
        ax.set_xticks([], minor=True)
        ax.set_xticklabels([str(count) for count in runs])
    axes[0].set_ylabel("read rightly (%)")
    axes[1].set_ylabel("loss")
    ends = [whole[1], *(run[max(run)][1] for run in votes.values())]
    for end, up in zip(ends, (5, -4, -4)):
        axes[1].annotate(f"{end:.2f}", (max(runs), end), (9, up), va="center",
                         textcoords="offset points", size=10)
    axes[0].legend(frameon=False, fontsize=10, loc="lower right",
                   handlelength=2.5)
    return list(axes)


def plot_removal(shares, kept, ax=None):
    """Draw accuracy against the share of hidden neurons taken away.

    Parameters
    ----------
    shares : sequence of float
        From 0 to below 1.
    kept : dict from str to array_like, shape (n_shares, n_draws)
        For each network its accuracy after each draw of the neurons to go.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        The mean over the draws, most with their number, and lightly each
        draw. The name stands at the second share.
    """
    ax, places = ax or plt.gca(), 100 * np.asarray(shares)
    looks = (("orange", "s", "--", -1), ("blue", "o", "-", 1))
    for (name, draws), (color, marker, dash, side) in zip(
            kept.items(), looks):
        draws = 100 * np.asarray(draws)
        means = draws.mean(axis=1)
        ax.plot(places + side, draws, ".", color=COLORS[color], alpha=0.35,
                markersize=5)
        ax.plot(places, means, linestyle=dash, marker=marker, markersize=6,
                color=COLORS[color])
        words = [f"{mean:.0f}" for mean in means]
        words[1] = name
        for word, place, mean in zip(words, places, means):
            up = 24 if word == name else 9
            ax.annotate(word, (place, mean), (0, up * side), ha="center",
                        textcoords="offset points", color=COLORS[color],
                        va="bottom" if side > 0 else "top")
    ax.set(xlabel="hidden neurons taken away (%)", ylabel="read rightly (%)",
           ylim=(0, 108), xticks=places)
    return ax


def plot_classes(panels):
    """Draw a number for each digit and run, a panel for each question.

    Parameters
    ----------
    panels : dict from str to array_like, shape (n_runs, 10)
        Shares from 0 to 1 under the label of their panel.

    Returns
    -------
    list of matplotlib Axes
        A bar is the mean over the runs, the dots are the runs.
    """
    axes = plt.subplots(1, len(panels), figsize=(7.4, 3), squeeze=False)[1][0]
    for ax, (label, shares) in zip(axes, panels.items()):
        shares = 100 * np.asarray(shares)
        digits = np.arange(shares.shape[1])
        ax.bar(digits, shares.mean(axis=0), color=COLORS["sky"])
        for run in shares:
            ax.plot(digits, run, "o", color=COLORS["black"], markersize=3)
        ax.axhline(0, color="black", linewidth=0.8, linestyle="-")
        ax.set(xlabel="digit", ylabel=label, xticks=digits)
    return list(axes)


def plot_recipes(runs, baseline):
    """Draw what each recipe reached: a dot a seed, a bar for the mean.

    Parameters
    ----------
    runs : dict from str to array_like, shape (n_seeds, 2)
        For each recipe accuracy (0 to 1) and loss of each seed.
    baseline : str
        The recipe whose range is shaded through all rows.

    Returns
    -------
    list of matplotlib Axes
        Accuracy, loss; the first recipe on top.
    """
    axes = plt.subplots(1, 2, sharey=True, figsize=(7.4, 0.34 * len(runs) + 1),
                        width_ratios=(3, 2))[1]
    for k, (ax, scale) in enumerate(zip(axes, (100, 1))):
        band = scale * np.asarray(runs[baseline])[:, k]
        ax.axvspan(band.min(), band.max(), color="0.9", zorder=0)
        for place, values in enumerate(runs.values()):
            seeds = scale * np.asarray(values)[:, k]
            ax.plot(seeds, [place] * len(seeds), "o", markersize=6,
                    color=COLORS["blue"], alpha=0.7)
            ax.plot(seeds.mean(), place, "|", color=COLORS["red"],
                    markersize=15, markeredgewidth=2)
        ax.grid(axis="x", color="0.9")
    axes[0].set(yticks=range(len(runs)), yticklabels=list(runs),
                ylim=(len(runs) - 0.5, -0.5), xlabel="read rightly (%)")
    axes[1].set_xlabel("loss on new digits")
    axes[0].tick_params(axis="y", length=0)
    axes[1].tick_params(axis="y", length=0)
    return list(axes)
