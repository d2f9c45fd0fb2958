"""What an instructor and the students get of a graded class: files.

CLASS/report       the class's page, points, files to upload, look-alikes
CLASS/feedback     a page for each student
"""
import collections
import datetime

from tools.exercises import SOLUTIONS, read
from tools.grading import alike, feedback, lms, worker
from tools.grading.collect import BY_HAND, valid
from tools.grading.key import read_key
from tools.grading.students import shown_names
from tools.grading.tables import read_table, write_whole

STOPPED = ("Stopped", "TooLong", "TooMuch", "MemoryError")


def marks(exercises, tests):
    """Points by exercise, {number: points}, from those of the tests."""
    return {one.name.removeprefix("ex"): sum(
        tests.get(test.name) or 0 for test in one.tests) for one in exercises}


def hours_late(row, due):
    """How late a notebook was handed in, in hours; 0 if not, or not known,
    and "yes" if only the platform says so.
    """
    if row.handed_in and due:
        handed_in = datetime.datetime.fromisoformat(row.handed_in)
        return max(0, round((handed_in - due).total_seconds() / 3600, 1))
    return "yes" if row.late else 0


def why_stopped(result, cells, key):
    """Where a notebook had to be stopped and why, as one text."""
    where = {str(place): one.name.removeprefix("ex") for one in key.exercises
             for place in feedback.code_of(cells, one)}
    errors = [(name.partition("-")[0].removeprefix("ex"), *error)
              for name, error in result["tests"].items() if error]
    errors += [(where.get(place), output["ename"], output["evalue"])
               for place, outputs in result["outputs"].items()
               for output in outputs if output["output_type"] == "error"]
    said = [f"exercise {number} was stopped: {text or kind}" if number else
            f"a cell was stopped: {text or kind}"
            for number, kind, text in errors if kind in STOPPED
            or (kind, text) == feedback.TOO_LONG]
    return "; ".join(dict.fromkeys(said))


class Report:
    """A graded class, of which the files are written.

    `found` is what the gradebook says, {student: {test: points}}, `paths`
    the notebooks that were graded, {student: path}.
    """

    def __init__(self, folder, given, language, found, paths):
        self.folder, self.name, self.language = folder, given.name, language
        self.found, self.paths = found, paths
        self.key = read_key(folder / "source" / self.name)
        self.notebook = read(folder / "source" / self.name)
        self.rows = valid(self.name, folder)
        self.names = shown_names(read_table(folder / "students.csv"),
                                 self.name)
        self.results = {student: worker.result_of(folder, self.name, path)
                        for student, path in paths.items()}
        self.late = {row.student: hours for row in self.rows
                     if row.status == "counts" and row.student in paths
                     and (hours := hours_late(row, given.due))}
        self.when = {row.student: row.handed_in for row in self.rows
                     if row.status == "counts"}
        self.unread = collections.defaultdict(list)
        for row in self.rows:
            if row.student and row.student not in paths:
                self.unread[row.student].append(row)

    def shown(self, student):
        return self.names.get(student, student)

    def most(self):
        """The points that there are, {number of an exercise: points}."""
        return marks(self.key.exercises,
                     {test.name: test.points for test in self.key.tests})

    def notes(self, student, language):
        """What a student's page should say at the top, and the first of it
        the row on the class's page.
        """
        if student in self.unread:
            return feedback.unread(self.unread[student], language)
        if student in self.late:
            return [feedback.lateness(self.late[student], self.when.get(
                student), language)]
        return []

    def give_back(self):
        """Write the students' pages."""
        for student in (*self.paths, *self.unread):
            path, language = self.paths.get(student), self.language
            if path:
                language = feedback.language_of_submission(path, language)
            page = feedback.feedback(
                self.key, self.notebook, language, self.shown(student),
                path and path.read_bytes(), self.results.get(student),
                self.found.get(student), self.notes(student, language))
            write_whole(self.folder / "feedback" / student
                        / f"{self.name}.html", page.encode())

    def write_points(self):
        """Write the tables; {path: students that are left out}."""
        points = {student: marks(self.key.exercises, tests)
                  for student, tests in self.found.items()}
        return lms.write_points(
            points | dict.fromkeys(self.unread, {}), self.most(), self.name,
            self.folder, self.late)

    def troubles(self, left_out):
        """What to look at by hand: [(whose, text)]."""
        most = feedback.number(sum(self.most().values()))
        for row in self.rows:
            text = row.reason if row.status == "counts" \
                or row.reason == BY_HAND else f"{row.status}: {row.reason}"
            if row.status != "counts" and row.reason != BY_HAND \
                    and row.student in self.found:
                text += "; another notebook counts, with " + feedback.total(
                    self.found[row.student]) + f" of {most} points"
            if row.reason:
                yield (self.shown(row.student) if row.student
                       else row.path), text
        for student, path in self.paths.items():
            cells = feedback.cells_of(path.read_bytes())
            if said := why_stopped(self.results[student], cells, self.key):
                yield self.shown(student), said
        for path, students in left_out.items():
            for student in students:
                yield self.shown(student), f"not in {path.name}: students." \
                    "csv has no number for this student"

    def look_for_copies(self):
        """Write the page with answers that are unusually alike."""
        answers = {}
        for student, path in self.paths.items():
            cells = feedback.cells_of(path.read_bytes())
            answers[self.shown(student)] = {one.name: "\n".join(
                feedback.code_of(cells, one).values())
                for one in self.key.exercises}
        failed = {self.shown(student): {name.partition("-")[0] for name, error
                                        in result["tests"].items() if error}
                  for student, result in self.results.items()}
        public = read_key(SOLUTIONS / self.name).exercises \
            if (SOLUTIONS / self.name).exists() else ()
        found = alike.find(
            answers, {one.name: one.starter for one in self.key.exercises},
            {one.name: one.solution for one in public}, failed)
        title, _ = feedback.titles(self.notebook, self.language)
        write_whole(self.folder / "report" / f"{self.name}-alike.html",
                    alike.render(found, title, self.language).encode())

    def write(self):
        """Write all; the tables that were written, and what to look at."""
        self.give_back()
        left_out = self.write_points()
        self.look_for_copies()
        troubles = list(self.troubles(left_out))
        page = feedback.overview(
            self.key, self.notebook, self.language, self.names, self.found,
            self.results, troubles, {
                student: self.notes(student, self.language)[0]
                for student in (*self.unread, *self.late)})
        write_whole(self.folder / "report" / f"{self.name}.html",
                    page.encode())
        return list(left_out), troubles
