"""Run notebooks and store their outputs.

    COURSE_DATA=DIR python tools/execute.py [NOTEBOOK …]

A notebook that fails is left as it was. Prints each one's seconds, and notes in
outputs.json when, how long and with what it ran. Figures of
few colours are stored with a palette, which takes less than half of the bytes.
"""
import base64
import io
import json
import os
import pathlib
import sys
import time

import nbclient
import nbformat
import numpy as np
from PIL import Image

from book import stamps
from notebooks import ROOT, environment, sources
from tidy import tidy_file


def with_palette(png):
    """A picture in 256 colours, as PNG, or as it was if one would see it."""
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    rgb = image.convert("RGB")
    if image.getchannel("A").getextrema()[0] < 255:
        return png
    few = rgb.quantize(256, Image.Quantize.MEDIANCUT, kmeans=4,
                       dither=Image.Dither.NONE)
    change = np.abs(np.asarray(few.convert("RGB"), float) - np.asarray(rgb))
    if change.mean() > 0.25:
        return png
    file = io.BytesIO()
    few.save(file, "PNG", optimize=True)
    return min(file.getvalue(), png, key=len)


def shrink_figures(notebook):
    """Store the figures of a notebook with palettes."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                png = base64.b64decode(output.data["image/png"])
                output.data["image/png"] = base64.b64encode(
                    with_palette(png)).decode()


def execute(path):
    """Run one notebook in its own folder, write it back whole, stamp it."""
    start = time.perf_counter()
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=900, kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}})
    client.execute(env=environment())
    seconds = time.perf_counter() - start
    shrink_figures(notebook)
    part = path.with_suffix(".part")
    nbformat.write(notebook, part)
    part.replace(path)
    tidy_file(path)
    stamps.write(ROOT, path.relative_to(ROOT).with_suffix("").as_posix(),
                 stamps.stamp(json.loads(path.read_text("utf-8")), seconds))
    return seconds


def main(names):
    if not os.environ.get("COURSE_DATA") \
            and os.environ.get("COURSE_EDITION") != "full":
        sys.exit("execute: stored outputs come from the full data: say "
                 "COURSE_DATA=folder, or COURSE_EDITION=full to download")
    failed = []
    for path in [pathlib.Path(name) for name in names] or sources():
        try:
            seconds = execute((ROOT / path).resolve())
        except (nbclient.exceptions.CellExecutionError,
                nbclient.exceptions.CellTimeoutError) as error:
            failed.append(str(path))
            print(f"{path}: left as it was:\n{error}", file=sys.stderr)
        else:
            print(f"{path}: {seconds:.0f} s", flush=True)
    if failed:
        sys.exit("execute: failed: " + ", ".join(failed))


if __name__ == "__main__":
    main(sys.argv[1:])
