"""What an administrator does with displays: only those of units within the own scope, asked inside the transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from dashboard.access import displays
from dashboard.access.accounts import by_number
from dashboard.access.administration import OUT_OF_REACH
from dashboard.access.changes import Author
from dashboard.access.decision import ANONYMOUS, Reader, Scope, scope
from dashboard.access.directory import Directory, Place
from dashboard.access.displays import KINDS, MANAGE, UNIT_UNKNOWN, Display
from dashboard.errors import AccessError
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings


class Keeper:
    """One administrator at work with displays, in one transaction.

    Parameters
    ----------
    connection
        An open transaction; whoever opened it ends it.
    number
        The administrator's account.
    address
        Where the request came from.
    directory
        Where units lie.
    settings
        What is public.
    """

    def __init__(
        self, connection: Connection, number: int, address: str, directory: Directory, settings: Settings
    ) -> None:
        self._connection = connection
        self._directory = directory
        own = by_number(connection, number)
        able = own is not None and not own.disabled and not own.must_change
        reader: Reader = own.reader if own is not None and able else ANONYMOUS
        self.scope: Scope = scope(reader, MANAGE, settings)
        self._author = Author(reader.login, address)

    def listed(self) -> list[Display]:
        """Return the displays within reach: those in use by name, then those that were taken back."""
        found = [one for one in displays.listed(self._connection) if self._reaches(one)]
        return sorted(found, key=lambda one: (one.revoked_at is not None, one.name.casefold(), one.number))

    def meant(self, text: str) -> list[Place]:
        """Return the units of the own scope that a text means."""
        return [place for place in self._directory.meant(text, self.scope) if place.kind in KINDS]

    def add(self, name: str, units: Sequence[Place]) -> tuple[Display, str]:
        """Make a display; return it and its code.

        Parameters
        ----------
        units
            As `meant` found them: one, or it is not known which.

        Raises
        ------
        AccessError
            If there is not one such unit within reach, or the name cannot be one.
        """
        if len(units) != 1 or not self.scope.covers(units[0].path):
            raise AccessError("There is not one such unit within reach.", UNIT_UNKNOWN)
        return displays.add(self._connection, self._author, name, units[0].key)

    def revoke(self, number: int) -> Display:
        """Take a display back.

        Raises
        ------
        AccessError
            If there is none or it is out of reach: the answer is the same. Or it was taken back before.
        """
        found = displays.by_number(self._connection, number)
        if found is None or not self._reaches(found):
            raise AccessError(f"There is no display {number} within reach.", OUT_OF_REACH)
        return displays.revoke(self._connection, self._author, number)

    def _reaches(self, one: Display) -> bool:
        """Return whether a display is administered here; that of a unit that is gone belongs to the republic."""
        place = self._directory.at(one.unit)
        return self.scope.covers(place.path if place else (REPUBLIC, one.unit))
