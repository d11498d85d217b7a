"""What the commands about snapshots share: which snapshot is meant, refusals as documents, lines of the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from dashboard.commands.outcome import print_json, print_table, read_week
from dashboard.commands.speaking import WARNING, say
from dashboard.database import transaction
from dashboard.errors import BelsendiError, DropRefused, Refusal, SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.differences import Difference
from dashboard.snapshot.publication_log import entry, write_entry
from dashboard.snapshot.report import REFUSED
from dashboard.snapshot.revisions import Revision, find_revision

F = TypeVar("F", bound=Callable[..., Any])
SHOWN_DIFFERENCES = 50


def answers(command: F) -> F:
    """Make a command that is called with ``--json`` answer a refusal with a document too."""

    @wraps(command)
    def answering(*words: Any, as_json: bool, **named: Any) -> Any:
        try:
            return command(*words, as_json=as_json, **named)
        except BelsendiError as error:
            if as_json:
                print_json({"status": REFUSED, "errors": [reason.as_dict() for reason in _reasons(error)]})
            raise

    return answering  # type: ignore[return-value]


def _reasons(error: BelsendiError) -> Sequence[Refusal]:
    """Return an error as the fields of ``errors`` in records.md."""
    return error.reasons if isinstance(error, DropRefused) else [Refusal("", "", "", "", str(error), "")]


def require_week(text: str) -> date:
    """Return the week that an option names.

    Raises
    ------
    SnapshotError
        If it is empty.
    """
    day = read_week(text)
    if day is None:
        raise SnapshotError("--week is empty; name the week by its Sunday, such as 2025-11-09.")
    return day


def find(reading: Connection, week: str, revision: str | None) -> Revision:
    """Return the revision that the options name."""
    return find_revision(reading, require_week(week), revision)


def log_reading(settings: Settings, action: str, about: Revision | None, **details: Any) -> None:
    """Log what was read or handed out; where nothing can be written, say so and go on."""
    try:
        with transaction(settings) as writing:
            write_entry(writing, entry(action, about, **details))
    except (BelsendiError, DBAPIError) as error:
        say(f"warning: This was not logged: {error}", WARNING, event="not logged", action=action)


def print_differences(differences: Sequence[Difference]) -> None:
    """List differences for people: the first ones, and how many there are."""
    columns = ("series", "school", "indicator", "was", "is", "category was", "category is")
    print_table(columns, [_cells(one) for one in differences[:SHOWN_DIFFERENCES]])
    if len(differences) > SHOWN_DIFFERENCES:
        say(f"These are the first {SHOWN_DIFFERENCES} of {len(differences)}; --json and the export have all.", WARNING)
    elif not differences:
        say("There is no difference.")


def _cells(one: Difference) -> tuple[object, ...]:
    """Return a difference as a row."""
    was, now = _quotient(one.was_numerator, one.was_denominator), _quotient(one.numerator, one.denominator)
    return one.series, one.school_id, one.indicator, was, now, one.was_category, one.category


def _quotient(numerator: int | None, denominator: int | None) -> str | None:
    """Return counts as people write them."""
    return None if numerator is None else f"{numerator}/{denominator}"
