"""Notes on the data of each unit.

From 2026_11_22_roles_and_accounts, 2026-11-22.

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

revision = "2026_11_22_unit_notes"
down_revision = "2026_11_22_roles_and_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_note",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_unit_note_snapshot_id_snapshot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "unit_id", "number", name=op.f("pk_unit_note")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("unit_note")
