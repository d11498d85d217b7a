"""Schools of units and their values."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, select

from dashboard.frames import CATEGORIES, SCHOOL_VALUES, Block, SchoolRow, block
from dashboard.schema import school_value, school_week
from queries.rows import any_of, plain_rows

_CATEGORY = case({name: place for place, name in enumerate(CATEGORIES)}, value=school_value.c.category)
_of_district = school_week.alias("of_district")
_COLUMNS = (
    school_week.c.school_id,
    school_week.c.unit_id,
    school_week.c.name_kk,
    school_week.c.name_ru,
    school_week.c.name_en,
    school_week.c.state,
)
_HERE = school_week.c.snapshot_id == bindparam("snapshot")
# The ids from the index of districts, the rows by their key, the order by us: asked for at once, SQLite would read all
# schools of the week.
_SCHOOLS: Select[Any] = select(*_COLUMNS).where(
    _HERE,
    school_week.c.school_id.in_(
        select(_of_district.c.school_id).where(
            _of_district.c.snapshot_id == bindparam("snapshot"), _of_district.c.unit_id.in_(any_of("districts"))
        )
    ),
)
_ALL: Select[Any] = select(*_COLUMNS).where(_HERE)
_DISTRICT_OF: Select[Any] = select(school_week.c.unit_id).where(_HERE, school_week.c.school_id == bindparam("school"))
_VALUES: Select[Any] = select(
    school_value.c.snapshot_id,
    school_value.c.school_id,
    school_value.c.indicator,
    func.coalesce(school_value.c.numerator, 0),
    func.coalesce(school_value.c.denominator, 0),
    func.coalesce(_CATEGORY, 0),
).where(school_value.c.snapshot_id.in_(any_of("snapshots")), school_value.c.school_id.in_(any_of("schools")))


def schools(connection: Connection, snapshot_id: int, *districts: str) -> tuple[SchoolRow, ...]:
    """Return the participating schools of districts in a week, by id."""
    found = plain_rows(connection, _SCHOOLS, {"snapshot": snapshot_id, "districts": list(districts)})
    return _rows(found)


def all_schools(connection: Connection, snapshot_id: int) -> tuple[SchoolRow, ...]:
    """Return all participating schools of a week, by id."""
    return _rows(plain_rows(connection, _ALL, {"snapshot": snapshot_id}))


def district_of(connection: Connection, snapshot_id: int, school: str) -> str | None:
    """Return the district a school belongs to in a week; None where it does not take part in it."""
    found: str | None = connection.scalar(_DISTRICT_OF, {"snapshot": snapshot_id, "school": school})
    return found


def _rows(found: Sequence[Sequence[Any]]) -> tuple[SchoolRow, ...]:
    """Return schools by id."""
    return tuple(SchoolRow(*row) for row in sorted(found, key=itemgetter(0)))


def values_of_weeks(
    connection: Connection, keys: Sequence[tuple[int, tuple[str, ...]]]
) -> dict[tuple[int, tuple[str, ...]], Block]:
    """Return the values of the same schools in several weeks.

    Parameters
    ----------
    keys
        Snapshot and ids of schools; the schools are the same in all.

    Returns
    -------
    dict of Block
        `SCHOOL_VALUES` of one week each.
    """
    weeks, ids = [week for week, _ in keys], keys[0][1]
    rows = plain_rows(connection, _VALUES, {"snapshots": weeks, "schools": list(ids)})
    found = block(SCHOOL_VALUES, weeks, ids, rows)
    return {key: found.week(at) for at, key in enumerate(keys)}
