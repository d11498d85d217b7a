"""Growth and decline of the members of a page against the previous teaching week (A-50 … A-55, F.3-5, F.3-6).

A bar is blue up to what both weeks have, then green by what was gained or red by what was lost, so that its full length
is the larger of the two (A-53).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from dashboard.dates import week_span
from dashboard.frames import Block
from dashboard.indicators import INDICATORS
from dashboard.locales import Language
from dashboard.weeks import WEEK
from layouts.views.changes import common_change
from layouts.views.comparing import only_holidays_between
from layouts.views.moves import direction
from layouts.views.names import full_name, short_name
from layouts.views.rail import reference_name
from layouts.views.reading import Reading
from layouts.views.words import DISTRICT, MEMBERS, SCHOOL, Json, column_of, target_text

BARS = 60  # on one page of the chart; a district may have hundreds of schools


class Bar(NamedTuple):
    """One bar: `base` is blue, `growth` green, `decline` red; at most one of the two is not zero."""

    base: int
    growth: int
    decline: int


def bar(then: int, now: int) -> Bar:
    """Return the bar of a value in the previous period and in the reported one (A-53).

    On growth blue is the previous result, on decline the reported one.
    """
    return Bar(min(then, now), max(now - then, 0), max(then - now, 0))


class Step(NamedTuple):
    """A member's value in both weeks, and its change: exact before it is cut, so not always their difference."""

    then: int
    now: int
    change: int

    @property
    def bar(self) -> Bar:
        """What is drawn; what is said not to have changed has no coloured end."""
        return bar(self.then if self.change else self.now, self.now)


def head(reading: Reading) -> Json:
    """Return what stays the same whichever indicator is chosen: title, weeks compared, sorting, words."""
    lang, data = reading.lang, reading.data
    of_schools = data.unit.level == DISTRICT
    title = (
        lang.gettext("Value of the indicator by school, growth or decline against the previous week")
        if of_schools
        else lang.gettext("Active schools, growth or decline against the previous week")
    )
    return {
        "title": title,
        "caption": caption(reading),
        "warn": short_weeks(reading),
        "available": data.base is not None,
        "bars": BARS,
        "members": len(data.schools) if of_schools else len(data.members),
        "targets": {key: _target(reading, key) for key in INDICATORS} if of_schools else None,
        "orders": {
            "up": lang.pgettext("order", "Increase"),
            "down": lang.pgettext("order", "Decrease"),
            "": lang.pgettext("order", "By value"),
        },
        "sort": lang.gettext("Sort the chart"),
        "words": {
            "base": lang.pgettext("chart", "base"),
            "growth": lang.pgettext("chart", "growth"),
            "decline": lang.pgettext("chart", "decline"),
            "same": lang.gettext("no change"),
            "change": lang.pgettext("chart", "Change, pp") if of_schools else lang.pgettext("chart", "Change, schools"),
            "now": _span(reading, now=True),
            "then": _span(reading, now=False),
            "name": column_of(lang, SCHOOL if of_schools else MEMBERS[data.unit.level], data.unit),
            "pages": lang.gettext("Pages of the chart"),
            "earlier": lang.gettext("Previous bars"),
            "later": lang.gettext("Next bars"),
            "keys": lang.gettext("Arrow keys go from bar to bar."),
        },
    }


def _span(reading: Reading, *, now: bool) -> str | None:
    """Return the days of the reported week or of the previous period."""
    data = reading.data
    if now:
        return week_span(reading.lang, data.week)
    return week_span(reading.lang, data.base.week) if data.base else None


def _page_ranges(lang: Language, bars: int) -> list[str]:
    """Return ``1–60 из 214`` for every page of the chart; none where all bars fit on one."""
    if bars <= BARS:
        return []
    starts = range(1, bars + 1, BARS)
    return [
        lang.gettext(
            "%(first)s–%(last)s of %(whole)s", first=first, last=min(first + BARS - 1, bars), whole=lang.number(bars)
        )
        for first in starts
    ]


def caption(reading: Reading) -> str:
    """Return which weeks are compared and what lies between them, or why nothing is (F.3-5)."""
    lang, data = reading.lang, reading.data
    now = week_span(lang, data.week)
    if data.base is None:
        return lang.gettext("First week with data of the academic year: there is no earlier week to compare with.")
    then = week_span(lang, data.base.week)
    if data.week - data.base.week == WEEK:
        return lang.gettext("%(now)s compared with the previous teaching week, %(then)s", now=now, then=then)
    if only_holidays_between(data.timeline, data.base.week, data.week):
        return lang.gettext("%(now)s compared with %(then)s, holidays in between", now=now, then=then)
    return lang.gettext("%(now)s compared with %(then)s, no data in between", now=now, then=then)


def short_weeks(reading: Reading) -> str | None:
    """Return the warning that one of the weeks is short; None where both are whole (F.3-5, Q-42)."""
    short = [snapshot for snapshot in (reading.data.base, reading.data.shown) if snapshot and snapshot.is_short]
    if not short:
        return None
    weeks = [
        reading.lang.ngettext(
            "%(span)s (%(num)s teaching day)",
            "%(span)s (%(num)s teaching days)",
            each.teaching_days,
            span=week_span(reading.lang, each.week),
        )
        for each in short
    ]
    return reading.lang.gettext("Short week: %(weeks)s. Compare with care.", weeks="; ".join(weeks))


def growth(reading: Reading, members: Block | None) -> Json:
    """Return the bars of every indicator.

    Parameters
    ----------
    members
        `COMPARISON` of the page's members; None without a previous period.

    Returns
    -------
    dict
        Names of units or schools, and by indicator the bars in descending order of the value (A-50) with the place of
        their name. Numbers are schools, on a district page tenths of a percent; `change` is the whole change, signed.
    """
    of_schools = reading.data.unit.level == DISTRICT
    found = _school_steps(reading) if of_schools else _unit_steps(reading, members)
    scale = 10 if of_schools else 1
    return {
        "unit": reading.data.unit.unit_id,
        "week": reading.data.week.isoformat(),
        "scale": scale,
        "names": _school_names(reading) if of_schools else _unit_names(reading),
        "bars": {
            key: {
                "rows": _rows(reading.lang, steps, of_schools=of_schools),
                "pages": _page_ranges(reading.lang, sum(1 for step in steps if step)),
                "absent": _absent(reading.lang, steps, of_schools=of_schools),
                "average": _average(reading, members, place),
            }
            for place, (key, steps) in enumerate(zip(INDICATORS, found, strict=True))
        },
    }


def _target(reading: Reading, key: str) -> Json:
    """Return the target of a school as number and text; a number of schools, on other pages, has none."""
    target = reading.data.config.school_target(key)
    return {"value": target, "text": target_text(reading.lang, target)}


def _average(reading: Reading, members: Block | None, place: int) -> str | None:
    """Return how the value of the indicator changed in the units above over the same weeks; None without any."""
    lang, found = reading.lang, []
    for unit in reading.above if members is not None else ():
        at = members.members.get(unit.unit_id) if members is not None else None
        tenths = common_change(members, place, at) if members is not None and at is not None else None
        if tenths is not None:
            name = reference_name(reading, unit)
            found.append(lang.gettext("%(unit)s: %(value)s", unit=name, value=lang.points(tenths)))
    return lang.gettext("on average: %(values)s", values="; ".join(found)) if found else None


def _unit_steps(reading: Reading, members: Block | None) -> list[list[Step | None]]:
    """Return per indicator the schools in High now and before, of the schools with values in both weeks (F.3-6)."""
    if members is None:
        return [[None] * len(reading.members) for _ in INDICATORS]
    at = [members.members[row.unit_id] for row, _ in reading.members]
    common, now, then = (members.of(name)[0].tolist() for name in ("schools", "high_now", "high_then"))
    return [
        [
            Step(then[row][place], now[row][place], now[row][place] - then[row][place]) if common[row][place] else None
            for row in at
        ]
        for place in range(len(INDICATORS))
    ]


def _school_steps(reading: Reading) -> list[list[Step | None]]:
    """Return per indicator the schools' values in tenths of a percent (A-55)."""
    count = len(reading.data.schools)
    if reading.schools is None or reading.school_changes is None or reading.then is None:
        return [[None] * count for _ in INDICATORS]
    tenths, known = (array.tolist() for array in reading.school_changes)
    now, then = (reading.schools.value[week].tolist() for week in (reading.now, reading.then))
    return [
        [
            Step(then[row][place], now[row][place], tenths[row][place]) if known[row][place] else None
            for row in range(count)
        ]
        for place in range(len(INDICATORS))
    ]


def _rows(lang: Language, steps: Sequence[Step | None], *, of_schools: bool) -> list[Json]:
    """Return the bars that there are, by value from the largest (A-50); equal ones keep the order of their names."""
    written, signed = (lang.tenths, lang.signed) if of_schools else (lang.number, partial(signed_count, lang))
    found = sorted(((at, step) for at, step in enumerate(steps) if step), key=lambda pair: -pair[1].now)
    return [
        {
            "at": at,
            "bar": list(step.bar),
            "now": written(step.now),
            "then": written(step.then),
            "change": signed(step.change),
            "dir": direction(step.change),
        }
        for at, step in found
    ]


def signed_count(lang: Language, n: int) -> str:
    """Return a change of a count: ``+15``, ``−3``, ``0``."""
    return ("+" if n > 0 else "") + lang.number(n)


def _absent(lang: Language, steps: Sequence[Step | None], *, of_schools: bool) -> str | None:
    """Return how many members are left out for want of values in both weeks; None where none is."""
    missing = sum(1 for each in steps if each is None)
    if not missing or missing == len(steps):
        return None
    if of_schools:
        return lang.ngettext(
            "%(num)s school without values in both weeks is left out.",
            "%(num)s schools without values in both weeks are left out.",
            missing,
        )
    return lang.ngettext(
        "%(num)s unit without schools with values in both weeks is left out.",
        "%(num)s units without schools with values in both weeks are left out.",
        missing,
    )


def _unit_names(reading: Reading) -> list[Json]:
    """Return the members in name order."""
    lang = reading.lang
    rows = [(row, *short_name(lang, row)) for row, _ in reading.members]
    return [
        {"id": row.unit_id, "name": short, "full": full_name(lang, row), "lang": written}
        for row, short, written in rows
    ]


def _school_names(reading: Reading) -> list[Json]:
    """Return the schools in the order of the page."""
    names = [(row.school_id, reading.lang.name(row.names)) for row in reading.data.schools]
    return [{"id": key, "name": name, "full": name, "lang": written} for key, (name, written) in names]
