"""Figures in one style: colours that everyone can tell apart, no titles."""
import matplotlib.pyplot as plt
import numpy as np

# Okabe and Ito's palette for colour-blind readers, without its yellow.
COLORS = {
    "blue": "#0072B2", "orange": "#E69F00", "green": "#009E73",
    "red": "#D55E00", "sky": "#56B4E9", "pink": "#CC79A7",
    "black": "#000000",
}
MARKERS = {-1: "o", 0: "o", 1: "s"}


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
