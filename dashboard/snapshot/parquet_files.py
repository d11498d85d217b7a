"""Parquet files of a drop: which columns they have and whether their physical types fit (Q-80)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import DropRefused, Refusal
from dashboard.snapshot.contract_terms import Column, ColumnType, Table
from dashboard.snapshot.drops import SourceFile

# What a column is physically, as far as reading differs. "other" fits nothing, "null" fits everything.
Physical = Literal["text", "bool", "int", "float", "date", "naive", "instant", "null", "other"]

# The physical types that fit a type of the contract.
FITTING: dict[ColumnType, tuple[Physical, ...]] = {
    "text": ("text",),
    "bool": ("bool", "int"),
    "int": ("int", "float"),
    "date": ("date", "text"),
    "time": ("naive", "instant", "text"),
}
_EXPECTED: dict[ColumnType, str] = {
    "text": "text (string)",
    "bool": "a boolean or an integer",
    "int": "an integer, or a float of whole values",
    "date": "a date, or text YYYY-MM-DD",
    "time": "a timestamp, or ISO 8601 text",
}


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """What the footer of a Parquet file says.

    Attributes
    ----------
    rows
        How many rows it has.
    names
        All columns as they are called in the file.
    physical
        The columns of the contract that it has.
    """

    rows: int
    names: tuple[str, ...]
    physical: dict[str, Physical]


def open_parquet(file: SourceFile, table: Table) -> tuple[ParquetFile, list[Refusal]]:
    """Read the footer of a Parquet file.

    Returns
    -------
    tuple
        What it says, and a refusal for each column of another physical type; such a column without any value is fine
        and counts as ``null``.

    Raises
    ------
    DropRefused
        If it is empty, no Parquet file, or has a column twice.
    """
    try:
        with pq.ParquetFile(file.path) as opened:
            schema = opened.schema_arrow
            _refuse_twice(file, schema.names)
            known = {name: _physical(schema.field(name).type) for name in schema.names if name in table.column_names}
            misfits = [column for column in table.columns if not _fits(column, known.get(column.name, "null"))]
            filled = [column for column in misfits if _has_values(opened, column.name)]
            footer = ParquetFile(opened.metadata.num_rows, tuple(schema.names), known)
    except (pa.ArrowException, OSError, ValueError, NotImplementedError) as error:
        found = "an empty file" if file.path.stat().st_size == 0 else str(error).partition("\n")[0]
        remedy = "hand over the file again"
        raise DropRefused([Refusal(file.label, table.name, "", "a readable Parquet file", found, remedy)]) from None
    known.update({column.name: "null" for column in misfits})
    return footer, [_misfit(file, column, str(schema.field(column.name).type)) for column in filled]


def _fits(column: Column, physical: Physical) -> bool:
    return physical == "null" or physical in FITTING[column.type]


def _has_values(opened: pq.ParquetFile, name: str) -> bool:
    """Return whether a column holds anything but nulls."""
    return any(batch.column(0).null_count < batch.num_rows for batch in opened.iter_batches(columns=[name]))


def _refuse_twice(file: SourceFile, names: Sequence[str]) -> None:
    """Raise if a file has a column twice."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        found = f"{', '.join(map(repr, twice))} twice"
        raise DropRefused([Refusal(file.label, file.table, "", "each column once", found, "keep one of the columns")])


def _misfit(file: SourceFile, column: Column, kind: str) -> Refusal:
    """Return the refusal of a column of another physical type."""
    expected = _EXPECTED[column.type]
    return Refusal(file.label, file.table, column.name, expected, kind, f"write the column as {expected}")


def _physical(kind: pa.DataType) -> Physical:
    """Return what a column is physically."""
    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_timestamp(kind):
        return "instant" if kind.tz else "naive"
    for physical, matches in _PHYSICAL:
        if any(match(kind) for match in matches):
            return physical
    return "other"


_PHYSICAL: tuple[tuple[Physical, tuple[Callable[[pa.DataType], bool], ...]], ...] = (
    ("text", (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)),
    ("bool", (pa.types.is_boolean,)),
    ("int", (pa.types.is_integer,)),
    ("float", (pa.types.is_floating,)),
    ("date", (pa.types.is_date,)),
    ("null", (pa.types.is_null,)),
)
