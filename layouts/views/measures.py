"""From counts to what is shown: scores, values of the bars, statuses. Whole numbers all the way (Q-15, Q-20).

Percentages are in tenths of a percent, cut (G-16); -1 is none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from dashboard.configuration import MonitorConfig
from dashboard.frames import Block, Integers
from dashboard.indicators import INDICATOR_KEYS, INDICATORS

STATUSES = ("none", "bad", "warn", "good")  # a status' number is its place here, and that of the category it stands for
NONE, BAD, WARN, GOOD = range(4)
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Borders:
    """A configuration as arrays along the indicators.

    Attributes
    ----------
    target, medium, gauge
        Percent from which a score is good, from which it is warn, and where the bar's mark stands.
    weights
        Of a school in low, medium and high, over the common denominator `scale`.
    pooled
        Whether the bar shows the pooled share (A-18) instead of the share of schools in high.
    """

    target: Integers
    medium: Integers
    gauge: Integers
    weights: tuple[int, int, int]
    scale: int
    pooled: Flags

    @classmethod
    def of(cls, config: MonitorConfig) -> Borders:
        """Return the borders of one version of the monitor's numbers."""
        scale = math.lcm(*(weight.denominator for weight in config.weights))
        low, medium, high = (int(weight * scale) for weight in config.weights)
        return cls(
            np.array([config.targets[key] for key in INDICATOR_KEYS], np.int64),
            np.array([config.medium_from(key) for key in INDICATOR_KEYS], np.int64),
            np.array([config.gauge_target(key) for key in INDICATOR_KEYS], np.int64),
            (low, medium, high),
            scale,
            np.array([INDICATORS[key].gauge == "pooled" for key in INDICATOR_KEYS]),
        )


def share(part: Integers, whole: Integers) -> Integers:
    """Return tenths of a percent, cut; 0 where the whole is 0 (Q-12)."""
    found: Integers = 1000 * part // np.maximum(whole, 1)
    return found


def status_of(part: Integers, whole: Integers, borders: Borders) -> Integers:
    """Return the status of ``part / whole``: compared exactly, never as it is printed (Q-15, Q-103)."""
    good = 100 * part >= borders.target * whole
    warn = 100 * part >= borders.medium * whole
    return np.where(whole == 0, NONE, np.where(good, GOOD, np.where(warn, WARN, BAD)))


@dataclass(frozen=True)
class UnitMeasures:
    """What follows from `UNIT_VALUES`: arrays (weeks, units, indicators)."""

    values: Block
    borders: Borders

    @cached_property
    def counted(self) -> Integers:
        """N: schools with a category (A-44)."""
        return self.values.of("low") + self.values.of("medium") + self.values.of("high")

    @cached_property
    def reached(self) -> Integers:
        """Schools weighted by category, in parts of `whole`."""
        low, medium, high = self.borders.weights
        return low * self.values.of("low") + medium * self.values.of("medium") + high * self.values.of("high")

    @cached_property
    def whole(self) -> Integers:
        """What `reached` is when every school is high."""
        return self.counted * self.borders.scale

    @cached_property
    def score(self) -> Integers:
        """S of A-44 in tenths; -1 without schools."""
        return np.where(self.counted == 0, -1, share(self.reached, self.whole))

    @cached_property
    def status(self) -> Integers:
        """Status of the score (Q-103)."""
        return status_of(self.reached, self.whole, self.borders)

    @cached_property
    def _bar(self) -> tuple[Integers, Integers]:
        """Part and whole of the bar's value (A-18, A-20, Q-101, Q-102)."""
        pooled = self.borders.pooled
        part = np.where(pooled, self.values.of("numerator"), self.values.of("high"))
        return part, np.where(pooled, self.values.of("denominator"), self.counted)

    @cached_property
    def bar(self) -> Integers:
        """Value of the bar in tenths; -1 without schools."""
        return np.where(self.counted == 0, -1, share(*self._bar))

    @cached_property
    def met(self) -> Flags:
        """Whether the bar reaches its mark (A-16)."""
        part, whole = self._bar
        found: Flags = (self.counted > 0) & (whole > 0) & (100 * part >= self.borders.gauge * whole)
        return found


@dataclass(frozen=True)
class SchoolMeasures:
    """What follows from `SCHOOL_VALUES`: arrays (weeks, schools, indicators)."""

    values: Block

    @cached_property
    def status(self) -> Integers:
        """Status: the category's number."""
        return self.values.of("category")

    @cached_property
    def value(self) -> Integers:
        """Value in tenths; -1 where there is none."""
        return np.where(self.status == NONE, -1, share(self.values.of("numerator"), self.values.of("denominator")))

    def changes(self, now: int, then: int) -> tuple[Integers, Flags]:
        """Return the change between two weeks in tenths of a point, cut towards zero, and where there is one.

        There is one where a school has values in both weeks (F.3-6). Arrays (schools, indicators).
        """
        part, before = (self.values.of("numerator")[week] for week in (now, then))
        whole, whole_before = (self.values.of("denominator")[week] for week in (now, then))
        part, before = np.where(whole, part, 0), np.where(whole_before, before, 0)  # a share of nothing is 0
        whole, whole_before = np.maximum(whole, 1), np.maximum(whole_before, 1)
        exact = 1000 * (part * whole_before - before * whole)
        tenths = np.sign(exact) * (np.abs(exact) // (whole * whole_before))
        return tenths, (self.status[now] != NONE) & (self.status[then] != NONE)


def difference(now: tuple[int, int], then: tuple[int, int]) -> int:
    """Return the change between two shares, ``(part, whole)`` each, in tenths of a point, cut towards zero.

    A share of nothing is 0 (Q-12).
    """
    (part, whole), (before, whole_before) = (pair if pair[1] else (0, 1) for pair in (now, then))
    tenths = 1000 * (part * whole_before - before * whole)
    size = abs(tenths) // (whole * whole_before)
    return size if tenths > 0 else -size
