"""Indicators of units: counts by category, pooled numbers, and what both weeks of a comparison share."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from dashboard.frames import COMPARISON, UNIT_VALUES, Block, block
from dashboard.schema import unit_comparison, unit_value
from queries.rows import plain_rows


def unit_values(connection: Connection, snapshots: Sequence[int], units: Sequence[str]) -> Block:
    """Return the values of units in several weeks.

    Returns
    -------
    Block
        `UNIT_VALUES`; axes in the order of `snapshots` and `units`.
    """
    table = unit_value.c
    statement = select(
        table.snapshot_id,
        table.unit_id,
        table.indicator,
        table.low,
        table.medium,
        table.high,
        func.coalesce(table.rank, 0),
        table.numerator,
        table.denominator,
    ).where(table.snapshot_id.in_(snapshots), table.unit_id.in_(units))
    return block(UNIT_VALUES, snapshots, units, plain_rows(connection, statement))


def comparison(connection: Connection, snapshot_id: int, base_id: int, unit: str) -> Block | None:
    """Return a unit's counts in a week and its previous period, over the schools with values in both (F.3-6).

    Returns
    -------
    Block or None
        `COMPARISON`; None where the two weeks have not been compared.
    """
    table = unit_comparison.c
    columns = [getattr(table, name) for name in COMPARISON.fields]
    statement = select(table.snapshot_id, table.unit_id, table.indicator, *columns).where(
        table.snapshot_id == snapshot_id, table.base_id == base_id, table.unit_id == unit
    )
    rows = plain_rows(connection, statement)
    return block(COMPARISON, [snapshot_id], [unit], rows) if rows else None
