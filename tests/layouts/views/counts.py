"""Pages with chosen counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard.frames import Block, PageData
from dashboard.indicators import INDICATOR_KEYS

Counts = Mapping[str, Mapping[str, int]]


def with_counts(data: PageData, indicator: str, units: Counts, *, then: bool = False) -> PageData:
    """Return a page on which units have other counts of one indicator in the shown week, or in the one before."""
    snapshot = data.base if then else data.shown
    assert snapshot is not None
    values = changed(data.values, snapshot.snapshot_id, indicator, units)
    siblings = data.sibling_values
    if siblings is not None and not then:
        siblings = changed(siblings, snapshot.snapshot_id, indicator, units)
    return replace(data, values=values, sibling_values=siblings)


def changed(block: Block, snapshot_id: int, indicator: str, units: Counts) -> Block:
    """Return a block with other counts; what is not named is zero, units that are not in it are passed over."""
    numbers = block.numbers.copy()
    week, place = block.weeks.index(snapshot_id), INDICATOR_KEYS.index(indicator)
    for unit, counts in units.items():
        if unit in block.members:
            row = [counts.get(name, 0) for name in block.shape.fields]
            numbers[week, block.members[unit], place] = row
    return replace(block, numbers=numbers)


def with_comparison(data: PageData, indicator: str, **counts: int) -> PageData:
    """Return a page whose unit has other counts in the comparison."""
    block = data.comparison
    assert block is not None
    numbers = block.numbers.copy()
    numbers[0, 0, INDICATOR_KEYS.index(indicator)] = [counts.get(name, 0) for name in block.shape.fields]
    return replace(data, comparison=replace(block, numbers=numbers))
