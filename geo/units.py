"""The units of the map: republic, regions, districts with their names and seats, from ``data/units.csv``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

DATA_FOLDER = Path(__file__).parent / "data"

REPUBLIC = "000000000"

# How the classifier writes a city (of oblast or republican significance) in Kazakh.
_CITY_WORD = " қаласы"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of administration.

    Attributes
    ----------
    unit_id
        KATO code, nine digits; ``000000000`` is the republic.
    parent
        Code of the unit above; empty for the republic.
    level
        ``republic``, ``region`` or ``district``.
    names
        Full name by language (kk, ru, en).
    lon, lat
        The seat of its administration, degrees (WGS 84).
    """

    unit_id: str
    parent: str
    level: str
    names: Mapping[str, str]
    lon: float
    lat: float

    @property
    def is_city(self) -> bool:
        """Whether the unit is a city."""
        return self.names["kk"].endswith(_CITY_WORD)


@cache
def units() -> Mapping[str, Unit]:
    """Return every unit by its code: the republic, 20 regions, 228 districts, in the order of the file."""
    with (DATA_FOLDER / "units.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["kato"]: _unit(row) for row in csv.DictReader(file)})


def _unit(row: Mapping[str, str]) -> Unit:
    """Return the unit of a row."""
    return Unit(
        unit_id=row["kato"],
        parent=row["parent_kato"],
        level=row["level"],
        names=MappingProxyType({language: row[f"name_{language}"] for language in ("kk", "ru", "en")}),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
    )


@cache
def children(unit_id: str) -> tuple[Unit, ...]:
    """Return the units directly under a unit, in the order of the file."""
    return tuple(unit for unit in units().values() if unit.parent == unit_id)


def mapped() -> tuple[str, ...]:
    """Return the codes of the units that have a drawing of their own: the republic and the regions."""
    return (REPUBLIC, *(unit.unit_id for unit in children(REPUBLIC)))
