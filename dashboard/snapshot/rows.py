"""Frames into tables and back, thousands of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, Integer, Table, Text, select

from dashboard.backends import bulk_insert


def insert_frame(connection: Connection, table: Table, frame: pd.DataFrame, **keys: int) -> None:
    """Write a frame into a table; missing values become NULL.

    A national week has 100,000 rows; they go the database's own way for many (`dashboard.backends.bulk_insert`).

    Parameters
    ----------
    frame
        The table's columns, in any order, without those of `keys`.
    keys
        Columns with one value for all rows.

    Raises
    ------
    ValueError
        If the frame's columns are not those of the table.
    """
    names = [column.name for column in table.columns]
    if set(names) != set(frame.columns) | set(keys):
        raise ValueError(f"{table.name} has the columns {names}, got {[*keys, *frame.columns]}")
    if frame.empty:
        return
    cells = [
        [keys[column.name]] * len(frame) if column.name in keys else _cells(connection, column, frame[column.name])
        for column in table.columns
    ]
    bulk_insert(connection, table, names, zip(*cells, strict=True))


def read_frame(connection: Connection, table: Table, snapshot_id: int, columns: Sequence[str] = ()) -> pd.DataFrame:
    """Read the rows of one snapshot.

    Parameters
    ----------
    columns
        Which columns; all but the snapshot's id if none are named.

    Returns
    -------
    pandas.DataFrame
        One row is one row of the table, in the order of its key; integers with gaps are ``Int64``.
    """
    names = list(columns) or [column.name for column in table.columns if column.name != "snapshot_id"]
    query = (
        select(*(table.c[name] for name in names))
        .where(table.c.snapshot_id == snapshot_id)
        .order_by(*table.primary_key.columns)
    )
    result = connection.execute(query)
    rows = result.cursor.fetchall() if result.cursor else []  # plain tuples, past the object per row of `result`
    result.close()
    cells: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pd.DataFrame(
        {name: _column(connection, table.c[name], values) for name, values in zip(names, cells, strict=True)}
    )


def _column(connection: Connection, column: Column[Any], values: Sequence[Any]) -> pd.Series[Any]:
    """Return a column of a frame from what the driver gave."""
    convert = column.type.dialect_impl(connection.dialect).result_processor(connection.dialect, None)
    return pd.Series([convert(value) for value in values] if convert else values, dtype=_dtype(column))


def _dtype(column: Column[Any]) -> str:
    """Return the type of a column in a frame."""
    if not isinstance(column.type, Integer):
        return "object"
    return "Int64" if column.nullable else "int64"


def _cells(connection: Connection, column: Column[Any], values: pd.Series[Any]) -> list[Any]:
    """Return a column's values as the driver wants them."""
    if isinstance(column.type, Integer) and values.dtype.kind == "f":
        values = values.astype("Int64")  # a missing count makes pandas write 12.0 for 12
    cells = values.astype(object).where(values.notna(), None).tolist()
    if isinstance(column.type, Text):
        cells = [_keepable(cell) for cell in cells]
    # What Core would do to each value: a date, for example, is text in SQLite.
    convert: Callable[[Any], Any] | None = column.type.dialect_impl(connection.dialect).bind_processor(
        connection.dialect
    )
    return [convert(cell) for cell in cells] if convert else cells


def _keepable(text: Any) -> Any:
    """Return a text as every database keeps it: PostgreSQL knows no NUL, which stands in lists of rejected values."""
    return text.replace("\0", "␀") if isinstance(text, str) and "\0" in text else text
