"""Figures of one school."""

from __future__ import annotations

from dashboard.frames import Surroundings
from tests.layouts.views.conftest import Load
from tests.layouts.views.schools import with_school
from tests.layouts.views.test_explain import shown


def test_a_school_shows_its_own_counts_and_what_is_missing(page: Load, around: Surroundings) -> None:
    data = with_school(page("100100000"), {"planning": (60, 90, 2), "qzj": (6, 7, 2)})
    school = data.schools[3].school_id
    found = shown(data, around, "value", school=school)
    assert found["fractions"][0]["numerator"] == {"value": "60", "text": "уроков с темой или ДЗ"}
    assert found["fractions"][0]["result"] == "= 66,6%"
    assert found["facts"]["Что осталось сделать"] == "запланировать 4 урока"
    seven = shown(data, around, "met", school=school)
    assert seven["fractions"][0]["result"] == "= 6 из 7"
    assert seven["facts"]["Планирование"] == "66,6%, норма 71%: запланировать 4 урока"
    assert seven["facts"]["Профиль школы"] == "100,0%, норма 100%"


def test_a_green_school_lacks_nothing(page: Load, around: Surroundings) -> None:
    data = with_school(page("100100000"), {"qzj": (7, 7, 3)})
    found = shown(data, around, "value", school=data.schools[3].school_id)
    assert "Что осталось сделать" not in found["facts"]


def test_a_school_without_values_says_so(page: Load, around: Surroundings) -> None:
    data = with_school(page("100100000"), {"planning": (0, 0, 0)})
    found = shown(data, around, "value", school=data.schools[3].school_id)
    assert (found["fractions"], found["rule"]) == ([], "нет данных")


def test_the_change_of_a_school_shows_both_weeks(page: Load, around: Surroundings) -> None:
    data = with_school(page("100100000"), {"planning": (60, 90, 2)})
    found = shown(data, around, "change", school=data.schools[3].school_id)
    assert [f["caption"] for f in found["fractions"]] == ["неделя 15–21 ноября 2026", "неделя 8–14 ноября 2026"]
