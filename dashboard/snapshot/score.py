"""Categories, scores and ranks, by whole numbers and exact fractions only (A.4, A-44, Q-12 … Q-27).

A float percentage would put 57/100 below 57 and give (3 of 9) and (1 of 3) different scores (Q-15, Q-20).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.alphabet import name_order
from dashboard.configuration import CATEGORIES, MonitorConfig
from dashboard.indicators import INDICATOR_KEYS, MEASURED_KEYS, PAPERLESS

Numbers = NDArray[np.int64]
NONE = "none"
NAMES = np.array([*CATEGORIES, NONE], dtype=object)  # a category by its number; -1 is the last one
LOW, MEDIUM, HIGH = range(3)
SUMS = ["low", "medium", "high", "numerator", "denominator"]


def category(numerator: int, denominator: int, target: int, medium_from: int) -> str:
    """Return the category of an exact quotient (Q-15); low where the denominator is 0 (Q-12)."""
    if denominator and 100 * numerator >= target * denominator:
        return "high"
    return "medium" if denominator and 100 * numerator >= medium_from * denominator else "low"


def score(low: int, medium: int, high: int, weights: Sequence[Fraction]) -> Fraction | None:
    """Return the score of a unit in percent (A-44), None without schools."""
    of_low, of_medium, of_high = weights
    schools = low + medium + high
    return 100 * (low * of_low + medium * of_medium + high * of_high) / schools if schools else None


def share_high(low: int, medium: int, high: int) -> Fraction | None:
    """Return the share of schools in High in percent (A-20), None without schools."""
    schools = low + medium + high
    return Fraction(100 * high, schools) if schools else None


def unit_category(indicator: str, value: Fraction | None, config: MonitorConfig) -> str:
    """Return the category of a unit's score (Q-103): what the map shows; none without a score."""
    if value is None:
        return NONE
    return category(*(value / 100).as_integer_ratio(), config.targets[indicator], config.medium_from(indicator))


def school_values(schools: pd.DataFrame, config: MonitorConfig) -> pd.DataFrame:
    """Give every indicator of every participating school its category.

    Parameters
    ----------
    schools
        One row is one school: school_id, state, and ``<indicator>_numerator`` and ``…_denominator``, whole numbers,
        missing where there is no value.

    Returns
    -------
    DataFrame
        One row is one indicator of one school, all nine of each, in the order of the page: school_id, indicator,
        numerator, denominator (Int64; missing without a value), category (low, medium, high, none; Q-6, Q-13).
    """
    with_data = (schools["state"] == "data").to_numpy()
    blocks = {key: _measured(schools, key, with_data, config) for key in MEASURED_KEYS}
    met = np.stack([blocks[key][2] for key in config.seven])
    lowest = np.where(with_data, met.min(axis=0), -1)
    blocks[PAPERLESS] = ((met == HIGH).sum(axis=0), np.full(len(schools), len(config.seven)), lowest)
    return pd.concat([_block(schools["school_id"], key, *blocks[key]) for key in INDICATOR_KEYS], ignore_index=True)


def _measured(
    schools: pd.DataFrame, key: str, with_data: NDArray[np.bool_], config: MonitorConfig
) -> tuple[Numbers, Numbers, Numbers]:
    """Return numerators, denominators and the numbers of the categories of one indicator."""
    given = schools[f"{key}_denominator"].notna().to_numpy() & with_data
    over = schools[f"{key}_numerator"].fillna(0).to_numpy(dtype=np.int64)
    under = schools[f"{key}_denominator"].fillna(0).to_numpy(dtype=np.int64)
    some = under > 0
    reached = [100 * over >= border * under for border in (config.medium_from(key), config.targets[key])]
    numbers = sum((some & step).astype(np.int64) for step in reached)
    return over, under, np.where(given, numbers, -1)


def _block(ids: pd.Series, key: str, over: Numbers, under: Numbers, numbers: Numbers) -> pd.DataFrame:
    """Return the rows of one indicator."""
    missing = numbers < 0
    return pd.DataFrame(
        {
            "school_id": ids.to_numpy(),
            "indicator": key,
            "numerator": pd.arrays.IntegerArray(np.asarray(over, dtype=np.int64), missing),
            "denominator": pd.arrays.IntegerArray(np.asarray(under, dtype=np.int64), missing.copy()),
            "category": NAMES[numbers],
        }
    )


def category_sums(values: pd.DataFrame) -> pd.DataFrame:
    """Return what a school's value adds to its unit: low, medium, high (0 or 1), numerator and denominator (Q-23)."""
    columns = {name: (values["category"] == name).astype(np.int64) for name in CATEGORIES}
    columns |= {name: values[name].fillna(0).astype(np.int64) for name in ("numerator", "denominator")}
    return pd.DataFrame(columns)


def add_up(rows: pd.DataFrame, units: pd.DataFrame, key: str, keys: Iterable[str]) -> pd.DataFrame:
    """Add up numbers of schools over every unit (Q-25, Q-27).

    Parameters
    ----------
    rows
        One row is one school and one `key`: unit_id (its district), the column `key`, whole numbers.
    units
        One row is one unit: unit_id, parent_id.
    key, keys
        The column to keep apart, and all values it can have.

    Returns
    -------
    DataFrame
        One row is one unit and one `key`, every combination, 0 where there is nothing; in the order of both.
    """
    sums = rows.groupby(["unit_id", key], observed=True, sort=False).sum().reset_index()
    # Without a single unit the column of their ids would be one of missing numbers.
    of_all = (
        sums.astype({"unit_id": "str"})
        .merge(_ancestors(units), on="unit_id")
        .drop(columns="unit_id")
        .rename(columns={"above": "unit_id"})
    )
    every = pd.MultiIndex.from_product([units["unit_id"], list(keys)], names=["unit_id", key])
    return of_all.groupby(["unit_id", key]).sum().reindex(every, fill_value=0).astype(np.int64).reset_index()


def _ancestors(units: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each unit and each unit that contains it, itself included: unit_id, above."""
    parents: dict[str, str | None] = dict(units[["unit_id", "parent_id"]].itertuples(index=False))
    pairs = []
    for unit in parents:
        above: str | None = unit
        while above in parents:
            pairs.append((unit, above))
            above = parents[above]
    return pd.DataFrame(pairs, columns=["unit_id", "above"], dtype="str")


def unit_values(
    values: pd.DataFrame, schools: pd.DataFrame, units: pd.DataFrame, config: MonitorConfig
) -> pd.DataFrame:
    """Add up the categories of the schools of every unit and rank the units.

    Parameters
    ----------
    values
        One row is one indicator of one school, as `school_values` returns it.
    schools
        One row is one school: school_id, unit_id.
    units
        One row is one unit: unit_id, parent_id, name_kk.

    Returns
    -------
    DataFrame
        One row is one indicator of one unit: unit_id, indicator, low, medium, high, rank (Int64; missing for the
        republic and without schools, Q-21), numerator, denominator (pooled, Q-23).
    """
    rows = category_sums(values)
    rows["unit_id"] = values["school_id"].map(schools.set_index("school_id")["unit_id"])
    rows["indicator"] = values["indicator"]
    sums = add_up(rows, units, "indicator", INDICATOR_KEYS)
    sums["rank"] = _ranks(sums, units, config)
    return sums[["unit_id", "indicator", "low", "medium", "high", "rank", "numerator", "denominator"]]


def _ranks(sums: pd.DataFrame, units: pd.DataFrame, config: MonitorConfig) -> pd.Series:
    """Return the place of each row among the siblings that have schools (Q-20, Q-21)."""
    known = units.set_index("unit_id")
    parents, names = known["parent_id"].to_dict(), known["name_kk"].to_dict()
    order = {unit: (name_order(name), unit) for unit, name in names.items()}
    most = int((sums["low"] + sums["medium"] + sums["high"]).max()) if len(sums) else 0
    siblings: dict[tuple[str, str], list[tuple[tuple[object, ...], int]]] = {}
    for row, unit, indicator, low, medium, high in sums[["unit_id", "indicator", "low", "medium", "high"]].itertuples():
        if low + medium + high and isinstance(parents[unit], str):
            place = (*place_numbers(low, medium, high, config.weights, most), *order[unit])
            siblings.setdefault((parents[unit], indicator), []).append((place, row))
    ranks = {row: rank for group in siblings.values() for rank, (_, row) in enumerate(sorted(group), 1)}
    return pd.Series(ranks, index=sums.index, dtype="Int64")


def place_numbers(low: int, medium: int, high: int, weights: Sequence[Fraction], most: int) -> tuple[int, int]:
    """Return whole numbers that units are sorted by: the falling score, then the falling share of High (A-44, Q-20).

    Two different quotients of at most `most` schools lie at least 1 / `most`² apart: multiplied by its square and cut
    they are still different, and equal ones are equal. Fractions would say the same in ten times the time.

    Parameters
    ----------
    low, medium, high
        Counts of schools, at least one in all.
    most
        No unit that is sorted with this one has more schools.
    """
    scale = math.lcm(*(weight.denominator for weight in weights))
    of_low, of_medium, of_high = (weight.numerator * (scale // weight.denominator) for weight in weights)
    schools, fine = low + medium + high, most * most
    weighed = low * of_low + medium * of_medium + high * of_high
    return -(weighed * fine // schools), -(high * fine // schools)
