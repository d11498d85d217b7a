"""``belsendi demo``: demonstration data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from dashboard.demo import history
from dashboard.demo.history import DEFAULT_SEED, Made
from dashboard.settings import Settings

NATIONAL = "national"
STEPS = {
    history.RECORDS: "Making the weeks' records",
    history.SNAPSHOTS: "Publishing their snapshots",
    NATIONAL: "Writing the country's records",
}
Form = Literal["parquet", "csv"]
_seed = click.option("--seed", default=DEFAULT_SEED, show_default=True, help="Seed of everything random.")
_schools = click.option(
    "--schools",
    "share",
    metavar="SHARE",
    default=1.0,
    help="Share of the schools, above 0 up to 1; all districts stay.",
)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group(invoke_without_command=True)
@click.pass_context
def demo(ctx: click.Context) -> None:
    """Make demonstration data; without a further word the same as `build`."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(build)


@demo.command()
@click.option("--today", metavar="DATE", type=DAY, help="The day it is; without it today in Almaty.")
@_seed
@click.option("--weeks", metavar="N", type=int, help="Only the latest N weeks; without it all from September 2025 on.")
@_schools
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="Where the weeks' records go."
)
def build(today: datetime | None, seed: int, weeks: int | None, share: float, out: Path | None) -> None:
    """Make the records of every week up to the latest full one, and publish their snapshots.

    A second run adds the weeks that have passed since; nothing else is touched.
    """
    settings = Settings.from_environment()
    with _bars() as progress:
        made = history.build(
            settings, today=_day(today), seed=seed, weeks=weeks, share=share, folder=out, progress=progress
        )
    click.echo(_summary(made), err=True)


@demo.command()
@click.option("--week", metavar="DATE", type=DAY, required=True, help="First day of the week, a Sunday.")
@click.option(
    "--out", metavar="DIR", required=True, type=click.Path(path_type=Path, file_okay=False), help="The drop's folder."
)
@click.option("--detailed", metavar="SHARE", type=float, help="Share of the schools that hand over lessons and marks.")
@_seed
@_schools
def records(week: datetime, out: Path, detailed: float | None, seed: int, share: float) -> None:
    """Write the records of one week, and nothing else."""
    history.build_records(week.date(), out, seed=seed, share=share, detailed=detailed)
    click.echo(f"The records of the week of {week.date()} are in {out}.", err=True)


@demo.command()
@click.option(
    "--out", metavar="DIR", required=True, type=click.Path(path_type=Path, file_okay=False), help="The drop's folder."
)
@click.option("--scale", default=1.0, show_default=True, help="1: 8,000 schools, 7.3 million lessons; 10: ten times.")
@_seed
@click.option("--form", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True)
@click.option("--week", metavar="DATE", type=DAY, help="First day of the week, a Sunday; 2026-11-15 without.")
def national(out: Path, scale: float, seed: int, form: Form, week: datetime | None) -> None:
    """Write a detailed week of a synthetic country of any size, to measure with; its numbers mean nothing."""
    from dashboard.demo.national import DEFAULT_WEEK, National, write_national  # noqa: PLC0415

    with _bars() as progress:
        plan = National(scale, seed, form, _day(week) or DEFAULT_WEEK)
        rows = write_national(out, plan, lambda done, count: progress(NATIONAL, done, count))
    click.echo(f"{sum(rows.values()):,} records of the week of {plan.week} are in {out}.", err=True)


def _day(moment: datetime | None) -> date | None:
    """Return the day of an option."""
    return moment.date() if moment else None


@contextmanager
def _bars() -> Iterator[history.Progress]:
    """Show a bar for each step; give the function that moves them."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as bars:

        def move(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(STEPS[step], total=total)
            bars.update(tasks[step], completed=done)

        yield move


def _summary(made: Made) -> str:
    """Return what was made, in a paragraph."""
    state = f"{made.new} published now" if made.new else "all published already"
    return (
        f"Demonstration, weeks of {made.first} to {made.last}: {made.weeks}, {state}. All numbers are made up. "
        f"Records: {made.folder}. Database: {made.database}."
    )
