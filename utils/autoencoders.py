"""Networks that draw their input again, and measures of what they draw."""
from collections import OrderedDict

import numpy as np
import torch
from scipy.ndimage import gaussian_filter, median_filter
from torch import nn
from torch.nn import functional as F

from utils.models import mlp
from utils.train import predict_logits


def dense_autoencoder(k, hidden=(512, 128)):
    """Dense layers down to a code of `k` numbers, and up again.

    (batch, 1, 28, 28) → (batch, k) → (batch, 1, 28, 28), from 0 to 1. The
    weights start as He's, the biases at 0.

    Parameters
    ----------
    k : int
        Numbers in the code.
    hidden : tuple of int
        Neurons between picture and code; in the other order on the way back.

    Returns
    -------
    torch.nn.Sequential
        With the parts `encoder` and `decoder`.

    Notes
    -----
    Source: :cite:p:`hinton2006reducing`, in small; the start is that of
    :cite:p:`he2015delving`.

    Examples
    --------
    >>> model = dense_autoencoder(32)
    >>> model.encoder(torch.zeros(5, 1, 28, 28)).shape
    torch.Size([5, 32])
    >>> model.decoder(torch.zeros(5, 32)).shape
    torch.Size([5, 1, 28, 28])
    """
    sizes = [28 * 28, *hidden, k]
    model = nn.Sequential(OrderedDict(
        encoder=mlp(*sizes),
        decoder=nn.Sequential(*mlp(*sizes[::-1]), nn.Sigmoid(),
                              nn.Unflatten(1, (1, 28, 28)))))
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
    return model


def conv_autoencoder(k=None, width=8):
    """Two convolutions down to maps of 7×7, and two transposed ones up.

    (batch, 1, 28, 28) → code → (batch, 1, 28, 28), from 0 to 1.

    Parameters
    ----------
    k : int, optional
        Numbers in the code, made from the small maps by a dense layer. If
        None the maps are the code: 2·width·7·7 numbers.
    width : int
        Maps of the first convolution; the second has twice as many.

    Returns
    -------
    torch.nn.Sequential
        With the parts `encoder` and `decoder`.

    Examples
    --------
    >>> conv_autoencoder(32).encoder(torch.zeros(5, 1, 28, 28)).shape
    torch.Size([5, 32])
    >>> conv_autoencoder().encoder(torch.zeros(5, 1, 28, 28)).shape
    torch.Size([5, 16, 7, 7])
    """
    maps = (2 * width, 7, 7)
    down = [nn.Conv2d(1, width, 4, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, 2 * width, 4, 2, 1)]
    up = [nn.ConvTranspose2d(2 * width, width, 4, 2, 1),
          nn.BatchNorm2d(width), nn.ReLU(),
          nn.ConvTranspose2d(width, 1, 4, 2, 1), nn.Sigmoid()]
    if k is not None:
        n = 2 * width * 7 * 7
        down += [nn.BatchNorm2d(2 * width), nn.ReLU(), nn.Flatten(),
                 nn.Linear(n, k)]
        up = [nn.Linear(k, n), nn.ReLU(), nn.Unflatten(1, maps), *up]
    return nn.Sequential(OrderedDict(
        encoder=nn.Sequential(*down), decoder=nn.Sequential(*up)))


def fit_pictures(model, images, *, epochs, lr=0.003, batch_size=100,
                 corrupt=None, generator):
    """Train `model` in place to answer each picture with that picture.

    Adam, a one-cycle schedule, and the mean squared error over all pixels.

    Parameters
    ----------
    model : torch.nn.Module
        From pictures to pictures of the same shape.
    images : float Tensor, shape (n, channels, height, width)
    epochs : int
        How often each picture is seen.
    lr : float
        The learning rate at its highest.
    batch_size : int
    corrupt : callable, optional
        Takes a batch and `generator`, returns what the model is shown
        instead; the answer wanted is still the batch as it was.
    generator : torch.Generator
        On the CPU. It shuffles and corrupts.

    Returns
    -------
    torch.nn.Module
        `model`.

    Examples
    --------
    >>> _ = torch.manual_seed(0)
    >>> numbers = torch.tensor([[0.0], [1.0]])
    >>> line = fit_pictures(nn.Linear(1, 1), numbers, epochs=200, lr=0.1,
    ...                     generator=torch.Generator().manual_seed(0))
    >>> round(line(torch.tensor([[3.0]])).item(), 1)
    3.0
    """
    optimizer = torch.optim.Adam(model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, lr, total_steps=epochs * -(-len(images) // batch_size))
    for _ in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        for rows in order.split(batch_size):
            wanted = images[rows]
            shown = corrupt(wanted, generator) if corrupt else wanted
            loss = F.mse_loss(model(shown), wanted)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model


def picture_errors(model, images):
    """The mean squared error of each picture that `model` draws again.

    Parameters
    ----------
    model : torch.nn.Module
        From pictures to pictures of the same shape.
    images : float Tensor, shape (n, channels, height, width)

    Returns
    -------
    Tensor, shape (n,)

    Examples
    --------
    >>> picture_errors(nn.ReLU(), torch.tensor([[[[3.0, -2.0]]]]))
    tensor([2.])
    """
    drawn = predict_logits(model, images)
    return (drawn - images).square().flatten(1).mean(1)


def principal_components(X):
    """The directions in which the rows of `X` vary, the widest first.

    The rows of `components` are orthonormal; row i of X is near to
    mean + (X[i] − mean) · components[:k].T · components[:k].

    Parameters
    ----------
    X : ndarray, shape (examples, inputs)

    Returns
    -------
    mean : ndarray, shape (inputs,)
    components : ndarray, shape (min(examples, inputs), inputs)

    Notes
    -----
    By the singular value decomposition of X − mean. Source:
    :cite:p:`eckart1936approximation`.

    Examples
    --------
    >>> mean, components = principal_components(
    ...     np.array([[0.0, 1.0], [1.0, 1.0], [5.0, 1.0]]))
    >>> mean, abs(components[0])
    (array([2., 1.]), array([1., 0.]))
    """
    mean = X.mean(axis=0)
    components = np.linalg.svd(X - mean, full_matrices=False)[2]
    return mean, components


def psnr(images, truth):
    """Peak signal-to-noise ratio of each picture, in decibels.

    10·log₁₀(1/e), where e is the mean squared error of the picture's pixels.

    Parameters
    ----------
    images, truth : float Tensor, shape (n, channels, height, width)
        The truth from 0 to 1.

    Returns
    -------
    Tensor, shape (n,)
        Infinite where nothing differs.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> psnr(torch.full((1, 1, 2, 2), 0.1), torch.zeros(1, 1, 2, 2))
    tensor([20.])
    """
    if images.shape != truth.shape:
        raise ValueError(f"images {tuple(images.shape)}, "
                         f"truth {tuple(truth.shape)}")
    errors = (images - truth).square().flatten(1).mean(1)
    return -10 * errors.log10()


def blur(images, sigma):
    """Every picture under a Gaussian filter.

    Parameters
    ----------
    images : float Tensor, shape (n, channels, height, width)
    sigma : float
        Its deviation in pixels; 0 changes nothing.

    Returns
    -------
    Tensor, the shape of `images`

    Examples
    --------
    >>> dot = torch.zeros(1, 1, 5, 5)
    >>> dot[0, 0, 2, 2] = 1
    >>> round(blur(dot, 1.0)[0, 0, 2, 2].item(), 2)
    0.16
    """
    return torch.from_numpy(
        gaussian_filter(images.numpy(), (0, 0, sigma, sigma)))


def middle_value(images, side):
    """Every pixel replaced by the median of the window around it.

    Parameters
    ----------
    images : float Tensor, shape (n, channels, height, width)
    side : int
        Of the window, in pixels and odd; 1 changes nothing.

    Returns
    -------
    Tensor, the shape of `images`

    Examples
    --------
    >>> dot = torch.zeros(1, 1, 5, 5)
    >>> dot[0, 0, 2, 2] = 1
    >>> middle_value(dot, 3).max().item()
    0.0
    """
    return torch.from_numpy(median_filter(images.numpy(), (1, 1, side, side)))
