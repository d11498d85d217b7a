"""A measured number beside the number it should reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Result:
    """One line of a table.

    Attributes
    ----------
    what, unit
        What was measured, and in what.
    value
        The number.
    limit
        The number to reach; None where there is none.
    at_least
        Whether more is better.
    """

    what: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the limit is kept; None where there is none."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of the values that `share` of them do not exceed."""
    return sorted(values)[max(0, ceil(len(values) * share) - 1)]


def show(title: str, results: Iterable[Result]) -> bool:
    """Print a table; return whether every limit is kept."""
    table = Table("what", "measured", "limit", "", title=title, title_justify="left")
    kept = True
    for result in results:
        mark = {None: "", True: "ok", False: "MISSED"}[result.reached]
        kept = kept and result.reached is not False
        table.add_row(result.what, f"{_number(result.value)} {result.unit}", _limit(result), mark)
    Console().print(table)
    return kept


def _limit(result: Result) -> str:
    """Return the number to reach, in words."""
    if result.limit is None:
        return ""
    return f"{'≥' if result.at_least else '≤'} {_number(result.limit)} {result.unit}"


def _number(value: float) -> str:
    """Return three significant digits at least."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
