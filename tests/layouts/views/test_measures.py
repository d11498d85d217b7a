"""From counts to statuses: borders are compared exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.configuration import load_configuration
from dashboard.frames import UNIT_VALUES, block
from dashboard.indicators import INDICATOR_KEYS
from layouts.views.measures import STATUSES, Borders, UnitMeasures, difference

CONFIG = load_configuration().versions[-1]
BORDERS = Borders.of(CONFIG)


def measured(
    indicator: str, low: int, medium: int, high: int, numerator: int = 0, denominator: int = 0
) -> UnitMeasures:
    row = (1, "u", indicator, low, medium, high, 0, numerator, denominator)
    return UnitMeasures(block(UNIT_VALUES, [1], ["u"], [row]), BORDERS)


def at(array: np.ndarray, indicator: str) -> int:
    return int(array[0, 0, INDICATOR_KEYS.index(indicator)])


def test_t7_score_and_block_value_are_two_numbers() -> None:
    found = measured("planning", 10, 10, 20)
    assert (at(found.score, "planning"), at(found.bar, "planning")) == (625, 500)


@pytest.mark.parametrize(("counts", "score"), [((0, 0, 9), 1000), ((9, 0, 0), 0), ((0, 0, 0), -1)])
def test_t8_ends_of_the_score(counts: tuple[int, int, int], score: int) -> None:
    assert at(measured("journal", *counts).score, "journal") == score


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator", "tenths", "met"),
    [
        ("act_teachers", 45, 50, 900, True),
        ("act_teachers", 8996, 10000, 899, False),  # G-16: 89.96 shows 89.9, red
        ("act_teachers", 0, 0, 0, False),  # G-26: no accounts
        ("act_parents", 3, 4, 750, True),
    ],
)
def test_a16_people_bars_are_pooled(indicator: str, numerator: int, denominator: int, tenths: int, met: bool) -> None:
    found = measured(indicator, 1, 0, 0, numerator, denominator)
    assert (at(found.bar, indicator), bool(at(found.met, indicator))) == (tenths, met)


@pytest.mark.parametrize(
    ("low", "medium", "high", "status"),
    [
        (29, 0, 71, "good"),
        (290001, 0, 709999, "warn"),
        (52, 0, 48, "warn"),
        (520001, 0, 479999, "bad"),
        (0, 0, 0, "none"),
    ],
)
def test_q15_borders_compare_exact_fractions(low: int, medium: int, high: int, status: str) -> None:
    assert STATUSES[at(measured("planning", low, medium, high).status, "planning")] == status


def test_q103_paperless_has_its_borders_at_90_and_60() -> None:
    assert [STATUSES[at(measured("qzj", 100 - high, 0, high).status, "qzj")] for high in (90, 89, 60, 59)] == [
        "good",
        "warn",
        "warn",
        "bad",
    ]


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.sampled_from(INDICATOR_KEYS))
def test_g16_what_is_printed_never_crosses_a_border(low: int, medium: int, high: int, indicator: str) -> None:
    found = measured(indicator, low, medium, high)
    total = low + medium + high
    if not total:
        return
    exact = Fraction(100 * (2 * high + medium), 2 * total)
    shown = Fraction(at(found.score, indicator), 10)
    assert shown <= exact < shown + Fraction(1, 10)
    for border in (CONFIG.targets[indicator], CONFIG.medium_from(indicator)):
        assert (shown >= border) == (exact >= border)
    status = STATUSES[at(found.status, indicator)]
    assert (status == "good") == (exact >= CONFIG.targets[indicator])
    assert (status in {"good", "warn"}) == (exact >= CONFIG.medium_from(indicator))


@pytest.mark.parametrize(
    ("now", "then", "tenths"),
    [
        ((75, 100), (60, 100), 150),
        ((60, 100), (75, 100), -150),
        ((1, 3), (1, 3), 0),
        ((7082, 10000), (70, 100), 8),
        ((70, 100), (7082, 10000), -8),  # cut towards zero on both sides
        ((1, 2), (0, 0), 500),
    ],
)
def test_differences_are_cut_towards_zero(now: tuple[int, int], then: tuple[int, int], tenths: int) -> None:
    assert difference(now, then) == tenths


@given(*[st.integers(0, 10**6)] * 4)
def test_differences_are_exact(part: int, rest: int, before: int, rest_before: int) -> None:
    now, then = (part, part + rest), (before, before + rest_before)
    shares = [Fraction(pair[0], pair[1]) if pair[1] else Fraction(0) for pair in (now, then)]
    exact = 1000 * (shares[0] - shares[1])
    assert abs(difference(now, then)) == abs(exact) // 1
    assert difference(now, then) * exact >= 0
