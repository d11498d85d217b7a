"""Schools of a district and their values."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, case, func, select

from dashboard.frames import CATEGORIES, SCHOOL_VALUES, Block, SchoolRow, block
from dashboard.schema import school_value, school_week
from queries.rows import plain_rows

_CATEGORY = case({name: place for place, name in enumerate(CATEGORIES)}, value=school_value.c.category)


def schools(connection: Connection, snapshot_id: int, district: str) -> tuple[SchoolRow, ...]:
    """Return the participating schools of a district in a week, by id."""
    table = school_week.c
    statement = (
        select(table.school_id, table.name_kk, table.name_ru, table.name_en, table.state)
        .where(table.snapshot_id == snapshot_id, table.unit_id == district)
        .order_by(table.school_id)
    )
    return tuple(SchoolRow(*row) for row in connection.execute(statement))


def school_values(connection: Connection, snapshots: Sequence[int], school_ids: Sequence[str]) -> Block:
    """Return the values of schools in several weeks.

    Returns
    -------
    Block
        `SCHOOL_VALUES`; axes in the order of `snapshots` and `school_ids`. A school that has moved here from another
        district brings its earlier weeks along.
    """
    table = school_value.c
    statement = select(
        table.snapshot_id,
        table.school_id,
        table.indicator,
        func.coalesce(table.numerator, 0),
        func.coalesce(table.denominator, 0),
        func.coalesce(_CATEGORY, 0),
    ).where(table.snapshot_id.in_(snapshots), table.school_id.in_(school_ids))
    return block(SCHOOL_VALUES, snapshots, school_ids, plain_rows(connection, statement))
