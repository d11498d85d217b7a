"""What is counted in classes: which of them have teaching, and what their journals hold (Q-1 … Q-11, Q-55 … Q-60).

Everything here is an Ibis expression; no row of lessons or marks ever leaves the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from dashboard.configuration import MonitorConfig
from dashboard.snapshot.school_days import SchoolDays
from dashboard.weeks import ALMATY, cut_off, last_day, naive_utc

SIGNS = ("topics", "homework", "attendance", "comments", "held")  # what can be entered about a lesson besides marks
FACTS = frozenset({"lessons", "marks", *SIGNS})
LIVE = ("scheduled", "substituted")  # a cancelled lesson and all facts on it count nowhere
CLASSICAL = "classical"
CRITERIAL_MARK = "formative"  # the only mark of a criterial journal that is eligible for timeliness
CLASSICAL_MARKS = ("answer", "behaviour", "classwork", "recitation")
IN_LESSONS = ("lessons", "planned", "recorded")
WHERE_DELIVERED = ("tick_only", "marks", "marks_timely", "marks_eligible", "homework", "login_days")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Moments:
    """The instants of a week, as the tables hold them: UTC without zone.

    Attributes
    ----------
    week
        Its Sunday.
    cut_off
        For accounts (Q-43).
    facts_cut_off
        For what is entered about lessons: the same, or 14 days later in the revised series (Q-48).
    minutes_in_time
        From midnight UTC of a lesson's date to the instant from which a mark on it is late (Q-57).
    """

    week: date
    cut_off: datetime
    facts_cut_off: datetime
    minutes_in_time: int

    @classmethod
    def of(cls, week: date, config: MonitorConfig, late_days: int = 0) -> Moments:
        """Return the instants of a week."""
        clock = config.timely_until.hour * 60 + config.timely_until.minute
        east = int(ALMATY.utcoffset(None).total_seconds()) // 60
        return cls(week, naive_utc(cut_off(week)), naive_utc(cut_off(week, late_days)), DAY_MINUTES + clock - east)


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of the participating schools.

    Attributes
    ----------
    active
        One row is one class active on some day of the week: class_id, school_id, journal_kind, grade, days (teaching
        days of its grade), min_lessons (Q-4), first_day and final_day (of its activity, cut to the week), calendar_id.
    teaching
        Those of them in C, the classes that have teaching (Q-1, Q-37).
    """

    active: ir.Table
    teaching: ir.Table


def classes_of_week(classes: ir.Table, days: SchoolDays, week: date, config: MonitorConfig) -> Classes:
    """Find the active classes of a week and those that have teaching.

    Parameters
    ----------
    classes
        The register: one row is one class.
    days
        The teaching days of the participating schools.
    """
    min_lessons = [config.min_lessons(number) for number in days.grades["days"]]
    grades = _in_engine(days.grades.assign(min_lessons=min_lessons))
    schools = _in_engine(days.schools[["school_id", "calendar_id"]])
    teaching = _in_engine(days.teaching)
    first, last = ibis.literal(week, "date"), ibis.literal(last_day(week), "date")
    within = classes.select(
        "class_id",
        "school_id",
        "grade",
        journal_kind=classes.journal_kind.fill_null("criterial"),
        first_day=ibis.greatest(classes.active_from.fill_null(first), first),
        final_day=ibis.least(classes.active_to.fill_null(last), last),
    )
    active = within.filter(within.first_day <= within.final_day).join(schools, "school_id")
    active = active.join(grades, ["calendar_id", "grade"])
    own_day = [
        active.calendar_id == teaching.calendar_id,
        active.grade == teaching.grade,
        active.first_day <= teaching.date,
        active.final_day >= teaching.date,
    ]
    return Classes(active, active.semi_join(teaching, own_day))


def _in_engine(frame: pd.DataFrame) -> ir.Table:
    """Hand a small frame of school_id, date and whole numbers to the engine; an empty one has its types too."""
    types = {"school_id": pa.string(), "date": pa.date32()}
    schema = pa.schema([(name, types.get(name, pa.int64())) for name in frame.columns])
    return ibis.memtable(pa.Table.from_pandas(frame, schema, preserve_index=False))


def counts_of_lessons(tables: Mapping[str, ir.Table], classes: ir.Table, moments: Moments) -> ir.Table:
    """Count the lessons of the classes that have teaching, and what was entered about them by the cut-off.

    Parameters
    ----------
    tables
        The seven tables of the week's facts.
    classes
        The classes in C: class_id, journal_kind.

    Returns
    -------
    Table
        One row is one class with lessons in L (Q-2): class_id, slots (Q-3), lessons, planned (A-29), recorded (A-30),
        tick_only (G-18), marks, marks_timely, marks_eligible, homework; login_days is null.
    """
    entered = {
        name: tables[name].filter(tables[name].entered_at <= moments.facts_cut_off) for name in (*SIGNS, "marks")
    }
    lessons = _live_lessons(tables["lessons"], classes, moments)
    described = lessons.left_join(_signs(entered), "lesson_id", rname="{name}_of_signs")
    return _by_class(described.left_join(_marks(entered["marks"], lessons), "lesson_id", rname="{name}_of_marks"))


def _live_lessons(lessons: ir.Table, classes: ir.Table, moments: Moments) -> ir.Table:
    """Return L, one row is one lesson: lesson_id, class_id, journal_kind, place (its slot in the week), late_from."""
    live = lessons.filter(lessons.status.isin(LIVE), lessons.date.between(moments.week, last_day(moments.week)))
    live = live.join(classes.select("class_id", "journal_kind"), "class_id")
    return live.select(
        "lesson_id",
        "class_id",
        "journal_kind",
        place=live.date.day() * 100 + live.slot,  # seven days in a row differ in the day of the month
        late_from=live.date.cast("timestamp") + ibis.interval(minutes=moments.minutes_in_time),
    )


def _signs(entered: Mapping[str, ir.Table]) -> ir.Table:
    """Return what was entered besides marks, one row is one lesson: lesson_id, a flag for each sign, homework items."""
    together = ibis.union(*(entered[name].select("lesson_id", sign=ibis.literal(name)) for name in SIGNS))
    flags = {f"has_{name}": (together.sign == name).any() for name in SIGNS}
    return together.group_by("lesson_id").agg(homework=(together.sign == "homework").sum(), **flags)


def _marks(marks: ir.Table, lessons: ir.Table) -> ir.Table:
    """Return the marks, one row is one lesson of L: lesson_id, marks, marks_eligible (Q-55), marks_timely (Q-57)."""
    known = marks.join(lessons, "lesson_id")
    kind = known.work_type.fill_null(CRITERIAL_MARK)
    eligible = ibis.ifelse(known.journal_kind == CLASSICAL, kind.isin(CLASSICAL_MARKS), kind == CRITERIAL_MARK)
    timely = (known.entered_at < known.late_from) | (known.edited_at < known.late_from).fill_null(False)
    return known.group_by("lesson_id").agg(
        marks=known.count(), marks_eligible=eligible.sum(), marks_timely=(eligible & timely).sum()
    )


def _by_class(lessons: ir.Table) -> ir.Table:
    """Add up the lessons of each class."""
    has = {name: lessons[f"has_{name}"].fill_null(False) for name in SIGNS}
    seen = (lessons.marks > 0).fill_null(False) | has["attendance"] | has["comments"]
    return lessons.group_by("class_id").agg(
        slots=lessons.place.nunique(),
        lessons=lessons.count(),
        planned=(has["topics"] | has["homework"]).sum(),
        recorded=(seen | has["held"]).sum(),
        tick_only=(has["held"] & ~seen).sum(),
        **{name: lessons[name].fill_null(0).sum() for name in ("marks", "marks_timely", "marks_eligible", "homework")},
        login_days=ibis.null("int64"),
    )


def counts_of_class_week(class_week: ir.Table) -> ir.Table:
    """Bring ``class_week`` into the form of `counts_of_lessons`: one row is one class."""
    return class_week.select("class_id", "slots", **aggregated_counts(class_week))


def aggregated_counts(table: ir.Table) -> dict[str, ir.IntegerColumn]:
    """Return the counts that ``class_week`` and ``school_week`` have in common, by the names used here.

    Marks count for timeliness only in rows that have both numbers (Q-68).
    """
    both = table.marks_timely.notnull() & table.marks_eligible.notnull()  # noqa: PD004 Ibis has no notna
    return {
        "lessons": table.lessons,
        "planned": table.lessons_planned,
        "recorded": table.lessons_recorded,
        "tick_only": table.lessons_tick_only,
        "marks": table.marks,
        "marks_timely": both.ifelse(table.marks_timely, None),
        "marks_eligible": both.ifelse(table.marks_eligible, None),
        "homework": table.homework,
        "login_days": table.login_days,
    }
