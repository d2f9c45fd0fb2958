"""The opening of an exercise set, for as many exercises as are given out.

The sources say "Five exercises …": here the number becomes that of the
exercises a class gets. Wordings that are not known stay as they are.
"""
import re

NUMBERS = {"en": ["", "One", "Two", "Three", "Four", "Five"],
           "ko": ["", "한", "두", "세", "네", "다섯"]}
ONE = {
    "en": [(r"One exercises that go with", "One exercise that goes with"),
           (r"Each stands by itself, so begin where you like\. ", ""),
           (r"Each stands by itself, so begin where you like, once",
            "Begin once"),
           (r"is enough for all one\b", "is enough"),
           (r"None of the one needs a data set", "No data set is needed")],
    "ko": [(r"서로 이어지지 않으니 아무 데서나 시작해도 된다\. ", ""),
           (r"서로 이어지지 않으니 바로 아래 두 셀만 실행하고 나면 아무 데서나 "
            r"시작해도 된다", "바로 아래 두 셀을 먼저 실행한다"),
           (r"한 문제 모두 ", "")]}
TWO = [(r"\ball two\b", "both"), (r"None of the two", "Neither of the two")]


def opening(text, language, total, count):
    """A cell of the opening of a set with `total` exercises, for `count`.

    >>> opening("Five exercises, and data enough for all five.", "en", 5, 2)
    'Two exercises, and data enough for both.'
    """
    if total == count or max(total, count) >= len(NUMBERS["en"]):
        return text
    old, new = (NUMBERS[language][number] for number in (total, count))
    if language == "ko":
        changes = [(rf"{old} 문제", f"{new} 문제")]
    else:
        changes = [(rf"\b{old} exercises\b", f"{new} exercises"),
                   (rf"\b(all|of the) {old.lower()}\b", rf"\1 {new.lower()}")]
    changes += ONE[language] if count == 1 else []
    changes += TWO if count == 2 and language == "en" else []
    for pattern, replacement in changes:
        text = re.sub(pattern, replacement, text)
    return text
