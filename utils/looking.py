"""Look into a trained network: what excites it, and what its answer rests on.

A *score* is a function of a batch of pictures that gives one number for each,
such as a logit (`logit_of`). The network behind it should be in evaluation
mode, so that a picture's number does not depend on the rest of the batch.
"""
import contextlib
import copy

import torch
from torch import nn
from torch.nn import functional as F

from utils.train import evaluating


def activations(model, images, layers):
    """What some layers of a network put out.

    Parameters
    ----------
    model : torch.nn.Module
        Looked at in evaluation mode, and left as it was.
    images : float Tensor, shape (batch, channels, height, width)
    layers : list of torch.nn.Module
        Parts of `model`, in any order.

    Returns
    -------
    list of Tensor, one a layer

    Raises
    ------
    KeyError
        If the model does not use one of the layers.

    Notes
    -----
    Source: PyTorch's documentation of `register_forward_hook`.

    Examples
    --------
    >>> model = nn.Sequential(nn.Conv2d(3, 8, 5), nn.ReLU())
    >>> [maps] = activations(model, torch.zeros(2, 3, 32, 32), [model[1]])
    >>> maps.shape
    torch.Size([2, 8, 28, 28])
    """
    kept = {}

    def keep(layer, inputs, output):
        kept[layer] = output.detach()

    hooks = [layer.register_forward_hook(keep) for layer in layers]
    try:
        with evaluating(model), torch.no_grad():
            model(images)
    finally:
        for hook in hooks:
            hook.remove()
    return [kept[layer] for layer in layers]


def strongest(model, images, layers, *, batch_size=250):
    """Each map's largest value and its place, for every image.

    Parameters
    ----------
    model : torch.nn.Module
        Left as it was.
    images : float Tensor, shape (n, channels, height, width)
    layers : list of torch.nn.Module
        Parts of `model` that put out maps.
    batch_size : int

    Returns
    -------
    list of (values, rows, columns), one a layer
        Tensors of shape (n, maps of the layer).

    Examples
    --------
    >>> picture = torch.tensor([[[[0.0, 1.0], [5.0, 2.0]]]])
    >>> layer = nn.Identity()
    >>> strongest(layer, picture, [layer])
    [(tensor([[5.]]), tensor([[1]]), tensor([[0]]))]
    """
    found = [[] for _ in layers]
    for batch in images.split(batch_size):
        for several, maps in zip(found, activations(model, batch, layers)):
            values, places = maps.flatten(2).max(dim=2)
            several.append((values, places // maps.shape[3],
                            places % maps.shape[3]))
    return [tuple(map(torch.cat, zip(*several))) for several in found]


def field_of(place, layers):
    """The pixels that one output of a stack of layers depends on.

    Walks back, the last layer first: outputs ``start`` to ``stop - 1`` of a
    layer read its inputs ``start·stride − padding`` to ``(stop − 1)·stride −
    padding + kernel − 1``.

    Parameters
    ----------
    place : int
        Row or column of the output.
    layers : list of (kernel, stride, padding)
        The first layer first.

    Returns
    -------
    start, stop : int
        The first pixel and the one behind the last, along one axis. They may
        lie outside the image, where padding is. Near its border, where a
        later layer's padding is read, the output depends on fewer pixels.

    Notes
    -----
    Source: :cite:p:`dumoulin2016guide`, whose figures it walks back.

    Examples
    --------
    >>> field_of(0, [(5, 1, 2)]), field_of(3, [(5, 1, 2), (2, 2, 0)])
    ((-2, 3), (4, 10))
    """
    start, stop = place, place + 1
    for kernel, stride, padding in reversed(layers):
        start = start * stride - padding
        stop = (stop - 1) * stride - padding + kernel
    return start, stop


def cut_out(image, rows, columns, fill=0):
    """A rectangle of an image; what lies outside the image is `fill`.

    Parameters
    ----------
    image : Tensor, shape (channels, height, width)
    rows, columns : (start, stop)
        As `field_of` returns them.
    fill : number

    Returns
    -------
    Tensor, shape (channels, rows, columns)

    Examples
    --------
    >>> cut_out(torch.tensor([[[1, 2], [3, 4]]]), (-1, 1), (0, 2)).tolist()
    [[[0, 0], [1, 2]]]
    """
    height, width = image.shape[1:]
    around = (-columns[0], columns[1] - width, -rows[0], rows[1] - height)
    return F.pad(image, around, value=fill)


def logit_of(model, classes):
    """The score that is the logit of a class.

    Parameters
    ----------
    model : torch.nn.Module
        (batch, ...) → (batch, classes) logits.
    classes : int or int64 Tensor, shape (batch,)
        One class for all pictures, or one for each.

    Returns
    -------
    callable
        From pictures to a Tensor of shape (batch,).

    Examples
    --------
    >>> logit_of(nn.Identity(), 1)(torch.tensor([[3, 4], [5, 6]]))
    tensor([4, 6])
    """
    classes = torch.as_tensor(classes)

    def score(images):
        chosen = classes.expand(len(images))
        return model(images).gather(1, chosen[:, None])[:, 0]

    return score


def gradient(score, images):
    """How fast the score grows with each number of each picture.

    Parameters
    ----------
    score : callable
        As at the top of this module.
    images : float Tensor, shape (batch, ...)
        Not changed; nor are the gradients of the weights behind the score.

    Returns
    -------
    Tensor, the shape of `images`

    Notes
    -----
    Source: :cite:p:`simonyan2014deep`.

    Examples
    --------
    >>> gradient(lambda x: (x ** 2).sum(1), torch.tensor([[1.0, 3.0]]))
    tensor([[2., 6.]])
    """
    pixels = images.detach().clone().requires_grad_()
    with torch.enable_grad():
        total = score(pixels).sum()
    return torch.autograd.grad(total, pixels)[0]


def climb(score, pictures, *, steps, rate, decay=0.0, moves=0,
          generator=None):
    """Change pictures, step by step, so that their score grows.

    Each step moves the picture round by a few random pixels, adds `rate` times
    the gradient divided by its deviation, moves it back, and draws it a little
    towards 0, the mean of normalised pixels.

    Parameters
    ----------
    score : callable
        As at the top of this module.
    pictures : float Tensor, shape (batch, channels, height, width)
        Where to start; not changed.
    steps : int
    rate : float
    decay : float
        The share of the picture that each step takes away.
    moves : int
        Pixels by which a step moves the picture at most, along both axes.
    generator : torch.Generator, optional
        For the moves; needed if there are any.

    Returns
    -------
    Tensor, the shape of `pictures`

    Notes
    -----
    Sources: :cite:p:`erhan2009visualizing`; the moves are from
    :cite:p:`olah2017feature`.

    Examples
    --------
    >>> grey = torch.zeros(1, 1, 1, 2)
    >>> climb(lambda x: x[:, 0, 0, 0], grey, steps=3, rate=0.1)[0, 0, 0, 0] > 0
    tensor(True)
    """
    down, right = 0, 0
    for _ in range(steps):
        if moves:
            down, right = torch.randint(-moves, moves + 1, (2,),
                                        generator=generator).tolist()
        moved = pictures.roll((down, right), (2, 3))
        slope = gradient(score, moved).roll((-down, -right), (2, 3))
        size = slope.std(dim=(1, 2, 3), keepdim=True)
        pictures = (1 - decay) * (pictures + rate * slope / (size + 1e-8))
    return pictures


def occlusion(score, image, *, size, stride=1, fill=0.0):
    """How far the score falls when a square of the picture is covered.

    Parameters
    ----------
    score : callable
        As at the top of this module.
    image : float Tensor, shape (channels, height, width)
    size : int
        Side of the square, in pixels.
    stride : int
        From one place of the square to the next.
    fill : number
        What covers: 0 is the mean of normalised pixels, a grey.

    Returns
    -------
    Tensor, shape (places down, places across)

    Raises
    ------
    ValueError
        If the square does not fit into the image.

    Notes
    -----
    Source: :cite:p:`zeiler2014visualizing`, section 4.2.

    Examples
    --------
    >>> ones = torch.ones(1, 2, 3)
    >>> occlusion(lambda x: x.sum((1, 2, 3)), ones, size=2)
    tensor([[4., 4.]])
    """
    height, width = image.shape[1:]
    if size > min(height, width):
        raise ValueError(f"a square of {size}×{size} does not fit into a "
                         f"picture of {height}×{width}")
    tops = range(0, height - size + 1, stride)
    lefts = range(0, width - size + 1, stride)
    places = [(top, left) for top in tops for left in lefts]
    covered = image.repeat(len(places), 1, 1, 1)
    for one, (top, left) in zip(covered, places):
        one[:, top:top + size, left:left + size] = fill
    with torch.no_grad():
        fall = score(image[None]) - score(covered)
    return fall.reshape(len(tops), len(lefts))


@contextlib.contextmanager
def guided(model):
    """Let only positive gradients pass the ReLUs of `model` on their way back.

    The gradient of a score is then "guided backpropagation", which is not a
    gradient of anything.

    Notes
    -----
    Source: :cite:p:`springenberg2015striving`, section 3.4.

    Examples
    --------
    >>> model = nn.Sequential(nn.ReLU(), nn.Flatten())
    >>> with guided(model):
    ...     gradient(lambda x: -model(x)[:, 0], torch.ones(1, 1))
    tensor([[0.]])
    """
    def keep_positive(layer, into, out_of):
        return (into[0].clamp(min=0),)

    hooks = [part.register_full_backward_hook(keep_positive)
             for part in model.modules() if isinstance(part, nn.ReLU)]
    try:
        yield model
    finally:
        for hook in hooks:
            hook.remove()


def forget(model, kept, seed):
    """A copy of a network with new weights behind its first layers.

    Parameters
    ----------
    model : torch.nn.Module
        Not changed.
    kept : int
        How many of the layers with weights, in their order, stay as they are.
    seed : int
        Of the new weights.

    Returns
    -------
    torch.nn.Module

    Notes
    -----
    Source: :cite:p:`adebayo2018sanity`, "cascading randomization".

    Examples
    --------
    >>> model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    >>> other = forget(model, 1, seed=0)
    >>> [bool((a.weight == b.weight).all())
    ...  for a, b in zip(model[::2], other[::2])]
    [True, False]
    """
    other = copy.deepcopy(model)
    parts = [part for part in other.modules()
             if hasattr(part, "reset_parameters")]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for part in parts[kept:]:
            part.reset_parameters()
    return other
