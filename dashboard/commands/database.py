"""``belsendi db``: the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dashboard import backup as backups
from dashboard import data_dictionary, migrations
from dashboard.backends import shown
from dashboard.commands import REFUSED
from dashboard.commands.answers import answers
from dashboard.commands.outcome import print_json, steps
from dashboard.commands.speaking import json_option, quiet_option, say
from dashboard.database import connection, engine, size_of
from dashboard.errors import BelsendiError
from dashboard.migrations import downgrading
from dashboard.schema import VERSION
from dashboard.settings import PROJECT_FOLDER, Settings
from dashboard.snapshot.revisions import read_revisions

_lose = click.option("--yes", "loses", is_flag=True, help="Lose what the older version has no place for.")
_replace = click.option("--replace", "replaces", is_flag=True, help="Replace what is there; it is lost.")


@click.group(
    epilog="""\b
Exit codes of all commands of this group:
  0  done, or nothing to do
  2  the command line is wrong
  4  refused, or the database cannot be used; nothing was changed
"""
)
def database() -> None:
    """Create or migrate the tables, back them up and restore them."""


@database.command()
@json_option
@quiet_option
@answers
def upgrade(as_json: bool) -> None:
    """Create the tables, or bring them to the newest version."""
    settings = Settings.from_environment()
    before = migrations.upgrade(settings)
    where = shown(engine(settings).url)
    words = {None: "tables created, version", VERSION: "already at version"}
    said: dict[str, Any] = {"database": where, "version": VERSION, "before": before}
    say(f"{where}: {words.get(before, f'migrated from {before} to')} {VERSION}", event="upgraded", **said)
    if as_json:
        print_json(said)


@database.command()
@click.argument("version")
@_lose
@json_option
@quiet_option
@answers
def downgrade(version: str, loses: bool, as_json: bool) -> None:
    """Bring the tables back to VERSION, for the program that is older.

    What both versions know stays as it is. Where VERSION has no place for something that is there, nothing is changed
    unless --yes is given. Call it with the newer program, before the older one is installed.
    """
    settings = Settings.from_environment()
    lost = downgrading.downgrade(settings, version, loses=loses)
    where = shown(engine(settings).url)
    said: dict[str, Any] = {"database": where, "version": version, "lost": {loss.name: loss.rows for loss in lost}}
    what = ", ".join(f"{loss.name} ({loss.rows} rows)" for loss in lost) or "nothing"
    say(f"{where}: at version {version}; lost: {what}", event="downgraded", **said)
    if as_json:
        print_json(said)


@database.command()
@json_option
@quiet_option
@answers
def status(as_json: bool) -> None:
    """Say whether the database can be used, and what is in it."""
    settings = Settings.from_environment()
    with connection(settings) as reading:
        revisions = read_revisions(reading)
        size = size_of(reading)
    published = [item.week for item in revisions if item.status == "published"]
    found: dict[str, Any] = {
        "database": shown(engine(settings).url),
        "version": VERSION,
        "megabytes": round(size / 1e6, 1),
        "snapshots": len(revisions),
        "published_weeks": len(set(published)),
        "latest_week": max(published).isoformat() if published else None,
    }
    say("\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in found.items()), event="status", **found)
    if as_json:
        print_json(found)


@database.command()
@click.argument("file", type=click.Path(path_type=Path))
@_replace
@json_option
@quiet_option
@answers
def backup(file: Path, replaces: bool, as_json: bool) -> None:
    """Write the whole database into FILE, while the monitor goes on.

    FILE is one SQLite database whatever DATABASE_URL names, and can be restored into either kind.
    """
    settings = Settings.from_environment()
    with steps() as progress:
        made = backups.back_up(settings, file, progress, replaces=replaces)
    _say_copied(f"{shown(engine(settings).url)}: {made.snapshots} snapshots written to {file}", file, made, as_json)


@database.command()
@click.argument("file", type=click.Path(path_type=Path))
@_replace
@json_option
@quiet_option
@answers
def restore(file: Path, replaces: bool, as_json: bool) -> None:
    """Put the backup FILE into the database that DATABASE_URL names, all of it or nothing.

    A backup of an older version is brought to this one; FILE itself is left as it is.
    """
    settings = Settings.from_environment()
    with steps() as progress:
        made = backups.restore(settings, file, progress, replaces=replaces)
    _say_copied(f"{shown(engine(settings).url)}: {made.snapshots} snapshots restored from {file}", file, made, as_json)


def _say_copied(text: str, file: Path, made: backups.Copied, as_json: bool) -> None:
    """Say what was copied."""
    said: dict[str, Any] = {"file": str(file.absolute()), "snapshots": made.snapshots, "bytes": made.size}
    say(f"{text} ({made.size / 1e6:.1f} MB).", event="copied", **said)
    if as_json:
        print_json(said)


@database.command()
@json_option
@quiet_option
@answers
def check(as_json: bool) -> None:
    """Fail if the migrations do not make exactly the schema; needs no database."""
    found = migrations.differences()
    if found:
        raise BelsendiError(
            "The migrations do not make the tables of dashboard/schema.py:\n"
            + "\n".join(found)
            + '\nWrite the missing one: belsendi db revise "what changes"'
        )
    say("The migrations make exactly the tables of dashboard/schema.py.", event="checked", version=VERSION)
    if as_json:
        print_json({"version": VERSION})


@database.command()
@click.argument("message")
def revise(message: str) -> None:
    """Write a new migration with what the schema has and the migrations lack (for developers)."""
    path = migrations.revise(message)
    say(f"{path}\nRead and finish it, then set VERSION in dashboard/schema.py to {path.stem}.", path=str(path))


@database.command("document")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the file is not as it would be.")
def document_command(only_check: bool) -> None:
    """Write docs/data-dictionary.md, what every table and column means (for developers)."""
    path, text = data_dictionary.DOCUMENT, data_dictionary.document()
    name = path.relative_to(PROJECT_FOLDER)
    same = path.is_file() and path.read_text("utf-8") == text
    if only_check and not same:
        click.echo(f"{name} is not what the code says; run: belsendi db document", err=True)
        click.get_current_context().exit(REFUSED)
    if not only_check:
        path.write_text(text, encoding="utf-8")
    click.echo(f"{name}: {'up to date' if same else 'written'}.", err=True)
