"""The nine indicators at the left: value, bar, target, change (A-12 … A-24)."""

from __future__ import annotations

from dashboard.frames import UnitRow
from dashboard.indicators import INDICATORS, Indicator
from dashboard.locales import ABSENT
from layouts.views.changes import unit_change
from layouts.views.comparing import column_note
from layouts.views.names import full_name
from layouts.views.reading import Reading, is_few
from layouts.views.words import Json, indicator_name, target_text


def groups(reading: Reading) -> list[Json]:
    """Return the two halves of the rail."""
    lang = reading.lang
    note = column_note(reading.data, lang) if reading.data.has_data else ""
    star = (
        lang.gettext("* one of the two weeks is short")
        if note and reading.then is not None and reading.is_uneven
        else ""
    )
    return [
        {"key": "coverage", "name": lang.pgettext("group", "Coverage"), "note": note},
        {"key": "journal", "name": lang.pgettext("group", "Journal keeping"), "note": star},
    ]


def indicators(reading: Reading) -> list[Json]:
    """Return the nine rows, in the order of the page; without data only names and targets."""
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
    change, references = row["change"], references_of(reading, place)
    spoken = [_label(reading, item, row), *([change["label"]] if isinstance(change, dict) else [])]
    return row | {"references": references, "label": "; ".join([*spoken, *(str(each["text"]) for each in references)])}


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
        "references": [],
        "label": label,
    }


def _numbers(reading: Reading, place: int, item: Indicator) -> Json:
    """Return the fields of an indicator with data."""
    units, now, own = reading.units, reading.now, reading.own
    tenths = int(units.bar[now, own, place])
    return {
        "value": headline(reading, place, item),
        "status": "good" if units.met[now, own, place] else "bad",
        "bar": tenths / 10,
        "counts": None if is_counted(reading, item) else _counts(reading, place, item),
        "change": unit_change(reading, place),
    }


def is_counted(reading: Reading, item: Indicator) -> bool:
    """Tell whether a value is shown as so many schools of so many: where there are so few of them (G-47)."""
    return item.gauge != "pooled" and is_few(reading.data.unit)


def headline(reading: Reading, place: int, item: Indicator) -> str:
    """Return the value of the page's unit: a percentage, or a count where schools are few (G-47)."""
    lang, at = reading.lang, (reading.now, reading.own, place)
    if not is_counted(reading, item):
        return lang.percent(int(reading.units.bar[at]))
    return lang.of(int(reading.data.values.of("high")[at]), int(reading.units.counted[at]))


def references_of(reading: Reading, place: int) -> list[Json]:
    """Return what a value is compared with: those of the republic and, on a district's page, of its region.

    Each has its mark on the bar (``republic``: diamond, ``parent``: ring), its value, and the words for it.
    """
    return [
        {"kind": kind, "at": tenths / 10, "text": reading.lang.gettext("%(unit)s: %(value)s", unit=name, value=value)}
        for kind, name, tenths, value in values_above(reading, place)
    ]


def values_above(reading: Reading, place: int) -> list[tuple[str, str, int, str]]:
    """Return the values of the units above: kind of mark, name, tenths, printed; nothing for those without a value."""
    found = []
    for unit in reading.above:
        tenths = int(reading.units.bar[reading.now, reading.place_of(unit), place])
        kind = "republic" if unit.level == "republic" else "parent"
        if tenths >= 0:
            found.append((kind, reference_name(reading, unit), tenths, reading.lang.percent(tenths)))
    return found


def reference_name(reading: Reading, unit: UnitRow) -> str:
    """Return what a unit above is called beside a value."""
    return reading.lang.gettext("Republic") if unit.level == "republic" else full_name(reading.lang, unit)


def references(reading: Reading) -> list[Json]:
    """Return what the marks on the bars stand for: ``kind`` and ``text`` of each unit above."""
    return [
        {"kind": "republic" if unit.level == "republic" else "parent", "text": reference_name(reading, unit)}
        for unit in (reading.above if reading.data.has_data else ())
    ]


def _counts(reading: Reading, place: int, item: Indicator) -> str | None:
    """Return ``3 812 из 7 512``.

    Pooled numbers (Q-102), schools of all participating ones (A-17, Q-101), or the schools in High of those with data;
    outside the seven there is no room for them.
    """
    values, at = reading.data.values, (reading.now, reading.own, place)
    if item.counts == "pooled":
        return reading.lang.of(int(values.of("numerator")[at]), int(values.of("denominator")[at]))
    if item.counts == "schools":
        return reading.lang.of(int(values.of("high")[at]), reading.data.unit.schools)
    if item.key not in reading.data.config.seven:
        return None
    return reading.lang.of(int(values.of("high")[at]), int(reading.units.counted[at]))


def _target_text(reading: Reading, item: Indicator, target: int) -> str:
    """Return the target; what is not one of the seven says so (G-4)."""
    lang, text = reading.lang, target_text(reading.lang, target)
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
        return lang.gettext("%(name)s: %(value)s, meets the target of %(target)s", **places)
    return lang.gettext("%(name)s: %(value)s, below the target of %(target)s", **places)
