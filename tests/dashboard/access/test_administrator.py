"""An administrator at work: what is done, refused and logged."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from dashboard.access import administration as rules
from dashboard.access import audit, passwords
from dashboard.access.accounts import find
from dashboard.access.administrator import Administrator
from dashboard.access.at_work import AtWork
from dashboard.access.changes import LOGIN_IMPOSSIBLE, LOGIN_TAKEN, NAME_MISSING, Changes
from dashboard.access.decision import Grant
from dashboard.access.directory import Directory, load
from dashboard.access.places import latest_snapshot
from dashboard.errors import AccessError
from dashboard.settings import Settings
from tests.dashboard.access.conftest import PASSWORD
from tests.published_weeks import REPUBLIC, Country

SETTINGS = Settings("sqlite://", Path("/nowhere"))
REGION, OTHER_REGION, DISTRICT = "100000000", "110000000", "100100000"
PEOPLE = {
    "ministry": [("org_admin", REPUBLIC)],
    "region": [("org_admin", REGION)],
    "elsewhere": [("org_admin", OTHER_REGION)],
    "officer": [("org_staff", DISTRICT)],
    "both": [("org_head", REGION), ("org_head", OTHER_REGION)],
    "nobody": [],
}


@pytest.fixture
def directory(connection: Connection, changes: Changes) -> Directory:
    """A small country with its people."""
    Country().publish(connection)
    found = load(connection, latest_snapshot(connection))
    for login, grants in PEOPLE.items():
        changes.add(login, login.title(), password=PASSWORD)
        changes.set_password(login, PASSWORD, first=False)
        for role, place in grants:
            changes.grant(login, Grant(role, place), found.held(Grant(role, place)).kind)
    return found


@pytest.fixture
def region(connection: Connection, directory: Directory) -> Administrator:
    """The administrator of a region."""
    return at_work(connection, directory, "region")


def at_work(connection: Connection, directory: Directory, login: str) -> Administrator:
    return Administrator(AtWork(connection, number(connection, login), "192.0.2.7", directory, SETTINGS))


def number(connection: Connection, login: str) -> int:
    return find(connection, login).number


def refused(call: object) -> str:
    with pytest.raises(AccessError) as caught:
        call()  # type: ignore[operator]
    return caught.value.reason


def test_an_account_is_made_with_a_first_password_that_is_kept_nowhere(
    connection: Connection, region: Administrator
) -> None:
    made, password = region.add("Rudny.OO", "Ким А. В.", Grant("org_staff", DISTRICT))
    found = find(connection, "rudny.oo")
    assert (found.number, found.must_change, found.grants) == (made, True, (Grant("org_staff", DISTRICT),))
    assert passwords.matches(password, found.password)
    logged = audit.entries(connection, limit=2)
    assert [(one.actor, one.address, one.action, one.place) for one in logged] == [
        ("region", "192.0.2.7", "role_granted", DISTRICT),
        ("region", "192.0.2.7", "account_added", DISTRICT),
    ]
    assert password not in str(logged)


@pytest.mark.parametrize(
    ("login", "name", "grant", "reason"),
    [
        ("new", "N", Grant("org_admin", REPUBLIC), rules.PLACE_UNKNOWN),
        ("new", "N", Grant("org_staff", OTHER_REGION), rules.PLACE_UNKNOWN),
        ("new", "N", Grant("director", DISTRICT), rules.ROLE_NOT_HERE),
        ("new", "N", Grant("boss", DISTRICT), rules.ROLE_UNKNOWN),
        ("new", " ", Grant("org_staff", DISTRICT), NAME_MISSING),
        ("a b", "N", Grant("org_staff", DISTRICT), LOGIN_IMPOSSIBLE),
        ("OFFICER", "N", Grant("org_staff", DISTRICT), LOGIN_TAKEN),
    ],
)
def test_why_an_account_is_not_made(region: Administrator, login: str, name: str, grant: Grant, reason: str) -> None:
    assert refused(lambda: region.add(login, name, grant)) == reason


def test_the_own_account_and_the_own_scope_are_what_is_seen(connection: Connection, region: Administrator) -> None:
    assert [one.login for one in region.listed("", 1).accounts] == ["both", "officer", "region"]
    for login in ("ministry", "elsewhere", "nobody"):
        assert refused(lambda login=login: region.account(number(connection, login))) == rules.OUT_OF_REACH
    assert refused(lambda: region.account(4711)) == rules.OUT_OF_REACH
    everybody = at_work(connection, region._directory, "ministry").listed("", 1)
    assert everybody.total == len(PEOPLE)


def test_of_an_account_with_roles_elsewhere_only_those_inside_are_seen_and_taken(
    connection: Connection, region: Administrator
) -> None:
    both = number(connection, "both")
    seen = region.account(both)
    assert [held.grant for held in seen.roles] == [Grant("org_head", REGION)]
    assert not seen.whole
    for step in (
        lambda: region.new_password(both),
        lambda: region.set_disabled(both, disabled=True),
        lambda: region.end_sessions(both),
        lambda: region.rename(both, "X"),
        lambda: region.take(both, Grant("org_head", OTHER_REGION), confirmed=True),
    ):
        assert refused(step) == rules.BEYOND_OWN
    region.take(both, Grant("org_head", REGION), confirmed=False)
    assert not region.reaches(both)


def test_an_account_within_the_scope_is_changed_and_its_sessions_end(
    connection: Connection, region: Administrator
) -> None:
    officer = number(connection, "officer")
    before = find(connection, "officer")
    secret = region.new_password(officer)
    region.rename(officer, "Ахметов Б.")
    region.give(officer, Grant("org_editor", REGION))
    after = find(connection, "officer")
    assert passwords.matches(secret, after.password)
    assert (after.name, after.must_change, after.generation > before.generation) == ("Ахметов Б.", True, True)
    assert after.grants == (Grant("org_editor", REGION), Grant("org_staff", DISTRICT))
    region.set_disabled(officer, disabled=True)
    assert find(connection, "officer").disabled
    region.set_disabled(officer, disabled=False)
    region.end_sessions(officer)
    assert not find(connection, "officer").disabled


def test_the_own_account_is_not_closed_and_gets_no_first_password(
    connection: Connection, region: Administrator
) -> None:
    own = number(connection, "region")
    assert refused(lambda: region.new_password(own)) == rules.OWN_ACCOUNT
    assert refused(lambda: region.set_disabled(own, disabled=True)) == rules.OWN_ACCOUNT


def test_the_own_last_administering_role_is_given_back_only_on_purpose(
    connection: Connection, region: Administrator
) -> None:
    own, grant = number(connection, "region"), Grant("org_admin", REGION)
    assert refused(lambda: region.take(own, grant, confirmed=False)) == rules.CONFIRM_OWN
    region.take(own, grant, confirmed=True)
    assert not at_work(connection, region._directory, "region").scope.places


def test_the_last_administrator_of_the_country_stays(connection: Connection, directory: Directory) -> None:
    ministry = at_work(connection, directory, "ministry")
    own, grant = number(connection, "ministry"), Grant("org_admin", REPUBLIC)
    assert refused(lambda: ministry.take(own, grant, confirmed=True)) == rules.LAST_ADMINISTRATOR
    ministry.give(number(connection, "officer"), grant)
    ministry.take(own, grant, confirmed=True)
    assert find(connection, "ministry").grants == ()


def test_whoever_is_closed_or_has_to_change_the_password_administers_nothing(
    connection: Connection, changes: Changes, directory: Directory
) -> None:
    changes.set_password("region", PASSWORD, first=True)
    assert not at_work(connection, directory, "region").scope.places
    changes.set_disabled("elsewhere", disabled=True)
    assert not at_work(connection, directory, "elsewhere").scope.places


def test_a_fourth_administrator_of_a_school_is_a_notice(connection: Connection, region: Administrator) -> None:
    """Spec C: at most three are recommended; never a refusal."""
    school = next(key for key in region._directory.below(DISTRICT) if key != DISTRICT)
    numbers = [region.add(f"admin{n}", "A", Grant("school_admin", school))[0] for n in range(4)]
    assert region.account(numbers[0]).crowded == {school: 4}
    region.take(numbers[3], Grant("school_admin", school), confirmed=False)
    assert region.account(numbers[0]).crowded == {}


def test_the_roles_on_offer_are_those_that_can_be_given(connection: Connection, directory: Directory) -> None:
    assert len(at_work(connection, directory, "region").givable_roles()) == 16
    assert at_work(connection, directory, "officer").givable_roles() == []
