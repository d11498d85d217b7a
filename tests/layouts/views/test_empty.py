"""Weeks and units without numbers: each reason in its own words, with ways out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.frames import PageData, Surroundings
from dashboard.locales import language
from dashboard.timeline import Timeline
from layouts.views import empty
from layouts.views.page import view
from layouts.views.reading import Reading
from tests.layouts.views.conftest import Load
from tests.published_weeks import HOLIDAY, LATEST, MISSING

A9 = {
    "kk": "Таңдалған апта бойынша ақпарат жеткіліксіз (мысалы, каникул күндері). Басқа аптаны таңдаңыз.",
    "ru": "Недостаточно данных за выбранную неделю (например, каникулы). Выберите другую неделю.",
    "en": "Not enough data for the selected week (for example, school holidays). Choose another week.",
}


def nothing_published(data: PageData) -> PageData:
    return replace(data, timeline=Timeline(), shown=None, base=None)


def few_lessons(data: PageData) -> PageData:
    return replace(data, path=(*data.path[:-1], replace(data.unit, state="none")))


def no_schools(data: PageData) -> PageData:
    return replace(data, path=(*data.path[:-1], replace(data.unit, state="none", schools=0, reporting=0)))


@pytest.mark.parametrize("key", A9)
def test_a9_a_holiday_shows_the_message_and_two_ways_out(page: Load, around: Surroundings, key: str) -> None:
    found = view(page(week=HOLIDAY), language(key), around)
    assert (found["state"], found["panels"], found["ranking"]) == ("none", {}, None)
    assert found["empty"]["paragraphs"][0] == A9[key]
    assert [(action["week"], action["primary"]) for action in found["empty"]["actions"]] == [
        ("2026-10-18", True),
        ("2026-11-15", False),
    ]
    assert found["units"]


def test_a9_in_words(page: Load, around: Surroundings) -> None:
    found = view(page(week=HOLIDAY), language("ru"), around)
    assert found["lede"] == ["Осенние каникулы. Показатели за эту неделю не рассчитываются."]
    assert found["empty"]["title"] == "Недостаточно данных: каникулы"
    assert "25–31 октября" in found["empty"]["paragraphs"][1]
    assert [action["label"] for action in found["empty"]["actions"]] == [
        "Открыть 18–24 октября",
        "Последняя неделя: 15–21 ноября",
    ]


@pytest.mark.parametrize("key", ["kk", "ru", "en"])
def test_every_reason_has_its_own_words(page: Load, around: Surroundings, key: str) -> None:
    pages = [page(week=HOLIDAY), page(week=MISSING), few_lessons(page()), no_schools(page()), nothing_published(page())]
    readings = [Reading(data, language(key), around) for data in pages]
    assert [empty.kind(reading) for reading in readings] == [
        empty.HOLIDAY,
        empty.NOT_DELIVERED,
        empty.FEW_LESSONS,
        empty.NO_SCHOOLS,
        empty.EMPTY_DATABASE,
    ]
    assert len({empty.lede(reading) for reading in readings}) == 5
    assert len({str((empty.empty(reading) or {})["title"]) for reading in readings}) == 5


def test_the_state_of_an_empty_database_is_its_own(page: Load, around: Surroundings) -> None:
    reading = Reading(nothing_published(page()), language("ru"), around)
    assert empty.state(reading) == "empty_database"
    assert (empty.empty(reading) or {})["actions"] == []


def test_q9_a_latest_week_without_data_offers_the_one_before(page: Load, around: Surroundings) -> None:
    data = few_lessons(page())
    latest = replace(data.timeline.snapshots[-1], state="none")
    data = replace(data, timeline=Timeline((*data.timeline.snapshots[:-1], latest)), shown=latest)
    actions = (empty.empty(Reading(data, language("ru"), around)) or {})["actions"]
    assert [action["week"] for action in actions] == ["2026-11-08"]
    assert data.week == LATEST


def test_a_week_of_another_year_is_offered_with_its_year(page: Load, around: Surroundings) -> None:
    data = replace(page(week=MISSING), week=date(2027, 1, 3))
    labels = [action["label"] for action in (empty.empty(Reading(data, language("ru"), around)) or {})["actions"]]
    assert labels == ["Последняя неделя: 15–21 ноября 2026"]
