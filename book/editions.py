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


_HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS.*?^[ \t]*### END HIDDEN TESTS[^\n]*\n?",
    re.MULTILINE | re.DOTALL)
_SOLUTION_MARK = re.compile(
    r"^[ \t]*### (?:BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)
_SOLUTION_WORDS = {
    "en": ("Exercises", "Solutions", "One way to solve each task of {doc}`{}`."
           " Try the task first: the way there teaches more than the result."),
    "ko": ("연습문제", "풀이", "{doc}`{}`의 문제마다 풀이를 하나씩 싣는다. 먼저"
           " 스스로 풀어 보자. 답보다 답에 이르는 길에서 더 많이 배운다."),
}


def without_hidden_tests(notebook):
    """A notebook of nbgrader's without hidden tests and solution marks.

    Parameters
    ----------
    notebook : dict
        A notebook's JSON in nbgrader's source or release form. It is not
        changed.

    Returns
    -------
    dict
        Cells in which nothing but comments is left are gone too.

    Raises
    ------
    ValueError
        If a hidden region is not closed: it would be shown.
    """
    shown = json.loads(json.dumps(notebook))
    for cell in shown["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = _HIDDEN.sub("", "".join(cell["source"]))
        if "HIDDEN TESTS" in source:
            raise ValueError(f"{cell.get('id')}: a hidden region has no end")
        cell["source"] = _SOLUTION_MARK.sub("", source).rstrip("\n")
    shown["cells"] = [cell for cell in shown["cells"] if _says_something(cell)]
    return shown


def _says_something(cell):
    """False for a code cell in which only comments are left."""
    lines = "".join(cell["source"]).splitlines()
    return cell["cell_type"] != "code" or not lines or any(
        line.strip() and not line.lstrip().startswith("#") for line in lines)


def solutions_page(notebook, name):
    """What readers see of a solution notebook, in both languages.

    Hidden tests are left out. The opening, which tells a student how to work,
    gives way to a link to the exercises. Labels get a prefix, since the page
    with the exercises comes from the same notebook and has them too.

    Parameters
    ----------
    notebook : dict
        The solution notebook's JSON. It is not changed.
    name : str
        Its folder, such as ``"07-convolution"``.
    """
    shown = without_hidden_tests(notebook)
    for cell in shown["cells"]:
        if cell["cell_type"] != "markdown":
            continue
        source = "".join(cell["source"])
        # Links are written for exercises/en/NAME, one folder deeper.
        source = source.replace("../../../", "../../")
        for language, (before, after, opening) in _SOLUTION_WORDS.items():
            title = re.search(r"^# .*$", source, re.MULTILINE)
            if title and language in cell["metadata"].get("tags", []):
                exercises = f"../../exercises/en/{name}/{name}"
                source = (source[:title.end()].replace(before, after)
                          + "\n\n" + opening.replace("{}", exercises))
        cell["source"] = source
    return rename_labels(shown, "solution-")


def rename_labels(notebook, prefix):
    """The notebook with `prefix` before every label it defines.

    References to its own labels follow; labels of other pages stay.
    """
    renamed = json.loads(json.dumps(notebook))
    own = set()
    for cell in renamed["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            own.update(re.findall(r"^\(([\w-]+)\)=", cell["source"], re.M))
            own.update(re.findall(r"\$\$ \(([\w-]+)\)", cell["source"]))
        own.update(_figure(cell).get("name", "").split())
    if not own:
        return renamed
    labels = "|".join(re.escape(label) for label in own)
    uses = re.compile(
        rf"(^\(|\$\$ \(|\{{(?:ref|numref|eq)\}}`(?:[^`<]*<)?|\]\(#)"
        rf"({labels})(?=[)>`])", re.MULTILINE)
    for cell in renamed["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = uses.sub(rf"\g<1>{prefix}\g<2>", cell["source"])
        for texts in (_figure(cell), _figure(cell, "ko")):
            if "name" in texts:
                texts["name"] = prefix + texts["name"]
            if "caption" in texts:
                texts["caption"] = uses.sub(
                    rf"\g<1>{prefix}\g<2>", texts["caption"])
    return renamed


def _figure(cell, language=None):
    """The figure metadata of a cell, or of its translation."""
    where = cell["metadata"]
    where = (where.get("translations", {}).get(language, {}) if language
             else where.get("mystnb", {}))
    return where.get("figure", {})
