"""The teaching days of schools: a week's calendar applied to all of them (F.3-1, Q-33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.snapshot.calendar import GRADES, Chain, WeekCalendar, country_days_off, teaching_days
from dashboard.snapshot.contract import COUNTRY_SCOPE


def country_calendar(calendar: WeekCalendar) -> pd.DataFrame:
    """Return the days of the week about which the country's rows say something, for the week picker.

    Returns
    -------
    DataFrame
        One row is one day: date, kind; of `country_days_off`, in order.
    """
    return pd.DataFrame(list(country_days_off(calendar).items()), columns=["date", "kind"])


@dataclass(frozen=True)
class SchoolDays:
    """Teaching days of all schools of a week, told by calendar: schools under the same rows share one.

    Attributes
    ----------
    schools
        One row is one school: school_id, calendar_id, ungraded_days (teaching days without grade).
    grades
        One row is one grade of one calendar: calendar_id, grade, days.
    teaching
        One row is one teaching day of one grade of one calendar: calendar_id, grade, date.
    """

    schools: pd.DataFrame
    grades: pd.DataFrame
    teaching: pd.DataFrame


def school_days(calendar: WeekCalendar, schools: pd.DataFrame, parents: Mapping[str, str | None]) -> SchoolDays:
    """Work out the teaching days of every school and grade of a week (F.3-1, Q-33).

    Parameters
    ----------
    calendar
        What decides about the week.
    schools
        One row is one school: school_id, unit_id (its district), week_mode (5 or 6).
    parents
        Unit to the unit above it.
    """
    known: dict[tuple[Chain, int], int] = {}
    chains: dict[tuple[str, ...], Chain] = {}
    assigned = []
    for school, unit, mode in schools[["school_id", "unit_id", "week_mode"]].itertuples(index=False):
        scopes = _scopes(calendar, school, unit, parents)
        if scopes not in chains:
            chains[scopes] = calendar.chain(scopes)
        assigned.append((school, known.setdefault((chains[scopes], mode), len(known))))
    graded: list[tuple[int, int, int]] = []
    teaching: list[tuple[int, int, date]] = []
    ungraded = {}
    for (chain, mode), number in known.items():
        plain = teaching_days(calendar.week, chain, mode, None)
        ungraded[number] = len(plain)
        spoken_of = {row.grade for rows in chain for row in rows}
        for grade in GRADES:
            days = teaching_days(calendar.week, chain, mode, grade) if grade in spoken_of else plain
            graded.append((number, grade, len(days)))
            teaching += [(number, grade, day) for day in days]
    return SchoolDays(
        pd.DataFrame(
            [(*pair, ungraded[pair[1]]) for pair in assigned], columns=["school_id", "calendar_id", "ungraded_days"]
        ),
        pd.DataFrame(graded, columns=["calendar_id", "grade", "days"]),
        pd.DataFrame(teaching, columns=["calendar_id", "grade", "date"]),
    )


def _scopes(calendar: WeekCalendar, school: str, unit: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the scopes of a school that have rows, narrowest first; a name is looked up as a unit first (Q-95)."""
    region = parents.get(unit)
    named = (school if school not in parents else None, unit, region)
    return tuple(scope for scope in named if scope is not None and scope != COUNTRY_SCOPE and scope in calendar.rows)
