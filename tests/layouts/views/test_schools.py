"""The school list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, MINUS, language
from layouts.views.page import view
from tests.layouts.views.conftest import Load

MET = (3, 100, 100)


def with_school(data: PageData, values: dict[str, tuple[int, int, int]], at: int = 3) -> PageData:
    """Return a district page on which one school has values: numerator, denominator, category; the rest is met."""
    block, shown = data.school_values, data.shown
    assert block is not None
    assert shown is not None
    numbers = block.numbers.copy()
    week = block.weeks.index(shown.snapshot_id)
    for place, key in enumerate(INDICATOR_KEYS):
        numbers[week, at, place] = values.get(key, (100, 100, 3))
    return replace(data, school_values=replace(block, numbers=numbers))


def school(data: PageData, around: Surroundings, key: str = "ru", at: int = 3) -> tuple[Any, Any]:
    """Return a school's row and the panels."""
    found = view(data, language(key), around)
    return found["schools"]["rows"][at], found["panels"]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("kk", "Журнал жүргізу 48,9% < 49%"),
        ("ru", "Ведение журнала 48,9% < 49%"),
        ("en", "Journal keeping 48.9% < 49%"),
    ],
)
def test_t10_a_school_short_by_a_hair_is_red_and_says_so(page: Load, around: Surroundings, key: str, text: str) -> None:
    data = with_school(page("100100000"), {"journal": (4899, 10000, 2), "qzj": (6, 7, 2)})
    row, panels = school(data, around, key)
    assert (row["red"], row["k"], row["cells"], row["unmet"]) == (True, 6, "1111101", [text])
    assert row["met"] == language(key).of(6, 7)
    assert panels["qzj"]["schools"][3]["status"] == "warn"
    assert panels["journal"]["schools"][3]["sort"] == 48.9


def test_a56_a_school_that_meets_all_seven_is_black(page: Load, around: Surroundings) -> None:
    row, _ = school(with_school(page("100100000"), {"qzj": (7, 7, 3)}), around)
    assert (row["red"], row["unmet"], row["cells"]) == (False, [], "1111111")


def test_timely_is_not_one_of_the_seven(page: Load, around: Surroundings) -> None:
    row, panels = school(with_school(page("100100000"), {"timely": (1, 100, 1), "qzj": (7, 7, 3)}), around)
    assert row["red"] is False
    assert panels["timely"]["schools"][3]["status"] == "bad"


@pytest.mark.parametrize("key", LOCALES)
def test_the_kinds_of_empty_have_their_own_words(page: Load, around: Surroundings, key: str) -> None:
    found = view(page("100100000"), language(key), around)
    rows, timely = found["schools"]["rows"], found["panels"]["timely"]["schools"]
    reasons = [timely[at]["reason"] for at in (0, 1, 2)]
    assert len(set(reasons)) == 3
    assert [cell["value"] for cell in timely[:3]] == ["—"] * 3
    assert [row["state"] for row in rows[:3]] == ["no_teaching", "not_connected", "data"]
    assert rows[0]["state_text"] == reasons[0]
    assert rows[0]["red"] is rows[1]["red"] is False


def test_q12_a_true_zero_is_a_number(page: Load, around: Surroundings) -> None:
    _, panels = school(with_school(page("100100000"), {"planning": (0, 0, 1), "qzj": (6, 7, 1)}), around)
    cell = panels["planning"]["schools"][3]
    assert (cell["value"], cell["status"], cell["reason"]) == ("0,0", "bad", None)


def test_f36_changes_need_both_weeks(page: Load, around: Surroundings) -> None:
    data = page("100100000")
    assert data.school_values is not None
    assert data.base is not None
    numbers = data.school_values.numbers.copy()
    before = data.school_values.weeks.index(data.base.snapshot_id)
    numbers[before, 3, :] = (7082, 10000, 2)
    numbers[before, 4, :] = 0
    changed = replace(data, school_values=replace(data.school_values, numbers=numbers))
    _, panels = school(with_school(changed, {"planning": (70, 100, 2)}), around)
    assert panels["planning"]["schools"][3]["change"]["text"] == f"{MINUS}0,8"
    assert panels["planning"]["schools"][4]["change"] is None
