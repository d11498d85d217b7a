"""The band: verdict, place, twelve weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS, INDICATORS
from dashboard.locales import language
from dashboard.selection import REPUBLIC
from layouts.views.band import band, gaps
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_counts
from tests.published_weeks import SHORT

ABOVE = "Для сравнения (школы в высокой категории): Республика — 50,0%."


def shown(data: PageData, around: Surroundings, key: str = "planning", lang: str = "ru") -> Any:
    return band(Reading(data, language(lang), around), INDICATOR_KEYS.index(key), INDICATORS[key])


@pytest.mark.parametrize(
    ("high", "status", "ru", "kk"),
    [
        (708, "bad", "Ниже нормы 71% на 0,2 п.п.", "71% нормадан 0,2 п.т. төмен"),
        (709, "bad", "Ниже нормы 71% на 0,1 п.п.", "71% нормадан 0,1 п.т. төмен"),
        (710, "good", "Норма 71% выполнена", "71% норма орындалды"),
        (726, "good", "Выше нормы 71% на 1,6 п.п.", "71% нормадан 1,6 п.т. жоғары"),
    ],
)
def test_the_verdict_adds_up_with_the_printed_value(
    page: Load, around: Surroundings, high: int, status: str, ru: str, kk: str
) -> None:
    data = with_counts(page(), "planning", {REPUBLIC: {"low": 1000 - high, "high": high}})
    assert shown(data, around)["chip"] == {"status": status, "text": ru}
    assert shown(data, around, lang="kk")["chip"]["text"] == kk


def test_a_hair_below_the_norm_is_never_zero_below(page: Load, around: Surroundings) -> None:
    data = with_counts(page(), "planning", {REPUBLIC: {"low": 290001, "high": 709999}})
    assert shown(data, around)["chip"]["text"] == "Ниже нормы 71% на 0,1 п.п."


@pytest.mark.parametrize(
    ("key", "caption"),
    [
        ("qzj", "школ выполняют все семь показателей"),
        ("act_pupils", "учётных записей активировано"),
        ("journal", "школ в высокой категории"),
    ],
)
def test_g9_the_value_says_what_it_is(page: Load, around: Surroundings, key: str, caption: str) -> None:
    assert shown(page(), around, key)["caption"] == caption


def regions(data: PageData, rank: int, before: int) -> PageData:
    counts = {"110000000": {"low": 1, "high": 2, "rank": rank}, REPUBLIC: {"low": 1, "high": 1}}
    data = with_counts(data, "planning", counts)
    return with_counts(data, "planning", {"110000000": {"low": 1, "high": 2, "rank": before}}, then=True)


@pytest.mark.parametrize(
    ("rank", "before", "ru"),
    [
        (
            2,
            4,
            f"2-е место из 4 регионов по баллу, за неделю выше на 2 места. {ABOVE}",
        ),
        (
            3,
            2,
            f"3-е место из 4 регионов по баллу, за неделю ниже на 1 место. {ABOVE}",
        ),
        (
            2,
            2,
            f"2-е место из 4 регионов по баллу. {ABOVE}",
        ),
        (
            2,
            0,
            f"2-е место из 4 регионов по баллу. {ABOVE}",
        ),
    ],
)
def test_place_and_movement(page: Load, around: Surroundings, rank: int, before: int, ru: str) -> None:
    place = shown(regions(page("110000000"), rank, before), around)["place"]
    assert "".join(part if isinstance(part, str) else part["b"] for part in place) == ru
    assert place[0] == {"b": f"{rank}-е место из 4 регионов по баллу"}


def test_kazakh_places_have_no_case_ending_on_numbers(page: Load, around: Surroundings) -> None:
    assert shown(regions(page("110000000"), 2, 3), around, lang="kk")["place"][0] == {
        "b": "2-орын, барлығы 4 (балл бойынша)"
    }


def test_f35_no_movement_against_a_short_week(page: Load, around: Surroundings) -> None:
    data = regions(page("110000000", date(2026, 10, 4)), 2, 4)
    assert data.base is not None
    assert data.base.week == SHORT
    assert "за неделю" not in str(shown(data, around)["place"])
    assert "сравнение с неделей" not in str(shown(data, around)["place"])
    assert shown(data, around)["change"]["warn"] is True
    assert shown(data, around)["change"]["label"].endswith("; предыдущая неделя была короткой")


def test_f35_the_change_says_which_week_is_short(page: Load, around: Surroundings) -> None:
    data = regions(page("110000000", SHORT), 2, 4)
    assert data.base is not None
    assert shown(data, around)["change"]["label"].endswith("; короткая неделя")
    both = replace(data, base=data.shown)
    assert shown(both, around)["change"]["label"].endswith("; обе недели короткие")


def test_f35_the_change_says_what_lies_between(page: Load, around: Surroundings) -> None:
    label = shown(page(week=date(2026, 11, 1)), around)["change"]["label"]
    assert label.endswith("к неделе 18–24 октября (до каникул)")


def test_the_republic_has_no_place(page: Load, around: Surroundings) -> None:
    assert shown(page(), around)["place"] is None


def test_the_trend_has_twelve_weeks_and_names_its_gaps(page: Load, around: Surroundings) -> None:
    trend = shown(page(), around)["trend"]
    assert len(trend["values"]) == 12
    assert trend["gaps"] == [[3, 3], [8, 8]]  # a week without a snapshot, and the holiday
    assert (trend["first"], trend["last"], trend["target"]) == ("30 авг", "21 ноя", 71)


@pytest.mark.parametrize(
    ("values", "runs"),
    [([None, 1.0, None, None], [[0, 0], [2, 3]]), ([1.0, 2.0], []), ([None, None], [[0, 1]]), ([], [])],
)
def test_gaps(values: list[float | None], runs: list[list[int]]) -> None:
    assert gaps(values) == runs


def test_f35_a_line_of_one_week_does_not_pretend_to_a_beginning(page: Load, around: Surroundings) -> None:
    label = shown(page(week=date(2026, 8, 30)), around)["trend"]["label"]
    assert label.startswith("12 недель: данные только за одну неделю, ")


def test_g47_few_schools_are_said_to_be_few(page: Load, around: Surroundings) -> None:
    data = page("110000000")
    assert "Школ мало" not in str(shown(data, around)["place"])
    unit = replace(data.unit, schools=4)
    assert "Школ мало: каждая заметно меняет балл." in str(
        shown(replace(data, path=(*data.path[:-1], unit)), around)["place"]
    )
