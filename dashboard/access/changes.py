"""Accounts made and changed; the audit log says by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from dashboard.access import audit, passwords
from dashboard.access.accounts import Account, find, folded
from dashboard.access.decision import Grant
from dashboard.access.roles import ROLES
from dashboard.errors import AccessError
from dashboard.schema import account, account_grant

LONGEST_LOGIN = 100
LONGEST_NAME = 200
# More administrators in one school are allowed, and said to be too many (spec C).
ADMINISTRATOR = "school_admin"
RECOMMENDED_ADMINISTRATORS = 3


@dataclass(frozen=True, slots=True)
class Author:
    """Who makes a change.

    Attributes
    ----------
    name
        The login, or ``user@host`` on the command line.
    address
        Where the request came from; empty on the command line.
    """

    name: str
    address: str = ""


class Changes:
    """Changes of accounts by one author, in one transaction.

    Parameters
    ----------
    connection
        An open transaction; whoever opened it ends it.
    author
        Who makes them.
    """

    def __init__(self, connection: Connection, author: Author) -> None:
        self._connection = connection
        self._author = author

    def add(self, login: str, name: str, *, password: str | None = None, subject: str | None = None) -> int:
        """Make an account; a password given here has to be changed at the first login.

        Returns
        -------
        int
            Its number.

        Raises
        ------
        AccessError
            If the login cannot be one or is taken, or the password is weak.
        """
        key = self._free(login)
        if password is not None:
            passwords.check_strength(password, key)
        made = self._connection.execute(
            insert(account)
            .values(
                login=key,
                name=name.strip()[:LONGEST_NAME],
                password=None if password is None else passwords.hashed(password),
                subject=subject,
                must_change=password is not None,
                disabled=False,
                generation=0,
                created_at=datetime.now(UTC),
            )
            .returning(account.c.id)
        )
        self._log("account_added", login=key)
        number: int = made.scalar_one()
        return number

    def _free(self, login: str) -> str:
        """Return a login in the form it is kept in, if a new account can have it."""
        key = folded(login)
        if not 1 <= len(key) <= LONGEST_LOGIN or not key.isprintable() or any(letter.isspace() for letter in key):
            raise AccessError(f"{login!r} cannot be a login; write 1 to {LONGEST_LOGIN} characters without spaces.")
        if self._connection.scalar(select(account.c.id).where(account.c.login == key)):
            raise AccessError(f"The login {key!r} is taken; choose another one, or change that account.")
        return key

    def grant(self, login: str, grant: Grant, kind: str) -> list[str]:
        """Give an account a role at a place.

        Parameters
        ----------
        kind
            What the place is: one of `SCOPES`; the caller has looked it up.

        Returns
        -------
        list of str
            What the author should know.

        Raises
        ------
        AccessError
            If there is no such role or account, or the role is not given for such places.
        """
        if grant.role not in ROLES:
            raise AccessError(f"There is no role {grant.role!r}; write one of: {', '.join(ROLES)}.")
        scopes = ROLES[grant.role].scopes
        if kind not in scopes:
            raise AccessError(f"The role {grant.role} is given for a {' or '.join(scopes)}; {grant.place} is a {kind}.")
        holder = find(self._connection, login)
        if grant in holder.grants:
            return [f"{holder.login} is {grant.role} of {grant.place} already."]
        given = {"account_id": holder.number, "role": grant.role, "place": grant.place}
        self._connection.execute(
            insert(account_grant).values(**given, granted_at=datetime.now(UTC), granted_by=self._author.name)
        )
        self._log("role_granted", grant.place, login=holder.login, role=grant.role)
        return self._too_many(grant)

    def _too_many(self, grant: Grant) -> list[str]:
        """Say so when a school has more administrators than recommended."""
        same = (account_grant.c.role == grant.role) & (account_grant.c.place == grant.place)
        count = self._connection.scalar(select(func.count()).select_from(account_grant).where(same)) or 0
        if grant.role != ADMINISTRATOR or count <= RECOMMENDED_ADMINISTRATORS:
            return []
        return [f"{grant.place} has {count} administrators now; at most {RECOMMENDED_ADMINISTRATORS} are recommended."]

    def revoke(self, login: str, grant: Grant) -> None:
        """Take a role back.

        Raises
        ------
        AccessError
            If the account does not have it there.
        """
        holder = find(self._connection, login)
        same = (account_grant.c.account_id == holder.number) & (account_grant.c.role == grant.role)
        taken = self._connection.execute(delete(account_grant).where(same, account_grant.c.place == grant.place))
        if not taken.rowcount:
            raise AccessError(
                f"{holder.login} is not {grant.role} of {grant.place}. See: belsendi users show {holder.login}"
            )
        self._log("role_revoked", grant.place, login=holder.login, role=grant.role)

    def set_password(self, login: str, password: str, *, first: bool) -> None:
        """Give an account a new password; its sessions end.

        Parameters
        ----------
        first
            Whether it has to be changed at the next login, because somebody else chose it.

        Raises
        ------
        AccessError
            If the password is weak.
        """
        holder = find(self._connection, login)
        passwords.check_strength(password, holder.login)
        self._change(holder, password=passwords.hashed(password), must_change=first)
        self._log("password_changed", login=holder.login)

    def set_disabled(self, login: str, *, disabled: bool) -> None:
        """Close or open an account; its sessions end."""
        holder = find(self._connection, login)
        self._change(holder, disabled=disabled)
        self._log("account_changed", login=holder.login, disabled=disabled)

    def end_sessions(self, login: str) -> None:
        """Log an account out everywhere."""
        holder = find(self._connection, login)
        self._change(holder)
        self._log("logout_everywhere", login=holder.login)

    def _change(self, holder: Account, **values: Any) -> None:
        """Change an account and end its sessions."""
        raised = {"generation": account.c.generation + 1, **values}
        self._connection.execute(update(account).where(account.c.id == holder.number).values(raised))

    def _log(self, action: str, place: str = "", **details: Any) -> None:
        """Add a line to the audit log."""
        entry = audit.Entry(datetime.now(UTC), self._author.name, self._author.address, action, place, details)
        audit.record(self._connection, entry)
