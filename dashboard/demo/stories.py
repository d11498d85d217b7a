"""What happens in the made-up country: regions that rise and fall, a district that collapses, schools that drop out.

Strength is measured in standard deviations of the schools of a region: a school at 0 just reaches a norm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from dashboard.demo.arrays import Flags, Floats, Ints, Texts, stream
from dashboard.demo.population import Schools
from dashboard.demo.sources import table, units
from dashboard.demo.weeks import number_in_year
from dashboard.snapshot.calendar import CalendarRow
from dashboard.weeks import WEEK, academic_year, last_day

DETAILED_DISTRICT = "395400000"  # the one whose latest weeks come with lessons and marks
MID_NOVEMBER = 11  # number of the week in which region_behaviour.csv holds


class Season(NamedTuple):
    """How an indicator moves within a year: a low start that is made up for, then a slow climb."""

    start: float  # below the level of mid-November in the first week
    weeks: float  # in which the start is made up for, by a factor of e
    climb: float  # a week
    last_year: float  # level of 2025–26 against the years after it
    noise: float  # of a school from week to week
    short_week: float  # in a week of one to three days


# In the order of behaviour.INDICATORS.
SEASONS = (
    Season(-0.28, 4.0, 0.005, -0.20, 0.0, 0.0),
    Season(-0.42, 5.0, 0.007, -0.25, 0.0, 0.0),
    Season(-0.38, 6.0, 0.009, -0.32, 0.0, 0.0),
    Season(-1.60, 1.3, 0.004, -0.15, 0.07, -0.10),
    Season(-0.90, 2.5, 0.014, -0.25, 0.20, -0.12),
    Season(-1.00, 2.0, 0.012, -0.25, 0.20, -0.18),
    Season(-0.70, 3.0, 0.010, -0.20, 0.24, -0.25),
    Season(-0.10, 9.0, 0.005, -0.36, 0.0, 0.0),
)
KEEPING = np.array([0, 0, 0, 0.5, 1, 1, 1, 0])  # how far a story of journal keeping touches each indicator


def season(week: date, teaching_days: int) -> Floats:
    """Return the shift of the eight indicators in a week against mid-November."""
    number = number_in_year(week)
    return np.array([_seasonal(of, number, week, teaching_days) for of in SEASONS])


def _seasonal(of: Season, number: int, week: date, teaching_days: int) -> float:
    """Return the shift of one indicator."""
    start = of.start * (np.exp(-number / of.weeks) - np.exp(-MID_NOVEMBER / of.weeks))
    shift = start + of.climb * (number - MID_NOVEMBER)
    shift += of.last_year if academic_year(week) == "2025-2026" else 0.0
    shift += of.short_week if 1 <= teaching_days <= 3 else 0.0
    tired = 0.05 * max(0, number - 34) if of.noise else 0.0  # May
    return float(shift - tired)


def _ramp(week: date, first: date, last: date) -> float:
    """Return 0 up to `first`, 1 from `last`, and what lies between."""
    return min(1.0, max(0.0, (week - first) / (last - first)))


def _recovery(week: date) -> float:
    """Return the shift of a region far behind until January 2026 that has caught up by October."""
    return -1.5 * (1 - _ramp(week, date(2026, 1, 11), date(2026, 10, 18)))


def _decline(week: date) -> float:
    """Return the shift of a region that has been losing ground for a year."""
    return 0.75 * (1 - _ramp(week, date(2025, 11, 2), date(2026, 11, 15)))


def _spring(week: date) -> float:
    """Return the shift of a region that slackened in the spring of 2026 only."""
    return -0.7 * (_ramp(week, date(2026, 2, 22), date(2026, 4, 5)) - _ramp(week, date(2026, 5, 24), date(2026, 9, 6)))


REGION_STORIES: Mapping[str, Callable[[date], float]] = {
    "steady": lambda _: 0.0,
    "recovery": _recovery,
    "decline": _decline,
    "spring": _spring,
}


class DistrictStory(NamedTuple):
    """A district whose journal keeping falls, counted in weeks from the end of the first history made."""

    unit_id: str
    usual: float  # its strength against the region before and after
    shifts: tuple[float, ...]  # from two weeks before the end on; then it climbs back


DISTRICT_STORIES = (
    DistrictStory("354800000", 0.8, (-1.0, -2.2, -3.2, -3.2, -2.6)),  # collapses
    DistrictStory("396200000", -1.0, (0.5, 1.1, 1.6, 1.6, 1.6)),  # takes off
)
STORY_BEGINS = 2
CLIMB_BACK = 0.35  # a week


def region_shift(week: date, regions: Ints) -> Floats:
    """Return the shift of every school by its region's story."""
    rows = {row["unit_id"]: row["story"] for row in table("region_behaviour")}
    shifts = np.array([REGION_STORIES[rows[unit["kato"]]](week) for unit in units("region")])
    found: Floats = shifts[regions]
    return found


def district_shift(week: date, anchor: date, unit: Texts) -> Floats:
    """Return the shift of every school by its district's story."""
    shift = np.zeros(len(unit))
    for story in DISTRICT_STORIES:
        shift[unit == story.unit_id] = story.usual + _story_shift(story, (week - anchor) // WEEK + STORY_BEGINS)
    return shift


def _story_shift(story: DistrictStory, step: int) -> float:
    """Return the shift in a step of a story; 0 before it begins."""
    if step < 0:
        return 0.0
    last = len(story.shifts) - 1
    reached, after = story.shifts[min(step, last)], max(0, step - last)
    return min(0.0, reached + CLIMB_BACK * after) if reached < 0 else reached


OUTAGE_DISTRICT, OUTAGE_WEEKS = "474200000", (4, 5, 6)  # weeks before the anchor: it changes its journal system
OUTAGE_SCHOOLS = 0.012  # share of schools that once drop out for up to four weeks
MISSING_NOW = 4  # schools that are not connected in the anchor's week and the one before


def disconnected(week: date, anchor: date, schools: Schools, seed: int) -> Flags:
    """Return which schools handed nothing over in a week (Q-7)."""
    rng = stream(seed, "outages")
    count = len(schools)
    begins = rng.integers(0, 64, count)
    length = rng.integers(1, 5, count)
    hit = rng.random(count) < OUTAGE_SCHOOLS
    age = (anchor - week) // WEEK
    out: Flags = hit & (age <= begins) & (age > begins - length)
    if age in OUTAGE_WEEKS:
        out |= schools.unit == OUTAGE_DISTRICT
    missing = rng.choice(np.flatnonzero(schools.unit != DETAILED_DISTRICT), min(MISSING_NOW, count), replace=False)
    if -1 <= age <= 1:
        out[missing] = True
    out &= schools.unit != DETAILED_DISTRICT
    return out


class Frost(NamedTuple):
    """Days on which a district's schools are closed by frost or blizzard."""

    unit_id: str
    first: date
    days: int


FROSTS = (
    Frost("593400000", date(2026, 1, 20), 2),
    Frost("596400000", date(2026, 1, 26), 6),
    Frost("595000000", date(2026, 1, 27), 2),
    Frost("113800000", date(2026, 1, 28), 3),
    Frost("115200000", date(2026, 1, 28), 3),
    Frost("556800000", date(2026, 2, 3), 2),
    Frost("273200000", date(2026, 2, 17), 1),
    Frost("593600000", date(2027, 1, 19), 3),
    Frost("116000000", date(2027, 1, 25), 6),
    Frost("554200000", date(2027, 2, 2), 2),
)
REPAIR_DISTRICT = "113600000"  # its last school is closed for repairs in the anchor's week and the one before


def closures(week: date, anchor: date, schools: Schools) -> list[CalendarRow]:
    """Return the rows of the drop's own calendar: closures of districts, and of one school."""
    rows = [
        CalendarRow(frost.unit_id, None, None, frost.first, frost.first + timedelta(frost.days - 1), "closure")
        for frost in FROSTS
        if frost.first <= last_day(week) and frost.first + timedelta(frost.days - 1) >= week
    ]
    in_register = (schools.unit == REPAIR_DISTRICT) & (schools.closes > anchor)
    if week in {anchor, anchor - WEEK}:
        school = schools.ids[np.flatnonzero(in_register)[-1]]
        rows.append(CalendarRow(school, None, None, week, last_day(week), "closure"))
    return rows


def in_register(week: date, schools: Schools) -> Flags:
    """Return which schools are in the register of a week's drop."""
    end = last_day(week)
    found: Flags = (schools.opens <= end) & (schools.closes > week)
    return found


@dataclass(frozen=True)
class NearMisses:
    """Schools that meet everything except one indicator, and that by a hair.

    Attributes
    ----------
    schools, indicators
        Numbers of the school and of the indicator it misses.
    """

    schools: Ints
    indicators: Ints


NEAR_MISS_SHARE = 0.03
NEAR_MISSABLE = np.array([0, 1, 2, 4, 5])  # those with denominators large enough to be missed by a hair


def near_misses(schools: Schools, seed: int) -> NearMisses:
    """Choose the schools that miss one indicator by a hair."""
    rng = stream(seed, "near misses")
    chosen = np.flatnonzero((rng.random(len(schools)) < NEAR_MISS_SHARE) & (schools.pupils > 250))
    return NearMisses(chosen, rng.choice(NEAR_MISSABLE, len(chosen)))
