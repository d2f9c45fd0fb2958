"""Search: the texts that the pages' script, `static/search.js`, looks through.

A page is told by its sections, and a section knows which of the book's terms
it explains: the chapter stands in `terms.yml`, the place is where the text
prints the term in bold or, in Korean, gives its English in brackets. All names
of a term lead there, also those that the book does not use.
"""
import json
import re
import unicodedata
from pathlib import Path

import yaml
from docutils import nodes

from book import formulas

KINDS = ("chapters", "exercises", "solutions", "appendix", "")
BEGINNING = 600  # letters of an exercise or a solution that are told
LONG = 40  # a passage of so many letters is told once, where it stands first
_CALLED = re.compile(r"(?:\.|\bdef |\bclass )([A-Za-z]\w{2,})")
_TAG = re.compile(r"<[^>]+>")


# One page ------------------------------------------------------------------

def words_of(node):
    """The text of a paragraph or a heading; formulas as they are read."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.math):
        html = formulas.set_or_warn(node.astext())
        return _TAG.sub("", html.partition('<span class="katex-html"')[2]
                        .partition(">")[2]).replace("\u200b", "")
    if isinstance(node, nodes.raw | nodes.image):
        return ""
    return "".join(map(words_of, node.children))


def tidy(text):
    return " ".join(unicodedata.normalize("NFC", text).split())


def blocks(node, skipped=()):
    """Every paragraph, caption and block of code of a section, in order.

    Sections within it, what its code prints, displayed formulas, the list of
    works and the kinds of nodes in `skipped` are left out.
    """
    skipped = (nodes.section, nodes.math_block, nodes.citation, nodes.Text,
               *skipped)
    for child in node.children:
        if isinstance(child, skipped):
            continue
        if child.get("nb_element") == "cell_code_output":
            yield from child.findall(nodes.caption)
        elif "last-run" in child.get("classes", ()):
            continue
        elif isinstance(child, nodes.TextElement):
            yield child
        elif isinstance(child, nodes.Element):
            yield from blocks(child, skipped)


def read_section(section, skipped=()):
    """Anchor, title, passages, words in bold and names in code."""
    found = {"anchor": section["ids"][0], "title": "", "passages": [],
             "bold": [], "code": []}
    for block in blocks(section, skipped):
        if isinstance(block, nodes.title):
            found["title"] = tidy(words_of(block))
        elif isinstance(block, nodes.literal_block):
            found["code"] += _CALLED.findall(block.astext())
        else:
            found["passages"].append(tidy(words_of(block)))
            found["bold"] += [tidy(bold.astext())
                              for bold in block.findall(nodes.strong)]
    return found


def page_file(app, docname):
    return Path(app.doctreedir) / f"{docname}.search.json"


def read_page(app, doctree, docname):
    """``doctree-resolved``: keep what search needs of the page."""
    if app.builder.format == "html":
        made = any(comment.astext().startswith("Made from")
                   for comment in doctree.findall(nodes.comment))
        sections = [read_section(section, (nodes.table,) if made else ())
                    for section in doctree.findall(nodes.section)]
        for section in sections[1:] if made else ():
            section["passages"] = []  # other pages told this
        page_file(app, docname).write_text(json.dumps(sections), "utf-8")


# All pages -----------------------------------------------------------------

def plain(text):
    """A text for comparing: small letters, no hyphens, one spelling."""
    return re.sub(r"[\s\-‐–]+", " ", text.lower()).replace("×", "x").strip()


def names(term):
    """All names of a term: both languages, short, and avoided."""
    found = [term["en"], term.get("abbr"), term["ko"], *term.get("avoid", ())]
    return list(dict.fromkeys(filter(None, found)))


def explains(section, term):
    """How surely a section of the right chapter explains a term, 0 to 4."""
    title, text = plain(section["title"]), plain(" ".join(section["passages"]))
    english, korean = plain(term["en"]), plain(term["ko"])
    written = [re.compile(rf"\b{re.escape(plain(name))}") for name in
               (english, korean, term.get("abbr")) if name]
    if {plain(bold).removesuffix("s") for bold in section["bold"]} & {
            english, korean} or f"{korean}({english}" in text:
        return 4
    if any(name.search(title) for name in written) \
            or english.replace(" ", "_") in section["code"]:
        return 3
    return 2 if any(name.search(text) for name in written) else 0


def homes(sections, term):
    """The sections of a chapter that explain a term, and how surely, 0 to 1.

    They are those that define it and those that have it in their titles or
    define a function of its name, the chapter's own title a little less;
    without any, the first that mentions it.
    """
    sure = [explains(section, term) for section in sections]
    least = min(3, max(sure))
    found = [(section, 1 if points == 4 else 0.6 if position else 0.5)
             for position, (section, points) in enumerate(zip(sections, sure))
             if points >= least]
    return found if least == 3 else found[:1]


def place_terms(pages, terms):
    """Give every section the names of the terms it explains."""
    for docname, sections in pages.items():
        chapter = re.match(r"chapters/(\d+)", docname)
        for section in sections:
            section["explains"] = []
        for term in terms if chapter else ():
            if term["chapter"] == int(chapter[1]):
                for section, sure in homes(sections, term):
                    section["explains"].append([sure, *names(term)])


def once(pages):
    """Leave out long passages that an earlier page or section has."""
    seen = set()
    for sections in pages.values():
        for section in sections:
            kept = []
            for passage in section["passages"]:
                if len(passage) < LONG or passage not in seen:
                    seen.add(passage)
                    kept.append(passage)
            section["passages"] = kept


def told(docname, section):
    """The text of a section that is looked through and quoted."""
    text = " ".join(section["passages"])
    if docname.startswith(("exercises/", "solutions/")) \
            and len(text) > BEGINNING:
        text = text[:BEGINNING].rpartition(" ")[0]
    return text


def kind(docname):
    folder = docname.partition("/")[0]
    return KINDS.index(folder if folder in KINDS else "")


def in_order(docnames):
    """Chapters first: what they say is theirs, wherever it is repeated."""
    return sorted(docnames, key=lambda docname: (kind(docname), docname))


def index(pages, terms):
    """What the script is given: pages, and the sections of each."""
    place_terms(pages, terms)
    once(pages)
    return [{
        "page": docname, "kind": kind(docname), "sections": [
            [section["anchor"] if position else "", section["title"],
             section["explains"], told(docname, section),
             " ".join(dict.fromkeys(section["code"]))
             if docname.startswith("chapters/") else ""]
            for position, section in enumerate(sections)],
    } for docname, sections in pages.items()]


def write_index(app):
    """``html-collect-pages``: the texts of all pages, and the search page."""
    pages = {docname: json.loads(page_file(app, docname).read_text("utf-8"))
             for docname in in_order(app.env.found_docs)}
    source = Path(app.srcdir) / "terms.yml"
    terms = yaml.safe_load(source.read_text("utf-8")) \
        if source.exists() else []
    text = json.dumps(index(pages, terms), ensure_ascii=False,
                      separators=(",", ":"))
    (Path(app.outdir) / "search_index.js").write_text(
        f"bookSearch.start({text});\n", "utf-8")
    yield "search", {}, "search.html"


def replace_sphinx(app):
    """``builder-inited``: Sphinx makes no index and no search page."""
    app.builder.search = False


def remove_sphinx(app, exception):
    """``build-finished``: nor does its script stay."""
    if not exception and app.builder.format == "html":
        for name in ("_static/searchtools.js", "_static/language_data.js",
                     "searchindex.js"):
            (Path(app.outdir) / name).unlink(missing_ok=True)


def setup(app):
    """Connect all this; `book.site` calls it."""
    app.connect("builder-inited", replace_sphinx)
    app.connect("doctree-resolved", read_page, priority=900)
    app.connect("html-collect-pages", write_index)
    app.connect("build-finished", remove_sphinx)
