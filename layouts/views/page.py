"""The view of a page: everything the browser shows, as final texts and numbers to draw."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATORS, Indicator
from dashboard.locales import Language
from layouts.views import compare, distribution, growth, ranking
from layouts.views.band import band
from layouts.views.closed import closed, draws_schools
from layouts.views.empty import empty, state
from layouts.views.fix import fix
from layouts.views.heading import lede, page
from layouts.views.information import information
from layouts.views.notes import data_notes
from layouts.views.period import period, stamp
from layouts.views.rail import groups, indicators, references
from layouts.views.reading import Reading
from layouts.views.school_cells import SchoolTable, school_tables
from layouts.views.statistics import statistics
from layouts.views.words import Json


def view(data: PageData, lang: Language, around: Surroundings, notices: Sequence[str] = ()) -> Json:
    """Return the view of a page.

    Parameters
    ----------
    data
        What the queries found.
    lang
        The reader's language.
    around
        What the page says about itself that does not come from the snapshot.
    notices
        What the reader should be told about the address.

    Returns
    -------
    dict
        The JSON document described in ARCHITECTURE.md. All nine indicators are in it; `indicator` only says which one
        is selected. On a page without data ``panels`` is empty.
    """
    reading = Reading(data, lang, around)
    tables = school_tables(reading) if data.has_data else []
    return {
        "selection": {
            "unit": data.unit.unit_id,
            "week": data.week.isoformat(),
            "ind": data.indicator,
            "latest": data.week == data.timeline.latest,
        },
        "notices": list(notices),
        "snapshot": data.shown.content_id[:12] if data.shown else None,
        "page": page(reading),
        "lede": lede(reading),
        "information": information(reading),
        "period": period(reading),
        "state": state(reading),
        "empty": empty(reading),
        "indicators": indicators(reading),
        "groups": groups(reading),
        "references": references(reading),
        "panels": _panels(reading, tables) if data.has_data else {},
        "units": ranking.names(reading),
        "ranking": ranking.head(reading) if data.has_data else None,
        "distribution": distribution.head(reading) if _is_full_report(data) else None,
        "growth": growth.head(reading) if _is_full_report(data) and draws_schools(data, around.closed) else None,
        "compare": compare.words(lang) if data.has_data else None,
        "statistics": statistics(reading),
        "stamp": stamp(reading),
        "data_notes": data_notes(reading),
        "closed": closed(reading),
    }


def _is_full_report(data: PageData) -> bool:
    """Tell whether a page is a full report: of a region or a district, with data (A-46)."""
    return data.has_data and len(data.path) > 1


def _panels(reading: Reading, tables: Sequence[SchoolTable]) -> Json:
    """Return one panel per indicator."""
    return {key: _panel(reading, place, item, tables) for place, (key, item) in enumerate(INDICATORS.items())}


def _panel(reading: Reading, place: int, item: Indicator, tables: Sequence[SchoolTable]) -> Json:
    """Return everything that changes with the selected indicator."""
    rows = ranking.Table(reading, place, item)
    panel = band(reading, place, item) | ranking.table(rows) | {"fix": fix(rows, list(tables))}
    if _is_full_report(reading.data):
        panel["distribution"] = distribution.distribution(reading, place, item)
    return panel
