"""Attainment (B-13 rows 7–11, D.3): worked out by hand, the four samples of the source, sums that agree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report_facts import RAYON, REGION, REPUBLIC, TOWN, Facts, asked
from tests.school_report_world import Q1, A, base, country, results

COUNTS = ("attested", "n5", "n4", "n3", "n2", "passed", "failed", "not_attested", "exempt")


def row_of(report: str, key: str, facts: Facts | None = None, **more: Any) -> dict[str, Any]:
    answer = (facts or country()).answer(asked(report, *A, period=[Q1], **more))
    return {row["row_id"]: row for row in answer.rows.to_pylist()}[key]


@pytest.mark.parametrize(
    ("given_results", "success", "quality", "sou", "covered"),
    [
        (["4"] * 4 + ["3"] * 16, 100_00, 20_00, 41_60, None),
        (["4"] + ["3"] * 6, 100_00, 14_29, 40_00, None),
        (["4"] * 3 + ["3"] * 17, 100_00, 15_00, 40_20, None),
        (["5"] * 13, 100_00, 100_00, 100_00, None),
        (["2", "not_attested", "pass", "exempt"], 0, 0, 11_50, 50_00),  # (16 + 7) / 2; two of four pupils
    ],
    ids=["9Б 2nd quarter", "9Б 3rd quarter", "9Б 4th quarter", "11А 2nd quarter", "nobody succeeds"],
)
def test_d3_the_samples_of_the_source(
    given_results: list[str], success: int, quality: int, sou: int, covered: int | None
) -> None:
    facts = base().add("period_results", results("A-9b", "math", *given_results))
    row = row_of("attainment_classes", "A-9b", facts)
    assert (row["success"], row["quality"], row["sou"]) == (success, quality, sou)
    assert covered is None or row["coverage"] == covered


def test_d3_a_class_counts_its_results_and_how_many_they_cover() -> None:
    row = row_of("attainment_classes", "A-9b")
    assert [row[name] for name in COUNTS] == [4, 1, 1, 1, 0, 2, 1, 1, 1]
    assert (row["success"], row["quality"], row["sou"]) == (75_00, 50_00, 51_75)  # (100 + 64 + 36 + 7) / 4
    assert (row["size"], row["coverage"]) == (4, 100_00)  # sport is no journal with marks


def test_a_class_without_results_has_no_data() -> None:
    row = row_of("attainment_classes", "A-1a")
    assert {row[name] for name in (*COUNTS, "success", "size", "coverage")} == {None}


def test_without_enrolments_nothing_is_covered() -> None:
    facts = country()
    for tables in facts.weeks.values():
        del tables["enrolments"]
    row = row_of("attainment_classes", "A-9b", facts)
    assert (row["attested"], row["size"], row["coverage"]) == (4, None, None)


def test_row_9_a_pupil_has_a_standing_by_the_weakest_result() -> None:
    answer = country().answer(asked("attainment_pupils", *A, period=[Q1]))
    standings = {row["pupil_id"]: row["standing"] for row in answer.rows.to_pylist()}
    assert standings == {
        "A-9b-p1": "excellent", "A-9b-p2": "good", "A-9b-p3": "failing", "A-9b-p4": "not_attested",
        "A-10a-p1": "good", "A-10a-p2": "failing",
    }  # fmt: skip


def test_row_10_the_class_teacher_sees_the_subjects_of_one_class() -> None:
    answer = country().answer(asked("attainment_class_teacher", *A, period=[Q1], **{"class": ["A-9b"]}))
    assert [(row["subject_en"] or row["subject_ru"], row["attested"]) for row in answer.rows.to_pylist()] == [
        ("Mathematics", 4), ("Физкультура", 0),
    ]  # fmt: skip


def test_row_11_two_teachers_of_one_class_both_have_its_results_and_the_total_has_them_once() -> None:
    answer = country().answer(asked("attainment_teacher", *A, period=[Q1]))
    found = {row["row_id"]: row["passed"] + row["attested"] for row in answer.rows.to_pylist()}
    assert found == {"t1|A-9b|math": 4, "t1|A-10a|math": 2, "t2|A-9b|sport": 2, "t3|A-9b|sport": 2}
    assert answer.totals is not None
    assert (answer.totals["attested"], answer.totals["passed"]) == (6, 2)


def test_row_11_one_teacher_may_be_chosen() -> None:
    answer = country().answer(asked("attainment_teacher", *A, period=[Q1], teacher=["t3"]))
    assert answer.rows.column("teacher_id").to_pylist() == ["t3"]


@pytest.mark.parametrize(
    ("path", "rows", "covered"),
    [
        ((REPUBLIC,), {REGION: 7}, (2, 3)),
        ((REPUBLIC, REGION), {TOWN: 6, RAYON: 1}, (2, 3)),
        ((REPUBLIC, REGION, TOWN), {"A": 6, "B": None}, (1, 2)),
        (A, {"1": None, "9": 4, "10": 2}, (None, None)),
    ],
)
def test_row_7_every_level_has_its_rows(path: tuple[str, ...], rows: dict[str, int], covered: tuple[Any, Any]) -> None:
    """A school that hands over counts is covered by no number and is no zero."""
    answer = country().answer(asked("attainment_school", *path, period=[Q1]))
    assert {row["row_id"]: row["attested"] for row in answer.rows.to_pylist()} == rows
    assert (answer.covered, answer.schools) == covered


RESULTS = st.sampled_from(["5", "4", "3", "2", "pass", "fail", "not_attested", "exempt"])


@settings(max_examples=6, deadline=None)
@given(st.lists(RESULTS, max_size=9), st.lists(RESULTS, max_size=9), st.lists(RESULTS, max_size=9))
def test_classes_grades_and_pupils_sum_to_the_school(first: list[str], second: list[str], third: list[str]) -> None:
    facts = base().add("period_results", results("A-9b", "math", "5", *first))
    facts.add("period_results", results("A-10a", "math", *second)).add(
        "period_results", results("A-9b", "sport", *third)
    )
    whole = facts.answer(asked("attainment_school", *A[:3], period=[Q1])).totals or {}
    for report in ("attainment_school", "attainment_classes", "attainment_pupils"):
        answer = facts.answer(asked(report, *A, period=[Q1]))
        for name in COUNTS:
            assert sum(row[name] or 0 for row in answer.rows.to_pylist()) == whole[name], (report, name)
            assert (answer.totals or {})[name] == whole[name]
