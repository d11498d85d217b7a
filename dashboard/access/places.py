"""Where a unit or a school lies: its path from the republic down, in the week that is asked about (Q-100)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import GenericFunction

from dashboard.access.decision import CLASS_SIGN, school_of
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
    """Return where a unit, a school or a class of a school lies in one week."""
    found = _school(connection, snapshot_id, place) or _unit(connection, snapshot_id, place)
    school, school_class = school_of(place)
    above = NOWHERE if found.path or not school_class else _school(connection, snapshot_id, school) or NOWHERE
    return Located((*above.path, place), "class", f"{above.name}, {school_class}") if above.path else found


def _school(connection: Connection, snapshot_id: int, place: str) -> Located | None:
    """Return where a school lies; None where it is no school of the week."""
    school = connection.execute(
        select(school_week.c.unit_id, school_week.c.name_ru).where(
            school_week.c.snapshot_id == snapshot_id, school_week.c.school_id == place
        )
    ).first()
    if school is None:
        return None
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


class _SchoolPart(GenericFunction[str]):
    """The school in the id of a class, in a query; what has none in it is itself or nothing."""

    type = String()
    inherit_cache = True
    name = "belsendi_school_part"


@compiles(_SchoolPart)
def _in_sql(element: _SchoolPart, compiler: Any, **more: Any) -> str:
    return f"split_part({compiler.process(element.clauses, **more)}, '{CLASS_SIGN}', 1)"


@compiles(_SchoolPart, "sqlite")
def _in_sqlite(element: _SchoolPart, compiler: Any, **more: Any) -> str:
    place = compiler.process(element.clauses, **more)
    return f"substr({place}, 1, instr({place}, '{CLASS_SIGN}') - 1)"


def lies_in(column: ColumnElement[str], places: Sequence[str]) -> ColumnElement[bool]:
    """Return whether a place is one of some units and schools, or a class of one of the schools, as a part of a query.

    Classes stand in no register, so a list of everything below a unit does not name them.
    """
    return or_(column.in_(places), _SchoolPart(column).in_(places))
