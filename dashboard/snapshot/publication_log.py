"""Who did what with which snapshot, and when: a log that is only ever added to.

A row is written in the transaction of what it tells of, so that neither is there without the other. What only reads or
hands out is logged in a transaction of its own.
"""

from __future__ import annotations

import json
import os
import pwd
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, insert, select

from dashboard.access import audit
from dashboard.schema import publication_log
from dashboard.snapshot.revisions import Revision

# What can be done with a snapshot, in words for a list.
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "build": "built",
        "publish": "published",
        "withdraw": "withdrawn",
        "export": "exported",
        "recompute": "recomputed as a what-if",
        "diff": "compared with the frozen one",
        "show": "shown",
        "list": "listed",
        "alert": "reported as late",
        "restore": "restored with the whole database from a backup",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log.

    Attributes
    ----------
    at, action, actor
        When, what (a key of `ACTIONS`), who: user and host.
    week, revision, snapshot, drop
        Of which snapshot; its hash (Q-92) and that of the accepted rows alone; empty where it is about none.
    details
        What else there is to say, as JSON knows it.
    """

    at: datetime
    action: str
    actor: str
    week: date | None = None
    revision: int | None = None
    snapshot: str | None = None
    drop: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the row in values that JSON knows."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "action": self.action,
            "actor": self.actor,
            "week": self.week.isoformat() if self.week else None,
            "revision": self.revision,
            "snapshot": self.snapshot,
            "drop": self.drop,
            "details": dict(self.details),
        }


def actor() -> str:
    """Return who is at work: the user of the process and the host, and behind sudo the one who called it."""
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:  # a container may run under a number without a name
        name = str(user)
    caller = os.environ.get("SUDO_USER")
    return f"{name}@{socket.gethostname()}{f' (sudo by {caller})' if caller else ''}"[:200]


def entry(action: str, about: Revision | None = None, **details: Any) -> Entry:
    """Return the row for what is being done now."""
    now = datetime.now(tz=UTC)
    if about is None:
        return Entry(now, action, actor(), details=details)
    own = (about.week, about.revision, about.content_id, about.drop_hash)
    return Entry(now, action, actor(), *own, details=details)


# What concerns everybody who reads the weeks is an act in the audit log too.
_AUDITED: Mapping[str, str] = MappingProxyType(
    {"publish": "published", "withdraw": "withdrawn", "export": "export", "restore": "restored"}
)


def write_entry(connection: Connection, row: Entry) -> None:
    """Add one row, and for some actions its line in the audit log."""
    if row.action in _AUDITED:
        about = {"week": row.week and row.week.isoformat(), "revision": row.revision}
        details = {name: value for name, value in about.items() if value is not None} | dict(row.details)
        audit.record(connection, audit.Entry(row.at, row.actor, "", _AUDITED[row.action], details=details))
    connection.execute(
        insert(publication_log).values(
            at=row.at,
            action=row.action,
            actor=row.actor,
            week=row.week,
            revision=row.revision,
            content_id=row.snapshot,
            drop_hash=row.drop,
            details=json.dumps(dict(row.details), ensure_ascii=False, sort_keys=True, default=str),
        )
    )


def read_entries(
    connection: Connection, week: date | None = None, limit: int | None = None, action: str | None = None
) -> list[Entry]:
    """Return rows of the log, newest last.

    Parameters
    ----------
    week, action
        Only those of a week, only those of one action.
    limit
        Only so many of the newest.
    """
    table = publication_log
    query = select(table).order_by(table.c.id.desc()).limit(limit)
    query = query if week is None else query.where(table.c.week == week)
    query = query if action is None else query.where(table.c.action == action)
    rows = [
        Entry(
            row.at,
            row.action,
            row.actor,
            row.week,
            row.revision,
            row.content_id,
            row.drop_hash,
            json.loads(row.details),
        )
        for row in connection.execute(query)
    ]
    return rows[::-1]
