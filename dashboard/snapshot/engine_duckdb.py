"""DuckDB in the process: the engine that needs nothing to be installed or started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.settings import Settings
from dashboard.snapshot.engine import FILE, ROW, Append, Engine, Query
from dashboard.snapshot.parquet_copies import copy_columns

# What a lesson takes in memory with everything that was entered about it.
LESSON_BYTES = 500
_BYTES = {"m": 10**6, "g": 10**9}

_GLOB = frozenset("*?[]")

# Types that know no cast to a timestamp, or round instead of cutting.
_NANOSECONDS = frozenset({"TIMESTAMP_NS", "TIMESTAMPTZ_NS"})

# Names by which DuckDB offers the number of a file and of a row; a column of that name would hide them.
_VIRTUAL = frozenset({"filename", "file_index", "file_row_number"})


def open_engine(address: str, resources: ExitStack, settings: Settings) -> Engine:
    """Return the engine; there is one in every process."""
    return DuckdbEngine(resources, settings.memory)


class DuckdbEngine(Engine):
    """DuckDB in memory; what exceeds an amount of it, such as ``4500m``, goes into the temporary folder."""

    errors = (duckdb.Error,)

    def __init__(self, resources: ExitStack, memory: str) -> None:
        super().__init__(resources)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory}b",
            "temp_directory": str(self.folder / "spill"),
            "preserve_insertion_order": "false",  # every row carries its number
            "autoinstall_known_extensions": "false",
        }
        self.duckdb = duckdb.connect(":memory:", config=config)
        resources.callback(self.duckdb.close)
        self.duckdb.execute("SET TimeZone = 'UTC'")
        self.backend: Any = ibis.duckdb.from_connection(self.duckdb)
        self.lessons_at_once = int(memory[:-1]) * _BYTES[memory[-1]] // LESSON_BYTES

    @contextmanager
    def text_table(self, name: str, columns: Sequence[str]) -> Iterator[Append]:
        """Create a table of text columns, with the number of the file and of the row, and give what appends to it."""
        declared = ", ".join(f'"{column}" VARCHAR' for column in columns)
        self.duckdb.execute(f'CREATE TABLE "{name}" ({declared}, {FILE} INTEGER, {ROW} BIGINT)')
        insert = f'INSERT INTO "{name}" BY NAME SELECT *, {{}} AS {FILE} FROM _appended'  # noqa: S608

        def append(rows: pa.RecordBatch, file: int) -> None:
            self.duckdb.register("_appended", rows)
            self.duckdb.execute(insert.format(int(file)))
            self.duckdb.unregister("_appended")

        yield append

    def scan_parquet(self, name: str, paths: Sequence[Path], files: Sequence[int], columns: Sequence[str]) -> None:
        """Create a view on Parquet files that have the same columns of the same kinds."""
        listed = ", ".join(_quoted(str(self._scannable(path, columns))) for path in paths)
        source = f"read_parquet([{listed}], hive_partitioning = false)"
        kinds = {row[0]: row[1] for row in self.duckdb.execute(f"DESCRIBE FROM {source}").fetchall()}
        chosen = "".join(f"{_column(column, kinds[column])}, " for column in columns)
        number = f"{list(map(int, files))}[(file_index + 1)::BIGINT]" if len(paths) > 1 else str(int(files[0]))
        self.duckdb.execute(
            f'CREATE VIEW "{name}" AS SELECT {chosen}({number})::INTEGER AS {FILE}, file_row_number + 1 AS {ROW}'  # noqa: S608
            f" FROM {source}"
        )

    def _scannable(self, path: Path, columns: Sequence[str]) -> Path:
        """Return the file; or a copy where names of columns get in the way, a link where the path is a pattern."""
        names = [name.lower() for name in pq.read_schema(path).names]
        if len(set(names)) < len(names) or _VIRTUAL & set(names):
            copy = self.new_file(".parquet")
            copy_columns(path, copy, columns)
            return copy
        if not _GLOB & set(str(path)):
            return path
        link = self.new_file(".parquet")
        link.symlink_to(path.absolute())
        return link

    def load(self, name: str, table: pa.Table) -> None:
        """Take a small Arrow table in."""
        self.duckdb.register("_loaded", table)
        self.duckdb.execute(f'CREATE TABLE "{name}" AS SELECT * FROM _loaded')  # noqa: S608
        self.duckdb.unregister("_loaded")

    def materialise(self, name: str, query: Query) -> None:
        """Compute a query once and keep its rows as a table."""
        self.duckdb.execute(f'CREATE TABLE "{name}" AS {self.compiled(query)}')

    def view(self, name: str, query: Query) -> None:
        """Give a query a name; it is computed wherever it is used."""
        self.duckdb.execute(f'CREATE VIEW "{name}" AS {self.compiled(query)}')

    def drop_table(self, name: str) -> None:
        """Drop a table that is not needed any more."""
        self.duckdb.execute(f'DROP TABLE "{name}"')

    def rows(self, query: Query) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.duckdb.execute(self.compiled(query)).fetchall()

    def frame(self, query: Query) -> pd.DataFrame:
        """Return the rows of a query as a frame."""
        frame: pd.DataFrame = self.duckdb.sql(self.compiled(query)).to_arrow_table().to_pandas()
        return frame

    def digest(self, query: Query) -> tuple[int, int, int]:
        """Return the number of texts that a query of one column ``text`` has, and the sums of their MD5's halves."""
        [(count, upper, lower)] = self.duckdb.execute(
            "SELECT count(d), sum((d >> 64)::UBIGINT), sum((d & 18446744073709551615::UHUGEINT)::UBIGINT)"  # noqa: S608
            f" FROM (SELECT md5_number(text) AS d FROM ({self.compiled(query)}))"
        ).fetchall()
        return int(count), int(upper or 0), int(lower or 0)


def _quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _column(name: str, kind: str) -> str:
    """Return a column for a view; nanoseconds are cut to the microseconds that everything else keeps."""
    identifier = _identifier(name)
    if kind not in _NANOSECONDS:
        return identifier
    cut = f"TRY(make_timestamp(epoch_ns({identifier}) // 1000))"
    return f"coalesce({cut}, if({identifier} IS NULL, NULL, TIMESTAMP 'infinity')) AS {identifier}"


def _identifier(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
