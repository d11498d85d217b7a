"""Parquet files of a drop as Spark reads them: its type of each column, and a folder that every worker sees (Q-80)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyspark.sql import types

from dashboard.snapshot.parquet_copies import copy_columns

NAME_DIGITS = 9  # of a file's number, by which its link or copy is called

# What Spark's reader cannot decode.
_CODECS = frozenset({"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
_STRANGE_ENCODINGS = frozenset({"BYTE_STREAM_SPLIT"})
_METADATA = "_metadata"  # by which Spark offers the number of a row; a column of that name would hide it

# A column's type in Spark, and an SQL expression for its value with the name in place of {}.
Reading = tuple[types.DataType, str]

_AS_IT_IS = "`{}`"
# Spark does not look whether a text is UTF-8.
_TEXT: Reading = (types.StringType(), "validate_utf8(`{}`)")
_PLAIN: dict[str, Reading] = {
    "BOOLEAN": (types.BooleanType(), _AS_IT_IS),
    "FLOAT": (types.FloatType(), _AS_IT_IS),
    "DOUBLE": (types.DoubleType(), _AS_IT_IS),
    "BYTE_ARRAY": _TEXT,
    "INT96": (types.TimestampNTZType(), _AS_IT_IS),
    "INT32": (types.IntegerType(), _AS_IT_IS),
    "INT64": (types.LongType(), _AS_IT_IS),
}
_LONG: Reading = (types.LongType(), _AS_IT_IS)
_UNSIGNED_LONG: Reading = (types.DecimalType(20, 0), _AS_IT_IS)
_NTZ, _LTZ = types.TimestampNTZType(), types.TimestampType()
# Nanoseconds are cut to microseconds; the two ends of their range stand for infinity, as in DuckDB.
_CUT = (
    "CAST(timestamp_micros(CASE WHEN `{0}` = 9223372036854775807 OR `{0}` <= -9223372036854775807 THEN `{0}`"
    " ELSE `{0}` div 1000 END) AS TIMESTAMP_NTZ)"
)


@dataclass(frozen=True)
class Scan:
    """Files with the same types in one folder, called by their numbers."""

    folder: Path
    columns: Mapping[str, Reading]

    @property
    def schema(self) -> types.StructType:
        """The columns as Spark reads them."""
        return types.StructType([types.StructField(name, kind) for name, (kind, _) in self.columns.items()])

    @property
    def values(self) -> list[str]:
        """An SQL expression for each column."""
        return [f"{expression.format(name)} AS `{name}`" for name, (_, expression) in self.columns.items()]


def scans(
    folder: Path, paths: Sequence[Path], files: Sequence[int], columns: Sequence[str], *, shared: bool
) -> Iterator[Scan]:
    """Put files where Spark reads them, those with the same types together.

    Parameters
    ----------
    folder
        A new folder for them.
    paths, files
        The files and their numbers.
    columns
        Those that are read; each file has them.
    shared
        Whether other machines read them: then they are copied, otherwise links are enough.
    """
    groups: dict[str, Scan] = {}
    for path, number in zip(paths, files, strict=True):
        source, readings = _readable(path, columns, folder)
        scan = groups.setdefault(str(readings), Scan(folder / str(len(groups)), readings))
        scan.folder.mkdir(parents=True, exist_ok=True)
        target = scan.folder / f"{number:0{NAME_DIGITS}}.parquet"
        if source != path:
            source.rename(target)
        else:
            _offer(source.absolute(), target, shared=shared)
    yield from groups.values()


def _offer(source: Path, target: Path, *, shared: bool) -> None:
    """Make a file appear under another name. Spark would take signs of its own name for patterns, or skip it."""
    if not shared:
        target.symlink_to(source)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _readable(path: Path, columns: Sequence[str], folder: Path) -> tuple[Path, dict[str, Reading]]:
    """Return the file and how its columns are read; or a copy of it, if Spark cannot read it as it is."""
    readings = _readings(path, columns)
    if readings is not None:
        return path, readings
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / "copy.parquet"
    copy_columns(path, copy, columns)
    readings = _readings(copy, columns)
    if readings is None:
        raise NotImplementedError(f"{path.name} has a column of a type that Spark cannot read")
    return copy, readings


def _readings(path: Path, columns: Sequence[str]) -> dict[str, Reading] | None:
    """Return how the columns of a file are read; None if one cannot be."""
    with pq.ParquetFile(path) as opened:
        leaves = [opened.schema.column(place) for place in range(len(opened.schema))]
        found = {leaf.path: _reading(leaf) for leaf in leaves if leaf.path in columns}
        groups = [opened.metadata.row_group(place) for place in range(opened.num_row_groups)]
        chunks = [group.column(place) for group in groups for place, leaf in enumerate(leaves) if leaf.path in columns]
        decodable = all(
            chunk.compression in _CODECS and not _STRANGE_ENCODINGS & set(chunk.encodings) for chunk in chunks
        )
    readings = {name: found[name] for name in columns}
    if not decodable or any(leaf.path.partition(".")[0] == _METADATA for leaf in leaves):
        return None
    return {name: one for name, one in readings.items() if one} if all(readings.values()) else None


def _reading(leaf: Any) -> Reading | None:
    """Return how a column of a Parquet file is read; None if Spark does not know its type."""
    logical, physical = leaf.logical_type.type, leaf.physical_type
    if logical == "DATE":
        return types.DateType(), _AS_IT_IS
    if logical == "TIMESTAMP":
        return _timestamp(str(leaf.logical_type))
    if logical == "INT" and "isSigned=false" in str(leaf.logical_type):
        return _UNSIGNED_LONG if physical == "INT64" else _LONG
    if logical in {"NONE", "STRING", "INT", "ENUM", "JSON"}:
        return _PLAIN.get(physical)
    return None


def _timestamp(logical: str) -> Reading:
    """Return how a timestamp is read; instants keep that they are such, nanoseconds do not, as in DuckDB."""
    if "nanoseconds" in logical:
        return types.LongType(), _CUT
    return (_LTZ if "isAdjustedToUTC=true" in logical else _NTZ), _AS_IT_IS
