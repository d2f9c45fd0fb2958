"""Derivatives by finite differences: an oracle for derivatives by formula."""
import numpy as np


def numerical_gradient(f, x, eps=1e-6):
    r"""Gradient of a function of an array, one entry at a time.

    .. math:: \partial f / \partial x_i \approx
        (f(x + \epsilon e_i) - f(x - \epsilon e_i)) / 2\epsilon

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x`, returns one number.
    x : array_like, any shape
        Where to differentiate. It is not changed.
    eps : float
        The step, ε. The error falls with ε² until rounding takes over.

    Returns
    -------
    ndarray of float64, shape of x

    Raises
    ------
    ValueError
        If `f` returns more than one number.

    Source: W. H. Press et al., Numerical Recipes, section 5.7.

    Examples
    --------
    >>> numerical_gradient(lambda x: (x ** 2).sum(), [1.0, -2.0]).round(6)
    array([ 2., -4.])
    """
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        value = x[i]
        ends = []
        for step in (eps, -eps):
            x[i] = value + step
            ends.append(np.asarray(f(x.copy())))
        x[i] = value
        if ends[0].size != 1:
            raise ValueError("f must return one number; it returned an array "
                             f"of shape {ends[0].shape} for x of shape {x.shape}")
        gradient[i] = (ends[0].item() - ends[1].item()) / (2 * eps)
    return gradient
