"""A sheet's table as CSV: RFC 4180 in UTF-8 with its mark, so that Excel reads Kazakh letters."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from layouts.workbook.sheets import Cell, Sheet

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
# What a spreadsheet takes for the beginning of a formula; full-width forms included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table(sheet: Sheet) -> bytes:
    """Return the heads and rows of a sheet.

    Lines end with CR LF, numbers have a decimal point and no thousands mark, an empty cell is an empty field. A text
    that a spreadsheet would take for a formula begins with an apostrophe; numbers are never touched.
    """
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([safe(column.title) for column in sheet.columns])
    writer.writerows([_field(cell) for cell in row] for row in sheet.rows)
    return (BOM + target.getvalue()).encode()


def line(cells: Sequence[str]) -> str:
    """Return texts as one line of a file, in the form of `table`."""
    target = StringIO()
    csv.writer(target, lineterminator="\r\n").writerow(map(safe, cells))
    return target.getvalue()


def _field(cell: Cell) -> str:
    """Return one cell."""
    if cell is None:
        return ""
    return safe(cell) if isinstance(cell, str) else str(cell)


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
