"""Short names for the map: there is room for a stem, not for «Восточно-Казахстанская область»."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

from geo.units import DATA_FOLDER, Unit, children, units

LANGUAGES = ("kk", "ru", "en")

# Words before and after the name of a district or a city, longest first. (Order matters: the first that fits is cut.)
_BEFORE = {"kk": (), "ru": ("район имени ", "район ", "г. "), "en": ()}
_AFTER = {"kk": (" ауданы", " қаласы"), "ru": (" район",), "en": (" District",)}

# What tells a district from the city of the same stem beside it: «Қостанай» and «Қостанай ауд.».
_SHORT_DISTRICT = {"kk": "{} ауд.", "ru": "{} р-н", "en": "{} dist."}


def map_name(unit_id: str, language: str) -> str | None:
    """Return a unit's name on the map.

    Parameters
    ----------
    unit_id
        KATO code.
    language
        kk, ru or en.

    Returns
    -------
    str or None
        For a region the stem of ``data/map_names.csv`` (DESIGN section 5); for a district or a city its name without
        «район» and «г.»; None for the republic and for codes and languages that are not known.
    """
    if language not in LANGUAGES:
        return None
    stem = _stems().get(unit_id)
    return stem[language] if stem else _district_name(unit_id, language)


@cache
def _stems() -> Mapping[str, Mapping[str, str]]:
    """Return the stems of the regions: code to language to stem."""
    with (DATA_FOLDER / "map_names.csv").open(encoding="utf-8", newline="") as file:
        return {row["kato"]: row for row in csv.DictReader(file)}


def _district_name(unit_id: str, language: str) -> str | None:
    """Return the name of a district or city without its kind, unless a sibling would get the same one."""
    unit = units().get(unit_id)
    if unit is None or unit.level != "district":
        return None
    name = bare_name(unit, language)
    if unit.is_city:
        return name
    siblings = (other for other in children(unit.parent) if other != unit)
    alone = all(bare_name(other, language) != name for other in siblings)
    return name if alone else _SHORT_DISTRICT[language].format(name)


def bare_name(unit: Unit, language: str) -> str:
    """Return a name without the words for its kind and without what stands in brackets."""
    name = unit.names[language].partition(" (")[0]
    for word in _BEFORE[language]:
        if name.startswith(word):
            return name.removeprefix(word)
    for word in _AFTER[language]:
        if name.endswith(word):
            return name.removesuffix(word)
    return name
