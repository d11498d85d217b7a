"""What an administrator does with displays: only those of units within the own scope, asked inside the transaction."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.access import displays
from dashboard.access.administration import OUT_OF_REACH
from dashboard.access.at_work import AtWork
from dashboard.access.decision import Scope
from dashboard.access.directory import Place
from dashboard.access.displays import KINDS, MANAGE, UNIT_UNKNOWN, Display
from dashboard.errors import AccessError
from dashboard.selection import REPUBLIC


class Keeper:
    """What one administrator does with displays.

    Parameters
    ----------
    at_work
        Who that is.
    """

    def __init__(self, at_work: AtWork) -> None:
        self._connection = at_work.connection
        self._directory = at_work.directory
        self._author = at_work.author
        self.scope: Scope = at_work.scope(MANAGE)

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
