"""Logging in with a password: slow for whoever guesses, the same answer and the same time for every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, case, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.access import audit, passwords
from dashboard.access.accounts import Account, find, folded
from dashboard.access.throttle import PATIENCE, Counter, Origin, forgotten_before, keys
from dashboard.errors import AccessError
from dashboard.schema import account, login_failure

_OWN = frozenset({"pair", "browser"})  # counters a success forgets


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended.

    Attributes
    ----------
    account
        The account, if login and password belong together.
    wait
        How long the next try has to wait; zero if it need not.
    """

    account: Account | None
    wait: timedelta = timedelta(0)


def log_in(connection: Connection, login: str, password: str, origin: Origin, now: datetime) -> Outcome:
    """Try a login and a password.

    While a wait lasts nothing is compared: not even the right password tells anything. Success forgets the failures of
    this account from this address or browser; the other counters stay, so that an own account does not reset them.
    """
    outcome = confirm(connection, login, password, origin, now)
    if outcome.account is not None:
        _succeed(connection, outcome.account, password, now)
        audit.record(connection, audit.Entry(now, outcome.account.login, origin.address, "login"))
    return outcome


def confirm(connection: Connection, login: str, password: str, origin: Origin, now: datetime) -> Outcome:
    """Find out whether a login and a password belong together, as slowly for whoever guesses as `log_in`."""
    waited_for = waiting(connection, login, origin, now)
    if waited_for.wait:
        return waited_for
    key = folded(login)
    counted = keys(key, origin)
    found = _account(connection, key)
    if passwords.matches(password, found.password if found else None) and found and not found.disabled:
        for kind in _OWN & counted.keys():
            connection.execute(delete(login_failure).filter_by(kind=kind, key=_hashed(counted[kind])))
        return Outcome(found)
    audit.record(connection, audit.Entry(now, key, origin.address, "login_failed"))
    return Outcome(None, _fail(connection, counted, now))


def waiting(connection: Connection, login: str, origin: Origin, now: datetime) -> Outcome:
    """Return how long a try has to wait that is made now; it is not counted, and nothing is written."""
    counters = _counters(connection, keys(folded(login), origin))
    wait = max((counter.waits_until() - now for counter in counters), default=timedelta(0))
    return Outcome(None, max(wait, timedelta(0)))


def _account(connection: Connection, login: str) -> Account | None:
    """Return the account of a login, if there is one."""
    try:
        return find(connection, login)
    except AccessError:
        return None


def _succeed(connection: Connection, found: Account, password: str, now: datetime) -> None:
    """Remember a login; a hash with weak parameters is made anew while the password is at hand."""
    values: dict[str, object] = {"last_login_at": now}
    if found.password and passwords.outdated(found.password):
        values["password"] = passwords.hashed(password)
    connection.execute(update(account).where(account.c.id == found.number).values(values))


def _fail(connection: Connection, counted: Mapping[str, str], now: datetime) -> timedelta:
    """Count a failure; return how long the next try has to wait."""
    for kind, key in counted.items():
        _count(connection, kind, _hashed(key), now)
    oldest = now - timedelta(seconds=max(patience.memory for patience in PATIENCE.values()))
    connection.execute(delete(login_failure).where(login_failure.c.last_at < oldest))
    waits = [counter.waits_until() - now for counter in _counters(connection, counted)]
    return max(waits, default=timedelta(0))


def _count(connection: Connection, kind: str, key: str, now: datetime) -> None:
    """Add a failure to a counter; the database adds, so that of two at the same moment none is lost."""
    anew = case((login_failure.c.last_at < forgotten_before(kind, now), 1), else_=login_failure.c.failures + 1)
    raised = update(login_failure).filter_by(kind=kind, key=key).values(failures=anew, last_at=now)
    if connection.execute(raised).rowcount:
        return
    try:
        with connection.begin_nested():
            connection.execute(insert(login_failure).values(kind=kind, key=key, failures=1, last_at=now))
    except IntegrityError:
        connection.execute(raised)  # somebody else has begun it meanwhile


def _counters(connection: Connection, counted: Mapping[str, str]) -> list[Counter]:
    """Return the counters a try has to do with, as far as there are any."""
    found = []
    for kind, key in counted.items():
        row = connection.execute(
            select(login_failure.c.failures, login_failure.c.last_at).filter_by(kind=kind, key=_hashed(key))
        ).first()
        if row:
            found.append(Counter(kind, *row))
    return found


def _hashed(key: str) -> str:
    """Return a counter's key as it is kept."""
    return sha256(key.encode()).hexdigest()
