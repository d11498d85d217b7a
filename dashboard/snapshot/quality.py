"""Whether a week looks as it should beside the last one, and whether too many rows were set aside (Q-79, Q-93)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import ibis
import pandas as pd
from sqlalchemy import Connection, select

from dashboard.errors import Refusal
from dashboard.schema import school_week, snapshot_table
from dashboard.snapshot.notes import LISTED, Note
from dashboard.snapshot.records import Drop
from dashboard.snapshot.revisions import Revision

# Table of a drop: which total it adds to, and the column that is added up (none: its rows).
TOTALS = {
    "schools": ("schools", None),
    "classes": ("classes", None),
    "lessons": ("lessons", None),
    "class_week": ("lessons", "lessons"),
    "school_week": ("lessons", "lessons"),
    "accounts": ("accounts", None),
    "accounts_week": ("accounts", "created"),
}


def table_totals(drop: Drop) -> dict[str, int]:
    """Return what each table of a drop adds to its total, by table: accepted rows, or the sum of a column."""
    used = dict(zip(drop.counts["table"], drop.counts["used"], strict=True))
    totals = {}
    for name, (_, column) in TOTALS.items():
        if name in drop.tables:
            totals[name] = int(used[name]) if column is None else _sum(drop.tables[name], column)
    return totals


def changes(connection: Connection, base: Revision, drop: Drop, totals: Mapping[str, int], limit: float) -> list[Note]:
    """Return notes on schools that are missing and totals that jump against the last week with data (Q-93).

    Parameters
    ----------
    base
        The frozen snapshot of that week.
    totals
        Of `table_totals`.
    limit
        The change that draws a note if it is exceeded, in percent.
    """
    return [
        *_absent_schools(connection, base, drop),
        *_moved_totals(_added_up(_stored_totals(connection, base)), _added_up(totals), base, limit),
    ]


def too_many_rejects(counts: pd.DataFrame, limit: float) -> list[Refusal]:
    """Return a reason for each table of which more than `limit` percent of the rows were set aside (Q-79)."""
    share = Fraction(str(limit)) / 100
    return [
        Refusal(
            file="",
            table=row["table"],
            column="",
            expected=f"at most {limit:g} % of the rows set aside",
            found=f"{row['rejected']} of {row['rows_in']}",
            remedy="mend the rows that are listed, or build with --accept-rejects",
        )
        for row in counts.to_dict("records")
        if int(row["rejected"]) > share * int(row["rows_in"])
    ]


def as_refusals(notes: list[Note]) -> list[Refusal]:
    """Return notes as reasons for refusing a drop (``--strict``)."""
    expected = "a week like the last one with data"
    remedy = "ask the sender, or build without --strict"
    return [Refusal("", "", "", expected, note.text.rstrip("."), remedy) for note in notes]


def _sum(table: ibis.Table, column: str) -> int:
    """Return the sum of a column, 0 without rows."""
    return table[column].sum().to_pyarrow().as_py() or 0


def school_register(connection: Connection, snapshot_id: int) -> pd.DataFrame:
    """Return the participating schools of a snapshot: one row is one school, by id: school_id, unit_id."""
    query = select(school_week.c.school_id, school_week.c.unit_id).where(school_week.c.snapshot_id == snapshot_id)
    rows = sorted(tuple(row) for row in connection.execute(query))
    return pd.DataFrame(rows, columns=["school_id", "unit_id"])


def new_schools(base: Revision, then: pd.DataFrame, now: pd.DataFrame) -> list[Note]:
    """Return a note on the participating schools that the base week did not have (G-46).

    Parameters
    ----------
    then, now
        Of `school_register`, of the base and of the week.
    """
    return _named("school_new", base, set(now["school_id"]) - set(then["school_id"]))


def _absent_schools(connection: Connection, base: Revision, drop: Drop) -> list[Note]:
    """Return a note that names the participating schools of the base week which the drop does not know."""
    stored = school_register(connection, base.id)["school_id"]
    present = set(drop.tables["schools"].select("school_id").to_pyarrow()["school_id"].to_pylist())
    return _named("school_absent", base, set(stored) - present)


def _named(kind: str, base: Revision, schools: set[str]) -> list[Note]:
    """Return a note that names schools, if there are any."""
    if not schools:
        return []
    named = sorted(schools)
    details = {"count": len(named), "schools": named[:LISTED], "base_week": base.week.isoformat()}
    return [Note(kind, details, tuple(named))]


def _stored_totals(connection: Connection, base: Revision) -> dict[str, int]:
    """Return the totals by table that were kept with a snapshot."""
    table = snapshot_table
    query = select(table.c.table_name, table.c.total).where(table.c.snapshot_id == base.id, table.c.total.is_not(None))
    return {row.table_name: row.total for row in connection.execute(query)}


def _added_up(totals: Mapping[str, int]) -> dict[str, int]:
    """Return the four totals from those of the tables: detailed and aggregated schools together."""
    sums = dict.fromkeys((name for name, _ in TOTALS.values()), 0)
    for table, total in totals.items():
        sums[TOTALS[table][0]] += total
    return sums


def _moved_totals(then: Mapping[str, int], now: Mapping[str, int], base: Revision, limit: float) -> list[Note]:
    """Return a note on each total that moved by more than the limit."""
    share = Fraction(str(limit)) / 100
    return [
        Note("total_moved", {"total": name, "now": now[name], "then": then[name], "base_week": base.week.isoformat()})
        for name in now
        if abs(now[name] - then[name]) > share * then[name]
    ]
