from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from dashboard.demo.weeks import first_detailed, has_lessons, history, number_in_year, teaching_mask, with_closures
from dashboard.errors import ConfigurationError
from dashboard.snapshot.calendar import CalendarRow

NOVEMBER = date(2026, 11, 15)


def test_f2_the_history_has_the_school_weeks_of_both_years_and_no_summer():
    weeks = history(NOVEMBER)
    assert weeks[0] == date(2025, 8, 31)
    assert weeks[38:40] == [date(2026, 5, 24), date(2026, 8, 30)]
    assert weeks[-1] == NOVEMBER
    assert len(weeks) == 39 + 12
    assert [week for week in weeks if not has_lessons(week)] == [
        date(2025, 10, 26),
        date(2025, 12, 28),
        date(2026, 3, 22),
        date(2026, 10, 25),
    ]


@pytest.mark.parametrize(
    ("last", "weeks"), [(date(2025, 8, 31), 1), (date(2026, 7, 5), 39), (date(2040, 1, 1), 39 + 39)]
)
def test_the_history_ends_with_the_calendars(last, weeks):
    assert len(history(last)) == weeks


def test_before_the_first_calendar_there_is_nothing():
    with pytest.raises(ConfigurationError, match="Ask for a later day"):
        history(date(2024, 1, 7))


def test_fewer_weeks_are_the_latest():
    assert history(NOVEMBER, 2) == [date(2026, 11, 8), NOVEMBER]


@pytest.mark.parametrize(
    ("last", "first"),
    [(NOVEMBER, date(2026, 11, 1)), (date(2026, 11, 1), date(2026, 10, 11)), (date(2026, 10, 25), date(2026, 10, 4))],
)
def test_the_last_three_weeks_with_lessons_are_detailed(last, first):
    assert first_detailed(last) == first


def test_weeks_count_from_the_first_of_the_year():
    assert [number_in_year(week) for week in (date(2025, 8, 31), NOVEMBER)] == [0, 11]


@pytest.mark.parametrize(
    ("week", "five", "six", "first_grade"),
    [
        (date(2025, 8, 31), 4, 6, 4),
        (date(2025, 10, 26), 0, 0, 0),
        (date(2026, 1, 4), 2, 3, 2),
        (date(2026, 2, 8), 5, 6, 0),
        (date(2026, 3, 15), 3, 3, 3),
        (date(2026, 5, 24), 1, 1, 1),
    ],
)
def test_f2_teaching_days(week, five, six, first_grade):
    mask = teaching_mask(with_closures(week, []))
    assert mask.shape == (2, 13, 7)
    assert (mask[0, 5].sum(), mask[1, 5].sum(), mask[0, 1].sum()) == (five, six, first_grade)


def test_q33_a_closure_takes_days_from_its_scope_only():
    closure = CalendarRow("595000000", None, None, date(2026, 11, 17), date(2026, 11, 18), "closure")
    calendar = with_closures(NOVEMBER, [closure])
    assert teaching_mask(calendar).sum() == (5 + 6) * 13
    assert np.flatnonzero(teaching_mask(calendar, ["595000000"])[0, 5]).tolist() == [1, 4, 5]
