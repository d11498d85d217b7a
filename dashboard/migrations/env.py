"""Run by Alembic: migrates the connection it is given."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from dashboard.column_types import Instant
from dashboard.schema import metadata


def _plain_type(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Write our own type as what it is in a database: a version imports nothing of the program."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    compare_server_default=True,
    render_item=_plain_type,
    render_as_batch=True,  # SQLite alters a table by making it anew
    transactional_ddl=True,  # true of SQLite too, since dashboard.database begins transactions itself
)

with context.begin_transaction():
    context.run_migrations()
