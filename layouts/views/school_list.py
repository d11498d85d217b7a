"""The list of a unit's schools (A-49, A-56, A-57): one compact document for all nine indicators.

A region has up to a thousand schools, a page shows 25 of them: so the document has columns instead of rows, every
text that is shared stands once, and the browser puts the rows together. Schools stand in the order of their names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dashboard.alphabet import ALIKE, folded, numbered_order
from dashboard.alphabet import words as words_of
from dashboard.frames import SchoolRow, UnitRow
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import ABSENT, Language
from dashboard.school_filter import ANY, PAGE_SIZE
from layouts.views.comparing import change_head
from layouts.views.fix import school_head, schools_to_call
from layouts.views.measures import GOOD, NONE
from layouts.views.names import short_name
from layouts.views.reading import Reading, Series
from layouts.views.school_cells import SchoolTable, school_tables
from layouts.views.words import DISTRICT, SCHOOL, Json, absence, column_of, indicator_name, reporting, total_of

GAP = "-"  # a week without a value in a line, an indicator without one among the cells
LEVELS = "0123456789abcdefghijklmnopqrstuvwxyz"  # heights of a line, lowest first
FLATTEST = 40  # tenths of a point that fill the height of a line at least, as in the other lines of the page
HOLE = "{}"  # where the browser puts a value


@dataclass(frozen=True)
class SchoolList:
    """The schools of a page, in the order of their names.

    Attributes
    ----------
    reading
        The page; its data hold the schools.
    """

    reading: Reading

    @cached_property
    def order(self) -> list[int]:
        """Places of the schools in the data, by name in the reader's language."""
        lang, schools = self.reading.lang, self.reading.data.schools
        names = [numbered_order(lang.name(school.names)[0]) for school in schools]
        return sorted(range(len(schools)), key=lambda at: (names[at], schools[at].school_id))

    @cached_property
    def schools(self) -> list[SchoolRow]:
        """The schools."""
        return [self.reading.data.schools[at] for at in self.order]

    @cached_property
    def tables(self) -> dict[str, SchoolTable]:
        """Values of the schools by indicator, in the order of the data."""
        return {table.item.key: table for table in school_tables(self.reading)}

    @cached_property
    def seven(self) -> list[SchoolTable]:
        """The indicators that decide about red and black."""
        return [self.tables[key] for key in self.reading.data.config.seven]

    @cached_property
    def districts(self) -> list[UnitRow]:
        """The districts of the schools, by name."""
        lang, unit = self.reading.lang, self.reading.data.unit
        rows = {row.unit_id: row for row in (*self.reading.data.members, unit)}
        found = {school.unit_id for school in self.schools}
        return sorted((rows[key] for key in found), key=lambda row: numbered_order(short_name(lang, row)[0]))

    def met(self, at: int) -> int:
        """Return how many of the seven a school meets."""
        return sum(table.statuses[at] == GOOD for table in self.seven)

    def unmet(self, at: int) -> list[str]:
        """Return the indicators a school does not meet."""
        return [table.item.key for table in self.seven if table.statuses[at] not in {NONE, GOOD}]


def listing(reading: Reading) -> Json:
    """Return the list of a page's schools.

    Parameters
    ----------
    reading
        A page of a region or a district, its schools included.

    Returns
    -------
    dict
        ``ids``, ``names``, ``at`` (place in ``districts``), ``state``, ``cells`` by school; ``panels`` by indicator:
        ``values``, ``changes`` and ``trends`` in tenths, ``status`` as characters;
        ``texts`` how a number of tenths is written; ``words`` what stands around the list.
    """
    rows = SchoolList(reading)
    lang, unit = reading.lang, reading.data.unit
    return {
        "unit": unit.unit_id,
        "week": reading.data.week.isoformat(),
        "title": lang.gettext("List of schools"),
        "note": lang.gettext("Red: schools where at least one of the seven indicators is not met"),
        "reporting": reporting(lang, unit),
        "head": head(reading),
        "words": words(reading),
        "page": PAGE_SIZE,
        "group": lang.writing.group,
        "alike": dict(ALIKE),
        "seven": list(reading.data.config.seven),
        "districts": [[row.unit_id, *short_name(lang, row)] for row in rows.districts],
        **_columns(rows),
        "panels": {key: _panel(rows, table) for key, table in rows.tables.items()},
        "texts": _texts(rows),
        "closest": closest(rows),
    }


def closest(rows: SchoolList) -> Json | None:
    """Return whom to call first on a region's page; a district's own page has its schools in the view.

    Returns
    -------
    dict or None
        ``title``, ``head``; in ``rows`` by indicator at most five schools: place in the list, value, what is missing.
    """
    lang = rows.reading.lang
    if rows.reading.data.unit.level == DISTRICT:
        return None
    tables, places = list(rows.tables.values()), {at: place for place, at in enumerate(rows.order)}
    return {
        "title": lang.gettext("Schools closest to the target"),
        "head": school_head(lang),
        "rows": {
            table.item.key: [[places[at], *cells] for at, *cells in schools_to_call(tables, table.place)]
            for table in tables
        },
    }


def lines(reading: Reading) -> Json:
    """Return the lines of a page's schools: as much again as all the rest, and seen only by whoever reads the list.

    Returns
    -------
    dict
        Indicator to the lines of all schools in the order of the list, each one character a week (see `line`).
    """
    rows = SchoolList(reading)
    drawn = {key: reading.school_lines[table.place] for key, table in rows.tables.items()}
    return {key: "".join(line(shown[at]) for at in rows.order) for key, shown in drawn.items()}


def other_names(reading: Reading) -> Json:
    """Return what a page's schools and their districts are called in the other languages, for whoever looks for one.

    Returns
    -------
    dict
        ``words``: by school, in the order of the list, the folded words that its name here does not contain.
    """
    rows = SchoolList(reading)
    places = {row.unit_id: row for row in rows.districts}
    return {"words": [_other_words(reading.lang, school, places[school.unit_id]) for school in rows.schools]}


def _other_words(lang: Language, school: SchoolRow, district: UnitRow) -> str:
    """Return the words of a school's names, and of its district's, that are not in those of the language."""
    here = folded(f"{lang.name(school.names)[0]} {short_name(lang, district)[0]}")
    every = [word for row in (school, district) for name in row.names.values() if name for word in words_of(name)]
    return " ".join(word for word in dict.fromkeys(every) if word not in here)


def head(reading: Reading) -> Json:
    """Return the heads of the columns; the one of the value is the name of the chosen indicator."""
    lang = reading.lang
    return {
        "name": lang.pgettext("column", "School"),
        "district": None if reading.data.unit.level == DISTRICT else column_of(lang, DISTRICT, reading.data.unit),
        "value": [f"{indicator_name(lang, key)}, %" for key in INDICATOR_KEYS],
        "change": change_head(reading.data, lang),
        "trend": lang.pgettext("column", "12 wks"),
        "met": lang.pgettext("column", "All indicators"),
        "unmet": lang.pgettext("column", "Not met"),
    }


def words(reading: Reading) -> Json:
    """Return what stands around the list: its filters, its pages, what is said when nothing is found."""
    lang = reading.lang
    total = len(reading.data.schools)
    return {
        "find": lang.gettext("School or district") if reading.data.unit.level != DISTRICT else lang.gettext("School"),
        "category": lang.gettext("Category of the schools"),
        "all": lang.pgettext("schools", "All"),
        "categories": {
            "high": lang.pgettext("schools", "High"),
            "medium": lang.pgettext("schools", "Medium"),
            "low": lang.pgettext("schools", "Low"),
        },
        "districts": lang.gettext("All districts and cities"),
        "unmet": lang.gettext("Any result"),
        "unmet_of": {
            ANY: lang.gettext("Red: at least one not met"),
            **{
                key: lang.gettext("Not met: %(name)s", name=indicator_name(lang, key))
                for key in reading.data.config.seven
            },
        },
        "district": lang.gettext("District"),
        "result": lang.gettext("Result"),
        "order": lang.gettext("Order of the schools"),
        "falling": lang.gettext("%(column)s: descending", column=HOLE),
        "rising": lang.gettext("%(column)s: ascending", column=HOLE),
        "found": lang.gettext("%(found)s of %(whole)s", found=HOLE, whole=total_of(lang, SCHOOL, total)),
        "span": lang.gettext("%(first)s–%(last)s of %(whole)s", first=HOLE, last=HOLE, whole=HOLE),
        "none": lang.gettext("No school fits the filter."),
        "empty": lang.gettext("No school takes part in the monitor here."),
        "clear": lang.gettext("Clear the filter"),
        "earlier": lang.gettext("Back"),
        "later": lang.gettext("Next"),
        "pages": lang.gettext("Pages of the list"),
        "trend": lang.gettext("change over 12 weeks, percentage points"),
        "csv": lang.gettext("Download the list as CSV"),
    }


def _columns(rows: SchoolList) -> Json:
    """Return what is known of each school whatever the indicator."""
    lang = rows.reading.lang
    at = {row.unit_id: place for place, row in enumerate(rows.districts)}
    return {
        "ids": [school.school_id for school in rows.schools],
        "names": [lang.name(school.names)[0] for school in rows.schools],
        "at": [at[school.unit_id] for school in rows.schools],
        "state": "".join(str(_STATES.index(school.state)) for school in rows.schools),
        "states": ["" if state == "data" else absence(lang, state) for state in _STATES],
        "cells": "".join(cells(rows, at) for at in rows.order),
        "met": [lang.of(n, len(rows.seven)) for n in range(len(rows.seven) + 1)],
        "unmet": [unmet_text(table, HOLE) for table in rows.seven],
        "no_value": {"timely": absence(lang, "no_marks")},
    }


_STATES = ("data", "no_teaching", "not_connected")  # a state is its place here


def cells(rows: SchoolList, at: int) -> str:
    """Return one character per indicator of the seven: 1 met, 0 not, `GAP` without a value."""
    return "".join({NONE: GAP, GOOD: "1"}.get(table.statuses[at], "0") for table in rows.seven)


def unmet_text(table: SchoolTable, value: str) -> str:
    """Return an indicator that is not met: ``Ведение журнала 48,9% < 49%`` (T10); values are cut, never rounded."""
    return f"{table.name} {value}% < {table.target}%"


def _panel(rows: SchoolList, table: SchoolTable) -> Json:
    """Return the schools' values of one indicator."""
    shown = rows.reading.school_lines[table.place]
    return {
        "values": [table.now[at] if table.now[at] >= 0 else None for at in rows.order],
        "status": "".join(str(table.statuses[at]) for at in rows.order),
        "changes": [table.changes[at] for at in rows.order],
        "trends": [trend(shown[at]) for at in rows.order],
    }


def line(series: Series) -> str:
    """Return a line as one character a week: its height between its own lowest and highest value."""
    tenths = [None if value is None else round(10 * value) for value in series]
    known = [value for value in tenths if value is not None]
    if not known:
        return GAP * len(series)
    low, high = min(known), max(known)
    if high - low < FLATTEST:
        low, high = (low + high - FLATTEST) // 2, (low + high + FLATTEST) // 2
    top = len(LEVELS) - 1
    return "".join(GAP if value is None else LEVELS[(value - low) * top // (high - low)] for value in tenths)


def trend(series: Series) -> int | None:
    """Return the change between the first and the last known week in tenths of a point; None with less than two."""
    known = [round(10 * value) for value in series if value is not None]
    return known[-1] - known[0] if len(known) > 1 else None


def _texts(rows: SchoolList) -> Json:
    """Return how values and changes are written, by tenths."""
    reading = rows.reading
    values = {value for table in rows.tables.values() for value in table.now if value >= 0}
    changes = _known(change for table in rows.tables.values() for change in table.changes)
    trends = _known(trend(reading.school_lines[table.place][at]) for table in rows.tables.values() for at in rows.order)
    return {
        "values": {str(value): reading.lang.tenths(value) for value in sorted(values)},
        "changes": {str(change): reading.changed(change) for change in sorted(changes)},
        "trends": {str(change): reading.lang.signed(change) for change in sorted(trends)},
        "absent": ABSENT,
    }


def _known(numbers: Iterable[int | None]) -> set[int]:
    """Return the numbers that are there."""
    return {number for number in numbers if number is not None}
