"""The wall: everything final, nothing hidden behind a pointer, nothing said that is not so (issue 7, DESIGN.md 11)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, language
from dashboard.selection import REPUBLIC
from layouts.views.wall import wall
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_comparison, with_counts
from tests.published_weeks import HOLIDAY, SHORT

A, B, C, D = "100000000", "110000000", "120000000", "130000000"
DISTRICT = "100100000"
COUNTS = {
    REPUBLIC: {"low": 10, "medium": 10, "high": 20, "numerator": 1, "denominator": 2},
    A: {"low": 1, "high": 9, "rank": 1},
    B: {"low": 2, "medium": 1, "high": 1, "rank": 3},
    C: {"low": 3, "high": 5, "rank": 2},
    D: {},
}


def shown(data: PageData, around: Surroundings, lang: str = "ru", missing: PageData | None = None) -> Any:
    return wall(data, language(lang), around, missing)


@pytest.fixture(scope="module")
def republic(page: Load) -> PageData:
    data = with_counts(page(), "planning", COUNTS)
    return with_comparison(data, "planning", schools=1000, high_now=708, high_then=700)


def test_a_slide_says_value_verdict_and_change(republic: PageData, around: Surroundings) -> None:
    found = shown(republic, around)
    slide = found["slides"]["planning"]
    assert found["name"] == "Республика Казахстан"
    assert (slide["title"], slide["value"], slide["status"]) == ("Планирование", "50,0%", "bad")
    assert slide["verdict"] == "ниже нормы 71%"
    assert slide["change"]["label"] == "+0,8 п.п. за неделю"
    assert slide["caption"] == "школ в высокой категории"


def test_q103_the_key_counts_classes_with_their_borders(republic: PageData, around: Surroundings) -> None:
    key = shown(republic, around)["slides"]["planning"]["key"]
    assert [(each["status"], each["count"]) for each in key] == [("good", 1), ("warn", 1), ("bad", 1), ("none", 1)]
    assert key[0]["range"] == "71% и выше"
    assert key[3]["range"] == "нет данных"


def test_values_on_the_map_are_those_of_the_ranking(republic: PageData, around: Surroundings) -> None:
    found = shown(republic, around)
    assert found["map"] == REPUBLIC
    assert set(found["units"]) == {A, B, C, D}
    assert found["slides"]["planning"]["map"][A] == ["good", "90,0"]
    assert found["slides"]["planning"]["map"][D] == ["none", "—"]


def test_of_fewer_than_ten_none_stands_in_both_lists(republic: PageData, around: Surroundings) -> None:
    slide = shown(republic, around)["slides"]["planning"]
    assert [row["unit"] for row in slide["best"]["rows"]] == [A, C]
    assert [row["unit"] for row in slide["worst"]["rows"]] == [B]
    assert (slide["best"]["title"], slide["worst"]["title"]) == ("Лучшие регионы", "Требуют внимания")


def test_whoever_meets_the_target_does_not_need_attention(page: Load, around: Surroundings) -> None:
    counts = {unit: {"high": 10 - rank, "rank": rank} for rank, unit in enumerate((A, B, C, D), 1)}
    slide = shown(with_counts(page(), "planning", counts), around)["slides"]["planning"]
    assert slide["worst"]["title"] == "Замыкают рейтинг"


def test_a_single_ranked_unit_has_no_last(page: Load, around: Surroundings) -> None:
    slide = shown(with_counts(page(), "planning", {A: {"high": 1, "rank": 1}, B: {}, C: {}, D: {}}), around)["slides"]
    assert len(slide["planning"]["best"]["rows"]) == 1
    assert slide["planning"]["worst"] is None


def test_g4_the_informational_indicator_says_so(page: Load, around: Surroundings) -> None:
    slides = shown(page(), around)["slides"]
    assert slides["timely"]["notes"].startswith("не входит в семь")
    assert "не входит в семь" not in slides["planning"]["notes"] + slides["qzj"]["notes"]


def test_no_data_is_not_zero(page: Load, around: Surroundings) -> None:
    found = shown(with_counts(page(), "timely", {REPUBLIC: {}, A: {}, B: {}, C: {}, D: {}}), around)
    slide = found["slides"]["timely"]
    assert (slide["value"], slide["status"], slide["verdict"], slide["change"]) == ("—", "none", "нет данных", None)
    assert (slide["best"], slide["worst"]) == (None, None)
    assert next(tile for tile in found["strip"] if tile["key"] == "timely")["value"] == "—"


def test_q42_a_short_week_is_called_so_and_moves_nobody(page: Load, around: Surroundings) -> None:
    slide = shown(page(week=SHORT), around)["slides"]["planning"]
    assert "короткая неделя" in slide["notes"]
    assert all(row["move"] is None for row in slide["best"]["rows"])


def test_a9_in_holidays_the_last_week_with_data_stands_in_and_that_is_said(page: Load, around: Surroundings) -> None:
    found = shown(page(), around, missing=page(week=HOLIDAY))
    assert found["alert"].startswith("Неделя 25–31 октября 2026. ")
    assert "каникулы" in found["alert"].lower()
    assert found["alert"].endswith("Показана неделя 15–21 ноября 2026.")


def test_a9_without_any_data_the_wall_says_why(page: Load, around: Surroundings) -> None:
    found = shown(page(week=HOLIDAY), around)
    assert (found["slides"], found["map"], found["alert"]) == ({}, None, None)
    assert found["message"]["title"] == "Недостаточно данных: каникулы"
    assert len(found["strip"]) == 9


def test_old_data_are_called_old(page: Load, around: Surroundings) -> None:
    assert shown(page(), around)["alert"] is None
    later = replace(around, today=around.today.replace(month=12))
    assert shown(page(), later)["alert"].startswith("Данные не обновлялись")


def test_a_district_is_shown_among_its_siblings_and_no_school_is_named(page: Load, around: Surroundings) -> None:
    data = page(DISTRICT)
    found = shown(data, around)
    assert found["map"] == A
    rows = found["slides"]["planning"]["best"]["rows"] + (found["slides"]["planning"]["worst"] or {"rows": []})["rows"]
    assert [row["unit"] for row in rows if row["own"]] in ([DISTRICT], [])
    text = json.dumps(found, ensure_ascii=False)
    assert data.schools
    assert not any(school.name_ru in text or school.school_id in text for school in data.schools)


@pytest.mark.parametrize("lang", LOCALES)
def test_every_language_says_everything(page: Load, around: Surroundings, lang: str) -> None:
    found = shown(page(), around, lang)
    assert set(found["slides"]) == set(INDICATOR_KEYS)
    assert all(name for name in (tile["name"] for tile in found["strip"]))
    assert all("{}" in found["words"][name] for name in ("next", "seconds", "stale"))
    assert found["snapshot"]
    assert json.loads(json.dumps(found)) == found
