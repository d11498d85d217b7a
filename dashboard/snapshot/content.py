"""The content of a drop as one hash: equal for the same accepted rows in whatever form and order (Q-92)."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from typing import Any

import ibis

from dashboard.snapshot.checks import accepted_name
from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.contract_terms import Column
from dashboard.snapshot.engine import Engine

# Stands for a missing value; a text never begins with it, since its length stands before it.
_MISSING = "-"


def content_hash(engine: Engine, present: Container[str]) -> str:
    """Return a hash of the accepted rows of all tables that were delivered.

    Each row is digested, and the digests of a table are added up: that is the same as sorting the rows first, without
    having to sort tens of millions of them. Equal rows count as often as they come.
    """
    whole = hashlib.sha256()
    for name in TABLES:
        if name in present:
            query = (("content", name), lambda: _row_texts(name, engine.table(accepted_name(name))))  # noqa: B023
            whole.update(f"{name} {' '.join(map(str, engine.digest(query)))}\n".encode())
    return whole.hexdigest()


def _row_texts(name: str, rows: ibis.Table) -> ibis.Table:
    """Return each row as one text that no other row has."""
    texts = [_value_text(column, rows[column.name]) for column in TABLES[name].columns]
    return rows.select(text=ibis.literal(";").join(texts))


def _value_text(column: Column, value: Any) -> Any:
    """Return a value as text; free texts with their length, so that they cannot pass for two values."""
    text = value.cast("string")
    if column.type == "text" and not column.values:
        text = text.length().cast("string") + ":" + text
    return text.fill_null(_MISSING)
