"""The audit log, read: filtered, a page at a time, within what its reader may see.

Whoever reads the log of a region or district sees what was done and refused at its places, and what its own people did
elsewhere than at a place: logins, failed ones, passwords. Its own people are the accounts whose roles all lie there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from dashboard.access.accounts import folded
from dashboard.access.audit import Entry
from dashboard.access.places import lies_in
from dashboard.schema import account, account_grant, audit
from dashboard.weeks import ALMATY

PAGE_SIZE = 50
_BATCH = 1000
_COLUMNS = (audit.c.at, audit.c.actor, audit.c.address, audit.c.action, audit.c.place, audit.c.details)


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the log is asked for; everything without.

    Attributes
    ----------
    who
        A part of the actor's name.
    since, until
        The first and the last day, by the clocks of Almaty.
    action
        A key of `dashboard.access.audit.ACTIONS`.
    places
        Ids of places; None for any and for none.
    """

    who: str = ""
    since: date | None = None
    until: date | None = None
    action: str = ""
    places: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of the log, newest first.

    Attributes
    ----------
    entries
        Those of the page.
    total
        How many there are on all pages.
    page, pages
        Which page it is, and of how many; both count from 1.
    """

    entries: Sequence[Entry]
    total: int
    page: int
    pages: int


def search(connection: Connection, asked: Filter, within: Sequence[str] | None, page: int = 1) -> Entries:
    """Return a page of what is asked for.

    Parameters
    ----------
    within
        Ids of the places the reader may read about; None for the whole log.
    page
        Which page; the nearest one there is.
    """
    conditions = _conditions(asked, within)
    total = connection.scalar(select(func.count()).select_from(audit).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    at = min(max(page, 1), pages)
    rows = connection.execute(_query(conditions).limit(PAGE_SIZE).offset((at - 1) * PAGE_SIZE))
    return Entries([_entry(row) for row in rows], total, at, pages)


def every(connection: Connection, asked: Filter, within: Sequence[str] | None) -> Iterator[Entry]:
    """Yield all that is asked for, newest first, without ever holding all of it."""
    query = _query(_conditions(asked, within))
    for row in connection.execution_options(yield_per=_BATCH).execute(query):
        yield _entry(row)


def _query(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return the query of entries that meet conditions."""
    return select(*_COLUMNS).where(*conditions).order_by(audit.c.at.desc(), audit.c.id.desc())


def _conditions(asked: Filter, within: Sequence[str] | None) -> list[ColumnElement[bool]]:
    """Return what an entry has to meet."""
    found: list[ColumnElement[bool]] = [] if within is None else [_reachable(within)]
    if asked.who.strip():
        wanted = (asked.who.strip(), folded(asked.who))
        found.append(or_(*(audit.c.actor.contains(text, autoescape=True) for text in wanted)))
    if asked.since:
        found.append(audit.c.at >= _midnight(asked.since))
    if asked.until:
        found.append(audit.c.at < _midnight(asked.until + timedelta(days=1)))
    if asked.action:
        found.append(audit.c.action == asked.action)
    if asked.places is not None:
        found.append(lies_in(audit.c.place, asked.places))
    return found


def _reachable(within: Sequence[str]) -> ColumnElement[bool]:
    """Return whether an entry is about one of some places, or about none and by somebody who has roles only there."""
    inside = select(account_grant.c.account_id).where(lies_in(account_grant.c.place, within))
    outside = select(account_grant.c.account_id).where(~lies_in(account_grant.c.place, within))
    own = select(account.c.login).where(account.c.id.in_(inside), account.c.id.not_in(outside))
    return or_(lies_in(audit.c.place, within), and_(audit.c.place == "", audit.c.actor.in_(own)))


def _midnight(day: date) -> datetime:
    """Return when a day begins in Almaty."""
    return datetime.combine(day, time(), ALMATY)


def _entry(row: Any) -> Entry:
    """Return an entry from its row."""
    at, actor, address, action, place, details = row
    return Entry(at, actor, address, action, place, json.loads(details))
