from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dashboard.configuration import load_configuration
from dashboard.demo.behaviour import FIELDS, INDICATORS, NEAR_MISS_STRENGTH, WeekBehaviour, _shares, week_behaviour
from tests.dashboard.demo.conftest import ANCHOR

CONFIG = load_configuration().for_week(ANCHOR)
TARGETS = np.array([CONFIG.targets[of] for of in INDICATORS])


def _behaviour(strength: float, near: bool = False) -> WeekBehaviour:
    strengths = np.full((1, len(INDICATORS)), strength)
    return WeekBehaviour(strengths, _shares(strengths, CONFIG), TARGETS, np.full(strengths.shape, near))


@given(st.floats(-9, 9), st.integers(0, 5000), st.integers(0, 6))
def test_q15_a_school_reaches_the_norm_exactly_where_its_strength_is_not_negative(strength, total, indicator):
    reached = int(_behaviour(strength).reached(indicator, np.array([total]))[0])
    assert 0 <= reached <= total
    if total:
        assert (100 * reached >= TARGETS[indicator] * total) == (strength >= 0)


@given(st.integers(300, 5000), st.integers(0, 6))
def test_near_misses_lack_one(total, indicator):
    reached = int(_behaviour(0.5, near=True).reached(indicator, np.array([total]))[0])
    assert 100 * reached < TARGETS[indicator] * total <= 100 * (reached + 1)


@given(st.floats(-9, 9))
def test_profiles_are_full_exactly_where_the_strength_is_not_negative(strength):
    filled = int(_behaviour(strength).filled_fields()[0])
    assert 0 < filled <= FIELDS
    assert (filled == FIELDS) == (strength >= 0)


def test_near_misses_do_well_in_everything(whole_country):
    does = week_behaviour(whole_country.behaviour, ANCHOR, 5)
    near = does.near.any(axis=1)
    assert 50 < near.sum() < 400
    assert does.near.sum(axis=1).max() == 1
    assert does.strength[near].min() >= NEAR_MISS_STRENGTH


def test_weeks_differ_by_their_noise_and_are_the_same_again(small_country):
    first, again = (week_behaviour(small_country.behaviour, ANCHOR, 5).strength for _ in range(2))
    assert (first == again).all()
