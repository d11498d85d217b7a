"""``belsendi records``: drops of records."""

from __future__ import annotations

from pathlib import Path

import click

from dashboard.commands.outcome import read_week, run_reported
from dashboard.settings import Settings
from dashboard.snapshot.build import check_records


@click.group()
def records() -> None:
    """Check a drop of records."""


@records.command()
@click.argument("drops", metavar="DIR…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--week", metavar="DATE", help="First day of the week, a Sunday; without it the manifest's.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document to stdout.")
def check(drops: tuple[Path, ...], week: str | None, as_json: bool) -> None:
    """Read folders or .zip archives and say what is wrong with them; write nothing.

    Exit code 0: usable; 3: usable without the rows that were set aside; 4: refused.
    """
    settings = Settings.from_environment()
    run_reported(lambda progress: check_records(drops, read_week(week), settings, progress), as_json)
