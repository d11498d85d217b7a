"""Sheets as the bytes of an Excel workbook.

Numbers are numbers with a format. Texts are written as texts whatever they begin with: nothing that stands in a name
ever becomes a formula or a link. The same sheets give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from layouts.workbook.sheets import CODE, SIGNED, STATUS, TENTHS, TEXT, WHOLE, Cell, Column, Sheet

INK, QUIET, HEAD, PALE = "#14232A", "#5A6971", "#EEF3F4", "#DCE3E5"
FILLS: Mapping[str, str] = {"good": "#E1F2EA", "warn": "#FCF2D6", "bad": "#FAE7E4"}
NUMBERS: Mapping[str, str] = {
    WHOLE: "#,##0",
    TENTHS: "0.0",
    SIGNED: '+0.0;"\N{MINUS SIGN}"0.0;0.0',
    TEXT: "@",
    STATUS: "@",
    CODE: "@",
}
LONGEST_TEXT = 32_767
_RIGHT = frozenset({WHOLE, TENTHS, SIGNED})
CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # not the clock's: the same report has the same bytes
_A4, _LANDSCAPE_FROM = 9, 3  # paper; columns from which a sheet lies on its side


class _Styles:
    """Formats of a workbook: each is made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def of(self, name: str, **wanted: object) -> Format:
        """Return a format by its name; made with these properties when it is first asked for."""
        if name not in self._made:
            self._made[name] = self._book.add_format({"font_color": INK, "valign": "top", **wanted})
        return self._made[name]

    def title(self) -> Format:
        """Return the format of a title."""
        return self.of("title", bold=True, font_size=14)

    def line(self) -> Format:
        """Return the format of a line above a table."""
        return self.of("line", font_color=QUIET)

    def head(self, side: str) -> Format:
        """Return the format of the head of a column."""
        return self.of(f"head {side}", bold=True, text_wrap=True, bg_color=HEAD, bottom=2, align=side)

    def cell(self, kind: str, side: str, status: str) -> Format:
        """Return the format of a cell; in the column of the category the row's status colours it."""
        name = f"{kind} {side} {status}"
        if name in self._made:
            return self._made[name]
        colour = {"bg_color": FILLS[status]} if kind == STATUS and status in FILLS else {}
        rule = {"bottom": 1, "bottom_color": PALE}
        return self.of(name, num_format=NUMBERS[kind], align=side, text_wrap=kind == TEXT, **rule, **colour)


def workbook(sheets: Sequence[Sheet], *, title: str, footer: str) -> bytes:
    """Return the workbook.

    Parameters
    ----------
    sheets
        What is in it.
    title
        Title of the document.
    footer
        What stands at the foot of each printed page, beside its number.

    Raises
    ------
    ValueError
        If a text is longer than a cell holds: nothing is cut in silence.
    """
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(target, options) as book:
        book.set_properties({"title": title, "created": CREATED})
        styles = _Styles(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, styles, footer)
    return target.getvalue()


def _write(page: Worksheet, sheet: Sheet, styles: _Styles, footer: str) -> None:
    """Write one sheet and set it up for paper."""
    end = _table(page, sheet, styles, 0)
    for more in sheet.more:
        end = _table(page, more, styles, end + 1)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
    page.freeze_panes(sheet.head + 1, _frozen(sheet))
    if sheet.filtered and sheet.rows:
        page.autofilter(sheet.head, 0, sheet.head + len(sheet.rows), len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{end + 1}"})
    _set_up(page, sheet, footer)


def _frozen(sheet: Sheet) -> int:
    """Return how many columns stay: up to the names of a long table."""
    return 3 if sheet.filtered else 0


def _set_up(page: Worksheet, sheet: Sheet, footer: str) -> None:
    """Set a sheet up for A4: as wide as the paper, heads on every page, numbered."""
    page.set_paper(_A4)
    if len(sheet.columns) >= _LANDSCAPE_FROM:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(sheet.head)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer(f"&L&8{footer.replace('&', '&&')}&R&8&P / &N")
    page.hide_gridlines(2)


def _table(page: Worksheet, sheet: Sheet, styles: _Styles, top: int) -> int:
    """Write title, lines and table from a row on; return the row after the last."""
    _text(page, top, 0, sheet.title, styles.title())
    for at, line in enumerate(sheet.lines, 1):
        _text(page, top + at, 0, line, styles.line())
    head = top + sheet.head
    for at, column in enumerate(sheet.columns):
        _text(page, head, at, column.title, styles.head(_side(column)))
    for number, row in enumerate(sheet.rows):
        status = sheet.statuses[number] if sheet.statuses else ""
        for at, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _cell(page, (head + 1 + number, at), cell, styles.cell(column.kind, _side(column), status))
    return head + 1 + len(sheet.rows)


def _side(column: Column) -> str:
    """Return where the texts of a column stand."""
    return "right" if column.kind in _RIGHT else "left"


def _cell(page: Worksheet, place: tuple[int, int], cell: Cell, style: Format) -> None:
    """Write a number, a text, or an empty cell with its rule."""
    if cell is None:
        page.write_blank(*place, None, style)
    elif isinstance(cell, str):
        _text(page, *place, cell, style)
    else:
        page.write_number(*place, cell, style)


def _text(page: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write a text as a text."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"A text of {len(text)} characters does not fit into a cell of {page.get_name()}.")
    page.write_string(row, column, text, style)
