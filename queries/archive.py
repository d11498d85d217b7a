"""The published weeks, and what has been read of them: a snapshot is never edited, so what was read once stays true."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Connection

from dashboard.configuration import MonitorConfig
from dashboard.frames import SCHOOL_VALUES, UNIT_VALUES, Block, UnitRow, gathered
from dashboard.recent import Recent
from dashboard.snapshot.notes import Note
from dashboard.timeline import Timeline
from dashboard.weeks import academic_year
from queries import snapshots, unit_notes, units, values
from queries.revisions import corrections, revision_notes
from queries.schools import values_of_weeks
from queries.statistics import Totals, totals

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_KEPT_WEEKS = 120  # three academic years; a week of values is 110 KB
_KEPT_UNITS = 500
_KEPT_DISTRICTS = 3_000  # weeks of a district; one is about 10 KB
_KEPT_REGIONS = 150  # weeks of a region; one is about 80 KB
_MANY_SCHOOLS = 250  # no district has more


class _Kept(Generic[K, V]):
    """The most recently used results of a query, by key.

    Parameters
    ----------
    size
        How many are kept.
    read
        The query: a result for each of the keys.
    """

    def __init__(self, size: int, read: Callable[[Connection, Sequence[K]], Mapping[K, V]]) -> None:
        self._recent: Recent[K, V] = Recent(size)
        self._read = read

    def of(self, connection: Connection, keys: Sequence[K]) -> list[V]:
        """Return the results of the keys, in their order; what is not kept is read at once."""
        found = self._recent.find(keys)
        missing = [key for key in keys if key not in found]
        if missing:
            read = self._read(connection, missing)
            self._recent.keep(read)
            found.update(read)
        return [found[key] for key in keys]


class Archive:
    """The published weeks of one edition.

    Parameters
    ----------
    timeline
        Which they are.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._configurations = _Kept(_KEPT_WEEKS, snapshots.configurations)
        self._notes = _Kept(_KEPT_WEEKS, snapshots.notes)
        self._unit_notes = _Kept(_KEPT_UNITS, unit_notes.of_units)
        self._units = _Kept(_KEPT_WEEKS, units.of_weeks)
        self._values = _Kept(_KEPT_WEEKS, values.of_weeks)
        self._school_values = _Kept(_KEPT_DISTRICTS, values_of_weeks)
        self._region_values = _Kept(_KEPT_REGIONS, values_of_weeks)
        self._corrections = _Kept(_KEPT_WEEKS, corrections)
        self._totals = _Kept(_KEPT_UNITS, partial(totals, timeline=timeline))

    def configuration(self, connection: Connection, snapshot_id: int) -> MonitorConfig:
        """Return the numbers a week was computed with (A-32)."""
        return self._configurations.of(connection, [snapshot_id])[0]

    def notes(self, connection: Connection, snapshot_id: int) -> tuple[Note, ...]:
        """Return what a reader of a week should know."""
        return self._notes.of(connection, [snapshot_id])[0]

    def unit_notes(self, connection: Connection, snapshot_id: int, unit: str) -> tuple[Note, ...]:
        """Return what a reader of a unit's page should know about its schools."""
        return self._unit_notes.of(connection, [(snapshot_id, unit)])[0]

    def revision_notes(self, connection: Connection, week: date, unit: str) -> tuple[Note, ...]:
        """Return what later revisions of a week have otherwise in a unit (G-3)."""
        (found,) = self._corrections.of(connection, [week])
        return revision_notes(connection, found, unit) if found else ()

    def units(self, connection: Connection, snapshot_id: int) -> Mapping[str, UnitRow]:
        """Return the units of a week, by id."""
        return self._units.of(connection, [snapshot_id])[0]

    def values(self, connection: Connection, weeks: Sequence[int], members: Sequence[str]) -> Block:
        """Return the values of units in several weeks.

        Returns
        -------
        Block
            `UNIT_VALUES`; axes in the order of `weeks` and `members`.
        """
        return gathered(UNIT_VALUES, weeks, members, self._values.of(connection, weeks))

    def school_values(self, connection: Connection, weeks: Sequence[int], schools: Sequence[str]) -> Block:
        """Return the values of schools in several weeks.

        Returns
        -------
        Block
            `SCHOOL_VALUES`; axes in the order of `weeks` and `schools`. A school that has moved here from another
            district brings its earlier weeks along.
        """
        keys = [(week, tuple(schools)) for week in weeks]
        kept = self._school_values if len(schools) <= _MANY_SCHOOLS else self._region_values
        return gathered(SCHOOL_VALUES, weeks, schools, kept.of(connection, keys))

    def totals(self, connection: Connection, unit: str, week: date) -> Totals:
        """Return what a unit's statistics blocks are made of in a week."""
        return self._totals.of(connection, [(unit, academic_year(week))])[0]


def unit_elsewhere(connection: Connection, archive: Archive, unit: str) -> UnitRow | None:
    """Return a unit as the latest week that knows it describes it; None where no week does (Q-100)."""
    for snapshot in reversed(archive.timeline.snapshots):
        found = archive.units(connection, snapshot.snapshot_id).get(unit)
        if found is not None:
            return found
    return None
