"""Make the appendix pages that are tables of something kept elsewhere.

    python tools/pages.py           # write them
    python tools/pages.py --check   # only say what would change

terms.md comes from terms.yml, ideas.md from ideas.yml, results.md from claims.yml
and bench/training.json; what teaching_pages.py makes is for instructors.
"""
import json
import re
import statistics
import sys

import page_parts
from page_parts import (
    LANGUAGES,
    chapter,
    chapters,
    grid,
    homes,
    load,
    two_languages,
)
from teaching_pages import misconceptions_page, slides_map_page, syllabus_page
from tidy import write

EXAMPLES = {
    "en": """(results-examples)=
## The slides' worked examples

These come out the same everywhere. Each stands in an output of its chapter,
which is compared whenever the chapter runs.
""",
    "ko": """(results-examples)=
## 강의 자료의 예제

어디에서 계산해도 같은 결과가 나온다. 예제마다 그 장의 출력에 결과가 있으며, 장을
실행할 때마다 출력을 비교한다.
"""}
EXAMPLE_COLUMNS = {"en": ["what", "slides", "where"],
                   "ko": ["무엇", "강의 자료", "어디"]}
TERMS = {
    "en": """(app-terms)=
# Terms

Every term of the book in English and Korean, with the chapter that explains
it. The Korean follows the lecture slides that the book grew from.
""",
    "ko": """(app-terms)=
# 용어

이 책에서 쓰는 용어를 한국어와 영어로 모았다. 숫자는 용어를 설명하는 장이다.
한국어 용어는 이 책의 바탕이 된 강의 자료를 따른다.
"""}
IDEAS = {
    "en": """(app-ideas)=
# From the slides to the book

What the lecture slides teach, idea by idea, with the slides that have it and
the section of this book that teaches it. A dash marks what the slides' text does
not name and this book adds. {ref}`The slips page <app-slips>` says which slides
A to E are.
""",
    "ko": """(app-ideas)=
# 강의 자료에서 이 책으로

강의 자료에 나오는 개념마다 어느 자료에 있는지, 이 책에서는 어디에서 배우는지 적었다.
줄표는 강의 자료의 글에는 없고 이 책이 더한 개념이다.
A부터 E까지가 어떤 자료인지는 {ref}`강의 자료에서 틀린 곳 <app-slips>`에 적었다.
"""}
IDEA_COLUMNS = {"en": ["idea", "chapter and section", "slides"],
                "ko": ["개념", "장과 절", "강의 자료"]}
RESULTS = {
    "en": """(app-results)=
# Results

Training gives a slightly different number each time. A sentence of this book
that rests on such a number is checked whenever the chapter runs: the number
must fall in a range that was set after several runs. Here are all of them,
beside what the slides report. The sample edition has few examples, so that less
is learned from it.

{ref}`The slips page <app-slips>` says which slides A to E are.
""",
    "ko": """(app-results)=
# 결과

훈련을 되풀이하면 결과가 매번 조금씩 다르다. 그래서 이 책은 훈련 결과에 기대는 문장마다
여러 번 훈련해 본 뒤 범위를 정해 두고, 장을 실행할 때마다 결과가 그 범위에 드는지
확인한다. 그 결과를 강의 자료의 수와 나란히 모두 모았다. 표본판은 예제가 적어서 그만큼
덜 배운다.

A부터 E까지가 어떤 자료인지는 {ref}`강의 자료에서 틀린 곳 <app-slips>`에 적었다.
"""}
RECIPES = {
    "en": """(results-recipes)=
## The slides' recipes beside ours

The slides' recipe as they have it, then ours, made as short as their accuracy
allows, one after the other on the full data (`make bench`): {date}, on
{machine}. How many times sooner: their training time divided by ours.
Seconds differ from machine to machine; this ratio does so much less. The
geometric mean of the {n} ratios is {mean}.

:::{{figure}} ../bench/training.png
:name: fig-results-recipes
{alt}

Our recipes reach the slides' accuracy {least} to {most} times sooner.
:::
""",
    "ko": """(results-recipes)=
## 강의 자료의 훈련법과 우리 훈련법

강의 자료의 훈련법을 그대로 실행한 다음, 이어서 우리 훈련법을 그 정확도에 이를 만큼만
짧게 전체 데이터로 실행했다(`make bench`). {date}에 {machine}에서 쟀다. '몇 배
빠른가'는 강의 자료의 훈련 시간을 우리 훈련 시간으로 나눈 값이다. 몇 초가 걸리는지는
컴퓨터마다 다르지만 이 비율은 훨씬 덜 달라진다. 비율 {n}개의 기하 평균은 {mean}이다.

:::{{figure}} ../bench/training.png
:name: fig-results-recipes
{alt}

우리 훈련법은 강의 자료의 정확도에 {least}배에서 {most}배 빨리 이른다.
:::
"""}
RECIPE_ALTS = {
    "en": ":alt: Left, bars on a logarithmic axis, all longer than 8. Right, test "
          "images missed: our square lies left of the slides' circle or near it.",
    "ko": ":alt: 왼쪽은 로그 축에 그린 막대로, 모두 8보다 길다. 오른쪽은 틀린 "
          "테스트 이미지의 비율로, 우리 네모가 강의 자료의 동그라미보다 왼쪽이나 "
          "그 곁에 있다."}
RECIPE_COLUMNS = {
    "en": ["what", "slides say", "slides' recipe, run here", "ours",
           "times sooner"],
    "ko": ["무엇", "강의 자료의 값", "강의 자료의 훈련법",
           "우리 훈련법", "몇 배 빠른가"]}
COSTS = {
    "en": """What a recipe costs while it runs: how many images it trains on in a
second, and the most memory that its process had, libraries and data included.
""",
    "ko": """훈련하는 동안 드는 비용이다. 1초에 이미지를 몇 장 훈련하는지, 그리고
프로세스가 라이브러리와 데이터까지 합쳐 메모리를 가장 많이 쓸 때 얼마를 쓰는지 적었다.
"""}
COST_COLUMNS = {
    "en": ["what", "images a second, slides'", "ours", "memory in MB, slides'",
           "ours"],
    "ko": ["무엇", "1초에 훈련한 이미지(강의 자료)", "우리", "메모리 MB(강의 자료)",
           "우리"]}
BEYOND = {
    "en": """With more width and more epochs, the same code goes beyond the slides:
on CIFAR-10 our residual network ({ours[network]}, {ours[epochs]} epochs) reaches
{accuracy} in {minutes} minutes.

Batches of CIFAR-10: a `DataLoader` that fetches images one by one makes
{loaders[one_by_one]:,} images a second into batches, slices of one tensor
{loaders[slices]:,}: {loaders[ratio]:.0f} times as many.

All {book[notebooks]} notebooks of the book, chapters and solutions, run on the
full data, two at a time, and every output compared: {book_minutes} minutes, at
most {book_memory} GB.
""",
    "ko": """채널과 에포크를 늘리면 같은 코드가 강의 자료를 넘어선다.
CIFAR-10에서 우리 잔차 신경망({ours[network]}, {ours[epochs]}에포크)은 {minutes}분
만에 정확도 {accuracy}에 이른다.

CIFAR-10을 배치로 만드는 속도도 쟀다. 이미지를 하나씩 가져오는 `DataLoader`는 1초에
{loaders[one_by_one]:,}장을, 텐서 하나를 잘라 쓰는 방법은 {loaders[slices]:,}장을
배치로 만든다. {loaders[ratio]:.0f}배다.
"""}
COLUMNS = {"en": ["what", "data", "must lie in", "measured"],
           "ko": ["무엇", "데이터", "범위", "측정값"]}
DATA = {"en": ["full", "sample"], "ko": ["전체", "표본"]}
SLIDES = {"en": "slides", "ko": "강의 자료"}


def terms_page():
    """The glossary: each language in its own alphabet."""
    return two_languages("terms.yml", *(
        "\n".join([TERMS[language], *(
            _term(term, language) for term in sorted(
                load("terms.yml"),
                key=lambda term, at=language: term[at].casefold()))])
        for language in LANGUAGES))


def _term(term, language):
    """One entry of the glossary, as a definition list has it."""
    other = next(x for x in LANGUAGES if x != language)
    name = f"**{term[language]}**"
    if term[other] != term[language]:
        name += f" · {term[other]}"
    if term.get("abbr", term[language]) != term[language]:
        name += f" ({term['abbr']})"
    return f"{name}\n: {term['says'][language]} " \
        f"({chapter(term['chapter'], language)})\n"


def ideas_page():
    """What the slides teach, and where the book does."""
    taught_in = homes()
    return two_languages("ideas.yml", *(
        "\n".join([IDEAS[language], *grid(IDEA_COLUMNS[language], [
            [idea[language],
             f"{taught_in[idea['taught']]} · {{ref}}`{idea['taught']}`",
             idea["slides"].replace(", ", " ")]
            for idea in load("ideas.yml")])]) for language in LANGUAGES))


def results_page():
    """Every claim with its range, its evidence and the slides' number."""
    claims = load("claims.yml")
    examples = claims.pop("worked-examples")
    parts = {language: [RESULTS[language]] for language in LANGUAGES}
    for page in sorted(chapters().values()):
        rows = {name: entry for name, entry in claims.items()
                if entry["page"] == page}
        for language in LANGUAGES if rows else ():
            parts[language] += _table(page, rows, language)
    for language in LANGUAGES:
        parts[language] += _examples(examples, language)
        parts[language] += _recipes(claims, language)
    return two_languages("claims.yml and bench/training.json", *(
        "\n".join(parts[language]) for language in LANGUAGES))


def _table(page, rows, language):
    """Heading and table of one chapter's claims."""
    number = int(page[:2])
    head = {"en": f"Chapter {number}", "ko": f"{number}장"}[language]
    columns = COLUMNS[language]
    yield f"(results-{page[:2]})=\n## {head}\n"
    yield {"en": "From {}.\n", "ko": "{}에서 나온 결과다.\n"}[language].format(
        chapter(number, language))
    yield "| " + " | ".join(columns) + " |\n|" + "---|" * len(columns)
    for name, entry in rows.items():
        says = entry if language == "en" else entry.get("ko", entry)
        what = f"{says['says']}<br>`{name}`"
        if entry["slide"] != "-":
            what += f"<br>{SLIDES[language]}: {_stated(entry, language)}"
        measured = evidence(says["evidence"])
        editions = ("full", "sample")[:len(measured)]
        names = DATA[language] if len(measured) == 2 else ["–"]
        for edition, data, text in zip(editions, names, measured):
            span = "{:g} – {:g}".format(*entry[edition])
            row = [what, data, _whole(span), _whole(text)]
            yield f"| {' | '.join(row)} |"
            what = ""
    yield ""


def _examples(examples, language):
    """The slides' worked examples, in the order of the chapters."""
    columns = EXAMPLE_COLUMNS[language]
    yield EXAMPLES[language]
    yield from grid(columns, [
        [_what(entry, name, language), str(entry["slide"]),
         chapter(int(entry["page"][:2]), language)]
        for name, entry in sorted(examples.items(),
                                  key=lambda item: item[1]["page"])])


def _recipes(claims, language):
    """What `make bench` measured: both recipes of each row, and the costs."""
    measured = json.loads((page_parts.ROOT / "bench/training.json").read_text("utf-8"))
    rows = {name: row for name, row in measured["rows"].items()
            if "slide" in row}
    ratios = [row["ratio"] for row in rows.values()]
    yield RECIPES[language].format(
        date=_dates(measured), machine=_machine(measured["machine"], language),
        n=len(rows), alt=RECIPE_ALTS[language],
        mean=format(statistics.geometric_mean(ratios), ".0f"),
        least=f"{min(ratios):.0f}", most=f"{max(ratios):.0f}")
    yield from grid(RECIPE_COLUMNS[language], [
        [_what(claims[name], name, language),
         _stated(claims[name], language),
         *(_reached(row[side], language) for side in ("slide", "ours")),
         f"{row['ratio']:.0f}"] for name, row in rows.items()])
    yield COSTS[language]
    yield from grid(COST_COLUMNS[language], [
        [f"`{name}`", *(f"{row[side][key]:,}"
                        for key in ("images_per_second", "memory_mb")
                        for side in ("slide", "ours"))]
        for name, row in rows.items()])
    ours, book = measured["rows"]["cifar-90"]["ours"], measured["rows"]["book"]
    yield BEYOND[language].format(
        ours=ours, accuracy=_percent(ours["accuracy"]),
        minutes=f"{ours['seconds'] / 60:.0f}",
        loaders=measured["rows"]["loaders"], book=book,
        book_minutes=f"{book['seconds'] / 60:.1f}",
        book_memory=f"{book['memory_mb'] / 1024:.1f}")


def _what(entry, name, language):
    """What a claim is about, in words and by its name."""
    says = entry if language == "en" else entry["ko"]
    return f"{says['says']}<br>`{name}`"


def _reached(recipe, language):
    """Accuracy, network, epochs and seconds of one recipe."""
    n = recipe["epochs"]
    epochs = {"en": "1 epoch" if n == 1 else f"{n} epochs",
              "ko": f"{n}에포크"}[language]
    seconds = {"en": "{} s", "ko": "{}초"}[language].format(
        f"{recipe['seconds']:.{0 if recipe['seconds'] >= 10 else 1}f}")
    return (f"{_percent(recipe['accuracy'])}<br>{recipe['network']}<br>"
            f"{epochs}, {seconds}")


def _percent(share):
    return f"{100 * share:.2f}\N{NO-BREAK SPACE}%"


def _dates(measured):
    """The day of the bench, or its first and last."""
    dates = sorted({row["date"] for row in measured["rows"].values()})
    return " – ".join(dict.fromkeys((dates[0], dates[-1])))


def _machine(machine, language):
    """What the times were measured on."""
    words = {"en": "{processor}, {cores} cores, {memory_gb} GB, PyTorch {torch}",
             "ko": "{processor}(코어 {cores}개, 메모리 {memory_gb}GB, PyTorch {torch})"}
    return words[language].format(**machine)


def _stated(entry, language):
    """The slides' number, as each language says it."""
    words = entry["slide"].replace("about ", {"en": "about ", "ko": "약 "}[language])
    return words.replace(" %", "\N{NO-BREAK SPACE}%")


def _whole(text):
    """Numbers with what belongs to them, so that no line breaks between."""
    return re.sub(r" ([±–]) ", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", text)


def evidence(text):
    """What was measured on the full data and the sample, or without data."""
    for form in (r"full: (.*); sample: (.*)",
                 r"no data set: the same on both editions; (.*)",
                 r"데이터를 쓰지 않음; (.*)"):
        if found := re.fullmatch(form, text, re.DOTALL):
            return found.groups()
    raise ValueError(f"evidence reads 'full: …; sample: …', not {text!r}")


PAGES = {"appendix/terms.md": terms_page, "appendix/ideas.md": ideas_page,
         "appendix/results.md": results_page,
         "appendix/syllabus.md": syllabus_page,
         "appendix/slides_map.md": slides_map_page,
         "appendix/misconceptions.md": misconceptions_page}


def main(words):
    stale = []
    for name, make in PAGES.items():
        path = page_parts.ROOT / name
        made = make()
        if path.exists() and path.read_text(encoding="utf-8") == made:
            continue
        stale.append(name)
        if "--check" not in words:
            path.touch()
            write(path, made.encode())
    print(", ".join(stale) + (" to write" if "--check" in words else
                              " written") if stale else "pages: all fresh")
    return 1 if stale and "--check" in words else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
