"""Appendix pages: the made ones are fresh, the written ones are right."""
import functools
import json
import re
import shutil
import subprocess
import sys

import pytest
import yaml

import page_parts
import pages
import prose
import rules
import teaching_pages
from notebooks import ROOT
from tools import exercises
from utils.claims import load_claims

CLAIMS = load_claims()


@pytest.mark.parametrize("name", pages.PAGES)
def test_made_pages_are_fresh(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == pages.PAGES[name](), "run `make pages`"


def test_the_tool_writes_what_changed(tmp_path, monkeypatch, capsys):
    for folder in ("appendix", "bench"):
        (tmp_path / folder).mkdir()
    for folder in ("chapters", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("terms.yml", "ideas.yml", "slides.yml", "claims.yml",
                 "_toc.yml", "bench/training.json"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(page_parts, "ROOT", tmp_path)
    assert pages.main(["--check"]) == 1
    assert not list((tmp_path / "appendix").iterdir())
    assert pages.main([]) == 0 and pages.main(["--check"]) == 0
    text = (tmp_path / "terms.yml").read_text(encoding="utf-8")
    (tmp_path / "terms.yml").write_text(text.replace("퍼셉트론", "퍼셉"),
                                        encoding="utf-8")
    assert pages.main(["--check"]) == 1
    assert "appendix/terms.md to write" in capsys.readouterr().out


def test_the_glossary_has_every_term_in_both_languages():
    text = (ROOT / "appendix/terms.md").read_text(encoding="utf-8")
    english, korean = [cell["source"] for cell in prose.blocks(text)[1:]]
    for term in pages.load("terms.yml"):
        assert f"**{term['en']}**" in english
        assert f"**{term['ko']}**" in korean


@functools.cache
def sections(language):
    """Text and code below each label of the chapters: {label: text}."""
    found = {}
    for name in pages.chapters().values():
        notebook = json.loads((ROOT / "chapters" / f"{name}.ipynb").read_text(
            encoding="utf-8"))
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            if label := re.match(r"\(((?:ch|sec)-[\w-]+)\)=", source):
                here = label[1]
            if (cell["cell_type"] == "code"
                    or language in cell["metadata"].get("tags", [])):
                found[here] = found.get(here, "") + "\n" + source
    return found


IDEAS = pages.load("ideas.yml")


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea["en"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_idea_of_the_slides_is_taught_where_the_table_says(
        idea, language):
    words = (idea | idea.get("find", {}))[language].casefold()
    assert words in sections(language)[idea["taught"]].casefold(), \
        f"{words!r} does not stand in {idea['taught']}"


def test_the_table_of_ideas_is_whole():
    assert len({idea["en"] for idea in IDEAS}) == len(IDEAS) >= 60
    assert all(re.fullmatch("[A-E](, [A-E])*|–", idea["slides"])
               for idea in IDEAS)


SLIDES = pages.load("slides.yml")
LABELS = page_parts.homes()


def taught(slides):
    """Labels of the sections that go with a set of slides."""
    return {label for row in slides["pages"] for label in row.get("taught", ())
            } | set(slides["in_passing"])


@pytest.mark.parametrize("name", SLIDES)
def test_every_heading_of_the_slides_has_a_row(name):
    headings = yaml.safe_load((ROOT / "tests/fixtures/slides.yml").read_text(
        encoding="utf-8"))[name]
    named = [part for row in SLIDES[name]["pages"]
             for part in (row["ko"], *row["ko"].split(": ", 1))]
    missing = [heading for heading in headings
               if not any(part.startswith(heading) for part in named)]
    assert missing == []


@pytest.mark.parametrize("name", SLIDES)
def test_every_row_of_the_slides_is_taught_or_left_out_for_a_reason(name):
    for row in SLIDES[name]["pages"]:
        assert set(row) <= {"en", "ko", "taught", "left_out"}, row
        assert row.get("taught") or row.get("left_out"), row
        if "left_out" in row:
            assert set(row["left_out"]) == {"en", "ko"}, row
    assert taught(SLIDES[name]) <= set(LABELS)


@pytest.mark.parametrize("name", SLIDES)
def test_the_slides_rows_lead_to_every_idea_that_the_slides_have(name):
    missing = {idea["en"] for idea in IDEAS if name in idea["slides"]
               and idea["taught"] not in taught(SLIDES[name])}
    assert missing == set()


def test_the_slides_lead_to_every_chapter():
    assert list(SLIDES) == list("ABCDE")
    assert {LABELS[label] for slides in SLIDES.values()
            for label in taught(slides)} == set(pages.chapters())


def test_the_syllabus_adds_up():
    text = (ROOT / "appendix/syllabus.md").read_text(encoding="utf-8")
    for cell, all_of_them in zip(prose.blocks(text)[1:], ("all", "모두")):
        rows = [line.strip("| ").split(" | ")
                for line in cell["source"].splitlines() if "| " in line][1:]
        *one_each, total = rows
        assert len(one_each) == len(pages.chapters())
        assert total[0] == all_of_them
        for column in (1, 3, 4):
            assert int(total[column].rstrip("+")) == sum(
                int(row[column].rstrip("+")) for row in one_each)


def test_an_opening_that_is_worded_differently_is_named(tmp_path, monkeypatch):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/01_a.ipynb").write_text(json.dumps({"cells": [
        {"metadata": {"tags": ["en"]}, "source": [
            "**You will be able to** see. **You need** eyes. ",
            "**Time** an hour."]}]}), encoding="utf-8")
    monkeypatch.setattr(page_parts, "ROOT", tmp_path)
    with pytest.raises(ValueError, match=r"01_a.ipynb \(en\)"):
        teaching_pages.opening("01_a", "en")


def test_no_wrong_answer_is_left_off_the_page():
    text = (ROOT / "appendix/misconceptions.md").read_text(encoding="utf-8")
    english, korean = [cell["source"] for cell in prose.blocks(text)[1:]]
    for folder in teaching_pages.exercise_sets().values():
        for answer in exercises.wrong_answers(folder):
            assert f"| {answer['name']} | ".replace("$", r"\$") in english
            assert f"| {answer['ko']} | ".replace("$", r"\$") in korean


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_says_in_both_languages_what_was_measured(name):
    entry = CLAIMS[name]
    korean = entry.get("ko", {})
    assert set(korean) == {"says", "evidence"}, \
        f"NB-18 {name}: claims.yml has no ko: {{says: …, evidence: …}}"
    assert "to be measured" not in entry["says"]
    assert prose.HANGUL.search(korean["says"])
    for text in (entry["evidence"], korean["evidence"]):
        assert all(re.search(r"\d", part) for part in pages.evidence(text))
    for edition in ("full", "sample"):
        low, high = entry[edition]
        assert low <= high


def test_evidence_must_name_both_editions():
    with pytest.raises(ValueError, match="full: …; sample"):
        pages.evidence("3 seeds, 0.99 ± 0.01")


def test_every_slip_names_a_chapter():
    text = (ROOT / "appendix/slips.md").read_text(encoding="utf-8")
    for cell, words in zip(prose.blocks(text)[1:], (
            r"(?i)chapter\s+\d+", r"\d+장")):
        slips = re.split(r"^\d+\. ", cell["source"], flags=re.MULTILINE)[1:]
        assert len(slips) == 18
        assert all(re.search(words, slip) for slip in slips)


def test_slips_of_chapters_that_are_there_link_to_them():
    """No "to come with" a chapter that has come."""
    text = (ROOT / "appendix/slips.md").read_text(encoding="utf-8")
    for number in re.findall(r"To come with\s+chapter (\d+)", text):
        assert int(number) not in pages.chapters(), \
            f"chapter {number} is there: link its section"


KERAS = '''
import inspect, torch, torch._dynamo  # after TensorFlow, triton crashes
import keras, numpy as np
from torch import nn

def default(function, name):
    return inspect.signature(function).parameters[name].default

zero = [torch.zeros(1, requires_grad=True)]
here = {
    "filters": nn.Conv2d(3, 6, 5).weight.shape,
    "dense": nn.Linear(7, 10).weight.shape,
    "adam": torch.optim.Adam(zero).defaults["eps"],
    "norm": nn.BatchNorm2d(3).eps, "momentum": nn.BatchNorm2d(3).momentum,
    "slope": nn.LeakyReLU().negative_slope}
conv, dense = keras.layers.Conv2D(6, 5), keras.layers.Dense(10)
conv.build((None, 32, 32, 3)), dense.build((None, 7))
norm = keras.layers.BatchNormalization
there = {
    "filters": conv.kernel.shape, "dense": dense.kernel.shape,
    "adam": default(keras.optimizers.Adam, "epsilon"),
    "norm": default(norm, "epsilon"), "momentum": default(norm, "momentum"),
    "slope": default(keras.layers.LeakyReLU, "negative_slope")}
for key in here:
    print(key, *[tuple(v) if hasattr(v, "__len__") else v
                 for v in (here[key], there[key])], sep="|")
print("init", default(keras.layers.Conv2D, "kernel_initializer"),
      default(keras.layers.Conv2D, "bias_initializer"), sep="|")
bound = nn.Conv2d(100, 100, 5).weight.abs().max().item() * 2500 ** 0.5
print("bound", round(bound, 2), sep="|")
print("logits", default(keras.losses.SparseCategoricalCrossentropy,
                        "from_logits"), sep="|")
try:
    nn.Conv2d(1, 1, 3, stride=2, padding="same")
except ValueError:
    print("same|refused")
first = keras.layers.Conv2D(1, (3, 1), strides=(2, 1), padding="same",
                            use_bias=False)
line = np.arange(6.0).reshape(1, 6, 1, 1)
first.build(line.shape)
first.set_weights([np.array([1.0, 0, 0]).reshape(3, 1, 1, 1)])
print("starts", first(line).numpy().ravel().tolist(), sep="|")
'''


def test_the_table_of_layouts_says_what_the_libraries_do():
    result = subprocess.run([sys.executable, "-c", KERAS],
                            capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    told = dict(line.split("|", 1) for line in result.stdout.splitlines()
                if "|" in line)
    assert told == {
        "filters": "(6, 3, 5, 5)|(5, 5, 3, 6)", "dense": "(10, 7)|(7, 10)",
        "adam": "1e-08|1e-07", "norm": "1e-05|0.001",
        "momentum": "0.1|0.99", "slope": "0.01|0.3",
        "init": "glorot_uniform|zeros", "bound": "1.0", "logits": "False",
        "same": "refused", "starts": "[0.0, 2.0, 4.0]"}
    for cell in rules.Page("appendix/notation.md").cells[1:]:
        for row in ("| 1e-8 | 1e-7 |", "| 1e-5 | 1e-3 |",
                    "| 0.01 | 0.3 |"):
            assert row in cell.source


def test_the_first_page_shows_every_chapter_in_both_languages():
    text = (ROOT / "index.md").read_text(encoding="utf-8")
    for page in pages.chapters().values():
        assert text.count(f":link: chapters/{page}\n") == 2, \
            f"index.md: no card for {page} in each language"


# The plans of appendix/teaching.md

TEACHING = [cell for cell in rules.Page("appendix/teaching.md").cells
            if cell.language]
STEP = re.compile(r"^- \*\*(\d+)–(\d+)\*\* ", re.MULTILINE)
ASSIGNED = re.compile(r"((?:\{(?:doc|ref)\}`[^`]*<[^>]*(?:chapters/|ex-)[^>]*>`"
                      r"[ ,]*)+)\((\d+) ?(?:min|분)\)")
PROMPTS = {f"ex-{folder.name[3:]}-{k}": minutes
           for folder in teaching_pages.exercise_sets().values()
           for k, (minutes, _) in enumerate(
               teaching_pages.exercise_minutes(folder), 1)}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_minutes_of_a_week_fill_its_lesson(language):
    weeks = [cell.source for cell in TEACHING if cell.language == language
             and "(teaching-week-" in cell.source]
    assert len(weeks) == 14
    for week in weeks:
        steps = [tuple(map(int, step)) for step in STEP.findall(week)]
        starts, ends = zip(*steps)
        assert (*starts, 75) == (0, *ends), week[:40]
        assert all(start < end for start, end in steps)
        at_home = sum(int(minutes) for _, minutes in ASSIGNED.findall(week))
        assert 80 <= at_home <= 150, week[:40]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_is_assigned_takes_as_long_as_its_chapters_say(language):
    read, asked = [], 0
    for cell in TEACHING:
        for what, minutes in ASSIGNED.findall(
                cell.source if cell.language == language else ""):
            names = re.findall(r"(\d\d_\w+)>", what)
            read += names
            exercises_of_it = re.findall(r"<(ex-[\w-]+)>", what)
            asked += len(exercises_of_it)
            assert int(minutes) == sum(
                [teaching_pages.opening(name, language)["read"]
                 for name in names] + [PROMPTS[e] for e in exercises_of_it])
    assert sorted(read) == sorted(pages.chapters().values())
    assert asked == sum(cell.source.count("<ex-") for cell in TEACHING
                        if cell.language == language) > 50
