"""Spark, in this machine or on a cluster: the engine for weeks that are too large for one process.

Nothing lives in one worker alone: what is kept is written as Parquet into the folder that all of them see, so that a
worker may die at any moment and others do its work again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, types

from dashboard.errors import EngineError
from dashboard.settings import Settings
from dashboard.snapshot.engine import FILE, ROW, Append, Engine, Query
from dashboard.snapshot.spark_files import NAME_DIGITS, Scan, scans
from dashboard.snapshot.spark_session import ERRORS, is_local, open_session
from dashboard.snapshot.spark_sql import SparkBackend

_PROBES = 8  # files that a cluster writes to show that everybody sees the same folder

# The bytes of an MD5 from last to first, as DuckDB's md5_number has them: digits reversed, then each pair turned round.
_HALF = "CAST(conv(reverse(substr(digest, {start}, 16)), 16, -10) AS BIGINT)"
_PAIRS = 0x0F0F0F0F0F0F0F0F
_TURNED = f"(shiftleft({{0}} & {_PAIRS}, 4) | (shiftrightunsigned({{0}}, 4) & {_PAIRS}))"


def open_engine(address: str, resources: ExitStack, settings: Settings) -> Engine:
    """Return the engine.

    Raises
    ------
    EngineError
        If Spark cannot be started, or its workers do not see the same folder as this process.
    """
    folder = settings.spark_folder
    if folder is not None and not folder.is_dir():
        raise EngineError(f"BELSENDI_SPARK_FOLDER is {folder}, which is no folder. Make it, or correct the setting.")
    return SparkEngine(address, resources, settings)


class SparkEngine(Engine):
    """Spark through Ibis; every drop has a session with views of its own."""

    errors = ERRORS

    def __init__(self, address: str, resources: ExitStack, settings: Settings) -> None:
        super().__init__(resources, settings.spark_folder)
        self.shared = not is_local(address)
        self.session = open_session(address, settings)
        self.backend: Any = SparkBackend()
        self.backend.do_connect(self.session)
        if self.shared:
            self._require_shared_folder()

    def _require_shared_folder(self) -> None:
        """Raise unless what the workers write is found here: Spark itself would lose it without a word."""
        place = self.folder / "probe"
        try:
            self.session.range(0, _PROBES, 1, _PROBES).write.parquet(str(place))
            seen = pq.read_table(place).num_rows
        except (*ERRORS, OSError, pa.ArrowException):
            seen = 0
        if seen != _PROBES:
            raise EngineError(
                f"The workers of Spark do not share the folder {self.folder.parent} with this machine. Set "
                "BELSENDI_SPARK_FOLDER to a folder that all of them see under the same path and may write to."
            )

    @contextmanager
    def text_table(self, name: str, columns: Sequence[str]) -> Iterator[Append]:
        """Create a table of text columns, with the number of the file and of the row, and give what appends to it."""
        fields = [*((column, pa.string()) for column in columns), (FILE, pa.int32()), (ROW, pa.int64())]
        schema = pa.schema(fields)
        place = self.folder / name
        place.mkdir()
        with pq.ParquetWriter(place / "rows.parquet", schema, compression="zstd", compression_level=1) as writer:

            def append(rows: pa.RecordBatch, file: int) -> None:
                held = dict(zip(rows.schema.names, rows.columns, strict=True))
                held[FILE] = pa.repeat(pa.scalar(file, pa.int32()), rows.num_rows)
                arrays = [held[name] if name in held else pa.nulls(rows.num_rows, kind) for name, kind in fields]
                writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=schema))

            yield append
        kinds = {FILE: types.IntegerType(), ROW: types.LongType()}
        self._read(
            name, types.StructType([types.StructField(one, kinds.get(one, types.StringType())) for one, _ in fields])
        )

    def _read(self, name: str, schema: types.StructType) -> None:
        """Make a view on the files that were kept under a name."""
        self.session.read.schema(schema).parquet(str(self.folder / name)).createOrReplaceTempView(name)

    def scan_parquet(self, name: str, paths: Sequence[Path], files: Sequence[int], columns: Sequence[str]) -> None:
        """Create a view on Parquet files that have the same columns of the same kinds."""
        found = scans(self.folder / name, paths, files, columns, shared=self.shared)
        frames = [self._scanned(scan) for scan in found]
        for place, frame in enumerate(frames):
            frame.createOrReplaceTempView(f"{name}_{place}")
        union = " UNION ALL ".join(f"SELECT * FROM `{name}_{place}`" for place in range(len(frames)))  # noqa: S608
        self.session.sql(union).createOrReplaceTempView(name)

    def _scanned(self, scan: Scan) -> DataFrame:
        """Return the rows of files in one folder, with the numbers of file and row."""
        rows = self.session.read.schema(scan.schema).parquet(str(scan.folder))
        number = f"CAST(substr(_metadata.file_name, 1, {NAME_DIGITS}) AS INT) AS {FILE}"
        return rows.selectExpr(*scan.values, number, f"_metadata.row_index + 1 AS {ROW}")

    def load(self, name: str, table: pa.Table) -> None:
        """Take a small Arrow table in."""
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def materialise(self, name: str, query: Query) -> None:
        """Compute a query once and keep its rows as a table."""
        rows = self.session.sql(self.compiled(query))
        rows.write.parquet(str(self.folder / name))
        self._read(name, rows.schema)

    def view(self, name: str, query: Query) -> None:
        """Give a query a name; it is computed wherever it is used."""
        self.session.sql(self.compiled(query)).createOrReplaceTempView(name)

    def drop_table(self, name: str) -> None:
        """Drop a table that is not needed any more."""
        self.session.catalog.dropTempView(name)
        shutil.rmtree(self.folder / name)

    def rows(self, query: Query) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return [tuple(row.values()) for row in self._arrow(self.compiled(query)).to_pylist()]

    def frame(self, query: Query) -> pd.DataFrame:
        """Return the rows of a query as a frame."""
        frame: pd.DataFrame = self._arrow(self.compiled(query)).to_pandas()
        return frame

    def _arrow(self, sql: str) -> pa.Table:
        rows: pa.Table = self.session.sql(sql).toArrow()
        return rows

    def digest(self, query: Query) -> tuple[int, int, int]:
        """Return the number of texts that a query of one column ``text`` has, and the sums of their MD5's halves.

        A null is no text.
        """
        halves = f"SELECT digest, {_HALF.format(start=17)} AS u, {_HALF.format(start=1)} AS l"
        turned = ", ".join(f"{_TURNED.format(half)} AS {half}" for half in "ul")
        words = ", ".join(f"sum(shiftrightunsigned({half}, 32)), sum({half} & 4294967295)" for half in "ul")
        [(count, *sums)] = [
            tuple(row.values())
            for row in self._arrow(
                f"SELECT count(u) AS n, {words} FROM (SELECT {turned} FROM ({halves} FROM"  # noqa: S608
                f" (SELECT md5(text) AS digest FROM ({self.compiled(query)}))))"
            ).to_pylist()
        ]
        upper, upper_rest, lower, lower_rest = (int(one or 0) for one in sums)
        return int(count), (upper << 32) + upper_rest, (lower << 32) + lower_rest
