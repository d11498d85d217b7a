"""Topics, homework, marks, attendance, comments and ticks, one by one, for schools that come detailed.

What is entered by the cut-off adds up exactly to the counts of `WeekFacts`; some more comes after it, at night.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.demo.arrays import Flags, Ints, first_of_group, group_starts, stream
from dashboard.demo.facts import Country, WeekFacts
from dashboard.demo.lesson_grid import DetailedClasses, lesson_table, lessons_of, person_ids, uniform
from dashboard.weeks import midnight

DAY, HOUR = 86400, 3600
WEEK_SECONDS = 7 * DAY
LATE_SECONDS = 4 * HOUR + 50 * 60  # after the cut-off, until the drop was made
DEADLINE = 13 * HOUR  # of the next day
SATURDAY = 6
MARKED_SHARE = 0.8  # of the lessons recorded by more than a tick
ABSENT_SHARE = 0.045  # of the pupils of a lesson (spec E.3)
BULK_PLANS, BULK_TICKS = 0.3, 0.15  # shares of the classes where everything is entered at one sitting
LATE_PLANS, LATE_RECORDS = 0.07, 0.06  # of what is missing at the cut-off
ENTERED_AT = pa.timestamp("ms", tz="Asia/Almaty")
CLASSICAL_TYPES = np.array(["answer", "behaviour", "classwork", "recitation"], dtype=object)
OTHER_TYPES = np.array(["sor", "soch"], dtype=object)
ABSENCE_CODES = np.array(["absent", "ill", "excused", "late"], dtype=object)
MINUTES = np.array([10, 15, 20, 30, 40, 60])


@dataclass(frozen=True)
class Recorded:
    """How each lesson of L stands at the cut-off; flags, one for each lesson.

    Attributes
    ----------
    planned, homework
        It has a topic or homework; it has homework.
    recorded, marked, attended, commented
        It is recorded; by marks, by attendance marks, by a comment. None of the three: by the tick alone.
    """

    planned: Flags
    homework: Flags
    recorded: Flags
    marked: Flags
    attended: Flags
    commented: Flags


class Journal:
    """The journal rows of one week of some schools."""

    def __init__(self, country: Country, facts: WeekFacts, chosen: Ints, classes: DetailedClasses) -> None:
        self._country, self._facts, self._chosen, self._classes = country, facts, chosen, classes
        self._rng = stream(country.seed, "journal", facts.week.toordinal(), int(chosen[0]))
        self._zero = int(midnight(facts.week).timestamp())
        self._lessons = lessons_of(country, facts, classes)
        self._recorded = self._states()

    def tables(self) -> dict[str, pa.Table]:
        """Return the seven tables of facts."""
        return {
            "lessons": lesson_table(self._country, self._facts, self._classes, self._lessons),
            "topics": self._topics(),
            "homework": self._homework(),
            "marks": self._marks(),
            "attendance": self._attendance(),
            "comments": self._comments(),
            "held": self._held(),
        }

    def _states(self) -> Recorded:
        """Choose which lessons are planned and recorded, as many as the counts say."""
        lessons, rng = self._lessons, self._rng
        school = lessons.school[: lessons.counted]
        habit = rng.random(len(self._classes))[lessons.of[: lessons.counted]]
        planned = self._choose(school, habit + rng.random(len(school)), "planned")
        grade = self._country.classes.grade[self._classes.numbers][lessons.of[: lessons.counted]]
        homework = self._choose(school, np.where(planned & (grade > 1), 0, 2) + rng.random(len(school)), "homework")
        recorded = self._choose(school, habit + rng.random(len(school)), "recorded")
        tick = self._choose(school, np.where(recorded, 0, 2) + rng.random(len(school)), "tick_only")
        content = recorded & ~tick
        filled = np.bincount(school[content], minlength=len(self._chosen))
        wanted = np.minimum(np.ceil(filled * MARKED_SHARE).astype(np.int64), self._facts.marks[self._chosen])
        marked = first_of_group(school, np.where(content, 0, 2) + rng.random(len(school)), wanted)
        rest = content & ~marked
        attended = rest & (rng.random(len(school)) < 0.6)
        return Recorded(planned, homework & planned & (grade > 1), recorded, marked, attended, rest & ~attended)

    def _choose(self, school: Ints, key: np.ndarray[tuple[int, ...], np.dtype[np.float64]], count: str) -> Flags:
        """Choose as many lessons of each school as a count of the week's facts says."""
        return first_of_group(school, key, getattr(self._facts, count)[self._chosen])

    def _table(self, lessons: Ints, seconds: Ints, **more: object) -> pa.Table:
        """Return a table of facts: lesson, further columns, time of entry as a second of the week."""
        columns = {"lesson_id": self._lessons.ids.take(pa.array(lessons)), **more}
        return pa.table(columns | {"entered_at": self._moments(seconds)})

    def _moments(self, seconds: Ints) -> pa.Array:
        """Return seconds of the week as instants."""
        return pa.array((seconds + self._zero) * 1000).cast(ENTERED_AT)

    def _late(self, missing: Flags, share: float) -> tuple[Ints, Ints]:
        """Return some of the lessons that lack something, and moments after the cut-off when it was entered."""
        lessons = np.flatnonzero(missing & (self._rng.random(len(missing)) < share))
        return lessons, WEEK_SECONDS + self._rng.integers(1, LATE_SECONDS, len(lessons))

    def _topics(self) -> pa.Table:
        """Return topics: of every planned lesson without homework, and of most with it."""
        rng, of = self._rng, self._recorded
        lessons = np.flatnonzero(of.planned & (~of.homework | (rng.random(len(of.planned)) < 0.85)))
        day = self._lessons.day[lessons]
        single = uniform(rng, day * DAY - 8 * HOUR, day * DAY + 22 * HOUR)
        bulk = rng.random(len(self._classes)) < BULK_PLANS
        sitting = -rng.integers(4 * HOUR, 80 * DAY, len(self._classes))  # last evening, or as early as August
        at_once = sitting[self._lessons.of[lessons]] + rng.integers(0, 240, len(lessons))
        seconds = np.where(bulk[self._lessons.of[lessons]], at_once, single)
        late, night = self._late(~of.planned, LATE_PLANS)
        return self._table(np.concatenate([lessons, late]), np.concatenate([seconds, night]))

    def _homework(self) -> pa.Table:
        """Return homework; its minutes are not always declared."""
        rng = self._rng
        lessons = np.flatnonzero(self._recorded.homework)
        ends = self._lessons.ends[lessons]
        minutes = rng.choice(MINUTES, len(lessons))
        declared = pa.array(minutes, pa.int16(), mask=rng.random(len(lessons)) < 0.2)
        return self._table(lessons, self._same_day(ends), minutes=declared)

    def _same_day(self, ends: Ints) -> Ints:
        """Return moments between the end of a lesson and the evening of its day."""
        return uniform(self._rng, ends, np.maximum(ends // DAY * DAY + 21 * HOUR, ends + 20 * 60))

    def _marks(self) -> pa.Table:
        """Return marks: in time or late as the counts say, and a few after the cut-off."""
        rng, chosen = self._rng, self._chosen
        lessons = self._mark_lessons()
        school = self._lessons.school[lessons]
        eligible = first_of_group(school, rng.random(len(lessons)), self._facts.eligible[chosen])
        saturday = self._lessons.day[lessons] == SATURDAY
        key = np.where(eligible, np.where(saturday, -1, 0), 2) + rng.random(len(lessons))
        timely = first_of_group(school, key, self._facts.timely[chosen]) | saturday | (~eligible & (key < 2.8))
        seconds = np.where(timely, self._in_time(lessons), self._too_late(lessons))
        unrecorded = np.flatnonzero(~self._recorded.recorded)
        late = np.repeat(unrecorded[rng.random(len(unrecorded)) < LATE_RECORDS / 2], 3)
        night = WEEK_SECONDS + rng.integers(1, LATE_SECONDS, len(late))
        lessons, seconds = np.concatenate([lessons, late]), np.concatenate([seconds, night])
        eligible = np.concatenate([eligible, np.ones(len(late), dtype=bool)])
        types = self._work_types(lessons, eligible)
        columns = {
            "pupil_id": self._pupils(lessons),
            "value": self._values(types),
            "work_type": pa.array(types, pa.string()),
        }
        edited = pa.array((seconds + rng.integers(60, 2 * DAY, len(seconds)) + self._zero) * 1000).cast(ENTERED_AT)
        rarely = pa.array((rng.random(len(seconds)) < 0.01) & (seconds < WEEK_SECONDS - 2 * DAY))
        columns["edited_at"] = pc.if_else(rarely, edited, pa.scalar(None, ENTERED_AT))
        return self._table(lessons, seconds, **columns)

    def _mark_lessons(self) -> Ints:
        """Return the lesson of every mark: one for each marked lesson, the others at random."""
        marked = np.flatnonzero(self._recorded.marked)
        marked = marked[np.argsort(self._lessons.school[marked], kind="stable")]
        sizes = np.bincount(self._lessons.school[marked], minlength=len(self._chosen))
        more = np.where(sizes > 0, self._facts.marks[self._chosen] - sizes, 0)
        school = np.repeat(np.arange(len(sizes)), more)
        place = group_starts(sizes)[school] + (self._rng.random(len(school)) * sizes[school]).astype(np.int64)
        return np.concatenate([marked, marked[place]])

    def _in_time(self, lessons: Ints) -> Ints:
        """Return moments on the lesson's day, or before 13:00 of the next one."""
        rng, day = self._rng, self._lessons.day[lessons]
        morning = (day + 1) * DAY + rng.integers(8 * HOUR, DEADLINE, len(lessons))
        next_day = (rng.random(len(lessons)) < 0.25) & (day < SATURDAY)
        return np.where(next_day, morning, self._same_day(self._lessons.ends[lessons]))

    def _too_late(self, lessons: Ints) -> Ints:
        """Return moments from 13:00 of the next day to the cut-off."""
        day = self._lessons.day[lessons]
        return uniform(self._rng, np.minimum(day + 1, SATURDAY) * DAY + DEADLINE, np.full(len(day), WEEK_SECONDS))

    def _work_types(self, lessons: Ints, eligible: Flags) -> np.ndarray[tuple[int, ...], np.dtype[np.object_]]:
        """Return work types; which of them count depends on the journal's kind (Q-55)."""
        rng = self._rng
        classical = self._classes.classical[self._lessons.of[lessons]]
        counting = np.where(classical, rng.choice(CLASSICAL_TYPES, len(lessons)), "formative")
        return np.where(eligible, counting, rng.choice(OTHER_TYPES, len(lessons)))

    def _values(self, types: np.ndarray[tuple[int, ...], np.dtype[np.object_]]) -> pa.Array:
        """Return marks: of 10 in criterial journals, of 5 in classical ones, points for summative work."""
        rng, count = self._rng, len(types)
        values = np.where(types == "formative", rng.integers(3, 11, count), rng.integers(3, 6, count))
        values = np.where(np.isin(types, OTHER_TYPES), rng.integers(5, 21, count), values)
        return pc.cast(pa.array(values), pa.string())

    def _pupils(self, lessons: Ints) -> pa.Array:
        """Return a pupil of each lesson's class."""
        classes = self._classes
        numbers = classes.numbers[self._lessons.of[lessons]]
        size = self._country.classes.pupils[numbers]
        pupil = classes.first_pupil[self._lessons.of[lessons]] + (self._rng.random(len(lessons)) * size).astype(
            np.int64
        )
        return person_ids(self._country.schools.ids[self._country.classes.school[numbers]], "p", pupil)

    def _attendance(self) -> pa.Table:
        """Return attendance marks, entered while the lesson runs or on the evening of its day."""
        rng, of = self._rng, self._recorded
        lessons = np.flatnonzero(of.marked | of.attended)
        size = self._country.classes.pupils[self._classes.numbers[self._lessons.of[lessons]]]
        absences = np.maximum(rng.poisson(size * ABSENT_SHARE), of.attended[lessons])
        lessons = np.repeat(lessons, absences)
        ends = self._lessons.ends[lessons]
        seconds = np.where(
            rng.random(len(lessons)) < 0.7, ends - rng.integers(1, 2400, len(ends)), self._same_day(ends)
        )
        codes = rng.choice(ABSENCE_CODES, len(lessons), p=[0.25, 0.45, 0.2, 0.1])
        return self._table(lessons, seconds, pupil_id=self._pupils(lessons), code=pa.array(codes, pa.string()))

    def _comments(self) -> pa.Table:
        """Return comments on lessons."""
        of = self._recorded
        lessons = np.flatnonzero(of.commented | (of.marked & (self._rng.random(len(of.marked)) < 0.03)))
        return self._table(lessons, self._same_day(self._lessons.ends[lessons]))

    def _held(self) -> pa.Table:
        """Return ticks: many at the end of the lesson, in some classes the whole week's within three minutes."""
        rng, of = self._rng, self._recorded
        tick_only = of.recorded & ~(of.marked | of.attended | of.commented)
        lessons = np.flatnonzero(tick_only | (of.recorded & (rng.random(len(tick_only)) < 0.55)))
        ends = self._lessons.ends[lessons]
        soon = np.where(rng.random(len(lessons)) < 0.6, ends - rng.integers(0, 600, len(ends)), self._same_day(ends))
        bulk = rng.random(len(self._classes)) < BULK_TICKS
        sitting = SATURDAY * DAY + rng.integers(16 * HOUR, 23 * HOUR, len(self._classes))
        at_once = sitting[self._lessons.of[lessons]] + rng.integers(0, 170, len(lessons))
        seconds = np.where(bulk[self._lessons.of[lessons]], at_once, soon)
        late, night = self._late(~of.recorded, LATE_RECORDS)
        return self._table(np.concatenate([lessons, late]), np.concatenate([seconds, night]))
