"""Tokens of programs: made, listed, taken back, and who asks with one. Only a hash of a token is kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, insert, select, update

from dashboard.access import audit
from dashboard.access.accounts import by_number, find, folded
from dashboard.access.changes import Author
from dashboard.access.decision import Limit, Reader
from dashboard.errors import AccessError
from dashboard.schema import account, api_token

# What a token can be for: reading alone. Keys of `dashboard.access.roles.PERMISSIONS`.
READABLE: Mapping[str, str] = MappingProxyType(
    {
        "monitor.view": "units, weeks, indicators, snapshots, values of units",
        "schools.list": "schools and their values, at the place of the token",
    }
)
PREFIX = "belsendi_"  # so that a token that was left somewhere is recognised by whoever finds it
LONGEST_LABEL = 100
LONGEST_DAYS = 3650
_BYTES = 32
_STEP = timedelta(hours=1)  # how exactly the last use is remembered: reading is not to become writing


@dataclass(frozen=True, slots=True)
class Token:
    """One token, without its secret.

    Attributes
    ----------
    number
        Its key.
    login
        The account it belongs to.
    label
        What it is for.
    place, permissions
        What it opens, as far as its account may: keys of `READABLE` at the place and below.
    created_at, created_by
        When it was made, and by whom.
    expires_at
        Until when it is good.
    last_used_at, revoked_at
        When it was last used, to the hour, and taken back; None if never.
    """

    number: int
    login: str
    label: str
    place: str
    permissions: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> str:
        """Return ``valid``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if now < self.expires_at else "expired"


@dataclass(frozen=True, slots=True)
class Wish:
    """A token that is asked for: the fields of `Token`, and for how many days."""

    login: str
    label: str
    place: str
    permissions: tuple[str, ...] = tuple(READABLE)
    days: int = 365


_ROWS = select(
    api_token.c.id,
    account.c.login,
    api_token.c.label,
    api_token.c.place,
    api_token.c.permissions,
    api_token.c.created_at,
    api_token.c.created_by,
    api_token.c.expires_at,
    api_token.c.last_used_at,
    api_token.c.revoked_at,
).join(account, account.c.id == api_token.c.account_id)


def add(connection: Connection, author: Author, wish: Wish) -> str:
    """Make a token; the audit log says by whom.

    Parameters
    ----------
    connection
        An open transaction.
    author
        Who makes it.
    wish
        What it is to be; the caller has looked up the place.

    Returns
    -------
    str
        The token. It is nowhere else: whoever loses it needs another one.

    Raises
    ------
    AccessError
        If there is no such account, or label, permissions or days cannot be.
    """
    _check(wish)
    holder, now = find(connection, wish.login), audit.moment()
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    permissions = [key for key in READABLE if key in wish.permissions]
    made = connection.execute(
        insert(api_token)
        .values(
            account_id=holder.number,
            label=wish.label.strip(),
            hash=_hashed(secret),
            place=wish.place,
            permissions=json.dumps(permissions),
            created_at=now,
            created_by=author.name,
            expires_at=now + timedelta(days=wish.days),
        )
        .returning(api_token.c.id)
    )
    details = {"login": holder.login, "token": made.scalar_one(), "label": wish.label.strip(), "may": permissions}
    audit.record(connection, audit.Entry(now, author.name, author.address, "token_added", wish.place, details))
    return secret


def _check(wish: Wish) -> None:
    """Refuse what no token can be."""
    label = wish.label.strip()
    if not 1 <= len(label) <= LONGEST_LABEL or not label.isprintable():
        raise AccessError(f"{wish.label!r} cannot be a label; write 1 to {LONGEST_LABEL} characters: what it is for.")
    for key in wish.permissions:
        if key not in READABLE:
            raise AccessError(f"A token cannot be for {key!r}; choose of: {', '.join(READABLE)}.")
    if not wish.permissions:
        raise AccessError(f"A token has to be for something; choose of: {', '.join(READABLE)}.")
    if not 1 <= wish.days <= LONGEST_DAYS:
        raise AccessError(f"A token cannot be good for {wish.days} days; choose 1 to {LONGEST_DAYS}.")


def listed(connection: Connection, login: str | None = None) -> list[Token]:
    """Return the tokens in the order they were made: those of an account, or all."""
    query = _ROWS.order_by(api_token.c.id)
    if login is not None:
        query = query.where(account.c.login == folded(login))
    return [_token(tuple(row)) for row in connection.execute(query)]


def revoke(connection: Connection, author: Author, number: int) -> Token:
    """Take a token back for good; the audit log says by whom.

    Raises
    ------
    AccessError
        If there is no such token, or it was taken back before.
    """
    row = connection.execute(_ROWS.where(api_token.c.id == number)).first()
    if row is None:
        raise AccessError(f"There is no token {number}. See: belsendi tokens list")
    found, now = _token(tuple(row)), audit.moment()
    if found.revoked_at is not None:
        raise AccessError(f"The token {number} was taken back on {found.revoked_at:%Y-%m-%d} already.")
    connection.execute(update(api_token).where(api_token.c.id == number).values(revoked_at=now))
    details = {"login": found.login, "token": number, "label": found.label}
    audit.record(connection, audit.Entry(now, author.name, author.address, "token_revoked", found.place, details))
    return found


@dataclass(frozen=True, slots=True)
class Use:
    """A valid token that was shown.

    Attributes
    ----------
    number
        The token.
    reader
        Who asks: its account, with the limits of the token.
    is_noted
        Whether this hour's use is on record already.
    """

    number: int
    reader: Reader
    is_noted: bool


def shown(connection: Connection, secret: str, now: datetime) -> Use | None:
    """Return who asks with a token; None if it is unknown, expired or taken back, or its account is closed.

    It is found by its hash: a secret of 256 random bits cannot be guessed, and nothing is compared letter by letter.
    """
    query = select(api_token).where(
        api_token.c.hash == _hashed(secret), api_token.c.revoked_at.is_(None), api_token.c.expires_at > now
    )
    row = connection.execute(query).first()
    holder = by_number(connection, row.account_id) if row is not None else None
    if row is None or holder is None or holder.disabled:
        return None
    limit = Limit(frozenset(json.loads(row.permissions)) & READABLE.keys(), row.place)
    reader = Reader(holder.number, f"{holder.login} (token {row.id})", holder.grants, limit)
    return Use(row.id, reader, row.last_used_at is not None and now - row.last_used_at < _STEP)


def note_use(connection: Connection, number: int, now: datetime) -> None:
    """Remember that a token was used."""
    connection.execute(update(api_token).where(api_token.c.id == number).values(last_used_at=now))


def _hashed(secret: str) -> str:
    """Return what is kept of a token."""
    return sha256(secret.encode()).hexdigest()


def _token(row: Sequence[Any]) -> Token:
    """Return one token from its row."""
    number, login, label, place, permissions, *times = row
    return Token(number, login, label, place, _known(json.loads(permissions)), *times)


def _known(permissions: Iterable[str]) -> tuple[str, ...]:
    """Return the permissions this version knows."""
    return tuple(key for key in permissions if key in READABLE)
