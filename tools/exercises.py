"""Make exercises/en and exercises/ko from solutions/.

    python tools/exercises.py           # write what changed
    python tools/exercises.py --check   # only say what would change

The sources are checked first; what is wrong is named by a rule's id:

EX-01  at least two wrong answers are stored for each exercise
EX-02  3–5 exercises, numbered; prompt, solution, check, hidden tests, a look
EX-03  nbgrader's metadata as it should be, ids unique and in order
EX-04  1–8 lines between a solution's markers; hidden tests all between theirs
EX-05  prompt with label, heading, minutes, level and a hint, in both languages
EX-06  tests use only what they import or define, and the student's own names
EX-07  tests leave no value, warning or (hidden tests) output at all
EX-08  each English cell is followed by its Korean one
EX-09  prose reads well in a plain notebook too: no directives, no roles
EX-10  a question for who is stuck in each exercise, in both languages
"""
import argparse
import ast
import builtins
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import nbformat
import yaml

from book.editions import LANGUAGES
from tools.prose import HANGUL

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOLUTIONS = ROOT / "solutions"
EXERCISES = ROOT / "exercises"
MAX_LINES = 8
PARTS = {"solution": {"grade": False, "locked": False, "solution": True},
         "check": {"grade": True, "locked": True, "solution": False,
                   "points": 1},
         "hidden": {"grade": True, "locked": True, "solution": False,
                    "points": 2}}
HIDDEN_FIRST = "# When this is graded, further cases are tried here."
HEADING = {"en": r"^## Exercise {k} — \S", "ko": r"^## 연습문제 {k} — \S"}
PROMPT = {"en": {"minutes": r"\d+ min", "level": r"[Ll]evel",
                 "hint": r"<details>\s*<summary>Hint</summary>"},
          "ko": {"minutes": r"\d+ ?분", "level": "난이도",
                 "hint": r"<details>\s*<summary>힌트</summary>"}}


def read(folder):
    """The notebook in solutions/NN-slug or exercises/xx/NN-slug."""
    return nbformat.read(folder / f"{folder.name}.ipynb", as_version=4)


def language_of(cell):
    """`en`, `ko`, or None for a cell that belongs to both."""
    tags = cell.metadata.get("tags", [])
    return next((tag for tag in LANGUAGES if tag in tags), None)


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def exercises_in(notebook):
    """The cells of each exercise: from one English prompt to the next."""
    groups = []
    for cell in notebook.cells:
        if language_of(cell) == "en" \
                and re.search(r"^## Exercise \d", cell.source, re.MULTILINE):
            groups.append([])
        if groups:
            groups[-1].append(cell)
    return groups


def between(source, kind):
    """Lines outside and inside a pair of markers; None if they do not match.

    `kind` is SOLUTION or HIDDEN TESTS.
    """
    begin, end = f"### BEGIN {kind}", f"### END {kind}"
    outside, inside, opened, closed = [], [], 0, 0
    for line in source.splitlines():
        if line.strip() == begin and opened == closed:
            opened += 1
        elif line.strip() == end and opened == closed + 1:
            closed += 1
        elif f"BEGIN {kind}" in line or f"END {kind}" in line:
            return None
        else:
            (inside if opened > closed else outside).append(line)
    return (outside, inside) if opened == closed == 1 else None


def bound_names(tree):
    """Names that code binds, wherever in it."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


def borrowed_names(test, solution):
    """Names that a test uses but neither binds nor gets from the solution."""
    given = {node.name for node in ast.parse(solution).body
             if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    tree = ast.parse(test)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return sorted(used - given - bound_names(tree) - set(dir(builtins)))


def structure_problems(groups):
    """EX-02 and EX-03: what cells there are, in what order, marked how."""
    if not 3 <= len(groups) <= 5:
        yield f"EX-02 {len(groups)} exercises; 3 to 5 are wanted"
    for k, cells in enumerate(groups, start=1):
        marked = [cell for cell in cells if "nbgrader" in cell.metadata]
        wanted = [f"ex{k}-{part}" for part in PARTS]
        if [grade_id(cell) for cell in marked] != wanted:
            yield (f"EX-03 exercise {k}: graded cells are "
                   f"{[grade_id(cell) for cell in marked]}, not {wanted}")
            continue
        for cell, (part, mark) in zip(marked, PARTS.items()):
            full = {"schema_version": 3, "task": False, **mark,
                    "grade_id": f"ex{k}-{part}"}
            if dict(cell.metadata.nbgrader) != full:
                yield f"EX-03 ex{k}-{part}: metadata are not {full}"
        after = cells[cells.index(marked[-1]) + 1:]
        if not any(cell.cell_type == "code" for cell in after):
            yield f"EX-02 exercise {k}: no cell looks at the result"
        prose = [c.source for c in cells if language_of(c) == "en"]
        if not any("?" in text for text in prose):
            yield f"EX-02 exercise {k}: no question about the result"


def marker_problems(notebook):
    """EX-04: markers only where they belong, and how much is between them."""
    for cell in notebook.cells:
        name = grade_id(cell)
        kind = {"solution": "SOLUTION", "hidden": "HIDDEN TESTS"}.get(
            name.rpartition("-")[2])
        if kind is None:
            if re.search("(BEGIN|END) (SOLUTION|HIDDEN TESTS)", cell.source):
                yield f"EX-04 cell {cell.id}: a marker does not belong here"
            continue
        parts = between(cell.source, kind)
        if parts is None:
            yield (f"EX-04 {name}: needs one '### BEGIN {kind}' and after it "
                   f"one '### END {kind}'")
            continue
        outside, inside = ([line for line in part if line.strip()]
                           for part in parts)
        if kind == "SOLUTION" and not 1 <= len(inside) <= MAX_LINES:
            yield f"EX-04 {name}: {len(inside)} lines to write, not 1 to 8"
        if kind == "HIDDEN TESTS" and outside != [HIDDEN_FIRST]:
            yield f"EX-04 {name}: outside the markers stands only this: " \
                  f"{HIDDEN_FIRST}"


def prompt_problems(groups, slug):
    """EX-05: what a prompt says, in each language."""
    for k, cells in enumerate(groups, start=1):
        for language, cell in zip(LANGUAGES, cells):
            where = f"EX-05 exercise {k} ({language})"
            if language_of(cell) != language:
                yield f"{where}: no prompt"
                continue
            if not cell.source.startswith(f"(ex-{slug}-{k})=\n## "):
                yield f"{where}: does not begin with (ex-{slug}-{k})= and " \
                      "its heading"
            heading = HEADING[language].format(k=k)
            if not re.search(heading, cell.source, re.MULTILINE):
                yield f"{where}: the heading is not like {heading}"
            for what, pattern in PROMPT[language].items():
                if not re.search(pattern, cell.source):
                    yield f"{where}: no {what} ({pattern})"


def test_problems(groups):
    """EX-06 and EX-07: tests that stand by themselves and stay silent."""
    for cells in groups:
        by_id = {grade_id(cell): cell for cell in cells}
        solution = next((cell.source for name, cell in by_id.items()
                         if name.endswith("-solution")), "")
        for name, cell in by_id.items():
            if not name.endswith(("-check", "-hidden")):
                continue
            if borrowed := borrowed_names(cell.source, solution):
                yield f"EX-06 {name}: uses {', '.join(borrowed)} from outside"
            kinds = {output.get("name", output.output_type)
                     for output in cell.outputs}
            allowed = {"stdout"} if name.endswith("-check") else set()
            if kinds - allowed:
                yield f"EX-07 {name}: leaves {', '.join(kinds - allowed)}"


def prose_problems(notebook):
    """EX-08 and EX-09: both languages, and nothing but plain Markdown."""
    cells = notebook.cells
    for cell, after in zip(cells, [*cells[1:], None]):
        if language_of(cell) == "en" \
                and (after is None or language_of(after) != "ko"):
            yield f"EX-08 cell {cell.id}: no Korean cell follows it"
        if cell.cell_type == "markdown" and (found := re.search(
                r"^(:{3,}|`{3,}\{)|\{[a-z:]+\}`", cell.source, re.MULTILINE)):
            yield f"EX-09 cell {cell.id}: {found[0]} shows raw in Jupyter"


def problems(notebook, name):
    """What is wrong with the source of an exercise set, line by line."""
    groups = exercises_in(notebook)
    return [*structure_problems(groups), *marker_problems(notebook),
            *prompt_problems(groups, name.partition("-")[2]),
            *test_problems(groups), *prose_problems(notebook)]


def wrong_answers(folder):
    """The stored wrong answers of an exercise set, none if there is no file.
    """
    path = folder / "wrong_answers.yml"
    if not path.exists():
        return []
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def questions(folder):
    """What to ask about each exercise of a set: {ex1: {en: …, ko: …}, …}."""
    return yaml.safe_load(
        (folder / "questions.yml").read_text(encoding="utf-8"))


def question_problems(asked, notebook):
    """EX-10: what is wrong with the questions."""
    wanted = [f"ex{k}" for k in range(1, len(exercises_in(notebook)) + 1)]
    if list(asked) != wanted:
        yield f"EX-10 questions for {list(asked)}, not {wanted}"
    for exercise, texts in asked.items():
        if set(texts) != set(LANGUAGES):
            yield f"EX-10 {exercise}: languages are {sorted(texts)}"
        elif not HANGUL.search(texts["ko"]):
            yield f"EX-10 {exercise}: ko is not Korean"
        elif not all(text.endswith("?") for text in texts.values()):
            yield f"EX-10 {exercise}: does not end with a question mark"


def answer_problems(answers, notebook):
    """EX-01: what is wrong with the wrong answers."""
    counts = {f"ex{k}": 0 for k in range(1, len(exercises_in(notebook)) + 1)}
    for number, answer in enumerate(answers, start=1):
        where = f"EX-01 wrong answer {number}"
        if set(answer) != {"exercise", "name", "ko", "code", "loses"}:
            yield f"{where}: keys are {sorted(answer)}"
        elif not HANGUL.search(answer["ko"]):
            yield f"{where}: ko is not Korean"
        elif answer["exercise"] not in counts:
            yield f"{where}: there is no {answer['exercise']}"
        else:
            k = answer["exercise"]
            counts[k] += 1
            lost = set(answer["loses"])
            if not lost or not lost <= {f"{k}-check", f"{k}-hidden"}:
                yield f"{where}: loses {sorted(lost)}"
            try:
                ast.parse(answer["code"])
            except SyntaxError as error:
                yield f"{where}: {error}"
    for k, count in counts.items():
        if count < 2:
            yield f"EX-01 {k}: {count} wrong answers, at least two are wanted"


def release(language, into, solutions=SOLUTIONS):
    """Have nbgrader make every exercise set of one language."""
    result = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "*",
         "--no-db", f"--CourseDirectory.source_directory={solutions}",
         f"--CourseDirectory.release_directory={into}"],
        cwd=ROOT, env={**os.environ, "LANG_EDITION": language}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if result.returncode:
        sys.exit(f"exercises: nbgrader failed ({language}):\n{result.stdout}")


def generate(into, solutions=SOLUTIONS):
    """Make all exercises of both languages in a folder."""
    if not any(pathlib.Path(solutions).glob("*/*.ipynb")):
        return
    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(lambda language: release(
            language, pathlib.Path(into) / language, solutions), LANGUAGES))


def contents(folder):
    """Every file below a folder, by its path in there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*.ipynb"))
            if ".ipynb_checkpoints" not in path.parts}


def update(new, old, write=True):
    """Bring a folder to new contents; return the paths that differed."""
    wanted, found = contents(new), contents(old)
    changed = sorted(path for path in wanted.keys() | found.keys()
                     if wanted.get(path) != found.get(path))
    for path in changed if write else []:
        if path in wanted:
            (old / path).parent.mkdir(parents=True, exist_ok=True)
            (old / path).write_bytes(wanted[path])
        else:
            (old / path).unlink()
            if not any((old / path).parent.iterdir()):
                (old / path).parent.rmdir()
    return changed


def main(arguments=None, solutions=SOLUTIONS, exercises=EXERCISES):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(arguments).check
    wrong = [f"{folder.name}: {line}" for folder in sorted(solutions.iterdir())
             if folder.is_dir()
             for line in problems(read(folder), folder.name)]
    if wrong:
        sys.exit("exercises: not made:\n" + "\n".join(wrong))
    with tempfile.TemporaryDirectory() as made:
        generate(made, solutions)
        changed = update(pathlib.Path(made), exercises, write=not check)
    for path in changed:
        print(f"{exercises.name}/{path}")
    if check and changed:
        sys.exit("exercises: these are not what solutions/ gives; run: "
                 "make exercises")


if __name__ == "__main__":
    main()
