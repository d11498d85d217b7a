"""Statistics blocks: the year, the last completed month, who is not connected."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, func, select

from dashboard import schema
from dashboard.selection import REPUBLIC
from queries import snapshots
from queries.archive import Archive
from queries.statistics import last_completed_month, statistics
from tests.published_weeks import LATEST


@pytest.mark.parametrize(
    ("week", "month"),
    [
        (date(2026, 11, 15), date(2026, 10, 1)),
        (date(2026, 10, 25), date(2026, 10, 1)),  # the cut-off is 1 November: October is over
        (date(2026, 10, 18), date(2026, 9, 1)),
        (date(2026, 12, 27), date(2026, 12, 1)),
        (date(2027, 1, 3), date(2026, 12, 1)),
    ],
)
def test_g31_the_last_completed_month(week: date, month: date) -> None:
    assert last_completed_month(week) == month


def test_a36_year_and_month_are_sums_over_published_weeks(country: Connection) -> None:
    timeline = snapshots.timeline(country)
    archive = Archive(timeline)
    latest = timeline.at(LATEST)
    assert latest is not None
    republic = archive.units(country, latest.snapshot_id)[REPUBLIC]
    marks, homework, logins = statistics(archive.totals(country, REPUBLIC, LATEST), timeline, LATEST, republic)
    table, head = schema.unit_statistic.c, schema.snapshot.c
    found = country.execute(
        select(func.sum(table.total))
        .join(schema.snapshot, head.id == table.snapshot_id)
        .where(table.unit_id == REPUBLIC, table.statistic == "marks", head.week >= date(2026, 8, 30))
    )
    assert marks.year == found.scalar()
    # Weeks ending in October: 27.09, 04.10, 11.10, 18.10, 25.10.
    assert marks.month == 5 * 4_821_733
    assert (homework.statistic, homework.unconnected) == ("homework", 2)
    assert (logins.year, logins.month, logins.unconnected) == (None, None, republic.schools)
