"""Facts written down row by row, for tests of reports: a store that needs no drop and no files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.facts import store
from dashboard.facts.tables import FACT_TABLES
from dashboard.frames import UnitRow
from dashboard.reports.terms import Answer, Asked
from dashboard.settings import Settings
from dashboard.weeks import WEEK
from queries.reports import catalogue
from queries.reports.reading import Reading, Source, last_drops

LATEST = date(2026, 11, 15)
REPUBLIC, REGION, TOWN, RAYON, FOREIGN = "000000000", "390000000", "391000000", "393200000", "110000000"
TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


def unit(unit_id: str, parent: str | None, level: str, name: str) -> UnitRow:
    return UnitRow(unit_id, parent, level, None, f"{name} kk", f"{name} ru", f"{name} en", "data", 0, 0)


UNITS = {
    row.unit_id: row
    for row in (
        unit(REPUBLIC, None, "republic", "Republic"),
        unit(REGION, REPUBLIC, "region", "Region"),
        unit(FOREIGN, REPUBLIC, "region", "Foreign"),
        unit(TOWN, REGION, "district", "Тест (город)"),
        unit(RAYON, REGION, "district", "Тестовый район"),
        unit("113200000", FOREIGN, "district", "Foreign district"),
    )
}


@dataclass
class Facts:
    """Rows by week and table; a table that is not in it was not handed over."""

    weeks: dict[date, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)
    connection: duckdb.DuckDBPyConnection | None = None

    def add(self, table: str, rows: Iterable[Mapping[str, Any]], week: date = LATEST) -> Facts:
        """Add rows; missing columns are empty."""
        self.weeks.setdefault(week, {}).setdefault(table, []).extend({"week": week, **row} for row in rows)
        return self

    def has(self, table: str, snapshot: str) -> bool:
        return table in self.weeks.get(date.fromisoformat(snapshot), {})

    def scan(self, table: str, snapshots: Iterable[str], districts: Iterable[str] = ()) -> str:
        """Return a temporary table of the connection in use with the rows."""
        chosen, types = tuple(districts), FACT_TABLES[table].columns
        rows = [row for snapshot in snapshots for row in self.weeks[date.fromisoformat(snapshot)][table]]
        rows = [row for row in rows if not chosen or row["unit_id"] in chosen]
        columns = {name: pa.array([row.get(name) for row in rows], TYPES[kind]) for name, kind in types.items()}
        name = f"rows_{next(self.numbers)}"
        assert self.connection is not None
        self.connection.register(name, pa.table(columns))
        return name

    def write(self, settings: Settings, snapshots: Mapping[date, str]) -> None:
        """Keep the rows as `belsendi facts keep` does: a file for each snapshot, table and district."""
        for week, snapshot in snapshots.items():
            folder = store.folder_of(settings, snapshot)
            for name, rows in self.weeks[week].items():
                self._write_table(folder, name, rows)
            counts = {name: len(rows) for name, rows in self.weeks[week].items()}
            kept = store.Kept(snapshot, week, "", counts, 0, datetime(2026, 11, 22, tzinfo=UTC))
            (folder / store.MANIFEST).write_text(kept.as_json())

    @staticmethod
    def _write_table(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        types = FACT_TABLES[name].columns
        for district in {row.get("unit_id", "") for row in rows}:
            listed = [row for row in rows if row.get("unit_id", "") == district]
            path = store.file_of(folder, name, district)
            path.parent.mkdir(parents=True, exist_ok=True)
            columns = {key: pa.array([row.get(key) for row in listed], TYPES[kind]) for key, kind in types.items()}
            pq.write_table(pa.table(columns), path)

    @contextmanager
    def reading(self, asked: Asked) -> Any:
        """Open what a report reads."""
        drops = last_drops([(week, week.isoformat()) for week in self.weeks], asked.week)
        with duckdb.connect() as connection:
            self.connection = connection
            yield Reading(Source(self, drops, UNITS), asked, connection)

    def answer(self, asked: Asked) -> Answer:
        """Answer a report."""
        report = catalogue()[asked.report]
        assert report.rows is not None
        with self.reading(asked) as reading:
            return report.rows(reading, asked)


def school(school_id: str, unit_id: str = TOWN, **more: Any) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "unit_id": unit_id,
        "name_kk": f"{school_id} мектебі",
        "name_ru": f"Школа {school_id}",
        "in_monitor": True,
        **more,
    }


def asked(report: str, *path: str, tab: str = "", org_type: str = "", **values: Sequence[str]) -> Asked:
    """Return a question with the report's defaults for what is not said."""
    of = catalogue()[report]
    path = path or (REPUBLIC, REGION)
    chosen = tuple((one.key, tuple(values.get(one.key, one.default))) for one in of.parameters)
    level = "school" if len(path) == 4 else UNITS[path[-1]].level
    first = of.tabs[0].key if of.tabs else ""
    return Asked(report, LATEST, tuple(path), level, org_type, tab or first, chosen)


def weeks_back(count: int) -> date:
    return LATEST - count * WEEK
