"""Teaching days and holidays of weeks, with or without a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from dashboard.locales import Language
from dashboard.snapshot.calendar import WeekKind, year_weeks
from dashboard.timeline import Timeline
from dashboard.weeks import academic_year, last_day

# A vacation is called after the season its week's last day falls in.
_SEASONS: Mapping[int, str] = {
    1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring", 6: "summer",
    7: "summer", 8: "summer", 9: "autumn", 10: "autumn", 11: "autumn", 12: "winter",
}  # fmt: skip


@lru_cache(maxsize=32)
def _year(weeks: tuple[WeekKind, ...]) -> Mapping[date, WeekKind]:
    """Return the weeks of an academic year by their Sunday."""
    return {kind.week: kind for kind in weeks}


def week_kind(week: date) -> WeekKind | None:
    """Return what a week is by its year's calendar; None where the year has none."""
    return _year(year_weeks(academic_year(week))).get(week)


def teaching_days(timeline: Timeline, week: date) -> int | None:
    """Return a week's teaching days (Q-42): its snapshot's, else its year's calendar's; None where neither knows."""
    snapshot = timeline.at(week)
    if snapshot:
        return snapshot.teaching_days
    kind = week_kind(week)
    return kind.days if kind else None


def vacation_name(lang: Language, week: date) -> str:
    """Return the name of the vacation a week without teaching lies in."""
    names = {
        "autumn": lambda: lang.gettext("Autumn holidays"),
        "winter": lambda: lang.gettext("Winter holidays"),
        "spring": lambda: lang.gettext("Spring holidays"),
        "summer": lambda: lang.gettext("Summer holidays"),
    }
    return names[_SEASONS[last_day(week).month]]()
