"""What a notebook is graded by: read from the source of an exercise set."""
import ast
import dataclasses
import functools
import re

from tools.exercises import (
    between,
    exercises_in,
    grade_id,
    language_of,
    read,
)

FETCH_ID = "fetch-course"  # the cell that makes `utils` importable
LONGEST = 100_000          # characters of a cell that is still run


@dataclasses.dataclass(frozen=True)
class Test:
    name: str       # ex1-check or ex1-hidden
    source: str
    points: float


@dataclasses.dataclass(frozen=True)
class Exercise:
    name: str       # ex1
    defines: tuple  # names that the student's code gives
    starter: str    # what the student got
    solution: str
    tests: tuple


@dataclasses.dataclass(frozen=True)
class Key:
    name: str       # 07-convolution
    setup: str      # what every notebook begins with, and late imports
    exercises: tuple
    given: frozenset  # code that comes with the notebook and is not needed

    @property
    def tests(self):
        return [test for one in self.exercises for test in one.tests]


def claimed_id(metadata):
    """The grade id that a cell of a submission says it has, or None."""
    mark = metadata.get("nbgrader")
    claimed = mark.get("grade_id") if isinstance(mark, dict) else None
    return claimed if isinstance(claimed, str) else None


def squeezed(source):
    """Code without spaces at line ends and empty lines, to compare."""
    lines = (line.rstrip() for line in source.splitlines())
    return "\n".join(line for line in lines if line)


@functools.lru_cache(10_000)
def defined_names(source):
    """Names that the top level of a cell defines; of a broken one, those that
    are seen; of one that is too long, none.
    """
    if len(source) > LONGEST:
        return frozenset()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(re.findall(r"^(?:def|class) (\w+)", source,
                                    re.MULTILINE))
    names = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets
                      if isinstance(target, ast.Name)}
    return frozenset(names)


# The first optimizer imports 800 modules, for a second. Every submission would
# pay for it, since each has a fresh copy of what was imported beforehand.
LATE = '__import__("torch._dynamo")'
STUB = "# Your code here, in place of the next line.\n" \
       'raise NotImplementedError("this part is yours to write")'


def starter_of(source):
    """A solution cell as students get it (as nbgrader makes it)."""
    kept, inside = [], False
    for line in source.splitlines():
        if "### BEGIN SOLUTION" in line:
            inside, indent = True, line[:len(line) - len(line.lstrip())]
            kept += [indent + stub for stub in STUB.splitlines()]
        if not inside:
            kept.append(line)
        inside = inside and "### END SOLUTION" not in line
    return "\n".join(kept)


def without_markers(source, kind):
    parts = between(source, kind)
    if parts is None:
        return source
    return "\n".join(line for line in source.splitlines()
                     if f"### BEGIN {kind}" not in line
                     and f"### END {kind}" not in line)


def exercise(cells):
    """An exercise from its cells; None if it has no tests."""
    marked = {grade_id(cell).partition("-")[2]: cell for cell in cells
              if grade_id(cell)}
    solution = marked["solution"]
    name = grade_id(solution).partition("-")[0]
    tests = tuple(Test(grade_id(cell), without_markers(
        cell.source, "HIDDEN TESTS"), cell.metadata.nbgrader["points"])
        for cell in cells if cell.metadata.get("nbgrader", {}).get("grade"))
    return Exercise(
        name, tuple(sorted(defined_names(solution.source))),
        starter_of(solution.source),
        without_markers(solution.source, "SOLUTION"), tests)


def given_code(notebook):
    """Code that every student has: tests as shown, and looks at results."""
    shown = []
    for cells in exercises_in(notebook):
        tests = [cell for cell in cells
                 if cell.metadata.get("nbgrader", {}).get("grade")]
        shown += [cell.source if "HIDDEN TESTS" not in cell.source
                  else "\n".join(between(cell.source, "HIDDEN TESTS")[0])
                  for cell in tests]
        shown += [cell.source for cell in cells[cells.index(tests[-1]):]
                  if cell.cell_type == "code"]
    return frozenset(map(squeezed, shown))


def read_key(folder):
    """The key in a folder NN-slug/NN-slug.ipynb, an exercise set's source."""
    notebook = read(folder)
    groups = exercises_in(notebook)
    first = notebook.cells.index(groups[0][0])
    setup = "\n".join(cell.source for cell in notebook.cells[:first]
                      if cell.cell_type == "code" and not language_of(cell))
    if "torch" in setup:
        setup += f"\n{LATE}"
    return Key(folder.name, setup, tuple(map(exercise, groups)),
               given_code(notebook))
