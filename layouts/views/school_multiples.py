"""The eight indicators of a school over twelve weeks, drawn small: the school, its district, the target, vacations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from dashboard.indicators import PAPERLESS
from dashboard.locales import ABSENT
from layouts.views.measures import BAD, NONE, STATUSES, share
from layouts.views.reading import Reading
from layouts.views.school_cells import SchoolTable, school_tables
from layouts.views.words import Json, absence

# The drawing, in its own units: where the first and the last week stand, the highest and the lowest value.
LEFT, RIGHT, TOP, BOTTOM = 4.0, 236.0, 10.0, 76.0
LABEL_DISTANCE = 12.0  # two labels at the right must not touch
Series = Sequence[float | None]


def multiples(reading: Reading, at: int, links: Mapping[str, str]) -> list[Json]:
    """Return one drawing for each of the eight measured indicators.

    Parameters
    ----------
    reading
        The page of the school's district.
    at
        The place of the school in it.
    links
        Indicator to the address of what is behind its value.

    Returns
    -------
    list of dict
        ``name``, ``value``, ``href`` (empty where nothing is known behind it), ``status``, ``counted``, ``change``,
        ``chart`` (paths and labels), ``short``: not met.
    """
    tables = [table for table in school_tables(reading) if table.item.key != PAPERLESS]
    return [_multiple(table, at, links.get(table.item.key, "")) for table in tables]


def _multiple(table: SchoolTable, at: int, href: str) -> Json:
    """Return one indicator."""
    lang, status, moved = table.reading.lang, table.statuses[at], table.changes[at]
    seven = table.item.key in table.reading.data.config.seven
    return {
        "ind": table.item.key,
        "name": table.name,
        "value": lang.percent(table.now[at]) if status != NONE else ABSENT,
        "href": href if status != NONE else "",
        "status": STATUSES[status],
        "counted": lang.of(*table.pairs[at]) if status != NONE else absence(lang, table.reason(at)),
        "change": None if moved is None else {**table.reading.changed(moved), "text": lang.points(moved)},
        "short": seven and status in {BAD, BAD + 1},
        "chart": _chart(table, at),
    }


def _chart(table: SchoolTable, at: int) -> Json:
    """Return the lines of a drawing and what stands beside them."""
    reading, lang = table.reading, table.reading.lang
    own: Series = reading.school_lines[table.place][at]
    others = _district(table)
    low, high = _range([*own, *others, float(table.target)])
    target = _height(float(table.target), low, high)
    last = next((value for value in reversed(others) if value is not None), None)
    district = None if last is None else _apart(_height(last, low, high), target)
    first_day, last_day = reading.ends
    end = own[-1]
    return {
        "own": _paths(own, low, high),
        "bridges": _bridges(own, low, high),
        "district": _paths(others, low, high),
        "gaps": [_gap(number, len(own)) for number, place in enumerate(reading.trend) if place is None],
        "target": f"{target:.1f}",
        "target_text": lang.gettext("target %(target)s", target=table.target),
        "district_at": None if district is None else f"{district:.1f}",
        "dot": None if end is None else f"{_height(end, low, high):.1f}",
        "first": first_day,
        "last": last_day,
        "label": _spoken(reading, own),
    }


def _spoken(reading: Reading, own: Series) -> str:
    """Return what the drawing shows, for those who hear it."""
    first_day, last_day = reading.ends
    known = [value for value in own if value is not None]
    if not known:
        nothing = reading.lang.gettext("no data")
        return f"{first_day} – {last_day}: {nothing}"
    first, last = (reading.lang.percent(int(value * 10)) for value in (known[0], known[-1]))
    return reading.lang.gettext(
        "From %(first)s on %(begin)s to %(last)s on %(end)s", first=first, begin=first_day, last=last, end=last_day
    )


def _district(table: SchoolTable) -> list[float | None]:
    """Return the pooled share of the school's district, week by week."""
    reading = table.reading
    values = reading.data.values
    part, whole = (values.of(name)[:, reading.own, table.place] for name in ("numerator", "denominator"))
    tenths = share(part, whole)
    known = [(place, int(whole[place])) if place is not None else None for place in reading.trend]
    return [float(tenths[one[0]]) / 10 if one and one[1] else None for one in known]


def _range(values: Sequence[float | None]) -> tuple[float, float]:
    """Return the lowest and the highest value of a drawing; flat lines get room."""
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    return (low, high) if high - low >= 2 else (low - 1, high + 1)


def _height(value: float, low: float, high: float) -> float:
    """Return how far from the top a value stands."""
    return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)


def _apart(label: float, other: float) -> float:
    """Return the height of a label that does not touch another one."""
    if abs(label - other) >= LABEL_DISTANCE:
        return label
    return other - LABEL_DISTANCE if label <= other and other - LABEL_DISTANCE > 0 else other + LABEL_DISTANCE


def _across(number: int, count: int) -> float:
    """Return where a week stands."""
    return LEFT + (RIGHT - LEFT) * number / max(1, count - 1)


def _points(values: Series, low: float, high: float) -> list[tuple[int, str]]:
    """Return the weeks that have a value, with their places."""
    return [
        (number, f"{_across(number, len(values)):.1f} {_height(value, low, high):.1f}")
        for number, value in enumerate(values)
        if value is not None
    ]


def _paths(values: Series, low: float, high: float) -> str:
    """Return a line that has holes where weeks have no value; a single week is a dot of a line."""
    path, before = "", -2
    for number, point in _points(values, low, high):
        path += f"L{point}" if number == before + 1 else f"M{point}h.1"
        before = number
    return path


def _bridges(values: Series, low: float, high: float) -> str:
    """Return what leads over the holes."""
    points = _points(values, low, high)
    holes = pairwise(points)
    return "".join(f"M{one[1]}L{two[1]}" for one, two in holes if two[0] > one[0] + 1)


def _gap(number: int, count: int) -> Json:
    """Return the band of a week without data."""
    width = (RIGHT - LEFT) / max(1, count - 1)
    left = max(0.0, _across(number, count) - width / 2)
    return {"x": f"{left:.1f}", "width": f"{min(width, RIGHT + 2 - left):.1f}"}
