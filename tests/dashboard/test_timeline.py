"""Which weeks are shown and what they are compared with."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.timeline import Published, Timeline


def week(day: date, state: str = "data", days: int = 5) -> Published:
    return Published(day.toordinal(), "c", day, days, False, False, "", None, state)


SPRING = week(date(2026, 5, 17))
AUTUMN = week(date(2026, 10, 18))
HOLIDAY = week(date(2026, 10, 25), "none", 0)
SHORT = week(date(2026, 11, 1), days=3)
LATEST = week(date(2026, 11, 15))
TIMELINE = Timeline((SPRING, AUTUMN, HOLIDAY, SHORT, LATEST))


@pytest.mark.parametrize(
    ("shown", "base"),
    [
        (LATEST.week, SHORT),  # the week of 8 November has no snapshot
        (SHORT.week, AUTUMN),  # the holiday is skipped
        (HOLIDAY.week, AUTUMN),
        (AUTUMN.week, None),  # the spring was another academic year
        (date(2026, 11, 8), SHORT),
    ],
)
def test_q40_the_previous_period_is_the_latest_earlier_week_with_data(shown: date, base: Published | None) -> None:
    assert TIMELINE.previous(shown) is base


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (LATEST.week, (date(2026, 11, 8), None)),
        (SPRING.week, (None, date(2026, 5, 24))),
        (HOLIDAY.week, (AUTUMN.week, SHORT.week)),
    ],
)
def test_a5_neighbours_are_calendar_weeks_within_what_was_published(
    shown: date, expected: tuple[date | None, date | None]
) -> None:
    assert TIMELINE.neighbours(shown) == expected


def test_the_trend_is_twelve_weeks_with_gaps() -> None:
    assert TIMELINE.trend(LATEST.week) == (*[None] * 7, AUTUMN, None, SHORT, None, LATEST)


def test_a_week_without_republic_data_stays_in_its_own_trend() -> None:
    assert TIMELINE.trend(HOLIDAY.week)[-1] is HOLIDAY


@pytest.mark.parametrize(
    ("day", "found"),
    [(date(2026, 11, 8), SHORT), (date(2026, 1, 4), SPRING), (LATEST.week, LATEST), (date(2027, 1, 3), LATEST)],
)
def test_the_nearest_snapshot_stands_in(day: date, found: Published) -> None:
    assert TIMELINE.nearest(day) is found


def test_a36_the_year_runs_up_to_the_shown_week() -> None:
    assert TIMELINE.year_until(SHORT.week) == (AUTUMN, HOLIDAY, SHORT)


def test_f37_in_summer_the_year_keeps_its_final_weeks() -> None:
    assert TIMELINE.year_until(date(2026, 8, 2)) == (SPRING,)


def test_q42_short_weeks() -> None:
    assert [snapshot.is_short for snapshot in TIMELINE.snapshots] == [False, False, False, True, False]


def test_ways_out_of_a_week_without_data() -> None:
    assert TIMELINE.with_data_before(HOLIDAY.week) is AUTUMN
    assert TIMELINE.with_data_after(HOLIDAY.week) is SHORT
    assert TIMELINE.latest_with_data() is LATEST


def test_nothing_published() -> None:
    empty = Timeline()
    assert (empty.latest, empty.first, empty.nearest(date(2026, 1, 4)), empty.latest_with_data()) == (None,) * 4
    assert empty.neighbours(date(2026, 1, 4)) == (None, None)
