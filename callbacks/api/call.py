"""One request of a program: what it asks for, what it may see, and what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import Any

from msgspec import UnsetType

from callbacks.api.asking import Between
from callbacks.api.problems import Refused
from dashboard.access.decision import Scope
from dashboard.frames import UnitRow
from dashboard.selection import REPUBLIC
from dashboard.timeline import Published, Timeline
from dashboard.weeks import WEEK, week_of
from queries.archive import Archive


@dataclass(frozen=True)
class Call:
    """One request.

    Attributes
    ----------
    connection
        Open for reading, as `dashboard.database.reading` gives it; only `queries` know what it is.
    archive
        The published weeks.
    scope
        Where whoever asks may do what the endpoint asks for.
    query
        The parameters: one of the classes of `callbacks.api.asking`.
    """

    connection: Any
    archive: Archive
    scope: Scope
    query: Any
    _paths: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)

    def week(self) -> Published:
        """Return the asked week.

        Raises
        ------
        Refused
            404 if it was not published.
        """
        found = week_at(self.archive.timeline, self.query.week)
        if found is None:
            raise Refused(HTTPStatus.NOT_FOUND, "This week has not been published. See /api/v1/weeks.")
        return found

    def weeks(self, *, every: bool = False) -> Sequence[Published]:
        """Return the asked weeks; all of them, where none is named and `every` is set, or the latest one."""
        timeline, query = self.archive.timeline, self.query
        if timeline.first is None or timeline.latest is None:
            return ()
        last = _inside(query.last, timeline) or timeline.latest
        first = _inside(query.first, timeline) or (timeline.first if every else last)
        return tuple(week for week in timeline.between(first, last + WEEK) if not _outside(query, week.week))

    def units(self, week: Published) -> dict[str, UnitRow]:
        """Return the units of a week by id."""
        return dict(self.archive.units(self.connection, week.snapshot_id))

    def districts(self, week: Published, unit: str | UnsetType) -> list[str]:
        """Return the units of a week that have schools, below a unit or all; nothing below one nobody knows."""
        units = self.archive.units(self.connection, week.snapshot_id)
        if isinstance(unit, UnsetType) or unit == REPUBLIC:
            return list(units)
        return [row.unit_id for row in units.values() if unit in {row.unit_id, row.parent_id}]

    def sees(self, week: Published, district: str, school: str) -> bool:
        """Return whether a school of a district lies within the scope."""
        return self.scope.covers((*self._path(week, district), school))

    def _path(self, week: Published, unit: str) -> tuple[str, ...]:
        """Return a unit with everything above it; the republic stands above what is in no unit."""
        key = (week.snapshot_id, unit)
        found = self._paths.get(key)
        if found is None:
            row = self.archive.units(self.connection, week.snapshot_id).get(unit)
            above = row.parent_id if row and row.parent_id else REPUBLIC
            found = self._paths[key] = tuple(dict.fromkeys((REPUBLIC, above, unit)))
        return found


def week_at(timeline: Timeline, day: date | UnsetType) -> Published | None:
    """Return the week a day lies in, the latest one without a day; None where it was not published."""
    if isinstance(day, UnsetType):
        return timeline.at(timeline.latest) if timeline.latest else None
    inside = _inside(day, timeline)
    # A day before the first week or after the latest one is moved there, and so lies in another week than asked for.
    return timeline.at(inside) if inside and 0 <= (day - inside).days < WEEK.days else None


def _inside(day: date | UnsetType, timeline: Timeline) -> date | None:
    """Return the week of a day, moved to the weeks there are: years at the edge of the calendar have no weeks."""
    if isinstance(day, UnsetType) or timeline.first is None or timeline.latest is None:
        return None
    return week_of(min(max(day, timeline.first), timeline.latest + WEEK))


def _outside(query: Between, week: date) -> bool:
    """Return whether a week lies before or after the asked days."""
    before = isinstance(query.first, date) and week + WEEK <= query.first
    return before or (isinstance(query.last, date) and week > query.last)
