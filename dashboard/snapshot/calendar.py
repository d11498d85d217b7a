"""The school calendar: which days of a week are teaching days, for whom (F.3, Q-31 … Q-38).

Calendars are data. ``dashboard/calendars/<academic year>.csv`` holds the rows of the contract's table ``calendar`` for
the country; its first line says ``# official:`` or ``# assumed:`` and why. Rows are the real days off: nothing is moved
here, except that a week without rows has Monday to Friday, or to Saturday in six-day schools.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.configuration import NORMAL_DAYS
from dashboard.errors import ConfigurationError, DropRefused, Refusal
from dashboard.snapshot.contract import COUNTRY_SCOPE as COUNTRY
from dashboard.weeks import academic_year, days_of, last_day, weeks_of_year

CALENDARS = Path(__file__).parent.parent / "calendars"
COLUMNS = ["scope_id", "grade", "week_mode", "date_from", "date_to", "kind"]
FIVE_DAYS = 5
GRADES = range(13)  # 0 to 12 alike
WORKED = "transferred_workday"
# At the same width a day off comes before a worked day; among days off the order only decides what a day is
# called. `distance` is missing on purpose: such rows change nothing.
KINDS = ("vacation", "holiday", "closure", WORKED)


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One row of the table ``calendar``; `first` and `last` are inclusive."""

    scope: str
    grade: int | None
    week_mode: int | None
    first: date
    last: date
    kind: str

    def covers(self, day: date, week_mode: int, grade: int | None) -> bool:
        """Tell whether the row speaks of a day, for a week mode and a grade (None: without grade)."""
        return (
            self.first <= day <= self.last
            and self.week_mode in {None, week_mode}
            and (self.grade is None or self.grade == grade)
        )


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


def shipped_years() -> list[str]:
    """Return the academic years that have a calendar, in order."""
    return sorted(path.stem for path in CALENDARS.glob("*.csv"))


@cache
def shipped(year: str) -> tuple[tuple[CalendarRow, ...], bool] | None:
    """Return the rows of a shipped calendar and whether they are assumed; None where the year has no file.

    Raises
    ------
    ConfigurationError
        If the file does not say what it must; the message names file, line and column.
    """
    path = CALENDARS / f"{year}.csv"
    return read_calendar(path) if path.is_file() else None


def read_calendar(path: Path) -> tuple[tuple[CalendarRow, ...], bool]:
    """Read one calendar file: its rows, and whether they are assumed."""
    lines = path.read_text("utf-8").splitlines()
    status = lines[0].lstrip("# ").split(":")[0] if lines else ""
    if status not in {"official", "assumed"}:
        raise ConfigurationError(f"{path}: line 1 is {status!r}. Begin with '# official: …' or '# assumed: …'.")
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    table = list(csv.reader(line for _, line in numbered))
    if table[:1] != [COLUMNS]:
        raise ConfigurationError(f"{path}: the header is {table[:1]}. Write {','.join(COLUMNS)}.")
    rows = zip(numbered[1:], table[1:], strict=True)
    return tuple(_read_row(f"{path}: line {number}", values) for (number, _), values in rows), status == "assumed"


def _read_row(place: str, values: list[str]) -> CalendarRow:
    """Return one checked row of a calendar file."""
    if len(values) != len(COLUMNS):
        raise ConfigurationError(f"{place} has {len(values)} values. Write {len(COLUMNS)}: {','.join(COLUMNS)}.")
    cells = dict(zip(COLUMNS, values, strict=True))
    readers: dict[str, Callable[[str], Any]] = {
        "grade": _number(GRADES),
        "week_mode": _number((FIVE_DAYS, 6)),
        "kind": KINDS.index,
    }
    readers |= {"scope_id": [COUNTRY].index, "date_from": date.fromisoformat, "date_to": date.fromisoformat}
    found: dict[str, Any] = {}
    for column, read in readers.items():
        try:
            found[column] = read(cells[column])
        except ValueError:
            raise ConfigurationError(f"{place}: {column} is {cells[column]!r}. Mend it; see records.md.") from None
    first, last = found["date_from"], found["date_to"]
    if last < first:
        raise ConfigurationError(f"{place}: date_to is before date_from. Mend them.")
    return CalendarRow(cells["scope_id"], found["grade"], found["week_mode"], first, last, cells["kind"])


def _number(allowed: Sequence[int]) -> Callable[[str], int | None]:
    """Return a reader of a whole number from a list, or of an empty cell."""

    def read(cell: str) -> int | None:
        return allowed[allowed.index(int(cell))] if cell else None

    return read


def week_calendar(week: date, drop_rows: Sequence[CalendarRow] = ()) -> WeekCalendar:
    """Return what decides about a week: the drop's rows alone, or beside the shipped ones (Q-31).

    Parameters
    ----------
    week
        Its Sunday.
    drop_rows
        The rows of the drop's table ``calendar``; the republic's unit id is already ``KZ`` (Q-33).

    Raises
    ------
    DropRefused
        If the drop has no row for the country and the project no calendar for the academic year (Q-38).
    """
    rows, assumed = tuple(drop_rows), False
    if all(row.scope != COUNTRY for row in rows):
        known = shipped(academic_year(week))
        if known is None:
            raise _no_calendar(week)
        rows, assumed = rows + known[0], known[1]
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
                expected=f"rows with scope {COUNTRY}, because the project has no calendar of {year}",
                found=f"no such row for the week of {week}",
                remedy=f"add the country's days off to the drop, or {CALENDARS.name}/{year}.csv to the project",
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


@cache
def year_weeks(year: str) -> tuple[WeekKind, ...]:
    """Return all weeks of an academic year, summer included; none where the year has no calendar."""
    return tuple(_week_kind(week_calendar(week)) for week in weeks_of_year(year)) if shipped(year) else ()


def _week_kind(calendar: WeekCalendar) -> WeekKind:
    """Return what a week is by the country's rows."""
    days, days_off = calendar.country_days, country_days_off(calendar)
    working = [kind for day, kind in days_off.items() if day.weekday() < FIVE_DAYS and kind != WORKED]
    status = week_status(days)
    reason = Counter(sorted(working, key=KINDS.index)).most_common(1)[0][0] if working and status != "normal" else None
    return WeekKind(calendar.week, days, status, reason, calendar.assumed)
