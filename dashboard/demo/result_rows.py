"""Pupils of classes, results of quarters and changes of journals, one by one, for schools that come detailed.

Who is in a class, and what results a quarter ended with, looks the same in every week; only what has happened by the
end of the week is handed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.demo.arrays import Flags, Floats, Ints, Texts, stream, within
from dashboard.demo.facts import Country, WeekFacts
from dashboard.demo.journal_rows import DAY, ENTERED_AT, SATURDAY
from dashboard.demo.lesson_grid import DetailedClasses, person_ids
from dashboard.demo.sources import table
from dashboard.weeks import academic_year, last_day, midnight

ARRIVED_SHARE = 0.02  # of the pupils of a class came in the course of the year
LEFT_PER_CLASS = 0.4  # pupils who left in the course of the year, one class with another
YEAR_DAYS = 267  # from 1 September to 25 May
REASONS = ("Басқа мектепке ауысты", "Тұрғылықты жерін ауыстырды", "Колледжге түсті", None)
# Month and day on which the quarters end; those from January on lie in the second year.
QUARTERS = {"q1": (10, 25), "q2": (12, 27), "q3": (3, 17), "q4": (5, 25)}
FIRST_MARKED_GRADE = 2
RESULTS = np.array(["5", "4", "3", "2", "not_attested", "exempt"], dtype=object)
USUAL = [0.29, 0.425, 0.26, 0.012, 0.008, 0.005]
PASSED = np.array(["pass", "fail", "exempt"], dtype=object)
PASSING = [0.965, 0.005, 0.03]
SET_SHARE, GIVEN_SHARE = 0.94, 0.97  # of the journals have results; of the pupils in them
CHANGED_SHARE = 0.05  # of the lessons' journal pages are changed within the week
CHANGES = np.array(["mark_changed", "mark_deleted", "topic_changed", "homework_changed", "attendance_changed"], object)
CHANGE_SHARES = [0.45, 0.08, 0.2, 0.17, 0.1]


def enrolment_table(country: Country, facts: WeekFacts, classes: DetailedClasses) -> pa.Table:
    """Return the table ``enrolments``; one row is one pupil in a class, those who left this year among them."""
    here, gone = _present(country, facts, classes), _gone(country, facts, classes)
    return pa.concat_tables([here, gone])


def _present(country: Country, facts: WeekFacts, classes: DetailedClasses) -> pa.Table:
    """Return the pupils of the classes: most since they began school or the grade, a few since this year."""
    sizes = country.classes.pupils[classes.numbers]
    of, number = np.repeat(np.arange(len(sizes)), sizes), within(sizes)
    rng = stream(country.seed, "enrolments", int(classes.numbers[0]))
    draws = rng.random((len(of), 3))
    begins = _first_of_september(facts)
    years = np.minimum((draws[:, 0] * 4).astype(np.int64), country.classes.grade[classes.numbers][of] - 1)
    entered = begins - np.maximum(years, 0) * 365
    arrived = draws[:, 1] < ARRIVED_SHARE
    entered = np.where(arrived, begins + 7 + (draws[:, 2] * (YEAR_DAYS - 14)).astype(np.int64), entered)
    known = entered <= _end(facts)
    kinds = np.where(arrived | (draws[:, 2] < 0.1), "transferred", "admitted").astype(object)
    pupils = person_ids(_schools(country, classes, of), "p", classes.first_pupil[of] + number)
    rows = pa.table(
        {
            "pupil_id": pupils,
            "class_id": classes.ids.take(pa.array(of)),
            "entered_on": pa.array(entered.astype("datetime64[D]")),
            "entry_kind": pa.array(kinds, pa.string()),
            "left_on": pa.nulls(len(of), pa.date32()),
            "leave_reason": pa.nulls(len(of), pa.string()),
        }
    )
    return rows.filter(pa.array(known))


def _gone(country: Country, facts: WeekFacts, classes: DetailedClasses) -> pa.Table:
    """Return pupils who leave in the course of the year: until then they are in their class."""
    rng = stream(country.seed, "leavers", int(classes.numbers[0]))
    counts = rng.poisson(LEFT_PER_CLASS, len(classes))
    of = np.repeat(np.arange(len(classes)), counts)
    begins = _first_of_september(facts)
    left = begins + 3 + (rng.random(len(of)) * (YEAR_DAYS - 14)).astype(np.int64)
    reason = pa.array([REASONS[number] for number in rng.integers(0, len(REASONS), len(of))], pa.string())
    has_left = pa.array(left <= _end(facts))
    number = np.arange(len(of)) if len(of) else np.zeros(0, dtype=np.int64)
    return pa.table(
        {
            "pupil_id": person_ids(_schools(country, classes, of), "q", number),
            "class_id": classes.ids.take(pa.array(of)),
            "entered_on": pa.array(np.full(len(of), begins - 365).astype("datetime64[D]")),
            "entry_kind": pa.array(["admitted"] * len(of), pa.string()),
            "left_on": pc.if_else(has_left, pa.array(left.astype("datetime64[D]")), pa.scalar(None, pa.date32())),
            "leave_reason": pc.if_else(has_left, reason, pa.scalar(None, pa.string())),
        }
    )


def result_table(country: Country, facts: WeekFacts, classes: DetailedClasses) -> pa.Table:
    """Return the table ``period_results``; one row is one pupil's result in a subject for a quarter that has ended."""
    tables = [_quarter(country, classes, name) for name in _ended(facts)]
    empty = pa.schema([(name, pa.string()) for name in ("class_id", "subject_id", "period", "pupil_id", "result")])
    return pa.concat_tables(tables) if tables else empty.empty_table()


def _ended(facts: WeekFacts) -> list[str]:
    """Return the periods of the year that have ended by the end of the week: ``2026-2027/q1``."""
    year = academic_year(facts.week)
    first, second = map(int, year.split("-"))
    ends = {name: date(first if month > 8 else second, month, day) for name, (month, day) in QUARTERS.items()}
    return [f"{year}/{name}" for name, end in ends.items() if end <= last_day(facts.week)]


def _quarter(country: Country, classes: DetailedClasses, period: str) -> pa.Table:
    """Return the results of a quarter: pupils are good or less so in all their subjects."""
    rng = stream(country.seed, f"results of {period}", int(classes.numbers[0]))
    journal_class, journal_subject = _journals(country, classes)
    kept = rng.random(len(journal_class)) < SET_SHARE
    journal_class, journal_subject = journal_class[kept], journal_subject[kept]
    sizes = country.classes.pupils[classes.numbers][journal_class]
    of, subject, number = np.repeat(journal_class, sizes), np.repeat(journal_subject, sizes), within(sizes)
    given = rng.random(len(of)) < GIVEN_SHARE
    of, subject, number = of[given], subject[given], number[given]
    pupil = classes.first_pupil[of] + number
    able = stream(country.seed, "ability", int(classes.numbers[0])).random(int(pupil.max(initial=0)) + 1)
    draws = (rng.random(len(of)) + able[pupil]) / 2 * 1.2 - 0.1
    marked = np.array([row["marked"] == "1" for row in table("subjects")])[subject]
    results = np.where(marked, _share_of(RESULTS, USUAL, draws), _share_of(PASSED, PASSING, rng.random(len(of))))
    names = pa.array([row["subject_id"] for row in table("subjects")])
    return pa.table(
        {
            "class_id": classes.ids.take(pa.array(of)),
            "subject_id": names.take(pa.array(subject)),
            "period": pa.array([period] * len(of), pa.string()),
            "pupil_id": person_ids(_schools(country, classes, of), "p", pupil),
            "result": pa.array(results, pa.string()),
        }
    )


def _journals(country: Country, classes: DetailedClasses) -> tuple[Ints, Ints]:
    """Return class and subject of every journal with results: the subjects of the grade."""
    rows = table("subjects")
    first, last = (np.array([int(row[name]) for row in rows]) for name in ("grade_from", "grade_to"))
    grade = country.classes.grade[classes.numbers]
    taught: Flags = (first[None, :] <= grade[:, None]) & (grade[:, None] <= last[None, :])
    of, subject = np.nonzero(taught & (grade[:, None] >= FIRST_MARKED_GRADE))
    return of, subject


def _share_of(values: Texts, shares: Sequence[float], draws: Floats) -> Texts:
    """Return the value of every draw from 0 to 1; what lies outside gets the nearest one."""
    place = np.searchsorted(np.cumsum(shares), draws)
    found: Texts = values[np.clip(place, 0, len(values) - 1)]
    return found


def change_table(country: Country, facts: WeekFacts, chosen: Ints, lessons: pa.Table) -> pa.Table:
    """Return the table ``journal_changes``; one row is one change, by the teacher of the lesson, within the week."""
    rng = stream(country.seed, "changes", facts.week.toordinal(), int(chosen[0]))
    held = lessons.filter(pc.not_equal(lessons["status"], "cancelled"))
    hit = np.flatnonzero(rng.random(held.num_rows) < CHANGED_SHARE)
    of = held.take(pa.array(hit))
    zero = int(midnight(facts.week).timestamp())
    day = (of["date"].cast(pa.int32()).to_numpy() - np.datetime64(facts.week, "D").astype(np.int64)).astype(np.int64)
    latest = np.minimum(day + 3, SATURDAY)
    seconds = (day + rng.random(len(hit)) * (latest - day)) * DAY + rng.integers(15 * 3600, 22 * 3600, len(hit))
    return pa.table(
        {
            "class_id": of["class_id"],
            "subject_id": of["subject_id"],
            "person_id": of["teacher_id"],
            "at": pa.array((np.minimum(seconds, 7 * DAY - 60).astype(np.int64) + zero) * 1000).cast(ENTERED_AT),
            "kind": pa.array(rng.choice(CHANGES, len(hit), p=CHANGE_SHARES), pa.string()),
        }
    )


def _first_of_september(facts: WeekFacts) -> int:
    """Return the day on which the year begins, counted from 1970."""
    return _day(date(int(academic_year(facts.week)[:4]), 9, 1))


def _end(facts: WeekFacts) -> int:
    """Return the last day of the week, counted from 1970."""
    return _day(last_day(facts.week))


def _day(day: date) -> int:
    """Return a day counted from 1970."""
    return (day - date(1970, 1, 1)) // timedelta(days=1)


def _schools(country: Country, classes: DetailedClasses, of: Ints) -> Texts:
    """Return the school of every class that is named."""
    found: Texts = country.schools.ids[country.classes.school[classes.numbers]][of]
    return found
