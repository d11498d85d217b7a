"""``belsendi facts``: the rows behind snapshots, kept for schools' pages and reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dashboard.commands.answers import answers
from dashboard.commands.outcome import print_json, print_table, read_week, steps
from dashboard.commands.speaking import json_option, quiet_option, say
from dashboard.facts import store
from dashboard.facts.store import Kept
from dashboard.settings import Settings

_MEGABYTE = 1_000_000


@click.group()
def facts() -> None:
    """Keep the rows behind snapshots: what schools' pages and reports are made of.

    They hold classes, lessons, people and marks one by one, so they lie apart from the public numbers, and only who may
    see into a school gets them to see.
    """


@facts.command()
@click.option(
    "--records",
    "drops",
    metavar="DIR",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="The folder or .zip the week was built from; several are read as one.",
)
@click.option("--week", metavar="DATE", help="First day of the week, a Sunday; without it the manifest's.")
@click.option("--again", is_flag=True, help="Write them anew where they are there already.")
@json_option
@quiet_option
@answers
def keep(drops: tuple[Path, ...], week: str | None, again: bool, as_json: bool) -> None:
    """Read a week's records once more and keep their rows, for the snapshots that were built from them.

    Rows that are there already are left alone. Exit code 4: refused, nothing was written.
    """
    # The engine behind it takes a second to load, which the other commands of this group need not wait for.
    from dashboard.facts.keeping import keep_facts  # noqa: PLC0415

    settings = Settings.from_environment()
    with steps() as progress:
        kept = keep_facts(drops, read_week(week), settings, again=again, progress=progress)
    for one in kept:
        say(
            f"Week {one.week}: {sum(one.rows.values()):,} rows of snapshot {one.snapshot[:12]} are kept.",
            **_fields(one),
        )
    if as_json:
        print_json([_fields(one) for one in kept])


@facts.command("list")
@json_option
@quiet_option
@answers
def list_facts(as_json: bool) -> None:
    """List the weeks whose rows are kept."""
    kept = store.every(Settings.from_environment())
    if as_json:
        print_json([_fields(one) for one in kept])
        return
    rows = ((one.week, one.snapshot[:12], len(one.rows), _rows(one), _megabytes(one), one.kept_at) for one in kept)
    print_table(("week", "snapshot", "tables", "rows", "MB", "kept at"), rows)


@facts.command()
@click.option(
    "--weeks", metavar="N", type=click.IntRange(0), help="Keep the latest N weeks; BELSENDI_FACTS_WEEKS without."
)
@json_option
@quiet_option
@answers
def prune(weeks: int | None, as_json: bool) -> None:
    """Remove the rows of weeks that have had their time; the snapshots stay as they are."""
    settings = Settings.from_environment()
    gone = store.outdated(settings, weeks)
    store.remove(settings, gone)
    say(f"{len(gone)} weeks' rows were removed, {len(store.every(settings))} are kept.", event="pruned")
    if as_json:
        print_json([_fields(one) for one in gone])


def _fields(kept: Kept) -> dict[str, Any]:
    """Return what JSON says of facts."""
    return {
        "week": kept.week.isoformat(),
        "snapshot": kept.snapshot,
        "drop": kept.drop,
        "tables": dict(kept.rows),
        "bytes": kept.size,
        "kept_at": kept.kept_at.isoformat(timespec="seconds"),
    }


def _rows(kept: Kept) -> str:
    """Return the number of rows for people."""
    return f"{sum(kept.rows.values()):,}"


def _megabytes(kept: Kept) -> str:
    """Return the size for people."""
    return f"{kept.size / _MEGABYTE:,.1f}"
