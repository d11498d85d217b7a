"""Revisions: the revised series, lists of differences, the log of publications.

From 2026_11_22_first_tables, 2026-11-22.

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

revision = "2026_11_22_revisions"
down_revision = "2026_11_22_first_tables"
branch_labels = None
depends_on = None

REFUSAL = "publication_log is only ever added to"
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER publication_log_update BEFORE UPDATE ON publication_log "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        "CREATE TRIGGER publication_log_delete BEFORE DELETE ON publication_log "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION publication_log_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER publication_log_keep BEFORE UPDATE OR DELETE ON publication_log "
        "FOR EACH ROW EXECUTE FUNCTION publication_log_refuse()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "publication_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("week", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("content_id", sa.String(length=64), nullable=True),
        sa.Column("drop_hash", sa.String(length=64), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_log")),
    )
    op.create_index("ix_publication_log_week", "publication_log", ["week"])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "revised_value",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.String(length=128), nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_revised_value_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "school_id", "indicator", name=op.f("pk_revised_value")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "revision_difference",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=16), nullable=False),
        sa.Column("school_id", sa.String(length=128), nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("was_numerator", sa.Integer(), nullable=True),
        sa.Column("was_denominator", sa.Integer(), nullable=True),
        sa.Column("was_category", sa.String(length=8), nullable=True),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["base_id"], ["snapshot.id"], name=op.f("fk_revision_difference_base_id_snapshot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
            name=op.f("fk_revision_difference_snapshot_id_snapshot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "series", "school_id", "indicator", name=op.f("pk_revision_difference")),
        sqlite_with_rowid=False,
    )
    # Added in place: making the table anew, as Alembic would on SQLite, would empty all that refers to it.
    op.add_column("snapshot", sa.Column("drop_hash", sa.String(length=64), nullable=True))
    op.add_column("snapshot", sa.Column("revised_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("snapshot", "revised_until")
    op.drop_column("snapshot", "drop_hash")
    op.drop_table("revision_difference")
    op.drop_table("revised_value")
    op.drop_table("publication_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION publication_log_refuse()")
