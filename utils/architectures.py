"""The networks of chapter 15, each written from a short list.

Built under ``with torch.device("meta")`` a network has shapes and no numbers:
even VGG16 is then counted in a moment, by `utils.costs.layer_costs`.
"""
import torch
from torch import nn
from torch.nn import functional as F

# A number is a 3×3 convolution with so many filters, with padding 1; a tuple
# is (filters, kernel, stride, padding).
ALEXNET = [(64, 11, 4, 2), "pool", (192, 5, 1, 2), "pool",
           384, 256, 256, "pool"]
VGG16 = [64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool",
         512, 512, 512, "pool", 512, 512, 512, "pool"]
NIN = [(192, 5, 1, 2), (160, 1, 1, 0), (96, 1, 1, 0), "pool",
       (192, 5, 1, 2), (192, 1, 1, 0), (192, 1, 1, 0), "pool",
       192, (192, 1, 1, 0), (10, 1, 1, 0)]

# An inception block: filters of 1×1; 1×1 before 3×3, 3×3; 1×1 before 5×5,
# 5×5; 1×1 behind the pooling.
GOOGLENET = [
    (64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64), "pool",
    (192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64),
    (128, 128, 256, 24, 64, 64), (112, 144, 288, 32, 64, 64),
    (256, 160, 320, 32, 128, 128), "pool",
    (256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)]


def lenet5():
    """LeNet-5 as it is read today: plain means, every map to every map.

    (batch, 1, 28, 28) → (batch, 10) logits. The paper's pooling has weights,
    its second convolution joins only some of the maps, and its last layer
    compares with fixed patterns.

    Source: :cite:p:`lecun1998gradient`, section II.B.

    Examples
    --------
    >>> sum(p.numel() for p in lenet5().parameters())
    61706
    """
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5), nn.Tanh(),
        nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


def stack(plan, channels=3, pool=2):
    """Convolutions with ReLU, and max poolings, in the order of a list.

    Parameters
    ----------
    plan : list of int, tuple or "pool"
        A number is a 3×3 convolution with so many filters that keeps the
        size; a tuple is (filters, kernel, stride, padding).
    channels : int
        Of the image.
    pool : int
        Side of the window that is pooled; it moves by 2.

    Returns
    -------
    list of torch.nn.Module

    Examples
    --------
    >>> stack([8, "pool"])
    [Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1)), \
ReLU(), MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, \
ceil_mode=False)]
    """
    layers = []
    for step in plan:
        if step == "pool":
            layers.append(nn.MaxPool2d(pool, stride=2))
            continue
        if not isinstance(step, tuple):
            step = (step, 3, 1, 1)
        filters, kernel, stride, padding = step
        layers += [nn.Conv2d(channels, filters, kernel, stride, padding),
                   nn.ReLU()]
        channels = filters
    return layers


def with_dense(layers, n_features, classes=1000):
    """Put three dense layers, the first two with dropout, behind `layers`.

    Parameters
    ----------
    layers : list of torch.nn.Module
    n_features : int
        Numbers in their output: channels · height · width.
    classes : int

    Returns
    -------
    torch.nn.Sequential

    Source: A. Krizhevsky et al., "ImageNet classification with deep
    convolutional neural networks" (2012).

    Examples
    --------
    >>> len(with_dense([], 12))
    8
    """
    return nn.Sequential(
        *layers, nn.Flatten(),
        nn.Dropout(), nn.Linear(n_features, 4096), nn.ReLU(),
        nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(),
        nn.Linear(4096, classes))


def alexnet():
    """AlexNet, (batch, 3, 224, 224) → (batch, 1000) logits.

    In the form without two halves, as torchvision has it: A. Krizhevsky, "One
    weird trick for parallelizing convolutional neural networks" (2014).

    Examples
    --------
    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in alexnet().parameters())
    61100840
    """
    return with_dense(stack(ALEXNET, pool=3), 256 * 6 * 6)


def vgg16():
    """VGG16, (batch, 3, 224, 224) → (batch, 1000) logits.

    Source: K. Simonyan and A. Zisserman, "Very deep convolutional networks
    for large-scale image recognition" (2015), configuration D.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in vgg16().parameters())
    138357544
    """
    return with_dense(stack(VGG16), 512 * 7 * 7)


def conv_relu(n_in, n_out, kernel=3, stride=1):
    """A convolution that keeps the size, but for its stride, then ReLU.

    Returns
    -------
    list of torch.nn.Module

    Examples
    --------
    >>> conv_relu(2, 4, 1)
    [Conv2d(2, 4, kernel_size=(1, 1), stride=(1, 1)), ReLU()]
    """
    return [nn.Conv2d(n_in, n_out, kernel, stride, kernel // 2), nn.ReLU()]


def conv_bn(n_in, n_out, kernel=3, stride=1):
    """A convolution that keeps the size, but for its stride, normalised.

    It has no bias: batch normalisation subtracts the mean, and adds a shift
    of its own.

    Returns
    -------
    list of torch.nn.Module

    Examples
    --------
    >>> [type(part).__name__ for part in conv_bn(2, 4)]
    ['Conv2d', 'BatchNorm2d']
    """
    return [nn.Conv2d(n_in, n_out, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(n_out)]


def conv_bn_relu(n_in, n_out, kernel=3, stride=1):
    """`conv_bn`, then ReLU: what torchvision's GoogLeNet is made of."""
    return [*conv_bn(n_in, n_out, kernel, stride), nn.ReLU()]


class Branches(nn.Module):
    """Layers side by side; their maps are stacked along the channels.

    Parameters
    ----------
    branches : list of torch.nn.Module
        Each a branch; all leave maps of one size.

    Examples
    --------
    >>> both = Branches(nn.Identity(), nn.MaxPool2d(3, 1, 1))
    >>> both(torch.zeros(1, 4, 8, 8)).shape
    torch.Size([1, 8, 8, 8])
    """

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)


def inception(n_in, plan, unit=conv_relu, kernel=5):
    """An inception block: 1×1, 3×3, 5×5 and pooling, side by side.

    Parameters
    ----------
    n_in : int
        Channels that come in.
    plan : tuple of six int
        Filters of 1×1; 1×1 before 3×3, 3×3; 1×1 before 5×5, 5×5; 1×1 behind
        the pooling.
    unit : callable
        Makes a convolution with what belongs to it: `conv_relu` or
        `conv_bn_relu`.
    kernel : int
        Of the third branch; torchvision's is 3.

    Returns
    -------
    Branches
        (batch, n_in, height, width) → (batch, plan[0] + plan[2] + plan[4]
        + plan[5], height, width)

    Source: C. Szegedy et al., "Going deeper with convolutions" (2015).

    Examples
    --------
    >>> block = inception(192, (64, 96, 128, 16, 32, 32))
    >>> block(torch.zeros(1, 192, 7, 7)).shape
    torch.Size([1, 256, 7, 7])
    """
    one, before3, three, before5, five, pooled = plan
    return Branches(
        nn.Sequential(*unit(n_in, one, 1)),
        nn.Sequential(*unit(n_in, before3, 1), *unit(before3, three, 3)),
        nn.Sequential(*unit(n_in, before5, 1), *unit(before5, five, kernel)),
        nn.Sequential(nn.MaxPool2d(3, 1, 1), *unit(n_in, pooled, 1)))


def googlenet(unit=conv_relu, kernel=5):
    """GoogLeNet without its two side exits: nine inception blocks.

    (batch, 3, 224, 224) → (batch, 1000) logits. The paper's local response
    normalisation, which has no weights, is left out.

    Parameters
    ----------
    unit, kernel
        As in `inception`; torchvision has `conv_bn_relu` and 3.

    Source: C. Szegedy et al., "Going deeper with convolutions" (2015),
    table 1.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in googlenet().parameters())
    6998552
    """
    parts = [*unit(3, 64, 7, 2), nn.MaxPool2d(3, 2, ceil_mode=True),
             *unit(64, 64, 1), *unit(64, 192),
             nn.MaxPool2d(3, 2, ceil_mode=True)]
    channels = 192
    for plan in GOOGLENET:
        if plan == "pool":
            parts.append(nn.MaxPool2d(3, 2, ceil_mode=True))
            continue
        parts.append(inception(channels, plan, unit, kernel))
        channels = plan[0] + plan[2] + plan[4] + plan[5]
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Dropout(0.4), nn.Linear(channels, 1000))


class Residual(nn.Module):
    """ReLU(body(x) + shortcut(x)).

    Parameters
    ----------
    body : list of torch.nn.Module
        The layers that are stepped over.
    shortcut : list of torch.nn.Module
        Nothing, and `x` is added as it is; or layers that give it the shape
        of the body's output.

    Source: :cite:p:`he2016deep`.

    Examples
    --------
    >>> Residual([nn.Conv2d(2, 2, 3, padding=1)])(torch.zeros(1, 2, 4, 4)).shape
    torch.Size([1, 2, 4, 4])
    """

    def __init__(self, body, shortcut=()):
        super().__init__()
        self.body = nn.Sequential(*body)
        self.shortcut = nn.Sequential(*shortcut)

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def tower(n_blocks, *, shortcuts, width=16):
    """A small deep network, with or without shortcuts: the same weights.

    (batch, 3, 32, 32) → (batch, 10) logits; 2·n_blocks + 2 layers with
    weights. All blocks work on maps of 8×8.

    Parameters
    ----------
    n_blocks : int
        Of two convolutions each.
    shortcuts : bool
        Whether a block adds what came in to what it computed.
    width : int
        Channels.

    Returns
    -------
    torch.nn.Sequential

    Examples
    --------
    >>> sum(p.numel() for p in tower(3, shortcuts=True).parameters())
    14650
    """
    parts = [*conv_bn(3, width, stride=2), nn.ReLU(), nn.MaxPool2d(2)]
    for _ in range(n_blocks):
        body = [*conv_bn(width, width), nn.ReLU(), *conv_bn(width, width)]
        parts.append(Residual(body) if shortcuts
                     else nn.Sequential(*body, nn.ReLU()))
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Linear(width, 10))


def residual_block(n_in, plan):
    """Convolutions as listed, added to what came in.

    Where the shape changes, a 1×1 convolution gives the shortcut the new one.

    Parameters
    ----------
    n_in : int
        Channels that come in.
    plan : list of (kernel, filters, stride)

    Returns
    -------
    Residual

    Source: :cite:p:`he2016deep`, option B.

    Examples
    --------
    >>> block = residual_block(4, [(3, 8, 2), (3, 8, 1)])
    >>> block(torch.zeros(1, 4, 6, 6)).shape
    torch.Size([1, 8, 3, 3])
    """
    body, channels, step = [], n_in, 1
    for kernel, filters, stride in plan:
        body += [*conv_bn(channels, filters, kernel, stride), nn.ReLU()]
        channels, step = filters, step * stride
    same = channels == n_in and step == 1
    return Residual(body[:-1],
                    [] if same else conv_bn(n_in, channels, 1, step))


def resnet(counts, *, bottleneck=False):
    """A ResNet: a stem, four stages of residual blocks, a mean, one layer.

    (batch, 3, 224, 224) → (batch, 1000) logits. With bottlenecks the stride
    is in the 3×3 convolution, as in torchvision; in the paper it is in the
    1×1 before.

    Parameters
    ----------
    counts : tuple of int
        Blocks of each stage.
    bottleneck : bool
        Whether a block is 1×1, 3×3, 1×1 to four times the channels, or two
        3×3.

    Returns
    -------
    torch.nn.Sequential

    Source: :cite:p:`he2016deep`, table 1.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in resnet((2, 2, 2, 2)).parameters())
    11689512
    """
    parts = [*conv_bn(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    channels, width = 64, 64
    for stage, n_blocks in enumerate(counts):
        for i in range(n_blocks):
            stride = 2 if stage > 0 and i == 0 else 1
            plan = [(1, width, 1), (3, width, stride), (1, 4 * width, 1)] \
                if bottleneck else [(3, width, stride), (3, width, 1)]
            parts.append(residual_block(channels, plan))
            channels = plan[-1][1]
        width *= 2
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(),
                         nn.Linear(channels, 1000))
