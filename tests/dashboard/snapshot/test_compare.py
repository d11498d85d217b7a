"""Two weeks beside each other."""

from __future__ import annotations

from functools import cache

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

from dashboard import schema
from dashboard.configuration import CATEGORIES
from dashboard.indicators import INDICATOR_KEYS
from dashboard.snapshot.compare import compare
from dashboard.snapshot.rows import insert_frame

SOME = settings(max_examples=12, deadline=None)
UNITS = pd.DataFrame(
    [("000000000", None), ("R1", "000000000"), ("D1", "R1"), ("D2", "R1")], columns=["unit_id", "parent_id"]
)
THEN_ID, NOW_ID = 1, 2
Week = dict[str, tuple[int, int, str]]


def values(week: Week, indicator: str = "journal") -> pd.DataFrame:
    """Return one indicator of schools; every other indicator is missing, as in a week without them."""
    frame = pd.DataFrame(
        [(school, indicator, *row) for school, row in week.items()],
        columns=["school_id", "indicator", "numerator", "denominator", "category"],
    )
    none = frame["category"] == "none"
    numbers = frame[["numerator", "denominator"]].astype("Int64").mask(none)
    return frame.assign(**numbers).astype({"school_id": "object", "category": "object"})


@cache
def empty_database() -> Engine:
    """Return a database in memory that has the tables and nothing in them."""
    made = create_engine("sqlite://")
    schema.metadata.create_all(made)
    return made


def table_of_comparison(now: Week, then: Week, districts: dict[str, str]) -> pd.DataFrame:
    """Write two weeks of schools, of which only the later one says where they belong; return their comparison."""
    of_unit = {"level": "", "kind": None, "name_kk": "", "name_ru": "", "name_en": None, "state": "data"}
    of_school = {"name_kk": "", "name_ru": "", "week_mode": 5, "state": "data", "teaching_days": 5}
    schools = pd.DataFrame(list(districts.items()), columns=["school_id", "unit_id"]).assign(**of_school)
    empty = {column.name: None for column in schema.school_week.columns if column.name not in schools}
    del empty["snapshot_id"]
    with empty_database().begin() as connection, connection.begin_nested() as undone:
        for key, week in ((THEN_ID, then), (NOW_ID, now), (NOW_ID + 1, now)):  # the third week must not matter
            insert_frame(connection, schema.school_value, values(week), snapshot_id=key)
        units = UNITS.assign(**of_unit, schools=0, reporting=0)
        insert_frame(connection, schema.unit_week, units, snapshot_id=NOW_ID)
        insert_frame(connection, schema.school_week, schools.assign(**empty), snapshot_id=NOW_ID)
        found = compare(connection, NOW_ID, THEN_ID)
        undone.rollback()
    return found


def compared(now: Week, then: Week, districts: dict[str, str]) -> pd.DataFrame:
    """Return the comparison of one indicator by unit."""
    found = table_of_comparison(now, then, districts)
    return found[found["indicator"] == "journal"].set_index("unit_id").drop(columns="indicator")


NOW = {"a": (9, 10, "high"), "b": (1, 10, "low"), "new": (10, 10, "high"), "silent": (0, 0, "none")}
THEN = {"a": (4, 10, "medium"), "b": (5, 10, "high"), "closed": (1, 10, "low"), "silent": (9, 10, "high")}


def test_f3_6_only_schools_with_values_in_both_weeks_count() -> None:
    found = compared(NOW, THEN, {"a": "D1", "b": "D1", "new": "D1", "silent": "D2"})
    expected = {
        "schools": 2,
        **{"medium_now": 0, "high_now": 1, "medium_then": 1, "high_then": 1},
        **{"numerator_now": 10, "denominator_now": 20, "numerator_then": 9, "denominator_then": 20},
    }
    assert found.loc["D1"].to_dict() == expected
    assert found.loc["R1"].to_dict() == expected == found.loc["000000000"].to_dict()
    assert (found.loc["D2"] == 0).all()


def test_g46_new_and_closed_schools_are_no_growth() -> None:
    same = {"a": (9, 10, "high")}
    found = compared(same | {"new": (0, 10, "low")}, same | {"closed": (0, 10, "low")}, {"a": "D1", "new": "D1"})
    row = found.loc["D1"]
    assert row["high_now"] == row["high_then"] == row["schools"] == 1


def test_q100_a_school_that_moved_counts_where_it_is_now() -> None:
    found = compared({"a": (9, 10, "high")}, {"a": (4, 10, "medium")}, {"a": "D2"})
    assert found["schools"].to_dict() == {"000000000": 1, "R1": 1, "D1": 0, "D2": 1}


def test_the_columns_are_those_of_the_table() -> None:
    found = compared(NOW, THEN, {"a": "D1", "b": "D1", "new": "D1", "silent": "D2"})
    columns = {column.name for column in schema.unit_comparison.columns} - {"snapshot_id", "base_id"}
    assert {"unit_id", "indicator", *found.columns} == columns
    assert set(found.dtypes.astype(str)) == {"int64"}


def test_every_unit_has_nine_rows() -> None:
    found = table_of_comparison(NOW, {}, {"a": "D1"})
    assert len(found) == len(UNITS) * len(INDICATOR_KEYS)
    assert (found["schools"] == 0).all()


ROW = st.tuples(st.integers(0, 9), st.integers(9, 9), st.sampled_from([*CATEGORIES, "none"]))
WEEKS = st.dictionaries(st.sampled_from("abcdef"), ROW)
DISTRICTS = st.fixed_dictionaries({school: st.sampled_from(["D1", "D2"]) for school in "abcdef"})


@SOME
@given(WEEKS, WEEKS, DISTRICTS)
def test_parents_are_the_sums_of_their_children(now: Week, then: Week, districts: dict[str, str]) -> None:
    found = compared(now, then, districts)
    assert found.loc["R1"].tolist() == (found.loc["D1"] + found.loc["D2"]).tolist() == found.loc["000000000"].tolist()
    common = [s for s in now if s in then and "none" not in (now[s][2], then[s][2])]
    assert found.loc["R1", "schools"] == len(common)
    assert found.loc["R1", "high_now"] == sum(now[s][2] == "high" for s in common)
    assert found.loc["R1", "numerator_then"] == sum(then[s][0] for s in common)


@SOME
@given(WEEKS, WEEKS, DISTRICTS)
def test_looking_back_is_the_mirror(now: Week, then: Week, districts: dict[str, str]) -> None:
    forth, back = compared(now, then, districts), compared(then, now, districts)
    for name in ("medium", "high", "numerator", "denominator"):
        assert forth[f"{name}_now"].tolist() == back[f"{name}_then"].tolist()
