"""Downloads that go wrong, against a server that makes them go wrong."""
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbclient
import nbformat
import numpy as np
import pytest
from misbehaving_server import Server

from utils import fetch, progress
from utils.fetch import DataError, RemoteFile

ROOT = Path(__file__).resolve().parents[1]
BODY = b"\x1f\x8b" + np.random.default_rng(0).bytes(300_000)
NAME = "train-images-idx3-ubyte.gz"
FILE = RemoteFile(f"MNIST/raw/{NAME}", hashlib.md5(BODY).hexdigest(),
                  len(BODY))
# What each behaviour must be called in the error.
FAULTS = {
    "missing": "HTTP 404", "broken": "HTTP 500", "never": "HTTP 404",
    "page": "a web page came instead", "other": "not a gzip file",
    "empty": "ended after 0 of", "short": "ended after 150,001 of",
    "truncated": "ended after 150,001 of", "corrupt": "damaged (MD5",
    "long": "sends more than 300,002", "silent": "timed out",
    "stall": "timed out", "crawl": "is too slow",
    "nonsense": "220 mail", "circle": "HTTP 302",
}


@pytest.fixture
def server(monkeypatch):
    """A server with one file, and short patience with it."""
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    monkeypatch.setattr(fetch, "TIMEOUT", 0.4)
    monkeypatch.setattr(fetch, "PATIENCE", 0.3)
    monkeypatch.setattr(fetch, "FILES", {"mnist": (FILE,)})
    server = Server({NAME: BODY})
    yield server
    server.stop()


@pytest.fixture
def get(server, monkeypatch, tmp_path):
    """Download from mirrors of the given behaviours; return the target."""
    def get(*behaviours, folder=tmp_path):
        mirrors = tuple(map(server.mirror, behaviours))
        monkeypatch.setattr(fetch, "MIRRORS", {"mnist": mirrors})
        fetch.download("mnist", folder)
        return folder / FILE.path
    return get


def files_in(folder):
    """Names of what a download left, locks apart."""
    return sorted(path.name for path in folder.rglob("*")
                  if path.is_file() and path.suffix != ".lock")


def test_a_good_mirror_gives_the_file_and_leaves_nothing_else(get, tmp_path):
    assert get("good").read_bytes() == BODY
    assert files_in(tmp_path) == [NAME]


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_clear_line_and_leaves_nothing_broken(
        get, tmp_path, fault):
    with pytest.raises(DataError) as caught:
        get(fault)
    message = str(caught.value)
    assert FAULTS[fault] in message and "127.0.0.1" in message
    assert NAME in message and "\n" not in message
    assert set(files_in(tmp_path)) <= {f"{NAME}.part"}
    part = tmp_path / f"{FILE.path}.part"
    assert not part.exists() or BODY.startswith(part.read_bytes())


@pytest.mark.parametrize("fault", FAULTS)
def test_after_each_fault_the_next_mirror_is_tried(get, tmp_path, fault):
    assert get(fault, "good").read_bytes() == BODY
    assert files_in(tmp_path) == [NAME]


def test_a_closed_door_is_passed_by(get, server, monkeypatch, tmp_path):
    monkeypatch.setattr(fetch, "MIRRORS", {"mnist": (
        "http://127.0.0.1:9/", "https://127.0.0.1:9/",
        "http://no-such-host.invalid/", server.mirror("good"))})
    fetch.download("mnist", tmp_path)
    assert (tmp_path / FILE.path).read_bytes() == BODY


def test_a_file_that_is_there_is_not_fetched_again(get, server):
    get("good")
    get("good")
    assert len(server.asked) == 1


def test_a_damaged_file_is_replaced(get, tmp_path):
    target = tmp_path / FILE.path
    target.parent.mkdir(parents=True)
    target.write_bytes(BODY[:-1] + b"?")
    assert get("good").read_bytes() == BODY


def test_what_broke_off_is_continued_by_the_next_mirror(get, server):
    assert get("short", "good").read_bytes() == BODY
    assert server.asked[-1] == ("good", NAME, "bytes=150001-")


def test_what_broke_off_is_continued_next_time(get, server):
    with pytest.raises(DataError):
        get("stall")
    assert get("good").read_bytes() == BODY
    assert server.asked[-1] == ("good", NAME, "bytes=150001-")


def test_a_mirror_without_ranges_starts_over(get, server):
    assert get("short", "norange").read_bytes() == BODY
    assert len(server.asked) == 2, "once is enough"


def test_a_mirror_with_wrong_ranges_does_no_harm(get, server):
    assert get("short", "badrange").read_bytes() == BODY


def test_a_mirror_that_refuses_ranges_does_not_cost_what_came(get, server):
    assert get("short", "never", "good").read_bytes() == BODY
    assert server.asked[-1] == ("good", NAME, "bytes=150001-")


def test_a_page_does_not_cost_what_came_before_it(get, server):
    with pytest.raises(DataError):
        get("short")
    with pytest.raises(DataError):
        get("page")
    get("good")
    assert server.asked[-1][2] == "bytes=150001-"


@pytest.mark.parametrize("part", [
    b"<html>", BODY[:100] + b"x", BODY[:-1] + b"x", BODY + b"x", b"", BODY])
def test_any_leftover_ends_in_the_right_file(get, server, tmp_path, part):
    path = tmp_path / f"{FILE.path}.part"
    path.parent.mkdir(parents=True)
    path.write_bytes(part)
    assert get("good").read_bytes() == BODY
    assert files_in(tmp_path) == [NAME]
    assert (part == BODY) == (server.asked == [])


def test_a_mirror_that_does_not_end_is_cut_off(get, server):
    with pytest.raises(DataError):
        get("long")
    assert server.sent < 20_000_000


def test_mirrors_that_fail_alike_are_named_together(get):
    with pytest.raises(DataError, match=r"127.0.0.1:\d+, 127.0.0.1:\d+: HTTP"):
        get("missing", "missing")


@pytest.fixture
def limited_file_size():
    """No file of this process can grow beyond 100 kB: a full disk."""
    resource = pytest.importorskip("resource", reason="no limits on Windows")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up(get, server, limited_file_size, tmp_path):
    with pytest.raises(DataError, match="cannot write to .*COURSE_CACHE"):
        get("good", "good")
    assert len(server.asked) == 1, "another mirror does not help"
    assert files_in(tmp_path) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_no_space_left(get, tmp_path):
    part = tmp_path / f"{FILE.path}.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(DataError, match="No space left on device.*free 0 MB"):
        get("good")
    assert files_in(tmp_path) == []


@pytest.fixture
def read_only_folder():
    """A folder that even root's tests cannot write to."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o555)
        root = getattr(os, "geteuid", lambda: 1)() == 0
        if root:
            os.seteuid(65534)
        yield Path(folder)
        if root:
            os.seteuid(0)
        os.chmod(folder, 0o755)


@pytest.mark.parametrize("below", ["", "new/folder"])
def test_a_read_only_folder(get, server, read_only_folder, below):
    with pytest.raises(DataError, match="Permission denied.*COURSE_CACHE"):
        get("good", folder=read_only_folder / below)
    assert server.asked == [] and files_in(read_only_folder) == []


def test_a_file_in_the_folders_place(get, tmp_path):
    (tmp_path / "MNIST").write_text("not a folder")
    with pytest.raises(DataError, match="cannot write to .*COURSE_CACHE"):
        get("good")


def start(server, behaviour, folder):
    """Another Python process that downloads the same file."""
    code = (
        "import json, sys; from pathlib import Path; from utils import fetch\n"
        "file, mirror, folder = json.loads(sys.argv[1])\n"
        "fetch.FILES = {'mnist': (fetch.RemoteFile(*file),)}\n"
        "fetch.MIRRORS = {'mnist': (mirror,)}\n"
        "fetch.download('mnist', Path(folder))\n"
        "print('done')")
    wish = [[FILE.path, FILE.md5, FILE.size], server.mirror(behaviour),
            str(folder)]
    return subprocess.Popen(
        [sys.executable, "-c", code, json.dumps(wish)], text=True, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_two_processes_fetch_it_once(server, tmp_path):
    both = [start(server, "slowly", tmp_path) for _ in range(2)]
    outputs = [process.communicate(timeout=60) for process in both]
    assert outputs == [("done\n", "")] * 2
    assert len(server.asked) == 1
    assert (tmp_path / FILE.path).read_bytes() == BODY


def test_a_killed_download_is_taken_up_again(server, get, tmp_path):
    process = start(server, "stall", tmp_path)
    part, deadline = tmp_path / f"{FILE.path}.part", time.monotonic() + 60
    while not (part.exists() and part.stat().st_size > 65_536):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert not (tmp_path / FILE.path).exists()
    assert get("good").read_bytes() == BODY
    assert server.asked[-1][2].startswith("bytes=")


@pytest.mark.parametrize("live", [True, False])
def test_progress_shows_only_to_those_who_watch(get, monkeypatch, capsys,
                                                live):
    monkeypatch.setattr(progress, "is_live", lambda: live)
    get("good")
    out, err = capsys.readouterr()
    assert out == ""
    assert (f"{NAME}  [{'#' * 20}] 100 %" in err) if live else err == ""


def test_a_notebook_that_is_run_by_a_tool_stores_no_progress(server,
                                                             tmp_path):
    wish = (f"fetch.FILES = {{'mnist': (fetch.RemoteFile('{FILE.path}', "
            f"'{FILE.md5}', {FILE.size}),)}}\n"
            f"fetch.MIRRORS = {{'mnist': ('{server.mirror('good')}',)}}")
    code = (f"from pathlib import Path\nfrom utils import fetch\n{wish}\n"
            f"fetch.download('mnist', Path({str(tmp_path)!r}))")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3",
                            resources={"metadata": {"path": ROOT}}).execute()
    assert (tmp_path / FILE.path).read_bytes() == BODY
    assert notebook.cells[0].outputs == []


def test_every_data_set_has_mirrors_for_its_files():
    assert fetch.MIRRORS.keys() == fetch.FILES.keys()
    for mirrors in fetch.MIRRORS.values():
        assert len(mirrors) >= 3
        assert all(m.startswith("http") and m.endswith("/") for m in mirrors)
    assert "cs.toronto.edu" in fetch.MIRRORS["cifar10"][-1], "slow: last"


def test_checksums_are_torchvisions():
    from torchvision import datasets
    for name, theirs in (("mnist", datasets.MNIST),
                         ("fashion_mnist", datasets.FashionMNIST)):
        assert {(f.name, f.md5) for f in fetch.FILES[name]} == set(
            theirs.resources)
    cifar, = fetch.FILES["cifar10"]
    assert (cifar.name, cifar.md5) == (datasets.CIFAR10.filename,
                                       datasets.CIFAR10.tgz_md5)


@pytest.mark.parametrize("variables, platform, end", [
    ({"COURSE_CACHE": "/somewhere"}, "linux", "/somewhere"),
    ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "linux",
     "/x/perceptrons-to-convnets"),
    ({"HOME": "/h"}, "linux", "/h/.cache/perceptrons-to-convnets"),
    ({"HOME": "/h"}, "darwin", "/h/Library/Caches/perceptrons-to-convnets"),
    ({"LOCALAPPDATA": "/l", "HOME": "/h"}, "win32",
     "/l/perceptrons-to-convnets"),
])
def test_the_cache_is_the_platforms(monkeypatch, variables, platform, end):
    for name in ("COURSE_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert fetch.cache_folder() == Path(end)
