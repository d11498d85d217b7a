"""Fetching thousands of plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam


def any_of(name: str) -> BindParameter[Any]:
    """Return a place in a statement for a list of values.

    Statements are built once, when their module is read: building one costs more than running it.
    """
    return bindparam(name, expanding=True)


def plain_rows(
    connection: Connection, statement: Select[Any], parameters: Mapping[str, object]
) -> Sequence[Sequence[Any]]:
    """Return the rows as the driver's own tuples.

    Making row objects of them takes as long as reading them. Only for numbers and texts, which need no conversion.
    """
    cursor = connection.execute(statement, parameters).cursor
    return [] if cursor is None else list(cursor.fetchall())
