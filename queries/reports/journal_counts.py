"""What is counted in journals (A.7): lessons of schools that hand them over, counts of the other ones.

What is counted is what the school's own page counts (`queries.school_facts`): one query text, one set of pairs.
"""

# ruff: noqa: S608 what stands in the queries are our own words and days

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from dashboard.facts.tables import FACT_TABLES
from dashboard.reports.terms import SCHOOL, Answer, Asked, Facts, Words
from dashboard.school_frames import CLASS_WEEK, LESSONS, SCHOOL_WEEK, Counts
from dashboard.terms import pupils_on
from dashboard.weeks import last_day, week_of
from queries.reports.days import days_notes, days_of, over_days
from queries.reports.school_terms import Grouping, group, named_subjects, tabulate
from queries.school_facts import LESSON_COUNTS, PUPILS, TEACHER

SCHOOL_VARIANT, CLASSES, TEACHERS = "school", "classes", "teachers"
FILLED, UNFILLED = "filled", "unfilled"
COUNTED = tuple(field.name for field in fields(Counts))
# Every percentage: what is counted, out of what. Counts that were handed over know no topics.
PAIRS: Mapping[str, tuple[str, str]] = {
    "topics": ("topics", "lessons_with_topics"),
    "homework_in_time": ("homework_in_time", "homework"),
    "homework": ("homework", "homework_due"),
    "journal": ("recorded", "lessons"),
    "planning": ("planned", "lessons"),
    "timely": ("marks_in_time", "marks_eligible"),
}
_ROW_OF = {SCHOOL_VARIANT: "place_id", CLASSES: "class_id || '|' || coalesce(subject_id, '')", TEACHERS: "teacher"}
_SOURCES = (LESSONS, CLASS_WEEK, SCHOOL_WEEK)

_HANDED = "CREATE OR REPLACE TEMP TABLE handed AS SELECT DISTINCT * FROM ({parts})"
_HANDED_PART = "SELECT school_id, {told} AS told FROM {table}"
# One row is a journal (class, subject) in a row of the report, or the counts of a class or school.
_JOURNALS = f"""
SELECT false AS told, *, lessons AS lessons_with_topics FROM (
    SELECT coalesce({{row}}, ''), class_id, subject_id, {LESSON_COUNTS} FROM (
        SELECT c.grade, c.row_id AS place_id, {TEACHER} AS teacher, l.*
        FROM places AS c JOIN {{lessons}} AS l USING (school_id, class_id)
        WHERE counted AND date BETWEEN DATE '{{first}}' AND DATE '{{last}}'
    ) AS c GROUP BY 1, 2, 3
) AS counted(row_id, class_id, subject_id, {", ".join(COUNTED)})
"""
# Marks in time count in rows alone that have both numbers; a week is counted as a whole.
_TOLD = """
SELECT true AS told, {row} AS row_id, {class_id} AS class_id, lessons, lessons_recorded AS recorded,
    lessons_planned AS planned, marks, CASE WHEN marks_timely IS NOT NULL THEN marks_eligible END AS marks_eligible,
    CASE WHEN marks_eligible IS NOT NULL THEN marks_timely END AS marks_in_time
FROM {place} JOIN {table} AS told USING ({keys}) WHERE week BETWEEN DATE '{sunday}' AND DATE '{last}'
"""
_SUMS = ", ".join(f"sum({name})::BIGINT AS {name}" for name in (*COUNTED, "lessons_with_topics"))
_ONLY = """
DELETE FROM journals WHERE row_id IN
    (SELECT row_id FROM journals GROUP BY row_id HAVING (sum(recorded) = sum(lessons)) <> {filled})
"""
# A journal is a class and subject; several teachers may keep one, the total has it once. Its results are those of the
# pupils its class has; of schools that hand over no result of any period nothing is known, which is not zero.
_COUNTS = f"""
WITH counted AS (
    SELECT row_id, grouping(row_id) = 1 AS whole, {_SUMS} FROM journals
    GROUP BY GROUPING SETS ((row_id), ()) HAVING count(*) > 0
),
kept_by AS (
    SELECT DISTINCT row_id, false AS whole, class_id, subject_id FROM journals WHERE NOT told
    UNION ALL SELECT DISTINCT NULL, true, class_id, subject_id FROM journals WHERE NOT told
),
pupils AS ({{pupils}}),
results AS (
    SELECT class_id, subject_id, count(DISTINCT pupil_id) AS set_results
    FROM {{results}} SEMI JOIN pupils USING (class_id, pupil_id)
    WHERE period = $period GROUP BY class_id, subject_id
),
giving AS (SELECT DISTINCT school_id FROM {{results}}),
expected AS (
    SELECT row_id, whole, sum(coalesce(set_results, 0))::BIGINT AS set_results, sum(size)::BIGINT AS pupils
    FROM kept_by SEMI JOIN (SELECT class_id FROM places SEMI JOIN giving USING (school_id)) USING (class_id)
    LEFT JOIN results USING (class_id, subject_id)
    LEFT JOIN (SELECT class_id, count(*) AS size FROM pupils GROUP BY class_id) USING (class_id)
    WHERE subject_id IS NOT NULL GROUP BY row_id, whole
),
changed AS (
    SELECT row_id, whole, max("at") AS last_change, arg_max(person_id, "at") AS author
    FROM kept_by JOIN {{changes}} AS changes USING (class_id, subject_id)
    WHERE week BETWEEN DATE '{{sunday}}' AND DATE '{{last}}' GROUP BY row_id, whole
)
SELECT counted.*, {{shares}}, last_change, author,
    CASE WHEN pupils > 0 THEN 10000 * set_results // pupils END AS results_share
FROM counted
LEFT JOIN expected ON counted.whole = expected.whole AND counted.row_id IS NOT DISTINCT FROM expected.row_id
LEFT JOIN changed ON counted.whole = changed.whole AND counted.row_id IS NOT DISTINCT FROM changed.row_id
"""
_SHARE = "CASE WHEN {whole} > 0 THEN 10000 * {part} // {whole} END AS {key}_share"
_SHARES = ", ".join(_SHARE.format(key=key, part=part, whole=whole) for key, (part, whole) in PAIRS.items())
_OWN_HEADS = {
    CLASSES: "class_id, subject_id, grade || letter AS class_name, subject_kk, subject_ru, subject_en",
    TEACHERS: "row_id AS teacher_id",
}
_HEADS = """
CREATE OR REPLACE TEMP TABLE heads AS SELECT DISTINCT row_id, {columns}, 1 AS schools, 1 AS covered
FROM (SELECT row_id, class_id, subject_id FROM journals WHERE class_id IS NOT NULL)
    LEFT JOIN (SELECT class_id, grade, letter FROM places) USING (class_id)
    LEFT JOIN {subjects} AS named USING (subject_id)
"""
_TELLING = "SELECT count(DISTINCT school_id) FILTER (told) FROM handed"


@dataclass(frozen=True, slots=True)
class Tables:
    """The views of what was handed over, empty where nobody did; the first and last day and the Sunday before."""

    lessons: str
    class_week: str
    school_week: str
    days: Mapping[str, str]

    @property
    def handed(self) -> list[str]:
        """What says which schools handed something over, and whether it is counts."""
        found = ((self.lessons, "false"), (self.class_week, "true"), (self.school_week, "true"))
        return [_HANDED_PART.format(table=table, told=told) for table, told in found if table]


def journal_rows(facts: Facts, asked: Asked, variant: str) -> Answer:
    """Return the counts of journals, one row what a row of the report is about; and of all of them together.

    Parameters
    ----------
    variant
        `SCHOOL_VARIANT`, `CLASSES` or `TEACHERS`.
    """
    tables = _tables(facts, asked)
    _prepare(facts, asked, tables, variant)
    notes = [*days_notes(facts, asked), *_told_note(int(facts.rows(_TELLING).column(0)[0].as_py()))]
    return tabulate(facts, _query(facts, asked, tables), notes, period=asked.one("period"))


def _tables(facts: Facts, asked: Asked) -> Tables:
    """Return what was handed over."""
    first, last = days_of(asked)
    days = {"first": first.isoformat(), "last": last.isoformat(), "sunday": week_of(first).isoformat()}
    lessons, by_class, by_school = (over_days(facts, asked, name) for name in _SOURCES)
    return Tables(lessons, by_class, by_school, days)


def _prepare(facts: Facts, asked: Asked, tables: Tables, variant: str) -> None:
    """Make the tables ``handed``, ``places``, ``heads`` and ``journals``."""
    facts.prepare(_HANDED.format(parts=" UNION ALL ".join(tables.handed)))
    group(facts, asked, Grouping("handed"))
    if asked.one("class"):
        facts.prepare("DELETE FROM places WHERE class_id <> $class", **{"class": asked.one("class")})
        facts.prepare("DELETE FROM heads WHERE row_id NOT IN (SELECT row_id FROM places)")
    facts.prepare(f"CREATE OR REPLACE TEMP TABLE journals AS {_journals(asked, tables, variant)}")
    if asked.one("journals") in {FILLED, UNFILLED}:
        facts.prepare(_ONLY.format(filled=asked.one("journals") == FILLED))
        facts.prepare("DELETE FROM heads WHERE row_id NOT IN (SELECT row_id FROM journals)")
    if variant in _OWN_HEADS:
        subjects = named_subjects(facts, "journals")
        facts.prepare(_HEADS.format(columns=_OWN_HEADS[variant], subjects=subjects))


def _journals(asked: Asked, tables: Tables, variant: str) -> str:
    """Return the query of the journals."""
    days = tables.days
    parts = [_JOURNALS.format(row=_ROW_OF[variant], lessons=tables.lessons or nothing_of(LESSONS), **days)]
    if tables.class_week and variant != TEACHERS:
        row = "c.row_id" if variant == SCHOOL_VARIANT else "class_id || '|'"
        parts.append(_TOLD.format(row=row, class_id="class_id", place="places AS c", table=tables.class_week,
                                  keys="school_id, class_id", **days))  # fmt: skip
    if tables.school_week and variant == SCHOOL_VARIANT and not asked.one("class"):
        row = "''" if asked.level == SCHOOL else "members.row_id"
        parts.append(_TOLD.format(row=row, class_id="NULL", place="members", table=tables.school_week,
                                  keys="school_id", **days))  # fmt: skip
    return " UNION ALL BY NAME ".join(f"({part})" for part in parts)


def _query(facts: Facts, asked: Asked, tables: Tables) -> str:
    """Return the query of the numbers."""
    day = pupils_on(asked.one("period"), last_day(asked.week))
    return _COUNTS.format(
        shares=_SHARES,
        results=facts.table("period_results") or nothing_of("period_results"),
        pupils=PUPILS.format(enrolments=facts.table("enrolments") or nothing_of("enrolments"), day=day),
        changes=over_days(facts, asked, "journal_changes") or nothing_of("journal_changes"),
        **tables.days,
    )


def nothing_of(table: str) -> str:
    """Return a table of facts without rows, as it stands in the ``FROM`` of a query."""
    columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in FACT_TABLES[table].columns.items())
    return f"(SELECT {columns} LIMIT 0)"


def _told_note(schools: int) -> list[Words]:
    """Return what is not known of schools that hand over counts."""
    if not schools:
        return []
    return [
        lambda lang: lang.ngettext(
            "%(num)s school hands over counts, not lessons: its journal, planning and timeliness are here; its topics, "
            "homework, assessments, results and changes are not connected.",
            "%(num)s schools hand over counts, not lessons: their journals, planning and timeliness are here; their "
            "topics, homework, assessments, results and changes are not connected.",
            schools,
        )
    ]
