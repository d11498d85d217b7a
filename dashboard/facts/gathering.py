"""What was entered about lessons, gathered a range of lessons at a time: it fits into memory, whatever the country.

A lesson counts by the same rules as in the snapshot (Q-1 … Q-11, Q-43, Q-55 … Q-60).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from dashboard.snapshot.checks import NUMBER
from dashboard.snapshot.class_counts import CLASSICAL, CLASSICAL_MARKS, CRITERIAL_MARK, LIVE, Moments
from dashboard.snapshot.lesson_slices import WHOLE, Slice
from dashboard.snapshot.values import TYPES
from dashboard.weeks import last_day

Tables = Mapping[str, ir.Table]
SUMMATIVE = ("sor", "soch")
GRADES = tuple(range(10, 0, -1))  # criterial journals mark out of 10, classical ones out of 5
CODES = ("absent", "ill", "excused", "late")
COUNTS = ("marks", "marks_in_time", "marks_eligible", *SUMMATIVE, "homework", "absences", "comments", "late_entries")
PUPIL_COUNTS = ("mark_count", "mark_sum", *(f"n{grade}" for grade in GRADES), *CODES)
KEY, CLASS_KEY = "lesson_key", "class_key"
_NUMBER = "^[0-9]{1,3}$"


@dataclass(frozen=True, slots=True)
class Entries:
    """What entries are gathered from.

    Attributes
    ----------
    tables
        The accepted tables of the drop.
    lessons
        The lessons they are about: what `keys` returns.
    moments
        The instants of the week.
    part
        The range of ids these lessons have.
    """

    tables: Tables
    lessons: ir.Table
    moments: Moments
    part: Slice = WHOLE

    def of(self, table: str) -> ir.Table:
        """Return the rows of a table about the lessons, with the lesson's keys and whether they came in time (Q-43)."""
        rows = self.part.of(self.tables[table]).join(self.lessons, "lesson_id")
        return rows.mutate(known=rows.entered_at <= ibis.literal(self.moments.facts_cut_off, TYPES["time"]))


def counted(lessons: ir.Table, taught: ir.Table, moments: Moments) -> ir.Table:
    """Return lessons with whether they are in L (Q-2); `taught` are the classes that have teaching: class_id."""
    marked = taught.select("class_id").mutate(taught=True)
    rows = lessons.left_join(marked, "class_id")
    in_week = rows.date.between(moments.week, last_day(moments.week))
    return rows.mutate(counted=rows.taught.fill_null(False) & rows.status.isin(LIVE) & in_week).drop("taught")


def keys(tables: Tables, taught: ir.Table, moments: Moments, part: Slice) -> ir.Table:
    """Return the lessons of a range: lesson_id, lesson_key, class_key, subject_id, counted, classical, late_from."""
    classes = tables["classes"]
    kinds = classes.select("class_id", class_key=classes[NUMBER], classical=classes.journal_kind == CLASSICAL)
    rows = counted(part.of(tables["lessons"]), taught, moments).join(kinds, "class_id")
    late_from = rows.date.cast("timestamp") + ibis.interval(minutes=moments.minutes_in_time)
    return rows.select(
        "lesson_id", CLASS_KEY, "subject_id", "counted", "classical", lesson_key=rows[NUMBER], late_from=late_from
    )


def entered(of: Entries) -> ir.Table:
    """Gather what was entered about each lesson.

    Returns
    -------
    Table
        One row is a lesson: lesson_key; topic_at, homework_at, held_at (the first entry), homework_minutes; `COUNTS`.
    """
    rows, late = of.lessons.select(KEY), []
    for name, gather in _GATHERED.items():
        rows = rows.left_join(gather(of), KEY, rname="{name}_of_" + name)
        late.append(f"late_{name}")
    total = sum((rows[name].fill_null(0) for name in late[1:]), rows[late[0]].fill_null(0))
    rows = rows.mutate(late_entries=total)
    kept = {name: rows[name].fill_null(0).cast("int32") for name in COUNTS}
    return rows.select(KEY, "topic_at", "homework_at", "homework_minutes", "held_at", **kept)


def _first(name: str, moment: str) -> Callable[[Entries], ir.Table]:
    """Return what gathers when something was first entered about each lesson, and how often after the cut-off."""

    def gather(of: Entries) -> ir.Table:
        rows = of.of(name)
        found = {moment: rows.entered_at.min(where=rows.known), f"late_{name}": rows.count(where=~rows.known)}
        return rows.group_by(KEY).agg(**found)

    return gather


def _times(name: str, count: str) -> Callable[[Entries], ir.Table]:
    """Return what gathers how often something was entered about each lesson, by the cut-off and after it."""

    def gather(of: Entries) -> ir.Table:
        rows = of.of(name)
        found = {count: rows.count(where=rows.known), f"late_{name}": rows.count(where=~rows.known)}
        return rows.group_by(KEY).agg(**found)

    return gather


def _homework(of: Entries) -> ir.Table:
    """Return when homework was first given in each lesson, how often, and its minutes together."""
    rows = of.of("homework")
    return rows.group_by(KEY).agg(
        homework_at=rows.entered_at.min(where=rows.known),
        homework_minutes=rows.minutes.sum(where=rows.known),
        homework=rows.count(where=rows.known),
        late_homework=rows.count(where=~rows.known),
    )


def _marks(of: Entries) -> ir.Table:
    """Count the marks of each lesson: all, eligible and timely ones (Q-55, Q-57, Q-58), summative ones."""
    marks = of.of("marks")
    kind = marks.work_type.fill_null(CRITERIAL_MARK)
    eligible = marks.known & ibis.ifelse(marks.classical, kind.isin(CLASSICAL_MARKS), kind == CRITERIAL_MARK)
    first_at = ibis.least(marks.entered_at, marks.edited_at.fill_null(marks.entered_at))
    return marks.group_by(KEY).agg(
        marks=marks.count(where=marks.known),
        marks_eligible=marks.count(where=eligible),
        marks_in_time=marks.count(where=eligible & (first_at < marks.late_from)),
        late_marks=marks.count(where=~marks.known),
        **{name: marks.count(where=marks.known & (kind == name)) for name in SUMMATIVE},
    )


_GATHERED: Mapping[str, Callable[[Entries], ir.Table]] = {
    "topics": _first("topics", "topic_at"),
    "homework": _homework,
    "marks": _marks,
    "attendance": _times("attendance", "absences"),
    "comments": _times("comments", "comments"),
    "held": _first("held", "held_at"),
}


def marked(of: Entries) -> ir.Table:
    """Count the marks and absences of every pupil in a subject of a class; points of summative work are no marks.

    Returns
    -------
    Table
        One row is a pupil in a subject of a class: class_key, subject_id, pupil_id, `PUPIL_COUNTS`.
    """
    marks, attendance = of.of("marks"), of.of("attendance")
    no_points = ~marks.work_type.fill_null(CRITERIAL_MARK).isin(SUMMATIVE)
    given = marks.filter(marks.counted & marks.known & no_points & marks.value.re_search(_NUMBER))
    missed = attendance.filter(attendance.counted & attendance.known)
    whose = (CLASS_KEY, "subject_id", "pupil_id")
    entries = ibis.union(
        given.select(*whose, mark=given.value.cast("int32"), code=ibis.null("string")),
        missed.select(*whose, mark=ibis.null("int32"), code=missed.code),
    )
    counts = {
        "mark_count": entries.mark.count(),
        "mark_sum": entries.mark.sum().fill_null(0),
        **{f"n{grade}": entries.count(where=entries.mark == grade) for grade in GRADES},
        **{code: entries.count(where=entries.code == code) for code in CODES},
    }
    return entries.group_by(*whose).agg(**{name: count.cast("int32") for name, count in counts.items()})


def together(rows: ir.Table) -> ir.Table:
    """Add up pupils whose lessons were gathered one range after the other."""
    whose = (CLASS_KEY, "subject_id", "pupil_id")
    return rows.group_by(*whose).agg(**{name: rows[name].sum() for name in PUPIL_COUNTS})
