"""Example files of a drop: each table with its header and an example row, a sound drop as it stands."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import DropRefused, Refusal
from dashboard.snapshot.contract import CONTRACT_VERSION, TABLES, tables_of
from dashboard.snapshot.contract_meanings import example_count, example_rows
from dashboard.snapshot.contract_terms import ColumnType
from dashboard.snapshot.drops import MANIFEST, Form
from dashboard.weeks import ALMATY

EXAMPLE_WEEK = date(2025, 11, 9)
_PRODUCED_AT = datetime(2025, 11, 16, 0, 30, tzinfo=ALMATY)


def template_tables(*, aggregated: bool) -> list[str]:
    """Return the tables of a template: with lessons and accounts one by one, or as counts."""
    left_out = {"accounts", *tables_of("facts")} if aggregated else {"accounts_week", *tables_of("aggregated")}
    return [name for name in TABLES if name not in left_out]


def write_template(folder: Path, form: Form, *, aggregated: bool) -> list[Path]:
    """Write a template, manifest included.

    A table has one example row; the tree of units needs three. As counts there are two schools: one with a row of
    ``class_week``, one with a row of ``school_week``, since a school comes in one of them only (Q-69).

    Raises
    ------
    DropRefused
        If one of the files is there already, in whatever form; nothing is written then.
    """
    tables = {name: _rows(name, aggregated=aggregated) for name in template_tables(aggregated=aggregated)}
    _refuse_existing(folder, [*tables])
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in tables.items():
        written.append(folder / f"{name}.{form}")
        written[-1].write_bytes(_WRITERS[form](name, rows))
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps(_manifest(tables), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return [*written, manifest]


def _rows(table: str, *, aggregated: bool) -> list[list[str]]:
    """Return the example rows of a table."""
    all_of_them = table == "units" or (aggregated and table in {"schools", "classes"})
    return example_rows(table, example_count(table) if all_of_them else 1)


def _refuse_existing(folder: Path, tables: Sequence[str]) -> None:
    """Raise if one of the files, or a table in another form, is there already."""
    names = [MANIFEST, *(name for table in tables for name in (table, f"{table}.csv", f"{table}.parquet"))]
    there = [name for name in names if (folder / name).exists()]
    if folder.exists() and not folder.is_dir():
        there = [str(folder)]
    if there:
        remedy = "name another folder, or remove what is there; nothing is written over"
        raise DropRefused([Refusal(str(folder), "", "", "a folder without these files", ", ".join(there), remedy)])


def _manifest(tables: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, Any]:
    """Return a manifest that agrees with the rows."""
    return {
        "contract": CONTRACT_VERSION,
        "source": "Example journal",
        "week": EXAMPLE_WEEK.isoformat(),
        "produced_at": _PRODUCED_AT.isoformat(),
        "tables": {name: {"rows": len(rows)} for name, rows in tables.items()},
    }


def _csv(table: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([TABLES[table].column_names, *rows])
    return text.getvalue().encode()


def _parquet(table: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table as Parquet, every column of its own physical type."""
    arrays = []
    for column, cells in zip(TABLES[table].columns, zip(*rows, strict=True), strict=True):
        kind, read = _PHYSICAL[column.type]
        arrays.append(pa.array([read(cell) if cell else None for cell in cells], kind))
    sink = io.BytesIO()
    pq.write_table(pa.table(arrays, names=list(TABLES[table].column_names)), sink)
    return sink.getvalue()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


_PHYSICAL: Mapping[ColumnType, tuple[pa.DataType, Callable[[str], Any]]] = {
    "text": (pa.string(), str),
    "bool": (pa.bool_(), "true".__eq__),
    "int": (pa.int64(), int),
    "date": (pa.date32(), date.fromisoformat),
    "time": (pa.timestamp("us", "UTC"), _instant),
}
_WRITERS: Mapping[Form, Callable[[str, Sequence[Sequence[str]]], bytes]] = {"csv": _csv, "parquet": _parquet}
