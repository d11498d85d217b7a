"""The terms in which the import contract is written: columns, references, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "bool", "int", "date", "time"]
Presence = Literal["always", "optional", "facts", "aggregated", "accounts"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name, type
        As in records.md; ids and texts are ``text``, instants are ``time``.
    required
        The column must be there and its value must not be missing.
    values
        The list of allowed values; empty: any.
    low, high
        The allowed range of an ``int``, both included.
    pattern
        What the whole of a text must match; empty: anything.
    default
        The value that an empty field, or a missing column, stands for.
    profile
        One of the 18 profile fields: any text will do, it never rejects a row (Q-62).
    date_expected
        A profile field whose value should be a date; others are listed as suspicious (Q-62).
    """

    name: str
    type: ColumnType = "text"
    required: bool = False
    values: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    pattern: str = ""
    default: str | int | None = None
    profile: bool = False
    date_expected: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose value must be the id of an accepted row (Q-73).

    Attributes
    ----------
    column
        The referring column.
    tables
        Where the id is looked up, in this order (Q-95); the key is each table's only key column.
    literals
        Values that need no row.
    level
        The level an accepted unit must have; another level is ``not_in_list`` (Q-29).
    """

    column: str
    tables: tuple[str, ...]
    literals: tuple[str, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class AtMost:
    """Two columns of a row of which the first must not exceed the second, where both are given (Q-67).

    ``named`` is the column that the reject names.
    """

    smaller: str
    larger: str
    named: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the contract.

    Attributes
    ----------
    name
        The file's name without its ending.
    columns
        In contract order, which is the order of faults (Q-77).
    presence
        ``always`` required; ``optional``; or one of the groups of Q-64: the seven ``facts``, ``aggregated``,
        ``accounts``.
    key
        The columns whose values are unique (Q-75).
    reference
        The column that must refer to an accepted row.
    at_most
        In-row consistency, in the order of Q-67.
    counts
        All ``int`` columns are counts: a negative one is ``inconsistent`` (Q-67).
    week_column
        The date, or moment, that must lie in the reporting week (Q-78).
    folded
        Equal rows are one (Q-59).
    repeatable
        Equal rows of different drops are one (Q-91).
    """

    name: str
    columns: tuple[Column, ...]
    presence: Presence = "optional"
    key: tuple[str, ...] = ()
    reference: Reference | None = None
    at_most: tuple[AtMost, ...] = ()
    counts: bool = False
    week_column: str = ""
    folded: bool = False
    repeatable: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns in contract order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)
