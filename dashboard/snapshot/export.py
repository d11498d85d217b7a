"""What a snapshot hands out again: schools.csv, units.csv and rejects.csv (records.md), and what revisions change.

The form is fixed to the byte (Q-16, Q-30): UTF-8 without BOM, LF, a header, rows in code-point order of their keys,
percentages with six decimals rounded half up from the exact quotient.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, select

from dashboard.configuration import MonitorConfig
from dashboard.errors import SnapshotError
from dashboard.schema import reject, school_value, unit_value, unit_week
from dashboard.snapshot.differences import Difference, read_differences
from dashboard.snapshot.revisions import Revision, revisions_of
from dashboard.snapshot.score import score, share_high
from dashboard.snapshot.stored import read_week
from dashboard.snapshot.what_if import WhatIf

Cell = str | int | None
Rows = list[Sequence[Cell]]
Tables = dict[str, tuple[Sequence[str], Rows]]

DIFFERENCES_FILE = "differences.csv"

SCHOOLS = ("week", "school_id", "indicator", "numerator", "denominator", "value", "category")
UNITS = (
    *("week", "unit_id", "indicator", "schools", "low", "medium", "high"),
    *("score", "share_high", "rank", "numerator", "denominator"),
)
DIFFERENCES = (
    *("week", "revision", "series", "school_id", "indicator"),
    *("was_numerator", "was_denominator", "was_value", "was_category"),
    *("numerator", "denominator", "value", "category"),
)
REJECTS = ("table", "file", "row", "column", "value", "reason")

_DECIMALS = 10**6
_NEEDS_QUOTES = re.compile('[",\r\n]')  # RFC 4180


def export_snapshot(
    connection: Connection, revision: Revision, folder: Path, *, revised: bool = False, compared: Revision | None = None
) -> list[Path]:
    """Write the three files of one snapshot; a file is there whole or not at all.

    ``differences.csv`` stands beside them where a revision of the week has other values than the frozen snapshot.

    Parameters
    ----------
    folder
        Where to; it is made if need be, files of the same names are replaced.
    revised
        In the revised series (Q-48) instead of the frozen one.
    compared
        The revision whose differences are listed; without one this revision.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    SnapshotError
        If the folder cannot be written to, or the revised series was never computed.
    """
    series = _revised_rows if revised else _frozen_rows
    schools, units = series(connection, revision)
    tables: Tables = {
        "schools.csv": (SCHOOLS, schools),
        "units.csv": (UNITS, units),
        "rejects.csv": (REJECTS, reject_rows(connection, revision)),
    }
    differences = difference_rows(connection, compared or revision)
    if differences:
        tables[DIFFERENCES_FILE] = (DIFFERENCES, differences)
    return write_tables(folder, tables, without=() if differences else (DIFFERENCES_FILE,))


def export_what_if(made: WhatIf, folder: Path) -> list[Path]:
    """Write a what-if as files whose names say what they are: never the names of a week's own files.

    Returns
    -------
    list of Path
        ``what-if-vN-schools.csv``, ``…-units.csv``, ``…-differences.csv`` and ``….json``, the summary.

    Raises
    ------
    SnapshotError
        If the folder cannot be written to.
    """
    week, name = made.revision.week.isoformat(), f"what-if-v{made.config.version}"
    units = made.after.unit_values(made.config)
    tables: Tables = {
        f"{name}-schools.csv": (SCHOOLS, _school_lines(week, made.after.values)),
        f"{name}-units.csv": (UNITS, _unit_lines(week, made.after.units, units, made.config)),
        f"{name}-differences.csv": (DIFFERENCES, _difference_lines(made.revision, made.differences())),
    }
    files = write_tables(folder, tables)
    summary = json.dumps({**made.summary(), "config": json.loads(made.config.as_json())}, ensure_ascii=False, indent=2)
    return [*files, _write(folder / f"{name}.json", [summary + "\n"])]


def write_tables(folder: Path, tables: Tables, without: Iterable[str] = ()) -> list[Path]:
    """Write files of rows, and remove the ones `without` that an earlier export left.

    Raises
    ------
    SnapshotError
        If the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in without:
            (folder / name).unlink(missing_ok=True)
        return [_write(folder / name, _lines(header, rows)) for name, (header, rows) in tables.items()]
    except OSError as error:
        raise SnapshotError(f"{folder} cannot be written to ({error.strerror}). Name another folder.") from error


def difference_rows(connection: Connection, revision: Revision) -> Rows:
    """Return the rows of differences.csv: one row is one indicator of one school that is not as in the frozen snapshot.

    None where the week has no frozen snapshot.
    """
    frozen = next((item for item in revisions_of(connection, revision.week) if item.frozen), None)
    return _difference_lines(revision, read_differences(connection, revision, frozen)) if frozen else []


def _frozen_rows(connection: Connection, revision: Revision) -> tuple[Rows, Rows]:
    """Return the rows of schools.csv and units.csv as they are stored."""
    return school_rows(connection, revision), unit_rows(connection, revision)


def _revised_rows(connection: Connection, revision: Revision) -> tuple[Rows, Rows]:
    """Return the rows of schools.csv and units.csv in the revised series (Q-48)."""
    week, stored = revision.week.isoformat(), read_week(connection, revision, revised=True)
    config = MonitorConfig.from_json(revision.config)
    return _school_lines(week, stored.values), _unit_lines(week, stored.units, stored.unit_values(config), config)


def _school_lines(week: str, values: pd.DataFrame) -> Rows:
    """Return rows of schools.csv from a frame of values."""
    columns = ["school_id", "indicator", "numerator", "denominator", "category"]
    return [
        (week, school_id, indicator, over, under, _school_percent(over, under), category)
        for school_id, indicator, over, under, category in sorted(_plain_rows(values, columns))
    ]


def _unit_lines(week: str, units: pd.DataFrame, values: pd.DataFrame, config: MonitorConfig) -> Rows:
    """Return rows of units.csv from a frame of units and one of their values."""
    columns = ["unit_id", "indicator", "schools", "low", "medium", "high", "rank", "numerator", "denominator"]
    rows = _plain_rows(values.merge(units[["unit_id", "schools"]], on="unit_id"), columns)
    return [
        (
            *(week, unit_id, indicator, schools, low, medium, high),
            _percent(score(low, medium, high, config.weights)),
            _percent(share_high(low, medium, high)),
            *rest,
        )
        for unit_id, indicator, schools, low, medium, high, *rest in sorted(rows, key=lambda row: row[:2])
    ]


def _difference_lines(revision: Revision, differences: Iterable[Difference]) -> Rows:
    """Return rows of differences.csv."""
    return [
        (
            *(revision.week.isoformat(), revision.revision, one.series, one.school_id, one.indicator),
            *(one.was_numerator, one.was_denominator),
            *(_school_percent(one.was_numerator, one.was_denominator), one.was_category),
            *(one.numerator, one.denominator, _school_percent(one.numerator, one.denominator), one.category),
        )
        for one in differences
    ]


def _plain_rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield rows of a frame in plain values; what is missing is None."""
    cells = (frame[name].astype(object).where(frame[name].notna(), None) for name in columns)
    return zip(*cells, strict=True)


def school_rows(connection: Connection, revision: Revision) -> Rows:
    """Return the rows of schools.csv: one row is one indicator of one participating school (Q-17, Q-18)."""
    table = school_value
    query = select(
        table.c.school_id, table.c.indicator, table.c.numerator, table.c.denominator, table.c.category
    ).where(table.c.snapshot_id == revision.id)
    week = revision.week.isoformat()
    return [
        (week, school_id, indicator, numerator, denominator, _school_percent(numerator, denominator), category)
        for school_id, indicator, numerator, denominator, category in sorted(connection.execute(query))
    ]


def unit_rows(connection: Connection, revision: Revision) -> Rows:
    """Return the rows of units.csv: one row is one indicator of one unit, units without schools included (Q-25)."""
    table = unit_value
    same = and_(unit_week.c.snapshot_id == table.c.snapshot_id, unit_week.c.unit_id == table.c.unit_id)
    query = select(table, unit_week.c.schools).join(unit_week, same).where(table.c.snapshot_id == revision.id)
    weights = MonitorConfig.from_json(revision.config).weights
    week = revision.week.isoformat()
    return [
        (
            *(week, row.unit_id, row.indicator, row.schools, row.low, row.medium, row.high),
            _percent(score(row.low, row.medium, row.high, weights)),
            _percent(share_high(row.low, row.medium, row.high)),
            *(row.rank, row.numerator, row.denominator),
        )
        for row in sorted(connection.execute(query), key=lambda row: (row.unit_id, row.indicator))
    ]


def reject_rows(connection: Connection, revision: Revision) -> Rows:
    """Return the rows of rejects.csv, by table, file and row: one row is one row of the drop that was set aside."""
    query = select(
        reject.c.table_name, reject.c.file, reject.c.row, reject.c.column, reject.c.value, reject.c.reason
    ).where(reject.c.snapshot_id == revision.id)
    return [tuple(row) for row in sorted(connection.execute(query))]


def six_decimals(value: Fraction) -> str:
    """Return a number that is not negative with six decimals, rounded half up (Q-16).

    >>> six_decimals(Fraction(1000, 11))
    '90.909091'
    """
    units, rest = divmod((value.numerator * _DECIMALS * 2 + value.denominator) // (value.denominator * 2), _DECIMALS)
    return f"{units}.{rest:06d}"


def _percent(value: Fraction | None) -> str | None:
    """Return a percentage for the file, or nothing."""
    return None if value is None else six_decimals(value)


def _school_percent(numerator: int | None, denominator: int | None) -> str | None:
    """Return a school's value in percent; 0 where there is nothing to divide by (Q-12)."""
    if numerator is None or denominator is None:
        return None
    return six_decimals(Fraction(100 * numerator, denominator)) if denominator else six_decimals(Fraction(0))


def _lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file."""
    return (",".join(map(_field, row)) + "\n" for row in (header, *rows))


def _write(path: Path, lines: Iterable[str]) -> Path:
    """Write one file, first under another name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="") as handle:
            handle.writelines(lines)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def _field(cell: Cell) -> str:
    """Return one field, in quotes only where RFC 4180 needs them; nothing is an empty field."""
    text = "" if cell is None else str(cell)
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
