"""Points of a class as CSV files for the platforms that students hand in to.

07-convolution-points.csv   everybody, with points for each exercise
07-convolution-moodle.csv   for Moodle: *Upload grading worksheet*, or *Grades,
                            Import, CSV file*
07-convolution-canvas.csv   for Canvas: *Gradebook, Import*
07-convolution-google.csv   to look at beside Classroom, which imports nothing

They lie in CLASS/report; a platform's file is made if a student came from
there. Whoever has handed in nothing is in the first only. Where nothing could
be graded the cells are empty: Moodle skips an empty grade (process_import_grades
in mod/assign/feedback/offline/locallib.php), so that what is there stays; Canvas
might take it for one to be removed, so its file does not have those students.

Moodle wants the headings in the language that it is set to: switch it to
English before the upload. The assignment's maximum grade must be at least the
number in the column *Maximum grade*: a higher grade is skipped without a word.
Grades that are in Moodle already are replaced only if *Update records that
have been modified more recently in Moodle* is ticked. Source: moodle/moodle,
mod/assign/feedback/offline/importgradeslib.php and locallib.php; for the
other way https://docs.moodle.org/405/en/Grade_import.

Canvas finds students by ID, then by the SIS columns, which may be filled in
students.csv, and assignments by the heading: put the heading of Canvas's own
export, "Title (id)", in its place, or choose the assignment after the upload.
Source: instructure/canvas-lms, lib/gradebook_importer.rb.

Google does not document what its export looks like; this is modelled on it
from use: names, address, one column for each piece of work, a row *Points*.
"""
import math
import pathlib

from tools.grading.students import lms_number
from tools.grading.tables import read_table, write_table


def number(points):
    """Points with at most two decimals: 3, 2.5; empty for None.

    There is no comma, no thousands separator and no exponent, whatever the
    language of the machine. Raises ValueError for infinity and NaN.
    """
    if points is None:
        return ""
    if not math.isfinite(points):
        raise ValueError(f"{points} is no number of points")
    rounded = round(float(points), 2)
    return int(rounded) if rounded.is_integer() else rounded


def total(points):
    """The sum of a student's points, {exercise: points or None}; empty if
    nothing was graded.
    """
    graded = [value for value in points.values() if value is not None]
    return number(sum(graded)) if graded else ""


def row_of(lead, points, most):
    """A row: its first cells, the total, the points of each exercise."""
    return [*lead, total(points), *(number(points.get(exercise))
                                    for exercise in most)]


def everybody(rows, points, most, name, late):
    """The table of the class; students without points have empty cells."""
    names = {row["student"]: row["name"] for row in rows}
    yield ["student", "name", name, *most, "hours late"]
    yield [*row_of(["", "Maximum"], most, most), ""]
    for student in sorted(names.keys() | points.keys()):
        lead = [student, names.get(student, "")]
        yield [*row_of(lead, points.get(student, {}), most),
               late.get(student, "")]


def moodle(rows, points, most, name):
    """The grading worksheet; what it does not know is for the grade import.
    """
    yield ["Identifier", "Full name", "Email address", "ID number",
           "Maximum grade", "Last modified (grade)", "Grade", *most]
    for row in rows:
        participant = lms_number(row, name)
        yield row_of([f"Participant {participant}" if participant else "",
                      row["name"], row.get("email", ""),
                      row.get("sis_user_id", ""), total(most), ""],
                     points[row["student"]], most)


def canvas(rows, points, most, name):
    """The gradebook: one assignment, since each column becomes one."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name]
    yield ["    Points Possible", "", "", "", "", total(most)]
    for row in rows:
        if not points[row["student"]]:
            continue
        yield [row["name"], row["lms_id"], row.get("sis_user_id", ""),
               row.get("sis_login_id", ""), row.get("section", ""),
               total(points[row["student"]])]


def google(rows, points, most, name):
    """A table like Classroom's; a name of one word is a first name."""
    yield ["Last Name", "First Name", "Email Address", name, *most]
    yield row_of(["Points", "", ""], most, most)
    for row in rows:
        first, _, last = row["name"].rpartition(" ")
        if not first:
            first, last = last, ""
        yield row_of([last, first, row.get("email", "")],
                     points[row["student"]], most)


TABLES = {"moodle": moodle, "canvas": canvas, "google": google}


def can_upload(row, lms, name):
    """Whether a platform can tell from a row which student it is."""
    if lms == "google":
        return True
    known = lms_number(row, name)
    if lms == "canvas":
        return (bool(known) and not known.startswith("anon_")) or bool(
            row.get("sis_user_id") or row.get("sis_login_id"))
    return bool(known or row.get("email") or row.get("sis_user_id"))


def write_points(points, most, name, into, late):
    """Write the files for one exercise set.

    Parameters
    ----------
    points : dict
        {student's folder: {exercise: points, or None if not graded}}; empty
        if what was handed in could not be graded
    most : dict
        {exercise: points that it can give}, in the order of the columns
    name : str
        The exercise set, "07-convolution".
    into : path
        The class's folder, with students.csv.
    late : dict
        {student's folder: hours, or "yes" if only that is known}

    Returns
    -------
    dict
        {path of a file: students who have points, but cannot be in it because
        the platform's number for them is not in students.csv}

    Raises
    ------
    ValueError
        Points for an exercise that is not in `most`, or that are no number.
    """
    unknown = {exercise for own in points.values() for exercise in own} \
        - most.keys()
    if unknown:
        raise ValueError(f"points for {sorted(unknown)}, but no maximum")
    into = pathlib.Path(into)
    rows = read_table(into / "students.csv")
    path = into / "report" / f"{name}-points.csv"
    write_table(path, everybody(rows, points, most, name, late))
    left_out = {path: []}
    for lms, table in TABLES.items():
        mine = [row for row in rows if row["lms"] == lms
                and row["student"] in points]
        ready = [row for row in mine if can_upload(row, lms, name)]
        if mine:
            path = into / "report" / f"{name}-{lms}.csv"
            write_table(path, table(ready, points, most, name))
            left_out[path] = [row["student"] for row in mine
                              if row not in ready]
    return left_out
