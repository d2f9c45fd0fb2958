"""Give out an exercise set: a folder or zip for students.

    python -m tools.grading.release 07 OUT

OUT ends with .zip or is a folder, new or empty. It gets the notebook in the
language of LANG_EDITION and what the notebook needs, so that it works without a
network too. CLASS/source/NAME keeps the source that submissions will be graded
by; nbgrader's gradebook learns its tests.
"""
import argparse
import json
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import tempfile

import nbformat
from nbgrader.api import Gradebook

from book.editions import LANGUAGES
from book.export import colab_address, export_notebook, settings
from tools.exercises import (
    ROOT,
    SOLUTIONS,
    answer_problems,
    exercises_in,
    grade_id,
    problems,
    read,
    wrong_answers,
)
from tools.grading import course as courses
from tools.grading import judge, sandbox
from tools.grading.key import read_key
from tools.variants import vary_answers

NEEDED = ("utils", "checkpoints", "claims.yml")


class NotReleased(RuntimeError):
    """What is wrong with the set, or with the place to put it."""


def edition():
    """The language that LANG_EDITION asks for."""
    language = os.environ.get("LANG_EDITION", "en")
    if language not in LANGUAGES:
        raise NotReleased(f"LANG_EDITION={language}: there are en and ko")
    return language


def class_folder():
    """The folder of the class, with its secret; made if it is not there."""
    folder = courses.class_path()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text("*\n")
    secret = folder / "secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(16))
    return folder


def keep_source(course, given, folder):
    """Write the source that submissions are graded by; its folder."""
    kept = folder / "source" / given.name
    notebook = courses.source(course, given)
    new = nbformat.writes(notebook)
    path = kept / f"{given.name}.ipynb"
    handed_in = any(folder.glob(f"submitted/*/{given.name}"))
    if path.exists() and path.read_text(encoding="utf-8") != new \
            and handed_in:
        raise NotReleased(
            f"{given.name} has been handed in as it was released before, and "
            "now the course file or the set says otherwise. Put them back, or "
            f"move {kept} and the submissions away and release anew.")
    kept.mkdir(parents=True, exist_ok=True)
    path.write_text(new, encoding="utf-8")
    return kept


def cells_with(notebook, answers):
    """The code cells of a source, some solutions replaced, for the judge."""
    return [{"cell_type": cell.cell_type, "id": cell.id,
             "grade_id": grade_id(cell),
             "source": answers.get(grade_id(cell), cell.source)}
            for cell in notebook.cells if cell.cell_type == "code"]


def try_key(course, given, kept):
    """What the key does to its solution, an empty notebook, wrong answers.

    Yields what is not as it should be.
    """
    key, notebook = read_key(kept), read(kept)
    answers = wrong_answers(given.folder) if course.variant == "book" \
        else vary_answers(given.folder, course.variant)
    box = sandbox.Sandbox(key.setup,
                          sandbox.read_limits(kept.parents[1]))
    names = {one.name: one for one in key.exercises}
    trials = [("the solution", {}, set()), (
        "the empty notebook", {f"{name}-solution": one.starter
                               for name, one in names.items()},
        {test.name for test in key.tests})]
    trials += [(f"{answer['exercise']}, {answer['name']}",
                {f"{answer['exercise']}-solution": answer["code"]},
                set(answer["loses"])) for answer in answers
               if answer["exercise"] in names]
    try:
        for what, code, loses in trials:
            found = judge.grade(cells_with(notebook, code), key, box, "try")
            lost = {name for name, error in found["tests"].items() if error}
            if lost != loses:
                yield (f"{what}: loses {sorted(lost)}, not {sorted(loses)}: "
                       f"{[found['tests'][name] for name in lost - loses]}")
    finally:
        box.close()


def check(course, given, kept):
    """Raise NotReleased with all that is wrong with an exercise set."""
    whole = read(given.folder)
    wrong = [*problems(whole, given.name),
             *answer_problems(wrong_answers(given.folder), whole)]
    wrong = wrong or list(try_key(course, given, kept))
    if wrong:
        raise NotReleased("\n".join([f"{given.name} is not ready:", *wrong]))


def register(given, folder, language):
    """Have nbgrader make the students' notebook; it, as released."""
    result = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", given.name],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "CLASS": str(folder),
             "LANG_EDITION": language}, check=False)
    if result.returncode:
        raise NotReleased(f"nbgrader failed:\n{result.stdout}")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(given.name, duedate=given.due)
    return read(folder / "release" / language / given.name)


def fill(out, notebook, name):
    """Write the notebook and what it needs into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.ipynb").write_text(json.dumps(
        notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for needed in NEEDED:
        if (ROOT / needed).is_dir():
            shutil.copytree(ROOT / needed, out / needed,
                            ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / needed, out / needed)


def hand_out(out, notebook, name):
    """A zip or a folder for students; nothing is overwritten."""
    if out.exists() and (out.is_file() or any(out.iterdir())):
        raise NotReleased(f"{out} is there already; choose another OUT")
    with tempfile.TemporaryDirectory() as temporary:
        made = pathlib.Path(temporary) / name
        fill(made, notebook, name)
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix == ".zip":
            packed = shutil.make_archive(made, "zip", temporary, name)
            shutil.move(packed, out)
        else:
            shutil.copytree(made, out, dirs_exist_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", help="number of an exercise set, as 07")
    parser.add_argument("out", type=pathlib.Path)
    options = parser.parse_args()
    try:
        course, language = courses.read_course(), edition()
        given = course.assignment(options.set)
        folder = class_folder()
        kept = keep_source(course, given, folder)
        print(f"Trying {given.name} on its solution and its wrong answers …")
        check(course, given, kept)
        released = register(given, folder, language)
        path = f"exercises/{language}/{given.name}/{given.name}.ipynb"
        hand_out(options.out, export_notebook(
            released, language, path), given.name)
    except (courses.CourseError, NotReleased, sandbox.NoSandbox) as error:
        sys.exit(f"release: {error}")
    print(f"{options.out}: {given.name}, {len(exercises_in(read(kept)))} "
          f"exercises, variant {course.variant!r}, due {given.due or '-'}")
    if course.variant == "book" and given.folder.parent == SOLUTIONS:
        link = colab_address(settings()["repository"], language,
                             path.removesuffix(".ipynb"))
        print(f"All of its exercises on Colab: {link}")
    else:
        print("For Colab: put the notebook into a shared Drive folder, or "
              "attach it where students hand in.")


if __name__ == "__main__":
    main()
