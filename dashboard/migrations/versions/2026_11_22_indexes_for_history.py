"""Indexes with which ten years of weeks are asked as fast as one.

From 2026_11_22_unit_notes, 2026-11-22.

Rules of this folder:
* A published week is never edited: a version may add a table or a column, fill it, or drop what nothing reads any more.
* A new column of a filled table may be empty or has a server_default; the running program does not know it yet.
* Renaming is three versions: add and fill, let the program use it, drop. Never in one step.
* A version that has been released is never changed. It imports nothing of the program, whose schema moves on.
* It goes back too: downgrade() takes away what upgrade() made, in place, and touches nothing else.
* Set VERSION in dashboard/schema.py to this file's name; `belsendi db check` must pass.
"""

from __future__ import annotations

from alembic import op

revision = "2026_11_22_indexes_for_history"
down_revision = "2026_11_22_unit_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_publication_log_action_id", "publication_log", ["action", "id"])
    op.create_index("ix_snapshot_status_id", "snapshot", ["status", "id"])
    op.create_index("ix_unit_week_unit_id_snapshot_id", "unit_week", ["unit_id", "snapshot_id"])


def downgrade() -> None:
    op.drop_index("ix_unit_week_unit_id_snapshot_id", "unit_week")
    op.drop_index("ix_snapshot_status_id", "snapshot")
    op.drop_index("ix_publication_log_action_id", "publication_log")
