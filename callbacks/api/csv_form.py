"""Rows of the API as CSV: a column per field, names in a column per language (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from callbacks.api.shapes import Names
from dashboard.locales import LOCALES
from layouts.workbook.csv_text import safe

CSV = "text/csv"


def csv_form(row: type[Struct], rows: Sequence[Struct]) -> bytes:
    """Return rows of one class; the heads are there without rows too.

    A text that a spreadsheet would take for a formula begins with an apostrophe, as in all files of the monitor.
    """
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(columns(row))
    for one in rows:
        flat = dict(_flat(msgspec.to_builtins(one)))
        writer.writerow([_field(flat[name]) for name in columns(row)])
    return target.getvalue().encode()


def columns(row: type[Struct]) -> list[str]:
    """Return the heads of a class of rows."""
    found: list[str] = []
    for field in fields(row):
        found += [f"{field.name}_{key}" for key in LOCALES] if _is_name(field.type) else [field.name]
    return found


def _is_name(wanted: Any) -> bool:
    """Return whether a field is a name in the languages, described or not."""
    return Names in {wanted, getattr(wanted, "__origin__", None)}


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a row, names taken apart."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{name}_{key}", text) for key, text in value.items())
        else:
            yield name, value


def _field(value: Any) -> str:
    """Return one cell: nothing for null, true or false in small letters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return safe(value) if isinstance(value, str) else str(value)
