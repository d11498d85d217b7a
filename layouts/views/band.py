"""The band over map and ranking: the selected indicator's value, verdict, change and twelve weeks."""

from __future__ import annotations

from dashboard.indicators import Indicator
from dashboard.locales import ABSENT, Language
from layouts.views.changes import unit_change
from layouts.views.heading import document_title
from layouts.views.moves import DOWN, FLAT, UP, direction
from layouts.views.rail import headline, references_of
from layouts.views.reading import Reading, Series, is_few
from layouts.views.words import Json, Rich, indicator_name, rich, target_text, total_of


def band(reading: Reading, place: int, item: Indicator) -> Json:
    """Return the fields of a panel that stand in the band."""
    lang = reading.lang
    tenths = int(reading.units.bar[reading.now, reading.own, place])
    return {
        "title": indicator_name(lang, item.key),
        "document": document_title(reading, item.key),
        "definition": lang.gettext(item.definition),
        "place": _place(reading, place, item),
        "value": ABSENT if tenths < 0 else headline(reading, place, item),
        "caption": caption(reading, item),
        "coverage": _coverage(reading, place),
        "chip": _chip(reading, place, item, tenths) if tenths >= 0 else None,
        "change": unit_change(reading, place),
        "trend": _trend(reading, place, item),
    }


def _coverage(reading: Reading, place: int) -> str:
    """Return n of N: how many of the unit's participating schools the value is made of."""
    lang, unit = reading.lang, reading.data.unit
    counted = int(reading.units.counted[reading.now, reading.own, place])
    return lang.gettext("schools with data: %(part)s", part=lang.of(counted, unit.schools))


def caption(reading: Reading, item: Indicator) -> str:
    """Return what the value is: never to be mixed up with the score (G-9)."""
    lang = reading.lang
    if item.key == "qzj":
        return lang.gettext("of schools meet all seven indicators")
    if item.gauge == "pooled":
        return lang.gettext("of accounts are activated")
    return lang.gettext("of schools are in High")


def _place(reading: Reading, place: int, item: Indicator) -> Rich | None:
    """Return the unit's place among its siblings, how it has moved, and the values of the units above."""
    ranks, data, lang = reading.data.values.of("rank"), reading.data, reading.lang
    rank = int(ranks[reading.now, reading.own, place])
    if len(data.path) < 2 or not rank:
        return None
    what = total_of(lang, data.unit.level, reading.ranked[place])
    text = lang.gettext("**Place %(rank)s of %(whole)s by score**", rank=rank, whole=what)
    before = int(reading.ranks_before[reading.own, place]) if reading.ranks_before is not None else 0
    first = _moved(reading, text, before - rank if before and not is_few(data.unit) else 0)
    # The same quantity as the headline: the ranking's averages are scores (G-9).
    above = [str(each["text"]) for each in references_of(reading, place)]
    kind = {"qzj": lang.gettext("all seven met"), "pooled": lang.gettext("activated")}
    what = kind.get(item.key) or kind.get(item.gauge) or lang.gettext("schools in High")
    last = lang.gettext("For comparison (%(what)s): %(values)s.", what=what, values="; ".join(above)) if above else ""
    few = f"{lang.gettext('Few schools: each one moves the score a lot')}." if is_few(data.unit) else ""
    return rich(" ".join(filter(None, (first, few, last))))


def _moved(reading: Reading, text: str, places: int) -> str:
    """Return the sentence about the place and how it has changed."""
    lang, count = reading.lang, abs(places)
    if places and reading.compared_span:
        return lang.gettext("%(place)s, %(move)s.", place=text, move=reading.moves(places)["label"])
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
        text = lang.gettext("%(gap)s below the target of %(target)s", gap=gap, target=percent)
    elif tenths == 10 * target:
        text = lang.gettext("The target of %(target)s is met", target=percent)
    else:
        text = lang.gettext("%(gap)s above the target of %(target)s", gap=gap, target=percent)
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
        "target_text": target_text(lang, target),
        "references": [
            {"kind": "parent" if number else "republic", "values": reading.bars[place][reading.place_of(unit)]}
            for number, unit in enumerate(reading.above)
        ],
        "label": "; ".join(
            [trend_label(lang, values, target), *(str(each["text"]) for each in references_of(reading, place))]
        ),
    }


def trend_label(lang: Language, values: Series, target: int) -> str:
    """Return a line of twelve weeks as one sentence."""
    known = [round(value * 10) for value in values if value is not None]
    if not known:
        return lang.gettext("12 weeks: no data")
    first, last = lang.percent(known[0]), lang.percent(known[-1])
    if len(known) == 1:
        return lang.gettext(
            "12 weeks: data of one week only, %(value)s, target %(target)s", value=last, target=f"{target}%"
        )
    return lang.gettext(
        "12 weeks: from %(first)s to %(last)s, target %(target)s", first=first, last=last, target=f"{target}%"
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
