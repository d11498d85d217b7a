"""Schools that hand over counts: what is made of lessons has no data of them, never a zero (records.md, B.2)."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from dashboard.locales import LOCALES, language
from dashboard.reports.terms import Answer
from layouts.views.report import Sheet, Turned
from layouts.views.report_file import records
from layouts.views.report_formats import FORMATS, no_data
from queries.reports import catalogue
from queries.reports.school_terms import COUNTS_ALONE
from tests.report_facts import LATEST, Facts, asked
from tests.school_report_world import A, country, of

B = (*A[:3], "B")
ONE_SCHOOL = (
    "attendance_classes", "attendance_class_teacher", "homework_time_classes", "mark_statistics_classes",
    "average_mark_pupils", "average_mark_teachers",
)  # fmt: skip
BY_PLACE = ("attendance_school", "homework_time_school", "mark_statistics_school", "cancellations")
OVER_PLACES = ("attendance_summary", "mark_statistics_subjects", "average_mark_subjects")
COUNTS = {"lessons": 100, "lessons_recorded": 80, "lessons_planned": 60, "marks": 55, "homework": 40}


@pytest.fixture(scope="module")
def facts() -> Facts:
    """Return the country in which school B hands over counts of the whole school, marks and homework among them."""
    return country().add("school_week", [of("B", **COUNTS)])


def sheet(facts: Facts, report: str, *path: str, lang: str = "en") -> Sheet:
    question = asked(report, *path)
    return Sheet(catalogue()[report], question, facts.answer(question), language(lang))


@pytest.mark.parametrize("report", [*ONE_SCHOOL, *BY_PLACE, *OVER_PLACES])
def test_a_school_of_counts_has_no_data_and_no_zero(facts: Facts, report: str) -> None:
    found = sheet(facts, report, *B)
    answer: Answer = found.answer
    assert (answer.handed, answer.rows.num_rows, answer.totals) == (False, 0, None)
    assert found.total_line() == "no data"
    assert not any(character.isdigit() for note in found.notes() for character in note)
    assert [*records(found, Turned())] == []


@pytest.mark.parametrize(("report", "lang"), [*product(BY_PLACE, LOCALES)])
def test_beside_others_it_has_no_data_on_the_page_and_in_files(facts: Facts, report: str, lang: str) -> None:
    found = sheet(facts, report, *A[:3], lang=lang)
    at = found.answer.rows.column("row_id").to_pylist().index("B")
    numeric = [place for place, column in enumerate(found.columns) if FORMATS[column.format].numeric]
    cells: Any = found.rows(Turned())[at]
    file = [*records(found, Turned())][at]
    assert numeric
    for place in numeric:
        assert (cells[place]["text"], file[place + 1]) == (no_data(language(lang)),) * 2, found.columns[place].key


@pytest.mark.parametrize("report", [*BY_PLACE, "attestation"])
def test_where_nobody_hands_anything_over_the_total_is_no_data_too(report: str) -> None:
    """A district of schools of counts, in a country where others hand over lessons and positions."""
    facts = country().add("school_week", [of("B", **COUNTS)])
    for rows in facts.weeks[LATEST].values():
        rows[:] = [row for row in rows if row.get("school_id") != "A"]
    facts.add("positions", [of("C", person_id="p", position="teacher", category="first")])
    found = sheet(facts, report, *A[:3])
    assert (found.answer.covered, found.answer.schools) == (0, 1)
    totals = [cell for cell in found.totals() if cell["numeric"]]
    assert {cell["text"] for cell in totals} == {"no data"}
    assert {cell for cell in [*records(found, Turned())][-1][2:] if cell} == {"no data"}


@pytest.mark.parametrize("report", [*ONE_SCHOOL, *BY_PLACE, *OVER_PLACES])
def test_why_stands_in_how_the_report_is_built(report: str) -> None:
    assert COUNTS_ALONE in catalogue()[report].about


@pytest.mark.parametrize(
    "report", ["list_pupils", "movement_arrivals", "movement_departures", "journal_changes", "activity_personal"]
)
def test_lists_of_a_school_that_hands_nothing_over_say_no_data(facts: Facts, report: str) -> None:
    for table in ("people", "logins"):
        facts.add(table, [])
    assert sheet(facts, report, *B).total_line() == "no data"


def test_a_list_of_nothing_of_what_was_handed_over_counts_none(facts: Facts) -> None:
    assert sheet(facts, "movement_departures", *A).total_line() == "Total: 0 pupils"
