"""Pictures of architectures: costs by layer, blocks, depth, the challenge."""
import matplotlib.pyplot as plt
import numpy as np

from utils.plots import COLORS


def plot_shares(networks, axes):
    """Draw what share of a network's costs each of its layers has.

    Parameters
    ----------
    networks : dict from str to list of utils.costs.LayerCost
        The layers with weights of each network, the first layer first.
    axes : ndarray of matplotlib Axes, shape (networks, 3)
        A row for each network; the columns are parameters, multiply-adds and
        activations.

    Returns
    -------
    None
    """
    kinds = (("parameters", "parameters", "blue"),
             ("multiply_adds", "multiply-adds", "red"),
             ("activations", "activations", "green"))
    for row, (network, costs) in zip(axes, networks.items()):
        for ax, (field, label, color) in zip(row, kinds):
            numbers = np.array([getattr(cost, field) for cost in costs])
            shares = 100 * numbers / numbers.sum()
            bars = ax.barh(range(len(costs)), shares, color=COLORS[color])
            ax.bar_label(bars, [f"{share:.0f}" if share >= 0.5 else ""
                                for share in shares], padding=2, size=10)
            ax.set(xlim=(0, 82), ylim=(len(costs) - 0.4, -0.6), xticks=[],
                   yticks=range(len(costs)), yticklabels=[])
            ax.set_xlabel(f"% of {_short(numbers.sum())}\n{label}", size=10)
            ax.tick_params(length=0)
        row[0].set_yticklabels(_layer_names(costs), size=10)
        row[0].set_ylabel(network)


def _short(number):
    """A large number with three digits and a word."""
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if number >= size:
            return f"{number / size:.3g}{word}"
    return f"{number:,}"


def _layer_names(costs):
    """A convolution with its filters, a dense layer with its neurons."""
    kinds = {"Conv2d": "conv", "Linear": "dense"}
    return [f"{kinds[cost.layer]} {cost.shape[0]}" for cost in costs]


def draw_joined(joined, ax=None):
    """Draw which maps each filter of a layer reads, as a table of squares.

    Parameters
    ----------
    joined : array_like of int, shape (maps in, filters)
        1 where the filter reads the map, 0 elsewhere.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax, joined = ax or plt.gca(), np.asarray(joined)
    n_maps, n_filters = joined.shape
    ax.imshow(joined, cmap="Blues", vmin=0, vmax=1.3)
    for edge in np.arange(n_filters + 1) - 0.5:
        ax.axvline(edge, color="0.75", linewidth=0.8, linestyle="-")
    for edge in np.arange(n_maps + 1) - 0.5:
        ax.axhline(edge, color="0.75", linewidth=0.8, linestyle="-")
    ax.set(xticks=range(n_filters), yticks=range(n_maps),
           xlabel="filter of the second convolution", ylabel="map it reads")
    ax.tick_params(length=0, labelsize=9)
    ax.spines[:].set_visible(False)
    return ax


def draw_reach(kernels, ax=None, *, label=""):
    """Draw which pixels, along one axis, one output sees through layers.

    Parameters
    ----------
    kernels : list of int
        Widths of the kernels, the first layer first; odd numbers.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    label : str
        Written below.

    Returns
    -------
    matplotlib Axes
        The image at the bottom; what is seen is filled.
    """
    ax, shown = ax or plt.gca(), 3
    reach = [0]
    for kernel in reversed(kernels):
        reach.insert(0, reach[0] + kernel // 2)
    for level, (radius, kernel) in enumerate(zip(reach[1:], kernels)):
        for x in range(-radius, radius + 1):
            for dx in range(-(kernel // 2), kernel // 2 + 1):
                ax.plot([x + dx, x], [level, level + 1], "-", color="0.6",
                        linewidth=1, zorder=1)
    for level, radius in enumerate(reach):
        x = np.arange(-shown, shown + 1)
        seen = abs(x) <= radius
        ax.scatter(x[seen], [level] * seen.sum(), 110, COLORS["blue"],
                   zorder=2)
        ax.scatter(x[~seen], [level] * (~seen).sum(), 110, "white",
                   edgecolors="0.7", zorder=2)
    ax.text(0, -0.55, label, ha="center", va="top", size=10)
    ax.set(xlim=(-shown - 0.5, shown + 0.5), ylim=(-1.1, 2.3))
    ax.axis("off")
    return ax


def draw_branches(branches, ax=None, *, places, peak, ends):
    """Draw a block of parallel branches, each layer with its multiply-adds.

    Parameters
    ----------
    branches : list of list of (str, int)
        For each branch its layers, the first one first: a name, and its
        multiply-adds at one place of the maps. At most two layers.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    places : int
        Of the maps; what is written is the multiply-adds at all of them.
    peak : float
        Multiply-adds at one place that make the darkest box.
    ends : tuple of two str
        Written where the branches begin, and where they meet.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for i, branch in enumerate(branches):
        levels = [0.5] if len(branch) == 1 else [0, 1]
        for (name, n), low in zip(branch, levels):
            count = f"{places * n / 1e6:.1f} M" if n else "–"
            shade = plt.get_cmap("Oranges")(0.75 * (n / peak) ** 0.5)
            ax.add_patch(plt.Rectangle((i + 0.06, low + 0.12), 0.88, 0.76,
                                       edgecolor="0.4", facecolor=shade))
            ax.text(i + 0.5, low + 0.5, f"{name}\n{count}", ha="center",
                    va="center", size=10, linespacing=1.6)
        stops = [-0.2, *np.ravel([(low + 0.12, low + 0.88)
                                  for low in levels]), 2.2]
        for start, stop in zip(stops[::2], stops[1::2]):
            ax.annotate("", (i + 0.5, stop), (i + 0.5, start), arrowprops={
                "arrowstyle": "->", "color": "0.4", "shrinkA": 0,
                "shrinkB": 0})
    for y, words in zip((-0.4, 2.37), ends):
        ax.text(len(branches) / 2, y, words, ha="center", va="center")
    ax.set(xlim=(0, len(branches)), ylim=(-0.55, 2.55))
    ax.axis("off")
    return ax


# One look for one network, in every figure.
LOOKS = {"plain, 8 layers": ("orange", "--", "s"),
         "plain, 44 layers": ("red", "-", "o"),
         "shortcuts, 8 layers": ("sky", "--", "^"),
         "shortcuts, 44 layers": ("blue", "-", "D"),
         "plain, not normalised": ("black", ":", "v")}


def plot_networks(curves, x=None, ax=None, **settings):
    """Draw a line for each network, with its name at the right end.

    Parameters
    ----------
    curves : dict from str to sequence of float
        The names are keys of LOOKS.
    x : sequence of float, optional
        1, 2, … if None.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    **settings
        Of the axes: labels, scales, limits.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    ax.set(**settings)
    for name, values in curves.items():
        color, dash, marker = LOOKS[name]
        places = np.arange(1, len(values) + 1) if x is None else x
        ax.plot(places, values, linestyle=dash, marker=marker, markersize=5,
                color=COLORS[color], linewidth=1.8)
        ax.annotate(name, (places[-1], values[-1]), (9, 0), va="center",
                    textcoords="offset points", color=COLORS[color], size=10,
                    annotation_clip=False)
    return ax


def plot_years(errors, human, ax=None):
    """Draw the winners of the ImageNet challenge, a bar for each year.

    Parameters
    ----------
    errors : dict from int to (str, float)
        For each year a name and the top-5 error in per cent. Years before
        2012 are grey.
    human : float
        Error of a person, drawn as a line.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    for year, (name, error) in errors.items():
        deep = year >= 2012
        ax.bar(year, error, 0.7, color=COLORS["blue"] if deep else "0.82")
        ax.text(year, error - 0.25, f"{error:g}", ha="center", va="top",
                weight="bold", color="white" if deep else "black")
        # A name would be struck through by the person's line.
        ax.text(year, max(error, human) + 0.6, name, ha="center", size=9.5)
    ax.axhline(human, color=COLORS["red"], linestyle="--", linewidth=1.5)
    ax.text(min(errors), human + 0.5, f"one person: {human:g}", size=10,
            ha="left")
    ax.set(ylabel="top-5 error (%)", ylim=(0, 34), xticks=list(errors),
           xlim=(min(errors) - 0.5, max(errors) + 0.4))
    return ax


def plot_bubbles(networks, ax=None):
    """Draw error against arithmetic; the bubble's area is the parameters.

    Parameters
    ----------
    networks : dict from str to (float, int, int, (float, float))
        For each network its top-5 error in per cent, parameters and
        multiply-adds, and where its name goes, in points from the centre.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax, colors = ax or plt.gca(), list(COLORS.values())
    for (name, (error, parameters, products, shift)), color in zip(
            networks.items(), colors):
        ax.scatter(products / 1e9, error, parameters / 3e4, color,
                   alpha=0.55, edgecolors="black")
        ax.plot(products / 1e9, error, "k.", markersize=4)
        ax.annotate(f"{name}\n{parameters / 1e6:.1f} million",
                    (products / 1e9, error), shift, size=10, va="center",
                    textcoords="offset points")
    ax.set(xscale="log", xlim=(0.35, 42), ylim=(0, 21.5),
           xlabel="multiply-adds for one image (billions)",
           ylabel="top-5 error (%)", yticks=range(0, 21, 5),
           xticks=[0.5, 1, 2, 5, 10, 20],
           xticklabels=["0.5", "1", "2", "5", "10", "20"])
    ax.minorticks_off()
    return ax
