"""What columns hold, alike in every database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, String, Text, TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment in time. SQLite keeps no zone, so it goes in and comes out as UTC, never as a naive time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; a time without a zone is a mistake of the caller."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def give_postgresql_types(column: Column[Any]) -> None:
    """Let PostgreSQL keep what SQLite keeps: texts of any length, in the order of code points, and large counts.

    Its migrations do the same (dashboard/migrations/postgresql.py).
    """
    if isinstance(column.type, String):
        column.type = column.type.with_variant(Text(collation="C"), "postgresql")
    elif isinstance(column.type, Integer) and not (column.primary_key or column.foreign_keys):
        column.type = column.type.with_variant(BigInteger(), "postgresql")
