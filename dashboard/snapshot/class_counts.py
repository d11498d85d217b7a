"""What is counted in classes: which of them have teaching, and what their journals hold (Q-1 … Q-11, Q-55 … Q-60).

Everything here is an Ibis expression; no row of lessons or marks ever leaves the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from dashboard.configuration import MonitorConfig
from dashboard.snapshot.checks import NUMBER
from dashboard.snapshot.lesson_slices import Slice, slices_of
from dashboard.snapshot.school_days import SchoolDays
from dashboard.weeks import ALMATY, cut_off, last_day, naive_utc

SIGNS = ("topics", "homework", "attendance", "comments", "held")  # what can be entered about a lesson besides marks
FACTS = frozenset({"lessons", "marks", *SIGNS})
# The bit of each in what is gathered about a lesson; in the revised series they are moved up.
BITS = {"topics": 1, "homework": 2, "attendance": 4, "comments": 8, "held": 16, "marks": 32}
REVISED_BITS = 6
LIVE = ("scheduled", "substituted")  # a cancelled lesson and all facts on it count nowhere
CLASSICAL = "classical"
CRITERIAL_MARK = "formative"  # the only mark of a criterial journal that is eligible for timeliness
CLASSICAL_MARKS = ("answer", "behaviour", "classwork", "recitation")
REVISED_DAYS = 14  # how much later facts may be entered for the revised series
REVISED = "_revised"  # the end of the names of counts in it
IN_REVISED = ("planned", "recorded", "marks_timely", "marks_eligible")
IN_LESSONS = ("lessons", "planned", "recorded", "planned_revised", "recorded_revised")
WHERE_DELIVERED = (
    "tick_only",
    "marks",
    "marks_timely",
    "marks_eligible",
    "marks_timely_revised",
    "marks_eligible_revised",
    "homework",
    "late_entries",
    "late_marks",
    "login_days",
)
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
        For what is entered about lessons: the same, unless another one is asked for.
    revised_cut_off
        For what is entered about lessons in the revised series: 14 days later (Q-48).
    minutes_in_time
        From midnight UTC of a lesson's date to the instant from which a mark on it is late (Q-57).
    """

    week: date
    cut_off: datetime
    facts_cut_off: datetime
    revised_cut_off: datetime
    minutes_in_time: int

    @classmethod
    def of(cls, week: date, config: MonitorConfig, late_days: int = 0) -> Moments:
        """Return the instants of a week."""
        clock = config.timely_until.hour * 60 + config.timely_until.minute
        east = int(ALMATY.utcoffset(None).total_seconds()) // 60
        ends = [naive_utc(cut_off(week, days)) for days in (0, late_days, REVISED_DAYS)]
        return cls(week, ends[0], ends[1], ends[2], DAY_MINUTES + clock - east)


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of the participating schools.

    Attributes
    ----------
    active
        One row is one class active on some day of the week: class_id, class_key (what it is joined by), school_id,
        journal_kind, grade, days (teaching days of its grade), min_lessons (Q-4), first_day and final_day (of its
        activity, cut to the week), calendar_id.
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
        class_key=_key(classes, "class_id"),
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


def _key(rows: ir.Table, name: str) -> ir.Column:
    """Return what rows are joined and grouped by: their number, where they have one, else their id."""
    return rows[NUMBER] if NUMBER in rows.columns else rows[name]


def _in_engine(frame: pd.DataFrame) -> ir.Table:
    """Hand a small frame of school_id, date and whole numbers to the engine; an empty one has its types too."""
    types = {"school_id": pa.string(), "date": pa.date32()}
    schema = pa.schema([(name, types.get(name, pa.int64())) for name in frame.columns])
    return ibis.memtable(pa.Table.from_pandas(frame, schema, preserve_index=False))


def counts_of_lessons(
    tables: Mapping[str, ir.Table], classes: ir.Table, moments: Moments, at_once: int | None = None
) -> ir.Table:
    """Count the lessons of the classes that have teaching, and what was entered about them by the cut-off.

    Parameters
    ----------
    tables
        The seven tables of the week's facts.
    classes
        The classes in C: class_id, class_key, journal_kind.
    at_once
        How many lessons are gathered at the same time; where there are more, they are gathered here and now.

    Returns
    -------
    Table
        One row is one class with lessons in L (Q-2): class_id, slots (Q-3), lessons, planned (A-29), recorded (A-30),
        tick_only (G-18), marks, marks_timely, marks_eligible, homework, late_entries and late_marks (Q-43, Q-50);
        login_days is null. Counts that end in ``_revised`` are those of the revised series (Q-48).
    """
    lessons = _live_lessons(tables["lessons"], classes, moments)
    slices = slices_of(tables["lessons"], at_once)
    gathered = (_by_class(_by_lesson(_entries(tables, moments, part), part.of(lessons))) for part in slices)
    entered = next(gathered) if len(slices) == 1 else _together(gathered)
    held = lessons.group_by("class_key").agg(slots=lessons.place.nunique(), lessons=lessons.count())
    counted = classes.select("class_id", "class_key").join(held, "class_key").left_join(entered, "class_key")
    found = {name: counted[name].fill_null(0) for name in entered.columns if name != "class_key"}
    return counted.select("class_id", "slots", "lessons", **found, login_days=ibis.null("int64"))


def _live_lessons(lessons: ir.Table, classes: ir.Table, moments: Moments) -> ir.Table:
    """Return L, one row is one lesson: its id and keys, classical, place (its slot in the week), late_from."""
    live = lessons.filter(lessons.status.isin(LIVE), lessons.date.between(moments.week, last_day(moments.week)))
    live = live.select("lesson_id", "class_id", "date", "slot", lesson_key=_key(live, "lesson_id"))
    live = live.join(classes.select("class_id", "class_key", "journal_kind"), "class_id")
    return live.select(
        "lesson_id",
        "lesson_key",
        "class_key",
        classical=live.journal_kind == CLASSICAL,
        place=live.date.day() * 100 + live.slot,  # seven days in a row differ in the day of the month
        late_from=live.date.cast("timestamp") + ibis.interval(minutes=moments.minutes_in_time),
    )


def _together(parts: Iterable[ir.Table]) -> ir.Table:
    """Add up classes whose lessons were gathered one part after the other."""
    counts = ibis.memtable(pa.concat_tables(part.to_pyarrow() for part in parts))
    return counts.group_by("class_key").agg(**{name: counts[name].sum() for name in counts.columns[1:]})


def _entries(tables: Mapping[str, ir.Table], moments: Moments, part: Slice) -> ir.Table:
    """Return what was entered about lessons, as narrow as can be: a country has fifty million rows of it.

    Returns
    -------
    Table
        One row is one entry: lesson_id; bits (of `BITS`, moved up too for the revised series; 0 after both); of a mark
        criterial_mark, classical_mark (whether it is eligible in such a journal, Q-55) and first_at (the first moment
        at which it was entered or edited, Q-58).
    """
    return ibis.union(*(_entry(part.of(tables[name]), name, moments) for name in BITS))


def _entry(rows: ir.Table, name: str, moments: Moments) -> ir.Table:
    """Return the entries of a table."""
    in_time, in_revised = rows.entered_at <= moments.facts_cut_off, rows.entered_at <= moments.revised_cut_off
    bits = ibis.cases((in_time, _in_both(name)), (in_revised, BITS[name] << REVISED_BITS), else_=0).cast("int16")
    criterial = classical = ibis.literal(value=False)
    first_at = ibis.null("timestamp(6)")
    if name == "marks":
        kind = rows.work_type.fill_null(CRITERIAL_MARK)
        criterial, classical = kind == CRITERIAL_MARK, kind.isin(CLASSICAL_MARKS)
        first_at = ibis.least(rows.entered_at, rows.edited_at.fill_null(rows.entered_at))
    # No filter: an engine would work the moments out twice in order to leave out next to nothing.
    return rows.select("lesson_id", bits=bits, criterial_mark=criterial, classical_mark=classical, first_at=first_at)


def _in_both(*names: str) -> int:
    """Return the bits of entries that count in both series."""
    bits = sum(BITS[name] for name in names)
    return bits + (bits << REVISED_BITS)


def _by_lesson(entries: ir.Table, lessons: ir.Table) -> ir.Table:
    """Gather the entries about each lesson of L.

    Returns
    -------
    Table
        One row is one lesson with entries: lesson_key, class_key, bits of all of them, homework, marks,
        marks_eligible (Q-55), marks_timely (Q-57), the last two also for the revised series; late_entries and
        late_marks, which came after the cut-off.
    """
    known = entries.join(lessons, "lesson_id")
    eligible = ibis.ifelse(known.classical, known.classical_mark, known.criterial_mark) & (known.bits > 0)
    timely = eligible & (known.first_at < known.late_from)
    mark = known.bits == _in_both("marks")
    late = (known.bits & sum(BITS.values())) == 0
    return known.group_by("lesson_key", "class_key").agg(
        bits=known.bits.bit_or(),
        homework=known.count(where=known.bits == _in_both("homework")),
        marks=known.count(where=mark),
        marks_eligible=known.count(where=mark & eligible),
        marks_timely=known.count(where=mark & timely),
        marks_eligible_revised=known.count(where=eligible),
        marks_timely_revised=known.count(where=timely),
        late_entries=known.count(where=late),
        late_marks=known.count(where=late & known.first_at.notnull()),  # noqa: PD004 Ibis has no notna
    )


def _by_class(lessons: ir.Table) -> ir.Table:
    """Add up the lessons of each class: class_key and the counts."""

    def has(*names: str, moved: int = 0) -> ir.BooleanValue:
        return (lessons.bits & (sum(BITS[name] for name in names) << moved)) > 0

    seen = ("marks", "attendance", "comments")
    added = {name: lessons[name].sum() for name in lessons.columns if name not in {"lesson_key", "class_key", "bits"}}
    return lessons.group_by("class_key").agg(
        planned=has("topics", "homework").sum(),
        recorded=has(*seen, "held").sum(),
        tick_only=(has("held") & ~has(*seen)).sum(),
        planned_revised=has("topics", "homework", moved=REVISED_BITS).sum(),
        recorded_revised=has(*seen, "held", moved=REVISED_BITS).sum(),
        **added,
    )


def counts_of_class_week(class_week: ir.Table) -> ir.Table:
    """Bring ``class_week`` into the form of `counts_of_lessons`: one row is one class."""
    return class_week.select("class_id", "slots", **aggregated_counts(class_week))


def aggregated_counts(table: ir.Table) -> dict[str, ir.IntegerColumn]:
    """Return the counts that ``class_week`` and ``school_week`` have in common, by the names used here.

    Marks count for timeliness only in rows that have both numbers (Q-68). The sender tells one series, which is both.
    """
    both = table.marks_timely.notnull() & table.marks_eligible.notnull()  # noqa: PD004 Ibis has no notna
    counts = {
        "lessons": table.lessons,
        "planned": table.lessons_planned,
        "recorded": table.lessons_recorded,
        "tick_only": table.lessons_tick_only,
        "marks": table.marks,
        "marks_timely": both.ifelse(table.marks_timely, None),
        "marks_eligible": both.ifelse(table.marks_eligible, None),
        "homework": table.homework,
        "late_entries": ibis.null("int64"),
        "late_marks": ibis.null("int64"),
        "login_days": table.login_days,
    }
    return counts | {f"{name}{REVISED}": counts[name] for name in IN_REVISED}
