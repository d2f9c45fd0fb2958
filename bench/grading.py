"""A class of 300 that hands in chapter 7's exercises: how long grading takes.

    python bench/grading.py

On all cores: the sandbox's runs, nbgrader's gradebook, feedback and reports.
Beside it, in the same run, what each notebook would take in a Jupyter kernel
of its own, as nbgrader starts one: 20 of them, one after the other. The result
goes to bench/grading.json; the guide for instructors shows it.
"""
import datetime
import json
import os
import pathlib
import random
import tempfile
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.classes import (
    answered,
    make_class,
    rounds,
    run_nbgrader,
    solution_cells,
)
from tools.exercises import EXERCISES, SOLUTIONS, read, wrong_answers
from tools.grading import grade
from tools.grading.course import assignment
from tools.grading.report import Report

NAME = "07-convolution"
STUDENTS, COLD = 300, 20
KEPT = pathlib.Path(__file__).with_suffix(".json")


def hand_in(number, rng):
    """A student's notebook: right, partly wrong, or in part empty."""
    starter = read(EXERCISES / "en" / NAME)
    answers = solution_cells(read(SOLUTIONS / NAME))
    for answer in rng.choice(rounds(wrong_answers(SOLUTIONS / NAME))).values():
        if rng.random() < 0.3:
            answers[f"{answer['exercise']}-solution"] = answer["code"]
    notebook = answered(starter, {
        cell: code for cell, code in answers.items() if rng.random() < 0.9})
    notebook.cells.append(nbformat.v4.new_code_cell(f"student = {number}"))
    return notebook


def seconds(work, *arguments):
    start = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - start


def in_a_kernel(notebook):
    """Run a notebook as nbgrader's own step does."""
    client = NotebookClient(notebook, timeout=120, kernel_name="python3",
                            allow_errors=True)
    try:
        client.execute()
    except CellExecutionError:
        pass  # nbgrader goes on too


def report(folder):
    """Write what the instructor and the students get."""
    given = assignment(SOLUTIONS / NAME, {})
    Report(folder, given, "en", grade.points(folder, NAME),
           grade.submissions(folder, NAME)).write()


def measure(students, cold):
    """Seconds of each step for a class, and of one of `cold` notebooks, each
    run in a kernel of its own.
    """
    rng = random.Random(0)
    notebooks = {f"student-{number:03}": hand_in(number, rng)
                 for number in range(students)}
    with tempfile.TemporaryDirectory() as place:
        folder = make_class(pathlib.Path(place) / "class",
                            {NAME: read(SOLUTIONS / NAME)}, {NAME: notebooks})
        run_nbgrader(folder, "generate_assignment", NAME)
        took = {"sandbox": seconds(grade.run, folder, NAME),
                "gradebook": seconds(grade.enter, folder, NAME),
                "reports": seconds(report, folder)}
    some = list(notebooks.values())[:cold]
    return took, seconds(lambda: [in_a_kernel(one) for one in some]) / cold


def main():
    took, kernel = measure(STUDENTS, COLD)
    warm = took["sandbox"] * os.cpu_count() / STUDENTS
    KEPT.write_text(json.dumps({
        "date": datetime.date.today().isoformat(), "set": NAME,
        "submissions": STUDENTS, "cores": os.cpu_count(),
        "seconds": {name: round(value, 1) for name, value in took.items()},
        "per_minute": round(60 * STUDENTS / sum(took.values())),
        "core_seconds_each": {"sandbox": round(warm, 2),
                              "kernel": round(kernel, 2)},
        "ratio": round(kernel / warm, 1)}, indent=1) + "\n")
    print(KEPT.read_text())


if __name__ == "__main__":
    main()
