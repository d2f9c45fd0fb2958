"""MNIST, Fashion-MNIST and CIFAR-10, each split as one tensor.

`load` looks for the full data in this order and takes the first it finds:

1. the folder named by the environment variable COURSE_DATA,
2. the cache folder (`utils.fetch.cache_folder`; COURSE_CACHE moves it),
3. the mirrors of `utils.fetch.MIRRORS`, which it downloads into the cache.

Folders are laid out as torchvision does: MNIST/raw, FashionMNIST/raw,
cifar-10-batches-py. Every file is checked against its official MD5 before
it is read. Without any of the three, the small sample edition is used and
one printed line says so; COURSE_EDITION=sample asks for it, and
COURSE_EDITION=full makes its absence an error instead.
"""
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from utils import claims, fetch, readers, samples
from utils.fetch import DataError

# Names of the classes, and mean and deviation of the real training set per
# channel, pixels scaled to 0-1 (recomputed from the data in the tests).
FACTS = {
    "mnist": (tuple("0123456789"), (0.1307,), (0.3081,)),
    "fashion_mnist": (
        ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal",
         "Shirt", "Sneaker", "Bag", "Ankle boot"), (0.2860,), (0.3530,)),
    "cifar10": (
        ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog",
         "horse", "ship", "truck"),
        (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
}

# Which edition this session has had of each data set, where none was asked
# for: the training and the test set must come from the same one.
settled = {}


@dataclass(frozen=True, eq=False, repr=False)
class DataSet:
    """One split of one data set, whole, in memory.

    Attributes
    ----------
    images : uint8 tensor, shape (n, channels, height, width)
    labels : int64 tensor, shape (n,)
    classes : tuple of str
        Name of each label.
    mean, std : tuple of float, one per channel
        Of the real training set's pixels, scaled to 0-1.
    name : {"mnist", "fashion_mnist", "cifar10"}
    split : {"train", "test"}
    edition : {"full", "sample"}
    """

    images: torch.Tensor
    labels: torch.Tensor
    classes: tuple
    mean: tuple
    std: tuple
    name: str
    split: str
    edition: str

    def __len__(self):
        return len(self.labels)

    def __repr__(self):
        shape = "x".join(str(size) for size in self.images.shape[1:])
        return (f"DataSet({self.name}, {self.split}, {self.edition} edition:"
                f" {len(self):,} images of {shape})")

    @property
    def drawn(self):
        """Whether a program drew the pictures: then a caption must say so."""
        return self.edition == "sample" and self.name != "mnist"

    def scaled(self):
        """Pixels from 0 to 1: float32 tensor (n, channels, height, width)."""
        return self.images.float().div_(255)

    def normalized(self):
        """(scaled - mean) / std per channel, float32, shaped as `images`."""
        mean = torch.tensor(self.mean).view(1, -1, 1, 1)
        std = torch.tensor(self.std).view(1, -1, 1, 1)
        return self.scaled().sub_(mean).div_(std)

    def channels_last(self):
        """The images for Keras: uint8 ndarray (n, height, width, channels)."""
        return self.images.permute(0, 2, 3, 1).contiguous().numpy()


def load(name, split="train", edition=None):
    """One split of a data set as a `DataSet`; see the top of this module.

    Parameters
    ----------
    name : {"mnist", "fashion_mnist", "cifar10"}
    split : {"train", "test"}
    edition : {"full", "sample"}, optional
        If None, what COURSE_EDITION says; if that is not set either, the
        full data where they can be had and the sample where not.

    Returns
    -------
    DataSet
        With tensors of its own: changing them changes no later `load`.

    Raises
    ------
    ValueError
        If `name`, `split` or `edition` is none of those above.
    DataError
        If the full data were asked for and no source has them.

    Examples
    --------
    >>> digits = load("mnist", "test", edition="sample")
    >>> len(digits), tuple(digits.images.shape), digits.labels[:3].dtype
    (1000, (1000, 1, 28, 28), torch.int64)
    """
    edition = edition or os.environ.get("COURSE_EDITION") or None
    _check_choice("name", name, FACTS)
    _check_choice("split", split, ("train", "test"))
    _check_choice("edition (or COURSE_EDITION)", edition,
                  ("full", "sample", None))
    if edition is None:
        return _best(name, split)
    return _data_set(name, split, edition)


def _check_choice(what, value, choices):
    if value not in choices:
        known = ", ".join(str(choice) for choice in choices if choice)
        raise ValueError(f"{what} is {value!r}; it can be {known}")


def _best(name, split):
    """The full data where they can be had, else the sample and a notice."""
    if settled.get(name) == "sample":
        return _data_set(name, split, "sample")
    try:
        data = _data_set(name, split, "full")
    except DataError as error:
        if settled.get(name) == "full":
            raise
        print(f"Using the sample edition of {name}: {error}")
        data = _data_set(name, split, "sample")
    settled[name] = data.edition
    return data


def _data_set(name, split, edition):
    """One edition's arrays, copied, with the facts about the data set."""
    read = _full if edition == "full" else samples.sample
    images, labels = read(name, split)
    classes, mean, std = FACTS[name]
    claims.loaded = edition
    return DataSet(torch.from_numpy(images.copy()),
                   torch.from_numpy(labels.astype(np.int64)),
                   classes, mean, std, name, split, edition)


def _full(name, split):
    """The full split's arrays from the first source that has them whole."""
    cache, reasons = fetch.cache_folder(), []
    if os.environ.get("COURSE_DATA"):
        folder = Path(os.environ["COURSE_DATA"]).expanduser()
        try:
            return _read(name, split, folder)
        except DataError as error:
            reasons.append(str(error))
    try:
        return _read(name, split, cache)
    except DataError:
        pass                              # what is missing there is fetched
    try:
        fetch.download(name, cache)
        return _read(name, split, cache)
    except DataError as error:
        reasons.append(str(error))
    raise DataError(
        "; ".join(reasons) + ". To have the full data, set COURSE_DATA to a "
        "folder that holds them, or connect to the internet, and restart")


@lru_cache(maxsize=6)
def _read(name, split, folder):
    """Checked arrays of one split from a folder in torchvision's layout."""
    try:
        if not folder.is_dir():
            raise DataError(f"there is no folder {folder}")
        if name == "cifar10":
            return readers.read_cifar(folder, split)
        return readers.read_idx_pair(name, folder, split)
    except OSError as error:
        raise DataError(f"{folder}: {error.strerror or error}") from error
