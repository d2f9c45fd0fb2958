"""Claims raise when they should, and claims.yml is complete and honest."""
import ast
import json
import pathlib
import re

import pytest
import torch
import yaml

from utils import claims, data, fetch

ROOT = pathlib.Path(__file__).resolve().parents[1]
FIELDS = {"says", "slide", "full", "sample", "evidence", "page"}
EVIDENCE = re.compile(
    r"full: (?P<full>.*?); sample: (?P<sample>.*)", re.DOTALL)
SPREAD = re.compile(r"(-?[\d.]+) ± ([\d.]+)")
NO_DATA = re.compile(
    r"no data set: the same on both editions; (?P<both>.*)", re.DOTALL)
ONE_RUN = re.compile(r"(?:one start|the slides' seed), ([\d.e-]+)(?:; .*)?")
# A checkpoint's weights are fixed: one look at them is all there is to see.
KEPT = re.compile(r"the kept weights, ([\d.]+)(?:, .*)?")
RUNS = re.compile(r"(\d+) (?:seeds|shuffled orders|runs)")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "claims.yml"
    path.write_text(
        "a:\n  says: something\n  slide: '-'\n  full: [0.9, 1.0]\n"
        "  sample: [0.5, 0.7]\n  page: 01_perceptron\n"
        "  evidence: 'full: 3 seeds, 0.95 ± 0.01; sample: 3 seeds, "
        "0.6 ± 0.01'\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("edition, value, holds", [
    ("full", 0.9, True), ("full", 1.0, True), ("full", 0.899, False),
    ("full", 0.6, False), ("sample", 0.6, True), ("sample", 0.95, False),
    ("full", float("nan"), False), ("full", float("inf"), False)])
def test_a_claim_holds_or_raises(file, edition, value, holds):
    if holds:
        claims.claim("a", value, edition=edition, path=file)
    else:
        with pytest.raises(ValueError, match=f"a: .* on the {edition} data"):
            claims.claim("a", value, edition=edition, path=file)


def test_the_line_is_the_same_on_both_editions(file, capsys):
    claims.claim("a", 0.95, edition="full", path=file)
    full = capsys.readouterr().out
    claims.claim("a", torch.tensor(0.6), edition="sample", path=file)
    assert capsys.readouterr().out == full
    assert full == "claim a holds: full 0.9 to 1, sample 0.5 to 0.7\n"


def test_the_edition_comes_from_the_environment(file, monkeypatch):
    monkeypatch.setattr(claims, "loaded", None)
    monkeypatch.setenv("COURSE_EDITION", "sample")
    claims.claim("a", 0.6, path=file)
    monkeypatch.setenv("COURSE_EDITION", "full")
    with pytest.raises(ValueError, match="something.*3 seeds"):
        claims.claim("a", 0.6, path=file)
    monkeypatch.delenv("COURSE_EDITION")
    assert claims.edition_in_use() == "full"
    monkeypatch.setenv("COURSE_EDITION", "half")
    with pytest.raises(ValueError, match="half"):
        claims.claim("a", 0.6, path=file)


def test_an_unknown_claim_names_those_there_are(file):
    with pytest.raises(KeyError, match="no claim 'b'.* a"):
        claims.claim("b", 0.6, path=file)


@pytest.mark.parametrize("name", claims.load_claims())
def test_entry(name):
    entry = claims.load_claims()[name]
    assert set(entry) - {"ko"} == FIELDS, f"{name} has other fields"
    drawn_once = NO_DATA.fullmatch(entry["evidence"])
    for edition, measured in evidence(name, entry["evidence"]).items():
        low, high = entry[edition]
        exact = KEPT.fullmatch(measured)
        if exact or (drawn_once and (exact := ONE_RUN.fullmatch(measured))):
            assert low <= float(exact[1]) <= high, f"{name}: {edition}"
            continue
        runs, spread = RUNS.search(measured), SPREAD.search(measured)
        assert runs and int(runs[1]) >= 3, f"{name}: not three seeds or orders"
        assert spread, f"{name}: no mean ± deviation for {edition}"
        mean, deviation = map(float, spread.groups())
        # A share lies between 0 and 1, whatever its deviation.
        assert low <= mean - deviation or low == 0, (
            f"{name}: {edition} low end")
        assert mean + deviation <= high or high == 1, (
            f"{name}: {edition} high end")


def evidence(name, text):
    """Edition → what was measured; one run will do where nothing is drawn."""
    if same := NO_DATA.fullmatch(text):
        return dict.fromkeys(claims.EDITIONS, same["both"])
    two = EVIDENCE.fullmatch(text)
    assert two, f"{name}: evidence is not 'full: ...; sample: ...'"
    return two.groupdict()


def claimed_on(page):
    """Ids of the claims that a chapter's code makes."""
    notebook = json.loads(page.read_text(encoding="utf-8"))
    names = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if (isinstance(node, ast.Call) and node.args
                    and getattr(node.func, "id", "") == "claim"
                    and isinstance(node.args[0], ast.Constant)):
                names.add(node.args[0].value)
    return names


def test_every_claim_is_made_on_its_page_and_nowhere_else():
    pages = {page.stem: claimed_on(page)
             for page in (ROOT / "chapters").glob("*.ipynb")}
    made = {(name, page) for page, names in pages.items() for name in names}
    kept = {(name, entry["page"])
            for name, entry in claims.load_claims().items()}
    assert made == kept


def test_data_that_fell_back_are_measured_as_the_sample(monkeypatch, capsys):
    monkeypatch.delenv("COURSE_EDITION", raising=False)
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setattr(claims, "loaded", None)
    monkeypatch.setattr(data, "settled", {})

    def nothing(name, split):
        raise fetch.DataError("no network")

    monkeypatch.setattr(data, "_full", nothing)
    data.load("mnist", "test")
    assert claims.edition_in_use() == "sample"
    assert "Using the sample edition of mnist" in capsys.readouterr().out


EXAMPLES = yaml.safe_load(claims.CLAIMS.read_text(encoding="utf-8"))[
    "worked-examples"]
# Every table of numbers that the slides work out.
WORKED = {
    "or-perceptron", "xor-gates", "xor-single", "xor-mlp", "xor-deep",
    "ce-single", "ce-table", "conv-2x2", "conv-3x3-b", "conv-5x5", "conv-pad",
    "coverage", "out-size", "out-size-2", "keras-34826", "channels", "init",
    "param-blowup", "pooling", "shift"}


def compared_output(page, name):
    """What a cell is compared with when it runs, white space folded."""
    notebook = json.loads(
        (ROOT / "chapters" / f"{page}.ipynb").read_text(encoding="utf-8"))
    cell = next(c for c in notebook["cells"] if c["id"] == name)
    assert "nbval-ignore-output" not in cell["metadata"].get("tags", [])
    texts = ["".join(o.get("text", o.get("data", {}).get("text/plain", "")))
             for o in cell["outputs"]]
    return " ".join("\n".join(texts).split())


def test_every_worked_example_of_the_slides_is_listed():
    assert set(EXAMPLES) == WORKED


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example_stands_in_its_cells(name):
    entry = EXAMPLES[name]
    assert set(entry) == {"says", "slide", "page", "shows", "ko"}
    assert re.fullmatch("[A-E](, [A-E])*", entry["slide"])
    assert entry["ko"]["says"] and entry["shows"]
    for cell, lines in entry["shows"].items():
        output = compared_output(entry["page"], cell)
        assert lines
        for line in lines:
            assert line in output, f"{name}: {cell} shows {output}"
