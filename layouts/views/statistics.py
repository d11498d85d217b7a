"""The three statistics blocks under the sheet (A-36 … A-38): no target, no category."""

from __future__ import annotations

from dashboard.dates import month_alone
from dashboard.frames import StatisticRow
from dashboard.locales import ABSENT
from dashboard.weeks import DAY, cut_off
from layouts.views.reading import Reading
from layouts.views.words import Json, absence


def statistics(reading: Reading) -> list[Json]:
    """Return the blocks, in their order."""
    return [_block(reading, row) for row in reading.data.statistics]


def _block(reading: Reading, row: StatisticRow) -> Json:
    """Return one block."""
    lang = reading.lang
    titles = {
        "marks": lambda: lang.gettext("Marks set"),
        "homework": lambda: lang.gettext("Homework given"),
        "logins": lambda: lang.gettext("Services provided (unique logins)"),
    }
    month = cut_off(reading.data.week).date().replace(day=1) - DAY
    return {
        "key": row.statistic,
        "title": titles[row.statistic](),
        "year": _figure(reading, row, row.year, lang.gettext("since the school year began")),
        "month": _figure(reading, row, row.month, lang.gettext("in %(month)s", month=month_alone(lang, month))),
        "note": _note(reading, row),
    }


def _figure(reading: Reading, row: StatisticRow, total: int | None, caption: str) -> Json:
    """Return one of the two numbers; one that nobody is connected to is not one that is missing."""
    lang = reading.lang
    if total is None:
        is_silent = reading.data.unit.schools and row.unconnected >= reading.data.unit.schools
        return {
            "value": ABSENT,
            "exact": absence(lang, "not_connected" if is_silent else "no_data"),
            "caption": caption,
        }
    return {"value": lang.compact(total), "exact": lang.number(total), "caption": caption}


def _note(reading: Reading, row: StatisticRow) -> str | None:
    """Return how many of the schools the week's number covers (Q-104)."""
    if not reading.data.has_data:
        return None
    whole = reading.data.unit.schools
    return reading.lang.gettext("schools connected: %(part)s", part=reading.lang.of(whole - row.unconnected, whole))
