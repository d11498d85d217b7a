"""How every table of facts is made of the accepted tables of a drop, as Ibis expressions.

What was entered about lessons counts by the same rules as in the snapshot (Q-1 … Q-11, Q-43, Q-55 … Q-60): for schools
that hand over lessons the sums of these rows are the numerators and denominators that were published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir

from dashboard.facts.tables import DISTRICT, FACT_TABLES, SCHOOL
from dashboard.snapshot.class_counts import CLASSICAL, CLASSICAL_MARKS, CRITERIAL_MARK, LIVE, SIGNS, Moments
from dashboard.snapshot.school_counts import SOMETHING
from dashboard.snapshot.suspicions import SUSPICIONS
from dashboard.snapshot.values import TYPES
from dashboard.weeks import ALMATY, last_day

Tables = Mapping[str, ir.Table]
_EAST = int(ALMATY.utcoffset(None).total_seconds()) // 60
_DAY_MINUTES = 24 * 60
SUMMATIVE = ("sor", "soch")
GRADES = tuple(range(10, 0, -1))  # criterial journals mark out of 10, classical ones out of 5
CODES = ("absent", "ill", "excused", "late")
_NUMBER = "^[0-9]{1,3}$"


@dataclass(frozen=True, slots=True)
class Source:
    """What facts are made of.

    Attributes
    ----------
    tables
        The accepted tables of the drop.
    taught
        The classes that have teaching (Q-1): class_id, min_lessons (Q-4).
    moments
        The instants of the week.
    districts
        Only the schools of these; empty for all.
    """

    tables: Tables
    taught: ir.Table
    moments: Moments
    districts: Sequence[str] = ()


def expression(name: str, source: Source) -> ir.Table:
    """Return the rows of a table of facts, all columns in order, not sorted; whole numbers may be wider than theirs."""
    rows = _EXPRESSIONS[name](source).mutate(week=ibis.literal(source.moments.week, "date"))
    return rows.select(*FACT_TABLES[name].columns)


def _districts(source: Source) -> ir.Table:
    """Return the district of the schools that are wanted: school_id, unit_id."""
    schools = source.tables["schools"].select(SCHOOL, DISTRICT)
    return schools.filter(schools[DISTRICT].isin(source.districts)) if source.districts else schools


def _at_school(source: Source, rows: ir.Table) -> ir.Table:
    """Add the district to rows that name their school."""
    return rows.join(_districts(source), SCHOOL)


def _of_class(source: Source, rows: ir.Table) -> ir.Table:
    """Add school and district to rows that name their class."""
    classes = source.tables["classes"].select("class_id", SCHOOL)
    return _at_school(source, rows.join(classes, "class_id"))


def _schools(source: Source) -> ir.Table:
    """Add what is filled and odd about the profile (G-21): names of columns with commas between them."""
    rows = source.tables["schools"].semi_join(_districts(source), SCHOOL)
    odd = {column: rows[column].re_search(SOMETHING) & check(rows, column) for column, check in SUSPICIONS.items()}
    words = [ibis.ifelse(is_odd.fill_null(False), f"{column},", "") for column, is_odd in odd.items()]
    return rows.mutate(suspicious=reduce(lambda one, other: one + other, words))


def _classes(source: Source) -> ir.Table:
    taught = source.taught.mutate(taught=True)
    rows = _at_school(source, source.tables["classes"]).left_join(taught, "class_id")
    return rows.mutate(taught=rows.taught.fill_null(False))


def _subjects(source: Source) -> ir.Table:
    return source.tables["subjects"]


def _people(source: Source) -> ir.Table:
    """Gather the accounts of a person in a role at a school (A-19, Q-45, Q-46, Q-51)."""
    accounts, moments = _at_school(source, source.tables["accounts"]), source.moments
    moment = ibis.literal(moments.cut_off, TYPES["time"])
    archived = (accounts.archived_at <= moment).fill_null(False)
    there = (accounts.created_on <= last_day(moments.week)) & ~archived
    active = (there & (accounts.registered_at <= moment) & (accounts.first_login_at <= moment)).fill_null(False)
    return accounts.group_by(SCHOOL, DISTRICT, "person_id", "role").agg(
        created_on=accounts.created_on.min(),
        accounts=there.sum(),
        activated_accounts=active.sum(),
        activated=active.any(),
        archived=archived.all(),
    )


def _positions(source: Source) -> ir.Table:
    return _at_school(source, source.tables["positions"])


def _logins(source: Source) -> ir.Table:
    return _at_school(source, source.tables["logins"]).select(SCHOOL, DISTRICT, "person_id", "role", "date").distinct()


def _school_rows(name: str) -> Callable[[Source], ir.Table]:
    """Return what adds the district to a table of the drop that names schools."""
    return lambda source: _at_school(source, source.tables[name])


def _class_rows(name: str) -> Callable[[Source], ir.Table]:
    """Return what adds school and district to a table of the drop that names classes."""
    return lambda source: _of_class(source, source.tables[name])


def _lessons(source: Source) -> ir.Table:
    """Gather what was entered about every lesson."""
    lessons = _known_lessons(source)
    entries = {name: source.tables[name].semi_join(lessons, "lesson_id") for name in SIGNS}
    parts = {
        "topics": _first(source, entries, "topics", "topic_at"),
        "homework": _homework(source, entries["homework"]),
        "marks": _marks(source, lessons),
        "attendance": _counted(source, entries, "attendance", "absences"),
        "comments": _counted(source, entries, "comments", "comments"),
        "held": _first(source, entries, "held", "held_at"),
    }
    rows = lessons
    for name, part in parts.items():
        rows = rows.left_join(part, "lesson_id", rname="{name}_of_" + name)
    counts = ("marks", "marks_in_time", "marks_eligible", *SUMMATIVE, "homework", "absences", "comments")
    rows = rows.mutate(**{name: rows[name].fill_null(0) for name in counts})
    late = [rows[f"late_{name}"].fill_null(0) for name in parts]
    seen = (rows.marks > 0) | (rows.absences > 0) | (rows.comments > 0)
    held = rows.held_at.notnull()
    before_midnight = rows.date.cast("timestamp") + ibis.interval(minutes=_DAY_MINUTES - _EAST)
    return rows.mutate(
        homework_in_time=(rows.homework_at < before_midnight).fill_null(False),
        planned=rows.topic_at.notnull() | rows.homework_at.notnull(),
        recorded=seen | held,
        tick_only=held & ~seen,
        late_entries=reduce(lambda one, other: one + other, late),
    )


def _known_lessons(source: Source) -> ir.Table:
    """Return the lessons with their school, their journal's kind and whether they are in L (Q-2)."""
    lessons = source.tables["lessons"]
    classes = source.tables["classes"].select("class_id", SCHOOL, kind=source.tables["classes"].journal_kind)
    taught = source.taught.select("class_id").mutate(taught=True)
    rows = _at_school(source, lessons.join(classes, "class_id")).left_join(taught, "class_id")
    in_week = rows.date.between(source.moments.week, last_day(source.moments.week))
    counted = rows.taught.fill_null(False) & rows.status.isin(LIVE) & in_week
    late_from = rows.date.cast("timestamp") + ibis.interval(minutes=source.moments.minutes_in_time)
    names = [name for name in FACT_TABLES["lessons"].columns if name in rows.columns]
    return rows.select(*names, counted=counted, classical=rows.kind == CLASSICAL, late_from=late_from)


def _in_time(source: Source, rows: ir.Table) -> ir.BooleanValue:
    """Tell what was entered by the cut-off (Q-43)."""
    known: ir.BooleanValue = rows.entered_at <= ibis.literal(source.moments.facts_cut_off, TYPES["time"])
    return known


def _first(source: Source, entries: Tables, table: str, name: str) -> ir.Table:
    """Return when something was first entered about each lesson, and how often after the cut-off."""
    rows = entries[table]
    known = _in_time(source, rows)
    found = {name: rows.entered_at.min(where=known), f"late_{table}": rows.count(where=~known)}
    return rows.group_by("lesson_id").agg(**found)


def _counted(source: Source, entries: Tables, table: str, name: str) -> ir.Table:
    """Return how often something was entered about each lesson, by the cut-off and after it."""
    rows = entries[table]
    known = _in_time(source, rows)
    return rows.group_by("lesson_id").agg(**{name: rows.count(where=known), f"late_{table}": rows.count(where=~known)})


def _homework(source: Source, rows: ir.Table) -> ir.Table:
    """Return when homework was first given in each lesson, how often, and its minutes together."""
    known = _in_time(source, rows)
    return rows.group_by("lesson_id").agg(
        homework_at=rows.entered_at.min(where=known),
        homework_minutes=rows.minutes.sum(where=known),
        homework=rows.count(where=known),
        late_homework=rows.count(where=~known),
    )


def _marks(source: Source, lessons: ir.Table) -> ir.Table:
    """Count the marks of each lesson: all, eligible and timely ones (Q-55, Q-57, Q-58), summative ones."""
    marks = source.tables["marks"].join(lessons.select("lesson_id", "classical", "late_from"), "lesson_id")
    known = _in_time(source, marks)
    kind = marks.work_type.fill_null(CRITERIAL_MARK)
    eligible = known & ibis.ifelse(marks.classical, kind.isin(CLASSICAL_MARKS), kind == CRITERIAL_MARK)
    first_at = ibis.least(marks.entered_at, marks.edited_at.fill_null(marks.entered_at))
    return marks.group_by("lesson_id").agg(
        marks=marks.count(where=known),
        marks_eligible=marks.count(where=eligible),
        marks_in_time=marks.count(where=eligible & (first_at < marks.late_from)),
        late_marks=marks.count(where=~known),
        **{name: marks.count(where=known & (kind == name)) for name in SUMMATIVE},
    )


def _pupil_weeks(source: Source) -> ir.Table:
    """Count the marks and absences of every pupil in a subject of a class; points of summative work are no marks."""
    lessons = _known_lessons(source)
    lessons = lessons.filter(lessons.counted).select("lesson_id", "class_id", "subject_id")
    marks, attendance = source.tables["marks"], source.tables["attendance"]
    no_points = ~marks.work_type.fill_null(CRITERIAL_MARK).isin(SUMMATIVE)
    given = marks.filter(_in_time(source, marks) & no_points & marks.value.re_search(_NUMBER))
    missed = attendance.filter(_in_time(source, attendance))
    entries = ibis.union(
        given.select("lesson_id", "pupil_id", mark=given.value.cast("int64"), code=ibis.null("string")),
        missed.select("lesson_id", "pupil_id", mark=ibis.null("int64"), code=missed.code),
    ).join(lessons, "lesson_id")
    found = entries.group_by("class_id", "subject_id", "pupil_id").agg(
        mark_count=entries.mark.count(),
        mark_sum=entries.mark.sum().fill_null(0),
        **{f"n{grade}": entries.count(where=entries.mark == grade) for grade in GRADES},
        **{code: entries.count(where=entries.code == code) for code in CODES},
    )
    return _of_class(source, found)


_EXPRESSIONS: Mapping[str, Callable[[Source], ir.Table]] = {
    "schools": _schools,
    "classes": _classes,
    "subjects": _subjects,
    "people": _people,
    "positions": _positions,
    "enrolments": _class_rows("enrolments"),
    "lessons": _lessons,
    "pupil_weeks": _pupil_weeks,
    "logins": _logins,
    "period_results": _class_rows("period_results"),
    "journal_changes": _class_rows("journal_changes"),
    "class_week": _class_rows("class_week"),
    "school_week": _school_rows("school_week"),
    "accounts_week": _school_rows("accounts_week"),
}
