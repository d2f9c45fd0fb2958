"""Functions of the in-page figures, called from Python."""
import json
import subprocess
from pathlib import Path

from book import formulas

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "book" / "static" / "hand"
_RUN = """
const path = require("path"), fs = require("fs");
const {folder, name, cases} = JSON.parse(fs.readFileSync(0, "utf8"));
for (const file of ["core.js", "compute.js", ...fs.readdirSync(folder)])
  if (file.endsWith(".js")) require(path.join(folder, file));
const called = eval(name);
console.log(JSON.stringify(cases.map((values) => called(...values))));
"""


def call(name, cases):
    """Results of a function, such as ``Compute.softmax``, for each case.

    Parameters
    ----------
    name : str
        A JavaScript expression of the function.
    cases : list of lists
        The arguments of each call, as JSON can hold them.
    """
    asked = json.dumps({"folder": str(FOLDER), "name": name, "cases": cases})
    done = subprocess.run([formulas.node(), "-e", _RUN], input=asked,
                          capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
