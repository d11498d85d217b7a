"""Notes of a unit on its page: its own schools by name, nothing of others (Q-104)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event, insert, select

from dashboard import schema
from dashboard.selection import REPUBLIC, Selection
from dashboard.snapshot.notes import Note
from queries import snapshots
from queries.archive import Archive
from queries.page import load
from queries.unit_notes import of_units
from tests.published_weeks import LATEST

REGION, DISTRICT = "110000000", "100100000"


@pytest.fixture
def noted(country: Connection) -> Iterator[tuple[Connection, int, list[str]]]:
    """The latest week with notes of three units; the ids of two schools of the district. Taken back afterwards."""
    nested = country.begin_nested()
    shown = snapshots.timeline(country).at(LATEST)
    assert shown is not None
    query = select(schema.school_week.c.school_id).where(
        schema.school_week.c.snapshot_id == shown.snapshot_id, schema.school_week.c.unit_id == DISTRICT
    )
    schools = sorted(country.scalars(query))[:2]
    rows = [
        (REPUBLIC, 1, "schools_reporting", {"reporting": 8, "of": 9}),
        (REPUBLIC, 2, "school_not_connected", {"count": 3, "schools": schools}),
        (REGION, 1, "schools_reporting", {"reporting": 4, "of": 4}),
        (DISTRICT, 1, "schools_reporting", {"reporting": 2, "of": 2}),
        (DISTRICT, 2, "school_absent", {"count": 2, "schools": [schools[0], "gone"], "base_week": "2026-11-08"}),
    ]
    country.execute(
        insert(schema.unit_note),
        [
            {"snapshot_id": shown.snapshot_id, "unit_id": unit, "number": n, "kind": kind, "details": json.dumps(said)}
            for unit, n, kind, said in rows
        ],
    )
    week = [("rejects_accepted", {"tables": ["marks"]}), ("unknown_file", {"file": "x"}), ("accounts_missing", {})]
    country.execute(
        insert(schema.note),
        [
            {"snapshot_id": shown.snapshot_id, "number": 100 + n, "kind": kind, "details": json.dumps(said)}
            for n, (kind, said) in enumerate(week)
        ],
    )
    yield country, shown.snapshot_id, schools
    nested.rollback()


def kinds(connection: Connection, unit: str) -> list[str]:
    """Return the kinds of notes of a unit's page."""
    return [note.kind for note in load(connection, Selection(unit, LATEST), LATEST).notes]


def test_q104_schools_come_with_their_names(noted: tuple[Connection, int, list[str]]) -> None:
    connection, snapshot, _ = noted
    found = of_units(connection, [(snapshot, DISTRICT), (snapshot, "nowhere")])
    absent = found[snapshot, DISTRICT][1]
    assert absent.details["names"][0].keys() == {"kk", "ru", "en"}, "on the page of their own district"
    silent = of_units(connection, [(snapshot, REPUBLIC)])[snapshot, REPUBLIC][1]
    assert all(one["district"]["ru"] for one in silent.details["names"])
    assert absent.details["names"][0]["ru"]
    assert absent.details["names"][1] == {"kk": "gone"}, "a school that is gone is called by its id"
    assert found[snapshot, "nowhere"] == ()
    assert found[snapshot, DISTRICT][0] == Note("schools_reporting", {"reporting": 2, "of": 2})


def test_a_page_has_the_notes_of_its_own_unit(noted: tuple[Connection, int, list[str]]) -> None:
    connection, _, _ = noted
    everywhere = ["rejects_accepted"]
    assert kinds(connection, DISTRICT) == ["schools_reporting", "school_absent", *everywhere]
    assert kinds(connection, REGION) == ["schools_reporting", *everywhere]
    # the republic's page also tells what concerns the drop as a whole, but no school twice
    assert kinds(connection, REPUBLIC) == ["schools_reporting", "school_not_connected", *everywhere, "unknown_file"]


def test_weeks_of_earlier_versions_have_their_notes_on_every_page(country: Connection) -> None:
    assert kinds(country, DISTRICT) == kinds(country, REPUBLIC) == ["school_not_connected"]


def test_a_view_reads_two_short_statements(noted: tuple[Connection, int, list[str]]) -> None:
    connection, snapshot, _ = noted
    archive = Archive(snapshots.timeline(connection))
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(connection, "before_cursor_execute", note)
    try:
        archive.unit_notes(connection, snapshot, DISTRICT)
        archive.unit_notes(connection, snapshot, DISTRICT)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    assert len(statements) == 2
