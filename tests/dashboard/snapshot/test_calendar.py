"""Teaching days: the shipped calendars, the drop's rows, and how they decide."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import DropRefused
from dashboard.snapshot.calendar import (
    KINDS,
    CalendarRow,
    WeekCalendar,
    country_days_off,
    shipped,
    teaching_days,
    week_calendar,
    week_status,
    year_weeks,
)
from dashboard.weeks import days_of

SOME = settings(max_examples=60, deadline=None)
WEEK = date(2025, 11, 9)
MONDAY = date(2025, 11, 10)
SATURDAY = date(2025, 11, 15)
PARENTS: dict[str, str | None] = {"000000000": None, "R": "000000000", "D": "R"}


def row(scope: str, kind: str, day: date = MONDAY, grade: int | None = None, mode: int | None = None) -> CalendarRow:
    """Return a row of one day."""
    return CalendarRow(scope, grade, mode, day, day, kind)


def days(*rows: CalendarRow, mode: int = 5, grade: int | None = None) -> list[int]:
    """Return the teaching days of school S in district D of region R, as days after Sunday."""
    calendar = week_calendar(WEEK, rows)
    return [(day - WEEK).days for day in calendar.teaching(("S", "D", "R"), mode, grade)]


# F.2: first day of the week, teaching days of a five-day and of a six-day school, status.
SPECIAL = [
    ("2025-08-31", 4, 6, "normal"),
    ("2025-10-19", 5, 5, "normal"),
    ("2025-10-26", 0, 0, "none"),
    ("2025-12-14", 4, 5, "normal"),
    ("2025-12-28", 0, 0, "none"),
    ("2026-01-04", 2, 3, "short"),
    ("2026-02-08", 5, 6, "normal"),
    ("2026-03-08", 4, 5, "normal"),
    ("2026-03-15", 3, 3, "short"),
    ("2026-03-22", 0, 0, "none"),
    ("2026-04-26", 4, 5, "normal"),
    ("2026-05-03", 4, 4, "normal"),
    ("2026-05-10", 4, 6, "normal"),
    ("2026-05-24", 1, 1, "short"),
    ("2026-05-31", 0, 0, "none"),
    ("2026-08-23", 0, 0, "none"),
]


@pytest.mark.parametrize(("week", "five", "six", "status"), SPECIAL)
def test_q38_f2_weeks_of_2025_26(week: str, five: int, six: int, status: str) -> None:
    calendar = week_calendar(date.fromisoformat(week))
    assert (len(calendar.teaching((), 5)), len(calendar.teaching((), 6))) == (five, six)
    assert week_status(calendar.country_days) == status
    assert not calendar.assumed


# F.2 in full: the weeks that are not 5 / 6 teaching days; 39 weeks from 31 August to 30 May.
F2_WEEKS = {
    **{"2025-08-31": (4, 6), "2025-10-19": (5, 5), "2025-10-26": (0, 0), "2025-12-14": (4, 5), "2025-12-28": (0, 0)},
    **{"2026-01-04": (2, 3), "2026-03-08": (4, 5), "2026-03-15": (3, 3), "2026-03-22": (0, 0), "2026-04-26": (4, 5)},
    **{"2026-05-03": (4, 4), "2026-05-10": (4, 6), "2026-05-24": (1, 1)},
}
ALL_WEEKS = [date(2025, 8, 31) + timedelta(weeks=n) for n in range(39)]


@pytest.mark.parametrize("week", ALL_WEEKS, ids=str)
def test_q38_f2_all_39_weeks_of_2025_26(week: date) -> None:
    calendar = week_calendar(week)
    days = F2_WEEKS.get(week.isoformat(), (5, 6))
    assert (len(calendar.teaching((), 5)), len(calendar.teaching((), 6))) == days
    first_grade = len(calendar.teaching((), 5, 1))
    assert first_grade == (0 if week == date(2026, 2, 8) else days[0])
    assert week_status(days[0]) == ("none" if days[0] == 0 else "short" if days[0] < 4 else "normal")


def test_q38_f2_sums_of_2025_26() -> None:
    weeks = [week for week in year_weeks("2025-2026") if week.week < date(2026, 5, 31)]
    assert len(weeks) == 39
    assert sum(week.days for week in weeks) == 165
    assert sum(len(week_calendar(week.week).teaching((), 6)) for week in weeks) == 199
    assert Counter(week.status for week in weeks) == {"normal": 33, "short": 3, "none": 3}
    special = {date.fromisoformat(week) for week, *_ in SPECIAL}
    assert {week.days for week in weeks if week.week not in special} == {5}


def test_t15_first_grade_has_a_vacation_of_its_own() -> None:
    calendar = week_calendar(date(2026, 2, 8))
    assert [len(calendar.teaching((), 5, grade)) for grade in range(13)] == [5, 0, *[5] * 11]
    assert calendar.country_days == 5


def test_q38_2026_27_is_assumed_and_plausible() -> None:
    weeks = year_weeks("2026-2027")
    assert {week.assumed for week in weeks} == {True}
    assert week_calendar(date(2026, 10, 25)).country_days == 0, "26 October – 1 November 2026 is the autumn vacation"
    teaching = [day for week in weeks for day in week_calendar(week.week).teaching((), 5)]
    assert (teaching[0], teaching[-1]) == (date(2026, 9, 1), date(2027, 5, 25))
    assert 160 <= len(teaching) <= 170


def test_q38_a_week_nobody_knows_is_refused() -> None:
    with pytest.raises(DropRefused) as refused:
        week_calendar(date(2019, 11, 10), [row("D", "closure", date(2019, 11, 11))])
    reason = refused.value.reasons[0]
    assert reason.table == "calendar"
    assert "2019-2020" in reason.expected
    assert "2019-2020.csv" in reason.remedy


def test_q31_rows_of_the_country_replace_the_shipped_calendar() -> None:
    vacation_week = date(2025, 10, 26)
    other = row("KZ", "holiday", date(2025, 12, 16))
    calendar = week_calendar(vacation_week, [other])
    assert len(calendar.teaching((), 5)) == 5, "one row of the country is enough, whatever its date"
    assert not calendar.assumed
    closure = row("R", "closure", vacation_week + timedelta(days=1))
    assert week_calendar(vacation_week, [closure]).teaching(("R",), 5) == ()


def test_q31_other_rows_are_added_to_the_shipped_calendar() -> None:
    calendar = week_calendar(date(2026, 11, 8), [row("D", "closure", date(2026, 11, 9))])
    assert calendar.assumed
    assert (len(calendar.teaching(("D",), 5)), len(calendar.teaching(("R",), 5))) == (4, 5)


def test_q32_nothing_is_moved_and_a_row_may_be_for_five_day_schools_only() -> None:
    assert days(row("KZ", "holiday", SATURDAY)) == [1, 2, 3, 4, 5]
    assert days(row("KZ", "holiday", mode=5)) == [2, 3, 4, 5]
    assert days(row("KZ", "holiday", mode=5), mode=6) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("mode", [5, 6])
def test_q33_without_a_row_monday_to_friday_or_saturday(mode: int) -> None:
    assert days(mode=mode) == list(range(1, mode + 1))


SCOPES = ("S", "D", "R", "KZ")


@pytest.mark.parametrize(("narrow", "wide"), [(a, b) for n, a in enumerate(SCOPES) for b in SCOPES[n + 1 :]])
def test_q33_the_narrowest_scope_decides(narrow: str, wide: str) -> None:
    assert 1 in days(row(narrow, "transferred_workday"), row(wide, "holiday"))
    assert 1 not in days(row(narrow, "holiday"), row(wide, "transferred_workday"))
    assert 1 in days(row(narrow, "transferred_workday"), row(wide, "vacation", grade=3), grade=3), "even without grade"


def test_q33_a_row_with_the_grade_comes_before_one_without() -> None:
    rows = [row("D", "closure"), row("D", "transferred_workday", grade=3)]
    for order in permutations(rows):
        assert 1 in days(*order, grade=3)
        assert 1 not in days(*order, grade=4)
        assert 1 not in days(*order)


@pytest.mark.parametrize("kind", ["vacation", "holiday", "closure"])
def test_q33_at_the_same_width_a_day_off_comes_first(kind: str) -> None:
    for order in permutations([row("S", kind), row("S", "transferred_workday")]):
        assert 1 not in days(*order)


def test_q34_distance_changes_nothing() -> None:
    assert days(row("S", "distance")) == [1, 2, 3, 4, 5]
    assert days(row("S", "distance", SATURDAY)) == [1, 2, 3, 4, 5]
    assert 1 not in days(row("S", "distance"), row("KZ", "holiday")), "the row is ignored, the holiday stands"


@pytest.mark.parametrize("mode", [5, 6])
def test_q35_a_transferred_workday_is_worked_in_any_week_mode(mode: int) -> None:
    assert 0 in days(row("KZ", "transferred_workday", WEEK), mode=mode)
    assert 6 in days(row("KZ", "transferred_workday", SATURDAY), mode=mode)
    assert days(row("KZ", "transferred_workday", SATURDAY)) == [1, 2, 3, 4, 5, 6], "the day given for it needs a row"


def test_q42_the_republics_number_is_of_a_five_day_school_without_grade() -> None:
    rows = [row("KZ", "holiday", mode=6), row("KZ", "holiday", grade=1), row("KZ", "holiday", date(2025, 11, 11))]
    calendar = week_calendar(WEEK, [*rows, row("R", "closure", date(2025, 11, 12))])
    assert calendar.country_days == 4
    assert [week_status(number) for number in range(7)] == ["none", "short", "short", "short", *["normal"] * 3]


def test_days_of_the_picker_are_the_countrys() -> None:
    rows = [row("KZ", "holiday"), row("D", "closure", date(2025, 11, 11)), row("KZ", "vacation", date(2025, 11, 12), 1)]
    assert country_days_off(week_calendar(WEEK, rows)) == {MONDAY: "holiday"}
    whole = country_days_off(week_calendar(date(2025, 10, 26)))
    assert dict(Counter(whole.values())) == {"vacation": 6}, "Monday to Saturday; the Sunday before is a plain one"


def test_week_kinds_have_a_reason() -> None:
    found = {week.week: (week.status, week.reason) for week in year_weeks("2025-2026")}
    assert found[date(2025, 10, 26)] == ("none", "vacation")
    assert found[date(2026, 1, 4)] == ("short", "vacation")
    assert found[date(2026, 5, 10)] == ("normal", None)
    assert {week.week: week.reason for week in year_weeks("2026-2027")}[date(2027, 5, 2)] == "holiday"
    assert year_weeks("1999-2000") == ()


ROWS = st.builds(
    CalendarRow,
    st.sampled_from(["S", "D", "R", "KZ", "elsewhere"]),
    st.sampled_from([None, 1, 5]),
    st.sampled_from([None, 5, 6]),
    st.just(WEEK),
    st.sampled_from(days_of(WEEK)),
    st.sampled_from([*KINDS, "distance"]),
)


@SOME
@given(st.lists(ROWS, max_size=6), st.sampled_from([5, 6]), st.sampled_from([None, 1, 5]), st.randoms())
def test_the_order_of_rows_does_not_matter(
    rows: list[CalendarRow], mode: int, grade: int | None, chance: object
) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert days(*rows, mode=mode, grade=grade) == days(*mixed, mode=mode, grade=grade)


@SOME
@given(st.lists(ROWS, max_size=6), st.sampled_from([5, 6]), st.sampled_from([None, 1, 5]))
def test_q33_against_the_rule_in_words(rows: list[CalendarRow], mode: int, grade: int | None) -> None:
    """For every day: the narrowest scope with a fitting row; those with the grade, else without; a day off wins."""
    own = [r for r in rows if r.kind != "distance"]
    country = () if any(r.scope == "KZ" for r in rows) else shipped("2025-2026").rows
    expected = []
    for number, day in enumerate(days_of(WEEK)):
        teaching = 1 <= number <= mode
        for scope in ("KZ", "R", "D", "S"):
            here = [r for r in (*own, *country) if r.scope == scope and r.first <= day <= r.last]
            here = [r for r in here if r.week_mode in (None, mode)]
            of_grade = [r for r in here if grade is not None and r.grade == grade]
            deciding = of_grade or [r for r in here if r.grade is None]
            if deciding:
                teaching = all(r.kind == "transferred_workday" for r in deciding)
        if teaching:
            expected.append(number)
    assert days(*rows, mode=mode, grade=grade) == expected


def test_teaching_days_of_an_empty_chain_are_plain() -> None:
    assert len(teaching_days(WEEK, (), 5, None)) == 5
    assert WeekCalendar(WEEK, {}, assumed=False).country_days == 5
