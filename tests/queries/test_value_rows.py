"""Values as rows, by snapshot."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, func, select

from dashboard.indicators import INDICATOR_KEYS
from dashboard.schema import school_value, school_week, unit_value, unit_week
from queries import value_rows
from queries.value_rows import SchoolInWeek
from tests.published_weeks import REPUBLIC

DISTRICT = "100100000"


@pytest.fixture
def weeks(country: Connection) -> list[int]:
    return list(country.scalars(select(unit_week.c.snapshot_id).distinct()))


def test_values_of_units_are_complete(country: Connection, weeks: list[int]) -> None:
    units = list(country.scalars(select(unit_week.c.unit_id).distinct()))
    found = value_rows.unit_values(country, weeks, units, INDICATOR_KEYS)
    assert len(found) == len(set(found)) == country.scalar(select(func.count()).select_from(unit_value))


def test_only_what_is_asked_for_is_read(country: Connection, weeks: list[int]) -> None:
    found = value_rows.unit_values(country, weeks[:2], [REPUBLIC], ["qzj", "none"])
    assert [(row.snapshot_id, row.unit_id, row.indicator) for row in sorted(found)] == [
        (week, REPUBLIC, "qzj") for week in sorted(weeks[:2])
    ]
    assert value_rows.unit_values(country, [], [REPUBLIC], ["qzj"]) == []


def test_statistics_keep_what_nobody_hands_over_apart_from_nothing(country: Connection, weeks: list[int]) -> None:
    """Q-104."""
    found = {row.statistic: row.total for row in value_rows.unit_statistics(country, weeks[-1:], [REPUBLIC])}
    assert found == {"marks": 4_821_733, "homework": 731_402, "logins": None}


def test_schools_are_found_by_district_and_by_week(country: Connection, weeks: list[int]) -> None:
    found = value_rows.schools_of(country, weeks[0], [DISTRICT, "none"])
    of_week = select(func.count()).where(school_week.c.snapshot_id == weeks[0])
    assert len(found) == country.scalar(of_week)
    one = found[0].school_id
    assert sorted(value_rows.weeks_of(country, weeks, one)) == [
        SchoolInWeek(week, one, DISTRICT) for week in sorted(weeks)
    ]


def test_values_of_schools_are_complete(country: Connection, weeks: list[int]) -> None:
    ids = [row.school_id for row in value_rows.schools_of(country, weeks[0], [DISTRICT])]
    found = value_rows.school_values(country, weeks, ids, INDICATOR_KEYS)
    assert len(found) == len(set(found)) == country.scalar(select(func.count()).select_from(school_value))
    assert {row.category for row in found if row.numerator is None} == {"none"}
