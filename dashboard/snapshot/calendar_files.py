"""Where the rows of a year's calendar come from: a file of the project, or one that the installation imported.

``dashboard/calendars/<academic year>.csv`` holds the rows of the contract's table ``calendar`` for the country;
``calendars/<academic year>.csv`` in the data folder those that ``belsendi calendar import`` wrote, for units and
schools too. The first line says ``# official:`` or ``# assumed:`` and why.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from dashboard.errors import ConfigurationError
from dashboard.settings import Settings
from dashboard.snapshot.contract import COUNTRY_SCOPE as COUNTRY

SHIPPED_FOLDER = Path(__file__).parent.parent / "calendars"
COLUMNS = ["scope_id", "grade", "week_mode", "date_from", "date_to", "kind"]
FIVE_DAYS, SIX_DAYS = 5, 6
WEEK_MODES = (FIVE_DAYS, SIX_DAYS)
GRADES = range(13)  # 0 to 12 alike
WORKED = "transferred_workday"
# At the same width a day off comes before a worked day; among days off the order only decides what a day is
# called. `distance` is missing on purpose: such rows change nothing.
KINDS = ("vacation", "holiday", "closure", WORKED)
DISTANCE = "distance"

Status = Literal["official", "assumed"]
# What tells one state of an imported file from another; None where there is none.
Version = tuple[int, int] | None


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


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """The calendar of an academic year.

    Attributes
    ----------
    rows
        The days off and worked days.
    assumed
        Whether no order confirms it.
    why
        What its first line says about where it comes from.
    imported
        Whether this installation imported it, or some of its rows.
    """

    rows: tuple[CalendarRow, ...]
    assumed: bool
    why: str = ""
    imported: bool = False


def shipped_years() -> list[str]:
    """Return the academic years for which the project has a calendar, in order."""
    return sorted(path.stem for path in SHIPPED_FOLDER.glob("*.csv"))


def known_years() -> list[str]:
    """Return the academic years that have a calendar here, shipped or imported, in order."""
    return sorted({*shipped_years(), *(path.stem for path in imported_folder().glob("*.csv"))})


@cache
def shipped(year: str) -> YearCalendar | None:
    """Return a shipped calendar; None where the year has no file.

    Raises
    ------
    ConfigurationError
        If the file does not say what it must; the message names file, line and column.
    """
    path = SHIPPED_FOLDER / f"{year}.csv"
    return read_calendar(path, {COUNTRY}) if path.is_file() else None


def imported_folder() -> Path:
    """Return where this installation keeps the calendars it imported."""
    return Settings.from_environment().data_folder / SHIPPED_FOLDER.name


def imported(year: str) -> YearCalendar | None:
    """Return an imported calendar; None where the year has none."""
    state = version(year)
    return _imported(imported_folder() / f"{year}.csv", state) if state else None


@lru_cache(maxsize=32)
def _imported(path: Path, _: Version) -> YearCalendar:
    """Read an imported calendar once in each of its states."""
    found = read_calendar(path)
    return YearCalendar(found.rows, found.assumed, found.why, imported=True)


def version(year: str) -> Version:
    """Return what changes when the imported calendar of a year does: of what is kept, part of its key."""
    try:
        found = (imported_folder() / f"{year}.csv").stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def imports() -> Version:
    """Return what changes with every import: of what is kept and says something about calendars, part of its key."""
    try:
        found = imported_folder().stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def in_force(year: str) -> YearCalendar | None:
    """Return the calendar of a year: what was imported, alone if it speaks of the country, else beside the shipped one.

    That is the rule of a drop's own rows (Q-31).
    """
    own, base = imported(year), shipped(year)
    if own is None or base is None:
        return base if own is None else own if _has_country(own) else None
    if _has_country(own):
        return own
    return YearCalendar(base.rows + own.rows, base.assumed, base.why, imported=True)


def _has_country(calendar: YearCalendar) -> bool:
    return any(row.scope == COUNTRY for row in calendar.rows)


def read_calendar(path: Path, scopes: Container[str] | None = None) -> YearCalendar:
    """Read one calendar file.

    Parameters
    ----------
    scopes
        Which scopes it may have; any without.

    Raises
    ------
    ConfigurationError
        If the file does not say what it must; the message names file, line and column.
    """
    lines = path.read_text("utf-8").splitlines()
    status, _, why = lines[0].lstrip("# ").partition(":") if lines else ("", "", "")
    if status not in {"official", "assumed"}:
        raise ConfigurationError(f"{path}: line 1 is {status!r}. Begin with '# official: …' or '# assumed: …'.")
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    table = list(csv.reader(line for _, line in numbered))
    if table[:1] != [COLUMNS]:
        raise ConfigurationError(f"{path}: the header is {table[:1]}. Write {','.join(COLUMNS)}.")
    rows = tuple(
        _read_row(f"{path}: line {number}", values, scopes)
        for (number, _), values in zip(numbered[1:], table[1:], strict=True)
    )
    return YearCalendar(rows, status == "assumed", why.strip())


def _read_row(place: str, values: list[str], scopes: Container[str] | None) -> CalendarRow:
    """Return one checked row of a calendar file."""
    if len(values) != len(COLUMNS):
        raise ConfigurationError(f"{place} has {len(values)} values. Write {len(COLUMNS)}: {','.join(COLUMNS)}.")
    cells = dict(zip(COLUMNS, values, strict=True))
    found: dict[str, Any] = {}
    for column, read in READERS.items():
        try:
            found[column] = read(cells[column])
        except ValueError:
            raise ConfigurationError(f"{place}: {column} is {cells[column]!r}. Mend it; see records.md.") from None
    if not found["scope_id"] or (scopes is not None and found["scope_id"] not in scopes):
        raise ConfigurationError(f"{place}: scope_id is {found['scope_id']!r}. Mend it; see records.md.")
    if found["date_to"] < found["date_from"]:
        raise ConfigurationError(f"{place}: date_to is before date_from. Mend them.")
    return CalendarRow(*(found[column] for column in COLUMNS))


def _number(allowed: Sequence[int]) -> Callable[[str], int | None]:
    """Return a reader of a whole number from a list, or of an empty cell."""

    def read(cell: str) -> int | None:
        return allowed[allowed.index(int(cell))] if cell else None

    return read


def _kind(cell: str) -> str:
    """Return a kind of day; raise for any other text."""
    return (*KINDS, DISTANCE)[(*KINDS, DISTANCE).index(cell)]


READERS: dict[str, Callable[[str], Any]] = {
    "scope_id": str,
    "grade": _number(GRADES),
    "week_mode": _number(WEEK_MODES),
    "date_from": date.fromisoformat,
    "date_to": date.fromisoformat,
    "kind": _kind,
}
