"""The week picker: months of weeks, each with data, in the holidays, missing or still to come (A-7, A-8)."""

from __future__ import annotations

from datetime import date, timedelta

from dashboard.dates import month_heading, week_label, weekdays
from dashboard.locales import Language
from dashboard.timeline import Timeline
from dashboard.weeks import WEEK, days_of, week_of
from layouts.views.holidays import teaching_days, vacation_name
from layouts.views.words import Json

DATA, HOLIDAY, MISSING, FUTURE = "data", "holiday", "missing", "future"


def weeks(timeline: Timeline, lang: Language, today: date) -> Json:
    """Return the picker's months, from the first published week to the month of today or of the latest week.

    Returns
    -------
    dict
        ``head`` (the number's column, then the days, Sunday first), ``today``, ``legend`` and ``months``: each with
        ``label`` and ``weeks``, each with ``week``, ``number``, ``label``, ``state``, ``hint`` and ``days``.
    """
    return {
        "title": lang.gettext("Choose a week"),
        "today": today.isoformat(),
        "head": [lang.pgettext("column", "wk"), *(short for short, _ in weekdays(lang))],
        "legend": _legend(lang),
        "months": [_month(timeline, lang, today, first) for first in _months(timeline, today)],
    }


def _legend(lang: Language) -> list[Json]:
    """Return what the marks of the calendar mean."""
    words = {
        "today": lang.gettext("today"),
        "selected": lang.gettext("selected"),
        HOLIDAY: lang.gettext("holidays"),
        MISSING: lang.gettext("no data"),
    }
    return [{"mark": mark, "text": text} for mark, text in words.items()]


def _months(timeline: Timeline, today: date) -> list[date]:
    """Return the first days of the months to show."""
    last = max(today, timeline.latest or today)
    month, found = (timeline.first or last).replace(day=1), []
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def _month(timeline: Timeline, lang: Language, today: date, first: date) -> Json:
    """Return one month: every week that has a day in it."""
    week, rows = week_of(first), []
    while week < (first + timedelta(days=31)).replace(day=1):
        rows.append(_week(timeline, lang, today, week, first.month))
        week += WEEK
    return {"key": first.isoformat()[:7], "label": month_heading(lang, first), "weeks": rows}


def _week(timeline: Timeline, lang: Language, today: date, week: date, month: int) -> Json:
    """Return one row of the calendar."""
    state = week_state(timeline, week)
    return {
        "week": week.isoformat(),
        # The ISO number of the week its Monday to Saturday lie in.
        "number": (week + timedelta(days=1)).isocalendar().week,
        "label": week_label(lang, week),
        "state": state,
        "teaching": teaching_days(timeline, week),
        "hint": _hint(timeline, lang, week, state),
        "days": [{"day": day.day, "today": day == today, "outside": day.month != month} for day in days_of(week)],
    }


def week_state(timeline: Timeline, week: date) -> str:
    """Return what can be seen of a week; ``future`` cannot be chosen, like the weeks before the first published one."""
    first, latest = timeline.first, timeline.latest
    if first is None or latest is None or not first <= week <= latest:
        return FUTURE
    snapshot = timeline.at(week)
    if snapshot and snapshot.has_data:
        return DATA
    return HOLIDAY if teaching_days(timeline, week) == 0 else MISSING


def _hint(timeline: Timeline, lang: Language, week: date, state: str) -> str:
    """Return what pointing at a week tells."""
    days = teaching_days(timeline, week)
    texts = {
        DATA: lambda: lang.ngettext("%(num)s teaching day", "%(num)s teaching days", days or 0),
        HOLIDAY: lambda: vacation_name(lang, week),
        MISSING: lambda: lang.gettext("no data"),
        FUTURE: lambda: lang.gettext("cannot be chosen"),
    }
    return texts[state]()
