"""A report's answer as the contents of a file: the same numbers as on its page, all rows of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dashboard.reports.terms import Column
from layouts.views.report import Sheet, Turned
from layouts.views.report_formats import FORMATS, FileCell, no_data
from layouts.views.report_words import Words

_BATCH = 2_000  # rows that are plain values at one time


def titles(sheet: Sheet) -> list[str]:
    """Return the heads: number, columns with the group above them, coverage where a row has one."""
    words = Words(sheet.lang)
    found = [words.number, *(_title(sheet, column) for column in sheet.columns)]
    return [*found, sheet.lang.gettext("Schools with data")] if has_coverage(sheet) else found


def _title(sheet: Sheet, column: Column) -> str:
    """Return the head of a column on one line."""
    title = column.title(sheet.lang)
    if column.group is None:
        return title
    return sheet.lang.gettext("%(label)s: %(value)s", label=column.group(sheet.lang), value=title)


def has_coverage(sheet: Sheet) -> bool:
    """Return whether rows say how many of their schools they cover."""
    return {"covered", "schools"} <= set(sheet.answer.rows.column_names)


def records(sheet: Sheet, how: Turned) -> Iterator[list[FileCell]]:
    """Yield the rows as cells, in the order of the page, and the totals."""
    rows = sheet.turned(how)
    coverage = has_coverage(sheet)
    for number, row in enumerate(_plain(rows), 1):
        cells: list[FileCell] = [number, *sheet.record(row)]
        yield [*cells, _coverage(sheet, row)] if coverage else cells
    if sheet.answer.totals:
        yield _totals(sheet, coverage=coverage)


def _plain(rows: Any) -> Iterable[Mapping[str, Any]]:
    """Yield rows as plain values, some at a time."""
    for batch in rows.to_batches(_BATCH):
        yield from batch.to_pylist()


def _coverage(sheet: Sheet, row: Mapping[str, Any]) -> str:
    """Return how many of its schools a row covers."""
    return sheet.lang.of(row["covered"] or 0, row["schools"] or 0)


def _totals(sheet: Sheet, *, coverage: bool) -> list[FileCell]:
    """Return the last row."""
    cells: list[FileCell] = ["", Words(sheet.lang).total]
    cells += [_total(sheet, column) for column in sheet.columns[1:]]
    return [*cells, ""] if coverage else cells


def _total(sheet: Sheet, column: Column) -> FileCell:
    """Return a cell of the last row: texts have no total."""
    totals = sheet.answer.totals or {}
    if not FORMATS[column.format].numeric or column.parts:
        return ""
    value = totals.get(column.key)
    return no_data(sheet.lang) if value is None else FORMATS[column.format].cell(value)


def about(sheet: Sheet, built: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return how the report is built and what to know about it, as label and text."""
    note = sheet.lang.gettext("Note")
    definition = sheet.lang.gettext("Definition")
    found = [(definition, text) for text in built["paragraphs"]]
    return [*found, *built["facts"], *((note, text) for text in sheet.notes())]
