"""One school in one week: its nine values, what they are made of, what is not met and which acts mend it."""

from __future__ import annotations

from dashboard.dates import week_label
from dashboard.frames import SchoolRow
from dashboard.locales import ABSENT
from layouts.views.acts import school_acts
from layouts.views.band import gaps, trend_label
from layouts.views.comparing import change_head
from layouts.views.fix import pairs_of
from layouts.views.measures import GOOD, NONE, STATUSES
from layouts.views.names import full_name
from layouts.views.reading import Reading
from layouts.views.school_cells import SchoolTable, school_tables
from layouts.views.school_list import SchoolList, cells
from layouts.views.words import Json, absence, rich


def card(reading: Reading, school_id: str) -> Json | None:
    """Return what is known of a school, as its dialog shows it.

    Parameters
    ----------
    reading
        The page of the school's district, its schools included.
    school_id
        The school.

    Returns
    -------
    dict or None
        ``rows`` by indicator: value, status, fraction, target, category, change, twelve weeks; ``unmet`` with the acts
        that mend it; ``report``, the words of the link to its page. None where the school takes no part in the week.
    """
    places = {school.school_id: at for at, school in enumerate(reading.data.schools)}
    at = places.get(school_id)
    if at is None:
        return None
    tables = school_tables(reading)
    school = reading.data.schools[at]
    return {
        "id": school_id,
        "unit": school.unit_id,
        "title": reading.lang.name(school.names)[0],
        "place": [[row.unit_id, full_name(reading.lang, row)] for row in reversed(reading.data.path[1:])],
        "week": week_label(reading.lang, reading.data.week),
        "cells": cells(SchoolList(reading), at),
        "summary": _summary(reading, tables, school, at),
        "head": _head(reading),
        "rows": [_row(table, at) for table in tables],
        "unmet_title": reading.lang.gettext("What turns the school green"),
        "unmet": _unmet(reading, tables, at),
        "report": reading.lang.gettext("Statistics of journal keeping"),
        "stamp": reading.lang.gettext("electronic journal, %(moment)s", moment=reading.moment),
    }


def _head(reading: Reading) -> list[str]:
    """Return the heads of the columns."""
    lang = reading.lang
    return [
        lang.pgettext("column", "Indicator"),
        lang.pgettext("column", "Value, %"),
        lang.pgettext("column", "Target"),
        lang.pgettext("column", "Counted"),
        lang.pgettext("column", "Category"),
        change_head(reading.data, lang),
        lang.pgettext("column", "12 wks"),
    ]


def _summary(reading: Reading, tables: list[SchoolTable], school: SchoolRow, at: int) -> Json:
    """Return the sentence about the seven, and its status."""
    lang, seven = reading.lang, reading.data.config.seven
    if school.state != "data":
        return {"status": "none", "text": rich(absence(lang, school.state))}
    met = sum(table.statuses[at] == GOOD for table in tables if table.item.key in seven)
    if met == len(seven):
        return {
            "status": "good",
            "text": rich(lang.gettext("The target is met on **all %(num)s** indicators.", num=met)),
        }
    text = lang.gettext("The target is met on **%(part)s of %(whole)s** indicators.", part=met, whole=len(seven))
    return {"status": "bad", "text": rich(text)}


def _row(table: SchoolTable, at: int) -> Json:
    """Return one indicator of a school."""
    reading, lang, status = table.reading, table.reading.lang, table.statuses[at]
    values = reading.school_lines[table.place][at]
    moved = table.changes[at]
    first, last = reading.ends
    return {
        "ind": table.item.key,
        "name": table.name,
        "value": lang.tenths(table.now[at]) if status != NONE else ABSENT,
        "status": STATUSES[status],
        "target": f"{table.target}%",
        "counted": _counted(table, at),
        "category": _category(table, at),
        "change": None if moved is None else reading.changed(moved),
        "trend": {
            "values": values,
            "target": table.target,
            "target_text": f"{table.target}%",
            "gaps": gaps(values),
            "first": first,
            "last": last,
            "references": _references(table),
            "label": trend_label(lang, values, table.target),
        },
    }


def _references(table: SchoolTable) -> list[Json]:
    """Return the lines of the republic and of the school's district: all their schools together."""
    reading = table.reading
    return [
        {"kind": kind, "values": table.pooled(at)}
        for kind, at in (("republic", reading.republic), ("parent", reading.own))
    ]


def _counted(table: SchoolTable, at: int) -> str:
    """Return what is divided by what: ``1 204 из 1 530``; where nothing is counted, why."""
    if table.statuses[at] != NONE:
        return table.reading.lang.of(*table.pairs[at])
    return absence(table.reading.lang, table.reason(at))


def _category(table: SchoolTable, at: int) -> str:
    """Return the school's category in words (A-30); timely journal keeping decides about nothing."""
    lang = table.reading.lang
    words = (ABSENT, lang.gettext("low"), lang.gettext("medium"), lang.gettext("high"))
    return words[table.statuses[at]]


def _unmet(reading: Reading, tables: list[SchoolTable], at: int) -> list[list[str]]:
    """Return what is not met: indicator, value against its target, the acts that mend it."""
    rows = school_acts(reading.lang, reading.data.config, pairs_of(tables, at))
    return [[str(row["name"]), f"{row['value']} < {row['target']}", str(row["text"])] for row in rows]
