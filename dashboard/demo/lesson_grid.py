"""The lessons of a week, one by one, for schools that come detailed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.demo.arrays import Flags, Floats, Ints, Texts, stream, within
from dashboard.demo.facts import Country, WeekFacts
from dashboard.demo.sources import table

LETTERS = "АБВГДЕЖЗИКЛМНПРСТУФХ"
LATIN_LETTERS = "abcdefghijklmnopqrst"  # of identifiers
CANCELLED_SHARE = 0.012  # of the days of a class end in a cancelled lesson
SUBSTITUTED_SHARE = 0.03
CLASSICAL_SHARE = 0.05  # of the classes keep a classical journal
SECOND_SHIFT_FROM = 13  # classes of a school
LAST_SLOT = 14
LESSON_SECONDS = 50 * 60  # with the break
SHIFT_BEGINS = np.array([8, 14]) * 3600


@dataclass(frozen=True)
class DetailedClasses:
    """The classes of the chosen schools.

    Attributes
    ----------
    numbers
        Of the classes in the country.
    school
        Number of the school among the chosen ones.
    ids
        Identifiers, as Arrow strings.
    second_shift, classical
        Flags.
    first_pupil
        Number of the first pupil of each class within the school.
    teachers
        Teachers of the class's school.
    """

    numbers: Ints
    school: Ints
    ids: pa.Array
    second_shift: Flags
    classical: Flags
    first_pupil: Ints
    teachers: Ints

    def __len__(self) -> int:
        return len(self.numbers)


def detailed_classes(country: Country, chosen: Ints) -> DetailedClasses:
    """Return the classes of the chosen schools, whose numbers are in order."""
    classes = country.classes
    numbers = np.flatnonzero(np.isin(classes.school, chosen))
    school = np.searchsorted(chosen, classes.school[numbers])
    sizes = np.bincount(school, minlength=len(chosen))
    before = np.cumsum(classes.pupils[numbers]) - classes.pupils[numbers]
    first_pupil = before - np.repeat(before[np.cumsum(sizes) - sizes], sizes)
    grade, letter = classes.grade[numbers], classes.letter[numbers] % len(LETTERS)
    names = [f"{number}{LATIN_LETTERS[of]}" for number, of in zip(grade, letter, strict=True)]
    ids = pc.binary_join_element_wise(pa.array(country.schools.ids[classes.school[numbers]]), pa.array(names), "-")
    classical = stream(country.seed, "classical").random(len(classes))[numbers] < CLASSICAL_SHARE
    return DetailedClasses(
        numbers=numbers,
        school=school,
        ids=ids,
        second_shift=(np.repeat(sizes, sizes) >= SECOND_SHIFT_FROM) & (within(sizes) % 2 == 1),
        classical=classical,
        first_pupil=first_pupil,
        teachers=country.schools.teachers[classes.school[numbers]],
    )


@dataclass(frozen=True)
class Lessons:
    """The lessons; the first `counted` of them are those of L, the others are cancelled ones.

    Attributes
    ----------
    of
        Number of the class among the detailed ones.
    school
        Number of the school among the chosen ones.
    day, slot, group
        Day of the week from Sunday, slot from 1, group 1 or 2, or 0 for the whole class.
    ends
        Second of the week at which the lesson ends.
    counted
        How many belong to L (Q-2).
    ids
        Identifiers.
    """

    of: Ints
    school: Ints
    day: Ints
    slot: Ints
    group: Ints
    ends: Ints
    counted: int
    ids: pa.Array

    def __len__(self) -> int:
        return len(self.of)


def lessons_of(country: Country, facts: WeekFacts, classes: DetailedClasses) -> Lessons:
    """Lay out the week's lessons of the classes."""
    rng = stream(country.seed, "lessons", facts.week.toordinal(), int(classes.numbers[0]))
    of, day, slot, group = _counted(country, facts, classes)
    extra = _cancelled(country, facts, classes, rng)
    counted = len(of)
    of, day, slot = (np.concatenate(pair) for pair in zip((of, day, slot), extra, strict=True))
    group = np.concatenate([group, np.zeros(len(extra[0]), dtype=np.int64)])
    begins = SHIFT_BEGINS[classes.second_shift[of].astype(np.int64)]
    return Lessons(
        of=of,
        school=classes.school[of],
        day=day,
        slot=slot,
        group=group,
        ends=day * 86400 + begins + slot * LESSON_SECONDS,
        counted=counted,
        ids=_lesson_ids(facts, classes, of, (day, slot, group)),
    )


def _counted(country: Country, facts: WeekFacts, classes: DetailedClasses) -> tuple[Ints, Ints, Ints, Ints]:
    """Return class, day, slot and group of the lessons of L, class by class."""
    numbers = classes.numbers
    days = (country.classes.slots * facts.taught)[numbers]
    halves = np.minimum(country.classes.groups[numbers], days)
    cell = np.repeat(np.arange(days.size), days.ravel())
    place, of, day = within(days.ravel()), cell // 7, cell % 7
    kept = facts.kept[numbers][of]
    stays = (kept < 0) | (within(days.sum(axis=1)) < kept)
    turned = (place + 3 * of + day) % np.maximum(days.ravel()[cell], 1)
    split = (kept < 0) & (turned < halves.ravel()[cell])
    first, second = np.flatnonzero(stays), np.flatnonzero(split)
    chosen = np.concatenate([first, second])
    group = np.concatenate([split[first].astype(np.int64), np.full(len(second), 2)])
    order = np.lexsort((group, place[chosen], day[chosen], of[chosen]))
    chosen, group = chosen[order], group[order]
    return of[chosen], day[chosen], place[chosen] + 1, group


def _cancelled(
    country: Country, facts: WeekFacts, classes: DetailedClasses, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Return class, day and slot of lessons that were cancelled: they come after the day's others."""
    days = (country.classes.slots * facts.taught)[classes.numbers]
    hit = (rng.random(days.shape) < CANCELLED_SHARE) & (days > 0) & (days < LAST_SLOT)
    of, day = np.nonzero(hit)
    return of, day, days[hit] + 1


def _lesson_ids(facts: WeekFacts, classes: DetailedClasses, of: Ints, place: tuple[Ints, Ints, Ints]) -> pa.Array:
    """Return identifiers made of class, and of day, slot and group, which are the `place`."""
    day, slot, group = place
    dates = pa.array([f"{facts.week + timedelta(number):%y%m%d}" for number in range(7)])
    tail = pa.array([f"{number:02d}" for number in range(LAST_SLOT + 1)])
    groups = pa.array(["", "-1", "-2"])
    when = pc.binary_join_element_wise(dates.take(pa.array(day)), tail.take(pa.array(slot)), "")
    when = pc.binary_join_element_wise(when, groups.take(pa.array(group)), "")
    return pc.binary_join_element_wise(classes.ids.take(pa.array(of)), when, "-")


def lesson_table(country: Country, facts: WeekFacts, classes: DetailedClasses, lessons: Lessons) -> pa.Table:
    """Return the table ``lessons``; one row is one lesson of a class or a group."""
    rng = stream(country.seed, "substitutes", facts.week.toordinal(), int(classes.numbers[0]))
    substituted = rng.random(len(lessons)) < SUBSTITUTED_SHARE
    substituted[lessons.counted :] = False
    status = np.where(substituted, "substituted", "scheduled").astype(object)
    status[lessons.counted :] = "cancelled"
    subject = _subjects(country, classes, lessons)
    teachers = classes.teachers[lessons.of]
    teacher = (lessons.of * 7 + subject * 13 + lessons.group) % teachers
    ids = country.schools.ids[country.classes.school[classes.numbers]][lessons.of]
    groups = pc.binary_join_element_wise(
        classes.ids.take(pa.array(lessons.of)), pa.array(["g0", "g1", "g2"]).take(pa.array(lessons.group)), "-"
    )
    first = np.datetime64(facts.week, "D")
    subjects = pa.array([row["subject_id"] for row in table("subjects")])
    return pa.table(
        {
            "lesson_id": lessons.ids,
            "class_id": classes.ids.take(pa.array(lessons.of)),
            "group_id": pc.if_else(pa.array(lessons.group > 0), groups, pa.scalar(None, pa.string())),
            "subject_id": subjects.take(pa.array(subject)),
            "teacher_id": person_ids(ids, "t", teacher),
            "date": pa.array(first + lessons.day.astype("timedelta64[D]")),
            "slot": lessons.slot.astype(np.int8),
            "status": pa.array(status, pa.string()),
            "substitute_id": pc.if_else(
                pa.array(substituted), person_ids(ids, "t", (teacher + 1) % teachers), pa.scalar(None, pa.string())
            ),
        }
    )


def _subjects(country: Country, classes: DetailedClasses, lessons: Lessons) -> Ints:
    """Return the number of each lesson's subject: those of the grade in turn."""
    rows = table("subjects")
    taught = [
        [number for number, row in enumerate(rows) if int(row["grade_from"]) <= grade <= int(row["grade_to"])]
        for grade in range(12)
    ]
    width = max(map(len, taught))
    grid = np.array([(of * width)[:width] if of else [0] * width for of in taught])
    lengths = np.array([max(1, len(of)) for of in taught])
    grade = country.classes.grade[classes.numbers][lessons.of]
    turn = (lessons.slot * 3 + lessons.day * 5 + lessons.of) % lengths[grade]
    found: Ints = grid[grade, turn]
    return found


def person_ids(schools: Texts, role: str, numbers: Ints) -> pa.Array:
    """Return identifiers of persons: school, role letter, number within the school from 0."""
    padded = pc.utf8_lpad(pc.cast(pa.array(numbers + 1), pa.string()), 4, "0")
    return pc.binary_join_element_wise(
        pa.array(schools, pa.string()), pc.binary_join_element_wise(role, padded, ""), "-"
    )


def uniform(rng: np.random.Generator, low: Floats | Ints, high: Floats | Ints) -> Ints:
    """Return whole seconds between two moments, `low` included, for arrays of moments."""
    width = np.maximum(np.asarray(high) - np.asarray(low), 1)
    found: Ints = (low + rng.random(len(width)) * width).astype(np.int64)
    return found
