"""How a value is computed, with the unit's own numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS, INDICATORS
from dashboard.locales import NBSP, language
from dashboard.selection import REPUBLIC
from layouts.views.explain import how
from layouts.views.ranking import Table
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_counts

COUNTS = {REPUBLIC: {"low": 10, "medium": 10, "high": 21, "numerator": 708, "denominator": 1000}}


def shown(data: PageData, around: Surroundings, key: str) -> Any:
    reading = Reading(data, language("ru"), around)
    return how(Table(reading, INDICATOR_KEYS.index(key), INDICATORS[key]))


def test_the_fraction_gives_the_headline(page: Load, around: Surroundings) -> None:
    found = shown(with_counts(page(), "planning", COUNTS), around, "planning")
    assert found["numerator"] == {"value": "21", "text": "школа в высокой категории"}
    assert found["denominator"] == {"value": "41", "text": "школа с данными"}
    assert found["result"] == "= 51,2%"


def test_people_are_pooled(page: Load, around: Surroundings) -> None:
    found = shown(with_counts(page(), "act_pupils", COUNTS), around, "act_pupils")
    assert found["numerator"] == {"value": "708", "text": "активированных учётных записей"}
    assert found["denominator"] == {"value": f"1{NBSP}000", "text": "созданных учётных записей"}
    assert found["result"] == "= 70,8%"


def test_facts_name_norm_score_pool_source_and_exclusions(page: Load, around: Surroundings) -> None:
    data = with_counts(page(), "planning", COUNTS)
    facts = dict(shown(data, around, "planning")["facts"])
    assert facts["Норма"] == "71%"
    assert facts["Балл территории"] == "63,4% (высоких 21, средних 10, низких 10)"
    assert facts["По всем школам вместе"] == f"уроков с темой или ДЗ: 708 из 1{NBSP}000 (70,8%)"
    assert facts["Источник"] == "электронный журнал, 22 ноября 2026, 00:00, версия данных 202611152026"
    assert "отменённые уроки" in facts["Не учитываются"]
    assert "По всем школам вместе" not in dict(shown(data, around, "act_pupils")["facts"])


def test_the_rule_says_the_borders_and_the_weights_in_use(page: Load, around: Surroundings) -> None:
    data = page()
    assert "71% и больше" in shown(data, around, "planning")["rule"]
    assert "48% и больше" in shown(data, around, "planning")["rule"]
    assert "средней — 0,5" in shown(data, around, "planning")["rule"]
    config = replace(data.config, weights=(Fraction(0), Fraction(1, 3), Fraction(1)))
    assert "средней — 0,5" not in shown(replace(data, config=config), around, "planning")["rule"]
    assert "все семь" in shown(data, around, "qzj")["rule"]
