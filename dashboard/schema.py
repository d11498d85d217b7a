"""Every table of the database.

A snapshot is one computed week: it is written once and never edited; only its ``status`` moves. Everything a page
shows carries the snapshot's id, so nothing that was read for one snapshot can ever become stale.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)

# The version of the tables this program works with: the newest one in dashboard/migrations/versions.
VERSION = "2026_11_22_first_tables"


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


def _weekly(name: str, *columns: SchemaItem) -> Table:
    """Return a table whose rows belong to a snapshot; the snapshot comes first in its key."""
    key: Column[int] = Column("snapshot_id", ForeignKey("snapshot.id", ondelete="CASCADE"), primary_key=True)
    # Its rows are only ever written and read in the order of the key: kept in that order they need no second tree for
    # it, which halves the file and the time of a write.
    return Table(name, metadata, key, *columns, sqlite_with_rowid=False)


# One row is one computed week. `content_id` is the hash of Q-92; `revision` counts from 1 within the week, and the
# first published one is the frozen state.
snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content_id", String(64), nullable=False),
    Column("week", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", String(16), nullable=False),  # built, published, withdrawn
    Column("config_version", Integer, nullable=False),
    Column("config", Text, nullable=False),  # JSON: the numbers the week was computed with
    Column("teaching_days", Integer, nullable=False),  # of a five-day school, without grade
    Column("calendar_assumed", Boolean, nullable=False),  # the academic year's calendar is not an official one
    Column("rejects_accepted", Boolean, nullable=False),
    Column("source", String(200), nullable=False),  # the manifest's source system, or empty
    Column("produced_at", Instant),  # the manifest's
    Column("built_at", Instant, nullable=False),
    Column("published_at", Instant),
    UniqueConstraint("week", "revision"),
    UniqueConstraint("week", "content_id"),
)

# One row is one administrative unit as the drop of that week described it.
# `state`: data, or none (Q-9: the message of A-9 stands in place of the numbers).
unit_week = _weekly(
    "unit_week",
    Column("unit_id", String(64), primary_key=True),
    Column("parent_id", String(64)),
    Column("level", String(16), nullable=False),
    Column("kind", String(32)),
    Column("name_kk", Text, nullable=False),
    Column("name_ru", Text, nullable=False),
    Column("name_en", Text),
    Column("state", String(16), nullable=False),
    Column("schools", Integer, nullable=False),  # participating schools
    Column("reporting", Integer, nullable=False),  # of them with values in the week
)

# One row is one indicator of one unit: the columns of units.csv (records.md), the score kept as a fraction of counts.
unit_value = _weekly(
    "unit_value",
    Column("unit_id", String(64), primary_key=True),
    Column("indicator", String(32), primary_key=True),
    Column("low", Integer, nullable=False),
    Column("medium", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("rank", Integer),  # among the siblings; empty for the republic and without schools
    Column("numerator", Integer, nullable=False),  # pooled
    Column("denominator", Integer, nullable=False),
)

# One row is one indicator of one unit in a week and in the previous period with data, both counted over the
# schools that have values in both (F.3-6, G-46). Written when a week is published, for it and for the week after it.
unit_comparison = _weekly(
    "unit_comparison",
    Column("base_id", ForeignKey("snapshot.id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", String(64), primary_key=True),
    Column("indicator", String(32), primary_key=True),
    Column("schools", Integer, nullable=False),  # with values in both weeks
    Column("medium_now", Integer, nullable=False),
    Column("high_now", Integer, nullable=False),
    Column("medium_then", Integer, nullable=False),
    Column("high_then", Integer, nullable=False),
    Column("numerator_now", Integer, nullable=False),
    Column("denominator_now", Integer, nullable=False),
    Column("numerator_then", Integer, nullable=False),
    Column("denominator_then", Integer, nullable=False),
)

# One row is one of the counts of A-36 … A-38 in the week: marks, homework, logins.
unit_statistic = _weekly(
    "unit_statistic",
    Column("unit_id", String(64), primary_key=True),
    Column("statistic", String(32), primary_key=True),
    Column("total", Integer),  # empty: no school of the unit is connected
    Column("schools", Integer, nullable=False),  # how many schools the total covers
)

# One row is one participating school. `state`: data, no_teaching or not_connected.
school_week = _weekly(
    "school_week",
    Column("school_id", String(128), primary_key=True),
    Column("unit_id", String(64), nullable=False),
    Column("name_kk", Text, nullable=False),
    Column("name_ru", Text, nullable=False),
    Column("name_en", Text),
    Column("week_mode", Integer, nullable=False),
    Column("locality", String(16)),
    Column("is_small", Boolean),
    Column("source", Text),
    Column("state", String(16), nullable=False),
    Column("teaching_days", Integer, nullable=False),
    Column("lessons", Integer),  # in L; empty where not delivered
    Column("tick_only", Integer),  # recorded by the tick alone (G-18); empty where not delivered
    Column("marks", Integer),
    Column("homework", Integer),
    Column("logins", Integer),
    Index("ix_school_week_snapshot_id_unit_id", "snapshot_id", "unit_id"),
)

# One row is one indicator of one school: the columns of schools.csv. Empty numbers: category none.
school_value = _weekly(
    "school_value",
    Column("school_id", String(128), primary_key=True),
    Column("indicator", String(32), primary_key=True),
    Column("numerator", Integer),
    Column("denominator", Integer),
    Column("category", String(8), nullable=False),
)

# One row is one table of the drop: rows in = used + folded + rejected.
snapshot_table = _weekly(
    "snapshot_table",
    Column("table_name", String(32), primary_key=True),
    Column("rows_in", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("folded", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("total", Integer),  # the total Q-93 compares with the last week's, where there is one
)

# One row is one row of the drop that was set aside (rejects.csv).
reject = _weekly(
    "reject",
    Column("number", Integer, primary_key=True),
    Column("table_name", String(32), nullable=False),
    Column("file", Text, nullable=False),
    Column("row", Integer, nullable=False),
    Column("column", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", String(32), nullable=False),
)

# One row is one thing a reader of the week should know. `kind` is a key of dashboard.snapshot.notes; `details` its
# values as JSON, so that the page says it in the reader's language.
note = _weekly(
    "note",
    Column("number", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("details", Text, nullable=False),
)

# One row is one day off or worked day of the calendar the week was computed with (the country's rows only: they are
# what the week picker hatches and names).
calendar_day = _weekly(
    "calendar_day",
    Column("date", Date, primary_key=True),
    Column("kind", String(24), nullable=False),
)
