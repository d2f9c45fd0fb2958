"""Kernels that people designed before networks learned theirs."""
import numpy as np

from utils.layers import correlate_windows

LOW_PASS = np.ones((3, 3)) / 9
HIGH_PASS = np.array([[0.0, 0, 0], [0, 1, 0], [0, 0, 0]]) - LOW_PASS
GAUSSIAN = np.outer([1, 2, 1], [1, 2, 1]) / 16
LAPLACE = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
SOBEL_Y = SOBEL_X.T


def gaussian_kernel(sigma, *, radius=None):
    """A bell-shaped kernel that averages; its numbers add up to 1.

    g[i] ∝ exp(−i²/2σ²) along each axis; the kernel is the outer product.

    Parameters
    ----------
    sigma : float
        Standard deviation in pixels.
    radius : int, optional
        Pixels on each side of the centre; 4·sigma, rounded, if None.

    Returns
    -------
    ndarray, shape (2·radius + 1, 2·radius + 1)

    Notes
    -----
    Source: SciPy's documentation of `scipy.ndimage.gaussian_filter`.

    Examples
    --------
    >>> gaussian_kernel(1).shape
    (9, 9)
    """
    radius = int(4 * sigma + 0.5) if radius is None else radius
    distance = np.arange(-radius, radius + 1)
    bell = np.exp(-distance ** 2 / (2 * sigma ** 2))
    return np.outer(bell, bell) / bell.sum() ** 2


def harris(image, *, k=0.05, sigma=1):
    """Harris and Stephens' corner response: positive at corners, negative at edges.

    det A − k·(trace A)², where A holds the Gaussian averages of the products
    of the two Sobel derivatives.

    Parameters
    ----------
    image : ndarray, shape (height, width)
        Grey values.
    k : float
        How much an edge counts against a corner.
    sigma : float
        Width of the Gaussian average in pixels.

    Returns
    -------
    ndarray, shape (height, width)

    Notes
    -----
    Zeros surround the image. Source: C. Harris and M. Stephens, "A
    combined corner and edge detector" (1988).

    Examples
    --------
    >>> square = np.zeros((10, 10))
    >>> square[2:8, 2:8] = 1
    >>> harris(square)[2, 2] > 0, harris(square)[2, 5] < 0
    (np.True_, np.True_)
    """
    def same(image, kernel):
        return correlate_windows(np.pad(image, len(kernel) // 2), kernel)

    dx, dy = same(image, SOBEL_X), same(image, SOBEL_Y)
    bell = gaussian_kernel(sigma)
    xx, yy, xy = same(dx * dx, bell), same(dy * dy, bell), same(dx * dy, bell)
    return xx * yy - xy ** 2 - k * (xx + yy) ** 2
