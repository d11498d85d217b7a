"""A week beside the one before it, over the schools that have values in both (F.3-5, F.3-6, G-46)."""

from __future__ import annotations

import pandas as pd

from dashboard.indicators import INDICATOR_KEYS
from dashboard.snapshot.score import NONE, add_up, category_sums

COLUMNS = [
    "unit_id",
    "indicator",
    "schools",
    "medium_now",
    "high_now",
    "medium_then",
    "high_then",
    "numerator_now",
    "denominator_now",
    "numerator_then",
    "denominator_then",
]


def compare(
    now_values: pd.DataFrame, then_values: pd.DataFrame, now_schools: pd.DataFrame, units: pd.DataFrame
) -> pd.DataFrame:
    """Add up two weeks over their common schools.

    A school counts for an indicator only if it has a category in both weeks, and it counts in the units it belongs to
    now (Q-100), so that neither a new school nor one that moved looks like growth or decline.

    Parameters
    ----------
    now_values, then_values
        One row is one indicator of one school: school_id, indicator, numerator, denominator, category.
    now_schools
        One row is one school of the later week: school_id, unit_id.
    units
        One row is one unit of the later week: unit_id, parent_id.

    Returns
    -------
    DataFrame
        One row is one indicator of one unit, every combination: unit_id, indicator, schools (with values in both),
        and medium, high, numerator, denominator with ``_now`` and ``_then``.
    """
    keys = ["school_id", "indicator"]
    common = _with_value(now_values).merge(
        _with_value(then_values), on=keys, suffixes=("_now", "_then"), validate="1:1"
    )
    rows = pd.concat([_sums(common, suffix) for suffix in ("_now", "_then")], axis=1).assign(schools=1)
    rows["unit_id"] = common["school_id"].map(now_schools.set_index("school_id")["unit_id"])
    rows["indicator"] = common["indicator"]
    return add_up(rows, units, "indicator", INDICATOR_KEYS)[COLUMNS]


def _with_value(values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have a category."""
    return values.loc[values["category"] != NONE, ["school_id", "indicator", "numerator", "denominator", "category"]]


def _sums(common: pd.DataFrame, suffix: str) -> pd.DataFrame:
    """Return what the schools add to their units in one of the weeks."""
    own = ["numerator", "denominator", "category"]
    return category_sums(common[[name + suffix for name in own]].set_axis(own, axis=1)).add_suffix(suffix)
