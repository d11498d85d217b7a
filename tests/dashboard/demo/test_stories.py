from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from dashboard.demo import stories
from dashboard.demo.stories import DETAILED_DISTRICT, DISTRICT_STORIES, OUTAGE_DISTRICT, REGION_STORIES, season
from dashboard.weeks import WEEK
from tests.dashboard.demo.conftest import ANCHOR

AUTUMN = [date(2026, 8, 30) + number * WEEK for number in range(12)]


def test_every_indicator_improves_over_the_autumn():
    shifts = np.array([season(week, 5) for week in AUTUMN])
    assert (np.diff(shifts, axis=0) > 0).all()
    assert shifts[-1] == pytest.approx(np.zeros(8), abs=1e-9)  # mid-November is what the table of regions describes


def test_a_short_week_costs_something_where_lessons_count():
    cost = season(ANCHOR, 5) - season(ANCHOR, 3)
    assert (cost[3:7] > 0).all()
    assert not cost[:3].any()


@pytest.mark.parametrize(
    ("story", "before", "after", "rises"),
    [
        ("recovery", date(2025, 9, 7), date(2026, 11, 15), True),
        ("decline", date(2025, 9, 7), date(2026, 11, 15), False),
        ("spring", date(2026, 2, 15), date(2026, 4, 12), False),
        ("spring", date(2026, 4, 12), date(2026, 9, 6), True),
    ],
)
def test_regions_rise_and_fall(story, before, after, rises):
    tell = REGION_STORIES[story]
    assert (tell(after) > tell(before) + 0.5) is rises
    assert (tell(after) < tell(before) - 0.5) is not rises


def test_a_district_collapses_in_the_last_weeks_and_climbs_back_later():
    story = DISTRICT_STORIES[0]
    units = np.array([story.unit_id, "other"], dtype=object)
    course = [stories.district_shift(ANCHOR + step * WEEK, ANCHOR, units) for step in range(-4, 15)]
    own = np.array(course)[:, 0]
    assert own[0] == own[1] == story.usual
    assert own[2] > own[3] > own[4] < -2
    assert own[-1] == story.usual
    assert not np.array(course)[:, 1].any()


def test_q7_schools_drop_out_for_some_weeks(whole_country):
    schools = whole_country.schools
    weeks = [ANCHOR - age * WEEK for age in range(60)]
    out = np.array([stories.disconnected(week, ANCHOR, schools, whole_country.seed) for week in weeks])
    assert not out[:, schools.unit == DETAILED_DISTRICT].any()
    assert out[4:7, schools.unit == OUTAGE_DISTRICT].all()
    assert not out[1:4, schools.unit == OUTAGE_DISTRICT].all()
    assert 4 <= out[0].sum() <= 20
    elsewhere = out[:, schools.unit != OUTAGE_DISTRICT].sum(axis=0)
    assert 30 < (elsewhere > 0).sum() < 200
    assert elsewhere.max() <= 8


def test_a_school_is_closed_for_repairs_and_districts_by_frost(whole_country):
    schools = whole_country.schools
    (repair,) = stories.closures(ANCHOR, ANCHOR, schools)
    assert repair.scope in set(schools.ids)
    frosts = stories.closures(date(2026, 1, 25), ANCHOR, schools)
    assert {row.scope for row in frosts} <= set(schools.unit)
    assert len(frosts) == 4
    assert stories.closures(date(2025, 10, 5), ANCHOR, schools) == []


def test_schools_close_and_open(whole_country):
    listed = [stories.in_register(week, whole_country.schools) for week in (date(2025, 8, 31), ANCHOR)]
    assert (listed[0] & ~listed[1]).sum() == 3
    assert (listed[1] & ~listed[0]).sum() == 5
