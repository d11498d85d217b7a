"""Administrators and displays: within the own scope alone, whatever a form says (issue 7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from dashboard.access import displays
from dashboard.access.accounts import find
from dashboard.access.administration import OUT_OF_REACH
from dashboard.access.at_work import AtWork
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.directory import Directory, Place
from dashboard.access.display_keeper import Keeper
from dashboard.errors import AccessError
from dashboard.settings import Settings

SETTINGS = Settings("sqlite://", Path("/nowhere"))
REPUBLIC, REGION, OTHER, DISTRICT, SCHOOL = "000000000", "r1", "r2", "d1", "s1"


def place(key: str, kind: str, *above: str, name: str = "") -> Place:
    return Place(key, (*above, key), kind, {"kk": name or key, "ru": name or key, "en": None})


DIRECTORY = Directory(
    {
        one.key: one
        for one in (
            place(REPUBLIC, "republic"),
            place(REGION, "region", REPUBLIC),
            place(OTHER, "region", REPUBLIC),
            place(DISTRICT, "district", REPUBLIC, REGION, name="Abay"),
            place("d2", "district", REPUBLIC, OTHER, name="Abay"),
            place(SCHOOL, "school", REPUBLIC, REGION, DISTRICT, name="Abay school"),
        )
    }
)
PEOPLE = {"ministry": ("org_admin", REPUBLIC), "region": ("org_admin", REGION), "head": ("org_head", REGION)}


@pytest.fixture
def people(connection: Connection, changes: Changes) -> Connection:
    """Accounts with their roles, and a display in each region and of a unit that is gone."""
    for login, (role, at) in PEOPLE.items():
        changes.add(login, login)
        changes.grant(login, Grant(role, at), "republic" if at == REPUBLIC else "region")
    for unit in (DISTRICT, OTHER, "gone"):
        displays.add(connection, Author("root@server"), f"at {unit}", unit)
    return connection


def keeper(connection: Connection, login: str) -> Keeper:
    return Keeper(AtWork(connection, find(connection, login).number, "10.0.0.1", DIRECTORY, SETTINGS))


@pytest.mark.parametrize(
    ("login", "seen"),
    [("ministry", ["at d1", "at gone", "at r2"]), ("region", ["at d1"]), ("head", [])],
)
def test_displays_are_seen_within_the_own_scope(people: Connection, login: str, seen: list[str]) -> None:
    assert [one.name for one in keeper(people, login).listed()] == seen


def test_those_that_were_taken_back_stand_last(people: Connection) -> None:
    mine = keeper(people, "ministry")
    mine.revoke(1)
    assert [one.name for one in mine.listed()] == ["at gone", "at r2", "at d1"]


@pytest.mark.parametrize(("login", "number"), [("region", 2), ("region", 3), ("region", 99), ("head", 1)])
def test_what_is_out_of_reach_is_answered_like_what_is_not_there(people: Connection, login: str, number: int) -> None:
    with pytest.raises(AccessError) as caught:
        keeper(people, login).revoke(number)
    assert caught.value.reason == OUT_OF_REACH
    assert all(one.revoked_at is None for one in displays.listed(people))


def test_a_unit_is_meant_by_code_or_name_and_is_never_a_school(people: Connection) -> None:
    ministry, region = keeper(people, "ministry"), keeper(people, "region")
    assert [one.key for one in ministry.meant("abay")] == [DISTRICT, "d2"]
    assert [one.key for one in region.meant("abay")] == [DISTRICT]
    assert [one.key for one in region.meant("r1")] == [REGION]
    assert [region.meant(text) for text in (OTHER, SCHOOL, "", "nothing")] == [[], [], [], []]


@pytest.mark.parametrize(
    ("login", "unit", "is_made"),
    [("ministry", REPUBLIC, True), ("region", DISTRICT, True), ("region", OTHER, False), ("head", DISTRICT, False)],
)
def test_a_display_is_made_within_the_own_scope(people: Connection, login: str, unit: str, is_made: bool) -> None:
    found = DIRECTORY.at(unit)
    assert found
    if is_made:
        made, code = keeper(people, login).add("new", [found])
        assert displays.recognised(people, code) == made
        assert made.created_by == login
    else:
        with pytest.raises(AccessError) as caught:
            keeper(people, login).add("new", [found])
        assert caught.value.reason == displays.UNIT_UNKNOWN


@pytest.mark.parametrize("shut", ["closed", "first password"])
def test_an_account_that_opens_nothing_keeps_no_displays(people: Connection, changes: Changes, shut: str) -> None:
    if shut == "closed":
        changes.set_disabled("region", disabled=True)
    else:
        changes.set_password("region", "бес қарға ұшып кетті", first=True)
    assert keeper(people, "region").listed() == []
