"""Keeping the facts of a week: the drop read once more by the same code, its rows written for pages and reports."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import ibis.expr.types as ir

from dashboard.configuration import MonitorConfig
from dashboard.database import connection
from dashboard.errors import FactsError
from dashboard.facts import store
from dashboard.facts.expressions import Source, expression
from dashboard.facts.gathering import Entries, entered, keys, marked, together
from dashboard.facts.store import Kept
from dashboard.facts.tables import DISTRICT, FACT_TABLES, LAYOUT, SCHOOL, FactTable
from dashboard.settings import Settings
from dashboard.snapshot.build import content_of
from dashboard.snapshot.checks import accepted_name
from dashboard.snapshot.class_counts import Moments
from dashboard.snapshot.compute import taught_classes
from dashboard.snapshot.engine import DUCKDB
from dashboard.snapshot.engine_duckdb import DuckdbEngine
from dashboard.snapshot.lesson_slices import Slice, slices_of
from dashboard.snapshot.records import Drop, read_drop
from dashboard.snapshot.revisions import WITHDRAWN, Revision, read_revisions
from dashboard.snapshot.scratch import scratch_folder, sweep

Progress = Callable[[str], None]
SLICE = 6_000_000  # rows of a table of facts that are made at once
_SHARE_AT_ONCE = 4  # what is gathered about a lesson takes so many times the memory it takes for a snapshot
_GATHERED = {"entered": entered, "marked": marked}
ROW_GROUP = 2_048  # rows DuckDB can pass over at once, as few as can be: a school has some hundred lessons in a week


def keep_facts(
    paths: Sequence[Path],
    week: date | None,
    settings: Settings,
    *,
    again: bool = False,
    progress: Progress | None = None,
) -> list[Kept]:
    """Keep the facts of the snapshots that were built from a drop.

    They appear complete or not at all, and facts that are there already are left alone.

    Parameters
    ----------
    paths
        The drops the week was built from, read as one (Q-91).
    week
        Its Sunday; without it the manifests' (Q-90).
    again
        Write them anew where they are there already.
    progress
        Called with a few words when a step begins.

    Returns
    -------
    list of Kept
        One for each snapshot; several where the same drop was built with several configurations.

    Raises
    ------
    DropRefused
        If the records cannot be used.
    FactsError
        If no snapshot was built from them, or nothing can be written.
    """
    tell = progress or (lambda _: None)
    try:
        settings.facts_folder.mkdir(parents=True, exist_ok=True)
        sweep(settings.facts_folder)
        with read_drop(paths, week, replace(settings, engine=DUCKDB), progress=tell) as drop:
            tell("hash")
            keeping = _Keeping(drop, drop.content_hash(), settings, tell)
            return [keeping.keep(one, again=again) for one in keeping.built()]
    except OSError as error:
        raise _no_room(settings, error) from error


def _no_room(settings: Settings, error: OSError) -> FactsError:
    """Return the error of a folder that cannot be written to."""
    place = error.filename or settings.facts_folder
    return FactsError(
        f"{place}: {error.strerror or error}; no facts were written. Make room, or set BELSENDI_FACTS to a folder with "
        "more."
    )


@dataclass(frozen=True, slots=True)
class _Keeping:
    """The facts of one drop being kept."""

    drop: Drop
    drop_hash: str
    settings: Settings
    tell: Progress

    @property
    def engine(self) -> DuckdbEngine:
        """What holds the rows of the drop."""
        if not isinstance(self.drop.engine, DuckdbEngine):
            raise FactsError("Facts are written by DuckDB; this drop was read by another engine.")
        return self.drop.engine

    def built(self) -> list[Revision]:
        """Return the snapshots that were built from the drop.

        Raises
        ------
        FactsError
            If there is none.
        """
        week = self.drop.week
        with connection(self.settings) as reading:
            of_week = [one for one in read_revisions(reading) if one.week == week and one.status != WITHDRAWN]
        found = [one for one in of_week if content_of(self.drop, one.config_version, self.drop_hash) == one.content_id]
        if not found:
            there = "has snapshots of other drops or another calendar" if of_week else "has no snapshot"
            raise FactsError(
                f"Week {week} {there}, so nothing can be traced to these records. No facts were written; run belsendi "
                "snapshot build with them first."
            )
        return found

    def keep(self, of: Revision, *, again: bool) -> Kept:
        """Keep the facts of one snapshot, unless they are there."""
        found = store.find(self.settings, of.content_id)
        if found and not again:
            return found
        with ExitStack() as resources:
            draft = scratch_folder(resources, self.settings.facts_folder) / "facts"
            draft.mkdir()
            try:
                source = self._gathered(self._source(MonitorConfig.from_json(of.config)), resources)
                rows = {table.name: self._write(table, source, draft) for table in self._tables()}
            except duckdb.IOException as error:  # its word for a full disk
                said = str(error).partition("\n")[0]
                raise FactsError(f"No facts were written: {said}. Make room first.") from error
            size = sum(path.stat().st_size for path in draft.rglob("*.parquet"))
            made = Kept(of.content_id, self.drop.week, self.drop_hash, rows, size, datetime.now(UTC))
            (draft / store.MANIFEST).write_text(made.as_json(), encoding="utf-8")
            _appear(draft, store.folder_of(self.settings, of.content_id))
        return made

    def _source(self, config: MonitorConfig) -> Source:
        """Return what the facts are made of under a configuration."""
        tables = {name: self.drop.tables[name] for name in self.drop.present}
        taught = taught_classes(tables, self.drop.week, config).teaching.select("class_id", "min_lessons").to_pyarrow()
        name = f"facts_taught_{config.version}"
        self.engine.load(name, taught)
        return Source(tables, self.engine.table(name), Moments.of(self.drop.week, config))

    def _gathered(self, source: Source, resources: ExitStack) -> Source:
        """Gather what was entered about lessons, where there are any, a range of lessons at a time."""
        if not self.drop.present.issuperset(FACT_TABLES["lessons"].needs):
            return source
        for name in _GATHERED:
            resources.callback(self.engine.duckdb.execute, f"DROP TABLE IF EXISTS facts_{name}")
        parts = slices_of(source.tables["lessons"], (self.engine.lessons_at_once or 0) // _SHARE_AT_ONCE)
        for number, part in enumerate(parts, 1):
            self.tell(f"facts: gathered, part {number} of {len(parts)}")
            self._gather(source, part)
        gathered = {name: self.engine.table(f"facts_{name}") for name in _GATHERED}
        if len(parts) > 1:
            gathered["marked"] = together(gathered["marked"])
        return replace(source, gathered=gathered)

    def _gather(self, source: Source, part: Slice) -> None:
        """Add what was entered about a range of lessons."""
        lessons = keys(source.tables, source.taught, source.moments, part)
        self._run("CREATE OR REPLACE TABLE facts_keys AS {}", lessons)
        of = Entries(source.tables, self.engine.table("facts_keys"), source.moments, part)
        for name, gather in _GATHERED.items():
            self._run(f"CREATE TABLE IF NOT EXISTS facts_{name} AS {{}} LIMIT 0", gather(of))
            self._run(f"INSERT INTO facts_{name} BY NAME {{}}", gather(of))
        self.engine.drop_table("facts_keys")

    def _run(self, statement: str, rows: ir.Table) -> None:
        """Run a statement about rows, compiled anew each time: compiled queries know nothing of the configuration."""
        self.engine.duckdb.execute(statement.format(f"({self.engine.backend.compile(rows)})"))

    def _tables(self) -> Iterator[FactTable]:
        """Yield the tables of facts that the drop can fill."""
        for table in FACT_TABLES.values():
            if self.drop.present.issuperset(table.needs):
                self.tell(f"facts: {table.name}")
                yield table

    def _write(self, table: FactTable, source: Source, folder: Path) -> int:
        """Write the files of a table; return its rows."""
        if not table.whole:
            (folder / table.name).mkdir()
        return sum(self._write_slice(table, replace(source, districts=part), folder) for part in self._slices(table))

    def _slices(self, table: FactTable) -> list[list[str]]:
        """Return districts whose rows are made at once, so that a country's never need more memory than there is."""
        query = f"SELECT DISTINCT {DISTRICT} FROM {accepted_name('schools')} ORDER BY ALL"  # noqa: S608
        districts = [row[0] for row in self.engine.duckdb.execute(query).fetchall()]
        count = 1 if table.whole else max(1, -(-self._rows(table) // SLICE))
        return [part for part in (districts[at::count] for at in range(count)) if part or table.whole]

    def _rows(self, table: FactTable) -> int:
        """Return about how many rows a table has."""
        if table.name == "pupil_weeks":
            [(rows,)] = self.engine.duckdb.execute("SELECT count(*) FROM facts_marked").fetchall()
            return int(rows)
        used = self.drop.counts.set_index("table")["used"]
        return int(used[table.needs[0]])

    def _write_slice(self, table: FactTable, source: Source, folder: Path) -> int:
        """Write the rows of some districts; return how many."""
        name = f"facts_{table.name}"
        # Rows of a district beside one another: its file is then read out of few of them.
        order = "" if table.whole else f" ORDER BY {DISTRICT}"
        self._run(f'CREATE OR REPLACE TABLE "{name}" AS FROM {{}}{order}', expression(table.name, source))
        try:
            return _write_files(self.engine.duckdb, table, name, folder)
        finally:
            self.engine.drop_table(name)


def _appear(draft: Path, place: Path) -> None:
    """Put a finished folder into its place, on the disk too; what is there goes first."""
    os.sync()
    if place.exists():
        (place / store.MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(place)
    draft.rename(place)


def _write_files(opened: duckdb.DuckDBPyConnection, table: FactTable, name: str, folder: Path) -> int:
    """Write the rows of a table: one file, or one for each district."""
    if table.whole:
        return _copy(opened, table, f'FROM "{name}"', store.file_of(folder, table.name))
    districts = opened.execute(f'SELECT DISTINCT {DISTRICT} FROM "{name}" ORDER BY ALL').fetchall()  # noqa: S608

    def write(row: tuple[str]) -> int:
        """Write the file of a district; return its rows."""
        rows = f"FROM \"{name}\" WHERE {DISTRICT} = '{_literal(row[0])}'"
        with opened.cursor() as own:
            return _copy(own, table, rows, store.file_of(folder, table.name, row[0]))

    # A district's rows are too few for several threads; so each thread has a district.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return sum(pool.map(write, districts))


def _copy(opened: duckdb.DuckDBPyConnection, table: FactTable, rows: str, file: Path) -> int:
    """Write rows into a file, sorted by school; return how many."""
    sort = (*(() if table.whole else (SCHOOL,)), *table.sort)
    order = ", ".join(f'"{column}"' for column in sort) or "ALL"  # "at" is a word of SQL
    # Sums are wider than what Parquet knows; Ibis takes them for what they are to be and leaves a cast out.
    columns = ", ".join(f'"{column}"::{kind} AS "{column}"' for column, kind in table.columns.items())
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{layout: '{LAYOUT}'}}"
    found = opened.execute(f"COPY (SELECT {columns} {rows} ORDER BY {order}) TO '{_literal(str(file))}' ({options})")
    return int(found.fetchall()[0][0])


def _literal(text: str) -> str:
    """Return a text as it stands between quotation marks in SQL."""
    return text.replace("'", "''")
