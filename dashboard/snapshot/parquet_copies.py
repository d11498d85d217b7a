"""Copies of Parquet files with the columns of the contract alone, where an engine cannot read a file as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def copy_columns(path: Path, target: Path, columns: Sequence[str]) -> None:
    """Write some columns of a Parquet file into a new one, in bounded memory and in the same order of rows.

    What only Arrow knows becomes what every engine reads: dictionaries become their values, half floats become floats.
    """
    with pq.ParquetFile(path) as source:
        schema = pa.schema([source.schema_arrow.field(name) for name in source.schema_arrow.names if name in columns])
        plain = pa.schema([pa.field(field.name, _plain(field.type)) for field in schema])
        with pq.ParquetWriter(target, plain, store_schema=False) as writer:
            for batch in source.iter_batches(columns=schema.names):
                writer.write_table(pa.Table.from_batches([batch]).select(schema.names).cast(plain))


def _plain(kind: pa.DataType) -> pa.DataType:
    """Return the type in which a column is written."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_float16(kind):
        return pa.float32()
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind
