"""Lists of pupils and staff (B-13 rows 2, 3): by identifier, without names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from queries.reports import catalogue
from tests.report_facts import LATEST, Facts, asked, school
from tests.school_report_world import A, base, enrolled, of

TODAY = LATEST + timedelta(days=6)


def person(
    person_id: str, role: str, *, accounts: int = 1, activated: bool = True, archived: bool = False
) -> dict[str, object]:
    return of("A", person_id=person_id, role=role, accounts=accounts, activated=activated, archived=archived)


def test_row_2_pupils_enrolled_at_the_end_of_the_week_with_their_account() -> None:
    facts = base().add("people", [person("A-9b-p1", "pupil"), person("A-9b-p2", "pupil", activated=False)])
    facts.add("enrolments", enrolled("A-9b", "left", left_on=TODAY)).add(
        "enrolments", enrolled("A-9b", "stays", left_on=TODAY + timedelta(1))
    )
    facts.add("enrolments", enrolled("A-9b", "comes", since=TODAY + timedelta(1)))
    rows = facts.answer(asked("list_pupils", *A, **{"class": ["A-9b"]})).rows.to_pylist()
    assert [(row["pupil_id"], row["account"]) for row in rows] == [
        ("A-9b-p1", "activated"), ("A-9b-p2", "created"), ("A-9b-p3", "none"), ("A-9b-p4", "none"), ("stays", "none"),
    ]  # fmt: skip
    assert {(row["class_name"], row["language"], row["entered_on"]) for row in rows} == {("9Б", "kk", date(2026, 9, 1))}


def test_row_2_without_a_chosen_class_all_are_listed() -> None:
    answer = base().add("people", [person("A-9b-p1", "pupil")]).answer(asked("list_pupils", *A))
    assert answer.rows.num_rows == 7


def test_row_3_staff_with_position_and_category() -> None:
    facts = Facts().add("schools", [school("A")])
    facts.add(
        "people",
        [
            person("t1", "teacher"), person("t1", "staff"), person("t2", "teacher", activated=False),
            person("t3", "staff"), person("gone", "teacher", accounts=0, archived=True), person("p", "pupil"),
        ],
    )  # fmt: skip
    facts.add(
        "positions",
        [
            of("A", person_id="t1", position="director", category="highest", valid_until=TODAY - timedelta(1)),
            of("A", person_id="t1", position="teacher", category="first", valid_until=TODAY + timedelta(30)),
            of("A", person_id="t2", position="teacher", category=None, valid_until=TODAY + timedelta(400)),
            of("A", person_id="t9", position="other"),
        ],
    )
    names = ("person_id", "role", "position", "category", "account", "validity")
    rows = facts.answer(asked("list_staff", *A)).rows.to_pylist()
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("t1", "both", "director", "highest", "activated", "expired"),
        ("t1", "both", "teacher", "first", "activated", "soon"),
        ("t2", "teacher", "teacher", None, "created", None),
        ("t3", "staff", None, None, "activated", None),
        ("t9", None, "other", None, "none", None),
    ]


def test_row_3_positions_may_not_be_handed_over() -> None:
    facts = Facts().add("schools", [school("A")]).add("people", [person("t1", "teacher")])
    (row,) = facts.answer(asked("list_staff", *A)).rows.to_pylist()
    assert (row["person_id"], row["position"], row["valid_until"]) == ("t1", None, None)


@pytest.mark.parametrize(
    "key", ["list_pupils", "list_staff", "attainment_pupils", "activity_personal", "journal_changes"]
)
def test_lists_of_persons_are_kept_for_nobody_else(key: str) -> None:
    assert catalogue()[key].personal
