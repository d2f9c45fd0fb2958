"""Generated pages for instructors: chapters, slides, wrong answers.

syllabus.md comes from the openings of the chapters and the prompts of the
exercises, slides_map.md from slides.yml, misconceptions.md from the
wrong_answers.yml and questions.yml beside each exercise set.
"""
import json
import re

import page_parts
from page_parts import LANGUAGES, chapters, grid, homes, load, two_languages
from tools.exercises import exercises_in, questions, read, wrong_answers

OPENING = {"en": ("You will be able to", "You need", "Time"),
           "ko": ("이 장을 마치면", "미리 알아 둘 것", "시간")}
TIME = {"en": r"(\d+) minutes to read, (.+) to run\.",
        "ko": r"읽는 데 (\d+)분, 실행하는 데 (.+)\."}
MINUTES = re.compile(r"^\*(\d+) minutes( and more)?\.", re.MULTILINE)
SYLLABUS = {
    "en": """(app-syllabus)=
# The chapters at a glance

Minutes to read are those that each chapter states, minutes for the exercises
the sum of its prompts. A plus: the last exercise is open, and takes as long as one
likes.
""",
    "ko": """(app-syllabus)=
# 한눈에 보는 장

읽는 시간은 장마다 첫머리에 적힌 시간이고, 연습문제 시간은 문제마다 적힌 시간을 더한
것이다. 더하기 표시는 마지막 문제가 끝이 열려 있어 얼마든지 더 걸릴 수 있다는 뜻이다.
"""}
SYLLABUS_COLUMNS = {
    "en": ["chapter", "to read, min", "to run", "exercises", "for them, min"],
    "ko": ["장", "읽기(분)", "실행", "연습문제", "연습문제 시간(분)"]}
TOTAL = {"en": "all", "ko": "모두"}
NEEDS = {
    "en": """(app-syllabus-needs)=
## What each chapter needs and gives

From the openings of the chapters, word for word.
""",
    "ko": """(app-syllabus-needs)=
## 장마다 필요한 것과 배우는 것

각 장의 첫머리를 그대로 옮겼다.
"""}
NEEDED = {"en": ("*Needs:*", "*Gives:* you will be able to"),
          "ko": ("*필요한 것:*", "*배우는 것:*")}
SLIDES_MAP = {
    "en": """(app-slides-map)=
# Slides and chapters

For those who teach with the slides: which chapter and section goes with which
of their pages. {ref}`The slips page <app-slips>` says which slides A to E are.

The pages bear no numbers that all copies share. A page is named by its heading
and, where many pages have the same heading, by its first line after the colon; a
row holds from there to the page before the next row. The names are
translated here; the Korean edition of this page has them as they stand in the slides.
""",
    "ko": """(app-slides-map)=
# 강의 자료와 장

강의 자료로 가르치는 사람을 위해, 강의 자료의 각 쪽이 이 책의 어느 장 어느 절에
해당하는지 적었다. A부터 E까지가 어떤 자료인지는 {ref}`강의 자료에서 틀린 곳
<app-slips>`에 적었다.

강의 자료에는 어느 사본에서나 통하는 쪽 번호가 없다. 그래서 쪽을 제목으로 부르고, 제목이
같은 쪽이 여럿이면 쌍점 뒤에 첫 줄을 덧붙였다. 한 줄은 그 쪽부터 다음 줄의 바로 앞
쪽까지다. 이름은 강의 자료에 적힌 그대로다.
"""}
SLIDES_HEAD = {"en": "(slides-{mark})=\n## Slides {name}\n",
               "ko": "(slides-{mark})=\n## 강의 자료 {name}\n"}
SLIDES_COLUMNS = {"en": ["pages from", "chapter and section"],
                  "ko": ["여기서부터", "장과 절"]}
LEFT_OUT = {"en": "*Not in this book:*", "ko": "*이 책에 없음:*"}
IN_PASSING = {"en": "in code, formulas or pictures of several pages",
              "ko": "여러 쪽의 코드나 수식, 그림에 나오는 것"}
MISCONCEPTIONS = {
    "en": """(app-misconceptions)=
# Wrong answers, and what to ask

Each exercise was written with likely mistakes in mind. Here they are, with the
points that each one costs: of three, one is for the check that students see and
two for the hidden tests. A student who loses **2** has passed the visible check
and thinks the exercise is done. All of them are tried whenever this book is tested,
and lose what stands here. A variant has the same mistakes with its own numbers
and conventions: read its prompt first.

Under each table stands a question to ask before you explain anything. It gives
nothing away; a student who can answer it finds the mistake alone.
""",
    "ko": """(app-misconceptions)=
# 흔한 오답과 물어볼 것

문제마다 학생이 할 법한 실수를 미리 헤아려 두었다. 그 실수와 잃는 점수를 모았다.
3점 가운데 1점은 학생에게 보이는 검사, 2점은 숨은 검사의 몫이다. **2**점을 잃은
학생은 보이는 검사를 통과했으므로 다 풀었다고 믿는다. 이 책을 시험할 때마다 이 오답을
모두 돌려 보며, 여기 적힌 점수를 그대로 잃는지 확인한다. 변형한 문제에서도 실수의
종류는 같지만 수와 규약이 다르므로, 그 문제의 설명을 먼저 읽는다.

표 아래에는 설명하기 전에 먼저 던질 물음을 적었다. 답을 알려 주지 않는 물음이지만,
여기에 답할 수 있는 학생은 실수를 스스로 찾는다.
"""}
MISTAKE_COLUMNS = {"en": ["what the student did", "points lost"],
                   "ko": ["학생이 한 일", "잃는 점수"]}
ASK = {"en": "*Ask:* ", "ko": "*물어볼 것:* "}
CHAPTER = {"en": "Chapter {}", "ko": "{}장"}


def opening(name, language):
    """What a chapter's opening says: a dict with gives, needs, read, run.

    Raises
    ------
    ValueError
        If a paragraph is missing or Time is worded differently.
    """
    notebook = json.loads((page_parts.ROOT / "chapters" / f"{name}.ipynb")
                          .read_text(encoding="utf-8"))
    text = next("".join(cell["source"]) for cell in notebook["cells"]
                if language in cell["metadata"].get("tags", []))
    found = re.search(r"\*\*{}\*\*(.+?)\*\*{}\*\*(.+?)\*\*{}\*\*(.+)".format(
        *OPENING[language]), text, re.DOTALL)
    time = found and re.fullmatch(TIME[language], found[3].strip())
    if not time:
        raise ValueError(f"chapters/{name}.ipynb ({language}): the opening has "
                         f"no {', '.join(OPENING[language])} like the others")
    return {"gives": _one_line(found[1]), "needs": _one_line(found[2]),
            "read": int(time[1]), "run": time[2]}


def _one_line(text):
    """A paragraph or a list as one line, with links that start in appendix/."""
    text = re.sub(r"^- ", "", text.strip(), flags=re.MULTILINE)
    text = re.sub(r"\{doc\}`([^`<]*<)?(\d\d_)",
                  r"{doc}`\1../chapters/\2", text)
    return " ".join(text.split())


def exercise_sets():
    """The folder of each exercise set, by the number of its chapter."""
    return {int(folder.name[:2]): folder for folder in sorted(
        (page_parts.ROOT / "solutions").iterdir())
        if re.match(r"\d\d-", folder.name)}


def exercise_minutes(folder):
    """Minutes of each exercise of a set, and whether it is open-ended.

    Returns
    -------
    list of (int, bool)
    """
    prompts = [cells[0].source for cells in exercises_in(read(folder))]
    found = [MINUTES.search(prompt) for prompt in prompts]
    return [(int(time[1]), time[2] is not None) for time in found]


def syllabus_page():
    """Minutes of all chapters, and what each needs and gives."""
    times = {number: exercise_minutes(folder)
             for number, folder in exercise_sets().items()}
    return two_languages("the chapters and solutions", *(
        "\n".join(_syllabus(times, language)) for language in LANGUAGES))


def _syllabus(times, language):
    openings = {number: opening(name, language)
                for number, name in sorted(chapters().items())}
    yield SYLLABUS[language]
    yield from grid(SYLLABUS_COLUMNS[language], [
        *([f"{{doc}}`{number} <../chapters/{chapters()[number]}>`",
           str(says["read"]), says["run"], str(len(times[number])),
           _sum(times[number])] for number, says in openings.items()),
        [TOTAL[language], str(sum(s["read"] for s in openings.values())), "",
         str(sum(map(len, times.values()))),
         _sum([time for one in times.values() for time in one])]])
    yield NEEDS[language]
    needs, gives = NEEDED[language]
    for number, says in openings.items():
        yield (f"{{doc}}`../chapters/{chapters()[number]}`\n"
               f": {needs} {says['needs']}\n: {gives} {says['gives']}\n")


def _sum(times):
    """Minutes added up, with a plus if one of them is open-ended."""
    more = any(more for _, more in times)
    return f"{sum(minutes for minutes, _ in times)}{'+' if more else ''}"


def slides_map_page():
    """Which section teaches what stands on which pages of the slides."""
    return two_languages("slides.yml", *(
        "\n".join(_slides_map(language)) for language in LANGUAGES))


def _slides_map(language):
    taught_in = homes()
    yield SLIDES_MAP[language]
    for name, slides in load("slides.yml").items():
        yield SLIDES_HEAD[language].format(mark=name.lower(), name=name)
        yield from grid(SLIDES_COLUMNS[language], [
            *([row["en"] if language == "en" else f"`{row['ko']}`",
               "<br>".join(_lessons(row, taught_in, language))]
              for row in slides["pages"]),
            [IN_PASSING[language], "<br>".join(_lessons(
                {"taught": slides["in_passing"]}, taught_in, language))]])


def _lessons(row, taught_in, language):
    """Where the book teaches what a row names, and what it leaves out."""
    for label in row.get("taught", []):
        yield f"{taught_in[label]} · {{ref}}`{label}`"
    if "left_out" in row:
        yield f"{LEFT_OUT[language]} {row['left_out'][language]}"


def misconceptions_page():
    """The stored wrong answers of every exercise, and what to ask."""
    return two_languages("wrong_answers.yml and questions.yml", *(
        "\n".join(_misconceptions(language)) for language in LANGUAGES))


def _misconceptions(language):
    yield MISCONCEPTIONS[language]
    for number, folder in exercise_sets().items():
        yield (f"(mistakes-{folder.name[:2]})=\n"
               f"## {CHAPTER[language].format(number)}\n")
        answers, asked = wrong_answers(folder), questions(folder)
        for exercise in asked:
            label = f"ex-{folder.name[3:]}-{exercise.removeprefix('ex')}"
            yield f"**{{ref}}`{label}`**\n"
            yield from grid(MISTAKE_COLUMNS[language], [
                [_cell(answer["name" if language == "en" else "ko"]),
                 _points(answer)]
                for answer in answers if answer["exercise"] == exercise])
            yield ASK[language] + asked[exercise][language] + "\n"


def _cell(text):
    """Text that no bar or dollar in it takes out of its table cell."""
    return text.replace("|", r"\|").replace("$", r"\$")


def _points(answer):
    """How many points a wrong answer loses: 1 for the check, 2 hidden."""
    lost = sum(1 if name.endswith("-check") else 2 for name in answer["loses"])
    return f"**{lost}**" if lost < 3 else "3"
