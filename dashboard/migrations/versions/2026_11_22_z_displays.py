"""Displays on walls: what a screen shows without anybody's login.

From 2026_11_22_tokens_and_reports, 2026-11-22.

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

revision = "2026_11_22_z_displays"
down_revision = "2026_11_22_tokens_and_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "display",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.String(length=64), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_display")),
        sa.UniqueConstraint("hash", name=op.f("uq_display_hash")),
    )


def downgrade() -> None:
    op.drop_table("display")
