"""Statistics of keeping the e-journal (A.7, B-13 row 23): the numbers of the school's own page."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.school_frames import Counts
from layouts.views.journal_columns import SHARES
from queries.reports.journal_keeping import COUNTED, PAIRS
from tests.report_facts import RAYON, TOWN, Facts, asked, weeks_back
from tests.school_report_world import Q1, A, at, country

COLUMNS = (
    "lessons", "topics_share", "homework_in_time_share", "homework_share", "journal_share", "planning_share",
    "timely_share", "results_share", "sor",
)  # fmt: skip
FIRST = [1, 100_00, None, None, 100_00, 100_00, None, 0, 0]  # nobody asks the first grade for homework (G-22)
MATH = [2, 50_00, 100_00, 100_00, 100_00, 100_00, 66_66, 100_00, 4]
SPORT = [2, 0, 0, 100_00, 50_00, 100_00, None, 100_00, 0]
TENTH = [2, 0, 100_00, 50_00, 100_00, 50_00, 100_00, 100_00, 0]
WHOLE = [7, 28_57, 60_00, 83_33, 85_71, 85_71, 80_00, 90_90, 4]


def rows(report: str, *path: str, facts: Facts | None = None, **more: Any) -> dict[str, list[Any]]:
    answer = (facts or country()).answer(asked(report, *path, period=[Q1], **more))
    found = {row["row_id"]: [row[name] for name in COLUMNS] for row in answer.rows.to_pylist()}
    return found | {"": [(answer.totals or {}).get(name) for name in COLUMNS]}


def test_a7_classes_are_journals() -> None:
    assert rows("journal_keeping_classes", *A) == {
        "A-1a|math": FIRST, "A-9b|math": MATH, "A-9b|sport": SPORT, "A-10a|math": TENTH, "": WHOLE,
    }  # fmt: skip


def test_a7_the_school_by_grade_and_by_place() -> None:
    found = rows("journal_keeping_school", *A)
    assert (found["1"], found["10"], found[""]) == (FIRST, TENTH, WHOLE)
    assert found["9"] == [4, 25_00, 50_00, 100_00, 75_00, 100_00, 66_66, 100_00, 4]
    assert rows("journal_keeping_school", *A[:3]) == {"A": WHOLE, "B": [None] * 9, "": WHOLE}
    assert set(rows("journal_keeping_school", *A[:2])) == {TOWN, RAYON, ""}


def test_a7_g25_a_substituted_lesson_is_the_substitutes() -> None:
    found = rows("journal_keeping_teachers", *A)
    assert {teacher: counts[0] for teacher, counts in found.items()} == {"t1": 4, "t2": 2, "t3": 1, "": 7}
    assert found[""] == WHOLE  # journals with two teachers count once in the total


@pytest.mark.parametrize(
    ("shown", "journals"),
    [("filled", {"A-1a|math", "A-9b|math", "A-10a|math"}), ("unfilled", {"A-9b|sport"})],
)
def test_a7_only_filled_or_only_unfilled_journals(shown: str, journals: set[str]) -> None:
    found = rows("journal_keeping_classes", *A, journals=[shown])
    assert set(found) == {*journals, ""}
    assert found[""][0] == sum(counts[0] for key, counts in found.items() if key)


def test_a7_the_last_change_and_its_author() -> None:
    answer = country().answer(asked("journal_keeping_classes", *A, period=[Q1]))
    changes = {row["row_id"]: (row["last_change"], row["author"]) for row in answer.rows.to_pylist()}
    assert changes == {
        "A-1a|math": (None, None), "A-9b|math": (at(4, 9), "t9"), "A-9b|sport": (None, None),
        "A-10a|math": (at(1, 9), "t1"),
    }  # fmt: skip
    assert (answer.totals or {})["last_change"] == at(4, 9)


def test_what_is_not_handed_over_is_no_zero() -> None:
    facts = country()
    for name in ("period_results", "journal_changes", "enrolments"):
        del facts.weeks[weeks_back(0)][name]
    answer = facts.answer(asked("journal_keeping_classes", *A))
    assert {(row["results_share"], row["last_change"]) for row in answer.rows.to_pylist()} == {(None, None)}


def test_one_truth_the_shares_are_those_of_the_page_of_the_school() -> None:
    assert set(PAIRS) == set(SHARES)
    for row in country().answer(asked("journal_keeping_classes", *A, period=[Q1])).rows.to_pylist():
        counts = Counts(**{name: row[name] for name in COUNTED})
        for key, share in SHARES.items():
            part, whole = share.pair(counts)
            assert row[f"{key}_share"] == (10_000 * (part or 0) // whole if whole else None), key
