"""Units over the weeks of a year."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection

from dashboard.timeline import Timeline
from queries import snapshots
from queries.archive import Archive
from queries.compare import compared, weeks_compared
from tests.published_weeks import HOLIDAY, LATEST, MISSING


@pytest.fixture
def archive(country: Connection) -> Archive:
    return Archive(snapshots.timeline(country))


@pytest.mark.parametrize(
    ("week", "first", "count"),
    [
        (LATEST, date(2026, 8, 30), 12),
        (date(2026, 9, 13), date(2026, 6, 28), 12),  # at least twelve, whatever the year
        (date(2027, 3, 14), date(2026, 8, 30), 29),  # the academic year so far
    ],
)
def test_the_lines_run_over_the_academic_year(week: date, first: date, count: int) -> None:
    weeks = weeks_compared(week)
    assert (weeks[0], weeks[-1], len(weeks)) == (first, week, count)


def test_units_come_in_their_order_and_strangers_are_left_out(country: Connection, archive: Archive) -> None:
    found = compared(country, archive, ["110000000", "stranger", "000000000"], LATEST)
    assert found is not None
    assert [row.unit_id for row in found.units] == ["110000000", "000000000"]
    assert list(found.values.members) == ["110000000", "000000000"]
    assert found.references == ()  # the republic is compared already


def test_weeks_without_data_have_no_snapshot(country: Connection, archive: Archive) -> None:
    found = compared(country, archive, ["110000000"], LATEST)
    assert found is not None
    silent = {week for week, snapshot in zip(found.weeks, found.snapshots, strict=True) if snapshot is None}
    assert silent == {HOLIDAY, MISSING}
    assert len(found.values.weeks) == len(found.weeks) - len(silent)


def test_an_empty_database_has_nothing_to_compare(country: Connection) -> None:
    assert compared(country, Archive(Timeline()), ["110000000"], LATEST) is None
