"""Answers that resemble each other more than the class explains.

    report = find(answers, starter, published, failed)
    page = render(report, "07-convolution", "ko")

What is found is a place to look, never a verdict: friends who talk, a tutor,
a page on the web or chance make answers alike too. Nothing is run.

For each exercise, two answers are alike by the share of their fingerprints
that they have in common (see winnowing.py), from 0 to 1. That counts by how
unusual it is: by −log of the share of the class whose answers are as close
to one of the two. What half the class wrote says little, a mistake that only
two made says much. A pair's score is the sum over the exercises. The limit
above which pairs are reported is the class's own, see `limit`.
"""
import collections
import dataclasses
import math
import re

import numpy as np
import yaml

from book.editions import LANGUAGES
from tools.grading.showing import TEMPLATES, environment
from tools.grading.winnowing import (
    OWN,
    Starter,
    comments,
    fingerprints,
    plain,
    read,
)

FAILED = 1.5  # an exercise that both got wrong weighs this much more
LEAST = 6  # score that a pair has at least
SMALL = 12  # students; in such a class little can be said
RARE = 0.1  # a trait of at most this share of the class, or of three, is rare
SHOWN_PAIRS, SHOWN_LINES, SHOWN_COLUMNS = 100, 60, 300


@dataclasses.dataclass(frozen=True)
class Shared:
    """One exercise of a pair.

    alike: 0 to 1; others: how many others are as close to one of the two;
    failed: whether both got it wrong; parses: whether both are Python;
    nearer: whether both are at least as close to the published solution;
    left, right: lists of (line, mark), mark "" for what is not in common,
    "same" for what is, "rare" for what few others in the class wrote.
    """

    exercise: str
    alike: float
    others: int
    failed: bool
    parses: bool
    nearer: bool
    left: list
    right: list


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two students whose answers are alike.

    score: the sum of evidence; shared: a Shared for each exercise
    in which they are, the most telling first; traits: (exercise, kind, text)
    of comments, names and habits that few others have; not in the score.
    """

    students: tuple
    score: float
    shared: list
    traits: list


@dataclasses.dataclass(frozen=True)
class Report:
    """What was found in a class.

    students: how many wrote something; limit: scores above it are reported;
    pairs: highest score first; groups: lists of three or more students who
    hang together by pairs; published: {student: exercises in which the
    answer is the published solution but for names and layout}.
    """

    students: int
    limit: float
    pairs: list
    groups: list
    published: dict

    @property
    def small(self):
        """Whether the class is too small to tell what is unusual."""
        return self.students < SMALL


class Exercise:
    """All answers to one exercise, compared: matrices in order of students.

    `alike` is from 0 to 1; `evidence` is alike times how unusual it is, and
    0 for answers that equal the published solution.
    """

    def __init__(self, sources, starter, published, failed):
        self.starter, self.failed = Starter(starter), failed
        self.answers = {student: read(source, self.starter)
                        for student, source in sorted(sources.items())}
        self.prints = {student: fingerprints(answer)
                       for student, answer in self.answers.items()}
        self.students = [s for s, found in self.prints.items() if found]
        self.holders = holders(
            {s: self.prints[s] for s in self.students})
        self.alike = alikeness(self.holders.values(), len(self.students))
        self.evidence = self.alike * unusual(self.alike)
        wrong = np.array([s in failed for s in self.students], dtype=bool)
        self.evidence[np.ix_(wrong, wrong)] *= FAILED
        book = read(published or starter, self.starter)
        self.book = fingerprints(book)
        self.published = {s for s in self.students if self.book
                          and plain(self.answers[s]) == plain(book)}
        known = np.array([s in self.published for s in self.students], bool)
        self.evidence[np.ix_(known, known)] = 0
        self.index = {s: i for i, s in enumerate(self.students)}

    def shared(self, name, first, second):
        """A Shared for two students who both wrote something."""
        i, j = self.index[first], self.index[second]
        alike = self.alike[i, j]
        as_close = (self.alike[i] >= alike) | (self.alike[j] >= alike)
        as_close[[i, j]] = False
        to_book = min(jaccard(self.prints[s].keys(), self.book.keys())
                      for s in (first, second))
        return Shared(
            name, float(alike), int(as_close.sum()),
            first in self.failed and second in self.failed,
            self.answers[first].parses and self.answers[second].parses,
            bool(self.book) and to_book >= alike,
            self.marked(first, second), self.marked(second, first))

    def marked(self, student, other):
        """The lines of a student's answer, marked where the other has them.
        """
        marks = {}
        for found, lines in self.prints[student].items():
            if found in self.prints[other]:
                few = is_rare(len(self.holders[found]), len(self.students))
                for line in lines:
                    if few or line not in marks:
                        marks[line] = "rare" if few else "same"
        return [(line, marks.get(number, "")) for number, line
                in enumerate(self.answers[student].source.split("\n"))]


def holders(prints):
    """{fingerprint: places of the students who have it, in order}."""
    found = collections.defaultdict(list)
    for place, theirs in enumerate(prints.values()):
        for fingerprint in theirs:
            found[fingerprint].append(place)
    return found


def jaccard(first, second):
    """The share of two sets' members that are in both, 0 to 1."""
    return len(first & second) / (len(first | second) or 1)


def alikeness(places, n):
    """Jaccard's index of all pairs of n students, (n, n), diagonal 0."""
    both = np.zeros((n, n))
    for held in places:
        both[np.ix_(held, held)] += 1
    sizes = both.diagonal()
    alike = both / np.maximum(sizes[:, None] + sizes - both, 1)
    np.fill_diagonal(alike, 0)
    return alike


def unusual(alike):
    """How unusual each alikeness is for the two students: (n, n) → (n, n).

    −log of the share of the others who are at least as close to one student,
    the mean of both students.
    """
    n = len(alike)
    ordered = np.sort(alike, axis=1)
    below = np.array([np.searchsorted(ordered[i], alike[i])
                      for i in range(n)]).reshape(n, n)
    surprise = -np.log(np.maximum(n - below, 1) / max(n, 1))
    return (surprise + surprise.T) / 2


def is_rare(holding, students):
    return holding <= max(3, RARE * students)


def limit(scores):
    """The score that in a class without copies one pair is expected to pass.

    Most pairs say what is usual: from the middle to the highest tenth their
    scores thin out, and are taken to go on so, exponentially. The copies of
    a few do not move that. Where scores are low for lack of answers or of
    students to compare with, LEAST is the limit.
    """
    middle, high = np.quantile(scores, [0.5, 0.9])
    scale = (high - middle) / math.log(5)
    return max(LEAST, high + scale * math.log(max(0.1 * len(scores), 1)))


def find(answers, starter, published=None, failed=None):
    """What is alike in a class.

    Parameters
    ----------
    answers : {student: {exercise: source}}
        The source of the student's solution cells, of several cells joined.
    starter : {exercise: source}
        What was handed out; only its exercises are looked at.
    published : {exercise: source}, optional
        The solution that everyone can look up.
    failed : {student: set of exercises}, optional
        Whose tests did not pass: two with the same mistake are more telling.

    Returns
    -------
    Report
    """
    students, failed = sorted(answers), failed or {}
    exercises = {name: Exercise(
        {s: answers[s][name] for s in students if name in answers[s]},
        code, (published or {}).get(name),
        {s for s in students if name in failed.get(s, ())})
        for name, code in starter.items()}
    place = {s: i for i, s in enumerate(students)}
    scores = np.zeros((len(students), len(students)))
    for exercise in exercises.values():
        here = [place[s] for s in exercise.students]
        scores[np.ix_(here, here)] += exercise.evidence
    return reported(exercises, students, scores)


def reported(exercises, students, scores):
    """The Report, from the scores of all pairs, (students, students)."""
    wrote = [i for i, s in enumerate(students)
             if any(s in e.index for e in exercises.values())]
    i, j = (np.array(wrote, dtype=int)[side]
            for side in np.triu_indices(len(wrote), 1))
    above = limit(scores[i, j]) if len(i) else LEAST
    known = traits(exercises)
    pairs = [Pair((students[a], students[b]), float(scores[a, b]),
                  shared_by(exercises, students[a], students[b]),
                  sorted(known[students[a]] & known[students[b]]))
             for a, b in zip(i, j) if scores[a, b] > above]
    published = {s: found for s in students if (found := [
        name for name, e in exercises.items() if s in e.published])}
    return Report(len(wrote), above, sorted(
        pairs, key=lambda pair: (-pair.score, pair.students)),
        grouped([pair.students for pair in pairs]), published)


def shared_by(exercises, first, second):
    """A Shared for each exercise that counts much, most telling first."""
    telling = {name: e.evidence[e.index[first], e.index[second]]
               for name, e in exercises.items()
               if first in e.index and second in e.index}
    return [exercises[name].shared(name, first, second)
            for name in sorted(telling, key=lambda n: (-telling[n], n))
            if telling[name] > 0.25 * max(telling.values())]


def grouped(pairs):
    """Three or more students who hang together: sorted lists of students."""
    group = {}
    for first, second in pairs:
        joined = group.get(first, {first}) | group.get(second, {second})
        group.update(dict.fromkeys(joined, joined))
    found = {tuple(sorted(members)) for members in group.values()}
    return [list(members) for members in sorted(
        found, key=lambda members: (-len(members), members))
        if len(members) > 2]


def traits(exercises):
    """{student: rare traits of the answers as (exercise, kind, text)}."""
    theirs, holding = collections.defaultdict(set), collections.Counter()
    for name, exercise in exercises.items():
        given = set(comments(exercise.starter.source))
        for student in exercise.students:
            found = {(name, *trait) for trait in traits_of(
                exercise.answers[student], given)}
            theirs[student] |= found
            holding.update(found)
    for student in theirs:
        theirs[student] = {trait for trait in theirs[student] if is_rare(
            holding[trait], len(exercises[trait[0]].students))}
    return theirs


def traits_of(answer, given):
    """Comments, longer own names and habits of layout in an answer."""
    lines = answer.source.split("\n")
    habits = {"tabs": r"^ *\t", "trailing": r"\S[ \t]+$",
              "semicolon": r";\s*$", "indent": r"^(?: {1,3}| {5,7})\S"}
    return {("comment", text) for text in comments(answer.source)
            if text not in given} | {
        ("name", token.removeprefix(OWN)) for part in answer.parts
        for s in part for token in s.tokens
        if token.startswith(OWN) and len(token) > 4} | {
        ("layout", habit) for habit, pattern in habits.items()
        if any(re.search(pattern, line) for line in lines)}


def render(report, title, language):
    """The report as one HTML page; title: a text, language: "en" or "ko"."""
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}; use one of {LANGUAGES}")
    texts = yaml.safe_load((TEMPLATES / "alike.yml").read_text("utf-8"))
    return environment().get_template("alike.html").render(
        report=report, title=title, language=language,
        t={key: text[language] for key, text in texts.items()},
        shown_pairs=SHOWN_PAIRS, shown_lines=SHOWN_LINES,
        shown_columns=SHOWN_COLUMNS)
