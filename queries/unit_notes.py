"""What a reader of a unit's page should know about the data of its schools."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from dashboard.schema import school_week, unit_note, unit_week
from dashboard.snapshot.notes import Note
from queries.rows import any_of, plain_rows

Key = tuple[int, str]  # snapshot, unit

_NOTES: Select[Any] = (
    select(unit_note.c.kind, unit_note.c.details)
    .where(unit_note.c.snapshot_id == bindparam("snapshot"), unit_note.c.unit_id == bindparam("unit"))
    .order_by(unit_note.c.number)
)
_NAMES: Select[Any] = (
    select(
        *(school_week.c[name] for name in ("school_id", "name_kk", "name_ru", "name_en", "unit_id")),
        *(unit_week.c[name] for name in ("name_kk", "name_ru", "name_en")),
    )
    .outerjoin(
        unit_week,
        and_(unit_week.c.snapshot_id == school_week.c.snapshot_id, unit_week.c.unit_id == school_week.c.unit_id),
    )
    .where(school_week.c.snapshot_id == bindparam("snapshot"), school_week.c.school_id.in_(any_of("schools")))
)


def of_units(connection: Connection, keys: Sequence[Key]) -> dict[Key, tuple[Note, ...]]:
    """Return the notes of units.

    Parameters
    ----------
    keys
        Snapshot and unit.

    Returns
    -------
    dict
        Notes in the order of the page; those that name schools also hold their ``names``: for each id in ``schools``,
        in that order, the names by language and, on the page of another unit, under ``district`` those of the school's
        district. Of weeks built by earlier versions, nothing.
    """
    return {(snapshot, unit): _of_unit(connection, snapshot, unit) for snapshot, unit in keys}


def _of_unit(connection: Connection, snapshot: int, unit: str) -> tuple[Note, ...]:
    """Return the notes of one unit."""
    rows = plain_rows(connection, _NOTES, {"snapshot": snapshot, "unit": unit})
    found = [(kind, json.loads(details)) for kind, details in rows]
    ids = {school for _, details in found for school in details.get("schools", ())}
    names = _names(connection, snapshot, sorted(ids), unit)
    return tuple(Note(kind, _named(details, names)) for kind, details in found)


def _names(connection: Connection, snapshot: int, schools: Sequence[str], unit: str) -> dict[str, dict[str, Any]]:
    """Return the names of schools, and of their district where that is not the unit; a few schools, by their key."""
    if not schools:
        return {}
    rows = plain_rows(connection, _NAMES, {"snapshot": snapshot, "schools": list(schools)})
    found: dict[str, dict[str, Any]] = {}
    for school, kk, ru, en, district, *district_names in rows:
        found[school] = {"kk": kk, "ru": ru, "en": en}
        if district != unit:
            found[school]["district"] = dict(zip(("kk", "ru", "en"), district_names, strict=True))
    return found


def _named(details: Mapping[str, Any], names: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the details of a note with the names of its schools; what has none is called by its id."""
    if "schools" not in details:
        return dict(details)
    known = details.get("names", {})
    called = [names.get(school) or known.get(school) or {"kk": school} for school in details["schools"]]
    return {**details, "names": called}
