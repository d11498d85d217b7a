"""Classes, accounts, positions and logins, one by one, for schools that come detailed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.demo.arrays import Flags, Floats, Ints, Texts, first_of_group, group_starts, stream, within
from dashboard.demo.facts import Country, WeekFacts
from dashboard.demo.journal_rows import DAY, ENTERED_AT, HOUR, SATURDAY
from dashboard.demo.lesson_grid import LETTERS, DetailedClasses, person_ids
from dashboard.weeks import midnight

ROLES = ("teacher", "pupil", "parent")
ROLE_LETTERS = ("t", "p", "g")
STAFF_SHARE = 0.14  # staff accounts for each teacher's
ARCHIVED_SHARE = 0.03
OLDEST_ACCOUNT = date(2021, 9, 1)
POSITIONS = np.array(["director", "head_of_studies", "deputy_director", "teacher"], dtype=object)
CATEGORIES = np.array(
    ["pedagogue", "pedagogue_moderator", "pedagogue_expert", "pedagogue_researcher", "pedagogue_master",
     "highest", "first", "second", "none"], dtype=object
)  # fmt: skip
CATEGORY_SHARES = [0.16, 0.2, 0.21, 0.14, 0.02, 0.05, 0.06, 0.06, 0.1]
DAY_WEIGHTS = np.array([0.55, 1.1, 1.15, 1.1, 1.1, 1.0, 0.5])  # how readily people log in, Sunday to Saturday
TWICE_SHARE = 0.01  # logins handed over twice; the import folds them


def class_table(country: Country, chosen: Ints, classes: DetailedClasses) -> pa.Table:
    """Return the table ``classes``; one row is one class."""
    numbers = classes.numbers
    school = chosen[classes.school]
    letters = np.array(list(LETTERS), dtype=object)
    leader = (np.arange(len(numbers)) * 3 + 1) % classes.teachers
    return pa.table(
        {
            "class_id": classes.ids,
            "school_id": pa.array(country.schools.ids[school], pa.string()),
            "grade": country.classes.grade[numbers].astype(np.int8),
            "letter": pa.array(letters[country.classes.letter[numbers] % len(LETTERS)], pa.string()),
            "language": pa.array(np.where(country.schools.kazakh[school], "kk", "ru").astype(object), pa.string()),
            "shift": np.where(classes.second_shift, 2, 1).astype(np.int8),
            "journal_kind": pa.array(np.where(classes.classical, "classical", "criterial").astype(object), pa.string()),
            "class_teacher_id": person_ids(country.schools.ids[school], "t", leader),
        }
    )


def account_table(country: Country, known: Sequence[WeekFacts], chosen: Ints) -> pa.Table:
    """Return the table ``accounts``; one row is one account.

    Parameters
    ----------
    country
        The country.
    known
        The detailed weeks up to the one shown, oldest first: an account created or activated between two of them
        carries a moment between them, so it looks the same in every drop.
    chosen
        Numbers of the schools.
    """
    parts = [_role_accounts(country, known, chosen, role) for role in range(len(ROLES))]
    return pa.concat_tables([*parts, _other_accounts(country, chosen)])


def _role_accounts(country: Country, known: Sequence[WeekFacts], chosen: Ints, role: int) -> pa.Table:
    """Return the accounts of a role."""
    created = np.stack([facts.created[chosen, role] for facts in known])
    activated = np.stack([facts.activated[chosen, role] for facts in known])
    sizes = created[-1]
    school, number = np.repeat(np.arange(len(chosen)), sizes), within(sizes)
    rng = stream(country.seed, f"accounts of {ROLES[role]}", int(chosen[0]))
    draws = rng.random((int(country.schools.pupils[chosen].sum() * 2 + country.schools.teachers[chosen].sum()), 3))
    draws = draws[_place(country, chosen)[school] + number]
    starts = np.array([int(midnight(facts.week).timestamp()) for facts in known])
    oldest = np.datetime64(OLDEST_ACCOUNT, "D").astype(np.int64)
    days_before = starts[0] // DAY - oldest
    new = (number >= created[:, school]).sum(axis=0)  # in how many of the known weeks it was not there yet
    created_on = np.where(new == 0, oldest + draws[:, 0] * days_before, starts[new % len(known)] // DAY + 2)
    active = number < activated[-1][school]
    later = (number >= activated[:, school]).sum(axis=0) % len(known)
    since = np.where(later == 0, (created_on + 1) * DAY, np.maximum(starts[later], (created_on + 1) * DAY))
    until = np.where(later == 0, starts[0], starts[later] + SATURDAY * DAY)
    moment = (since + draws[:, 1] * np.maximum(until - since, HOUR)).astype(np.int64)
    half = draws[:, 2]  # what those did who are not activated: nothing, half of it
    people = person_ids(country.schools.ids[chosen][school], ROLE_LETTERS[role], number)
    times = {
        "registered_at": (moment, active | (half < 0.3)),
        "first_login_at": (moment + 1 + (half * HOUR).astype(np.int64), active | (half > 0.9)),
    }
    return _accounts(people, country.schools.ids[chosen][school], ROLES[role], created_on.astype(np.int64), times)


def _place(country: Country, chosen: Ints) -> Ints:
    """Return where the draws of each school begin: the same however many accounts there are."""
    width = country.schools.pupils[chosen] * 2 + country.schools.teachers[chosen]
    return group_starts(width)


def _other_accounts(country: Country, chosen: Ints) -> pa.Table:
    """Return accounts that count nowhere: of other staff, and archived ones of pupils who left."""
    teachers, pupils = country.schools.teachers[chosen], country.schools.pupils[chosen]
    oldest = int(np.datetime64(OLDEST_ACCOUNT, "D").astype(np.int64))
    tables = []
    for role, letter, sizes in (
        ("staff", "s", np.ceil(teachers * STAFF_SHARE).astype(np.int64)),
        ("pupil", "x", (pupils * ARCHIVED_SHARE).astype(np.int64)),
    ):
        school, number = np.repeat(np.arange(len(chosen)), sizes), within(sizes)
        ids = country.schools.ids[chosen][school]
        created_on = oldest + number % 700
        moment, everybody = (created_on + 3) * DAY, np.ones(len(ids), dtype=bool)
        times = {"registered_at": (moment, everybody), "first_login_at": (moment + 60, everybody)}
        if role == "pupil":
            times["archived_at"] = moment + 400 * DAY, everybody
        tables.append(_accounts(person_ids(ids, letter, number), ids, role, created_on, times))
    return pa.concat_tables(tables)


def _accounts(
    people: pa.Array, schools: Texts, role: str, created_on: Ints, times: Mapping[str, tuple[Ints, Flags]]
) -> pa.Table:
    """Return rows of ``accounts``.

    Days of creation count from 1970; `times` holds, by column, seconds since 1970 and a flag where there is a moment.
    """
    moments = {
        column: pa.array(times[column][0] * 1000, pa.int64(), mask=~times[column][1]).cast(ENTERED_AT)
        if column in times
        else pa.nulls(len(people), ENTERED_AT)
        for column in ("registered_at", "first_login_at", "archived_at")
    }
    return pa.table(
        {
            "account_id": pc.binary_join_element_wise(people, "a", "-"),
            "person_id": people,
            "school_id": pa.array(schools, pa.string()),
            "role": pa.array(np.full(len(people), role, dtype=object), pa.string()),
            "created_on": pa.array(created_on.astype("datetime64[D]")),
            **moments,
        }
    )


def position_table(country: Country, facts: WeekFacts, chosen: Ints) -> pa.Table:
    """Return the table ``positions``; one row is one teacher: a school's first three lead it."""
    sizes = facts.created[chosen, 0]
    school, number = np.repeat(np.arange(len(chosen)), sizes), within(sizes)
    rng = stream(country.seed, "positions", int(chosen[0]))
    ids = country.schools.ids[chosen][school]
    category = rng.choice(CATEGORIES, len(ids), p=CATEGORY_SHARES)
    awarded = np.datetime64("2021-01-15", "D") + rng.integers(0, 1700, len(ids))
    has_one = pa.array(category != "none")
    nothing = pa.scalar(None, pa.date32())
    return pa.table(
        {
            "person_id": person_ids(ids, "t", number),
            "school_id": pa.array(ids, pa.string()),
            "position": pa.array(POSITIONS[np.minimum(number, 3)], pa.string()),
            "category": pa.array(category, pa.string()),
            "awarded_on": pc.if_else(has_one, pa.array(awarded), nothing),
            "valid_until": pc.if_else(has_one, pa.array(awarded + 5 * 365), nothing),
        }
    )


def login_table(country: Country, facts: WeekFacts, chosen: Ints) -> pa.Table:
    """Return the table ``logins``; one row is one person and day, a few of them twice."""
    tables = [_role_logins(country, facts, chosen, role) for role in range(len(ROLES))]
    return pa.concat_tables(tables)


def _role_logins(country: Country, facts: WeekFacts, chosen: Ints, role: int) -> pa.Table:
    """Return the logins of a role: as many days as the counts say, among the activated accounts."""
    people = facts.activated[chosen, role]
    rng = stream(country.seed, f"logins of {ROLES[role]}", facts.week.toordinal(), int(chosen[0]))
    school, place = np.repeat(np.arange(len(chosen)), people * 7), within(people * 7)
    key: Floats = rng.random(len(school)) / DAY_WEIGHTS[place % 7]
    hit = np.flatnonzero(first_of_group(school, key, facts.logins[chosen, role]))
    hit = np.sort(np.concatenate([hit, hit[rng.random(len(hit)) < TWICE_SHARE]]))
    ids = country.schools.ids[chosen][school[hit]]
    first = np.datetime64(facts.week, "D")
    return pa.table(
        {
            "person_id": person_ids(ids, ROLE_LETTERS[role], place[hit] // 7),
            "school_id": pa.array(ids, pa.string()),
            "role": pa.array(np.full(len(hit), ROLES[role], dtype=object), pa.string()),
            "date": pa.array(first + (place[hit] % 7).astype("timedelta64[D]")),
        }
    )
