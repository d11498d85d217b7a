"""The dialog of one school."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, NBSP, language
from layouts.views.reading import Reading
from layouts.views.school_card import card
from tests.layouts.views.conftest import Load
from tests.layouts.views.schools import AT, with_school

DISTRICT, SCHOOL = "100100000", f"s0000{AT}"


def shown(data: PageData, around: Surroundings, school: str = SCHOOL, key: str = "ru") -> dict[str, Any]:
    found = card(Reading(data, language(key), around), school)
    assert found is not None
    return found


def test_a58_nine_values_with_what_they_are_made_of(page: Load, around: Surroundings) -> None:
    found = shown(with_school(page(DISTRICT), {"planning": (1204, 1530, 3)}), around)
    assert [row["ind"] for row in found["rows"]] == list(INDICATOR_KEYS)
    planning = found["rows"][INDICATOR_KEYS.index("planning")]
    assert (planning["value"], planning["counted"]) == ("78,6", f"1{NBSP}204 из 1{NBSP}530")
    assert (planning["target"], planning["category"], planning["status"]) == ("71%", "высокая", "good")
    assert len(planning["trend"]["values"]) == 12
    assert found["place"] == [["100100000", "Абайский 0 район"], ["100000000", "Алматинская область"]]


def test_what_is_not_met_and_the_acts_that_mend_it(page: Load, around: Surroundings) -> None:
    data = with_school(page(DISTRICT), {"journal": (4899, 10000, 2), "qzj": (6, 7, 2)})
    found = shown(data, around)
    assert found["cells"] == "1111101"
    assert found["summary"]["status"] == "bad"
    assert found["unmet"] == [["Ведение журнала", "48,9% < 49%", "отметить в журнале 1 урок"]]


def test_a_school_that_meets_all_has_nothing_to_mend(page: Load, around: Surroundings) -> None:
    found = shown(with_school(page(DISTRICT), {"qzj": (7, 7, 3)}), around)
    assert (found["unmet"], found["summary"]["status"]) == ([], "good")


@pytest.mark.parametrize("key", LOCALES)
def test_a_school_without_data_says_why(page: Load, around: Surroundings, key: str) -> None:
    texts = [shown(page(DISTRICT), around, school, key)["summary"] for school in ("s00000", "s00001")]
    assert [text["status"] for text in texts] == ["none", "none"]
    assert texts[0]["text"] != texts[1]["text"]
    row = shown(page(DISTRICT), around, "s00000", key)["rows"][0]
    assert (row["value"], row["change"], row["category"]) == ("—", None, "—")


def test_a_school_of_another_district_is_not_there(page: Load, around: Surroundings) -> None:
    assert card(Reading(page(DISTRICT), language("ru"), around), "elsewhere") is None


def test_q14_of_the_seven_a_school_has_to_meet_all(page: Load, around: Surroundings) -> None:
    """90 % is the share of a unit's schools (A-15); a school with six of seven is not in High (A-34)."""
    found = shown(with_school(page(DISTRICT), {"journal": (4899, 10000, 2), "qzj": (6, 7, 2)}), around)
    row = found["rows"][INDICATOR_KEYS.index("qzj")]
    assert (row["target"], row["trend"]["target"], row["category"]) == ("100%", 100, "средняя")


@pytest.mark.parametrize(
    ("week", "head"), [(None, "За неделю"), (date(2026, 11, 1), "К 18–24 октября"), (date(2026, 8, 30), "За неделю")]
)
def test_f35_the_column_of_changes_says_against_which_week(
    page: Load, around: Surroundings, week: date | None, head: str
) -> None:
    assert shown(page(DISTRICT, week), around)["head"][5] == head


def test_lines_are_compared_with_the_republic_and_the_district_and_can_be_heard(
    page: Load, around: Surroundings
) -> None:
    trend = shown(page(DISTRICT), around)["rows"][INDICATOR_KEYS.index("planning")]["trend"]
    assert [each["kind"] for each in trend["references"]] == ["republic", "parent"]
    assert all(len(each["values"]) == 12 for each in trend["references"])
    assert trend["references"][0]["values"] != trend["references"][1]["values"]
    assert trend["label"].startswith("12 недель: сначала ")
