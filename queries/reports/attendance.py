"""Attendance by codes (B-13 rows 12–15): summary, school, classes, pupils for the class teacher."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.reports.terms import HUNDREDTHS, WORD, Answer, Asked, Column, Facts, Report, Words
from queries.reports.school_terms import (
    A_CLASS,
    CLASS_COLUMN,
    COUNTS_ALONE,
    GROUP,
    INTERVAL,
    NO_NAMES,
    PUPIL_COLUMN,
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

# The codes of the journal with the letters teachers know them by (E.2).
CODES: Mapping[str, Words] = {
    "absent": lambda lang: lang.pgettext("attendance", "Absent without excuse"),
    "ill": lambda lang: lang.pgettext("attendance", "Ill"),
    "excused": lambda lang: lang.pgettext("attendance", "Absent with excuse"),
    "late": lambda lang: lang.pgettext("attendance", "Late"),
}
_NEEDED = ("lessons", "pupil_weeks")

_ENTRIES = """
CREATE OR REPLACE TEMP {kind} entries AS
SELECT row_id, places.class_id, places.grade || places.letter AS class_name, pupil_id, absent, ill, excused, late
FROM places JOIN {pupil_weeks} AS pupil_weeks USING (school_id, class_id)
WHERE absent + ill + excused + late > 0
"""
# Pupil-lessons: the distinct slots of a class (Q-3: subgroups share one) times its pupils at the end of the week.
_EXPECTED = """
CREATE OR REPLACE TEMP TABLE expected AS
SELECT row_id, class_id, slots, slots * size AS pupil_lessons
FROM places JOIN (SELECT class_id, count(DISTINCT (date, slot)) AS slots FROM {lessons} WHERE counted GROUP BY class_id)
    USING (class_id) LEFT JOIN ({sizes}) USING (class_id)
"""
_SIZES = """
SELECT class_id, count(DISTINCT pupil_id) AS size FROM enrolments
WHERE entered_on <= week + 6 AND (left_on IS NULL OR left_on > week + 6) GROUP BY class_id
"""
_NO_SIZES = "SELECT NULL::VARCHAR AS class_id, NULL::BIGINT AS size LIMIT 0"
_SHARE = "CASE WHEN pupil_lessons > 0 THEN (20000 * {part} + pupil_lessons) // (2 * pupil_lessons) END"
_SUMS = (
    "sum(absent)::BIGINT AS absent, sum(ill)::BIGINT AS ill, sum(excused)::BIGINT AS excused, sum(late)::BIGINT AS late"
)
# A class without an entry has no absences; a class without lessons has nothing to be absent from.
_COUNTS = f"""
WITH missed AS (
    SELECT row_id, grouping(row_id) = 1 AS whole, {_SUMS}, count(DISTINCT pupil_id) AS pupils
    FROM entries GROUP BY GROUPING SETS ((row_id), ())
),
taught AS (
    SELECT row_id, grouping(row_id) = 1 AS whole,
        CASE WHEN count(*) = count(pupil_lessons) THEN sum(pupil_lessons)::BIGINT END AS pupil_lessons
    FROM expected GROUP BY GROUPING SETS ((row_id), ())
),
together AS (
    SELECT taught.row_id, taught.whole, pupil_lessons, coalesce(pupils, 0) AS pupils,
        coalesce(absent, 0) AS absent, coalesce(ill, 0) AS ill, coalesce(excused, 0) AS excused,
        coalesce(late, 0) AS late,
        coalesce(absent + ill + excused, 0) AS missed
    FROM taught LEFT JOIN missed ON taught.whole = missed.whole AND taught.row_id IS NOT DISTINCT FROM missed.row_id
)
SELECT *, {_SHARE.format(part="missed")} AS missed_share, {_SHARE.format(part="absent")} AS absent_share FROM together
"""  # noqa: S608 - our own words
_BY_CODE = f"""
WITH codes AS (
    UNPIVOT (SELECT pupil_id, absent, ill, excused, late FROM entries)
    ON absent, ill, excused, late INTO NAME code VALUE entries
),
expected_of AS (
    SELECT CASE WHEN count(*) = count(pupil_lessons) THEN sum(pupil_lessons)::BIGINT END AS pupil_lessons FROM expected
),
counted AS (
    SELECT code AS row_id, grouping(code) = 1 AS whole, sum(entries)::BIGINT AS entries,
        count(DISTINCT pupil_id) FILTER (entries > 0) AS pupils FROM codes GROUP BY GROUPING SETS ((code), ())
)
SELECT counted.*, ((20000 * entries + sum(entries) FILTER (whole) OVER ())
        // nullif(2 * sum(entries) FILTER (whole) OVER (), 0))::BIGINT AS share,
    {_SHARE.format(part="entries")} AS lesson_share
FROM counted, expected_of
"""  # noqa: S608 - our own words
_CODE_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT unnest(['absent', 'ill', 'excused', 'late']) AS row_id, unnest([1, 2, 3, 4]) AS place, row_id AS code,
    1 AS schools, 1 AS covered WHERE EXISTS (SELECT 1 FROM expected)
"""
_PUPIL_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS
SELECT DISTINCT class_id || '|' || pupil_id AS row_id, class_name, pupil_id, 1 AS schools, 1 AS covered FROM entries
"""
_PUPILS = f"""
SELECT row_id, grouping(row_id) = 1 AS whole, {_SUMS}, (sum(absent) + sum(ill) + sum(excused))::BIGINT AS missed
FROM (SELECT class_id || '|' || pupil_id AS row_id, absent, ill, excused, late FROM entries)
GROUP BY GROUPING SETS ((row_id), ())
"""  # noqa: S608 - our own words


def _prepared(facts: Facts, asked: Asked, *, by_class: bool) -> None:
    """Make the tables ``places``, ``heads``, ``entries`` (absences) and ``expected`` (pupil-lessons)."""
    lessons, pupil_weeks = over_interval(facts, asked, "lessons"), over_interval(facts, asked, "pupil_weeks")
    group(facts, asked, Grouping(lessons, by_class=by_class))
    if asked.one("class"):
        facts.prepare("DELETE FROM places WHERE class_id <> $class", **{"class": asked.one("class")})
    facts.prepare(_ENTRIES.format(kind=kept_as(asked), pupil_weeks=pupil_weeks))
    sizes = _SIZES if facts.table("enrolments") else _NO_SIZES
    facts.prepare(_EXPECTED.format(lessons=lessons, sizes=sizes))


def by_place(*, by_class: bool = False) -> Callable[[Facts, Asked], Answer]:
    """Return the query of the reports by grade, school, unit, or class."""

    def rows(facts: Facts, asked: Asked) -> Answer:
        _prepared(facts, asked, by_class=by_class)
        return tabulate(facts, _COUNTS, interval_notes(facts, asked))

    return rows


def by_code(facts: Facts, asked: Asked) -> Answer:
    """Return one row a code."""
    _prepared(facts, asked, by_class=True)
    facts.prepare(_CODE_HEADS)
    return tabulate(facts, _BY_CODE, interval_notes(facts, asked))


def by_pupil(facts: Facts, asked: Asked) -> Answer:
    """Return one row a pupil of a class who missed a lesson or was late."""
    _prepared(facts, asked, by_class=True)
    facts.prepare(_PUPIL_HEADS)
    return tabulate(facts, _PUPILS, interval_notes(facts, asked))


def code_columns(asked: Asked) -> list[Column]:
    """Return the columns of the summary."""
    del asked
    return [
        Column("code", lambda lang: lang.pgettext("column", "Code"), WORD, words=CODES, width=26),
        number("entries", lambda lang: lang.gettext("Entries")),
        number("share", lambda lang: lang.gettext("Share of all entries, %"), None, HUNDREDTHS),
        number("lesson_share", lambda lang: lang.gettext("Of pupil-lessons, %"), None, HUNDREDTHS),
        number("pupils", lambda lang: lang.gettext("Pupils concerned")),
    ]


def _codes() -> list[Column]:
    """Return a column for every code, and what was missed altogether."""
    group_words: Words = lambda lang: lang.gettext("Entries by code")  # noqa: E731 - a text like the others
    return [
        *(number(code, words, group_words) for code, words in CODES.items()),
        number("missed", lambda lang: lang.gettext("Lessons missed")),
    ]


def _shares() -> list[Column]:
    """Return the shares with their denominator."""
    return [
        number("pupils", lambda lang: lang.gettext("Pupils concerned")),
        number("pupil_lessons", lambda lang: lang.gettext("Pupil-lessons")),
        number("missed_share", lambda lang: lang.gettext("Missed, %"), None, HUNDREDTHS),
        number("absent_share", lambda lang: lang.gettext("Without excuse, %"), None, HUNDREDTHS),
    ]


_ABOUT: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "One entry is one pupil in one lesson: absent without excuse, ill, absent with excuse, or late. Lessons "
        "missed: all codes but “late”. Only what was entered by the end of its week counts."
    ),
    lambda lang: lang.gettext(
        "Pupil-lessons: the lessons of a class (two groups at one time are one) times the pupils enrolled at the "
        "end of the reporting week. Where enrolments are not handed over, there are counts and no shares."
    ),
    COUNTS_ALONE,
)
_TABLES = ("lessons", "attendance", "enrolments", "classes")


def _report(key: str, title: Words, **more: object) -> Report:
    """Return one of the reports."""
    fields: dict[str, object] = {"about": _ABOUT, "tables": _TABLES, "needs": _NEEDED, "parameters": (INTERVAL,)} | more
    return Report(key=f"attendance_{key}", title=title, access="attendance", group=GROUP, **fields)  # type: ignore[arg-type]


REPORTS = (
    _report(
        "summary",
        lambda lang: lang.gettext("Attendance: summary"),
        columns=code_columns,
        rows=by_code,
        counted=lambda asked: "codes",
    ),
    _report(
        "school",
        lambda lang: lang.gettext("Attendance: school"),
        columns=lambda asked: [*group_columns(asked), *_codes(), *_shares()],
        rows=by_place(),
        counted=counted_groups,
        order=("grade", "name"),
    ),
    _report(
        "classes",
        lambda lang: lang.gettext("Attendance: classes"),
        columns=lambda asked: [CLASS_COLUMN, *_codes(), *_shares()],
        rows=by_place(by_class=True),
        counted=lambda asked: "classes",
        school_only=True,
        order=("class_name",),
    ),
    _report(
        "class_teacher",
        lambda lang: lang.gettext("Attendance: for the class teacher"),
        about=(_ABOUT[0], COUNTS_ALONE, NO_NAMES),
        columns=lambda asked: [PUPIL_COLUMN, *_codes()],
        rows=by_pupil,
        counted=lambda asked: "pupils",
        school_only=True,
        personal=True,
        parameters=(A_CLASS, INTERVAL),
        order=("pupil_id",),
    ),
)
