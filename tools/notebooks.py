"""Which notebooks the project has, and how their kernels are started."""
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def sources():
    """Paths of the hand-written notebooks, chapters first."""
    found = [*sorted(ROOT.glob("chapters/*.ipynb")),
             *sorted(ROOT.glob("solutions/*/*.ipynb"))]
    return [path.relative_to(ROOT) for path in found]


def environment(**extra):
    """Environment for a kernel that imports `utils` from this project."""
    return {**os.environ, "PYTHONPATH": str(ROOT),
            "IPYTHONDIR": str(ROOT / "tools" / "ipython"), **extra}
