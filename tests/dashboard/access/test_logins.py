"""Logging in: the right password opens, every mistake gets the same answer, guessing becomes slow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, select

from dashboard.access import audit, passwords
from dashboard.access.accounts import find
from dashboard.access.changes import Changes
from dashboard.access.logins import confirm, log_in
from dashboard.access.throttle import Origin
from dashboard.schema import login_failure
from tests.dashboard.access.conftest import PASSWORD

NOW = datetime(2126, 11, 22, 9, 0, tzinfo=UTC)  # later than what the clock says of the accounts
HOME, AWAY = "192.0.2.1", "192.0.2.2"


@pytest.fixture(autouse=True)
def person(changes: Changes) -> None:
    """One account."""
    changes.add("a", "A", password=PASSWORD)


def test_the_right_password_opens_and_is_remembered(connection: Connection) -> None:
    outcome = log_in(connection, " A ", PASSWORD, Origin(HOME), NOW)
    assert outcome.account
    assert outcome.account.login == "a"
    assert find(connection, "a").last_login_at == NOW
    assert audit.entries(connection)[0] == audit.Entry(NOW, "a", HOME, "login")


@pytest.mark.parametrize(("login", "password"), [("a", "wrong"), ("nobody", PASSWORD), ("", ""), ("a", "")])
def test_every_mistake_gets_the_same_answer(connection: Connection, login: str, password: str) -> None:
    outcome = log_in(connection, login, password, Origin(HOME), NOW)
    assert (outcome.account, outcome.wait) == (None, timedelta(0))
    assert audit.entries(connection)[0].action == "login_failed"


def test_a_closed_account_does_not_open(connection: Connection, changes: Changes) -> None:
    changes.set_disabled("a", disabled=True)
    assert log_in(connection, "a", PASSWORD, Origin(HOME), NOW).account is None


def test_an_account_without_a_password_does_not_open(connection: Connection, changes: Changes) -> None:
    changes.add("b", "B", subject="https://id.example|7")
    assert log_in(connection, "b", "", Origin(HOME), NOW).account is None


def fail(connection: Connection, times: int, login: str = "a", address: str = HOME, at: datetime = NOW) -> datetime:
    """Fail as fast as the waits allow; return when the next try may come."""
    for _ in range(times):
        at += log_in(connection, login, "wrong", Origin(address), at).wait
    return at


def test_while_a_wait_lasts_even_the_right_password_tells_nothing(connection: Connection) -> None:
    free_at = fail(connection, 12)
    early = log_in(connection, "a", PASSWORD, Origin(HOME), free_at - timedelta(seconds=1))
    assert early.account is None
    assert early.wait == timedelta(seconds=1)
    assert log_in(connection, "a", PASSWORD, Origin(HOME), free_at).account


def test_guessing_an_account_keeps_its_owner_out_for_seconds_only(connection: Connection) -> None:
    """Failures from elsewhere, however many, cost the owner at most twenty seconds."""
    for number in range(300):
        fail(connection, 1, address=f"198.51.100.{number}", at=NOW + timedelta(seconds=30 * number))
    last = NOW + timedelta(seconds=30 * 299)
    assert log_in(connection, "a", PASSWORD, Origin(HOME), last + timedelta(seconds=20)).account


def test_one_password_on_many_accounts_is_slowed_down_by_address(connection: Connection) -> None:
    for number in range(60):
        log_in(connection, f"user{number}", "Spring2026!", Origin(AWAY), NOW)
    assert log_in(connection, "another", "Spring2026!", Origin(AWAY), NOW).wait > timedelta(0)
    assert log_in(connection, "a", PASSWORD, Origin(HOME), NOW).account


def test_success_forgets_the_failures_of_this_account_from_here_alone(connection: Connection) -> None:
    at = fail(connection, 4)
    log_in(connection, "a", PASSWORD, Origin(HOME), at)
    kinds = connection.execute(select(login_failure.c.kind, login_failure.c.failures)).all()
    assert sorted(map(tuple, kinds)) == [("account", 4), ("address", 4)]


def test_old_failures_are_removed(connection: Connection) -> None:
    fail(connection, 3, login="gone")
    fail(connection, 1, at=NOW + timedelta(hours=2))
    assert {row.last_at for row in connection.execute(select(login_failure))} == {NOW + timedelta(hours=2)}


def test_a_hash_with_weak_parameters_is_made_anew_at_login(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = find(connection, "a").password
    monkeypatch.setattr(passwords, "outdated", lambda _: True)
    log_in(connection, "a", PASSWORD, Origin(HOME), NOW)
    after = find(connection, "a").password
    assert after != before
    assert passwords.matches(PASSWORD, after)


def test_counters_do_not_keep_logins_or_addresses_readable(connection: Connection) -> None:
    fail(connection, 1)
    kept = [row.key for row in connection.execute(select(login_failure))]
    assert len(kept) == 3
    assert all(len(key) == 64 and HOME not in key for key in kept)


def test_failures_are_forgotten_after_an_hour_without_one(connection: Connection) -> None:
    fail(connection, 4)
    log_in(connection, "a", "wrong", Origin(HOME), NOW + timedelta(hours=1, seconds=1))
    counts = dict(connection.execute(select(login_failure.c.kind, login_failure.c.failures)).all())
    assert counts == {"pair": 1, "account": 1, "address": 1}


@pytest.mark.parametrize(
    ("login", "password"), [("a", PASSWORD), ("a", "wrong"), ("nobody", "wrong"), ("closed", PASSWORD), ("remote", "x")]
)
def test_every_try_compares_one_hash(
    connection: Connection, changes: Changes, monkeypatch: pytest.MonkeyPatch, login: str, password: str
) -> None:
    """What takes the time is done once whoever asks: the time does not tell whether there is such an account."""
    changes.add("closed", "C", password=PASSWORD)
    changes.set_disabled("closed", disabled=True)
    changes.add("remote", "R", subject="https://id.example|8")
    passwords.warm_up()
    compared: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, kept: str, plain: str) -> bool:
        compared.append(kept)
        return bool(verify(self, kept, plain))

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    log_in(connection, login, password, Origin(HOME), NOW)
    assert len(compared) == 1


def test_confirming_a_password_is_as_slow_and_is_no_login(connection: Connection) -> None:
    at = NOW
    for _ in range(6):
        outcome = confirm(connection, "a", "wrong", Origin(HOME), at)
    assert outcome.wait > timedelta(0)
    assert confirm(connection, "a", PASSWORD, Origin(HOME), at).account is None
    assert confirm(connection, "a", PASSWORD, Origin(HOME), at + outcome.wait).account
    assert find(connection, "a").last_login_at is None
    assert "login" not in {one.action for one in audit.entries(connection)}


# ---- a browser in which the account was logged in before
def test_nobody_makes_the_owner_wait_in_a_browser_of_the_owner(connection: Connection) -> None:
    """Neither from the same school, nor from many places at once, nor for as long as somebody goes on."""
    at = NOW
    for number in range(60):
        at = max(at, fail(connection, 3, at=at))
        fail(connection, 3, address=f"198.51.100.{number}", at=at)
        fail(connection, 1, login=f"other{number}", at=at)
    assert log_in(connection, "a", PASSWORD, Origin(HOME), at).wait > timedelta(0)
    assert log_in(connection, "a", PASSWORD, Origin(HOME, "own-browser"), at).account


def test_in_such_a_browser_guessing_is_as_slow_as_elsewhere(connection: Connection) -> None:
    own, at = Origin(HOME, "own-browser"), NOW
    for _ in range(12):
        at += log_in(connection, "a", "wrong", own, at).wait
    early = log_in(connection, "a", PASSWORD, own, at - timedelta(seconds=1))
    assert (early.account, early.wait) == (None, timedelta(seconds=1))
    assert log_in(connection, "a", PASSWORD, own, at).account
    assert connection.execute(select(login_failure.c.kind)).all() == []
