"""Luminance and chroma, colours as classes, and networks that predict them.

Chroma is predicted at half the size of the picture, in each direction: the
eye does not miss the rest.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

from utils import progress
from utils.architectures import conv_bn_relu
from utils.train import check_settings, evaluating


def to_ycc(rgb):
    """Luminance, and by how much blue and red exceed it.

    Y = 0.299 R + 0.587 G + 0.114 B, Cb = (B - Y) / 1.772 and
    Cr = (R - Y) / 1.402, so that Y runs from 0 to 1 and both others from
    -0.5 to 0.5. A grey has Cb = Cr = 0.

    Parameters
    ----------
    rgb : float Tensor, shape (..., 3, height, width)
        Red, green and blue from 0 to 1.

    Returns
    -------
    Tensor of the same shape
        Y, Cb and Cr.

    Source: Recommendation ITU-R BT.601; full range, as JPEG has it.

    Examples
    --------
    >>> red = torch.tensor([1.0, 0.0, 0.0]).reshape(3, 1, 1)
    >>> [round(value.item(), 3) for value in to_ycc(red).flatten()]
    [0.299, -0.169, 0.5]
    """
    red, green, blue = rgb.unbind(-3)
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    return torch.stack([y, (blue - y) / 1.772, (red - y) / 1.402], dim=-3)


def to_rgb(ycc):
    """Undo `to_ycc`.

    Parameters
    ----------
    ycc : float Tensor, shape (..., 3, height, width)

    Returns
    -------
    Tensor of the same shape
        Not cut: what no screen shows is below 0 or above 1.

    Examples
    --------
    >>> red = torch.tensor([1.0, 0.0, 0.0]).reshape(3, 1, 1)
    >>> torch.allclose(to_rgb(to_ycc(red)), red, atol=1e-6)
    True
    """
    y, cb, cr = ycc.unbind(-3)
    red, blue = y + 1.402 * cr, y + 1.772 * cb
    green = (y - 0.299 * red - 0.114 * blue) / 0.587
    return torch.stack([red, green, blue], dim=-3)


def split(images):
    """What a colouring network sees, and what it is to say.

    Parameters
    ----------
    images : uint8 Tensor, shape (n, 3, height, width)
        Height and width are even.

    Returns
    -------
    grey : Tensor, shape (n, 1, height, width)
        Luminance from 0 to 1.
    chroma : Tensor, shape (n, 2, height/2, width/2)
        The mean of each block of 2×2 pixels.

    Raises
    ------
    ValueError
        If the images have not three channels and even sides.

    Examples
    --------
    >>> grey, chroma = split(torch.full((1, 3, 4, 6), 51, dtype=torch.uint8))
    >>> grey.shape, round(grey.mean().item(), 3), chroma.shape
    (torch.Size([1, 1, 4, 6]), 0.2, torch.Size([1, 2, 2, 3]))
    """
    if images.ndim != 4 or images.shape[1] != 3 or any(
            side % 2 for side in images.shape[2:]):
        raise ValueError("images must be (n, 3, height, width) with even "
                         f"sides; got {tuple(images.shape)}")
    ycc = to_ycc(images.float() / 255)
    return ycc[:, :1], F.avg_pool2d(ycc[:, 1:], 2)


def paint(grey, chroma):
    """Lay colour over a grey picture.

    Parameters
    ----------
    grey : Tensor, shape (n, 1, height, width)
        Luminance.
    chroma : Tensor, shape (n, 2, rows, columns)
        Blown up to the size of the picture if it is smaller.

    Returns
    -------
    Tensor, shape (n, 3, height, width)
        Red, green and blue, cut to 0..1.

    Raises
    ------
    ValueError
        If there are not as many sheets of colour as pictures.

    Examples
    --------
    >>> paint(torch.full((1, 1, 1, 2), 0.5), torch.zeros(1, 2, 1, 1))[0, :, 0]
    tensor([[0.5000, 0.5000],
            [0.5000, 0.5000],
            [0.5000, 0.5000]])
    """
    if len(grey) != len(chroma):
        raise ValueError(f"grey has shape {tuple(grey.shape)}, chroma "
                         f"{tuple(chroma.shape)}")
    chroma = F.interpolate(chroma, grey.shape[-2:], mode="bilinear")
    return to_rgb(torch.cat([grey, chroma], dim=1)).clamp(0, 1)


class UNet(nn.Module):
    """Down to a quarter of the chroma's size and up again, with shortcuts.

    (batch, 1, height, width) → (batch, outputs, height/2, width/2); sides are
    multiples of 8. On the way up, the maps of the same size from the way down
    are stacked beside the blown-up ones.

    Parameters
    ----------
    outputs : int
        Numbers for each place: 2 for a colour, or one for each class.
    width : int
        Maps of the first layer.

    Source: :cite:p:`ronneberger2015unet`, much smaller.

    Examples
    --------
    >>> UNet(2)(torch.zeros(1, 1, 32, 32)).shape
    torch.Size([1, 2, 16, 16])
    """

    def __init__(self, outputs, width=16):
        super().__init__()
        w = width
        self.down1 = nn.Sequential(*conv_bn_relu(1, w, 5, 2))
        self.down2 = nn.Sequential(*conv_bn_relu(w, 2 * w, 3, 2))
        self.down3 = nn.Sequential(*conv_bn_relu(2 * w, 4 * w, 3, 2),
                                   *conv_bn_relu(4 * w, 4 * w))
        self.up2 = nn.Sequential(*conv_bn_relu(4 * w + 2 * w, 2 * w))
        self.up1 = nn.Sequential(*conv_bn_relu(2 * w + w, 2 * w))
        self.head = nn.Conv2d(2 * w, outputs, 1)

    def forward(self, grey):
        half = self.down1(grey)
        quarter = self.down2(half)
        x = F.interpolate(self.down3(quarter), scale_factor=2)
        x = self.up2(torch.cat([x, quarter], dim=1))
        x = F.interpolate(x, scale_factor=2)
        return self.head(self.up1(torch.cat([x, half], dim=1)))


def fit_maps(model, images, targets, loss, *, epochs, batch_size=64, lr=0.003,
             generator=None, device="cpu", mixed_precision=False):
    """Train `model` in place as `utils.train.fit` does, with any loss.

    Parameters
    ----------
    model : torch.nn.Module
        (batch, ...) → whatever `loss` compares with the targets.
    images : float Tensor, shape (n, ...)
    targets : Tensor, shape (n, ...)
    loss : callable
        (answers, targets) → mean loss of a batch, in float32.
    epochs, batch_size, lr, generator, device
        As in `utils.train.fit`.
    mixed_precision : bool
        Compute the answers in bfloat16.

    Returns
    -------
    list of float
        The mean loss of each epoch.

    Raises
    ------
    ValueError
        If there is not one target for each image.
    FloatingPointError
        If the loss is no longer a finite number.

    Examples
    --------
    >>> line, x = nn.Linear(1, 1), torch.linspace(-1, 1, 64)[:, None]
    >>> losses = fit_maps(line, x, 2 * x, F.mse_loss, epochs=50, lr=0.1,
    ...                   batch_size=8)
    >>> losses[-1] < 0.001
    True
    """
    check_settings(epochs=epochs, batch_size=batch_size, lr=lr)
    if len(images) != len(targets):
        raise ValueError(f"images have shape {tuple(images.shape)}, targets "
                         f"{tuple(targets.shape)}")
    generator = generator or torch.Generator().manual_seed(0)
    model.to(device, memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=lr,
        total_steps=epochs * math.ceil(len(images) / batch_size))
    precision = torch.autocast(torch.device(device).type, torch.bfloat16,
                               enabled=mixed_precision)
    data, history = (images.to(device), targets.to(device)), []
    for epoch in range(epochs):
        order = torch.randperm(len(images), generator=generator)
        history.append(_epoch(model, *data, order.split(batch_size), loss,
                              optimizer, schedule, precision))
        progress.show(f"epoch {epoch + 1} of {epochs}: loss {history[-1]:.4f}",
                      done=epoch + 1 == epochs)
    model.eval()
    return history


def _epoch(model, images, targets, batches, loss, optimizer, schedule,
           precision):
    """Show every image once; return the mean loss."""
    total = torch.zeros((), device=images.device)
    for batch in batches:
        batch = batch.to(images.device)
        with precision:
            answers = model(images[batch])
        value = loss(answers.float(), targets[batch])
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        schedule.step()
        total += value.detach() * len(batch)
    mean = total.item() / len(images)
    if not math.isfinite(mean):
        raise FloatingPointError(
            f"the loss is {mean}; use a lower lr and build the model anew")
    return mean


def answer_maps(model, images, *, batch_size=250):
    """What `model` answers, in evaluation mode, without gradients.

    Parameters
    ----------
    model : torch.nn.Module
    images : float Tensor, shape (n, ...)
    batch_size : int

    Returns
    -------
    float Tensor, shape (n, ...)

    Examples
    --------
    >>> answer_maps(nn.Identity(), torch.ones(3, 1, 2, 2)).shape
    torch.Size([3, 1, 2, 2])
    """
    with evaluating(model), torch.no_grad():
        return torch.cat([model(batch) for batch in images.split(batch_size)])


# --- colours as classes ------------------------------------------------------

def palette(chroma, step=0.05, least=1e-4):
    """The colours of a grid that occur.

    Parameters
    ----------
    chroma : Tensor, shape (n, 2, height, width)
    step : float
        Between two neighbours of the grid; (0, 0) is on it.
    least : float
        The share of the pixels that a colour must have.

    Returns
    -------
    Tensor, shape (bins, 2)
        The first is grey's neighbourhood if that occurs most: the order is by
        frequency.

    Examples
    --------
    >>> chroma = torch.tensor([0.01, 0.02, 0.09]).reshape(1, 1, 1, 3)
    >>> palette(chroma.repeat(1, 2, 1, 1), step=0.1).tolist()
    [[0.0, 0.0], [0.10000000149011612, 0.10000000149011612]]
    """
    pixels = chroma.movedim(1, -1).reshape(-1, 2)
    rows, columns = (pixels / step).round().int().T + 500
    keys, counts = (1000 * rows + columns).unique(return_counts=True)
    order = counts.argsort(descending=True, stable=True)
    frequent = keys[order[counts[order] >= least * len(pixels)]]
    cells = torch.stack([frequent // 1000, frequent % 1000], dim=1) - 500
    return cells * step


def nearest_bin(chroma, centres):
    """For each pixel the number of the nearest colour.

    Parameters
    ----------
    chroma : Tensor, shape (n, 2, height, width)
    centres : Tensor, shape (bins, 2)

    Returns
    -------
    int64 Tensor, shape (n, height, width)

    Raises
    ------
    ValueError
        If the colours have not two numbers each.

    Examples
    --------
    >>> centres = torch.tensor([[0.0, 0.0], [0.1, 0.0]])
    >>> chroma = torch.tensor([0.04, 0.06]).reshape(1, 1, 1, 2)
    >>> nearest_bin(torch.cat([chroma, 0 * chroma], dim=1), centres)
    tensor([[[0, 1]]])
    """
    n, channels, height, width = chroma.shape
    if centres.ndim != 2 or not channels == centres.shape[1] == 2:
        raise ValueError(f"chroma has shape {tuple(chroma.shape)}, centres "
                         f"{tuple(centres.shape)}")
    pixels = chroma.movedim(1, -1).reshape(-1, 2)
    nearest = [torch.cdist(some, centres).argmin(dim=1)
               for some in pixels.split(2 ** 16)]
    return torch.cat(nearest).reshape(n, height, width)


def bin_weights(shares, mixed=0.5):
    """How much each colour counts, so that rare ones are heard.

    Proportional to 1 / ((1 - mixed)·share + mixed / bins), and of mean 1
    over the pixels.

    Parameters
    ----------
    shares : Tensor, shape (bins,)
        Of the pixels; they add up to 1.
    mixed : float
        How much of an even distribution is mixed in; 1 gives weights of 1.

    Returns
    -------
    Tensor, shape (bins,)

    Source: :cite:p:`zhang2016colorful`, without smoothing the shares.

    Examples
    --------
    >>> bin_weights(torch.tensor([0.75, 0.25]))
    tensor([0.8571, 1.4286])
    """
    weights = 1 / ((1 - mixed) * shares + mixed / len(shares))
    return weights / (shares * weights).sum()


def annealed_mean(logits, centres, temperature=1.0):
    """The mean colour, after the probabilities were sharpened.

    softmax(logits / T) · centres: at T = 1 the mean; the lower T, the nearer
    the likeliest colour.

    Parameters
    ----------
    logits : Tensor, shape (n, bins, height, width)
    centres : Tensor, shape (bins, 2)
    temperature : float

    Returns
    -------
    Tensor, shape (n, 2, height, width)

    Source: :cite:p:`zhang2016colorful`, equation 5.

    Examples
    --------
    >>> logits = torch.tensor([0.75, 0.25]).log().reshape(1, 2, 1, 1)
    >>> centres = torch.tensor([[0.0, 0.0], [0.4, 0.0]])
    >>> annealed_mean(logits, centres).flatten()
    tensor([0.1000, 0.0000])
    """
    shares = (logits / temperature).softmax(dim=1)
    return torch.einsum("nbhw,bc->nchw", shares, centres)


def likeliest(logits, centres):
    """The colour with the largest logit at each place.

    Parameters
    ----------
    logits : Tensor, shape (n, bins, height, width)
    centres : Tensor, shape (bins, 2)

    Returns
    -------
    Tensor, shape (n, 2, height, width)

    Examples
    --------
    >>> logits = torch.tensor([0.1, 0.3]).reshape(1, 2, 1, 1)
    >>> likeliest(logits, torch.tensor([[0.0, 0.0], [0.4, 0.2]])).flatten()
    tensor([0.4000, 0.2000])
    """
    return centres[logits.argmax(dim=1)].movedim(-1, 1)


def draw_lots(logits, centres, generator):
    """At each place a colour by lot, by the probabilities, on its own.

    Parameters
    ----------
    logits : Tensor, shape (n, bins, height, width)
    centres : Tensor, shape (bins, 2)
    generator : torch.Generator

    Returns
    -------
    Tensor, shape (n, 2, height, width)

    Examples
    --------
    >>> logits = torch.tensor([0.0, -99.0]).reshape(1, 2, 1, 1)
    >>> draw_lots(logits, torch.tensor([[0.1, 0.0], [0.4, 0.2]]),
    ...           torch.Generator()).flatten()
    tensor([0.1000, 0.0000])
    """
    n, bins, height, width = logits.shape
    shares = logits.softmax(dim=1).movedim(1, -1).reshape(-1, bins)
    drawn = shares.multinomial(1, generator=generator)
    return centres[drawn.reshape(n, height, width)].movedim(-1, 1)


def entropy(logits):
    """How many bits of doubt there are at each place.

    Parameters
    ----------
    logits : Tensor, shape (n, bins, height, width)

    Returns
    -------
    Tensor, shape (n, height, width)
        0 if one class has all, log2(bins) if all have the same.

    Examples
    --------
    >>> entropy(torch.zeros(1, 8, 1, 1)).flatten()
    tensor([3.0000])
    """
    logs = logits.log_softmax(dim=1)
    return -(logs.exp() * logs).sum(dim=1) / math.log(2)


# --- measures ----------------------------------------------------------------

def distances(chroma, truth):
    """How far the colours of each pixel lie apart.

    Parameters
    ----------
    chroma, truth : Tensor, shape (n, 2, height, width)
        The shapes may differ where they can be broadcast.

    Returns
    -------
    Tensor, shape (n, height, width)

    Examples
    --------
    >>> chroma = torch.tensor([0.3, 0.4]).reshape(1, 2, 1, 1)
    >>> distances(chroma, torch.zeros(1, 2, 1, 1)).item()
    0.5
    """
    return (chroma - truth).square().sum(dim=1).sqrt()


def measure(chroma, truth, near=0.05):
    """Three measures of a coloured picture.

    Parameters
    ----------
    chroma, truth : Tensor, shape (n, 2, height, width)
        The shapes may differ where they can be broadcast.
    near : float

    Returns
    -------
    dict of float
        ``error``: the root of the mean squared distance; ``saturation``: the
        mean distance from grey, as a multiple of the truth's; ``near``: the
        share of the pixels whose distance is below `near`.

    Examples
    --------
    >>> truth = torch.tensor([0.3, 0.4]).reshape(1, 2, 1, 1)
    >>> measure(0 * truth, truth)
    {'error': 0.5, 'saturation': 0.0, 'near': 0.0}
    """
    chroma = chroma.expand_as(truth)
    apart, grey = distances(chroma, truth), torch.zeros_like(truth)
    return {"error": apart.square().mean().sqrt().item(),
            "saturation": (distances(chroma, grey).mean()
                           / distances(truth, grey).mean()).item(),
            "near": (apart < near).float().mean().item()}
