"""Pages with chosen values of one school."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dashboard.frames import PageData
from dashboard.indicators import INDICATOR_KEYS

AT = 3  # a school with data


def with_school(data: PageData, values: Mapping[str, tuple[int, int, int]], at: int = AT) -> PageData:
    """Return a page on which one school has values: numerator, denominator, category; the rest is met."""
    return changed(data, data.shown.snapshot_id if data.shown else 0, values, at)


def with_earlier(data: PageData, values: Mapping[str, tuple[int, int, int]], at: int = AT) -> PageData:
    """Return a page on which one school had values in the previous period."""
    return changed(data, data.base.snapshot_id if data.base else 0, values, at)


def changed(data: PageData, snapshot: int, values: Mapping[str, tuple[int, int, int]], at: int) -> PageData:
    """Return a page on which one school has other values in a week."""
    block = data.school_values
    assert block is not None
    numbers = block.numbers.copy()
    for place, key in enumerate(INDICATOR_KEYS):
        numbers[block.weeks.index(snapshot), at, place] = values.get(key, (100, 100, 3))
    return replace(data, school_values=replace(block, numbers=numbers))
