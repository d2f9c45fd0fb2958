"""Honest stamps: how the outputs that a page shows were made.

`tools/execute.py` writes them to ``outputs.json``; the site shows them under
the title, and a test holds that code and outputs are still those that were
stamped.
"""
import datetime
import hashlib
import importlib.metadata
import json
import os
import platform
import re
from pathlib import Path

import filelock

FILE = "outputs.json"
DATA = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST",
        "cifar10": "CIFAR-10"}
PACKAGES = ("numpy", "torch", "tensorflow")


def code_cells(notebook):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def source(cell):
    return "".join(cell["source"])


def digest(notebook):
    """A short hash of a notebook's code and stored outputs."""
    kept = [[source(cell), _outputs(cell)] for cell in code_cells(notebook)]
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _outputs(cell):
    """A cell's outputs, texts as one string however they are stored."""
    return [{key: "".join(value) if key in ("text", "traceback") else
             {kind: "".join(data) if isinstance(data, list) else data
              for kind, data in value.items()} if key == "data" else value
             for key, value in output.items()}
            for output in cell.get("outputs", [])]


def stamp(notebook, seconds):
    """What `outputs.json` says of a notebook that has just run here.

    Parameters
    ----------
    notebook : dict
        Its JSON with the new outputs.
    seconds : float
        How long it took.

    Returns
    -------
    dict
    """
    code = "\n".join(map(source, code_cells(notebook)))
    return {
        "date": datetime.date.today().isoformat(),
        "seconds": max(1, round(seconds)),
        "threads": int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count()),
        "data": [name for name in DATA if re.search(rf'"{name}"', code)],
        "versions": {"python": platform.python_version()} | {
            name: importlib.metadata.version(name) for name in PACKAGES
            if re.search(rf"^\s*(import|from) ({name}|keras)\b"
                         if name == "tensorflow"
                         else rf"^\s*(import|from) {name}\b", code, re.M)},
        "digest": digest(notebook)}


def read(root):
    """All stamps: document's name → stamp."""
    path = Path(root) / FILE
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def write(root, docname, made):
    """Put one stamp into the file, whole or not at all."""
    part = Path(root) / f"{FILE}.part"
    with filelock.FileLock(Path(root) / f"{FILE}.lock"):
        kept = read(root) | {docname: made}
        lines = [f"{json.dumps(name)}: {json.dumps(kept[name])}"
                 for name in sorted(kept)]
        part.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
        part.replace(Path(root) / FILE)


def words(made, translate):
    """The stamp as a sentence; `translate` is a gettext function."""
    versions = ", ".join(f"{'Python' if name == 'python' else name} {version}"
                         for name, version in made["versions"].items())
    text = translate("Outputs made on {date} in {time} ({versions}; "
                     "threads: {threads}).").format(
        date=made["date"], versions=versions, threads=made["threads"],
        time=duration(made["seconds"], translate))
    if made["data"]:
        text += " " + translate("Data: the full {names}.").format(
            names=", ".join(DATA[name] for name in made["data"]))
    return text


def duration(seconds, translate):
    """“48 s” or “3 min 20 s”."""
    if seconds < 60:
        return translate("{s} s").format(s=seconds)
    return translate("{min} min {s} s").format(
        min=seconds // 60, s=seconds % 60)
