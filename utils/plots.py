"""Figures in one style: colours that everyone can tell apart, no titles."""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.patches import ConnectionPatch

from utils.layers import mlp_forward, neuron

# Okabe and Ito's palette for colour-blind readers, without its yellow.
COLORS = {
    "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73",
    "red": "#D55E00", "sky": "#56B4E9", "pink": "#CC79A7",
    "black": "#000000",
}
MARKERS = {-1: "o", 0: "o", 1: "s"}
TINTS = ListedColormap(["#D6E8F5", "#FBEBCB"])  # pale blue, pale orange
ANSWERS = LinearSegmentedColormap.from_list(
    "answers", ["#8FC3E6", "#F9F9F9", "#F7CC7E"], N=13)  # 0 blue, ½ pale, 1 orange
GATES = (("green", "-"), ("pink", "--"))  # the two hidden neurons' lines


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


def plot_points(X, y, ax=None, *, size=70, **options):
    """Draw points in the plane: −1 as blue discs, +1 as orange squares.

    Parameters
    ----------
    X : array_like, shape (n_points, 2)
    y : array_like of −1 and +1, shape (n_points,)
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    size : float
        Area of a marker, in points squared.
    options
        Passed on to `Axes.scatter`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the points do not have two coordinates.
    """
    X, y, ax = np.asarray(X), np.asarray(y), ax or plt.gca()
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"points in the plane are (n, 2); got {X.shape}")
    options = {"edgecolor": "white", "zorder": 3, **options}
    for sign, color in ((-1, COLORS["blue"]), (1, COLORS["orange"])):
        ax.scatter(*X[y == sign].T, s=size, color=color,
                   marker=MARKERS[sign], label=f"{sign:+d}".replace("-", "−"),
                   **options)
    return ax


def plot_decision_line(w, b, ax=None, *, limits=(-0.6, 1.6), shade=True,
                       normal=None, **line):
    """Draw where a neuron with two inputs changes its answer.

    Parameters
    ----------
    w : array_like, shape (2,)
    b : float
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    limits : tuple of two floats
        Ends of both axes.
    shade : bool
        Tint the two sides in the colours of their answers.
    normal : float, optional
        Draw w as an arrow that starts on the line, so far to the right of
        the line's point nearest to the origin.
    line
        Passed on to `Axes.axline`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the neuron has not two inputs.
    """
    w, ax = np.asarray(w, dtype=float), ax or plt.gca()
    if w.shape != (2,):
        raise ValueError(f"a line needs two weights; got shape {w.shape}")
    ax.set(xlim=limits, ylim=limits, aspect="equal")
    if shade:
        side = np.linspace(*limits, 400)
        s = b + w[0] * side + w[1] * side[:, None]
        ax.imshow(np.where(s >= 0, 1, 0), cmap=TINTS, vmin=0, vmax=1,
                  extent=[*limits, *limits], origin="lower", zorder=0)
    if w.any():
        foot, along = -b * w / (w @ w), np.array([w[1], -w[0]])
        ax.axline(foot, foot + along,
                  **{"color": "black", "linestyle": "-", **line})
        if normal is not None:
            foot = foot + normal * along / np.linalg.norm(w)
            ax.annotate("", foot + w, foot, zorder=4,
                        arrowprops={"arrowstyle": "-|>", "linewidth": 1.5})
    return ax


def draw_graph(nodes, edges, ax=None, *, radius=0.28, size=11, at=0.42):
    """Draw a network as nodes and edges, with a number on every edge.

    Parameters
    ----------
    nodes : dict from name to (x, y)
        The name is written into the node.
    edges : list of (name, name, number or text)
        Negative numbers are blue and dashed, others red; text is grey.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    radius : float
        Of a node, in the units of its coordinates.
    size : float
        Of the letters, in points.
    at : float
        Where on its edge a number stands: 0 is the start, 1 the end.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    KeyError
        If an edge names a node that is not there.
    """
    ax = ax or plt.gca()
    for start, end, label in edges:
        a, z = np.array(nodes[start], float), np.array(nodes[end], float)
        negative = not isinstance(label, str) and label < 0
        color = COLORS["blue"] if negative else COLORS["red"]
        color = "0.35" if isinstance(label, str) else color
        ax.plot(*np.c_[a, z], color=color, zorder=1, linewidth=1.6,
                linestyle="--" if negative else "-")
        if label != "":
            words = label if isinstance(label, str) else f"{label:g}"
            ax.text(*(a + (z - a) * at), words.replace("-", "−"),
                    ha="center", va="center", color=color, size=size,
                    zorder=2, bbox={"color": "white", "pad": 1.5})
    for name, place in nodes.items():
        ax.add_patch(plt.Circle(place, radius, facecolor="white",
                                edgecolor="black", linewidth=1.4, zorder=3))
        ax.text(*place, name, ha="center", va="center", size=size, zorder=4)
    ax.set_aspect("equal")
    ax.axis("off")
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


def plot_corrections(X, y, path, axes):
    """One panel a correction: the line after it, and the point that forced it.

    Parameters
    ----------
    X : ndarray, shape (n_points, 2)
    y : ndarray of −1 and +1, shape (n_points,)
    path : list of (epoch, example, w, b)
        As `utils.layers.perceptron_fit` returns it.
    axes : sequence of matplotlib Axes
        As many as there are entries in `path`.

    Returns
    -------
    list of matplotlib Axes

    Raises
    ------
    ValueError
        If the numbers of panels and of corrections differ.
    """
    axes = list(np.ravel(axes))
    for ax, (epoch, i, w, b) in zip(axes, path, strict=True):
        plot_decision_line(w, b, ax)
        plot_points(X, y, ax)
        ax.scatter(*X[i], s=330, facecolor="none", edgecolor=COLORS["red"],
                   linewidth=2, zorder=4)
        words = "w = ({:g}, {:g})   b = {:g}".format(*w, b)
        ax.set(xticks=[0, 1], yticks=[0, 1], xlabel=f"epoch {epoch + 1}\n"
               + words.replace("-", "−"))
    return axes


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


def plot_fold(X, y, W, b, left, right):
    """What two neurons with a step make of the plane: three places are left.

    Parameters
    ----------
    X : ndarray, shape (4, 2)
        The corners of the unit square.
    y : ndarray of −1 and +1, shape (4,)
    W, b : ndarray, shapes (2, 2) and (2,)
        The two neurons, OR and NAND.
    left, right : matplotlib Axes
        For the plane of the inputs, and for that of the two answers.

    Returns
    -------
    None
    """
    said = neuron(X, W.T, b)
    side = np.linspace(-0.6, 1.6, 300)
    plane = np.stack(np.meshgrid(side, side), -1)
    inside = neuron(plane, W.T, b).sum(-1) == 2
    left.imshow(inside, cmap=TINTS, origin="lower", extent=(-.6, 1.6) * 2)
    for w, b_one, (color, dash) in zip(W, b, GATES):
        plot_decision_line(w, b_one, left, shade=False, linestyle=dash,
                           color=COLORS[color], linewidth=2.5)
    plot_decision_line((1, 1), -1.5, right, limits=(-1.7, 1.9))
    spread = said + np.array([[0, 0], [.13, -.13], [-.13, .13], [0, 0]])
    for ax, places in ((left, X), (right, spread)):
        plot_points(places, y, ax, size=130)
    for x, place, bow in zip(X, spread, (0.1, 0.16, -0.12, -0.2)):
        arrow = right.add_artist(ConnectionPatch(
            x, place, "data", "data", axesA=left, axesB=right, shrinkA=8,
            shrinkB=8, arrowstyle="-|>", linewidth=1.1, color="0.3",
            connectionstyle=f"arc3,rad={bow}", zorder=9))
        arrow.set_in_layout(False)
    left.text(-0.5, 0.62, "OR", color="#00714F")
    left.text(0.28, 1.38, "NAND", color="#9A4672")
    right.text(-0.65, 1.5, "AND")
    right.plot(-1, -1, "x", color="0.5", markersize=9)
    right.text(-1, -1.45, "no input comes here", color="0.4", size=9)
    right.yaxis.tick_right()
    right.yaxis.set_label_position("right")
    right.spines["right"].set_visible(True)
    right.spines["left"].set_visible(False)
    left.set(xlabel="$x_1$", ylabel="$x_2$", xticks=[0, 1], yticks=[0, 1])
    right.set(xlabel="OR says $h_1$", ylabel="NAND says $h_2$",
              xticks=[-1, 1], yticks=[-1, 1])


def plot_bend(X, y, layers, top, bottom):
    """How a network 2-2-1 answers in the plane, and how it bends the plane.

    Parameters
    ----------
    X : ndarray, shape (n_points, 2)
    y : ndarray of 0 and 1, shape (n_points, 1)
    layers : list of (W, b)
        Two layers of one network, as `utils.layers.mlp_forward` takes them.
    top : matplotlib Axes
        The plane of the inputs: the answer, and the hidden neurons' lines.
    bottom : matplotlib Axes
        The plane of the hidden values: the unit square of the inputs as a
        bent grid, the points, and the output neuron's line.

    Returns
    -------
    None
    """
    side = np.linspace(-0.35, 1.35, 200)
    plane = np.stack(np.meshgrid(side, side), -1)
    top.imshow(mlp_forward(plane, layers)[-1][..., 0], cmap=ANSWERS, vmin=0,
               vmax=1, origin="lower", extent=(-.35, 1.35) * 2)
    (W, b), (W_out, b_out) = layers
    for w, b_one, (color, dash) in zip(W, b[0], GATES):
        plot_decision_line(w, b_one, top, limits=(-.35, 1.35), shade=False,
                           color=COLORS[color], linestyle=dash)
    t, lines = np.linspace(0, 1, 60), np.linspace(0, 1, 9)
    for c in lines:
        for path in (np.c_[t, 0 * t + c], np.c_[0 * t + c, t]):
            bottom.plot(*mlp_forward(path, layers)[1].T, "-", color="0.6",
                        linewidth=0.8, zorder=1)
    plot_decision_line(W_out[0], b_out[0, 0], bottom, limits=(-.1, 1.1),
                       shade=False)
    plot_points(X, 2 * y[:, 0] - 1, top)
    for sign, size in ((-1, 120), (1, 45)):  # both seen where they coincide
        at = 2 * y[:, 0] - 1 == sign
        plot_points(mlp_forward(X[at], layers)[1], [sign] * at.sum(), bottom,
                    size=size)
    for ax in (top, bottom):
        ax.set(xticks=[0, 1], yticks=[0, 1])


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


def draw_values(W, v, words, ax=None):
    """Draw a network 2-2-1 with its numbers on the edges.

    Parameters
    ----------
    W : array_like, shape (2, 2)
        For the edges to the hidden neurons, a row each.
    v : array_like, shape (2,)
        For the edges to the output.
    words : list of five str
        What to write beside x1, x2, h1, h2 and p.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the number of words is not five.
    """
    nodes = {"$x_1$": (0, 2), "$x_2$": (0, 0), "$h_1$": (2.2, 2),
             "$h_2$": (2.2, 0), "$p$": (4.2, 1)}
    names, numbers = list(nodes), np.r_[np.ravel(W), np.ravel(v)]
    ends = [(0, 2), (1, 2), (0, 3), (1, 3), (2, 4), (3, 4)]
    edges = [(names[i], names[j], n) for (i, j), n in zip(ends, numbers)]
    ax = draw_graph(nodes, edges, ax, at=0.33)
    for (left, up), text in zip(nodes.values(), words, strict=True):
        ax.text(left, up + (0.42 if up else -0.62), text, ha="center")
    return ax


def plot_bowl(side, heights, paths, ax=None):
    """Contours of a loss over two weights, with ways down to (0, 0).

    Parameters
    ----------
    side : ndarray, shape (n,)
        Values of either weight.
    heights : ndarray, shape (n, n)
        The loss; a row for each value of the second weight.
    paths : ndarray, shape (n_steps, n_paths, 2)
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax or plt.gca()
    ax.contourf(side, side, heights, np.linspace(0.69, 2, 12), cmap="Blues")
    ax.plot(*np.moveaxis(paths, -1, 0), "k-", linewidth=1)
    ax.plot(*paths[0].T, "ko", markersize=4)
    ax.plot(0, 0, "*", color=COLORS["orange"], markersize=15)
    ax.set_aspect("equal")
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
