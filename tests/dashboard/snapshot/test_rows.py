"""Frames into tables and back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from dashboard import schema
from dashboard.database import connection, transaction
from dashboard.settings import Settings
from dashboard.snapshot.rows import insert_frame, read_frame

HEAD = {
    **{"content_id": "c", "week": date(2025, 11, 9), "revision": 1, "status": "built", "config_version": 1},
    **{"config": "{}", "teaching_days": 5, "calendar_assumed": False, "rejects_accepted": False, "source": ""},
    "built_at": datetime(2025, 11, 16, tzinfo=UTC),
}
VALUES = pd.DataFrame(
    {
        "school_id": ["007", "7"],
        "indicator": ["planning", "planning"],
        "numerator": [np.nan, 71.0],
        "denominator": [None, 100],
        "category": ["none", "high"],
    }
)


@pytest.fixture
def snapshot_id(any_database: Settings) -> int:
    with transaction(any_database) as writing:
        return int(writing.execute(insert(schema.snapshot).values(HEAD)).inserted_primary_key[0])  # type: ignore[index]


def test_missing_values_go_in_as_null_and_counts_as_integers(any_database: Settings, snapshot_id: int) -> None:
    with transaction(any_database) as writing:
        insert_frame(writing, schema.school_value, VALUES, snapshot_id=snapshot_id)
        kinds = "school_id, numerator, CAST(numerator AS TEXT), CAST(denominator AS TEXT)"
        stored = writing.exec_driver_sql(f"SELECT {kinds} FROM school_value ORDER BY 1").all()  # noqa: S608
    assert [tuple(row) for row in stored] == [("007", None, None, None), ("7", 71, "71", "100")]


def test_frames_come_back_as_they_went_in(any_database: Settings, snapshot_id: int) -> None:
    with transaction(any_database) as writing:
        insert_frame(writing, schema.school_value, VALUES, snapshot_id=snapshot_id)
    with connection(any_database) as reading:
        frame = read_frame(reading, schema.school_value, snapshot_id)
        ids = read_frame(reading, schema.school_value, snapshot_id, ["school_id"])
        none = read_frame(reading, schema.school_value, snapshot_id + 1)
    assert frame.columns.tolist() == ["school_id", "indicator", "numerator", "denominator", "category"]
    assert frame.astype(object).where(frame.notna(), None).values.tolist() == [
        ["007", "planning", None, None, "none"],
        ["7", "planning", 71, 100, "high"],
    ]
    assert ids["school_id"].tolist() == ["007", "7"]
    assert (len(none), none.columns.tolist()) == (0, frame.columns.tolist())


@pytest.mark.parametrize("day", [date(2025, 10, 27), pd.Timestamp("2025-10-27")])
def test_dates_go_in_as_dates(any_database: Settings, snapshot_id: int, day: object) -> None:
    frame = pd.DataFrame({"date": [day], "kind": ["vacation"]})
    with transaction(any_database) as writing:
        insert_frame(writing, schema.calendar_day, frame, snapshot_id=snapshot_id)
        assert writing.scalars(select(schema.calendar_day.c.date)).all() == [date(2025, 10, 27)]


def test_a_frame_of_other_columns_is_a_mistake(any_database: Settings, snapshot_id: int) -> None:
    with transaction(any_database) as writing, pytest.raises(ValueError, match="school_value has the columns"):
        insert_frame(writing, schema.school_value, VALUES.drop(columns="category"), snapshot_id=snapshot_id)


def test_no_rows_are_no_statement(any_database: Settings, snapshot_id: int) -> None:
    with transaction(any_database) as writing:
        insert_frame(writing, schema.school_value, VALUES.head(0), snapshot_id=snapshot_id)
        assert writing.execute(select(schema.school_value)).all() == []


def test_q88_a_rejected_value_with_a_nul_is_kept_with_a_sign_for_it(any_database: Settings, snapshot_id: int) -> None:
    texts = {"table_name": "marks", "file": "a\tb\\c", "column": "", "value": "x\0y\n\\N", "reason": "bad_type"}
    frame = pd.DataFrame([{"number": 1, "row": 2**40, **texts}])
    with transaction(any_database) as writing:
        insert_frame(writing, schema.reject, frame, snapshot_id=snapshot_id)
        stored = writing.execute(select(schema.reject)).one()
    assert (stored.value, stored.file, stored.row) == ("x␀y\n\\N", "a\tb\\c", 2**40)


def test_rows_that_do_not_fit_are_an_error_of_the_database(any_database: Settings, snapshot_id: int) -> None:
    doubled = pd.concat([VALUES, VALUES])
    with pytest.raises(IntegrityError), transaction(any_database) as writing:
        insert_frame(writing, schema.school_value, doubled, snapshot_id=snapshot_id)
    with connection(any_database) as reading:
        assert reading.execute(select(schema.school_value)).all() == []
