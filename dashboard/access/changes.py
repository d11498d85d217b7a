"""Accounts made and changed; the audit log says by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from dashboard.access import audit, passwords
from dashboard.access.accounts import Account, find, folded
from dashboard.access.administration import LAST_ADMINISTRATOR, administers, managing_roles
from dashboard.access.decision import Grant
from dashboard.access.roles import ROLES
from dashboard.errors import AccessError
from dashboard.schema import account, account_grant
from dashboard.selection import REPUBLIC

LONGEST_LOGIN = 100
LONGEST_NAME = 200
# More administrators in one school are allowed, and said to be too many (spec C).
ADMINISTRATOR = "school_admin"
RECOMMENDED_ADMINISTRATORS = 3
LOGIN_IMPOSSIBLE, LOGIN_TAKEN, NAME_MISSING = "login_impossible", "login_taken", "name_missing"


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

    def add(
        self, login: str, name: str, *, password: str | None = None, subject: str | None = None, place: str = ""
    ) -> int:
        """Make an account; a password given here has to be changed at the first login.

        Parameters
        ----------
        place
            Of its first role, for the log.

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
        self._log("account_added", place, login=key)
        number: int = made.scalar_one()
        return number

    def _free(self, login: str) -> str:
        """Return a login in the form it is kept in, if a new account can have it."""
        key = check_login(login)
        if self._connection.scalar(select(account.c.id).where(account.c.login == key)):
            raise AccessError(f"The login {key!r} is taken; choose another one, or change that account.", LOGIN_TAKEN)
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
        count = administrators_of(self._connection, grant.place)
        if grant.role != ADMINISTRATOR or count <= RECOMMENDED_ADMINISTRATORS:
            return []
        return [f"{grant.place} has {count} administrators now; at most {RECOMMENDED_ADMINISTRATORS} are recommended."]

    def revoke(self, login: str, grant: Grant, *, last: bool = False) -> None:
        """Take a role back.

        Parameters
        ----------
        last
            Whether even the last administrator of the whole country may lose it: where an identity provider says who
            that is, it also says who is the next one.

        Raises
        ------
        AccessError
            If the account does not have it there, or nobody would be left who administers the whole country.
        """
        holder = find(self._connection, login)
        others = [one for one in holder.grants if one != grant]
        if not last and administers([grant], REPUBLIC) and not administers(others, REPUBLIC):
            self._keep_an_administrator(holder)
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
        self._log("password_changed", _only_place(holder), login=holder.login)

    def set_disabled(self, login: str, *, disabled: bool) -> None:
        """Close or open an account; its sessions end.

        Raises
        ------
        AccessError
            If nobody would be left who administers the whole country.
        """
        holder = find(self._connection, login)
        if disabled and administers(holder.grants, REPUBLIC):
            self._keep_an_administrator(holder)
        self._change(holder, disabled=disabled)
        self._log("account_changed", _only_place(holder), login=holder.login, disabled=disabled)

    def rename(self, login: str, name: str) -> None:
        """Write down who the owner of an account is.

        Raises
        ------
        AccessError
            If the name is empty.
        """
        holder = find(self._connection, login)
        plain = name.strip()[:LONGEST_NAME]
        if not plain:
            raise AccessError("The name is empty; write who the owner of the account is.", NAME_MISSING)
        self._connection.execute(update(account).where(account.c.id == holder.number).values(name=plain))
        self._log("account_changed", _only_place(holder), login=holder.login, name=plain)

    def end_sessions(self, login: str) -> None:
        """Log an account out everywhere."""
        holder = find(self._connection, login)
        self._change(holder)
        self._log("logout_everywhere", _only_place(holder), login=holder.login)

    def _keep_an_administrator(self, leaving: Account) -> None:
        """Refuse to let the last administrator of the whole country go: nobody could be made one on the pages again."""
        query = select(account.c.id).join(account_grant).where(account_grant.c.place == REPUBLIC)
        query = query.where(account_grant.c.role.in_(managing_roles()), ~account.c.disabled)
        query = query.where(or_(account.c.password.is_not(None), account.c.subject.is_not(None)))
        # Two of them must not let go of one another at the same moment.
        able = set(self._connection.scalars(query.with_for_update()))
        if able == {leaving.number}:
            raise AccessError(
                f"{leaving.login} is the last administrator of the whole country who can log in. "
                "Make somebody else one first.",
                LAST_ADMINISTRATOR,
            )

    def _change(self, holder: Account, **values: Any) -> None:
        """Change an account and end its sessions."""
        raised = {"generation": account.c.generation + 1, **values}
        self._connection.execute(update(account).where(account.c.id == holder.number).values(raised))

    def _log(self, action: str, place: str = "", **details: Any) -> None:
        """Add a line to the audit log."""
        entry = audit.Entry(datetime.now(UTC), self._author.name, self._author.address, action, place, details)
        audit.record(self._connection, entry)


def _only_place(holder: Account) -> str:
    """Return where the role of an account is, for the log; nothing where it has none or several places."""
    places = {grant.place for grant in holder.grants}
    return next(iter(places)) if len(places) == 1 else ""


def administrators_of(connection: Connection, school: str) -> int:
    """Return how many accounts administer a school (spec C)."""
    same = (account_grant.c.role == ADMINISTRATOR) & (account_grant.c.place == school)
    return connection.scalar(select(func.count()).select_from(account_grant).where(same)) or 0


def check_login(login: str) -> str:
    """Return a login in the form it is kept in.

    Raises
    ------
    AccessError
        If it cannot be one.
    """
    key = folded(login)
    if not 1 <= len(key) <= LONGEST_LOGIN or not key.isprintable() or any(letter.isspace() for letter in key):
        raise AccessError(
            f"{login!r} cannot be a login; write 1 to {LONGEST_LOGIN} characters without spaces.", LOGIN_IMPOSSIBLE
        )
    return key
