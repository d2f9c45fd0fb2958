"""Other numbers, the same exercises: what seeds may change, and what not."""
import pytest

from tests.test_exercises_graded import (
    SETS,
    full_points,
    rounds,
    solution_cells,
    try_out,
    without_looks,
)
from tools.exercises import (
    grade_id,
    problems,
    read,
)
from tools.variants import changes, korean, vary, vary_answers

SEEDS = ["1", "2", "3"]
each_set = pytest.mark.parametrize("source", SETS, ids=lambda s: s.name)


def hands(source, seed):
    """{student: solution cells}: right, as published, each round of wrong."""
    right = solution_cells(vary(read(source), source, seed))
    return {"right": {}, "published": solution_cells(read(source))} | {
        f"wrong-{number}": right | {
            f"{k}-solution": answer["code"] for k, answer in hand.items()}
        for number, hand in enumerate(
            rounds(vary_answers(source, seed)), 1)}


def attempts(source, seed):
    """{student: code cells} over the variant's tests."""
    cells = [cell for cell in without_looks(vary(
        read(source), source, seed)).cells if cell.cell_type == "code"]
    return {student: [(grade_id(cell) or cell.id, answers.get(
        grade_id(cell), cell.source)) for cell in cells]
        for student, answers in hands(source, seed).items()}


@pytest.fixture(scope="module")
def tried():
    """Lost tests with their errors: tried(source)[seed][student]."""
    found = {}

    def look_up(source):
        if source not in found:
            found[source] = try_out(
                {seed: attempts(source, seed) for seed in SEEDS})
        return found[source]
    return look_up


def lost(errors, source):
    return sorted(set(errors) & full_points(source).keys())


def test_a_korean_particle_fits_how_a_number_is_read():
    assert korean(15, "이다/다") == "15다"
    assert korean("3, 10", "은/는") == "3, 10은"


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
        assert lost(students["right"], source) == [], \
            f"{source.name} seed {seed}: {students['right']}"


@each_set
def test_the_published_solution_does_not_solve_a_variant(tried, source):
    failed = {cell.split("-")[0] for students in tried(source).values()
              for cell in lost(students["published"], source)}
    wanted = {cell.split("-")[0] for cell in full_points(source)}
    assert failed == wanted, f"{source.name}: {wanted - failed} still passes"


@each_set
def test_wrong_answers_lose_their_points_in_a_variant(tried, source):
    wrong = []
    for seed, students in tried(source).items():
        dealt = rounds(vary_answers(source, seed))
        for number, hand in enumerate(dealt, 1):
            found = lost(students[f"wrong-{number}"], source)
            for k, answer in hand.items():
                mine = [cell for cell in found if cell.startswith(f"{k}-")]
                if mine != sorted(answer["loses"]):
                    wrong.append(f"seed {seed}, {k} ({answer['name']}): "
                                 f"loses {mine}, not {answer['loses']}")
    assert not wrong, "\n".join(wrong)


@each_set
def test_lines_of_a_variant_fit_the_page(source):
    for seed in SEEDS:
        for cell in vary(read(source), source, seed).cells:
            wide = [line for line in cell.source.splitlines()
                    if cell.cell_type == "code" and len(line) > 79]
            assert not wide, f"{cell.id} ({seed}): {wide}"
