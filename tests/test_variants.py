"""Other numbers, the same exercises: what seeds may change, and what not."""
import functools

import pytest

from tests.classes import (
    answered,
    full_points,
    judged,
    make_class,
    missed,
    rounds,
    solution_cells,
)
from tests.test_exercises_graded import SETS
from tools.exercises import problems, read
from tools.variants import changes, vary, vary_answers

SEEDS = ["1", "2", "3"]
JUDGED = SEEDS[0]   # the judge takes seconds a set
each_set = pytest.mark.parametrize("source", SETS, ids=lambda s: s.name)


def submissions(source, notebook):
    """{student: notebook}: right, as published, each round of wrong."""
    right, dealt = solution_cells(notebook), vary_answers(source, JUDGED)
    return {"right": notebook,
            "published": answered(notebook, solution_cells(read(source)))} | {
        f"wrong-{number}": answered(notebook, right | {
            f"{k}-solution": answer["code"] for k, answer in hand.items()})
        for number, hand in enumerate(rounds(dealt), 1)}


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """Errors of the tests under the judged seed: tried(source)[student]."""
    @functools.cache
    def look_up(source):
        notebook = vary(read(source), source, JUDGED)
        folder = make_class(
            tmp_path_factory.mktemp("variant"), {source.name: notebook},
            {source.name: submissions(source, notebook)})
        return judged(folder, source.name)
    return look_up


@each_set
def test_variants_keep_the_rules_of_a_set(source):
    for seed in SEEDS:
        assert not problems(vary(read(source), source, seed), source.name)


@each_set
def test_every_exercise_gets_other_code_under_some_seed(source):
    old = solution_cells(read(source))
    for cell, code in old.items():
        others = {solution_cells(vary(read(source), source, seed))[cell]
                  for seed in SEEDS}
        assert others != {code}, f"{source.name} {cell}: always the same"


@each_set
def test_a_seed_gives_the_same_numbers_again(source):
    assert changes(source, "1") == changes(source, "1")
    assert any(changes(source, "1") != changes(source, seed)
               for seed in SEEDS[1:])


@each_set
def test_the_key_of_a_variant_gets_full_points(tried, source):
    errors = tried(source)["right"]
    assert missed(errors) == [], f"{source.name}: {errors}"


@each_set
def test_the_published_solution_does_not_solve_a_variant(tried, source):
    failed = {cell.split("-")[0] for cell
              in missed(tried(source)["published"])}
    wanted = {cell.split("-")[0] for cell in full_points(read(source))}
    assert failed == wanted, f"{source.name}: {wanted - failed} still passes"


@each_set
def test_wrong_answers_lose_their_points_in_a_variant(tried, source):
    wrong, students = [], tried(source)
    dealt = rounds(vary_answers(source, JUDGED))
    for number, hand in enumerate(dealt, 1):
        found = missed(students[f"wrong-{number}"])
        for k, answer in hand.items():
            mine = [cell for cell in found if cell.startswith(f"{k}-")]
            if mine != sorted(answer["loses"]):
                wrong.append(f"{k} ({answer['name']}): loses {mine}, not "
                             f"{answer['loses']}")
    assert not wrong, "\n".join(wrong)


@each_set
def test_lines_of_a_variant_fit_the_page(source):
    for seed in SEEDS:
        for cell in vary(read(source), source, seed).cells:
            wide = [line for line in cell.source.splitlines()
                    if cell.cell_type == "code" and len(line) > 79]
            assert not wide, f"{cell.id} ({seed}): {wide}"
