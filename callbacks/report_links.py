"""Where the values of a report lead to: the same report of a narrower place, the lessons on a school's page (A-58)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from callbacks.report_questions import Question
from dashboard.access.decision import Scope
from dashboard.reports.terms import LEVELS, SCHOOL, Column

_ROW = "row_id"  # of a row: the unit or school it is about
_ON_SCHOOLS = "school_reports"


@dataclass(frozen=True)
class ReportLinks:
    """The addresses of one answer.

    Attributes
    ----------
    question
        What was asked.
    base
        The address of the monitor in the language of the request.
    narrower
        The address of the same report with some fields changed.
    inside
        Where whoever asks may look into schools: nothing leads into any other one.
    """

    question: Question
    base: str
    narrower: Callable[..., str]
    inside: Scope

    def __call__(self, column: Column, row: Mapping[str, Any]) -> str:
        """Return where a value leads to; empty for nowhere.

        Names of units and schools, and shares of units, lead to the same report of that place; shares of a school to
        their lessons.
        """
        place = str(row.get(_ROW) or "")
        if self.question.asked.level == SCHOOL:
            return self._page(self.question.asked.path, column, row)
        unit = self.question.units.get(place)
        if not place or not (column.listed or column.key == "name"):
            return ""
        if unit is not None:
            return self.narrower(**{unit.level: place}, page="") if unit.level in LEVELS else ""
        if column.listed:
            return self._page((*self.question.asked.path, place), column, row)
        return self.narrower(school=place, page="") if self.question.report.group == _ON_SCHOOLS else ""

    def _page(self, path: tuple[str, ...], column: Column, row: Mapping[str, Any]) -> str:
        """Return the address of what is behind a value on the page of a school; empty where it is closed."""
        report = self.question.report
        if not column.listed or report.behind is None or not (self.inside.covers(path) or self.inside.classes(path)):
            return ""
        fields = report.behind(self.question.asked, row, column)
        if fields is None:
            return ""
        return f"{self.base}school/{quote(path[-1], safe='')}?{urlencode({**fields, 'of': column.listed})}"
