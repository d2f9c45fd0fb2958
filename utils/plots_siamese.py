"""The figures of the chapter on Siamese networks."""
import matplotlib.pyplot as plt
import numpy as np

from utils.plots import COLORS

# The same look for the same kind of pair throughout the chapter.
FRIENDS, STRANGERS = COLORS["blue"], COLORS["orange"]


def show_pairs(first, second, captions, *, columns=4, width=7.2):
    """Draw pairs of pictures, each pair side by side with its caption below.

    Parameters
    ----------
    first, second : array_like, shape (n, height, width)
        From 0, paper, to 1, ink.
    captions : list of str, length n
    columns : int
        Pairs in a row.
    width : float
        Of the figure, in inches.

    Returns
    -------
    list of matplotlib Axes, one a pair
    """
    rows = -(-len(captions) // columns)
    axes = list(plt.subplots(
        rows, columns, squeeze=False, gridspec_kw={"wspace": 0.15},
        figsize=(width, rows * (width / columns / 2 + 0.25)))[1].flat)
    for ax in axes:
        ax.axis("off")
    for ax, *pair, caption in zip(axes, first, second, captions):
        one, other = map(np.asarray, pair)
        gap = np.zeros((len(one), len(one) // 12))
        ax.imshow(np.hstack([one, gap, other]), cmap="gray_r",
                  vmin=0, vmax=1)
        ax.text(0.5, -0.05, caption, ha="center", va="top", size=10,
                transform=ax.transAxes)
    return axes[:len(captions)]


def plot_pull_and_push(margin=1.0, ax=None):
    """Draw the contrastive loss of one pair against its distance.

    Parameters
    ----------
    margin : float
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax, d = ax or plt.gca(), np.linspace(0, 1.5 * margin, 151)
    ax.plot(d, d ** 2, color=FRIENDS)
    ax.plot(d, np.maximum(0, margin - d) ** 2, "--", color=STRANGERS)
    ax.axvline(margin, color="0.7", linewidth=1, linestyle=":")
    ax.text(margin, 1.9 * margin ** 2, " margin", color="0.4", va="top")
    ax.text(0.95 * margin, 1.02 * margin ** 2, "same: pulled together",
            color=FRIENDS, ha="right")
    ax.text(1.02 * margin, 0.12 * margin ** 2, "different:\nno longer pushed",
            color=STRANGERS)
    ax.set(xlabel="distance d", ylabel="loss of the pair",
           ylim=(0, 2 * margin ** 2), xlim=(0, 1.5 * margin))
    return ax


def plot_distances(panels, threshold):
    """Draw how the distances of like and of unlike pairs are spread.

    Parameters
    ----------
    panels : dict from str to tuple (strangers, friends)
        For each panel's name the distances of its unlike and its like pairs.
    threshold : float
        Below it the answer is "the same".

    Returns
    -------
    list of matplotlib Axes
        On one scale.
    """
    axes = plt.subplots(1, len(panels), figsize=(7, 2.9), squeeze=False,
                        sharex=True, sharey=True)[1][0]
    far = max(np.quantile(both[0], 0.995) for both in panels.values())
    bins = np.linspace(0, far, 45)
    for ax, (name, (strangers, friends)) in zip(axes, panels.items()):
        ax.hist(friends, bins, density=True, color=FRIENDS, alpha=0.55,
                label="same")
        ax.hist(strangers, bins, density=True, histtype="step",
                linewidth=2, linestyle="--", color=STRANGERS,
                label="different")
        ax.axvline(threshold, color="0.3", linewidth=1, linestyle=":")
        ax.set(xlabel=f"distance, {name}", yticks=[], xlim=(0, far))
        ax.spines["left"].set_visible(False)
    axes[-1].legend(frameon=False)
    axes[0].set_ylabel("share of pairs")
    return list(axes)


def show_growth(theta, stages, cores, deltas, reach=1.5):
    """Draw a field of directions, and what grows along it, pass by pass.

    Parameters
    ----------
    theta : array_like, shape (height, width)
        Directions, as angles.
    stages : dict from str to array_like, shape (height, width)
        For each name a picture from −1 to 1.
    cores, deltas : sequences of complex
        Special points, in units; marked by ○ and △.
    reach : float
        Half a side of the pictures, in units.

    Returns
    -------
    list of matplotlib Axes
    """
    first, *axes = plt.subplots(1, 1 + len(stages), figsize=(7.4, 2.2))[1]
    size = len(theta)
    some = np.arange(4, size, 8)
    spots = reach * ((2 * some + 1) / size - 1)
    turn = np.asarray(theta)[np.ix_(some, some)]
    first.quiver(spots, -spots, np.cos(turn), np.sin(turn), pivot="mid",
                 color="0.45", headwidth=0, headlength=0, headaxislength=0,
                 scale=14, width=0.012)
    for points, marker, color in ((cores, "o", "blue"), (deltas, "^", "red")):
        first.plot(np.real(points), np.imag(points), marker, linestyle="none",
                   markersize=9, color=COLORS[color], markeredgecolor="white")
    first.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal",
              xticks=[], yticks=[], xlabel="directions")
    for ax, (name, picture) in zip(axes, stages.items()):
        ax.imshow(np.round(np.asarray(picture) * 4) / 4, cmap="gray_r",
                  vmin=-1, vmax=1)
        ax.set(xticks=[], yticks=[], xlabel=name)
    for ax in (first, *axes):
        ax.spines[:].set_visible(True)
    return [first, *axes]


def plot_roc(curves, ax=None, *, lowest=1e-4):
    """Draw who passes: friends against strangers, threshold by threshold.

    Parameters
    ----------
    curves : dict from str to tuple (false, true)
        For each name the shares of strangers and friends that pass, as
        `utils.measures.roc` returns them.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    lowest : float
        Where the logarithmic axis begins; what is below stands there.

    Returns
    -------
    matplotlib Axes
        With the line on which both errors are equal, in grey.
    """
    ax = ax or plt.gca()
    for name, (false, true) in curves.items():
        ax.plot(np.maximum(false, lowest), true, drawstyle="steps-post",
                label=name)
    equal = np.geomspace(lowest, 1, 200)
    ax.plot(equal, 1 - equal, color="0.6", linewidth=1, linestyle=":")
    ax.annotate("errors equal", (0.5, 0.5), (-12, 0), ha="right", va="center",
                textcoords="offset points", color="0.4")
    ax.set(xscale="log", xlim=(lowest, 1), ylim=(0, 1.02),
           xlabel="share of strangers that pass",
           ylabel="share of friends that pass")
    ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, 0.95))
    return ax


def plot_two_errors(curves, marks, ax=None):
    """Draw both errors against the threshold, and thresholds once chosen.

    Parameters
    ----------
    curves : dict from str to tuple (thresholds, false, missed)
        For each set of fingers the errors at each threshold; the last one
        is drawn strongest.
    marks : dict from str to float
        For each name a threshold.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for name, (thresholds, false, missed) in curves.items():
        strong = name == list(curves)[-1]
        look = {"linewidth": 2 if strong else 1,
                "alpha": 1 if strong else 0.7}
        inside = np.isfinite(thresholds)
        ax.plot(thresholds[inside], false[inside], "--", color=STRANGERS,
                label=f"strangers that pass, {name}", **look)
        ax.plot(thresholds[inside], missed[inside], "-", color=FRIENDS,
                label=f"friends refused, {name}", **look)
    lowest = min(thresholds[missed > 0][-1] for thresholds, _, missed
                 in curves.values())
    ends = dict(zip(sorted(marks.values()), ("right", *["left"] * len(marks))))
    for name, threshold in marks.items():
        ax.axvline(threshold, color="0.4", linewidth=1, linestyle=":")
        ax.text(threshold, 1.3, f" {name} ", ha=ends[threshold], va="bottom",
                color="0.3")
    ax.set(yscale="log", ylim=(1e-4, 1.2), xlim=(lowest - abs(lowest), None),
           xlabel="threshold of similarity", ylabel="share")
    ax.legend(frameon=False, fontsize=9, loc="lower left")
    return ax


def plot_one_shot(candidates, shares, ax=None):
    """Draw how often one example is enough, against the candidates.

    Parameters
    ----------
    candidates : sequence of int
    shares : dict from str to sequence of float
        For each name the share of right answers.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        With chance, one in so many candidates, in grey.
    """
    ax = ax or plt.gca()
    for (name, values), marker in zip(shares.items(), "os^D"):
        line, = ax.plot(candidates, values, marker=marker)
        ax.annotate(name, (candidates[-1], values[-1]), (9, 0), va="center",
                    textcoords="offset points", color=line.get_color())
    chance = [1 / n for n in candidates]
    ax.plot(candidates, chance, ":", color="0.5")
    ax.annotate("chance", (candidates[-1], chance[-1]), (9, -3), va="top",
                textcoords="offset points", color="0.4")
    ax.set(xticks=candidates, ylim=(0, 1.02), xlabel="candidates",
           ylabel="share of right answers")
    return ax
