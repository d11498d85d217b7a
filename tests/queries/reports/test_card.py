"""The card of a school (B-13 row 1)."""

from __future__ import annotations

from typing import Any

from dashboard.locales import language
from dashboard.snapshot.contract import PROFILE_FIELDS
from queries.reports.card import FIELDS, PROFILE
from tests.report_facts import Facts, asked, school
from tests.school_report_world import A, base, of


def fields(facts: Facts) -> dict[str, tuple[Any, Any]]:
    rows = facts.answer(asked("card", *A)).rows.to_pylist()
    assert [row["field"] for row in rows] == list(FIELDS)
    return {row["field"]: (row["value"], row["state"]) for row in rows}


def test_a32_all_eighteen_fields_are_listed_in_their_order() -> None:
    assert tuple(PROFILE) == PROFILE_FIELDS


def test_g21_a_field_is_filled_empty_or_suspicious() -> None:
    odd = school(
        "A", short_name="№ 1", full_name=" \t", legal_address="-", suspicious="legal_address,", locality="urban"
    )
    found = fields(Facts().add("schools", [odd]))
    assert found["short_name"] == ("№ 1", "filled")
    assert found["full_name"] == (None, "empty")
    assert found["legal_address"] == ("-", "suspicious")
    assert found["locality"] == ("=urban", "filled")
    assert found["in_monitor"] == ("=True", "filled")
    assert found["website"] == (None, None)  # nobody asks for one
    assert found["head"] == (None, "empty")


def test_the_note_counts_the_profile() -> None:
    filled = dict.fromkeys(PROFILE_FIELDS[:5], "x")
    facts = Facts().add("schools", [school("A", **filled, suspicious="org_type,ownership,")])
    (note,) = facts.answer(asked("card", *A)).notes
    assert note(language("en")) == "Profile: 5 of 18 fields are filled; suspicious ones among them: 2."


def test_the_size_is_what_was_handed_over() -> None:
    facts = base().add("people", [of("A", person_id=f"t{n}", role="teacher", accounts=n) for n in range(3)])
    found = fields(facts)
    assert {name: found[name][0] for name in ("classes", "pupils", "teachers", "parents")} == {
        "classes": "3", "pupils": "7", "teachers": "2", "parents": "0",
    }  # fmt: skip
    assert fields(Facts().add("schools", [school("A")]))["pupils"] == (None, None)
