"""Cancelled and substituted lessons (B-13 row 18)."""

from __future__ import annotations

import pytest

from dashboard.locales import language
from queries.reports.cancellations import columns
from tests.report_facts import RAYON, TOWN, asked
from tests.school_report_world import A, country


@pytest.mark.parametrize(
    ("status", "rows"),
    [
        (
            "both",
            [
                ("10А", 1, "substituted", "t1", "t2"),
                ("10А", 2, "substituted", "t1", None),
                ("9Б", 1, "cancelled", "t1", None),
            ],
        ),
        ("cancelled", [("9Б", 1, "cancelled", "t1", None)]),
        ("substituted", [("10А", 1, "substituted", "t1", "t2"), ("10А", 2, "substituted", "t1", None)]),
    ],
)
def test_one_school_lists_its_lessons(status: str, rows: list[tuple[object, ...]]) -> None:
    answer = country().answer(asked("cancellations", *A, status=[status]))
    names = ("class_name", "slot", "status", "teacher_id", "substitute_id")
    assert [tuple(row[name] for name in names) for row in answer.rows.to_pylist()] == rows
    assert answer.rows.column("subject_en").to_pylist() == ["Mathematics"] * len(rows)
    note = answer.notes[0](language("en"))
    assert note.startswith(f"Cancelled: {sum(row[2] == 'cancelled' for row in rows)};")


def test_units_count_them_out_of_the_timetable() -> None:
    answer = country().answer(asked("cancellations", *A[:2]))
    names = ("lessons", "cancelled", "cancelled_share", "substituted", "substituted_share", "unnamed")
    rows = {row["row_id"]: [row[name] for name in names] for row in answer.rows.to_pylist()}
    assert rows == {TOWN: [8, 1, 12_50, 2, 25_00, 1], RAYON: [1, 0, 0, 0, 0, 0]}
    assert [(answer.totals or {})[name] for name in names] == [9, 1, 11_11, 2, 22_22, 1]


def test_columns_follow_the_place() -> None:
    keys = [[column.key for column in columns(asked("cancellations", *path))] for path in (A, A[:2])]
    assert (keys[0][0], keys[1][0]) == ("date", "name")
