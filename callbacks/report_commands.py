"""``belsendi report``: a page as a file, for whoever mails it or hangs it on the wall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import click

from callbacks import printing
from callbacks.data import Edition, Editions, almaty_today
from callbacks.exports import report as report_of
from dashboard.access import audit
from dashboard.database import transaction
from dashboard.errors import ReportError
from dashboard.frames import Surroundings
from dashboard.indicators import INDICATORS, PAPERLESS
from dashboard.locales import DEFAULT_LOCALE, LOCALES, language
from dashboard.selection import REPUBLIC, Selection
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import actor


@click.group("report")
def report() -> None:
    """Write a page as a file: PDF, Excel."""


_UNIT = click.option("--unit", default=REPUBLIC, show_default=True, help="Id of the region or district.")
_WEEK = click.option("--week", metavar="YYYY-MM-DD", help="A day of the week; the latest published one without.")
_LANG = click.option("--lang", type=click.Choice(list(LOCALES)), default=DEFAULT_LOCALE, show_default=True)
_OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; without, a name in this folder."
)


@report.command("pdf")
@_UNIT
@_WEEK
@_LANG
@click.option("--ind", type=click.Choice(list(INDICATORS)), default=PAPERLESS, show_default=True, help="Indicator.")
@click.option("--landscape", is_flag=True, help="Paper on its side.")
@click.option("--chromium", help="The browser's program, if it is not found by itself.")
@_OUT
def pdf(landscape: bool, chromium: str | None, out: Path | None, lang: str, **page: Any) -> None:
    """Print a page as A4, through a Chromium of this machine."""
    settings = Settings.from_environment()
    program = printing.find_chromium(chromium)
    _, selection = _asked(settings, **page)
    sheet = printing.Sheet(selection, lang, landscape=landscape)
    _write(out or Path(_name(selection, lang, "pdf")), lambda: printing.pdf(settings, sheet, program))
    _log(settings, selection, "pdf")


@report.command("xlsx")
@_UNIT
@_WEEK
@_LANG
@_OUT
def xlsx(unit: str, week: str | None, lang: str, out: Path | None) -> None:
    """Write the Excel report of a region or district with the list of its schools."""
    settings = Settings.from_environment()
    edition, selection = _asked(settings, unit, week)
    around = Surroundings(almaty_today(), demonstration=settings.demonstration)
    found = report_of(settings, edition.archive, selection, language(lang), around)
    if found is None:
        raise ReportError(
            f"There is no report of unit {unit} in the week of {selection.week}: only regions and districts with data "
            "have one. Name one with --unit, or another --week."
        )
    _write(out or Path(_name(selection, lang, "xlsx")), found.workbook)
    _log(settings, selection, "xlsx")


def _log(settings: Settings, selection: Selection, ending: str) -> None:
    """Leave a line in the audit log, as whoever takes the same file from a page does."""
    details = {"format": ending, "week": selection.week.isoformat() if selection.week else ""}
    with transaction(settings) as opened:
        entry = audit.Entry(audit.moment(), actor(), "", "export", selection.unit, details)
        audit.record(opened, entry)


def _asked(settings: Settings, unit: str, week: str | None, ind: str = PAPERLESS) -> tuple[Edition, Selection]:
    """Return what is published and what of it was asked for.

    Raises
    ------
    ReportError
        If nothing has been published, or the unit or the week is not known.
    """
    edition = Editions(settings).current()
    if edition.known.latest is None:
        raise ReportError(
            "Nothing has been published yet. Build and publish a week: belsendi snapshot build --publish."
        )
    selection, notices = Selection.from_query(
        {"unit": unit, "week": week or "", "ind": ind}, edition.known, language("en")
    )
    if selection.unit != unit:
        raise ReportError(f"No published week knows the unit {unit!r}. Correct --unit: it is the id of the records.")
    if notices:
        raise ReportError(f"--week {week}: {notices[0]} Correct it; belsendi snapshot list shows the weeks.")
    return edition, replace(selection, week=selection.week or edition.known.latest)


def _name(selection: Selection, lang: str, ending: str) -> str:
    """Return a name of the file: unit, week, language."""
    week = selection.week or date.min
    unit = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in selection.unit)
    return f"report-{unit}-{week.isoformat()}-{lang}.{ending}"


def _write(path: Path, make: Callable[[], bytes]) -> None:
    """Write a file that is there whole or not at all, and say where it is.

    Raises
    ------
    ReportError
        If the folder cannot be written to.
    """
    content = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            file.write(content)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}. Name another file with --out.") from error
    click.echo(str(path))
