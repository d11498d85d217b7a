"""``belsendi calendar``: school calendars."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dashboard.commands.outcome import print_json, print_table
from dashboard.database import connection, database_file
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.calendar import week_calendar, year_weeks
from dashboard.snapshot.calendar_files import SIX_DAYS, Status, in_force, known_years
from dashboard.snapshot.calendar_import import import_calendar, known_scopes

_YEAR = "2026-2027"
_json = click.option("--json", "as_json", is_flag=True, help="Write one JSON document to stdout.")


@click.group()
def calendar() -> None:
    """Show school calendars, or bring in a year's."""


@calendar.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", metavar=_YEAR, help="The academic year; without it the one all rows lie in.")
@click.option("--assumed", "status", flag_value="assumed", default=None, help="No order confirms it yet; pages say so.")
@click.option("--official", "status", flag_value="official", help="An order confirms it; the default.")
def import_command(file: Path, year: str | None, status: Status | None) -> None:
    """Take the calendar of an academic year from FILE, a CSV with the columns of the table calendar (docs/records.md).

    It is checked as a whole and kept in the data folder, in place of an earlier import. With rows of the scope KZ it
    replaces the shipped calendar of the year, without them it is added to it. Weeks that were built keep their
    numbers; built again from the same records they become a new revision where their days have changed.
    """
    settings = Settings.from_environment()
    done = import_calendar(file, _known(settings), year, status)
    for warning in done.warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"{done.year}: {done.rows} rows, {done.status}; kept as {done.path}.", err=True)
    click.echo("Remove that file to get the shipped calendar back.", err=True)


@calendar.command()
@click.option("--year", metavar=_YEAR, help="The weeks of this academic year; without it a line for each year.")
@_json
def show(year: str | None, as_json: bool) -> None:
    """Show which calendars there are, or the weeks of one."""
    rows = _weeks(year) if year else [_year(one) for one in known_years()]
    if as_json:
        print_json(rows)
    elif rows:
        print_table(list(rows[0]), [list(row.values()) for row in rows])


def _known(settings: Settings) -> frozenset[str] | None:
    """Return the ids of units and schools, as far as a week has been built."""
    file = database_file(settings)
    if file is not None and not file.exists():
        return None
    with connection(settings) as reading:
        return known_scopes(reading)


def _year(year: str) -> dict[str, Any]:
    """Return what there is to say about a year's calendar."""
    found, weeks = in_force(year), year_weeks(year)
    if found is None:
        return {"year": year, "source": "imported", "status": "no days of the country"}
    return {
        "year": year,
        "source": "imported" if found.imported else "shipped",
        "status": "assumed" if found.assumed else "official",
        "rows": len(found.rows),
        "days_5": sum(week.days for week in weeks),
        "days_6": sum(len(week_calendar(week.week).teaching((), SIX_DAYS)) for week in weeks),
        **{status: sum(week.status == status for week in weeks) for status in ("normal", "short", "none")},
        "why": found.why,
    }


def _weeks(year: str) -> list[dict[str, Any]]:
    """Return the weeks of a year: teaching days of five-day and six-day schools, without grade."""
    weeks = year_weeks(year)
    if not weeks:
        raise SnapshotError(f"There is no calendar of {year}. There are: {', '.join(known_years())}.")
    return [
        {
            "week": week.week.isoformat(),
            "days_5": week.days,
            "days_6": len(week_calendar(week.week).teaching((), SIX_DAYS)),
            "status": week.status,
            "reason": week.reason,
        }
        for week in weeks
    ]
