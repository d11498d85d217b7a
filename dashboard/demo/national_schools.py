"""A block of schools of the synthetic country: who is there. Only the volumes are meant to be real (spec E.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.demo.arrays import Flags, Floats, Ints, group_starts, within
from dashboard.demo.lesson_grid import LATIN_LETTERS, LETTERS
from dashboard.snapshot.contract import PROFILE_FIELDS

URBAN_SHARE = 0.316
CLASSES = np.array([16.2, 42.0])  # of a rural and of an urban school; 24.4 of the average one
PUPILS = np.array([14, 26])  # of a rural and of an urban class; 20.5 of the average one
PUPILS_OF_A_TEACHER = 10
PARENTS_OF_A_PUPIL = 0.88
STAFF_OF_A_TEACHER = 0.14
LONGEST_DAY = 20  # classes of a school from which on every second one comes in the afternoon
CLASSICAL_SHARE = 0.05
IN_MONITOR_SHARE = 0.995
FILLED_SHARE = 0.995  # of the profile fields
ROLES = ("teacher", "pupil", "parent", "staff")
ROLE_LETTERS = ("t", "p", "g", "s")
ACTIVATED = np.array([0.95, 0.9, 0.82, 0.8])
ARCHIVED_SHARE = 0.01
LOGIN_SHARE = np.array(
    [0.66, 0.22, 0.155, 0.3]
)  # of a role's activated accounts on a day (spec E.3), all seven together
DAY_WEIGHTS = np.array([0.55, 1.1, 1.15, 1.1, 1.1, 1.0, 0.5])
TWICE_SHARE = 0.01  # logins handed over twice; the import folds them
OLDEST_ACCOUNT = np.datetime64("2021-09-01", "D").astype(np.int64)
DAY = 86400
MOMENT = pa.timestamp("ms", tz="Asia/Almaty")


@dataclass(frozen=True)
class Classes:
    """The classes of a block, school by school.

    Attributes
    ----------
    ids
        Identifiers, as Arrow strings.
    school
        Number of the school within the block.
    grade, letter
        From 1, from 0.
    classical, afternoon
        Flags.
    pupils, first_pupil
        How many there are, and the place of the first of them among the block's pupils.
    """

    ids: pa.Array
    school: Ints
    grade: Ints
    letter: Ints
    classical: Flags
    afternoon: Flags
    pupils: Ints
    first_pupil: Ints

    def __len__(self) -> int:
        return len(self.school)


@dataclass(frozen=True)
class Block:
    """Some schools that follow one another, and everybody in them.

    Attributes
    ----------
    rng
        The block's own random stream; whoever draws from it does so in a fixed order.
    week
        The Sunday of the week.
    numbers, ids, urban
        Of the schools: their numbers within the country, identifiers as Arrow strings, flags.
    care
        Of the schools: how well the journal is kept, from 0 to 1.
    classes
        Their classes.
    people
        By role: how many accounts each school has.
    """

    rng: np.random.Generator
    week: date
    numbers: Ints
    ids: pa.Array
    urban: Flags
    care: Floats
    classes: Classes
    people: dict[str, Ints]

    def persons(self, role: str) -> pa.Array:
        """Return the identifiers of the people of a role, school by school."""
        sizes = self.people[role]
        return person_ids(self.ids.take(pa.array(np.repeat(np.arange(len(sizes)), sizes))), role, within(sizes))


def person_ids(schools: pa.Array, role: str, numbers: Ints) -> pa.Array:
    """Return identifiers of persons: school, letter of the role, number within the school."""
    padded = pc.utf8_lpad(pc.cast(pa.array(numbers + 1), pa.string()), 4, "0")
    return pc.binary_join_element_wise(schools, pa.scalar(ROLE_LETTERS[ROLES.index(role)]), padded, "-")


def make_block(rng: np.random.Generator, week: date, first: int, count: int) -> Block:
    """Make the schools `first` … `first + count - 1` of the country."""
    numbers = np.arange(first, first + count)
    ids = pa.array([f"S{number + 1:06d}" for number in numbers])
    urban = _spread(rng, count) < URBAN_SHARE
    sizes = np.rint(CLASSES[urban.astype(np.int64)] * (0.35 + 1.3 * _spread(rng, count))).astype(np.int64)
    classes = _classes(rng, ids, urban, sizes)
    pupils = np.bincount(classes.school, classes.pupils, minlength=count).astype(np.int64)
    teachers = pupils // PUPILS_OF_A_TEACHER + 3
    people = {
        "teacher": teachers,
        "pupil": pupils,
        "parent": np.rint(pupils * PARENTS_OF_A_PUPIL).astype(np.int64),
        "staff": np.ceil(teachers * STAFF_OF_A_TEACHER).astype(np.int64),
    }
    return Block(rng, week, numbers, ids, urban, rng.beta(6, 2, count), classes, people)


def _spread(rng: np.random.Generator, count: int) -> Floats:
    """Return numbers between 0 and 1 in random order, one out of each of `count` equal parts: totals hardly vary."""
    found: Floats = (rng.permutation(count) + rng.random(count)) / count
    return found


def _classes(rng: np.random.Generator, schools: pa.Array, urban: Flags, sizes: Ints) -> Classes:
    """Return the classes of a block, grade after grade, letter after letter."""
    school, place = np.repeat(np.arange(len(sizes)), sizes), within(sizes)
    grade, letter = place % 11 + 1, place // 11
    names = pa.array([f"{one:02d}{LATIN_LETTERS[other]}" for one, other in zip(grade, letter, strict=True)])
    pupils = PUPILS[urban[school].astype(np.int64)] + rng.integers(-6, 7, len(school))
    return Classes(
        ids=pc.binary_join_element_wise(schools.take(pa.array(school)), names, "-"),
        school=school,
        grade=grade,
        letter=letter,
        classical=rng.random(len(school)) < CLASSICAL_SHARE,
        afternoon=(np.repeat(sizes, sizes) > LONGEST_DAY) & (place % 2 == 1),
        pupils=pupils,
        first_pupil=group_starts(pupils),
    )


def school_table(block: Block, districts: Sequence[str]) -> pa.Table:
    """Return the table ``schools``: one row is one school, the districts in turn."""
    rng, count = block.rng, len(block.numbers)
    units = pa.array(districts).take(pa.array(block.numbers % len(districts)))
    numbers = pc.cast(pa.array(block.numbers + 1), pa.string())
    columns = {
        "school_id": block.ids,
        "unit_id": units,
        "name_kk": pc.binary_join_element_wise(numbers, "мектеп", " "),
        "name_ru": pc.binary_join_element_wise("Школа", numbers, " "),
        "in_monitor": pa.array(rng.random(count) < IN_MONITOR_SHARE),
        "week_mode": pa.array(np.full(count, 5, dtype=np.int8)),
        "locality": pa.array(["rural", "urban"]).take(pa.array(block.urban.astype(np.int64))),
    }
    for name in PROFILE_FIELDS:
        values = pc.binary_join_element_wise(name, numbers, " ") if not name.endswith(("on", "until", "from")) else None
        dates = pa.array([f"{year}-09-01" for year in rng.integers(1950, 2030, count)])
        missing = pa.array(rng.random(count) >= FILLED_SHARE)
        columns[name] = pc.if_else(missing, pa.scalar(None, pa.string()), dates if values is None else values)
    return pa.table(columns)


def class_table(block: Block) -> pa.Table:
    """Return the table ``classes``: one row is one class."""
    classes = block.classes
    return pa.table(
        {
            "class_id": classes.ids,
            "school_id": block.ids.take(pa.array(classes.school)),
            "grade": pa.array(classes.grade.astype(np.int8)),
            "letter": pa.array(list(LETTERS)).take(pa.array(classes.letter)),
            "language": pa.array(["kk", "ru"]).take(pa.array(classes.school % 3 // 2)),
            "shift": pa.array(np.where(classes.afternoon, 2, 1).astype(np.int8)),
            "journal_kind": pa.array(["criterial", "classical"]).take(pa.array(classes.classical.astype(np.int64))),
        }
    )


def account_tables(block: Block) -> tuple[pa.Table, pa.Table]:
    """Return ``accounts`` and ``logins``: one row is one account; one person on one day, a few of them twice."""
    accounts, logins = [], []
    for number, role in enumerate(ROLES):
        sizes = block.people[role]
        persons = block.persons(role)
        schools = block.ids.take(pa.array(np.repeat(np.arange(len(sizes)), sizes)))
        active = block.rng.random(len(persons)) < ACTIVATED[number]
        accounts.append(_accounts(block, role, persons, schools, active))
        logins.append(_logins(block, role, persons, schools, np.flatnonzero(active)))
    return pa.concat_tables(accounts), pa.concat_tables(logins)


def _accounts(block: Block, role: str, persons: pa.Array, schools: pa.Array, active: Flags) -> pa.Table:
    """Return the accounts of a role; those that are not activated got half the way, or nowhere."""
    rng, count = block.rng, len(persons)
    sunday = np.datetime64(block.week, "D").astype(np.int64)
    created = OLDEST_ACCOUNT + (rng.random(count) ** 0.5 * (sunday + 6 - OLDEST_ACCOUNT)).astype(np.int64)
    moment = created * DAY + rng.integers(4 * 3600, 15 * 3600, count)
    half = rng.random(count)
    archived = rng.random(count) < ARCHIVED_SHARE
    return pa.table(
        {
            "account_id": pc.binary_join_element_wise(persons, "a", "-"),
            "person_id": persons,
            "school_id": schools,
            "role": _constant(role, count),
            "created_on": pa.array(created.astype("datetime64[D]")),
            "registered_at": _moments(moment, active | (half < 0.3)),
            "first_login_at": _moments(moment + 1 + (half * 3600).astype(np.int64), active | (half > 0.9)),
            "archived_at": _moments(moment + 200 * DAY, archived),
        }
    )


def _constant(text: str, count: int) -> pa.Array:
    """Return a text, many times."""
    return pa.array([text]).take(pa.array(np.zeros(count, dtype=np.int64)))


def _moments(seconds: Ints, there: Flags) -> pa.Array:
    """Return seconds since 1970 as instants, null where there is none."""
    return pa.array(seconds * 1000, pa.int64(), mask=~there).cast(MOMENT)


def _logins(block: Block, role: str, persons: pa.Array, schools: pa.Array, active: Ints) -> pa.Table:
    """Return the logins of a role: some of its activated accounts on each day."""
    rng, share = block.rng, LOGIN_SHARE[ROLES.index(role)]
    hit = np.flatnonzero(rng.random(len(active) * 7) < np.tile(DAY_WEIGHTS * share, len(active)))
    hit = np.sort(np.concatenate([hit, hit[rng.random(len(hit)) < TWICE_SHARE]]))
    who = pa.array(active[hit // 7])
    return pa.table(
        {
            "person_id": persons.take(who),
            "school_id": schools.take(who),
            "role": _constant(role, len(hit)),
            "date": pa.array(np.datetime64(block.week, "D") + (hit % 7).astype("timedelta64[D]")),
        }
    )
