"""How well each school does in each week: strengths, and the shares that follow from them.

A school's strength in an indicator is 0 where it just reaches the norm. It is made of its region's level
(``data/region_behaviour.csv``), its district, the school itself, the season, the stories and a little noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np

from dashboard.configuration import MonitorConfig, load_configuration
from dashboard.demo import stories
from dashboard.demo.arrays import Flags, Floats, Ints, ceil_div, stream
from dashboard.demo.population import Schools
from dashboard.demo.sources import table

INDICATORS = ("act_teachers", "act_pupils", "act_parents", "timetable", "planning", "journal", "timely", "profile")
ACCOUNTS = slice(0, 3)
TIMETABLE, PLANNING, JOURNAL, TIMELY, PROFILE = range(3, 8)
# How fast a share moves with the strength, on the logistic scale.
SPREAD = np.array([1.3, 0.95, 0.95, 1.7, 1.3, 1.15, 1.2, 1.0])
FIELDS = 18
FIELDS_PER_STRENGTH = 5.5  # profile fields missing for each unit below 0
DISTRICT_PART, SCHOOL_PART, OWN_PART = 0.22, 0.43, 0.35  # of the variance between the schools of a region
EMPTY_SHARE, EMPTY = 0.0015, -9.0  # schools that enter no timetable at all, and their strength in it
NEAR_MISS_STRENGTH = 0.2  # the least strength of near misses in what they do reach
COMPLETE = "100"  # in region_behaviour.csv: without exception


@dataclass(frozen=True)
class Behaviour:
    """What stays the same in all weeks.

    Attributes
    ----------
    schools
        The schools.
    usual
        Shape (schools, 8): strength in mid-November 2026.
    near
        Schools that miss one indicator by a hair.
    seed, anchor
        The seed, and the last week of the first history made with it, to which the stories of districts are tied.
    """

    schools: Schools
    usual: Floats
    near: stories.NearMisses
    seed: int
    anchor: date


def behave(schools: Schools, seed: int, anchor: date) -> Behaviour:
    """Draw what stays the same in all weeks."""
    rng = stream(seed, "behaviour")
    district = _district_effects(schools, rng)
    general = np.sqrt(DISTRICT_PART) * district + np.sqrt(SCHOOL_PART) * rng.standard_normal(len(schools))
    own = np.sqrt(OWN_PART) * rng.standard_normal((len(schools), len(INDICATORS)))
    usual = _region_levels()[schools.region] + general[:, None] + own
    usual[:, TIMETABLE] = np.clip(usual[:, TIMETABLE], -3.2, None)
    usual[rng.random(len(schools)) < EMPTY_SHARE, TIMETABLE] = EMPTY
    return Behaviour(schools, usual, stories.near_misses(schools, seed), seed, anchor)


def _region_levels() -> Floats:
    """Return the strength that lets the tabled share of a region's schools reach each norm, shape (regions, 8)."""
    quantile = NormalDist().inv_cdf
    rows = table("region_behaviour")
    return np.array(
        [[8.0 if row[of] == COMPLETE else quantile(float(row[of]) / 100) for of in INDICATORS] for row in rows]
    )


def _district_effects(schools: Schools, rng: np.random.Generator) -> Floats:
    """Return a standard normal effect of each school's district, zero on average within a region."""
    effect = rng.standard_normal(schools.district.max() + 1)[schools.district]
    middle = np.bincount(schools.region, effect) / np.bincount(schools.region)
    centred: Floats = effect - middle[schools.region]
    return centred


@dataclass(frozen=True)
class WeekBehaviour:
    """The strengths of a week, and what a count becomes under them.

    Attributes
    ----------
    strength
        Shape (schools, 8).
    share
        Shape (schools, 8): the share that belongs to each strength.
    targets
        The norm of each indicator in percent.
    near
        Shape (schools, 8): which school misses which indicator by a hair.
    """

    strength: Floats
    share: Floats
    targets: Ints
    near: Flags

    def reached(self, indicator: int, total: Ints) -> Ints:
        """Return how many of `total` the schools reach: at the norm exactly where the strength is not negative."""
        exact = self.share[:, indicator] * total
        needed = ceil_div(self.targets[indicator] * total, 100)
        above = np.maximum(np.ceil(exact).astype(np.int64), needed)
        below = np.minimum(np.floor(exact).astype(np.int64), needed - 1)
        counts = np.where(self.strength[:, indicator] >= 0, above, below)
        counts = np.where(self.near[:, indicator], needed - 1, counts)
        found: Ints = np.clip(counts, 0, total)
        return found

    @property
    def without_timetable(self) -> Flags:
        """Which schools enter no timetable at all."""
        empty: Flags = self.strength[:, TIMETABLE] < EMPTY / 2
        return empty

    def filled_fields(self) -> Ints:
        """Return how many of the 18 profile fields are filled."""
        missing = np.ceil(-self.strength[:, PROFILE] * FIELDS_PER_STRENGTH).astype(np.int64)
        found: Ints = FIELDS - np.clip(missing, 0, FIELDS - 4)
        return found


def week_behaviour(behaviour: Behaviour, week: date, teaching_days: int) -> WeekBehaviour:
    """Return the strengths of a week.

    Parameters
    ----------
    behaviour
        What stays the same.
    week
        The week.
    teaching_days
        Of a five-day school by the country's calendar.
    """
    schools = behaviour.schools
    keeping = stories.region_shift(week, schools.region)
    keeping = keeping + stories.district_shift(week, behaviour.anchor, schools.unit)
    strength = behaviour.usual + stories.season(week, teaching_days) + keeping[:, None] * stories.KEEPING
    strength += _noise(behaviour.seed, week, schools)
    config = load_configuration().for_week(week)
    near = np.zeros(strength.shape, dtype=bool)
    near[behaviour.near.schools, behaviour.near.indicators] = True
    fine = near.any(axis=1)
    strength[fine] = np.maximum(strength[fine], NEAR_MISS_STRENGTH)
    targets = np.array([config.targets[of] for of in INDICATORS])
    return WeekBehaviour(strength, _shares(strength, config), targets, near)


def _noise(seed: int, week: date, schools: Schools) -> Floats:
    """Return what changes from week to week: mostly the school's own, a little the region's."""
    rng = stream(seed, "noise", week.toordinal())
    size = np.array([of.noise for of in stories.SEASONS])
    regions = rng.standard_normal((schools.region.max() + 1, len(INDICATORS)))
    own = rng.standard_normal((len(schools), len(INDICATORS)))
    noise: Floats = size * (own + 0.3 * regions[schools.region])
    return noise


def _shares(strength: Floats, config: MonitorConfig) -> Floats:
    """Return the share of each strength; at 0 it is the norm."""
    norm = np.array([min(config.targets[of], 99) / 100 for of in INDICATORS])
    shares: Floats = 1 / (1 + np.exp(-(np.log(norm / (1 - norm)) + SPREAD * strength)))
    return shares
