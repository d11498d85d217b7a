"""First tables.

From nothing, 2026-11-22.

Rules of this folder:
* A published week is never edited: a version may add a table or a column, fill it, or drop what nothing reads any more.
* A new column of a filled table may be empty or has a server_default; the running program does not know it yet.
* Renaming is three versions: add and fill, let the program use it, drop. Never in one step.
* A version that has been released is never changed. It imports nothing of the program, whose schema moves on.
* It goes back too: downgrade() takes away what upgrade() made, in place, and touches nothing else.
* Set VERSION in dashboard/schema.py to this file's name; `belsendi db check` must pass.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.String(length=64), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("config_version", sa.Integer(), nullable=False),
        sa.Column("config", sa.Text(), nullable=False),
        sa.Column("teaching_days", sa.Integer(), nullable=False),
        sa.Column("calendar_assumed", sa.Boolean(), nullable=False),
        sa.Column("rejects_accepted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("produced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("week", "content_id", name=op.f("uq_snapshot_week_content_id")),
        sa.UniqueConstraint("week", "revision", name=op.f("uq_snapshot_week_revision")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_calendar_day_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "date", name=op.f("pk_calendar_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "note",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_note_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "number", name=op.f("pk_note")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reject",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_reject_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "number", name=op.f("pk_reject")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "school_value",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.String(length=128), nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_school_value_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "school_id", "indicator", name=op.f("pk_school_value")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "school_week",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.String(length=128), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("week_mode", sa.Integer(), nullable=False),
        sa.Column("locality", sa.String(length=16), nullable=True),
        sa.Column("is_small", sa.Boolean(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("teaching_days", sa.Integer(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=True),
        sa.Column("tick_only", sa.Integer(), nullable=True),
        sa.Column("marks", sa.Integer(), nullable=True),
        sa.Column("homework", sa.Integer(), nullable=True),
        sa.Column("logins", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_school_week_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "school_id", name=op.f("pk_school_week")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_school_week_snapshot_id_unit_id", "school_week", ["snapshot_id", "unit_id"])
    op.create_table(
        "snapshot_table",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_snapshot_table_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "table_name", name=op.f("pk_snapshot_table")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit_comparison",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("schools", sa.Integer(), nullable=False),
        sa.Column("medium_now", sa.Integer(), nullable=False),
        sa.Column("high_now", sa.Integer(), nullable=False),
        sa.Column("medium_then", sa.Integer(), nullable=False),
        sa.Column("high_then", sa.Integer(), nullable=False),
        sa.Column("numerator_now", sa.Integer(), nullable=False),
        sa.Column("denominator_now", sa.Integer(), nullable=False),
        sa.Column("numerator_then", sa.Integer(), nullable=False),
        sa.Column("denominator_then", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["snapshot.id"], name=op.f("fk_unit_comparison_base_id_snapshot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_unit_comparison_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "base_id", "unit_id", "indicator", name=op.f("pk_unit_comparison")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit_statistic",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("statistic", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("schools", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_unit_statistic_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "unit_id", "statistic", name=op.f("pk_unit_statistic")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit_value",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("medium", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_unit_value_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "unit_id", "indicator", name=op.f("pk_unit_value")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit_week",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("name_kk", sa.Text(), nullable=False),
        sa.Column("name_ru", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("schools", sa.Integer(), nullable=False),
        sa.Column("reporting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_unit_week_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "unit_id", name=op.f("pk_unit_week")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    raise NotImplementedError("There is nothing before the first version.")
