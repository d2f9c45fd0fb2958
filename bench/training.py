"""The slides' recipes beside ours: accuracy, time, images a second, memory.

    COURSE_DATA=FOLDER python bench/training.py [ROW …]

Both recipes of a row train in one run, one after the other, each in a process
of its own, on the full data. The clock runs while a network trains, not while
data are loaded, a network is built or the test images are looked at. Two more
rows time batches, and all notebooks of the book. The result goes to
bench/training.json, row by row, and to bench/training.png; the results page
shows both. Results of another machine make way for those of this one.
"""
import concurrent.futures
import datetime
import json
import multiprocessing
import os
import pathlib
import platform
import resource
import sys
import time

import psutil
import torch
from pictures import draw
from recipes import HALF, ROWS, load, one_by_one, transforms

import validate
from notebooks import sources

KEPT = pathlib.Path(__file__).with_suffix(".json")


def measure(name, side):
    """Train by one recipe; what it reached and what it took."""
    recipe = ROWS[name][side]()
    start = time.perf_counter()
    recipe.train()
    seconds = time.perf_counter() - start
    return {"network": recipe.network, "parameters": recipe.parameters,
            "epochs": recipe.epochs, "accuracy": round(recipe.test(), 4),
            "seconds": round(seconds, 2),
            "images_per_second": round(recipe.n_images / seconds),
            "memory_mb": peak_memory()}


def peak_memory():
    """The most memory this process has had, in MB, libraries and data too."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (2**20 if sys.platform == "darwin" else 2**10))


def measure_loaders(batch_size=128):
    """Images a second into batches: fetched one by one, and as slices."""
    _, batches = one_by_one(
        "cifar10", transforms.ToTensor(), transforms.Normalize(*HALF),
        batch_size=batch_size)
    images = load("cifar10", "train", "full").normalized()

    def slices():
        for batch in torch.randperm(len(images)).split(batch_size):
            yield images[batch]

    rates = {}
    for name, every in (("one_by_one", batches), ("slices", slices())):
        start = time.perf_counter()
        for _ in every:
            pass
        rates[name] = round(len(images) / (time.perf_counter() - start))
    return {**rates, "ratio": round(rates["slices"] / rates["one_by_one"], 1)}


def measure_book(every=1):
    """Run all notebooks on the full data, two at once, as `make test` does.

    The memory of all processes is added up `every` so many seconds, what they
    share counted once (on Linux).
    """
    paths, most, start = sources(), 0, time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(validate.run, [str(p) for p in paths], "full")
        while not running.done():
            most = max(most, sum(map(
                _memory, psutil.Process().children(recursive=True))))
            concurrent.futures.wait([running], timeout=every)
    return {"notebooks": len(paths), "failed": sorted(running.result()),
            "seconds": round(time.perf_counter() - start),
            "memory_mb": round(most / 2**20)}


def _memory(process):
    """Bytes of one process; 0 if it has ended."""
    try:
        info = process.memory_full_info()
    except psutil.NoSuchProcess:
        return 0
    return getattr(info, "pss", info.rss)


def alone(function, *arguments):
    """What `function` returns, from a new process: nothing is left over."""
    with concurrent.futures.ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def compare(name):
    """One row: the slides' recipe if there is one, ours, the ratio of times."""
    if name in OTHERS:
        return alone(OTHERS[name])
    slide, our = (recipe and alone(measure, name, side)
                  for side, recipe in enumerate(ROWS[name]))
    if slide is None:
        return {"ours": our}
    return {"slide": slide, "ours": our,
            "ratio": round(slide["seconds"] / our["seconds"], 1)}


OTHERS = {"loaders": measure_loaders, "book": measure_book}


def machine():
    """What the times were measured on."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo")
             if line.startswith("model name")]
    memory = [int(line.split()[1]) for line in _lines("/proc/meminfo")
              if line.startswith("MemTotal")]
    return {"processor": (names or [platform.processor()])[0],
            "cores": os.cpu_count(),
            "memory_gb": round(memory[0] / 2**20) if memory else None,
            "torch": torch.__version__}


def _lines(path):
    path = pathlib.Path(path)
    return path.read_text().splitlines() if path.exists() else []


def keep(name, row):
    """Write the row beside those that this machine has measured before."""
    results = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    if results.get("machine") != machine():
        results = {"machine": machine(), "rows": {}}
    results["rows"][name] = {
        "date": datetime.date.today().isoformat(), **row}
    part = KEPT.with_suffix(".part")
    part.write_text(json.dumps(results, indent=1) + "\n")
    part.replace(KEPT)
    draw(results, KEPT.with_suffix(".png"))


def main(names):
    if not os.environ.get("COURSE_DATA"):
        sys.exit("bench: say COURSE_DATA=folder; it compares on the full data")
    every = [*ROWS, *OTHERS]
    if unknown := set(names) - set(every):
        sys.exit(f"bench: no row {sorted(unknown)}; there are {every}")
    for name in names or every:
        row = compare(name)
        keep(name, row)
        print(f"{name}: {json.dumps(row)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
