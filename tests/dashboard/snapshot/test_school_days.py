"""The teaching days of schools."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.snapshot.calendar import CalendarRow, week_calendar
from dashboard.snapshot.school_days import country_calendar, school_days

WEEK = date(2025, 11, 9)
MONDAY = date(2025, 11, 10)
PARENTS: dict[str, str | None] = {"000000000": None, "R": "000000000", "D": "R", "E": "R"}
SCHOOLS = pd.DataFrame(
    {
        "school_id": ["S", "six", "twin", "other", "D"],
        "unit_id": ["D", "D", "D", "E", "E"],
        "week_mode": [5, 6, 5, 5, 5],
    }
)


def row(scope: str, kind: str) -> CalendarRow:
    """Return a row of one day."""
    return CalendarRow(scope, None, None, MONDAY, MONDAY, kind)


def found_days(*rows: CalendarRow, grade: int = 5) -> dict[str, int]:
    """Return the teaching days of a grade by school."""
    found = school_days(week_calendar(WEEK, rows), SCHOOLS, PARENTS)
    grades = found.grades[found.grades["grade"] == grade]
    joined = found.schools.merge(grades, on="calendar_id")
    counted = found.teaching[found.teaching["grade"] == grade].groupby("calendar_id").size()
    assert joined["calendar_id"].map(counted).fillna(0).tolist() == joined["days"].tolist()
    return dict(zip(joined["school_id"], joined["days"], strict=True))


def test_every_school_sees_its_own_rows_and_those_above() -> None:
    assert found_days() == {"S": 5, "six": 6, "twin": 5, "other": 5, "D": 5}
    assert found_days(row("S", "closure")) == {"S": 4, "six": 6, "twin": 5, "other": 5, "D": 5}
    assert found_days(row("R", "closure")) == {"S": 4, "six": 5, "twin": 4, "other": 4, "D": 4}


def test_q95_a_scope_is_looked_up_as_a_unit_first() -> None:
    """A school that is named like a district does not take the district's rows."""
    assert found_days(row("D", "closure")) == {"S": 4, "six": 5, "twin": 4, "other": 5, "D": 5}


def test_schools_under_equal_rows_share_a_calendar() -> None:
    found = school_days(week_calendar(WEEK, [row("S", "closure"), row("twin", "closure")]), SCHOOLS, PARENTS)
    numbers = found.schools.set_index("school_id")["calendar_id"]
    assert numbers["S"] == numbers["twin"] != numbers["other"]
    assert found.schools["calendar_id"].nunique() == 3
    assert len(found.grades) == 3 * 13


def test_days_of_the_picker_are_a_frame() -> None:
    found = country_calendar(week_calendar(WEEK, [row("KZ", "holiday"), row("D", "closure")]))
    assert found.to_dict("list") == {"date": [MONDAY], "kind": ["holiday"]}
    assert list(country_calendar(week_calendar(WEEK)).columns) == ["date", "kind"]
