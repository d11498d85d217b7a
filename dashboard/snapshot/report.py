"""What a check or a build came to: its exit code and its JSON document (records.md, "Command line")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import pandas as pd

from dashboard.errors import DropRefused, Refusal, TooManyRejects
from dashboard.snapshot.notes import Note

LISTED_REJECTS = 1000  # of them stand in the JSON document; the snapshot and its export have all

USABLE, USABLE_WITH_REJECTS = "usable", "usable_with_rejects"
BUILT, UNCHANGED, REFUSED, TOO_MANY_REJECTS = "built", "unchanged", "refused", "too_many_rejects"

EXIT_CODES = {
    USABLE: 0,
    USABLE_WITH_REJECTS: 3,
    BUILT: 0,
    UNCHANGED: 0,
    REFUSED: 4,
    TOO_MANY_REJECTS: 5,
}
REJECTS_ACCEPTED = 3


def _counts() -> pd.DataFrame:
    """Return a frame of counts without tables."""
    return pd.DataFrame(columns=["table", "rows_in", "used", "folded", "rejected"])


def _rejects() -> pd.DataFrame:
    """Return a frame of rejects without rows."""
    return pd.DataFrame(columns=["table", "file", "row", "column", "value", "reason"])


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a check or a build came to.

    Attributes
    ----------
    status
        One of ``usable``, ``usable_with_rejects``, ``built``, ``unchanged``, ``refused``, ``too_many_rejects``.
    week
        The week's Sunday, as far as it is known.
    snapshot, revision
        The content id (Q-92) and the number within the week, where there is a snapshot.
    drop
        The hash of the accepted rows alone, as far as it was computed.
    published
        Whether that snapshot is published now.
    rejects_accepted
        More rows were set aside than the limit allows, and somebody accepted that (Q-96).
    counts, rejects
        As in a `Drop`.
    notes
        What a reader of the week should know.
    errors
        Why nothing was written, if so.
    """

    status: str
    week: date | None = None
    snapshot: str | None = None
    revision: int | None = None
    drop: str | None = None
    published: bool = False
    rejects_accepted: bool = False
    counts: pd.DataFrame = field(default_factory=_counts)
    rejects: pd.DataFrame = field(default_factory=_rejects)
    notes: Sequence[Note] = ()
    errors: Sequence[Refusal] = ()

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""
        accepted = self.rejects_accepted and self.status in {BUILT, UNCHANGED}
        return REJECTS_ACCEPTED if accepted else EXIT_CODES[self.status]

    def refused(self, errors: Sequence[Refusal], status: str = REFUSED) -> Self:
        """Return the report of the same drop when nothing was written."""
        return replace(self, status=status, snapshot=None, revision=None, published=False, errors=tuple(errors))

    def raise_refusal(self) -> None:
        """Raise the error that belongs to a report of nothing written.

        Raises
        ------
        DropRefused, TooManyRejects
            By the status.
        """
        if self.status == REFUSED:
            raise DropRefused(self.errors)
        if self.status == TOO_MANY_REJECTS:
            raise TooManyRejects("\n".join(map(str, self.errors)))

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON document, exactly as records.md has it."""
        return {
            "status": self.status,
            "snapshot": self.snapshot,
            "week": self.week.isoformat() if self.week else None,
            "tables": {
                row["table"]: {
                    "in": int(row["rows_in"]),
                    **{name: int(row[name]) for name in ("used", "folded", "rejected")},
                }
                for row in self.counts.to_dict("records")
            },
            "rejects": [
                {"table": table, "file": file, "row": int(row), "column": column, "value": value, "reason": reason}
                for table, file, row, column, value, reason in self.listed_rejects()
            ],
            "warnings": [note.text for note in self.notes],
            "errors": [error.as_dict() for error in self.errors],
        }

    def listed_rejects(self) -> list[tuple[str, str, int, str, str, str]]:
        """Return the rejects that are listed: table, file, row, column, value, reason."""
        columns = ["table", "file", "row", "column", "value", "reason"]
        return list(self.rejects[columns].head(LISTED_REJECTS).itertuples(index=False, name=None))
