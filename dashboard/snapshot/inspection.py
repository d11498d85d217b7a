"""A drop looked at without computing or writing anything: ``belsendi records check``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pandas as pd

from dashboard.errors import DropRefused
from dashboard.settings import Settings
from dashboard.snapshot.checks import checked_name
from dashboard.snapshot.completeness import schools_without_rows
from dashboard.snapshot.contract import TABLES, tables_of
from dashboard.snapshot.contract_meanings import of_column, of_table
from dashboard.snapshot.contract_terms import Table
from dashboard.snapshot.faults import FAULT, code_of
from dashboard.snapshot.quality import too_many_rejects
from dashboard.snapshot.records import Drop, read_drop
from dashboard.snapshot.rejects import reason_counts
from dashboard.snapshot.report import REFUSED, USABLE, USABLE_WITH_REJECTS, BuildReport
from dashboard.snapshot.values import ALMATY_MINUTES
from dashboard.weeks import week_of

LISTED_SCHOOLS = 20
_DATED = frozenset(name for name, table in TABLES.items() if table.week_column)
_LAST_MOMENT = datetime(9999, 12, 31)  # noqa: DTZ001 UTC; its day in Almaty is still a day of the calendar


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was not delivered and may be absent.

    Attributes
    ----------
    table, column
        What; an empty column means the whole table.
    feeds
        What depends on it, in plain words.
    without
        What is so without it; empty: what depends on it is "not connected", which is not zero.
    """

    table: str
    column: str
    feeds: tuple[str, ...]
    without: str = ""

    def __str__(self) -> str:
        """Return one line for people."""
        name = ".".join(filter(None, (self.table, self.column)))
        return f"no {name}: {self.without or 'not connected: ' + '; '.join(self.feeds)}"


@dataclass(frozen=True, slots=True)
class Inspection(BuildReport):
    """What a check came to: a report with more to say about the drop.

    Attributes
    ----------
    weeks
        For each table with dates its rows by the week their date lies in, as far as a date could be read.
    reasons
        Rows that were set aside, by table and reason.
    missing
        What was not delivered, and what depends on it.
    silent_schools
        Participating schools of which nothing came (Q-7).
    exceeded
        Tables of which more rows were set aside than the limit allows: a build would stop (Q-79).
    """

    weeks: Mapping[str, Mapping[date, int]] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    missing: Sequence[Missing] = ()
    silent_schools: Sequence[str] = ()
    exceeded: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON document: that of records.md and what a check adds."""
        return {
            **BuildReport.as_dict(self),
            "weeks": {name: {week.isoformat(): rows for week, rows in of.items()} for name, of in self.weeks.items()},
            "reasons": {name: dict(of) for name, of in self.reasons.items()},
            "not_connected": [asdict(one) for one in self.missing],
            "schools_not_connected": {
                "count": len(self.silent_schools),
                "schools": list(self.silent_schools[:LISTED_SCHOOLS]),
            },
            "too_many_rejects": list(self.exceeded),
        }


def check_records(
    paths: Sequence[Path], week: date | None, settings: Settings, progress: Callable[[str], None] | None = None
) -> Inspection:
    """Read drops and say what a build would find; nothing is computed or written."""
    try:
        with read_drop(paths, week, settings, progress=progress) as drop:
            return _inspected(drop, settings)
    except DropRefused as error:
        return Inspection(REFUSED, week, errors=error.reasons)


def _inspected(drop: Drop, settings: Settings) -> Inspection:
    """Return what there is to say about a drop that can be used."""
    return Inspection(
        USABLE if drop.rejects.empty else USABLE_WITH_REJECTS,
        drop.week,
        counts=drop.counts,
        rejects=drop.rejects,
        notes=tuple(drop.notes),
        weeks={name: _weeks(drop, TABLES[name]) for name in TABLES if name in drop.present & _DATED},
        reasons=_reasons(drop.rejects),
        missing=tuple(_missing(drop)),
        silent_schools=schools_without_rows(drop.engine, drop.present),
        exceeded=[reason.table for reason in too_many_rejects(drop.counts, settings.reject_limit)],
    )


def _weeks(drop: Drop, table: Table) -> dict[date, int]:
    """Return the rows of a table by week: those that lie in it, and those set aside because they lie in another."""
    [counts] = drop.counts[drop.counts["table"] == table.name].to_dict("records")
    found = {drop.week: int(counts["used"]) + int(counts["folded"])}
    query = (("outside", table.name), lambda: _outside(drop.engine.table(checked_name(table.name)), table))
    for day, rows in drop.engine.rows(query):
        week = _week_of(day)
        found[week] = found.get(week, 0) + int(rows)
    return {week: rows for week, rows in sorted(found.items()) if rows}


def _outside(kept: ibis.Table, table: Table) -> ibis.Table:
    """Return the days of rows outside the week: day (in Almaty), rows."""
    outside = kept.filter(kept[FAULT] == code_of(table, table.week_column, "outside_week"))
    day = outside[table.week_column]
    if table.column(table.week_column).type == "time":
        day = ibis.least(day, ibis.literal(_LAST_MOMENT)) + ibis.interval(minutes=ALMATY_MINUTES)
    return outside.group_by(day=day.cast("date")).aggregate(rows=outside.count())


def _week_of(day: date) -> date:
    """Return the week of a day; the days before the first week there can be belong to it."""
    return week_of(day) if day > date.min + timedelta(days=7) else date.min


def _reasons(rejects: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return how many rows were set aside, by table and reason, most frequent first."""
    tables = dict.fromkeys(rejects["table"])
    return {str(table): reason_counts(rejects[rejects["table"] == table]) for table in tables}


def _missing(drop: Drop) -> Iterator[Missing]:
    """Yield the optional tables and columns that were not delivered and on which something depends.

    Profile fields and columns with a default are left out: without them something else counts, not nothing.
    """
    for name in tables_of("optional"):
        if name not in drop.present:
            yield Missing(name, "", of_table(name).feeds)
    for name in TABLES:
        if name not in drop.present:
            continue
        for column in TABLES[name].columns:
            meaning = of_column(name, column.name)
            optional = not column.required and not column.profile and column.default is None
            told = meaning.feeds and meaning.without != ""
            if optional and told and column.name not in drop.columns[name]:
                yield Missing(name, column.name, meaning.feeds, meaning.without or "")
