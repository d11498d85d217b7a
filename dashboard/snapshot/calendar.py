"""The school calendar: which days of a week are teaching days, for whom (F.3, Q-31 … Q-38).

Rows are the real days off: nothing is moved here, except that a week without rows has Monday to Friday, or to Saturday
in six-day schools. Where the rows of a year come from is told by ``calendar_files``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256

from dashboard.configuration import NORMAL_DAYS
from dashboard.errors import DropRefused, Refusal
from dashboard.snapshot.calendar_files import (
    FIVE_DAYS,
    GRADES,
    KINDS,
    WORKED,
    CalendarRow,
    Version,
    in_force,
    shipped,
    shipped_years,
    version,
)
from dashboard.snapshot.contract import COUNTRY_SCOPE as COUNTRY
from dashboard.weeks import academic_year, days_of, last_day, weeks_of_year

__all__ = ["GRADES", "CalendarRow", "in_force", "shipped", "shipped_years", "version"]

Chain = tuple[tuple[CalendarRow, ...], ...]


@dataclass(frozen=True)
class WeekCalendar:
    """What decides about the days of one week.

    Attributes
    ----------
    week
        Its Sunday.
    rows
        The rows that touch the week, by scope (``KZ``, a unit, a school).
    assumed
        Whether the country's rows come from a shipped calendar that no order confirms yet.
    """

    week: date
    rows: Mapping[str, tuple[CalendarRow, ...]]
    assumed: bool

    def chain(self, scopes: Iterable[str]) -> Chain:
        """Return the rows of several scopes, narrowest first, without their names, so that equal chains are equal."""
        found = (self.rows.get(scope, ()) for scope in (*scopes, COUNTRY))
        return tuple(tuple(replace(row, scope="") for row in rows) for rows in found if rows)

    def teaching(self, scopes: Iterable[str], week_mode: int, grade: int | None = None) -> tuple[date, ...]:
        """Return the teaching days of the week for scopes below the country, narrowest first (Q-33)."""
        return teaching_days(self.week, self.chain(scopes), week_mode, grade)

    @property
    def country_days(self) -> int:
        """Teaching days of a five-day school, without grade, by the country's rows (Q-42)."""
        return len(self.teaching((), FIVE_DAYS))


def deciding_kind(chain: Chain, day: date, week_mode: int, grade: int | None) -> str | None:
    """Return the kind of the row that decides about a day, or None where none speaks of it (Q-33).

    The narrowest scope decides; in it a row with the grade before one without, then a day off before a worked one.
    """
    for rows in chain:
        covering = [row for row in rows if row.covers(day, week_mode, grade)]
        if covering:
            return min(covering, key=lambda row: (row.grade is None, KINDS.index(row.kind))).kind
    return None


def teaching_days(week: date, chain: Chain, week_mode: int, grade: int | None) -> tuple[date, ...]:
    """Return the teaching days of a week under a chain of rows."""
    kinds = {day: deciding_kind(chain, day, week_mode, grade) for day in days_of(week)}
    return tuple(day for day, kind in kinds.items() if kind == WORKED or (kind is None and day.weekday() < week_mode))


def week_calendar(week: date, drop_rows: Sequence[CalendarRow] = ()) -> WeekCalendar:
    """Return what decides about a week: the drop's rows alone, or beside those of the year's calendar (Q-31).

    Parameters
    ----------
    week
        Its Sunday.
    drop_rows
        The rows of the drop's table ``calendar``; the republic's unit id is already ``KZ`` (Q-33).

    Raises
    ------
    DropRefused
        If the drop has no row for the country and there is no calendar of the academic year (Q-38).
    """
    rows, assumed = tuple(drop_rows), False
    if all(row.scope != COUNTRY for row in rows):
        known = in_force(academic_year(week))
        if known is None:
            raise _no_calendar(week)
        rows, assumed = rows + known.rows, known.assumed
    by_scope: dict[str, tuple[CalendarRow, ...]] = {}
    for row in rows:
        if row.first <= last_day(week) and row.last >= week and row.kind in KINDS:
            by_scope[row.scope] = (*by_scope.get(row.scope, ()), row)
    return WeekCalendar(week, by_scope, assumed)


def _no_calendar(week: date) -> DropRefused:
    """Return the refusal of a week nobody can say anything about (Q-38)."""
    year = academic_year(week)
    return DropRefused(
        [
            Refusal(
                file="",
                table="calendar",
                column="scope_id",
                expected=f"rows with scope {COUNTRY}, because there is no calendar of {year}",
                found=f"no such row for the week of {week}",
                remedy=f"add the country's days off to the drop, or run belsendi calendar import {year}.csv",
            )
        ]
    )


def country_days_off(calendar: WeekCalendar) -> dict[date, str]:
    """Return the days of the week about which the country's rows say something, in order.

    Returns
    -------
    dict
        Day to its kind (vacation, holiday, closure, transferred_workday), as a five-day school without grade sees it.
    """
    chain = calendar.chain(())
    kinds = {day: deciding_kind(chain, day, FIVE_DAYS, None) for day in days_of(calendar.week)}
    return {day: kind for day, kind in kinds.items() if kind}


@dataclass(frozen=True, slots=True)
class WeekKind:
    """One week of an academic year as the week picker shows it (A-7, F.3-2).

    Attributes
    ----------
    week
        Its Sunday.
    days
        Teaching days of a five-day school, without grade.
    status
        none (0 days), short (1–3) or normal.
    reason
        Of a week that is not normal, what most of its working days off are: vacation, holiday or closure; else None.
    assumed
        Whether the calendar is not an official one.
    """

    week: date
    days: int
    status: str
    reason: str | None
    assumed: bool


def week_status(days: int) -> str:
    """Return the status of a week with so many teaching days (F.3-2)."""
    if days >= NORMAL_DAYS:
        return "normal"
    return "short" if days else "none"


def year_weeks(year: str) -> tuple[WeekKind, ...]:
    """Return all weeks of an academic year, summer included; none where the year has no calendar."""
    return _year_weeks(year, version(year))


@lru_cache(maxsize=32)
def _year_weeks(year: str, _: Version) -> tuple[WeekKind, ...]:
    """Return the weeks of a year under one version of its calendar."""
    return tuple(_week_kind(week_calendar(week)) for week in weeks_of_year(year)) if in_force(year) else ()


def is_confirmed(week: date) -> bool:
    """Tell whether an official calendar says today what the assumed one said of a week (Q-38).

    A week that was computed with an assumed calendar then needs no mark any more: its days were the right ones.
    """
    year = academic_year(week)
    assumed, now = shipped(year), in_force(year)
    if assumed is None or now is None or now.assumed:
        return False
    return _said(week, assumed.rows) == _said(week, now.rows)


def calendar_mark(week: date) -> str:
    """Return a text that stands for what the installation's own calendar changes in a week; empty where nothing.

    Rows that were imported count like rows that every drop without days of the country brings along (Q-31). Where they
    make the days of a week other ones than the shipped calendar does, they are part of the content of a snapshot
    (Q-92); else the same drop keeps its id.
    """
    year = academic_year(week)
    before, now = shipped(year), in_force(year)
    if now is None:
        return ""
    said = _said(week, now.rows)
    if before is not None and _said(week, before.rows) == said:
        return ""
    return sha256("\n".join(sorted(map(repr, said))).encode()).hexdigest()


def _said(week: date, rows: Iterable[CalendarRow]) -> frozenset[tuple[object, ...]]:
    """Return what rows say of the days of a week: whom they are for, the day, whether it is worked."""
    days = days_of(week)
    return frozenset(
        (row.scope, row.grade, row.week_mode, day.isoformat(), row.kind == WORKED)
        for row in rows
        if row.kind in KINDS
        for day in days
        if row.first <= day <= row.last
    )


def _week_kind(calendar: WeekCalendar) -> WeekKind:
    """Return what a week is by the country's rows."""
    days, days_off = calendar.country_days, country_days_off(calendar)
    working = [kind for day, kind in days_off.items() if day.weekday() < FIVE_DAYS and kind != WORKED]
    status = week_status(days)
    reason = Counter(sorted(working, key=KINDS.index)).most_common(1)[0][0] if working and status != "normal" else None
    return WeekKind(calendar.week, days, status, reason, calendar.assumed)
