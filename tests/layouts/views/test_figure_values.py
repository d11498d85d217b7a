"""Figures of a unit in one week, with the unit's own numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from dashboard.frames import Surroundings
from dashboard.locales import NBSP
from dashboard.selection import REPUBLIC
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_counts
from tests.layouts.views.test_explain import COUNTS, shown

A, B = "100000000", "110000000"


def test_the_fraction_gives_the_headline(page: Load, around: Surroundings) -> None:
    found = shown(with_counts(page(), "planning", COUNTS), around, "value")
    assert found["fractions"] == [
        {
            "caption": "",
            "numerator": {"value": "21", "text": "школа в высокой категории"},
            "denominator": {"value": "41", "text": "школа с данными"},
            "result": "= 51,2%",
        }
    ]
    assert found["facts"]["Норма"] == "71%"
    assert found["facts"]["По всем школам вместе"] == f"уроков с темой или ДЗ: 708 из 1{NBSP}000 (70,8%)"


def test_people_are_pooled(page: Load, around: Surroundings) -> None:
    data = with_counts(page(), "act_pupils", COUNTS)
    found = shown(data, around, "value", "act_pupils")["fractions"][0]
    assert found["numerator"] == {"value": "708", "text": "активированных учётных записей"}
    assert found["denominator"] == {"value": f"1{NBSP}000", "text": "созданных учётных записей"}
    assert found["result"] == "= 70,8%"
    assert "По всем школам вместе" not in shown(data, around, "value", "act_pupils")["facts"]
    accounts = shown(data, around, "accounts", "act_pupils")
    assert accounts["facts"]["Что осталось сделать"] == "активировать 142 учётные записи"


def test_a44_the_score_shows_the_sum_and_the_weights(page: Load, around: Surroundings) -> None:
    data = with_counts(page(), "planning", COUNTS)
    found = shown(data, around, "score")
    assert found["fractions"][0]["numerator"]["value"] == "21 × 1 + 10 × 0,5 + 10 × 0"
    assert found["fractions"][0]["result"] == "= 63,4%"
    assert "от 71% — зелёный, от 48% — жёлтый" in found["rule"]
    third = replace(data, config=replace(data.config, weights=(Fraction(0), Fraction(1, 3), Fraction(1))))
    assert shown(third, around, "score")["fractions"][0]["numerator"]["value"] == "21 × 1 + 10 × 1/3 + 10 × 0"


def test_a35_the_rule_says_the_borders(page: Load, around: Surroundings) -> None:
    assert "71% и больше" in shown(page(), around, "value")["rule"]
    assert "48% и больше" in shown(page(), around, "counts")["rule"]
    assert "все семь" in shown(page(), around, "value", "qzj")["rule"]


def test_counts_name_their_ranges(page: Load, around: Surroundings) -> None:
    facts = shown(with_counts(page(), "planning", COUNTS), around, "counts")["facts"]
    assert facts["Высокая"] == "21 школа (71% и выше)"
    assert facts["Средняя"] == "10 школ (от 48 до 71%)"
    assert facts["Низкая"] == "10 школ (ниже 48%)"


def test_the_place_names_both_weeks(page: Load, around: Surroundings) -> None:
    now = {B: {"low": 1, "high": 2, "rank": 2}, REPUBLIC: {"high": 1}}
    data = with_counts(page(B), "planning", now)
    data = with_counts(data, "planning", {B: {"low": 1, "high": 2, "rank": 4}}, then=True)
    facts = shown(data, around, "rank")["facts"]
    assert facts["Место"] == "2 из 4 регионов"
    assert facts["неделя 8–14 ноября 2026"] == "4"


def test_members_are_counted_by_status(page: Load, around: Surroundings) -> None:
    counts = {REPUBLIC: {"high": 9, "low": 9}, A: {"high": 9, "rank": 1}, B: {"low": 9, "rank": 2}}
    data = with_counts(page(), "planning", counts | {"120000000": {}, "130000000": {}})
    found = shown(data, around, "members")
    assert found["fractions"][0]["result"] == "= Норму выполняет 1 из 2 регионов"
    assert found["facts"]["Нет данных"] == "2"


def test_values_are_compared_with_the_units_above(page: Load, around: Surroundings) -> None:
    facts = shown(page("100100000"), around, "value")["facts"]
    assert [name for name in facts if name in {"Республика", "Алматинская область"}] == [
        "Республика",
        "Алматинская область",
    ]
