"""Pooling by hand, in NumPy: one value for each window of a feature map."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool2d(x, size, *, stride=None, reduce=np.max):
    """Keep one value of every window: the largest, the mean, whatever reduces.

    out[n, k, r, c] = reduce of x[n, k, r·stride + i, c·stride + j] over i, j < size

    Parameters
    ----------
    x : ndarray, shape (batch, channels, height, width)
    size : int
        Height and width of a window, in pixels.
    stride : int, optional
        Pixels from one window to the next; `size` if None.
    reduce : callable
        Takes windows and the two axes to reduce over: `np.max`, `np.mean`,
        `np.min`, `l2_norm`.

    Returns
    -------
    ndarray, shape (batch, channels, out_height, out_width)
        What no window covers at the far borders is dropped.

    Raises
    ------
    ValueError
        If a window is larger than the maps.

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.MaxPool2d`.

    Examples
    --------
    >>> x = np.array([[0, 1, 0, 0], [3, 0, 1, 1]])[None, None]
    >>> pool2d(x, 2)[0, 0], pool2d(x, 2, reduce=np.mean)[0, 0]
    (array([[3, 1]]), array([[1. , 0.5]]))
    """
    if size > min(x.shape[2:]):
        raise ValueError(f"windows of {size}×{size} exceed maps {x.shape}")
    stride = stride or size
    windows = sliding_window_view(x, (size, size), axis=(2, 3))
    return reduce(windows[:, :, ::stride, ::stride], axis=(4, 5))


def l2_norm(windows, axis):
    """Square root of the sum of squares over some axes, for `pool2d`.

    Parameters
    ----------
    windows : ndarray, any shape
    axis : int or tuple of int

    Returns
    -------
    ndarray, without those axes

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.LPPool2d`, with norm type 2.

    Examples
    --------
    >>> l2_norm(np.array([[3, 4], [0, 5]]), axis=1)
    array([5., 5.])
    """
    return np.sqrt(np.sum(np.square(windows), axis=axis))


def max_pool2d_backward(gradient, x, size):
    """Hand each gradient to the pixel that was its window's largest.

    The first one if several are equally large; all others get 0.

    Parameters
    ----------
    gradient : ndarray, shape (batch, channels, out_height, out_width)
        Of the loss, with respect to the pooled maps.
    x : ndarray, shape (batch, channels, height, width)
        What was pooled, with windows side by side (stride = `size`).
    size : int
        Height and width of a window, in pixels.

    Returns
    -------
    ndarray, the shape of `x`

    Raises
    ------
    ValueError
        If `gradient` has not the shape of the pooled maps.

    Notes
    -----
    Source: PyTorch's `torch.nn.MaxPool2d`, whose gradient it equals.

    Examples
    --------
    >>> x = np.array([[0., 1.], [3., 3.]])[None, None]
    >>> max_pool2d_backward(np.array([[[[5.]]]]), x, 2)[0, 0]
    array([[0., 0.],
           [5., 0.]])
    """
    pooled = (*x.shape[:2], x.shape[2] // size, x.shape[3] // size)
    if gradient.shape != pooled:
        raise ValueError(f"gradient {gradient.shape}, pooled maps {pooled}")
    out = np.zeros(x.shape, dtype=gradient.dtype)
    for n, k, r, c in np.ndindex(*pooled):
        rows, columns = slice(r * size, r * size + size), slice(
            c * size, c * size + size)
        i, j = np.unravel_index(x[n, k, rows, columns].argmax(), (size, size))
        out[n, k, r * size + i, c * size + j] = gradient[n, k, r, c]
    return out
