"""A week beside the one before it, over the schools that have values in both (F.3-5, F.3-6, G-46)."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import BigInteger, ColumnElement, Connection, FromClause, and_, case, cast, func, select

from dashboard.indicators import INDICATOR_KEYS
from dashboard.schema import school_value, school_week, unit_week
from dashboard.snapshot.rows import read_frame
from dashboard.snapshot.score import NONE, add_up

COMPARED = ("medium", "high", "numerator", "denominator")  # of each of the two weeks
NOW, THEN = school_value.alias("now"), school_value.alias("then")


def compare(connection: Connection, now: int, then: int) -> pd.DataFrame:
    """Add up two snapshots over their common schools.

    A school counts for an indicator only if it has a category in both weeks, and it counts in the units it belongs to
    now (Q-100), so that neither a new school nor one that moved looks like growth or decline.

    The database adds up the districts: there are a few thousand sums of them, and 140,000 rows of schools behind.

    Parameters
    ----------
    now, then
        The keys of the later and of the earlier snapshot.

    Returns
    -------
    DataFrame
        One row is one indicator of one unit of the later week, every combination: unit_id, indicator, schools (with
        values in both), and medium, high, numerator, denominator with ``_now`` and ``_then``.
    """
    names = ["unit_id", "indicator", "schools", *(f"{name}_{side}" for side in ("now", "then") for name in COMPARED)]
    school = and_(school_week.c.snapshot_id == now, school_week.c.school_id == NOW.c.school_id)
    same = and_(THEN.c.snapshot_id == then, THEN.c.school_id == NOW.c.school_id, THEN.c.indicator == NOW.c.indicator)
    query = (
        select(school_week.c.unit_id, NOW.c.indicator, func.count(), *_sums(NOW), *_sums(THEN))
        .select_from(NOW)
        .join(THEN, same)
        .join(school_week, school)
        .where(NOW.c.snapshot_id == now, NOW.c.category != NONE, THEN.c.category != NONE)
        .group_by(school_week.c.unit_id, NOW.c.indicator)
    )
    rows = [tuple(row) for row in connection.execute(query)]
    districts = pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[2:], "int64"))
    units = read_frame(connection, unit_week, now, ("unit_id", "parent_id"))
    return add_up(districts, units, "indicator", INDICATOR_KEYS)


def _sums(of: FromClause) -> list[ColumnElement[int]]:
    """Return what the schools of one of the weeks add up to, in the order of `COMPARED`."""
    flags = [case((of.c.category == name, 1), else_=0) for name in COMPARED[:2]]
    return [cast(func.coalesce(func.sum(each), 0), BigInteger) for each in (*flags, of.c.numerator, of.c.denominator)]
