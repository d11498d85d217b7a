"""Units as a week's drop described them (Q-100)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from dashboard.frames import UnitRow
from dashboard.schema import school_week, unit_week
from dashboard.selection import REPUBLIC

MIXED = "mixed"
_COLUMNS = (
    unit_week.c.unit_id,
    unit_week.c.parent_id,
    unit_week.c.level,
    unit_week.c.kind,
    unit_week.c.name_kk,
    unit_week.c.name_ru,
    unit_week.c.name_en,
    unit_week.c.state,
    unit_week.c.schools,
    unit_week.c.reporting,
)
_ONE: Select[Any] = select(*_COLUMNS)


def path_and_members(
    connection: Connection, snapshot_id: int, unit: str
) -> tuple[tuple[UnitRow, ...], tuple[UnitRow, ...]]:
    """Return a unit with the units above it, and the units its map and ranking consist of.

    Parameters
    ----------
    snapshot_id
        The week's snapshot.
    unit
        Id of the unit; the republic stands in where the week does not know it.

    Returns
    -------
    tuple of UnitRow, tuple of UnitRow
        From the republic down to the unit; its children, or of a district the districts of its region.
        Both are empty in a snapshot without a republic.
    """
    here = unit_week.c.snapshot_id == snapshot_id
    own = connection.execute(_ONE.where(here, unit_week.c.unit_id == unit)).first()
    if own is None:
        return ((), ()) if unit == REPUBLIC else path_and_members(connection, snapshot_id, REPUBLIC)
    chosen = UnitRow(*own)
    group = chosen.parent_id if chosen.level == "district" else unit
    around = connection.execute(
        _ONE.where(here, or_(unit_week.c.parent_id == group, unit_week.c.unit_id.in_([REPUBLIC, group])))
    )
    rows = {row.unit_id: UnitRow(*row) for row in around}
    members = tuple(row for row in rows.values() if row.parent_id == group and row.unit_id != REPUBLIC)
    above = tuple(rows[name] for name in dict.fromkeys((REPUBLIC, group)) if name in rows and name != unit)
    return (*above, chosen), members


def siblings(
    connection: Connection, snapshot_id: int, unit: UnitRow, members: tuple[UnitRow, ...]
) -> tuple[UnitRow, ...]:
    """Return the units a unit is ranked among, itself included; none for the republic.

    Parameters
    ----------
    members
        What `path_and_members` found: of a district they are the answer.
    """
    if unit.parent_id is None or unit.level == "district":
        return members if unit.parent_id else ()
    found = connection.execute(
        _ONE.where(unit_week.c.snapshot_id == snapshot_id, unit_week.c.parent_id == unit.parent_id)
    )
    return tuple(UnitRow(*row) for row in found)


def absences(connection: Connection, snapshot_id: int, units: Sequence[str]) -> dict[str, str]:
    """Return why units have no values: the state all their schools share, or ``mixed``.

    Parameters
    ----------
    snapshot_id
        The week's snapshot.
    units
        Regions or districts with participating schools, none of which has values.

    Returns
    -------
    dict
        Unit to ``no_teaching`` (Q-6), ``not_connected`` (Q-7) or ``mixed``.
    """
    above = (
        select(unit_week.c.unit_id, unit_week.c.parent_id)
        .where(
            unit_week.c.snapshot_id == snapshot_id,
            or_(unit_week.c.unit_id.in_(units), unit_week.c.parent_id.in_(units)),
        )
        .subquery()
    )
    states: dict[str, set[str]] = defaultdict(set)
    found = connection.execute(
        select(above.c.unit_id, above.c.parent_id, school_week.c.state, func.count())
        .join(school_week, school_week.c.unit_id == above.c.unit_id)
        .where(school_week.c.snapshot_id == snapshot_id)
        .group_by(above.c.unit_id, above.c.parent_id, school_week.c.state)
    )
    for unit, parent, state, _ in found:
        states[unit].add(state)
        states[parent].add(state)
    return {unit: next(iter(states[unit])) if len(states[unit]) == 1 else MIXED for unit in units}
