"""What is behind the results of a term: the pupils of every journal, and the result of each (A.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.dates import day_with_year
from dashboard.locales import Language
from dashboard.school_choice import RESULTS, SchoolChoice
from dashboard.school_frames import ResultRow, SchoolFacts
from layouts.views.journal_columns import Title, other_titles
from layouts.views.listing import SHOWN, about, listing
from layouts.views.school_names import class_name, class_order, subject_name
from layouts.views.words import Json

_RESULTS: Mapping[str, Title] = {
    "pass": lambda lang: lang.pgettext("result", "Pass"),
    "fail": lambda lang: lang.pgettext("result", "Fail"),
    "not_attested": lambda lang: lang.pgettext("result", "Not attested"),
    "exempt": lambda lang: lang.pgettext("result", "Exempt"),
}
_PARTS: Mapping[str, Title] = {
    "q1": lambda lang: lang.pgettext("period", "1st quarter"),
    "q2": lambda lang: lang.pgettext("period", "2nd quarter"),
    "q3": lambda lang: lang.pgettext("period", "3rd quarter"),
    "q4": lambda lang: lang.pgettext("period", "4th quarter"),
    "year": lambda lang: lang.pgettext("period", "school year"),
}


@dataclass(frozen=True)
class Results:
    """The pupils of every journal, and whether they have a result of the term, in words.

    Attributes
    ----------
    lang, facts, choice
        The language, what is known of the school, what is chosen.
    rows
        One row is a pupil of a journal.
    """

    lang: Language
    facts: SchoolFacts
    choice: SchoolChoice
    rows: Sequence[ResultRow]

    @property
    def found(self) -> list[ResultRow]:
        """The rows of the list, by class, subject and pupil."""
        found = (row for row in self.rows if row.result is None or not self.choice.missing)
        names = {row.subject_id: self._subject(row.subject_id) for row in self.rows}
        order = {row.class_id: class_order(self.facts, row.class_id) for row in self.rows}
        return sorted(found, key=lambda row: (order[row.class_id], names[row.subject_id], row.pupil_id))

    def _subject(self, subject: str) -> str:
        """Return the name of a subject."""
        return subject_name(self.lang, self.facts.subjects, subject)

    @property
    def heads(self) -> list[str]:
        """The heads of the columns."""
        lang = self.lang
        return [
            lang.pgettext("column", "Class"),
            lang.pgettext("column", "Subject"),
            lang.pgettext("column", "Pupil (id)"),
            lang.pgettext("column", "Result"),
            lang.pgettext("column", "What is missing"),
        ]

    @property
    def table(self) -> list[list[str]]:
        """The cells: one row is a pupil of a journal."""
        return [self._cells(row) for row in self.found]

    def _cells(self, row: ResultRow) -> list[str]:
        """Return the cells of a row."""
        lang = self.lang
        named = [class_name(lang, self.facts, row.class_id), self._subject(row.subject_id), row.pupil_id]
        if row.result is None:
            return [*named, lang.gettext("no data"), lang.gettext("no result")]
        result = _RESULTS[row.result](lang) if row.result in _RESULTS else row.result
        return [*named, result, lang.gettext("nothing")]

    def page(self) -> Json:
        """Return the list as its page shows it."""
        lang = self.lang
        part = sum(row.result is not None for row in self.rows)
        found = self.found
        return listing(
            lang,
            self.facts,
            self.choice,
            title=other_titles(lang)[RESULTS],
            meaning=meaning(lang, self.facts),
            totals=(part, len(self.rows)),
            heads=self.heads,
            rows=[self._cells(row) for row in found[:SHOWN]],
            count=lang.npgettext("total", "Total: %(num)s row", "Total: %(num)s rows", len(found)),
            cut=len(found) > SHOWN,
            empty=lang.gettext("There are no such results."),
            about=[period_name(lang, self.facts.term), *about(lang, self.facts, self.choice)],
            sources=self.facts.results_of,
        )


def meaning(lang: Language, facts: SchoolFacts) -> str:
    """Return how the number is counted, in a sentence."""
    day = day_with_year(lang, facts.pupils_on) if facts.pupils_on else lang.gettext("no data")
    return lang.gettext("Pupils with a result of the term out of the pupils of every journal on %(day)s", day=day)


def part_name(lang: Language, part: str) -> str:
    """Return what a part of the year is called: ``q1`` … ``q4``, ``year``."""
    return _PARTS[part](lang)


def period_name(lang: Language, period: str) -> str:
    """Return what ``2026-2027/q1`` is called."""
    year, _, part = period.partition("/")
    return (
        lang.gettext("%(label)s: %(value)s", label=year.replace("-", "–"), value=part_name(lang, part)) if part else ""
    )
