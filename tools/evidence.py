"""Run a chapter with several seeds and print the evidence for claims.yml.

    python tools/evidence.py 11_mnist_cnn --seeds 0 1 2

The chapter sets its seed once, in a line `seed = 11`; here that line gets
another number. Claims are collected instead of checked. COURSE_EDITION says
which edition the numbers are for; --times adds the seconds of each cell.
"""
import argparse
import ast
import json
import os
import pathlib
import statistics
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


class OtherSeed(ast.NodeTransformer):
    """Replace the number in `seed = number`."""

    def __init__(self, seed):
        self.seed, self.found = seed, 0

    def visit_Assign(self, node):
        if ast.unparse(node.targets[0]) == "seed":
            self.found += 1
            node.value = ast.Constant(self.seed)
        return node


def code_cells(path):
    """Id and source of each code cell."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [(cell["id"], "".join(cell["source"])) for cell in notebook["cells"]
            if cell["cell_type"] == "code"]


def run(path, seed, *, times=False):
    """Run all cells with one seed; return claim → number."""
    found, names = {}, {"__name__": "__main__"}
    change = OtherSeed(seed)
    for name, source in code_cells(path):
        tree = ast.fix_missing_locations(change.visit(ast.parse(source)))
        wall, cpu = time.perf_counter(), time.process_time()
        exec(compile(tree, name, "exec"), names)
        if "claim" in names:
            names["claim"] = lambda name, value, edition=None: \
                found.update({name: float(value)})
        if times:
            print(f"  {name:24} {time.perf_counter() - wall:6.1f} s, "
                  f"{time.process_time() - cpu:6.1f} s of CPU", flush=True)
    if change.found != 1:
        raise SystemExit(f"{path.name} has {change.found} lines `seed = …`")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapter", help="a notebook's name, such as 11_mnist_cnn")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--times", action="store_true")
    given = parser.parse_args()
    os.environ["MPLBACKEND"] = "agg"
    path = ROOT / "chapters" / f"{given.chapter}.ipynb"
    os.chdir(path.parent)
    runs = []
    for seed in given.seeds:
        print(f"seed {seed}", flush=True)
        runs.append(run(path, seed, times=given.times))
        print(runs[-1], flush=True)
    edition = os.environ.get("COURSE_EDITION") or "full"
    for name in runs[0]:
        values = [found[name] for found in runs]
        spread = statistics.stdev(values) if len(values) > 1 else 0
        print(f"{name}: {edition}: {len(values)} seeds, "
              f"{statistics.mean(values):.4f} ± {spread:.4f}, "
              f"{min(values):.4f} to {max(values):.4f}")


if __name__ == "__main__":
    main()
