"""Small array operations the generator is built on: types, random streams, choosing within groups."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[Any]  # of object dtype: Python strings


def stream(seed: int, name: str, *numbers: int) -> np.random.Generator:
    """Return the random stream of a name: drawing more from one never changes another."""
    return np.random.default_rng([seed, *name.encode(), *numbers])


def group_starts(sizes: Ints) -> Ints:
    """Return where each of consecutive groups begins."""
    return np.cumsum(sizes) - sizes


def within(sizes: Ints) -> Ints:
    """Return 0, 1, 2 … within each of consecutive groups: ``within([2, 3])`` is ``[0, 1, 0, 1, 2]``."""
    return np.arange(sizes.sum()) - np.repeat(group_starts(sizes), sizes)


def first_of_group(group: Ints, key: Floats, wanted: Ints) -> Flags:
    """Choose the `wanted[g]` members with the smallest keys of every group `g`.

    Parameters
    ----------
    group
        The group of each member, counted from 0; in any order.
    key
        What the members are ordered by.
    wanted
        How many to choose, by group; more than there are chooses all.

    Returns
    -------
    Flags
        True for the chosen members.
    """
    order = np.lexsort((key, group))
    sizes = np.bincount(group, minlength=len(wanted))
    chosen = np.empty(len(group), dtype=bool)
    chosen[order] = within(sizes) < np.repeat(wanted, sizes)
    return chosen


def ceil_div(numerator: Ints, denominator: int) -> Ints:
    """Return the quotients rounded up, exactly."""
    return -(-numerator // denominator)
