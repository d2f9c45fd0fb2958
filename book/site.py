"""The Sphinx extension: one edition of the book from two-language sources.

The edition is Sphinx's own setting ``language``, ``en`` or ``ko``. While a
page is read, the other language is dropped; while it is written, the page
learns of its other edition, its notebook and the last run.
"""
import hashlib
import json
import posixpath
import re
import textwrap
from pathlib import Path
from urllib.parse import urlencode

from babel.messages import mofile, pofile
from docutils import nodes
from PIL import Image
from sphinx.locale import get_translation
from sphinx.util import logging
from sphinxcontrib import katex

from book import export, formulas, inserts, search, stamps
from book.chapter_map import ChapterMap
from book.editions import (
    LANGUAGES,
    keep_language,
    keep_language_in_page,
    solutions_page,
    without_hidden_tests,
)

HERE = Path(__file__).resolve().parent
NAMES = {"en": "English", "ko": "한국어"}
_ = get_translation("sphinx")
logger = logging.getLogger(__name__)


# Settings ------------------------------------------------------------------

def translate_theme(app):
    """Add the book's Korean catalogue for the theme's and its own strings."""
    folder = Path(app.doctreedir) / "locale"
    for source in sorted((HERE / "locale").glob("*.po")):
        target = folder / source.stem / "LC_MESSAGES" / "sphinx.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as read, target.open("wb") as write:
            mofile.write_mo(write, pofile.read_po(read, source.stem))
    app.add_message_catalog("sphinx", str(folder))


def configure(app, config):
    """``config-inited``: the book's own files and each edition's words."""
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.append(str(HERE / "static"))
    config.html_favicon = str(HERE / "static" / "favicon.svg")
    app.add_css_file("custom.css", priority=900)
    app.add_css_file("print.css", priority=910, media="print")
    app.add_js_file("site.js", loading_method="defer")
    config.html_theme_options.update(
        back_to_top_button=False, show_toc_level=2,
        use_download_button=False)
    config.html_context.setdefault("default_mode", "auto")
    config.html_baseurl = f"{config.html_baseurl.rstrip('/')}/"
    # What lies beside the published pages, for all and of this edition.
    beside = f"{config.html_baseurl}perceptrons-to-convnets-"
    config.myst_url_schemes = {
        "http": None, "https": None, "mailto": None,
        "published": beside + "{{path}}",
        "edition": beside + config.language + ".{{path}}"}
    config.numfig_format = {**config.numfig_format, "figure": _("Figure %s")}
    config.nb_code_prompt_show = _("Show the code")
    config.nb_code_prompt_hide = _("Hide the code")
    export.ROOT = Path(app.srcdir)
    config.book_outputs = stamps.read(app.srcdir)
    run = Path(app.srcdir) / "last_run.json"
    if run.exists():
        config.book_last_run = json.loads(run.read_text("utf-8"))


def own_digest():
    """A digest of this package: when it changes, pages are read anew."""
    digest = hashlib.sha256()
    for path in sorted(HERE.rglob("*")):
        if path.suffix in (".py", ".po", ".html", ".js", ".css"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


# Reading -------------------------------------------------------------------

def read_source(app, docname, source):
    """``source-read``: leave one language in the page."""
    language = app.config.language
    if app.env.doc2path(docname).endswith(".ipynb"):
        notebook = json.loads(source[0])
        if docname.startswith("solutions/"):
            notebook = solutions_page(notebook, docname.split("/")[1])
        elif docname.startswith("exercises/"):
            notebook = without_hidden_tests(notebook)
        notebook = keep_language(notebook, language)
        notebook = inserts.with_inserts(
            notebook, docname, language, inserts.read(app.srcdir, docname),
            inserts.page_figure)
        source[0] = json.dumps(notebook, ensure_ascii=False)
    else:
        page = keep_language_in_page(source[0], language)
        source[0] = inserts.with_inserts_in_page(
            page, docname, language, inserts.read(app.srcdir, docname),
            inserts.page_figure)
    source[0] = source[0].replace("exercises/en/", f"exercises/{language}/")


def with_other_inserts(app, env, added, changed, removed):
    """``env-get-outdated``: pages whose questions or figures changed."""
    before = getattr(env, "book_inserts", {})
    env.book_inserts = {
        docname: [(kind, path.stat().st_mtime_ns) for kind, path
                  in inserts.sources(app.srcdir, docname).items()]
        for docname in env.found_docs}
    return [docname for docname, found in env.book_inserts.items()
            if before.get(docname) != found]


def own_number(docname):
    """A page's own number: ``07`` of a chapter, or None."""
    match = re.search(r"/(\d\d)[_-][^/]+$", docname)
    return match[1] if match else None


def settle_anchors(app, doctree):
    """``doctree-read``: both editions get the same anchors, their labels.

    Docutils makes an anchor of a heading's Latin letters as well; those of
    the two editions differ, so they go.
    """
    for position, section in enumerate(doctree.findall(nodes.section)):
        labels = [doctree.nameids[name] for name in section["names"]
                  if doctree.nametypes.get(name) and doctree.nameids.get(name)]
        section["ids"] = labels or [f"section-{position}"]


def number_title(app, doctree):
    """``doctree-read``: set the chapter's number before its title."""
    docname = app.env.docname
    title = next(iter(doctree.findall(nodes.title)), None)
    if title is not None and docname.startswith("chapters/"):
        number = own_number(docname)
        title.insert(0, nodes.inline("", number, classes=["chapter-number"]))
        title.insert(1, nodes.Text(" "))


def remember_numbers(app, env):
    """Before Sphinx numbers figures: show it its own numbers, not ours."""
    env.toc_fignumbers = getattr(env, "book_plain_numbers", {})
    return []


def number_figures(app, env):
    """After: figures and equations count within a page, after its number."""
    before = getattr(env, "book_numbers", {})
    env.book_plain_numbers = env.toc_fignumbers
    kinds = {"exercises": "E", "solutions": "S"}
    numbers = {}
    for docname, kept in env.toc_fignumbers.items():
        number = own_number(docname)
        first = ()
        if number:
            first = (f"{int(number)}{kinds.get(docname.split('/')[0], '')}",)
        numbers[docname] = {
            kind: {identity: (*first, position)
                   for position, identity in enumerate(ids, start=1)}
            for kind, ids in kept.items()}
    env.toc_fignumbers = env.book_numbers = numbers
    return sorted(env.found_docs) if numbers != before else []


# Writing -------------------------------------------------------------------

def in_edition(docname, language):
    """The name of the same page in another edition."""
    return re.sub(r"^exercises/(en|ko)/", f"exercises/{language}/", docname)


def last_run(app, docname):
    """The line under the title: when the notebook last ran on Colab."""
    record = app.config.book_last_run or {}
    result = record.get("notebooks", {}).get(docname)
    if result is None:
        return "none", _("Not yet run in Colab's image.")
    versions = record.get("versions", {})
    shown = ", ".join(f"{name} {versions[name]}" for name in
                      ("python", "torch", "tensorflow") if name in versions)
    state = "passed" if result["passed"] else "failed"
    words = {"passed": _("Last run in Colab's image: passed, {date} ({shown})."),
             "failed": _("Last run in Colab's image: failed, {date} ({shown}).")}
    return state, words[state].format(date=record["date"], shown=shown)


def add_stamp(app, doctree, docname):
    """``doctree-resolved``: how its outputs were made, and the last run."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    title = next(iter(doctree.findall(nodes.title)), None)
    if title is not None:
        state, text = last_run(app, docname)
        line = nodes.paragraph("", "", classes=["last-run", f"run-{state}"])
        made = app.config.book_outputs.get(docname)
        if made:
            line += nodes.Text(stamps.words(made, _) + " ")
        line += nodes.Text(text)
        title.parent.insert(title.parent.index(title) + 1, line)


def size_of(path):
    """Width and height of a picture, PNG or SVG, in pixels."""
    if path.suffix == ".svg":
        drawing = path.read_text("utf-8").partition(">")[0]
        return re.search(r'width="(\d+)" height="(\d+)"', drawing).groups()
    with Image.open(path) as image:
        return image.size


def settle_images(app, body):
    """A page's HTML; its images say their size and wait until they are near.

    So the text does not jump when they come, and who reads the beginning
    does not load the end. A drawing is small and comes at once.
    """
    files = {name: path for path, name in app.builder.images.items()}

    def settle(match):
        path = Path(files.get(posixpath.basename(match[1]), ""))
        if "loading=" in match[0] or path.suffix not in (".png", ".svg"):
            return match[0]
        sized = "" if "width=" in match[0] or "width:" in match[0] else (
            ' width="{}" height="{}"'.format(*size_of(Path(app.srcdir) / path)))
        later = "" if path.suffix == ".svg" else ' loading="lazy"'
        return match[0].replace("<img ", f"<img{later}{sized} ", 1)

    return re.sub(r'<img [^>]*?src="([^"]+)"[^>]*>', settle, body)


def load_figures(app, pagename, templatename, context, doctree):
    """``html-page-context``: a page loads the scripts of its own figures."""
    found = pagename in app.env.found_docs
    figures = inserts.read(app.srcdir, pagename).get("figures") if found else ()
    if figures:
        app.add_css_file("hand/hand.css", priority=910)
        names = inserts.scripts(entry["figure"] for entry in figures)
        for position, name in enumerate(names):
            app.add_js_file(f"hand/{name}.js", priority=910 + position,
                            loading_method="defer")


def beginning(app, pagename):
    """What a page says first, for who sees only a link to it."""
    sections = json.loads(search.page_file(app, pagename).read_text("utf-8"))
    told = (passage for section in sections for passage in section["passages"]
            if passage)
    return textwrap.shorten(next(told, sections[0]["title"]), 200,
                            placeholder=" …")


def describe_page(app, pagename, templatename, context, doctree):
    """``html-page-context``: what the templates of this folder show."""
    config = app.config
    language = config.language
    options = config.html_theme_options
    repository = options.get("repository_url", "").rstrip("/")
    found = pagename in app.env.found_docs
    is_notebook = found and app.env.doc2path(pagename).endswith(".ipynb")
    report = urlencode({"title": f"{language}/{pagename}: "})
    book = {"repository": repository, "pages": {}, "other": None,
            "report": f"{repository}/issues/new?{report}",
            "colab": None, "notebook": None, "description": None}
    if is_notebook:
        book["colab"] = export.colab_address(repository, language, pagename)
        book["notebook"] = f"_sources/{pagename}.ipynb"
    if config.book_both_editions and (found or pagename == "search"):
        other = next(name for name in LANGUAGES if name != language)
        there = f"{other}/{in_edition(pagename, other)}.html"
        here = posixpath.dirname(f"{language}/{pagename}.html")
        book["other"] = {"language": other, "name": NAMES[other],
                         "path": posixpath.relpath(there, here)}
    if found:
        site = config.html_baseurl
        book["pages"] = {
            name: f"{site}{name}/{in_edition(pagename, name)}.html"
            for name in LANGUAGES}
        book["pages"]["x-default"] = book["pages"]["en"]
        context["pageurl"] = book["pages"][language]
        book["description"] = beginning(app, pagename)
        book["picture"] = f"{site}{language}/_static/share.png"
    context["book"] = book
    if "body" in context:  # a list of what are no list items
        body = context["body"].replace(
            '<div role="list" class="citation-list">',
            '<div class="citation-list">').replace(
                ' role="doc-biblioentry"', "")
        # A summary holds words, not a paragraph.
        body = re.sub(r"<summary>\s*<p>(.*?)</p>\s*</summary>",
                      r"<summary>\1</summary>", body, flags=re.S)
        context["body"] = settle_images(app, body)


def write_downloads(app):
    """``html-collect-pages``: the notebooks that the pages offer."""
    addresses = export.settings(export.ROOT / "_config.yml")
    for docname in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(docname))
        if source.suffix != ".ipynb":
            continue
        notebook = json.loads(source.read_text("utf-8"))
        if docname.startswith("solutions/"):
            notebook = solutions_page(notebook, docname.split("/")[1])
        try:
            notebook = export.export_notebook(
                notebook, app.config.language, f"{docname}.ipynb", addresses)
        except ValueError as error:
            logger.warning("no notebook to download: %s", error,
                           location=docname)
            continue
        target = Path(app.outdir) / "_sources" / f"{docname}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False)
                          + "\n", "utf-8")
    return []


def remove_strays(app, exception):
    """``build-finished``: pages of documents that are no more."""
    if exception or app.builder.format != "html":
        return
    kept = {f"{name}.html" for name in (*app.env.found_docs, "search")}
    for page in Path(app.outdir).rglob("*.html"):
        name = page.relative_to(app.outdir).as_posix()
        if not name.startswith("_") and name not in kept:
            page.unlink()


def setup(app):
    # Jupyter Book sets it for sphinx-comments, which this book does not load.
    app.add_config_value("comments_config", None, "")
    app.add_config_value("book_both_editions", False, "html")
    app.add_config_value("book_last_run", None, "html")
    app.add_config_value("book_outputs", {}, "html")
    app.add_config_value("book_digest", own_digest(), "env")
    app.add_directive("chapter-map", ChapterMap)
    translate_theme(app)
    search.setup(app)
    app.connect("config-inited", configure)
    katex.render_latex = formulas.set_or_warn
    app.connect("env-get-outdated", with_other_inserts)
    app.connect("source-read", read_source)
    app.connect("doctree-read", settle_anchors, priority=300)
    app.connect("doctree-read", number_title, priority=400)
    app.connect("env-get-updated", remember_numbers, priority=100)
    app.connect("env-get-updated", number_figures, priority=900)
    app.connect("doctree-resolved", add_stamp)
    app.connect("html-page-context", load_figures)
    app.connect("html-page-context", describe_page)
    app.connect("html-collect-pages", write_downloads)
    app.connect("build-finished", remove_strays)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
