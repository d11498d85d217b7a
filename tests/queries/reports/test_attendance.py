"""Attendance by codes (B-13 rows 12–15)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.report_facts import RAYON, REGION, REPUBLIC, TOWN, asked, weeks_back
from tests.school_report_world import A, C, country, enrolled, lesson, marks

COLUMNS = ("absent", "ill", "excused", "late", "missed", "pupils", "pupil_lessons", "missed_share", "absent_share")


def numbers(row: dict[str, Any]) -> list[Any]:
    return [row[name] for name in COLUMNS]


@pytest.mark.parametrize(
    ("report", "path", "rows", "total"),
    [
        (
            "attendance_classes",
            A,
            {
                "A-1a": [0, 1, 0, 0, 1, 1, 1, 100_00, 0],
                "A-9b": [1, 0, 1, 1, 2, 2, 12, 16_67, 8_33],  # three times of lessons, four pupils
                "A-10a": [0, 2, 0, 0, 2, 1, 4, 50_00, 0],
            },
            [1, 3, 1, 1, 5, 4, 17, 29_41, 5_88],
        ),
        (
            "attendance_school",
            A[:3],
            {"A": [1, 3, 1, 1, 5, 4, 17, 29_41, 5_88], "B": [None] * 9},
            [1, 3, 1, 1, 5, 4, 17, 29_41, 5_88],
        ),
        (
            "attendance_school",
            A[:2],
            {TOWN: [1, 3, 1, 1, 5, 4, 17, 29_41, 5_88], RAYON: [0, 0, 0, 0, 0, 0, 2, 0, 0]},
            [1, 3, 1, 1, 5, 4, 19, 26_32, 5_26],
        ),
        ("attendance_school", C, {"9": [0, 0, 0, 0, 0, 0, 2, 0, 0]}, [0, 0, 0, 0, 0, 0, 2, 0, 0]),
    ],
    ids=["classes", "schools of a district", "districts", "grades"],
)
def test_absences_by_place(report: str, path: tuple[str, ...], rows: dict[str, Any], total: list[Any]) -> None:
    answer = country().answer(asked(report, *path))
    assert {row["row_id"]: numbers(row) for row in answer.rows.to_pylist()} == rows
    assert numbers(dict(answer.totals or {})) == total


def test_row_12_the_summary_has_a_row_for_every_code() -> None:
    answer = country().answer(asked("attendance_summary", *A))
    names = ("code", "entries", "share", "lesson_share", "pupils")
    assert [[row[name] for name in names] for row in answer.rows.to_pylist()] == [
        ["absent", 1, 16_67, 5_88, 1],
        ["excused", 1, 16_67, 5_88, 1],
        ["ill", 3, 50_00, 17_65, 2],
        ["late", 1, 16_67, 5_88, 1],
    ]
    assert answer.totals is not None
    assert [answer.totals[name] for name in names[1:]] == [6, 100_00, 35_29, 4]


def test_row_15_the_class_teacher_sees_the_pupils_of_one_class() -> None:
    answer = country().answer(asked("attendance_class_teacher", *A, **{"class": ["A-9b"]}))
    assert [(row["pupil_id"], *numbers(row | dict.fromkeys(COLUMNS[5:]))[:5]) for row in answer.rows.to_pylist()] == [
        ("A-9b-p1", 1, 0, 0, 0, 1),
        ("A-9b-p2", 0, 0, 1, 1, 1),
    ]


def test_without_enrolments_there_are_counts_and_no_shares() -> None:
    facts = country()
    del facts.weeks[weeks_back(0)]["enrolments"]
    total = facts.answer(asked("attendance_classes", *A)).totals or {}
    assert numbers(dict(total)) == [1, 3, 1, 1, 5, 4, None, None, None]


def test_the_interval_adds_weeks_up_and_says_which_are_missing() -> None:
    facts = country().add("schools", [], weeks_back(1))
    facts.add("lessons", [lesson("A-9b", -6, 1)], weeks_back(1))
    facts.add("pupil_weeks", [marks("A-9b", "math", 1, absent=3)], weeks_back(1))
    answer = facts.answer(asked("attendance_classes", *A, interval=["month"]))
    row = next(row for row in answer.rows.to_pylist() if row["class_id"] == "A-9b")
    assert (row["absent"], row["pupils"], row["pupil_lessons"]) == (4, 2, 16)
    assert len(answer.notes) == 1


def test_pupils_who_left_are_not_expected() -> None:
    facts = country().add("enrolments", enrolled("A-10a", "gone", left_on=weeks_back(1)))
    row = next(row for row in facts.answer(asked("attendance_classes", *A)).rows.to_pylist() if row["grade"] == 10)
    assert row["pupil_lessons"] == 4


def test_a_school_that_hands_over_counts_has_no_rows_and_says_so() -> None:
    answer = country().answer(asked("attendance_school", REPUBLIC, REGION, TOWN, "B"))
    assert (answer.rows.num_rows, answer.totals, answer.handed) == (0, None, False)


def test_sums_of_classes_grades_schools_and_districts_agree() -> None:
    def total(report: str, *path: str) -> list[Any]:
        answer = country().answer(asked(report, *path))
        assert [sum(row[name] or 0 for row in answer.rows.to_pylist()) for name in COLUMNS[:5]] == [
            (answer.totals or {})[name] for name in COLUMNS[:5]
        ]
        return numbers(dict(answer.totals or {}))

    assert total("attendance_classes", *A) == total("attendance_school", *A) == total("attendance_school", *A[:3])
