"""Every table of the database.

A snapshot is one computed week: it is written once and never edited; only its ``status`` moves. Everything a page
shows carries the snapshot's id, so nothing that was read for one snapshot can ever become stale.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from dashboard.append_only import only_added_to
from dashboard.column_types import Instant, give_postgresql_types

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)

# The version of the tables this program works with: the newest one in dashboard/migrations/versions.
VERSION = "2026_11_22_zz_sessions"


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
    Column("published_at", Instant),  # when it was published for the first time
    Column("drop_hash", String(64)),  # of the accepted rows alone; empty in weeks of earlier versions
    Column("revised_until", Instant),  # the cut-off of the revised series; empty where it was not computed
    UniqueConstraint("week", "revision"),
    UniqueConstraint("week", "content_id"),
    Index("ix_snapshot_status_id", "status", "id"),
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
    Index("ix_unit_week_unit_id_snapshot_id", "unit_id", "snapshot_id"),  # which units there ever were
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

# One row is one indicator of one school that is another in the revised series, with the same columns; what has no row
# here is the same in both series (G-3, Q-48).
revised_value = _weekly(
    "revised_value",
    Column("school_id", String(128), primary_key=True),
    Column("indicator", String(32), primary_key=True),
    Column("numerator", Integer),
    Column("denominator", Integer),
    Column("category", String(8), nullable=False),
)

# One row is one indicator of one school that is another than in the week's frozen snapshot, the base: `series` is
# corrected (the revision's own values, Q-94) or revised (facts entered late, Q-48). Written when a snapshot of the week
# is published or withdrawn. An empty category: the school is missing on that side.
revision_difference = _weekly(
    "revision_difference",
    Column("series", String(16), primary_key=True),
    Column("school_id", String(128), primary_key=True),
    Column("indicator", String(32), primary_key=True),
    Column("base_id", ForeignKey("snapshot.id", ondelete="CASCADE"), nullable=False),
    Column("was_numerator", Integer),
    Column("was_denominator", Integer),
    Column("was_category", String(8)),
    Column("numerator", Integer),
    Column("denominator", Integer),
    Column("category", String(8)),
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

# One row is one note on the data of one unit's schools, with numbers and schools of that unit: what its page reads.
unit_note = _weekly(
    "unit_note",
    Column("unit_id", String(64), primary_key=True),
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

# One row is one thing that somebody did with a snapshot. Rows are only ever added: the database refuses to change or
# remove one. It names snapshots by their hash, not by their key, and so outlives them.
publication_log = Table(
    "publication_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("action", String(16), nullable=False),  # a key of dashboard.snapshot.publication_log.ACTIONS
    Column("actor", String(200), nullable=False),  # user@host
    Column("week", Date),
    Column("revision", Integer),
    Column("content_id", String(64)),  # of the snapshot
    Column("drop_hash", String(64)),
    Column("details", Text, nullable=False),  # JSON
    Index("ix_publication_log_week", "week"),
    Index("ix_publication_log_action_id", "action", "id"),  # what the latest publication was
)
only_added_to(publication_log)


# One row is one account. `login` is kept folded, so that no two differ in case alone. An account of an identity
# provider has a `subject` (issuer and subject, OpenID Connect Core 2) and no password. Raising `generation` ends every
# session of the account.
account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("login", String(100), nullable=False),
    Column("name", String(200), nullable=False),
    Column("password", Text),
    Column("subject", String(500)),
    Column("must_change", Boolean, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_login_at", Instant),
    UniqueConstraint("login"),
    UniqueConstraint("subject"),
)

# One row is one role of one account at one place (a unit, a school, a class).
account_grant = Table(
    "account_grant",
    metadata,
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(32), primary_key=True),
    Column("place", String(128), primary_key=True),
    Column("granted_at", Instant, nullable=False),
    Column("granted_by", String(200), nullable=False),
    Index("ix_account_grant_place", "place"),
)

# One row is one token a program reads the API with (docs/api.md): of an account, at one place, to read alone. Only a
# hash of it is kept; a revoked one stays, so that the audit log can be understood.
api_token = Table(
    "api_token",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("place", String(128), nullable=False),
    Column("permissions", Text, nullable=False),  # JSON: keys of dashboard.access.tokens.READABLE
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
    UniqueConstraint("hash"),
    Index("ix_api_token_account_id", "account_id"),
)

# One row is one display on a wall: it shows the numbers of one unit and what lies below, and belongs to that unit, not
# to whoever made it. Only a hash of its code is kept; a revoked one stays, so that the audit log can be understood.
display = Table(
    "display",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("last_seen_at", Instant),
    Column("version", String(64)),  # of the program the display said it runs
    Column("revoked_at", Instant),
    UniqueConstraint("hash"),
)

# One row is one counter of failed logins; `key` is a hash, so that nobody reads logins and addresses from it.
login_failure = Table(
    "login_failure",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Index("ix_login_failure_last_at", "last_at"),
)

# One row is one session somebody logged out of, until it would have ended by itself; `key` is a hash of what its cookie
# holds.
ended_session = Table(
    "ended_session",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("until", Instant, nullable=False),
    Index("ix_ended_session_until", "until"),
)

# One row is one thing somebody did or was refused: who, when, what, from where. Rows are added and, after the time
# the installation keeps them, removed; never changed.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("address", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("place", String(128), nullable=False),
    Column("details", Text, nullable=False),
    Index("ix_audit_at", "at"),
    Index("ix_audit_place_at", "place", "at"),
)
only_added_to(audit)


for _table in metadata.tables.values():
    for _column in _table.columns:
        give_postgresql_types(_column)
