"""What stands in place of the numbers when there are not enough of them (A-9, Q-9): why, and the ways out."""

from __future__ import annotations

from datetime import date

from dashboard.dates import week_span
from dashboard.locales import Language
from dashboard.timeline import Published
from layouts.views.holidays import teaching_days, vacation_name
from layouts.views.reading import Reading
from layouts.views.words import Json

EMPTY_DATABASE, HOLIDAY, NOT_DELIVERED, FEW_LESSONS, NO_SCHOOLS = (
    "empty_database",
    "holiday",
    "not_delivered",
    "few_lessons",
    "no_schools",
)


def kind(reading: Reading) -> str:
    """Return why there is nothing to show; the reasons are never mixed up."""
    data = reading.data
    if data.timeline.latest is None:
        return EMPTY_DATABASE
    if teaching_days(data.timeline, data.week) == 0:
        return HOLIDAY
    if data.shown is None:
        return NOT_DELIVERED
    return FEW_LESSONS if data.unit.schools else NO_SCHOOLS


def state(reading: Reading) -> str:
    """Return the page's state: ``data``, ``none`` or ``empty_database``."""
    if reading.data.has_data:
        return "data"
    return EMPTY_DATABASE if kind(reading) == EMPTY_DATABASE else "none"


def lede(reading: Reading) -> str:
    """Return the sentence under the page's name."""
    lang, data = reading.lang, reading.data
    texts = {
        EMPTY_DATABASE: lambda: lang.gettext("Nothing has been published yet."),
        HOLIDAY: lambda: lang.gettext(
            "%(vacation)s. The indicators of this week are not computed.", vacation=vacation_name(lang, data.week)
        ),
        NOT_DELIVERED: lambda: lang.gettext("No data were delivered for this week."),
        FEW_LESSONS: lambda: lang.gettext("The indicators of this week are not shown."),
        NO_SCHOOLS: lambda: lang.gettext("No school takes part in the monitor here."),
    }
    return texts[kind(reading)]()


def empty(reading: Reading) -> Json | None:
    """Return the message with its ways out; None on a page with data."""
    if reading.data.has_data:
        return None
    return {
        "title": _title(reading.lang, kind(reading)),
        "paragraphs": _paragraphs(reading, kind(reading)),
        "actions": _actions(reading),
    }


def _title(lang: Language, reason: str) -> str:
    """Return the heading of the message."""
    titles = {
        EMPTY_DATABASE: lambda: lang.gettext("No data yet"),
        HOLIDAY: lambda: lang.gettext("Not enough data: holidays"),
        NOT_DELIVERED: lambda: lang.gettext("Not enough data: nothing was delivered"),
        FEW_LESSONS: lambda: lang.gettext("Not enough data for the week"),
        NO_SCHOOLS: lambda: lang.gettext("No schools in the monitor"),
    }
    return titles[reason]()


def _paragraphs(reading: Reading, reason: str) -> list[str]:
    """Return the message: first the words of A-9, then what is the case here."""
    lang, week = reading.lang, reading.data.week
    message = lang.gettext("Not enough data for the selected week (for example, school holidays). Choose another week.")
    not_an_error = lang.gettext("This is neither an error nor a zero: lines on charts leave such weeks out.")
    texts = {
        EMPTY_DATABASE: lambda: [
            lang.gettext("As soon as the first week is published, its indicators, map and ranking appear here."),
        ],
        HOLIDAY: lambda: [
            message,
            lang.gettext(
                "There are no lessons in the timetable: %(span)s. No ranking is made, the map is not coloured, and the "
                "week takes no part in comparisons.",
                span=week_span(lang, week),
            ),
            not_an_error,
        ],
        NOT_DELIVERED: lambda: [
            message,
            lang.gettext("There were lessons in this week, but no snapshot of it has been published."),
            not_an_error,
        ],
        FEW_LESSONS: lambda: [
            message,
            lang.gettext("Fewer than half of the schools have lessons in this week."),
            not_an_error,
        ],
        NO_SCHOOLS: lambda: [
            lang.gettext("The register of the week holds no participating school of this unit."),
        ],
    }
    return texts[reason]()


def _actions(reading: Reading) -> list[Json]:
    """Return the two ways out: the nearest week with data, and the latest one."""
    data, lang = reading.data, reading.lang
    nearest = data.timeline.with_data_before(data.week) or data.timeline.with_data_after(data.week)
    latest = data.timeline.latest_with_data()
    found = []
    if nearest and nearest is not latest:
        text = lang.gettext("Open %(span)s", span=_span(lang, nearest, data.week))
        found.append(_action(nearest, text, primary=True))
    if latest and latest.week != data.week:
        text = lang.gettext("Latest week: %(span)s", span=_span(lang, latest, data.week))
        found.append(_action(latest, text, primary=not found))
    return found


def _action(snapshot: Published, label: str, *, primary: bool) -> Json:
    """Return one way out."""
    return {"label": label, "week": snapshot.week.isoformat(), "primary": primary}


def _span(lang: Language, snapshot: Published, shown: date) -> str:
    """Return the days of the week that is offered, with the year where it is another one."""
    if snapshot.week.year == shown.year:
        return week_span(lang, snapshot.week)
    return lang.pgettext("date", "%(span)s %(year)s", span=week_span(lang, snapshot.week), year=snapshot.week.year)
