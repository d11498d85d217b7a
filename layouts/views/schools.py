"""The school list of a district: black or red names, and in words what is not met (A-56, A-57)."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.frames import SchoolRow
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import ABSENT
from layouts.views.measures import GOOD, NONE
from layouts.views.reading import Reading
from layouts.views.school_cells import SchoolTable
from layouts.views.words import Json, absence, indicator_name

_CELLS = {NONE: "-", GOOD: "1"}


def school_list(reading: Reading, tables: Sequence[SchoolTable]) -> Json | None:
    """Return the list; None on pages of regions and of the republic, which have no tables of schools."""
    lang = reading.lang
    if not tables:
        return None
    seven = [tables[INDICATOR_KEYS.index(key)] for key in reading.data.config.seven]
    return {
        "title": lang.gettext("List of schools"),
        "note": lang.gettext("Red: schools where at least one of the seven indicators is not met"),
        "head": {
            "name": lang.pgettext("column", "School"),
            "value": lang.pgettext("column", "Value, %"),
            "change": lang.pgettext("column", "In a week"),
            "spark": lang.pgettext("column", "12 wks"),
            "met": lang.pgettext("column", "All indicators"),
            "unmet": lang.pgettext("column", "Not met"),
        },
        "seven": [indicator_name(lang, key) for key in reading.data.config.seven],
        "rows": [_row(reading, seven, at, school) for at, school in enumerate(reading.data.schools)],
    }


def _row(reading: Reading, tables: list[SchoolTable], at: int, school: SchoolRow) -> Json:
    """Return one school."""
    lang = reading.lang
    statuses = [table.statuses[at] for table in tables]
    met, with_data = statuses.count(GOOD), school.state == "data"
    return {
        "id": school.school_id,
        "name": lang.name(school.names)[0],
        "met": lang.of(met, len(tables)) if with_data else ABSENT,
        "k": met,
        "cells": "".join(_CELLS.get(status, "0") for status in statuses),
        "red": with_data and met < len(tables),
        "unmet": [_unmet(table, at) for table, status in zip(tables, statuses, strict=True) if status not in _CELLS],
        "state": school.state,
        "state_text": lang.gettext("data delivered") if with_data else absence(lang, school.state),
    }


def _unmet(table: SchoolTable, at: int) -> str:
    """Return an indicator that is not met: ``Ведение журнала 48,9% < 49%`` (T10); the value is cut, never rounded."""
    return f"{table.name} {table.reading.lang.percent(table.now[at])} < {table.target}%"
