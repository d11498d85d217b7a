"""What there is to say about snapshots without opening a page: ``snapshot list`` and ``snapshot show``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, except_, func, select, union

from dashboard.schema import reject, school_value, snapshot_table, unit_value
from dashboard.snapshot.contract import REPUBLIC
from dashboard.snapshot.publish import read_notes
from dashboard.snapshot.revisions import Revision, base_of, read_revisions

_INTERNAL = {"id", "config", "content_id"}


def listed(revision: Revision) -> dict[str, Any]:
    """Return one snapshot as a row of the list, in values that JSON knows."""
    fields = {name: _plain(value) for name, value in asdict(revision).items() if name not in _INTERNAL}
    return {"snapshot": revision.content_id, **fields}


def described(connection: Connection, revision: Revision) -> dict[str, Any]:
    """Return everything about one snapshot but its rows, in values that JSON knows.

    Returns
    -------
    dict
        The row of the list; ``tables`` (counts of rows), ``rejects`` (rows by reason), ``notes``, ``republic``
        (schools by category and indicator), ``compared_with`` (the week, or None), and for a revision that is not the
        frozen one ``differs`` (how many values of how many schools are others).
    """
    revisions = read_revisions(connection)
    base = base_of(revision.week, revisions)
    frozen = next((item for item in revisions if item.week == revision.week and item.frozen), None)
    document = {
        **listed(revision),
        "tables": _tables(connection, revision),
        "rejects": _reasons(connection, revision),
        "notes": [note.as_dict() for note in read_notes(connection, revision.id)],
        "republic": _republic(connection, revision),
        "compared_with": base.week.isoformat() if base else None,
    }
    if frozen and frozen.id != revision.id:
        document["differs"] = _difference(connection, frozen, revision)
    return document


def _plain(value: object) -> object:
    """Return a value as JSON knows it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def _tables(connection: Connection, revision: Revision) -> dict[str, dict[str, int]]:
    """Return the counts of rows by table of the drop."""
    table = snapshot_table
    rows = connection.execute(select(table).where(table.c.snapshot_id == revision.id))
    return {
        row.table_name: {"in": row.rows_in, "used": row.used, "folded": row.folded, "rejected": row.rejected}
        for row in rows
    }


def _reasons(connection: Connection, revision: Revision) -> list[dict[str, Any]]:
    """Return how many rows were set aside by table and reason."""
    keys = (reject.c.table_name, reject.c.reason)
    query = select(*keys, func.count().label("rows")).where(reject.c.snapshot_id == revision.id)
    rows = connection.execute(query.group_by(*keys).order_by(*keys))
    return [{"table": row.table_name, "reason": row.reason, "rows": row.rows} for row in rows]


def _republic(connection: Connection, revision: Revision) -> dict[str, dict[str, int]]:
    """Return the republic's schools by category, for each indicator."""
    table = unit_value
    query = select(table).where(table.c.snapshot_id == revision.id, table.c.unit_id == REPUBLIC)
    return {
        row.indicator: {"low": row.low, "medium": row.medium, "high": row.high} for row in connection.execute(query)
    }


def _difference(connection: Connection, one: Revision, other: Revision) -> dict[str, int]:
    """Count the schools' values that are not the same in two snapshots (G-3)."""
    table = school_value
    columns = (table.c.school_id, table.c.indicator, table.c.numerator, table.c.denominator, table.c.category)
    first, second = (select(*columns).where(table.c.snapshot_id == item.id) for item in (one, other))
    changed = union(
        *(select(*half.subquery().c[:2]) for half in (except_(first, second), except_(second, first)))
    ).subquery()
    schools, values = connection.execute(
        select(func.count(changed.c.school_id.distinct()), func.count()).select_from(changed)
    ).one()
    return {"schools": schools, "values": values}
