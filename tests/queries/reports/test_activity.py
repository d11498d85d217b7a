"""Activity (B-14): the sample of Fig. 7 is vector T11 of the specification."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from dashboard.locales import language
from queries.reports.activity import PAIRS, share
from tests.report_facts import RAYON, REGION, REPUBLIC, TOWN, Facts, asked, school, weeks_back

SATURDAY = date(2026, 11, 21)
# The rows of Fig. 7: persons and users of everybody, staff, pupils, parents; percent; visits of day, week, month.
FIGURE = {
    TOWN: ((1772, 1056), (600, 527), (872, 373), (357, 203), 59, (12, 263, 883)),
    RAYON: ((1692, 448), (481, 333), (992, 89), (225, 32), 26, (7, 90, 290)),
}
TOTAL = ((3464, 1504), (1081, 860), (1864, 462), (582, 235), 43, (19, 353, 1173))


def people(unit: str) -> Iterator[dict[str, Any]]:
    """Persons of a district of Fig. 7: those with two roles work there and have a child at school."""
    (everybody, users), *roles, _, _ = FIGURE[unit]
    double = sum(persons for persons, _ in roles) - everybody
    double_users = sum(active for _, active in roles) - users
    number = 0
    for role, (persons, active) in zip(("teacher", "pupil", "parent"), roles, strict=True):
        for place in range(persons):
            alone = number + place
            shared = role in {"teacher", "parent"} and place < double
            # The shared ones come first in both roles: so many of them are users in both, the others in neither.
            is_user = place < double_users if shared else place - double + double_users < active
            if role == "pupil":
                is_user = place < active
            person = f"{unit}-both-{place}" if shared else f"{unit}-{role}-{alone}"
            yield row(unit, person_id=person, role=role, accounts=1, activated_accounts=int(is_user), activated=is_user)
        number += persons


def row(unit: str, **more: Any) -> dict[str, Any]:
    return {"school_id": f"s{unit}", "unit_id": unit, "archived": False, **more}


def logins(unit: str) -> Iterator[tuple[date, dict[str, Any]]]:
    """Visitors of a district: the first of them on the last day, more in the week, all within thirty days."""
    day, week, month = FIGURE[unit][-1]
    for place in range(month):
        back = 0 if place < day else 1 + place % 6 if place < week else 7 + place % 23
        yield SATURDAY - timedelta(days=back), row(unit, person_id=f"{unit}-p-{place}", role="pupil")
    for place in range(40):  # again, and too long ago
        yield SATURDAY, row(unit, person_id=f"{unit}-p-{place % day}", role="parent")
        yield SATURDAY - timedelta(days=31), row(unit, person_id=f"{unit}-late-{place}", role="pupil")


@pytest.fixture(scope="module")
def figure() -> Facts:
    facts = Facts()
    for week in range(5):
        facts.add("schools", [school(f"s{unit}", unit) for unit in FIGURE], weeks_back(week))
        facts.add("logins", [], weeks_back(week))
    for unit in FIGURE:
        facts.add("people", people(unit))
        for day, one in logins(unit):
            back = (SATURDAY - day).days // 7
            facts.add("logins", [{**one, "date": day}], weeks_back(back))
    return facts


def numbers(row: dict[str, Any]) -> tuple[Any, ...]:
    pairs = [tuple(row[name] for name in PAIRS[place : place + 2]) for place in range(0, 8, 2)]
    return (*pairs, row["share"] // 100, (row["day"], row["week"], row["month"]))


def test_t11_the_rows_of_figure_7(figure: Facts) -> None:
    answer = figure.answer(asked("department_activity"))
    assert {row["row_id"]: numbers(row) for row in answer.rows.to_pylist()} == FIGURE
    assert numbers(dict(answer.totals or {})) == TOTAL


def test_t11_every_total_is_the_sum_of_its_column_and_the_percentage_is_that_of_the_totals(figure: Facts) -> None:
    answer = figure.answer(asked("department_activity"))
    rows, totals = answer.rows.to_pylist(), answer.totals or {}
    for name in (*PAIRS, "day", "week", "month"):
        assert sum(row[name] for row in rows) == totals[name], name
    assert totals["share"] == 4341  # 43.418… cut; the mean of the rows would be 43.0


@pytest.mark.parametrize(("unit", "persons", "users"), [(TOWN, 57, 47), (RAYON, 6, 6), (REGION, 63, 53)])
def test_t11_g28_the_note_says_how_many_have_several_roles(figure: Facts, unit: str, persons: int, users: int) -> None:
    path = (REPUBLIC, REGION) if unit == REGION else (REPUBLIC, REGION, unit)
    (note,) = figure.answer(asked("department_activity", *path)).notes
    assert f"by {persons} persons and {users} users" in note(language("en"))


@pytest.mark.parametrize(("users", "persons", "percent"), [(1056, 1772, 59), (448, 1692, 26), (1504, 3464, 43)])
def test_t11_g29_percentages_are_cut_and_the_file_has_two_decimals(users: int, persons: int, percent: int) -> None:
    found = share(users, persons)
    assert found is not None
    assert found // 100 == percent
    assert found == int(users / persons * 10_000)


def test_g30_visits_are_distinct_persons_of_the_last_1_7_and_30_days(figure: Facts) -> None:
    """In the figure every visitor of a day comes several times; nobody of 31 days ago counts."""
    (row,) = figure.answer(asked("department_activity", REPUBLIC, REGION, TOWN)).rows.to_pylist()
    assert (row["day"], row["week"], row["month"]) == (12, 263, 883)


def test_a_person_at_two_schools_counts_once_in_the_total_and_in_each_row() -> None:
    facts = Facts().add("schools", [school("A"), school("B")])
    facts.add(
        "people",
        [
            {**row(TOWN), "school_id": key, "person_id": "p", "role": "teacher", "accounts": 1, "activated": key == "A"}
            for key in "AB"
        ],
    )
    answer = facts.answer(asked("department_activity", tab="schools"))
    assert [one["people"] for one in answer.rows.to_pylist()] == [1, 1]
    assert answer.totals is not None
    assert (answer.totals["people"], answer.totals["people_users"], answer.totals["share"]) == (1, 1, 10_000)


def test_archived_accounts_are_nobody() -> None:
    facts = Facts().add("schools", [school("A")])
    facts.add(
        "people", [{**row(TOWN), "school_id": "A", "person_id": "p", "role": "pupil", "accounts": 0, "archived": True}]
    )
    (found,) = facts.answer(asked("department_activity", tab="schools")).rows.to_pylist()
    assert (found["people"], found["share"]) == (0, None)


def test_totals_of_accounts_are_no_persons() -> None:
    """A school that hands over counts shows its roles; who stands behind two accounts nobody can tell."""
    facts = Facts().add("schools", [school("A"), school("B", RAYON), school("C", RAYON)])
    facts.add(
        "people", [{**row(TOWN), "school_id": "A", "person_id": "p", "role": "pupil", "accounts": 1, "activated": True}]
    )
    facts.add("accounts_week", [{"school_id": "B", "unit_id": RAYON, "role": "pupil", "created": 9, "activated": 4}])
    answer = facts.answer(asked("department_activity"))
    rows = {one["row_id"]: one for one in answer.rows.to_pylist()}
    assert (rows[TOWN]["people"], rows[TOWN]["pupils"]) == (1, 1)
    assert (rows[RAYON]["people"], rows[RAYON]["pupils"], rows[RAYON]["pupils_users"]) == (None, 9, 4)
    assert answer.totals is not None
    assert "people" not in answer.totals
    assert answer.totals["pupils"] == 10
    assert (answer.covered, answer.schools) == (2, 3)
    only = facts.answer(asked("department_activity", schools=["persons"]))
    assert [one["pupils"] for one in only.rows.to_pylist()] == [1, None]
    assert dict(only.totals or {})["people"] == 1


def test_without_any_table_every_number_is_empty() -> None:
    answer = Facts().add("schools", [school("A")]).answer(asked("department_activity"))
    assert {answer.rows.to_pylist()[0][name] for name in PAIRS} == {None}
    assert answer.totals == {}
