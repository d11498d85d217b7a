"""Units as a week's drop described them (Q-100)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from dashboard.frames import UnitRow
from dashboard.schema import school_week, unit_week
from dashboard.selection import REPUBLIC
from queries.rows import any_of

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
_HERE = unit_week.c.snapshot_id == bindparam("snapshot")
_ONE: Select[Any] = select(*_COLUMNS).where(_HERE, unit_week.c.unit_id == bindparam("unit"))
_CHILDREN: Select[Any] = select(*_COLUMNS).where(_HERE, unit_week.c.parent_id == bindparam("parent"))
_AROUND: Select[Any] = select(*_COLUMNS).where(
    _HERE, or_(unit_week.c.parent_id == bindparam("parent"), unit_week.c.unit_id.in_([REPUBLIC, bindparam("parent")]))
)
_STATES: Select[Any] = (
    select(unit_week.c.unit_id, unit_week.c.parent_id, school_week.c.state)
    .distinct()
    .join(
        school_week,
        and_(school_week.c.snapshot_id == unit_week.c.snapshot_id, school_week.c.unit_id == unit_week.c.unit_id),
    )
    .where(_HERE, or_(unit_week.c.unit_id.in_(any_of("units")), unit_week.c.parent_id.in_(any_of("units"))))
)


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
    own = connection.execute(_ONE, {"snapshot": snapshot_id, "unit": unit}).first()
    if own is None:
        return ((), ()) if unit == REPUBLIC else path_and_members(connection, snapshot_id, REPUBLIC)
    chosen = UnitRow(*own)
    group = chosen.parent_id if chosen.level == "district" else unit
    around = connection.execute(_AROUND, {"snapshot": snapshot_id, "parent": group})
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
    found = connection.execute(_CHILDREN, {"snapshot": snapshot_id, "parent": unit.parent_id})
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
    states: dict[str, set[str]] = defaultdict(set)
    for unit, parent, state in connection.execute(_STATES, {"snapshot": snapshot_id, "units": list(units)}):
        states[unit].add(state)
        states[parent].add(state)
    return {unit: next(iter(states[unit])) if len(states[unit]) == 1 else MIXED for unit in units}
