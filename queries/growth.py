"""What several units had in a week and in its previous period, over the schools with values in both (F.3-6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from dashboard.frames import COMPARISON, Block, PageData, block
from dashboard.schema import unit_comparison
from queries.rows import any_of, plain_rows

_COMPARISONS: Select[Any] = select(
    unit_comparison.c.snapshot_id,
    unit_comparison.c.unit_id,
    unit_comparison.c.indicator,
    *(unit_comparison.c[name] for name in COMPARISON.fields),
).where(
    unit_comparison.c.snapshot_id == bindparam("snapshot"),
    unit_comparison.c.base_id == bindparam("base"),
    unit_comparison.c.unit_id.in_(any_of("units")),
)


def comparisons(connection: Connection, snapshot_id: int, base_id: int, units: Sequence[str]) -> Block:
    """Return the counts of units in a week and in its previous period.

    Returns
    -------
    Block
        `COMPARISON`; all zero for a unit of which no school has values in both weeks.
    """
    rows = plain_rows(connection, _COMPARISONS, {"snapshot": snapshot_id, "base": base_id, "units": list(units)})
    return block(COMPARISON, [snapshot_id], units, rows)


def growth_of_members(connection: Connection, data: PageData) -> Block | None:
    """Return the counts of a page's members and of the units above it in both weeks.

    None without a previous period (F.3-5).
    """
    if data.shown is None or data.base is None or not data.members:
        return None
    units = dict.fromkeys(row.unit_id for row in (*data.path[:-1], *data.members))
    return comparisons(connection, data.shown.snapshot_id, data.base.snapshot_id, list(units))
