"""Time for homework (B-13 rows 16, 17)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.report_facts import asked
from tests.school_report_world import A, base, country, lesson

COLUMNS = ("homework", "declared", "declared_share", "class_days", "average", "middle", "longest")
NOTHING = [0, 0, None, 0, None, None, None]


def numbers(row: Any) -> list[Any]:
    return [row[name] for name in COLUMNS]


@pytest.mark.parametrize(("report", "key"), [("homework_time_classes", "class_id"), ("homework_time_school", "grade")])
def test_of_two_groups_the_longer_homework_counts_and_undeclared_ones_in_no_average(report: str, key: str) -> None:
    answer = country().answer(asked(report, *A))
    rows = [numbers(row) for row in sorted(answer.rows.to_pylist(), key=lambda row: (row["grade"], row[key]))]
    # 9Б: 30 minutes and the longer one of 10 and 25 on Monday; on Tuesday homework without minutes.
    assert rows == [NOTHING, [4, 3, 75_00, 1, 55_00, 55_00, 55], [1, 1, 100_00, 1, 20_00, 20_00, 20]]
    assert numbers(answer.totals) == [5, 4, 80_00, 2, 37_50, 37_50, 55]


def test_average_and_median_go_over_days_of_classes() -> None:
    minutes = {1: 10, 2: 20, 3: 100}
    facts = base().add(
        "lessons", [lesson("A-9b", day, 1, homework_at=None, homework_minutes=each) for day, each in minutes.items()]
    )
    (row,) = (row for row in facts.answer(asked("homework_time_school", *A)).rows.to_pylist() if row["grade"] == 9)
    assert (row["class_days"], row["average"], row["middle"], row["longest"]) == (3, 43_33, 20_00, 100)
