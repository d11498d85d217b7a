"""Some units side by side over time: a line each, with the target and the weeks without data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard.dates import short_day, span_with_year, week_span
from dashboard.frames import SideBySide, UnitRow
from dashboard.indicators import INDICATORS
from dashboard.locales import ABSENT, Language
from dashboard.selection import PINS
from dashboard.weeks import last_day
from layouts.views.band import gaps
from layouts.views.holidays import teaching_days, vacation_name
from layouts.views.measures import Borders, UnitMeasures
from layouts.views.names import full_name, short_name
from layouts.views.words import REGION, Json, target_text

Scores = list[list[list[int]]]


def compare(data: SideBySide, lang: Language) -> Json:
    """Return the lines of every indicator's score (A-44).

    Returns
    -------
    dict
        The weeks with what they are called, the runs of weeks without data and why; the units; by indicator the scores
        in percent and as text, None and a dash where there is none.
    """
    scores: Scores = UnitMeasures(data.values, Borders.of(data.config)).score.tolist()
    return {
        "weeks": [
            {"week": week.isoformat(), "end": short_day(lang, last_day(week)), "span": week_span(lang, week)}
            for week in data.weeks
        ],
        "period": span_with_year(lang, data.weeks[0], last_day(data.weeks[-1])),
        "gaps": _gaps(data, lang),
        "units": [
            {"unit": row.unit_id, "name": short_name(lang, row)[0], "full": full_name(lang, row)} for row in data.units
        ],
        "references": [_above(lang, row) for row in data.references],
        "lines": {
            key: {
                "target": data.config.targets[key],
                "target_text": target_text(lang, data.config.targets[key]),
                "lines": [_line(data, lang, scores, at, place) for at in range(len(data.units))],
                "references": [
                    _line(data, lang, scores, len(data.units) + at, place) for at in range(len(data.references))
                ],
            }
            for place, key in enumerate(INDICATORS)
        },
    }


def _above(lang: Language, unit: UnitRow) -> Json:
    """Return a unit that is only compared with, and which mark it has."""
    if unit.level == REGION:
        return {
            "kind": "parent",
            "unit": unit.unit_id,
            "name": short_name(lang, unit)[0],
            "full": full_name(lang, unit),
        }
    name = lang.gettext("Republic")
    return {"kind": "republic", "unit": unit.unit_id, "name": name, "full": name}


def words(lang: Language) -> Json:
    """Return the words around the chart."""
    return {
        "title": lang.gettext("Comparison over time"),
        "what": lang.gettext("score, %"),
        "hint": lang.gettext("Up to %(limit)s units; choose them in the ranking.", limit=PINS),
        "pin": lang.gettext("Compare"),
        "full": lang.gettext("%(limit)s units are compared already. Remove one first.", limit=PINS),
        "remove": lang.gettext("Remove from the comparison"),
        "clear": lang.gettext("Remove all"),
        "week": lang.pgettext("column", "Week"),
        "limit": PINS,
    }


def _line(data: SideBySide, lang: Language, scores: Scores, unit: int, place: int) -> Json:
    """Return one unit's scores, week after week."""
    at = {snapshot: number for number, snapshot in enumerate(data.values.weeks)}
    tenths = [scores[at[week.snapshot_id]][unit][place] if week else -1 for week in data.snapshots]
    return {
        "values": [each / 10 if each >= 0 else None for each in tenths],
        "texts": [lang.tenths(each) if each >= 0 else ABSENT for each in tenths],
    }


def _gaps(data: SideBySide, lang: Language) -> list[Json]:
    """Return the runs of weeks without data, by their first and last place, and why there are none."""
    runs: Sequence[Sequence[int]] = gaps([1.0 if snapshot else None for snapshot in data.snapshots])
    return [{"from": first, "to": last, "text": _why(data, lang, data.weeks[first : last + 1])} for first, last in runs]


def _why(data: SideBySide, lang: Language, weeks: Sequence[date]) -> str:
    """Return the name of the vacation some weeks lie in, or that there are no data."""
    if all(teaching_days(data.timeline, week) == 0 for week in weeks):
        return vacation_name(lang, weeks[-1])
    return lang.gettext("no data")
