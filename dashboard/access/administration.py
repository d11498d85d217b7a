"""Who may give which role to whom: the rules of administration, pure, the same for every door (spec C).

An administrator's right over an account is never larger than the administrator's own rights: a role is given, taken
back and seen only below the administrator's places, and given and taken back only if the administrator holds each of
its rights there too.
What concerns an account as a whole (its password, its sessions, whether it is open) asks for that of all its roles:
whoever sets a password could log in with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.access.decision import Grant, Path, Reader, may
from dashboard.access.roles import ROLES
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings

MANAGE = "accounts.manage"
VIEW_AUDIT = "audit.view"
_OWN_CLASS = ".own_class"  # a report of the own class is a part of the report

# Why something cannot be done; pages say it in the reader's language (layouts/admin/words.py).
OUT_OF_REACH = "out_of_reach"
ROLE_UNKNOWN = "role_unknown"
PLACE_UNKNOWN = "place_unknown"
ROLE_NOT_HERE = "role_not_here"
BEYOND_OWN = "beyond_own"
OWN_ACCOUNT = "own_account"
CONFIRM_OWN = "confirm_own"
LAST_ADMINISTRATOR = "last_administrator"


@dataclass(frozen=True, slots=True)
class Held:
    """A role at a place, with where the place lies.

    Attributes
    ----------
    grant
        The role and the id of its place.
    path
        The place with everything above it; empty of a place nobody knows any more.
    kind
        One of `SCOPES`, or empty.
    """

    grant: Grant
    path: Path = ()
    kind: str = ""

    @property
    def administered_at(self) -> Path:
        """Where the role is administered: a place that is gone from the records belongs to the republic."""
        return self.path or (REPUBLIC, self.grant.place)


def sees(reader: Reader, held: Held, settings: Settings) -> bool:
    """Return whether a role of somebody is shown to a reader: whether its place lies where the reader administers."""
    return may(reader, MANAGE, held.administered_at, settings)


def commands(reader: Reader, held: Held, settings: Settings) -> bool:
    """Return whether a reader may take a role back, or act for its holder: its rights are none the reader lacks."""
    rights = {right.removesuffix(_OWN_CLASS) for right in ROLES[held.grant.role].permissions}
    path = held.administered_at
    return sees(reader, held, settings) and all(may(reader, right, path, settings) for right in rights)


def fault_of_giving(reader: Reader, held: Held, settings: Settings) -> str:
    """Return why a reader may not give a role, or nothing.

    A place out of reach is answered like one that does not exist.

    Returns
    -------
    str
        Empty, `ROLE_UNKNOWN`, `PLACE_UNKNOWN`, `ROLE_NOT_HERE` or `BEYOND_OWN`.
    """
    if held.grant.role not in ROLES:
        return ROLE_UNKNOWN
    if not (held.kind and held.path and sees(reader, held, settings)):
        return PLACE_UNKNOWN
    if held.kind not in ROLES[held.grant.role].scopes:
        return ROLE_NOT_HERE
    return "" if commands(reader, held, settings) else BEYOND_OWN


def knows(reader: Reader, roles: Sequence[Held], settings: Settings) -> bool:
    """Return whether an account is shown to a reader: for one of its roles; without any only to the republic's."""
    return any(sees(reader, held, settings) for held in roles) or (not roles and _republic_wide(reader, settings))


def may_change(reader: Reader, roles: Sequence[Held], settings: Settings) -> bool:
    """Return whether a reader may rename or close an account, set its password and end its sessions.

    Every role of the account has to be one the reader commands. An account without roles may be given any by
    somebody else later, so only the republic's administrators change it.
    """
    return all(commands(reader, held, settings) for held in roles) and (bool(roles) or _republic_wide(reader, settings))


def givable(reader: Reader, kind: str, path: Path, settings: Settings) -> list[str]:
    """Return the roles a reader may give at a place."""
    return [key for key in ROLES if not fault_of_giving(reader, Held(Grant(key, path[-1]), path, kind), settings)]


def administers(grants: Iterable[Grant], place: str | None = None) -> bool:
    """Return whether roles make an administrator: anywhere, or of one place."""
    return any(MANAGE in ROLES[one.role].permissions and place in {None, one.place} for one in grants)


def loses_own(before: Sequence[Grant], taken: Grant) -> bool:
    """Return whether somebody who gives a role back is no administrator any more."""
    return administers(before) and not administers(one for one in before if one != taken)


def managing_roles() -> list[str]:
    """Return the roles that administer accounts."""
    return [key for key, role in ROLES.items() if MANAGE in role.permissions]


def _republic_wide(reader: Reader, settings: Settings) -> bool:
    """Return whether a reader administers the whole country."""
    return may(reader, MANAGE, (REPUBLIC,), settings)
