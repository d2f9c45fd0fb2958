"""Give out an exercise set: a folder or zip for students.

    python -m tools.grading.release 07 OUT

OUT ends with .zip or is a folder, new or empty. It gets the notebook in the
language of LANG_EDITION and what the notebook needs, so that it works without a
network too. CLASS/source/NAME keeps the source that submissions will be graded
by; nbgrader's gradebook learns its tests. All this is written after the set was
tried, and what was begun is taken back if the release fails.
"""
import argparse
import contextlib
import copy
import datetime
import json
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile

import nbformat
from nbgrader.api import Gradebook, MissingEntry

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
from tools.grading.tables import write_whole
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


def make_source(course, given, folder):
    """Write the source that submissions will be graded by; its folder."""
    made = folder / "source" / given.name
    write_whole(made / f"{given.name}.ipynb",
                nbformat.writes(courses.source(course, given)).encode())
    return made


def without_points(notebook):
    """The text of a source, whatever its tests are worth."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.metadata.get("nbgrader", {}).pop("points", None)
    return nbformat.writes(notebook)


def must_fit(out, made, folder):
    """Raise NotReleased if OUT is taken, or `made` is not what was handed in,
    be it worth more or less.
    """
    if out.exists() and (out.is_file() or any(out.iterdir())):
        raise NotReleased(f"{out} is there already; choose another OUT")
    kept = folder / "source" / made.name
    if kept.exists() and any(folder.glob(f"submitted/*/{made.name}")) \
            and without_points(read(kept)) != without_points(read(made)):
        raise NotReleased(
            f"{made.name} has been handed in as it was released before, and "
            "now the course file or the set says otherwise. Put them back, or "
            f"move {kept} and the submissions away and release anew.")


def cells_with(notebook, answers):
    """The code cells of a source, some solutions replaced, for the judge."""
    return [{"cell_type": cell.cell_type, "id": cell.id,
             "grade_id": grade_id(cell),
             "source": answers.get(grade_id(cell), cell.source)}
            for cell in notebook.cells if cell.cell_type == "code"]


def try_key(course, given, made):
    """What the key does to its solution, an empty notebook, wrong answers.

    Yields what is not as it should be.
    """
    key, notebook = read_key(made), read(made)
    answers = wrong_answers(given.folder) if course.variant == "book" \
        else vary_answers(given.folder, course.variant)
    box = sandbox.Sandbox(key.setup,
                          sandbox.read_limits(courses.class_path()))
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


def check(course, given, made):
    """Raise NotReleased with all that is wrong with an exercise set."""
    whole = read(given.folder)
    wrong = [*problems(whole, given.name),
             *answer_problems(wrong_answers(given.folder), whole)]
    wrong = wrong or list(try_key(course, given, made))
    if wrong:
        raise NotReleased("\n".join([f"{given.name} is not ready:", *wrong]))


def registered(folder, name):
    """Whether the gradebook of a class knows an exercise set."""
    if not (folder / "gradebook.db").exists():
        return False
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return any(one.name == name and one.notebooks
                   for one in gradebook.assignments)


def forget(folder, name):
    """Take a set that was not released after all out of the gradebook."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook, \
            contextlib.suppress(MissingEntry):
        gradebook.remove_assignment(name)


def register(given, made, folder, language):
    """Have nbgrader make the students' notebook beside `made`; it, as a path.
    """
    place = made.parents[1]
    result = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", given.name,
         f"--CourseDirectory.source_directory={place / 'source'}",
         f"--CourseDirectory.release_directory={place / 'release'}"],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "CLASS": str(folder),
             "LANG_EDITION": language}, check=False)
    if result.returncode:
        raise NotReleased(f"nbgrader failed:\n{result.stdout}")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(given.name, duedate=given.due)
    return place / "release" / given.name / f"{given.name}.ipynb"


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


def pack(out, notebook, name):
    """What OUT will be, beside it under a name of its own: a zip or folder."""
    out.parent.mkdir(parents=True, exist_ok=True)
    new = out.with_name(f".{secrets.token_hex(8)}.new")
    if out.suffix != ".zip":
        fill(new, notebook, name)
        return new
    with tempfile.TemporaryDirectory() as temporary:
        fill(pathlib.Path(temporary) / name, notebook, name)
        packed = shutil.make_archive(f"{temporary}/{name}", "zip", temporary,
                                     name)
        shutil.move(packed, new)
    return new


def keep(made, notebook, language, folder):
    """Put the release into the class; its source comes last.

    While there is no source, nothing of a set is graded.
    """
    name, source = made.name, folder / "source" / made.name
    new = (made / f"{name}.ipynb").read_bytes()
    write_whole(folder / "release" / language / name / f"{name}.ipynb",
                notebook.read_bytes())
    write_whole(source / f"{name}.ipynb", new)


def give_out(course, given, language, out):
    """Release a set: all of it, or nothing is left behind."""
    folder, path = courses.class_path(), colab_path(given.name, language)
    with tempfile.TemporaryDirectory() as place:
        made = make_source(course, given, pathlib.Path(place))
        must_fit(out, made, folder)
        print(f"Trying {given.name} on its solution and its wrong answers …")
        check(course, given, made)
        class_folder()
        known, new = registered(folder, given.name), None
        try:
            notebook = register(given, made, folder, language)
            new = pack(out, export_notebook(read(notebook.parent), language,
                                            path), given.name)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # only moments
            keep(made, notebook, language, folder)
            new.replace(out)
        except BaseException:
            if not known:
                forget(folder, given.name)
            if new and new.is_dir():
                shutil.rmtree(new)
            elif new:
                new.unlink(missing_ok=True)
            raise
        return len(exercises_in(read(made)))


def colab_path(name, language):
    """Where a notebook of the book's own is in the repository."""
    return f"exercises/{language}/{name}/{name}.ipynb"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", help="number of an exercise set, as 07")
    parser.add_argument("out", type=pathlib.Path)
    options = parser.parse_args()
    try:
        course, language = courses.read_course(), edition()
        given = course.assignment(options.set)
        count = give_out(course, given, language, options.out)
    except (courses.CourseError, NotReleased, sandbox.NoSandbox,
            OSError) as error:
        sys.exit(f"release: {error}")
    except KeyboardInterrupt:
        sys.exit("\nrelease: stopped; nothing was given out")
    print(f"{options.out}: {given.name}, {count} exercises, "
          f"variant {course.variant!r}, due {given.due or '-'}")
    if given.due and given.due < datetime.datetime.now():
        print("Note: that is past already; is `due` right in the course file?")
    if course.variant == "book" and given.folder.parent == SOLUTIONS:
        link = colab_address(
            settings()["repository"], language,
            colab_path(given.name, language).removesuffix(".ipynb"))
        print(f"All of its exercises on Colab: {link}")
    else:
        print("For Colab: put the notebook into a shared Drive folder, or "
              "attach it where students hand in.")


if __name__ == "__main__":
    main()
