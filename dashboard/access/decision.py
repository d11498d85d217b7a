"""May this reader do this here? The only function that answers; every door calls it (A-59, G-39, G-41)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.access.roles import ROLES
from dashboard.settings import Settings

# A place with everything above it: ids from the republic down to a unit, a school, a class. Of a place nobody knows it
# is empty; nothing is granted for it, so the answer does not tell it from one that is out of reach.
Path = Sequence[str]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role given for a place.

    Attributes
    ----------
    role
        A key of `ROLES`.
    place
        The id of a unit, a school or a class; the role holds there and below.
    """

    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever asks.

    Attributes
    ----------
    account
        The number of the account; None for somebody who is not logged in.
    login
        The name of the account, empty without one.
    grants
        Its roles; several have the union of their rights (spec C).
    """

    account: int | None = None
    login: str = ""
    grants: tuple[Grant, ...] = ()


ANONYMOUS = Reader()


def may(reader: Reader, permission: str, path: Path, settings: Settings) -> bool:
    """Return whether a reader may do something at a place.

    Parameters
    ----------
    reader
        Whoever asks.
    permission
        A key of `PERMISSIONS`.
    path
        The place with everything above it.
    settings
        Whether the monitor is public (G-39).
    """
    if path and permission in open_to(reader, settings):
        return True
    places = frozenset(path)
    return any(permission in ROLES[grant.role].permissions and grant.place in places for grant in reader.grants)


def open_to(reader: Reader, settings: Settings) -> frozenset[str]:
    """Return what a reader may do everywhere, without any grant: the monitor, where it is open to them (G-39)."""
    return _MONITOR if settings.public_monitor or reader.account is not None else frozenset()


_MONITOR = frozenset({"monitor.view", "schools.list", "monitor.export"})
