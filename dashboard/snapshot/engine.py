"""The engine that reads and checks a drop: the only place that speaks a dialect.

Everything above it is written in Ibis, so that another engine needs another class with these methods and nothing else.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Hashable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pandas as pd
import pyarrow as pa

FILE = "_file"
ROW = "_row"

# Memory beyond which DuckDB spills into the temporary folder; the process stays below 6 GB.
MEMORY_LIMIT = "3500MB"
_GLOB = frozenset("*?[]")

EngineError = duckdb.Error

# Types that know no cast to a timestamp, or round instead of cutting.
_NANOSECONDS = frozenset({"TIMESTAMP_NS", "TIMESTAMPTZ_NS"})


# Compiled queries by what they depend on. Ibis takes longer to compile a query than DuckDB to run it on a week of one
# row per school, and the names of tables are the same in every drop.
_COMPILED: dict[Hashable, str] = {}
_COMPILED_LIMIT = 1000

# What a query depends on, and how it is made.
Query = tuple[Hashable, Callable[[], ibis.Table]]


class Engine:
    """DuckDB in memory, with a temporary folder for spilling; closed by ``resources``."""

    def __init__(self, resources: ExitStack) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="belsendi-"))
        resources.callback(shutil.rmtree, self.folder, ignore_errors=True)
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(self.folder / "spill"),
            "preserve_insertion_order": "false",  # every row carries its number
            "autoinstall_known_extensions": "false",
        }
        self.duckdb = duckdb.connect(":memory:", config=config)
        resources.callback(self.duckdb.close)
        self.duckdb.execute("SET TimeZone = 'UTC'")
        self.backend: Any = ibis.duckdb.from_connection(self.duckdb)
        self._files = 0

    def table(self, name: str) -> ibis.Table:
        """Return a table or view by its name."""
        return self.backend.table(name)

    def create_text_table(self, name: str, columns: Sequence[str]) -> None:
        """Create an empty table of text columns, with the number of the file and of the row."""
        declared = ", ".join(f'"{column}" VARCHAR' for column in columns)
        self.duckdb.execute(f'CREATE TABLE "{name}" ({declared}, {FILE} INTEGER, {ROW} BIGINT)')

    def append(self, name: str, rows: pa.RecordBatch, file: int) -> None:
        """Append rows of a file to a table; columns go by their names."""
        self.duckdb.register("_appended", rows)
        self.duckdb.execute(f'INSERT INTO "{name}" BY NAME SELECT *, {int(file)} AS {FILE} FROM _appended')  # noqa: S608
        self.duckdb.unregister("_appended")

    def scan_parquet(self, name: str, paths: Sequence[Path], files: Sequence[int], columns: Sequence[str]) -> None:
        """Create a view on Parquet files of one schema: some columns, the number of the file and of the row from 1."""
        listed = ", ".join(_quoted(str(self._unglobbed(path))) for path in paths)
        source = f"read_parquet([{listed}], hive_partitioning = false)"
        kinds = {row[0]: row[1] for row in self.duckdb.execute(f"DESCRIBE FROM {source}").fetchall()}
        chosen = "".join(f"{_column(column, kinds[column])}, " for column in columns)
        number = f"{list(map(int, files))}[(file_index + 1)::BIGINT]" if len(paths) > 1 else str(int(files[0]))
        self.duckdb.execute(
            f'CREATE VIEW "{name}" AS SELECT {chosen}({number})::INTEGER AS {FILE}, file_row_number + 1 AS {ROW}'  # noqa: S608
            f" FROM {source}"
        )

    def new_file(self, ending: str) -> Path:
        """Return a path for a new file in the temporary folder."""
        self._files += 1
        return self.folder / f"{self._files}{ending}"

    def _unglobbed(self, path: Path) -> Path:
        """Return a path without characters that would be taken for a pattern: a link to it, if need be."""
        if not _GLOB & set(str(path)):
            return path
        link = self.new_file(".parquet")
        link.symlink_to(path.absolute())
        return link

    def compiled(self, query: Query) -> str:
        """Return the SQL of a query, compiled once for all drops that are alike."""
        key, build = query
        if key not in _COMPILED:
            if len(_COMPILED) >= _COMPILED_LIMIT:
                _COMPILED.clear()
            _COMPILED[key] = self.backend.compile(build())
        return _COMPILED[key]

    def materialise(self, name: str, query: Query) -> None:
        """Compute a query once and keep its rows as a table."""
        self.duckdb.execute(f'CREATE TABLE "{name}" AS {self.compiled(query)}')

    def view(self, name: str, query: Query) -> None:
        """Give a query a name; it is computed wherever it is used."""
        self.duckdb.execute(f'CREATE VIEW "{name}" AS {self.compiled(query)}')

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
            "SELECT count(*), sum((digest >> 64)::UBIGINT), sum((digest & 18446744073709551615::UHUGEINT)::UBIGINT)"  # noqa: S608
            f" FROM (SELECT md5_number(text) AS digest FROM ({self.compiled(query)}))"
        ).fetchall()
        return int(count), int(upper or 0), int(lower or 0)

    def drop_table(self, name: str) -> None:
        """Drop a table that is not needed any more."""
        self.duckdb.execute(f'DROP TABLE "{name}"')

    def load(self, name: str, table: pa.Table) -> None:
        """Take a small Arrow table in."""
        self.duckdb.register("_loaded", table)
        self.duckdb.execute(f'CREATE TABLE "{name}" AS SELECT * FROM _loaded')  # noqa: S608
        self.duckdb.unregister("_loaded")


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
