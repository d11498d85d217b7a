"""What of each table is shown to whoever may see single classes: a table nobody thought of is closed (spec C)."""

from __future__ import annotations

import duckdb
import pytest

from dashboard.facts.tables import FACT_TABLES
from queries.class_limits import class_limit

OPEN = {"schools", "subjects"}
OF_CLASSES = {"classes", "enrolments", "lessons", "pupil_weeks", "period_results", "journal_changes", "class_week"}
OF_PUPILS = {"people", "logins"}
CLOSED = {"positions", "school_week", "accounts_week"}
ENROLMENTS = "(VALUES ('p1', '5''A'), ('p2', '6B')) AS enrolments(pupil_id, class_id)"


def seen(table: str, classes: set[str] | None) -> list[tuple[str, ...]]:
    """Return the persons and classes of a table's rows that are shown."""
    rows = (
        "(VALUES ('p1', 'pupil', '5''A'), ('p2', 'pupil', '6B'), ('p1', 'teacher', '6B')) r(person_id, role, class_id)"
    )
    limit = class_limit(table, classes, ENROLMENTS)
    return duckdb.sql(f"SELECT person_id, role, class_id FROM {rows} WHERE {limit} ORDER BY ALL").fetchall()  # noqa: S608 - ours


def test_every_table_is_open_cut_or_closed() -> None:
    assert set(FACT_TABLES) == OPEN | OF_CLASSES | OF_PUPILS | CLOSED


@pytest.mark.parametrize("table", FACT_TABLES)
def test_what_is_shown_of_a_table(table: str) -> None:
    assert len(seen(table, None)) == 3
    shown = {
        **dict.fromkeys(OPEN, 3),
        **dict.fromkeys(OF_CLASSES | OF_PUPILS, 1),
        **dict.fromkeys(CLOSED, 0),
    }
    found = seen(table, {"5'A"})
    assert len(found) == shown[table]
    assert table in OPEN or set(found) <= {("p1", "pupil", "5'A")}
    assert (seen(table, set()) == []) is (table not in OPEN)
