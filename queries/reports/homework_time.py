"""Time for homework (B-13 rows 16, 17): the minutes teachers declare, per day and class."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboard.reports.terms import HUNDREDTHS, Answer, Asked, Column, Facts, Report, Words
from queries.reports.school_terms import (
    CLASS_COLUMN,
    COUNTS_ALONE,
    GROUP,
    INTERVAL,
    Grouping,
    counted_groups,
    group,
    group_columns,
    interval_notes,
    kept_as,
    number,
    over_interval,
    tabulate,
)

# Groups that are taught at one time share a slot: a pupil has the homework of one of them, the longest is taken.
_LESSONS = """
CREATE OR REPLACE TEMP {kind} given AS
SELECT row_id, places.class_id, date, slot, subject_id, homework_at IS NOT NULL AS has_homework, homework_minutes
FROM places JOIN {lessons} AS lessons USING (school_id, class_id) WHERE counted
"""
_DAYS = """
CREATE OR REPLACE TEMP TABLE days AS
SELECT row_id, class_id, date, sum(minutes)::BIGINT AS minutes FROM (
    SELECT row_id, class_id, date, slot, max(homework_minutes) AS minutes FROM given
    WHERE homework_minutes IS NOT NULL GROUP BY row_id, class_id, date, slot
) GROUP BY row_id, class_id, date
"""
_COUNTS = """
WITH lessons_of AS (
    SELECT row_id, grouping(row_id) = 1 AS whole, count(*) AS lessons, count(*) FILTER (has_homework) AS homework,
        count(homework_minutes) AS declared
    FROM given GROUP BY GROUPING SETS ((row_id), ())
),
days_of AS (
    SELECT row_id, grouping(row_id) = 1 AS whole, count(*) AS class_days,
        ((200 * sum(minutes) + count(*)) // (2 * count(*)))::BIGINT AS average,
        (100 * median(minutes))::BIGINT AS middle, max(minutes) AS longest
    FROM days GROUP BY GROUPING SETS ((row_id), ())
)
SELECT lessons_of.*, coalesce(class_days, 0) AS class_days, average, middle, longest,
    CASE WHEN homework > 0 THEN (20000 * declared + homework) // (2 * homework) END AS declared_share
FROM lessons_of LEFT JOIN days_of
    ON lessons_of.whole = days_of.whole AND lessons_of.row_id IS NOT DISTINCT FROM days_of.row_id
"""


def _rows(*, by_class: bool) -> Callable[[Facts, Asked], Answer]:
    """Return the query of a report."""

    def rows(facts: Facts, asked: Asked) -> Answer:
        lessons = over_interval(facts, asked, "lessons")
        group(facts, asked, Grouping(lessons, by_class=by_class))
        facts.prepare(_LESSONS.format(kind=kept_as(asked), lessons=lessons))
        facts.prepare(_DAYS)
        return tabulate(facts, _COUNTS, interval_notes(facts, asked))

    return rows


def _columns(named: Callable[[Asked], Sequence[Column]]) -> Callable[[Asked], list[Column]]:
    """Return the columns of a report: those of names, then the numbers."""
    minutes: Words = lambda lang: lang.gettext("Minutes a day and class")  # noqa: E731 - a text like the others
    return lambda asked: [
        *named(asked),
        number("homework", lambda lang: lang.gettext("Lessons with homework (N)")),
        number("declared", lambda lang: lang.gettext("With minutes (n)")),
        number("declared_share", lambda lang: lang.gettext("n of N, %"), None, HUNDREDTHS),
        number("class_days", lambda lang: lang.gettext("Days of classes")),
        number("average", lambda lang: lang.gettext("average"), minutes, HUNDREDTHS),
        number("middle", lambda lang: lang.gettext("median"), minutes, HUNDREDTHS),
        number("longest", lambda lang: lang.gettext("longest"), minutes),
    ]


_ABOUT: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "The minutes are those teachers declare with homework. All homework given to a class on one day is added "
        "up; of two groups taught at one time the longer one counts. Minutes per day and class: average and median "
        "over the days on which minutes were declared."
    ),
    lambda lang: lang.gettext(
        "Homework without minutes is in N and in no average: where n of N is small, the real time is longer."
    ),
    COUNTS_ALONE,
)
_TABLES = ("lessons", "homework", "classes")

REPORTS = (
    Report(
        key="homework_time_school",
        title=lambda lang: lang.gettext("Time for homework: school"),
        about=_ABOUT,
        tables=_TABLES,
        needs=("lessons",),
        access="homework_time",
        group=GROUP,
        columns=_columns(group_columns),
        rows=_rows(by_class=False),
        counted=counted_groups,
        parameters=(INTERVAL,),
        order=("grade", "name"),
    ),
    Report(
        key="homework_time_classes",
        title=lambda lang: lang.gettext("Time for homework: classes"),
        about=_ABOUT,
        tables=_TABLES,
        needs=("lessons",),
        access="homework_time",
        group=GROUP,
        school_only=True,
        columns=_columns(lambda asked: [CLASS_COLUMN]),
        rows=_rows(by_class=True),
        counted=lambda asked: "classes",
        parameters=(INTERVAL,),
        order=("class_name",),
    ),
)
