"""What would bring a unit or a school further: schools to lift to High, and acts to do in a school."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class Lift(NamedTuple):
    """How many schools of a unit to lift to High, by the category they stand in now."""

    low: int
    medium: int

    @property
    def schools(self) -> int:
        """All schools to lift."""
        return self.low + self.medium


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit as a ranking sees it.

    Attributes
    ----------
    low, medium, high
        Schools in each category.
    order
        What decides between units that are equal in everything else: the name, then the id (A-44, Q-19, Q-21).
    """

    low: int
    medium: int
    high: int
    order: tuple[object, ...] = ()

    @property
    def schools(self) -> int:
        """N: schools with a category."""
        return self.low + self.medium + self.high

    def lifted(self, lift: Lift) -> Standing:
        """Return the unit after some of its schools have been lifted to High."""
        return Standing(self.low - lift.low, self.medium - lift.medium, self.high + lift.schools, self.order)

    def place(self, weights: Sequence[Fraction]) -> tuple[object, ...]:
        """Return what units are sorted by: score, share of High, share of medium, name (A-44); smaller is better."""
        of_low, of_medium, of_high = weights
        score = (self.low * of_low + self.medium * of_medium + self.high * of_high) / self.schools
        return (-score, -Fraction(self.high, self.schools), -Fraction(self.medium, self.schools), self.order)


def fewest_lifts(low: int, medium: int, high: int, target: int | Fraction, weights: Sequence[Fraction]) -> Lift:
    """Return the fewest schools to lift to High so that the unit's score reaches a target.

    With X1, X2, X3 schools in low, medium and high and N = X1 + X2 + X3, the score 100·(X1·w1 + X2·w2 + X3·w3)/N (A-44)
    reaches T iff the sum in brackets, P, reaches T·N/100. Lifting a low school adds a = w3 - w1 to P, a medium one
    b = w3 - w2 (with the weights 0, 1/2, 1: one and one half), and a >= b >= 0 because the weights do not fall. Lifting
    a low school to Medium only adds a - b, which is no more than a: it never saves a school.

    No choice of k schools adds more than taking low schools first, so k lifts suffice iff min(k, X1)·a +
    max(0, k - X1)·b >= D with D = T·N/100 - P. The left side does not fall as k grows; the smallest such k is 0 if
    D <= 0, ceil(D/a) if that is at most X1, else X1 + ceil((D - X1·a)/b). It never exceeds X1 + X2, since with all
    schools in High the score is 100·w3 = 100 >= T; and where the last case occurs b > 0, since b = 0 would make
    X1·a >= D by the same argument.

    Parameters
    ----------
    low, medium, high
        Schools in each category.
    target
        The score to reach, in percent, at most 100.
    weights
        Of low, medium and high; they do not fall, and the last one is 1.

    Returns
    -------
    Lift
        How many low and how many medium schools; nothing for a unit that meets the target or has no schools.
    """
    # Over the common denominator of the weights and T/100, in whole numbers: fractions take twenty times as long.
    part, hundreds = target.numerator, 100 * target.denominator
    scale = math.lcm(*(weight.denominator for weight in weights))
    of_low, of_medium, of_high = (w.numerator * (scale // w.denominator) * hundreds for w in weights)
    missing = part * scale * (low + medium + high) - (low * of_low + medium * of_medium + high * of_high)
    if missing <= 0:
        return Lift(0, 0)
    by_low, by_medium = of_high - of_low, of_high - of_medium
    if low * by_low >= missing:
        return Lift(_ceil(missing, by_low), 0)
    return Lift(low, _ceil(missing - low * by_low, by_medium))


def fewest_lifts_past(unit: Standing, ahead: Standing, weights: Sequence[Fraction]) -> Lift | None:
    """Return the fewest schools to lift to High so that a unit stands before another one in the ranking.

    Places follow A-44: score, then share of High, then share of medium, then name. Reaching the other's score is not
    always enough, and beating it not always needed.

    Let k schools be lifted, i of them low ones, to High. The score is P + i·a + (k - i)·b over N with a >= b as in
    `fewest_lifts`, X3 grows by k whatever i is, X2 falls by k - i. Score and X2 both do not fall as i grows, so among
    all choices of k schools the one with the most low ones comes first in the order of A-44; lifting a school only to
    Medium leaves X3 behind without adding more to the score than High does. And with one more school lifted this way
    the score does not fall and X3 grows: the place improves strictly with k. So the smallest sufficient k can be found
    by halving, between 1 and X1 + X2. It is enough to look at the unit right ahead: whoever gains a place has passed
    some unit that was ahead, and the last one of these is the easiest to pass.

    Parameters
    ----------
    unit, ahead
        Both have schools, and `unit` stands behind `ahead`.
    weights
        As in `fewest_lifts`.

    Returns
    -------
    Lift or None
        None where even with all its schools in High the unit stays behind.
    """
    best = unit.low + unit.medium
    # Everything times both numbers of schools: whole numbers compare much faster than fractions.
    scale = math.lcm(*(weight.denominator for weight in weights))
    points = [int(weight * scale) for weight in weights]
    wanted = _whole_place(ahead, points, unit.schools)

    def passes(schools: int) -> bool:
        return _whole_place(unit.lifted(_low_first(unit, schools)), points, ahead.schools) < wanted

    if not best or not passes(best):
        return None
    fewest, enough = 0, best
    while enough - fewest > 1:
        middle = (fewest + enough) // 2
        fewest, enough = (fewest, middle) if passes(middle) else (middle, enough)
    return _low_first(unit, enough)


def _whole_place(unit: Standing, points: Sequence[int], others: int) -> tuple[object, ...]:
    """Return `Standing.place` in whole numbers, comparable between two units if each is given the other's schools."""
    of_low, of_medium, of_high = points
    reached = unit.low * of_low + unit.medium * of_medium + unit.high * of_high
    return -reached * others, -unit.high * others, -unit.medium * others, unit.order


def _low_first(unit: Standing, schools: int) -> Lift:
    """Return the lift of so many schools with the most low ones."""
    of_low = min(unit.low, schools)
    return Lift(of_low, schools - of_low)


def missing_acts(numerator: int, denominator: int, target: int) -> int | None:
    """Return how many more of the counted things a share needs to reach a target.

    It is the smallest n with 100·(numerator + n) >= target·denominator (Q-15).

    Parameters
    ----------
    numerator, denominator
        Counts of one indicator: lessons planned of lessons, accounts activated of accounts, fields filled of fields …
    target
        In percent.

    Returns
    -------
    int or None
        0 where the target is met; None where there is nothing to count (a share of nothing is 0, Q-12, and no act on
        what is there can change it).
    """
    if not denominator:
        return None
    return max(0, _ceil(target * denominator, 100) - numerator)


def _ceil(part: int, whole: int) -> int:
    """Return the least whole number that is not below a quotient."""
    return -(-part // whole)
