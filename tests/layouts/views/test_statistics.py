"""Statistics blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboard.frames import StatisticRow, Surroundings
from dashboard.locales import NBSP, language
from layouts.views.reading import Reading
from layouts.views.statistics import statistics
from tests.layouts.views.conftest import Load


def shown(page: Load, around: Surroundings, *rows: StatisticRow) -> Any:
    return statistics(Reading(replace(page(), statistics=rows), language("ru"), around))


def test_a36_year_and_last_completed_month(page: Load, around: Surroundings) -> None:
    (found,) = shown(page, around, StatisticRow("marks", 186_402_113, 731_402, 0))
    schools = page().unit.schools
    assert found == {
        "key": "marks",
        "title": "Выставлено оценок",
        "year": {
            "value": f"186,4{NBSP}млн",
            "exact": f"186{NBSP}402{NBSP}113",
            "caption": "с начала учебного года",
        },
        "month": {"value": f"731{NBSP}тыс.", "exact": f"731{NBSP}402", "caption": "за октябрь"},
        "note": f"подключено школ: {schools} из {schools}",
    }


def test_q104_who_is_not_connected_is_said(page: Load, around: Surroundings) -> None:
    schools = page().unit.schools
    part, none, zero = shown(
        page,
        around,
        StatisticRow("marks", 5, None, 2),
        StatisticRow("homework", None, None, schools),
        StatisticRow("logins", 0, 0, 0),
    )
    assert part["note"] == f"подключено школ: {schools - 2} из {schools}"
    assert (part["month"]["value"], part["month"]["exact"]) == ("—", "нет данных")
    assert (none["year"]["value"], none["year"]["exact"]) == ("—", "не подключено")
    assert zero["year"]["value"] == "0"
