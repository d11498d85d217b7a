"""The journals of a block of schools: lessons and the six tables of facts on them, in the volumes of spec E.3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.demo.arrays import Flags, Ints, group_starts, within
from dashboard.demo.national_schools import DAY, MOMENT, Block
from dashboard.weeks import midnight

HOURS = np.array([20, 25, 26, 28, 30, 31, 33, 35, 36, 36, 36])  # lessons a week by grade; 30 on average
SPLIT_SHARE = 0.25  # lessons held in two groups at once
SCHOOL_DAYS, SUBJECTS = 5, 12
SHIFT_BEGINS = np.array([8, 14]) * 3600
LESSON_SECONDS = 50 * 60  # with the break
WEEK_SECONDS, EVENING, DEADLINE = 7 * DAY, 22 * 3600, 13 * 3600
STATUSES = ("scheduled", "substituted", "cancelled")
STATUS_SHARES = (0.96, 0.03, 0.01)
MARKED_SHARE, MORE_MARKS = 0.93, 4.9  # of the well kept lessons; marks of a lesson beyond the first
TIMELY_SHARE, EDITED_SHARE, AFTER_CUT_OFF = 0.9, 0.01, 0.004
ABSENT_SHARE = 0.045
HOMEWORK_SHARE, TOPIC_SHARE, COMMENT_SHARE, TICK_SHARE = 0.82, 1.1, 0.03, 0.6  # times the care of the school
WORK_TYPES = ("formative", "sor", "soch", "answer", "behaviour", "classwork", "recitation")
CRITERIAL = np.array([0.93, 0.98])  # up to here formative, up to here sor, beyond soch
CODES = ("absent", "ill", "excused", "late")
MINUTES = np.array([10, 15, 20, 30, 40, 60], dtype=np.int16)


@dataclass(frozen=True)
class Lessons:
    """The lessons of a block, class by class.

    Attributes
    ----------
    ids
        Identifiers, as Arrow strings.
    of
        Number of the class within the block.
    day, slot, group
        Day of the week from Sunday, slot from 1, group 1 or 2, or 0 for the whole class.
    ends
        Second of the week at which the lesson ends.
    kept
        Whether the journal of the lesson is kept well.
    """

    ids: pa.Array
    of: Ints
    day: Ints
    slot: Ints
    group: Ints
    ends: Ints
    kept: Flags


def journal_tables(block: Block) -> dict[str, pa.Table]:
    """Return ``lessons`` and the tables of facts; one row is one lesson, one entry about one."""
    lessons = _lay_out(block)
    journal = _Journal(block, lessons)
    return {
        "lessons": _lesson_table(block, lessons),
        "topics": journal.topics(),
        "homework": journal.homework(),
        "marks": journal.marks(),
        "attendance": journal.attendance(),
        "comments": journal.comments(),
        "held": journal.held(),
    }


def _lay_out(block: Block) -> Lessons:
    """Lay out the week of every class: the days in turn, a quarter of the lessons in two groups."""
    rng, classes = block.rng, block.classes
    hours = HOURS[classes.grade - 1]
    of, place = np.repeat(np.arange(len(classes)), hours), within(hours)
    records = 1 + (rng.random(len(of)) < SPLIT_SHARE)
    of, place, group = np.repeat(of, records), np.repeat(place, records), within(records)
    group += np.repeat(records, records) - 1
    day, slot = place % SCHOOL_DAYS + 1, place // SCHOOL_DAYS + 1
    care = block.care[classes.school[of]]
    return Lessons(
        ids=_lesson_ids(block, of, day * 100 + slot * 3 + group),
        of=of,
        day=day,
        slot=slot,
        group=group,
        ends=day * DAY + SHIFT_BEGINS[classes.afternoon[of].astype(np.int64)] + slot * LESSON_SECONDS,
        kept=rng.random(len(of)) < care,
    )


def _lesson_ids(block: Block, of: Ints, cell: Ints) -> pa.Array:
    """Return identifiers made of class, and of day, slot and group, which are the `cell`."""
    cells, place = np.unique(cell, return_inverse=True)
    names = [_cell_name(block.week, int(one)) for one in cells]
    return pc.binary_join_element_wise(
        block.classes.ids.take(pa.array(of)), pa.array(names).take(pa.array(place.ravel())), "-"
    )


def _cell_name(week: date, cell: int) -> str:
    """Return day, slot and group of a cell as they stand in an identifier."""
    day, place = divmod(cell, 100)
    slot, group = divmod(place, 3)
    return f"{week + timedelta(day):%y%m%d}{slot:02d}{('', '-1', '-2')[group]}"


def _lesson_table(block: Block, lessons: Lessons) -> pa.Table:
    """Return the table ``lessons``."""
    rng, count = block.rng, len(lessons.of)
    status = np.searchsorted(np.cumsum(STATUS_SHARES), rng.random(count)).clip(max=2)
    subject = (lessons.slot * 3 + lessons.day * 5 + lessons.of) % SUBJECTS
    school = block.classes.school[lessons.of]
    first, teachers = group_starts(block.people["teacher"])[school], block.people["teacher"][school]
    teacher = (lessons.of * 7 + subject * 13 + lessons.group) % teachers
    persons, nobody = block.persons("teacher"), pa.scalar(None, pa.string())
    classes = block.classes.ids.take(pa.array(lessons.of))
    groups = pc.binary_join_element_wise(classes, pa.array(["g0", "g1", "g2"]).take(pa.array(lessons.group)), "-")
    return pa.table(
        {
            "lesson_id": lessons.ids,
            "class_id": classes,
            "group_id": pc.if_else(pa.array(lessons.group > 0), groups, nobody),
            "subject_id": pa.array([f"subject-{number:02d}" for number in range(SUBJECTS)]).take(pa.array(subject)),
            "teacher_id": persons.take(pa.array(first + teacher)),
            "date": pa.array(np.datetime64(block.week, "D") + lessons.day.astype("timedelta64[D]")),
            "slot": pa.array(lessons.slot.astype(np.int8)),
            "status": pa.array(STATUSES).take(pa.array(status)),
            "substitute_id": pc.if_else(
                pa.array(status == 1), persons.take(pa.array(first + (teacher + 1) % teachers)), nobody
            ),
        }
    )


class _Journal:
    """What was entered about the lessons of a block."""

    def __init__(self, block: Block, lessons: Lessons) -> None:
        self._block, self._lessons, self._rng = block, lessons, block.rng
        self._zero = int(midnight(block.week).timestamp())
        self._pupils = block.persons("pupil")
        school = block.classes.school[lessons.of]
        self._care, self._grade = block.care[school], block.classes.grade[lessons.of]

    def topics(self) -> pa.Table:
        """Return topics: entered between the evening before and the evening of the lesson."""
        lessons = self._some(TOPIC_SHARE)
        day = self._lessons.day[lessons]
        return self._table(lessons, day * DAY + self._rng.integers(-8 * 3600, EVENING, len(lessons)))

    def homework(self) -> pa.Table:
        """Return homework, none in grade 1; its minutes are not always declared."""
        lessons = self._some(HOMEWORK_SHARE)
        lessons = lessons[self._grade[lessons] > 1]
        minutes = self._rng.choice(MINUTES, len(lessons))
        declared = pa.array(minutes, mask=self._rng.random(len(lessons)) < 0.2)
        return self._table(lessons, self._same_day(lessons), minutes=declared)

    def marks(self) -> pa.Table:
        """Return marks: several for each lesson that is kept well."""
        rng = self._rng
        lessons = np.flatnonzero(self._lessons.kept & (rng.random(len(self._care)) < MARKED_SHARE))
        lessons = np.repeat(lessons, 1 + rng.poisson(MORE_MARKS, len(lessons)))
        late = rng.random(len(lessons)) >= TIMELY_SHARE
        seconds = np.where(late, self._too_late(lessons), self._in_time(lessons))
        edited = pa.array((seconds + DAY + self._zero) * 1000, mask=rng.random(len(lessons)) >= EDITED_SHARE).cast(
            MOMENT
        )
        values = pa.array([str(number) for number in range(11)]).take(pa.array(rng.integers(2, 11, len(lessons))))
        columns = {"pupil_id": self._pupil(lessons), "value": values, "work_type": self._work_types(lessons)}
        return self._table(lessons, seconds, **columns, edited_at=edited)

    def _work_types(self, lessons: Ints) -> pa.Array:
        """Return work types by the kind of journal."""
        draw = self._rng.random(len(lessons))
        classical = self._block.classes.classical[self._lessons.of[lessons]]
        types = np.where(classical, 3 + (draw * 4).astype(np.int64), np.searchsorted(CRITERIAL, draw))
        return pa.array(WORK_TYPES).take(pa.array(types))

    def attendance(self) -> pa.Table:
        """Return attendance marks, entered in the evening of the lesson's day at the latest."""
        rng, lessons = self._rng, np.flatnonzero(self._lessons.kept)
        pupils = self._block.classes.pupils[self._lessons.of[lessons]]
        lessons = np.repeat(lessons, rng.poisson(pupils * ABSENT_SHARE))
        codes = pa.array(CODES).take(pa.array(rng.choice(4, len(lessons), p=[0.25, 0.45, 0.2, 0.1])))
        return self._table(lessons, self._same_day(lessons), pupil_id=self._pupil(lessons), code=codes)

    def comments(self) -> pa.Table:
        """Return comments on lessons."""
        lessons = self._some(COMMENT_SHARE)
        return self._table(lessons, self._same_day(lessons))

    def held(self) -> pa.Table:
        """Return ticks, a few of them after the cut-off."""
        lessons = self._some(TICK_SHARE)
        return self._table(lessons, self._same_day(lessons))

    def _some(self, share: float) -> Ints:
        """Return some lessons, more of them where the journal is kept well."""
        return np.flatnonzero(self._rng.random(len(self._care)) < share * self._care)

    def _same_day(self, lessons: Ints) -> Ints:
        """Return moments from the lesson's end to the evening; a few come after the cut-off."""
        rng, ends, count = self._rng, self._lessons.ends[lessons], len(lessons)
        evening = self._lessons.day[lessons] * DAY + EVENING + 1800
        seconds = ends + (rng.random(count) * (evening - ends)).astype(np.int64)
        return np.where(rng.random(count) < AFTER_CUT_OFF, WEEK_SECONDS + 1 + seconds % 10_000, seconds)

    def _in_time(self, lessons: Ints) -> Ints:
        """Return moments on the lesson's day, or before 13:00 of the next one."""
        rng, count = self._rng, len(lessons)
        morning = (self._lessons.day[lessons] + 1) * DAY + rng.integers(8 * 3600, DEADLINE, count)
        return np.where(rng.random(count) < 0.2, morning, self._same_day(lessons))

    def _too_late(self, lessons: Ints) -> Ints:
        """Return moments from 13:00 of the next day to the cut-off."""
        first = (self._lessons.day[lessons] + 1) * DAY + DEADLINE
        return first + (self._rng.random(len(lessons)) * (WEEK_SECONDS - first)).astype(np.int64)

    def _pupil(self, lessons: Ints) -> pa.Array:
        """Return a pupil of each lesson's class."""
        classes, of = self._block.classes, self._lessons.of[lessons]
        place = classes.first_pupil[of] + (self._rng.random(len(of)) * classes.pupils[of]).astype(np.int64)
        return self._pupils.take(pa.array(place))

    def _table(self, lessons: Ints, seconds: Ints, **more: pa.Array) -> pa.Table:
        """Return a table of facts in the order of entry: lesson, time of entry given as a second of the week, more."""
        entered = pa.array((seconds + self._zero) * 1000).cast(MOMENT)
        rows = {"lesson_id": self._lessons.ids.take(pa.array(lessons)), **more, "entered_at": entered}
        return pa.table(rows).take(pa.array(np.argsort(seconds, kind="stable")))
