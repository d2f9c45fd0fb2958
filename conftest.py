"""Notebooks start in their own folder: show their kernels the project."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
os.environ["IPYTHONDIR"] = str(ROOT / "tools" / "ipython")
