"""Two weeks beside each other."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.configuration import CATEGORIES
from dashboard.indicators import INDICATOR_KEYS
from dashboard.schema import unit_comparison
from dashboard.snapshot.compare import compare

SOME = settings(max_examples=12, deadline=None)
UNITS = pd.DataFrame(
    [("000000000", None), ("R1", "000000000"), ("D1", "R1"), ("D2", "R1")], columns=["unit_id", "parent_id"]
)
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


def compared(now: Week, then: Week, districts: dict[str, str]) -> pd.DataFrame:
    """Return the comparison of one indicator by unit."""
    schools = pd.DataFrame(list(districts.items()), columns=["school_id", "unit_id"])
    found = compare(values(now), values(then), schools, UNITS)
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


def test_frames_as_the_database_returns_them_will_do() -> None:
    found = compared(NOW, THEN, {"a": "D1", "b": "D1", "new": "D1", "silent": "D2"})
    columns = {column.name for column in unit_comparison.columns} - {"snapshot_id", "base_id"}
    assert {"unit_id", "indicator", *found.columns} == columns
    assert set(found.dtypes.astype(str)) == {"int64"}


def test_every_unit_has_nine_rows() -> None:
    schools = pd.DataFrame({"school_id": ["a"], "unit_id": ["D1"]})
    found = compare(values(NOW), values({}), schools, UNITS)
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
