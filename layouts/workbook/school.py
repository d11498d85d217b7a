"""The statistics of a school, and the lessons behind them, as sheets: the same rows as on its page (G-42)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.locales import Language
from layouts.views.journal_notes import notes
from layouts.views.journal_statistics import Statistics, cells, heads
from layouts.views.school_behind import Accounts, Classes
from layouts.views.school_lessons import Lessons
from layouts.views.school_results import Results
from layouts.views.words import Json
from layouts.workbook.sheets import TENTHS, TEXT, WHOLE, Cell, Column, Sheet

_NAMES: Mapping[type, Callable[[Language], str]] = {
    Lessons: lambda lang: lang.pgettext("sheet", "Lessons"),
    Classes: lambda lang: lang.pgettext("sheet", "Classes"),
    Accounts: lambda lang: lang.pgettext("sheet", "Accounts"),
    Results: lambda lang: lang.pgettext("sheet", "Results"),
}
WIDTHS = {TEXT: 24, TENTHS: 13, WHOLE: 11}


def statistics_sheet(of: Statistics, title: str, lines: Sequence[str]) -> Sheet:
    """Return the statistics as shown, above what of it is not known; one row is a class, a journal or a teacher."""
    rows = [cells(of, line) for line in of.lines()]
    if rows:
        rows.append(cells(of, of.total()))
    columns = [_column(head, [row[place] for row in rows]) for place, head in enumerate(heads(of))]
    values = [[_cell(one) for one in row] for row in rows]
    told = [*lines, *notes(of.lang, of.facts)]
    return Sheet(of.lang.pgettext("sheet", "Journal keeping"), title, columns, values, lines=told, filtered=True)


def _column(head: Json, below: Sequence[Json]) -> Column:
    """Return a column: of percentages where one stands in it, of counts, or of text."""
    kind = TEXT
    if any("tenths" in cell for cell in below):
        kind = TENTHS
    elif any("number" in cell for cell in below):
        kind = WHOLE
    return Column(str(head["title"]), kind, WIDTHS[kind])


def _cell(one: Json) -> Cell:
    """Return a cell: a number where there is one, else the words that say why there is none."""
    tenths, number = one.get("tenths"), one.get("number")
    if isinstance(tenths, int):
        return tenths / 10
    return number if isinstance(number, int) else str(one["text"])


def listed_sheet(of: Lessons | Classes | Accounts | Results, title: str, lines: Sequence[str]) -> Sheet:
    """Return everything behind a percentage; one row is a lesson, a class, a person, or a pupil of a journal."""
    columns = [Column(head, TEXT, 24) for head in of.heads]
    rows: list[list[Cell]] = [list(cells_of) for cells_of in of.table]
    return Sheet(_NAMES[type(of)](of.lang), title, columns, rows, lines=lines, filtered=True)
