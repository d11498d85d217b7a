"""Tokens of programs: shown once, kept as a hash, never more than their account may (G-39, A-59)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from dashboard.access import audit, tokens
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import ANONYMOUS, Grant, Limit, Reader, may
from dashboard.access.roles import PERMISSIONS
from dashboard.access.tokens import READABLE, Use, Wish
from dashboard.errors import AccessError
from dashboard.schema import api_token
from dashboard.settings import Settings

AUTHOR = Author("root@server")
OPEN = Settings("sqlite://", Path("/nowhere"))
CLOSED = replace(OPEN, public_monitor=False, public_school_list=False)
REPUBLIC, REGION, DISTRICT, OTHER, SCHOOL = "0", "r1", "d11", "d12", "s11"
PATHS = {
    REPUBLIC: (REPUBLIC,),
    REGION: (REPUBLIC, REGION),
    DISTRICT: (REPUBLIC, REGION, DISTRICT),
    OTHER: (REPUBLIC, REGION, OTHER),
    SCHOOL: (REPUBLIC, REGION, DISTRICT, SCHOOL),
    "r2": (REPUBLIC, "r2"),
}


@pytest.fixture
def office(changes: Changes) -> None:
    """An account with a role in a region."""
    changes.add("office", "Office")
    changes.grant("office", Grant("org_staff", REGION), "region")


def made(connection: Connection, **fields: object) -> str:
    return tokens.add(connection, AUTHOR, replace(Wish("office", "what for", DISTRICT), **fields))  # type: ignore[arg-type]


def shown(connection: Connection, secret: str, later: timedelta = timedelta(0)) -> Use | None:
    return tokens.shown(connection, secret, audit.moment() + later)


@pytest.mark.usefixtures("office")
def test_only_a_hash_is_kept(connection: Connection) -> None:
    secret = made(connection)
    assert secret.startswith("belsendi_")
    (row,) = connection.execute(select(api_token))
    assert secret not in str(tuple(row))
    assert secret.removeprefix("belsendi_") not in str([entry.details for entry in audit.entries(connection)])


@pytest.mark.usefixtures("office")
def test_a_token_is_its_account_with_limits(connection: Connection) -> None:
    use = shown(connection, made(connection))
    assert use
    assert use.reader.login == "office (token 1)"
    assert use.reader.grants == (Grant("org_staff", REGION),)
    assert use.reader.limit == Limit(frozenset(READABLE), DISTRICT)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("wrong", ["", "belsendi_", "belsendi_x", "BELSENDI_X" * 9])
def test_what_is_no_token_opens_nothing(connection: Connection, wrong: str) -> None:
    made(connection)
    assert shown(connection, wrong) is None


@pytest.mark.usefixtures("office")
def test_a_token_ends(connection: Connection, changes: Changes) -> None:
    first, second = made(connection, days=1), made(connection)
    assert shown(connection, first)
    assert shown(connection, first, timedelta(days=1, seconds=1)) is None
    tokens.revoke(connection, AUTHOR, 2)
    assert shown(connection, second) is None
    changes.set_disabled("office", disabled=True)
    assert shown(connection, first) is None


@pytest.mark.usefixtures("office")
def test_a_role_that_is_taken_back_is_taken_from_its_tokens(connection: Connection, changes: Changes) -> None:
    secret = made(connection)
    changes.revoke("office", Grant("org_staff", REGION))
    use = shown(connection, secret)
    assert use
    assert not may(use.reader, "schools.list", PATHS[DISTRICT], CLOSED)


@pytest.mark.usefixtures("office")
def test_the_log_tells_who_made_and_took_back(connection: Connection) -> None:
    made(connection)
    tokens.revoke(connection, AUTHOR, 1)
    found = [entry for entry in audit.entries(connection) if entry.action.startswith("token")]
    assert [(entry.action, entry.actor, entry.place) for entry in found] == [
        ("token_revoked", "root@server", DISTRICT),
        ("token_added", "root@server", DISTRICT),
    ]
    assert found[0].details == {"login": "office", "token": 1, "label": "what for"}


@pytest.mark.usefixtures("office")
def test_a_use_is_noted_once_an_hour(connection: Connection) -> None:
    secret, now = made(connection), audit.moment()

    def is_noted(moment: datetime) -> bool:
        use = tokens.shown(connection, secret, moment)
        assert use
        return use.is_noted

    assert not is_noted(now)
    tokens.note_use(connection, 1, now)
    assert is_noted(now + timedelta(minutes=59))
    assert not is_noted(now + timedelta(minutes=61))
    assert tokens.listed(connection)[0].last_used_at == now


@pytest.mark.usefixtures("office")
def test_tokens_are_listed_with_their_state(connection: Connection, changes: Changes) -> None:
    changes.add("other", "Other")
    made(connection)
    made(connection, login="other", days=1)
    made(connection)
    tokens.revoke(connection, AUTHOR, 3)
    later = audit.moment() + timedelta(days=2)
    assert [(one.number, one.login, one.state(later)) for one in tokens.listed(connection)] == [
        (1, "office", "valid"),
        (2, "other", "expired"),
        (3, "office", "revoked"),
    ]
    assert [one.number for one in tokens.listed(connection, "OTHER")] == [2]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"login": "nobody"}, "no account 'nobody'"),
        ({"label": " "}, "cannot be a label"),
        ({"label": "x" * 101}, "cannot be a label"),
        ({"label": "a\nb"}, "cannot be a label"),
        ({"permissions": ("accounts.manage",)}, "cannot be for 'accounts.manage'"),
        ({"permissions": ()}, "has to be for something"),
        ({"days": 0}, "cannot be good for 0 days"),
        ({"days": 3651}, "cannot be good for 3651 days"),
    ],
)
def test_what_no_token_can_be_is_refused(connection: Connection, fields: dict[str, object], message: str) -> None:
    with pytest.raises(AccessError, match=message):
        made(connection, **fields)
    assert tokens.listed(connection) == []


@pytest.mark.usefixtures("office")
def test_what_is_not_there_cannot_be_taken_back(connection: Connection) -> None:
    made(connection)
    tokens.revoke(connection, AUTHOR, 1)
    with pytest.raises(AccessError, match="already"):
        tokens.revoke(connection, AUTHOR, 1)
    with pytest.raises(AccessError, match="no token 2"):
        tokens.revoke(connection, AUTHOR, 2)


def test_everything_a_token_can_be_for_is_a_permission() -> None:
    assert READABLE.keys() <= PERMISSIONS.keys()


STAFF = Reader(1, "office", (Grant("org_staff", REGION),))
TOKEN = replace(STAFF, limit=Limit(frozenset({"monitor.view", "schools.list"}), DISTRICT))


@pytest.mark.parametrize("place", PATHS)
def test_g39_a_token_sees_schools_at_its_own_place_alone(place: str) -> None:
    """Its account sees the region, the token only the district; what is not readable stays shut even there."""
    assert may(TOKEN, "schools.list", PATHS[place], CLOSED) is (place in {DISTRICT, SCHOOL})
    for permission in PERMISSIONS.keys() - READABLE.keys():
        assert not may(TOKEN, permission, PATHS[place], CLOSED)


@pytest.mark.parametrize("place", PATHS)
def test_a_token_never_sees_more_than_its_account(place: str) -> None:
    wide = replace(STAFF, limit=Limit(frozenset(READABLE), REPUBLIC))
    assert may(wide, "schools.list", PATHS[place], CLOSED) is may(STAFF, "schools.list", PATHS[place], CLOSED)


def test_a_token_is_for_what_it_was_made_for() -> None:
    only_monitor = replace(STAFF, limit=Limit(frozenset({"monitor.view"}), DISTRICT))
    assert may(only_monitor, "monitor.view", PATHS[REPUBLIC], CLOSED)
    assert not may(only_monitor, "schools.list", PATHS[SCHOOL], CLOSED)
    only_schools = replace(STAFF, limit=Limit(frozenset({"schools.list"}), DISTRICT))
    assert not may(only_schools, "monitor.view", PATHS[REPUBLIC], CLOSED)


@pytest.mark.parametrize("permission", ["monitor.view", "schools.list"])
def test_g39_what_is_public_is_open_to_every_token(permission: str) -> None:
    nothing = replace(TOKEN, grants=(), limit=Limit(frozenset(), "elsewhere"))
    for path in PATHS.values():
        assert may(nothing, permission, path, OPEN) is may(ANONYMOUS, permission, path, OPEN) is True
        assert not may(nothing, permission, path, CLOSED)
