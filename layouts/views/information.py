"""The information block of a region or district, and its filter: region, district, indicator (A-47)."""

from __future__ import annotations

from dashboard.frames import UnitRow
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import Language
from layouts.views.names import full_name
from layouts.views.reading import Reading, order_of
from layouts.views.words import DISTRICT, Json, indicator_name, reporting, schools


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
            _field("unit", lang.gettext("Region"), region.unit_id, _options(lang, data.regions)),
            _field("unit", lang.gettext("District"), data.unit.unit_id, _districts(reading, region)),
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
    facts = [schools(lang, data.unit.schools), reporting(lang, data.unit)]
    if data.unit.level == DISTRICT:
        return [full_name(lang, data.path[1]), *facts]
    return [lang.ngettext("%(num)s district or city", "%(num)s districts and cities", len(data.members)), *facts]


def _options(lang: Language, units: tuple[UnitRow, ...]) -> list[list[str]]:
    """Return ids and names of units, by name (Q-19)."""
    return [[row.unit_id, full_name(lang, row)] for row in sorted(units, key=order_of)]


def _districts(reading: Reading, region: UnitRow) -> list[list[str]]:
    """Return the districts of the page's region; the first choice is the region as a whole."""
    every = [region.unit_id, reading.lang.gettext("All districts and cities")]
    return [every, *_options(reading.lang, reading.data.members)]
