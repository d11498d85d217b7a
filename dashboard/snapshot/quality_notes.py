"""Notes on a table that was judged: rows set aside or repeated, values that look wrong (Q-62, Q-77, Q-91)."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.snapshot.checks import CheckedTable
from dashboard.snapshot.engine import Engine
from dashboard.snapshot.notes import LISTED, Note
from dashboard.snapshot.rejects import reason_counts
from dashboard.snapshot.suspicions import suspicious_schools


def table_notes(engine: Engine, checked: CheckedTable) -> Iterator[Note]:
    """Yield the notes on a table."""
    table = checked.table
    if len(checked.rejects):
        yield Note(
            "rejected_rows",
            {
                "table": table.name,
                "rows_in": checked.rows_in,
                "rejected": len(checked.rejects),
                "reasons": reason_counts(checked.rejects),
            },
        )
    if checked.folded and table.repeatable:
        yield Note("repeated_row", {"table": table.name, "count": checked.folded})
    if table.name == "schools":
        yield from _suspicious(engine)


def _suspicious(engine: Engine) -> Iterator[Note]:
    """Yield a note for each profile field that holds an odd value in some participating schools (G-21, Q-62)."""
    for column, schools in suspicious_schools(engine).items():
        details = {"column": column, "count": len(schools), "schools": list(schools[:LISTED])}
        yield Note("suspicious_profile_value", details, schools)
