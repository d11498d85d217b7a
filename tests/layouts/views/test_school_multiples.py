"""Eight small drawings: weeks, target, district, holidays as holes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dashboard.frames import Surroundings
from dashboard.indicators import MEASURED_KEYS
from dashboard.locales import LOCALES, language
from layouts.views.reading import Reading
from layouts.views.school_multiples import BOTTOM, TOP, multiples
from tests.layouts.views.conftest import Load
from tests.layouts.views.schools import AT, with_school

DISTRICT = "100100000"


def drawn(page: Load, around: Surroundings, key: str = "ru", **values: tuple[int, int, int]) -> dict[str, Any]:
    data = with_school(page(DISTRICT), values)
    return {str(one["ind"]): one for one in multiples(Reading(data, language(key), around), AT, {})}


@pytest.mark.parametrize("key", LOCALES)
def test_eight_indicators_with_value_target_and_twelve_weeks(page: Load, around: Surroundings, key: str) -> None:
    found = drawn(page, around, key, planning=(1204, 1530, 3))
    assert tuple(found) == MEASURED_KEYS
    for one in found.values():
        heights = [float(number) for number in re.findall(r"[ML][\d.]+ ([\d.]+)", one["chart"]["own"])]
        assert heights
        assert all(TOP <= height <= BOTTOM for height in heights)
        assert TOP <= float(one["chart"]["target"]) <= BOTTOM


def test_weeks_without_data_are_holes_with_a_bridge(page: Load, around: Surroundings) -> None:
    chart = drawn(page, around)["journal"]["chart"]
    assert chart["gaps"]
    assert chart["own"].count("M") == 1 + chart["bridges"].count("M")
    assert chart["bridges"]


def test_what_misses_its_target_is_marked(page: Load, around: Surroundings) -> None:
    found = drawn(page, around, journal=(48, 100, 2), timely=(1, 100, 1))
    assert found["journal"]["short"]
    assert not found["planning"]["short"]
    assert not found["timely"]["short"]  # none of the seven


def test_a_school_without_data_has_words_in_place_of_numbers(page: Load, around: Surroundings) -> None:
    found: Any = multiples(Reading(page(DISTRICT), language("ru"), around), 0, {})
    assert {one["value"] for one in found} == {"—"}
    assert all(one["counted"] for one in found)
