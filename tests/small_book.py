"""The small book of tests/fixtures/book, copied and built."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = Path(__file__).parent / "fixtures" / "book"


def copy_book(folder):
    shutil.copytree(SMALL, folder)
    shutil.copy(ROOT / "_config.yml", folder)
    return folder


def build(folder, *options, **settings):
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "site.py"),
         "--source", str(folder), *options],
        capture_output=True, text=True, env={**os.environ, **settings})


def break_page(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
