"""One network, two layouts: the weights of `convnet` in PyTorch and Keras.

PyTorch keeps a kernel as (out, in, height, width), Keras as (height, width,
in, out). A dense layer behind `Flatten` is a kernel as large as the last maps,
so its weights move in the same way.
"""
import numpy as np
import torch


def to_keras(weight, size):
    """PyTorch's weights of a layer in the layout of Keras.

    Parameters
    ----------
    weight : Tensor, shape (out, in, size, size) or (out, in · size · size)
    size : int
        Height and width of the kernel, or of the maps that are flattened.

    Returns
    -------
    ndarray, shape (size, size, in, out) or (size · size · in, out)

    Raises
    ------
    RuntimeError
        If the weights cannot be cut into kernels of that size.

    Examples
    --------
    >>> to_keras(torch.zeros(64, 32, 3, 3), 3).shape
    (3, 3, 32, 64)
    >>> to_keras(torch.zeros(10, 1600), 5).shape
    (1600, 10)
    """
    kernel = weight.detach().reshape(len(weight), -1, size, size)
    kernel = kernel.permute(2, 3, 1, 0)
    if weight.ndim == 2:
        kernel = kernel.reshape(-1, len(weight))
    return kernel.contiguous().numpy()


def from_keras(weight, size):
    """Keras' weights of a layer in the layout of PyTorch.

    Parameters
    ----------
    weight : ndarray, shape (size, size, in, out) or (size · size · in, out)
    size : int
        Height and width of the kernel, or of the maps that are flattened.

    Returns
    -------
    Tensor, shape (out, in, size, size) or (out, in · size · size)

    Examples
    --------
    >>> from_keras(np.zeros((3, 3, 32, 64)), 3).shape
    torch.Size([64, 32, 3, 3])
    >>> from_keras(np.zeros((1600, 10)), 5).shape
    torch.Size([10, 1600])
    """
    out = weight.shape[-1]
    kernel = np.reshape(weight, (size, size, -1, out)).transpose(3, 2, 0, 1)
    if weight.ndim == 2:
        kernel = kernel.reshape(out, -1)
    return torch.from_numpy(np.ascontiguousarray(kernel))


def convnet_from_keras(weights, model):
    """Give `model` the weights of the same network in Keras.

    Parameters
    ----------
    weights : list of ndarray
        What `get_weights()` of the Keras model returns: a kernel and a bias
        for each of two convolutions and one dense layer.
    model : torch.nn.Module
        `utils.models.convnet` or `convnet_dropout`.

    Returns
    -------
    The model.
    """
    sizes = (3, 3, 5)
    kernels = [from_keras(kernel, size)
               for kernel, size in zip(weights[::2], sizes)]
    biases = [torch.from_numpy(bias) for bias in weights[1::2]]
    new = [tensor for pair in zip(kernels, biases) for tensor in pair]
    names = model.state_dict().keys()
    model.load_state_dict(dict(zip(names, new, strict=True)))
    return model


def channels_last_stages(images, weights):
    """What Keras' network computes, in its own layout, written in NumPy.

    Parameters
    ----------
    images : ndarray, shape (n, height, width, 1)
    weights : list of ndarray
        As in `convnet_from_keras`.

    Returns
    -------
    list of ndarray
        The pooled maps of each convolution, shape (n, height, width, out),
        and the logits, shape (n, classes).

    Examples
    --------
    >>> shapes = (3, 3, 1, 2), (2,), (50, 4), (4,)
    >>> weights = [np.zeros(shape) for shape in shapes]
    >>> for stage in channels_last_stages(np.ones((1, 12, 12, 1)), weights):
    ...     print(stage.shape)
    (1, 5, 5, 2)
    (1, 4)
    """
    stages, values = [], images
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2]):
        windows = np.lib.stride_tricks.sliding_window_view(
            values, kernel.shape[:2], axis=(1, 2))
        values = np.einsum("nrcihw,hwio->nrco", windows, kernel) + bias
        n, height, width, maps = values.shape
        values = values[:, :height // 2 * 2, :width // 2 * 2].reshape(
            n, height // 2, 2, width // 2, 2, maps).max(axis=(2, 4))
        values = np.maximum(values, 0)
        stages.append(values)
    dense, bias = weights[-2:]
    return [*stages, values.reshape(len(values), -1) @ dense + bias]
