"""One notebook, two languages: keep one of them.

A prose cell carries the tag ``en`` or ``ko``; a cell with neither belongs to
both. Korean captions and alternative texts stand in the code cell's metadata
under ``translations.ko``. A Markdown page is a row of blocks divided by MyST's
block breaks, ``+++ {"tags": ["ko"]}``, which are read in the same way.
"""
import json
import re

LANGUAGES = ("en", "ko")
_BLOCK_BREAK = re.compile(r"^\+\+\+ ?(\{.*\})?\s*$", re.MULTILINE)


def belongs(tags, language):
    """Whether a cell with these tags stands in the edition of `language`."""
    return not set(tags) & (set(LANGUAGES) - {language})


def keep_language(notebook, language):
    """The notebook with the cells and captions of one language.

    Parameters
    ----------
    notebook : dict
        A notebook's JSON, format 4.5. It is not changed.
    language : str
        ``"en"`` or ``"ko"``.

    Returns
    -------
    dict
    """
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}; use one of {LANGUAGES}")
    kept = json.loads(json.dumps(notebook))
    kept["cells"] = [
        cell for cell in kept["cells"]
        if belongs(cell["metadata"].get("tags", []), language)
    ]
    for cell in kept["cells"]:
        translations = cell["metadata"].pop("translations", {})
        for kind, texts in translations.get(language, {}).items():
            shown = cell["metadata"].setdefault("mystnb", {})
            shown.setdefault(kind, {}).update(texts)
    return kept


def keep_language_in_page(text, language):
    """A Markdown page with the blocks of one language, block breaks removed."""
    parts = _BLOCK_BREAK.split(text)
    kept = [parts[0]]
    for metadata, block in zip(parts[1::2], parts[2::2]):
        if belongs(json.loads(metadata or "{}").get("tags", []), language):
            kept.append(block)
    return "".join(kept)
