from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from dashboard.demo.stories import DETAILED_DISTRICT
from dashboard.school_choice import SchoolChoice
from dashboard.school_frames import LESSONS, NOTHING, SCHOOL_WEEK, SchoolFacts, together
from queries.school_facts import SchoolReader
from tests.kept_facts import WEEK, Week, make_week


@pytest.fixture(scope="session")
def kept_week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Return a published week whose rows are kept."""
    return make_week(tmp_path_factory)


@pytest.fixture(scope="module")
def school(kept_week: Week) -> str:
    """Return a school that hands over lessons."""
    return kept_week.detailed_school


@pytest.fixture
def reader(kept_week: Week, school: str) -> Iterator[SchoolReader]:
    with kept_week.reader(school) as made:
        yield made


def test_the_page_of_a_week_counts_what_was_published(kept_week: Week, school: str, reader: SchoolReader) -> None:
    """One record of truth: numerators and denominators of the snapshot (A-29, A-30, A-33)."""
    published, facts = kept_week.published(), reader.facts(SchoolChoice())
    counts = together(row.counts for row in facts.rows)
    assert facts.kind == LESSONS
    assert published[school, "planning"] == (counts.planned, counts.lessons)
    assert published[school, "journal"] == (counts.recorded, counts.lessons)
    assert published[school, "timely"] == (counts.marks_in_time, counts.marks_eligible)
    taught = [one for one in facts.classes.values() if one.taught]
    full = sum(one.slots >= (one.least or 0) for one in taught)
    assert published[school, "timetable"] == (full, len(taught))
    idle = {role: len(persons) for role, persons in (facts.idle or {}).items()}
    part, whole = published[school, "act_pupils"]
    assert idle.get("pupil", 0) == (whole or 0) - (part or 0)


def test_lessons_behind_a_number_are_as_many_as_it_says(reader: SchoolReader) -> None:
    facts = reader.facts(SchoolChoice())
    rows = reader.lessons(SchoolChoice(listed="planning"))
    assert len(rows) == sum(row.counts.lessons for row in facts.rows)
    assert sum(row.planned for row in rows) == sum(row.counts.planned or 0 for row in facts.rows)
    assert rows == sorted(rows, key=lambda row: (row.date, row.slot, row.class_id, row.subject_id or ""))
    one = facts.rows[0]
    chosen = SchoolChoice(school_class=one.class_id or "", subject=one.subject_id or "", teacher=one.teacher_id or "")
    assert len(reader.lessons(chosen)) == one.counts.lessons


def test_days_are_taken_as_they_are_asked_for(reader: SchoolReader) -> None:
    monday = WEEK + timedelta(1)
    choice = SchoolChoice(period="dates", first=monday, last=monday)
    assert {row.date for row in reader.lessons(choice)} == {monday}
    facts = reader.facts(choice)
    assert sum(row.counts.lessons for row in facts.rows) == len(reader.lessons(choice))
    assert sum(row.counts.lessons for row in facts.week_rows) > sum(row.counts.lessons for row in facts.rows)


def test_a_period_without_rows_has_none(reader: SchoolReader) -> None:
    facts = reader.facts(SchoolChoice(period="dates", first=date(2026, 9, 1), last=date(2026, 9, 5)))
    assert (facts.rows, facts.weeks, facts.missing_weeks) == ((), {}, ())
    assert facts.week_rows


def test_a_school_that_hands_over_counts_says_so(kept_week: Week) -> None:
    [(school, district)] = kept_week.rows("SELECT min(school_id), min(unit_id) FROM {school_week}", "school_week")
    published = kept_week.published()
    with kept_week.reader(str(school), str(district)) as reader:
        facts = reader.facts(SchoolChoice())
    assert facts.kind == SCHOOL_WEEK
    (row,) = facts.rows
    assert (row.class_id, row.subject_id, row.teacher_id) == (None, None, None)
    assert published[str(school), "journal"] == (row.counts.recorded, row.counts.lessons)
    assert row.counts.topics is None
    assert facts.idle is None
    assert facts.profile is not None


def test_changes_results_and_pupils_are_of_the_school_s_own_classes(reader: SchoolReader) -> None:
    facts = reader.facts(SchoolChoice())
    assert facts.changes
    assert facts.pupils
    assert facts.results is not None
    assert {class_id for class_id, _ in facts.changes} | facts.pupils.keys() <= facts.classes.keys()


@pytest.fixture
def attested(kept_week: Week) -> Iterator[SchoolReader]:
    """A reader of the school with most results."""
    query = "SELECT school_id FROM {period_results} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    [(found,)] = kept_week.rows(query, "period_results")
    with kept_week.reader(str(found)) as made:
        yield made


def test_results_are_as_many_as_the_pupils_behind_them(attested: SchoolReader) -> None:
    """Lineage of "period results set": each journal's pupils, with and without a result (A.7)."""
    choice = SchoolChoice(term="2026-2027/q1")
    facts, rows = attested.facts(choice), attested.results(choice)
    journals = {(row.class_id or "", row.subject_id) for row in facts.rows if row.subject_id}
    assert facts.results
    assert facts.pupils
    assert (facts.term, facts.pupils_on) == ("2026-2027/q1", date(2026, 10, 25))
    assert sum(row.result is not None for row in rows) == sum(facts.results.get(key, 0) for key in journals) > 0
    assert len(rows) == sum(facts.pupils.get(class_id, 0) for class_id, _ in journals)
    class_id, subject = max(journals, key=lambda key: facts.results.get(key, 0) if facts.results else 0)
    narrowed = attested.results(SchoolChoice(term="2026-2027/q1", school_class=class_id, subject=subject or ""))
    assert len(narrowed) == facts.pupils[class_id]
    assert [*facts.results_of] == [WEEK]


def test_a_grade_is_its_classes(reader: SchoolReader) -> None:
    facts = reader.facts(SchoolChoice())
    grade = next(iter(facts.classes.values())).grade
    own = {one.class_id for one in facts.classes.values() if one.grade == grade}
    counted = sum(row.counts.lessons for row in facts.rows if row.class_id in own)
    assert len(reader.lessons(SchoolChoice(grade=str(grade)))) == counted > 0
    assert {row.class_id for row in reader.results(SchoolChoice(grade=str(grade)))} <= own


def test_what_a_school_of_counts_does_not_hand_over_is_not_known(kept_week: Week) -> None:
    [(school, district)] = kept_week.rows("SELECT min(school_id), min(unit_id) FROM {school_week}", "school_week")
    with kept_week.reader(str(school), str(district)) as reader:
        facts = reader.facts(SchoolChoice())
        assert (facts.changes, facts.results, facts.pupils) == (None, None, None)
        assert reader.results(SchoolChoice()) == []
        assert reader.lessons(SchoolChoice()) == []


def test_a_school_nobody_knows_has_nothing(kept_week: Week) -> None:
    with kept_week.reader("unknown", DETAILED_DISTRICT) as reader:
        facts: SchoolFacts = reader.facts(SchoolChoice())
    assert facts.kind == NOTHING
    assert facts.profile is None
