"""Other numbers, the same exercises: what seeds may change, and what not."""
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
JUDGED = ["1", "2"]   # the judge takes seconds; wrong answers for the first
each_set = pytest.mark.parametrize("source", SETS, ids=lambda s: s.name)


def submissions(source, seed):
    """{student: notebook}: right, as published, each round of wrong."""
    notebook = vary(read(source), source, seed)
    right = solution_cells(notebook)
    dealt = rounds(vary_answers(source, seed)) if seed == JUDGED[0] else []
    return {"right": notebook,
            "published": answered(notebook, solution_cells(read(source)))} | {
        f"wrong-{number}": answered(notebook, right | {
            f"{k}-solution": answer["code"] for k, answer in hand.items()})
        for number, hand in enumerate(dealt, 1)}


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """Errors of the tests: tried(source)[seed][student][test]."""
    found = {}

    def look_up(source):
        if source not in found:
            folder = tmp_path_factory.mktemp("variants")
            found[source] = {seed: judged(make_class(
                folder / seed,
                {source.name: vary(read(source), source, seed)},
                {source.name: submissions(source, seed)}), source.name)
                for seed in JUDGED}
        return found[source]
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
    for seed, students in tried(source).items():
        assert missed(students["right"]) == [], \
            f"{source.name} seed {seed}: {students['right']}"


@each_set
def test_the_published_solution_does_not_solve_a_variant(tried, source):
    failed = {cell.split("-")[0] for students in tried(source).values()
              for cell in missed(students["published"])}
    wanted = {cell.split("-")[0] for cell in full_points(read(source))}
    assert failed == wanted, f"{source.name}: {wanted - failed} still passes"


@each_set
def test_wrong_answers_lose_their_points_in_a_variant(tried, source):
    wrong, students = [], tried(source)[JUDGED[0]]
    dealt = rounds(vary_answers(source, JUDGED[0]))
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
