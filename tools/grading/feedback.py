"""What students get back, and what the instructor sees of a class: HTML.

The pages hold no script, ask no other site for anything, and show whatever
students wrote as text only. Hidden tests are not shown, what they found is.
"""
import collections
import re

import markupsafe

from tools.exercises import exercises_in, language_of
from tools.grading import worker
from tools.grading.key import defined_names
from tools.grading.showing import TEMPLATES, environment, visible
from tools.grading.wording import say

WORDS = {
    "en": {
        "total": "Points:", "nothing": "Nothing was handed in for this one.",
        "error": "Your cell stopped with an error",
        "check": "The check you saw", "hidden": "Further cases",
        "passed": "passed", "failed": "not passed",
        "about": "Below is what you wrote for each exercise, and what the "
                 "tests found. A test counts if all of its cases are right.",
        "class": "The whole class", "sum": "Total",
        "graded": "{n} submissions were graded.",
        "mean": "On average they have", "hardest": "Which exercise was hard",
        "exercise": "Exercise", "full": "all points", "part": "some",
        "none": "none", "often": "most often seen",
        "look": "To look at by hand", "points": "Points",
        "student": "Student",
        "unread": "Nothing could be graded:", "again": "Please hand in the "
        "exercise notebook again: the file that ends with .ipynb, saved, and "
        "neither renamed to something else nor pasted into a document.",
        "late": "Handed in late: {when}, {by} after the deadline. This "
                "changes no points.",
        "late_said": "Handed in late, as the platform says. This changes no "
                     "points.",
        "days": "{n} days", "day": "{n} day", "hours": "{n} hours",
        "hour": "{n} hour", "minutes": "{n} minutes"},
    "ko": {
        "total": "점수:", "nothing": "이 문제에는 낸 답이 없다.",
        "error": "셀이 오류로 멈추었다",
        "check": "노트북에 보이던 확인", "hidden": "그 밖의 경우",
        "passed": "통과", "failed": "통과하지 못함",
        "about": "문제마다 낸 코드와 검사 결과를 아래에 보인다. 검사는 모든 경우가 "
                 "맞아야 점수가 된다.",
        "class": "반 전체", "sum": "합계", "graded": "{n}명의 제출물을 채점했다.",
        "mean": "평균 점수는", "hardest": "어느 문제가 어려웠나",
        "exercise": "문제", "full": "만점", "part": "일부", "none": "0점",
        "often": "가장 잦은 원인", "look": "직접 살펴볼 것",
        "points": "점수", "student": "학생",
        "unread": "채점할 수 없었다:", "again": "연습문제 노트북을 다시 낸다. 이름이 "
        ".ipynb로 끝나는 파일을 저장해서 그대로 낸다. 다른 형식으로 바꾸거나 문서에 "
        "붙여 넣지 않는다.",
        "late": "마감을 {by} 넘겨 냈다({when}). 점수는 달라지지 않는다.",
        "late_said": "학습 관리 시스템에 늦게 낸 것으로 되어 있다. 점수는 달라지지 "
                     "않는다.",
        "days": "{n}일", "day": "{n}일", "hours": "{n}시간", "hour": "{n}시간",
        "minutes": "{n}분"},
}

LINE = 150  # characters of what was seen most often
TOO_LONG = ("TimeoutError", "took too long")  # what student.py stops code with


def css():
    return markupsafe.Markup((TEMPLATES / "page.css").read_text("utf-8"))


def number(value):
    """Points without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def titles(notebook, language):
    """The set's title, and the heading of each exercise: {ex1: …}."""
    def heading(cells, mark):
        text = next(cell.source for cell in cells
                    if language_of(cell) == language)
        return re.search(rf"^{mark} (.+)$", text, re.MULTILINE)[1]

    found = {}
    for cells in exercises_in(notebook):
        name = next(cell.metadata.nbgrader.grade_id.partition("-")[0]
                    for cell in cells if "nbgrader" in cell.metadata)
        found[name] = heading(cells, "##")
    return heading(notebook.cells, "#"), found


def language_of_submission(path, otherwise):
    """The language of a submitted notebook, told by its headings."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for language, word in (("ko", "## 연습문제"), ("en", "## Exercise")):
        if word in text or word.encode("ascii", "backslashreplace").decode(
                ) in text:
            return language
    return otherwise


def cells_of(submission):
    """The cells of a submitted notebook, none if it is damaged."""
    try:
        return worker.read_cells(submission)
    except Exception:  # whatever a made-up file does to its reader
        return []


def code_of(cells, exercise):
    """Places and code of the cells that answer an exercise."""
    wanted = set(exercise.defines)
    return {place: cell["source"] for place, cell in enumerate(cells)
            if cell["cell_type"] == "code"
            and (wanted & defined_names(cell["source"])
                 or cell["grade_id"] == f"{exercise.name}-solution")}


def duration(hours, language):
    """Hours in words: 30 minutes, 5 hours, 2 days."""
    size, unit = (24, "day") if hours >= 24 else (1, "hour")
    count = round(hours / size)
    if hours < 1:
        count, unit = max(1, round(60 * hours)), "minute"
    words = WORDS[language]
    return words[unit if count == 1 and unit in words
                 else f"{unit}s"].format(n=count)


def lateness(hours, when, language):
    """That something was handed in late: hours, or "yes"."""
    words = WORDS[language]
    return words["late_said"] if hours == "yes" else words["late"].format(
        when=when, by=duration(hours, language))


def unread(rows, language):
    """Why nothing of a student was graded, and what to do: sentences."""
    words = WORDS[language]
    said = [f"{visible(row.path.rpartition('/')[2])}: "
            + say(f"{row.status}: {row.reason}", language) for row in rows]
    return [f"{words['unread']} {'; '.join(said)}.", words["again"]]


def judged(exercise, tests, points, language):
    """The tests of an exercise with what they found."""
    return [{"kind": test.name.rpartition("-")[2],
             "error": tests[test.name] and visible(
                 say(": ".join(tests[test.name]), language)),
             "earned": number(points.get(test.name) or 0),
             "most": number(test.points)} for test in exercise.tests]


def error_of(output, language):
    """The error of a cell: where it came from, or that it was stopped."""
    lines = output["traceback"]
    if (output["ename"], output["evalue"]) == TOO_LONG:
        lines = lines[-1:]
    return visible(say("\n".join(lines), language))


def part(exercise, title, cells, result, points, language):
    """One exercise of a student, as the template shows it."""
    code = code_of(cells, exercise)
    errors = [error_of(output, language) for place in code
              for output in result["outputs"].get(str(place), [])
              if output["output_type"] == "error"]
    earned = sum(points.get(test.name) or 0 for test in exercise.tests)
    return {"title": title, "errors": errors, "earned": number(earned),
            "most": number(sum(test.points for test in exercise.tests)),
            "code": visible("\n\n".join(code.values())),
            "tests": judged(exercise, result["tests"], points, language)}


def total(points):
    return number(sum(value or 0 for value in points.values()))


def feedback(key, notebook, language, student, submission, result, points,
             notes):
    """One student's page.

    `student` is the name to show, `submission` the notebook as it was handed
    in (bytes), `result` what the judge found, `points` nbgrader's {test:
    points}; these are None if nothing could be graded. `notes` are sentences
    to say before all else.
    """
    title, headings = titles(notebook, language)
    exercises = [] if submission is None else [
        part(one, headings[one.name], cells_of(submission), result, points,
             language) for one in key.exercises]
    return environment().get_template("feedback.html").render(
        language=language, words=WORDS[language], css=css(), title=title,
        student=visible(student), notes=notes, exercises=exercises,
        earned="–" if submission is None else total(points),
        most=number(sum(test.points for test in key.tests)))


def in_a_line(text):
    """A message in one line: if it is long, its middle goes, and what was
    expected stays.
    """
    line = " ".join(visible(text).split())
    place = line.find("expected")
    if len(line) <= LINE:
        return line
    if place < 0:
        return f"{line[:LINE // 2]} … {line[-LINE // 2:]}"
    end = line[place:place + LINE // 2]
    return f"{line[:min(place, LINE // 3)].rstrip()} … {end}" \
        + "…" * (len(line) > place + LINE // 2)


def hardness(exercise, title, points, results, language):
    """How many have all, some or none of an exercise, and what went wrong:
    what the first failed test of most students said.
    """
    most = sum(test.points for test in exercise.tests)
    earned = [sum(one.get(test.name) or 0 for test in exercise.tests)
              for one in points.values()]
    first = [next(filter(None, (result["tests"].get(test.name)
                                for test in exercise.tests)), None)
             for result in results.values()]
    said = collections.Counter(
        in_a_line(say(": ".join(error), language).removeprefix(
            "AssertionError: ")) for error in first if error)
    often = said.most_common(1)
    return {"name": exercise.name.removeprefix("ex"), "title": title,
            "full": sum(e >= most - 1e-9 for e in earned),
            "none": sum(e == 0 for e in earned),
            "part": sum(0 < e < most - 1e-9 for e in earned),
            "often": f"{often[0][1]}× {often[0][0]}" if often else ""}


def overview(key, notebook, language, names, points, results, troubles,
             notes):
    """The instructor's page.

    `names` are those to show, {student: name}; `troubles` [(whose, text)];
    `notes` what to say beside a name, {student: text}, also of students of
    whom nothing was graded.
    """
    title, headings = titles(notebook, language)
    rows = [{"folder": student, "student": visible(names.get(
        student, student)), "note": notes.get(student, ""),
        "total": total(points[student]) if student in points else "–",
        "marks": [number(sum(points[student].get(test.name) or 0
                             for test in exercise.tests))
                  if student in points else "–" for exercise in key.exercises]}
        for student in sorted(points.keys() | notes.keys())]
    most = sum(test.points for test in key.tests)
    mean = sum(value or 0 for one in points.values()
               for value in one.values()) / max(len(points), 1)
    return environment().get_template("class.html").render(
        language=language, words=WORDS[language], css=css(), title=title,
        name=key.name, rows=rows, graded=len(points), mean=number(mean),
        most=number(most), troubles=[
            f"{visible(whose)}: {visible(say(text, language))}"
            for whose, text in troubles],
        exercises=[hardness(one, headings[one.name], points, results, language)
                   for one in key.exercises])
