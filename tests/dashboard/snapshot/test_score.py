"""Categories, scores and ranks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.configuration import CATEGORIES, load_configuration
from dashboard.indicators import INDICATOR_KEYS, MEASURED_KEYS
from dashboard.snapshot.score import (
    category,
    place_numbers,
    school_values,
    score,
    share_high,
    unit_category,
    unit_values,
)

SOME = settings(max_examples=15, deadline=None)
CONFIG = load_configuration().for_week(date(2026, 11, 8))
UNITS = pd.DataFrame(
    [
        ("000000000", None, "Қазақстан"),
        *[("R1", "000000000", "Ақмола"), ("R2", "000000000", "Ұлытау"), ("R3", "000000000", "Үшінші")],
        *[("D11", "R1", "Біржан"), ("D12", "R1", "Ақкөл"), ("D21", "R2", "Сәтбаев"), ("D31", "R3", "Ескі")],
    ],
    columns=["unit_id", "parent_id", "name_kk"],
)
PARENT = {"D11": "R1", "D12": "R1", "D21": "R2", "D31": "R3"}
COUNT = st.integers(0, 40)
Pairs = dict[str, tuple[int | None, int | None]]


# --- categories


@pytest.mark.parametrize("indicator", MEASURED_KEYS)
def test_q15_borders_compare_exact_fractions(indicator: str) -> None:
    target, medium = CONFIG.targets[indicator], CONFIG.medium_from(indicator)
    huge = 10**12
    for border, at, below in ((target, "high", "medium"), (medium, "medium", "low")):
        assert category(border, 100, target, medium) == at
        assert category(border * huge, 100 * huge, target, medium) == at
        assert category(border * huge - 1, 100 * huge, target, medium) == below, "prints as the border, is below it"


def test_q15_floats_would_err() -> None:
    assert 57 / 100 * 100 < 57
    assert category(57, 100, CONFIG.targets["act_pupils"], CONFIG.medium_from("act_pupils")) == "medium"
    assert category(2, 3, 100, CONFIG.medium_from("profile")) == "low", "12 of 18 fields: 66.67 is below 67"


@pytest.mark.parametrize(
    ("indicator", "over", "under", "expected"),
    [
        ("timetable", 10, 11, "medium"),  # T1
        ("timetable", 19, 20, "high"),  # T2
        ("planning", 71, 100, "high"),  # T3
        ("journal", 49, 100, "high"),  # T4
        ("journal", 4899, 10000, "medium"),  # T10
        ("profile", 17, 18, "medium"),  # T5
        ("profile", 12, 18, "low"),
        ("act_teachers", 89, 100, "medium"),  # T6
        ("act_teachers", 59, 100, "low"),
        ("act_teachers", 0, 0, "low"),
        ("timely", 80, 100, "high"),
    ],
)
def test_t1_to_t6_categories(indicator: str, over: int, under: int, expected: str) -> None:
    schools = wide_frame([{indicator: (over, under)}])
    found = school_values(schools, CONFIG).set_index("indicator")
    assert found.loc[indicator, "category"] == expected
    assert category(over, under, CONFIG.targets[indicator], CONFIG.medium_from(indicator)) == expected


def wide_frame(
    schools: list[dict[str, tuple[int | None, int | None]]], states: list[str] | None = None
) -> pd.DataFrame:
    """Return schools that have 100 of 100 in everything they do not say."""
    columns: dict[str, object] = {
        "school_id": [f"s{number}" for number in range(len(schools))],
        "state": states or ["data"] * len(schools),
    }
    for key in MEASURED_KEYS:
        pairs = [school.get(key, (100, 100)) for school in schools]
        for name, part in (("numerator", 0), ("denominator", 1)):
            columns[f"{key}_{name}"] = pd.array([pair[part] for pair in pairs], dtype="Int64")
    return pd.DataFrame(columns)


@SOME
@given(st.lists(st.sampled_from([(10, 100), (70, 100), (100, 100)]), min_size=7, max_size=7))
def test_q14_qzj_is_the_lowest_of_the_seven(pairs: list[tuple[int, int]]) -> None:
    found = school_values(wide_frame([dict(zip(CONFIG.seven, pairs, strict=True))]), CONFIG).set_index("indicator")
    seven = [found.loc[key, "category"] for key in CONFIG.seven]
    assert found.loc["qzj", "numerator"] == seven.count("high")
    assert found.loc["qzj", "denominator"] == 7
    assert found.loc["qzj", "category"] == min(seven, key=CATEGORIES.index)


def test_t10_six_of_seven() -> None:
    found = school_values(wide_frame([{"journal": (4899, 10000)}]), CONFIG).set_index("indicator")
    assert tuple(found.loc["qzj", ["numerator", "denominator", "category"]]) == (6, 7, "medium")


def test_q13_timely_without_marks_has_no_value_and_changes_nothing_else() -> None:
    found = school_values(wide_frame([{"timely": (None, None)}]), CONFIG).set_index("indicator")
    assert found.loc["timely", ["numerator", "denominator"]].isna().all()
    assert found.loc["timely", "category"] == "none"
    assert tuple(found.loc["qzj", ["numerator", "category"]]) == (7, "high")


@pytest.mark.parametrize("state", ["no_teaching", "not_connected"])
def test_q6_q7_a_school_without_data_has_nine_empty_rows(state: str) -> None:
    found = school_values(wide_frame([{}], [state]), CONFIG)
    assert found["indicator"].tolist() == list(INDICATOR_KEYS)
    assert set(found["category"]) == {"none"}
    assert found[["numerator", "denominator"]].isna().all(axis=None)


# --- scores


def test_t7_score_and_block_value_differ() -> None:
    assert score(10, 10, 20, CONFIG.weights) == Fraction(125, 2)
    assert share_high(10, 10, 20) == 50


@SOME
@given(st.integers(1, 500))
def test_t8_all_high_is_100_and_all_low_is_0(schools: int) -> None:
    assert score(0, 0, schools, CONFIG.weights) == 100 == share_high(0, 0, schools)
    assert score(schools, 0, 0, CONFIG.weights) == 0 == share_high(schools, 0, 0)


def test_t8_without_schools_there_is_no_score() -> None:
    assert score(0, 0, 0, CONFIG.weights) is None
    assert share_high(0, 0, 0) is None
    assert unit_category("planning", None, CONFIG) == "none"


@SOME
@given(COUNT, COUNT, COUNT)
def test_scores_lie_within_0_and_100(low: int, medium: int, high: int) -> None:
    found = score(low, medium, high, CONFIG.weights)
    assert (found is None) == (low + medium + high == 0)
    assert found is None or share_high(low, medium, high) <= found <= 100


@pytest.mark.parametrize("indicator", INDICATOR_KEYS)
def test_q103_map_category_has_the_indicators_borders(indicator: str) -> None:
    target, medium = CONFIG.targets[indicator], CONFIG.medium_from(indicator)
    tiny = Fraction(1, 10**9)
    steps = [Fraction(0), medium - tiny, Fraction(medium), target - tiny, Fraction(target), Fraction(100)]
    found = [unit_category(indicator, value, CONFIG) for value in steps]
    assert found == ["low", "low", "medium", "medium", "high", "high"]


def test_q103_qzj_has_the_target_90() -> None:
    values = [Fraction(value) for value in (59, 60, 89, 90)]
    assert [unit_category("qzj", value, CONFIG) for value in values] == ["low", "medium", "medium", "high"]


# --- units


def units_of(districts: dict[str, list[str]], indicator: str = "planning") -> pd.DataFrame:
    """Return the unit values of districts whose schools have these categories, by unit."""
    rows = [(district, name) for district, names in districts.items() for name in names]
    schools = pd.DataFrame(
        {"school_id": [f"s{n}" for n in range(len(rows))], "unit_id": pd.Series([row[0] for row in rows], dtype="str")}
    )
    values = schools[["school_id"]].assign(indicator=indicator, category=[row[1] for row in rows])
    values["numerator"] = pd.array([None if name == "none" else 3 for _, name in rows], dtype="Int64")
    values["denominator"] = pd.array([None if name == "none" else 4 for _, name in rows], dtype="Int64")
    found = unit_values(values, schools, UNITS, CONFIG)
    return found[found["indicator"] == indicator].set_index("unit_id")


def test_q25_nine_rows_for_every_unit() -> None:
    schools = pd.DataFrame({"school_id": pd.Series(dtype="str"), "unit_id": pd.Series(dtype="str")})
    found = unit_values(school_values(wide_frame([]), CONFIG), schools, UNITS, CONFIG)
    assert len(found) == 9 * len(UNITS)
    assert (found[["low", "medium", "high", "numerator", "denominator"]] == 0).all(axis=None)
    assert found["rank"].isna().all()


def test_q22_q23_q24_schools_without_a_value_are_in_no_sum() -> None:
    found = units_of({"D11": ["high", "none", "low"], "D12": ["none"]})
    assert found.loc["D11", ["low", "medium", "high", "numerator", "denominator"]].tolist() == [1, 0, 1, 6, 8]
    assert found.loc["D12", ["low", "medium", "high", "numerator", "denominator"]].tolist() == [0] * 5


def test_q26_qzj_is_counted_and_ranked_like_the_others() -> None:
    found = units_of({"D11": ["high", "high"], "D12": ["high", "low"], "D21": ["medium"]}, "qzj")
    assert found.loc["R1", ["low", "medium", "high"]].tolist() == [1, 0, 3]
    assert found["rank"].to_dict() | {"000000000": None, "R3": None, "D31": None} == {
        **{"000000000": None, "R1": 1, "R2": 2, "R3": None},
        **{"D11": 1, "D12": 2, "D21": 1, "D31": None},
    }


def test_q20_equal_fractions_tie_exactly() -> None:
    """3 of 9 and 1 of 3 are the same score; the name decides, and Ақкөл comes before Біржан."""
    found = units_of({"D11": ["high"] * 3 + ["low"] * 6, "D12": ["high", "low", "low"]})
    assert found.loc[["D12", "D11"], "rank"].tolist() == [1, 2]


def test_a44_ties_go_to_the_larger_share_of_high() -> None:
    found = units_of({"D12": ["medium"] * 4, "D11": ["high", "high", "low", "low"]})
    assert found.loc[["D11", "D12"], "rank"].tolist() == [1, 2]


WEIGHTS = st.lists(st.fractions(0, 1, max_denominator=7), min_size=3, max_size=3).map(sorted)
COUNTS = st.tuples(COUNT, COUNT, COUNT).filter(any)


@settings(max_examples=200, deadline=None)
@given(COUNTS, COUNTS, WEIGHTS, st.integers(0, 3))
def test_q20_whole_numbers_sort_like_the_fractions(
    one: tuple[int, int, int], other: tuple[int, int, int], weights: list[Fraction], more: int
) -> None:
    most = max(sum(one), sum(other)) + more
    exact = [(score(*counts, weights), share_high(*counts)) for counts in (one, other)]
    numbers = [place_numbers(*counts, weights, most) for counts in (one, other)]
    assert (exact[0] > exact[1], exact[0] == exact[1]) == (numbers[0] < numbers[1], numbers[0] == numbers[1])


def test_q20_neighbouring_quotients_of_a_country_differ() -> None:
    """9,999 of 10,000 and 9,998 of 9,999 differ by a hundred-millionth."""
    one, other = (place_numbers(1, 0, high, CONFIG.weights, 10_000) for high in (9_999, 9_998))
    assert one < other


def test_q19_names_of_a_tie_are_in_kazakh_order() -> None:
    """Ұлытау comes before Үшінші: in code points it is the other way round."""
    assert ord("Ұ") > ord("Ү")
    found = units_of({"D21": ["high"], "D31": ["high"]})
    assert found.loc[["R2", "R3"], "rank"].tolist() == [1, 2]


def test_q19_equal_names_are_ordered_by_id() -> None:
    twins = UNITS.assign(name_kk="Атау")
    schools = pd.DataFrame({"school_id": ["a", "b"], "unit_id": ["D12", "D11"]})
    values = schools[["school_id"]].assign(indicator="planning", category="high", numerator=1, denominator=1)
    found = unit_values(values, schools, twins, CONFIG).set_index(["unit_id", "indicator"])["rank"]
    assert (found["D11", "planning"], found["D12", "planning"]) == (1, 2)


def test_other_weights_change_the_order() -> None:
    config = replace(CONFIG, weights=(Fraction(0), Fraction(1), Fraction(1)))
    schools = pd.DataFrame({"school_id": list("abc"), "unit_id": ["D11", "D12", "D12"]})
    values = schools[["school_id"]].assign(indicator="planning", numerator=1, denominator=1)
    values["category"] = ["medium", "high", "low"]
    found = unit_values(values, schools, UNITS, config).set_index(["unit_id", "indicator"])["rank"]
    assert (found["D11", "planning"], found["D12", "planning"]) == (1, 2)


DISTRICTS = st.fixed_dictionaries(
    {district: st.lists(st.sampled_from([*CATEGORIES, "none"]), max_size=6) for district in PARENT}
)


@SOME
@given(DISTRICTS)
def test_q27_a_unit_counts_its_own_schools(districts: dict[str, list[str]]) -> None:
    """Parents are the sums of their children, in every count."""
    found = units_of(districts)
    sums = ["low", "medium", "high", "numerator", "denominator"]
    parents = UNITS.set_index("unit_id")["parent_id"]
    for parent in ("000000000", "R1", "R2", "R3"):
        children = parents.index[parents == parent]
        assert found.loc[parent, sums].tolist() == found.loc[children, sums].sum().tolist()
    for district, names in districts.items():
        assert found.loc[district, list(CATEGORIES)].tolist() == [names.count(name) for name in CATEGORIES]


@SOME
@given(DISTRICTS)
def test_q21_ranks_are_1_to_n_among_siblings_with_schools(districts: dict[str, list[str]]) -> None:
    found = units_of(districts)
    assert pd.isna(found.loc["000000000", "rank"])
    for siblings in (["R1", "R2", "R3"], ["D11", "D12"], ["D21"], ["D31"]):
        scores = {unit: score(*found.loc[unit, list(CATEGORIES)], CONFIG.weights) for unit in siblings}
        ranked = sorted((unit for unit in siblings if scores[unit] is not None), key=lambda u: found.loc[u, "rank"])
        assert [found.loc[unit, "rank"] for unit in ranked] == list(range(1, len(ranked) + 1))
        assert all(scores[one] >= scores[other] for one, other in pairwise(ranked))
        assert all(pd.isna(found.loc[unit, "rank"]) for unit in siblings if scores[unit] is None)


@SOME
@given(DISTRICTS, st.randoms())
def test_the_order_of_schools_does_not_matter(districts: dict[str, list[str]], chance: Random) -> None:
    names = list(districts)
    chance.shuffle(names)
    mixed = {name: districts[name][::-1] for name in names}
    pd.testing.assert_frame_equal(units_of(districts), units_of(mixed))
