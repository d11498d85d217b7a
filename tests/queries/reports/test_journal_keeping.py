"""Statistics of keeping the e-journal (A.7, B-13 row 23): the numbers of the school's own page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.locales import language
from dashboard.school_frames import Counts
from layouts.views.journal_columns import SHARES
from queries.reports import catalogue
from queries.reports.days import SPAN, days_of
from queries.reports.journal_counts import COUNTED, PAIRS
from queries.reports.journal_keeping import behind
from tests.report_facts import RAYON, TOWN, Facts, asked, weeks_back
from tests.school_report_world import Q1, A, at, country, of, of_class

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


def test_results_are_those_of_pupils_the_class_has_and_of_schools_that_hand_some_over() -> None:
    """More than everybody cannot have a result; a school without any is no zero."""
    facts = country().add(
        "period_results", [of_class("A-9b", subject_id="math", pupil_id="gone", period=Q1, result="5")]
    )
    assert rows("journal_keeping_classes", *A, facts=facts)["A-9b|math"] == MATH
    alone = country()
    week = alone.weeks[weeks_back(0)]
    week["period_results"] = [row for row in week["period_results"] if row["school_id"] != "A"]
    found = rows("journal_keeping_school", *A[:2], facts=alone)
    assert (found[TOWN][7], found[RAYON][7]) == (None, 50_00)


@pytest.mark.parametrize(
    ("left", "share"),
    [(date(2026, 10, 20), 100_00), (date(2026, 11, 10), 75_00)],
)
def test_the_pupils_are_those_of_the_last_day_of_the_period(left: date, share: int) -> None:
    """Who left before its end has no result to get; who left later had one (A-9b-p4 has none then)."""
    facts = country()
    week = facts.weeks[weeks_back(0)]
    week["period_results"] = [row for row in week["period_results"] if row["pupil_id"] != "A-9b-p4"]
    week["enrolments"] = [
        row | {"left_on": left} if row["pupil_id"] == "A-9b-p4" else row for row in week["enrolments"]
    ]
    assert rows("journal_keeping_classes", *A, facts=facts)["A-9b|math"][7] == share


@pytest.mark.parametrize(
    ("report", "row", "values", "fields"),
    [
        ("classes", {"row_id": "A-9b|math", "class_id": "A-9b", "subject_id": "math"}, {},
         {"class": "A-9b", "subject": "math"}),
        ("classes", {"row_id": "A-9b|", "class_id": "A-9b", "subject_id": None}, {}, None),
        ("teachers", {"row_id": "t1", "teacher_id": "t1"}, {}, {"teacher": "t1"}),
        ("teachers", {"row_id": "", "teacher_id": ""}, {}, None),
        ("school", {"row_id": "0", "grade": 0}, {"class": ["A-9b"]}, {"class": "A-9b", "grade": "0"}),
        ("school", {}, {}, {}),
        ("school", {}, {"journals": ["filled"]}, None),
        ("school", {"row_id": "9", "grade": 9}, {"journals": ["filled"]}, {"grade": "9"}),
        ("school", {}, {"interval": ["q1"]}, {"period": "dates", "from": "2026-09-01", "to": "2026-10-25"}),
    ],
)  # fmt: skip
def test_lineage_a_row_is_the_fields_of_the_school_s_own_page(
    report: str, row: dict[str, Any], values: dict[str, list[str]], fields: dict[str, str] | None
) -> None:
    question = asked(f"journal_keeping_{report}", *A, period=[Q1], **values)
    known = {column.listed: column for column in catalogue()[question.report].columns(question) if column.listed}
    assert set(known) == {"lessons", *PAIRS, "results", "sor", "soch"}
    week = {"week": "2026-11-15"}
    found = behind(question, row | {"lessons_with_topics": 4}, known["journal"])
    assert found == (fields if fields is None else fields | week)
    if fields is not None:
        assert behind(question, row | {"lessons_with_topics": 4}, known["results"]) == fields | week | {"term": Q1}
    assert behind(question, row | {"lessons_with_topics": None}, known["journal"]) is None


def test_one_truth_the_shares_are_those_of_the_page_of_the_school() -> None:
    assert set(PAIRS) == set(SHARES)
    for row in country().answer(asked("journal_keeping_classes", *A, period=[Q1])).rows.to_pylist():
        counts = Counts(**{name: row[name] for name in COUNTED})
        for key, share in SHARES.items():
            part, whole = share.pair(counts)
            assert row[f"{key}_share"] == (10_000 * (part or 0) // whole if whole else None), key


B = (*A[:3], "B")
COUNTED_FOR = {"lessons": 100, "lessons_recorded": 80, "lessons_planned": 60, "marks": 55}
TIMELY = {"marks_eligible": 50, "marks_timely": 40}
AS_SUMS = [100, None, None, None, 80_00, 60_00, 80_00, None, None]


def with_counts(**more: Any) -> Facts:
    """Return the country in which school B hands over counts of the whole school."""
    return country().add("school_week", [of("B", **COUNTED_FOR, **TIMELY, **more)])


def by_classes() -> Facts:
    """Return the country in which school B hands over counts of two classes, one without marks in time (Q-68)."""
    rows = [of("B", class_id=f"B-{grade}", grade=grade, letter="А", journal_kind="criterial") for grade in (5, 6)]
    first, second = ({"class_id": f"B-{grade}", **COUNTED_FOR} for grade in (5, 6))
    facts = country().add("classes", rows)
    return facts.add("class_week", [of("B", **first, **TIMELY), of("B", **second, marks_eligible=9)])


def test_records_counts_of_schools_stand_beside_lessons_and_in_every_sum() -> None:
    found = rows("journal_keeping_school", *A[:3], facts=with_counts())
    assert (found["A"], found["B"]) == (WHOLE, AS_SUMS)
    both = found[""]
    assert both[0] == 107
    assert both[4:7] == [10_000 * 86 // 107, 10_000 * 66 // 107, 10_000 * 44 // 55]
    assert both[1:4] == WHOLE[1:4]  # of topics and homework nothing is known in B: it is in no denominator
    assert rows("journal_keeping_school", *A[:2], facts=with_counts())[TOWN] == both


def test_records_counts_of_classes_stand_under_their_grades_and_classes() -> None:
    in_class = [100, None, None, None, 80_00, 60_00, None, None, None]
    whole = [200, None, None, None, 80_00, 60_00, 80_00, None, None]
    assert rows("journal_keeping_school", *B, facts=by_classes()) == {"5": AS_SUMS, "6": in_class, "": whole}
    assert rows("journal_keeping_classes", *B, facts=by_classes()) == {"B-5|": AS_SUMS, "B-6|": in_class, "": whole}
    assert rows("journal_keeping_school", *A[:3], facts=by_classes())["B"] == whole
    assert rows("journal_keeping_teachers", *B, facts=by_classes()) == {"": [None] * 9}


def test_what_is_not_known_of_counts_is_said() -> None:
    said = [words(language("en")) for words in with_counts().answer(asked("journal_keeping_school", *A[:3])).notes]
    assert [note[:9] for note in said] == ["Interval:", "1 school "]
    assert len(country().answer(asked("journal_keeping_school", *A[:3])).notes) == 1


def test_a_drop_without_any_lesson_has_the_report() -> None:
    facts = with_counts()
    for name in ("lessons", "pupil_weeks"):
        del facts.weeks[weeks_back(0)][name]
    assert rows("journal_keeping_school", *A[:3], facts=facts) == {"A": [None] * 9, "B": AS_SUMS, "": AS_SUMS}
    report = catalogue()["journal_keeping_school"]
    assert report.fed({"school_week"}.__contains__)
    assert not report.fed({"schools"}.__contains__)


@pytest.mark.parametrize(
    ("days", "lessons"),
    [
        ({}, 7),
        ({"from": ["2026-11-17"]}, 1),
        ({"to": ["2026-11-16"]}, 6),
        ({"from": ["2026-11-16"], "to": ["2026-11-16"]}, 6),
        ({"from": ["2026-11-16"], "interval": ["year"]}, 7),
        ({"interval": ["q1"]}, None),
        ({"interval": ["q2"]}, 7),
        ({"from": ["2026-11-20"], "to": ["2026-12-31"]}, None),
    ],
)
def test_a7_terms_and_days_are_taken_as_they_are_asked_for(days: dict[str, list[str]], lessons: int | None) -> None:
    assert rows("journal_keeping_school", *A, **days)[""][0] == lessons


def test_a7_one_class() -> None:
    found = rows("journal_keeping_school", *A, **{"class": ["A-9b"]})
    assert (set(found), found[""][0]) == ({"9", ""}, 4)
    assert set(rows("journal_keeping_classes", *A, **{"class": ["A-9b"]})) == {"A-9b|math", "A-9b|sport", ""}


@pytest.mark.parametrize(
    ("chosen", "first", "last"),
    [
        ({}, "2026-11-15", "2026-11-21"),
        ({"interval": ["month"]}, "2026-10-25", "2026-11-21"),
        ({"interval": ["year"]}, "2026-08-30", "2026-11-21"),
        ({"interval": ["q1"]}, "2026-09-01", "2026-10-25"),
        ({"interval": ["q2"]}, "2026-11-02", "2026-11-21"),  # of the future nothing is known
        ({"from": ["2026-11-30"]}, "2026-11-21", "2026-11-21"),
        ({"from": ["2001-01-01"]}, "2025-11-16", "2026-11-21"),
    ],
)
def test_a7_which_days_are_meant(chosen: dict[str, list[str]], first: str, last: str) -> None:
    days = days_of(asked("journal_keeping_school", *A, **chosen))
    assert tuple(day.isoformat() for day in days) == (first, last)


def test_a7_only_terms_that_have_begun_can_be_chosen() -> None:
    question = asked("journal_keeping_school", *A)
    with country().reading(question) as facts:
        assert callable(SPAN.options)
        assert [option.key for option in SPAN.options(facts, question)] == ["week", "month", "year", "q1", "q2"]


@pytest.mark.parametrize(("depth", "counted"), [(1, "regions"), (2, "members"), (3, "schools"), (4, "grades")])
def test_b2_the_total_line_says_what_the_rows_are(depth: int, counted: str) -> None:
    assert catalogue()["journal_keeping_school"].counted(asked("journal_keeping_school", *A[:depth])) == counted
