"""The distribution of a unit's schools by activity."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.frames import Surroundings
from dashboard.locales import language
from dashboard.selection import REPUBLIC
from layouts.views.distribution import whole_shares
from layouts.views.page import view
from tests.layouts.views.conftest import Load
from tests.layouts.views.counts import with_counts

REGION = "110000000"


def of(page: Load, around: Surroundings, counts: dict[str, int], ind: str = "planning", key: str = "ru") -> Any:
    """Return a region's distribution of one indicator."""
    data = with_counts(page(REGION), ind, {REGION: counts})
    panels: Any = view(data, language(key), around)["panels"]
    return panels[ind]["distribution"]


def test_a48_counts_and_shares_of_the_three_categories(page: Load, around: Surroundings) -> None:
    found = of(page, around, {"low": 10, "medium": 10, "high": 20})
    rows = [(each["cat"], each["status"], each["count"], each["share"]) for each in found["slices"]]
    assert rows == [("high", "good", 20, "50%"), ("medium", "warn", 10, "25%"), ("low", "bad", 10, "25%")]
    assert (found["total"], found["unit"]) == ("40", "школ")
    assert found["label"].startswith("Высокая: 20 школ, 50%; Средняя: 10 школ, 25%")


def test_a_category_with_schools_never_has_the_share_nothing(page: Load, around: Surroundings) -> None:
    found = of(page, around, {"low": 1, "medium": 0, "high": 7000})
    assert [each["share"] for each in found["slices"]] == ["100%", "0%", "<1%"]


def test_schools_without_a_value_are_counted_apart(page: Load, around: Surroundings) -> None:
    data = page(REGION)
    found = of(page, around, {"high": data.unit.schools - 2})
    assert found["silent"] == "Без значения: 2 школы"
    assert of(page, around, {"high": data.unit.schools})["silent"] is None


@pytest.mark.parametrize(
    ("ind", "ranges"),
    [
        ("planning", ["71% и выше", "от 48 до 71%", "ниже 48%"]),
        ("profile", ["100%", "от 67 до 100%", "ниже 67%"]),
        ("qzj", ["все семь показателей высокие", "низких нет, есть средние", "хотя бы один низкий"]),
    ],
)
def test_the_borders_of_the_categories_are_said(page: Load, around: Surroundings, ind: str, ranges: list[str]) -> None:
    assert [each["range"] for each in of(page, around, {"high": 1}, ind)["slices"]] == ranges


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("kk", "ББМ-нің белсенділік критерийлеріне сәйкес бөлінуі"),
        ("ru", "Распределение ОО по критериям активности"),
        ("en", "Distribution of schools by activity criteria"),
    ],
)
def test_a48_the_title_is_that_of_the_specification(page: Load, around: Surroundings, key: str, title: str) -> None:
    head: Any = view(page(REGION), language(key), around)["distribution"]
    assert head["title"] == title


def test_a46_only_regions_and_districts_are_full_reports(page: Load, around: Surroundings) -> None:
    found: Any = view(page(), language("ru"), around)
    assert (found["distribution"], found["growth"], found["information"]) == (None, None, None)
    assert all("distribution" not in panel for panel in found["panels"].values())


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
def test_shares_add_up_to_a_hundred_and_are_off_by_less_than_one(numbers: list[int]) -> None:
    found = whole_shares(numbers)
    total = sum(numbers)
    assert sum(found) == (100 if total else 0)
    assert all(abs(share * total - 100 * number) < max(total, 1) for share, number in zip(found, numbers, strict=True))


def test_the_republic_and_the_region_stand_beside_the_pie(page: Load, around: Surroundings) -> None:
    data = with_counts(page("100100000"), "planning", {REPUBLIC: {"low": 1, "medium": 2, "high": 5}, "100000000": {}})
    panels: Any = view(data, language("ru"), around)["panels"]
    found = panels["planning"]["distribution"]
    assert found["above"] == ["Республика — высокая 63%, средняя 25%, низкая 12%"]  # the region has no value
    assert found["label"].endswith(found["above"][0])
    assert len(of(page, around, {"high": 1})["above"]) == 1
