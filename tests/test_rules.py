"""The rules of STYLE.md: every file keeps them, and every rule can be broken.
"""
import base64
import json
import re

import pytest
import yaml

import rules
import tidy
from notebooks import ROOT, sources

SMALL = ROOT / "tests" / "fixtures" / "rules"
CHAPTER = "chapters/07_small.ipynb"
PAGE = "appendix/small.md"
NAMES = [path.as_posix() for path in sources()]
CASES = [(rule, name) for name in NAMES + rules.pages()
         for rule, (_, kinds) in rules.RULES.items()
         if rules.kind_of(name) in kinds]


@pytest.mark.parametrize("rule, name", CASES)
def test_files_keep_the_rules(rule, name):
    found = rules.check(name, only=rule)
    assert not found, "\n".join(
        f"{rule} {name} [{f.cell}] {f.message}" for f in found)


@pytest.mark.parametrize("name", [CHAPTER, PAGE])
def test_the_small_files_keep_all_rules(name):
    assert rules.check(name, SMALL) == []


# Changes that break a rule

def cell(notebook, name):
    return next(c for c in notebook["cells"] if c["id"] == "07-" + name)


def edit(name, old, new):
    """Swap a text in one cell."""
    def change(notebook):
        found = cell(notebook, name)
        source = "".join(found["source"])
        assert old in source, (name, old)
        found["source"] = source.replace(old, new)
    return change


def add(name, text):
    """Append to a cell's source."""
    def change(notebook):
        found = cell(notebook, name)
        found["source"] = "".join(found["source"]) + text
    return change


def put(name, value, *keys):
    """Set something deep in a cell; drop it if the value is None."""
    def change(notebook):
        found = cell(notebook, name)
        for key in keys[:-1]:
            found = found[key]
        if value is None:
            del found[keys[-1]]
        else:
            found[keys[-1]] = value
    return change


def output(where, **fields):
    """Store one more output under a cell."""
    return lambda notebook: cell(notebook, where)["outputs"].append(fields)


def image(size):
    """A stored picture of so many bytes."""
    data = base64.b64encode(bytes(size)).decode()
    return {"output_type": "display_data", "metadata": {},
            "data": {"image/png": data, "text/plain": "<Figure>"}}


def drop(*names):
    def change(notebook):
        notebook["cells"] = [c for c in notebook["cells"]
                             if c["id"][3:] not in names]
    return change


def copies(name, count):
    """Repeat a cell under new ids."""
    def change(notebook):
        found = cell(notebook, name)
        notebook["cells"] += [{**found, "id": f"07-copy-{k}"}
                              for k in range(count)]
    return change


def swap(one, other):
    def change(notebook):
        cells = notebook["cells"]
        i, j = (cells.index(cell(notebook, name)) for name in (one, other))
        cells[i], cells[j] = cells[j], cells[i]
    return change


CAPTION, ALT = ("figure", "caption"), ("image", "alt")
EN, KO = ("metadata", "mystnb"), ("metadata", "translations", "ko")
BREAKS = [
    ("NB-01", add("setup", "\nnp.random.seed(0)")),
    ("NB-01", add("setup", "\nimport sys; sys.path.append('..')")),
    ("NB-01", add("setup", "\nrate = 0.1")),
    ("NB-01", add("setup", "\n%matplotlib inline")),
    ("NB-02", add("print", "\nprint(1)" * 25)),
    ("NB-03", drop("assert")),
    ("NB-03", copies("assert", 17)),
    ("NB-04", add("width-en", "\n\n" + "word " * 120)),
    ("NB-04", add("width-ko", "\n\n" + "낱말 " * 120)),
    ("NB-05", add("print", "  # " + "long " * 12)),
    ("NB-06", copies("dots", 12)),
    ("NB-07", output("dots", **image(100_001))),
    ("NB-08", output("dots", **image(450_001))),
    ("NB-09", lambda notebook: cell(notebook, "call").update(
        execution_count=None)),
    ("NB-09", put("call", 7, "execution_count")),
    ("NB-09", swap("call", "print")),
    ("NB-10", put("print", [], "outputs")),
    ("NB-10", put("dots", [], "outputs")),
    ("NB-11", put("call", "2c9a11de", "id")),
    ("NB-11", put("call", "call", "id")),
    ("NB-11", put("call", "07-print", "id")),
    ("NB-12", put("call", {"collapsed": True}, "metadata")),
    ("NB-12", lambda notebook: notebook["metadata"].update(authors=[])),
    ("NB-12", lambda notebook: notebook["metadata"]["kernelspec"].update(
        name="venv")),
    ("NB-12", put("call", None, "execution_count")),
    ("NB-12", put("call", {"image/png": {"width": 3}},
                  "outputs", 0, "metadata")),
    ("NB-12", lambda notebook: notebook.pop("cells")),
    ("NB-12", lambda notebook: None),  # the text is not indented
    ("NB-13", output("call", output_type="stream", name="stderr", text="W")),
    ("NB-13", output("call", output_type="stream", name="stdout",
                     text="1 %\r2 %\n")),
    ("NB-13", output("call", output_type="display_data", metadata={},
                     data={"image/svg+xml": "<svg/>"})),
    ("NB-13", output("call", output_type="display_data", metadata={},
                     data={"text/html": "<table>"})),
    ("NB-14", add("call", "\nopen('/home/me/data')")),
    ("NB-14", output("call", output_type="stream", name="stdout",
                     text="/tmp/x")),
    ("NB-15", put("print", "0.4999999999\n", "outputs", 0, "text")),
    ("NB-16", add("call", "\n!pip install torch")),
    ("NB-16", add("call", "\nimport random; random.seed(3)")),
    ("NB-16", add("call", "\nMNIST('.', download=True)")),
    ("NB-17", drop("claim")),
    ("NB-18", edit("claim", "small-spread", "small-width")),
    ("NB-18", put("claim", ["nbval-ignore-output"], "metadata", "tags")),
    ("NB-19", edit("define", "high - low", "low - high")),
    ("NB-19", put("define", ["twin:utils.small.width"], "metadata", "tags")),
    ("NB-19", put("define", ["twin:utils.gone.spread"], "metadata", "tags")),
    ("NB-20", edit("title-en", "**You need**", "You need")),
    ("NB-20", edit("title-ko", "**미리 알아 둘 것**", "**필요한 것**")),
    ("NB-20", edit("found-en", "## What we found", "## Summary")),
    ("FG-01", put("dots", None, *EN)),
    ("FG-01", put("dots", None, *KO, *CAPTION)),
    ("FG-01", put("dots", "", *EN, *ALT)),
    ("FG-01", put("dots", "dots", *EN, "figure", "name")),
    ("FG-02", put("dots", "dot " * 41, *EN, *ALT)),
    ("FG-02", put("dots", "점 " * 41, *KO, *ALT)),
    ("FG-02", put("dots", "The five values span four units.", *EN, *ALT)),
    ("FG-03", edit("dots", "plt.xlabel", "plt.title")),
    ("FG-03", edit("dots", "plt.xlabel(", "plt.gca().set(title=")),
    ("FG-04", edit("dots", "\nplt.show()", ";")),
    ("FG-05", output("dots", **image(9))),
    ("FG-06", copies("dots", 1)),
    ("TR-01", drop("found-ko")),
    ("TR-01", drop("found-en")),
    ("TR-01", swap("width-en", "width-ko")),
    ("TR-01", swap("width-ko", "define")),
    ("TR-01", put("found-en", {}, "metadata")),
    ("TR-02", edit("found-ko", "## ", "### ")),
    ("TR-03", edit("found-ko", "sec-small-found", "sec-small-end")),
    ("TR-03", edit("width-ko", "(eq-small-width)", "(eq-small-d)")),
    ("TR-04", edit("width-ko", "x_\\text{max} -", "x_\\text{max} +")),
    ("TR-04", add("found-ko", " 곧 $d = 4$.")),
    ("TR-05", edit("title-ko", "{numref}`fig-small-dots`", "그림")),
    ("TR-05", edit("width-ko", "example.org/note", "example.org/nota")),
    ("TR-06", edit("width-en", "never", "not ever")),
    ("TR-06", put("width-ko", None, "metadata", "translates")),
    ("TR-07", edit("found-en", "(sec-small-found)=\n", "")),
    ("TR-07", add("found-ko", "\n\n## 이름표 없는 제목")),
    ("TR-08", add("call", "  # 폭")),
    ("TR-08", put("print", "폭 0.5\n", "outputs", 0, "text")),
    ("TN-01", add("found-en", " It is simply so.")),
    ("TN-01", add("found-en", " Of course, i.e. always.")),
    ("TN-01", put("dots", "Dots, etc.", *EN, *ALT)),
    ("TN-02", add("found-ko", " \U0001F389")),
    ("TN-02", add("print", "  # \u2705")),
    ("TM-01", add("found-en", " This is 폭.")),
    ("TM-01", put("dots", "점", *EN, *ALT)),
    ("TM-02", add("found-ko", " 컨볼루션이다.")),
    ("TM-02", put("dots", "컨볼루션", *KO, *CAPTION)),
    ("TM-03", edit("title-ko", "(convolution)", "")),
]


@pytest.mark.parametrize("rule, change", BREAKS)
def test_each_rule_can_be_broken(rule, change):
    notebook = json.loads((SMALL / CHAPTER).read_text(encoding="utf-8"))
    change(notebook)
    found = rules.check(CHAPTER, SMALL, json.dumps(notebook))
    assert rule in {f.rule for f in found}, found


@pytest.mark.parametrize("rule, old, new", [
    ("TR-01", '+++ {"tags": ["ko"]', '+++ {"tags": ["fr"]'),
    ("TR-02", "# 작은 쪽", "## 작은 쪽"),
    ("TR-03", "(app-small)=\n# 작은", "(app-klein)=\n# 작은"),
    ("TR-04", "합 $a + b$는", "합은"),
    ("TR-05", "{cite:p}`someone`에 따르면 ", ""),
    ("TR-06", "stands in", "is in"),
    ("TR-07", "(app-small)=\n# A", "# A"),
    ("TN-01", "stands in", "just stands in"),
    ("TN-02", "stands in", "\u2b50 stands in"),
    ("TM-01", "stands in", "있다 stands in"),
    ("TM-02", "원문", "컨볼루션"),
])
def test_pages_can_break_rules_too(rule, old, new):
    text = (SMALL / PAGE).read_text(encoding="utf-8")
    assert old in text
    found = rules.check(PAGE, SMALL, text.replace(old, new))
    assert rule in {f.rule for f in found}, found


def test_every_rule_was_broken_above():
    assert {rule for rule, _ in BREAKS} == set(rules.RULES)


def test_a_claim_needs_its_evidence(tmp_path):
    claims = yaml.safe_load((SMALL / "claims.yml").read_text())
    for key in ("full", "sample", "evidence"):
        kept = {k: v for k, v in claims["small-spread"].items() if k != key}
        (tmp_path / "claims.yml").write_text(
            yaml.safe_dump({"small-spread": kept}))
        text = (SMALL / CHAPTER).read_text(encoding="utf-8")
        found = rules.check(CHAPTER, tmp_path, text, only="NB-18")
        assert [key in f.message for f in found] == [True]


# What must not be reported

@pytest.mark.parametrize("change", [
    edit("found-en", "five", "`just` and [e](https://x.org/via/etc) five"),
    edit("print", "spread", "spread  # a twin\\\n"),
    add("width-en", "\n" + "\n- an item of a list" * 40),
    put("dots", "Dots of 한국어.", *EN, *ALT),
])
def test_no_false_alarm(change):
    notebook = json.loads((SMALL / CHAPTER).read_text(encoding="utf-8"))
    change(notebook)
    parity = {"TR-05", "TR-06"}  # the Korean was left as it was
    text = tidy.to_text(tidy.tidy(notebook)[0])
    found = rules.check(CHAPTER, SMALL, text)
    assert {f.rule for f in found} <= parity, found


# The rules on paper

def test_style_says_what_is_checked():
    written = re.findall(r"^\| ([A-Z]{2}-\d\d) \|",
                         (ROOT / "STYLE.md").read_text(encoding="utf-8"),
                         re.MULTILINE)
    exercises = re.findall(r"^EX-\d\d", (
        ROOT / "tools" / "exercises.py").read_text(), re.MULTILINE)
    assert sorted(written) == sorted([*rules.RULES, *exercises, "TM-04"])


def test_the_shared_drawing_code_sets_no_titles():
    text = (ROOT / "utils" / "plots.py").read_text(encoding="utf-8")
    assert not re.search(r"set_title|suptitle|plt\.title|\btitle=", text)
