"""The head of the page: where the reader is, and the sentence that answers "how are we doing"."""

from __future__ import annotations

from dashboard.dates import week_label
from dashboard.frames import UnitRow
from dashboard.indicators import INDICATOR_KEYS, PAPERLESS
from dashboard.locales import Language
from dashboard.school_filter import PAGE_SIZE
from layouts.views.empty import lede as empty_lede
from layouts.views.names import full_name
from layouts.views.reading import Reading
from layouts.views.words import DISTRICT, Json, Rich, indicator_name, rich, total_of

OPENSTREETMAP = "https://www.openstreetmap.org/copyright"
QZJ = INDICATOR_KEYS.index(PAPERLESS)


def page(reading: Reading) -> Json:
    """Return level, titles, path and map of the page, and how much room its list of schools will need."""
    lang, data = reading.lang, reading.data
    title = full_name(lang, data.unit)
    map_unit = data.unit.parent_id if data.unit.level == DISTRICT else data.unit.unit_id
    return {
        "level": data.unit.level,
        "title": title,
        "document": lang.gettext("%(page)s · School activity", page=f"{title} · {week_label(lang, data.week)}"),
        "crumbs": [
            {"unit": row.unit_id, "name": full_name(lang, row) if place else lang.gettext("Republic")}
            for place, row in enumerate(data.path)
        ],
        "map": map_unit if data.members else None,
        "map_ratio": round(reading.around.ratio, 4),
        "list_rows": min(PAGE_SIZE, data.unit.schools),
        "schematic": reading.around.schematic,
        "credit": reading.around.credit,
        "credit_link": OPENSTREETMAP if "OpenStreetMap" in reading.around.credit else None,
    }


def document_title(reading: Reading, key: str) -> str:
    """Return the title of the tab while an indicator is shown: unit, indicator, week."""
    lang, data = reading.lang, reading.data
    parts = (full_name(lang, data.unit), indicator_name(lang, key), week_label(lang, data.week))
    return lang.gettext("%(page)s · School activity", page=" · ".join(parts))


def lede(reading: Reading) -> Rich:
    """Return the finding under the title."""
    if not reading.data.has_data:
        return rich(empty_lede(reading))
    sentences = [_norms(reading), _paperless(reading)]
    return rich(" ".join(filter(None, sentences)))


def _norms(reading: Reading) -> str:
    """Return how many of the seven meet their target, and which do not."""
    lang, seven = reading.lang, reading.data.config.seven
    met = reading.units.met[reading.now, reading.own].tolist()
    below = [key for key in seven if not met[INDICATOR_KEYS.index(key)]]
    total = len(seven)
    if not below:
        return lang.gettext("The target is met on **all %(num)s** indicators.", num=total)
    first = lang.gettext(
        "The target is met on **%(part)s of %(whole)s** indicators.", part=total - len(below), whole=total
    )
    names = lang.listing(lang.within(indicator_name(lang, key)) for key in below)
    second = lang.gettext("Below the target: %(names)s.", names=names)
    return f"{first} {second}"


def _paperless(reading: Reading) -> str:
    """Return how many schools of a region or district meet all seven (A-17)."""
    lang, data = reading.lang, reading.data
    if len(data.path) < 2:
        return ""
    high = int(data.values.of("high")[reading.now, reading.own, QZJ])
    whole = total_of(lang, "school", data.unit.schools)
    return lang.ngettext(
        "All seven are met by **%(num)s of %(whole)s**.",
        "All seven are met by **%(num)s of %(whole)s**.",
        high,
        whole=whole,
    )


def not_in_week(lang: Language, unit: UnitRow) -> str:
    """Return that the week's register has no such unit, though another week's has (Q-100)."""
    return lang.gettext(
        "There is no such unit in this week: %(unit)s. The republic is shown.", unit=full_name(lang, unit)
    )
