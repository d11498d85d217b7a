"""The terms of an academic year: what lies between the vacations of the country's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dashboard.snapshot.calendar_files import in_force
from dashboard.snapshot.contract import COUNTRY_SCOPE
from dashboard.weeks import DAY

VACATION = "vacation"
TERMS = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its key, as in ``period_results`` (``q1`` … ``q4``), its first and last day."""

    key: str
    first: date
    last: date


def year_span(year: str) -> tuple[date, date]:
    """Return the first and the last day of an academic year, summer included."""
    first = int(year[:4])
    return date(first, 9, 1), date(first + 1, 8, 31)


def terms(year: str) -> tuple[Term, ...]:
    """Return the four terms of an academic year; none where its calendar is not known or has other vacations."""
    known = in_force(year)
    if known is None:
        return ()
    off = sorted(
        (row.first, row.last)
        for row in known.rows
        if row.kind == VACATION and row.scope == COUNTRY_SCOPE and row.grade is None and row.week_mode is None
    )
    gaps = [(before[1] + DAY, after[0] - DAY) for before, after in pairwise(off)]
    found = tuple(Term(f"q{number}", *gap) for number, gap in enumerate(gaps, 1))
    return found if len(found) == TERMS else ()


def pupils_on(period: str, latest: date) -> date:
    """Return the day whose pupils a period has a result to give to: its last one, while it lasts the latest known.

    Parameters
    ----------
    period
        As in ``period_results``: ``2026-2027/q1``, ``2026-2027/year``.
    latest
        The last day anything is known of.
    """
    year, _, part = period.partition("/")
    known = terms(year) if part else ()
    ends = {term.key: term.last for term in known} | {"year": known[-1].last if known else latest}
    return min(latest, ends.get(part, latest))


def term_of(day: date, among: tuple[Term, ...]) -> str:
    """Return the key of the term a day lies in, or of the last one before it; empty where there is none."""
    return next((term.key for term in reversed(among) if term.first <= day), "")
