"""Where a unit or a school lies: its path from the republic down, in the week that is asked about (Q-100)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from dashboard.schema import school_week, snapshot, unit_week
from dashboard.selection import REPUBLIC
from dashboard.snapshot.revisions import frozen_ids

_LEVELS = 3  # republic, region, district


@dataclass(frozen=True, slots=True)
class Located:
    """A place with everything above it.

    Attributes
    ----------
    path
        Ids from the republic down to the place; empty of a place that is not there.
    kind
        One of `SCOPES`, or empty.
    name
        Its name in Russian, for lists.
    """

    path: tuple[str, ...] = ()
    kind: str = ""
    name: str = ""


NOWHERE = Located()


def latest_snapshot(connection: Connection, week: date | None = None) -> int | None:
    """Return the key of the frozen snapshot of a week, or of the latest week that has one."""
    query = select(snapshot.c.id).where(snapshot.c.id.in_(frozen_ids()))
    if week is not None:
        query = query.where(snapshot.c.week == week)
    return connection.scalar(query.order_by(snapshot.c.week.desc()).limit(1))


def locate(connection: Connection, snapshot_id: int, place: str) -> Located:
    """Return where a unit or a school lies in one week."""
    school = connection.execute(
        select(school_week.c.unit_id, school_week.c.name_ru).where(
            school_week.c.snapshot_id == snapshot_id, school_week.c.school_id == place
        )
    ).first()
    if school is None:
        return _unit(connection, snapshot_id, place)
    above = _unit(connection, snapshot_id, school.unit_id)
    return Located((*above.path, place), "school", school.name_ru) if above.path else NOWHERE


def _unit(connection: Connection, snapshot_id: int, unit: str) -> Located:
    """Return where a unit lies."""
    path: list[str] = []
    kind = name = ""
    above: str | None = unit
    while above is not None and len(path) < _LEVELS:
        row = connection.execute(
            select(unit_week.c.parent_id, unit_week.c.level, unit_week.c.name_ru).where(
                unit_week.c.snapshot_id == snapshot_id, unit_week.c.unit_id == above
            )
        ).first()
        if row is None:
            return NOWHERE
        kind, name = kind or row.level, name or row.name_ru
        path.insert(0, above)
        above = row.parent_id
    return Located(tuple(path), kind, name)


def kind_of(connection: Connection, place: str) -> str:
    """Return what a place is in the latest published week, one of `SCOPES`; empty if there is no such place.

    The republic is there before anything has been published.
    """
    latest = latest_snapshot(connection)
    if place == REPUBLIC or latest is None:
        return "republic" if place == REPUBLIC else ""
    return locate(connection, latest, place).kind
