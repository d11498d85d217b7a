"""The revised series: the same week once more, with what was entered about its lessons up to 14 days late (G-3, Q-48).

The frozen values never change. Both series are counted in one pass; kept beside the frozen one are only the values
that differ.
"""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from dashboard.snapshot.class_counts import REVISED_DAYS
from dashboard.snapshot.compute import Computed
from dashboard.weeks import cut_off

KEY = ["school_id", "indicator"]
NUMBERS = ["numerator", "denominator", "category"]


def revised_until(week: date) -> datetime:
    """Return the instant up to which, inclusive, entries count in the revised series (Q-48)."""
    return cut_off(week, REVISED_DAYS)


def revised_values(computed: Computed) -> pd.DataFrame:
    """Return what differs in the revised series of a week.

    Returns
    -------
    DataFrame
        The table ``revised_value``: one row is one indicator of one participating school that is another than in the
        frozen series: school_id, indicator, numerator, denominator (Int64), category.
    """
    return changed_values(computed.values, computed.revised)


def changed_values(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the values of `after` that are not the same in `before`: one row is one indicator of one school."""
    both = after.merge(before, "left", on=KEY, suffixes=("", "_before"), validate="1:1")
    same = (both[NUMBERS].fillna(-1) == both[[f"{name}_before" for name in NUMBERS]].fillna(-1).to_numpy()).all(axis=1)
    return both.loc[~same, KEY + NUMBERS].reset_index(drop=True)
