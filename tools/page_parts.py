"""What the generated pages are put together from."""
import re

import yaml

from notebooks import ROOT
from tidy import english_hash

LANGUAGES = ("en", "ko")


def load(name):
    """What a YAML file of the project says."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def chapters():
    """The chapters that the book has by now: number → name of the file."""
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    return {int(name[:2]): name for name in re.findall(
        r"file: chapters/(\d\d_\w+)", contents)}


def chapter(number, language):
    """"chapter 7" or "7장", linked if the book has it."""
    words = {"en": f"chapter {number}", "ko": f"{number}장"}[language]
    name = chapters().get(number)
    return f"{{doc}}`{words} <../chapters/{name}>`" if name else words


def two_languages(made_from, english, korean):
    """A page of both languages, with what it was made from at its head."""
    mark = english_hash(english)
    return (f"% Made from {made_from} by `make pages`; do not edit.\n\n"
            f'+++ {{"tags": ["en"]}}\n\n{english}\n'
            f'+++ {{"tags": ["ko"], "translates": "{mark}"}}\n\n{korean}')


def homes():
    """The chapter of each label of a chapter or a section: {label: number}."""
    return {label: number for number, name in chapters().items()
            for label in re.findall(r"\(((?:ch|sec)-[\w-]+)\)=", (
                ROOT / "chapters" / f"{name}.ipynb").read_text("utf-8"))}


def grid(columns, rows):
    """The lines of a table."""
    yield "| " + " | ".join(columns) + " |\n|" + "---|" * len(columns)
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
