"""The nine indicators at the left: value, bar, norm, change (A-12 … A-24)."""

from __future__ import annotations

from dashboard.indicators import INDICATORS, Indicator
from dashboard.locales import ABSENT
from layouts.views.changes import unit_change
from layouts.views.comparing import column_note
from layouts.views.reading import Reading
from layouts.views.words import Json, indicator_name, norm


def groups(reading: Reading) -> list[Json]:
    """Return the two halves of the rail."""
    lang = reading.lang
    note = column_note(reading.data, lang) if reading.data.has_data else ""
    return [
        {"key": "coverage", "name": lang.pgettext("group", "Coverage"), "note": note},
        {"key": "journal", "name": lang.pgettext("group", "Journal keeping"), "note": ""},
    ]


def indicators(reading: Reading) -> list[Json]:
    """Return the nine rows, in the order of the page; without data only names and norms."""
    return [_row(reading, place, item) for place, item in enumerate(INDICATORS.values())]


def _row(reading: Reading, place: int, item: Indicator) -> Json:
    """Return one indicator."""
    lang, target = reading.lang, reading.data.config.gauge_target(item.key)
    row: Json = {
        "key": item.key,
        "group": item.group,
        "name": indicator_name(lang, item.key),
        "target": target,
        "target_text": _target_text(reading, item, target),
        "target_hint": _target_hint(reading, item, target),
    }
    if not reading.data.has_data or reading.units.bar[reading.now, reading.own, place] < 0:
        return row | _nothing(reading, item)
    row |= _numbers(reading, place, item)
    change = row["change"]
    label = _label(reading, item, row)
    return row | {"label": f"{label}; {change['label']}" if isinstance(change, dict) else label}


def _nothing(reading: Reading, item: Indicator) -> Json:
    """Return the fields of an indicator without data: absent, which is not zero."""
    lang = reading.lang
    label = lang.gettext("%(name)s: no data", name=indicator_name(lang, item.key))
    return {
        "value": ABSENT,
        "status": "none",
        "bar": None,
        "counts": None,
        "change": None,
        "reference": None,
        "label": label,
    }


def _numbers(reading: Reading, place: int, item: Indicator) -> Json:
    """Return the fields of an indicator with data."""
    units, now, own = reading.units, reading.now, reading.own
    tenths = int(units.bar[now, own, place])
    republic = int(units.bar[now, reading.republic, place])
    return {
        "value": reading.lang.percent(tenths),
        "status": "good" if units.met[now, own, place] else "bad",
        "bar": tenths / 10,
        "counts": _counts(reading, place, item),
        "change": unit_change(reading, place),
        "reference": republic / 10 if len(reading.data.path) > 1 and republic >= 0 else None,
    }


def _counts(reading: Reading, place: int, item: Indicator) -> str | None:
    """Return ``3 812 из 7 512``: pooled numbers (Q-102), or schools of all participating ones (A-17, Q-101)."""
    values, at = reading.data.values, (reading.now, reading.own, place)
    if item.counts == "pooled":
        return reading.lang.of(int(values.of("numerator")[at]), int(values.of("denominator")[at]))
    if item.counts == "schools":
        return reading.lang.of(int(values.of("high")[at]), reading.data.unit.schools)
    return None


def _target_text(reading: Reading, item: Indicator, target: int) -> str:
    """Return the norm; what is not one of the seven says so (G-4)."""
    lang, text = reading.lang, norm(reading.lang, target)
    if item.key in reading.data.config.seven or item.key == "qzj":
        return text
    return lang.gettext("%(norm)s · not one of the seven", norm=text)


def _target_hint(reading: Reading, item: Indicator, target: int) -> str:
    """Return what has to be reached for the category High (A-15)."""
    lang, percent = reading.lang, f"{target}%"
    if item.gauge == "pooled":
        return lang.gettext("For the category High, %(target)s of accounts or more must be activated", target=percent)
    return lang.gettext("For the category High, %(target)s of schools or more must reach it", target=percent)


def _label(reading: Reading, item: Indicator, row: Json) -> str:
    """Return the row as one sentence for those who hear it."""
    lang = reading.lang
    places = {"name": indicator_name(lang, item.key), "value": row["value"], "target": f"{row['target']}%"}
    if row["status"] == "good":
        return lang.gettext("%(name)s: %(value)s, meets the norm of %(target)s", **places)
    return lang.gettext("%(name)s: %(value)s, below the norm of %(target)s", **places)
