"""What the operators of the monitor watch: the latest published week, and what was set aside of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from dashboard.schema import snapshot, snapshot_table
from dashboard.snapshot.revisions import frozen_ids

_LATEST = (
    select(snapshot.c.id, snapshot.c.week, snapshot.c.published_at)
    .where(snapshot.c.id.in_(frozen_ids()))
    .order_by(snapshot.c.week.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest published week.

    Attributes
    ----------
    week
        Its Sunday.
    published_at
        When its frozen snapshot was published (Q-49).
    rejected
        Rows that were set aside (Q-79), by table of the drop; tables without any are there with 0.
    """

    week: date
    published_at: datetime | None
    rejected: Mapping[str, int]


def latest(connection: Connection) -> Latest | None:
    """Return the latest published week (A-6); None where nothing is published."""
    found = connection.execute(_LATEST).first()
    if found is None:
        return None
    tables = select(snapshot_table.c.table_name, snapshot_table.c.rejected).where(
        snapshot_table.c.snapshot_id == found.id
    )
    return Latest(found.week, found.published_at, {row.table_name: row.rejected for row in connection.execute(tables)})
