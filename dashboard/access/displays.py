"""Displays on walls: made, listed, taken back, and which of them asks. Only a hash of a display's code is kept.

A display is nobody's account. It belongs to a unit, shows its numbers and those of the units below, and goes on when
whoever made it leaves. Its code is typed into a screen, so it is legible; 24 of 31 letters and digits are 118 bits,
which a fast hash keeps safe (NIST SP 800-63B 5.1.2.2 asks for 112).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from dashboard.access import audit, passwords
from dashboard.access.changes import Author
from dashboard.access.decision import Screen
from dashboard.errors import AccessError
from dashboard.schema import display

MANAGE = "displays.manage"
# The kinds of place that have a wall.
KINDS = ("republic", "region", "district")
LONGEST_NAME = 100
LONGEST_VERSION = 64
# Where a screen is paired, below a language of the monitor; the code stands behind it as a fragment.
PAIRING = "wall/pair"
# Why something cannot be done; pages say it in the reader's language (layouts/admin/words.py).
NAME_IMPOSSIBLE, UNIT_UNKNOWN, REVOKED_ALREADY = "display_name", "display_unit", "display_revoked"
SEEN_STEP = timedelta(minutes=1)  # how exactly the last request is remembered: reading is not to become writing
_GROUPS = 6  # of four characters


@dataclass(frozen=True, slots=True)
class Display:
    """One display, without its code.

    Attributes
    ----------
    number
        Its key.
    name
        What people call it: where it hangs.
    unit
        The id of the unit it shows.
    created_at, created_by
        When it was made, and by whom.
    last_seen_at
        When it last asked for something, to the minute; None if it never did.
    version
        The version of the program it said it runs; None if it never said.
    revoked_at
        When it was taken back; None if it was not.
    """

    number: int
    name: str
    unit: str
    created_at: datetime
    created_by: str
    last_seen_at: datetime | None
    version: str | None
    revoked_at: datetime | None

    @property
    def screen(self) -> Screen:
        """The display as it asks."""
        return Screen(self.number, self.unit)

    def is_noted(self, now: datetime) -> bool:
        """Return whether this minute's request is on record already."""
        return self.last_seen_at is not None and now - self.last_seen_at < SEEN_STEP


_ROWS = select(
    display.c.id,
    display.c.name,
    display.c.unit,
    display.c.created_at,
    display.c.created_by,
    display.c.last_seen_at,
    display.c.version,
    display.c.revoked_at,
)


def add(connection: Connection, author: Author, name: str, unit: str) -> tuple[Display, str]:
    """Make a display; the audit log says by whom.

    Parameters
    ----------
    connection
        An open transaction.
    author
        Who makes it.
    name
        What people will call it.
    unit
        The id of its unit; the caller has looked it up.

    Returns
    -------
    tuple
        The display, and its code. That is nowhere else: whoever loses it makes another display.

    Raises
    ------
    AccessError
        If this cannot be a name.
    """
    name, now = " ".join(name.split()), audit.moment()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise AccessError(
            f"{name[:LONGEST_NAME]!r} cannot be the name of a display; write 1 to {LONGEST_NAME} characters: "
            "where it hangs.",
            NAME_IMPOSSIBLE,
        )
    code = passwords.legible_secret(_GROUPS)
    values = {"name": name, "unit": unit, "hash": _hashed(code), "created_at": now, "created_by": author.name}
    number = connection.execute(insert(display).values(**values).returning(display.c.id)).scalar_one()
    made = Display(number, name, unit, now, author.name, None, None, None)
    _log(connection, author, "display_added", made, now)
    return made, code


def listed(connection: Connection) -> list[Display]:
    """Return the displays in the order they were made, those that were taken back too."""
    return [_display(tuple(row)) for row in connection.execute(_ROWS.order_by(display.c.id))]


def by_number(connection: Connection, number: int) -> Display | None:
    """Return a display by its key, if there is one."""
    row = connection.execute(_ROWS.where(display.c.id == number)).first()
    return _display(tuple(row)) if row else None


def revoke(connection: Connection, author: Author, number: int) -> Display:
    """Take a display back for good, from its next request on; the audit log says by whom.

    Raises
    ------
    AccessError
        If there is no such display, or it was taken back before.
    """
    found, now = by_number(connection, number), audit.moment()
    if found is None:
        raise AccessError(f"There is no display {number}. See: belsendi displays list")
    if found.revoked_at is not None:
        day = f"{found.revoked_at:%Y-%m-%d}"
        raise AccessError(f"The display {number} was taken back on {day} already.", REVOKED_ALREADY)
    connection.execute(update(display).where(display.c.id == number).values(revoked_at=now))
    _log(connection, author, "display_revoked", found, now)
    return found


def recognised(connection: Connection, code: str) -> Display | None:
    """Return the display a code belongs to; None if it is unknown or was taken back.

    It is found by its hash, and nothing is compared letter by letter. Case, spaces and hyphens do not matter.
    """
    row = connection.execute(_ROWS.where(display.c.hash == _hashed(code), display.c.revoked_at.is_(None))).first()
    return _display(tuple(row)) if row else None


def pair(connection: Connection, code: str, address: str) -> Display | None:
    """Return the display a screen is paired with by its code; the audit log says from where. None as `recognised`."""
    found = recognised(connection, code)
    if found is not None:
        _log(connection, Author(f"display {found.number}", address), "display_paired", found, audit.moment())
    return found


def note_seen(connection: Connection, number: int, now: datetime, version: str = "") -> bool:
    """Remember that a display asked for something, at most once a minute however many processes answer it.

    Parameters
    ----------
    version
        What it said it runs; what cannot be one is left out, and without one the last one stays.

    Returns
    -------
    bool
        Whether it was written.
    """
    known = {"version": version} if 0 < len(version) <= LONGEST_VERSION and version.isprintable() else {}
    due = or_(display.c.last_seen_at.is_(None), display.c.last_seen_at <= now - SEEN_STEP)
    step = update(display).where(display.c.id == number, due).values(last_seen_at=now, **known)
    return connection.execute(step).rowcount == 1


def pairing_address(base: str, code: str) -> str:
    """Return the address that pairs a screen.

    The code is a fragment, which browsers keep to themselves: it is in no log of a server or proxy on the way.

    Parameters
    ----------
    base
        The address of the monitor in a language, with a slash at its end.
    """
    return f"{base}{PAIRING}#{code}"


def _log(connection: Connection, author: Author, action: str, about: Display, now: datetime) -> None:
    """Write what was done with a display into the audit log."""
    details = {"display": about.number, "name": about.name}
    audit.record(connection, audit.Entry(now, author.name, author.address, action, about.unit, details))


def _hashed(code: str) -> str:
    """Return what is kept of a code."""
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _display(row: Sequence[Any]) -> Display:
    """Return one display from its row."""
    return Display(*row)
