"""What a snapshot hands out again: schools.csv, units.csv and rejects.csv (records.md).

The form is fixed to the byte (Q-16, Q-30): UTF-8 without BOM, LF, a header, rows in code-point order of their keys,
percentages with six decimals rounded half up from the exact quotient.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from sqlalchemy import Connection, and_, select

from dashboard.configuration import MonitorConfig
from dashboard.errors import SnapshotError
from dashboard.schema import reject, school_value, unit_value, unit_week
from dashboard.snapshot.revisions import Revision
from dashboard.snapshot.score import score, share_high

Cell = str | int | None

SCHOOLS = ("week", "school_id", "indicator", "numerator", "denominator", "value", "category")
UNITS = (
    *("week", "unit_id", "indicator", "schools", "low", "medium", "high"),
    *("score", "share_high", "rank", "numerator", "denominator"),
)
REJECTS = ("table", "file", "row", "column", "value", "reason")

_DECIMALS = 10**6
_NEEDS_QUOTES = re.compile('[",\r\n]')  # RFC 4180


def export_snapshot(connection: Connection, revision: Revision, folder: Path) -> list[Path]:
    """Write the three files of one snapshot; a file is there whole or not at all.

    Parameters
    ----------
    folder
        Where to; it is made if need be, files of the same names are replaced.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    SnapshotError
        If the folder cannot be written to.
    """
    tables = {
        "schools.csv": (SCHOOLS, school_rows(connection, revision)),
        "units.csv": (UNITS, unit_rows(connection, revision)),
        "rejects.csv": (REJECTS, reject_rows(connection, revision)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder / name, header, rows) for name, (header, rows) in tables.items()]
    except OSError as error:
        raise SnapshotError(f"{folder} cannot be written to ({error.strerror}). Name another folder.") from error


def school_rows(connection: Connection, revision: Revision) -> list[Sequence[Cell]]:
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


def unit_rows(connection: Connection, revision: Revision) -> list[Sequence[Cell]]:
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


def reject_rows(connection: Connection, revision: Revision) -> list[Sequence[Cell]]:
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


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Path:
    """Write one file, first under another name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="") as handle:
            handle.writelines(",".join(map(_field, row)) + "\n" for row in (header, *rows))
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
