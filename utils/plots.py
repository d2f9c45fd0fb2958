"""Figures in one style: colours that everyone can tell apart, no titles."""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap

# Okabe and Ito's palette for colour-blind readers, without its yellow.
COLORS = {
    "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73",
    "red": "#D55E00", "sky": "#56B4E9", "pink": "#CC79A7",
    "black": "#000000",
}
MARKERS = {-1: "o", 0: "o", 1: "s"}
TINTS = ListedColormap(["#D6E8F5", "#FBEBCB"])  # pale blue, pale orange


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
                       normal=False, **line):
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
    normal : bool
        Draw w as an arrow that starts on the line.
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
        foot = -b * w / (w @ w)
        ax.axline(foot, foot + [w[1], -w[0]],
                  **{"color": "black", "linestyle": "-", **line})
        if normal:
            ax.annotate("", foot + w, foot, zorder=4,
                        arrowprops={"arrowstyle": "-|>", "linewidth": 1.5})
    return ax


def draw_graph(nodes, edges, ax=None, *, radius=0.28, size=11):
    """Draw a network as nodes and edges, with a number on every edge.

    Parameters
    ----------
    nodes : dict from name to (x, y)
        The name is written into the node.
    edges : list of (name, name, number or text)
        Negative numbers are drawn blue and dashed, others red.
    ax : matplotlib Axes, optional
        Where to draw; the current axes if None.
    radius : float
        Of a node, in the units of its coordinates.
    size : float
        Of the letters, in points.

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
        negative = str(label).startswith(("-", "−"))
        color = COLORS["blue"] if negative else COLORS["red"]
        plain = label == ""
        ax.plot(*np.c_[a, z], color="0.4" if plain else color, zorder=1,
                linestyle="--" if negative else "-", linewidth=1.6)
        at = a + (z - a) * 0.42
        ax.text(*at, str(label).replace("-", "−"), ha="center", va="center",
                color=color, size=size, zorder=2,
                bbox={"color": "white", "pad": 1.5})
    for name, at in nodes.items():
        ax.add_patch(plt.Circle(at, radius, facecolor="white",
                                edgecolor="black", linewidth=1.4, zorder=3))
        ax.text(*at, name, ha="center", va="center", size=size, zorder=4)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax
