"""Where units and schools lie in a week, for whoever decides what may be shown; and pages without names of schools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from dashboard.frames import PageData, UnitRow
from dashboard.snapshot.notes import Note
from queries.archive import Archive
from queries.schools import district_of

_LEVELS = 3  # republic, region, district
# What a note knows of single schools; how many there are stays.
_NAMING = frozenset({"schools", "names", "first"})


def unit_path(connection: Connection, archive: Archive, week: date | None, unit: str) -> tuple[str, ...]:
    """Return a unit of a week with everything above it, from the republic down; nothing where there is none.

    Parameters
    ----------
    week
        The latest one without; one without a snapshot has the units of the nearest one, as its page has.
    """
    snapshot = _snapshot(archive, week)
    return _path(archive.units(connection, snapshot), unit) if snapshot is not None else ()


def school_path(connection: Connection, archive: Archive, week: date | None, school: str) -> tuple[str, ...]:
    """Return a school of a week with everything above it; nothing where there is none.

    Whether there is such a school or not, the same statements are run: the time does not tell.
    """
    snapshot = _snapshot(archive, week)
    if snapshot is None:
        return ()
    district = district_of(connection, snapshot, school)
    above = _path(archive.units(connection, snapshot), district or "")
    return (*above, school) if above else ()


def _snapshot(archive: Archive, week: date | None) -> int | None:
    """Return the key of the snapshot whose units a week is shown with."""
    wanted = week or archive.timeline.latest
    shown = (archive.timeline.at(wanted) or archive.timeline.nearest(wanted)) if wanted else None
    return shown.snapshot_id if shown else None


def _path(units: Mapping[str, UnitRow], unit: str) -> tuple[str, ...]:
    """Return a unit with everything above it."""
    path: list[str] = []
    row = units.get(unit)
    while row is not None and len(path) < _LEVELS:
        path.insert(0, row.unit_id)
        row = units.get(row.parent_id or "")
    return tuple(path)


def without_schools(data: PageData) -> PageData:
    """Return a page that knows no single school any more: neither rows and values of schools, nor names in notes."""
    return replace(data, schools=(), school_values=None, notes=tuple(map(_without_names, data.notes)))


def _without_names(note: Note) -> Note:
    """Return a note that only counts schools."""
    return Note(note.kind, {key: value for key, value in note.details.items() if key not in _NAMING})
