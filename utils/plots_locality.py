"""Drawings of chapter 6: places, neighbours, shared weights, costs, fields."""
import matplotlib.pyplot as plt
import numpy as np

from utils.plots import COLORS


def show_agreement(pictures, template, *, columns=4, width=6.2):
    """Draw small pictures of ink and paper, and where they differ from one.

    Ink that both have is black, ink of the picture alone an orange square
    with a cross, ink that it lacks a blue ring.

    Parameters
    ----------
    pictures : dict from str to ndarray of −1 and 1, shape (height, width)
        The names are written below.
    template : ndarray of −1 and 1, shape (height, width)
    columns : int
    width : float
        Of the figure, in inches.

    Returns
    -------
    list of matplotlib Axes
    """
    rows = -(-len(pictures) // columns)
    lines = 1 + max(name.count("\n") for name in pictures)
    axes = plt.subplots(rows, columns, squeeze=False, figsize=(
        width, rows * (width / columns + 0.2 * lines)))[1].ravel()
    for ax, (name, picture) in zip(axes, pictures.items()):
        shade = np.where(picture == 1, np.where(template == 1, 0, 0.7), 1)
        ax.pcolormesh(shade, cmap=plt.get_cmap("gray"), vmin=0, vmax=1,
                      edgecolor="0.85", linewidth=0.5)
        for here, marker, options in (
                ((picture > template), "X", {"color": COLORS["orange"]}),
                ((picture < template), "o", {"facecolor": "none",
                                             "edgecolor": COLORS["blue"]})):
            y, x = np.nonzero(here) + np.array(0.5)
            ax.scatter(x, y, s=26, marker=marker, linewidth=1.3, **options)
        ax.set(xticks=[], yticks=[], xlabel=name, aspect="equal",
               ylim=(len(picture), 0))
        ax.spines[:].set(visible=True, color="0.6")
    for ax in axes[len(pictures):]:
        ax.remove()
    return list(axes[:len(pictures)])


def plot_neighbours(photo, mixed, distances, curves):
    """Draw a photograph, its pixels shuffled, and correlation by distance.

    Parameters
    ----------
    photo, mixed : ndarray, shape (height, width)
        Values 0 to 255.
    distances : sequence of int
        In pixels.
    curves : dict from str to sequence of float
        A correlation for each distance; NaN is left out.

    Returns
    -------
    list of matplotlib Axes
        The two pictures', then the curves'.
    """
    axes = plt.figure(figsize=(6.5, 3.6)).subplot_mosaic(
        "AC;BC", width_ratios=(1, 2.6))
    for key, picture, name in (("A", photo, "a photograph"),
                               ("B", mixed, "its pixels shuffled")):
        axes[key].imshow(picture, cmap="gray", vmin=0, vmax=255)
        axes[key].set(xticks=[], yticks=[], xlabel=name)
    ax = axes["C"]
    for (name, values), marker in zip(curves.items(), "os^vD"):
        ax.semilogx(distances, values, marker=marker, markersize=5, base=2)
        last = np.flatnonzero(~np.isnan(values))[-1]
        ax.annotate(name, (distances[last], values[last]), (8, 0), size=10,
                    textcoords="offset points", va="center")
    ax.set(xlabel="distance (pixels)", ylabel="correlation of two pixels",
           ylim=(-0.08, 1.05), xticks=distances, xticklabels=distances,
           xlim=(0.85, 4.5 * distances[-1]))
    ax.minorticks_off()
    return [axes[key] for key in "ABC"]


def show_shared(kernel, matrices):
    """Draw a kernel, and matrices that hold its weights and zeros.

    Parameters
    ----------
    kernel : ndarray, shape (height, width)
        No two weights are equal, and none is 0; each has its colour.
    matrices : dict from str to ndarray, shape (rows, columns)
        Zeros are left white.

    Returns
    -------
    list of matplotlib Axes
        The kernel's, then one for each matrix.

    Raises
    ------
    ValueError
        If two weights are equal or one is 0.
    """
    weights = np.unique(kernel)
    if weights.size < np.size(kernel) or 0 in weights:
        raise ValueError(f"weights must differ and not be 0; got {kernel}")
    axes = plt.figure(figsize=(6.4, 4.9)).subplot_mosaic(
        [["kernel", 0], [".", 1]][:len(matrices)], width_ratios=(1, 6))
    for ax, grid in zip(axes.values(), (kernel, *matrices.values())):
        shown = np.where(grid == 0, np.nan, np.searchsorted(weights, grid))
        ax.pcolormesh(shown, cmap="viridis", edgecolor="0.88", linewidth=0.5)
        ax.set(aspect="equal", ylim=(len(grid), 0), xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    for (r, c), weight in np.ndenumerate(kernel):
        dark = np.searchsorted(weights, weight) < weights.size / 2
        axes["kernel"].text(c + 0.5, r + 0.55, f"{weight:g}", ha="center",
                            va="center", color="white" if dark else "black")
    axes["kernel"].set_xlabel("kernel")
    for ax, name in zip(list(axes.values())[1:], matrices):
        ax.set(xlabel=f"pixel of the image, {name}", ylabel="output")
    return list(axes.values())


def show_square(corners, steps):
    """Draw two ways round: picture → map above, moved picture → map below.

    Parameters
    ----------
    corners : list of four ndarray, each of shape (height, width)
        Picture, its map, moved picture, its map. Pictures have values from 0
        to 1; maps are red above 0 and blue below.
    steps : tuple of two str
        What leads to the right and what leads down.

    Returns
    -------
    list of matplotlib Axes
    """
    figure, axes = plt.subplots(2, 2, figsize=(5.6, 5.2),
                                layout="constrained")
    for ax, picture, is_map in zip(axes.flat, corners, (0, 1, 0, 1)):
        limit = np.abs(corners[1]).max()
        look = ({"cmap": "RdBu_r", "vmin": -limit, "vmax": limit} if is_map
                else {"cmap": "gray_r", "vmin": 0, "vmax": 1})
        ax.imshow(picture, **look)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color="0.6")
    figure.get_layout_engine().set(wspace=0.12, hspace=0.06)
    arrow = {"arrowstyle": "-|>", "linewidth": 1.6, "color": "0.25"}
    for k in (0, 1):
        axes[k, 0].annotate("", (1.3, 0.5), (1.04, 0.5), arrowprops=arrow,
                            xycoords="axes fraction", annotation_clip=False)
        axes[k, 0].text(1.17, 0.55, steps[0], ha="center", va="bottom",
                        transform=axes[k, 0].transAxes)
        axes[0, k].annotate("", (0.5, -0.22), (0.5, -0.03), arrowprops=arrow,
                            xycoords="axes fraction", annotation_clip=False)
        axes[0, k].text(0.55, -0.125, steps[1], va="center",
                        transform=axes[0, k].transAxes)
    return list(axes.flat)


def plot_shifts(curves, lost, ax=None):
    """Draw accuracy against shift, and from where on ink leaves the picture.

    Parameters
    ----------
    curves : dict from str to sequence of float
        For each network's name its accuracy at a shift of 0, 1, 2, … pixels.
    lost : sequence of float
        The share of ink that has left the picture at each shift.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax, shifts = ax or plt.gca(), np.arange(len(lost))
    ax.fill_between(shifts, 0, lost, color="0.85")
    ax.text(shifts[-1], lost[-1] + 0.02, "share of ink outside", ha="right",
            va="bottom", size=10, color="0.35")
    for (name, values), marker, (color, dash) in zip(
            curves.items(), "os^", (("red", "--"), ("blue", "-."),
                                    ("green", "-"))):
        ax.plot(shifts, values, marker=marker, markersize=6, label=name,
                color=COLORS[color], linestyle=dash)
    ax.axhline(0.1, color="0.5", linewidth=1, linestyle=":")
    ax.set(xlabel="shift (pixels)", ylabel="accuracy", ylim=(0, 1.02),
           xticks=shifts)
    ax.legend(frameon=False, fontsize=10, loc="upper right",
              bbox_to_anchor=(1, 0.78))
    return ax


def plot_shares(costs, ax=None):
    """Draw which layer has which share of each cost, a bar a cost.

    Parameters
    ----------
    costs : dict from str to dict from str to float
        For each cost's name the amount of each layer; the same layers.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        Shares of 8 % and more are written in.
    """
    ax = ax or plt.gca()
    looks = (("sky", "//"), ("blue", ""), ("orange", ".."), ("pink", ""))
    for place, amounts in enumerate(costs.values()):
        left, total = 0, sum(amounts.values())
        for (layer, amount), (color, hatch) in zip(amounts.items(), looks):
            share = 100 * amount / total
            ax.barh(place, share, left=left, color=COLORS[color], hatch=hatch,
                    edgecolor="white", linewidth=0.8,
                    label=layer if place == 0 else None)
            if share >= 8:
                ax.text(left + share / 2, place, f"{share:.0f} %",
                        ha="center", va="center", bbox={
                            "color": "white", "alpha": 0.85, "pad": 1.5})
            left += share
    ax.set(yticks=range(len(costs)), yticklabels=list(costs), xlim=(0, 100),
           ylim=(len(costs) - 0.4, -0.6), xlabel="share of the total (%)")
    ax.tick_params(axis="y", length=0)
    ax.legend(frameon=False, ncols=4, loc="lower center", fontsize=10,
              bbox_to_anchor=(0.4, 1), columnspacing=1.2, handlelength=1.6)
    return ax


def plot_field(influence, inner, depths, widths):
    """Draw how much each pixel counts, and how fields grow with depth.

    Parameters
    ----------
    influence : ndarray, shape (size, size)
        Of every pixel of the receptive field on one output, odd size.
    inner : int
        Width of the middle square that holds most of the influence; framed.
    depths : sequence of int
        Numbers of layers.
    widths : dict from str to sequence of float
        For each line's name a width for each depth, in pixels.

    Returns
    -------
    list of matplotlib Axes
        The picture's and the lines'.
    """
    axes = plt.subplots(1, 2, figsize=(6.6, 3.1))[1]
    size = len(influence)
    axes[0].imshow(np.sqrt(influence / influence.max()), cmap="viridis")
    for side, color, dash in ((size, "orange", "--"), (inner, "red", "-")):
        corner = (size - side) / 2 - 0.5
        axes[0].add_patch(plt.Rectangle(
            (corner, corner), side, side, fill=False, linewidth=2.5,
            edgecolor=COLORS[color], linestyle=dash, clip_on=False))
    axes[0].set(xticks=[], yticks=[], xlabel=f"{size} × {size} pixels")
    for (name, values), color, dash, marker in zip(
            widths.items(), ("orange", "red", "black"), ("--", "-", ":"),
            "os^"):
        axes[1].plot(depths, values, color=COLORS[color], linestyle=dash,
                     marker=marker, markersize=6, label=name)
    axes[1].set(xlabel="layers of 3×3", ylabel="width (pixels)",
                xticks=depths, ylim=(0, None))
    axes[1].legend(frameon=False, fontsize=10)
    return list(axes)
