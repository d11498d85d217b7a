"""The lessons behind a percentage of a school: date, slot, class, subject, what is missing, and of which snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.dates import day_with_year, week_label
from dashboard.locales import Language
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import LessonRow, SchoolFacts
from layouts.views.journal_columns import POINTS, SHARES, Title
from layouts.views.listing import SHOWN, about, listing
from layouts.views.school_names import class_name, subject_name, teacher_name
from layouts.views.words import Json

_COLUMNS, _MISSING = 8, 5  # how many there are; which says what is missing
HOMEWORK = frozenset({"homework", "homework_in_time"})  # nobody asks the first grade for it (G-22)


@dataclass(frozen=True, slots=True)
class Listed:
    """What is looked for in lessons.

    Attributes
    ----------
    concerns
        Whether a lesson belongs to the whole of the percentage.
    part, whole
        What it adds to the percentage.
    missing
        What it lacks, in words; nothing where it lacks nothing.
    """

    concerns: Callable[[LessonRow], bool]
    part: Callable[[LessonRow], int]
    whole: Callable[[LessonRow], int]
    missing: Title


def _every(row: LessonRow) -> bool:
    del row
    return True


def _one(row: LessonRow) -> int:
    del row
    return 1


LISTS: Mapping[str, Listed] = {
    "topics": Listed(_every, lambda row: row.topic, _one, lambda lang: lang.gettext("no topic")),
    "homework": Listed(_every, lambda row: row.homework, _one, lambda lang: lang.gettext("no homework")),
    "homework_in_time": Listed(
        lambda row: row.homework,
        lambda row: row.homework_in_time,
        _one,
        lambda lang: lang.gettext("homework given after the day of the lesson"),
    ),
    "journal": Listed(
        _every,
        lambda row: row.recorded,
        _one,
        lambda lang: lang.gettext("no mark, absence, comment or tick"),
    ),
    "planning": Listed(_every, lambda row: row.planned, _one, lambda lang: lang.gettext("neither topic nor homework")),
    "timely": Listed(
        lambda row: row.marks_eligible > 0,
        lambda row: row.marks_in_time,
        lambda row: row.marks_eligible,
        lambda lang: lang.gettext("marks set after 13:00 of the next day"),
    ),
}
# Lessons with summative work: how many points were set in each.
POINTS_OF: Mapping[str, Callable[[LessonRow], int]] = {"sor": lambda row: row.sor, "soch": lambda row: row.soch}


@dataclass(frozen=True)
class Lessons:
    """The lessons behind a number, in words."""

    lang: Language
    facts: SchoolFacts
    choice: SchoolChoice
    rows: Sequence[LessonRow]
    first_grade: frozenset[str]

    @property
    def found(self) -> list[LessonRow]:
        """Return the lessons that make the whole of the number, or of them those that lack something."""
        points = POINTS_OF.get(self.choice.listed)
        if points is not None:
            return [row for row in self.rows if points(row)]
        what = LISTS.get(self.choice.listed)
        if what is None:
            return list(self.rows)
        spared = self.first_grade if self.choice.listed in HOMEWORK else frozenset()
        rows = [row for row in self.rows if what.concerns(row) and row.class_id not in spared]
        return [row for row in rows if what.part(row) < what.whole(row)] if self.choice.missing else rows

    @property
    def heads(self) -> list[str]:
        """The heads of the columns; where points are listed their number stands in place of what is missing."""
        found = heads(self.lang)[: self.width]
        if self.choice.listed in POINTS_OF:
            found[_MISSING] = POINTS[self.choice.listed][0](self.lang)
        return found

    @property
    def width(self) -> int:
        """How many columns there are: the week stands in the last one, where there are several."""
        return _COLUMNS if len(self.facts.weeks) > 1 else _COLUMNS - 1

    @property
    def table(self) -> list[list[str]]:
        """The cells of all rows: one row is a lesson."""
        return [cells(self, row) for row in self.found]

    def page(self) -> Json:
        """Return the list as its page shows it."""
        return lessons(self)

    @property
    def totals(self) -> tuple[int, int] | None:
        """Return part and whole over all lessons, whatever is left out of the list."""
        what = LISTS.get(self.choice.listed)
        if what is None:
            return None
        rows = Lessons(self.lang, self.facts, _all(self.choice), self.rows, self.first_grade).found
        return sum(int(what.part(row)) for row in rows), sum(what.whole(row) for row in rows)


def _all(choice: SchoolChoice) -> SchoolChoice:
    """Return the choice without its filter on what is missing."""
    return SchoolChoice(listed=choice.listed)


def lessons(of: Lessons) -> Json:
    """Return the list: its title, the number it explains, the rows and where they come from."""
    lang, found = of.lang, of.found
    share, points = SHARES.get(of.choice.listed), POINTS.get(of.choice.listed)
    title = share.title if share else points[0] if points else _lessons
    return listing(
        lang,
        of.facts,
        of.choice,
        title=title(lang),
        meaning=share.meaning(lang) if share else _points_set(of, found),
        totals=of.totals,
        heads=of.heads,
        rows=[cells(of, row) for row in found[:SHOWN]],
        count=lang.ngettext("%(num)s lesson", "%(num)s lessons", len(found)),
        cut=len(found) > SHOWN,
        empty=lang.gettext("There are no such lessons."),
        about=list(about(lang, of.facts, of.choice)),
        switched=bool(share),
    )


def _lessons(lang: Language) -> str:
    """Return the title of a list of lessons alone."""
    return lang.gettext("Lessons")


def _points_set(of: Lessons, found: Sequence[LessonRow]) -> str:
    """Return how many points of summative work were set in lessons; nothing of any other list."""
    points = POINTS_OF.get(of.choice.listed)
    return of.lang.gettext("Points set: %(num)s", num=of.lang.number(sum(map(points, found)))) if points else ""


def heads(lang: Language) -> list[str]:
    """Return the heads of the columns."""
    return [
        lang.pgettext("column", "Date"),
        lang.pgettext("column", "Lesson no."),
        lang.pgettext("column", "Class"),
        lang.pgettext("column", "Subject"),
        lang.pgettext("column", "Teacher"),
        lang.pgettext("column", "What is missing"),
        lang.pgettext("column", "Entered late"),
        lang.pgettext("column", "Week"),
    ]


def cells(of: Lessons, row: LessonRow) -> list[str]:
    """Return the cells of a lesson."""
    lang = of.lang
    word = lang.gettext("substitution")
    substituted = f" ({word})" if row.status == "substituted" else ""
    found = [
        day_with_year(lang, row.date),
        lang.number(row.slot),
        class_name(lang, of.facts, row.class_id),
        subject_name(lang, of.facts.subjects, row.subject_id),
        teacher_name(lang, row.teacher_id) + substituted,
        _told(of, row),
        lang.number(row.late_entries) if row.late_entries else lang.gettext("nothing"),
        week_label(lang, row.week),
    ]
    return found[: of.width]


def _told(of: Lessons, row: LessonRow) -> str:
    """Return what a lesson lacks, or how many points were set in it."""
    points = POINTS_OF.get(of.choice.listed)
    return of.lang.number(points(row)) if points else "; ".join(_lacking(of, row)) or of.lang.gettext("nothing")


def _lacking(of: Lessons, row: LessonRow) -> Iterator[str]:
    """Yield what a lesson lacks: what is asked for, or of everything that can be."""
    asked = [of.choice.listed] if of.choice.listed in LISTS else [name for name in LISTS if name != "planning"]
    for name in asked:
        what = LISTS[name]
        if name in HOMEWORK and row.class_id in of.first_grade:
            continue
        if what.concerns(row) and what.part(row) < what.whole(row):
            lacking = what.whole(row) - what.part(row)
            yield what.missing(of.lang) + (f": {of.lang.number(lacking)}" if name == "timely" else "")
