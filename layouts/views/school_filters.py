"""The filters of a school's statistics: academic year, reporting period, interval, class, which journals (A.7)."""

from __future__ import annotations

from dashboard.dates import span
from dashboard.locales import Language
from dashboard.school_choice import DATES, FILLED, UNFILLED, WEEK, YEAR, SchoolChoice
from dashboard.school_frames import SchoolFacts
from dashboard.timeline import Timeline
from dashboard.weeks import academic_year, last_day
from layouts.views.reading import Reading
from layouts.views.school_names import class_name
from layouts.views.school_results import part_name, period_name
from layouts.views.words import Json


def filters(reading: Reading, facts: SchoolFacts, choice: SchoolChoice) -> Json:
    """Return the fields of the form: each with name, label and options; what is hidden in it; the words of its button.

    Returns
    -------
    dict
        ``selects`` (``name``, ``label``, ``options``: ``value``, ``text``, ``on``), ``dates`` (``name``, ``label``,
        ``value``), ``hidden``, ``submit``.
    """
    lang = reading.lang
    years = _years(reading.data.timeline, choice.academic_year(reading.data.week))
    shown = choice.academic_year(reading.data.week)
    first, last = facts.first.isoformat(), facts.last.isoformat()
    kept = choice.to_query()
    return {
        "title": lang.gettext("Filters"),
        "selects": [
            _select("year", lang.gettext("Academic year"), [(year, year.replace("-", "–")) for year in years], shown),
            _select("period", lang.gettext("Reporting period"), _periods(reading, choice), choice.period),
            _select("class", lang.pgettext("column", "Class"), _classes(lang, facts), choice.school_class),
            _select("journals", lang.gettext("Journals"), _journals(lang), choice.filled),
            _select("term", lang.gettext("Period of the results"), _terms(reading, choice), choice.term),
        ],
        "dates": [
            {"name": "from", "label": lang.pgettext("interval", "from"), "value": first},
            {"name": "to", "label": lang.pgettext("interval", "to"), "value": last},
        ],
        "hidden": {
            name: kept[name] for name in ("week", "variant", "order", "grade", "teacher", "subject") if name in kept
        },
        "submit": lang.gettext("Show"),
    }


def _select(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Json:
    """Return a field with options."""
    found = [{"value": value, "text": text, "on": value == chosen} for value, text in options]
    return {"name": name, "label": label, "options": found}


def _years(timeline: Timeline, shown: str) -> list[str]:
    """Return the academic years with published weeks, the latest first."""
    return sorted({shown, *(academic_year(one.week) for one in timeline.snapshots)}, reverse=True)


def _periods(reading: Reading, choice: SchoolChoice) -> list[tuple[str, str]]:
    """Return the periods that can be chosen."""
    lang = reading.lang
    terms = [
        (
            term.key,
            lang.gettext("Term %(number)s: %(span)s", number=term.key[1:], span=span(lang, term.first, term.last)),
        )
        for term in choice.terms(reading.data.week)
    ]
    return [
        (WEEK, lang.gettext("the shown week")),
        *terms,
        (YEAR, lang.gettext("the whole year")),
        (DATES, lang.gettext("from day to day")),
    ]


def _terms(reading: Reading, choice: SchoolChoice) -> list[tuple[str, str]]:
    """Return the periods of results that have begun: they are given when a term is over, apart from its lessons."""
    lang, year, end = reading.lang, choice.academic_year(reading.data.week), last_day(reading.data.week)
    begun = [term.key for term in choice.terms(reading.data.week) if term.first <= end]
    found = [(f"{year}/{key}", part_name(lang, key)) for key in (*begun, YEAR)]
    if choice.term and choice.term not in dict(found):
        found.append((choice.term, period_name(lang, choice.term)))
    return [("", lang.gettext("that of the interval")), *found]


def _classes(lang: Language, facts: SchoolFacts) -> list[tuple[str, str]]:
    """Return the classes of the school."""
    return [("", lang.gettext("all classes")), *((one, class_name(lang, facts, one)) for one in facts.classes)]


def _journals(lang: Language) -> list[tuple[str, str]]:
    """Return which journals can be shown."""
    return [
        ("", lang.gettext("all journals")),
        (FILLED, lang.gettext("only filled")),
        (UNFILLED, lang.gettext("only unfilled")),
    ]
