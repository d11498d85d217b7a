"""Movement of pupils (B-13 rows 4–6): summary, arrivals, departures, from the enrolments over an interval."""

from __future__ import annotations

from datetime import date
from functools import partial

from dashboard.dates import span_with_year
from dashboard.reports.terms import DATE, DAY, TEXT, WORD, Answer, Asked, Column, Facts, Parameter, Report, Words
from dashboard.weeks import academic_year, last_day
from queries.reports.school_terms import (
    ANY_CLASS,
    CLASS_COLUMN,
    GROUP,
    NO_NAMES,
    PUPIL_COLUMN,
    Grouping,
    counted_groups,
    group,
    group_columns,
    has_rows,
    number,
    tabulate,
)

KINDS = {
    "admitted": lambda lang: lang.pgettext("enrolment", "admitted"),
    "transferred": lambda lang: lang.pgettext("enrolment", "transferred from another school"),
}
FROM = Parameter("from", lambda lang: lang.pgettext("interval", "From (1 September without)"), DAY)
TO = Parameter("to", lambda lang: lang.pgettext("interval", "To (end of the week without)"), DAY)

_MOVED = """
CREATE OR REPLACE TEMP TABLE moved AS
SELECT row_id, grade || letter AS class_name, pupil_id, entered_on, entry_kind, left_on, leave_reason
FROM places JOIN enrolments USING (school_id, class_id)
WHERE (left_on IS NULL OR left_on >= entered_on) AND ($class = '' OR places.class_id = $class)
"""
# On the day of leaving a pupil is no longer in the class: what there was + arrivals - departures is what there is.
_COUNTS = """
WITH counted AS (
    SELECT row_id, grouping(row_id) = 1 AS whole,
        count(*) FILTER (entered_on < $first AND (left_on IS NULL OR left_on >= $first)) AS before,
        count(*) FILTER (entered_on BETWEEN $first AND $last) AS arrived,
        count(*) FILTER (entered_on BETWEEN $first AND $last AND entry_kind = 'admitted') AS admitted,
        count(*) FILTER (entered_on BETWEEN $first AND $last AND entry_kind = 'transferred') AS transferred,
        count(*) FILTER (left_on BETWEEN $first AND $last) AS gone,
        count(*) FILTER (entered_on <= $last AND (left_on IS NULL OR left_on > $last)) AS after
    FROM moved GROUP BY GROUPING SETS ((row_id), ())
)
SELECT *, arrived - gone AS change FROM counted
"""
_ARRIVED = """
SELECT class_name, pupil_id, entered_on, entry_kind FROM moved WHERE entered_on BETWEEN $first AND $last
ORDER BY entered_on, class_name, pupil_id
"""
_GONE = """
SELECT class_name, pupil_id, entered_on, left_on, leave_reason FROM moved WHERE left_on BETWEEN $first AND $last
ORDER BY left_on, class_name, pupil_id
"""
_IMPOSSIBLE = "SELECT count(*) FROM enrolments WHERE left_on < entered_on"


def interval(asked: Asked) -> tuple[date, date]:
    """Return the first and last day of the interval: from 1 September to the end of the week without others.

    Nothing is known of days after the week, so the interval ends with it at the latest; it never begins after its end.
    """
    first = asked.one("from") or f"{academic_year(asked.week)[:4]}-09-01"
    last = date.fromisoformat(asked.one("to") or last_day(asked.week).isoformat())
    last = min(last, last_day(asked.week))
    return min(date.fromisoformat(first), last), last


def _prepared(facts: Facts, asked: Asked) -> list[Words]:
    """Make the tables ``places``, ``heads`` and ``moved``; return what a reader should know."""
    facts.table("enrolments")
    group(facts, asked, Grouping("enrolments"))
    facts.prepare(_MOVED, **{"class": asked.one("class")})
    return [_interval_note(asked), *_impossible(facts.rows(_IMPOSSIBLE).column(0)[0].as_py())]


def _interval_note(asked: Asked) -> Words:
    """Return which days are meant."""
    first, last = interval(asked)
    return lambda lang: lang.gettext("Interval: %(span)s.", span=span_with_year(lang, first, last))


def _impossible(count: int) -> list[Words]:
    """Return how many enrolments end before they begin."""
    if not count:
        return []
    return [
        lambda lang: lang.ngettext(
            "%(num)s enrolment ends before it begins and is left out.",
            "%(num)s enrolments end before they begin and are left out.",
            count,
        )
    ]


def summary(facts: Facts, asked: Asked) -> Answer:
    """Return one row a grade, school or unit: pupils before, arrivals, departures, pupils after."""
    notes = _prepared(facts, asked)
    first, last = interval(asked)
    return tabulate(facts, _COUNTS, notes, first=first, last=last)


def arrivals(facts: Facts, asked: Asked) -> Answer:
    """Return one row a pupil who entered a class."""
    return _listed(facts, asked, _ARRIVED)


def departures(facts: Facts, asked: Asked) -> Answer:
    """Return one row a pupil who left a class."""
    return _listed(facts, asked, _GONE)


def _listed(facts: Facts, asked: Asked, query: str) -> Answer:
    """Return the pupils of a list."""
    notes = _prepared(facts, asked)
    first, last = interval(asked)
    found = facts.rows(query, first=first, last=last)
    return Answer(found, None, notes, handed=has_rows(facts, "enrolments"))


_ENTERED = Column("entered_on", lambda lang: lang.pgettext("enrolment", "Entered on"), DATE, width=14)
_ABOUT: tuple[Words, ...] = (
    lambda lang: lang.gettext(
        "Enrolments of pupils in classes, as the latest records of the week hand them over. A pupil counts in a class "
        "from the day of entry to the day before leaving, so pupils before, plus arrivals, minus departures are pupils "
        "after."
    ),
    lambda lang: lang.gettext(
        "A change of class within the school is a departure from one class and an arrival in the other."
    ),
)
_TABLES = ("enrolments", "classes")

# What the reports of this module have in common.
_report = partial(Report, tables=_TABLES, needs=("enrolments",), access="movement", group=GROUP)
REPORTS = (
    _report(
        key="movement_summary",
        title=lambda lang: lang.gettext("Movement of pupils: summary"),
        about=_ABOUT,
        columns=lambda asked: [
            *group_columns(asked),
            number("before", lambda lang: lang.gettext("Pupils before")),
            number("arrived", lambda lang: lang.gettext("Arrived")),
            number("admitted", lambda lang: lang.gettext("of them admitted")),
            number("transferred", lambda lang: lang.gettext("of them from other schools")),
            number("gone", lambda lang: lang.gettext("Left")),
            number("change", lambda lang: lang.gettext("Change")),
            number("after", lambda lang: lang.gettext("Pupils after")),
        ],
        rows=summary,
        counted=counted_groups,
        parameters=(FROM, TO),
        order=("grade", "name"),
    ),
    _report(
        key="movement_arrivals",
        title=lambda lang: lang.gettext("Movement of pupils: arrivals"),
        about=(*_ABOUT, NO_NAMES),
        school_only=True,
        personal=True,
        columns=lambda asked: [
            PUPIL_COLUMN,
            CLASS_COLUMN,
            _ENTERED,
            Column("entry_kind", lambda lang: lang.pgettext("enrolment", "How"), WORD, words=KINDS, width=24),
        ],
        rows=arrivals,
        counted=lambda asked: "pupils",
        parameters=(FROM, TO, ANY_CLASS),
    ),
    _report(
        key="movement_departures",
        title=lambda lang: lang.gettext("Movement of pupils: departures"),
        about=(*_ABOUT, NO_NAMES),
        school_only=True,
        personal=True,
        columns=lambda asked: [
            PUPIL_COLUMN,
            CLASS_COLUMN,
            _ENTERED,
            Column("left_on", lambda lang: lang.pgettext("enrolment", "Left on"), DATE, width=14),
            Column("leave_reason", lambda lang: lang.pgettext("enrolment", "Reason"), TEXT, width=30),
        ],
        rows=departures,
        counted=lambda asked: "pupils",
        parameters=(FROM, TO, ANY_CLASS),
    ),
)
