"""Reading the tables the demonstration is made from (``data/README.md``)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

DATA_FOLDER = Path(__file__).with_name("data")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``data/<name>.csv``, each a mapping of column to text."""
    with (DATA_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def units(level: str) -> tuple[dict[str, str], ...]:
    """Return the units of a level (republic, region, district) in the order of their codes."""
    return tuple(row for row in table("units") if row["level"] == level)
