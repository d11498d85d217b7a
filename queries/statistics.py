"""The three statistics blocks: marks, homework, logins (A-36 … A-38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from dashboard.frames import StatisticRow, UnitRow
from dashboard.schema import unit_statistic
from dashboard.timeline import Timeline
from dashboard.weeks import DAY, cut_off, last_day
from queries.rows import any_of

STATISTICS = ("marks", "homework", "logins")
_TOTALS: Select[Any] = select(
    unit_statistic.c.statistic, unit_statistic.c.snapshot_id, unit_statistic.c.total, unit_statistic.c.schools
).where(unit_statistic.c.unit_id == bindparam("unit"), unit_statistic.c.snapshot_id.in_(any_of("snapshots")))


def statistics(connection: Connection, timeline: Timeline, week: date, unit: UnitRow) -> tuple[StatisticRow, ...]:
    """Return the sums of the academic year and of the last completed month.

    The year is summed over its published weeks up to the shown one; until September it keeps its final value (F.3-7).
    A week belongs to the month of its last day (G-31).

    Parameters
    ----------
    timeline, week
        The weeks that can be shown, and the shown one.
    unit
        The unit as the shown week knows it.
    """
    month = last_completed_month(week)
    of_year = {snapshot.snapshot_id: snapshot.week for snapshot in timeline.year_until(week)}
    of_month = {s.snapshot_id: s.week for s in timeline.snapshots if last_day(s.week).replace(day=1) == month}
    shown = timeline.at(week)
    found = connection.execute(_TOTALS, {"unit": unit.unit_id, "snapshots": [*of_year, *of_month]})
    totals: dict[str, dict[int, int]] = defaultdict(dict)
    covered: dict[str, int] = {}
    for name, snapshot_id, total, count in found:
        if total is not None:
            totals[name][snapshot_id] = total
        if shown and snapshot_id == shown.snapshot_id:
            covered[name] = count
    return tuple(
        StatisticRow(
            name,
            _sum(totals[name], of_year),
            _sum(totals[name], of_month),
            unit.schools - covered.get(name, unit.schools),
        )
        for name in STATISTICS
    )


def last_completed_month(week: date) -> date:
    """Return the first day of the last calendar month that was over at the week's cut-off (G-31)."""
    return (cut_off(week).date().replace(day=1) - DAY).replace(day=1)


def _sum(totals: Mapping[int, int], snapshots: Iterable[int]) -> int | None:
    """Return the sum over snapshots; None where none of them has a total."""
    known = [totals[snapshot] for snapshot in snapshots if snapshot in totals]
    return sum(known) if known else None
