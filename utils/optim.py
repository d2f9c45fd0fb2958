"""Optimizers written by hand: what a step makes of a gradient.

Each rule takes the weights, their gradient and what it remembers, and returns
new weights and a new memory. Arrays of NumPy and tensors of PyTorch both serve.
"""


def sgd(w, g, memory=None, *, lr):
    """Gradient descent: a step against the gradient, nothing remembered.

    w ← w − lr·g

    Parameters
    ----------
    w, g : ndarray or Tensor, any shape
        Weights and the loss's gradient there.
    memory : None
        Handed back as it is.
    lr : float
        Learning rate.

    Returns
    -------
    w : ndarray or Tensor
        New; the argument is not changed.
    memory : None

    Raises
    ------
    ValueError
        If the shapes do not fit (from NumPy).

    Notes
    -----
    Source: PyTorch's documentation of `torch.optim.SGD`. It is stochastic
    where the gradient is that of a few examples.

    Examples
    --------
    >>> sgd(1.0, 2.0, lr=0.25)
    (0.5, None)
    """
    return w - lr * g, memory


def momentum(w, g, v=0.0, *, lr, beta=0.9):
    """Momentum: gradients add up while they agree.

    v ← beta·v + g and w ← w − lr·v

    Parameters
    ----------
    w, g : ndarray or Tensor, any shape
        Weights and the loss's gradient there.
    v : ndarray, Tensor or 0.0
        The memory: earlier gradients, fading.
    lr, beta : float
        Learning rate, and the share that stays.

    Returns
    -------
    w, v : ndarray or Tensor
        New; the arguments are not changed.

    Raises
    ------
    ValueError
        If the shapes do not fit (from NumPy).

    Notes
    -----
    Source: :cite:p:`polyak1964methods`, as in `torch.optim.SGD`.

    Examples
    --------
    >>> w, v = momentum(1.0, 2.0, lr=0.25, beta=0.5)
    >>> momentum(w, 2.0, v, lr=0.25, beta=0.5)
    (-0.25, 3.0)
    """
    v = beta * v + g
    return w - lr * v, v


def rmsprop(w, g, v=0.0, *, lr, beta=0.99, eps=1e-8):
    """RMSprop: divide every gradient by its own usual size.

    v ← beta·v + (1 − beta)·g² and w ← w − lr·g/(√v + eps)

    Parameters
    ----------
    w, g : ndarray or Tensor, any shape
        Weights and the loss's gradient there.
    v : ndarray, Tensor or 0.0
        The memory: a running mean of g², entry by entry.
    lr, beta, eps : float
        Learning rate, the share that stays, and a guard against 0/0.

    Returns
    -------
    w, v : ndarray or Tensor
        New; the arguments are not changed.

    Raises
    ------
    ValueError
        If the shapes do not fit (from NumPy).

    Notes
    -----
    Source: :cite:p:`tieleman2012rmsprop`, as in `torch.optim.RMSprop`.

    Examples
    --------
    >>> w, v = rmsprop(1.0, 4.0, lr=0.25, beta=0.75)
    >>> round(w, 6), v
    (0.5, 4.0)
    """
    v = beta * v + (1 - beta) * g**2
    return w - lr * g / (v**0.5 + eps), v


def adam(w, g, memory=(0, 0.0, 0.0), *, lr, betas=(0.9, 0.999), eps=1e-8):
    """Adam: momentum and RMSprop, both corrected for their start at zero.

    m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², and in step k
    w ← w − lr·m̂/(√v̂ + eps) with m̂ = m/(1 − β₁ᵏ), v̂ = v/(1 − β₂ᵏ).

    Parameters
    ----------
    w, g : ndarray or Tensor, any shape
        Weights and the loss's gradient there.
    memory : tuple (k, m, v)
        Steps so far, running mean of g, running mean of g².
    lr, eps : float
        Learning rate, and a guard against 0/0.
    betas : tuple of two float
        The shares of m and v that stay.

    Returns
    -------
    w : ndarray or Tensor
        New; the argument is not changed.
    memory : tuple (k, m, v)

    Raises
    ------
    ValueError
        If the shapes do not fit (from NumPy).

    Notes
    -----
    Source: :cite:p:`kingma2015adam`, as in `torch.optim.Adam`.

    Examples
    --------
    >>> w, (k, m, v) = adam(1.0, 2.0, lr=0.25)
    >>> round(w, 6), k, round(m, 6), round(v, 6)
    (0.75, 1, 0.2, 0.004)
    """
    k, m, v = memory[0] + 1, *memory[1:]
    m = betas[0] * m + (1 - betas[0]) * g
    v = betas[1] * v + (1 - betas[1]) * g**2
    m_hat, v_hat = m / (1 - betas[0]**k), v / (1 - betas[1]**k)
    return w - lr * m_hat / (v_hat**0.5 + eps), (k, m, v)
