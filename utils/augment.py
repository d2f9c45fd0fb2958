"""Changed copies of images: shifted, mirrored, with noise.

Each function returns new images and takes all its chance from `generator`,
which stays on the CPU whatever the device of the images. `utils.train.fit`
takes as `augment` any function of a batch and a generator, such as
`random_flip`, or ``lambda images, generator: random_shift(images, 2, generator)``.
"""
import torch
from torch.nn import functional as F


def shift(images, down, right, fill=0):
    """Move whole images by whole pixels; at the border `fill` comes in.

    Parameters
    ----------
    images : Tensor, shape (batch, channels, height, width)
    down, right : int
        Pixels; negative numbers move up and to the left.
    fill : number
        The value of paper. 0 in pixels from 0 to 1; in normalised images 0
        is the mean, a grey, and paper is −mean/std.

    Returns
    -------
    Tensor, the shape of `images`

    Raises
    ------
    RuntimeError
        If the move is farther than the images are high or wide (PyTorch).

    Notes
    -----
    Source: PyTorch's `torch.nn.functional.pad`, whose negative sizes cut off.

    Examples
    --------
    >>> shift(torch.tensor([[[[1, 2], [3, 4]]]]), 1, 0)[0, 0].tolist()
    [[0, 0], [1, 2]]
    """
    return F.pad(images, (right, -right, down, -down), value=fill)


def random_shift(images, pixels, generator, fill=0):
    """Move every image by its own random number of pixels along both axes.

    Parameters
    ----------
    images : Tensor, shape (batch, channels, height, width)
    pixels : int
        The largest move: all whole numbers from −pixels to pixels are alike.
    generator : torch.Generator
        On the CPU.
    fill : number
        What comes in at the borders, as in `shift`.

    Returns
    -------
    Tensor, the shape of `images`

    Raises
    ------
    ValueError
        If `images` has not four axes.

    Notes
    -----
    Source: :cite:p:`he2016deep`, section 4.2, "random crop" of padded images.

    Examples
    --------
    >>> ones = torch.ones(4, 1, 5, 5)
    >>> random_shift(ones, 1, torch.Generator().manual_seed(0)).shape
    torch.Size([4, 1, 5, 5])
    """
    n, _, height, width = check_axes(images)
    top, left = torch.randint(2 * pixels + 1, (2, n, 1), generator=generator)
    rows = (top + torch.arange(height)).to(images.device)
    columns = (left + torch.arange(width)).to(images.device)
    padded = F.pad(images, [pixels] * 4, value=fill)
    one = torch.arange(n, device=images.device)
    moved = padded.movedim(1, -1)[one[:, None, None], rows[:, :, None],
                                  columns[:, None, :]]
    return moved.movedim(-1, 1)


def random_flip(images, generator):
    """Mirror about half of the images, left to right.

    Parameters
    ----------
    images : Tensor, shape (batch, channels, height, width)
    generator : torch.Generator
        On the CPU.

    Returns
    -------
    Tensor, the shape of `images`

    Raises
    ------
    ValueError
        If `images` has not four axes.

    Notes
    -----
    Source: torchvision's documentation of `RandomHorizontalFlip`.

    Examples
    --------
    >>> row = torch.tensor([1, 2, 3]).expand(8, 1, 1, 3)
    >>> flipped = random_flip(row, torch.Generator().manual_seed(0))
    >>> sorted({tuple(one.flatten().tolist()) for one in flipped})
    [(1, 2, 3), (3, 2, 1)]
    """
    n = check_axes(images)[0]
    mirrored = torch.rand(n, generator=generator) < 0.5
    mirrored = mirrored.view(-1, 1, 1, 1).to(images.device)
    return torch.where(mirrored, images.flip(-1), images)


def add_noise(images, deviation, generator):
    """Add normally distributed noise to every pixel.

    Parameters
    ----------
    images : float Tensor, shape (batch, channels, height, width)
    deviation : float
        Standard deviation of the noise, in the images' own units.
    generator : torch.Generator
        On the CPU.

    Returns
    -------
    Tensor, the shape of `images`

    Notes
    -----
    Source: :cite:p:`bishop1995training`, which shows what it amounts to.

    Examples
    --------
    >>> grey = torch.zeros(2, 1, 100, 100)
    >>> add_noise(grey, 0.5, torch.Generator().manual_seed(0)).std().round(
    ...     decimals=1).item()
    0.5
    """
    noise = torch.randn(images.shape, generator=generator)
    return images + deviation * noise.to(images.device)


def check_axes(images):
    """The shape of `images`; raises unless it has four axes."""
    if images.ndim != 4:
        raise ValueError("images are (batch, channels, height, width); "
                         f"got shape {tuple(images.shape)}")
    return images.shape
