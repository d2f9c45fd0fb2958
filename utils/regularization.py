"""What holds a network back from learning its examples by heart."""


def dropout(x, p, rng):
    """Inverted dropout: silence a share of the values, scale up the others.

    out = x·mask/(1 − p), where each entry of the mask is 0 with probability p,
    else 1; the expected value of every output is its input.

    Parameters
    ----------
    x : ndarray, any shape
    p : float
        The probability to drop a value, from 0 to below 1.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, the shape of `x`

    Raises
    ------
    ValueError
        If `p` is no such probability.

    Notes
    -----
    Source: :cite:p:`srivastava2014dropout`, scaled as `torch.nn.Dropout` does.

    Examples
    --------
    >>> import numpy as np
    >>> sorted(set(dropout(np.ones(50), 0.5, np.random.default_rng(0)).tolist()))
    [0.0, 2.0]
    """
    if not 0 <= p < 1:
        raise ValueError(f"p is the share to drop, 0 to below 1; got {p}")
    kept = rng.random(x.shape) >= p
    return x * kept / (1 - p)
