"""Figures in one style: colours that everyone can tell apart, no titles."""
import matplotlib.pyplot as plt
import numpy as np

# Okabe and Ito's palette for colour-blind readers, without its yellow.
COLORS = {
    "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73",
    "red": "#D55E00", "sky": "#56B4E9", "pink": "#CC79A7",
    "black": "#000000",
}


def use_style():
    """Set matplotlib's defaults for every figure of the book.

    Sources: M. Okabe and K. Ito, "Color Universal Design" (2008).
    """
    styles = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), "-"]
    plt.rcParams.update({
        "figure.figsize": (6, 3.6), "figure.dpi": 100,
        "savefig.bbox": "tight", "figure.constrained_layout.use": True,
        "font.size": 11, "lines.linewidth": 2,
        "axes.spines.top": False, "axes.spines.right": False,
        "axes.prop_cycle": plt.cycler(color=list(COLORS.values()))
        + plt.cycler(linestyle=styles),
        "image.cmap": "gray", "image.interpolation": "nearest",
    })


def show_matrix(matrix, ax=None, *, cmap="viridis", limits=None, digits=2):
    """Draw a matrix as a grid of colours with every number written in.

    Parameters
    ----------
    matrix : array_like, shape (height, width)
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    cmap : str
    limits : tuple of two floats, optional
        Values at the ends of the colour map; the matrix' own if None.
    digits : int
        Decimals of the numbers written.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `matrix` has not two axes.
    """
    matrix = np.asarray(matrix)
    if matrix.ndim != 2:
        raise ValueError(f"a matrix has two axes; got shape {matrix.shape}")
    ax = ax or plt.gca()
    low, high = limits or (matrix.min(), matrix.max())
    picture = ax.imshow(matrix, cmap=cmap, vmin=low, vmax=high)
    for (row, column), value in np.ndenumerate(matrix):
        red, green, blue, _ = picture.cmap(picture.norm(value))
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        ax.text(column, row, f"{round(float(value), digits):g}", ha="center",
                va="center", color="white" if dark else "black")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def show_equation(grids, signs, labels, ax=None, *, cmaps=("Blues",),
                  marks=(), plain=(), size=11):
    """Draw grids of numbers in a row, with a sign between neighbours.

    Parameters
    ----------
    grids : list of array_like, each of shape (height, width)
        An entry that is not a number (NaN) is drawn as an empty cell.
    signs : list of str
        One fewer than grids.
    labels : list of str
        Written below the grids.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    cmaps : tuple of str
        One per grid; the last serves all that follow.
    marks : list of (grid, row, column, height, width)
        Cells to frame in red: the number of the grid, then the place.
    plain : tuple of int
        The grids whose numbers are not written in.
    size : float
        Of the numbers, in points.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the number of signs or labels does not fit the grids.
    """
    if len(signs) != len(grids) - 1 or len(labels) != len(grids):
        raise ValueError(f"{len(grids)} grids, {len(signs)} signs, "
                         f"{len(labels)} labels")
    ax, left, lefts = ax or plt.gca(), 0, []
    tallest = max(len(grid) for grid in grids)
    for i, (grid, label) in enumerate(zip(grids, labels)):
        grid = np.asarray(grid, dtype=float)
        cmap = cmaps[min(i, len(cmaps) - 1)]
        _draw_cells(ax, grid, left, -len(grid) / 2, cmap,
                    0 if i in plain else size)
        lefts.append((left, -len(grid) / 2))
        ax.text(left + grid.shape[1] / 2, tallest / 2 + 0.25, label,
                ha="center", va="top", size=size)
        left += grid.shape[1] + 1.2
        if i < len(signs):
            ax.text(left - 0.6, 0, signs[i], ha="center", va="center",
                    size=size + 6)
    for i, row, column, height, width in marks:
        ax.add_patch(plt.Rectangle(
            (lefts[i][0] + column, lefts[i][1] + row), width, height,
            fill=False, edgecolor=COLORS["red"], linewidth=3, zorder=3))
    ax.set(xlim=(-0.1, left - 1.1), ylim=(tallest / 2 + 0.9,
                                          -tallest / 2 - 0.1), aspect="equal")
    ax.axis("off")
    return ax


def _draw_cells(ax, grid, left, top, cmap, size):
    """Cells of width 1 with their numbers, the first at (left, top)."""
    known = np.nan_to_num(grid)
    scale = np.abs(known).max() or 1
    low = -1.4 * scale if known.min() < 0 else -0.2 * scale
    color_of = plt.get_cmap(cmap)
    for (row, column), value in np.ndenumerate(grid):
        empty = np.isnan(value)
        share = 0 if empty else (value - low) / (1.4 * scale - low)
        color = "white" if empty else color_of(share)
        ax.add_patch(plt.Rectangle((left + column, top + row), 1, 1,
                                   facecolor=color, edgecolor="0.55"))
        if size and not empty:
            dark = np.dot(color[:3], (0.299, 0.587, 0.114)) < 0.5
            ax.text(left + column + 0.5, top + row + 0.53,
                    f"{round(float(value), 2):g}".replace("-", "−"),
                    ha="center", va="center", size=size,
                    color="white" if dark else "black")


def show_window(image, kernel, row, column, ax=None):
    """Draw one step of a convolution: window × kernel = products → sum.

    Parameters
    ----------
    image : array_like, shape (height, width)
    kernel : array_like, shape (kernel_height, kernel_width)
    row, column : int
        Where the window's upper left pixel lies.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the window leaves the image.
    """
    image, kernel = np.asarray(image), np.asarray(kernel)
    height, width = kernel.shape
    window = image[row:row + height, column:column + width]
    if window.shape != kernel.shape:
        raise ValueError(f"window {window.shape} at {(row, column)} of image "
                         f"{image.shape}, kernel {kernel.shape}")
    out = np.full(np.subtract(image.shape, kernel.shape) + 1, np.nan)
    out[row, column] = (window * kernel).sum()
    return show_equation(
        [image, kernel, window * kernel, out], ["×", "=", "→"],
        ["image", "kernel", "products", "output"], ax,
        cmaps=("Blues", "Oranges", "Greens"),
        marks=[(0, row, column, height, width), (3, row, column, 1, 1)])


def show_photos(photos, *, columns=3, cmap="gray", limits=None, width=7):
    """Draw photographs side by side, each with its name below.

    Parameters
    ----------
    photos : dict from name to ndarray, (height, width) or (height, width, 3)
    columns : int
    cmap : str
        For photographs with one channel.
    limits : tuple of two floats, or dict from name to such a tuple, optional
        Values at the ends of the colour map; the photograph's own if None.
    width : float
        Of the figure, in inches.

    Returns
    -------
    list of matplotlib Axes
    """
    rows = -(-len(photos) // columns)
    height, across = next(iter(photos.values())).shape[:2]
    panel = width / columns * height / across + 0.25
    axes = plt.subplots(rows, columns, figsize=(width, rows * panel))[1]
    axes = np.ravel(axes)
    for ax, (name, photo) in zip(axes, photos.items()):
        ends = limits.get(name) if isinstance(limits, dict) else limits
        low, high = ends or (photo.min(), photo.max())
        ax.imshow(photo, cmap=cmap, vmin=low, vmax=high)
        ax.set(xticks=[], yticks=[], xlabel=name)
        ax.spines[:].set_visible(False)
    for ax in axes[len(photos):]:
        ax.remove()
    return list(axes[:len(photos)])


def show_mosaic(images, ax=None, *, columns):
    """Draw many small grey images as one, edge to edge.

    Parameters
    ----------
    images : array_like, shape (n, height, width)
        Values 0 to 255. `n` is a multiple of `columns`.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    columns : int

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the images do not fill whole rows.
    """
    n, height, width = np.shape(images)
    if n % columns:
        raise ValueError(f"{n} images do not fill rows of {columns}")
    rows = np.reshape(images, (n // columns, columns, height, width))
    ax = ax or plt.gca()
    ax.imshow(rows.swapaxes(1, 2).reshape(-1, columns * width),
              cmap="gray_r", vmin=0, vmax=255)
    ax.axis("off")
    return ax


def show_digits(images, captions, *, columns=8, width=7.5):
    """Draw digits in a grid, dark on light, each with its caption below.

    Parameters
    ----------
    images : array_like, shape (n, height, width)
        Values 0 to 255.
    captions : list of str, length n
    columns : int
    width : float
        Of the figure, in inches.

    Returns
    -------
    list of matplotlib Axes
    """
    rows = -(-len(images) // columns)
    axes = plt.subplots(rows, columns, squeeze=False,
                        figsize=(width, rows * (width / columns + 0.28)))[1]
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, caption in zip(axes.flat, images, captions):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=255)
        ax.text(0.5, -0.04, caption, ha="center", va="top", size=10,
                transform=ax.transAxes)
    return list(axes.flat[:len(images)])


def draw_stages(stages, steps, ax=None, *, sheets=5, offset=2.2):
    """Draw what passes through a network, stage by stage, left to right.

    Parameters
    ----------
    stages : list of (str, ndarray)
        A label and what is there: maps (channels, height, width), of which
        those that vary most are drawn as sheets, or a vector (n,), drawn as a
        column. Positive is red and negative blue; grey if nothing is
        negative.
    steps : list of str
        Written over the arrow between two stages: one fewer than stages.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    sheets : int
        How many maps of a stage to draw.
    offset : float
        Between two sheets, in pixels of the maps.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the number of steps does not fit the stages.
    """
    if len(steps) != len(stages) - 1:
        raise ValueError(f"{len(stages)} stages, {len(steps)} steps")
    ax, left = ax or plt.gca(), 0
    for (label, values), step in zip(stages, [*steps, None]):
        right = _draw_stage(ax, values, left, sheets, offset)
        ax.text((left + right) / 2, 24, label, ha="center", va="top", size=9)
        if step is not None:
            ax.annotate("", (right + 13, 0), (right + 2, 0), arrowprops={
                "arrowstyle": "->", "color": "0.3", "linewidth": 1.4})
            ax.text(right + 7.5, -3, step, ha="center", va="bottom",
                    size=8.5, color="0.25")
        left = right + 15
    ax.set(xlim=(-2, left - 12), ylim=(34, -24), aspect="equal")
    ax.axis("off")
    return ax


def _draw_stage(ax, values, left, sheets, offset):
    """One stack of maps or one column; return where it ends."""
    values = np.asarray(values, dtype=float)
    if values.ndim == 1:
        ends = left, left + 4, 20, -20
        ax.imshow(values[:, None], cmap="gray_r", extent=ends, aspect="auto")
        ax.add_patch(plt.Rectangle((left, -20), 4, 40, fill=False))
        if len(values) <= 10:
            for i in range(len(values)):
                ax.text(left + 5.5, -20 + 40 * (i + 0.5) / len(values), i,
                        va="center", size=8)
        return left + (8 if len(values) <= 10 else 4)
    liveliest = values.std(axis=(1, 2)).argsort()[::-1]
    shown, size = values[liveliest[:sheets]], values.shape[-1]
    spread = offset * (len(shown) - 1)
    signed, top = values.min() < 0, np.abs(values).max()
    look = {"cmap": "RdBu_r" if signed else "gray_r", "vmax": top,
            "vmin": -top if signed else 0}
    for i, sheet in enumerate(shown[::-1]):
        x = left + spread - offset * i
        y = -(size + spread) / 2 + offset * i
        ends = x, x + size, y + size, y
        ax.imshow(sheet, extent=ends, zorder=i + 1, **look)
        ax.add_patch(plt.Rectangle((x, y), size, size, fill=False,
                                   linewidth=0.7, zorder=i + 1))
    return left + size + spread


def show_confusion(counts, classes, ax=None):
    """Draw how often each class was taken for each other.

    Parameters
    ----------
    counts : array_like of int, shape (classes, classes)
        A row for each true class, a column for each answer.
    classes : sequence of str
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        The mistakes are coloured by their number; the right answers, on the
        diagonal, are grey, and zeros are left out.
    """
    counts, ax = np.asarray(counts), ax or plt.gca()
    mistakes = counts - np.diag(np.diag(counts))
    top = max(5, mistakes.max())
    ax.imshow(np.where(mistakes, mistakes, np.nan), cmap="Oranges", vmin=0,
              vmax=top)
    for (row, column), count in np.ndenumerate(counts):
        right = row == column
        if right:
            ax.add_patch(plt.Rectangle((column - 0.5, row - 0.5), 1, 1,
                                       color="0.9"))
        if count:
            ax.text(column, row, count, ha="center", va="center",
                    size=9 if right else 11,
                    color="white" if not right and count > 0.6 * top
                    else "black")
    ax.set(xticks=range(len(classes)), xticklabels=classes,
           yticks=range(len(classes)), yticklabels=classes,
           xlabel="answer of the network", ylabel="true digit",
           xlim=(-0.5, len(classes) - 0.5), ylim=(len(classes) - 0.5, -0.5))
    ax.tick_params(length=0)
    for between in np.arange(len(classes) + 1) - 0.5:
        ax.axhline(between, color="0.85", linewidth=0.5, linestyle="-")
        ax.axvline(between, color="0.85", linewidth=0.5, linestyle="-")
    ax.spines[:].set_visible(False)
    return ax


def show_answer(image, probabilities, truth):
    """Draw a digit beside the probabilities that a network gives it.

    Parameters
    ----------
    image : array_like, shape (height, width)
        Values 0 to 255.
    probabilities : array_like, shape (classes,)
    truth : int
        The true class; its bar is blue and hatched, the others orange.

    Returns
    -------
    tuple of matplotlib Axes
    """
    left, right = plt.subplots(1, 2, figsize=(6.5, 2.8), width_ratios=[2, 3])[1]
    left.imshow(image, cmap="gray_r", vmin=0, vmax=255)
    left.axis("off")
    _draw_probabilities(probabilities, truth, right)
    right.set(xlim=(0, 1.12), xlabel="probability", ylabel="digit")
    return left, right


def plot_mistakes(by_size, ax=None):
    """Draw the share of mistakes against the number of training examples.

    Parameters
    ----------
    by_size : dict from int to float
        From the number of training examples to the accuracy, 0 to 1.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        Both axes in powers of ten, each point with its percentage.
    """
    ax = ax or plt.gca()
    mistakes = {n: 100 - 100 * share for n, share in by_size.items()}
    ax.loglog(list(mistakes), list(mistakes.values()), "o-")
    for n, share in mistakes.items():
        ax.annotate(f"{share:.1f} %", (n, share), (6, 6),
                    textcoords="offset points")
    ax.set(xlabel="training digits", ylabel="mistakes (%)",
           xticks=list(mistakes), xticklabels=[f"{n:,}" for n in mistakes],
           yticks=[1, 3, 10], yticklabels=["1", "3", "10"])
    ax.minorticks_off()
    ax.margins(x=0.12, y=0.15)
    return ax


def plot_runs(steps, curves, chosen, ax=None):
    """Draw many training runs in grey and three of them in colour.

    Parameters
    ----------
    steps : ndarray, shape (n_steps,)
    curves : ndarray, shape (n_steps, n_runs)
    chosen : sequence of three int
        The runs to stand out.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    ax.plot(steps, curves, "-", color="0.8", linewidth=0.8,
            antialiased=False)  # else the picture takes twice the space
    for i, color, dash in zip(chosen, ("green", "blue", "red"),
                              ("-", "--", "-.")):
        ax.plot(steps, curves[:, i], dash, color=COLORS[color])
    return ax


def show_signed(maps, captions, *, columns=5, width=7.5, limit=None):
    """Draw signed pictures on one scale: red above zero, blue below.

    Parameters
    ----------
    maps : array_like, shape (n, height, width)
    captions : list of str, length n
        Written below the pictures.
    columns : int
    width : float
        Of the figure, in inches.
    limit : float, optional
        The value of the darkest red; the largest size in `maps` if None.

    Returns
    -------
    list of matplotlib Axes
    """
    maps = np.asarray(maps, dtype=float)
    limit, rows = limit or np.abs(maps).max(), -(-len(maps) // columns)
    figure, axes = plt.subplots(
        rows, columns, squeeze=False,
        figsize=(width, rows * (width / columns + 0.1)))
    for ax, picture, caption in zip(axes.flat, maps, captions, strict=True):
        drawn = ax.imshow(picture, cmap="RdBu_r", vmin=-limit, vmax=limit)
        ax.set(xticks=[], yticks=[], xlabel=caption)
        ax.spines[:].set(visible=True, color="0.8")
    figure.colorbar(drawn, ax=axes, shrink=0.6, aspect=25)
    return list(axes.flat)


def _draw_probabilities(probabilities, truth, ax):
    """A bar for each class, the first on top; the label's is hatched blue."""
    places = np.arange(len(probabilities))
    bars = ax.barh(places, probabilities, color=COLORS["orange"])
    bars[truth].set(facecolor=COLORS["blue"], hatch="///",
                    edgecolor="white", linewidth=0)
    for place, share in zip(places, probabilities):
        if share >= 0.005:
            ax.text(share + 0.02, place, f"{share:.2f}", va="center", size=10)
    ax.set(xticks=[0, 0.5, 1], yticks=places)
    ax.invert_yaxis()


def show_answers(image, answers, truth):
    """Draw a digit beside the probabilities that several networks give it.

    Parameters
    ----------
    image : array_like, shape (height, width)
        Values 0 to 255.
    answers : dict from str to array_like, shape (classes,)
        For each network's name its probabilities.
    truth : int
        The true class; its bars are blue and hatched, the others orange.

    Returns
    -------
    list of matplotlib Axes
        The digit's, then one for each network.
    """
    first, *axes = plt.subplots(
        1, 1 + len(answers), figsize=(2.3 + 2.6 * len(answers), 2.9))[1]
    first.imshow(image, cmap="gray_r", vmin=0, vmax=255)
    first.axis("off")
    for ax, (name, probabilities) in zip(axes, answers.items()):
        _draw_probabilities(probabilities, truth, ax)
        ax.set(xlim=(0, 1.25), xlabel=f"probability, {name}")
        ax.tick_params(axis="y", length=0)
    return [first, *axes]


def plot_curves(curves, best, ax=None):
    """Draw losses, or shares, epoch by epoch, and mark the best epoch.

    Parameters
    ----------
    curves : dict from str to sequence of float
        For each curve's name its value after epoch 1, 2, …
    best : int
        The epoch to mark, counted from 1, on the last curve.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
        With every curve's name at its right end.
    """
    ax = ax or plt.gca()
    for name, values in curves.items():
        line, = ax.plot(range(1, len(values) + 1), values)
        ax.annotate(name, (len(values), values[-1]), (9, 5), va="center",
                    textcoords="offset points", color=line.get_color())
    ax.plot(best, values[best - 1], "o", color=line.get_color(), markersize=9)
    ax.axvline(best, color="0.7", linewidth=1, linestyle=":", zorder=0)
    ax.set_xlabel("epoch")
    return ax


def plot_progress(before, after, ax=None, *, words=("slides", "here")):
    """Draw two numbers a row, and an arrow from the first to the second.

    Parameters
    ----------
    before, after : dict from str to float
        For each row's name its mistakes in per cent; the same names.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    words : tuple of two str
        What the discs and the squares are, written over the first row.

    Returns
    -------
    matplotlib Axes
        With the mistakes on a logarithmic axis.
    """
    ax, looks = ax or plt.gca(), (("orange", "o", 10), ("blue", "s", -10))
    for place, name in enumerate(before):
        ends = before[name], after[name]
        ax.annotate("", (ends[1], place), (ends[0], place), arrowprops={
            "arrowstyle": "-|>", "color": "0.6", "shrinkA": 0, "shrinkB": 5})
        for value, (color, marker, side) in zip(ends, looks):
            ax.plot(value, place, marker, color=COLORS[color], markersize=9)
            ax.annotate(f"{value:.3g}", (value, place), (side, 0),
                        textcoords="offset points", va="center",
                        ha="left" if side > 0 else "right")
    for value, word, (color, *_) in zip(
            (list(numbers.values())[0] for numbers in (before, after)), words,
            looks):
        ax.text(value, -0.35, word, ha="center", va="bottom",
                color=COLORS[color])
    ax.set(xscale="log", xlim=(1, 16), xlabel="mistakes (%)", xticks=[
        1, 2, 5, 10], xticklabels=["1", "2", "5", "10"],
        yticks=range(len(before)), yticklabels=list(before),
        ylim=(len(before) - 0.5, -0.9))
    ax.minorticks_off()
    ax.tick_params(axis="y", length=0)
    return ax
