"""HTML pages in which nothing that a student wrote counts as HTML.

The templates hold no script and load nothing; a policy in each page forbids
both to whatever might slip through.
"""
import pathlib
import re
import unicodedata

import jinja2

TEMPLATES = pathlib.Path(__file__).with_name("templates")
HIDING = ("Cc", "Cf", "Cs", "Co", "Cn")  # Unicode's categories


def visible(text, most=None):
    """Text that can be shown: nothing in it hides, reorders or runs on.

    Colours of a terminal go; control, format and surrogate characters, also
    those that turn the direction of what follows, become �; with `most`,
    longer text is cut.
    """
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", str(text))
    if most is not None and len(text) > most:
        text = text[:most] + "…"
    return "".join("�" if c not in "\n\t" and unicodedata.category(c) in HIDING
                   else c for c in text)


def environment():
    """The templates, with `visible` as a filter."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True,
        undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True)
    found.filters["visible"] = visible
    return found
