"""``belsendi snapshot``: weekly snapshots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import yaml

from dashboard.commands.answers import answers, find, log_reading, print_differences, require_week
from dashboard.commands.engines import engine_option, settings_with
from dashboard.commands.outcome import print_json, print_table, read_week, run_reported
from dashboard.commands.speaking import json_option, quiet_option, say
from dashboard.database import connection, transaction
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot import publish as publishing
from dashboard.snapshot.differences import read_differences
from dashboard.snapshot.export import export_snapshot, export_what_if
from dashboard.snapshot.overview import described, difference_document, listed
from dashboard.snapshot.publication_log import ACTIONS, Entry, read_entries
from dashboard.snapshot.revisions import PUBLISHED, find_newest, find_revision, frozen_of, read_revisions
from dashboard.snapshot.what_if import chosen_version, what_if

EXIT_CODES = """\b
Exit codes of all commands of this group:
  0  done, or nothing to do
  2  the command line is wrong
  3  built, though more rows were set aside than the limit allows (--accept-rejects)
  4  refused, nothing was written: the message says why and what to do
  5  too many rows were set aside, nothing was written
"""

_week = click.option("--week", metavar="DATE", required=True, help="First day of the week, a Sunday.")
_revision = click.option("--revision", metavar="N|latest", help="Another than the frozen one.")


@click.group(epilog=EXIT_CODES)
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
@click.option("--reopen", is_flag=True, help="Take a corrected drop of a week that is closed to corrections.")
@engine_option
@json_option
@quiet_option
def build(drops: tuple[Path, ...], week: str | None, engine: str | None, as_json: bool, **choices: Any) -> None:
    """Read a week's records, compute and write it.

    Exit code 0: built; 3: built, rejects accepted; 4: refused, nothing written; 5: too many rejects, nothing written.
    """
    # The engine behind it takes a second to load, which the other commands of this group need not wait for.
    from dashboard.snapshot.build import Choices, attempt_build  # noqa: PLC0415

    settings = settings_with(engine)
    run_reported(
        lambda progress: attempt_build(drops, read_week(week), settings, Choices(**choices), progress), as_json
    )


@snapshot.command("list")
@json_option
@quiet_option
@answers
def list_snapshots(as_json: bool) -> None:
    """List every snapshot, by week and revision."""
    settings = Settings.from_environment()
    with connection(settings) as reading:
        revisions = read_revisions(reading)
    log_reading(settings, "list", None, snapshots=len(revisions))
    if as_json:
        print_json([listed(item) for item in revisions])
        return
    columns = ("week", "revision", "status", "frozen", "has_data", "config_version", "built_at", "snapshot")
    print_table(columns, ([item[name] for name in columns] for item in map(listed, revisions)))


@snapshot.command()
@_week
@_revision
@json_option
@quiet_option
@answers
def show(week: str, revision: str | None, as_json: bool) -> None:
    """Say everything about one snapshot but its rows."""
    settings = Settings.from_environment()
    with connection(settings) as reading:
        found = find(reading, week, revision)
        document = described(reading, found)
    log_reading(settings, "show", found)
    if as_json:
        print_json(document)
    else:
        click.echo(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), nl=False)


@snapshot.command()
@_week
@click.option("--revision", metavar="N|latest", default="latest", show_default=True, help="Which one.")
@json_option
@quiet_option
@answers
def publish(week: str, revision: str, as_json: bool) -> None:
    """Publish a snapshot that was built, or one that was withdrawn.

    Of a week with several published ones the first published is shown. To roll back, publish the previous one: what was
    withdrawn takes its old place again.
    """
    with transaction(Settings.from_environment()) as writing:
        found = find(writing, week, revision)
        publishing.publish(writing, found.id)
        after = find_revision(writing, found.week, str(found.revision))
    place = "; it is the frozen one" if after.frozen else ", beside the frozen one"
    say(f"Week {found.week}: revision {found.revision} is published{place}.", event="published", **listed(after))
    if as_json:
        print_json(listed(after))


@snapshot.command()
@_week
@_revision
@json_option
@quiet_option
@answers
def withdraw(week: str, revision: str | None, as_json: bool) -> None:
    """Take a published snapshot back; it stays in the database."""
    with transaction(Settings.from_environment()) as writing:
        found = find(writing, week, revision)
        if found.status != PUBLISHED:
            raise SnapshotError(f"Week {found.week}: revision {found.revision} is {found.status}, not published.")
        publishing.withdraw(writing, found.id)
        after = find_revision(writing, found.week, str(found.revision))
    say(f"Week {found.week}: revision {found.revision} is withdrawn.", event="withdrawn", **listed(after))
    if as_json:
        print_json(listed(after))


@snapshot.command()
@_week
@click.option("--out", "folder", metavar="DIR", required=True, type=click.Path(path_type=Path), help="Where to.")
@_revision
@click.option("--revised", is_flag=True, help="The revised series: what was entered late counts too.")
@json_option
@quiet_option
@answers
def export(week: str, folder: Path, revision: str | None, revised: bool, as_json: bool) -> None:
    """Write schools.csv, units.csv and rejects.csv of a week.

    differences.csv stands beside them where a published revision has other values than the frozen snapshot. With
    --revised the values are those of the latest published revision, and what was entered up to 14 days late counts.
    """
    settings = Settings.from_environment()
    with connection(settings) as reading:
        newest = find_newest(reading, require_week(week), revision)
        found = newest if revised else find(reading, week, revision)
        files = export_snapshot(reading, found, folder, revised=revised, compared=newest)
    series = "revised" if revised else "frozen"
    log_reading(settings, "export", found, series=series, folder=str(folder.absolute()))
    if revision is None and not revised and not found.frozen:
        say(f"Week {found.week} is not published; this is its latest revision, {found.revision}.")
    text = f"Week {found.week}, revision {found.revision}{', revised series' if revised else ''}"
    say(f"{text}: {', '.join(map(str, files))}", event="exported", series=series, **listed(found))
    if as_json:
        print_json({**listed(found), "series": series, "files": [str(file) for file in files]})


@snapshot.command()
@_week
@click.option("--revision", metavar="N|latest", help="Another than the latest published one.")
@json_option
@quiet_option
@answers
def diff(week: str, revision: str | None, as_json: bool) -> None:
    """List what a revision has otherwise than the frozen snapshot: school, indicator, was, is.

    Series "corrected": values that a corrected drop changed; "revised": those that what was entered late changes.
    """
    settings = Settings.from_environment()
    with connection(settings) as reading:
        frozen = frozen_of(reading, require_week(week))
        found = find_newest(reading, frozen.week, revision)
        differences = read_differences(reading, found, frozen)
    log_reading(settings, "diff", found, frozen=frozen.revision, values=len(differences))
    if as_json:
        print_json(difference_document(frozen, found, differences))
        return
    say(f"Week {frozen.week}: revision {found.revision} against revision {frozen.revision}, the frozen one.")
    print_differences(differences)


@snapshot.command()
@_week
@click.option("--config", "version", metavar="V", required=True, help="Version of monitor.yaml, or another YAML file.")
@_revision
@click.option(
    "--records",
    metavar="DIR",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The drop the snapshot was built from, where something is counted otherwise.",
)
@click.option("--out", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write it as what-if files.")
@json_option
@quiet_option
@answers
def recompute(week: str, version: str, folder: Path | None, as_json: bool, **named: Any) -> None:
    """Say what a week would look like with other numbers; a what-if, which is never stored nor published."""
    settings = Settings.from_environment()
    with connection(settings) as reading:
        found = find(reading, week, named["revision"])
        made = what_if(reading, found, chosen_version(version, found.week), named["records"], settings)
    summary = made.summary()
    files = [str(file) for file in export_what_if(made, folder)] if folder else []
    log_reading(settings, "recompute", found, what_if_version=made.config.version, files=files)
    say(made.label + "." + (f" Written: {', '.join(files)}" if files else ""), event="what-if")
    if as_json:
        print_json({**summary, "files": files})
        return
    counts = ("low", "medium", "high")
    rows = [
        (indicator, *(f"{pair['was'][name]} → {pair['is'][name]}" for name in counts))
        for indicator, pair in summary["republic"].items()
        if pair["was"] and pair["is"]
    ]
    print_table((f"what-if v{made.config.version}", *counts), rows)


@snapshot.command()
@click.option("--week", metavar="DATE", help="Only of this week.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="The newest so many.")
@json_option
@quiet_option
@answers
def log(week: str | None, limit: int, as_json: bool) -> None:
    """List who did what with which snapshot, and when; the newest last."""
    with connection(Settings.from_environment()) as reading:
        entries = read_entries(reading, require_week(week) if week is not None else None, limit)
    if as_json:
        print_json([item.as_dict() for item in entries])
        return
    print_table(("at", "who", "what", "week", "revision", "snapshot", "drop"), map(_log_row, entries))


def _log_row(row: Entry) -> tuple[object, ...]:
    """Return a row of the log for people."""
    done = ACTIONS.get(row.action, row.action)
    return row.as_dict()["at"], row.actor, done, row.week, row.revision, _short(row.snapshot), _short(row.drop)


def _short(hash_text: str | None) -> str | None:
    """Return the beginning of a hash, as it stands in lists."""
    return hash_text[:12] if hash_text else None
