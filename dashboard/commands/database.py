"""``belsendi db``: the tables."""

from __future__ import annotations

import click

from dashboard import migrations
from dashboard.database import engine
from dashboard.errors import BelsendiError
from dashboard.schema import VERSION
from dashboard.settings import Settings


@click.group()
def database() -> None:
    """Create or migrate the tables."""


@database.command()
def upgrade() -> None:
    """Create the tables, or bring them to the newest version."""
    settings = Settings.from_environment()
    before = migrations.upgrade(settings)
    where = engine(settings).url.render_as_string()
    words = {None: "tables created, version", VERSION: "already at version"}
    click.echo(f"{where}: {words.get(before, f'migrated from {before} to')} {VERSION}", err=True)


@database.command()
def check() -> None:
    """Fail if the migrations do not make exactly the schema; needs no database."""
    found = migrations.differences()
    if found:
        raise BelsendiError(
            "The migrations do not make the tables of dashboard/schema.py:\n"
            + "\n".join(found)
            + '\nWrite the missing one: belsendi db revise "what changes"'
        )
    click.echo("The migrations make exactly the tables of dashboard/schema.py.", err=True)


@database.command()
@click.argument("message")
def revise(message: str) -> None:
    """Write a new migration with what the schema has and the migrations lack (for developers)."""
    path = migrations.revise(message)
    click.echo(f"{path}\nRead and finish it, then set VERSION in dashboard/schema.py to {path.stem}.", err=True)
