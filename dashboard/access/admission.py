"""From a person of the identity provider to an account here, with the roles their groups have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Connection, update

from dashboard.access import audit
from dashboard.access.accounts import Account, by_number, by_subject, find, folded
from dashboard.access.changes import LONGEST_LOGIN, LONGEST_NAME, Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.group_roles import GroupRole, grants_of
from dashboard.access.handshake import Identity
from dashboard.access.roles import ROLES
from dashboard.errors import AccessError
from dashboard.schema import account

# Why somebody whom the provider knows is not let in.
CLOSED, NO_ROLE = "closed", "no_role"


@dataclass(frozen=True, slots=True)
class Admission:
    """Who was let in, or why not: `CLOSED` or `NO_ROLE`."""

    account: Account | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """How people become accounts.

    Attributes
    ----------
    groups
        Which groups have which roles; None where roles are given here, by hand.
    kind_of
        What a place is; empty if there is no such place.
    """

    groups: Sequence[GroupRole] | None
    kind_of: Callable[[str], str]


def admit(connection: Connection, person: Identity, rules: Rules, address: str) -> Admission:
    """Return the account of a person, made or brought up to date.

    An account that was made here without a password and bears the person's login becomes theirs. With rules on groups
    the account has exactly the roles these give, from this login on; nobody without one gets an account.

    Parameters
    ----------
    connection
        An open transaction.
    person
        As the provider knows them.
    rules
        How people become accounts.
    address
        Where the request came from.
    """
    author = Author(f"{urlsplit(person.issuer).hostname}", address)
    wanted = None if rules.groups is None else _usable(grants_of(person.groups, rules.groups), rules)
    known = by_subject(connection, person.key) or _prepared(connection, person)
    if known is None and wanted is not None and not wanted:
        return _refused(connection, author, person, NO_ROLE)
    number = known.number if known else _made(connection, author, person)
    holder = _current(connection, number, person)
    if holder.disabled:
        return _refused(connection, author, person, CLOSED)
    if wanted is not None:
        _replace(Changes(connection, author), holder, wanted, rules)
        holder = _current(connection, number, person)
    if not holder.grants:
        return _refused(connection, author, person, NO_ROLE)
    now = audit.moment()
    connection.execute(update(account).where(account.c.id == number).values(last_login_at=now))
    audit.record(connection, audit.Entry(now, holder.login, address, "login", details={"issuer": person.issuer}))
    return Admission(holder)


def _usable(grants: Iterable[Grant], rules: Rules) -> list[Grant]:
    """Return the roles that can be given: groups may name places that are not there, or that a role is not for."""
    return [grant for grant in grants if rules.kind_of(grant.place) in ROLES[grant.role].scopes]


def _prepared(connection: Connection, person: Identity) -> Account | None:
    """Return the account that was made here for a person: of the same login, without a password and not yet theirs."""
    try:
        found = find(connection, person.login)
    except AccessError:
        return None
    unclaimed = account.c.subject.is_(None) & account.c.password.is_(None)
    claimed = connection.execute(
        update(account).where(account.c.id == found.number, unclaimed).values(subject=person.key)
    )
    return found if claimed.rowcount else None


def _made(connection: Connection, author: Author, person: Identity) -> int:
    """Make an account; its login is that of the person, with a number behind it where somebody else has it."""
    changes = Changes(connection, author)
    plain = "".join(folded(person.login).split())
    base = "".join(filter(str.isprintable, plain))[: LONGEST_LOGIN - 5] or "person"
    for attempt in range(1, 1000):
        try:
            return changes.add(base if attempt == 1 else f"{base}-{attempt}", person.name, subject=person.key)
        except AccessError:
            continue
    raise AccessError(f"There are too many accounts of the login {base!r}. Rename some of them.")


def _current(connection: Connection, number: int, person: Identity) -> Account:
    """Return an account as it is now, with the name the person has today."""
    name = person.name.strip()[:LONGEST_NAME]
    connection.execute(update(account).where(account.c.id == number).values(name=name))
    found = by_number(connection, number)
    if found is None:
        raise AccessError("The account was removed a moment ago. Log in again.")
    return found


def _replace(changes: Changes, holder: Account, wanted: Sequence[Grant], rules: Rules) -> None:
    """Give an account exactly some roles; what changes stands in the audit log."""
    for grant in wanted:
        if grant not in holder.grants:
            changes.grant(holder.login, grant, rules.kind_of(grant.place))
    for grant in holder.grants:
        if grant not in wanted:
            changes.revoke(holder.login, grant, last=True)


def _refused(connection: Connection, author: Author, person: Identity, why: str) -> Admission:
    """Write down that somebody was not let in."""
    details = {"issuer": person.issuer, "why": why}
    entry = audit.Entry(audit.moment(), folded(person.login), author.address, "login_failed", details=details)
    audit.record(connection, entry)
    return Admission(None, why)
