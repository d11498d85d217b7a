"""May this reader do this here? The only function that answers; every door calls it (A-59, G-39, G-41)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.access.roles import ROLES
from dashboard.settings import Settings

# A place with everything above it: ids from the republic down to a unit, a school, a class. Of a place nobody knows it
# is empty; nothing is granted for it, so the answer does not tell it from one that is out of reach.
Path = Sequence[str]
# A class is written behind its school: ``3910000004//5A``. Ids are any text, also with a slash; two in a row
# stand in none.
CLASS_SIGN = "//"


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
class Limit:
    """What a token may do of what its account may.

    Attributes
    ----------
    permissions
        Keys of `PERMISSIONS`.
    place
        The id of a unit or a school; they hold there and below.
    """

    permissions: frozenset[str]
    place: str


@dataclass(frozen=True, slots=True)
class Screen:
    """A display on a wall: nobody's account, it shows one unit and what lies below and opens nothing else.

    Attributes
    ----------
    number
        The number of the display.
    unit
        The id of its unit.
    """

    number: int
    unit: str


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
    limit
        What is left of all that where a program asks with a token of the account; None for the account itself.
    screen
        The display that asks; None for a person or a program.
    """

    account: int | None = None
    login: str = ""
    grants: tuple[Grant, ...] = ()
    limit: Limit | None = None
    screen: Screen | None = None

    @property
    def actor(self) -> str:
        """Whoever asks, for the audit log: a login, or ``display 3``."""
        return f"display {self.screen.number}" if self.screen else self.login


ANONYMOUS = Reader()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a reader may do something. Readers with equal scopes see the same, so it stands in the keys of caches.

    Attributes
    ----------
    everywhere
        Whether it is open to this reader without any grant.
    places
        Else: the places below which it is.
    within
        And of all these only what lies below this place; empty for no such limit.
    """

    everywhere: bool = False
    places: frozenset[str] = frozenset()
    within: str = ""

    @property
    def unlimited(self) -> bool:
        """Whether it is open everywhere: no place has to be looked up."""
        return self.everywhere and not self.within

    def covers(self, path: Path) -> bool:
        """Return whether a place lies within; one that nobody knows never does."""
        inside = not self.within or self.within in path
        return bool(path) and inside and (self.everywhere or not self.places.isdisjoint(path))

    def classes(self, school: Path) -> frozenset[str]:
        """Return the ids of the classes of a school that lie within; whoever asks has seen that the school does not.

        What is then shown of the school is cut to these classes.
        """
        start = f"{school[-1]}{CLASS_SIGN}" if school else ""
        own = (place for place in self.places if start and place.startswith(start) and self.covers((*school, place)))
        return frozenset(place.removeprefix(start) for place in own) - {""}


EVERYWHERE, NOWHERE = Scope(everywhere=True), Scope()


def scope(reader: Reader, permission: str, settings: Settings) -> Scope:
    """Return where a reader may do something.

    Parameters
    ----------
    reader
        Whoever asks.
    permission
        A key of `PERMISSIONS`.
    settings
        Whether the monitor and its lists of schools are public (G-39).
    """
    if reader.limit is not None and permission not in open_to(ANONYMOUS, settings):
        return _limited(reader, reader.limit, permission, settings)
    if permission in open_to(reader, settings):
        return EVERYWHERE
    if reader.screen is not None:
        return Scope(places=frozenset({reader.screen.unit})) if permission == WALL else Scope()
    places = frozenset(grant.place for grant in reader.grants if permission in ROLES[grant.role].permissions)
    # Whoever has a class may hear the name of its school.
    return Scope(places=places | {school_of(place)[0] for place in places} if permission == LISTING else places)


def _limited(reader: Reader, limit: Limit, permission: str, settings: Settings) -> Scope:
    """Return where a token may do something that is not open to everybody: never more than its account may."""
    if permission not in limit.permissions:
        return Scope()
    own = scope(replace(reader, limit=None), permission, settings)
    # The monitor is the same everywhere or nowhere (G-39).
    return own if permission in _MONITOR else replace(own, within=limit.place)


def class_place(school: str, school_class: str) -> str:
    """Return the id of a class as a place: ids of classes alone are not known to the register of units and schools."""
    return f"{school}{CLASS_SIGN}{school_class}"


def school_of(place: str) -> tuple[str, str]:
    """Return the school and the class a place may mean; no class where it means none."""
    school, _, school_class = place.partition(CLASS_SIGN)
    return (school, school_class) if school_class else (place, "")


def may(reader: Reader, permission: str, path: Path, settings: Settings) -> bool:
    """Return whether a reader may do something at a place: whether it lies in the reader's `scope`."""
    return scope(reader, permission, settings).covers(path)


def open_to(reader: Reader, settings: Settings) -> frozenset[str]:
    """Return what a reader may do everywhere, without any grant: the monitor, where it is open to them (G-39).

    Where lists of schools are not public, whatever names schools needs a role of the place.
    """
    if not settings.public_monitor and reader.account is None:
        return frozenset()
    return _MONITOR | _SCHOOL_LISTS if settings.public_school_list else _MONITOR


WALL = "wall.view"
LISTING = "schools.list"
_MONITOR = frozenset({"monitor.view", WALL})
_SCHOOL_LISTS = frozenset({LISTING, "monitor.export"})
