"""The information block of a region or district, and its filter: region, district, indicator (A-47)."""

from __future__ import annotations

from dashboard.alphabet import name_order
from dashboard.frames import UnitRow
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import Language
from layouts.views.empty import FEW_LESSONS, kind
from layouts.views.names import CITIES, full_name
from layouts.views.reading import Reading
from layouts.views.words import DISTRICT, Json, column_of, indicator_name, reporting


def information(reading: Reading) -> Json | None:
    """Return the facts about the page's unit and what its filter offers; None for the republic."""
    data, lang = reading.data, reading.lang
    if len(data.path) < 2:
        return None
    region = data.path[1]
    return {
        "facts": _facts(reading),
        "label": lang.gettext("Filter"),
        "fields": [
            _field("unit", lang.gettext("Region or city"), region.unit_id, _regions(reading)),
            _field("unit", column_of(lang, DISTRICT, region), data.unit.unit_id, _districts(reading, region)),
            _field(
                "ind",
                lang.gettext("Indicator"),
                data.indicator,
                [[key, indicator_name(lang, key)] for key in INDICATOR_KEYS],
            ),
        ],
    }


def _field(name: str, label: str, chosen: str, options: list[list[str]]) -> Json:
    """Return one list to choose from; `name` is the field of the address it sets."""
    return {"name": name, "label": label, "chosen": chosen, "options": options}


def _facts(reading: Reading) -> list[str]:
    """Return what the monitor knows of the unit: districts, schools, how many report."""
    data, lang = reading.data, reading.lang
    # In a week without teaching nobody was to report: "0 of 476" would read as a failure.
    facts = [reporting(lang, data.unit)] if data.has_data or kind(reading) == FEW_LESSONS else []
    return facts if data.unit.level == DISTRICT else [_members(lang, data.unit, len(data.members)), *facts]


def _members(lang: Language, unit: UnitRow, n: int) -> str:
    """Return how many districts a region has; a city of republican significance has no cities below it."""
    if unit.kind in CITIES:
        return lang.ngettext("%(num)s district", "%(num)s districts", n)
    return lang.ngettext("%(num)s district or city", "%(num)s districts and cities", n)


def _options(lang: Language, units: tuple[UnitRow, ...]) -> list[list[str]]:
    """Return ids and names of units, by name (Q-19)."""
    return [
        [row.unit_id, full_name(lang, row)]
        for row in sorted(units, key=lambda row: (name_order(row.name_kk), row.unit_id))
    ]


def _regions(reading: Reading) -> list[list[str]]:
    """Return the regions; the first choice is the way up to the republic."""
    republic = reading.data.path[0]
    return [[republic.unit_id, full_name(reading.lang, republic)], *_options(reading.lang, reading.data.regions)]


def _districts(reading: Reading, region: UnitRow) -> list[list[str]]:
    """Return the districts of the page's region; the first choice is the region as a whole."""
    every = [region.unit_id, reading.lang.gettext("All districts and cities")]
    return [every, *_options(reading.lang, reading.data.members)]
