"""Registry (B-12): what the register says, what in it looks wrong, what has run out."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.locales import language
from layouts.views.report_formats import Writer
from queries.reports.registry import columns
from tests.report_facts import RAYON, Facts, asked, school

# The sample rows of spec B-12 and what a sound one looks like.
COLLEGE = school(
    "1",
    name_kk="Қостанай педагогикалық колледжі",
    name_ru="Костанайский педагогический колледж",
    org_type="Общеобразовательная организация",
    org_structure="Самостоятельное учреждение",
    postal_address="kost_kpk@edu.mail.kz",
    phone="8 (7142) 26-36-44",
)
DSS = school("2", name_kk="DSS", name_ru="DSS", postal_address=".", head="Леви Гавриил Давидович")
SOUND = school(
    "3",
    RAYON,
    org_type="Жалпы білім беретін мектеп",
    postal_address="Абай ауданы, Мектеп көшесі, 1",
    licence_reg_no="KZ12LAA1",
    licence_valid_from="2020-01-01",
    accr_reg_no="АА-1",
    accr_valid_until="2030-01-15",
)
OVER = school("4", RAYON, name_ru="Ёлочка", accr_reg_no="АА-2", accr_valid_until="2026-11-20", licence_reg_no="нет")
SOON = school("5", RAYON, accr_reg_no="АА-3", accr_valid_until="2027-02-18", licence_valid_from="01.09.2010")
NOT_YET = school("6", RAYON, accr_valid_until="2027-02-19", in_monitor=False)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts().add("schools", [COLLEGE, DSS, SOUND, OVER, SOON, NOT_YET])


def rows(facts: Facts, *path: str, **more: Any) -> dict[str, dict[str, Any]]:
    return {row["school_id"]: row for row in facts.answer(asked("registry", *path, **more)).rows.to_pylist()}


def written(facts: Facts, school_id: str) -> dict[str, Any]:
    question = asked("registry")
    writer = Writer(language("en"))
    return {column.key: writer.cell(column, rows(facts)[school_id]) for column in columns(question)}


def test_b12_there_are_nine_columns_with_the_number_and_every_school_counts() -> None:
    assert [column.key for column in columns(asked("registry"))] == [
        "name", "org_type", "org_structure", "address", "head", "contacts", "licence", "accreditation",
    ]  # fmt: skip


def test_b12_schools_outside_the_monitor_are_in_the_registry(facts: Facts) -> None:
    assert len(rows(facts)) == 6


def test_b12_g21_the_sample_rows_are_flagged(facts: Facts) -> None:
    college, dss = written(facts, "1"), written(facts, "2")
    assert college["org_type"] == "Общеобразовательная организация (does not go with the name)"
    assert college["address"] == "Postal address: kost_kpk@edu.mail.kz (no address)"
    assert (college["head"], college["contacts"], college["licence"]) == (
        "no data", "Telephone: 8 (7142) 26-36-44", "no data",
    )  # fmt: skip
    assert (dss["address"], dss["head"], dss["org_type"]) == (
        "Postal address: . (no address)", "Леви Гавриил Давидович", "no data",
    )  # fmt: skip


def test_b12_a_sound_school_has_no_mark(facts: Facts) -> None:
    row = rows(facts)["3"]
    assert {key: row[key] for key in row if key.endswith("_mark")} == dict.fromkeys(
        key for key in row if key.endswith("_mark")
    )
    assert row["accredited"] is None


@pytest.mark.parametrize(("school_id", "state"), [("4", "over"), ("5", "soon"), ("6", None), ("3", None)])
def test_b12_an_accreditation_runs_out_at_the_end_of_the_week_or_within_ninety_days(
    facts: Facts, school_id: str, state: str | None
) -> None:
    assert rows(facts)[school_id]["accredited"] == state


def test_b12_numbers_need_a_digit_and_dates_a_date(facts: Facts) -> None:
    assert rows(facts)["4"]["licence_reg_no_mark"] == "licence_reg_no"
    assert rows(facts)["5"]["licence_valid_from_mark"] == "licence_valid_from"


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"state": ["odd"]}, "1245"),
        ({"state": ["over"]}, "4"),
        ({"state": ["soon"]}, "5"),
        ({"state": ["no_licence"]}, "1256"),
        ({"state": ["no_accreditation"]}, "126"),
        ({"q": ["костанай"]}, "1"),
        ({"q": ["елочка"]}, "4"),
        ({"q": ["kz12laa1 абай"]}, "3"),
        ({"q": ["nobody"]}, ""),
        ({"q": ["%"]}, "123456"),
        ({"q": ["школа"], "state": ["soon"]}, "5"),
    ],
)
def test_b12_schools_are_found_by_what_the_register_says(facts: Facts, chosen: dict[str, Any], found: str) -> None:
    assert "".join(sorted(rows(facts, **chosen))) == found


def test_b12_by_type_every_type_is_one_row(facts: Facts) -> None:
    answer = facts.answer(asked("registry", tab="types"))
    found = {row["org_type"]: row for row in answer.rows.to_pylist()}
    assert {key: row["schools_here"] for key, row in found.items()} == {
        None: 4,
        "Общеобразовательная организация": 1,
        "Жалпы білім беретін мектеп": 1,
    }
    assert answer.totals == {
        "schools_here": 6, "licensed": 2, "with_accreditation": 3, "over": 1, "soon": 1, "odd": 4,
    }  # fmt: skip


def test_a_type_narrows_the_registry(facts: Facts) -> None:
    assert list(rows(facts, org_type="Общеобразовательная организация")) == ["1"]
    assert rows(facts, org_type="' OR true --") == {}
