"""Run published notebooks as a reader on Colab does; write what happened.

    python3 tools/colab_run.py FOLDER last_run.json

FOLDER holds the single-language chapters (`en` of the branch `notebooks`).
Made to run in Colab's published runtime image, with that image's own Python
and packages: it installs nothing. Each notebook is taken away from the
project first, so that its first cell fetches the course as it does on Colab.
"""
import datetime
import importlib.metadata
import json
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

PACKAGES = ("torch", "torchvision", "tensorflow", "numpy", "matplotlib")


def version(package):
    """The installed version of a package, or "missing"."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def run(path):
    """Execute one notebook in its folder; whether it passed, or why not."""
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--execute",
               "--inplace", "--to", "notebook",
               "--ExecutePreprocessor.timeout=1200", path.name]
    result = subprocess.run(command, cwd=path.parent, capture_output=True,
                            text=True)
    lines = result.stderr.strip().splitlines() or ["no output"]
    passed = result.returncode == 0
    return {"passed": passed, "reason": "" if passed else lines[-1][:300]}


def main(source, target):
    results = {}
    with tempfile.TemporaryDirectory() as away:
        for path in sorted(pathlib.Path(source).glob("chapters/*.ipynb")):
            name = f"chapters/{path.stem}"
            results[name] = run(pathlib.Path(shutil.copy(path, away)))
            print(name, results[name], flush=True)
    if not results:
        sys.exit(f"colab_run: no chapters in {source}")
    today = datetime.datetime.now(datetime.UTC).date()
    versions = {"python": platform.python_version(),
                **{package: version(package) for package in PACKAGES}}
    pathlib.Path(target).write_text(json.dumps(
        {"date": today.isoformat(), "versions": versions,
         "notebooks": results}, indent=1) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
