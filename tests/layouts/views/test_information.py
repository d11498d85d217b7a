"""The information block of a region or district and its filter (A-47)."""

from __future__ import annotations

from typing import Any

from dashboard.frames import Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import language
from dashboard.selection import REPUBLIC
from layouts.views.information import information
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.published_weeks import HOLIDAY

RU = language("ru")


def of(page: Load, around: Surroundings, unit: str) -> Any:
    return information(Reading(page(unit), RU, around))


def test_a47_a_region_can_be_left_for_any_region_district_or_indicator(page: Load, around: Surroundings) -> None:
    region, district, indicator = of(page, around, "100000000")["fields"]
    assert [field["name"] for field in (region, district, indicator)] == ["unit", "unit", "ind"]
    assert (region["chosen"], district["chosen"], indicator["chosen"]) == ("100000000", "100000000", "qzj")
    assert region["options"][0] == [REPUBLIC, "Республика Казахстан"]
    assert {value for value, _ in region["options"][1:]} == {"100000000", "110000000", "120000000", "130000000"}
    assert district["options"][0] == ["100000000", "Все районы и города"]
    assert [value for value, _ in indicator["options"]] == list(INDICATOR_KEYS)


def test_a47_a_district_stands_below_its_region(page: Load, around: Surroundings) -> None:
    region, district, _ = of(page, around, "100100000")["fields"]
    assert (region["chosen"], district["chosen"]) == ("100000000", "100100000")
    assert {value for value, _ in district["options"]} == {"100000000", "100100000", "100200000", "100300000"}


def test_the_facts_count_districts_and_schools_that_report(page: Load, around: Surroundings) -> None:
    facts = of(page, around, "100000000")["facts"]
    assert facts[0] == "3 района и города"
    assert facts[1].startswith("данные передали")
    assert of(page, around, "110000000")["facts"][0] == "3 района"  # Almaty: a city has no cities below it
    assert len(of(page, around, "100100000")["facts"]) == 1


def test_the_republic_needs_no_filter(page: Load, around: Surroundings) -> None:
    assert of(page, around, REPUBLIC) is None


def test_a9_in_a_week_without_teaching_nobody_was_to_report(page: Load, around: Surroundings) -> None:
    """“0 of 476 report” in a vacation reads as if all schools had failed."""
    for unit, facts in (("100000000", ["3 района и города"]), ("100100000", [])):
        found = information(Reading(page(unit, HOLIDAY), RU, around))
        assert found is not None
        assert found["facts"] == facts
