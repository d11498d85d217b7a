"""The week in words: label, neighbours, marks, and the stamp of the data (A-4 … A-6)."""

from __future__ import annotations

from dashboard.dates import academic_year_label, day, day_with_year, moment_of_cut_off, week_label
from dashboard.snapshot.calendar import is_confirmed
from dashboard.weeks import WEEK, cut_off, last_day
from layouts.views.reading import Reading
from layouts.views.words import Json


def period(reading: Reading) -> Json:
    """Return the period control."""
    before, after = reading.data.timeline.neighbours(reading.data.week)
    latest = reading.data.timeline.latest
    return {
        "label": week_label(reading.lang, reading.data.week),
        "prev": before.isoformat() if before else None,
        "next": after.isoformat() if after else None,
        "latest": latest.isoformat() if latest else None,
        "marks": marks(reading),
    }


def marks(reading: Reading, *, brief: bool = False) -> list[str]:
    """Return what is particular about the week: short (Q-42), or under a calendar nobody has confirmed (Q-38).

    Parameters
    ----------
    brief
        Whether there is room for a few words only, and the week stands beside them.
    """
    lang, shown = reading.lang, reading.data.shown
    found = []
    if shown and shown.is_short:
        found.append(
            lang.ngettext("short week: %(num)s teaching day", "short week: %(num)s teaching days", shown.teaching_days)
        )
    if shown and shown.calendar_assumed and not is_confirmed(shown.week):
        year = academic_year_label(reading.data.week)
        whole = lang.gettext("%(year)s calendar is provisional", year=year)
        found.append(lang.gettext("provisional calendar") if brief else whole)
    return found


def stamp(reading: Reading) -> Json:
    """Return the line at the foot: of when the data are, when the next come, and whether they are overdue."""
    lang, latest = reading.lang, reading.data.timeline.latest
    demonstration = lang.gettext("Demonstration data") if reading.around.demonstration else None
    if latest is None:
        return {"text": lang.gettext("No data yet."), "short": None, "stale": None, "demonstration": demonstration}
    following = cut_off(latest + WEEK).date()
    text = lang.gettext(
        "Data of the electronic journal as of %(moment)s. Next update: %(day)s.",
        moment=moment_of_cut_off(lang, reading.data.week),
        day=day(lang, following),
    )
    short = lang.gettext("data as of %(moment)s", moment=moment_of_cut_off(lang, reading.data.week))
    return {"text": text, "short": short, "stale": _stale(reading), "demonstration": demonstration}


def _stale(reading: Reading) -> str | None:
    """Return the warning when the latest week is older than it should be."""
    lang, latest, around = reading.lang, reading.data.timeline.latest, reading.around
    if latest is None or (around.today - last_day(latest)).days <= around.stale_after:
        return None
    return lang.gettext(
        "The data have not been updated since %(day)s. The numbers may be out of date.",
        day=day_with_year(lang, cut_off(latest).date()),
    )
