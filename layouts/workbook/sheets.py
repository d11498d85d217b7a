"""What a sheet of a report is: typed columns and rows, before anything knows of a file format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

TEXT, WHOLE, TENTHS, SIGNED, STATUS, CODE = "text", "whole", "tenths", "signed", "status", "code"
KINDS = frozenset({TEXT, WHOLE, TENTHS, SIGNED, STATUS, CODE})

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    title
        Its head.
    kind
        How its cells are written: ``text``; ``whole`` numbers; ``tenths``: a percentage with one decimal, cut as on the
        screen; ``signed``: a difference in percentage points; ``status``: a text the row's status colours; ``code``:
        digits that are no number.
    width
        In characters.
    """

    title: str
    kind: str = TEXT
    width: int = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    r"""One sheet: a table with a title and lines above it.

    Attributes
    ----------
    name
        On its tab: at most 31 characters, none of ``[]:*?/\``.
    title, lines
        What stands above the table.
    columns, rows
        The table; None is an empty cell.
    statuses
        By row: good, warn, bad, none; empty where rows have none.
    filtered
        Whether the table can be filtered.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[str] = ()
    statuses: Sequence[str] = ()
    filtered: bool = False
    more: Sequence[Sheet] = field(default=())

    @property
    def head(self) -> int:
        """The row of the heads, from 0: under the title, the lines and an empty row."""
        return len(self.lines) + 2


def tenths(number: int) -> float | None:
    """Return a number of tenths as a cell; a negative one is no value."""
    return number / 10 if number >= 0 else None


def signed(number: int | None) -> float | None:
    """Return a difference in tenths as a cell."""
    return None if number is None else number / 10
