"""The content of a drop as one hash: equal for the same accepted rows in whatever form and order (Q-92)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import ibis

from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.contract_terms import Column, Table
from dashboard.snapshot.engine import Engine

# How many rows, and the sums of the halves of their digests.
Digest = tuple[int, int, int]

# Stands between values: an accepted text has no NUL. Profile fields may, and carry their length.
_BETWEEN = "\0"


def content_hash(engine: Engine, accepted: Mapping[str, str], known: Mapping[str, Digest]) -> str:
    """Return a hash of the accepted rows of all tables that were delivered.

    Each row is digested, and the digests of a table are added up: that is the same as sorting the rows first, without
    having to sort tens of millions of them. Equal rows count as often as they come.

    Parameters
    ----------
    accepted
        What the accepted rows of each table are called in the engine.
    known
        The digests of tables that were worked out while the rows were judged.
    """
    whole = hashlib.sha256()
    for name in TABLES:
        if name in accepted:
            digest = known[name] if name in known else digest_of(engine, TABLES[name], accepted[name])
            whole.update(f"{name} {' '.join(map(str, digest))}\n".encode())
    return whole.hexdigest()


def digest_of(engine: Engine, table: Table, name: str) -> Digest:
    """Return the digest of the rows that the engine holds under a name."""

    def texts() -> ibis.Table:
        rows = engine.table(name)
        return rows.select(text=row_text(table, rows))

    return engine.digest((("content", name), texts))


def row_text(table: Table, rows: ibis.Table) -> Any:
    """Return a row as one text that no other row has."""
    return ibis.literal(_BETWEEN).join([_value_text(column, rows[column.name]) for column in table.columns])


def _value_text(column: Column, value: Any) -> Any:
    """Return a value as text; where it may be missing, none is the empty text and no value is."""
    text = value.cast("string")
    if column.profile:
        text = text.length().cast("string") + ":" + text
    elif column.type == "text" and not column.values and not column.required:
        text = ibis.literal("=") + text
    return text if column.required else text.fill_null("")
