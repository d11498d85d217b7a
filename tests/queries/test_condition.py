"""What operators watch of the latest week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update

from dashboard.database import connection, transaction
from dashboard.schema import snapshot, snapshot_table
from dashboard.settings import Settings
from queries.condition import latest
from tests.published_weeks import LATEST, Country

BEFORE = LATEST - timedelta(days=7)


def test_nothing_published_is_nothing(database: Settings) -> None:
    with connection(database) as opened:
        assert latest(opened) is None


def test_a6_the_latest_published_week_with_what_was_set_aside(database: Settings) -> None:
    moment = datetime(2026, 11, 22, 1, tzinfo=UTC)
    with transaction(database) as opened:
        made = Country(regions=1, districts=1, schools=2, weeks=[BEFORE, LATEST]).publish(opened)
        opened.execute(update(snapshot).values(published_at=moment))
        opened.execute(snapshot_table.delete())
        row = {"rows_in": 10, "used": 8, "folded": 0, "total": None}
        rows = [{**row, "snapshot_id": key, "table_name": "lesson", "rejected": key} for key in made.values()]
        opened.execute(insert(snapshot_table), rows)
    with connection(database) as opened:
        found = latest(opened)
    assert found
    assert (found.week, found.published_at, found.rejected) == (LATEST, moment, {"lesson": made[LATEST]})


def test_a6_a_week_that_was_taken_back_gives_way_to_the_one_before(database: Settings) -> None:
    with transaction(database) as opened:
        Country(regions=1, districts=1, schools=2, weeks=[BEFORE, LATEST]).publish(opened)
        opened.execute(update(snapshot).where(snapshot.c.week == LATEST).values(status="withdrawn"))
    with connection(database) as opened:
        found = latest(opened)
    assert found
    assert found.week == BEFORE
