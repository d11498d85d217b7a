"""The week picker."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest

from dashboard.frames import Surroundings
from dashboard.locales import LOCALES, language
from dashboard.timeline import Timeline
from layouts.views.weeks import weeks
from tests.layouts.views.conftest import Load
from tests.layouts.views.test_page import assert_readable
from tests.published_weeks import HOLIDAY, LAST_YEAR, LATEST, MISSING, SHORT

TODAY = date(2026, 11, 24)


@pytest.fixture
def picker(page: Load) -> Any:
    return weeks(page().timeline, language("ru"), TODAY)


def find(picker: Any, week: date) -> Any:
    rows = [row for month in picker["months"] for row in month["weeks"] if row["week"] == week.isoformat()]
    assert rows
    return rows[0]


@pytest.mark.parametrize(
    ("week", "state", "hint"),
    [
        (LATEST, "data", "5 учебных дней"),
        (SHORT, "data", "3 учебных дня"),
        (HOLIDAY, "holiday", "Осенние каникулы"),
        (MISSING, "missing", "нет данных"),
        (date(2026, 7, 12), "holiday", "Летние каникулы"),
        (date(2026, 11, 22), "future", "выбрать нельзя"),
        (date(2026, 5, 3), "future", "выбрать нельзя"),
        (LAST_YEAR, "data", "5 учебных дней"),
    ],
)
def test_a7_weeks_and_their_states(picker: Any, week: date, state: str, hint: str) -> None:
    row = find(picker, week)
    assert (row["state"], row["hint"]) == (state, hint)


def test_a8_today_is_marked_once_a_month_it_appears_in(picker: Any) -> None:
    marked = [
        (row["week"], day["day"]) for m in picker["months"] for row in m["weeks"] for day in row["days"] if day["today"]
    ]
    assert marked == [("2026-11-22", 24)]


def test_months_run_from_the_first_week_to_today(picker: Any) -> None:
    assert [month["label"] for month in picker["months"]] == [
        "Май 2026",
        "Июнь 2026",
        "Июль 2026",
        "Август 2026",
        "Сентябрь 2026",
        "Октябрь 2026",
        "Ноябрь 2026",
    ]


def test_every_month_holds_all_its_days_once(picker: Any) -> None:
    for month in picker["months"]:
        days = [day["day"] for row in month["weeks"] for day in row["days"] if not day["outside"]]
        assert days == list(range(1, len(days) + 1))
        assert len(days) in {28, 29, 30, 31}
    assert picker["head"] == ["нед.", "вс", "пн", "вт", "ср", "чт", "пт", "сб"]


@pytest.mark.parametrize("key", LOCALES)
def test_the_picker_is_readable_in_every_language(page: Load, around: Surroundings, key: str) -> None:
    found = weeks(page().timeline, language(key), around.today)
    assert_readable(found)
    assert len(orjson.dumps(found)) < 60_000


def test_without_weeks_the_present_month_is_shown() -> None:
    (month,) = weeks(Timeline(), language("en"), TODAY)["months"]  # type: ignore[misc]
    assert month["label"] == "November 2026"
    assert {row["state"] for row in month["weeks"]} == {"future"}
