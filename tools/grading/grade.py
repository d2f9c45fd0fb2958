"""Grade a class: collect, run in the sandbox, enter, report, give back.

    python -m tools.grading.grade 07 SUBMISSIONS

SUBMISSIONS is a folder or zip as the learning platform gives it. What has a
result already is not run again, so a run that was stopped goes on when it is
started anew. SCHEDULER=address of a Dask scheduler has its workers, which see
this project and CLASS at the same paths, do the running.
"""
import argparse
import collections
import concurrent.futures
import os
import subprocess
import sys
import time

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from book.editions import LANGUAGES
from tools.exercises import ROOT, read
from tools.grading import course as courses
from tools.grading import feedback, sandbox, worker
from tools.grading.collect import collect, valid
from tools.grading.key import FETCH_ID
from tools.grading.release import (
    NotReleased,
    class_folder,
    edition,
    registered,
)
from tools.grading.report import Report
from tools.grading.tables import write_whole

STATUSES = {"counts": "to grade", "attempt": "replaced by a later one",
            "same": "handed in twice"}
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


def fair_copy(cells):
    """A notebook for nbgrader: of a submission its cells, where they stood,
    and which test or answer they say they are, whatever else was in it.

    `cells` are as `worker.read_cells` gives them.
    """
    copied = new_notebook(metadata={"kernelspec": {
        "name": "python3", "display_name": "Python 3", "language": "python"}})
    for place, cell in enumerate(cells):
        if cell["id"] != FETCH_ID:
            make = new_code_cell if cell["cell_type"] == "code" \
                else new_markdown_cell
            copied.cells.append(make(
                cell["source"].encode("utf-8", "replace").decode(),
                id=f"cell-{place}", metadata={"place": place, "nbgrader": {
                    "grade_id": cell["grade_id"]}}))
    return copied


def enter(folder, name):
    """Have nbgrader enter all results into its gradebook."""
    for student, path in submissions(folder, name).items():
        cells = feedback.cells_of(path.read_bytes())
        write_whole(folder / "entered" / student / name / f"{name}.ipynb",
                    nbformat.writes(fair_copy(cells)).encode())
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", name, "--force"],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "CLASS": str(folder)}, check=False)
    if done.returncode:
        raise NotGraded(f"nbgrader failed:\n{done.stdout[-3000:]}")


def points(folder, name):
    """What the gradebook says: {student: {test: points}}."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {one.student.id: {
            grade.name: grade.score for grade in one.notebooks[0].grades}
            for one in gradebook.assignment_submissions(name)}


def collected(export, name, folder):
    """Take an export in, and say how much there was of what."""
    counts = collections.Counter(
        row.status for row in collect(export, name, folder))
    print("Files:", ", ".join(f"{count} {STATUSES.get(status, status)}"
                              for status, count in counts.items()))


def language_of(folder, name):
    """The language of reports: what was released; of both, LANG_EDITION."""
    released = [language for language in LANGUAGES if (
        folder / "release" / language / name).exists()]
    return released[0] if len(released) == 1 else edition()


def due_list(folder, name):
    """Write what is to be graded elsewhere, a path a line, to due.txt."""
    due = pending(folder, name, submissions(folder, name).values())
    write_whole(folder / "due.txt", "".join(
        f"{path.relative_to(folder)}\n" for path in due).encode())
    print(f"{folder / 'due.txt'}: {len(due)} to grade")


def show(folder, name, tables, troubles):
    """Say what to look at, and where what is."""
    for whose, text in troubles:
        print(f"To look at: {whose}: {text}")
    report = folder / "report"
    print(f"The class:   {report / f'{name}.html'}\n"
          f"Look-alikes: {report / f'{name}-alike.html'}")
    for table in tables:
        what = "Points:     " if table.stem.endswith("-points") \
            else "To upload:  "
        print(f"{what} {table}")
    print(f"Feedback:    {folder / 'feedback'}")


def grade_class(options):
    """All that `make grade` does."""
    course = courses.read_course()
    given, folder = course.assignment(options.set), class_folder()
    name = given.name
    if not (folder / "source" / name).exists() \
            or not registered(folder, name):
        raise NotGraded(f"{name} was not released to this class, or not to "
                        f"the end: run make release EX={name[:2]} OUT=…")
    if nbformat.writes(courses.source(course, given)) != nbformat.writes(
            read(folder / "source" / name)):
        print("Note: the course file or the set is not as it was released; "
              "graded is what was. If only points changed, they hold after "
              f"make release EX={name[:2]} OUT=another place.")
    if options.submissions:
        collected(options.submissions, name, folder)
    paths = submissions(folder, name)
    if not paths:
        bad = "".join(f"\n{row.path}: {row.status}: {row.reason}"
                      for row in valid(name, folder))
        raise NotGraded(f"nothing that was handed in can be graded:{bad}"
                        if bad else f"there is no submission of {name} in "
                        f"{folder / 'submitted'}; name the export: "
                        "SUBMISSIONS=folder or zip")
    if options.list:
        return due_list(folder, name)
    run(folder, name, options.scheduler, options.workers)
    enter(folder, name)
    report = Report(folder, given, language_of(folder, name),
                    points(folder, name), paths)
    show(folder, name, *report.write())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", help="number of an exercise set, as 07")
    parser.add_argument("submissions", nargs="?", help="folder or zip; "
                        "without it, what was collected before")
    parser.add_argument("--scheduler", help="address of a Dask scheduler")
    parser.add_argument("--workers", type=int, help="default: all cores")
    parser.add_argument("--list", action="store_true",
                        help="only write what is to grade to CLASS/due.txt")
    options = parser.parse_args()
    try:
        grade_class(options)
    except (courses.CourseError, NotGraded, NotReleased, sandbox.NoSandbox,
            OSError, ValueError) as error:
        sys.exit(f"grade: {error}")
    except KeyboardInterrupt:
        sys.exit("\ngrade: stopped; start it again, and it goes on from here")


if __name__ == "__main__":
    main()
