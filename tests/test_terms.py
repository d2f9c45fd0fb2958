"""terms.yml: each term once, and the table follows itself (TM-04)."""
import copy
import re
import tokenize
from collections import Counter

import pytest
import yaml

import prose
import rules
from notebooks import ROOT

KEYS = {"en", "ko", "avoid", "abbr", "plain", "chapter", "says"}
TERMS = yaml.safe_load((ROOT / "terms.yml").read_text(encoding="utf-8"))


def problems(terms):
    """What is wrong with a table of terms, line by line."""
    for key in ("en", "ko"):
        names = Counter(term[key].casefold() for term in terms)
        yield from (f"TM-04 {name} stands twice" for name in names
                    if names[name] > 1)
    homes = Counter(v for term in terms for v in term.get("avoid", []))
    yield from (f"TM-04 {variant} is avoided twice" for variant in homes
                if homes[variant] > 1)
    for term in terms:
        for problem in _one(term):
            yield f"TM-04 {term['en']}: {problem}"
        for other in terms:
            for variant in term.get("avoid", []):
                for text in (other["ko"], other["says"]["ko"]):
                    if rules.begins_a_word(variant, text):
                        yield f"TM-04 {other['en']}: says {variant}"


def _one(term):
    """What is wrong with one entry."""
    if unknown := set(term) - KEYS:
        yield f"unknown {unknown}"
    if not 1 <= term["chapter"] <= 20:
        yield f"there is no chapter {term['chapter']}"
    says = term["says"]
    if prose.HANGUL.search(term["en"] + says["en"]):
        yield "Hangul in English"
    if not re.fullmatch(r"[^.]*(\.\d[^.]*)*\.", says["en"]):
        yield "not one English sentence"
    if not re.fullmatch(r"[^.]*(\.\d[^.]*)*다\.", says["ko"]):
        yield "not one Korean sentence in -다"
    if rules.BANNED.search(says["en"]):
        yield "a banned word"
    if any(variant == term["ko"] for variant in term.get("avoid", [])):
        yield "avoids itself"


def test_the_table_is_in_order():
    assert list(problems(TERMS)) == []
    assert len(TERMS) >= 150
    chapters = [term["chapter"] for term in TERMS]
    assert {1, 7, 11} <= set(chapters)


def change(index, **values):
    return lambda terms: terms[index].update(values)


SAYS = {"en": "A number.", "ko": "수다."}


@pytest.mark.parametrize("spoil", [
    lambda terms: terms.append(copy.deepcopy(terms[5])),
    change(3, ko=TERMS[4]["ko"]),
    change(3, en=TERMS[4]["en"].upper()),
    change(3, chapter=21),
    change(3, korean="수"),
    change(3, avoid=["층"]),
    change(3, avoid=["컨볼루션"]),
    change(3, says={**SAYS, "en": "수."}),
    change(3, says={**SAYS, "en": "One. Two."}),
    change(3, says={**SAYS, "en": "It is simply one."}),
    change(3, says={**SAYS, "ko": "수입니다"}),
    change(3, says={**SAYS, "ko": "수예요."}),
    change(3, says={**SAYS, "ko": "컨볼루션이다."}),
])
def test_a_spoiled_table_is_reported(spoil):
    terms = copy.deepcopy(TERMS)
    spoil(terms)
    assert list(problems(terms))


@pytest.mark.parametrize("variant, text, found", [
    ("컨볼루션", "컨볼루션은", True),
    ("컨볼루션", "2차원 컨볼루션은", True),
    ("모수", "부모수업", False),
    ("변화도를", "손실의 변화도 작다", False),
    ("이동 불변성", "평행이동 불변성", False),
    ("데이터 세트", "데이터 세 개", False),
])
def test_variants_are_found_at_the_start_of_a_word(variant, text, found):
    assert rules.begins_a_word(variant, text) is found


WORDS = ["book/korean.yml", *sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.glob("book/locale/*.po")), "README.md"]


@pytest.mark.parametrize("name", WORDS)
def test_the_interface_uses_the_terms_too(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not [f"TM-02 {variant}: write {term['ko']}" for term in TERMS
                for variant in term.get("avoid", [])
                if rules.begins_a_word(variant, text)]


def korean_remarks(path):
    """Comments and names with Hangul; strings may be data in Korean."""
    with open(path, "rb") as file:
        return [token.string for token in tokenize.tokenize(file.readline)
                if token.type in (tokenize.COMMENT, tokenize.NAME)
                and prose.HANGUL.search(token.string)]


@pytest.mark.parametrize("folder", ["utils", "tools", "book", "tests"])
def test_comments_and_names_are_english(folder):
    found = {path.name: remarks for path in (ROOT / folder).glob("*.py")
             if (remarks := korean_remarks(path))}
    assert not found, f"TR-08 {found}"


def test_korean_remarks_are_found(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("수 = '값'  # 주석\n", encoding="utf-8")
    assert korean_remarks(path) == ["수", "# 주석"]
