"""What a database says when it fails, and what a person can do about it."""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from dashboard.backends import BUSY_SECONDS, shown
from dashboard.errors import DatabaseAway, SnapshotError


class Remedy(NamedTuple):
    """One way a database fails.

    Attributes
    ----------
    said
        Pattern of the driver's message, or of PostgreSQL's code (SQLSTATE) before it.
    state, remedy
        What is the matter, and what to do.
    passes
        Whether it may pass by itself: the database is away.
    """

    said: str
    state: str
    remedy: str
    passes: bool = False


# The first that fits counts. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
REMEDIES = (
    Remedy(
        "^55P03 |database (table )?is locked",
        f"is being written to by another process, for more than {BUSY_SECONDS} s",
        "Run the command again when that has ended.",
    ),
    Remedy(
        "^53100 |is full|No space left|disk I/O error",
        "has no room left on its disk, or the disk fails",
        "Make room on the disk of the database, then run the command again.",
    ),
    Remedy(
        "password authentication failed|no password supplied|no pg_hba.conf entry|^28",
        "does not let us in",
        "Check user and password in DATABASE_URL, and pg_hba.conf of the server.",
    ),
    Remedy(
        '^3D000 |database "[^"]*" does not exist',
        "is not on that server",
        "Create it (createdb), or correct its name in DATABASE_URL.",
    ),
    Remedy(
        "^42501 |permission denied|readonly database|^25006 ",
        "may not be used this way",
        "Give the user of DATABASE_URL the right to it, or name another user; of a SQLite file, to file and folder.",
    ),
    Remedy(
        "^53300 |too many clients|remaining connection slots",
        "has no connection left",
        "Raise max_connections of the server, or serve with fewer --workers.",
        passes=True,
    ),
    Remedy(
        "unable to open database file|not a database|malformed",
        "cannot be opened",
        "Check the file that DATABASE_URL names, or restore it from its backup: belsendi db restore --help",
    ),
    Remedy(
        "connection (to server|failed|timeout|is bad|is lost)|server closed|terminating|starting up|shutting down"
        "|timeout expired|resolve host|translate host|^(57P0|08)|the connection is closed",
        "cannot be reached",
        "Check that the server runs and that DATABASE_URL names its host and port; then try again.",
        passes=True,
    ),
)

_AWAY = REMEDIES[-1]


def explained(error: DBAPIError, url: URL) -> SnapshotError | None:
    """Return what a database's error means and what to do; nothing for one that a person cannot mend."""
    code = getattr(error.orig, "sqlstate", None)
    said = " ".join(str(error.orig).split())
    # A connection that was cut is away whatever it said last.
    otherwise = _AWAY if error.connection_invalidated else None
    found = next((each for each in REMEDIES if re.search(each.said, f"{code} {said}")), otherwise)
    if found is None:
        return None
    text = f"The database {shown(url)} {found.state}; nothing was written ({said}). {found.remedy}"
    return DatabaseAway(text, broke=error.connection_invalidated) if found.passes else SnapshotError(text)
