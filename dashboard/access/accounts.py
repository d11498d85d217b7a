"""Accounts: found and listed. `dashboard.access.changes` makes and changes them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from dashboard.access import ended_sessions
from dashboard.access.decision import Grant, Reader
from dashboard.access.roles import ROLES
from dashboard.errors import AccessError
from dashboard.schema import account, account_grant


@dataclass(frozen=True, slots=True)
class Account:
    """One account with its roles.

    Attributes
    ----------
    number
        Its key.
    login, name
        What its owner types, and who that is.
    password
        The hash that is kept; None for an account of an identity provider.
    must_change
        Whether the password was chosen by somebody else and has to be replaced at the next login.
    disabled
        Whether it is closed.
    generation
        Sessions of another generation are over.
    created_at, last_login_at
        When it was made and last used.
    grants
        Its roles.
    """

    number: int
    login: str
    name: str
    password: str | None
    must_change: bool
    disabled: bool
    generation: int
    created_at: datetime
    last_login_at: datetime | None
    grants: tuple[Grant, ...]

    @property
    def reader(self) -> Reader:
        """Whoever is logged in with this account."""
        return Reader(self.number, self.login, self.grants)


def folded(login: str) -> str:
    """Return the form in which logins are kept and compared."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def find(connection: Connection, login: str) -> Account:
    """Return an account by its login.

    Raises
    ------
    AccessError
        If there is none.
    """
    found = _accounts(connection, account.c.login == folded(login))
    if not found:
        raise AccessError(f"There is no account {login!r}. See: belsendi users list")
    return found[0]


def by_number(connection: Connection, number: int) -> Account | None:
    """Return an account by its key, if there is one."""
    return next(iter(_accounts(connection, account.c.id == number)), None)


def of_session(connection: Connection, number: int, key: str) -> Account | None:
    """Return the account of a session, unless somebody logged out of it; as many statements as `by_number`."""
    return next(iter(_accounts(connection, account.c.id == number, ended_sessions.goes_on(key))), None)


def numbered(connection: Connection, numbers: Sequence[int]) -> list[Account]:
    """Return accounts by their keys, in the order of their logins."""
    return _accounts(connection, account.c.id.in_(numbers))


def by_subject(connection: Connection, subject: str) -> Account | None:
    """Return the account an identity provider's subject belongs to, if there is one."""
    return next(iter(_accounts(connection, account.c.subject == subject)), None)


def listed(connection: Connection, places: Sequence[str] | None = None) -> list[Account]:
    """Return accounts in the order of their logins: those with a role at one of the places, or all."""
    if places is None:
        return _accounts(connection)
    held = select(account_grant.c.account_id).where(account_grant.c.place.in_(places))
    return _accounts(connection, account.c.id.in_(held))


def _accounts(connection: Connection, *conditions: Any) -> list[Account]:
    """Return the accounts that meet conditions, with their roles."""
    rows = connection.execute(select(account).where(*conditions).order_by(account.c.login)).mappings().all()
    grants: dict[int, list[Grant]] = {row["id"]: [] for row in rows}
    given = select(account_grant.c.account_id, account_grant.c.role, account_grant.c.place)
    given = given.where(account_grant.c.account_id.in_(grants)).order_by(account_grant.c.role, account_grant.c.place)
    for number, role, place in connection.execute(given):
        # A role that this version does not know allows nothing.
        if role in ROLES:
            grants[number].append(Grant(role, place))
    return [_account(dict(row), grants[row["id"]]) for row in rows]


def _account(row: dict[str, Any], grants: Sequence[Grant]) -> Account:
    """Return one account from its row."""
    number = row.pop("id")
    row.pop("subject")
    return Account(number=number, grants=tuple(grants), **row)
