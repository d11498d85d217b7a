"""What there is to say about snapshots without opening a page: ``snapshot list`` and ``snapshot show``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from dashboard.schema import metadata, reject, snapshot_table, unit_value
from dashboard.snapshot.contract import REPUBLIC
from dashboard.snapshot.differences import CORRECTED, REVISED, SERIES, Difference, counted, read_differences
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
        (schools by category and indicator), ``rows`` (how many each table of the database holds of it),
        ``compared_with`` (the week, or None). For a revision that is not the frozen one ``differs`` (how many values of
        how many schools are others); where the revised series was computed ``revised`` (the same of late entries).
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
        "rows": _rows(connection, revision),
        "compared_with": base.week.isoformat() if base else None,
    }
    differences = read_differences(connection, revision, frozen or revision)
    if frozen and frozen.id != revision.id:
        document["differs"] = counted(differences, CORRECTED)
    if revision.revised_until:
        document["revised"] = counted(differences, REVISED)
    return document


def difference_document(frozen: Revision, revision: Revision, differences: Sequence[Difference]) -> dict[str, Any]:
    """Return a list of differences in values that JSON knows.

    Returns
    -------
    dict
        ``week``; ``frozen`` and ``revision``, each its number and hash; by series ``corrected`` and ``revised``: how
        many ``schools``, ``values`` and ``categories`` moved, and the ``list`` of all.
    """
    return {
        "week": revision.week.isoformat(),
        "frozen": {"revision": frozen.revision, "snapshot": frozen.content_id},
        "revision": {"revision": revision.revision, "snapshot": revision.content_id},
        **{
            series: {
                **counted(differences, series),
                "list": [asdict(one) for one in differences if one.series == series],
            }
            for series in SERIES
        },
    }


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


def _rows(connection: Connection, revision: Revision) -> dict[str, int]:
    """Return how many rows of a snapshot each table of the database holds."""
    counts = {}
    for table in metadata.sorted_tables:
        if "snapshot_id" in table.columns:
            query = select(func.count()).select_from(table).where(table.c.snapshot_id == revision.id)
            counts[str(table.name)] = connection.scalar(query) or 0
    return counts
