"""The students of a class, CLASS/students.csv: who has which folder.

Instructors may edit the file in a spreadsheet: rename folders, add columns,
fill in addresses and numbers for the upload of points. Rows are only added,
and of the others only `lms_id` gains numbers.

Moodle numbers its participants anew for each assignment (its table
assign_user_mapping): `lms_id` has all of them, as "07-convolution=12345
08-pooling=23456", and between assignments a student is known by name only.
Canvas numbers students once, Google not at all.
"""
import unicodedata

from tools.grading.names import folder_name
from tools.grading.tables import read_table, write_table

COLUMNS = ["student", "name", "lms", "lms_id", "email", "sis_user_id",
           "sis_login_id", "section"]
UNCLEAR = ("unclear: {count} students are called {name}; write {number} into "
           "students.csv, column lms_id, in the right row")


def alike(text):
    """What names have in common that file systems or people mix up."""
    return unicodedata.normalize("NFKC", text.strip()).casefold()


def lms_number(row, name):
    """The platform's number for a student in an exercise set; or ""."""
    if row["lms"] != "moodle":
        return row["lms_id"].strip()
    numbers = dict(part.split("=", 1) for part in row["lms_id"].split()
                   if "=" in part)
    return numbers.get(name, "")


def shown_names(rows, name):
    """{student: name}, with a number, address or the folder behind it if
    others are called alike.
    """
    shown = {}
    for row in rows:
        twins = sum(alike(row["name"]) == alike(other["name"])
                    for other in rows) > 1
        known = lms_number(row, name) or row.get("email") or row["student"]
        shown[row["student"]] = f"{row['name']} ({known})" if twins \
            else row["name"] or row["student"]
    return shown


class Students:
    """The table of a class while files of one exercise set are collected."""

    def __init__(self, path, name):
        """Read the table; raises ValueError if a column was taken out."""
        self.path, self.set, self.changed = path, name, False
        self.rows = read_table(path)
        missing = [column for column in ("student", "name", "lms", "lms_id")
                   if self.rows and column not in self.rows[0]]
        if missing:
            raise ValueError(f"{path} has no column {', '.join(missing)}: put "
                             "it back, or move the file away to begin anew")
        for row in self.rows:
            safe = folder_name(row["student"])
            if not row["student"]:
                row["student"], self.changed = self.free(row["name"]), True
            elif row["student"] != safe:
                raise ValueError(f"{path}: no folder can be called "
                                 f"{row['student']!r}; write {safe!r}")

    def find(self, sender):
        """The row of a sender; None if there is none yet.

        Raises ValueError, "status: reason", if it may be several.
        """
        if sender.lms == "folder":
            rows = [row for column in ("student", "name") for row in self.rows
                    if alike(row[column]) == alike(sender.name)]
            rows = rows[:1] if rows and alike(rows[0]["student"]) == alike(
                sender.name) else rows
        elif sender.id:
            rows = [row for row in self.rows if row["lms"] == sender.lms
                    and lms_number(row, self.set) == sender.id]
        else:
            rows = self.namesakes(sender)
        if len({row["student"] for row in rows}) > 1:
            raise ValueError(f"unclear: {len(rows)} students are called "
                             f"{sender.name}; use a folder for each")
        return rows[0] if rows else None

    def namesakes(self, sender):
        """Rows of a platform's students with the same name.

        A row that an instructor wrote may leave the platform open.
        """
        return [row for row in self.rows if row["lms"] in ("", sender.lms)
                and alike(row["name"]) == alike(sender.name)]

    def enrol(self, senders):
        """Give every sender a row, in an order that is always the same.

        Returns {(lms, id): "unclear: reason"} of those who may be several.
        """
        new = {(sender.lms, sender.id or alike(sender.name)): sender
               for sender in senders if not sender.problem}
        unclear = {}
        for _, sender in sorted(new.items()):
            try:
                if self.find(sender):
                    continue
            except ValueError:
                continue
            twins = [other for other in new.values() if other.lms == sender.lms
                     and alike(other.name) == alike(sender.name)]
            if problem := self.admit(sender, twins):
                unclear[sender.lms, sender.id] = problem
        return unclear

    def admit(self, sender, twins):
        """Write one sender into the table; returns why not, or ""."""
        if sender.lms == "moodle":
            free = [row for row in self.namesakes(sender)
                    if not lms_number(row, self.set)]
            strangers = [twin for twin in twins if not self.find(twin)]
            if len(free) == len(strangers) == 1:
                numbers = f"{free[0]['lms_id']} {self.set}={sender.id}"
                free[0] |= {"lms": "moodle", "lms_id": numbers.strip()}
                self.changed = True
                return ""
            if free:
                return UNCLEAR.format(
                    count=max(len(free), len(strangers)), name=sender.name,
                    number=f"{self.set}={sender.id}")
        self.add(sender, len(twins) > 1 or bool(self.namesakes(sender)))
        return ""

    def free(self, name, number=""):
        """A folder for a student that nobody has."""
        taken = {alike(row["student"]) for row in self.rows}
        base = folder_name(name)
        if number:
            base = f"{base}-{folder_name(number)}"
        student, count = base, 1
        while alike(student) in taken:
            count += 1
            student = f"{base}-{count}"
        return student

    def add(self, sender, namesakes):
        """A new row; the folder has the number if names alone are unclear."""
        student = self.free(sender.name)
        if namesakes or student != folder_name(sender.name):
            student = self.free(sender.name, sender.id)
        number = f"{self.set}={sender.id}" if sender.lms == "moodle" \
            else sender.id
        self.rows.append(dict.fromkeys(self.rows[0] if self.rows else COLUMNS,
                                       "") | {
            "student": student, "name": sender.name, "lms": sender.lms,
            "lms_id": number})
        self.changed = True

    def save(self):
        """Write the table if it has more than before."""
        if self.changed:
            columns = list(self.rows[0])
            write_table(self.path, [columns, *(
                [row[column] for column in columns] for row in self.rows)])
            self.changed = False
