"""How commands speak: steps and messages go to stderr, documents to stdout (records.md, "Command line")."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from dashboard.commands.speaking import ERROR, INFO, WARNING, in_json, is_quiet, say
from dashboard.errors import BelsendiError, DropRefused, Refusal
from dashboard.snapshot.report import REFUSED, BuildReport

STEPS = {
    "hash": "Comparing with what is there",
    "compute": "Computing",
    "write": "Writing",
}
SHOWN_REJECTS = 20
UNWATCHED_WIDTH = 1000  # columns of text: a log or a pipe has no edge


def read_week(text: str | None) -> date | None:
    """Return the day that ``--week`` names; the reader of records says whether it is a week (Q-90).

    Raises
    ------
    DropRefused
        If it is no date.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        remedy = "name the week by its Sunday, such as 2025-11-09"
        raise DropRefused([Refusal("--week", "", "", "a date", repr(text), remedy)]) from None


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Show on a terminal which step is being done, or write it to the log; give the function that says so."""
    console = Console(stderr=True)
    if in_json():
        yield lambda step: say(STEPS.get(step, f"Reading {step}"), event="step", step=step)
    elif is_quiet() or not console.is_terminal:
        yield lambda step: None
    else:
        with console.status("Reading") as status:
            yield lambda step: status.update(STEPS.get(step, f"Reading {step}"))


def run_reported(
    job: Callable[[Callable[[str], None]], BuildReport],
    as_json: bool,
    tell_more: Callable[[BuildReport], None] = lambda _: None,
) -> None:
    """Run a check or a build, say what it came to, and end with its exit code.

    Our errors become a report too, so that ``--json`` always gives its document. ``tell_more`` says what only this
    command has to say, before the last line.
    """
    try:
        with steps() as progress:
            report = job(progress)
    except DropRefused as error:
        report = BuildReport(REFUSED, errors=error.reasons)
    except BelsendiError as error:
        report = BuildReport(REFUSED, errors=[Refusal("", "", "", "", str(error), "")])
    if as_json:
        print_json(report.as_dict())
    _tell(report, tell_more)
    click.get_current_context().exit(report.exit_code)


def print_json(document: Any) -> None:
    """Write one JSON document to stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _tell(report: BuildReport, tell_more: Callable[[BuildReport], None]) -> None:
    """Say what a check or a build came to."""
    for note in report.notes:
        say(f"warning: {visible(note.text)}", WARNING, event="note", kind=note.kind, details=dict(note.details))
    _tell_rejects(report)
    tell_more(report)
    for error in report.errors:
        say(f"error: {visible(str(error) if error.expected else error.found)}", ERROR, **error.as_dict())
    say(_last_line(report), INFO if report.exit_code == 0 else WARNING, **_outcome(report))


def _outcome(report: BuildReport) -> dict[str, Any]:
    """Return the outcome for a program that reads the log."""
    return {
        "event": "outcome",
        "status": report.status,
        "week": report.week,
        "snapshot": report.snapshot,
        "drop": report.drop,
        "revision": report.revision,
        "published": report.published,
        "exit_code": report.exit_code,
    }


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], to_stderr: bool = False) -> None:
    """Write rows in columns; where nobody watches, as wide as they are."""
    words = {True: "yes", False: "no", None: "–"}
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(words[cell] if cell is None or isinstance(cell, bool) else str(cell) for cell in row))
    console = Console(stderr=to_stderr, markup=False, highlight=False)
    if not console.is_terminal:
        console.width = UNWATCHED_WIDTH
    console.print(table)


def _tell_rejects(report: BuildReport) -> None:
    """List the first rejected rows."""
    if report.rejects.empty:
        return
    say(f"{len(report.rejects)} rows were set aside:", WARNING, event="rejects", rows=len(report.rejects))
    if in_json():
        return
    rows = [[visible(str(cell)[:80]) for cell in row] for row in report.listed_rejects()[:SHOWN_REJECTS]]
    print_table(list(report.rejects.columns), rows, to_stderr=True)
    if len(report.rejects) > SHOWN_REJECTS:
        say(f"These are the first {SHOWN_REJECTS}; rejects.csv of the export has all.", WARNING)


def visible(text: str) -> str:
    """Return a text whose control characters are written out: what is in a drop must not steer the terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else repr(sign)[1:-1] for sign in text)


def _last_line(report: BuildReport) -> str:
    """Return the outcome in one line."""
    week = f"Week {report.week}" if report.week else "The records"
    state = "published" if report.published else "not published"
    name = f"snapshot {(report.snapshot or '')[:12]}, revision {report.revision}, {state}"
    accepted = "; more rejected rows than the limit were accepted" if report.rejects_accepted else ""
    return {
        "usable": f"{week}: usable.",
        "usable_with_rejects": f"{week}: usable without the rows that were set aside.",
        "built": f"{week}: built, {name}{accepted}.",
        "unchanged": f"{week}: the same content is there already, {name}; nothing was written.",
        "refused": f"{week}: refused, nothing was written.",
        "too_many_rejects": f"{week}: too many rows were set aside, nothing was written.",
    }[report.status]
