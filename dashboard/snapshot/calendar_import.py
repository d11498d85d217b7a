"""A year's calendar brought in from a CSV file: checked as a whole, then kept in the data folder (F.1, Q-31 … Q-35)."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from dashboard.errors import CalendarRefused, Refusal
from dashboard.schema import school_week, snapshot, unit_week
from dashboard.snapshot.calendar import in_force, year_weeks
from dashboard.snapshot.calendar_files import (
    COLUMNS,
    DISTANCE,
    FIVE_DAYS,
    READERS,
    WORKED,
    CalendarRow,
    Status,
    imported_folder,
)
from dashboard.snapshot.contract import COUNTRY_SCOPE as COUNTRY
from dashboard.snapshot.contract import REPUBLIC
from dashboard.weeks import academic_year, week_of

REQUIRED = ("scope_id", "date_from", "date_to", "kind")
# Teaching days of a five-day school that a year of 34 to 36 weeks has, holidays taken off (F.1).
PLAUSIBLE_DAYS = range(158, 181)
_EXPECTED = {
    "scope_id": "KZ, or the id of a unit or school of the latest week",
    "grade": "a grade from 0 to 12, or nothing",
    "week_mode": "5, 6 or nothing",
    "date_from": "a date YYYY-MM-DD",
    "date_to": "a date YYYY-MM-DD",
    "kind": "vacation, holiday, transferred_workday, closure or distance",
}
_STATUSES: tuple[Status, ...] = ("official", "assumed")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row and the line it stands in."""

    line: int
    row: CalendarRow


@dataclass(frozen=True, slots=True)
class ImportedCalendar:
    """What an import did.

    Attributes
    ----------
    year
        The academic year.
    path
        Where its calendar is kept.
    rows
        How many rows it has.
    status
        ``official`` or ``assumed``.
    warnings
        What looks unusual.
    """

    year: str
    path: Path
    rows: int
    status: Status
    warnings: tuple[str, ...]


def import_calendar(
    file: Path, known: frozenset[str] | None, year: str | None = None, status: Status | None = None
) -> ImportedCalendar:
    """Check a file and keep it as the calendar of its academic year, in place of an earlier import.

    Parameters
    ----------
    file
        CSV with the columns of the contract's table ``calendar`` (UTF-8, header, any order). A first line
        ``# official: …`` or ``# assumed: …`` says what it is.
    known
        The ids of units and schools; None where no week has been built that could tell.
    year
        Such as ``2026-2027``; without it the one that all rows lie in.
    status
        What it is, whatever its first line says; without both it is official.

    Raises
    ------
    CalendarRefused
        If anything is wrong with it; every fault is named with its line, and nothing is written.
    """
    said, why, lines = _lines(file)
    refusals: list[Refusal] = []
    rows = list(_rows(file, lines, known, refusals))
    settled = _year(file, rows, year, refusals)
    refusals += [*_outside(file, rows, settled), *_doubled(file, rows), *_contradicting(file, rows)]
    if refusals:
        raise CalendarRefused(sorted(refusals, key=_line_of))
    kind = status or said or "official"
    path = _write(settled, kind, why or f"imported from {file.name}", [one.row for one in rows])
    return ImportedCalendar(settled, path, len(rows), kind, tuple(_doubts(settled)))


def known_scopes(connection: Connection) -> frozenset[str] | None:
    """Return the ids of the units and schools of the latest week that was built; None where there is none."""
    latest = connection.scalar(
        select(snapshot.c.id).order_by(snapshot.c.week.desc(), snapshot.c.revision.desc()).limit(1)
    )
    if latest is None:
        return None
    queries = (
        select(unit_week.c.unit_id).where(unit_week.c.snapshot_id == latest),
        select(school_week.c.school_id).where(school_week.c.snapshot_id == latest),
    )
    return frozenset(scope for query in queries for scope in connection.scalars(query))


Place = tuple[Path, int, str]  # file, line (0: no line is meant), column


def _refusal(place: Place, expected: str, found: str, remedy: str) -> Refusal:
    file, line, column = place
    where = f"{found} in line {line}" if line else found
    return Refusal(file.name, "calendar", column, expected, where, remedy)


def _line_of(refusal: Refusal) -> int:
    """Return the line a refusal names, 0 where it names none."""
    number = refusal.found.rpartition(" in line ")[2]
    return int(number) if number.isdigit() else 0


def _lines(file: Path) -> tuple[Status | None, str, list[tuple[int, list[str]]]]:
    """Return what the first line says, and the records with their lines, the header first."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        records = [(number, next(csv.reader([line], strict=True))) for number, line in lines if line[0] != "#"]
    except UnicodeDecodeError as error:
        found = f"byte 0x{error.object[error.start]:02x}"
        raise CalendarRefused([_refusal((file, 0, ""), "UTF-8 text", found, "save the file as UTF-8")]) from None
    except OSError as error:
        found = error.strerror or str(error)
        raise CalendarRefused([_refusal((file, 0, ""), "a CSV file", found, "name the file")]) from None
    except csv.Error as error:
        raise CalendarRefused([_refusal((file, 0, ""), "CSV", str(error), "mend the quotes")]) from None
    said, _, why = text.partition("\n")[0].lstrip("# ").partition(":")
    known = next((status for status in _STATUSES if text.startswith("#") and said == status), None)
    return known, why.strip() if known else "", records


def _rows(
    file: Path, lines: Sequence[tuple[int, list[str]]], known: frozenset[str] | None, refusals: list[Refusal]
) -> Iterator[ReadRow]:
    """Yield the rows that can be read; what is wrong with others is added to the refusals."""
    header = lines[0][1] if lines else []
    refusals += _faults_of_header(file, header)
    if refusals:
        return
    for line, values in lines[1:]:
        if len(values) != len(header):
            found = f"{len(values)} values"
            refusals.append(_refusal((file, line, ""), f"{len(header)} values", found, "mend the row"))
            continue
        cells = dict.fromkeys(COLUMNS, "") | dict(zip(header, values, strict=True))
        faults = [*_faults_of_cells(file, line, cells, known)]
        refusals += faults
        if not faults:
            row = CalendarRow(*(READERS[column](cells[column]) for column in COLUMNS))
            yield ReadRow(line, replace(row, scope=COUNTRY if row.scope == REPUBLIC else row.scope))


def _faults_of_header(file: Path, header: Sequence[str]) -> Iterator[Refusal]:
    """Yield what is wrong with the header."""
    for column in REQUIRED:
        if column not in header:
            found = f"columns {', '.join(header)}" if header else "no header"
            yield _refusal((file, 0, column), "the column in the file", found[:300], f"write {','.join(COLUMNS)} first")
    for column in dict.fromkeys(header):
        if column not in COLUMNS or list(header).count(column) > 1:
            found = "a column twice" if column in COLUMNS else "an unknown column"
            yield _refusal((file, 0, column), f"the columns {', '.join(COLUMNS)}", found, "take it out")


def _faults_of_cells(
    file: Path, line: int, cells: Mapping[str, str], known: frozenset[str] | None
) -> Iterator[Refusal]:
    """Yield what is wrong with the values of a row."""
    read: dict[str, Any] = {}
    for column in COLUMNS:
        try:
            read[column] = READERS[column](cells[column])
        except ValueError:
            yield _refusal((file, line, column), _EXPECTED[column], repr(cells[column]), "mend the value")
    scope = cells["scope_id"]
    if scope not in {COUNTRY, REPUBLIC} and (known is None or scope not in known):
        remedy = "mend the id" if known is not None else "build a week first: its registers tell the units and schools"
        yield _refusal((file, line, "scope_id"), _EXPECTED["scope_id"], repr(scope), remedy)
    first, last = read.get("date_from"), read.get("date_to")
    if first and last and last < first:
        yield _refusal((file, line, "date_to"), f"a day not before {first}", str(last), "mend the dates")


def _year(file: Path, rows: Sequence[ReadRow], year: str | None, refusals: list[Refusal]) -> str:
    """Return the academic year of the rows; several, or none, are refused."""
    if year is not None:
        if not _is_year(year):
            refusals.append(_refusal((file, 0, ""), "--year such as 2026-2027", repr(year), "mend the option"))
        return year
    years = {academic_year(week_of(day)) for one in rows for day in (one.row.first, one.row.last)}
    if len(years) != 1 and not refusals:
        found = f"the years {', '.join(sorted(years))}" if years else "no row"
        refusals.append(_refusal((file, 0, ""), "days of one academic year", found, "say which with --year"))
    return min(years, default="")


def _is_year(text: str) -> bool:
    first, _, second = text.partition("-")
    return len(text) == 9 and first.isdecimal() and second.isdecimal() and int(second) == int(first) + 1


def _outside(file: Path, rows: Sequence[ReadRow], year: str) -> Iterator[Refusal]:
    """Yield the rows with days outside the academic year; its first and last week belong to it as a whole."""
    columns: tuple[tuple[str, Callable[[CalendarRow], date]], ...] = (
        ("date_from", lambda row: row.first),
        ("date_to", lambda row: row.last),
    )
    for one in rows:
        for column, day_of in columns:
            day = day_of(one.row)
            if _is_year(year) and academic_year(week_of(day)) != year:
                yield _refusal((file, one.line, column), f"a day of {year}", str(day), "mend the date, or the year")


def _doubled(file: Path, rows: Sequence[ReadRow]) -> Iterator[Refusal]:
    """Yield the rows that stand in the file twice."""
    seen: dict[CalendarRow, int] = {}
    for one in rows:
        first = seen.setdefault(one.row, one.line)
        if first != one.line:
            yield _refusal((file, one.line, ""), "each row once", f"the row of line {first} again", "take it out")


def _contradicting(file: Path, rows: Sequence[ReadRow]) -> Iterator[Refusal]:
    """Yield rows that say different things, or the same thing twice, of one day for the same schools and grade."""
    groups: dict[tuple[object, ...], list[ReadRow]] = {}
    for one in rows:
        if one.row.kind != DISTANCE:
            groups.setdefault((one.row.scope, one.row.grade, one.row.week_mode), []).append(one)
    for group in groups.values():
        for one, other in combinations(group, 2):
            yield from _in_conflict(file, one, other)


def _in_conflict(file: Path, one: ReadRow, other: ReadRow) -> Iterator[Refusal]:
    """Yield what is wrong with two rows of the same scope, grade and week."""
    first, last = max(one.row.first, other.row.first), min(one.row.last, other.row.last)
    if first > last or one.row == other.row:
        return
    days = str(first) if first == last else f"{first} to {last}"
    if (one.row.kind == WORKED) != (other.row.kind == WORKED):
        found = f"{days} is {one.row.kind} in line {one.line} and {other.row.kind}"
        yield _refusal((file, other.line, "kind"), "one kind of day", found, "decide which it is")
    elif one.row.kind == other.row.kind:
        found = f"{days} is {one.row.kind} in line {one.line} already, and again"
        yield _refusal((file, other.line, "date_from"), "each day once", found, "make the rows one")


def _doubts(year: str) -> Iterator[str]:
    """Yield what looks unusual in a calendar that was brought in (F.1)."""
    if in_force(year) is None:
        yield f"Neither a row with scope {COUNTRY} nor a shipped calendar of {year}: weeks of it cannot be built yet."
        return
    days = sum(week.days for week in year_weeks(year))
    if days not in PLAUSIBLE_DAYS:
        yield (
            f"Five-day schools have {days} teaching days in {year}, about {days / FIVE_DAYS:.0f} weeks; 34 to 36 weeks "
            f"are usual ({PLAUSIBLE_DAYS.start} to {PLAUSIBLE_DAYS.stop - 1} days)."
        )


def _write(year: str, status: Status, why: str, rows: Sequence[CalendarRow]) -> Path:
    """Write a calendar in the form in which it is kept: whole, under its name only when it is complete."""
    path = imported_folder() / f"{year}.csv"
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8", newline="") as handle:
            handle.write(f"# {status}: {' '.join(why.split())}\n")
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(
                [row.scope, row.grade, row.week_mode, row.first, row.last, row.kind]
                for row in sorted(rows, key=lambda row: (row.scope != COUNTRY, row.scope, row.first, repr(row)))
            )
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        remedy = "make room or give the right to write, then import again; the calendar that was there is still in use"
        found = error.strerror or str(error)
        raise CalendarRefused([Refusal(str(path), "", "", "a file that can be written", found, remedy)]) from error
    return path
