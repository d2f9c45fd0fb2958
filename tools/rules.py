"""The rules of STYLE.md that a machine can check, one function each.

    python tools/rules.py [FILE …]    # chapters, solutions and pages, or these

A rule is a generator over (cell, message); `check` runs those that are meant
for a kind of file and returns what they found, each with the rule's id.
"""
import ast
import functools
import json
import pathlib
import re
import sys
from collections import Counter, namedtuple

import yaml

import prose
from notebooks import ROOT, sources
from tidy import FORM, Damaged, english_hash, parse, tidy, to_text

Finding = namedtuple("Finding", "rule cell message")
RULES = {}
CHAPTER, EXERCISES, PAGE = "chapter", "exercises", "page"
NOTEBOOK = (CHAPTER, EXERCISES)
EVERYWHERE = (CHAPTER, EXERCISES, PAGE)
TEXTS = (("figure", "caption"), ("image", "alt"))
PLOTS = re.compile(r"^plt\.show\(", re.MULTILINE)
MAX_IMAGE, MAX_NOTEBOOK = 100_000, 600_000


class Cell:
    """One cell of a notebook, or one block of a page."""

    def __init__(self, raw):
        self.raw, self.id = raw, raw.get("id", "?")
        self.code = raw["cell_type"] == "code"
        self.metadata = raw["metadata"] or {}
        self.tags = self.metadata.get("tags", [])
        self.source = "".join(raw["source"]).strip("\n")
        self.outputs = raw.get("outputs", [])

    @property
    def language(self):
        return next((t for t in self.tags if t in ("en", "ko")), None)

    @functools.cached_property
    def tree(self):
        """The syntax tree; None if this is no Python."""
        try:
            return ast.parse(self.source)
        except SyntaxError:
            return None

    @property
    def images(self):
        """Stored PNGs, as base64."""
        return ["".join(o["data"]["image/png"]) for o in self.outputs
                if "image/png" in o.get("data", {})]

    def shown(self, language, kind, key):
        """A caption or alternative text."""
        where = self.metadata.get("mystnb", {}) if language == "en" else \
            self.metadata.get("translations", {}).get("ko", {})
        return where.get(kind, {}).get(key, "")

    def texts(self, language):
        """What this cell says to readers of one language."""
        if self.code:
            return [text for text in (self.shown(language, *place)
                                      for place in TEXTS) if text]
        return [self.source] if self.language in (language, None) else []


class Page:
    """A notebook or a page, and what its rules look up elsewhere."""

    def __init__(self, path, root=ROOT, text=None):
        self.root, self.name = pathlib.Path(root), path
        self.text = text if text is not None else \
            (self.root / path).read_text(encoding="utf-8")
        self.kind = kind_of(path)
        self.notebook = None if self.kind == PAGE else \
            parse(self.text.encode())[1]
        self.cells = [Cell(raw) for raw in (
            prose.blocks(self.text) if self.kind == PAGE
            else self.notebook["cells"])]
        self.code = [cell for cell in self.cells if cell.code]

    @property
    def number(self):
        """The chapter's number, as in the file's name."""
        return re.match(r"\d*", pathlib.Path(self.name).name).group()

    def pairs(self):
        """Each English cell with the cell behind it, if that is Korean."""
        for cell, after in zip(self.cells, [*self.cells[1:], None]):
            if cell.language == "en" and after and after.language == "ko":
                yield cell, after

    def table(self, name):
        """What a YAML file of the project says; nothing if there is none."""
        path = self.root / name
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {} \
            if path.exists() else {}


def kind_of(path):
    """What kind of file a path from the root names."""
    if path.endswith(".md"):
        return PAGE
    return EXERCISES if path.startswith("solutions/") else CHAPTER


def rule(name, *kinds):
    """Enter a rule under its id; its docstring says what it asks for."""
    def enter(function):
        RULES[name] = (function, kinds)
        return function
    return enter


def check(path, root=ROOT, text=None, only=None):
    """All findings in one file, in the order of the rules.

    Parameters
    ----------
    path : str
        The file's path from `root`, with slashes.
    root : path-like
        Where `utils/`, `claims.yml` and `terms.yml` are.
    text : str, optional
        The file's text; read from disk if None.
    only : str, optional
        The id of one rule.
    """
    try:
        page = Page(path, root, text)
    except Damaged as damage:
        found = [Finding("NB-12", "file", str(damage))]
        return found if only in (None, "NB-12") else []
    return [Finding(name, getattr(cell, "id", cell), message)
            for name, (function, kinds) in sorted(RULES.items())
            if page.kind in kinds and only in (None, name)
            for cell, message in function(page)]


# --- NB: the notebook --------------------------------------------------------

@rule("NB-01", *NOTEBOOK)
def setup_cell(page):
    """The first code cell has imports and `use_style()` only."""
    if not page.code:
        return
    cell = page.code[0]
    for node in cell.tree.body if cell.tree else [None]:
        if not isinstance(node, (ast.Import, ast.ImportFrom)) \
                and ast.unparse(node or []) != "use_style()":
            yield cell, f"the setup cell has: {ast.unparse(node or [])[:60]}"


@rule("NB-02", *NOTEBOOK)
def short_code(page):
    """A code cell has at most 25 lines."""
    for cell in page.code:
        length = len(cell.source.split("\n"))
        if length > 25 and "BEGIN HIDDEN" not in cell.source:
            yield cell, f"{length} lines, at most 25"


@rule("NB-03", CHAPTER)
def cells_of_a_chapter(page):
    """A chapter has 8 to 24 code cells."""
    if not 8 <= len(page.code) <= 24:
        yield "notebook", f"{len(page.code)} code cells, 8 to 24"


@rule("NB-04", *NOTEBOOK)
def short_paragraphs(page):
    """The paragraphs of a cell have at most 120 words, lists not counted."""
    for cell in page.cells:
        words = 0 if cell.code else prose.paragraph_words(cell.source)
        if words > 120:
            yield cell, f"{words} words, at most 120"


@rule("NB-05", *NOTEBOOK)
def short_lines(page):
    """A line of code has at most 79 characters."""
    for cell in page.code:
        for line in cell.source.split("\n"):
            if len(line) > 79:
                yield cell, f"{len(line)} characters: {line.strip()[:40]}…"


@rule("NB-06", *NOTEBOOK)
def few_figures(page):
    """A notebook has at most 12 figures."""
    count = sum(len(cell.images) for cell in page.code)
    if count > 12:
        yield "notebook", f"{count} figures, at most 12"


@rule("NB-07", *NOTEBOOK)
def small_images(page):
    """A stored image has at most 100 kB."""
    for cell in page.code:
        for image in cell.images:
            size = len(image) * 3 // 4
            if size > MAX_IMAGE:
                yield cell, f"an image of {size // 1000} kB, at most 100"


@rule("NB-08", *NOTEBOOK)
def small_notebook(page):
    """A notebook has at most 600 kB."""
    size = len(page.text.encode())
    if size > MAX_NOTEBOOK:
        yield "notebook", f"{size // 1000} kB, at most 600"


@rule("NB-09", *NOTEBOOK)
def run_in_order(page):
    """Counts are 1..n in order: a cell without one is not compared."""
    for number, cell in enumerate(page.code, 1):
        count = cell.raw.get("execution_count")
        if count != number:
            yield cell, f"execution count {count}, not {number}: run it all"


@rule("NB-10", *NOTEBOOK)
def outputs_kept(page):
    """What a cell prints or draws is stored."""
    for cell in page.code:
        calls = {ast.unparse(node.value.func)
                 for node in (cell.tree.body if cell.tree else [])
                 if isinstance(node, ast.Expr)
                 and isinstance(node.value, ast.Call)}
        if calls & {"print", "claim", "plt.show"} and not cell.outputs:
            yield cell, "prints or draws, but nothing is stored"


@rule("NB-11", *NOTEBOOK)
def cell_names(page):
    """Cell ids are given by hand, unique, and begin with the number."""
    names = Counter(cell.id for cell in page.cells)
    for cell in page.cells:
        if names[cell.id] > 1:
            yield cell, "the id stands twice"
        if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", cell.id):
            yield cell, "a random id; give it a name"
        elif "nbgrader" not in cell.metadata \
                and not cell.id.startswith(page.number + "-"):
            yield cell, f"the id does not begin with {page.number}-"


@rule("NB-12", *NOTEBOOK)
def tidy_form(page):
    """The file is as tools/tidy.py leaves it."""
    book, said = tidy(page.notebook)
    if not said and to_text(book) != page.text:
        said = [FORM]
    for line in said:
        where, _, what = line.partition(": ")
        yield where, f"{what}; run tools/tidy.py"


@rule("NB-13", *NOTEBOOK)
def plain_outputs(page):
    """Outputs are text or PNG: no warnings, SVG, HTML, widgets, bars."""
    for cell in page.code:
        for output in cell.outputs:
            kinds = set(output.get("data", {"text/plain": ""}))
            strange = kinds - {"text/plain", "image/png"}
            if output.get("name") == "stderr":
                yield cell, "stderr is stored"
            if strange:
                yield cell, f"output of type {', '.join(sorted(strange))}"
            if "\r" in "".join(output.get("text", "")):
                yield cell, "a progress bar is stored"


@rule("NB-14", *NOTEBOOK)
def no_machine(page):
    """Nothing stored or written names a place on one machine."""
    place = re.compile(r"(?<![\w.])(/home/|/Users/|/tmp/|/root/|C:\\\\?Users)")
    for cell in page.cells:
        found = place.search(cell.source + json.dumps(cell.outputs))
        if found:
            yield cell, f"names {found.group()}"


@rule("NB-15", *NOTEBOOK)
def rounded(page):
    """A compared output has no number with more than 6 decimals."""
    for cell in page.code:
        shown = [] if "nbval-ignore-output" in cell.tags else [
            "".join(o.get("text", o.get("data", {}).get("text/plain", "")))
            for o in cell.outputs]
        found = re.search(r"\d\.\d{7,}", "\n".join(shown))
        if found:
            yield cell, f"{found.group()} differs between machines; round it"


@rule("NB-16", *NOTEBOOK)
def plain_python(page):
    """No magics, installs, downloads, `sys.path` or seeds for everything."""
    banned = re.compile(
        r"^\s*[%!]|\bsys\.path\b|\bpip3? install\b|\burlretrieve\b|\burlopen\b"
        r"|\brequests\.get\b|\b(np|numpy)\.random\.seed\b"
        r"|(?<![\w.])random\.seed\b|download=True", re.MULTILINE)
    for cell in page.code:
        found = banned.search(cell.source)
        if found:
            yield cell, f"has {found.group().strip()}"


@rule("NB-17", CHAPTER)
def trained_then_claimed(page):
    """A chapter with uncompared outputs claims a number soon after each."""
    for here, cell in enumerate(page.code):
        later = page.code[here:here + 4]
        if "nbval-ignore-output" in cell.tags \
                and not any(_claims(other) for other in later):
            yield cell, "not compared, and no claim() in the next three cells"


def _claims(cell):
    """Ids of the claims that a cell makes with a written-out name."""
    return [node.args[0].value for node in ast.walk(cell.tree or ast.Module())
            if isinstance(node, ast.Call) and node.args
            and getattr(node.func, "id", "") == "claim"
            and isinstance(node.args[0], ast.Constant)]


@rule("NB-18", *NOTEBOOK)
def claims_are_kept(page):
    """A claim stands in claims.yml with both ranges and its evidence."""
    kept = page.table("claims.yml")
    for cell in page.code:
        for name in _claims(cell):
            missing = [key for key in ("says", "slide", "full", "sample",
                                       "evidence", "page")
                       if not kept.get(name, {}).get(key)]
            if missing:
                yield cell, f"claims.yml has no {name}: {', '.join(missing)}"
        if _claims(cell) and "nbval-ignore-output" in cell.tags:
            yield cell, "a claim's line must be compared"


@rule("NB-19", *NOTEBOOK)
def twins(page):
    """A function tagged `twin:` is the one in `utils/`, docstring apart."""
    for cell in page.code:
        for tag in cell.tags:
            if tag.startswith("twin:"):
                problem = _twin(cell, tag.removeprefix("twin:"), page.root)
                if problem:
                    yield cell, problem


def _twin(cell, name, root):
    """Why the cell's function is not the one called `name`, or None."""
    module, _, function = name.rpartition(".")
    path = root / (module.replace(".", "/") + ".py")
    if not path.exists():
        return f"there is no {path.name} for {name}"
    here = _definition(cell.tree, function)
    there = _definition(ast.parse(path.read_text(encoding="utf-8")), function)
    if here is None or there is None:
        return f"{function} is not defined in " \
            + ("this cell" if here is None else path.name)
    return None if here == there else f"{function} differs from {name}"


def _definition(tree, name):
    """A definition's syntax tree as text, without docstrings."""
    for node in ast.walk(tree or ast.Module([])):
        if getattr(node, "name", "") == name:
            for inner in ast.walk(node):
                if isinstance(inner, (ast.FunctionDef, ast.ClassDef)) \
                        and ast.get_docstring(inner) is not None:
                    inner.body = inner.body[1:]
            return ast.dump(node)
    return None


FIXED = {"en": ("**You will be able to**", "**You need**", "**Time**",
                "## What we found", "exercises/en/"),
         "ko": ("**이 장을 마치면**", "**미리 알아 둘 것**", "**시간**",
                "## 알아낸 것", "exercises/en/")}


@rule("NB-20", CHAPTER)
def opening_and_closing(page):
    """Opening and closing say the same fixed words in every chapter."""
    for language, phrases in FIXED.items():
        text = "\n".join(cell.source for cell in page.cells
                         if cell.language == language)
        for phrase in phrases:
            if phrase not in text:
                yield "notebook", f"no {phrase}"


# --- FG: figures -------------------------------------------------------------

def _draws(cell):
    return cell.images or PLOTS.search(cell.source) \
        or "figure" in cell.metadata.get("mystnb", {})


@rule("FG-01", *NOTEBOOK)
def figure_texts(page):
    """A figure has a name, a caption and an alternative text, in both."""
    for cell in filter(_draws, page.code):
        for language in ("en", "ko"):
            for kind, key in TEXTS:
                if not cell.shown(language, kind, key).strip():
                    yield cell, f"no {key} ({language})"
        if not cell.shown("en", "figure", "name").startswith("fig-"):
            yield cell, "no name that begins with fig-"


@rule("FG-02", *NOTEBOOK)
def short_alternatives(page):
    """An alternative text has at most 40 words and is not the caption."""
    for cell in page.code:
        for language in ("en", "ko"):
            alt = cell.shown(language, "image", "alt")
            if len(alt.split()) > 40:
                yield cell, f"{len(alt.split())} words ({language}), 40"
            if alt and alt == cell.shown(language, "figure", "caption"):
                yield cell, f"the alternative text is the caption ({language})"


@rule("FG-03", *NOTEBOOK)
def no_titles(page):
    """No title in the picture: the caption says what it shows."""
    for cell in page.code:
        found = re.search(r"\.(set_title|suptitle|title)\(|\btitle=",
                          cell.source)
        if found:
            yield cell, f"has {found.group()}"


@rule("FG-04", *NOTEBOOK)
def end_with_show(page):
    """A cell that draws ends with `plt.show()`."""
    for cell in filter(_draws, page.code):
        if cell.source.split("\n")[-1] != "plt.show()":
            yield cell, "does not end with plt.show()"


@rule("FG-05", *NOTEBOOK)
def one_figure(page):
    """A cell draws one figure."""
    for cell in page.code:
        if len(cell.images) > 1:
            yield cell, f"{len(cell.images)} figures in one cell"


@rule("FG-06", *NOTEBOOK)
def figure_names(page):
    """A figure's name stands once."""
    names = Counter(cell.shown("en", "figure", "name") for cell in page.code)
    for cell in page.code:
        name = cell.shown("en", "figure", "name")
        if name and names[name] > 1:
            yield cell, f"{name} stands twice"


# --- TR: two languages -------------------------------------------------------

@rule("TR-01", *EVERYWHERE)
def in_pairs(page):
    """Each English cell is followed at once by its Korean one."""
    paired = {id(cell) for pair in page.pairs() for cell in pair}
    for cell in page.cells:
        if cell.code or id(cell) in paired:
            continue
        if cell.language:
            yield cell, f"{cell.language} stands alone"
        elif re.search(r"[A-Za-z]{3}", prose.reading(cell.source)):
            yield cell, "words without a language: tag the cell en or ko"


def _parity(page, part, name):
    """Yield the pairs whose `part` differs."""
    for english, korean in page.pairs():
        here, there = part(english.source), part(korean.source)
        if here != there:
            yield korean, f"{name}: {_short(here)} in English, " \
                f"{_short(there)} in Korean"


def _short(value):
    text = str(value)
    return text if len(text) < 150 else text[:149] + "…"


@rule("TR-02", *EVERYWHERE)
def same_headings(page):
    """A pair has headings of the same levels."""
    yield from _parity(page, prose.headings, "headings")


@rule("TR-03", *EVERYWHERE)
def same_labels(page):
    """A pair has the same labels."""
    yield from _parity(page, prose.labels, "labels")


@rule("TR-04", *EVERYWHERE)
def same_maths(page):
    """A pair has the same formulas."""
    yield from _parity(page, prose.maths, "formulas")


@rule("TR-05", *EVERYWHERE)
def same_targets(page):
    """A pair has the same references, citations, links and images."""
    yield from _parity(page, prose.targets, "targets")


@rule("TR-06", *EVERYWHERE)
def fresh(page):
    """The Korean was looked at after the English changed."""
    for english, korean in page.pairs():
        mark = english_hash(english.source)
        known = korean.metadata.get("translates")
        if known != mark:
            yield korean, f"renders {known}, the English is {mark} now: " \
                "read both, then tools/tidy.py --looked-at"


@rule("TR-07", *EVERYWHERE)
def labelled(page):
    """Every heading has a label: Korean ones have no other anchor."""
    for cell in page.cells:
        if not cell.code:
            for line in prose.unlabelled_headings(cell.source):
                yield cell, f"no label before: {line}"


@rule("TR-08", *NOTEBOOK)
def english_code(page):
    """Code, comments and outputs are English."""
    for cell in page.code:
        found = prose.HANGUL.search(cell.source) \
            or prose.HANGUL.search(json.dumps(cell.outputs,
                                              ensure_ascii=False))
        if found:
            yield cell, f"Korean in code or output: {found.group()}"


# --- TN: tone ----------------------------------------------------------------

BANNED = re.compile(
    r"\b(simply|just|obviously|of course|e\.\s?g\.|i\.\s?e\.|etc\b|via)(?!\w)",
    re.IGNORECASE)
EMOJI = re.compile("[\U0001F000-\U0001FAFF\u2600-\u26ff\u2705\u2728\u274c"
                   "\u2753-\u2757\u2b50\ufe0f]")


@rule("TN-01", *EVERYWHERE)
def plain_words(page):
    """No simply, just, obviously, of course; no Latin abbreviations."""
    for cell in page.cells:
        for text in cell.texts("en"):
            for found in BANNED.finditer(prose.reading(text)):
                yield cell, f"says {found.group()!r}"


@rule("TN-02", *EVERYWHERE)
def no_emoji(page):
    """No emoji in prose, code or captions."""
    for cell in page.cells:
        texts = [cell.source, *cell.texts("en"), *cell.texts("ko")]
        found = EMOJI.search("\n".join(texts))
        if found:
            yield cell, f"has {found.group()!r}"


# --- TM: terms ---------------------------------------------------------------

ENGLISH_PAGE_MAY_SAY = {"한국어"}
GLOSSARY = "appendix/terms.md"  # there both languages stand side by side


@rule("TM-01", *EVERYWHERE)
def english_only(page):
    """An English text has no Hangul but the name of the other edition."""
    allowed = set(ENGLISH_PAGE_MAY_SAY)
    for term in page.table("terms.yml") if page.name == GLOSSARY else []:
        allowed.update(prose.HANGUL.findall(term["ko"]))
    for cell in page.cells:
        for text in cell.texts("en") if cell.language != "ko" else []:
            for word in prose.HANGUL.findall(text):
                if word not in allowed:
                    yield cell, f"Hangul in English: {word}"


@rule("TM-02", *EVERYWHERE)
def the_table_s_terms(page):
    """A Korean text uses the term that terms.yml gives."""
    terms = page.table("terms.yml") or []
    for cell in page.cells:
        for text in cell.texts("ko") if cell.language != "en" else []:
            words = prose.reading(text)
            for term in terms:
                for variant in term.get("avoid", []):
                    if begins_a_word(variant, words):
                        yield cell, f"{variant}: write {term['ko']}"


def begins_a_word(term, text):
    """Whether `term` stands in `text` at the start of a word."""
    return re.search(rf"(?<![가-힣]){re.escape(term)}", text) is not None


@rule("TM-03", CHAPTER)
def english_in_brackets(page):
    """The chapter that explains a term gives its English once in brackets."""
    texts = "\n".join(cell.source for cell in page.cells
                      if cell.language == "ko")
    body = "\n".join(line for line in prose.without_code(texts).split("\n")
                     if not line.startswith("#"))
    for term in page.table("terms.yml") or []:
        if term["chapter"] == int(page.number or 0) \
                and not term.get("plain") and begins_a_word(term["ko"], body) \
                and prose.HANGUL.search(term["ko"]) \
                and not _bracketed(term, body):
            yield "notebook", f"no English in brackets: " \
                f"{term['ko']}({term['en']})"


def _bracketed(term, text):
    """Whether the Korean term stands once with the English behind it."""
    words = [term["en"].split()[0][:5], term.get("abbr", term["en"])]
    return any(any(word.lower() in found.lower() for word in words)
               for found in re.findall(
                   rf"{re.escape(term['ko'])}\**\s?\(([^)]*)\)", text))


# --- running them ------------------------------------------------------------

def pages():
    """Hand-written Markdown pages in two languages."""
    found = [*ROOT.glob("*.md"), *ROOT.glob("appendix/*.md")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found
                  if prose.BLOCK_BREAK.search(
                      path.read_text(encoding="utf-8")))


def main(names):
    names = names or [path.as_posix() for path in sources()] + pages()
    found = [(name, finding) for name in names for finding in check(name)]
    for name, finding in found:
        print(f"{finding.rule} {name} [{finding.cell}] {finding.message}")
    print(f"{len(names)} files, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
