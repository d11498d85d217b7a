"""``belsendi records``: drops of records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from dashboard.commands import REFUSED
from dashboard.commands.engines import engine_option, settings_with
from dashboard.commands.outcome import print_table, read_week, run_reported, visible
from dashboard.settings import PROJECT_FOLDER
from dashboard.snapshot.contract_document import DOCUMENT, document
from dashboard.snapshot.drops import FORMS, Form
from dashboard.snapshot.inspection import Inspection, check_records
from dashboard.snapshot.report import BuildReport
from dashboard.snapshot.template import EXAMPLE_WEEK, write_template


@click.group()
def records() -> None:
    """Check a drop of records, write an example of one, describe the contract."""


@records.command()
@click.argument("drops", metavar="DIR…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--week", metavar="DATE", help="First day of the week, a Sunday; without it the manifest's.")
@engine_option
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document to stdout.")
def check(drops: tuple[Path, ...], week: str | None, engine: str | None, as_json: bool) -> None:
    """Read folders or .zip archives and say what is in them and what is wrong with them; write nothing.

    Exit code 0: usable; 3: usable without the rows that were set aside; 4: refused.
    """
    settings = settings_with(engine)
    run_reported(lambda progress: check_records(drops, read_week(week), settings, progress), as_json, _tell)


@records.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--form", type=click.Choice(FORMS), default="csv", show_default=True, help="Form of the files.")
@click.option("--aggregated", is_flag=True, help="The week as counts, instead of lessons and accounts one by one.")
def template(folder: Path, form: Form, aggregated: bool) -> None:
    """Write each table with its header and an example row; together they are a sound drop.

    Files that are there already are never written over.
    """
    files = write_template(folder, form, aggregated=aggregated)
    click.echo(f"{len(files)} files of an example week ({EXAMPLE_WEEK}) are in {folder}.", err=True)


@records.command("document")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the file is not as it would be.")
def document_command(only_check: bool) -> None:
    """Write docs/records.md, the contract in words (for developers)."""
    name = DOCUMENT.relative_to(PROJECT_FOLDER)
    same = DOCUMENT.is_file() and DOCUMENT.read_text("utf-8") == document()
    if only_check and not same:
        click.echo(f"{name} is not what the contract says; run: belsendi records document", err=True)
        click.get_current_context().exit(REFUSED)
    if not only_check:
        DOCUMENT.write_text(document(), encoding="utf-8")
    click.echo(f"{name}: {'up to date' if same else 'written'}.", err=True)


def _tell(report: BuildReport) -> None:
    """Show what is in a drop: its tables, its weeks, what is missing."""
    if not isinstance(report, Inspection) or report.counts.empty:
        return
    print_table(["table", "in", "used", "folded", "set aside", "because of", "weeks"], _rows(report), to_stderr=True)
    for line in _absences(report):
        click.echo(visible(line), err=True)


def _rows(report: Inspection) -> Iterator[list[object]]:
    """Yield what became of each table's rows."""
    for table, *numbers in report.counts.itertuples(index=False, name=None):
        reasons = ", ".join(f"{reason}: {rows}" for reason, rows in report.reasons.get(table, {}).items())
        weeks = ", ".join(f"{week}: {rows}" for week, rows in report.weeks.get(table, {}).items())
        yield [table, *map(int, numbers), reasons, weeks]


def _absences(report: Inspection) -> Iterator[str]:
    """Yield what is not connected, and what would stop a build."""
    yield from map(str, report.missing)
    if report.silent_schools:
        listed = ", ".join(report.silent_schools[:10]) + (", …" if len(report.silent_schools) > 10 else "")
        yield f"not connected: nothing was delivered for {len(report.silent_schools)} participating schools: {listed}"
    if report.exceeded:
        tables = ", ".join(report.exceeded)
        yield f"A build would stop: too many rows set aside in {tables}. Mend them, or build with --accept-rejects."
