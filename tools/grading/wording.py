"""What this program says, in the language of a page.

Messages are English where they come from; templates/korean.yml has them in
Korean. What is not there (what Python or a test says) stays as it is.
"""
import functools
import re

import yaml

from tools.grading.showing import TEMPLATES


@functools.cache
def korean():
    """[(pattern of an English message, Korean with {} for its parts)].

    Those with fewer open places come first.
    """
    said = yaml.safe_load((TEMPLATES / "korean.yml").read_text("utf-8"))
    return [(re.compile(re.escape(english).replace(r"\{\}", "(.+?)"),
                        re.DOTALL), text) for english, text
            in sorted(said.items(), key=lambda pair: pair[0].count("{}"))]


def looked_up(text):
    """A message in Korean, None if it is not known."""
    for pattern, translated in korean():
        if match := pattern.fullmatch(text):
            return translated.format(*map(in_korean, match.groups()))
    return None


def in_korean(text):
    """A text in Korean, as far as its messages, joined by "; ", are known.

    >>> in_korean("damaged: empty; took too long; else")
    '망가진 파일: 비어 있다; 시간이 너무 오래 걸렸다; else'
    """
    parts, found = text.split("; "), []
    while parts:
        for count in range(len(parts), 0, -1):
            known = looked_up("; ".join(parts[:count]))
            if known is not None:
                break
        found.append(parts[0] if known is None else known)
        parts = parts[count:]
    return "; ".join(found)


def say(text, language):
    """A text of one or more lines in a language, "en" or "ko"."""
    return text if language == "en" else "\n".join(
        map(in_korean, text.split("\n")))
