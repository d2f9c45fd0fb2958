"""Read the official files of MNIST, Fashion-MNIST and CIFAR-10, checked.

A file is read only if its MD5 is the official one. The plain IDX file, the
packed one, the batches in their folder and the archive of batches are each
other's substitutes: the first undamaged one counts.
"""
import gzip
import hashlib
import io
import pickle
import tarfile
import zlib

import numpy as np

from utils import fetch
from utils.fetch import DataError

COUNTS = {"train": 60_000, "test": 10_000}
IDX_FOLDERS = {"mnist": "MNIST/raw", "fashion_mnist": "FashionMNIST/raw"}
CIFAR_FOLDER = "cifar-10-batches-py"

# MD5 of the unpacked IDX files; torchvision and keras pin the packed ones
# (`utils.fetch.FILES`), which unpack to these.
IDX_MD5 = {
    ("mnist", "train-images-idx3-ubyte"): "6bbc9ace898e44ae57da46a324031adb",
    ("mnist", "train-labels-idx1-ubyte"): "a25bea736e30d166cdddb491f175f624",
    ("mnist", "t10k-images-idx3-ubyte"): "2646ac647ad5339dbf082846283269ea",
    ("mnist", "t10k-labels-idx1-ubyte"): "27ae3e4e09519cfbb04c329615203637",
    ("fashion_mnist", "train-images-idx3-ubyte"):
        "f4a8712d7a061bf5bd6d2ca38dc4d50a",
    ("fashion_mnist", "train-labels-idx1-ubyte"):
        "9018921c3c673c538a1fc5bad174d6f9",
    ("fashion_mnist", "t10k-images-idx3-ubyte"):
        "8181f5470baa50b63fa0f6fddb340f0a",
    ("fashion_mnist", "t10k-labels-idx1-ubyte"):
        "15d484375f8d13e6eb1aabb0c3f46965",
}
# MD5 and size of CIFAR-10's batches (torchvision.datasets.CIFAR10).
CIFAR_BATCHES = {
    "data_batch_1": ("c99cafc152244af753f735de768cd75f", 31_035_704),
    "data_batch_2": ("d4bba439e000b95fd0a9bffe97cbabec", 31_035_320),
    "data_batch_3": ("54ebc095f3ab1f0389bbae665268c751", 31_035_999),
    "data_batch_4": ("634d18415352ddfa80567beed471001a", 31_035_696),
    "data_batch_5": ("482c414d41f54cd18b22e5b47cb7c3cb", 31_035_623),
    "test_batch": ("40351d587109b95175f43aff81a1287e", 31_035_526),
}


def read_idx_pair(name, folder, split):
    """Images and labels of MNIST or Fashion-MNIST, checked.

    Parameters
    ----------
    name : {"mnist", "fashion_mnist"}
    folder : pathlib.Path
        Has MNIST/raw or FashionMNIST/raw, files plain or packed (.gz).
    split : {"train", "test"}

    Returns
    -------
    images : uint8 ndarray, shape (n, 1, 28, 28)
    labels : uint8 ndarray, shape (n,)

    Raises
    ------
    DataError
        If a file is missing, damaged or holds something else.

    Examples
    --------
    >>> from pathlib import Path
    >>> read_idx_pair("mnist", Path("nowhere"), "test")
    Traceback (most recent call last):
    utils.fetch.DataError: nowhere/MNIST/raw has no t10k-images-idx3-ubyte
    """
    prefix = {"train": "train", "test": "t10k"}[split]
    n = COUNTS[split]
    images = read_idx(_idx_bytes(name, folder, f"{prefix}-images-idx3-ubyte"))
    labels = read_idx(_idx_bytes(name, folder, f"{prefix}-labels-idx1-ubyte"))
    if images.shape != (n, 28, 28) or labels.shape != (n,):
        raise DataError(f"{name}, {split}: images {images.shape} and labels "
                        f"{labels.shape} instead of {n:,} of each")
    return images[:, None], labels


def _idx_bytes(name, folder, stem):
    """Content of an IDX file, plain or packed, whichever is undamaged."""
    raw = folder / IDX_FOLDERS[name]
    packed = {file.name: file.md5 for file in fetch.FILES[name]}
    candidates = [(raw / stem, IDX_MD5[name, stem], bytes),
                  (raw / f"{stem}.gz", packed[f"{stem}.gz"], gzip.decompress)]
    reasons = []
    for path, md5, unpack in candidates:
        if path.is_file():
            data = path.read_bytes()
            if _md5(data) == md5:
                return unpack(data)
            reasons.append(f"{path} is damaged: {_damage(data, md5)}")
    raise DataError("; ".join(reasons) or f"{raw} has no {stem}")


def _md5(data):
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _damage(data, md5):
    """What may have happened to the content of a file, in a few words."""
    if not data:
        return "it is empty"
    if data.lstrip()[:1] == b"<":
        return "it is a web page"
    return f"its {len(data):,} bytes have MD5 {_md5(data)} instead of {md5}"


def read_idx(data):
    """Array in the content of an IDX file of unsigned bytes.

    The format: two zero bytes, the type (8: unsigned byte), the number of
    axes, each axis' length as a big-endian int32, then the values.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    uint8 ndarray, read-only

    Raises
    ------
    DataError
        If the magic number or the number of values is wrong.

    Examples
    --------
    >>> read_idx(bytes([0, 0, 8, 1,  0, 0, 0, 3,  5, 6, 7]))
    array([5, 6, 7], dtype=uint8)
    """
    n_axes = data[3] if len(data) > 3 else 0
    if data[:3] != b"\0\0\x08" or not 1 <= n_axes <= 3:
        raise DataError(f"not an IDX file of bytes: its magic number is "
                        f"0x{data[:4].hex()}, not 0x00000801 or 0x00000803")
    start = 4 + 4 * n_axes
    shape = np.frombuffer(data[4:start], ">i4")
    if len(shape) < n_axes or len(data) - start != shape.prod(dtype=np.int64):
        raise DataError(f"IDX file promises {tuple(map(int, shape))} values "
                        f"and has {len(data) - start:,}")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def read_cifar(folder, split):
    """Images and labels of CIFAR-10, checked.

    The batches are Python pickles. Each is opened only if its MD5 is the
    official one, and by an unpickler that can build nothing but its lists
    and bytes. An archive is never unpacked to disk: of its members only the
    known batches are read, so a path that leads elsewhere has no effect.

    Parameters
    ----------
    folder : pathlib.Path
        Has cifar-10-batches-py or cifar-10-python.tar.gz.
    split : {"train", "test"}

    Returns
    -------
    images : uint8 ndarray, shape (n, 3, 32, 32)
    labels : uint8 ndarray, shape (n,)

    Raises
    ------
    DataError
        If batches are missing, damaged or hold something else.

    Examples
    --------
    >>> from pathlib import Path
    >>> read_cifar(Path("nowhere"), "test")
    Traceback (most recent call last):
    utils.fetch.DataError: nowhere has no cifar-10-batches-py
    """
    wanted = [name for name in CIFAR_BATCHES
              if name.startswith("data" if split == "train" else "test")]
    batches = _cifar_batches(folder, wanted)
    pairs = [read_cifar_batch(batches[name]) for name in wanted]
    images, labels = (np.concatenate(parts) for parts in zip(*pairs))
    return images, labels


def _cifar_batches(folder, wanted):
    """Content of the wanted batches, from their folder or the archive."""
    reasons = []
    try:
        return {name: _checked(name, folder / CIFAR_FOLDER / name)
                for name in wanted}
    except FileNotFoundError:
        reasons.append(f"{folder} has no {CIFAR_FOLDER}")
    except DataError as error:
        reasons.append(str(error))
    archive = folder / fetch.FILES["cifar10"][0].path
    if not archive.is_file():
        raise DataError("; ".join(reasons))
    found = _archived_batches(archive, wanted)
    if missing := set(wanted) - set(found):
        raise DataError(f"{archive} has no undamaged "
                        + ", ".join(sorted(missing)))
    return found


def _checked(name, path):
    data, (md5, _) = path.read_bytes(), CIFAR_BATCHES[name]
    if _md5(data) != md5:
        raise DataError(f"{path} is damaged: {_damage(data, md5)}")
    return data


def _archived_batches(archive, wanted):
    """Those wanted batches that the archive holds undamaged."""
    found = {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = member.name.rpartition("/")[2]
                if name not in wanted:
                    continue
                md5, size = CIFAR_BATCHES[name]
                if not member.isreg() or member.size != size:
                    continue
                data = tar.extractfile(member).read()
                if _md5(data) == md5:
                    found[name] = data
                if len(found) == len(wanted):
                    break
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise DataError(f"{archive} is damaged: {error}") from error
    return found


class _Stub:
    """Stands for a NumPy object in a pickle: keeps its state, runs nothing."""

    def __init__(self, *arguments):
        pass

    def __setstate__(self, state):
        self.state = state


class _BatchUnpickler(pickle.Unpickler):
    """Reads lists, numbers, bytes and NumPy arrays (as `_Stub`), no more."""

    allowed = frozenset({("numpy", "ndarray"), ("numpy", "dtype"),
                         ("numpy.core.multiarray", "_reconstruct")})

    def find_class(self, module, name):
        """`_Stub` for NumPy's three; anything else is refused."""
        if (module, name) not in self.allowed:
            raise DataError(f"a batch of images asks for {module}.{name}: "
                            "this is not CIFAR-10, do not open it")
        return _Stub


def read_cifar_batch(data):
    """Images and labels in the content of one batch of CIFAR-10.

    Parameters
    ----------
    data : bytes
        A pickled dictionary with `data`, 10,000 rows of 3,072 bytes (the
        red plane, the green, the blue), and `labels`.

    Returns
    -------
    images : uint8 ndarray, shape (10000, 3, 32, 32)
    labels : uint8 ndarray, shape (10000,)

    Raises
    ------
    DataError
        If it holds something else.

    Examples
    --------
    >>> read_cifar_batch(pickle.dumps({b"labels": [3]}))
    Traceback (most recent call last):
    utils.fetch.DataError: not a batch of CIFAR-10: KeyError(b'data')
    """
    try:
        batch = _BatchUnpickler(io.BytesIO(data), encoding="bytes").load()
        labels = np.array(batch[b"labels"], np.uint8)
        pixels = np.frombuffer(batch[b"data"].state[4], np.uint8)
        return pixels.reshape(10_000, 3, 32, 32), labels.reshape(10_000)
    except DataError:
        raise
    except Exception as error:
        raise DataError(f"not a batch of CIFAR-10: {error!r}") from error
