"""Some units beside one another over the weeks of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from dashboard.frames import SideBySide, UnitRow
from dashboard.selection import REPUBLIC
from dashboard.timeline import TREND_WEEKS, Published, Timeline
from dashboard.weeks import academic_year, weeks_before, weeks_of_year
from queries.archive import Archive, unit_elsewhere


def compared(connection: Connection, archive: Archive, units: Sequence[str], week: date) -> SideBySide | None:
    """Return what the lines of a comparison are made of.

    Parameters
    ----------
    units
        The units, in their order; who is in no published week is left out.
    week
        The last week of the lines, a Sunday.

    Returns
    -------
    SideBySide or None
        None where nothing has been published.
    """
    weeks = weeks_compared(week)
    snapshots = [_with_data(archive.timeline, each) for each in weeks]
    nearest = archive.timeline.nearest(week)
    if nearest is None:
        return None
    described = archive.units(connection, nearest.snapshot_id)
    found = [described.get(unit) or unit_elsewhere(connection, archive, unit) for unit in units]
    rows: tuple[UnitRow, ...] = tuple(filter(None, found))
    ids = [snapshot.snapshot_id for snapshot in snapshots if snapshot]
    above = _references(rows, described)
    return SideBySide(
        weeks=weeks,
        snapshots=tuple(snapshots),
        timeline=archive.timeline,
        config=archive.configuration(connection, nearest.snapshot_id),
        units=rows,
        values=archive.values(connection, ids, [row.unit_id for row in (*rows, *above)]),
        references=above,
    )


def _references(rows: tuple[UnitRow, ...], described: Mapping[str, UnitRow]) -> tuple[UnitRow, ...]:
    """Return the republic and the region all units lie in; nobody who is compared already."""
    shared = {row.parent_id for row in rows}
    wanted = dict.fromkeys((REPUBLIC, *(shared if len(shared) == 1 else ())))
    compared_ids = {row.unit_id for row in rows}
    return tuple(described[unit] for unit in wanted if unit in described and unit not in compared_ids)


def weeks_compared(week: date) -> tuple[date, ...]:
    """Return the weeks a comparison runs over: the academic year so far, at least twelve (Q-41)."""
    year = [each for each in weeks_of_year(academic_year(week)) if each <= week]
    return tuple(year if len(year) > TREND_WEEKS else weeks_before(week, TREND_WEEKS))


def _with_data(timeline: Timeline, week: date) -> Published | None:
    """Return the snapshot of a week in which the republic has data; holidays are gaps (Q-9)."""
    found = timeline.at(week)
    return found if found and found.has_data else None
