"""The fewest schools to lift so that a unit reaches a target or passes another one; the acts a school lacks."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboard.repair import Lift, Standing, fewest_lifts, fewest_lifts_past, missing_acts

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


def standings(order: str) -> st.SearchStrategy[Standing]:
    return st.builds(Standing, COUNTS, COUNTS, COUNTS, st.just((order,))).filter(lambda unit: unit.schools > 0)


def every_outcome(unit: Standing) -> list[tuple[int, Standing]]:
    """Return every way to lift schools, to Medium too, with how many schools it touches."""
    return [
        (up + over + out, Standing(unit.low - up - over, unit.medium + over - out, unit.high + up + out, unit.order))
        for up, over, out in product(range(unit.low + 1), range(unit.low + 1), range(unit.medium + 1))
        if up + over <= unit.low
    ]


@given(standings("b"), st.lists(standings("x"), min_size=1, max_size=4), st.booleans(), SHARES, SHARES)
def test_a44_no_smaller_choice_of_schools_gains_a_place(
    unit: Standing, others: list[Standing], is_first_by_name: bool, one: Fraction, other: Fraction
) -> None:
    """Brute force over whole rankings, ties included: every outcome of lifting is ranked anew."""
    weights = (min(one, other), max(one, other), Fraction(1))
    name = "c" if is_first_by_name else "a"
    rivals = [Standing(o.low, o.medium, o.high, (f"{name}{n}",)) for n, o in enumerate(others)]

    def rank(changed: Standing) -> int:
        return sum(rival.place(weights) < changed.place(weights) for rival in rivals)

    before = rank(unit)
    assume(before)
    ahead = sorted(rivals, key=lambda rival: rival.place(weights))[before - 1]
    enough = [schools for schools, changed in every_outcome(unit) if rank(changed) < before]
    found = fewest_lifts_past(unit, ahead, weights)
    assert (found.schools if found else None) == min(enough, default=None)
    assert found is None or rank(unit.lifted(found)) < before


@pytest.mark.parametrize(
    ("unit", "ahead", "lift"),
    [
        ((2, 0, 6), (1, 0, 3), Lift(1, 0)),  # the same score and shares, later by name: one school more
        ((0, 2, 2), (1, 0, 3), Lift(0, 1)),  # the same score, fewer in High
        ((2, 0, 2), (1, 0, 3), Lift(2, 0)),  # one school reaches the score and the name decides against
        ((1, 0, 1), (0, 0, 2), None),  # nobody gets past a hundred who comes later by name
    ],
)
def test_a44_ties_decide_the_next_place(
    unit: tuple[int, int, int], ahead: tuple[int, int, int], lift: Lift | None
) -> None:
    assert fewest_lifts_past(Standing(*unit, ("b",)), Standing(*ahead, ("a",)), HALF) == lift


def test_a44_a_tie_is_enough_for_the_first_by_name() -> None:
    assert fewest_lifts_past(Standing(1, 0, 1, ("a",)), Standing(0, 0, 2, ("b",)), HALF) == Lift(1, 0)


@given(st.integers(0, 60), st.integers(1, 60), st.integers(1, 100))
def test_q15_missing_acts_are_the_fewest_that_reach_the_target(part: int, whole: int, target: int) -> None:
    found = missing_acts(part, whole, target)
    assert found == next(n for n in range(whole + 61) if 100 * (part + n) >= target * whole)


def test_q12_a_share_of_nothing_has_no_acts() -> None:
    assert missing_acts(0, 0, 71) is None
