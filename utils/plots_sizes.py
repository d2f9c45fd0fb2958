"""Pictures of where a layer's windows lie and how sizes shrink."""
import matplotlib.pyplot as plt

from utils.plots import COLORS


def draw_windows(size, kernel, ax=None, *, stride=1, padding=(0, 0),
                 dilation=1, values=None, results=(), rows=None):
    """Draw a row of pixels and, below it, every window over it.

    Padding is white with a dashed edge; what no window reads is hatched.

    Parameters
    ----------
    size, kernel, stride, dilation : int
        As in `utils.sizes.output_size`.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    padding : tuple of two ints
        Cells before and behind the pixels.
    values : sequence of numbers, shape (size,), optional
        Written into the pixels, with a 0 in the padding; their places,
        counted from 0, if None.
    results : sequence of numbers, one a window, optional
        Written to the right of the windows.
    rows : int, optional
        Leave room for so many windows; for all there are if None.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If there are values or results, but not as many as drawn.
    """
    ax, places = ax or plt.gca(), range(-padding[0], size + padding[1])
    windows = [range(start, start + dilation * kernel, dilation)
               for start in places[::stride]
               if start + dilation * (kernel - 1) <= places[-1]]
    texts = dict(enumerate(range(size) if values is None else values))
    if len(texts) != size or results and len(results) != len(windows):
        raise ValueError(f"{len(texts)} values for {size} pixels, "
                         f"{len(results)} results for {len(windows)} windows")
    read = set().union(*windows)
    for place in places:
        _draw_cell(ax, place, texts.get(place), place in read)
    for row, window in enumerate(windows, 1):
        _draw_taps(ax, window, row, places[-1] + 1, results)
    ax.set(xlim=(places[0] - 0.6, places[-1] + (1.9 if results else 0.6)),
           ylim=((rows or len(windows)) + 0.5, -0.6), aspect="equal",
           xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def _draw_cell(ax, place, text, is_read):
    """One pixel with its number, or, if `text` is None, one of padding."""
    pixel = text is not None
    ax.add_patch(plt.Rectangle(
        (place - 0.5, -0.5), 1, 1, edgecolor="0.4", linewidth=1.2,
        facecolor="#D6E8F5" if pixel else "white",
        linestyle="-" if pixel else "--", hatch="" if is_read else "////"))
    ax.text(place, 0.04, text if pixel else 0, ha="center", va="center",
            color="black" if pixel else "0.4",
            bbox=None if is_read else {"color": "white", "pad": 1})


def _draw_taps(ax, window, row, right, results):
    """One window: a square for each weight, a line through them."""
    color = COLORS["blue" if row % 2 else "red"]
    ax.plot(window, [row] * len(window), "-" if row % 2 else "--", color=color,
            marker="s", markersize=9, linewidth=2.5)
    if results:
        ax.text(right + 0.4, row, results[row - 1], ha="center", va="center",
                color=color)


def draw_staircase(paths, layers, ax=None):
    """Draw how a side shrinks from layer to layer, as steps with numbers.

    Parameters
    ----------
    paths : dict from name to list of int, as `utils.sizes.sizes_through` gives
        Two at most: the first is numbered above its steps, the second below.
    layers : list of str
        Names below the steps, one for each size.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If a path has not as many sizes as there are names.
    """
    ax, last = ax or plt.gca(), len(layers) - 1
    ways = zip(paths.items(), ("blue", "red"), ("-", "--"), (1, -1),
               strict=False)
    for (name, sizes), color, line, side in ways:
        if len(sizes) != len(layers):
            raise ValueError(f"{len(sizes)} sizes, {len(layers)} names")
        edges = [k - 0.5 for k in range(len(sizes) + 1)]
        ax.stairs(sizes, edges, baseline=None, color=COLORS[color],
                  linestyle=line, linewidth=2.5)
        for k, size in enumerate(sizes):
            ax.annotate(size, (k, size), xytext=(0, 5 * side), ha="center",
                        textcoords="offset points", color=COLORS[color],
                        va="bottom" if side > 0 else "top")
        ax.annotate(name, (last + 0.6, sizes[-1]), va="center",
                    color=COLORS[color], annotation_clip=False)
    ax.set(xticks=range(last + 1), xticklabels=layers, xlim=(-0.5, last + 0.5),
           ylim=(0, 1.15 * max(map(max, paths.values()))),
           ylabel="side (pixels)")
    return ax
