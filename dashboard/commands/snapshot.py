"""``belsendi snapshot``: weekly snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import yaml
from sqlalchemy import Connection

from dashboard.commands.outcome import print_json, print_table, read_week, run_reported
from dashboard.database import connection, transaction
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot import publish as publishing
from dashboard.snapshot.export import export_snapshot
from dashboard.snapshot.overview import described, listed
from dashboard.snapshot.revisions import Revision, find_revision, read_revisions

_json = click.option("--json", "as_json", is_flag=True, help="Write one JSON document to stdout.")
_week = click.option("--week", metavar="DATE", required=True, help="First day of the week, a Sunday.")


@click.group()
def snapshot() -> None:
    """Build, publish and hand out weekly snapshots."""


@snapshot.command()
@click.option(
    "--records",
    "drops",
    metavar="DIR",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Folder or .zip with a week's records; several are read as one.",
)
@click.option("--week", metavar="DATE", help="First day of the week, a Sunday; without it the manifest's.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path), help="Another monitor.yaml.")
@click.option("--accept-rejects", is_flag=True, help="Go on where more rows were set aside than the limit allows.")
@click.option("--strict", is_flag=True, help="Refuse a week that does not look like the last one.")
@click.option("--publish", is_flag=True, help="Publish the week in the same step.")
@_json
def build(drops: tuple[Path, ...], week: str | None, as_json: bool, **choices: Any) -> None:
    """Read a week's records, compute and write it.

    Exit code 0: built; 3: built, rejects accepted; 4: refused, nothing written; 5: too many rejects, nothing written.
    """
    # The engine behind it takes a second to load, which the other commands of this group need not wait for.
    from dashboard.snapshot.build import Choices, attempt_build  # noqa: PLC0415

    settings = Settings.from_environment()
    run_reported(
        lambda progress: attempt_build(drops, read_week(week), settings, Choices(**choices), progress), as_json
    )


@snapshot.command("list")
@_json
def list_snapshots(as_json: bool) -> None:
    """List every snapshot, by week and revision."""
    with connection(Settings.from_environment()) as reading:
        revisions = read_revisions(reading)
    if as_json:
        print_json([listed(item) for item in revisions])
        return
    columns = ("week", "revision", "status", "frozen", "has_data", "config_version", "built_at", "snapshot")
    print_table(columns, ([item[name] for name in columns] for item in map(listed, revisions)))


@snapshot.command()
@_week
@click.option("--revision", metavar="N|latest", help="Another than the frozen one.")
@_json
def show(week: str, revision: str | None, as_json: bool) -> None:
    """Say everything about one snapshot but its rows."""
    with connection(Settings.from_environment()) as reading:
        document = described(reading, _find(reading, week, revision))
    if as_json:
        print_json(document)
    else:
        click.echo(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), nl=False)


@snapshot.command()
@_week
@click.option("--revision", metavar="N|latest", default="latest", show_default=True, help="Which one.")
def publish(week: str, revision: str) -> None:
    """Publish a snapshot that was built."""
    with transaction(Settings.from_environment()) as writing:
        found = _find(writing, week, revision)
        publishing.publish(writing, found.id)
    click.echo(f"Week {found.week}: revision {found.revision} is published.", err=True)


@snapshot.command()
@_week
@click.option("--revision", metavar="N|latest", help="Another than the frozen one.")
def withdraw(week: str, revision: str | None) -> None:
    """Take a published snapshot back; it stays in the database."""
    with transaction(Settings.from_environment()) as writing:
        found = _find(writing, week, revision)
        if found.status != publishing.PUBLISHED:
            raise SnapshotError(f"Week {found.week}: revision {found.revision} is {found.status}, not published.")
        publishing.withdraw(writing, found.id)
    click.echo(f"Week {found.week}: revision {found.revision} is withdrawn.", err=True)


@snapshot.command()
@_week
@click.option("--out", "folder", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Where to.")
@click.option("--revision", metavar="N|latest", help="Another than the frozen one.")
def export(week: str, folder: Path, revision: str | None) -> None:
    """Write schools.csv, units.csv and rejects.csv of a week."""
    with connection(Settings.from_environment()) as reading:
        found = _find(reading, week, revision)
        files = export_snapshot(reading, found, folder)
    if revision is None and not found.frozen:
        click.echo(f"Week {found.week} is not published; this is its latest revision, {found.revision}.", err=True)
    click.echo(f"Week {found.week}, revision {found.revision}: {', '.join(map(str, files))}", err=True)


def _find(reading: Connection, week: str, revision: str | None) -> Revision:
    """Return the revision that the options name."""
    day = read_week(week)
    if day is None:
        raise SnapshotError("--week is empty; name the week by its Sunday, such as 2025-11-09.")
    return find_revision(reading, day, revision)
