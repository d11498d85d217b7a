"""Attestation (B-11): persons by role and category, each once in every total."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.locales import language
from queries.reports.attestation import CATEGORIES, FORMER_SCALE, NEW_SCALE, ROLES, columns
from tests.report_facts import RAYON, REGION, REPUBLIC, TOWN, Facts, asked, school


def holds(school_id: str, person: str, position: str, category: str | None, unit_id: str = TOWN) -> dict[str, Any]:
    return {
        "school_id": school_id,
        "unit_id": unit_id,
        "person_id": person,
        "position": position,
        "category": category,
    }


@pytest.fixture
def facts() -> Facts:
    """Two schools of a town, one of a district without positions, one with."""
    found = Facts().add("schools", [school("A"), school("B"), school("C", RAYON), school("D", RAYON)])
    return found.add(
        "positions",
        [
            holds("A", "p1", "director", "highest"),
            holds("A", "p1", "teacher", "pedagogue_master"),
            holds("A", "p2", "teacher", "first"),
            holds("B", "p2", "teacher", "first"),
            holds("B", "p3", "teacher", None),
            holds("B", "p4", "other", "first"),
            holds("D", "p5", "head_of_studies", "none", RAYON),
        ],
    )


def by_name(facts: Facts, **more: Any) -> dict[str, dict[str, Any]]:
    answer = facts.answer(asked("attestation", **more))
    return {row["row_id"]: row for row in answer.rows.to_pylist()} | {"": dict(answer.totals or {})}


def test_b11_there_are_four_roles_and_nine_categories_on_two_scales() -> None:
    assert len(ROLES) == 4
    assert (len(CATEGORIES), len(NEW_SCALE), len(FORMER_SCALE)) == (9, 5, 4)


def test_b11_a_person_with_two_roles_is_counted_in_each_and_once_in_the_total(facts: Facts) -> None:
    row = by_name(facts)[TOWN]
    assert (row["director__highest"], row["teacher__pedagogue_master"], row["teacher__first"]) == (1, 1, 1)
    assert (row["director__total"], row["teacher__total"], row["total__total"]) == (1, 2, 2)


def test_b11_rows_may_be_schools_and_totals_still_count_everybody_once(facts: Facts) -> None:
    rows = by_name(facts, tab="schools")
    assert [rows[key]["teacher__first"] for key in "AB"] == [1, 1]
    assert rows[""]["teacher__first"] == 1
    assert rows[""]["total__total"] == 3


def test_b11_what_was_not_handed_over_is_no_zero(facts: Facts) -> None:
    rows = by_name(facts, tab="schools")
    assert rows["C"]["total__total"] is None
    assert rows["D"]["director__total"] == 0
    answer = facts.answer(asked("attestation"))
    assert (answer.covered, answer.schools) == (3, 4)


def test_b11_only_the_chosen_roles_and_categories_are_counted(facts: Facts) -> None:
    chosen = asked("attestation", roles=["director"], categories=["highest", "first"])
    answer = facts.answer(chosen)
    assert answer.totals == {
        "director__first": 0,
        "director__highest": 1,
        "director__total": 1,
        "total__total": 1,
        "total__first": 0,
        "total__highest": 1,
    }
    assert [column.key for column in columns(chosen)] == [
        "name", "director__first", "director__highest", "director__total", "total__total",
    ]  # fmt: skip


def test_b11_the_heads_say_role_and_scale(facts: Facts) -> None:
    found = {column.key: column for column in columns(asked("attestation"))}
    groups = {key: found[key].group(language("en")) for key in ("teacher__first", "teacher__pedagogue")}  # type: ignore[misc]
    assert groups == {"teacher__first": "Teacher: former scale", "teacher__pedagogue": "Teacher: new scale"}


def test_persons_without_a_category_are_told_of(facts: Facts) -> None:
    notes = [words(language("en")) for words in facts.answer(asked("attestation")).notes]
    assert any(note.startswith("1 person of these roles has no category") for note in notes)


def test_the_republic_lists_regions_and_a_type_narrows_the_schools(facts: Facts) -> None:
    answer = facts.answer(asked("attestation", REPUBLIC))
    assert answer.rows.column("row_id").to_pylist() == [REGION]
    facts.add("schools", [school("E", org_type="Колледж")]).add("positions", [holds("E", "p9", "teacher", "first")])
    answer = facts.answer(asked("attestation", REPUBLIC, org_type="Колледж"))
    assert answer.totals is not None
    assert answer.totals["total__total"] == 1
