"""Somebody who administers, at work: who that is and what they may, asked in the transaction of the change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from dashboard.access.accounts import by_number
from dashboard.access.changes import Author
from dashboard.access.decision import ANONYMOUS, Reader, Scope, scope
from dashboard.access.directory import Directory
from dashboard.settings import Settings


@dataclass(frozen=True)
class AtWork:
    """One administrator in one transaction.

    Attributes
    ----------
    connection
        An open transaction; whoever opened it ends it.
    number
        The administrator's account.
    address
        Where the request came from.
    directory
        Where places lie.
    settings
        What is public.
    """

    connection: Connection
    number: int
    address: str
    directory: Directory
    settings: Settings

    @cached_property
    def reader(self) -> Reader:
        """Who that is, as the transaction sees it; nobody in particular if the account may do nothing by now."""
        own = by_number(self.connection, self.number)
        able = own is not None and not own.disabled and not own.must_change
        return own.reader if own is not None and able else ANONYMOUS

    @property
    def author(self) -> Author:
        """Who changes something, for the log."""
        return Author(self.reader.login, self.address)

    def scope(self, permission: str) -> Scope:
        """Return where they may do something."""
        return scope(self.reader, permission, self.settings)
