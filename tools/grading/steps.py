"""Steps that this course adds to nbgrader's own; nbgrader_config.py uses them.
"""
import os
import pathlib
import re

import nbformat
from nbformat import from_dict
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from book.editions import LANGUAGES, keep_language
from book.export import fetch_cell
from tools.grading.key import FETCH_ID, claimed_id

ROOT = pathlib.Path(__file__).resolve().parents[2]


class KeepOneLanguage(NbGraderPreprocessor):
    """Keep one language of a notebook that is written in both."""

    language = Unicode("en", help="en or ko").tag(config=True)

    def preprocess(self, nb, resources):
        nb = from_dict(keep_language(nb, self.language))
        for cell in nb.cells:
            cell.metadata.pop("translates", None)
            tags = set(cell.metadata.pop("tags", [])) - set(LANGUAGES)
            if tags:
                cell.metadata["tags"] = sorted(tags)
        return nb, resources


class HandOut(NbGraderPreprocessor):
    """Make a released notebook run anywhere, and the same each time.

    It gets the first cell that makes `utils` importable (the book's page
    leaves that cell out), loses the times of its last run, and links to other
    pages from one folder further down.
    """

    def preprocess(self, nb, resources):
        first = new_code_cell(fetch_cell(), id=FETCH_ID,
                              metadata={"tags": ["remove-cell"]})
        for cell in nb.cells:
            cell.metadata.pop("execution", None)
            if cell.cell_type == "markdown":
                cell.source = re.sub(r"\]\((\.\./\.\./(?!\.\.))", r"](../\1",
                                     cell.source)
        nb.cells.insert(0, first)
        return nb, resources


class MendSubmission(NbGraderPreprocessor):
    """Put back what a submission lost, and forget what was made up.

    What nbgrader needs to know about a cell is taken from the gradebook, not
    from the submitted notebook (see `fair_copy`); of several cells with one id
    the last one counts; a missing test is added at the end. The source of
    changed tests is restored after this by nbgrader's own step.
    """

    def preprocess(self, nb, resources):
        course = resources["nbgrader"]
        with Gradebook(course["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(
                course["notebook"], course["assignment"])
            known = self.known_cells(notebook)
            missing = dict(known)
            for cell in reversed(nb.cells):
                mark = missing.pop(claimed_id(cell.metadata), None)
                cell.metadata.pop("nbgrader", None)
                if mark:
                    cell.metadata["nbgrader"] = mark
            sources = {cell.name: cell.source
                       for cell in notebook.source_cells}
            for name in sorted(missing):
                if missing[name]["grade"]:
                    self.log.warning("Test %s is missing: put back", name)
                    nb.cells.append(new_code_cell(
                        sources[name], metadata={"nbgrader": missing[name]}))
        return nb, resources

    @staticmethod
    def known_cells(notebook):
        """nbgrader's metadata of each cell, by id, from the gradebook."""
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        known = {}
        for cell in notebook.source_cells:
            known[cell.name] = from_dict({
                "schema_version": 3, "grade_id": cell.name, "task": False,
                "cell_type": cell.cell_type, "locked": cell.locked,
                "checksum": cell.checksum, "grade": cell.name in points,
                "solution": cell.name in solutions})
            if cell.name in points:
                known[cell.name]["points"] = points[cell.name]
        return known


class UseResult(NbGraderPreprocessor):
    """Take the place of nbgrader's Execute: nothing of a submission runs here.

    The outputs are those of the result that the sandbox gave: see
    `worker.py`, which is asked for it if nobody did before.
    """

    def preprocess(self, nb, resources):
        from tools.grading import worker  # only Linux has what it needs

        course = resources["nbgrader"]
        folder = pathlib.Path(os.environ["CLASS"])
        result = worker.result_of(
            folder, course["notebook"], folder / "submitted"
            / course["student"] / course["assignment"]
            / f"{course['notebook']}.ipynb")
        for cell in nb.cells:
            place = str(cell.metadata.pop("place", None))
            mark = cell.metadata.get("nbgrader", {})
            if mark.get("grade"):
                error = result["tests"][mark["grade_id"]]
                shown = [judged(*error)] if error else []
            else:
                shown = result["outputs"].get(place, [])
            if cell.cell_type == "code":
                cell.outputs = [nbformat.from_dict(one) for one in shown]
                cell.execution_count = None
        return nb, resources


def judged(kind, text):
    """The error of a test, as an output."""
    return {"output_type": "error", "ename": kind, "evalue": text,
            "traceback": [f"{kind}: {text}"]}
