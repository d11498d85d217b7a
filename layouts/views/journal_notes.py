"""What stands under the statistics of journal keeping: what of it is not known, and why (A.7, records.md)."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.dates import span_with_year, week_label
from dashboard.locales import Language
from dashboard.school_frames import CLASS_WEEK, LESSONS, NOTHING, SCHOOL_WEEK, SchoolFacts
from dashboard.weeks import last_day
from layouts.views.school_results import period_name


def notes(lang: Language, facts: SchoolFacts) -> Iterator[str]:
    """Yield what a reader of the table should know: what is not connected, and why; which results are meant."""
    reasons = {
        CLASS_WEEK: lang.gettext(
            "The school hands over counts by class, not lessons: topics, homework, assessments, results, changes, "
            "subjects and teachers are not connected."
        ),
        SCHOOL_WEEK: lang.gettext(
            "The school hands over counts of the whole school, not lessons: topics, homework, assessments, results, "
            "changes, classes, subjects and teachers are not connected."
        ),
        NOTHING: lang.gettext(
            "No rows of the school are kept for this interval, so nothing is known beyond its indicators."
        ),
    }
    if facts.kind in reasons:
        yield reasons[facts.kind]
    if facts.kind not in {LESSONS, NOTHING}:
        yield lang.gettext("Counts come week by week: every week the interval touches is counted as a whole.")
    if facts.kind == LESSONS:
        yield from _missing_tables(lang, facts)
    if facts.missing_weeks:
        weeks = "; ".join(week_label(lang, week) for week in facts.missing_weeks[:3])
        yield lang.ngettext(
            "The rows of %(num)s published week are not kept: %(weeks)s.",
            "The rows of %(num)s published weeks are not kept, the first: %(weeks)s.",
            len(facts.missing_weeks),
            weeks=weeks,
        )


def _missing_tables(lang: Language, facts: SchoolFacts) -> Iterator[str]:
    """Yield what a school that hands over lessons does not hand over, and which results are meant."""
    if facts.changes is None:
        yield lang.gettext("Changes of journals are not handed over (table journal_changes).")
    if not facts.term:
        yield lang.gettext("The calendar of this year names no term: there are no results to look at.")
    elif facts.results is None:
        yield lang.gettext("Results of periods are not handed over (table period_results).")
    elif facts.pupils is None:
        yield lang.gettext(
            "Pupils of classes are not handed over (table enrolments): results have nothing to be a share of."
        )
    else:
        known = ", ".join(span_with_year(lang, week, last_day(week)) for week in facts.results_of)
        yield lang.gettext(
            "Results of periods: %(period)s, as they stood at the close of the week %(week)s.",
            period=period_name(lang, facts.term),
            week=known,
        )
