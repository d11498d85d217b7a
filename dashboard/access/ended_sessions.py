"""Sessions somebody logged out of: a cookie that was stolen is worth nothing from then on.

Sessions themselves are kept nowhere but in cookies, so any worker of any machine knows them; only those that ended
before their time are remembered, until it comes.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from dashboard.schema import ended_session

_BYTES = 16


def new_key() -> str:
    """Return what tells a session from every other one."""
    return secrets.token_urlsafe(_BYTES)


def goes_on(key: str) -> ColumnElement[bool]:
    """Return whether a session has not ended, as a part of a query."""
    return ~select(ended_session.c.key).where(ended_session.c.key == _hashed(key)).exists()


def end(connection: Connection, key: str, until: datetime, now: datetime) -> None:
    """Remember that a session ended.

    Parameters
    ----------
    until
        When it would have ended by itself; those of which this has passed are forgotten.
    """
    connection.execute(delete(ended_session).where(ended_session.c.until < now))
    try:
        with connection.begin_nested():
            connection.execute(insert(ended_session).values(key=_hashed(key), until=until))
    except IntegrityError:
        return  # it was ended by another click a moment ago


def _hashed(key: str) -> str:
    """Return the form a key is kept in."""
    return sha256(key.encode()).hexdigest()
