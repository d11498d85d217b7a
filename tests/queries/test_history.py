"""What a page asks for is found by keys and indexes: no statement takes longer because there are more years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, event, text

from dashboard import schema
from dashboard.selection import REPUBLIC, Selection
from dashboard.timeline import Timeline
from dashboard.weeks import WEEK, academic_year, weeks_of_year
from queries import school_list, snapshots, statistics
from queries.archive import Archive
from queries.growth import growth_of_members
from queries.page import load
from queries.schools import all_schools
from tests.published_weeks import LATEST, Country, published

# Tables with rows for every week.
GROWING = {table.name for table in schema.metadata.sorted_tables if "snapshot_id" in table.c} | {"publication_log"}
Statement = tuple[str, object]


@pytest.fixture
def asked(country: Connection) -> Iterator[list[Statement]]:
    """The statements of a test, as they reach the database."""
    statements: list[Statement] = []

    def note(*args: object) -> None:
        statements.append((str(args[2]), args[3]))

    event.listen(country, "before_cursor_execute", note)
    yield statements
    event.remove(country, "before_cursor_execute", note)


def _read_whole(country: Connection, asked: list[Statement]) -> list[tuple[str, str]]:
    """Return the statements that read a growing table from end to end, and how."""
    found = []
    for statement, parameters in list(asked):
        plan = country.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        steps = [str(row[-1]).split() for row in plan]
        found += [(statement, " ".join(step)) for step in steps if step[0] == "SCAN" and step[1] in GROWING]
    return found


@pytest.mark.parametrize("unit", [REPUBLIC, "110000000", "100100000"])
def test_a_page_reads_no_table_whole(country: Connection, asked: list[Statement], unit: str) -> None:
    archive = Archive(snapshots.timeline(country))
    asked.clear()
    load(country, Selection(unit, LATEST), LATEST, archive)
    assert asked
    assert _read_whole(country, asked) == []


@pytest.mark.parametrize("unit", ["110000000", "100100000"])
def test_lists_of_schools_growth_and_search_read_no_table_whole(
    country: Connection, asked: list[Statement], unit: str
) -> None:
    archive = Archive(snapshots.timeline(country))
    latest = archive.timeline.at(LATEST)
    assert latest is not None
    asked.clear()
    data = school_list.load(country, Selection(unit, LATEST), LATEST, archive)
    growth_of_members(country, data)
    all_schools(country, latest.snapshot_id)
    school_list.load_school(country, "none", LATEST, LATEST, archive)
    assert _read_whole(country, asked) == []


def test_what_is_published_is_known_without_reading_the_weeks(country: Connection, asked: list[Statement]) -> None:
    snapshots.edition(country)
    snapshots.known_units(country)
    assert _read_whole(country, asked) == []


def test_a_table_that_is_read_whole_would_be_noticed(country: Connection, asked: list[Statement]) -> None:
    country.execute(text("SELECT count(*) FROM school_value WHERE category = 'low'"))
    assert len(_read_whole(country, asked)) == 1


def test_the_units_of_any_published_week_may_be_chosen() -> None:
    with published(Country(weeks=[LATEST - WEEK, LATEST])) as connection:
        every = snapshots.known_units(connection)
        gone = schema.unit_week.c.unit_id == "110000000"
        connection.execute(schema.unit_week.delete().where(gone, schema.unit_week.c.snapshot_id == 2))
        assert snapshots.known_units(connection) == every
        connection.execute(schema.snapshot.update().where(schema.snapshot.c.id == 1).values(status="withdrawn"))
        assert snapshots.known_units(connection) == every - {"110000000"}
        connection.execute(schema.unit_week.delete())
        assert snapshots.known_units(connection) == frozenset()


def test_the_statistics_of_a_page_are_read_for_its_year_alone(country: Connection, asked: list[Statement]) -> None:
    """August belongs to them: it is the last completed month of the first week of September (G-31)."""
    weeks = [week for year in range(2016, 2027) for week in weeks_of_year(f"{year}-{year + 1}")]
    shown = snapshots.timeline(country).snapshots[0]
    timeline = Timeline(tuple(_moved(shown, number, week) for number, week in enumerate(weeks)))
    for year in ("2016-2017", "2026-2027"):
        counted = [weeks[key] for key in statistics._counted_weeks(timeline, year)]
        assert len(counted) <= 63
        assert set(weeks_of_year(year)) <= set(counted)
        first = next(iter(weeks_of_year(year)))
        assert year == "2016-2017" or date(first.year, 8, 2) - WEEK in counted
    assert {academic_year(week) for week in counted} == {"2025-2026", "2026-2027"}


def _moved(shown: object, key: int, week: date) -> object:
    """Return a snapshot as another one of another week."""
    from dataclasses import replace

    return replace(shown, snapshot_id=key, week=week)  # type: ignore[type-var]
