"""Days, weeks and months in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import dates
from dashboard.locales import LOCALES, language

RU, KK, EN = (language(key) for key in ("ru", "kk", "en"))


@pytest.mark.parametrize(
    ("week", "ru", "kk", "en"),
    [
        (
            date(2026, 11, 15),
            "неделя 15–21 ноября 2026",
            "2026 жылғы 15–21 қараша аптасы",
            "week of 15–21 November 2026",
        ),
        (
            date(2026, 11, 29),
            "неделя 29 ноября – 5 декабря 2026",
            "2026 жылғы 29 қараша – 5 желтоқсан аптасы",
            "week of 29 November – 5 December 2026",
        ),
        (
            date(2026, 12, 27),
            "неделя 27 декабря 2026 – 2 января 2027",
            "2026 жылғы 27 желтоқсан – 2027 жылғы 2 қаңтар аптасы",
            "week of 27 December 2026 – 2 January 2027",
        ),
    ],
)
def test_a4_week_labels(week: date, ru: str, kk: str, en: str) -> None:
    assert [dates.week_label(lang, week) for lang in (RU, KK, EN)] == [ru, kk, en]


def test_months_and_days() -> None:
    day = date(2026, 11, 15)
    assert [dates.month_heading(lang, day) for lang in (RU, KK, EN)] == [
        "Ноябрь 2026",
        "2026 жылғы қараша",
        "November 2026",
    ]
    assert [dates.month_alone(lang, day) for lang in (RU, KK, EN)] == ["ноябрь", "қараша", "November"]
    assert [dates.short_day(lang, day) for lang in (RU, KK, EN)] == ["15 ноя", "15 қар", "15 Nov"]


def test_q43_the_cut_off_is_the_first_instant_of_the_next_sunday() -> None:
    assert dates.moment_of_cut_off(RU, date(2026, 11, 15)) == "22 ноября 2026, 00:00"
    assert dates.moment_of_cut_off(KK, date(2026, 11, 15)) == "2026 жылғы 22 қараша, 00:00"


def test_a3_weeks_run_from_sunday() -> None:
    assert [short for short, _ in dates.weekdays(RU)] == ["вс", "пн", "вт", "ср", "чт", "пт", "сб"]
    assert dates.weekdays(KK)[0] == ("жс", "жексенбі")


@pytest.mark.parametrize(("week", "year"), [(date(2026, 8, 30), "2026–27"), (date(2026, 8, 23), "2025–26")])
def test_q41_a_week_belongs_to_the_year_of_its_last_day(week: date, year: str) -> None:
    assert dates.academic_year_label(week) == year


@given(st.dates(date(2020, 1, 1), date(2099, 12, 1)), st.sampled_from(sorted(LOCALES)))
def test_every_label_names_both_days_and_the_year(day: date, key: str) -> None:
    label = dates.week_label(language(key), day)
    last = day + timedelta(days=6)
    assert str(day.day) in label
    assert str(last.day) in label
    assert str(last.year) in label
    assert "None" not in label
    assert "%" not in label
