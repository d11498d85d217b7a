"""Writing a computed week, and moving its status: built, published, withdrawn.

A snapshot is written whole, in one transaction, and never edited. Publishing is one change of status; in the same
transaction everything that follows from it is brought in line: the comparisons of the week itself and of a later week
whose previous period it becomes, the lists of differences between the week's revisions, and the log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, literal, select, update

from dashboard import schema
from dashboard.column_types import Instant
from dashboard.snapshot.compare import compare
from dashboard.snapshot.differences import settle_differences
from dashboard.snapshot.notes import Note
from dashboard.snapshot.publication_log import entry, write_entry
from dashboard.snapshot.revisions import BUILT, PUBLISHED, WITHDRAWN, Revision, base_of, read_revisions
from dashboard.snapshot.rows import insert_frame
from dashboard.weeks import academic_year

VERBS = {PUBLISHED: "publish", WITHDRAWN: "withdraw"}  # what the log calls a change to that status


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything of one snapshot that is written.

    Attributes
    ----------
    head
        The columns of the table `snapshot` that describe the week, without those that writing gives it.
    rows
        Table name to its frame, without the snapshot's id.
    """

    head: Mapping[str, object]
    rows: Mapping[str, pd.DataFrame]


class Written(NamedTuple):
    """Where a snapshot went: its key in the database, its number within the week."""

    id: int
    revision: int


def write_snapshot(connection: Connection, contents: Contents) -> Written:
    """Write a computed week as the next revision, with the status ``built``."""
    table = schema.snapshot
    last = connection.scalar(select(func.max(table.c.revision)).where(table.c.week == contents.head["week"]))
    revision = (last or 0) + 1
    head = {**contents.head, "revision": revision, "status": BUILT, "built_at": datetime.now(tz=UTC)}
    key = connection.scalars(insert(table).values(head).returning(table.c.id)).one()
    for name, frame in contents.rows.items():
        insert_frame(connection, schema.metadata.tables[name], frame, snapshot_id=key)
    written = next(item for item in read_revisions(connection) if item.id == key)
    write_entry(connection, entry("build", written, config_version=written.config_version, source=written.source))
    return Written(key, revision)


def publish(connection: Connection, snapshot_id: int) -> None:
    """Publish a snapshot, and write what follows from it.

    Publishing a published one changes nothing: the frozen state of a week stays the one published first (Q-49). One
    that was withdrawn and is published again takes its old place: rolling back is publishing the previous one.
    """
    _move(connection, snapshot_id, PUBLISHED)


def withdraw(connection: Connection, snapshot_id: int) -> None:
    """Take a published snapshot back; it stays in the database, and later weeks get another base."""
    _move(connection, snapshot_id, WITHDRAWN)


def _move(connection: Connection, snapshot_id: int, status: str) -> None:
    """Change the status and all that follows from it; nothing if the snapshot has that status already."""
    before = read_revisions(connection)
    week = _set_status(connection, snapshot_id, status)
    if week is None:
        return
    _settle_comparisons(connection, week)
    revisions = read_revisions(connection)
    settle_differences(connection, *([item for item in each if item.week == week] for each in (before, revisions)))
    moved = next(item for item in revisions if item.id == snapshot_id)
    write_entry(connection, entry(VERBS[status], moved, frozen=moved.frozen))


def _set_status(connection: Connection, snapshot_id: int, status: str) -> date | None:
    """Change the status, and return the week; nothing if the snapshot has that status already."""
    table = schema.snapshot
    first = func.coalesce(table.c.published_at, literal(datetime.now(tz=UTC), Instant))
    moments = {"published_at": first} if status == PUBLISHED else {}
    changed = connection.execute(
        update(table)
        .where(table.c.id == snapshot_id, table.c.status != status)
        .values(status=status, **moments)
        .returning(table.c.week)
    )
    week: date | None = changed.scalar()
    return week


def _settle_comparisons(connection: Connection, week: date) -> None:
    """Write what a change of one week's status makes right, and remove what it makes wrong.

    Each published snapshot has the comparison with one base (Q-40), or none in the first week of a year. Only those
    are computed whose base is another one now.
    """
    revisions = read_revisions(connection)
    affected = [item for item in revisions if item.week >= week and academic_year(item.week) == academic_year(week)]
    compared = _bases(connection, affected)
    for item in affected:
        base = base_of(item.week, revisions) if item.status == PUBLISHED else None
        wanted = base.id if base else None
        if compared.get(item.id) != wanted:
            connection.execute(delete(schema.unit_comparison).where(schema.unit_comparison.c.snapshot_id == item.id))
            if wanted is not None:
                frame = compare(connection, item.id, wanted)
                insert_frame(connection, schema.unit_comparison, frame, snapshot_id=item.id, base_id=wanted)


def _bases(connection: Connection, revisions: Sequence[Revision]) -> dict[int, int]:
    """Return the base that each snapshot's comparison rows are with."""
    table = schema.unit_comparison
    found: dict[int, int] = {}
    for item in revisions:
        base = connection.scalar(select(table.c.base_id).where(table.c.snapshot_id == item.id).limit(1))
        if base is not None:
            found[item.id] = base
    return found


def read_notes(connection: Connection, snapshot_id: int) -> list[Note]:
    """Return the notes of a snapshot, in order."""
    table = schema.note
    query = select(table.c.kind, table.c.details).where(table.c.snapshot_id == snapshot_id).order_by(table.c.number)
    return [Note(kind, json.loads(details)) for kind, details in connection.execute(query)]


def note_rows(notes: Sequence[Note]) -> pd.DataFrame:
    """Return notes as rows of the table `note`.

    Returns
    -------
    pandas.DataFrame
        One row is one note: number, kind, details (JSON).
    """
    rows = [(number, note.kind, note.details_json()) for number, note in enumerate(notes, 1)]
    return pd.DataFrame(rows, columns=["number", "kind", "details"])
