"""Units as a week's drop described them (Q-100)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from dashboard.frames import UnitRow
from dashboard.schema import school_week, unit_week
from dashboard.selection import REPUBLIC
from queries.rows import any_of, plain_rows

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
_WEEKS: Select[Any] = (
    select(unit_week.c.snapshot_id, *_COLUMNS)
    .where(unit_week.c.snapshot_id.in_(any_of("snapshots")))
    .order_by(unit_week.c.snapshot_id, unit_week.c.unit_id)
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

_COVERAGE: Select[Any] = (
    select(school_week.c.state, func.count())
    .select_from(unit_week)
    .join(
        school_week,
        and_(school_week.c.snapshot_id == unit_week.c.snapshot_id, school_week.c.unit_id == unit_week.c.unit_id),
    )
    .where(
        _HERE,
        or_(
            unit_week.c.unit_id == bindparam("unit"),
            unit_week.c.parent_id == bindparam("unit"),
            bindparam("unit") == REPUBLIC,
        ),
    )
    .group_by(school_week.c.state)
)


def of_weeks(connection: Connection, snapshots: Sequence[int]) -> dict[int, dict[str, UnitRow]]:
    """Return the units of each week by id; of a week that is not there none."""
    found: dict[int, dict[str, UnitRow]] = {key: {} for key in snapshots}
    for key, *row in plain_rows(connection, _WEEKS, {"snapshots": list(snapshots)}):
        found[key][row[0]] = UnitRow(*row)
    return found


def path_and_members(week: Mapping[str, UnitRow], unit: str) -> tuple[tuple[UnitRow, ...], tuple[UnitRow, ...]]:
    """Return a unit with the units above it, and the units its map and ranking consist of.

    Parameters
    ----------
    week
        All units of the week, by id.
    unit
        Id of the unit; the republic stands in where the week does not know it.

    Returns
    -------
    tuple of UnitRow, tuple of UnitRow
        From the republic down to the unit; its children, or of a district the districts of its region.
        Both are empty in a week without a republic.
    """
    chosen = week.get(unit) or week.get(REPUBLIC)
    if chosen is None:
        return (), ()
    group = chosen.parent_id if chosen.level == "district" else chosen.unit_id
    above = tuple(
        week[name] for name in dict.fromkeys((REPUBLIC, group or REPUBLIC)) if name in week and name != chosen.unit_id
    )
    return (*above, chosen), children(week, group)


def siblings(week: Mapping[str, UnitRow], unit: UnitRow) -> tuple[UnitRow, ...]:
    """Return the units of a week a unit is ranked among, itself included; none for the republic."""
    return children(week, unit.parent_id)


def children(week: Mapping[str, UnitRow], parent: str | None) -> tuple[UnitRow, ...]:
    """Return the units right below another one, by id."""
    if parent is None:
        return ()
    return tuple(row for row in week.values() if row.parent_id == parent and row.unit_id != REPUBLIC)


def school_states(connection: Connection, snapshot_id: int, unit: str) -> dict[str, int]:
    """Return how many participating schools of a unit are in which state of table ``school_week`` (Q-6, Q-7)."""
    found = connection.execute(_COVERAGE, {"snapshot": snapshot_id, "unit": unit})
    return {row[0]: row[1] for row in found}


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
