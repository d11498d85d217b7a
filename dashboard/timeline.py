"""The weeks that can be shown: the frozen snapshot of each, in order, and what lies between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from dashboard.weeks import WEEK, academic_year, previous_period, weeks_before

SHORT_WEEK = range(1, 4)  # teaching days of a short week (F.3-2, Q-42)
TREND_WEEKS = 12
DATA = "data"


@dataclass(frozen=True, slots=True)
class Published:
    """The frozen snapshot of one week: its first published revision (Q-49).

    Attributes
    ----------
    snapshot_id, content_id, week, teaching_days, calendar_assumed, rejects_accepted, source, published_at
        As in table ``snapshot``.
    state
        Of the republic: ``data``, or ``none`` (Q-9).
    """

    snapshot_id: int
    content_id: str
    week: date
    teaching_days: int
    calendar_assumed: bool
    rejects_accepted: bool
    source: str
    published_at: datetime | None
    state: str

    @property
    def has_data(self) -> bool:
        """Whether the republic has data in the week (Q-9)."""
        return self.state == DATA

    @property
    def is_short(self) -> bool:
        """Whether the week is short (Q-42)."""
        return self.teaching_days in SHORT_WEEK


@dataclass(frozen=True)
class Timeline:
    """The frozen snapshots, one a week at most, oldest first."""

    snapshots: tuple[Published, ...] = ()

    @cached_property
    def by_week(self) -> Mapping[date, Published]:
        """Week to its snapshot."""
        return {snapshot.week: snapshot for snapshot in self.snapshots}

    @property
    def first(self) -> date | None:
        """The earliest week."""
        return self.snapshots[0].week if self.snapshots else None

    @property
    def latest(self) -> date | None:
        """The latest published week: what is shown without a choice (A-6)."""
        return self.snapshots[-1].week if self.snapshots else None

    def at(self, week: date) -> Published | None:
        """Return the snapshot of a week; None where none was published."""
        return self.by_week.get(week)

    def between(self, begin: date, end: date) -> tuple[Published, ...]:
        """Return the snapshots of the weeks from `begin` on, before `end`."""
        weeks = list(self.by_week)
        return self.snapshots[bisect_left(weeks, begin) : bisect_left(weeks, end)]

    def nearest(self, week: date) -> Published | None:
        """Return the snapshot of a week, else the last one before it, else the first one after it."""
        if not self.snapshots:
            return None
        place = bisect_left([snapshot.week for snapshot in self.snapshots], week + WEEK)
        return self.snapshots[max(0, place - 1)]

    def previous(self, week: date) -> Published | None:
        """Return the previous reporting period: what changes are measured against (F.3-5, Q-40)."""
        base = previous_period(week, (snapshot.week for snapshot in self.snapshots if snapshot.has_data))
        return self.by_week[base] if base else None

    def neighbours(self, week: date) -> tuple[date | None, date | None]:
        """Return the weeks before and after, with or without a snapshot, within what was published (A-5)."""
        first, latest = self.first, self.latest
        if first is None or latest is None:
            return None, None
        return (week - WEEK if week > first else None), (week + WEEK if week < latest else None)

    def with_data_before(self, week: date) -> Published | None:
        """Return the last week with data before a week, in whatever academic year."""
        return max((s for s in self.snapshots if s.has_data and s.week < week), key=lambda s: s.week, default=None)

    def with_data_after(self, week: date) -> Published | None:
        """Return the first week with data after a week."""
        return min((s for s in self.snapshots if s.has_data and s.week > week), key=lambda s: s.week, default=None)

    def latest_with_data(self) -> Published | None:
        """Return the latest week with data."""
        return max((s for s in self.snapshots if s.has_data), key=lambda s: s.week, default=None)

    def trend(self, week: date) -> tuple[Published | None, ...]:
        """Return the snapshots of the twelve weeks that end with a week.

        None where there is none or the republic has no data; the shown week itself always counts, since a region may
        have data when the republic has not.
        """
        found = (self.at(each) for each in weeks_before(week, TREND_WEEKS))
        return tuple(s if s and (s.has_data or s.week == week) else None for s in found)

    def year_until(self, week: date) -> tuple[Published, ...]:
        """Return the snapshots of a week's academic year up to the week (A-36)."""
        year = academic_year(week)
        return tuple(s for s in self.snapshots if s.week <= week and academic_year(s.week) == year)
