"""What is passed from the queries to the views of a school's page: its journals, lessons and profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

# Where the numbers of a school come from.
LESSONS, CLASS_WEEK, SCHOOL_WEEK, NOTHING = "lessons", "class_week", "school_week", "nothing"


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in lessons; None where it was not handed over, which is not zero.

    Attributes
    ----------
    lessons
        Lessons in L.
    topics, recorded, planned
        Of them those with a topic, recorded (A-30), planned (A-29).
    homework_due, homework, homework_in_time
        Lessons above grade 1, in which homework may be expected (G-22); of these those with homework; of these those
        where it was given before the end of the lesson's day.
    marks, marks_eligible, marks_in_time
        Marks; those that count for timeliness, and those in time (A-33).
    sor, soch
        Points of summative work.
    """

    lessons: int = 0
    topics: int | None = 0
    homework: int | None = 0
    homework_in_time: int | None = 0
    homework_due: int | None = 0
    recorded: int | None = 0
    planned: int | None = 0
    marks: int | None = 0
    marks_eligible: int | None = 0
    marks_in_time: int | None = 0
    sor: int | None = 0
    soch: int | None = 0


_values = attrgetter(*(one.name for one in fields(Counts)))


def together(rows: Iterable[Counts]) -> Counts:
    """Return counts added up; what some of them lack is that of the others (Q-68), what all lack is lacking."""
    listed = list(rows)
    if len(listed) <= 1:
        return listed[0] if listed else Counts()
    columns = ([value for value in column if value is not None] for column in zip(*map(_values, listed), strict=True))
    found: list[Any] = [sum(column) if column else None for column in columns]
    return Counts(*found)


@dataclass(frozen=True, slots=True)
class JournalRow:
    """The lessons of a class in a subject with one teacher; of aggregated schools a class, or the whole school.

    Attributes
    ----------
    class_id, subject_id, teacher_id
        None where it is not known; a substituted lesson is the substitute's (G-25).
    """

    class_id: str | None
    subject_id: str | None
    teacher_id: str | None
    counts: Counts


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class: grade and letter, whether it has teaching in the shown week, how many lessons it has and needs (Q-4)."""

    class_id: str
    grade: int
    letter: str
    taught: bool
    slots: int
    least: int | None


class LessonRow(NamedTuple):
    """A lesson in L, with what was entered about it by the cut-off of its week; a year of a school has 35,000."""

    week: date
    date: date
    slot: int
    class_id: str
    subject_id: str | None
    teacher_id: str | None
    status: str
    topic: bool
    homework: bool
    homework_in_time: bool
    recorded: bool
    planned: bool
    marks: int
    marks_eligible: int
    marks_in_time: int
    late_entries: int
    sor: int
    soch: int


class ResultRow(NamedTuple):
    """A pupil of a journal and the result of the period; None where there is none yet."""

    class_id: str
    subject_id: str
    pupil_id: str
    result: str | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person's accounts in a role: how many stand at the cut-off and how many of them are activated (A-19, Q-51)."""

    person: str
    created_on: date
    accounts: int
    activated: int


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile of a school: value by field, and the fields with an odd value (G-21)."""

    values: Mapping[str, str | None]
    suspicious: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a journal: when (UTC) and by whom."""

    at: datetime
    person: str


@dataclass(frozen=True)
class SchoolFacts:
    """What is known of a school beyond its indicators.

    Attributes
    ----------
    first, last
        The interval that is looked at.
    kind
        `LESSONS`, `CLASS_WEEK`, `SCHOOL_WEEK` or `NOTHING`: in what detail the school hands over its records.
    rows, week_rows
        Its journals in the interval, and in the shown week.
    classes
        Its classes, by id.
    subjects
        Names by subject and language.
    changes
        The last change by class and subject; None where changes are not handed over.
    results
        Pupils with a result of the period by class and subject, of those the class has; None where the school hands
        over no results.
    pupils
        Pupils by class; None where enrolments are not handed over.
    term
        The period of `results`, as in ``period_results``; empty where there is none.
    results_of
        Content id, by week, of the snapshot that says results and pupils; empty where none does.
    pupils_on
        The day whose pupils they are.
    weeks
        Content ids of the snapshots of the interval whose rows are kept, by week.
    missing_weeks
        Published weeks of the interval whose rows are not kept.
    profile
        None where it is not kept.
    idle
        Persons whose account is not activated, by role, in the shown week; None where accounts are handed over as
        totals.
    """

    first: date
    last: date
    kind: str = NOTHING
    rows: tuple[JournalRow, ...] = ()
    week_rows: tuple[JournalRow, ...] = ()
    classes: Mapping[str, ClassRow] = field(default_factory=dict)
    subjects: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    changes: Mapping[tuple[str, str | None], Change] | None = None
    results: Mapping[tuple[str, str | None], int] | None = None
    pupils: Mapping[str, int] | None = None
    term: str = ""
    results_of: Mapping[date, str] = field(default_factory=dict)
    pupils_on: date | None = None
    weeks: Mapping[date, str] = field(default_factory=dict)
    missing_weeks: tuple[date, ...] = ()
    profile: Profile | None = None
    idle: Mapping[str, tuple[str, ...]] | None = None
