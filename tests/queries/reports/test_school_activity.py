"""Activity of a school (B-13 row 24): in general, and personal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dashboard.locales import language
from queries.reports import catalogue
from tests.report_facts import LATEST, Facts, asked, school, weeks_back
from tests.school_report_world import A, of

SATURDAY = LATEST + timedelta(days=6)
COLUMNS = ("people", "registered", "share", "day", "week", "month")


def world(*, logins: bool = True) -> Facts:
    people = [
        ("t1", "teacher", 1, True),
        ("t1", "parent", 1, True),
        ("t2", "teacher", 1, False),
        ("p1", "pupil", 1, True),
        ("gone", "pupil", 0, False),
    ]
    facts = Facts().add("schools", [school("A")])
    facts.add(
        "people",
        [of("A", person_id=key, role=role, accounts=n, activated=active) for key, role, n, active in people],
    )
    for week in range(5 if logins else 0):
        facts.add("schools", [], weeks_back(week)).add("logins", [], weeks_back(week))
    visits = {"t1": (0, 3, 8), "p1": (2, 31)} if logins else {}
    for person, days in visits.items():
        for back in days:
            day = SATURDAY - timedelta(days=back)
            row = of("A", person_id=person, role="teacher" if person == "t1" else "pupil", date=day)
            facts.add("logins", [row], weeks_back(back // 7))
    return facts


def test_g28_everybody_counts_once_in_the_total() -> None:
    answer = world().answer(asked("activity_general", *A))
    rows = {row["role"]: [row[name] for name in COLUMNS] for row in answer.rows.to_pylist()}
    assert rows == {
        "teacher": [2, 1, 50_00, 1, 1, 1],
        "staff": [None] * 6,
        "pupil": [1, 1, 100_00, 0, 1, 1],
        "parent": [1, 1, 100_00, 0, 0, 0],
    }
    assert [(answer.totals or {})[name] for name in COLUMNS] == [3, 2, 66_66, 1, 2, 2]


def test_without_logins_nothing_is_known_of_visits() -> None:
    totals = world(logins=False).answer(asked("activity_general", *A)).totals or {}
    assert [totals[name] for name in COLUMNS] == [3, 2, 66_66, None, None, None]


@pytest.mark.parametrize(
    ("role", "rows"),
    [
        ("teacher", [("t1", "activated", 2, 3, SATURDAY), ("t2", "created", 0, 0, None)]),
        ("pupil", [("p1", "activated", 1, 1, SATURDAY - timedelta(days=2))]),
        ("staff", []),
    ],
)
def test_personal_activity(role: str, rows: list[Any]) -> None:
    names = ("person_id", "account", "week_days", "month_days", "last_seen")
    answer = world().answer(asked("activity_personal", *A, role=[role]))
    assert [tuple(row[name] for name in names) for row in answer.rows.to_pylist()] == rows


def test_records_totals_of_accounts_are_shown_by_role_and_nobody_knows_how_many_persons_they_are() -> None:
    facts = Facts().add("schools", [school("B")])
    facts.add("accounts_week", [of("B", role="teacher", created=40, activated=30), of("B", role="pupil", created=0)])
    answer = facts.answer(asked("activity_general", *A[:3], "B"))
    rows = {row["role"]: [row[name] for name in COLUMNS] for row in answer.rows.to_pylist()}
    assert rows == {"pupil": [0, None, None, None, None, None], "teacher": [40, 30, 75_00, None, None, None]}
    assert not answer.totals
    assert [words(language("en"))[:8] for words in answer.notes] == ["1 school"]


def test_a_drop_of_persons_and_of_totals_has_both_kinds_of_schools() -> None:
    facts = world().add("accounts_week", [of("B", role="teacher", created=4, activated=3)])
    assert facts.answer(asked("activity_general", *A)).totals
    assert catalogue()["activity_general"].fed({"accounts_week"}.__contains__)
