"""Grade a class: collect, run in the sandbox, enter, report, give back.

    python -m tools.grading.grade 07 SUBMISSIONS

SUBMISSIONS is a folder or zip as the learning platform gives it. What has a
result already is not run again, so a run that was stopped goes on when it is
started anew. SCHEDULER=address of a Dask scheduler has its workers, which see
this project and CLASS at the same paths, do the running.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import time

from nbgrader.api import Gradebook

from tools.exercises import ROOT
from tools.grading import course as courses
from tools.grading import sandbox, worker
from tools.grading.release import class_folder

CHUNK = 25       # submissions that a worker takes before it reports


class NotGraded(RuntimeError):
    """What keeps a class from being graded."""


def submissions(folder, name):
    """The notebooks to grade: {student: path}."""
    return {path.parents[1].name: path for path in sorted(
        folder.glob(f"submitted/*/{name}/{name}.ipynb"))}


def pending(folder, name, paths):
    """Paths without a result, one for each that differs."""
    stamp, due = worker.version(folder, name), {}
    for path in paths:
        out = worker.result_path(folder, name, path.read_bytes(), stamp)
        if not out.exists():
            due.setdefault(out, path)
    return list(due.values())


def run_worker(folder, name, paths):
    """Grade some submissions in this machine's sandbox."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.grading.worker", str(folder), name],
        input="".join(f"{path}\n" for path in paths), text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise NotGraded(done.stderr.strip()[-2000:])
    return len(paths)


def chunks(paths, workers):
    """Paths in parts: at least one for each worker, none above CHUNK."""
    size = max(1, min(CHUNK, -(-len(paths) // workers)))
    return [paths[start:start + size]
            for start in range(0, len(paths), size)]


def run_here(folder, name, paths, workers):
    """Grade on this machine; yields the size of each part that is done."""
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        parts = [pool.submit(run_worker, folder, name, part)
                 for part in chunks(paths, workers)]
        try:
            for part in concurrent.futures.as_completed(parts):
                yield part.result()
        finally:
            pool.shutdown(cancel_futures=True)


def run_on_dask(folder, name, paths, scheduler):
    """Grade on the workers of a Dask scheduler, which replaces those that
    die; yields the size of each part that is done.
    """
    from distributed import Client, as_completed

    with Client(scheduler, timeout=30) as client:
        workers = max(1, len(client.scheduler_info()["workers"]))
        parts = [client.submit(run_worker, folder, name, part, retries=3,
                               pure=False) for part in chunks(paths, workers)]
        for part in as_completed(parts):
            yield part.result()


def run(folder, name, scheduler=None, workers=None):
    """Make sure that every submission has a result; how many were run."""
    due = pending(folder, name, submissions(folder, name).values())
    if not due:
        return 0
    parts = run_on_dask(folder, name, due, scheduler) if scheduler \
        else run_here(folder, name, due, workers or os.cpu_count())
    began, done = time.monotonic(), 0
    for size in parts:
        done += size
        rate = 60 * done / (time.monotonic() - began)
        print(f"{done} of {len(due)} graded, {rate:.0f} a minute", flush=True)
    return len(due)


def unreadable(folder, name):
    """Students whose files are no notebooks: nbgrader gives them no points."""
    found = set()
    for student, path in submissions(folder, name).items():
        try:
            worker.read_cells(path.read_bytes())
        except Exception:
            found.add(student)
    return found


def enter(folder, name):
    """Have nbgrader enter all results into its gradebook."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", name, "--force"],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "CLASS": str(folder)}, check=False)
    missed = {student for student in submissions(folder, name) if not (
        folder / "autograded" / student / name / f"{name}.ipynb").exists()}
    if done.returncode and not missed <= unreadable(folder, name):
        raise NotGraded(f"nbgrader failed:\n{done.stdout[-3000:]}")


def points(folder, name):
    """What the gradebook says: {student: {test: points}}."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {one.student.id: {
            grade.name: grade.score for grade in one.notebooks[0].grades}
            for one in gradebook.assignment_submissions(name)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", help="number of an exercise set, as 07")
    parser.add_argument("submissions", type=pathlib.Path, nargs="?")
    parser.add_argument("--scheduler", default=os.environ.get("SCHEDULER"))
    parser.add_argument("--workers", type=int)
    options = parser.parse_args()
    try:
        name = courses.read_course().assignment(options.set).name
        folder = class_folder()
        if not (folder / "source" / name).exists():
            raise NotGraded(f"{name} was not released; run make release first")
        run(folder, name, options.scheduler or None, options.workers)
        enter(folder, name)
    except (courses.CourseError, NotGraded, sandbox.NoSandbox) as error:
        sys.exit(f"grade: {error}")
    print(json.dumps(points(folder, name), indent=1)[:400])


if __name__ == "__main__":
    main()
