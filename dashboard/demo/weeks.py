"""The weeks of the demonstration and their teaching days, by the calendar shipped with the project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from dashboard.demo.arrays import Flags
from dashboard.errors import ConfigurationError
from dashboard.snapshot.calendar import CalendarRow, WeekCalendar, shipped_years, week_calendar, year_weeks
from dashboard.weeks import WEEK, academic_year, days_of, first_week

WEEK_MODES = (5, 6)
GRADES = 13
DETAILED_WEEKS = 3


def school_weeks(year: str) -> list[date]:
    """Return the weeks of an academic year from its first to its last teaching day; the summer has no drops."""
    weeks = year_weeks(year)
    taught = [number for number, week in enumerate(weeks) if week.days]
    return [week.week for week in weeks[taught[0] : taught[-1] + 1]]


def history(last: date, count: int | None = None) -> list[date]:
    """Return the weeks that have a drop, in order.

    Parameters
    ----------
    last
        The latest full week.
    count
        Only so many of the latest weeks.

    Raises
    ------
    ConfigurationError
        If no shipped calendar has a school week up to `last`.
    """
    weeks = [week for year in shipped_years() for week in school_weeks(year) if week <= last]
    if not weeks:
        raise ConfigurationError(f"No calendar in dashboard/calendars has a week up to {last}. Ask for a later day.")
    return weeks[-count:] if count else weeks


def has_lessons(week: date) -> bool:
    """Tell whether the country's calendar has a teaching day in a week."""
    return week_calendar(week).country_days > 0


def first_detailed(last: date) -> date:
    """Return the week from which the chosen district comes detailed: the third last one with lessons."""
    weeks = [week for week in history(last) if has_lessons(week)][-DETAILED_WEEKS:]
    return weeks[0] if weeks else last + WEEK


def number_in_year(week: date) -> int:
    """Return how many weeks have passed since the first week of the academic year."""
    return (week - first_week(academic_year(week))).days // 7


def teaching_mask(calendar: WeekCalendar, scopes: Sequence[str] = ()) -> Flags:
    """Return which days are teaching days.

    Returns
    -------
    Flags
        Shape (2 week modes, 13 grades, 7 days): five-day and six-day schools, grades 0–12, Sunday to Saturday.
    """
    days = days_of(calendar.week)
    taught = np.zeros((len(WEEK_MODES), GRADES, len(days)), dtype=bool)
    for mode, week_mode in enumerate(WEEK_MODES):
        for grade in range(GRADES):
            found = calendar.teaching(scopes, week_mode, grade)
            taught[mode, grade] = [day in found for day in days]
    return taught


def with_closures(week: date, closures: Sequence[CalendarRow]) -> WeekCalendar:
    """Return the calendar of a week with the drop's own rows beside the shipped ones (Q-31)."""
    return week_calendar(week, closures)
