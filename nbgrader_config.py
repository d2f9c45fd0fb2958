"""nbgrader over this repository: from solutions/ to exercises/ to grades.

Run nbgrader in the project's folder. Two variables change what it does:

LANG_EDITION  en or ko: the language that `generate_assignment` keeps
CLASS         the folder of a class (`tools/grading/`); default: grading/
"""
import os
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import DeduplicateIds, Execute

from tools.grading.course import class_path
from tools.grading.steps import (
    HandOut,
    KeepOneLanguage,
    MendSubmission,
    UseResult,
)

c = get_config()
language = os.environ.get("LANG_EDITION", "en")
grading = class_path()
os.environ["CLASS"] = str(grading)

# nbgrader calls `alembic`; find it also where .venv was not activated.
if not shutil.which("alembic"):
    os.environ["PATH"] = os.pathsep.join(
        [str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])

# What belongs to a class stays together and out of git.
if "nbgrader" in sys.argv[0] and "--no-db" not in sys.argv:
    grading.mkdir(parents=True, exist_ok=True)
    if not (grading / ".gitignore").exists():
        (grading / ".gitignore").write_text("*\n")

c.CourseDirectory.source_directory = str(grading / "source")
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "__pycache__", "wrong_answers.yml", "variants.py",
    "questions.yml"]
c.CourseDirectory.release_directory = str(grading / "release" / language)
c.CourseDirectory.submitted_directory = str(grading / "entered")
c.CourseDirectory.autograded_directory = str(grading / "autograded")
c.CourseDirectory.feedback_directory = str(grading / "feedback")
c.CourseDirectory.db_url = f"sqlite:///{grading / 'gradebook.db'}"

# Exercises are generated and never edited: made anew each time.
c.GenerateAssignment.force = True
c.KeepOneLanguage.language = language
c.GenerateAssignment.preprocessors = [
    KeepOneLanguage, *GenerateAssignment.preprocessors.default_args[0],
    HandOut]
c.ClearSolutions.code_stub = {"python": (
    "# Your code here, in place of the next line.\n"
    'raise NotImplementedError("this part is yours to write")')}

# A submission is mended before it is run: see MendSubmission.
c.Autograde.sanitize_preprocessors = [
    MendSubmission if step is DeduplicateIds else step
    for step in Autograde.sanitize_preprocessors.default_args[0]]
c.Autograde.autograde_preprocessors = [
    UseResult if step is Execute else step
    for step in Autograde.autograde_preprocessors.default_args[0]]
# nbgrader takes anything on stderr for a failed test; a warning is none.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = ".*"
