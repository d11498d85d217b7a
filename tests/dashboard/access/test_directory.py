"""Places found by id and by name, within a scope."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from dashboard.access.decision import EVERYWHERE, Grant, Scope
from dashboard.access.directory import Directories, Directory, load
from dashboard.access.places import latest_snapshot
from tests.published_weeks import REPUBLIC, Country

COUNTRY = Scope(places=frozenset({REPUBLIC}))
REGION = Scope(places=frozenset({"100000000"}))


@pytest.fixture
def directory(connection: Connection) -> Directory:
    """The places of a small published country."""
    Country().publish(connection)
    return load(connection, latest_snapshot(connection))


def test_before_the_first_week_there_is_the_country_alone(connection: Connection) -> None:
    empty = Directories().current(connection)
    held = empty.held(Grant("org_admin", REPUBLIC))
    assert (held.path, held.kind) == ((REPUBLIC,), "republic")
    assert empty.held(Grant("org_admin", "100000000")).path == ()


def test_a_place_knows_where_it_lies(directory: Directory) -> None:
    held = directory.held(Grant("org_staff", "100100000"))
    assert (held.path, held.kind) == ((REPUBLIC, "100000000", "100100000"), "district")
    schools = [key for key in directory.below("100100000") if key != "100100000"]
    assert schools
    assert all(directory.held(Grant("director", key)).kind == "school" for key in schools)


def test_a_scope_holds_what_lies_below_it(directory: Directory) -> None:
    assert directory.within(COUNTRY) is None
    assert directory.within(EVERYWHERE) is None
    inside = directory.within(REGION)
    assert inside is not None
    assert set(inside) == set(directory.below("100000000"))
    assert directory.within(Scope()) == []
    assert [place.key for place in directory.tops(Scope(places=frozenset({"110000000", "100100000"})))] == [
        "110000000",
        "100100000",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100100000", ["100100000"]),
        ("Абайский 0 район (100100000)", ["100100000"]),
        ("алматы облысы", ["100000000"]),
        ("АЛМАТИНСКАЯ область", ["100000000"]),
        ("Almaty Region", ["100000000"]),
        ("", []),
        ("nowhere at all", []),
        ("(", []),
    ],
)
def test_a_place_is_found_by_id_and_by_its_name_in_any_language(
    directory: Directory, text: str, found: list[str]
) -> None:
    assert [place.key for place in directory.meant(text, COUNTRY)] == found


def test_a_place_out_of_the_scope_is_not_found(directory: Directory) -> None:
    assert directory.find("110000000", REGION) == []
    assert all("100000000" in place.path for place in directory.find("риддер", REGION))
    assert len(directory.find("риддер", COUNTRY)) > len(directory.find("риддер", REGION)) > 0


def test_the_directory_of_a_week_is_read_once(connection: Connection) -> None:
    Country().publish(connection)
    directories = Directories()
    assert directories.current(connection) is directories.current(connection)
