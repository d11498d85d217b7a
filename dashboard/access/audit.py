"""The log of what people did and were refused: added to, read, shortened by age, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from dashboard.errors import AccessError
from dashboard.schema import audit

# What is logged, with what it means.
ACTIONS: Mapping[str, str] = {
    "login": "logged in",
    "login_failed": "a login that failed",
    "logout": "logged out",
    "logout_everywhere": "ended all sessions of an account",
    "refused": "asked for something out of reach",
    "export": "took a file away",
    "account_added": "made an account",
    "account_changed": "changed an account",
    "password_changed": "changed a password",
    "role_granted": "gave a role",
    "role_revoked": "took a role back",
    "published": "published a week",
    "withdrawn": "took a published week back",
    "restored": "restored the database from a backup",
    "pruned": "removed old lines of this log",
    "token_added": "made a token",
    "token_revoked": "took a token back",
    "display_added": "made a display",
    "display_paired": "paired a screen with a display",
    "display_revoked": "took a display back",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing somebody did or was refused.

    Attributes
    ----------
    at
        When.
    actor
        The login, or ``user@host`` on the command line; empty for somebody unknown.
    address
        Where the request came from; empty on the command line.
    action
        A key of `ACTIONS`.
    place
        The unit or school it was about; empty where it was about none.
    details
        What else there is to know.
    """

    at: datetime
    actor: str
    address: str
    action: str
    place: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def moment() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


def record(connection: Connection, entry: Entry) -> None:
    """Add an entry.

    Raises
    ------
    ValueError
        If the action is none of `ACTIONS`.
    """
    if entry.action not in ACTIONS:
        raise ValueError(f"unknown action {entry.action!r}")
    connection.execute(
        insert(audit).values(
            at=entry.at,
            actor=_in_one_line(entry.actor)[:200],
            address=_in_one_line(entry.address)[:64],
            action=entry.action,
            place=_in_one_line(entry.place)[:128],
            details=json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
        )
    )


def _in_one_line(text: str) -> str:
    """Return a text without anything nobody can see, such as line ends: it may be what a stranger typed."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def entries(connection: Connection, *, places: Sequence[str] | None = None, limit: int = 200) -> list[Entry]:
    """Return the newest entries, newest first.

    Parameters
    ----------
    places
        Only entries about these units and schools; all without.
    """
    query = select(audit.c.at, audit.c.actor, audit.c.address, audit.c.action, audit.c.place, audit.c.details)
    if places is not None:
        query = query.where(audit.c.place.in_(places))
    rows = connection.execute(query.order_by(audit.c.at.desc(), audit.c.id.desc()).limit(limit))
    return [Entry(*row[:5], details=json.loads(row[5])) for row in rows]


# The database itself keeps younger lines (the trigger of its migration).
SHORTEST_KEPT = 90  # days


def forget(connection: Connection, now: datetime, days: int) -> int:
    """Remove entries older than some days; return how many there were.

    Raises
    ------
    AccessError
        If younger ones than `SHORTEST_KEPT` would go.
    """
    if days < SHORTEST_KEPT:
        raise AccessError(f"The audit log keeps its lines for {SHORTEST_KEPT} days at least; {days} is too few.")
    return connection.execute(delete(audit).where(audit.c.at < now - timedelta(days=days))).rowcount


def prune(connection: Connection, now: datetime, days: int, author: str) -> int:
    """Remove entries older than some days, as `forget` does, and write down who did so; return how many there were."""
    removed = forget(connection, now, days)
    if removed:
        record(connection, Entry(now, author, "", "pruned", details={"lines": removed, "days": days}))
    return removed
