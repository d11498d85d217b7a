"""The pages of regions and districts with their schools."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from dashboard.frames import PageData
from dashboard.selection import Selection
from queries import page, snapshots
from queries.archive import Archive
from queries.schools import district_of, schools

REGION = "region"


def load(connection: Connection, selection: Selection, today: date, archive: Archive | None = None) -> PageData:
    """Return what the page of a selection shows, with its schools: on a region's page those of all its districts.

    A page of the republic has none: eight thousand schools are no list anybody reads; they are searched (`search`).

    Parameters
    ----------
    selection, today, archive
        As in `queries.page.load`.
    """
    archive = archive or Archive(snapshots.timeline(connection))
    data = page.load(connection, selection, today, archive)
    if data.unit.level != REGION or data.shown is None:
        return data
    found = schools(connection, data.shown.snapshot_id, *(row.unit_id for row in data.members))
    if not found:
        return data
    weeks = list(dict.fromkeys(week.snapshot_id for week in (*data.trend, data.base, data.shown) if week))
    values = archive.school_values(connection, weeks, [row.school_id for row in found])
    return replace(data, schools=found, school_values=values)


def load_school(
    connection: Connection, school: str, week: date | None, today: date, archive: Archive
) -> PageData | None:
    """Return the page of the district a school belongs to in a week, or in the latest one.

    None where the school does not take part in the week.
    """
    shown = archive.timeline.at(week or archive.timeline.latest) if archive.timeline.latest else None
    district = district_of(connection, shown.snapshot_id, school) if shown else None
    return page.load(connection, Selection(district, week), today, archive) if district else None
