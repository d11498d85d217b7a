"""How every table of facts is made of the accepted tables of a drop, as Ibis expressions.

What was entered about lessons counts by the same rules as in the snapshot (Q-1 … Q-11, Q-43, Q-55 … Q-60): for schools
that hand over lessons the sums of these rows are the numerators and denominators that were published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import ibis
import ibis.expr.types as ir

from dashboard.facts.gathering import CLASS_KEY, COUNTS, KEY, Tables, counted
from dashboard.facts.tables import DISTRICT, FACT_TABLES, SCHOOL
from dashboard.snapshot.checks import NUMBER
from dashboard.snapshot.class_counts import Moments
from dashboard.snapshot.school_counts import SOMETHING
from dashboard.snapshot.suspicions import SUSPICIONS
from dashboard.snapshot.values import TYPES
from dashboard.weeks import ALMATY, last_day

_EAST = int(ALMATY.utcoffset(None).total_seconds()) // 60
_DAY_MINUTES = 24 * 60


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
    gathered
        What was gathered about lessons: ``entered`` and ``marked`` of `dashboard.facts.gathering`.
    """

    tables: Tables
    taught: ir.Table
    moments: Moments
    districts: Sequence[str] = ()
    gathered: Tables = field(default_factory=dict)

    def known_lessons(self) -> ir.Table:
        """Return the lessons with their school, and whether they are in L (Q-2)."""
        rows = self.tables["lessons"].join(self.tables["classes"].select("class_id", SCHOOL), "class_id")
        rows = counted(_at_school(self, rows), self.taught, self.moments)
        names = [name for name in FACT_TABLES["lessons"].columns if name in rows.columns]
        return rows.select(*names, lesson_key=rows[NUMBER])


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
    """Return the logins: accepted rows are different already (Q-59)."""
    return _at_school(source, source.tables["logins"])


def _school_rows(name: str) -> Callable[[Source], ir.Table]:
    """Return what adds the district to a table of the drop that names schools."""
    return lambda source: _at_school(source, source.tables[name])


def _class_rows(name: str) -> Callable[[Source], ir.Table]:
    """Return what adds school and district to a table of the drop that names classes."""
    return lambda source: _of_class(source, source.tables[name])


def _lessons(source: Source) -> ir.Table:
    """Return every lesson with what was entered about it."""
    rows = source.known_lessons().left_join(source.gathered["entered"], KEY, rname="{name}_entered")
    rows = rows.mutate(**{name: rows[name].fill_null(0) for name in COUNTS})
    seen = (rows.marks > 0) | (rows.absences > 0) | (rows.comments > 0)
    held = rows.held_at.notnull()
    before_midnight = rows.date.cast("timestamp") + ibis.interval(minutes=_DAY_MINUTES - _EAST)
    return rows.mutate(
        homework_in_time=(rows.homework_at < before_midnight).fill_null(False),
        planned=rows.topic_at.notnull() | rows.homework_at.notnull(),
        recorded=seen | held,
        tick_only=held & ~seen,
    )


def _pupil_weeks(source: Source) -> ir.Table:
    """Return every pupil with marks or absences in a subject of a class."""
    classes = source.tables["classes"]
    names = _at_school(source, classes.select("class_id", SCHOOL, class_key=classes[NUMBER]))
    return source.gathered["marked"].join(names, CLASS_KEY)


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
