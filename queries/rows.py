"""Fetching thousands of plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select


def plain_rows(connection: Connection, statement: Select[Any]) -> Sequence[Sequence[Any]]:
    """Return the rows as the driver's own tuples.

    Making row objects of them takes as long as reading them. Only for numbers and texts, which need no conversion.
    """
    cursor = connection.execute(statement).cursor
    if cursor is None:
        return []
    return list(cursor.fetchall())
