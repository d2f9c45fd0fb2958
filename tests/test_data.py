"""`load`: which source counts, what is refused, what comes out."""
import doctest
import gzip
import hashlib
import importlib
import io
import os
import pickle
import struct
import tarfile
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

from utils import data, fetch, readers
from utils.data import load
from utils.fetch import DataError, RemoteFile

COURSE_DATA = os.environ.get("COURSE_DATA")
STEMS = ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
TEST_LABELS = np.arange(10_000, dtype=np.uint8) % 10


def md5(content):
    return hashlib.md5(content).hexdigest()


def idx(array):
    """An array of bytes as an IDX file."""
    head = bytes([0, 0, 8, array.ndim])
    return head + struct.pack(f">{array.ndim}i", *array.shape) \
        + array.tobytes()


@pytest.fixture(scope="session")
def digits():
    """A test set of MNIST's shape: image i is all i // 40; plain content."""
    shades = (np.arange(10_000) // 40).astype(np.uint8)
    images = np.broadcast_to(shades[:, None, None], (10_000, 28, 28))
    return dict(zip(STEMS, (idx(images), idx(TEST_LABELS))))


@pytest.fixture(autouse=True)
def apart(monkeypatch, tmp_path):
    """No data from outside, no memory of other tests, no mirrors."""
    for name in ("COURSE_DATA", "COURSE_EDITION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(fetch, "MIRRORS", dict.fromkeys(fetch.MIRRORS, ()))
    monkeypatch.setattr(data, "settled", {})
    data._read.cache_clear()


@pytest.fixture
def put(monkeypatch, digits):
    """Write those digits into a folder, as if they were the official ones."""
    packed = {stem: gzip.compress(body, 1, mtime=0)
              for stem, body in digits.items()}
    monkeypatch.setattr(readers, "IDX_MD5", readers.IDX_MD5 | {
        ("mnist", stem): md5(body) for stem, body in digits.items()})
    train_files = fetch.FILES["mnist"][:2]
    monkeypatch.setattr(fetch, "FILES", fetch.FILES | {"mnist": train_files
        + tuple(RemoteFile(f"MNIST/raw/{stem}.gz", md5(body), len(body))
                for stem, body in packed.items())})

    def put(folder, *, plain=True, gz=True):
        raw = folder / "MNIST/raw"
        raw.mkdir(parents=True, exist_ok=True)
        for stem in STEMS:
            if plain:
                (raw / stem).write_bytes(digits[stem])
            if gz:
                (raw / f"{stem}.gz").write_bytes(packed[stem])
        return folder
    return put


def is_the_full_set(loaded):
    return (loaded.edition == "full" and len(loaded) == 10_000
            and loaded.images[4321].unique().tolist() == [4321 // 40]
            and loaded.labels.equal(torch.from_numpy(
                TEST_LABELS.astype(np.int64))))


# Which source


@pytest.mark.parametrize("kinds", [{}, {"plain": False}, {"gz": False}])
def test_the_folder_comes_first(put, tmp_path, monkeypatch, capsys, kinds):
    monkeypatch.setenv("COURSE_DATA", str(put(tmp_path / "folder", **kinds)))
    monkeypatch.setattr(fetch, "download", None)         # would raise
    assert is_the_full_set(load("mnist", "test"))
    assert capsys.readouterr() == ("", "")
    assert not (tmp_path / "cache").exists()


def test_the_cache_comes_second(put, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nothing here"))
    monkeypatch.setattr(fetch, "download", None)
    put(tmp_path / "cache")
    assert is_the_full_set(load("mnist", "test"))
    assert capsys.readouterr() == ("", "")


def test_mirrors_come_third(put, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(fetch, "download",
                        lambda name, folder: put(folder, plain=False))
    assert is_the_full_set(load("mnist", "test"))
    assert capsys.readouterr() == ("", "")


def test_the_sample_comes_last_with_one_line(put, capsys):
    assert load("mnist", "test").edition == "sample"
    out, err = capsys.readouterr()
    assert out.startswith("Using the sample edition of mnist: no mirror gave")
    assert "set COURSE_DATA" in out
    assert out.count("\n") == 1 and err == ""


def test_no_word_when_the_sample_is_asked_for(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_EDITION", "sample")
    assert load("mnist").edition == "sample"
    assert load("mnist", "test", edition="sample").edition == "sample"
    assert capsys.readouterr() == ("", "")


def test_asking_for_the_full_data_raises_without_them(put, monkeypatch,
                                                      tmp_path):
    monkeypatch.setenv("COURSE_EDITION", "full")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataError) as caught:
        load("mnist", "test")
    message = str(caught.value)
    assert "there is no folder" in message and "nowhere" in message
    assert "no mirror gave" in message and "COURSE_DATA" in message
    assert "\n" not in message


def test_edition_as_argument_outweighs_the_environment(put, tmp_path,
                                                       monkeypatch):
    monkeypatch.setenv("COURSE_EDITION", "sample")
    put(tmp_path / "cache")
    assert load("mnist", "test", edition="full").edition == "full"


def test_a_session_stays_with_the_sample(put, tmp_path, capsys):
    assert load("mnist").edition == "sample"
    put(tmp_path / "cache")                     # the network is back, say
    assert load("mnist", "test").edition == "sample"
    assert capsys.readouterr().out.count("Using the sample") == 1


def test_a_session_stays_with_the_full_data(put, tmp_path):
    put(tmp_path / "cache")
    assert load("mnist", "test").edition == "full"
    with pytest.raises(DataError, match="no mirror gave train"):
        load("mnist", "train")


@pytest.mark.parametrize("arguments, word", [
    (("minst",), "name is 'minst'; it can be mnist, fashion_mnist, cifar10"),
    (("mnist", "valid"), "split is 'valid'; it can be train, test"),
    (("mnist", "test", "big"), "is 'big'; it can be full, sample")])
def test_a_wrong_word_is_named_with_the_right_ones(arguments, word):
    with pytest.raises(ValueError, match=word):
        load(*arguments)


def test_a_wrong_word_in_the_environment(monkeypatch):
    monkeypatch.setenv("COURSE_EDITION", "Sample")
    with pytest.raises(ValueError, match="COURSE_EDITION.*'Sample'"):
        load("mnist")


# What is refused

DAMAGE = {
    "empty": (b"", "it is empty"),
    "page": (b"<html>Please sign in</html>", "it is a web page"),
    "truncated": (None, "bytes have MD5"),
    "bit": (None, "bytes have MD5"),
}


def damaged(kind, body):
    if kind == "truncated":
        return body[:-1]
    if kind == "bit":
        return body[:500] + bytes([body[500] ^ 1]) + body[501:]
    return DAMAGE[kind][0]


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("stem", STEMS)
def test_a_damaged_file_is_named(put, tmp_path, kind, stem):
    folder = put(tmp_path, gz=False)
    path = folder / "MNIST/raw" / stem
    path.write_bytes(damaged(kind, path.read_bytes()))
    with pytest.raises(DataError, match=DAMAGE[kind][1]) as caught:
        readers.read_idx_pair("mnist", folder, "test")
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_one_damaged_form_does_no_harm_beside_the_other(put, tmp_path,
                                                        ending):
    put(tmp_path / "cache")
    path = tmp_path / "cache/MNIST/raw" / (STEMS[0] + ending)
    path.write_bytes(damaged("bit", path.read_bytes()))
    assert is_the_full_set(load("mnist", "test"))


def test_a_damaged_folder_gives_way_to_the_cache(put, tmp_path, monkeypatch):
    folder = put(tmp_path / "folder", gz=False)
    (folder / "MNIST/raw" / STEMS[0]).write_bytes(b"")
    monkeypatch.setenv("COURSE_DATA", str(folder))
    put(tmp_path / "cache")
    assert is_the_full_set(load("mnist", "test"))


@pytest.mark.parametrize("content, words", [
    (b"", "magic number is 0x,"),
    (b"\x1f\x8b\x08\x00rest", "magic number is 0x1f8b0800"),
    (b"\0\0\x0d\x01\0\0\0\1abcd", "magic number is 0x00000d01"),
    (b"\0\0\x08\x04" + bytes(17), "magic number is 0x00000804"),
    (b"\0\0\x08\x01\0\0\0\2a", r"promises \(2,\) values and has 1"),
    (b"\0\0\x08\x01\0\0\0\2abc", r"promises \(2,\) values and has 3"),
    (b"\0\0\x08\x03\0\0\0\2", r"promises \(2,\) values"),
    (b"\0\0\x08\x01\xff\xff\xff\xff", r"promises \(-1,\) values"),
])
def test_what_is_not_idx_is_refused(content, words):
    with pytest.raises(DataError, match=words):
        readers.read_idx(content)


@pytest.mark.parametrize("wrong, shape", [
    (0, (9_999, 28, 28)), (0, (10_000, 28, 27)), (1, (9_999,))])
def test_wrong_counts_are_refused(put, tmp_path, monkeypatch, wrong, shape):
    body = idx(np.zeros(shape, np.uint8))
    monkeypatch.setitem(readers.IDX_MD5, ("mnist", STEMS[wrong]), md5(body))
    put(tmp_path, gz=False)
    (tmp_path / "MNIST/raw" / STEMS[wrong]).write_bytes(body)
    with pytest.raises(DataError, match="instead of 10,000 of each"):
        readers.read_idx_pair("mnist", tmp_path, "test")


# CIFAR-10's pickles and archive


def text(words):
    """A short string as Python 2 pickled it."""
    return b"U" + bytes([len(words)]) + words


def batch(pixels, labels):
    """One batch as Python 2 pickled it; `pixels` are 10,000 x 3,072 bytes."""
    array = (b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n"
             b"K\x00\x85U\x01b\x87R(K\x01M\x10\x27M\x00\x0c\x86"
             b"cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R"
             b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T")
    numbers = b"".join(b"K" + bytes([label]) for label in labels)
    return (b"\x80\x02}(" + text(b"data") + array
            + struct.pack("<I", len(pixels)) + pixels + b"tb"
            + text(b"labels") + b"](" + numbers + b"eu.")


@pytest.fixture(scope="session")
def scenes():
    """A test batch whose pixel (0, 0) of plane c counts up by c + 1."""
    pixels = np.zeros((10_000, 3, 32, 32), np.uint8)
    pixels[:, :, 0, 0] = np.arange(10_000)[:, None] * [1, 2, 3]
    return batch(pixels.tobytes(), TEST_LABELS)


@pytest.fixture
def official(monkeypatch):
    """Take this content for the official test batch."""
    def official(content):
        monkeypatch.setitem(readers.CIFAR_BATCHES, "test_batch",
                            (md5(content), len(content)))
    return official


def archive(folder, members):
    """Write the archive: pairs of name and content, or whole TarInfos."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cifar-10-python.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for member, content in members:
            if isinstance(member, str):
                member = tarfile.TarInfo(member)
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def check_scenes(loaded):
    assert loaded.edition == "full"
    assert loaded.images.shape == (10_000, 3, 32, 32)
    assert loaded.images[77, :, 0, 0].tolist() == [77, 154, 231]
    assert loaded.labels[:12].tolist() == [*range(10), 0, 1]


def test_batches_are_read_from_their_folder(scenes, official, tmp_path):
    official(scenes)
    folder = tmp_path / "cache/cifar-10-batches-py"
    folder.mkdir(parents=True)
    (folder / "test_batch").write_bytes(scenes)
    check_scenes(load("cifar10", "test", edition="full"))


def link(name, target, kind):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


def test_an_archive_writes_nothing_wherever_its_paths_lead(
        scenes, official, tmp_path):
    official(scenes)
    archive(tmp_path / "cache", [
        ("../escaped", b"x"), (str(tmp_path / "absolute"), b"x"),
        ("cifar-10-batches-py/../../escaped", b"x"),
        ("cifar-10-batches-py/../test_batch", b"x"),
        link("cifar-10-batches-py/link", "/etc", tarfile.SYMTYPE),
        link("cifar-10-batches-py/pipe", "", tarfile.FIFOTYPE),
        ("cifar-10-batches-py/test_batch", scenes)])
    before = sorted(tmp_path.rglob("*"))
    check_scenes(load("cifar10", "test", edition="full"))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("member", [
    link("cifar-10-batches-py/test_batch", "/etc/passwd", tarfile.SYMTYPE),
    link("cifar-10-batches-py/test_batch", "../x", tarfile.LNKTYPE),
    ("cifar-10-batches-py/test_batch", b"x"),
    ("elsewhere/test_batch", b"x")])
def test_an_archive_without_the_true_batch_is_refused(member, tmp_path):
    archive(tmp_path, [member])
    with pytest.raises(DataError, match="has no undamaged test_batch"):
        readers.read_cifar(tmp_path, "test")


@pytest.mark.parametrize("cut", [0, 1, 5_000])
def test_a_broken_archive_is_refused(scenes, official, tmp_path, cut):
    official(scenes)
    path = archive(tmp_path, [("cifar-10-batches-py/test_batch", scenes)])
    content = path.read_bytes()
    path.write_bytes(content[:cut])
    with pytest.raises(DataError, match="tar.gz is damaged|no undamaged"):
        readers.read_cifar(tmp_path, "test")
    path.write_bytes(content[:9_000] + b"garbage" + content[9_007:])
    with pytest.raises(DataError, match="tar.gz is damaged|no undamaged"):
        readers.read_cifar(tmp_path, "test")


def test_a_damaged_batch_gives_way_to_the_archive(scenes, official, tmp_path):
    official(scenes)
    folder = tmp_path / "cache/cifar-10-batches-py"
    folder.mkdir(parents=True)
    (folder / "test_batch").write_bytes(scenes[:-1])
    archive(tmp_path / "cache", [("cifar-10-batches-py/test_batch", scenes)])
    check_scenes(load("cifar10", "test", edition="full"))


class Trap:
    """What an attacker would pickle."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_a_pickle_is_not_opened_unless_its_md5_is_the_official_one(
        tmp_path, monkeypatch):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    (folder / "test_batch").write_bytes(b"anything")
    monkeypatch.setattr(readers, "read_cifar_batch", None)   # would raise
    with pytest.raises(DataError, match="test_batch is damaged: its 8 bytes"):
        readers.read_cifar(tmp_path, "test")


def test_a_pickle_with_the_right_md5_still_cannot_run_anything(
        official, tmp_path):
    content = pickle.dumps(Trap(str(tmp_path / "sprung")), protocol=2)
    official(content)
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    (folder / "test_batch").write_bytes(content)
    with pytest.raises(DataError, match=r"asks for posix\.mkdir|nt\.mkdir"):
        readers.read_cifar(tmp_path, "test")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("content", [
    b"", b"not a pickle", pickle.dumps([1]), pickle.dumps({b"labels": [1]}),
    batch(bytes(3_072), [1])])
def test_what_is_not_a_batch_is_refused(content):
    with pytest.raises(DataError, match="not a batch of CIFAR-10"):
        readers.read_cifar_batch(content)


# What comes out


@pytest.mark.parametrize("name", data.FACTS)
def test_every_view_of_the_data(name):
    loaded = load(name, "test", edition="sample")
    n, channels, height, width = loaded.images.shape
    assert (n, loaded.images.dtype) == (1_000, torch.uint8)
    assert loaded.labels.shape == (n,) and loaded.labels.dtype == torch.int64
    assert len(loaded) == n and len(loaded.classes) == 10
    assert len(loaded.mean) == len(loaded.std) == channels
    scaled, last = loaded.scaled(), loaded.channels_last()
    assert scaled.dtype == torch.float32
    assert torch.equal((scaled * 255).round().byte(), loaded.images)
    pixel = (scaled[7, -1, 9, 11] - loaded.mean[-1]) / loaded.std[-1]
    assert torch.isclose(loaded.normalized()[7, -1, 9, 11], pixel)
    assert last.shape == (n, height, width, channels)
    assert last.dtype == np.uint8 and last.flags.c_contiguous
    assert last[7, 9, 11, -1] == loaded.images[7, -1, 9, 11]
    assert loaded.drawn == (name != "mnist")
    assert f"{name}, test, sample edition: 1,000 images" in repr(loaded)


@pytest.mark.parametrize("edition", ["full", "sample"])
@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_changing_the_tensors_changes_no_later_load(
        put, scenes, official, tmp_path, name, edition):
    put(tmp_path / "cache")
    official(scenes)
    archive(tmp_path / "cache", [("cifar-10-batches-py/test_batch", scenes)])
    first = load(name, "test", edition=edition)
    first.images.zero_()
    first.labels.zero_()
    second = load(name, "test", edition=edition)
    assert second.images.any() and second.labels.any()


def test_a_set_is_read_once(put, tmp_path, monkeypatch):
    put(tmp_path / "cache")
    load("mnist", "test")
    monkeypatch.setattr(readers, "read_idx_pair", None)      # would raise
    assert is_the_full_set(load("mnist", "test"))


@pytest.mark.parametrize("name", [
    "data", "fetch", "readers", "samples", "shapes", "garments", "scenes"])
def test_examples_in_the_docstrings(name):
    failed, tried = doctest.testmod(importlib.import_module(f"utils.{name}"))
    assert failed == 0 and tried > 0


# The true data, where they are


@pytest.fixture
def true_data(monkeypatch, capsys):
    """The folder with the full data; without it, skip and say so."""
    if not COURSE_DATA:
        missed = ("COURSE_DATA is not set: the full data's means, counts, "
                  "order and loading time were NOT checked")
        with capsys.disabled():
            print(f"\n*** {missed}")
        pytest.skip(missed)
    monkeypatch.setenv("COURSE_DATA", COURSE_DATA)
    monkeypatch.setenv("COURSE_EDITION", "full")
    return Path(COURSE_DATA)


@pytest.mark.parametrize("name, n", [
    ("mnist", 60_000), ("fashion_mnist", 60_000), ("cifar10", 50_000)])
def test_means_and_deviations_are_the_training_sets(true_data, name, n):
    loaded = load(name)
    assert len(loaded) == n and len(load(name, "test")) == 10_000
    planes = loaded.images.transpose(0, 1).flatten(1)
    for plane, mean, std in zip(planes, loaded.mean, loaded.std):
        counts = plane.bincount(minlength=256).double()
        values = torch.arange(256, dtype=torch.float64) / 255
        found = (counts * values).sum() / counts.sum()
        spread = (counts * (values - found) ** 2).sum() / counts.sum()
        assert found.item() == pytest.approx(mean, abs=6e-5)
        assert spread.sqrt().item() == pytest.approx(std, abs=6e-5)


@pytest.mark.parametrize("split", ["train", "test"])
def test_images_and_labels_are_torchvisions(true_data, split):
    from torchvision import datasets
    for name, theirs in (("mnist", datasets.MNIST),
                         ("fashion_mnist", datasets.FashionMNIST)):
        ours, other = load(name, split), theirs(
            true_data, train=split == "train", download=False)
        assert torch.equal(ours.images[:, 0], other.data)
        assert torch.equal(ours.labels, other.targets)
        if name == "fashion_mnist":
            assert list(ours.classes) == other.classes


def test_cifars_images_are_those_numpy_unpickles(true_data):
    with open(true_data / "cifar-10-batches-py/test_batch", "rb") as stream:
        with warnings.catch_warnings(action="ignore"):   # an old pickle
            theirs = pickle.load(stream, encoding="bytes")
    ours = load("cifar10", "test")
    assert (ours.images.flatten(1).numpy() == theirs[b"data"]).all()
    assert ours.labels.tolist() == theirs[b"labels"]
    with open(true_data / "cifar-10-batches-py/batches.meta", "rb") as stream:
        assert list(ours.classes) == pickle.load(stream)["label_names"]


def test_mnist_loads_from_the_folder_in_half_a_second(true_data):
    seconds = []
    for _ in range(5):                   # the best: others use the machine
        data._read.cache_clear()
        began = time.perf_counter()
        load("mnist")
        seconds.append(time.perf_counter() - began)
    assert min(seconds) <= 0.5
