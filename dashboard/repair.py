"""What would bring a unit to the norm: the fewest schools to lift to High (the table "what to mend first")."""

from __future__ import annotations

import math
from collections.abc import Sequence
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


def fewest_lifts(low: int, medium: int, high: int, target: int | Fraction, weights: Sequence[Fraction]) -> Lift:
    """Return the fewest schools to lift to High so that the unit's score reaches a target.

    With X1, X2, X3 schools in low, medium and high and N = X1 + X2 + X3, the score 100·(X1·w1 + X2·w2 + X3·w3)/N (A-44)
    reaches T iff the sum in brackets, P, reaches T·N/100. Lifting a low school adds a = w3 - w1 to P, a medium one
    b = w3 - w2 (with the weights 0, 1/2, 1: one and one half), and a >= b >= 0 because the weights do not fall.

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


def _ceil(part: int, whole: int) -> int:
    """Return the least whole number that is not below a quotient."""
    return -(-part // whole)
