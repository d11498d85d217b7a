"""The two scales of current marks: of 10 in criterial journals, of 5 in classical ones; never added up together."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.reports.terms import HUNDREDTHS, SCHOOL, Asked, Column, Facts, Option, Words
from queries.reports.school_terms import COUNTS_ALONE, Grouping, group, kept_as, number, over_interval

CRITERIAL, CLASSICAL = "criterial", "classical"
SCALES: Mapping[str, tuple[int, ...]] = {CRITERIAL: tuple(range(10, 0, -1)), CLASSICAL: (5, 4, 3, 2, 1)}
TABS = (
    Option(CRITERIAL, lambda lang: lang.gettext("Criterial journals (out of 10)")),
    Option(CLASSICAL, lambda lang: lang.gettext("Classical journals (out of 5)")),
)
NEEDED = ("lessons", "pupil_weeks")
TABLES = ("lessons", "marks", "classes", "subjects")
ABOUT: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "Current marks of the lessons, entered by the end of their week. Points for summative work (unit and term "
        "assessments) are no marks and are left out; results of periods are in the reports on attainment."
    ),
    lambda lang: lang.gettext(
        "Criterial journals mark out of 10, classical ones out of 5: they are shown apart and never averaged together. "
        "The average is the sum of the marks divided by their number."
    ),
    COUNTS_ALONE,
)

_MARKS = """
CREATE OR REPLACE TEMP {kind} given AS
SELECT {row} AS row_id, places.school_id, places.class_id, subject_id, pupil_id, mark_count, mark_sum, {counts}
FROM places JOIN {pupil_weeks} AS pupil_weeks USING (school_id, class_id) WHERE mark_count > 0
"""
_OTHER = "mark_count - ({known})"


def prepare_marks(facts: Facts, asked: Asked, *, row: str = "places.row_id", by_class: bool = False) -> None:
    """Make ``places``, ``heads`` and ``given``: the marks of a pupil in a subject and week, on one scale.

    Parameters
    ----------
    row
        What a row of the report is, as SQL.
    """
    lessons, pupil_weeks = over_interval(facts, asked, "lessons"), over_interval(facts, asked, "pupil_weeks")
    group(facts, asked, Grouping(lessons, by_class=by_class))
    facts.prepare("DELETE FROM places WHERE coalesce(journal_kind, 'criterial') <> $scale", scale=asked.tab)
    if asked.one("class"):
        facts.prepare("DELETE FROM places WHERE class_id <> $class", **{"class": asked.one("class")})
    if by_class or asked.level == SCHOOL:
        facts.prepare("DELETE FROM heads WHERE row_id NOT IN (SELECT row_id FROM places)")
    names = [f"n{grade}" for grade in SCALES[asked.tab]]
    other = _OTHER.format(known=" + ".join(names))
    facts.prepare(
        _MARKS.format(
            kind=kept_as(asked), row=row, pupil_weeks=pupil_weeks, counts=", ".join([*names, f"{other} AS others"])
        )
    )


def zeros(asked: Asked) -> tuple[str, ...]:
    """Return the counts that are zero where nobody was given a mark."""
    return ("marks", "pupils", "others", *(f"n{grade}" for grade in SCALES[asked.tab]))


def sums(asked: Asked) -> str:
    """Return the sums of marks by value, of all of them, and their average in hundredths, as a query selects them."""
    names = [*(f"n{grade}" for grade in SCALES[asked.tab]), "others"]
    counts = ", ".join(f"sum({name})::BIGINT AS {name}" for name in names)
    return f"{counts}, sum(mark_count)::BIGINT AS marks, count(DISTINCT pupil_id) AS pupils, {AVERAGE} AS average"


AVERAGE = "((200 * sum(mark_sum) + sum(mark_count)) // nullif(2 * sum(mark_count), 0))::BIGINT"


def value_columns(asked: Asked) -> list[Column]:
    """Return a column for every mark of the scale."""
    words: Words = lambda lang: lang.gettext("How many of each mark")  # noqa: E731 - a text like the others
    return [
        *(number(f"n{grade}", _digit(grade), words) for grade in SCALES[asked.tab]),
        number("others", _other, words),
    ]


def _digit(grade: int) -> Words:
    """Return the head of a mark's column."""
    return lambda lang: str(grade)


_other: Words = lambda lang: lang.gettext("off the scale")  # noqa: E731 - a text like the others


def average_columns() -> list[Column]:
    """Return marks, pupils with marks, average."""
    return [
        number("marks", lambda lang: lang.pgettext("column", "Marks")),
        number("pupils", lambda lang: lang.gettext("Pupils with marks")),
        number("average", lambda lang: lang.gettext("Average mark"), None, HUNDREDTHS),
    ]
