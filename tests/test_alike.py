"""Look-alikes: what is ignored, what counts, what a class cannot explain."""
import html
import re
import time

import numpy as np
import pytest
import yaml

from tests.made_up_class import Course, made_up
from tools.exercises import SOLUTIONS
from tools.grading.alike import find, render
from tools.grading.showing import TEMPLATES
from tools.grading.winnowing import (
    MAX_PRINTS,
    Starter,
    fingerprints,
    plain,
    read,
)

GIVEN = '''def total(x, weights):
    """The weighted sum."""
    height, width = x.shape
    # Your code here, in place of the next line.
    raise NotImplementedError("this part is yours to write")
    return out
'''
ANSWER = '''def total(x, weights):
    """The weighted sum."""
    height, width = x.shape
    first, second = weights[0], 'mean'
    out = 0.5
    for row in range(height):
        out += (x[row] * first).sum(axis=1) - width
    return out
'''
SAME = {
    "as it is": ANSWER,
    "names": ANSWER.replace("first", "w0").replace("row", "i"),
    "parameters": re.sub(r"\bx\b", "picture", ANSWER),
    "names that were given": ANSWER.replace("height", "h").replace(
        "width", "w"),
    "no docstring": ANSWER.replace('    """The weighted sum."""\n', ""),
    "comments": ANSWER.replace("0.5", "0.5  # a half").replace(
        "for row", "'''rows'''\n    for row"),
    "quotes and numbers": ANSWER.replace("'mean'", '"mean"').replace(
        "0.5", ".50"),
    "brackets": ANSWER.replace("(x[row] * first).sum", "((x[row]*(first)))"
                               ".sum").replace("= weights[0], 'mean'",
                                               "= (weights[0], 'mean')"),
    "layout": ANSWER.replace("    ", "\t").replace(" = ", "=").replace(
        "\n", "\r\n").replace("range(height)", "range(\n height)"),
    "annotations": ANSWER.replace("x, weights)", "x: list, weights) -> int"
                                  ).replace("out = 0.5", "out: float = 0.5"),
    "imports and magics": "%matplotlib inline\nimport numpy as np\n" + ANSWER,
    "the line that raises stays": ANSWER + GIVEN.split("\n")[4],
}
OTHER = {
    "a method": ANSWER.replace(".sum(", ".mean("),
    "an operator": ANSWER.replace("- width", "+ width"),
    "a number": ANSWER.replace("weights[0]", "weights[1]"),
    "given names the other way round": ANSWER.replace(
        "height, width", "width, height"),
    "which name": ANSWER.replace("- width", "- height"),
    "which own name": ANSWER.replace("* first", "* second"),
    "end of a loop": ANSWER.replace("- width\n", "\n    out -= width\n"),
    "a keyword": ANSWER.replace("axis=", "keepdims="),
}


def answer(source):
    return read(source, Starter(GIVEN))


@pytest.mark.parametrize("name", SAME)
def test_writing_it_in_another_way_changes_nothing(name):
    assert plain(answer(SAME[name])) == plain(answer(ANSWER))
    assert fingerprints(answer(SAME[name])).keys() == fingerprints(
        answer(ANSWER)).keys()


@pytest.mark.parametrize("name", OTHER)
def test_doing_something_else_does(name):
    assert plain(answer(OTHER[name])) != plain(answer(ANSWER))
    if name != "which own name":  # too far apart to be seen in a run
        assert fingerprints(answer(OTHER[name])).keys() != fingerprints(
            answer(ANSWER)).keys()


def test_the_order_of_functions_changes_nothing():
    one, two = "def one(a):\n    return a + 1\n\n", "def two(b):\n    pass\n"
    assert plain(answer(one + ANSWER + two)) == plain(
        answer(two + ANSWER + one))


@pytest.mark.parametrize("source", [GIVEN, "", "\n\n", "# nothing", "pass"])
def test_the_starter_is_no_answer(source):
    assert not fingerprints(answer(source))


def test_lines_of_the_starter_are_not_marked():
    covered = set().union(*fingerprints(answer(ANSWER)).values())
    assert covered == {3, 4, 5, 6}


def test_code_that_does_not_parse_is_compared_all_the_same():
    broken = answer(SAME["names"].replace("range(h", "range((h"))
    assert not broken.parses
    whole, found = fingerprints(answer(ANSWER)), fingerprints(broken)
    assert len(whole.keys() & found.keys()) > len(whole) / 2


def test_winnowing_notices_what_it_promises():
    """K + WINDOW − 1 = 7 equal tokens leave a fingerprint in common."""
    inside = "q.r(3) * 8"  # eight tokens
    around = [f"{a}.{b} - {inside} / {c}.{d}\n" for a, b, c, d
              in ("abcd", "efgh", "ijkl", "mnop", "stuv")]
    first, *others = [fingerprints(answer(line)).keys() for line in around]
    assert all(first & other for other in others)


# A class

def klass(*sources, name="ex1"):
    """{student: {exercise: source}}, students a, b, c …"""
    return {chr(97 + i): {name: source} for i, source in enumerate(sources)}


def loops(n):
    """n answers that have little in common."""
    rng = np.random.default_rng(n)
    words = ["sum", "mean", "max", "min", "prod", "std", "var", "any", "dot"]
    return ["def total(x, weights):\n" + "".join(
        f"    v{i} = x.{rng.choice(words)}({rng.integers(99)})"
        f".{rng.choice(words)}() {rng.choice(list('+-*/'))} {i}\n"
        for i in range(6)) + "    return v1" for _ in range(n)]


def found(report):
    return [pair.students for pair in report.pairs]


def test_a_copy_is_found_and_its_lines_are_marked():
    sources = loops(20)
    answers = {s: {f"ex{k}": code for k in (1, 2, 3)} for s, code in zip(
        "abcdefghijklmnopqrst", sources)}
    answers["z"] = {name: re.sub(r"\bv(\d)", r"my_\1", code)
                    for name, code in answers["c"].items()}
    report = find(answers, dict.fromkeys(["ex1", "ex2", "ex3"], GIVEN))
    assert found(report) == [("c", "z")]
    first = report.pairs[0].shared[0]
    assert (first.alike, first.others, first.parses) == (1, 0, True)
    assert [mark for _, mark in first.left] == ["", *["rare"] * 7]
    assert first.left[1][0] == sources[2].split("\n")[1]


def test_what_half_the_class_wrote_says_nothing():
    common = [ANSWER] * 15
    answers = {s: {f"ex{k}": code for k in range(1, 6)} for s, code in zip(
        map(str, range(30)), common + loops(15))}
    report = find(answers, {f"ex{k}": GIVEN for k in range(1, 6)})
    assert report.students == 30 and not report.pairs


def test_the_published_solution_is_named_and_makes_no_pair():
    answers = {s: {f"ex{k}": code for k in range(1, 6)} for s, code in zip(
        map(str, range(30)), [ANSWER, SAME["names"], *loops(28)])}
    starter = {f"ex{k}": GIVEN for k in range(1, 6)}
    published = {f"ex{k}": SAME["comments"] for k in range(1, 6)}
    assert found(find(answers, starter)) == [("0", "1")]
    report = find(answers, starter, published)
    assert not report.pairs
    assert report.published == {"0": sorted(starter), "1": sorted(starter)}


def test_a_chain_of_copies_is_one_group():
    starter = {f"ex{k}": GIVEN for k in range(1, 6)}
    answers = {f"s{i}": dict.fromkeys(starter, code)
               for i, code in enumerate(loops(30))}
    lines = loops(30)[7].split("\n")
    again = "\n".join([*lines[:3], "    v9 = weights[3] @ x", *lines[3:]])
    answers["t1"] = dict.fromkeys(starter, again)
    answers["t2"] = dict.fromkeys(starter, again.replace("x.", "x.T.", 2))
    assert find(answers, starter).groups == [["s7", "t1", "t2"]]


def test_a_mistake_in_common_weighs_more():
    starter = {f"ex{k}": GIVEN for k in range(1, 6)}
    answers = {f"s{i}": dict.fromkeys(starter, code)
               for i, code in enumerate([*loops(20), loops(20)[4]])}
    plainly = find(answers, starter).pairs[0]
    wrong = find(answers, starter, failed={
        "s4": {"ex1"}, "s20": {"ex1", "ex2"}}).pairs[0]
    assert plainly.students == wrong.students == ("s20", "s4")
    assert wrong.score > plainly.score
    assert [s.failed for s in wrong.shared] == [True, *[False] * 4]


def test_comments_and_names_are_told_but_never_alone():
    starter = {f"ex{k}": GIVEN for k in range(1, 6)}
    answers = {f"s{i:02}": dict.fromkeys(starter, code)
               for i, code in enumerate([*loops(20), loops(20)[4]])}
    for student in ("s04", "s20", "s11", "s12"):
        answers[student] = {
            name: code.replace("v1", "zwölf") + "  # ??  "
            for name, code in answers[student].items()}
    pair, = find(answers, starter).pairs  # the others have no more in common
    assert pair.students == ("s04", "s20")
    assert pair.traits == []  # four of 21 have them: not rare
    del answers["s11"]
    pair, = find(answers, starter).pairs
    assert [t for t in pair.traits if t[0] == "ex1"] == [
        ("ex1", "comment", "# ??"), ("ex1", "layout", "trailing"),
        ("ex1", "name", "zwölf")]


@pytest.mark.parametrize("answers", [
    {}, klass(ANSWER), klass(ANSWER, ANSWER), klass(GIVEN, GIVEN, GIVEN),
    {"a": {}, "b": {"ex9": ANSWER}}, klass(*[ANSWER] * 12)])
def test_small_and_empty_classes_have_no_pairs(answers):
    report = find(answers, {"ex1": GIVEN})
    assert not report.pairs and not report.groups
    assert report.small == (len(answers) < 12)
    assert "<h1>" in render(report, "7", "en")


def test_the_order_of_students_changes_nothing():
    course = Course(SOLUTIONS / "07-convolution")
    answers, failed, _ = made_up(course, 12, 3, np.random.default_rng(0))
    turned = dict(reversed(answers.items()))
    assert find(answers, course.starter, course.published, failed) == find(
        turned, course.starter, course.published, failed)


# Hostile sources

HOSTILE = {
    "signs": "-" * 200_000 + "4", "brackets": "(" * 100_000,
    "closed": "[" * 150 + "]" * 150, "attributes": "a" + ".b" * 9_000,
    "calls": "a" + "()" * 9_000, "not": "not " * 4_900 + "1",
    "sum": "1+" * 9_900 + "1", "less deep": "1+" * 900 + "1",
    "lambda": "lambda:" * 2_800 + "1", "elif": "if 1: a\n" + "elif 1: b\n"
    * 1_900, "blocks": "".join(" " * i + "if 1:\n" for i in range(120)),
    "null": "a = 1\0\nb = 2", "surrogate": "x = '\ud800'  # \udfff",
    "long line": "x = '" + "a" * 1_000_000 + "'", "digits": "9" * 19_000,
    "quotes": '"""' * 6_000 + "'", "escapes": r"x = '\d\q'",
    "blanks": " " * 1_000_000, "lines": "\n" * 1_000_000,
    "exotic": "ｘ = 'ﷺ' + 𝕏\u202e\u2066 # 한\u2028글\x0c\x1b[31m",
    "f-string": "f'" + "{" * 5_000, "numbers": "\n".join(
        f"x{i} = {i}" for i in range(5_000)),
    "blank and broken": " " * 19_000 + "(", "broken lines": "\n" * 19_000
    + "a = (", "escaped quotes": "('" + r"\'" * 9_900,
    "commas": "a ," * 6_000 + "(= 1",
    "runs": "raise SystemExit\nopen('was-run', 'w')",
    "statements": "match x:\n case [1, *y]: pass\nclass A(B):\n  x: int\n"
    "async def f():\n  await g\ntry: a\nexcept* E as e: b\nfinally: c\n"
    "with a as b: pass\nglobal z\nfor i in j: k\nelse: m",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_only_cost_a_moment(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = time.process_time()
    answers = klass(*loops(8), *[HOSTILE[name]] * 2)
    report = find(answers, {"ex1": GIVEN})
    page = render(report, HOSTILE[name], "ko")
    page.encode("utf-8")
    assert time.process_time() - before < 3
    assert len(page) < 100_000 and not list(tmp_path.iterdir())
    assert len(fingerprints(answer(HOSTILE[name]))) <= MAX_PRINTS


# The page

def a_report(student="kim"):
    starter = {f"ex{k}": GIVEN for k in range(1, 6)}
    odd = loops(20)[4] + "\n    # <script>alert('&')</script>\u202e"
    answers = {f"s{i:02}": dict.fromkeys(starter, code)
               for i, code in enumerate([*loops(20), odd])}
    answers[student] = dict.fromkeys(starter, odd.replace("v5", "value5"))
    answers["p"] = dict.fromkeys(starter, ANSWER)
    return find(answers, starter, dict.fromkeys(starter, ANSWER),
                dict.fromkeys(answers, {"ex1"}))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_loads_and_runs_nothing(language):
    report = a_report("<img src=x>\u202e")
    assert report.groups and report.published
    assert any(pair.traits for pair in report.pairs)
    page = render(report, "<b>7", language)
    assert ("content=\"default-src 'none'; style-src 'unsafe-inline'\""
            in page)
    assert not re.search(r"<(script|img|b|link|iframe)\b| on\w+=|https?:",
                         page)
    assert "\u202e" not in page and "&lt;img src=x&gt;�" in page
    assert f'<html lang="{language}">' in page
    assert "prefers-color-scheme: dark" in page


def test_both_languages_have_the_same_sentences():
    texts = yaml.safe_load((TEMPLATES / "alike.yml").read_text("utf-8"))
    for key, text in texts.items():
        assert text.keys() == {"en", "ko"}, key
        fields = [sorted(re.findall(r"\{\w+\}", text[language]))
                  for language in ("en", "ko")]
        assert fields[0] == fields[1], key
        assert re.search("[가-힣]", text["ko"]), key
        assert not re.search("[가-힣]", text["en"]), key
    with pytest.raises(ValueError, match="use one of"):
        render(a_report(), "7", "de")


def test_the_page_accuses_no_one():
    page = html.unescape(render(a_report(), "7", "en")).lower()
    assert "places to look" in page
    assert not re.search("plagiari|cheat|guilty|proof|proves", page)
    assert not re.search("표절|범인|증거", render(a_report(), "7", "ko"))


# How well it does, in made-up classes

def counted(sets, n, copies, seeds):
    """Copies, copies found, pairs reported in error, over classes."""
    planted = right = wrong = 0
    for name in sets:
        course = Course(SOLUTIONS / name)
        for seed in seeds:
            answers, failed, pairs = made_up(
                course, n, copies, np.random.default_rng([seed, n]))
            reported = set(found(find(answers, course.starter,
                                      course.published, failed)))
            planted += len(pairs)
            right += len(reported & pairs.keys())
            wrong += len(reported - pairs.keys())
    return planted, right, wrong


def test_copies_in_classes_of_30_are_found():
    planted, right, wrong = counted(
        ["02-xor", "07-convolution", "20-detection"], 30, 6, range(3))
    assert right >= 0.75 * planted, f"{right} of {planted}"
    assert right >= 0.95 * (right + wrong), f"{wrong} in error"


def test_a_class_of_300_takes_seconds():
    course = Course(SOLUTIONS / "07-convolution")
    answers, failed, pairs = made_up(
        course, 300, 18, np.random.default_rng(0))
    before = time.process_time()
    report = find(answers, course.starter, course.published, failed)
    page = render(report, "7", "en")
    assert time.process_time() - before < 8 and len(page) < 2_000_000
    right = set(found(report)) & pairs.keys()
    assert len(right) >= 0.6 * len(pairs)
    assert len(right) >= 0.9 * len(report.pairs)


def test_honest_classes_raise_few_false_alarms():
    *_, wrong = counted(["02-xor", "09-pooling"], 30, 0, range(3))
    assert wrong <= 3  # in six classes
    *_, wrong = counted(["07-convolution"], 300, 0, range(1))
    assert wrong <= 2
