"""Snapshots and schools with everything their tables say of them, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select

from dashboard.schema import school_week, snapshot
from dashboard.snapshot.revisions import PUBLISHED
from queries.rows import any_of, plain_rows


class PublishedSnapshot(NamedTuple):
    """One published snapshot: columns of table ``snapshot``."""

    id: int
    content_id: str
    week: date
    revision: int
    config_version: int
    teaching_days: int
    calendar_assumed: bool
    rejects_accepted: bool
    built_at: datetime
    published_at: datetime | None


class DescribedSchool(NamedTuple):
    """One participating school in one week: columns of table ``school_week``."""

    school_id: str
    unit_id: str
    name_kk: str
    name_ru: str
    name_en: str | None
    state: str
    week_mode: int
    teaching_days: int
    locality: str | None
    is_small: bool | None


_SNAPSHOTS: Select[Any] = (
    select(*(snapshot.c[name] for name in PublishedSnapshot._fields))
    .where(snapshot.c.status == PUBLISHED)
    .order_by(snapshot.c.week, snapshot.c.revision)
)
_IN_WEEKS = _SNAPSHOTS.where(snapshot.c.week.between(bindparam("first"), bindparam("last")))
_BY_CONTENT = _SNAPSHOTS.where(snapshot.c.content_id == bindparam("content"))
_SCHOOLS: Select[Any] = select(*(school_week.c[name] for name in DescribedSchool._fields)).where(
    school_week.c.snapshot_id == bindparam("snapshot"), school_week.c.school_id.in_(any_of("schools"))
)


def snapshots_between(connection: Connection, first: date, last: date) -> list[PublishedSnapshot]:
    """Return the published snapshots of some weeks, later revisions included; one row is one, by week and revision."""
    found = connection.execute(_IN_WEEKS, {"first": first, "last": last})
    return [PublishedSnapshot._make(row) for row in found]


def snapshot_of(connection: Connection, content: str) -> PublishedSnapshot | None:
    """Return a published snapshot by its hash (Q-92), if there is one."""
    row = connection.execute(_BY_CONTENT, {"content": content}).first()
    return PublishedSnapshot._make(row) if row else None


def schools(connection: Connection, snapshot_id: int, ids: Sequence[str]) -> list[DescribedSchool]:
    """Return schools of a week; one row is one school, in no order."""
    rows = plain_rows(connection, _SCHOOLS, {"snapshot": snapshot_id, "schools": list(ids)})
    return [DescribedSchool._make((*row[:-1], None if row[-1] is None else bool(row[-1]))) for row in rows]
