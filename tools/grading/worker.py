"""Grade submissions by one key, each in a process of its own.

    python -m tools.grading.worker CLASS NAME < paths

CLASS/source/NAME is the key, CLASS/secret makes the random cases, and
CLASS/limits.json, if it is there, says what each may spend. Each line of
standard input is the path of a submitted notebook, absolute or in CLASS; its
result is written to CLASS/results/NAME/HASH.json, where HASH stands for the
notebook and all that its grade may depend on. One path is enough: on other
machines this is the command to run (deploy/).
"""
import hashlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import time
import traceback

import nbformat

from tools.grading import sandbox
from tools.grading.key import claimed_id

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGEST = 50 * 2**20   # bytes of a notebook
MATTERS = ("utils/*.py", "checkpoints/*", "requirements.txt", *(
    f"tools/grading/{name}.py" for name in (
        "chance", "judge", "key", "peer", "sandbox", "student", "telling",
        "wire")))


def version(folder, name):
    """A hash of all that grades may depend on, but the submission."""
    total = hashlib.sha256((folder / "secret").read_bytes())
    total.update(repr(sandbox.read_limits(folder)).encode())
    for path in [folder / "source" / name / f"{name}.ipynb", *sorted(
            found for pattern in MATTERS for found in ROOT.glob(pattern))]:
        total.update(path.read_bytes())
    return total.hexdigest()


def result_path(folder, name, submission, version):
    """Where the result of a submission's bytes is, or will be."""
    digest = hashlib.sha256(version.encode() + submission).hexdigest()
    return folder / "results" / name / f"{digest[:32]}.json"


def read_cells(data):
    """Cells of a submitted notebook, as `judge.grade` takes them.

    Raises some error if the bytes are no notebook.
    """
    if len(data) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST / 2**20:.0f} MB")
    notebook = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
    return [{"cell_type": cell.cell_type, "id": cell.get("id"),
             "source": str(cell.source), "grade_id": claimed_id(cell.metadata)}
            for cell in notebook.cells]


def write(path, result):
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps(result))
    new.replace(path)


def result_of(folder, name, submission):
    """The result of a submitted notebook, which is graded now if need be."""
    out = result_path(folder, name, submission.read_bytes(),
                      version(folder, name))
    if not out.exists():
        subprocess.run(
            [sys.executable, "-m", "tools.grading.worker", folder, name],
            input=f"{submission}\n", text=True, check=True, cwd=ROOT,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)})
    return json.loads(out.read_text())


def untold(key, trouble):
    """A result without points, and why."""
    return {"tests": {test.name: ["NotGraded", trouble]
                      for test in key.tests}, "outputs": {}}


def grade_one(data, out, key, box, secret):
    """Grade one notebook, given as bytes, and write its result."""
    from tools.grading import judge

    most = 2 * box.limits.memory
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    try:
        cells = read_cells(data)
    except Exception as error:
        write(out, untold(key, "this is not a notebook: "
                          + judge.printable(error, 500)))
    else:
        write(out, judge.grade(cells, key, box, secret))


def watched(seconds, work, *arguments):
    """Run `work` in a forked process; whether it ended well in time."""
    pid = os.fork()
    if not pid:
        try:
            work(*arguments)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return False


def main():
    from tools.grading import judge  # noqa: F401  (imports once, for all)
    from tools.grading.key import read_key

    folder, name = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    key = read_key(folder / "source" / name)
    secret = (folder / "secret").read_text()
    limits = sandbox.read_limits(folder)
    stamp, box = version(folder, name), sandbox.Sandbox(key.setup, limits)
    exec(key.setup, {"__name__": "setup"})  # what the tests will import
    for line in sys.stdin:
        data = (folder / line.rstrip("\n")).read_bytes()
        out = result_path(folder, name, data, stamp)
        if not out.exists() and not watched(
                2 * limits.notebook_seconds, grade_one, data, out, key, box,
                secret):
            box.must_live()  # else it was not the submission's fault
            write(out, untold(key, "the tests took too much time or memory"))
        print(line, end="", flush=True)
    box.close()


if __name__ == "__main__":
    main()
