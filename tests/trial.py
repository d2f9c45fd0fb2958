"""Try what students might hand in, without nbgrader and much faster.

    python tests/trial.py SECONDS < submissions.json > errors.json

Standard input holds groups of submissions, each of them a list of code cells,
[name, source]; the submissions of a group begin with the same cells. Standard
output holds the error of each cell that failed, {name: [kind, message]}, in
the same order. As when nbgrader grades, a cell that fails does not end its
notebook, nor does one that is stopped after SECONDS of computing. What all
submissions need is imported once, what a group begins with is run once; from
there each submission goes on in a process of its own, forked.
"""
import itertools
import json
import os
import pathlib
import signal
import sys

import psutil
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


def forked(work, *arguments):
    """What `work` returns, worked out in a process forked from this one."""
    assert psutil.Process().num_threads() == 1, "threads do not survive a fork"
    read, write = os.pipe()
    if not os.fork():
        with open(write, "w") as pipe:
            json.dump(work(*arguments), pipe)
        os._exit(0)
    os.close(write)
    with open(read) as pipe:
        result = pipe.read()
    assert os.wait()[1] == 0 and result
    return json.loads(result)


def too_long(*_):
    raise TimeoutError("took too long")


def run(shell, cells, seconds):
    """Errors of the cells that failed, by name."""
    errors = {}
    for name, source in cells:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        outcome = shell.run_cell(source)
        signal.setitimer(signal.ITIMER_PROF, 0)
        error = outcome.error_before_exec or outcome.error_in_exec
        if error:
            errors[name] = [type(error).__name__, str(error)]
    return errors


def run_group(submissions, seconds):
    """Errors of each submission; their common beginning is run once."""
    columns = itertools.zip_longest(*submissions)
    same = sum(1 for _ in itertools.takewhile(
        lambda column: column.count(column[0]) == len(column), columns))
    shell = InteractiveShell.instance(config=Config(
        HistoryManager={"enabled": False}))
    errors = run(shell, submissions[0][:same], seconds)
    return [errors | forked(run, shell, cells[same:], seconds)
            for cells in submissions]


def main():
    import matplotlib
    import torch  # noqa: F401

    matplotlib.use("Agg")
    signal.signal(signal.SIGPROF, too_long)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the cells print
    json.dump([forked(run_group, group, int(sys.argv[1]))
               for group in json.load(sys.stdin)], answers)


if __name__ == "__main__":
    sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
    main()
