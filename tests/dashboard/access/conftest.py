"""A database of accounts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from dashboard.access.changes import Author, Changes
from dashboard.schema import metadata

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up


@pytest.fixture
def connection() -> Iterator[Connection]:
    """An open transaction on empty tables."""
    engine = create_engine("sqlite://")
    with engine.begin() as opened:
        opened.exec_driver_sql("PRAGMA foreign_keys = ON")
        metadata.create_all(opened)
        yield opened
    engine.dispose()


@pytest.fixture
def changes(connection: Connection) -> Changes:
    """Changes made on the command line."""
    return Changes(connection, Author("root@server"))
