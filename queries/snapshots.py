"""Which weeks can be shown, and what a snapshot says about itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import Connection, and_, func, select

from dashboard.configuration import MonitorConfig
from dashboard.schema import note, snapshot, unit_week
from dashboard.selection import REPUBLIC, Known
from dashboard.snapshot.notes import Note
from dashboard.snapshot.revisions import frozen_ids
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
_UNITS = select(unit_week.c.unit_id).distinct().join(snapshot, snapshot.c.id == unit_week.c.snapshot_id).where(_frozen)
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
    """Return a short text that changes when a week is published or taken back: the key of what may be cached."""
    shown = [(row.id, row.content_id) for row in connection.execute(_TIMELINE)]
    return sha256(repr(shown).encode()).hexdigest()[:16]


def known(connection: Connection) -> Known:
    """Return what may be chosen: all units of any published week, and the weeks from the first to the latest."""
    weeks = timeline(connection)
    units = frozenset(connection.scalars(_UNITS))
    return Known(units | {REPUBLIC}, weeks.first, weeks.latest)


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
