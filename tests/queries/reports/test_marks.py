"""Statistics and averages of marks (B-13 rows 20, 21): each scale by itself."""

from __future__ import annotations

from typing import Any

import pytest

from queries.reports.mark_scales import SCALES, value_columns
from tests.report_facts import RAYON, TOWN, Facts, asked
from tests.school_report_world import A, country, lesson, marks


def found(report: str, *path: str, facts: Facts | None = None, **more: Any) -> dict[str, tuple[Any, ...]]:
    answer = (facts or country()).answer(asked(report, *path, **more))
    rows = {row["row_id"]: (row["marks"], row["average"]) for row in answer.rows.to_pylist()}
    totals = answer.totals or {"marks": None, "average": None}
    return {**rows, "": (totals["marks"], totals["average"])}


@pytest.mark.parametrize(
    ("report", "path", "tab", "rows"),
    [
        ("mark_statistics_classes", A, "criterial", {"A-1a": (0, None), "A-9b": (3, 8_33), "": (3, 8_33)}),
        ("mark_statistics_classes", A, "classical", {"A-10a": (2, 4_50), "": (2, 4_50)}),
        ("mark_statistics_school", A, "criterial", {"1": (0, None), "9": (3, 8_33), "": (3, 8_33)}),
        ("mark_statistics_school", A[:3], "criterial", {"A": (3, 8_33), "B": (None, None), "": (3, 8_33)}),
        ("mark_statistics_school", A[:2], "criterial", {TOWN: (3, 8_33), RAYON: (1, 7_00), "": (4, 8_00)}),
        ("mark_statistics_school", A[:2], "classical", {TOWN: (2, 4_50), RAYON: (0, None), "": (2, 4_50)}),
        ("mark_statistics_subjects", A[:2], "criterial", {"math": (4, 8_00), "": (4, 8_00)}),
        ("average_mark_subjects", A, "classical", {"math": (2, 4_50), "": (2, 4_50)}),
        (
            "average_mark_pupils", A, "criterial",
            {"A-9b|A-9b-p1": (2, 9_50), "A-9b|A-9b-p2": (1, 6_00), "": (3, 8_33)},
        ),
        ("average_mark_teachers", A, "criterial", {"t1": (3, 8_33), "": (3, 8_33)}),
    ],
)  # fmt: skip
def test_marks_and_their_average(report: str, path: tuple[str, ...], tab: str, rows: dict[str, Any]) -> None:
    assert found(report, *path, tab=tab) == rows


@pytest.mark.parametrize(("tab", "values"), [("criterial", {10: 1, 9: 1, 6: 1}), ("classical", {5: 1, 4: 1})])
def test_every_mark_has_its_column_and_they_sum_to_all_marks(tab: str, values: dict[int, int]) -> None:
    question = asked("mark_statistics_school", *A, tab=tab)
    totals = country().answer(question).totals or {}
    counted = {grade: totals[f"n{grade}"] for grade in SCALES[tab]}
    assert {grade: n for grade, n in counted.items() if n} == values
    assert [column.key for column in value_columns(question)][:-1] == [f"n{grade}" for grade in SCALES[tab]]
    assert sum(counted.values()) + totals["others"] == totals["marks"]


def test_a_mark_off_the_scale_is_told_apart() -> None:
    facts = country().add("pupil_weeks", [marks("A-10a", "sport", 1, 9)])
    totals = facts.answer(asked("mark_statistics_school", *A, tab="classical")).totals or {}
    assert (totals["others"], totals["marks"]) == (1, 3)


def test_marks_of_a_journal_with_two_teachers_are_nobodys() -> None:
    facts = country().add("pupil_weeks", [marks("A-9b", "sport", 1, 8)])
    answer = facts.answer(asked("average_mark_teachers", *A))
    assert answer.rows.column("teacher_id").to_pylist() == ["t1"]
    assert len(answer.notes) == 1
    facts = (
        country().add("pupil_weeks", [marks("A-9b", "art", 1, 8)]).add("lessons", [lesson("A-9b", 4, 1, "art", "t7")])
    )
    rows = found("average_mark_teachers", *A, facts=facts)
    assert rows == {"t1": (3, 8_33), "t7": (1, 8_00), "": (4, 8_25)}


def test_pupils_of_one_class() -> None:
    assert found("average_mark_pupils", *A, tab="classical", **{"class": ["A-9b"]}) == {"": (None, None)}
