"""The data of a page."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, create_engine

from dashboard import schema
from dashboard.selection import REPUBLIC, Selection
from queries.page import load
from tests.published_weeks import HOLIDAY, LAST_YEAR, LATEST, MISSING, SHORT, Country, published

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(("unit", "depth"), [(REPUBLIC, 1), ("110000000", 2), ("100100000", 3)])
@pytest.mark.parametrize("week", [None, LATEST, HOLIDAY, MISSING, SHORT, LAST_YEAR])
def test_every_page_of_every_week_can_be_loaded(country: Connection, unit: str, depth: int, week: date | None) -> None:
    data = load(country, Selection(unit, week, "journal"), TODAY)
    assert (data.unit.unit_id, len(data.path), data.indicator) == (unit, depth, "journal")
    assert data.week == (week or LATEST)
    assert data.has_data == (week not in {HOLIDAY, MISSING})
    assert (data.shown is None) == (week == MISSING)
    assert {row.unit_id for row in (*data.path, *data.members)} == set(data.values.members)


def test_only_districts_bring_schools(country: Connection) -> None:
    assert load(country, Selection("100000000"), TODAY).school_values is None
    assert len(load(country, Selection("100100000"), TODAY).schools) == 8


def test_a_unit_of_another_week_falls_back_to_the_republic(country: Connection) -> None:
    assert load(country, Selection("never"), TODAY).unit.unit_id == REPUBLIC


def test_an_empty_database_shows_the_week_that_has_just_ended() -> None:
    engine = create_engine("sqlite://")
    schema.metadata.create_all(engine)
    with engine.connect() as connection:
        data = load(connection, Selection(), date(2026, 11, 22))
    engine.dispose()
    assert (data.week, data.has_data, data.timeline.latest) == (LATEST, False, None)


def test_a_page_needs_few_statements() -> None:
    from sqlalchemy import event

    with published(Country()) as connection:
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        load(connection, Selection(), TODAY)
        assert len(statements) <= 9
        statements.clear()
        load(connection, Selection("100100000"), TODAY)
        assert len(statements) <= 13
