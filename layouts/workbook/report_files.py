"""A report as a file, row by row: a workbook that never lies in memory as a whole, CSV that goes out as it is made.

Texts are written as texts whatever they begin with; in CSV what a spreadsheet would take for a formula gets an
apostrophe. The same report gives the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from layouts.views.report_formats import FileCell
from layouts.workbook.csv_text import BOM, safe
from layouts.workbook.writing import CREATED, HEAD, INK, LONGEST_TEXT, PALE, QUIET

_A4 = 9
_MANY_COLUMNS = 6  # from which paper lies on its side
_CSV_ROWS = 500  # that go out together
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of a file.

    Attributes
    ----------
    title
        Its head.
    excel
        Excel's format of its numbers.
    numeric
        Whether it stands at the right.
    width
        In characters.
    """

    title: str
    excel: str = "@"
    numeric: bool = False
    width: int = 12


@dataclass(frozen=True, slots=True)
class ReportFile:
    """What goes into a file.

    Attributes
    ----------
    name, title, lines
        The name on the sheet's tab, the title and what stands under it.
    columns, records
        The table; records may be made while they are written.
    about_name, about
        The second sheet: how the report is built; label and text.
    """

    name: str
    title: str
    columns: Sequence[FileColumn]
    records: Iterable[Sequence[FileCell]]
    lines: Sequence[str] = ()
    about_name: str = ""
    about: Sequence[tuple[str, str]] = field(default=())


def write_excel(target: IO[bytes], report: ReportFile) -> None:
    """Write a workbook.

    Raises
    ------
    ValueError
        If a text is longer than a cell holds: nothing is cut in silence.
    """
    with Workbook(target, _OPTIONS) as book:
        book.set_properties({"title": report.title, "created": CREATED})
        _write_table(book, book.add_worksheet(report.name), report)
        if report.about:
            _write_about(book, book.add_worksheet(report.about_name), report)


def _write_table(book: Workbook, page: Worksheet, report: ReportFile) -> None:
    """Write the table, top to bottom: what was written can no longer be changed."""
    head = len(report.lines) + 2
    for at, column in enumerate(report.columns):
        page.set_column(at, at, column.width)
    page.write_string(0, 0, report.title, book.add_format({"bold": True, "font_size": 14, "font_color": INK}))
    quiet = book.add_format({"font_color": QUIET})
    for at, line in enumerate(report.lines, 1):
        page.write_string(at, 0, line, quiet)
    bold = {"bold": True, "text_wrap": True, "bg_color": HEAD, "bottom": 2, "font_color": INK, "valign": "top"}
    sides = [book.add_format({**bold, "align": side}) for side in ("left", "right")]
    for at, column in enumerate(report.columns):
        page.write_string(head, at, column.title, sides[column.numeric])
    formats = [_format(book, column) for column in report.columns]
    last = head
    for last, record in enumerate(report.records, head + 1):
        for at, (cell, style) in enumerate(zip(record, formats, strict=True)):
            _write(page, (last, at), cell, style)
    page.freeze_panes(head + 1, 2)
    page.autofilter(head, 0, max(last, head), len(report.columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    _set_up(page, report, head)


def _format(book: Workbook, column: FileColumn) -> Format:
    """Return the format of a column's cells."""
    rule = {"bottom": 1, "bottom_color": PALE, "font_color": INK, "valign": "top"}
    side = "right" if column.numeric else "left"
    return book.add_format({**rule, "num_format": column.excel, "align": side, "text_wrap": column.excel == "@"})


def _write(page: Worksheet, place: tuple[int, int], cell: FileCell, style: Format) -> None:
    """Write a cell as what it is."""
    if isinstance(cell, str):
        if len(cell) > LONGEST_TEXT:
            raise ValueError(f"A text of {len(cell)} characters does not fit into a cell of {page.get_name()}.")
        page.write_string(*place, cell, style)
    elif isinstance(cell, date | datetime):
        page.write_datetime(*place, cell, style)
    else:
        page.write_number(*place, cell, style)


def _set_up(page: Worksheet, report: ReportFile, head: int) -> None:
    """Set a sheet up for A4: as wide as the paper, heads on every page, numbered."""
    page.set_paper(_A4)
    if len(report.columns) >= _MANY_COLUMNS:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    footer = report.title.replace("&", "&&")
    page.set_footer(f"&L&8{footer[:200]}&R&8&P / &N")
    page.hide_gridlines(2)


def _write_about(book: Workbook, page: Worksheet, report: ReportFile) -> None:
    """Write how the report is built."""
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 100)
    styles = [book.add_format({"valign": "top", "text_wrap": True, "font_color": INK, "bold": bold}) for bold in (1, 0)]
    for row, pair in enumerate(report.about):
        for at, (text, style) in enumerate(zip(pair, styles, strict=True)):
            page.write_string(row, at, text, style)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)


def csv_parts(report: ReportFile) -> Iterator[bytes]:
    """Yield the table as CSV: RFC 4180 in UTF-8 with its mark, some rows at a time."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    target.write(BOM)
    writer.writerow([safe(column.title) for column in report.columns])
    for number, record in enumerate(report.records, 1):
        writer.writerow([_field(cell) for cell in record])
        if number % _CSV_ROWS == 0:
            yield target.getvalue().encode()
            target.seek(0)
            target.truncate()
    yield target.getvalue().encode()


def _field(cell: FileCell) -> str:
    """Return one field; numbers have a decimal point, days and moments stand as ISO 8601 writes them."""
    if isinstance(cell, str):
        return safe(cell)
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)
