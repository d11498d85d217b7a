"""What is passed from the queries to the views: rows with names, and blocks of numbers with labelled axes.

Counts travel as whole numbers and are turned into percentages at the very end, so that no border is ever compared with
a rounded value (Q-15, Q-20).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.configuration import MonitorConfig
from dashboard.indicators import INDICATOR_KEYS
from dashboard.snapshot.notes import Note
from dashboard.timeline import Published, Timeline

Integers = npt.NDArray[np.int64]

CATEGORIES = ("none", "low", "medium", "high")  # a category's number is its place here


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in the week shown (table ``unit_week``): names, level, participating and reporting schools."""

    unit_id: str
    parent_id: str | None
    level: str
    kind: str | None
    name_kk: str
    name_ru: str
    name_en: str | None
    state: str
    schools: int
    reporting: int

    @property
    def names(self) -> Mapping[str, str | None]:
        """Language key to name."""
        return {"kk": self.name_kk, "ru": self.name_ru, "en": self.name_en}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One participating school in the week shown (table ``school_week``); `unit_id` is its district."""

    school_id: str
    unit_id: str
    name_kk: str
    name_ru: str
    name_en: str | None
    state: str

    @property
    def names(self) -> Mapping[str, str | None]:
        """Language key to name."""
        return {"kk": self.name_kk, "ru": self.name_ru, "en": self.name_en}


@dataclass(frozen=True, slots=True)
class StatisticRow:
    """One statistics block of a unit (A-36 … A-38).

    Attributes
    ----------
    statistic
        marks, homework or logins.
    year, month
        Sums; None where no school was connected, or nothing has been published.
    unconnected
        How many participating schools the shown week's number does not cover (Q-104).
    """

    statistic: str
    year: int | None
    month: int | None
    unconnected: int


@dataclass(frozen=True, slots=True)
class Shape:
    """What a block of numbers must look like.

    Attributes
    ----------
    row
        What one row is.
    fields
        The names along the last axis.
    """

    row: str
    fields: tuple[str, ...]


UNIT_VALUES = Shape(
    "one indicator of one unit in one week; all zero where nothing is known; rank 0 is none",
    ("low", "medium", "high", "rank", "numerator", "denominator"),
)
SCHOOL_VALUES = Shape(
    "one indicator of one school in one week; category is a place in CATEGORIES",
    ("numerator", "denominator", "category"),
)
COMPARISON = Shape(
    "one indicator of the page's unit now and in the previous period, over the schools with values in both (F.3-6)",
    (
        "schools",
        "high_now",
        "high_then",
        "numerator_now",
        "denominator_now",
        "numerator_then",
        "denominator_then",
    ),
)


class FrameError(RuntimeError):
    """A block of numbers does not have its shape: a fault of the program, not of the data."""


@dataclass(frozen=True)
class Block:
    """Numbers with labelled axes.

    Attributes
    ----------
    shape
        What they are.
    weeks
        Labels of the first axis: keys of snapshots.
    members
        Label to place on the second axis: units or schools. The third axis is `INDICATOR_KEYS`.
    numbers
        The counts: (weeks, members, indicators, fields).
    """

    shape: Shape
    weeks: tuple[int, ...]
    members: Mapping[str, int]
    numbers: Integers

    def of(self, name: str) -> Integers:
        """Return one field: (weeks, members, indicators)."""
        found: Integers = self.numbers[..., self.shape.fields.index(name)]
        return found

    def week(self, at: int) -> Block:
        """Return one week as a block of its own."""
        return Block(self.shape, self.weeks[at : at + 1], self.members, self.numbers[at : at + 1].copy())


def check(block: Block, shape: Shape) -> Block:
    """Return the block if it has a shape.

    Raises
    ------
    FrameError
        If it has not; the message says what differs.
    """
    wanted = (len(block.weeks), len(block.members), len(INDICATOR_KEYS), len(shape.fields))
    faults = [
        f"the fields are {block.shape.fields}, not {shape.fields}" if block.shape.fields != shape.fields else "",
        f"its size is {block.numbers.shape}, not {wanted}" if block.numbers.shape != wanted else "",
        f"its numbers are {block.numbers.dtype}, not int64" if block.numbers.dtype != np.int64 else "",
        "a number is negative" if block.numbers.size and block.numbers.min() < 0 else "",
    ]
    found = "; ".join(filter(None, faults))
    if found:
        raise FrameError(f"A block of {shape.row!r} does not fit: {found}. Mend the query that made it.")
    return block


def block(shape: Shape, weeks: Sequence[int], members: Sequence[str], rows: Sequence[Sequence[Any]]) -> Block:
    """Return rows as a block.

    Parameters
    ----------
    shape, weeks, members
        What it is and the labels of its axes.
    rows
        Each: snapshot, member, indicator, then the fields of the shape. Indicators that are not known are left out
        (a later version may compute more of them).
    """
    weeks, week_at = tuple(weeks), {week: place for place, week in enumerate(weeks)}
    member_at = {member: place for place, member in enumerate(members)}
    numbers = np.zeros((len(weeks), len(member_at), len(INDICATOR_KEYS), len(shape.fields)), np.int64)
    if not set(map(itemgetter(2), rows)) <= INDICATOR_PLACES.keys():
        rows = [row for row in rows if row[2] in INDICATOR_PLACES]
    if rows:
        # Column by column: thousands of rows are cheaper to take apart this way.
        week_column, member_column, indicator_column, *columns = zip(*rows, strict=True)
        labels: tuple[tuple[Mapping[Any, int], Sequence[Any]], ...] = (
            (week_at, week_column),
            (member_at, member_column),
            (INDICATOR_PLACES, indicator_column),
        )
        at = [np.fromiter(map(places.__getitem__, column), np.int64, len(rows)) for places, column in labels]
        for place, column in enumerate(columns):
            numbers[at[0], at[1], at[2], place] = np.fromiter(column, np.int64, len(rows))
    return check(Block(shape, weeks, member_at, numbers), shape)


def gathered(shape: Shape, weeks: Sequence[int], members: Sequence[str], blocks: Sequence[Block]) -> Block:
    """Return the numbers of some members from blocks of one week each, in the order of `weeks`; zero where unknown."""
    numbers = np.zeros((len(weeks), len(members), len(INDICATOR_KEYS), len(shape.fields)), np.int64)
    for at, one in enumerate(blocks):
        known = [place for place, member in enumerate(members) if member in one.members]
        numbers[at, known] = one.numbers[0, [one.members[members[place]] for place in known]]
    return check(Block(shape, tuple(weeks), {member: place for place, member in enumerate(members)}, numbers), shape)


INDICATOR_PLACES: Mapping[str, int] = {key: place for place, key in enumerate(INDICATOR_KEYS)}


@dataclass(frozen=True)
class PageData:
    """Everything a page is made of, without words.

    Attributes
    ----------
    week
        The week shown.
    indicator
        Key of the selected indicator.
    timeline
        All weeks that can be shown.
    shown, base
        The week's snapshot, and the previous period's (Q-40); None where there is none.
    trend
        The snapshots of the twelve weeks that end with the shown one; None where there are no data.
    config
        The numbers the week was computed with.
    path
        The republic, the region, the district: as far down as the page's unit, which is its last.
    members
        The units of the map and the ranking: the children, on a district page the siblings and the unit itself.
    values
        `UNIT_VALUES` of path and members, by snapshot of the trend, the base included.
    comparison
        `COMPARISON` of the page's unit with the base; None without a base.
    regions
        All regions of the week, to go from one to another.
    siblings, sibling_values
        The units the page's unit is ranked among, itself included, and their `UNIT_VALUES` of the shown week; none for
        the republic.
    schools, school_values
        A district's schools by id, and their `SCHOOL_VALUES`; those of a region only where its list is asked for.
    absences
        Why members have no values: unit to a state of `dashboard.schema.school_week`, or ``mixed``.
    statistics
        The three blocks.
    notes
        What a reader of the week should know.
    """

    week: date
    indicator: str
    timeline: Timeline
    shown: Published | None
    base: Published | None
    trend: tuple[Published | None, ...]
    config: MonitorConfig
    path: tuple[UnitRow, ...]
    members: tuple[UnitRow, ...]
    values: Block
    comparison: Block | None
    siblings: tuple[UnitRow, ...] = ()
    sibling_values: Block | None = None
    schools: tuple[SchoolRow, ...] = ()
    school_values: Block | None = None
    absences: Mapping[str, str] = field(default_factory=dict)
    statistics: tuple[StatisticRow, ...] = ()
    notes: tuple[Note, ...] = ()
    regions: tuple[UnitRow, ...] = ()

    @property
    def unit(self) -> UnitRow:
        """The page's unit."""
        return self.path[-1]

    @property
    def has_data(self) -> bool:
        """Whether numbers are shown: the week has a snapshot, and in it the unit has data (Q-9)."""
        return self.shown is not None and self.unit.state == "data"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page says about itself that does not come from the snapshot.

    Attributes
    ----------
    today
        The day in Almaty.
    stale_after
        Days after the end of the latest week from which the page says that data are old.
    demonstration
        Whether the data are made up.
    map_names
        Unit to its name on the map; where one is missing the short name stands in.
    schematic
        Whether the page's map shows schematic cells instead of boundaries.
    credit
        Whose geometry it is.
    ratio
        The map's width over its height; 0 where there is no map.
    closed
        Why no school is named to this reader (G-39): ``login``, nobody is logged in; ``role``, the account has none
        here. Empty where schools are named.
    """

    today: date
    stale_after: int = 8
    demonstration: bool = False
    map_names: Mapping[str, str] = field(default_factory=dict)
    schematic: bool = False
    credit: str = ""
    ratio: float = 0
    closed: str = ""


@dataclass(frozen=True)
class SideBySide:
    """Some units side by side over time.

    Attributes
    ----------
    weeks
        One after the other, oldest first.
    snapshots
        Of each of the weeks; None where there are no data (Q-9).
    timeline
        All weeks that can be shown.
    config
        The numbers of the last week: one target line for all.
    units
        The compared ones, in their order.
    values
        `UNIT_VALUES` of the units and of `references`, by snapshot.
    references
        What they are compared with: the republic, and the region they share; nobody who is among them.
    """

    weeks: tuple[date, ...]
    snapshots: tuple[Published | None, ...]
    timeline: Timeline
    config: MonitorConfig
    units: tuple[UnitRow, ...]
    values: Block
    references: tuple[UnitRow, ...] = ()
