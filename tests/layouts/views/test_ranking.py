"""Map and ranking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS, INDICATORS
from dashboard.locales import language
from dashboard.selection import REPUBLIC
from layouts.views import ranking
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_counts
from tests.published_weeks import SHORT

A, B, C, D = "100000000", "110000000", "120000000", "130000000"
COUNTS = {
    REPUBLIC: {"low": 10, "medium": 10, "high": 20},
    A: {"low": 1, "medium": 0, "high": 9, "rank": 1},
    B: {"low": 2, "medium": 1, "high": 1, "rank": 3},
    C: {"low": 3, "medium": 0, "high": 5, "rank": 2},
    D: {},
}


def shown(data: PageData, around: Surroundings, key: str = "planning", lang: str = "ru") -> Any:
    reading = Reading(data, language(lang), around)
    return ranking.table(ranking.Table(reading, INDICATOR_KEYS.index(key), INDICATORS[key]))


@pytest.fixture
def data(page: Load) -> PageData:
    then = {A: {"high": 1, "rank": 3}, B: {"high": 1, "rank": 3}, C: {"high": 1, "rank": 1}, D: {"high": 1, "rank": 4}}
    return with_counts(with_counts(page(), "planning", COUNTS), "planning", then, then=True)


def test_a43_rows_in_rank_order_without_schools_last(data: PageData, around: Surroundings) -> None:
    rows = shown(data, around)["rows"]
    assert [row["unit"] for row in rows] == [A, C, B, D]
    assert [row["rank"] for row in rows] == ["1", "2", "3", ""]
    assert [row["score"] for row in rows] == ["90,0", "62,5", "37,5", "—"]
    assert [row["status"] for row in rows] == ["good", "warn", "bad", "none"]


def test_movement_is_against_the_previous_period(data: PageData, around: Surroundings) -> None:
    moves = [row["move"] for row in shown(data, around)["rows"]]
    assert moves == [
        {"dir": "up", "text": "2", "label": "выше на 2 места"},
        {"dir": "down", "text": "1", "label": "ниже на 1 место"},
        {"dir": "flat", "text": "–", "label": "место не изменилось"},
        None,
    ]


def test_f35_movement_is_against_the_last_week_that_is_not_short(page: Load, around: Surroundings) -> None:
    after = page(week=date(2026, 10, 4))
    moves = [row["move"] for row in shown(after, around)["rows"] if row["move"]]
    assert moves
    assert all(move["label"].endswith("(сравнение с неделей 13–19 сентября)") for move in moves)
    head = ranking.head(Reading(after, language("ru"), around))
    assert head is not None
    assert head["head"]["move"] == "Изменение места (сравнение с неделей 13–19 сентября)"  # type: ignore[index]


def test_f35_a_short_week_has_no_movement(page: Load, around: Surroundings) -> None:
    assert all(row["move"] is None for row in shown(page(week=SHORT), around)["rows"])


def test_g47_the_map_counts_few_schools(page: Load, around: Surroundings) -> None:
    data = page("110000000")
    small = next(unit for unit in data.members if 0 < unit.schools < 5)
    data = with_counts(data, "planning", {small.unit_id: {"low": 1, "high": 2, "rank": 1}})
    row = next(row for row in shown(data, around)["rows"] if row["unit"] == small.unit_id)
    assert (row["map"], row["score"]) == ("2/3", "66,6")


def test_n_of_n_stands_beside_the_schools(page: Load, around: Surroundings) -> None:
    unit = page().unit
    lang = language("ru")
    assert ranking.covered(lang, replace(unit, schools=476, reporting=475)) == "475/476"
    assert ranking.covered(lang, replace(unit, schools=476, reporting=476)) == "476"


def test_g47_few_schools_make_no_movement(page: Load, around: Surroundings) -> None:
    data = page("110000000")
    few = [unit.unit_id for unit in data.members if unit.schools < 5]
    rows = shown(data, around)["rows"]
    assert few
    assert all(row["move"] is None for row in rows if row["unit"] in few)


def test_the_key_counts_units_and_says_its_ranges(data: PageData, around: Surroundings) -> None:
    assert [(part["status"], part["count"], part.get("range")) for part in shown(data, around)["key"]] == [
        ("bad", 1, "ниже 48%"),
        ("warn", 1, "от 48 до 71%"),
        ("good", 1, "71% и выше"),
        ("none", 1, None),
    ]
    assert shown(data, around, "profile")["key"][2]["range"] == "100%"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Норму выполняет 1 из 3 регионов"),
        ("kk", "Норманы орындаған өңірлер: 1 / 3"),
        ("en", "1 of 3 regions meets the target"),
    ],
)
def test_the_heading_is_the_finding(data: PageData, around: Surroundings, lang: str, text: str) -> None:
    assert shown(data, around, lang=lang)["finding"] == text


def test_the_average_stands_where_it_falls(data: PageData, around: Surroundings) -> None:
    (row,) = shown(data, around)["averages"]
    assert (row["after"], row["score"]) == (2, "62,5")  # the second member has exactly as much
    assert (row["high"], row["medium"], row["low"]) == ("20", "10", "10")


def test_a_region_page_has_the_region_and_the_republic(page: Load, around: Surroundings) -> None:
    averages = shown(page(B), around)["averages"]
    assert {row["name"] for row in averages} == {"Город, средний балл", "Республика, средний балл"}
    assert [row["after"] for row in averages] == sorted(row["after"] for row in averages)


def test_a41_the_tip_has_value_rank_norm_and_counts(data: PageData, around: Surroundings) -> None:
    row = shown(data, around)["rows"][0]
    schools = next(unit.schools for unit in data.members if unit.unit_id == A)
    words = language("ru").ngettext("%(num)s school", "%(num)s schools", schools)
    assert row["tip"][:2] == ["90,0%, 1-е место из 3", "норма 71%, балл республики 62,5%"]
    assert row["tip"][2] == f"{words}: высокая категория — 9, средняя — 0, низкая — 1"


def test_a_unit_without_values_says_why(page: Load, around: Surroundings) -> None:
    rows = shown(page(B), around)["rows"]
    silent = next(row for row in rows if row["status"] == "none")
    assert silent["reason"] == silent["tip"][0] == "нет учебных дней или не подключено"
    assert silent["shares"] is None


def test_names_are_short_and_cities_keep_their_mark(page: Load, around: Surroundings) -> None:
    found = ranking.names(Reading(page(), language("ru"), around))
    assert [found[unit]["name"] for unit in (A, B, C, D)] == [
        "Алматинская",
        "г. Алматы",
        "Ұлытау",
        "Восточно-Казахстанская",
    ]
    assert [found[unit]["map"] for unit in (A, B)] == ["Алматинская", "Алматы"]
    assert found[D]["full"] == "Восточно-Казахстанская область"
