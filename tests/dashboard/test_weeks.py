"""Weeks, academic years, cut-offs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import weeks

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS)
def test_a3_a_week_runs_from_sunday_to_saturday(day: date) -> None:
    week = weeks.week_of(day)
    assert weeks.is_week(week)
    assert week <= day <= weeks.last_day(week)
    assert weeks.days_of(week)[0] == week
    assert weeks.days_of(week)[-1] == weeks.last_day(week) == week + timedelta(days=6)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2025, 8, 31), "2025-2026"),  # the week of 31.08–06.09: a week belongs to the year of its last day
        (date(2025, 8, 24), "2024-2025"),
        (date(2026, 8, 23), "2025-2026"),
        (date(2026, 8, 30), "2026-2027"),
        (date(2026, 1, 4), "2025-2026"),
    ],
)
def test_q41_the_academic_year_of_a_week(day: date, year: str) -> None:
    assert weeks.academic_year(day) == year


@pytest.mark.parametrize("year", ["2024-2025", "2025-2026", "2026-2027", "2027-2028"])
def test_q41_the_weeks_of_two_years_meet(year: str) -> None:
    found = list(weeks.weeks_of_year(year))
    assert found[0] == weeks.first_week(year)
    assert {weeks.academic_year(week) for week in found} == {year}
    assert found[-1] + weeks.WEEK == weeks.first_week(f"{year[5:]}-{int(year[5:]) + 1}")


def test_q43_the_cut_off_is_the_first_instant_of_the_sunday_after_in_almaty() -> None:
    cut = weeks.cut_off(date(2025, 11, 9))
    assert cut == datetime(2025, 11, 15, 19, tzinfo=UTC)
    assert weeks.naive_utc(cut) == datetime(2025, 11, 15, 19)  # noqa: DTZ001
    assert cut.utcoffset() == timedelta(hours=5)


def test_q48_facts_of_the_revised_series_may_be_14_days_late() -> None:
    assert weeks.cut_off(date(2025, 11, 9), 14) - weeks.cut_off(date(2025, 11, 9)) == timedelta(days=14)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-14T18:59:59+00:00", date(2026, 11, 1)),  # still Saturday in Almaty
        ("2026-11-14T19:00:00+00:00", date(2026, 11, 8)),  # Sunday 00:00
        ("2026-11-18T12:00:00+05:00", date(2026, 11, 8)),
    ],
)
def test_a6_g2_on_a_sunday_the_default_week_is_the_one_that_ended_yesterday(now: str, week: date) -> None:
    assert weeks.default_week(datetime.fromisoformat(now)) == week


def test_t14_q40_the_week_after_the_vacation_is_compared_with_the_one_before() -> None:
    with_data = [date(2025, 10, 12), date(2025, 10, 19), date(2025, 11, 2), date(2025, 11, 9)]
    assert weeks.previous_period(date(2025, 11, 2), with_data) == date(2025, 10, 19)


def test_f3_5_the_first_week_of_a_year_has_no_comparison() -> None:
    assert weeks.previous_period(date(2026, 8, 30), [date(2026, 5, 24)]) is None
    assert weeks.previous_period(date(2026, 9, 6), [date(2026, 5, 24), date(2026, 8, 30)]) == date(2026, 8, 30)


def test_weeks_before_end_with_the_week() -> None:
    assert weeks.weeks_before(date(2025, 11, 9), 3) == [date(2025, 10, 26), date(2025, 11, 2), date(2025, 11, 9)]
