"""Exercises: their sources keep the rules, and what is handed out is theirs.
"""
import json
import os
import pathlib
import re
import shutil

import nbformat
import pytest

from book.editions import LANGUAGES, keep_language
from book.export import FETCH
from tools import exercises
from tools.exercises import (
    EXERCISES,
    ROOT,
    SOLUTIONS,
    answer_problems,
    between,
    grade_id,
    problems,
    question_problems,
    questions,
    read,
    wrong_answers,
)

COURSE = ROOT / "tests" / "fixtures" / "course"
FIXTURE = COURSE / "solutions" / "99-doubling"
NAMES = sorted(folder.name for folder in SOLUTIONS.iterdir()
               if folder.is_dir())


SOURCES = [*(SOLUTIONS / name for name in NAMES), FIXTURE]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Exercises made anew from solutions/."""
    folder = tmp_path_factory.mktemp("made")
    exercises.generate(folder)
    return folder


@pytest.fixture(scope="module")
def released(made, tmp_path_factory):
    """(source, released notebook, its folder there) of every exercise set,
    in each language; the fixture's too.
    """
    folder = tmp_path_factory.mktemp("fixture")
    exercises.generate(folder, COURSE / "solutions")
    return [(read(source), read(
        (folder if source == FIXTURE else made) / language / source.name),
        language, source) for source in SOURCES for language in LANGUAGES]


# The sources

@pytest.mark.parametrize("name", NAMES)
def test_sources_keep_the_rules(name):
    notebook = read(SOLUTIONS / name)
    wrong = [*problems(notebook, name),
             *answer_problems(wrong_answers(SOLUTIONS / name), notebook),
             *question_problems(questions(SOLUTIONS / name), notebook)]
    assert not wrong, "\n".join(wrong)


def fixture():
    return read(FIXTURE)


def cell(notebook, name):
    return next(c for c in notebook.cells if name in (c.id, grade_id(c)))


def edit(name, old, new):
    """A change that swaps a text in one cell."""
    def change(notebook):
        found = cell(notebook, name)
        assert old in found.source
        found.source = found.source.replace(old, new)
    return change


def mark(name, **values):
    """A change of nbgrader's metadata of one cell."""
    return lambda notebook: cell(notebook, name).metadata.nbgrader.update(
        values)


def drop(*names):
    """A change that takes cells out."""
    def change(notebook):
        notebook.cells = [c for c in notebook.cells
                          if c.id not in names and grade_id(c) not in names]
    return change


def leaves(where, kind, **values):
    """A change that stores an output under a cell."""
    return lambda notebook: cell(notebook, where).outputs.append(
        nbformat.v4.new_output(kind, **values))


def test_the_fixture_keeps_the_rules():
    assert problems(fixture(), FIXTURE.name) == []


@pytest.mark.parametrize("rule, change", [
    ("EX-02", drop(*[f"ex3-{part}" for part in exercises.PARTS],
                   "99-ex3-en", "99-ex3-ko", "99-ex3-look")),
    ("EX-02", drop("99-ex2-look")),
    ("EX-02", edit("99-ex1-question-en", "?", ".")),
    ("EX-03", drop("ex2-hidden")),
    ("EX-03", mark("ex1-check", points=2)),
    ("EX-03", mark("ex2-check", grade_id="ex1-check")),
    ("EX-03", mark("ex3-solution", locked=True)),
    ("EX-04", edit("ex1-solution", "    ### END SOLUTION", "")),
    ("EX-04", edit("ex1-solution", "### BEGIN SOLUTION", "## BEGIN SOLUTION")),
    ("EX-04", edit("ex3-hidden", "### BEGIN HIDDEN TESTS", "")),
    ("EX-04", edit("ex3-hidden", "### END", "pass\n### END HIDDEN TESTS\n#")),
    ("EX-04", edit("ex3-hidden", "# When", "assert True\n# When")),
    ("EX-04", edit("ex1-solution", "total = x + x", "x\n    " * 8)),
    ("EX-04", edit("99-setup", "import math", "### BEGIN SOLUTION")),
    ("EX-05", edit("99-ex1-en", "3 minutes", "soon")),
    ("EX-05", edit("99-ex1-ko", "3분", "잠시")),
    ("EX-05", edit("99-ex2-ko", "난이도", "정도")),
    ("EX-05", edit("99-ex2-en", "<details>", "")),
    ("EX-05", edit("99-ex3-ko", "(ex-doubling-3)=\n", "")),
    ("EX-05", edit("99-ex3-ko", "연습문제 3", "연습문제 4")),
    ("EX-05", drop("99-ex2-ko")),
    ("EX-06", edit("ex1-check", "double(3)", "np.float64(double(3))")),
    ("EX-06", edit("ex2-hidden", "from numpy import mean as oracle",
                   "pass")),
    ("EX-07", leaves("ex1-check", "execute_result")),
    ("EX-07", leaves("ex1-check", "stream", name="stderr")),
    ("EX-07", leaves("ex1-hidden", "stream", name="stdout")),
    ("EX-08", drop("99-ex1-question-ko")),
    ("EX-09", edit("99-ex1-en", "Write", "By {eq}`eq-a` write")),
    ("EX-09", edit("99-ex1-en", "Write", "```{note}\nWrite\n```\n")),
])
def test_each_rule_can_be_broken(rule, change):
    notebook = fixture()
    change(notebook)
    found = problems(notebook, FIXTURE.name)
    assert rule in {line.split()[0] for line in found}, found


def stored(change=None):
    answers = wrong_answers(FIXTURE)
    if change:
        change(answers)
    return list(answer_problems(answers, fixture()))


def test_the_fixtures_wrong_answers_are_enough():
    assert stored() == []


@pytest.mark.parametrize("change", [
    lambda answers: answers.pop(),
    lambda answers: answers.clear(),
    lambda answers: answers[0].pop("name"),
    lambda answers: answers[0].pop("ko"),
    lambda answers: answers[0].update(ko="adds two"),
    lambda answers: answers[0].update(exercise="ex7"),
    lambda answers: answers[0].update(loses=[]),
    lambda answers: answers[0].update(loses=["ex2-check"]),
    lambda answers: answers[0].update(code="def double(x) return x"),
])
def test_ex01_can_be_broken(change):
    found = stored(change)
    assert found and all(line.startswith("EX-01") for line in found), found


@pytest.mark.parametrize("change", [
    lambda asked: asked.pop("ex3"),
    lambda asked: asked["ex1"].pop("ko"),
    lambda asked: asked["ex1"].update(en="Look again."),
    lambda asked: asked["ex1"].update(ko=asked["ex1"]["en"]),
])
def test_ex10_can_be_broken(change):
    asked = questions(FIXTURE)
    assert list(question_problems(asked, fixture())) == []
    change(asked)
    found = list(question_problems(asked, fixture()))
    assert found and all(line.startswith("EX-10") for line in found), found


# The tool

def run_tool(tmp_path, notebook, *arguments):
    folder = tmp_path / "solutions" / FIXTURE.name
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{FIXTURE.name}.ipynb")
    exercises.main(list(arguments), folder.parent, tmp_path / "exercises")


def test_the_tool_names_the_rule_and_writes_nothing(tmp_path):
    notebook = fixture()
    edit("ex1-solution", "    ### END SOLUTION", "")(notebook)
    drop("99-ex3-ko")(notebook)
    with pytest.raises(SystemExit) as stopped:
        run_tool(tmp_path, notebook)
    message = str(stopped.value)
    assert "99-doubling: EX-04 ex1-solution" in message
    assert "99-doubling: EX-08 cell 99-ex3-en" in message
    assert not (tmp_path / "exercises").exists()


def test_the_tool_writes_what_changed_and_says_so(tmp_path, capsys):
    run_tool(tmp_path, fixture())
    folder = tmp_path / "exercises"
    right = exercises.contents(folder)
    assert sorted(right) == [f"{language}/99-doubling/99-doubling.ipynb"
                             for language in LANGUAGES]
    assert capsys.readouterr().out.splitlines() == [
        f"exercises/{path}" for path in sorted(right)]

    shutil.copytree(folder, tmp_path / "right")
    korean = folder / "ko" / "99-doubling" / "99-doubling.ipynb"
    korean.write_text(korean.read_text().replace("돌려주는", "내놓는"))
    stray = folder / "en" / "98-gone" / "98-gone.ipynb"
    stray.parent.mkdir()
    stray.write_text("{}")
    with pytest.raises(SystemExit, match="make exercises"):
        run_tool(tmp_path, fixture(), "--check")
    assert capsys.readouterr().out.splitlines() == [
        "exercises/en/98-gone/98-gone.ipynb",
        "exercises/ko/99-doubling/99-doubling.ipynb"]
    assert stray.exists() and "내놓는" in korean.read_text()
    assert len(exercises.update(tmp_path / "right", folder)) == 2
    assert exercises.contents(folder) == right
    assert not stray.parent.exists()


# What is handed out

def test_committed_exercises_are_what_the_sources_give(made):
    differ = exercises.update(made, EXERCISES, write=False)
    assert not differ, f"run `make exercises`: {', '.join(differ)}"


def test_the_same_bytes_each_time(made, tmp_path):
    exercises.generate(tmp_path)
    assert exercises.contents(tmp_path) == exercises.contents(made)


def lines_of(notebook):
    return {line.strip() for c in notebook.cells
            for line in c.source.splitlines()}


def divided(source):
    """Lines outside all markers, and lines between them."""
    outside, inside = set(), set()
    for c in source.cells:
        kind = "SOLUTION" if grade_id(c).endswith("solution") \
            else "HIDDEN TESTS"
        out, kept = between(c.source, kind) or (c.source.splitlines(), [])
        outside |= {line.strip() for line in out}
        inside |= {line.strip() for line in kept}
    return outside, inside


def open_lines(source):
    return divided(source)[0]


def secret_lines(source):
    """Lines between markers that stand nowhere outside them, nor in the first
    cell that every exercise is handed out with.
    """
    outside, inside = divided(source)
    return inside - outside - {
        "", *(line.strip() for line in FETCH.splitlines())}


def test_nothing_leaks(released):
    for source, handed_out, _, _ in released:
        secrets = secret_lines(source)
        assert secrets
        assert not secrets & lines_of(handed_out)
        text = json.dumps(handed_out, ensure_ascii=False)
        open_text = "\n".join(open_lines(source))
        assert not {line for line in secrets
                    if len(line) > 20 and line not in open_text
                    and json.dumps(line, ensure_ascii=False)[1:-1] in text}
        assert not re.search("(BEGIN|END) (SOLUTION|HIDDEN)", text)
        assert '"translations"' not in text and '"translates"' not in text
        assert str(ROOT) not in text


def test_released_cells(released):
    for source, handed_out, language, _ in released:
        kept = nbformat.from_dict(keep_language(source, language))
        assert [c.id for c in handed_out.cells] \
            == ["fetch-course", *(c.id for c in kept.cells)]
        for before, c in zip(kept.cells, handed_out.cells[1:]):
            if c.cell_type == "code":
                assert c.outputs == [] and c.execution_count is None
            if grade_id(c).endswith("-solution"):
                assert "raise NotImplementedError(" in c.source
            elif grade_id(c).endswith("-hidden"):
                assert c.source == exercises.HIDDEN_FIRST
            elif c.cell_type == "code":
                assert c.source == before.source


def prose(source):
    """Markdown without code, formulas, links' targets and labels."""
    return re.sub(r"```.*?```|`[^`]*`|\$\$?[^$]*\$\$?|\]\([^)]*\)|<[^>]+>|"
                  r"^\([\w-]+\)=$", "", source, flags=re.DOTALL | re.MULTILINE)


def test_one_language_only(released):
    for _, handed_out, language, _ in released:
        for c in handed_out.cells:
            hangul = re.search("[가-힣]", c.source)
            if language == "en" or c.cell_type == "code":
                assert not hangul, c.source
            elif re.search(r"[A-Za-z]{4} [A-Za-z]{3}", prose(c.source)):
                assert hangul, f"{c.id}: {c.source}"


def test_a_leak_would_be_found():
    secrets = secret_lines(fixture())
    assert "total = x + x" in secrets
    assert "from numpy import mean as oracle" in secrets
    assert secrets & lines_of(fixture()) == secrets


def test_links_reach_the_same_page(released):
    for source, handed_out, language, folder in released:
        place = EXERCISES / language / folder.name
        if folder == FIXTURE:
            place = COURSE / "exercises" / language / folder.name
        for here, notebook in ((folder, source), (place, handed_out)):
            for c in notebook.cells:
                targets = re.findall(r"\]\((\.\.?/[^)#]+)", c.source) \
                    if c.cell_type == "markdown" else []
                for target in targets:
                    path = pathlib.Path(os.path.normpath(here / target))
                    assert path.exists(), f"{here.name} {c.id}: {target}"
