"""What ``snapshot list`` and ``snapshot show`` say."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
from sqlalchemy import insert

from dashboard import schema
from dashboard.database import connection, transaction
from dashboard.settings import Settings
from dashboard.snapshot.notes import Note
from dashboard.snapshot.overview import described, listed
from dashboard.snapshot.publish import note_rows, publish
from dashboard.snapshot.revisions import find_revision, read_revisions
from dashboard.snapshot.rows import insert_frame
from tests.factories import write_week

W1, W2 = date(2025, 11, 2), date(2025, 11, 9)


def test_a_revision_is_described_in_json(database: Settings) -> None:
    with transaction(database) as writing:
        publish(writing, write_week(writing, W1, {"s1": "high"}))
        key = write_week(writing, W2, {"s1": "high", "s2": "low"})
        publish(writing, key)
        counts = pd.DataFrame([["marks", 9, 6, 0, 3, None]], columns=schema.snapshot_table.columns.keys()[1:])
        insert_frame(writing, schema.snapshot_table, counts, snapshot_id=key)
        for number, reason in enumerate(["bad_type", "bad_type", "missing_value"]):
            row = {"table_name": "marks", "file": "marks.csv", "row": number, "column": "value", "value": ""}
            writing.execute(insert(schema.reject).values(snapshot_id=key, number=number, reason=reason, **row))
        insert_frame(writing, schema.note, note_rows([Note("unknown_file", {"file": "x"})]), snapshot_id=key)
    with connection(database) as reading:
        document = json.loads(json.dumps(described(reading, find_revision(reading, W2))))
    assert (document["week"], document["revision"], document["status"]) == ("2025-11-09", 1, "published")
    assert document["compared_with"] == "2025-11-02"
    assert document["tables"] == {"marks": {"in": 9, "used": 6, "folded": 0, "rejected": 3}}
    assert document["rejects"] == [
        {"table": "marks", "reason": "bad_type", "rows": 2},
        {"table": "marks", "reason": "missing_value", "rows": 1},
    ]
    assert [note["kind"] for note in document["notes"]] == ["unknown_file"]
    assert "differs" not in document


def test_g3_what_a_later_revision_has_otherwise_is_counted(database: Settings) -> None:
    with transaction(database) as writing:
        publish(writing, write_week(writing, W1, {"same": "high", "moved": "high", "gone": "low"}))
        write_week(writing, W1, {"same": "high", "moved": "low", "new": "low"})
    with connection(database) as reading:
        document = described(reading, find_revision(reading, W1, "latest"))
    assert document["differs"] == {"schools": 3, "values": 3, "categories": 3}


def test_the_list_keeps_internal_keys_to_itself(database: Settings) -> None:
    with transaction(database) as writing:
        write_week(writing, W1, {"s1": "high"})
    with connection(database) as reading:
        (row,) = map(listed, read_revisions(reading))
    assert {"id", "config", "content_id"}.isdisjoint(row)
    assert (row["week"], row["frozen"], row["published_at"]) == ("2025-11-02", False, None)
