"""Notes on a table that was judged: rows set aside or repeated, values that look wrong (Q-62, Q-77, Q-91)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import ibis

from dashboard.snapshot.checks import CheckedTable, accepted_name
from dashboard.snapshot.contract_terms import Column, Table
from dashboard.snapshot.engine import Engine
from dashboard.snapshot.notes import LISTED, Note
from dashboard.snapshot.rejects import reason_counts
from dashboard.snapshot.values import typed


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
    if any(column.date_expected for column in table.columns):
        yield from _suspicious(engine, checked)


def _suspicious(engine: Engine, checked: CheckedTable) -> Iterator[Note]:
    """Yield a note for each profile field that should be a date and is something else in some schools (Q-62)."""
    dates = [column for column in checked.table.columns if column.date_expected]
    found = engine.rows(("suspicious", lambda: _odd_values(engine, checked.table, dates)))
    for place, column in enumerate(dates, start=1):
        schools = [row[0] for row in found if row[place]]
        if schools:
            details = {"column": column.name, "count": len(schools), "schools": schools[:LISTED]}
            yield Note("suspicious_profile_value", details)


def _odd_values(engine: Engine, table: Table, dates: Sequence[Column]) -> ibis.Table:
    """Return the rows in which a value is odd: the id, and for each column whether it is that."""
    rows = engine.table(accepted_name(table.name))
    marks = {column.name: _is_odd(column, rows[column.name]) for column in dates}
    marked = rows.select(id=rows[table.key[0]], **marks)
    odd = reduce(lambda one, other: one | other, (marked[column.name] for column in dates))
    return marked.filter(odd).order_by("id")


def _is_odd(column: Column, value: Any) -> Any:
    """Return when a value is filled and is no date."""
    text = value.fill_null("")
    return text.re_search(r"\S") & ~typed(Column(column.name, "date"), text, "text").notnull()
