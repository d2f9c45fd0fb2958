"""What stands in a piece of MyST Markdown: words, headings, labels, links."""
import json
import re

HANGUL = re.compile(r"[ᄀ-ᇿ㄰-㆏가-힣]+")
ROLE = re.compile(r"\{([a-z:]+)\}`([^`]+)`")
LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
INLINE = re.compile(r"(?<![\\$])\$(?![\s$])([^$]+?)(?<![\s\\])\$(?![\d$])")
HEADING = re.compile(r"^(#{1,6}) +(.+)$")
LABEL = re.compile(r"^\(([^()\s]+)\)=\s*$", re.MULTILINE)
_RELATION = re.compile(
    r"[=+<>/-]|\\(ge|le|ne|cdot|times|in|to|approx|leftarrow)\b")
_CODE_FENCE = re.compile(
    r"^([ \t]*)(`{3,}|~{3,})(?!\{(?!code))[^\n]*\n.*?^\1\2[ \t]*$\n?",
    re.MULTILINE | re.DOTALL)
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
BLOCK_BREAK = re.compile(r"^\+\+\+ ?(\{.*\})?[ \t]*$", re.MULTILINE)
_FENCE_LINE = re.compile(r"^[ \t]*(`{3,}|:{3,}).*$", re.MULTILINE)
_OPTION = re.compile(r"^[ \t]*:[\w-]+:.*$", re.MULTILINE)
_LIST_OR_TABLE = re.compile(r"^\s*([-*+] |\d+[.)] |\||: |#)|^\s{2,}\S")


def without_code(text):
    """The text without code blocks and code spans; roles stay."""
    text = _CODE_FENCE.sub("", text)
    return _CODE_SPAN.sub(
        lambda m: m.group() if text[:m.start()].endswith("}") else " ", text)


def headings(text):
    """Levels of the headings, in order."""
    lines = _CODE_FENCE.sub("", text).split("\n")
    return [len(m.group(1)) for m in map(HEADING.match, lines) if m]


def unlabelled_headings(text):
    """Headings without a `(label)=` on the line before them."""
    lines = [line for line in _CODE_FENCE.sub("", text).split("\n")
             if line.strip()]
    return [line for before, line in zip(["", *lines], lines)
            if HEADING.match(line) and not LABEL.match(before)]


def labels(text):
    """Names of the labels, sorted: before blocks and behind equations."""
    plain = without_code(text)
    equations = re.findall(r"\$\$[ \t]*\(([^()\s]+)\)", plain)
    return sorted(LABEL.findall(plain) + equations)


def maths(text):
    """Display formulas (all) and inline ones (each once), spaces evened.

    A lone symbol in a sentence is left out: one language may say "the sum"
    where the other says "$s$".
    """
    plain = without_code(text)
    shown = DISPLAY.findall(plain)
    inline = set(map(_even, INLINE.findall(DISPLAY.sub(" ", plain))))
    return sorted(map(_even, shown)), sorted(filter(_RELATION.search, inline))


def _even(formula):
    """A formula without spaces and without the words set inside it."""
    return re.sub(r"\s+", "", re.sub(r"\\text\{[^}]*\}", "", formula))


def targets(text):
    """What the text points to: roles, links, images, addresses; sorted."""
    plain = without_code(text)
    found = [(role, re.sub(r".*<(.+)>", r"\1", content, flags=re.DOTALL))
             for role, content in ROLE.findall(plain)]
    found += [("link", target) for _, target in LINK.findall(plain)]
    found += [("link", address)
              for address in re.findall(r"<(https?://[^>]+)>", plain)]
    return sorted(found)


def reading(text):
    """The words a reader sees: no code, formulas, labels, targets, tags."""
    plain = LABEL.sub("", without_code(text))
    plain = re.sub(r"^%.*$", "", plain, flags=re.MULTILINE)  # comments
    plain = INLINE.sub(" x ", DISPLAY.sub(" ", plain))
    plain = ROLE.sub(
        lambda m: m.group(2).split("<")[0] if "<" in m.group(2)
        else " x ", plain)
    plain = LINK.sub(r" \1 ", plain)
    plain = _OPTION.sub("", _FENCE_LINE.sub("", plain))
    return re.sub(r"<[^>]+>", " ", plain)


def paragraph_words(text):
    """How many words stand in paragraphs; lists and tables do not count."""
    blocks = re.split(r"\n\s*\n", reading(text))
    lines = [line for block in blocks
             if block.strip() and not _LIST_OR_TABLE.match(block.lstrip("\n"))
             for line in block.split("\n") if not HEADING.match(line)]
    return len([w for line in lines for w in line.split()
                if re.search(r"\w", w)])


def blocks(text):
    """A Markdown page as a list of cells, divided at its block breaks.

    The first cell is what stands before the first break. Texts keep their
    line ends, so that `join_blocks` gives the same page again.
    """
    parts = BLOCK_BREAK.split(text)
    heads = [None, *(json.loads(head or "{}") for head in parts[1::2])]
    return [{"id": f"block {number}", "cell_type": "markdown",
             "metadata": head, "source": source}
            for number, (head, source) in enumerate(zip(heads, parts[::2]))]


def join_blocks(cells):
    """The page that `blocks` was made from."""
    page = cells[0]["source"]
    for cell in cells[1:]:
        head = json.dumps(cell["metadata"]) if cell["metadata"] else ""
        page += f"+++ {head}".rstrip() + cell["source"]
    return page
