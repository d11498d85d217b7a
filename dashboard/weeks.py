"""Weeks: a reporting week is named by its first day, a Sunday, and ends on Saturday (A-3).

Almaty time is UTC+5 all the year round since 1 March 2024. The offset is written down here instead of being taken from
the system's zone data, because outdated copies that still say +6 are common and would move every cut-off by an hour
without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

ALMATY = timezone(timedelta(hours=5), "Asia/Almaty")
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6  # as datetime.date.weekday() counts


def week_of(day: date) -> date:
    """Return the first day (Sunday) of the week a day lies in."""
    return day - DAY * ((day.weekday() + 1) % 7)


def is_week(day: date) -> bool:
    """Tell whether a day can name a week, that is, whether it is a Sunday (Q-90)."""
    return day.weekday() == SUNDAY


def last_day(week: date) -> date:
    """Return the Saturday of a week."""
    return week + 6 * DAY


def days_of(week: date) -> tuple[date, ...]:
    """Return the seven days of a week, Sunday first."""
    return tuple(week + n * DAY for n in range(7))


def weeks_before(week: date, count: int) -> list[date]:
    """Return `count` consecutive weeks that end with `week`, oldest first."""
    return [week - n * WEEK for n in range(count - 1, -1, -1)]


def default_week(now: datetime) -> date:
    """Return the week that has just ended at an instant (A-6): on a Sunday the one that ended yesterday (G-2)."""
    return week_of(now.astimezone(ALMATY).date()) - WEEK


def midnight(day: date) -> datetime:
    """Return the first instant of a day in Almaty."""
    return datetime.combine(day, time(), ALMATY)


def cut_off(week: date, late_days: int = 0) -> datetime:
    """Return the instant up to which, inclusive, things count in a week (Q-43).

    Parameters
    ----------
    week
        Its Sunday.
    late_days
        14 for the entry of facts in the revised series (Q-48).

    Returns
    -------
    datetime
        The first instant of the Sunday after the week in Almaty.
    """
    return midnight(week + WEEK + late_days * DAY)


def naive_utc(moment: datetime) -> datetime:
    """Return an instant as the tables of a drop hold it: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def academic_year(week: date) -> str:
    """Return the academic year of a week, as ``2026-2027``: the year its last day belongs to (Q-41)."""
    return academic_year_of(last_day(week))


def academic_year_of(day: date) -> str:
    """Return the academic year of a day; it begins on 1 September."""
    first = day.year if day.month >= 9 else day.year - 1
    return f"{first}-{first + 1}"


def first_week(year: str) -> date:
    """Return the first week of an academic year: the one 1 September lies in."""
    return week_of(date(int(year[:4]), 9, 1))


def weeks_of_year(year: str) -> Iterator[date]:
    """Yield the weeks of an academic year, in order, summer included."""
    week = first_week(year)
    while academic_year(week) == year:
        yield week
        week += WEEK


def previous_period(week: date, weeks_with_data: Iterable[date]) -> date | None:
    """Return the week that another one is compared with (F.3-5, Q-40).

    Parameters
    ----------
    week
        The week shown.
    weeks_with_data
        The frozen weeks in which the republic has data (Q-9), in any order.

    Returns
    -------
    date or None
        The latest earlier one of the same academic year; None in the year's first week with data.
    """
    year = academic_year(week)
    return max((other for other in weeks_with_data if other < week and academic_year(other) == year), default=None)
