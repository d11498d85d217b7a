"""The counts of one week: what every school would hand over, before it is known in which form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from dashboard.configuration import load_configuration
from dashboard.demo import stories
from dashboard.demo.arrays import Flags, Floats, Ints, first_of_group, stream
from dashboard.demo.behaviour import (
    ACCOUNTS,
    COMPLETE,
    FIELDS,
    JOURNAL,
    PLANNING,
    TIMELY,
    TIMETABLE,
    Behaviour,
    WeekBehaviour,
    behave,
    week_behaviour,
)
from dashboard.demo.population import Classes, Population, Schools, populate
from dashboard.demo.sources import table, units
from dashboard.demo.weeks import number_in_year, teaching_mask, with_closures
from dashboard.snapshot.calendar import CalendarRow

NO_PARENTS_SHARE = 0.006  # of the schools have created no parent accounts
UNACCREDITED_SHARE = 0.5  # of the private schools, and how many profile fields that leaves empty
UNACCREDITED_FIELDS = 1, 4
MARKS_PER_PUPIL = 0.44  # of a class in a lesson with marks
HOMEWORK_SHARE = 0.7  # of the planned lessons from grade 2 on
ELIGIBLE_SHARE = 0.93  # of the marks count for timeliness
LOGINS = np.array([5 * 0.8, 7 * 0.25, 7 * 0.19])  # days a week on which an active account enters, by role
VACATION_LOGINS = np.array([0.22, 0.18, 0.12])  # of that in a week without lessons


@dataclass(frozen=True)
class Country:
    """Everything that does not change from week to week.

    Attributes
    ----------
    population, behaviour
        The schools and classes, and how well they do.
    parents
        Parent accounts by school that come to exist; some schools create none.
    unaccredited
        Profile fields that a private school without accreditation cannot fill.
    tick_share
        Share of the recorded lessons that only the tick records.
    seed, share
        What the country was made with.
    """

    population: Population
    behaviour: Behaviour
    parents: Ints
    unaccredited: Ints
    tick_share: Floats
    seed: int
    share: float

    @property
    def schools(self) -> Schools:
        """The schools."""
        return self.population.schools

    @property
    def classes(self) -> Classes:
        """The classes."""
        return self.population.classes

    @property
    def anchor(self) -> date:
        """The last week of the first history made with the seed."""
        return self.behaviour.anchor


def make_country(seed: int, share: float, anchor: date) -> Country:
    """Make the country of a seed.

    Parameters
    ----------
    seed
        Of all random streams.
    share
        Of the schools (see `populate`).
    anchor
        The week the stories of districts end in.
    """
    population = populate(seed, share)
    schools = population.schools
    rng = stream(seed, "accounts")
    count = len(schools)
    parents = (schools.pupils * rng.uniform(0.71, 1.0, count)).astype(np.int64)
    parents[rng.random(count) < NO_PARENTS_SHARE] = 0
    complete = np.isin(schools.region, _complete_regions())
    fewest, most = UNACCREDITED_FIELDS
    missing = rng.integers(fewest, most, count, endpoint=True)
    unaccredited = schools.private & ~complete & (rng.random(count) < UNACCREDITED_SHARE)
    return Country(
        population=population,
        behaviour=behave(schools, seed, anchor),
        parents=parents,
        unaccredited=np.where(unaccredited, missing, 0),
        tick_share=np.clip(rng.beta(1.2, 6, count), 0, 0.9),
        seed=seed,
        share=share,
    )


def _complete_regions() -> Ints:
    """Return the numbers of the regions without a school whose profile lacks anything."""
    full = {row["unit_id"] for row in table("region_behaviour") if row["profile"] == COMPLETE}
    return np.array([number for number, unit in enumerate(units("region")) if unit["kato"] in full])


@dataclass(frozen=True)
class WeekFacts:
    """One week. Arrays have one element for each school, unless it says otherwise.

    Attributes
    ----------
    week
        Its Sunday.
    closures
        The rows of the drop's own calendar.
    listed, connected
        Whether the school is in the register, and whether it handed anything over.
    taught
        Shape (classes, 7): whether a day is a teaching day of the class.
    kept
        By class: lessons in its timetable where that was not finished, -1 where it was.
    classes, classes_full
        Classes of C, and those with enough lessons (Q-1, Q-4).
    lessons, planned, recorded, tick_only
        Lessons of L and the parts of them that count (I5, I6).
    marks, eligible, timely, homework
        Marks, those that count for timeliness, those in time, homework items.
    created, activated, logins
        Shape (schools, 3): accounts and days with a login of teachers, pupils, parents.
    filled
        Filled profile fields of 18.
    """

    week: date
    closures: Sequence[CalendarRow]
    listed: Flags
    connected: Flags
    taught: Flags
    kept: Ints
    classes: Ints
    classes_full: Ints
    lessons: Ints
    planned: Ints
    recorded: Ints
    tick_only: Ints
    marks: Ints
    eligible: Ints
    timely: Ints
    homework: Ints
    created: Ints
    activated: Ints
    logins: Ints
    filled: Ints


def week_facts(country: Country, week: date) -> WeekFacts:
    """Work out the counts of a week."""
    schools, classes = country.schools, country.classes
    rows = stories.closures(week, country.anchor, schools)
    calendar = with_closures(week, rows)
    taught = _taught(country, week, rows)
    does = week_behaviour(country.behaviour, week, calendar.country_days)
    count = len(schools)
    in_c: Flags = np.any(taught, axis=1)
    per_school = np.bincount(classes.school[in_c], minlength=count)
    full = does.reached(TIMETABLE, per_school)
    kept = _kept(country, week, taught, per_school - full)
    kept[does.without_timetable[classes.school] & (kept > 0)] = 0
    slots = (classes.slots * taught).sum(axis=1)
    groups = (classes.groups * taught).sum(axis=1)
    by_class = np.where(kept >= 0, kept, slots + groups)
    lessons = np.bincount(classes.school, by_class, minlength=count).astype(np.int64)
    upper = np.bincount(classes.school, by_class * (classes.grade > 1), minlength=count).astype(np.int64)
    keeping = _keeping(country, does, week, lessons, upper)
    created, activated = _accounts(country, does, week)
    return WeekFacts(
        week=week,
        closures=rows,
        listed=stories.in_register(week, schools),
        connected=~stories.disconnected(week, country.anchor, schools, country.seed),
        taught=taught,
        kept=kept,
        classes=per_school,
        classes_full=full,
        lessons=lessons,
        created=created,
        activated=activated,
        logins=_logins(country, week, activated, per_school > 0),
        filled=np.minimum(does.filled_fields(), FIELDS - country.unaccredited),
        **keeping,
    )


def _taught(country: Country, week: date, rows: Sequence[CalendarRow]) -> Flags:
    """Return the teaching days of every class, shape (classes, 7)."""
    schools, classes = country.schools, country.classes
    mode = (schools.week_mode == 6).astype(np.int64)
    calendar = with_closures(week, rows)
    taught: Flags = teaching_mask(calendar)[mode[classes.school], classes.grade]
    for row in rows:
        touched = ((schools.unit == row.scope) | (schools.ids == row.scope))[classes.school]
        narrow = teaching_mask(calendar, [row.scope])
        taught[touched] = narrow[mode[classes.school[touched]], classes.grade[touched]]
    return taught


def _kept(country: Country, week: date, taught: Flags, unfinished: Ints) -> Ints:
    """Return by class how many lessons an unfinished timetable has; -1 where it is finished."""
    classes = country.classes
    config = load_configuration().for_week(week)
    least = np.array([config.min_lessons(days) for days in range(8)])[taught.sum(axis=1)]
    in_c = np.any(taught, axis=1)
    key = np.where(in_c, classes.priority, 2.0)  # classes without teaching are never chosen
    chosen = first_of_group(classes.school, key, unfinished) & in_c
    kept: Ints = np.where(chosen, (classes.kept * least).astype(np.int64), -1)
    return kept


def _keeping(country: Country, does: WeekBehaviour, week: date, lessons: Ints, upper: Ints) -> dict[str, Ints]:
    """Return the counts of journal keeping: planned … homework."""
    rng = stream(country.seed, "keeping", week.toordinal())
    schools = country.schools
    count = len(schools)
    planned, recorded = does.reached(PLANNING, lessons), does.reached(JOURNAL, lessons)
    tick_only = (recorded * country.tick_share).astype(np.int64)
    sizes = np.bincount(country.classes.school, minlength=count)
    per_lesson = MARKS_PER_PUPIL * schools.pupils / sizes * rng.uniform(0.9, 1.1, count)
    marks = ((recorded - tick_only) * per_lesson).astype(np.int64)
    eligible = (marks * np.clip(ELIGIBLE_SHARE + 0.02 * rng.standard_normal(count), 0, 1)).astype(np.int64)
    homework = (planned * upper // np.maximum(lessons, 1) * HOMEWORK_SHARE).astype(np.int64)
    return {
        "planned": planned,
        "recorded": recorded,
        "tick_only": tick_only,
        "marks": marks,
        "eligible": eligible,
        "timely": does.reached(TIMELY, eligible),
        "homework": homework,
    }


def _accounts(country: Country, does: WeekBehaviour, week: date) -> tuple[Ints, Ints]:
    """Return created and activated accounts, shape (schools, 3); new ones are created in the first weeks of a year."""
    schools = country.schools
    coverage = np.array([0.995, 0.992, 0.985]) - np.array([0.01, 0.05, 0.07]) * np.exp(-number_in_year(week) / 2.5)
    created = np.stack([schools.teachers, schools.pupils, country.parents], axis=1) * coverage
    created = np.rint(created).astype(np.int64)
    activated = np.stack([does.reached(role, created[:, role]) for role in range(*ACCOUNTS.indices(3))], axis=1)
    return created, activated


def _logins(country: Country, week: date, activated: Ints, taught: Flags) -> Ints:
    """Return days with a login by school and role, shape (schools, 3)."""
    rng = stream(country.seed, "logins", week.toordinal())
    usual = LOGINS * np.where(taught[:, None], 1.0, VACATION_LOGINS)
    logins: Ints = (activated * usual * rng.uniform(0.92, 1.08, activated.shape)).astype(np.int64)
    return logins
