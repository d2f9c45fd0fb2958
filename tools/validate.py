"""Run every chapter and solution again and compare with what is stored.

    python tools/validate.py            # the sample edition
    python tools/validate.py --full     # the full data, from COURSE_DATA

A notebook that passed is passed over until it changes, or until something
that it may use does: the helpers, the claims, the checkpoints, the pins. One
that loads no data set is the same on both editions and need not pass twice.
"""
import argparse
import hashlib
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from notebooks import ROOT, environment, sources

BUILD = ROOT / "_build"
EDITIONS = ("sample", "full")
SHARED = ["utils/*.py", "checkpoints/*", "claims.yml", "requirements.txt",
          "conftest.py", "tools/validate.py",
          "tools/ipython/profile_default/*.py"]


def digest(paths):
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(path.read_bytes())
    return total.hexdigest()


def fingerprints(edition):
    """For each notebook a hash of it, of what it may use, and the edition."""
    shared = digest(p for pattern in SHARED for p in ROOT.glob(pattern))
    return {path.as_posix(): f"{digest([ROOT / path])[:16]}-{shared[:16]}-"
            + (edition if loads_data(ROOT / path) else "any")
            for path in sources()}


def loads_data(path):
    """Whether a notebook imports `utils.data`."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return "utils.data" in text or "utils import data" in text


def failed_files(report, paths):
    """Notebooks with a failure or error in a JUnit report, or none at all."""
    passed, failed = set(), set()
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("classname").replace(".", "/")
        where = next((p for p in paths
                      if p.removesuffix(".ipynb") == name
                      or p.replace(".", "/") == name), None)
        bad = case.find("failure") is not None or \
            case.find("error") is not None
        (failed if bad else passed).add(where)
    return failed | (set(paths) - passed)


def run(paths, edition):
    """Run nbval over `paths`; return those which did not pass."""
    BUILD.mkdir(exist_ok=True)
    report = BUILD / "validate.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "--nbval", "-q",
               "-p", "no:cacheprovider", f"--junitxml={report}", *paths]
    settings = {"COURSE_EDITION": edition}
    if len(paths) > 1:
        # Two kernels whose threads wait for each other's cores crawl.
        command += ["-n", "2", "--dist", "loadfile"]
        settings.update(OMP_NUM_THREADS="1", TF_NUM_INTRAOP_THREADS="1")
    result = subprocess.run(command, cwd=ROOT, env=environment(**settings))
    if not report.exists():
        sys.exit("validate: pytest did not run; its output stands above")
    failed = failed_files(report, paths)
    if result.returncode and not failed:
        return set(paths)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true")
    edition = "full" if parser.parse_args().full else "sample"
    if edition == "full" and not os.environ.get("COURSE_DATA"):
        sys.exit("validate: --full needs COURSE_DATA=folder with the data")
    record = BUILD / "validated.json"
    passed = set(json.loads(record.read_text())) if record.exists() else set()
    now = fingerprints(edition)
    due = [path for path, mark in now.items() if mark not in passed]
    print(f"{len(now)} notebooks, {len(now) - len(due)} unchanged since they "
          f"passed, {len(due)} to run on the {edition} data")
    failed = run(due, edition) if due else set()
    passed |= {now[path] for path in due if path not in failed}
    passed &= {mark for each in EDITIONS for mark in fingerprints(each).values()}
    BUILD.mkdir(exist_ok=True)
    part = record.with_suffix(".part")
    part.write_text(json.dumps(sorted(passed), indent=1))
    part.replace(record)
    if failed:
        sys.exit("validate: not as stored: " + ", ".join(sorted(
            str(p) for p in failed)))


if __name__ == "__main__":
    main()
