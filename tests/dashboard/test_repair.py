"""The fewest schools to lift so that a unit reaches a target."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.repair import Lift, fewest_lifts

HALF = (Fraction(0), Fraction(1, 2), Fraction(1))
COUNTS = st.integers(0, 7)
SHARES = st.fractions(0, 1, max_denominator=5)


def met(counts: tuple[int, int, int], target: int, weights: tuple[Fraction, ...]) -> bool:
    """Tell whether a score reaches a target (A-44)."""
    return 100 * sum(n * w for n, w in zip(counts, weights, strict=True)) >= target * sum(counts)


@given(COUNTS, COUNTS, COUNTS, st.integers(1, 100), SHARES, SHARES)
def test_no_smaller_choice_of_schools_is_enough(
    low: int, medium: int, high: int, target: int, one: Fraction, other: Fraction
) -> None:
    """Brute force: every choice of low and medium schools is tried."""
    weights = (min(one, other), max(one, other), Fraction(1))
    enough = [
        a + b
        for a, b in product(range(low + 1), range(medium + 1))
        if met((low - a, medium - b, high + a + b), target, weights)
    ]
    found = fewest_lifts(low, medium, high, target, weights)
    assert found.schools == min(enough)
    assert met((low - found.low, medium - found.medium, high + found.schools), target, weights)


@given(COUNTS, COUNTS, COUNTS, st.integers(1, 100))
def test_every_smaller_number_of_lifts_leaves_the_unit_below(low: int, medium: int, high: int, target: int) -> None:
    found = fewest_lifts(low, medium, high, target, HALF)
    assume(found.schools)
    fewer = found.schools - 1
    of_low = min(low, fewer)
    assert not met((low - of_low, medium - (fewer - of_low), high + fewer), target, HALF)


@pytest.mark.parametrize(
    ("counts", "target", "lift"),
    [
        ((0, 0, 0), 71, Lift(0, 0)),
        ((10, 10, 20), 71, Lift(4, 0)),  # 25 of 40 points, 28.4 needed
        ((1, 10, 9), 71, Lift(1, 0)),  # 14 of 20, 14.2 needed: one low school gives a whole point
        ((0, 10, 10), 80, Lift(0, 2)),  # 15 of 20, 16 needed
        ((1, 10, 9), 80, Lift(1, 2)),
        ((0, 0, 5), 100, Lift(0, 0)),
        ((3, 2, 0), 100, Lift(3, 2)),
        ((29, 0, 71), 71, Lift(0, 0)),  # exactly at the target
        ((30, 0, 70), 71, Lift(1, 0)),
    ],
)
def test_known_units(counts: tuple[int, int, int], target: int, lift: Lift) -> None:
    assert fewest_lifts(*counts, target, HALF) == lift
