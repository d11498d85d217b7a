"""Logging in with a password: slow for whoever guesses, the same answer and the same time for every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from dashboard.access import audit, passwords
from dashboard.access.accounts import Account, find, folded
from dashboard.access.throttle import PATIENCE, Counter, keys
from dashboard.errors import AccessError
from dashboard.schema import account, login_failure


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


def log_in(connection: Connection, login: str, password: str, address: str, now: datetime) -> Outcome:
    """Try a login and a password.

    While a wait lasts nothing is compared: not even the right password tells anything. Success forgets the failures of
    this account from this address; the other counters stay, so that an own account does not reset them.
    """
    key = folded(login)
    counters = _counters(connection, key, address)
    wait = max((counter.waits_until() - now for counter in counters.values()), default=timedelta(0))
    if wait > timedelta(0):
        return Outcome(None, wait)
    found = _account(connection, key)
    if passwords.matches(password, found.password if found else None) and found and not found.disabled:
        _succeed(connection, found, password, address, now)
        return Outcome(found)
    return Outcome(None, _fail(connection, counters, key, address, now))


def _account(connection: Connection, login: str) -> Account | None:
    """Return the account of a login, if there is one."""
    try:
        return find(connection, login)
    except AccessError:
        return None


def _succeed(connection: Connection, found: Account, password: str, address: str, now: datetime) -> None:
    """Remember a login; a hash with weak parameters is made anew while the password is at hand."""
    values: dict[str, object] = {"last_login_at": now}
    if found.password and passwords.outdated(found.password):
        values["password"] = passwords.hashed(password)
    connection.execute(update(account).where(account.c.id == found.number).values(values))
    pair = _hashed(keys(found.login, address)["pair"])
    connection.execute(delete(login_failure).where(login_failure.c.kind == "pair", login_failure.c.key == pair))
    audit.record(connection, audit.Entry(now, found.login, address, "login"))


def _fail(
    connection: Connection, counters: Mapping[str, Counter], login: str, address: str, now: datetime
) -> timedelta:
    """Count a failure; return how long the next try has to wait."""
    audit.record(connection, audit.Entry(now, login, address, "login_failed"))
    waits = [timedelta(0)]
    for kind, key in keys(login, address).items():
        counter = counters.get(kind, Counter(kind, 0, now)).failed(now)
        same = {"kind": kind, "key": _hashed(key)}
        connection.execute(delete(login_failure).filter_by(**same))
        connection.execute(insert(login_failure).values(**same, failures=counter.failures, last_at=now))
        waits.append(counter.waits_until() - now)
    oldest = now - timedelta(seconds=max(patience.memory for patience in PATIENCE.values()))
    connection.execute(delete(login_failure).where(login_failure.c.last_at < oldest))
    return max(waits)


def _counters(connection: Connection, login: str, address: str) -> dict[str, Counter]:
    """Return the counters a try has to do with."""
    found = {}
    for kind, key in keys(login, address).items():
        row = connection.execute(
            select(login_failure.c.failures, login_failure.c.last_at).filter_by(kind=kind, key=_hashed(key))
        ).first()
        if row:
            found[kind] = Counter(kind, *row)
    return found


def _hashed(key: str) -> str:
    """Return a counter's key as it is kept."""
    return sha256(key.encode()).hexdigest()
