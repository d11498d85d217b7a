"""Where units and schools lie, and pages that know no single school any more (G-39, G-41)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, event

from dashboard.access.decision import Scope
from dashboard.frames import Surroundings, UnitRow
from dashboard.locales import language
from dashboard.selection import Selection
from dashboard.snapshot.notes import Note
from layouts.views.page import view
from queries import page, snapshots
from queries.archive import Archive
from queries.places import school_path, unit_path, without_schools
from queries.search import index
from tests.published_weeks import HOLIDAY, LATEST, Country, published

REPUBLIC, REGION, DISTRICT = "000000000", "100000000", "100100000"
FIRST = {"names": {"kk": "zz s00003", "ru": "zz s00003", "en": None}, "district": {"kk": "a", "ru": "a", "en": None}}


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """A published country."""
    with published(Country(regions=2, districts=2)) as opened:
        yield opened


@pytest.fixture(scope="module")
def archive(connection: Connection) -> Archive:
    """Its weeks."""
    return Archive(snapshots.timeline(connection))


@pytest.mark.parametrize(
    ("unit", "path"),
    [
        (REPUBLIC, (REPUBLIC,)),
        (REGION, (REPUBLIC, REGION)),
        (DISTRICT, (REPUBLIC, REGION, DISTRICT)),
        ("100900000", ()),
        ("", ()),
        ("s00001", ()),
    ],
)
@pytest.mark.parametrize("week", [None, LATEST, HOLIDAY])
def test_a_unit_lies_in_what_is_above_it(
    connection: Connection, archive: Archive, week: date | None, unit: str, path: tuple[str, ...]
) -> None:
    assert unit_path(connection, archive, week, unit) == path


def test_a_school_lies_in_its_district(connection: Connection, archive: Archive) -> None:
    assert school_path(connection, archive, None, "s00003") == (REPUBLIC, REGION, DISTRICT, "s00003")
    assert school_path(connection, archive, None, "unknown") == ()
    assert school_path(connection, archive, None, DISTRICT) == ()


def test_g41_a_school_that_is_there_and_one_that_is_not_cost_the_same(connection: Connection, archive: Archive) -> None:
    """The time must not tell: the same statements are run for both."""
    said: list[list[str]] = []
    for school in ("s00003", "s00003", "unknown", "'; --"):
        statements: list[str] = []
        listener = lambda *words, into=statements: into.append(words[2])  # noqa: E731
        event.listen(connection.engine, "before_cursor_execute", listener)
        school_path(connection, archive, LATEST, school)
        event.remove(connection.engine, "before_cursor_execute", listener)
        said.append(statements)
    assert said[1] == said[2] == said[3]
    assert len(said[1]) == 1


@pytest.mark.parametrize("unit", [REPUBLIC, REGION, DISTRICT])
@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_g39_a_page_without_schools_names_none_and_says_so(
    connection: Connection, archive: Archive, unit: str, code: str
) -> None:
    data = page.load(connection, Selection(unit, LATEST), LATEST, archive)
    told = Note("school_new", {"count": 2, "base_week": "2026-11-08", "schools": ["s00003"], "names": [FIRST["names"]]})
    later = {
        "revision": 2,
        "on": "2026-11-20",
        "count": 1,
        "first": [{**FIRST, "indicator": "act_teachers", "was": None, "now": None}],
    }
    data = replace(data, notes=(told, Note("revision_differs", later), Note("late_entries", later)))
    bare = json.dumps(view(without_schools(data), language(code), Surroundings(LATEST, closed="login")))
    assert "s0000" not in bare
    found = json.loads(bare)
    assert found["closed"]["why"] == "login"
    assert len(found["data_notes"]) == 3
    if unit == DISTRICT:
        assert found["growth"] is None
        assert "s00003" in json.dumps(view(data, language(code), Surroundings(LATEST)))


def test_g39_the_search_knows_only_schools_in_scope(connection: Connection, archive: Archive) -> None:
    """Not even the forgiving of slips tells that there is another one."""
    snapshot = archive.timeline.snapshots[-1].snapshot_id
    own = index(connection, archive, snapshot, Scope(places=frozenset({"s00003"})))
    none = index(connection, archive, snapshot, Scope())
    everywhere = index(connection, archive, snapshot)
    assert [hit.row.names["ru"] for hit in own.find("школа")] == ["Средняя школа № 3"]
    assert none.find("школа") == []
    assert len(everywhere.find("школа")) > 1
    for asked in ("риддер", "ридддер"):
        assert none.find(asked) == [hit for hit in everywhere.find(asked) if isinstance(hit.row, UnitRow)]
