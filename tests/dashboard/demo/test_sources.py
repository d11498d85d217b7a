from __future__ import annotations

from collections import Counter

import pytest

from dashboard.demo.behaviour import INDICATORS
from dashboard.demo.sources import table, units
from dashboard.demo.stories import (
    DETAILED_DISTRICT,
    DISTRICT_STORIES,
    FROSTS,
    OUTAGE_DISTRICT,
    REGION_STORIES,
    REPAIR_DISTRICT,
)


def test_one_republic_20_regions_228_districts():
    assert [len(units(level)) for level in ("republic", "region", "district")] == [1, 20, 228]


def test_districts_add_up_to_the_published_counts_of_their_regions():
    parents = {unit["kato"]: unit["parent_kato"] for unit in units("district")}
    found = Counter()
    for row in table("schools_by_district"):
        found[parents[row["unit_id"]]] += int(row["schools"])
        assert 0 <= int(row["urban"]) <= int(row["schools"])
    assert found == {row["kato"]: int(row["schools_2022_23"]) for row in table("schools_by_region")}
    assert found.total() == 7687


def test_e3_a_third_of_the_schools_stands_in_towns():
    urban = sum(int(row["urban"]) for row in table("schools_by_district"))
    assert urban / 7687 == pytest.approx(0.316, abs=0.005)


def test_every_region_has_a_behaviour_that_can_be_read():
    rows = table("region_behaviour")
    assert [row["unit_id"] for row in rows] == [unit["kato"] for unit in units("region")]
    for row in rows:
        assert row["story"] in REGION_STORIES
        assert all(0 < float(row[of]) <= 100 for of in INDICATORS)
    assert {row["story"] for row in rows} == set(REGION_STORIES)


def test_stories_are_told_of_districts_that_exist():
    districts = {unit["kato"] for unit in units("district")}
    told = {DETAILED_DISTRICT, OUTAGE_DISTRICT, REPAIR_DISTRICT}
    told |= {story.unit_id for story in DISTRICT_STORIES} | {frost.unit_id for frost in FROSTS}
    assert told <= districts


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("personalities", "name_kk"),
        ("settlements", "name_ru"),
        ("private_names", "name_kk"),
        ("subjects", "subject_id"),
        ("letters", "letter"),
    ],
)
def test_names_stand_once_and_complete(name, key):
    rows = table(name)
    assert max(Counter(row[key] for row in rows).values()) == 1
    assert all(value.strip() == value for row in rows for value in row.values())
    assert all(row[key] for row in rows)


def test_every_grade_has_subjects():
    for grade in range(1, 12):
        assert sum(int(row["grade_from"]) <= grade <= int(row["grade_to"]) for row in table("subjects")) >= 5
