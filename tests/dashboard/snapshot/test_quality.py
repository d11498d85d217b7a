"""Too many rejects (Q-79) and jumps against the last week (Q-93); with a database in test_build.py."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from dashboard.snapshot.quality import _added_up, _moved_totals, too_many_rejects
from dashboard.snapshot.revisions import Revision

BASE = Revision(
    *(1, "c", date(2025, 11, 2), 1, "published", True, True, 1, "{}", False, "", None),
    *(datetime(2025, 11, 9, tzinfo=UTC), None),
)


@pytest.mark.parametrize(
    ("rows_in", "rejected", "limit", "stops"),
    [
        (100, 1, 1.0, False),  # exactly 1 % does not
        (99, 1, 1.0, True),
        (100, 2, 1.0, True),
        (0, 0, 1.0, False),
        (1, 1, 100.0, False),
        (1000, 1, 0.1, False),  # 0.1 % of 1000 in floats is not quite 1
        (3, 1, 0.0, True),
    ],
)
def test_q79_the_limit_of_rejects_is_per_table_and_exclusive(
    rows_in: int, rejected: int, limit: float, stops: bool
) -> None:
    columns = ["table", "rows_in", "used", "folded", "rejected"]
    counts = pd.DataFrame([["units", 50, 50, 0, 0], ["marks", rows_in, 0, 0, rejected]], columns=columns)
    reasons = too_many_rejects(counts, limit)
    assert [reason.table for reason in reasons] == (["marks"] if stops else [])
    if stops:
        assert f"found {rejected} of {rows_in}" in str(reasons[0])


def test_q93_totals_put_detailed_and_aggregated_schools_together() -> None:
    tables = {"schools": 3, "classes": 9, "lessons": 10, "class_week": 20, "school_week": 30, "accounts_week": 7}
    assert _added_up(tables) == {"schools": 3, "classes": 9, "lessons": 60, "accounts": 7}


@pytest.mark.parametrize(
    ("then", "now", "noted"),
    [
        (100, 120, False),  # strictly more than 20 %
        (100, 121, True),
        (100, 80, False),
        (100, 79, True),
        (0, 0, False),
        (0, 1, True),
        (5, 6, False),  # exactly a fifth
    ],
)
def test_q93_a_total_that_moves_by_more_than_a_fifth_is_noted(then: int, now: int, noted: bool) -> None:
    notes = _moved_totals({"lessons": then}, {"lessons": now}, BASE, 20.0)
    assert [note.details for note in notes] == (
        [{"total": "lessons", "now": now, "then": then, "base_week": "2025-11-02"}] if noted else []
    )
