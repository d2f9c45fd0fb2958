"""The small networks of the book."""
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

from utils.architectures import conv_bn, conv_bn_relu, residual_block


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


def cifar_small():
    """Two convolutions, three dense layers, for colour images.

    (batch, 3, 32, 32) → (batch, 10) logits.

    Source: tutorial on neural networks (D), "image classification".

    Examples
    --------
    >>> count_parameters(cifar_small())
    62006
    """
    return nn.Sequential(
        nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(16 * 5 * 5, 120), nn.ReLU(),
        nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def cifar_large():
    """Three convolutions, four dense layers, dropout at two places.

    (batch, 3, 32, 32) → (batch, 10) logits. The poolings have a padding of 1.

    Source: tutorial on neural networks (D), "ways to a better model".

    Examples
    --------
    >>> count_parameters(cifar_large())
    434534
    """
    return nn.Sequential(
        nn.Conv2d(3, 32, 5), nn.ReLU(), nn.MaxPool2d(2, 2, 1),
        nn.Conv2d(32, 64, 5), nn.ReLU(), nn.MaxPool2d(2, 2, 1),
        nn.Conv2d(64, 128, 5), nn.ReLU(), nn.Dropout(0.5),
        nn.MaxPool2d(2, 2, 1),
        nn.Flatten(), nn.Linear(128 * 2 * 2, 256), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 84), nn.ReLU(),
        nn.Linear(84, 10))


def small_resnet(width=32, images=None):
    """Three convolutions with pooling, two residual blocks, one dense layer.

    (batch, 3, height, width) → (batch, 10) logits. Each pooling halves the
    image and comes before normalisation, which then has a quarter to do; at
    the end each channel's largest value is kept.

    Parameters
    ----------
    width : int
        Channels after the first convolution; then twice and four times that.
    images : float Tensor, shape (n, 3, height, width), optional
        Their `patch_filters` become the first filters, which then stay as
        they are. If there are not enough, the rest stays random.

    Returns
    -------
    torch.nn.Sequential

    Sources: :cite:p:`he2016deep`; the plan of D. Page's ResNet-9, "How to
    train your ResNet" (2018), with a narrow start; its first layer after
    :cite:p:`jordan2024seconds`.

    Examples
    --------
    >>> count_parameters(small_resnet())
    464170
    """
    parts = []
    for n_in, n_out in pairwise((3, width, 2 * width, 4 * width)):
        conv, norm = conv_bn(n_in, n_out)
        parts += [conv, nn.MaxPool2d(2), norm, nn.ReLU()]
        if n_out > width:
            parts.append(residual_block(n_out, [(3, n_out, 1)] * 2))
    if images is not None:
        filters = patch_filters(images, width // 2)
        parts[0].weight.requires_grad_(False)[:len(filters)] = filters
    return nn.Sequential(*parts, nn.AdaptiveMaxPool2d(1), nn.Flatten(),
                         nn.Linear(4 * width, 10))


def patch_filters(images, n):
    """The directions in which patches of 3×3 differ most, and their negatives.

    Parameters
    ----------
    images : float Tensor, shape (batch, channels, height, width)
    n : int
        How many; there are at most channels · 9.

    Returns
    -------
    float Tensor, shape (2·n, channels, 3, 3)
        Eigenvectors of the patches' covariance, the largest eigenvalue first:
        of length 1, at right angles, and their answers to `images` are
        uncorrelated.

    Source: :cite:p:`jordan2024seconds`, after D. Page.

    Examples
    --------
    >>> stripes = torch.tensor([0.0, 1, 0, 0, 1, 1, 0]).expand(1, 1, 7, 7)
    >>> patch_filters(stripes, 2).shape
    torch.Size([4, 1, 3, 3])
    """
    patches = F.unfold(images, 3).movedim(1, -1).flatten(0, 1)
    patches = patches - patches.mean(0)
    vectors = torch.linalg.eigh(patches.T @ patches).eigenvectors
    filters = vectors.T.flip(0)[:n].unflatten(1, (-1, 3, 3))
    return torch.cat([filters, -filters])


def count_parameters(model):
    """How many numbers the training of `model` may change.

    Examples
    --------
    >>> count_parameters(nn.Linear(1600, 10))
    16010
    """
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
