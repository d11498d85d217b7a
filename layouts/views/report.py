"""One report as its page shows it: heads, a page of rows, totals, what stands around them. No report is known here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from dashboard.alphabet import numbered_order
from dashboard.dates import moment_text, week_label
from dashboard.locales import Language
from dashboard.reports.terms import NAME, TEXT, WORD, Answer, Asked, Chart, Column, Report, Taken
from dashboard.selection import REPUBLIC
from layouts.views.report_formats import FORMATS, Writer, no_data
from layouts.views.report_words import COUNTED
from layouts.views.words import Json

if TYPE_CHECKING:
    import pyarrow as pa

# Where a value of a row leads to: the address, empty for nowhere. The row of totals is one of them.
Links = Callable[[Column, Mapping[str, Any]], str]
PAGE, MOST_ON_PAGE = 50, 5_000
_SORTED_AS_NAMES = frozenset({NAME, TEXT, WORD})
_CHART_BARS = 60


@dataclass(frozen=True, slots=True)
class Turned:
    """How the table is turned: sorted by what, which page.

    Attributes
    ----------
    sort
        The key of a column; empty for the report's own order.
    falling
        Whether the largest comes first.
    page
        From 1; 0 for all rows, as paper has them.
    """

    sort: str = ""
    falling: bool = False
    page: int = 1


class Sheet:
    """A report's answer in one language.

    Parameters
    ----------
    report, asked, answer
        What was asked, and what was found.
    lang
        The language.
    links
        Where values lead to.
    """

    def __init__(
        self,
        report: Report,
        asked: Asked,
        answer: Answer,
        lang: Language,
        links: Links = lambda column, row: "",
    ) -> None:
        self.report = report
        self.asked = asked
        self.lang = lang
        self.columns = tuple(report.columns(asked)) if report.columns else ()
        self.answer = replace(answer, rows=self._in_order(answer.rows))
        self._writer = Writer(lang)
        self._links = links

    def _in_order(self, rows: pa.Table) -> pa.Table:
        """Return the rows in the report's own order."""
        for key in reversed(self.report.order):
            column = next((one for one in self.columns if one.key == key), None)
            rows = _sorted(rows, column, self.lang, falling=False) if column else rows
        return rows

    def turned(self, how: Turned) -> pa.Table:
        """Return all rows, sorted as asked."""
        column = next((one for one in self.columns if one.key == how.sort), None)
        return _sorted(self.answer.rows, column, self.lang, falling=how.falling) if column else self.answer.rows

    def head(self, how: Turned) -> list[list[Json]]:
        """Return the rows of heads: groups above, where there are any, then columns."""
        groups = [column.group(self.lang) if column.group else "" for column in self.columns]
        cells = [self._head(column, how) for column in self.columns]
        if not any(groups):
            return [cells]
        above: list[Json] = []
        for group, cell in zip(groups, cells, strict=True):
            if not group:
                above.append({**cell, "rows": 2})
            elif above and above[-1].get("group") == group:
                above[-1]["span"] = int(str(above[-1]["span"])) + 1
            else:
                above.append({"text": group, "group": group, "span": 1, "rows": 1})
        return [above, [cell for group, cell in zip(groups, cells, strict=True) if group]]

    def _head(self, column: Column, how: Turned) -> Json:
        """Return the head of a column, with the way it would be sorted if it is chosen."""
        sorted_by = how.sort == column.key
        return {
            "text": column.title(self.lang),
            "key": "" if column.parts else column.key,
            "rows": 1,
            "span": 1,
            "numeric": FORMATS[column.format].numeric and not column.parts,
            "sort": ("descending" if how.falling else "ascending") if sorted_by else "",
            "falling": not how.falling if sorted_by else FORMATS[column.format].numeric,
        }

    def rows(self, how: Turned) -> list[list[Json]]:
        """Return the cells of the rows of a page."""
        start, size = self.span(how)
        listed = self.turned(how).slice(start, size).to_pylist()
        return [[self._cell(column, row, at) for at, column in enumerate(self.columns)] for row in listed]

    def span(self, how: Turned) -> tuple[int, int]:
        """Return where the page begins and how many rows it has at most."""
        return ((how.page - 1) * PAGE, PAGE) if how.page else (0, MOST_ON_PAGE)

    def _cell(self, column: Column, row: Mapping[str, Any], at: int) -> Json:
        """Return one cell."""
        writer, lang = self._writer, self.lang
        lines = [{"text": text, "said": said, "status": status} for text, said, status in writer.lines(column, row)]
        absent = not lines if column.parts else writer.value(column, row) is None
        return {
            "text": no_data(lang) if absent else "" if column.parts else writer.screen(column, row),
            "lines": lines,
            "absent": absent,
            "kind": "k-parts" if column.parts else f"k-{column.format}",
            "numeric": FORMATS[column.format].numeric and not column.parts,
            "said": writer.said(column, column.mark, row),
            "status": writer.status(column, column.mark, row),
            "note": self._partly(row) if at == 0 else "",
            "href": "" if absent else self._links(column, row),
        }

    def _partly(self, row: Mapping[str, Any]) -> str:
        """Return how many of its schools a row covers, where that is not all of them."""
        covered, schools = row.get("covered"), row.get("schools")
        if covered is None or schools is None or covered >= schools or not covered:
            return ""
        return covers(self.lang, covered, schools)

    def totals(self) -> list[Json]:
        """Return the last row, from the second column on; nothing without totals."""
        totals = self.answer.totals
        if not totals:
            return []
        blank = {"lines": [], "said": "", "status": "", "note": ""}
        cells = []
        for column in self.columns[1:]:
            text = self._writer.screen(column, totals)
            numeric = FORMATS[column.format].numeric and not column.parts
            absent = column.key not in totals or totals[column.key] is None
            href = "" if absent else self._links(column, totals)
            told = {"text": text if numeric else "", "absent": numeric and absent, "numeric": numeric, "href": href}
            cells.append({**blank, **told})
        return cells

    def total_line(self) -> str:
        """Return how many rows there are: «Всего 24 ОУ» (B.2); of what nobody handed over that there are no data."""
        if not self.answer.handed:
            return no_data(self.lang)
        return COUNTED[self.report.counted(self.asked)](self.lang, self.answer.rows.num_rows)

    def notes(self) -> list[str]:
        """Return what a reader of the table should know."""
        found = [words(self.lang) for words in self.answer.notes]
        answer = self.answer
        if not answer.handed:
            found.append(self.lang.gettext("Nothing of this kind was handed over for the interval."))
        if answer.covered is not None and answer.schools is not None and answer.covered < answer.schools:
            found.insert(0, covers(self.lang, answer.covered, answer.schools))
        return found

    def chart(self) -> Json | None:
        """Return the chart as plain values for the browser; None without one."""
        made: Chart | None = self.report.chart(self.asked) if self.report.chart else None
        if made is None:
            return None
        label = next(column for column in self.columns if column.key == made.label)
        known = (row for row in self.answer.rows.to_pylist() if any(row[one.key] is not None for one in made.series))
        listed = list(islice(known, _CHART_BARS))
        if not listed:
            return None
        return {
            "title": made.title(self.lang),
            "labels": [self._writer.screen(label, row) for row in listed],
            "series": [
                {"name": one.title(self.lang), "values": [row[one.key] for row in listed]} for one in made.series
            ],
        }

    def record(self, row: Mapping[str, Any]) -> list[Any]:
        """Return one row as cells of a file."""
        return [self._writer.cell(column, row) for column in self.columns]


def covers(lang: Language, covered: int, schools: int) -> str:
    """Return how many schools numbers cover."""
    return lang.gettext(
        "Data of %(covered)s of %(schools)s schools", covered=lang.number(covered), schools=lang.number(schools)
    )


def _sorted(rows: pa.Table, column: Column, lang: Language, *, falling: bool) -> pa.Table:
    """Return rows sorted by a column; those without a value come last, whichever way."""
    if not rows.num_rows:
        return rows
    writer = Writer(lang)
    keys = [column.key] if column.format != NAME else [f"{column.key}_{key}" for key in ("kk", "ru", "en")]
    known = [key for key in keys if key in rows.column_names]
    values = [writer.value(column, row) for row in rows.select(known).to_pylist()]
    order = _numbers_or_names(column)
    filled = [at for at, value in enumerate(values) if value is not None]
    filled.sort(key=lambda at: order(values[at]), reverse=falling)
    return rows.take([*filled, *(at for at, value in enumerate(values) if value is None)])


def _numbers_or_names(column: Column) -> Any:
    """Return what values of a column are sorted by: names by the alphabet of Q-19, anything else as it is."""
    return (lambda text: numbered_order(str(text))) if column.format in _SORTED_AS_NAMES else (lambda value: value)


def provenance(lang: Language, report: Report, taken: Taken | None, answer: Answer | None) -> Json:
    """Return how a report is built: definition, tables, snapshot, coverage (B.2, every number needs it)."""
    facts = [(lang.gettext("Source tables"), ", ".join(report.tables))]
    if taken is not None:
        published = moment_text(lang, taken.published_at) if taken.published_at else no_data(lang)
        facts += [
            (lang.gettext("Reporting period"), week_label(lang, taken.week)),
            (lang.gettext("Snapshot"), taken.content_id[:12]),
            (lang.gettext("Published"), published),
            (lang.gettext("Source"), taken.source or no_data(lang)),
        ]
    if answer is not None and answer.covered is not None and answer.schools is not None:
        facts.append((lang.gettext("Coverage"), covers(lang, answer.covered, answer.schools)))
    return {"paragraphs": [words(lang) for words in report.about], "facts": facts}


def place_name(lang: Language, asked: Asked, names: Sequence[Mapping[str, str | None]]) -> str:
    """Return the place of a report, from wide to narrow without the republic above it."""
    shown = names[1:] if asked.path[0] == REPUBLIC and len(names) > 1 else names
    return ", ".join(lang.name(one)[0] for one in shown)
