"""The distribution of a unit's schools by activity, for the chosen indicator (A-48, A-49)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.indicators import PAPERLESS, Indicator
from dashboard.locales import Language
from layouts.views.rail import reference_name
from layouts.views.reading import Reading
from layouts.views.words import Json, schools

# Best first, clockwise from the top; a category's status says how it is drawn.
STATUS_OF: Mapping[str, str] = {"high": "good", "medium": "warn", "low": "bad"}
WHOLE = 100


def head(reading: Reading) -> Json:
    """Return what stays the same whichever indicator is chosen: title, names of the categories, words of the filter."""
    lang = reading.lang
    return {
        "title": lang.gettext("Distribution of schools by activity criteria"),
        "note": lang.gettext("number and share of schools"),
        "names": category_names(lang),
        "filter": lang.gettext("Show the schools of a category"),
        "all": lang.gettext("Show all schools"),
        "head": [
            lang.pgettext("column", "Category"),
            lang.pgettext("column", "Schools"),
            lang.pgettext("column", "Share, %"),
        ],
    }


def category_names(lang: Language) -> dict[str, str]:
    """Return the names of the categories as they stand alone."""
    return {
        "high": lang.pgettext("category", "High"),
        "medium": lang.pgettext("category", "Medium"),
        "low": lang.pgettext("category", "Low"),
    }


def distribution(reading: Reading, place: int, item: Indicator) -> Json:
    """Return the page's unit: how many of its schools are in which category (A-48).

    Shares are whole percents that add up to 100; a category with schools in it never has the share 0.
    """
    lang, counts = reading.lang, reading.counts[place][reading.own]
    names, ranges = category_names(lang), _ranges(reading, item)
    numbers = {"high": counts.high, "medium": counts.medium, "low": counts.low}
    shares = dict(zip(numbers, whole_shares(list(numbers.values())), strict=True))
    slices: list[Json] = [
        {
            "cat": key,
            "status": STATUS_OF[key],
            "name": names[key],
            "range": ranges[key],
            "count": number,
            "text": lang.number(number),
            "share": _share(number, shares[key]),
            "hint": f"{names[key]}: {schools(lang, number)}, {_share(number, shares[key])}",
        }
        for key, number in numbers.items()
    ]
    above = _above(reading, place)
    return {
        "total": lang.number(counts.counted),
        "unit": schools_word(lang, counts.counted),
        "slices": slices,
        "silent": _silent(reading, counts.counted),
        "above": above,
        "label": "; ".join([*(str(each["hint"]) for each in slices), *above]),
    }


def _above(reading: Reading, place: int) -> list[str]:
    """Return the shares of the republic and of the region above, one sentence each."""
    found = []
    for unit in reading.above:
        counts = reading.counts[place][reading.place_of(unit)]
        if not counts.counted:
            continue
        high, medium, low = (f"{share}%" for share in whole_shares([counts.high, counts.medium, counts.low]))
        text = reading.lang.gettext("high %(high)s, medium %(medium)s, low %(low)s", high=high, medium=medium, low=low)
        found.append(reading.lang.gettext("%(unit)s: %(value)s", unit=reference_name(reading, unit), value=text))
    return found


def whole_shares(numbers: Sequence[int]) -> list[int]:
    """Return the numbers as whole percents of their sum that add up to 100: largest remainders are rounded up."""
    total = sum(numbers)
    if not total:
        return [0 for _ in numbers]
    cut = [WHOLE * number // total for number in numbers]
    order = sorted(range(len(numbers)), key=lambda at: (-(WHOLE * numbers[at] % total), at))
    for at in order[: WHOLE - sum(cut)]:
        cut[at] += 1
    return cut


def schools_word(lang: Language, n: int) -> str:
    """Return the word for so many schools, without the number."""
    return lang.npgettext("word", "school", "schools", n)


def _share(number: int, percent: int) -> str:
    """Return a share; of few schools among thousands it is not nothing."""
    return "<1%" if number and not percent else f"{percent}%"


def _silent(reading: Reading, counted: int) -> str | None:
    """Return how many participating schools have no category; None where all have one."""
    missing = reading.data.unit.schools - counted
    if missing <= 0:
        return None
    return reading.lang.gettext("No value: %(count)s", count=schools(reading.lang, missing))


def _ranges(reading: Reading, item: Indicator) -> dict[str, str]:
    """Return what makes a school belong to a category: borders of its value, or of the seven (A.4, Q-14)."""
    lang, config = reading.lang, reading.data.config
    if item.key == PAPERLESS:
        return {
            "high": lang.gettext("all seven indicators are high"),
            "medium": lang.gettext("none is low, some are medium"),
            "low": lang.gettext("at least one is low"),
        }
    target, medium = config.targets[item.key], config.medium_from(item.key)
    return {
        "high": lang.gettext("%(border)s and above", border=f"{target}%") if target < WHOLE else f"{target}%",
        "medium": lang.gettext("from %(first)s to %(second)s", first=medium, second=f"{target}%"),
        "low": lang.gettext("below %(border)s", border=f"{medium}%"),
    }
