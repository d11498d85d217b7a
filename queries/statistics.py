"""The three statistics blocks: marks, homework, logins (A-36 … A-38)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from dashboard.frames import StatisticRow, UnitRow
from dashboard.schema import unit_statistic
from dashboard.timeline import Timeline
from dashboard.weeks import DAY, WEEK, cut_off, first_week, last_day
from queries.rows import any_of, plain_rows

STATISTICS = ("marks", "homework", "logins")
_TOTALS: Select[Any] = select(
    unit_statistic.c.snapshot_id,
    unit_statistic.c.statistic,
    unit_statistic.c.total,
    unit_statistic.c.schools,
).where(unit_statistic.c.unit_id == bindparam("unit"), unit_statistic.c.snapshot_id.in_(any_of("snapshots")))

_NOTHING = (None, 0)
# Statistic and snapshot to the total (None where no school was connected) and how many schools it covers.
Totals = Mapping[tuple[str, int], tuple[int | None, int]]


def totals(
    connection: Connection, keys: Sequence[tuple[str, str]], timeline: Timeline
) -> dict[tuple[str, str], Totals]:
    """Return what units' blocks are made of: their numbers in the weeks that count in an academic year.

    Parameters
    ----------
    keys
        Unit and academic year.
    timeline
        The weeks that can be shown.
    """
    return {(unit, year): _totals(connection, unit, _counted_weeks(timeline, year)) for unit, year in keys}


def _counted_weeks(timeline: Timeline, year: str) -> list[int]:
    """Return the snapshots of a year, and of the month before it: in September the last completed month is August."""
    begin = first_week(year) - 10 * WEEK  # August, whatever day it begins on
    end = first_week(f"{int(year[:4]) + 1}-{int(year[:4]) + 2}")
    return [snapshot.snapshot_id for snapshot in timeline.between(begin, end)]


def _totals(connection: Connection, unit: str, weeks: Sequence[int]) -> Totals:
    """Return the numbers of a unit in some weeks."""
    rows = plain_rows(connection, _TOTALS, {"unit": unit, "snapshots": list(weeks)})
    return {(name, key): (total, count) for key, name, total, count in rows}


def statistics(found: Totals, timeline: Timeline, week: date, unit: UnitRow) -> tuple[StatisticRow, ...]:
    """Return the sums of the academic year and of the last completed month.

    The year is summed over its published weeks up to the shown one; until September it keeps its final value (F.3-7).
    A week belongs to the month of its last day (G-31).

    Parameters
    ----------
    found
        The unit's `totals`.
    timeline, week
        The weeks that can be shown, and the shown one.
    unit
        The unit as the shown week knows it.
    """
    month = last_completed_month(week)
    of_year = [snapshot.snapshot_id for snapshot in timeline.year_until(week)]
    of_month = [s.snapshot_id for s in timeline.snapshots if last_day(s.week).replace(day=1) == month]
    shown = timeline.at(week)
    now = {name: found.get((name, shown.snapshot_id)) if shown else None for name in STATISTICS}
    return tuple(
        StatisticRow(
            name, _sum(found, name, of_year), _sum(found, name, of_month), unit.schools - count[1] if count else 0
        )
        for name, count in now.items()
    )


def last_completed_month(week: date) -> date:
    """Return the first day of the last calendar month that was over at the week's cut-off (G-31)."""
    return (cut_off(week).date().replace(day=1) - DAY).replace(day=1)


def _sum(found: Totals, name: str, snapshots: Iterable[int]) -> int | None:
    """Return the sum over snapshots; None where none of them has a total."""
    known = [total for key in snapshots if (total := found.get((name, key), _NOTHING)[0]) is not None]
    return sum(known) if known else None
