"""Everything one page needs, in a few statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection

from dashboard.configuration import load_configuration
from dashboard.frames import UNIT_VALUES, Block, PageData, UnitRow, block
from dashboard.selection import REPUBLIC, Selection
from dashboard.snapshot.notes import UNIT_KINDS, Note
from dashboard.timeline import TREND_WEEKS, Published, Timeline
from dashboard.weeks import ALMATY, default_week
from queries import snapshots, units, values
from queries.archive import Archive
from queries.schools import schools as schools_of
from queries.statistics import statistics

# What stands for the republic in a database without a single published week.
NOWHERE = UnitRow(
    REPUBLIC,
    None,
    "republic",
    None,
    "Қазақстан Республикасы",
    "Республика Казахстан",
    "Republic of Kazakhstan",
    "none",
    0,
    0,
)

DISTRICT = "district"
# Notes on the whole week that every page bears.
EVERYWHERE = frozenset({"rejects_accepted"})


def load(connection: Connection, selection: Selection, today: date, archive: Archive | None = None) -> PageData:
    """Return what the page of a selection shows.

    Parameters
    ----------
    selection
        Unit, week and indicator; a week without its own snapshot (a holiday) is shown with the units and the numbers
        of the nearest one.
    today
        The day in Almaty; only an empty database has no other week to speak of.
    archive
        The weeks, and what was read of them before; read anew without.

    Returns
    -------
    PageData
        All nine indicators: the selected one is only carried along.
    """
    archive = archive or Archive(snapshots.timeline(connection))
    weeks = archive.timeline
    week = selection.week or weeks.latest
    if week is None:
        return _empty(selection, default_week(_noon(today)))
    shown = weeks.at(week)
    nearest = shown or weeks.nearest(week)
    described = archive.units(connection, nearest.snapshot_id) if nearest else {}
    path, members = units.path_and_members(described, selection.unit)
    if not path or nearest is None:
        return _empty(selection, week, weeks)
    asked = _Asked(selection, archive, week, shown, nearest)
    return _filled(connection, asked, path, members)


@dataclass(frozen=True)
class _Asked:
    """A selection among the weeks there are; `nearest` is the shown snapshot, or what stands in for it."""

    selection: Selection
    archive: Archive
    week: date
    shown: Published | None
    nearest: Published


def _filled(connection: Connection, asked: _Asked, path: tuple[UnitRow, ...], members: tuple[UnitRow, ...]) -> PageData:
    """Return the page of a week whose units are known."""
    shown, archive, nearest = asked.shown, asked.archive, asked.nearest.snapshot_id
    base, trend = archive.timeline.previous(asked.week), archive.timeline.trend(asked.week)
    needed = list(dict.fromkeys(s.snapshot_id for s in (*trend, base, asked.nearest) if s))
    unit = path[-1]
    names = list(dict.fromkeys(row.unit_id for row in (*path, *members)))
    with_schools = shown if unit.level == DISTRICT else None
    schools = schools_of(connection, with_schools.snapshot_id, unit.unit_id) if with_schools else ()
    ids = [row.school_id for row in schools]
    siblings = units.siblings(archive.units(connection, nearest), unit) if shown else ()
    rivals = [row.unit_id for row in siblings]
    return PageData(
        week=asked.week,
        indicator=asked.selection.indicator,
        timeline=archive.timeline,
        shown=shown,
        base=base,
        trend=trend,
        config=archive.configuration(connection, nearest),
        path=path,
        members=members,
        values=archive.values(connection, needed, names),
        comparison=_comparison(connection, asked, base, unit),
        siblings=siblings,
        sibling_values=archive.values(connection, [nearest], rivals) if rivals else None,
        schools=schools,
        school_values=archive.school_values(connection, needed, ids) if ids else None,
        absences=_absences(connection, shown, members),
        statistics=statistics(archive.totals(connection, unit.unit_id, asked.week), archive.timeline, asked.week, unit),
        notes=_notes(connection, archive, shown, unit) if shown else (),
        regions=units.children(archive.units(connection, nearest), REPUBLIC),
    )


def _comparison(connection: Connection, asked: _Asked, base: Published | None, unit: UnitRow) -> Block | None:
    """Return the unit's counts in both weeks, where there are two."""
    if asked.shown is None or base is None:
        return None
    return values.comparison(connection, asked.shown.snapshot_id, base.snapshot_id, unit.unit_id)


def _notes(connection: Connection, archive: Archive, shown: Published, unit: UnitRow) -> tuple[Note, ...]:
    """Return what a reader of the unit should know: of its own schools, of the week, what later revisions change."""
    own = archive.unit_notes(connection, shown.snapshot_id, unit.unit_id)
    week = archive.notes(connection, shown.snapshot_id)
    if own:  # else the week was built by a version that kept none
        week = tuple(note for note in week if _is_told(note, unit))
    return (*own, *week, *archive.revision_notes(connection, shown.week, unit.unit_id))


def _is_told(note: Note, unit: UnitRow) -> bool:
    """Tell whether a note on the week as a whole is told on a unit's page: on the republic's what is not its own."""
    return note.kind in EVERYWHERE or (unit.unit_id == REPUBLIC and note.kind not in UNIT_KINDS)


def _absences(connection: Connection, shown: Published | None, members: tuple[UnitRow, ...]) -> dict[str, str]:
    """Return why members with schools have no values; asked only where there are such."""
    silent = [row.unit_id for row in members if row.schools and not row.reporting]
    return units.absences(connection, shown.snapshot_id, silent) if shown and silent else {}


def _empty(selection: Selection, week: date, weeks: Timeline | None = None) -> PageData:
    """Return the page of a database in which nothing has been published."""
    return PageData(
        week=week,
        indicator=selection.indicator,
        timeline=weeks or Timeline(),
        shown=None,
        base=None,
        trend=(None,) * TREND_WEEKS,
        config=load_configuration().for_week(week),
        path=(NOWHERE,),
        members=(),
        values=block(UNIT_VALUES, [], [REPUBLIC], []),
        comparison=None,
    )


def _noon(day: date) -> datetime:
    """Return noon of a day in Almaty."""
    return datetime.combine(day, time(12), ALMATY)
