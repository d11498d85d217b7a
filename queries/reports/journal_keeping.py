"""Statistics of keeping the e-journal (A.7, B-13 row 23): school, classes, teachers.

What is counted is what the school's own page counts (`queries.school_facts`): one query text, one set of pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields

from dashboard.reports.terms import (
    CHOICE,
    CODE,
    HUNDREDTHS,
    MOMENT,
    Answer,
    Asked,
    Column,
    Facts,
    Option,
    Parameter,
    Report,
    Words,
)
from dashboard.school_frames import Counts
from queries.reports.attainment import PERIOD
from queries.reports.school_terms import (
    ALL,
    CLASS_COLUMN,
    GROUP,
    INTERVAL,
    NO_NAMES,
    SUBJECT_COLUMN,
    TEACHER_COLUMN,
    Grouping,
    counted_groups,
    group,
    group_columns,
    interval_notes,
    named_subjects,
    number,
    over_interval,
    tabulate,
)
from queries.school_facts import LESSON_COUNTS, TEACHER

SCHOOL_VARIANT, CLASSES, TEACHERS = "school", "classes", "teachers"
FILLED, UNFILLED = "filled", "unfilled"
COUNTED = tuple(field.name for field in fields(Counts))
# Every percentage: what is counted, out of what.
PAIRS: Mapping[str, tuple[str, str]] = {
    "topics": ("topics", "lessons"),
    "homework_in_time": ("homework_in_time", "homework"),
    "homework": ("homework", "homework_due"),
    "journal": ("recorded", "lessons"),
    "planning": ("planned", "lessons"),
    "timely": ("marks_in_time", "marks_eligible"),
}
_TITLES: Mapping[str, Words] = {
    "topics": lambda lang: lang.gettext("Topics filled, %"),
    "homework_in_time": lambda lang: lang.gettext("Homework in time, %"),
    "homework": lambda lang: lang.gettext("Lessons with homework, %"),
    "journal": lambda lang: lang.gettext("Journal keeping, %"),
    "planning": lambda lang: lang.gettext("Planning, %"),
    "timely": lambda lang: lang.gettext("Timely journal, %"),
}
_ROW_OF = {SCHOOL_VARIANT: "place_id", CLASSES: "class_id || '|' || coalesce(subject_id, '')", TEACHERS: "teacher"}

_KEPT = f"""
CREATE OR REPLACE TEMP TABLE kept AS SELECT coalesce({{row}}, '') AS row_id, * FROM (
    SELECT c.grade, c.letter, c.row_id AS place_id, {TEACHER} AS teacher, l.*
    FROM places AS c JOIN {{lessons}} AS l USING (school_id, class_id) WHERE counted
)
"""  # noqa: S608 - our own words
_ONLY = """
DELETE FROM kept WHERE row_id IN (SELECT row_id FROM kept GROUP BY row_id HAVING bool_and(recorded) <> {filled})
"""
# A journal is a class and subject; several teachers may keep one, the total has it once.
_COUNTS = """
WITH counted AS (
    SELECT * FROM (
        SELECT row_id, grouping(row_id) = 1, {counts} FROM kept AS c GROUP BY GROUPING SETS ((row_id), ())
    ) AS counted(row_id, whole, {names})
),
kept_by AS (
    SELECT DISTINCT row_id, false AS whole, class_id, subject_id FROM kept
    UNION ALL SELECT DISTINCT NULL, true, class_id, subject_id FROM kept
),
results AS (
    SELECT class_id, subject_id, count(DISTINCT pupil_id) AS set_results FROM {results}
    WHERE period = $period GROUP BY class_id, subject_id
),
expected AS (
    SELECT row_id, whole, sum(coalesce(set_results, 0))::BIGINT AS set_results, sum(size)::BIGINT AS pupils
    FROM kept_by LEFT JOIN results USING (class_id, subject_id) LEFT JOIN ({sizes}) USING (class_id)
    GROUP BY row_id, whole
),
changed AS (
    SELECT row_id, whole, max("at") AS last_change, arg_max(person_id, "at") AS author
    FROM kept_by JOIN {changes} AS changes USING (class_id, subject_id) GROUP BY row_id, whole
)
SELECT counted.*, {shares}, last_change, author,
    CASE WHEN {has_results} AND pupils > 0 THEN 10000 * set_results // pupils END AS results_share
FROM counted
LEFT JOIN expected ON counted.whole = expected.whole AND counted.row_id IS NOT DISTINCT FROM expected.row_id
LEFT JOIN changed ON counted.whole = changed.whole AND counted.row_id IS NOT DISTINCT FROM changed.row_id
"""
_SHARE = "CASE WHEN {whole} > 0 THEN 10000 * {part} // {whole} END AS {key}_share"
_SIZES = """
SELECT class_id, count(DISTINCT pupil_id) AS size FROM enrolments
WHERE entered_on <= week + 6 AND (left_on IS NULL OR left_on > week + 6) GROUP BY class_id
"""
_NO_SIZES = "SELECT NULL::VARCHAR AS class_id, NULL::BIGINT AS size LIMIT 0"
_NO_RESULTS = """(SELECT NULL::VARCHAR AS class_id, NULL::VARCHAR AS subject_id, NULL::VARCHAR AS pupil_id,
    NULL::VARCHAR AS period LIMIT 0)"""
_NO_CHANGES = """(SELECT NULL::VARCHAR AS class_id, NULL::VARCHAR AS subject_id, NULL::VARCHAR AS person_id,
    NULL::TIMESTAMP AS "at" LIMIT 0)"""
_OWN_HEADS = {
    CLASSES: "grade || letter AS class_name, subject_kk, subject_ru, subject_en",
    TEACHERS: "teacher AS teacher_id",
}
_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS SELECT DISTINCT row_id, {columns}, 1 AS schools, 1 AS covered
FROM kept LEFT JOIN {subjects} AS named USING (subject_id)
"""


def _prepared(facts: Facts, asked: Asked, variant: str) -> None:
    """Make the tables ``heads`` and ``kept``: a lesson and the row it belongs to."""
    lessons = over_interval(facts, asked, "lessons")
    group(facts, asked, Grouping(lessons))
    facts.prepare(_KEPT.format(row=_ROW_OF[variant], lessons=lessons))
    if variant in _OWN_HEADS:
        facts.prepare(_HEADS.format(columns=_OWN_HEADS[variant], subjects=named_subjects(facts, "kept")))
    if asked.one("journals") in {FILLED, UNFILLED}:
        facts.prepare(_ONLY.format(filled=asked.one("journals") == FILLED))
        facts.prepare("DELETE FROM heads WHERE row_id NOT IN (SELECT row_id FROM kept)")


def _query(facts: Facts, asked: Asked) -> str:
    """Return the query of the numbers."""
    results = facts.table("period_results")
    return _COUNTS.format(
        counts=LESSON_COUNTS,
        names=", ".join(COUNTED),
        shares=", ".join(_SHARE.format(key=key, part=part, whole=whole) for key, (part, whole) in PAIRS.items()),
        results=results or _NO_RESULTS,
        has_results=bool(results),
        sizes=_SIZES if facts.table("enrolments") else _NO_SIZES,
        changes=over_interval(facts, asked, "journal_changes") or _NO_CHANGES,
    )


def _rows(variant: str) -> Callable[[Facts, Asked], Answer]:
    """Return the query of a report."""

    def rows(facts: Facts, asked: Asked) -> Answer:
        _prepared(facts, asked, variant)
        return tabulate(facts, _query(facts, asked), interval_notes(facts, asked), period=asked.one("period"))

    return rows


def _columns(named: Callable[[Asked], Sequence[Column]]) -> Callable[[Asked], list[Column]]:
    """Return the columns of A.7 after those of names."""
    return lambda asked: [
        *named(asked),
        number("lessons", lambda lang: lang.gettext("Lessons")),
        Column("last_change", lambda lang: lang.gettext("Last change"), MOMENT, width=20),
        Column("author", lambda lang: lang.gettext("Author of the change"), CODE, width=20),
        *(number(f"{key}_share", _TITLES[key], None, HUNDREDTHS) for key in PAIRS),
        number("results_share", lambda lang: lang.gettext("Period results set, %"), None, HUNDREDTHS),
        number("sor", lambda lang: lang.gettext("Unit assessments set")),
        number("soch", lambda lang: lang.gettext("Term assessments set")),
    ]


JOURNALS = Parameter(
    "journals",
    lambda lang: lang.gettext("Journals shown"),
    CHOICE,
    (
        Option(ALL, lambda lang: lang.pgettext("journals", "all")),
        Option(FILLED, lambda lang: lang.pgettext("journals", "only filled")),
        Option(UNFILLED, lambda lang: lang.pgettext("journals", "only unfilled")),
    ),
    (ALL,),
)
_ABOUT: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "Topics, journal and planning: lessons with a topic; with a mark, an absence, a comment or the tick; with a "
        "topic or homework; each out of all lessons. Cancelled lessons count nowhere."
    ),
    lambda lang: lang.gettext(
        "Homework: lessons with homework out of the lessons of grades above the first; in time: given before the "
        "end of the lesson's day, out of those with homework. Timely: marks set by 13:00 of the day after the "
        "lesson out of the marks that count. Percentages are cut after two decimals, never rounded up."
    ),
    lambda lang: lang.gettext(
        "Results of the period: set results out of the pupils of every journal. A journal is filled when every "
        "lesson of it is recorded. A substituted lesson is the substitute's. The school's own page shows the same "
        "numbers."
    ),
)
_TABLES = (
    "lessons", "topics", "homework", "marks", "attendance", "comments", "held", "period_results", "journal_changes",
)  # fmt: skip


def _report(key: str, title: Words, variant: str, named: Callable[[Asked], Sequence[Column]], **more: object) -> Report:
    """Return one of the reports."""
    return Report(
        key=f"journal_keeping_{key}",
        title=title,
        about=(*_ABOUT, NO_NAMES),
        tables=_TABLES,
        needs=("lessons",),
        access="journal_keeping",
        group=GROUP,
        columns=_columns(named),
        rows=_rows(variant),
        parameters=(INTERVAL, PERIOD, JOURNALS),
        **more,  # type: ignore[arg-type]
    )


REPORTS = (
    _report(
        "school",
        lambda lang: lang.gettext("Statistics of keeping the e-journal: school"),
        SCHOOL_VARIANT,
        group_columns,
        counted=counted_groups,
        order=("grade", "name"),
    ),
    _report(
        "classes",
        lambda lang: lang.gettext("Statistics of keeping the e-journal: classes"),
        CLASSES,
        lambda asked: [CLASS_COLUMN, SUBJECT_COLUMN],
        counted=lambda asked: "rows",
        school_only=True,
        order=("class_name", "subject"),
    ),
    _report(
        "teachers",
        lambda lang: lang.gettext("Statistics of keeping the e-journal: teachers"),
        TEACHERS,
        lambda asked: [TEACHER_COLUMN],
        counted=lambda asked: "teachers",
        school_only=True,
        personal=True,
        order=("teacher_id",),
    ),
)
