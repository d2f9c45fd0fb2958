"""Run notebooks and store their outputs.

    COURSE_DATA=DIR python tools/execute.py [NOTEBOOK …]

A notebook that fails is left as it was. Prints each one's seconds.
"""
import os
import pathlib
import sys
import time

import nbclient
import nbformat

from notebooks import ROOT, environment, sources
from tidy import tidy_file


def execute(path):
    """Run one notebook in its own folder and write it back whole."""
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=900, kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}})
    client.execute(env=environment())
    part = path.with_suffix(".part")
    nbformat.write(notebook, part)
    part.replace(path)
    tidy_file(path)


def main(names):
    if not os.environ.get("COURSE_DATA") \
            and os.environ.get("COURSE_EDITION") != "full":
        sys.exit("execute: stored outputs come from the full data: say "
                 "COURSE_DATA=folder, or COURSE_EDITION=full to download")
    failed = []
    for path in [pathlib.Path(name) for name in names] or sources():
        start = time.perf_counter()
        try:
            execute((ROOT / path).resolve())
        except (nbclient.exceptions.CellExecutionError,
                nbclient.exceptions.CellTimeoutError) as error:
            failed.append(str(path))
            print(f"{path}: left as it was:\n{error}", file=sys.stderr)
        else:
            print(f"{path}: {time.perf_counter() - start:.0f} s", flush=True)
    if failed:
        sys.exit("execute: failed: " + ", ".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
