from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from dashboard.demo.behaviour import FIELDS
from dashboard.demo.facts import week_facts
from dashboard.demo.register import SchoolRegister, calendar_table, subject_table, unit_table
from dashboard.snapshot.contract import PROFILE_FIELDS


@pytest.fixture(scope="module")
def whole_register(whole_country, whole_week):
    return SchoolRegister(whole_country).table(whole_week).to_pandas()


def test_units_are_a_tree_of_named_kinds():
    units = unit_table().to_pandas()
    assert Counter(units["kind"].dropna()) == {
        "oblast": 17, "city_republican": 3, "rayon": 170, "city_oblast": 39, "city_district": 19
    }  # fmt: skip
    assert set(units["parent_id"].dropna()) <= set(units["unit_id"])
    assert units["parent_id"].isna().sum() == 1


def test_a31_as_many_profile_fields_are_filled_as_the_counts_say(whole_register, whole_week):
    filled = whole_register[list(PROFILE_FIELDS)].notna().sum(axis=1)
    assert filled.tolist() == whole_week.filled[whole_week.listed].tolist()
    assert filled.max() == FIELDS


def test_a_field_once_filled_stays_filled_within_a_year(small_country):
    register = SchoolRegister(small_country)
    early, late = (
        register.table(week_facts(small_country, week)).to_pandas() for week in (date(2026, 9, 20), date(2026, 11, 15))
    )
    both = early.merge(late, on="school_id", suffixes=("", "_later"))
    for field in PROFILE_FIELDS:
        assert (both[field].isna() | (both[field] == both[f"{field}_later"])).all()


def test_b12_some_addresses_are_none(whole_register):
    legal, postal = whole_register["legal_address"].dropna(), whole_register["postal_address"].dropna()
    assert {".", "-", "нет"} <= set(legal)
    assert 20 < postal.str.contains("@").sum() < 200
    assert legal.str.len().gt(10).mean() > 0.95


def test_private_schools_without_accreditation_lack_its_fields(whole_register, whole_country, whole_week):
    fields = whole_country.unaccredited[whole_week.listed]
    without = whole_register[fields > 0]
    lacking = without[["accr_reg_no", "accr_blank_series", "accr_blank_no", "accr_valid_until"]].isna().sum(axis=1)
    assert (lacking >= fields[fields > 0]).all()


def test_q62_a_few_dates_are_written_in_another_way(whole_register):
    opened = whole_register["opened_on"].dropna()
    odd = ~opened.str.fullmatch(r"\d{4}-\d{2}-\d{2}")
    assert 0.003 < odd.mean() < 0.03


def test_small_schools_stand_in_villages(whole_register):
    assert set(whole_register.loc[whole_register["is_small"], "locality"]) == {"rural"}
    assert whole_register["is_small"].mean() == pytest.approx(0.12, abs=0.06)


def test_closures_become_rows_of_the_calendar(small_country, whole_week):
    table = calendar_table(week_facts(small_country, date(2026, 1, 25))).to_pandas()
    assert set(table["kind"]) == {"closure"}
    assert (table["date_to"] >= table["date_from"]).all()
    assert len(table) == 4


def test_subjects_are_named_in_three_languages():
    subjects = subject_table().to_pandas()
    assert subjects.notna().all(axis=None)
    assert subjects["subject_id"].is_unique
