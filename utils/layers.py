"""Layers written by hand, in NumPy: what the libraries' layers compute."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def cross_correlate2d(image, kernel):
    """Slide a kernel over one channel: multiply and add in every window.

    out[r, c] = Σᵢⱼ image[r + i, c + j] · kernel[i, j]

    Parameters
    ----------
    image : ndarray, shape (height, width)
    kernel : ndarray, shape (kernel_height, kernel_width)

    Returns
    -------
    ndarray, shape (height − kernel_height + 1, width − kernel_width + 1)

    Raises
    ------
    ValueError
        If the kernel is larger than the image.

    Notes
    -----
    Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for
    deep learning" (2016), section 1. Bytes overflow above 255: turn a uint8
    image into floats first.

    Examples
    --------
    >>> four = np.array([[1, 0, 1, 0], [1, 0, 1, 0], [1, 1, 1, 1], [0, 0, 1, 0]])
    >>> cross_correlate2d(four, np.array([[1, 0], [0, 1]]))
    array([[1, 1, 1],
           [2, 1, 2],
           [1, 2, 1]])
    """
    height, width = image.shape
    kernel_height, kernel_width = kernel.shape
    if kernel_height > height or kernel_width > width:
        raise ValueError(f"kernel {kernel.shape} exceeds image {image.shape}")
    out = np.zeros((height - kernel_height + 1, width - kernel_width + 1),
                   dtype=np.result_type(image, kernel))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            window = image[r:r + kernel_height, c:c + kernel_width]
            out[r, c] = (window * kernel).sum()
    return out


def correlate_windows(image, kernel):
    """Cross-correlation without a Python loop: all windows at once.

    Parameters
    ----------
    image : ndarray, shape (height, width)
    kernel : ndarray, shape (kernel_height, kernel_width)

    Returns
    -------
    ndarray, shape (height − kernel_height + 1, width − kernel_width + 1)

    Raises
    ------
    ValueError
        If the kernel is larger than the image.

    Notes
    -----
    The windows are a view: no pixel is copied. Source: NumPy's
    documentation of `sliding_window_view`.

    Examples
    --------
    >>> correlate_windows(np.arange(9).reshape(3, 3), np.ones((2, 2), int))
    array([[ 8, 12],
           [20, 24]])
    """
    if np.any(np.array(kernel.shape) > image.shape):
        raise ValueError(f"kernel {kernel.shape} exceeds image {image.shape}")
    windows = sliding_window_view(image, kernel.shape)
    return np.tensordot(windows, kernel, axes=2)


def conv2d(x, w, b=None, *, stride=1, padding=0):
    """A convolution layer: every kernel over every image, sums over channels.

    out[n, o, r, c] = b[o] + Σ x[n, k, r·stride + i, c·stride + j] · w[o, k, i, j]
    over k, i and j, where x has its rings of zeros. The kernel is not flipped,
    as in every framework.

    Parameters
    ----------
    x : ndarray, shape (batch, in_channels, height, width)
    w : ndarray, shape (out_channels, in_channels, kernel_height, kernel_width)
    b : ndarray, shape (out_channels,), optional
    stride, padding : int
        Pixels.

    Returns
    -------
    ndarray, shape (batch, out_channels, out_height, out_width)

    Raises
    ------
    ValueError
        If the channels of `x` and `w` differ, or the kernel does not fit.

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.Conv2d`.

    Examples
    --------
    >>> conv2d(np.ones((1, 3, 4, 4)), np.ones((6, 3, 3, 3)), padding=1).shape
    (1, 6, 4, 4)
    """
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"channels differ: x {x.shape}, w {w.shape}")
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    if np.any(np.array(w.shape[2:]) > x.shape[2:]):
        raise ValueError(f"kernels {w.shape} exceed padded x {x.shape}")
    windows = sliding_window_view(x, w.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    out = np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3)))
    if b is not None:
        out = out + b
    return np.moveaxis(out, -1, 1)


def convolution_matrix(kernel, shape):
    """The matrix that does to a flattened image what the kernel does to it.

    Row r·out_width + c holds the kernel's weights in the columns of the pixels
    under the window at (r, c), and zeros elsewhere.

    Parameters
    ----------
    kernel : ndarray, shape (kernel_height, kernel_width)
    shape : tuple (height, width)
        Of the image.

    Returns
    -------
    ndarray, shape (out_height · out_width, height · width)

    Raises
    ------
    ValueError
        If the kernel is larger than the image.

    Notes
    -----
    Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for
    deep learning" (2016), section 4.1.

    Examples
    --------
    >>> convolution_matrix(np.array([[1, 2]]), (1, 4))
    array([[1, 2, 0, 0],
           [0, 1, 2, 0],
           [0, 0, 1, 2]])
    """
    height, width = shape
    out = np.array(shape) - kernel.shape + 1
    if out.min() < 1:
        raise ValueError(f"kernel {kernel.shape} exceeds image {tuple(shape)}")
    matrix = np.zeros((*out, height, width), dtype=kernel.dtype)
    for r, c in np.ndindex(*out):
        matrix[r, c, r:r + kernel.shape[0], c:c + kernel.shape[1]] = kernel
    return matrix.reshape(out.prod(), height * width)


def conv_transpose2d(x, w, b=None, *, stride=1, padding=0):
    """A transposed convolution layer: every number stamps a copy of its kernel.

    The copies of neighbours lie `stride` pixels apart, and where they overlap
    they are added; `padding` rings are cut off at the end. Along an axis that
    leaves (size − 1)·stride + kernel − 2·padding pixels.

    Parameters
    ----------
    x : ndarray, shape (batch, in_channels, height, width)
    w : ndarray, shape (in_channels, out_channels, kernel_height, kernel_width)
    b : ndarray, shape (out_channels,), optional
    stride, padding : int
        Pixels.

    Returns
    -------
    ndarray, shape (batch, out_channels, out_height, out_width)

    Raises
    ------
    ValueError
        If the channels of `x` and `w` differ, or nothing is left to return.

    Notes
    -----
    Source: :cite:p:`dumoulin2016guide`, section 4.

    Examples
    --------
    >>> conv_transpose2d(np.array([[[[1, 2]]]]), np.array([[[[1, 10, 100]]]]),
    ...                  stride=2)
    array([[[[  1,  10, 102,  20, 200]]]])
    """
    n, channels, height, width = x.shape
    n_in, n_out, *kernel = w.shape
    if channels != n_in:
        raise ValueError(f"channels differ: x {x.shape}, w {w.shape}")
    rows, columns = ((size - 1) * stride + span
                     for size, span in zip((height, width), kernel))
    out = np.zeros((n, n_out, rows, columns), dtype=np.result_type(x, w))
    for r, c in np.ndindex(height, width):
        stamp = np.tensordot(x[:, :, r, c], w, axes=1)
        out[:, :, r * stride:r * stride + kernel[0],
            c * stride:c * stride + kernel[1]] += stamp
    if 2 * padding >= min(rows, columns):
        raise ValueError(f"padding {padding} leaves none of {rows}×{columns}")
    out = out[:, :, padding:rows - padding, padding:columns - padding]
    return out if b is None else out + b[:, None, None]


def step(s):
    """Threshold at 0: +1 where s ≥ 0, −1 where s < 0.

    Parameters
    ----------
    s : float or ndarray, any shape

    Returns
    -------
    ndarray of int, the shape of `s`

    Notes
    -----
    Source: :cite:p:`mcculloch1943logical`, with −1 in place of 0.

    Examples
    --------
    >>> step([-0.5, 0.0, 1.5])
    array([-1,  1,  1])
    """
    return np.where(np.asarray(s) >= 0, 1, -1)


def neuron(x, w, b):
    """One neuron with a step: the sign of b + w₁x₁ + … + w_d x_d.

    Parameters
    ----------
    x : ndarray, shape (n_inputs,) or (batch, n_inputs)
    w : ndarray, shape (n_inputs,)
    b : float

    Returns
    -------
    ndarray of −1 and +1, shape () or (batch,)

    Raises
    ------
    ValueError
        If `x` and `w` differ in the number of inputs (from NumPy).

    Notes
    -----
    Source: :cite:p:`rosenblatt1958perceptron`.

    Examples
    --------
    >>> neuron(np.array([[0, 0], [1, 0]]), np.array([1, 1]), -0.5)
    array([-1,  1])
    """
    return step(x @ w + b)


def fully_connected(x, w, b):
    """The sums of a whole layer of neurons: one row of `w` a neuron.

    s[n, j] = b[j] + Σᵢ x[n, i] · w[j, i]

    Parameters
    ----------
    x : ndarray, shape (batch, n_inputs)
    w : ndarray, shape (n_outputs, n_inputs)
    b : ndarray, shape (n_outputs,)

    Returns
    -------
    ndarray, shape (batch, n_outputs)

    Raises
    ------
    ValueError
        If `x` and `w` differ in the number of inputs.

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.Linear`.

    Examples
    --------
    >>> fully_connected(np.eye(2), np.array([[1., 2.]]), np.array([-1.]))
    array([[0.],
           [1.]])
    """
    if x.shape[-1] != w.shape[-1]:
        raise ValueError(f"inputs differ: x {x.shape}, w {w.shape}")
    return x @ w.T + b


def perceptron_update(w, b, x, y, *, lr=1.0):
    """The learning rule for one example: move only if the answer is wrong.

    w ← w + lr · y · x and b ← b + lr · y, if neuron(x, w, b) ≠ y.

    Parameters
    ----------
    w : ndarray, shape (n_inputs,)
    b : float
    x : ndarray, shape (n_inputs,)
        One example.
    y : {-1, 1}
        The right answer for it.
    lr : float
        Learning rate.

    Returns
    -------
    w : ndarray, shape (n_inputs,)
        A new array if it moved; the argument is never changed.
    b : float
    wrong : bool
        Whether the answer was wrong.

    Raises
    ------
    ValueError
        If `x` and `w` differ in the number of inputs (from NumPy).

    Notes
    -----
    Source: :cite:p:`rosenblatt1962principles`.

    Examples
    --------
    >>> perceptron_update(np.zeros(2), 0.0, np.array([1, 0]), -1)
    (array([-1.,  0.]), -1.0, True)
    """
    wrong = neuron(x, w, b) != y
    if wrong:
        w, b = w + lr * y * x, b + lr * y
    return w, b, bool(wrong)


def perceptron_fit(X, y, *, lr=1.0, n_epochs=100):
    """Go through the examples with the learning rule until none is wrong.

    Parameters
    ----------
    X : ndarray, shape (n_examples, n_inputs)
    y : ndarray of −1 and +1, shape (n_examples,)
    lr : float
        Learning rate.
    n_epochs : int
        Stop after so many passes even if mistakes remain.

    Returns
    -------
    w : ndarray, shape (n_inputs,)
    b : float
    path : list of (epoch, example, w, b)
        One entry a correction: when, at which example, and what came of it.

    Raises
    ------
    ValueError
        If the numbers of examples in `X` and `y` differ.

    Notes
    -----
    Source: :cite:p:`rosenblatt1962principles`; that it ends on every linearly
    separable set, :cite:p:`novikoff1962convergence`.

    Examples
    --------
    >>> X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    >>> w, b, path = perceptron_fit(X, np.array([-1, 1, 1, 1]))
    >>> w, float(b), len(path)
    (array([1., 1.]), -1.0, 5)
    """
    w, b, path = np.zeros(X.shape[1]), 0.0, []
    for epoch in range(n_epochs):
        n_before = len(path)
        for i, (x, target) in enumerate(zip(X, y, strict=True)):
            w, b, wrong = perceptron_update(w, b, x, target, lr=lr)
            if wrong:
                path.append((epoch, i, w, b))
        if len(path) == n_before:
            break
    return w, b, path


def mistake_bound(X, y, w, b):
    """How many corrections the learning rule can make at most.

    (R/γ)² with R the length of the longest example (1, x), and γ the smallest
    y·(b + w·x)/‖(b, w)‖: the room that the separating neuron (w, b) leaves.

    Parameters
    ----------
    X : ndarray, shape (n_examples, n_inputs)
    y : ndarray of −1 and +1, shape (n_examples,)
    w : ndarray, shape (n_inputs,)
    b : float

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If (w, b) does not separate the two classes.

    Notes
    -----
    Source: :cite:p:`novikoff1962convergence`. It holds for a start from zeros.

    Examples
    --------
    >>> X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    >>> round(mistake_bound(X, np.array([-1, 1, 1, 1]), np.ones(2), -0.5), 6)
    27.0
    """
    X1, w1 = np.c_[np.ones(len(X)), X], np.r_[b, w]
    margin = (y * (X1 @ w1)).min() / np.linalg.norm(w1)
    if margin <= 0:
        raise ValueError("this neuron does not separate the two classes")
    return float(np.max(np.sum(X1**2, axis=1)) / margin**2)


def sigmoid(s):
    """A step with a slope: from 0 to 1, and ½ at s = 0.

    σ(s) = 1 / (1 + exp(−s)), with derivative σ(s)·(1 − σ(s)).

    Parameters
    ----------
    s : float or ndarray, any shape

    Returns
    -------
    float or ndarray, the shape of `s`

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.Sigmoid`. Below s = −709 the
    exponential overflows, with a warning; the value, 0, is right.

    Examples
    --------
    >>> sigmoid(np.array([-2., 0., 2.])).round(3)
    array([0.119, 0.5  , 0.881])
    """
    return 1 / (1 + np.exp(-s))


def binary_cross_entropy(probs, y):
    """The mean of −ln(probability given to the right answer).

    loss = −mean(y·ln p + (1 − y)·ln(1 − p))

    Parameters
    ----------
    probs : ndarray, shape (..., n_examples, n_outputs)
        Probabilities of the answer 1, between 0 and 1 but neither of them.
    y : ndarray of 0 and 1, shape (n_examples, n_outputs)

    Returns
    -------
    float or ndarray, shape (...)
        One loss for each network of a stack.

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.BCELoss`.

    Examples
    --------
    >>> y = np.array([[0], [1]])
    >>> float(binary_cross_entropy(np.full((2, 1), 0.5), y).round(4))
    0.6931
    """
    right = y * np.log(probs) + (1 - y) * np.log(1 - probs)
    return -right.mean((-2, -1))


def random_layers(sizes, rng, *, n_networks=1):
    """Weights and biases of a stack of networks, drawn as PyTorch draws them.

    Evenly between −1/√n_in and 1/√n_in, for a layer with n_in inputs.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, hidden neurons of each layer, outputs.
    rng : numpy.random.Generator
    n_networks : int

    Returns
    -------
    list of (W, b), one pair a layer
        W : ndarray, shape (n_networks, n_out, n_in)
        b : ndarray, shape (n_networks, 1, n_out)

    Notes
    -----
    Source: PyTorch's documentation of `torch.nn.Linear`.

    Examples
    --------
    >>> layers = random_layers((2, 10, 1), np.random.default_rng(0))
    >>> [W.shape for W, b in layers]
    [(1, 10, 2), (1, 1, 10)]
    """
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        bound = n_in ** -0.5
        W = rng.uniform(-bound, bound, (n_networks, n_out, n_in))
        b = rng.uniform(-bound, bound, (n_networks, 1, n_out))
        layers.append((W, b))
    return layers


def mlp_forward(X, layers):
    """Forward pass: what every layer of sigmoid neurons says.

    h⁽⁰⁾ = X, then h⁽ˡ⁾ = σ(h⁽ˡ⁻¹⁾ Wᵀ + b) layer by layer.

    Parameters
    ----------
    X : ndarray, shape (n_examples, n_inputs)
    layers : list of (W, b), one pair a layer
        W : ndarray, shape (n_out, n_in), or (n_networks, n_out, n_in)
        b : ndarray, shape (1, n_out), or (n_networks, 1, n_out)

    Returns
    -------
    list of ndarray, one more than layers
        The inputs first, the output last; a stack of networks gives stacks.

    Raises
    ------
    ValueError
        If a layer does not fit what it reads (from NumPy).

    Notes
    -----
    Source: :cite:p:`rumelhart1986learning`.

    Examples
    --------
    >>> layers = [(np.zeros((3, 2)), np.zeros((1, 3)))]
    >>> mlp_forward(np.eye(2), layers)[-1]
    array([[0.5, 0.5, 0.5],
           [0.5, 0.5, 0.5]])
    """
    activations = [X]
    for W, b in layers:
        activations.append(sigmoid(activations[-1] @ W.mT + b))
    return activations


def mlp_backward(activations, layers, y):
    """Backpropagation: gradients of the mean binary cross-entropy.

    δ = (p − y)/n at the output; dW = δᵀh, db = Σδ; one layer further back
    δ ← (δW)·h·(1 − h).

    Parameters
    ----------
    activations : list of ndarray
        As `mlp_forward` returns them.
    layers : list of (W, b)
        As `mlp_forward` takes them.
    y : ndarray of 0 and 1, shape (n_examples, n_outputs)

    Returns
    -------
    list of (dW, db)
        In the order and the shapes of `layers`.

    Notes
    -----
    Source: :cite:p:`rumelhart1986learning`. With several outputs, the
    gradient is that of their losses' sum.

    Examples
    --------
    >>> layers = [(np.zeros((1, 2)), np.zeros((1, 1)))]
    >>> X, y = np.array([[1, 0], [0, 0]]), np.array([[1], [0]])
    >>> mlp_backward(mlp_forward(X, layers), layers, y)
    [(array([[-0.25,  0.  ]]), array([[0.]]))]
    """
    delta = (activations[-1] - y) / len(y)
    gradients = []
    for (W, _), h in zip(layers[::-1], activations[-2::-1]):
        dW, db = delta.mT @ h, delta.sum(-2, keepdims=True)
        gradients.append((dW, db))
        delta = delta @ W * h * (1 - h)
    return gradients[::-1]


def mlp_fit(layers, X, y, *, lr=1.0, n_steps=10_000, every=100):
    """Gradient descent on all examples at once, with pictures on the way.

    Parameters
    ----------
    layers : list of (W, b)
        The start, as `mlp_forward` takes it; it is not changed.
    X : ndarray, shape (n_examples, n_inputs)
    y : ndarray of 0 and 1, shape (n_examples, n_outputs)
    lr : float
        Learning rate.
    n_steps : int
    every : int
        Keep the layers at steps 0, every, 2·every, …

    Returns
    -------
    list of layers
        Each like the argument `layers`; the first is the start.

    Notes
    -----
    Networks of a stack do not touch: each learns as if it were alone.

    Examples
    --------
    >>> start = random_layers((2, 2, 1), np.random.default_rng(0))
    >>> X, y = np.array([[0, 1], [1, 1]]), np.array([[1], [0]])
    >>> path = mlp_fit(start, X, y, n_steps=2000)
    >>> mlp_forward(X, path[-1])[-1].round().ravel().tolist()
    [1.0, 0.0]
    """
    history = []
    for k in range(n_steps + 1):
        if k % every == 0:
            history.append(layers)
        gradients = mlp_backward(mlp_forward(X, layers), layers, y)
        layers = [(W - lr * dW, b - lr * db)
                  for (W, b), (dW, db) in zip(layers, gradients)]
    return history


def normal_layers(sizes, rng, *, gain=1.0, n_networks=1):
    """Weights from a normal distribution, as wide as suits the inputs.

    Standard deviation gain/√n_in, biases 0: Xavier's start with gain 1, He's
    with gain √2.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, hidden neurons of each layer, outputs.
    rng : numpy.random.Generator
    gain : float
    n_networks : int

    Returns
    -------
    list of (W, b), one pair a layer
        W : ndarray, shape (n_networks, n_out, n_in)
        b : ndarray, shape (n_networks, 1, n_out)

    Notes
    -----
    Source: :cite:p:`glorot2010understanding`, in the simpler form that looks
    at n_in alone, and :cite:p:`he2015delving`.

    Examples
    --------
    >>> layers = normal_layers((100, 400, 1), np.random.default_rng(0))
    >>> float(layers[0][0].std().round(2)), float(layers[1][0].std().round(2))
    (0.1, 0.05)
    """
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        W = rng.normal(0, gain / n_in**0.5, (n_networks, n_out, n_in))
        layers.append((W, np.zeros((n_networks, 1, n_out))))
    return layers
