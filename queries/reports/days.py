"""The days a report counts: a week, four weeks, a term, the school year, or from one day to another (A.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.dates import span_with_year
from dashboard.reports.terms import CHOICE, DAY, Asked, Facts, Option, Parameter, Words
from dashboard.terms import Term, terms
from dashboard.weeks import WEEK, academic_year, first_week, last_day, week_of
from queries.reports.school_terms import INTERVAL, INTERVALS, MONTH, YEAR, kept_weeks_note

_MOST_WEEKS = 53
_FOUR_WEEKS = 3 * WEEK


def _options(facts: Facts, asked: Asked) -> list[Option]:
    """Return the intervals of every report, and the terms of the asked week's year that have begun."""
    del facts
    begun = [term for term in terms(academic_year(asked.week)) if term.first <= last_day(asked.week)]
    return [*INTERVALS, *(Option(term.key, _called(term)) for term in begun)]


def _called(term: Term) -> Words:
    """Return what a term is called."""
    return lambda lang: lang.gettext(
        "Term %(number)s: %(span)s", number=term.key[1:], span=span_with_year(lang, term.first, term.last)
    )


SPAN = Parameter(INTERVAL.key, INTERVAL.title, CHOICE, _options, INTERVAL.default)
FROM = Parameter("from", lambda lang: lang.pgettext("interval", "From (as the interval without)"), DAY)
TO = Parameter("to", lambda lang: lang.pgettext("interval", "To (as the interval without)"), DAY)


def days_of(asked: Asked) -> tuple[date, date]:
    """Return the first and the last day: of the interval, or as they are asked for.

    Nothing is known of days after the asked week, so they end with it at the latest; they never begin after their end,
    nor more than a year before.
    """
    begin, end = _interval(asked)
    last = min(_day(asked, TO) or end, last_day(asked.week))
    first = max(_day(asked, FROM) or begin, asked.week - (_MOST_WEEKS - 1) * WEEK)
    return min(first, last), last


def _interval(asked: Asked) -> tuple[date, date]:
    """Return the first and the last day of the chosen interval."""
    year, end = academic_year(asked.week), last_day(asked.week)
    spans: Mapping[str, tuple[date, date]] = {
        MONTH: (asked.week - _FOUR_WEEKS, end),
        YEAR: (first_week(year), end),
        **{term.key: (term.first, term.last) for term in terms(year)},
    }
    return spans.get(asked.one(SPAN.key), (asked.week, end))


def _day(asked: Asked, field: Parameter) -> date | None:
    """Return a day that is asked for."""
    text = asked.one(field.key)
    return date.fromisoformat(text) if text else None


def over_days(facts: Facts, asked: Asked, table: str) -> str:
    """Return the name of a view of a table that reaches back to the first day; empty where nobody handed it over.

    Its rows are of whole weeks, the last ones perhaps after the last day.
    """
    first, _ = days_of(asked)
    return facts.table(table, weeks=(asked.week - week_of(first)) // WEEK + 1)


def days_notes(facts: Facts, asked: Asked) -> list[Words]:
    """Return which days are meant, and how many of their weeks are kept, where that is not all of them."""
    first, last = days_of(asked)
    begin = week_of(first)
    wanted = {begin + number * WEEK for number in range((week_of(last) - begin) // WEEK + 1)}
    return [
        lambda lang: lang.gettext("Interval: %(span)s.", span=span_with_year(lang, first, last)),
        *kept_weeks_note(len(wanted & set(facts.weeks)), len(wanted)),
    ]
