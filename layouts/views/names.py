"""Names of units: in full, short for tables, shorter still for maps."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dashboard.frames import UnitRow
from dashboard.locales import Language

# What a table's column already says: it lists regions, or districts.
_GENERIC: Mapping[str, re.Pattern[str]] = {
    "kk": re.compile(r"\s+(облысы|ауданы)$"),
    "ru": re.compile(r"\s+(область|район)$|^(область|район)\s+(имени\s+)?"),
    "en": re.compile(r"\s+(Region|District)$"),
}
_CITY_KK = re.compile(r"\s+қаласы$")
_CITY_MARK = re.compile(r"^г\.\s*|\s+қ\.$|\s+city$")
CITIES = frozenset({"city_republican", "city_oblast"})


def full_name(lang: Language, unit: UnitRow) -> str:
    """Return the name as the register has it."""
    return lang.name(unit.names)[0]


def short_name(lang: Language, unit: UnitRow) -> tuple[str, str]:
    """Return the name without the generic word, and the language it is written in.

    Cities keep their mark (``г. Астана``, ``Астана қ.``), so that they are not taken for the region or district of
    the same name.
    """
    full, written = lang.name(unit.names)
    short = _GENERIC[written].sub("", full).strip() if written in _GENERIC else full
    if written == "kk":
        short = _CITY_KK.sub(" қ.", short)
    if written == "en" and unit.kind in CITIES and not short.endswith("city"):
        short += " city"
    return short or full, written


def map_name(lang: Language, unit: UnitRow, names: Mapping[str, str]) -> str:
    """Return the name on the map: the one the map has for it, else the short name without the city's mark."""
    return names.get(unit.unit_id) or _CITY_MARK.sub("", short_name(lang, unit)[0])
