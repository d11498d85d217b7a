"""Lessons some millions at a time: what is gathered about each then fits into memory, however large the country.

A week of ten countries took fourteen times as long as one while the engine moved half-gathered lessons to the disk and
back. Files lie in the order in which a system wrote them, which mostly is that of its ids, so that a range of ids is a
range of files; where it is not, a range costs one more reading of the ids, which is cheap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import ibis.expr.types as ir

from dashboard.snapshot.checks import NUMBER

SAMPLE = 2_000  # ids that are looked at for each slice


@dataclass(frozen=True, slots=True)
class Slice:
    """A range of ids of lessons.

    Attributes
    ----------
    first
        The first id, in the order of code points; None where nothing is below.
    end
        The first id that is above; None where nothing is.
    """

    first: str | None = None
    end: str | None = None

    def of(self, rows: ir.Table) -> ir.Table:
        """Return the rows about its lessons: their column lesson_id is within the range."""
        if self.first is not None:
            rows = rows.filter(rows.lesson_id >= self.first)
        return rows if self.end is None else rows.filter(rows.lesson_id < self.end)


WHOLE = Slice()


def slices_of(lessons: ir.Table, at_once: int | None) -> list[Slice]:
    """Return ranges that hold every id once, about as many in each.

    Parameters
    ----------
    lessons
        One row is one lesson; lesson_id.
    at_once
        How many lessons a slice should have; all if None.
    """
    count = int(lessons.count().to_pyarrow().as_py()) if at_once else 0
    if not at_once or count <= at_once:
        return [WHOLE]
    wanted = -(-count // at_once)
    return list(_between(_quantiles(_sample(lessons, max(1, count // (wanted * SAMPLE))), wanted)))


def _sample(lessons: ir.Table, step: int) -> list[str]:
    """Return every so manieth id in order; of rows without a number, which are few, all."""
    if NUMBER in lessons.columns:
        lessons = lessons.filter(lessons[NUMBER] % step == 0)
    return sorted(lessons.lesson_id.to_pyarrow().to_pylist())


def _quantiles(ids: Sequence[str], parts: int) -> list[str]:
    """Return the ids at which ordered ones fall into parts, each once."""
    return sorted({ids[len(ids) * part // parts] for part in range(1, parts)}) if ids else []


def _between(bounds: Sequence[str]) -> Iterator[Slice]:
    """Yield the ranges between bounds, before the first and after the last."""
    for first, end in pairwise([None, *bounds, None]):
        yield Slice(first, end)
