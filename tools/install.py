"""Make `.venv` and install the pinned requirements; say plainly what is missing.

Run by the system's Python, so it needs nothing but the standard library.
"""
import collections
import hashlib
import pathlib
import shutil
import subprocess
import sys
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if sys.platform == "win32" else "bin") / "python"
STAMP = VENV / "installed.txt"
NEEDED_GB = 12
NO_INDEX = ("NewConnectionError", "Could not fetch URL", "ProxyError",
            "No matching distribution", "Name or service not known",
            "Temporary failure in name resolution", "Read timed out")
NO_SPACE = ("No space left on device", "Errno 28", "Disk quota exceeded")


def explain(lines):
    """One line on why pip failed, from what it printed."""
    text = "\n".join(lines)
    if any(sign in text for sign in NO_SPACE):
        return f"no space left: the environment takes {NEEDED_GB} GB"
    if any(sign in text for sign in NO_INDEX):
        return ("no package index: pip could not reach it or found no such "
                "version; check the network, or point PIP_INDEX_URL at a "
                "mirror")
    return "pip failed; its last lines stand above"


def install(requirements):
    """Run pip and pass its output on; stop with one line if it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet",
               "--disable-pip-version-check", "-r", str(requirements)]
    last = collections.deque(maxlen=40)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT) as pip:
        for line in pip.stdout:
            print(line, end="", flush=True)
            last.append(line)
    if pip.returncode:
        sys.exit(f"make: not installed: {explain(last)}")


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit("make: Python 3.11 is needed, this is "
                 f"{sys.version_info[0]}.{sys.version_info[1]}; install it "
                 "or say which: make book PYTHON=/path/to/python3.11")
    requirements = ROOT / "requirements.txt"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        STAMP.touch()
        return
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < NEEDED_GB and not STAMP.exists():
        sys.exit(f"make: no space: {free:.0f} GB free, {NEEDED_GB} GB needed")
    print("Installing the pinned packages into .venv (several minutes) …")
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True, clear=True)
    install(requirements)
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
