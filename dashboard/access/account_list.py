"""Accounts as lists show them: those with a role in a scope, found by login, name and place, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, true

from dashboard.access.accounts import Account, numbered
from dashboard.access.directory import Directory
from dashboard.access.places import lies_in
from dashboard.alphabet import folded
from dashboard.schema import account, account_grant

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of accounts.

    Attributes
    ----------
    accounts
        Those of the page, by login.
    total
        How many there are on all pages.
    page, pages
        Which page it is, and of how many; both count from 1.
    """

    accounts: Sequence[Account]
    total: int
    page: int
    pages: int


def search(
    connection: Connection, directory: Directory, within: Sequence[str] | None, text: str = "", page: int = 1
) -> Listing:
    """Return accounts with a role at one of some places, in the order of their logins.

    Parameters
    ----------
    within
        Ids of the places; all accounts, those without any role too, if None.
    text
        Words of the login, of the name, or of a place of theirs; a place out of `within` is never looked at.
    page
        Which page; the nearest one there is.
    """
    shown = true() if within is None else account.c.id.in_(_holders(within))
    if text.strip():
        found = _matching(connection, directory, shown, within, text)
        return _page(connection, found, page)
    total = connection.scalar(select(func.count()).select_from(account).where(shown)) or 0
    at, pages = _bounds(total, page)
    query = select(account.c.id).where(shown).order_by(account.c.login)
    numbers = connection.scalars(query.limit(PAGE_SIZE).offset((at - 1) * PAGE_SIZE)).all()
    return Listing(numbered(connection, numbers), total, at, pages)


def _holders(within: Sequence[str]) -> ColumnElement[int]:
    """Return the numbers of the accounts with a role at one of some places, as a part of a query."""
    return select(account_grant.c.account_id).where(lies_in(account_grant.c.place, within)).scalar_subquery()


def _matching(
    connection: Connection, directory: Directory, shown: ColumnElement[bool], within: Sequence[str] | None, text: str
) -> list[int]:
    """Return the numbers of accounts whose login, name and places hold all words of a text, by login."""
    asked = [folded(word) for word in text.split()]
    places = _names_of_places(connection, directory, within)
    query = select(account.c.id, account.c.login, account.c.name).where(shown).order_by(account.c.login)
    spoken = ((number, folded(f"{login} {name} {places[number]}")) for number, login, name in connection.execute(query))
    return [number for number, known in spoken if all(word in known for word in asked)]


def _names_of_places(
    connection: Connection, directory: Directory, within: Sequence[str] | None
) -> defaultdict[int, str]:
    """Return the ids and names of the places of each account's roles."""
    query = select(account_grant.c.account_id, account_grant.c.place)
    found: defaultdict[int, str] = defaultdict(str)
    shown = query if within is None else query.where(lies_in(account_grant.c.place, within))
    for number, key in connection.execute(shown):
        place = directory.at(key)
        names = " ".join(name for name in place.names.values() if name) if place else ""
        found[number] += f" {key} {names}"
    return found


def _page(connection: Connection, found: Sequence[int], page: int) -> Listing:
    """Return one page of the accounts that were found."""
    at, pages = _bounds(len(found), page)
    shown = found[(at - 1) * PAGE_SIZE : at * PAGE_SIZE]
    return Listing(numbered(connection, shown), len(found), at, pages)


def _bounds(total: int, page: int) -> tuple[int, int]:
    """Return the nearest page there is, and how many there are."""
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(page, 1), pages), pages
