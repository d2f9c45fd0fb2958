"""Write the weights that the in-page figure `digit` loads, and its samples.

    python tools/digit_weights.py

They are those of checkpoints/mnist-convnet, as 32-bit numbers, and the first
digit of each class in the sample edition's test data.
"""
import base64
import json
import pathlib
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from utils.checkpoints import (  # noqa: E402
    CHECKPOINTS,
    load_checkpoint,
    write_whole,
)
from utils.data import load  # noqa: E402
from utils.models import convnet  # noqa: E402

PATH = ROOT / "book" / "static" / "hand" / "digit_weights.js"
TEXT = """\
// Made by tools/digit_weights.py from checkpoints/mnist-convnet: do not edit.
(function (root) {{
  root.DigitWeights = {{
    parts: {parts},
    numbers: "{numbers}",
    samples: {samples},
  }};
}})(typeof window === "undefined" ? globalThis : window);
"""


def text64(array):
    """The bytes of an array, as text."""
    return base64.b64encode(np.ascontiguousarray(array)).decode()


def script():
    """The text of the file."""
    model = convnet()
    load_checkpoint(CHECKPOINTS / "mnist-convnet.safetensors", model)
    weights = {name: tensor.numpy().astype("<f4").ravel()
               for name, tensor in model.state_dict().items()}
    digits = load("mnist", "test", edition="sample")
    first = [int((digits.labels == k).nonzero()[0, 0]) for k in range(10)]
    return TEXT.format(
        parts=json.dumps([[name, len(w)] for name, w in weights.items()]),
        numbers=text64(np.concatenate(list(weights.values()))),
        samples=json.dumps([
            {"label": k, "pixels": text64(digits.images[i, 0].numpy())}
            for k, i in enumerate(first)]))


if __name__ == "__main__":
    write_whole(PATH, script().encode())
    print(f"{PATH.relative_to(ROOT)}: {PATH.stat().st_size:,} bytes")
