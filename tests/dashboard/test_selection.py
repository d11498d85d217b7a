"""The selection lives in the address and survives the way there and back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, language
from dashboard.selection import CATEGORIES, GROWTH_ORDERS, PINS, REPUBLIC, Known, Selection
from dashboard.weeks import WEEK, is_week

FIRST, LATEST = date(2026, 5, 10), date(2026, 11, 15)
KNOWN = Known(frozenset({REPUBLIC, "610000000", "611600000", "ә&=%"}), FIRST, LATEST)
RU = language("ru")
WEEKS = st.integers(0, (LATEST - FIRST) // WEEK).map(lambda n: FIRST + n * WEEK)
SELECTIONS = st.builds(
    Selection,
    st.sampled_from(sorted(KNOWN.units)),
    st.none() | WEEKS,
    st.sampled_from(INDICATOR_KEYS),
    st.sampled_from(["", *CATEGORIES]),
    st.sampled_from(["", *GROWTH_ORDERS]),
    st.lists(st.sampled_from(sorted(KNOWN.units)), max_size=PINS, unique=True).map(tuple),
)
# Drawing any text at all builds hypothesis' table of characters once, which takes seconds on a busy machine.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
FIELDS = ["unit", "week", "ind", "cat", "growth", "pin", "other"]
WORDS = st.text() | st.sampled_from(
    ["2026-11-15", "2026-11-18", "9999-12-31", "0001-01-01", "qzj", "610000000", "low", "up", "610000000.x.611600000"]
)


@given(SELECTIONS)
def test_from_query_of_to_query_is_the_selection(selection: Selection) -> None:
    assert Selection.from_query(selection.to_query(), KNOWN, RU) == (selection, [])


@PATIENT
@given(st.dictionaries(st.sampled_from(FIELDS), WORDS), st.sampled_from(sorted(LOCALES)))
def test_any_query_gives_a_valid_selection(query: dict[str, str], key: str) -> None:
    selection, notices = Selection.from_query(query, KNOWN, language(key))
    assert selection.unit in KNOWN.units
    assert selection.indicator in INDICATOR_KEYS
    assert selection.week is None or (is_week(selection.week) and KNOWN.has_week(selection.week))
    assert selection.category in {"", *CATEGORIES}
    assert selection.growth in {"", *GROWTH_ORDERS}
    assert len(set(selection.pins)) == len(selection.pins) <= PINS
    assert set(selection.pins) <= set(KNOWN.units)
    assert all(notice.strip() and len(notice) < 200 for notice in notices)
    assert Selection.from_query(selection.to_query(), KNOWN, language(key)) == (selection, [])


@PATIENT
@given(st.dictionaries(st.text(), st.text()))
def test_an_empty_database_shows_the_republic(query: dict[str, str]) -> None:
    selection, _ = Selection.from_query(query, Known(), RU)
    assert (selection.unit, selection.week) == (REPUBLIC, None)


@pytest.mark.parametrize(
    ("query", "selection", "notices"),
    [
        ({}, Selection(), []),
        ({"unit": "610000000", "week": "2026-11-15", "ind": "planning", "x": "1"},
         Selection("610000000", LATEST, "planning"), []),
        ({"week": "2026-11-18"}, Selection(week=LATEST), []),
        ({"unit": "xyz"}, Selection(), ["Территория «xyz» не найдена. Показана республика."]),
        ({"week": "soon"}, Selection(), ["Неделя «soon» не распознана. Показана последняя неделя."]),
        ({"week": (LATEST + timedelta(days=7)).isoformat()}, Selection(),
         ["За этот период данных нет: неделя 22–28 ноября 2026. Показана последняя неделя."]),
        ({"ind": "planing"}, Selection(), ["Показатель «planing» не найден. Показан показатель «Школы без бумаги»."]),
        ({"unit": "a" * 100}, Selection(), [f"Территория «{'a' * 40}…» не найдена. Показана республика."]),
        ({"unit": "\x00\n"}, Selection(), ["Территория «—» не найдена. Показана республика."]),
        ({"cat": "low", "growth": "down", "pin": "611600000.610000000.611600000."},
         Selection(category="low", growth="down", pins=("611600000", "610000000")), []),
        ({"cat": "worst"}, Selection(), ["Категория «worst» не найдена. Показаны все школы."]),
        ({"growth": "high"}, Selection(), ["Порядок «high» не распознан. Диаграмма упорядочена по значению."]),
        ({"pin": "x.610000000.y"}, Selection(pins=("610000000",)), ["Неизвестные территории не сравниваются: x.y."]),
    ],
)  # fmt: skip
def test_what_is_unknown_falls_back_with_a_notice(
    query: dict[str, str], selection: Selection, notices: list[str]
) -> None:
    assert Selection.from_query(query, KNOWN, RU) == (selection, notices)


def test_not_more_units_are_compared_than_there_is_room_for() -> None:
    units = [f"6{number:02d}" for number in range(PINS + 2)]
    selection, notices = Selection.from_query({"pin": ".".join(units)}, Known(frozenset(units)), RU)
    assert selection.pins == tuple(units[:PINS])
    assert notices == ["Сравнивается не более 4 территорий."]
