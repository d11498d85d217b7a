"""Against what a change is measured: the last week, or an earlier one and what lies between (F.3-5)."""

from __future__ import annotations

from datetime import date

from dashboard.dates import week_span
from dashboard.frames import PageData
from dashboard.locales import Language
from dashboard.timeline import Timeline
from dashboard.weeks import WEEK
from layouts.views.holidays import teaching_days


def change_pattern(data: PageData, lang: Language) -> str:
    """Return the sentence about a change of the shown week, with ``%(change)s`` where the change stands."""
    change = "%(change)s"
    if data.base is None or data.week - data.base.week == WEEK:
        text = lang.gettext("%(change)s in a week", change=change)
    elif only_holidays_between(data.timeline, data.base.week, data.week):
        span = week_span(lang, data.base.week)
        text = lang.gettext("%(change)s against %(span)s, holidays in between", change=change, span=span)
    else:
        span = week_span(lang, data.base.week)
        text = lang.gettext("%(change)s against %(span)s, no data in between", change=change, span=span)
    return _with_short(data, lang, text)


def _with_short(data: PageData, lang: Language, text: str) -> str:
    """Return the sentence with the weeks that are short (F.3-5)."""
    short = tuple(snapshot is not None and snapshot.is_short for snapshot in (data.base, data.shown))
    if all(short):
        return lang.gettext("%(change)s; both weeks are short", change=text)
    if short[0]:
        return lang.gettext("%(change)s; the earlier week was short", change=text)
    return lang.gettext("%(change)s; short week", change=text) if short[1] else text


def column_note(data: PageData, lang: Language) -> str:
    """Return the note over the column of changes."""
    if data.base is None:
        return lang.gettext("no earlier week to compare with")
    if data.week - data.base.week == WEEK:
        return lang.gettext("weekly change, pp")
    return lang.gettext("change against %(span)s, pp", span=week_span(lang, data.base.week))


def change_head(data: PageData, lang: Language) -> str:
    """Return the head of a column of changes: in a week, or against which earlier one (F.3-5)."""
    if data.base is None or data.week - data.base.week == WEEK:
        return lang.pgettext("column", "In a week")
    return lang.pgettext("column", "Against %(span)s", span=week_span(lang, data.base.week))


def is_uneven(data: PageData) -> bool:
    """Tell whether the shown week or the previous period is short: ranks are not compared then (F.3-5, Q-42)."""
    return any(snapshot.is_short for snapshot in (data.shown, data.base) if snapshot)


def only_holidays_between(timeline: Timeline, base: date, week: date) -> bool:
    """Tell whether no week between two had teaching by the calendar."""
    between = []
    while (base := base + WEEK) < week:
        between.append(base)
    return all(teaching_days(timeline, each) == 0 for each in between)
