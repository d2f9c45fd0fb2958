"""The picture of the bench: how many times sooner, and how accurate."""
import json

import matplotlib.pyplot as plt

from utils.plots import COLORS, use_style


def draw(results, path):
    """Draw the rows that have both recipes.

    Parameters
    ----------
    results : dict
        What bench/training.json holds.
    path : path-like
        A PNG; it records the results it was drawn from.
    """
    rows = {name: row for name, row in results["rows"].items()
            if "slide" in row}
    if not rows:
        return
    use_style()
    fig, (times, reached) = plt.subplots(
        1, 2, figsize=(7.5, 0.9 + 0.36 * len(rows)), sharey=True)
    _draw_ratios(times, list(rows.values()))
    _draw_accuracies(reached, list(rows.values()))
    times.set_yticks(range(len(rows)), list(rows))
    times.invert_yaxis()
    fig.savefig(path, metadata={"Description": json.dumps(rows)})
    plt.close(fig)


def _draw_ratios(ax, rows):
    """A bar a row, its number at its end."""
    ratios = [row["ratio"] for row in rows]
    ax.barh(range(len(rows)), ratios, color=COLORS["blue"], height=0.6)
    for place, ratio in enumerate(ratios):
        ax.annotate(f"{ratio:.0f}", (ratio, place), (4, 0), va="center",
                    textcoords="offset points")
    ax.set(xscale="log", xlim=(1, 4 * max(ratios)), xticks=[1, 10, 100],
           xticklabels=[1, 10, 100], xlabel="training time, slides' / ours")


def _draw_accuracies(ax, rows):
    """Share of test images missed by both recipes, joined by a line."""
    missed = [[100 * (1 - row[side]["accuracy"]) for row in rows]
              for side in ("slide", "ours")]
    ax.hlines(range(len(rows)), *missed, color="0.7", zorder=0)
    ax.plot(missed[0], range(len(rows)), "o", color=COLORS["orange"],
            label="slides'", markersize=9)
    ax.plot(missed[1], range(len(rows)), "s", color=COLORS["blue"], label="ours")
    ax.set(xscale="log", xlabel="test images missed (%)",
           xticks=[1, 2, 5, 10, 20, 50], xticklabels=[1, 2, 5, 10, 20, 50])
    ax.legend(loc="lower left")
