"""The made-up country: its schools, classes and teachers, the same in every week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from dashboard.demo.arrays import Flags, Floats, Ints, Texts, stream, within
from dashboard.demo.names import EVENING, KINDS, PRIVATE, DistrictNames, Kind, SchoolName
from dashboard.demo.sources import table, units

# The source counts 2022/23; since then pupils and teachers became more (spec E.3: 3.9 M and 0.40 M).
PUPIL_GROWTH = 1.05
TEACHER_GROWTH = 1.02
FEWEST_SCHOOLS = 3  # of a district in a reduced country
GROUP_SHARE = 0.42  # of the lessons of a large class are taught in two groups
LARGE_CLASS = 20
CLASS_SIZE = {True: 26.5, False: 14.8}  # in towns, in villages where there are pupils enough
URBAN_SCHOOL, RURAL_SCHOOL = 1000.0, 280.0  # pupils, before each region's schools are scaled to its total
WEEKLY_LESSONS = np.array([20, 24, 25, 25, 29, 30, 33, 34, 35, 35, 36])  # by grade from 1
GRADE_SIZE = np.array([1.07, 1.07, 1.06, 1.06, 1.05, 1.04, 1.02, 1.0, 0.98, 0.83, 0.82])
PRIVATE_SHARE = {"710000000": 0.16, "750000000": 0.3, "790000000": 0.12}  # of town schools; elsewhere:
PRIVATE_ELSEWHERE = 0.06
SIX_DAY_SHARE = 0.24
LYCEUM, GYMNASIUM = 4, 3
ALWAYS, NEVER = date(1900, 1, 1), date(9999, 1, 1)
# Schools beside the statistics' 7,687: closed in the course of the history, or outside the monitor (evening schools).
CLOSED = {"594600000": date(2025, 12, 28), "113600000": date(2026, 5, 31), "274800000": date(2026, 5, 31)}
EVENING_DISTRICTS = ("351000000", "551000000", "391000000", "631000000")
OPENED = {
    "711210000": date(2026, 1, 11),
    "751810000": date(2026, 8, 30),
    "195200000": date(2026, 8, 30),
    "791910000": date(2026, 8, 30),
    "475000000": date(2026, 8, 30),
}


@dataclass(frozen=True)
class Schools:
    """The schools; every array has one element for each, in the order of `ids`.

    Attributes
    ----------
    ids, names, kinds
        Identifier, name, kind.
    district, region
        Code of the unit, and numbers of district and region in the order of their codes.
    urban, private, kazakh
        Flags; `kazakh`: taught in Kazakh.
    week_mode
        5 or 6.
    pupils, teachers
        How many.
    in_monitor
        Whether the school takes part.
    opens, closes
        First day on which it is in the register, and first on which it no longer is.
    """

    ids: Texts
    names: Sequence[SchoolName]
    kinds: Sequence[Kind]
    unit: Texts
    district: Ints
    region: Ints
    urban: Flags
    private: Flags
    kazakh: Flags
    week_mode: Ints
    pupils: Ints
    teachers: Ints
    in_monitor: Flags
    opens: Texts
    closes: Texts

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Classes:
    """The classes, school by school, from grade 1 up; every array has one element for each.

    Attributes
    ----------
    school
        Number of the school.
    grade, letter
        Grade, and number of the letter from 0.
    pupils
        How many.
    slots, groups
        Shape (classes, 7), Sunday to Saturday: lessons in the timetable, and how many of them are taught in two groups.
    kept
        How much of the least number of lessons a class has whose timetable was not finished, from 0 to below 1.
    priority
        Order in which classes stay without a full timetable.
    """

    school: Ints
    grade: Ints
    letter: Ints
    pupils: Ints
    slots: Ints
    groups: Ints
    kept: Floats
    priority: Floats

    def __len__(self) -> int:
        return len(self.school)


@dataclass(frozen=True)
class Population:
    """The country of one seed."""

    schools: Schools
    classes: Classes


def populate(seed: int, share: float = 1.0) -> Population:
    """Make the country.

    Parameters
    ----------
    seed
        Of all random streams.
    share
        Of the schools, for a small demonstration; every district keeps at least three.
    """
    drafts = [draft for region in units("region") for draft in _region_drafts(region["kato"], seed, share)]
    schools, grades = _schools(drafts, seed, share)
    return Population(schools, _classes(schools, grades, seed))


@dataclass(frozen=True)
class _Draft:
    """A school before its size is known."""

    number: int
    unit: str
    name: SchoolName
    kind: Kind
    urban: bool
    in_monitor: bool
    opens: date
    closes: date


def _region_drafts(region: str, seed: int, share: float) -> list[_Draft]:
    """Return the schools of a region, district by district."""
    counts = {row["unit_id"]: row for row in table("schools_by_district")}
    districts = [unit["kato"] for unit in units("district") if unit["parent_kato"] == region]
    sizes = [_reduced(counts[code], share) for code in districts]
    rng = stream(seed, "names", int(region))
    in_city = region in PRIVATE_SHARE  # the districts of a city number their schools together
    numbers = rng.permutation(sum(total for total, _ in sizes)) + 1 if in_city else None
    drafts: list[_Draft] = []
    for code, (total, urban) in zip(districts, sizes, strict=True):
        own = [int(number) for number in numbers[:total]] if numbers is not None else None
        numbers = numbers[total:] if numbers is not None else None
        drafts += _district_drafts(code, (total, urban), DistrictNames(region, rng, own), rng)
    return drafts


def _reduced(row: dict[str, str], share: float) -> tuple[int, int]:
    """Return how many schools and urban schools a district has in a country of reduced size."""
    total, urban = int(row["schools"]), int(row["urban"])
    kept = min(total, max(FEWEST_SCHOOLS, round(total * share)))
    return kept, round(urban * kept / total)


def _district_drafts(code: str, size: tuple[int, int], names: DistrictNames, rng: np.random.Generator) -> list[_Draft]:
    """Return the schools of a district: towns first, then villages, then those beside the statistics."""
    total, urban = size
    opens = [ALWAYS] * (total - 1) + [OPENED.get(code, ALWAYS)]
    drafts = [
        _Draft(number + 1, code, *_named(number < urban, names, rng), number < urban, True, first, NEVER)
        for number, first in enumerate(opens)
    ]
    if code in CLOSED:
        kind = KINDS[1]
        drafts.append(_Draft(total + 1, code, names.rural(kind), kind, False, True, ALWAYS, CLOSED[code]))
    if code in EVENING_DISTRICTS:
        drafts.append(_Draft(total + 1, code, names.urban(EVENING), EVENING, True, False, ALWAYS, NEVER))
    return drafts


def _named(urban: bool, names: DistrictNames, rng: np.random.Generator) -> tuple[SchoolName, Kind]:
    """Return a name and the kind it belongs to."""
    if urban and rng.random() < PRIVATE_SHARE.get(names.region, PRIVATE_ELSEWHERE):
        return names.private(), PRIVATE
    weights = np.array([kind.urban if urban else kind.rural for kind in KINDS], dtype=float)
    kind = KINDS[int(rng.choice(len(KINDS), p=weights / weights.sum()))]
    return (names.urban(kind) if urban else names.rural(kind)), kind


def _schools(drafts: Sequence[_Draft], seed: int, share: float) -> tuple[Schools, Ints]:
    """Give the schools their sizes; return them and their classes by grade, shape (schools, 11)."""
    rng = stream(seed, "sizes")
    order = {unit["kato"]: number for number, unit in enumerate(units("district"))}
    parents = {unit["kato"]: unit["parent_kato"] for unit in units("district")}
    regions = {unit["kato"]: number for number, unit in enumerate(units("region"))}
    region = np.array([regions[parents[draft.unit]] for draft in drafts])
    urban = np.array([draft.urban for draft in drafts])
    pupils = _pupils(drafts, region, urban, rng, share)
    grades = _classes_by_grade(drafts, pupils, urban)
    count = len(drafts)
    special = np.array([draft.kind in (KINDS[LYCEUM], KINDS[GYMNASIUM]) for draft in drafts])
    schools = Schools(
        ids=np.array([f"{draft.unit[:6]}{draft.number:04d}" for draft in drafts], dtype=object),
        names=[draft.name for draft in drafts],
        kinds=[draft.kind for draft in drafts],
        unit=np.array([draft.unit for draft in drafts], dtype=object),
        district=np.array([order[draft.unit] for draft in drafts]),
        region=region,
        urban=urban,
        private=np.array([draft.kind is PRIVATE for draft in drafts]),
        kazakh=rng.random(count) < np.where(urban, 0.66, 0.74),
        week_mode=np.where(rng.random(count) < np.where(special, 0.7, SIX_DAY_SHARE), 6, 5),
        pupils=pupils,
        teachers=_teachers(region, grades, pupils, share),
        in_monitor=np.array([draft.in_monitor for draft in drafts]),
        opens=np.array([draft.opens for draft in drafts], dtype=object),
        closes=np.array([draft.closes for draft in drafts], dtype=object),
    )
    return schools, grades


def _pupils(drafts: Sequence[_Draft], region: Ints, urban: Flags, rng: np.random.Generator, share: float) -> Ints:
    """Return pupils by school; each region's schools add up to its published total, grown."""
    usual = np.where(urban, URBAN_SCHOOL, RURAL_SCHOOL) * np.array([draft.kind.size for draft in drafts])
    weight = usual * rng.lognormal(0, 0.45, len(drafts))
    scale = _totals("pupils_2022_23_estimate", region, share) * PUPIL_GROWTH / np.bincount(region, weight)
    pupils: Ints = np.clip(weight * scale[region], 9, 3400).astype(np.int64)
    return pupils


def _teachers(region: Ints, grades: Ints, pupils: Ints, share: float) -> Ints:
    """Return teachers by school: the region's total spread by lessons."""
    weight = grades @ WEEKLY_LESSONS + pupils / 20
    scale = _totals("teachers_2022_23", region, share) * TEACHER_GROWTH / np.bincount(region, weight)
    teachers: Ints = np.maximum(3, np.rint(weight * scale[region])).astype(np.int64)
    return teachers


def _totals(column: str, region: Ints, share: float) -> Floats:
    """Return the published totals by region, less in a country of reduced size."""
    rows = table("schools_by_region")
    totals = np.array([float(row[column]) for row in rows])
    kept = np.bincount(region) / np.array([int(row["schools_2022_23"]) for row in rows])
    return totals * kept if share < 1 else totals


def _classes_by_grade(drafts: Sequence[_Draft], pupils: Ints, urban: Flags) -> Ints:
    """Return how many classes each school has in the grades from 1, shape (schools, 11)."""
    highest = np.array([draft.kind.grades for draft in drafts])
    taught = np.arange(1, 12) <= highest[:, None]
    size = taught * GRADE_SIZE
    in_grade = pupils[:, None] * size / size.sum(axis=1, keepdims=True)
    capacity = np.where(urban, CLASS_SIZE[True], CLASS_SIZE[False])[:, None]
    counts: Ints = (np.maximum(1, np.rint(in_grade / capacity)) * taught).astype(np.int64)
    return counts


def _classes(schools: Schools, grades: Ints, seed: int) -> Classes:
    """Return the classes of all schools."""
    rng = stream(seed, "classes")
    cells = grades.ravel()
    cell = np.repeat(np.arange(len(cells)), cells)
    school, grade = cell // 11, cell % 11 + 1
    counts = grades.sum(axis=1)
    pupils = _spread(schools.pupils, counts)
    slots = _slots(grade, schools.week_mode[school])
    groups = np.where((pupils >= LARGE_CLASS)[:, None], slots * GROUP_SHARE, slots * 0.08)
    return Classes(
        school=school,
        grade=grade,
        letter=within(cells),
        pupils=pupils,
        slots=slots,
        groups=(groups + rng.random(groups.shape)).astype(np.int64) * (slots > 0),
        kept=np.where(rng.random(len(school)) < 0.4, 0.0, rng.random(len(school))),
        priority=rng.random(len(school)),
    )


def _spread(pupils: Ints, classes: Ints) -> Ints:
    """Return pupils by class, as even as can be within a school."""
    base, rest = pupils // classes, pupils % classes
    spread: Ints = np.repeat(base, classes) + (within(classes) < np.repeat(rest, classes))
    return spread


def _slots(grade: Ints, week_mode: Ints) -> Ints:
    """Return lessons by class and day, shape (classes, 7), Sunday first and empty."""
    load, days = WEEKLY_LESSONS[grade - 1], week_mode
    day = np.arange(7)[None, :]
    turn = (day + np.arange(len(grade))[:, None]) % days[:, None]
    lessons = load[:, None] // days[:, None] + (turn < (load % days)[:, None])
    slots: Ints = lessons * ((day >= 1) & (day <= days[:, None]))
    return slots
