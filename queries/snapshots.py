"""Which weeks can be shown, and what a snapshot says about itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Connection, and_, exists, func, select, union_all

from dashboard.configuration import MonitorConfig
from dashboard.schema import note, publication_log, snapshot, unit_week
from dashboard.selection import REPUBLIC, Known
from dashboard.snapshot.notes import Note
from dashboard.snapshot.revisions import PUBLISHED, frozen_ids
from dashboard.timeline import Published, Timeline
from queries.rows import any_of

NO_STATE = "none"

_frozen = snapshot.c.id.in_(frozen_ids())
_TIMELINE = (
    select(
        snapshot.c.id,
        snapshot.c.content_id,
        snapshot.c.week,
        snapshot.c.teaching_days,
        snapshot.c.calendar_assumed,
        snapshot.c.rejects_accepted,
        snapshot.c.source,
        snapshot.c.published_at,
        func.coalesce(unit_week.c.state, NO_STATE),
    )
    .outerjoin(unit_week, and_(unit_week.c.snapshot_id == snapshot.c.id, unit_week.c.unit_id == REPUBLIC))
    .where(_frozen)
    .order_by(snapshot.c.week)
)
# What moves a snapshot writes a row of the log; what was written past it still changes how many are published.
_MOVES = ("publish", "withdraw", "restore")
_latest_moves = union_all(
    *(select(func.max(publication_log.c.id).label("id")).where(publication_log.c.action == name) for name in _MOVES)
).subquery("moves")
_LATEST_MOVE = select(publication_log.c.id, publication_log.c.at, publication_log.c.content_id).where(
    publication_log.c.id == select(func.max(_latest_moves.c.id)).scalar_subquery()
)
_PUBLISHED = select(func.count(), func.max(snapshot.c.id)).where(snapshot.c.status == PUBLISHED)

# From one unit to the next along the index: there are a few hundred, in a hundred thousand rows of weeks.
_every = select(func.min(unit_week.c.unit_id).label("unit_id")).cte("every_unit", recursive=True)
_next = select(func.min(unit_week.c.unit_id)).where(unit_week.c.unit_id > _every.c.unit_id).scalar_subquery()
_every = _every.union_all(select(_next).where(_every.c.unit_id.is_not(None)))
_UNITS = select(_every.c.unit_id).where(
    exists().where(unit_week.c.unit_id == _every.c.unit_id, unit_week.c.snapshot_id.in_(frozen_ids()))
)
_CONFIGURATIONS = select(snapshot.c.id, snapshot.c.config).where(snapshot.c.id.in_(any_of("snapshots")))
_NOTES = (
    select(note.c.snapshot_id, note.c.kind, note.c.details)
    .where(note.c.snapshot_id.in_(any_of("snapshots")))
    .order_by(note.c.snapshot_id, note.c.number)
)


def timeline(connection: Connection) -> Timeline:
    """Return the frozen snapshot of every published week, oldest first: the one that was published first (Q-49)."""
    return Timeline(tuple(Published(*row) for row in connection.execute(_TIMELINE)))


def edition(connection: Connection) -> str:
    """Return a short text that changes when a snapshot is published or taken back: the key of what may be cached.

    It is asked for every second, so it must not take longer from year to year.
    """
    rows = [tuple(row) for query in (_LATEST_MOVE, _PUBLISHED) for row in connection.execute(query)]
    return sha256(repr(rows).encode()).hexdigest()[:16]


def known(connection: Connection) -> Known:
    """Return what may be chosen: all units of any published week, and the weeks from the first to the latest."""
    weeks = timeline(connection)
    return Known(known_units(connection) | {REPUBLIC}, weeks.first, weeks.latest)


def known_units(connection: Connection) -> frozenset[str]:
    """Return the units of all published weeks."""
    return frozenset(connection.scalars(_UNITS))


def configurations(connection: Connection, snapshots: Sequence[int]) -> dict[int, MonitorConfig]:
    """Return the numbers each snapshot was computed with (A-32)."""
    found = connection.execute(_CONFIGURATIONS, {"snapshots": list(snapshots)})
    return {row.id: _configuration(row.config) for row in found}


@lru_cache(maxsize=32)
def _configuration(text: str) -> MonitorConfig:
    """Return a stored configuration; there are only a few, each is read once."""
    return MonitorConfig.from_json(text)


def notes(connection: Connection, snapshots: Sequence[int]) -> dict[int, tuple[Note, ...]]:
    """Return what a reader of each week should know, in the order it was found."""
    found: dict[int, list[Note]] = {key: [] for key in snapshots}
    for key, kind, details in connection.execute(_NOTES, {"snapshots": list(snapshots)}):
        found[key].append(Note(kind, json.loads(details)))
    return {key: tuple(listed) for key, listed in found.items()}
