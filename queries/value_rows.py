"""Values of units and schools of several weeks as rows, for programs that read them one page after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select

from dashboard.schema import school_value, school_week, unit_statistic, unit_value
from queries.rows import any_of, plain_rows


class UnitValue(NamedTuple):
    """One indicator of one unit in one week: a row of table ``unit_value``."""

    snapshot_id: int
    unit_id: str
    indicator: str
    low: int
    medium: int
    high: int
    rank: int | None
    numerator: int
    denominator: int


class UnitStatistic(NamedTuple):
    """One of the counts of A-36 … A-38 of one unit in one week: a row of table ``unit_statistic``."""

    snapshot_id: int
    unit_id: str
    statistic: str
    total: int | None
    schools: int


class SchoolInWeek(NamedTuple):
    """One participating school in one week, with its district."""

    snapshot_id: int
    school_id: str
    unit_id: str


class SchoolValue(NamedTuple):
    """One indicator of one school in one week: a row of table ``school_value``."""

    snapshot_id: int
    school_id: str
    indicator: str
    numerator: int | None
    denominator: int | None
    category: str


_UNIT_VALUES: Select[Any] = select(
    *(unit_value.c[name] for name in UnitValue._fields),
).where(
    unit_value.c.snapshot_id.in_(any_of("snapshots")),
    unit_value.c.unit_id.in_(any_of("units")),
    unit_value.c.indicator.in_(any_of("indicators")),
)
_UNIT_STATISTICS: Select[Any] = select(
    *(unit_statistic.c[name] for name in UnitStatistic._fields),
).where(unit_statistic.c.snapshot_id.in_(any_of("snapshots")), unit_statistic.c.unit_id.in_(any_of("units")))
_MEMBERS = tuple(school_week.c[name] for name in SchoolInWeek._fields)
# Of districts by their index, of single schools by the key.
_OF_DISTRICTS: Select[Any] = select(*_MEMBERS).where(
    school_week.c.snapshot_id == bindparam("snapshot"), school_week.c.unit_id.in_(any_of("districts"))
)
_OF_SCHOOL: Select[Any] = select(*_MEMBERS).where(
    school_week.c.snapshot_id.in_(any_of("snapshots")), school_week.c.school_id == bindparam("school")
)
_SCHOOL_VALUES: Select[Any] = select(
    *(school_value.c[name] for name in SchoolValue._fields),
).where(
    school_value.c.snapshot_id.in_(any_of("snapshots")),
    school_value.c.school_id.in_(any_of("schools")),
    school_value.c.indicator.in_(any_of("indicators")),
)


def unit_values(
    connection: Connection, snapshots: Sequence[int], units: Sequence[str], indicators: Sequence[str]
) -> list[UnitValue]:
    """Return the values of units in several weeks; one row is one indicator of one unit in one week, in no order."""
    asked = {"snapshots": list(snapshots), "units": list(units), "indicators": list(indicators)}
    return list(map(UnitValue._make, plain_rows(connection, _UNIT_VALUES, asked)))


def unit_statistics(connection: Connection, snapshots: Sequence[int], units: Sequence[str]) -> list[UnitStatistic]:
    """Return the statistics of units; one row is one count of one unit in one week, in no order."""
    asked = {"snapshots": list(snapshots), "units": list(units)}
    return list(map(UnitStatistic._make, plain_rows(connection, _UNIT_STATISTICS, asked)))


def schools_of(connection: Connection, snapshot: int, districts: Sequence[str]) -> list[SchoolInWeek]:
    """Return which schools of districts take part in a week; one row is one school, in no order."""
    asked = {"snapshot": snapshot, "districts": list(districts)}
    return list(map(SchoolInWeek._make, plain_rows(connection, _OF_DISTRICTS, asked)))


def weeks_of(connection: Connection, snapshots: Sequence[int], school: str) -> list[SchoolInWeek]:
    """Return in which of some weeks a school takes part, and where; one row is one week, in no order."""
    return list(
        map(
            SchoolInWeek._make,
            plain_rows(connection, _OF_SCHOOL, {"snapshots": list(snapshots), "school": school}),
        )
    )


def school_values(
    connection: Connection, snapshots: Sequence[int], schools: Sequence[str], indicators: Sequence[str]
) -> list[SchoolValue]:
    """Return the values of schools in several weeks; a row is an indicator of a school in a week, in no order."""
    asked = {"snapshots": list(snapshots), "schools": list(schools), "indicators": list(indicators)}
    return list(map(SchoolValue._make, plain_rows(connection, _SCHOOL_VALUES, asked)))
