"""What the contract's tables and columns mean and what depends on them: the data of ``contract_meanings.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.snapshot.contract import TABLES

_FILE = Path(__file__).with_suffix(".toml")
_OTHERS = ("feeds", "bad_input")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a table or column is for.

    Attributes
    ----------
    says
        In a sentence.
    feeds
        What depends on it, in plain words.
    examples
        Of a column: a value for each example row; a single one is in all of them.
    without
        Of an optional column: what is so where it is absent, empty if nothing; None: what it feeds is not connected.
    """

    says: str
    feeds: tuple[str, ...]
    examples: tuple[str, ...] = ()
    without: str | None = None

    def example(self, row: int) -> str:
        """Return the value of an example row."""
        return self.examples[min(row, len(self.examples) - 1)]


@dataclass(frozen=True, slots=True)
class BadInput:
    """A row of "What bad input gets": what is wrong, what happens; its tests are called after its key."""

    key: str
    what: str
    happens: str


def of_table(table: str) -> Meaning:
    """Return what a table is for."""
    return _meaning(_content()[table])


def of_column(table: str, column: str) -> Meaning:
    """Return what a column is for."""
    return _meaning(_content()[table]["columns"][column])


def bad_input() -> tuple[BadInput, ...]:
    """Return what bad input gets, in the contract's order."""
    return tuple(BadInput(**row) for row in _content()["bad_input"])


def example_rows(table: str, count: int) -> list[list[str]]:
    """Return the first example rows of a table, all of its columns in contract order; empty where missing."""
    columns = [of_column(table, name) for name in TABLES[table].column_names]
    return [[column.example(row) for column in columns] for row in range(count)]


def example_count(table: str) -> int:
    """Return how many example rows a table has."""
    return max(len(of_column(table, name).examples) for name in TABLES[table].column_names)


def described() -> Mapping[str, Sequence[str]]:
    """Return the names of all columns that are described, by table."""
    return {name: list(row["columns"]) for name, row in _content().items() if name not in _OTHERS}


def _meaning(row: Mapping[str, Any]) -> Meaning:
    """Return a row of the file as a value."""
    words = _content()["feeds"]
    example = row.get("example", "")
    examples = (example,) if isinstance(example, str) else tuple(example)
    feeds = tuple(words[key] for key in row.get("feeds", ()))
    return Meaning(row["says"], feeds, examples, row.get("without"))


@cache
def _content() -> dict[str, Any]:
    """Return the file."""
    return tomllib.loads(_FILE.read_text("utf-8"))
