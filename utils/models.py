"""The small networks of the book."""
from itertools import pairwise

from torch import nn

from utils.architectures import conv_bn_relu


def convnet():
    """The 34,826-parameter network: two convolutions, one dense layer.

    (batch, 1, 28, 28) → (batch, 10) logits.

    Source: deep-learning slides (E), `Mnist_CNN_TF2.ipynb`.

    Examples
    --------
    >>> count_parameters(convnet())
    34826
    """
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(32, 64, 3), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Linear(64 * 5 * 5, 10))


def convnet_dropout():
    """`convnet` with half of the 1,600 features dropped while training.

    (batch, 1, 28, 28) → (batch, 10) logits.

    Source: blog chapter on convolutional networks (C).

    Examples
    --------
    >>> count_parameters(convnet_dropout())
    34826
    """
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(32, 64, 3), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Dropout(0.5), nn.Linear(64 * 5 * 5, 10))


def convnet_5x5():
    """5×5 kernels, few channels, dropout of whole maps, two dense layers.

    (batch, 1, 28, 28) → (batch, 10) logits.

    Source: tutorial on neural networks (D), "Fashion MNIST" with a CNN.

    Examples
    --------
    >>> count_parameters(convnet_5x5())
    21840
    """
    return nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(10, 20, 5), nn.Dropout2d(), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Linear(20 * 4 * 4, 50), nn.ReLU(),
        nn.Dropout(), nn.Linear(50, 10))


def fashion_convnet(width=12, hidden=256, batch_norm=True):
    """Two 3×3 convolutions, each pooled to half the size, two dense layers.

    (batch, 1, 28, 28) → (batch, 10) logits.

    Parameters
    ----------
    width : int
        Maps of the first convolution; the second has four times as many.
    hidden : int
        Neurons of the first dense layer.
    batch_norm : bool
        Whether batch normalisation comes before each ReLU.

    Returns
    -------
    torch.nn.Sequential

    Examples
    --------
    >>> count_parameters(fashion_convnet())
    610922
    >>> count_parameters(fashion_convnet(3, 64))
    38870
    """
    norms = nn.BatchNorm2d(width), nn.BatchNorm2d(4 * width), \
        nn.BatchNorm1d(hidden)
    if not batch_norm:
        norms = [nn.Identity()] * 3
    return nn.Sequential(
        nn.Conv2d(1, width, 3, padding=1), nn.MaxPool2d(2),
        norms[0], nn.ReLU(),
        nn.Conv2d(width, 4 * width, 3, padding=1), nn.MaxPool2d(2),
        norms[1], nn.ReLU(),
        nn.Flatten(), nn.Linear(4 * width * 7 * 7, hidden),
        norms[2], nn.ReLU(), nn.Linear(hidden, 10))


def cifar_convnet():
    """Five convolutions for colour pictures, the first of 5×5 to be looked at.

    (batch, 3, 32, 32) → (batch, 10) logits. Each convolution is followed by
    batch normalisation and ReLU; the last maps are averaged, so that one
    weight a map and class is left to read.

    Examples
    --------
    >>> count_parameters(cifar_convnet())
    466218
    """
    return nn.Sequential(
        *conv_bn_relu(3, 32, 5), nn.MaxPool2d(2),
        *conv_bn_relu(32, 64), nn.MaxPool2d(2),
        *conv_bn_relu(64, 128),
        *conv_bn_relu(128, 128), nn.MaxPool2d(2),
        *conv_bn_relu(128, 192),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(192, 10))


def mlp(*sizes):
    """Dense layers of these sizes, with ReLU between them.

    (batch, …) → (batch, sizes[-1]) logits; each image is flattened first.

    Parameters
    ----------
    sizes : int
        Inputs, hidden neurons of each layer, outputs: at least two numbers.

    Returns
    -------
    torch.nn.Sequential

    Source: tutorial on neural networks (D), whose network is the example.

    Examples
    --------
    >>> count_parameters(mlp(784, 100, 100, 10))
    89610
    """
    parts = [nn.Flatten()]
    for inputs, outputs in pairwise(sizes):
        parts += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def count_parameters(model):
    """How many numbers the training of `model` may change.

    Examples
    --------
    >>> count_parameters(nn.Linear(1600, 10))
    16010
    """
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
