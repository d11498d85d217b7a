"""Movement of pupils (B-13 rows 4–6): what there was, plus arrivals, minus departures, is what there is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.reports.movement import interval
from tests.report_facts import TOWN, Facts, asked, school
from tests.school_report_world import A, enrolled, of

COLUMNS = ("before", "arrived", "admitted", "transferred", "gone", "change", "after")
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 21)


def world(rows: list[dict[str, Any]]) -> Facts:
    facts = Facts().add("schools", [school("A")]).add("enrolments", rows)
    return facts.add(
        "classes",
        [
            of("A", class_id="A-9b", grade=9, letter="Б"),
            of("A", class_id="A-10a", grade=10, letter="А"),
        ],
    )


@pytest.fixture
def facts() -> Facts:
    return world(
        [
            *enrolled("A-9b", "old", "older", since=date(2024, 9, 1)),
            *enrolled("A-9b", "new", since=FIRST),
            *enrolled("A-9b", "moved in", since=LAST, entry_kind="transferred"),
            *enrolled("A-9b", "moved out", since=date(2024, 9, 1), left_on=FIRST, leave_reason="Переезд"),
            *enrolled("A-9b", "long gone", since=date(2024, 9, 1), left_on=date(2026, 8, 31)),
            *enrolled("A-10a", "in and out", since=date(2026, 10, 1), entry_kind=None, left_on=LAST),
            *enrolled("A-10a", "later", since=date(2026, 12, 1)),
            *enrolled("A-10a", "impossible", since=date(2026, 10, 1), left_on=date(2026, 9, 30)),
        ]
    )


def test_row_4_the_summary(facts: Facts) -> None:
    answer = facts.answer(asked("movement_summary", *A))
    rows = {row["grade"]: [row[name] for name in COLUMNS] for row in answer.rows.to_pylist()}
    assert rows == {9: [3, 2, 1, 1, 1, 1, 4], 10: [0, 1, 0, 0, 1, 0, 0]}
    assert [(answer.totals or {})[name] for name in COLUMNS] == [3, 3, 1, 1, 2, 1, 4]
    assert len(answer.notes) == 2  # the interval, and that one enrolment is impossible


def test_row_5_arrivals(facts: Facts) -> None:
    rows = facts.answer(asked("movement_arrivals", *A)).rows.to_pylist()
    assert [(row["pupil_id"], row["class_name"], row["entry_kind"]) for row in rows] == [
        ("new", "9Б", "admitted"), ("in and out", "10А", None), ("moved in", "9Б", "transferred"),
    ]  # fmt: skip


def test_row_6_departures(facts: Facts) -> None:
    rows = facts.answer(asked("movement_departures", *A, **{"class": ["A-9b"]})).rows.to_pylist()
    assert [(row["pupil_id"], row["left_on"], row["leave_reason"]) for row in rows] == [("moved out", FIRST, "Переезд")]


@pytest.mark.parametrize(
    ("chosen", "days"),
    [
        ({}, (FIRST, LAST)),
        ({"from": ["2026-10-01"], "to": ["2026-10-31"]}, (date(2026, 10, 1), date(2026, 10, 31))),
        ({"to": ["2027-05-25"]}, (FIRST, LAST)),  # nothing is known of days to come
        ({"from": ["2027-01-01"]}, (LAST, LAST)),
    ],
)
def test_the_interval_is_the_school_year_up_to_the_week(chosen: dict[str, list[str]], days: tuple[date, date]) -> None:
    assert interval(asked("movement_summary", TOWN, **chosen)) == days


DAYS = st.integers(-40, 120).map(lambda n: FIRST + timedelta(days=n))
ENROLMENTS = st.lists(
    st.tuples(st.sampled_from(["A-9b", "A-10a"]), DAYS, st.none() | st.integers(0, 90)), min_size=1, max_size=12
)


@settings(max_examples=8, deadline=None)
@given(ENROLMENTS, DAYS, st.integers(0, 60))
def test_before_plus_arrived_minus_gone_is_after(rows: list[Any], first: date, days: int) -> None:
    made = [
        *(
            enrolled(key, f"p{n}", since=since, left_on=None if stay is None else since + timedelta(days=stay))[0]
            for n, (key, since, stay) in enumerate(rows)
        )
    ]
    chosen = {"from": [first.isoformat()], "to": [(first + timedelta(days=days)).isoformat()]}
    answer = world(made).answer(asked("movement_summary", *A, **chosen))
    totals = answer.totals or {}
    for row in (*answer.rows.to_pylist(), totals):
        known = {name: row[name] or 0 for name in COLUMNS}
        assert known["before"] + known["arrived"] - known["gone"] == known["after"]
        assert known["arrived"] - known["gone"] == known["change"]
    for name in COLUMNS:
        assert sum(row[name] or 0 for row in answer.rows.to_pylist()) == totals[name]
    listed = world(made).answer(asked("movement_arrivals", *A, **chosen)).rows.num_rows
    assert listed == totals["arrived"]
