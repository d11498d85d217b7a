"""Tokens of programs, and what the reports of departments are made of.

From 2026_11_22_indexes_for_history, 2026-11-22.

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

revision = "2026_11_22_tokens_and_reports"
down_revision = "2026_11_22_indexes_for_history"
branch_labels = None
depends_on = None

# Lines of the audit log are never changed, and removed only when they are old; whoever works with the program's own
# rights can hide nothing recent either.
KEPT_DAYS = 90
REFUSAL = f"audit is only added to; a line stays for {KEPT_DAYS} days at least"
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        "CREATE TRIGGER audit_delete BEFORE DELETE ON audit "
        f"WHEN OLD.at > datetime('now', '-{KEPT_DAYS} days') BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER audit_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_delete BEFORE DELETE ON audit FOR EACH ROW "
        f"WHEN (OLD.at > now() - interval '{KEPT_DAYS} days') EXECUTE FUNCTION audit_refuse()",
    ],
}
NO_LONGER = {
    "sqlite": ["DROP TRIGGER audit_delete", "DROP TRIGGER audit_update"],
    "postgresql": [
        "DROP TRIGGER audit_delete ON audit",
        "DROP TRIGGER audit_update ON audit",
        "DROP FUNCTION audit_refuse()",
    ],
}


def upgrade() -> None:
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("permissions", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_token_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_token_hash")),
    )
    op.create_index("ix_api_token_account_id", "api_token", ["account_id"])


def downgrade() -> None:
    op.drop_table("api_token")
    for statement in NO_LONGER[op.get_bind().dialect.name]:
        op.execute(statement)
