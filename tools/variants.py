"""The same exercises with other numbers, sizes and conventions.

    python tools/variants.py 07-convolution 3 4    # look at two variants

`variants.py` beside an exercise set's source has one function for each
exercise, `ex1(rng)`, `ex2(rng)` …; each draws what it needs from `rng` and
returns texts to replace, {old: new}. They are replaced in all cells of that
exercise at once: prompts, solution, tests, looks, in both languages, and in
its stored wrong answers. What an exercise teaches stays the same; its answer
changes, so that the published solution no longer does.
"""
import argparse
import copy
import difflib
import hashlib
import pathlib
import re
import runpy
import sys

import numpy as np

from tools.exercises import (
    SOLUTIONS,
    exercises_in,
    read,
    wrong_answers,
)


def korean(number, particle):
    """A number and the Korean particle that fits its last digit: 15다, 16이다.

    `particle` names both forms, that after a consonant first: "이다/다".
    """
    after_consonant, after_vowel = particle.split("/")
    closed = str(number)[-1] in "013678"  # their names end in a consonant
    return f"{number}{after_consonant if closed else after_vowel}"


def changes(folder, seed):
    """Texts to replace, {exercise: {old: new}}, for one seed.

    `seed` is a text; the same one gives the same numbers on every machine.
    None where the set has no variants.py.
    """
    if not (folder / "variants.py").exists():
        return None
    own = runpy.run_path(str(folder / "variants.py"))
    found = {}
    for name in sorted(own):
        if re.fullmatch(r"ex\d+", name):
            digest = hashlib.sha256(f"{folder.name} {name} {seed}".encode())
            rng = np.random.default_rng(list(digest.digest()))
            found[name] = {old: str(new)
                           for old, new in own[name](rng).items()}
    return found


def replaced(text, texts):
    """A text with all of {old: new} replaced in one pass, longest first."""
    if not texts:
        return text
    pattern = "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))
    return re.sub(pattern, lambda match: texts[match[0]], text)


def vary(notebook, folder, seed):
    """A copy of a set's source with the numbers of `seed`; of a set that has
    no variants.py, with its own.

    Raises ValueError where a text to replace does not stand in the exercise,
    or an exercise has no function in variants.py.
    """
    notebook, new = copy.deepcopy(notebook), changes(folder, seed)
    if new is None:
        return notebook
    for number, cells in enumerate(exercises_in(notebook), start=1):
        if f"ex{number}" not in new:
            raise ValueError(f"{folder.name}: variants.py has no ex{number}")
        texts = new[f"ex{number}"]
        sources = "\n".join([*(cell.source for cell in cells), *(
            answer["code"] for answer in wrong_answers(folder)
            if answer["exercise"] == f"ex{number}")])
        missing = [old for old in texts if old not in sources]
        if missing:
            raise ValueError(f"{folder.name}: ex{number} replaces what does "
                             f"not stand there: {missing}")
        for cell in cells:
            cell.source = replaced(cell.source, texts)
    return notebook


def vary_answers(folder, seed):
    """The stored wrong answers as they are for the numbers of `seed`."""
    new, answers = changes(folder, seed), wrong_answers(folder)
    if new is None:
        return answers
    return [{**answer, "code": replaced(
        answer["code"], new[answer["exercise"]])} for answer in answers]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", help="a folder in solutions/, or a path")
    parser.add_argument("seeds", nargs="+")
    options = parser.parse_args()
    folder = SOLUTIONS / options.set
    if not folder.is_dir():
        folder = pathlib.Path(options.set)
    before = read(folder)
    for seed in options.seeds:
        after = vary(before, folder, seed)
        for old, new in zip(before.cells, after.cells):
            if old.source != new.source:
                sys.stdout.writelines(f"{line}\n" for line in difflib.
                                      unified_diff(
                    old.source.splitlines(), new.source.splitlines(),
                    old.id, f"{new.id} ({seed})", n=0, lineterm=""))


if __name__ == "__main__":
    main()
