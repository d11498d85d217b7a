"""The period control and the stamp."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.frames import Surroundings
from dashboard.locales import language
from dashboard.timeline import Timeline
from layouts.views.period import marks, period, stamp
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.published_weeks import HOLIDAY, LAST_YEAR, LATEST, SHORT

RU = language("ru")


def test_a5_neighbours_and_the_latest_week(page: Load, around: Surroundings) -> None:
    found = period(Reading(page(week=HOLIDAY), RU, around))
    assert (found["prev"], found["next"], found["latest"]) == ("2026-10-18", "2026-11-01", "2026-11-15")
    assert period(Reading(page(), RU, around))["next"] is None
    assert period(Reading(page(week=LAST_YEAR), RU, around))["prev"] is None


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (SHORT, ["короткая неделя: 3 учебных дня", "календарь 2026–27 предварительный"]),
        (LATEST, ["календарь 2026–27 предварительный"]),
        (LAST_YEAR, []),
    ],
)
def test_q42_marks_of_the_week(page: Load, around: Surroundings, week: date, expected: list[str]) -> None:
    assert marks(Reading(page(week=week), RU, around)) == expected


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("ru", "Данные электронного журнала на 22 ноября 2026, 00:00. Следующее обновление — 29 ноября."),
        ("kk", "Электрондық журнал деректері: 2026 жылғы 22 қараша, 00:00. Келесі жаңарту: 29 қараша."),
    ],
)
def test_the_stamp_says_of_when_the_data_are(page: Load, around: Surroundings, key: str, text: str) -> None:
    found = stamp(Reading(page(), language(key), around))
    assert found["text"] == text
    assert found["stale"] is None
    assert found["demonstration"]


@pytest.mark.parametrize(("today", "stale"), [(date(2026, 11, 29), False), (date(2026, 11, 30), True)])
def test_data_older_than_the_limit_are_stale(page: Load, today: date, stale: bool) -> None:
    found = stamp(Reading(page(), RU, Surroundings(today)))
    assert (found["stale"] is not None) == stale
    assert found["demonstration"] is None


def test_an_empty_database_has_no_data_yet(page: Load, around: Surroundings) -> None:
    empty = replace(page(), timeline=Timeline(), shown=None)
    assert stamp(Reading(empty, RU, around))["text"] == "Данных пока нет."
    assert period(Reading(empty, RU, around))["latest"] is None
