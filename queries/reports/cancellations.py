"""Cancelled and substituted lessons (B-13 row 18): counts of schools and units, the lessons of one school."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.reports.terms import (
    CHOICE,
    CODE,
    DATE,
    HUNDREDTHS,
    SCHOOL,
    WHOLE,
    WORD,
    Answer,
    Asked,
    Column,
    Facts,
    Option,
    Parameter,
    Report,
    Words,
)
from queries.reports.not_connected import DOCUMENTS
from queries.reports.school_terms import (
    CLASS_COLUMN,
    COUNTS_ALONE,
    GROUP,
    INTERVAL,
    NO_NAMES,
    SUBJECT_COLUMN,
    TEACHER_COLUMN,
    Grouping,
    counted_groups,
    group,
    group_columns,
    has_rows,
    interval_notes,
    named_subjects,
    number,
    over_interval,
    tabulate,
)

STATUSES: Mapping[str, Words] = {
    "cancelled": lambda lang: lang.pgettext("lesson", "cancelled"),
    "substituted": lambda lang: lang.pgettext("lesson", "substituted"),
}
BOTH = "both"
_SHARE = "CASE WHEN lessons > 0 THEN (20000 * {part} + lessons) // (2 * lessons) END AS {part}_share"
_COUNTS = f"""
WITH counted AS (
    SELECT row_id, grouping(row_id) = 1 AS whole, count(*) AS lessons,
        count(*) FILTER (status = 'cancelled') AS cancelled, count(*) FILTER (status = 'substituted') AS substituted,
        count(*) FILTER (status = 'substituted' AND substitute_id IS NULL) AS unnamed
    FROM places JOIN {{lessons}} AS lessons USING (school_id, class_id) GROUP BY GROUPING SETS ((row_id), ())
)
SELECT *, {_SHARE.format(part="cancelled")}, {_SHARE.format(part="substituted")} FROM counted
"""  # noqa: S608 - our own words
_LISTED = """
SELECT date, slot, class_id, grade || letter AS class_name, lessons.subject_id, subject_kk, subject_ru, subject_en,
    teacher_id, status, substitute_id
FROM {lessons} AS lessons LEFT JOIN (SELECT class_id, grade, letter FROM classes) USING (class_id)
    LEFT JOIN {subjects} AS named ON named.subject_id = lessons.subject_id
WHERE status IN ('cancelled', 'substituted') AND ($status = 'both' OR status = $status)
ORDER BY date, slot, grade, letter, lesson_id
"""


def columns(asked: Asked) -> list[Column]:
    """Return the columns: of one school its lessons, else counts."""
    return _lesson_columns() if asked.level == SCHOOL else [*group_columns(asked), *_count_columns()]


def _lesson_columns() -> list[Column]:
    """Return the columns of a list of lessons."""
    return [
        Column("date", lambda lang: lang.pgettext("column", "Date"), DATE, width=14),
        Column("slot", lambda lang: lang.pgettext("column", "Lesson no."), WHOLE, width=8),
        CLASS_COLUMN,
        SUBJECT_COLUMN,
        TEACHER_COLUMN,
        Column("status", lambda lang: lang.pgettext("column", "What happened"), WORD, words=STATUSES, width=16),
        Column("substitute_id", lambda lang: lang.pgettext("column", "Substitute (id)"), CODE, width=20),
    ]


def _count_columns() -> list[Column]:
    """Return the columns of schools and units."""
    return [
        number("lessons", lambda lang: lang.gettext("Lessons in the timetable")),
        number("cancelled", lambda lang: lang.gettext("Cancelled")),
        number("cancelled_share", lambda lang: lang.gettext("Cancelled, %"), None, HUNDREDTHS),
        number("substituted", lambda lang: lang.gettext("Substituted")),
        number("substituted_share", lambda lang: lang.gettext("Substituted, %"), None, HUNDREDTHS),
        number("unnamed", lambda lang: lang.gettext("Substituted, nobody named")),
    ]


def rows(facts: Facts, asked: Asked) -> Answer:
    """Return the lessons of a school that were cancelled or substituted, or how many there are of each row."""
    lessons = over_interval(facts, asked, "lessons")
    if asked.level != SCHOOL:
        group(facts, asked, Grouping(lessons))
        return tabulate(facts, _COUNTS.format(lessons=lessons), interval_notes(facts, asked))
    facts.table("classes")
    query = _LISTED.format(lessons=lessons, subjects=named_subjects(facts, lessons))
    found = facts.rows(query, status=asked.one("status"))
    notes = interval_notes(facts, asked)
    if not has_rows(facts, lessons):
        return Answer(found, None, notes, handed=False)
    return Answer(found, None, [_summary(found.column("status").to_pylist()), *notes])


def _summary(statuses: list[str]) -> Words:
    """Return how many of each there are."""
    cancelled, substituted = statuses.count("cancelled"), statuses.count("substituted")
    return lambda lang: lang.gettext(
        "Cancelled: %(cancelled)s; substituted: %(substituted)s.",
        cancelled=lang.number(cancelled),
        substituted=lang.number(substituted),
    )


LESSONS = Report(
    key="cancellations",
    title=lambda lang: lang.gettext("Administrative: cancelled and substituted lessons"),
    about=(
        lambda lang: lang.gettext(
            "Lessons of the timetable that are marked as cancelled or substituted. Shares are of all lessons of the "
            "timetable, cancelled ones included; a lesson of each group counts. Other reports leave cancelled "
            "lessons out."
        ),
        COUNTS_ALONE,
        NO_NAMES,
    ),
    tables=("lessons", "classes", "subjects"),
    needs=("lessons",),
    columns=columns,
    rows=rows,
    counted=lambda asked: "lessons" if asked.level == SCHOOL else counted_groups(asked),
    group=GROUP,
    parameters=(
        INTERVAL,
        Parameter(
            "status",
            lambda lang: lang.pgettext("column", "What happened"),
            CHOICE,
            (
                Option(BOTH, lambda lang: lang.pgettext("report", "All")),
                *(Option(key, words) for key, words in STATUSES.items()),
            ),
            (BOTH,),
        ),
    ),
    order=("name",),
)

REPORTS = (LESSONS, DOCUMENTS)
