"""Schools of a district and their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, select

from dashboard.frames import CATEGORIES, SCHOOL_VALUES, Block, SchoolRow, block
from dashboard.schema import school_value, school_week
from queries.rows import any_of, plain_rows

_CATEGORY = case({name: place for place, name in enumerate(CATEGORIES)}, value=school_value.c.category)
_SCHOOLS: Select[Any] = (
    select(
        school_week.c.school_id,
        school_week.c.name_kk,
        school_week.c.name_ru,
        school_week.c.name_en,
        school_week.c.state,
    )
    .where(school_week.c.snapshot_id == bindparam("snapshot"), school_week.c.unit_id == bindparam("district"))
    .order_by(school_week.c.school_id)
)
_VALUES: Select[Any] = select(
    school_value.c.snapshot_id,
    school_value.c.school_id,
    school_value.c.indicator,
    func.coalesce(school_value.c.numerator, 0),
    func.coalesce(school_value.c.denominator, 0),
    func.coalesce(_CATEGORY, 0),
).where(school_value.c.snapshot_id.in_(any_of("snapshots")), school_value.c.school_id.in_(any_of("schools")))


def schools(connection: Connection, snapshot_id: int, district: str) -> tuple[SchoolRow, ...]:
    """Return the participating schools of a district in a week, by id."""
    found = connection.execute(_SCHOOLS, {"snapshot": snapshot_id, "district": district})
    return tuple(SchoolRow(*row) for row in found)


def school_values(connection: Connection, snapshots: Sequence[int], school_ids: Sequence[str]) -> Block:
    """Return the values of schools in several weeks.

    Returns
    -------
    Block
        `SCHOOL_VALUES`; axes in the order of `snapshots` and `school_ids`. A school that has moved here from another
        district brings its earlier weeks along.
    """
    rows = plain_rows(connection, _VALUES, {"snapshots": list(snapshots), "schools": list(school_ids)})
    return block(SCHOOL_VALUES, snapshots, school_ids, rows)
