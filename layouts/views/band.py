"""The band over map and ranking: the selected indicator's value, verdict, change and twelve weeks."""

from __future__ import annotations

from dashboard.indicators import Indicator
from dashboard.locales import ABSENT
from layouts.views.changes import unit_change
from layouts.views.moves import DOWN, FLAT, UP, direction
from layouts.views.reading import Reading, Series, is_few
from layouts.views.words import Json, Rich, indicator_name, norm, rich, total_of


def band(reading: Reading, place: int, item: Indicator) -> Json:
    """Return the fields of a panel that stand in the band."""
    lang = reading.lang
    tenths = int(reading.units.bar[reading.now, reading.own, place])
    return {
        "title": indicator_name(lang, item.key),
        "definition": lang.gettext(item.definition),
        "place": _place(reading, place),
        "value": ABSENT if tenths < 0 else lang.percent(tenths),
        "caption": _caption(reading, item),
        "chip": _chip(reading, place, item, tenths) if tenths >= 0 else None,
        "change": unit_change(reading, place),
        "trend": _trend(reading, place, item),
    }


def _caption(reading: Reading, item: Indicator) -> str:
    """Return what the value is: never to be mixed up with the score (G-9)."""
    lang = reading.lang
    if item.key == "qzj":
        return lang.gettext("of schools meet all seven indicators")
    if item.gauge == "pooled":
        return lang.gettext("of accounts are activated")
    return lang.gettext("of schools are in High")


def _place(reading: Reading, place: int) -> Rich | None:
    """Return the unit's place among its siblings, how it has moved, and the republic's value."""
    ranks, data, lang = reading.data.values.of("rank"), reading.data, reading.lang
    rank = int(ranks[reading.now, reading.own, place])
    republic = int(reading.units.bar[reading.now, reading.republic, place])
    if len(data.path) < 2 or not rank or republic < 0:
        return None
    what = total_of(lang, data.unit.level, reading.ranked[place])
    text = lang.gettext("**Place %(rank)s of %(whole)s by score**", rank=rank, whole=what)
    before = int(ranks[reading.then, reading.own, place]) if reading.then is not None else 0
    is_comparable = before and not reading.is_uneven and not is_few(data.unit)
    first = _moved(reading, text, before - rank if is_comparable else 0)
    last = lang.gettext("Republic: %(value)s.", value=lang.percent(republic))
    return rich(f"{first} {last}")


def _moved(reading: Reading, text: str, places: int) -> str:
    """Return the sentence about the place and how it has changed."""
    lang, count = reading.lang, abs(places)
    texts = {
        UP: lambda: lang.ngettext(
            "%(place)s, %(num)s place up in a week.", "%(place)s, %(num)s places up in a week.", count, place=text
        ),
        DOWN: lambda: lang.ngettext(
            "%(place)s, %(num)s place down in a week.", "%(place)s, %(num)s places down in a week.", count, place=text
        ),
        FLAT: lambda: lang.gettext("%(place)s.", place=text),
    }
    return texts[direction(places)]()


def _chip(reading: Reading, place: int, item: Indicator, tenths: int) -> Json:
    """Return the verdict; the distance is that of the printed value, so that the figures on the page add up."""
    lang, target = reading.lang, reading.data.config.gauge_target(item.key)
    met = bool(reading.units.met[reading.now, reading.own, place])
    percent, gap = f"{target}%", lang.gettext("%(change)s pp", change=lang.tenths(abs(tenths - 10 * target)))
    if not met:
        text = lang.gettext("%(gap)s below the norm of %(target)s", gap=gap, target=percent)
    elif tenths == 10 * target:
        text = lang.gettext("The norm of %(target)s is met", target=percent)
    else:
        text = lang.gettext("%(gap)s above the norm of %(target)s", gap=gap, target=percent)
    return {"status": "good" if met else "bad", "text": text}


def _trend(reading: Reading, place: int, item: Indicator) -> Json:
    """Return the twelve weeks of the value."""
    lang, target = reading.lang, reading.data.config.gauge_target(item.key)
    values = reading.bars[place][reading.own]
    first, last = reading.ends
    return {
        "values": values,
        "target": target,
        "gaps": gaps(values),
        "first": first,
        "last": last,
        "target_text": norm(lang, target),
        "label": _trend_label(reading, values, target),
    }


def _trend_label(reading: Reading, values: Series, target: int) -> str:
    """Return the line as one sentence."""
    lang = reading.lang
    known = [round(value * 10) for value in values if value is not None]
    if not known:
        return lang.gettext("12 weeks: no data")
    first, last = lang.percent(known[0]), lang.percent(known[-1])
    return lang.gettext(
        "12 weeks: from %(first)s to %(last)s, norm %(target)s", first=first, last=last, target=f"{target}%"
    )


def gaps(values: Series) -> list[list[int]]:
    """Return the runs of weeks without a value, as pairs of their first and last place."""
    runs: list[list[int]] = []
    for place, value in enumerate(values):
        if value is not None:
            continue
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return runs
