"""How a report's values are written: on the screen, and in a file. One row of `FORMATS` is one format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from dashboard.dates import day_with_year, moment_text
from dashboard.locales import Language
from dashboard.reports.terms import CODE, DATE, HUNDREDTHS, MOMENT, NAME, PERCENT, TEXT, WHOLE, WORD, Column
from dashboard.weeks import ALMATY
from layouts.views.words import absence

FileCell = str | int | float | date | datetime
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes
    ----------
    screen
        Writes a value in a language.
    cell
        What stands in a file.
    excel
        Excel's format of numbers.
    numeric
        Whether values stand at the right, under one another.
    """

    screen: Callable[[Language, Any], str]
    cell: Callable[[Any], FileCell]
    excel: str = "@"
    numeric: bool = False


def hundredths(lang: Language, value: int) -> str:
    """Return a number of hundredths with two decimals at most, zeros at the end dropped: ``14,29``, ``41,6`` (D.3)."""
    whole, rest = divmod(value, _HUNDRED)
    decimals = f"{rest:02d}".rstrip("0")
    return lang.number(whole) + (lang.writing.decimal + decimals if decimals else "")


def whole_percent(lang: Language, value: int) -> str:
    """Return hundredths of a percent as whole percents, cut: 59,59 is ``59`` (G-29)."""
    return lang.number(value // _HUNDRED)


def _text(lang: Language, value: Any) -> str:
    """Return a text as it is."""
    del lang
    return str(value)


def _moment(value: datetime) -> datetime:
    """Return a moment as the clocks of Almaty show it; Excel knows no zones."""
    return _zoned(value).astimezone(ALMATY).replace(tzinfo=None)


def _zoned(value: datetime) -> datetime:
    """Return a moment with its zone: facts are kept in UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


_WORDS = Format(_text, str)
FORMATS: Mapping[str, Format] = {
    TEXT: _WORDS,
    NAME: _WORDS,
    CODE: _WORDS,
    WORD: _WORDS,
    WHOLE: Format(lambda lang, value: lang.number(int(value)), int, "#,##0", numeric=True),
    PERCENT: Format(whole_percent, lambda value: value / _HUNDRED, "0.00", numeric=True),
    HUNDREDTHS: Format(hundredths, lambda value: value / _HUNDRED, "0.00", numeric=True),
    DATE: Format(day_with_year, lambda value: value, "dd.mm.yyyy"),
    MOMENT: Format(lambda lang, value: moment_text(lang, _zoned(value)), _moment, "dd.mm.yyyy hh:mm"),
}


def no_data(lang: Language) -> str:
    """Return what stands where there is nothing: never a blank, never a zero (spec B.2)."""
    return absence(lang, "no_data")


class Writer:
    """Values of a report in one language.

    Parameters
    ----------
    lang
        The language.
    """

    def __init__(self, lang: Language) -> None:
        self._lang = lang
        self._absent = no_data(lang)

    def value(self, column: Column, row: Mapping[str, Any]) -> Any:
        """Return what a row has in a column, names and words already in the language; None where nothing is."""
        lang = self._lang
        if column.format == NAME:
            names = {key: row.get(f"{column.key}_{key}") for key in ("kk", "ru", "en")}
            return lang.name(names)[0] if any(names.values()) else None
        found = row.get(column.key)
        if column.format == WORD and found is not None:
            words = column.words.get(found)
            return words(lang) if words else found
        return None if isinstance(found, str) and not found.strip() else found

    def screen(self, column: Column, row: Mapping[str, Any]) -> str:
        """Return a cell of one line as it is read."""
        found = self.value(column, row)
        return self._absent if found is None else FORMATS[column.format].screen(self._lang, found)

    def cell(self, column: Column, row: Mapping[str, Any]) -> FileCell:
        """Return a cell of a file: several lines under one another, marks in brackets."""
        if column.parts:
            lines = [line + said for line, said, _ in self.lines(column, row)]
            return "\n".join(lines) if lines else self._absent
        found = self.value(column, row)
        made = self._absent if found is None else FORMATS[column.format].cell(found)
        said = self.said(column, column.mark, row)
        return f"{made}{said}" if said else made

    def lines(self, column: Column, row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Return the lines of a cell: what it says, the mark in brackets, the status of the mark; only those filled."""
        found = []
        for part in column.parts:
            value = self.value(Column(part.key, part.title, part.format), row)
            if value is None:
                continue
            written = FORMATS[part.format].screen(self._lang, value)
            text = self._lang.gettext("%(label)s: %(value)s", label=part.title(self._lang), value=written)
            found.append((text, self.said(column, part.mark, row), self.status(column, part.mark, row)))
        return found

    def said(self, column: Column, mark: str, row: Mapping[str, Any]) -> str:
        """Return what a mark means, in brackets; nothing without one."""
        key = row.get(mark) if mark else None
        return f" ({column.marks[key].words(self._lang)})" if key else ""

    def status(self, column: Column, mark: str, row: Mapping[str, Any]) -> str:
        """Return the status of a mark; nothing without one."""
        key = row.get(mark) if mark else None
        return column.marks[key].status if key else ""
