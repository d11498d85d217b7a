"""Indicators of units: counts by category, pooled numbers, and what both weeks of a comparison share."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from dashboard.frames import COMPARISON, UNIT_VALUES, Block, block
from dashboard.schema import unit_comparison, unit_value
from queries.rows import any_of, plain_rows

_VALUES: Select[Any] = select(
    unit_value.c.snapshot_id,
    unit_value.c.unit_id,
    unit_value.c.indicator,
    unit_value.c.low,
    unit_value.c.medium,
    unit_value.c.high,
    func.coalesce(unit_value.c.rank, 0),
    unit_value.c.numerator,
    unit_value.c.denominator,
).where(unit_value.c.snapshot_id.in_(any_of("snapshots")))
_COMPARISON: Select[Any] = select(
    unit_comparison.c.snapshot_id,
    unit_comparison.c.unit_id,
    unit_comparison.c.indicator,
    *(unit_comparison.c[name] for name in COMPARISON.fields),
).where(
    unit_comparison.c.snapshot_id == bindparam("snapshot"),
    unit_comparison.c.base_id == bindparam("base"),
    unit_comparison.c.unit_id == bindparam("unit"),
)


def of_weeks(connection: Connection, snapshots: Sequence[int]) -> dict[int, Block]:
    """Return the values of all units in each week.

    Returns
    -------
    dict of Block
        `UNIT_VALUES` of one week each; no units in a week that has no values.
    """
    weeks: dict[int, list[Sequence[Any]]] = {key: [] for key in snapshots}
    for row in plain_rows(connection, _VALUES, {"snapshots": list(snapshots)}):
        weeks[row[0]].append(row)
    return {
        key: block(UNIT_VALUES, [key], list(dict.fromkeys(map(itemgetter(1), rows))), rows)
        for key, rows in weeks.items()
    }


def comparison(connection: Connection, snapshot_id: int, base_id: int, unit: str) -> Block | None:
    """Return a unit's counts in a week and its previous period, over the schools with values in both (F.3-6).

    Returns
    -------
    Block or None
        `COMPARISON`; None where the two weeks have not been compared.
    """
    rows = plain_rows(connection, _COMPARISON, {"snapshot": snapshot_id, "base": base_id, "unit": unit})
    return block(COMPARISON, [snapshot_id], [unit], rows) if rows else None
