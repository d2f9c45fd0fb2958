"""Pictures of one neuron and of a few: points, lines, gates, folded planes."""
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.patches import ConnectionPatch

from utils.layers import mlp_forward, neuron
from utils.plots import COLORS

MARKERS = {-1: "o", 0: "o", 1: "s"}
TINTS = ListedColormap(["#D6E8F5", "#FBEBCB"])  # pale blue, pale orange
ANSWERS = LinearSegmentedColormap.from_list(
    "answers", ["#8FC3E6", "#F9F9F9", "#F7CC7E"], N=13)  # 0 blue, ½ pale, 1 orange
GATES = (("green", "-"), ("pink", "--"))  # the two hidden neurons' lines


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
