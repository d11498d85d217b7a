"""Growth and decline against the previous teaching week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from dashboard.frames import COMPARISON, Block, PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS, INDICATORS
from dashboard.locales import LOCALES, MINUS, language
from layouts.views import growth as views
from layouts.views.changes import unit_change
from layouts.views.growth import Bar, bar, growth, head
from layouts.views.reading import Reading
from queries.growth import growth_of_members
from tests.layouts.views.conftest import Load
from tests.published_weeks import LATEST, SHORT

REGION, DISTRICT = "110000000", "100100000"
RU = language("ru")
FIRST_OF_YEAR = date(2026, 8, 30)
AFTER_HOLIDAY, AFTER_MISSING = date(2026, 11, 1), SHORT


def members(data: PageData, counts: dict[str, tuple[int, int, int]]) -> Block:
    """Return the comparison of a page's members: unit to schools in both weeks, High then, High now."""
    ids = [row.unit_id for row in data.members]
    numbers = np.zeros((1, len(ids), len(INDICATOR_KEYS), len(COMPARISON.fields)), np.int64)
    for unit, (schools, then, now) in counts.items():
        values = {"schools": schools, "high_then": then, "high_now": now}
        numbers[0, ids.index(unit)] = [values.get(name, 0) for name in COMPARISON.fields]
    return Block(COMPARISON, (1,), {unit: place for place, unit in enumerate(ids)}, numbers)


def of_region(page: Load, around: Surroundings, counts: dict[str, tuple[int, int, int]], key: str = "ru") -> Any:
    """Return the bars of a region's first indicator."""
    data = page(REGION)
    found: Any = growth(Reading(data, language(key), around), members(data, counts))
    return found


@pytest.mark.parametrize(
    ("then", "now", "drawn"),
    [(60, 75, Bar(60, 15, 0)), (75, 60, Bar(60, 0, 15)), (60, 60, Bar(60, 0, 0)), (0, 0, Bar(0, 0, 0))],
)
def test_t9_blue_is_what_both_weeks_have(then: int, now: int, drawn: Bar) -> None:
    assert bar(then, now) == drawn


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a53_a_bar_is_as_long_as_the_larger_of_the_two(then: int, now: int) -> None:
    base, gained, lost = bar(then, now)
    assert base + gained + lost == max(then, now)
    assert (base + gained, base + lost) == (now, then)
    assert not (gained and lost)


def test_t9_on_a_region_page(page: Load, around: Surroundings) -> None:
    counts = {"110100000": (90, 60, 75), "110200000": (90, 75, 60)}
    found = of_region(page, around, counts)
    rows = found["bars"]["planning"]["rows"]
    assert found["scale"] == 1
    assert [found["names"][row["at"]]["id"] for row in rows] == ["110100000", "110200000"]
    assert [row["bar"] for row in rows] == [[60, 15, 0], [60, 0, 15]]
    assert [(row["then"], row["now"], row["change"], row["dir"]) for row in rows] == [
        ("60", "75", "+15", "up"),
        ("75", "60", f"{MINUS}15", "down"),
    ]


def test_a50_the_largest_value_comes_first_and_equal_ones_by_name(page: Load, around: Surroundings) -> None:
    found = of_region(page, around, {"110100000": (9, 0, 3), "110200000": (9, 9, 5), "110300000": (9, 3, 3)})
    rows = found["bars"]["qzj"]["rows"]
    assert [row["now"] for row in rows] == ["5", "3", "3"]
    assert [row["at"] for row in rows[1:]] == sorted(row["at"] for row in rows[1:])


def test_f36_who_has_no_school_with_values_in_both_weeks_is_left_out_and_said_so(
    page: Load, around: Surroundings
) -> None:
    found = of_region(page, around, {"110100000": (9, 3, 4)})["bars"]["qzj"]
    assert len(found["rows"]) == 1
    assert found["absent"].startswith("Не показаны 2 территории")
    assert of_region(page, around, {})["bars"]["qzj"]["absent"] is None


@pytest.mark.parametrize("unit", [REGION, DISTRICT])
@pytest.mark.parametrize("key", LOCALES)
def test_all_nine_indicators_come_at_once(page: Load, around: Surroundings, unit: str, key: str) -> None:
    data = page(unit)
    found: Any = growth(Reading(data, language(key), around), members(data, {}))
    assert list(found["bars"]) == list(INDICATORS)
    assert all(row["at"] < len(found["names"]) for each in found["bars"].values() for row in each["rows"])


def with_schools(data: PageData, now: tuple[int, int, int], then: tuple[int, int, int], key: str) -> PageData:
    """Return a district whose fourth school has chosen values in both weeks: numerator, denominator, category."""
    block, base, shown = data.school_values, data.base, data.shown
    assert block is not None
    assert base is not None
    assert shown is not None
    numbers = block.numbers.copy()
    place = INDICATOR_KEYS.index(key)
    numbers[:, :, place] = 0
    numbers[block.weeks.index(shown.snapshot_id), 3, place] = now
    numbers[block.weeks.index(base.snapshot_id), 3, place] = then
    return replace(data, school_values=replace(block, numbers=numbers))


def test_a55_a_school_is_the_share_of_the_seven_it_meets(page: Load, around: Surroundings) -> None:
    data = with_schools(page(DISTRICT), (6, 7, 2), (5, 7, 2), "qzj")
    found: Any = growth(Reading(data, RU, around), None)
    (row,) = found["bars"]["qzj"]["rows"]
    assert (row["then"], row["now"], row["change"]) == ("71,4", "85,7", "+14,2")  # 1/7 is 14,28…: cut, not subtracted
    assert (found["scale"], row["bar"]) == (10, [714, 143, 0])
    assert found["bars"]["qzj"]["absent"].startswith("Не показаны 7 школ")
    # Of the seven a school has to meet all; 90 % is how many of a unit's schools have to.
    targets: Any = head(Reading(data, RU, around))["targets"]
    assert targets["qzj"] == {"value": 100, "text": "норма 100%"}
    assert targets["journal"]["value"] == 49


def test_a_change_that_is_said_to_be_none_is_drawn_as_none(page: Load, around: Surroundings) -> None:
    data = with_schools(page(DISTRICT), (7000, 10000, 2), (6999, 10000, 2), "planning")
    found: Any = growth(Reading(data, RU, around), None)
    (row,) = found["bars"]["planning"]["rows"]
    assert (row["then"], row["now"], row["change"], row["bar"]) == ("69,9", "70,0", "0,0", [700, 0, 0])


@pytest.mark.parametrize(
    ("week", "text"),
    [
        (LATEST, "15–21 ноября и предыдущая учебная неделя, 8–14 ноября"),
        (AFTER_HOLIDAY, "1–7 ноября и 18–24 октября, между ними каникулы"),
        (AFTER_MISSING, "27 сентября – 3 октября и 13–19 сентября, между ними нет данных"),
        (FIRST_OF_YEAR, "Первая неделя с данными в учебном году: сравнивать не с чем."),
    ],
)
def test_f35_the_caption_says_what_is_compared_and_the_gap(
    page: Load, around: Surroundings, week: date, text: str
) -> None:
    found: Any = head(Reading(page(REGION, week), RU, around))
    assert found["caption"] == text
    assert found["available"] == (week != FIRST_OF_YEAR)


def test_f35_the_first_week_of_a_year_has_no_bars(page: Load, around: Surroundings) -> None:
    for unit in (REGION, DISTRICT):
        found: Any = growth(Reading(page(unit, FIRST_OF_YEAR), RU, around), None)
        assert all(each["rows"] == [] and each["absent"] is None for each in found["bars"].values())


@pytest.mark.parametrize("week", [SHORT, date(2026, 10, 4)])
def test_f35_a_short_week_is_a_warning_on_either_side(page: Load, around: Surroundings, week: date) -> None:
    found: Any = head(Reading(page(REGION, week), RU, around))
    assert "27 сентября – 3 октября (3 учебных дня)" in found["warn"]
    assert head(Reading(page(REGION), RU, around))["warn"] is None


def test_more_bars_than_fit_are_paged(page: Load, around: Surroundings) -> None:
    assert views._page_ranges(RU, 60) == []
    assert views._page_ranges(RU, 214) == ["1–60 из 214", "61–120 из 214", "121–180 из 214", "181–214 из 214"]


@pytest.mark.parametrize(
    ("key", "unit", "title"),
    [
        ("kk", REGION, "Алдыңғы аптамен салыстырғандағы ББ көбейген/азайған белсенді ББМ саны"),
        ("ru", REGION, "Количество активных ОО, прирост/снижение по сравнению с предыдущей неделей"),
        ("ru", DISTRICT, "Значение показателя по школам, прирост/снижение по сравнению с предыдущей неделей"),
    ],
)
def test_a50_a55_titles(page: Load, around: Surroundings, key: str, unit: str, title: str) -> None:
    assert head(Reading(page(unit), language(key), around))["title"] == title


def test_a54_the_orders_are_named_as_the_specification_does(page: Load, around: Surroundings) -> None:
    orders: Any = head(Reading(page(REGION), language("kk"), around))["orders"]
    assert (orders["down"], orders["up"]) == ("Азаю", "Көбею")


@pytest.mark.parametrize(
    ("unit", "names"), [(REGION, ["Республика"]), (DISTRICT, ["Республика", "Алматинская область"])]
)
def test_the_change_of_the_units_above_stands_beside_the_bars(
    country: Connection, page: Load, around: Surroundings, unit: str, names: list[str]
) -> None:
    """The republic's and the parent's average; over the same two weeks and the common schools (F.3-6)."""
    data = page(unit)
    found: Any = growth(Reading(data, RU, around), growth_of_members(country, data))
    text = found["bars"]["planning"]["average"]
    assert [part.split(" — ")[0] for part in text.removeprefix("в среднем: ").split("; ")] == names
    change = unit_change(Reading(page(), RU, around), INDICATOR_KEYS.index("planning"))
    assert change is not None
    assert str(change["text"]) in text


def test_f35_without_an_earlier_week_nothing_is_said_of_the_units_above(page: Load, around: Surroundings) -> None:
    found: Any = growth(Reading(page(REGION, FIRST_OF_YEAR), RU, around), None)
    assert found["bars"]["planning"]["average"] is None
