"""Accounts are made, changed and closed; every change is in the log with its author."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from dashboard.access import audit
from dashboard.access.accounts import by_number, by_subject, find, listed
from dashboard.access.changes import Changes
from dashboard.access.decision import Grant
from dashboard.errors import AccessError
from tests.dashboard.access.conftest import PASSWORD


def actions(connection: Connection) -> list[str]:
    return [entry.action for entry in reversed(audit.entries(connection))]


def test_an_account_is_found_however_its_login_is_typed(connection: Connection, changes: Changes) -> None:
    number = changes.add(" Rudny.OO ", "Ким А. В.", password=PASSWORD)
    found = find(connection, "RUDNY.oo")
    assert (found.number, found.login, found.must_change, found.disabled) == (number, "rudny.oo", True, False)
    assert found.password
    assert PASSWORD not in found.password
    assert by_number(connection, number) == found


def test_an_account_of_an_identity_provider_has_no_password(connection: Connection, changes: Changes) -> None:
    changes.add("a", "A", subject="https://id.example|7")
    found = by_subject(connection, "https://id.example|7")
    assert found == find(connection, "a")
    assert found is not None
    assert (found.password, found.must_change) == (None, False)


@pytest.mark.parametrize("login", ["", "  ", "a b", "a\nb", "x" * 101, "a\x00"])
def test_a_login_that_cannot_be_one_is_refused(changes: Changes, login: str) -> None:
    with pytest.raises(AccessError, match="cannot be a login"):
        changes.add(login, "A", password=PASSWORD)


def test_a_taken_login_is_refused_whatever_its_case(changes: Changes) -> None:
    changes.add("ABC", "A", password=PASSWORD)
    with pytest.raises(AccessError, match="'abc' is taken"):
        changes.add("aBc", "B", password=PASSWORD)


def test_a_weak_first_password_is_refused_and_nothing_is_made(connection: Connection, changes: Changes) -> None:
    with pytest.raises(AccessError, match="stolen"):
        changes.add("a", "A", password="1234567890")  # noqa: S106 - a well known one
    assert listed(connection) == []


def test_roles_are_given_and_taken_back(connection: Connection, changes: Changes) -> None:
    changes.add("a", "A", password=PASSWORD)
    assert changes.grant("a", Grant("org_staff", "351000000"), "district") == []
    assert changes.grant("a", Grant("director", "s1"), "school") == []
    assert changes.grant("a", Grant("director", "s1"), "school") == ["a is director of s1 already."]
    assert find(connection, "a").grants == (Grant("director", "s1"), Grant("org_staff", "351000000"))
    changes.revoke("a", Grant("director", "s1"))
    assert find(connection, "a").grants == (Grant("org_staff", "351000000"),)
    assert actions(connection) == ["account_added", "role_granted", "role_granted", "role_revoked"]


@pytest.mark.parametrize(
    ("role", "kind", "message"),
    [
        ("boss", "school", "no role 'boss'"),
        ("director", "district", "given for a school; x is a district"),
        ("org_admin", "school", "given for a republic or region or district; x is a school"),
    ],
)
def test_a_role_is_given_only_for_its_kinds_of_place(changes: Changes, role: str, kind: str, message: str) -> None:
    changes.add("a", "A", password=PASSWORD)
    with pytest.raises(AccessError, match=message):
        changes.grant("a", Grant(role, "x"), kind)


def test_revoking_what_nobody_has_is_refused(changes: Changes) -> None:
    changes.add("a", "A", password=PASSWORD)
    with pytest.raises(AccessError, match="a is not director of s1"):
        changes.revoke("a", Grant("director", "s1"))
    with pytest.raises(AccessError, match="no account 'b'"):
        changes.revoke("b", Grant("director", "s1"))


def test_a_fourth_administrator_of_a_school_is_allowed_with_a_notice(changes: Changes) -> None:
    """Spec C: at most three administrators per school are recommended."""
    said = []
    for login in "abcd":
        changes.add(login, login, password=PASSWORD)
        said.append(changes.grant(login, Grant("school_admin", "s1"), "school"))
    assert said == [[], [], [], ["s1 has 4 administrators now; at most 3 are recommended."]]


@pytest.mark.parametrize("change", ["set_password", "set_disabled", "end_sessions"])
def test_what_concerns_safety_ends_all_sessions(connection: Connection, changes: Changes, change: str) -> None:
    changes.add("a", "A", password=PASSWORD)
    before = find(connection, "a").generation
    calls = {
        "set_password": lambda: changes.set_password("a", PASSWORD + "!", first=False),
        "set_disabled": lambda: changes.set_disabled("a", disabled=True),
        "end_sessions": lambda: changes.end_sessions("a"),
    }
    calls[change]()
    assert find(connection, "a").generation > before


def test_accounts_are_listed_by_place(connection: Connection, changes: Changes) -> None:
    for login, place in (("b", "s1"), ("a", "s1"), ("c", "s2")):
        changes.add(login, login, password=PASSWORD)
        changes.grant(login, Grant("director", place), "school")
    assert [one.login for one in listed(connection)] == ["a", "b", "c"]
    assert [one.login for one in listed(connection, ["s1"])] == ["a", "b"]
    assert listed(connection, []) == []
