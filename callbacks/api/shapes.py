"""What the API answers with: one class per kind of row. The OpenAPI document is made of them.

Fields are only ever added within a version. Counts travel, never percentages: whoever divides knows what was rounded,
and no border is compared with a rounded value (Q-15, Q-20).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from msgspec import Meta, Struct

from dashboard.indicators import INDICATOR_KEYS

Week = Annotated[date, Meta(description="The first day of a week, a Sunday.")]
Snapshot = Annotated[str, Meta(description="The hash that names a snapshot; it is never edited.")]
UnitId = Annotated[str, Meta(description="A unit: its KATO code; the republic is 000000000.")]
SchoolId = Annotated[str, Meta(description="A school, as its records name it.")]
IndicatorKey = Annotated[
    str, Meta(description="Key of an indicator.", extra_json_schema={"enum": list(INDICATOR_KEYS)})
]
Count = Annotated[int, Meta(ge=0)]
Moment = Annotated[datetime, Meta(tz=True)]
R = TypeVar("R")


class Names(Struct, frozen=True):
    """A name in the three languages."""

    kk: str
    ru: str
    en: Annotated[str | None, Meta(description="Null where the records have none.")]


class Indicator(Struct, frozen=True):
    """One indicator: what it is, and the borders of its categories in a week (A-32, A-35)."""

    indicator: IndicatorKey
    group: Annotated[str, Meta(description="coverage or journal.")]
    name: Names
    definition: Names
    numerator: Annotated[Names, Meta(description="What the numerator counts.")]
    denominator: Annotated[Names, Meta(description="What the denominator counts.")]
    high_from: Annotated[int, Meta(description="Percent from which a school is high: the target.")]
    medium_from: Annotated[int, Meta(description="Percent from which a school is medium.")]
    config_version: Annotated[int, Meta(description="The version of the monitor's numbers.")]


class PublishedWeek(Struct, frozen=True):
    """One published week, with its frozen snapshot: what pages show (Q-49)."""

    week: Week
    last_day: date
    academic_year: str
    snapshot: Snapshot
    has_data: Annotated[bool, Meta(description="Whether the republic has data in it; not in holidays (Q-9).")]
    teaching_days: Count
    is_short: Annotated[bool, Meta(description="One to three teaching days (Q-42).")]
    calendar_assumed: Annotated[bool, Meta(description="No order confirms the calendar of its year.")]
    rejects_accepted: Annotated[bool, Meta(description="Built although many rows had been set aside.")]
    previous_week: Annotated[date | None, Meta(description="What changes are measured against (Q-40).")]
    published_at: Moment | None


class PublishedSnapshot(Struct, frozen=True):
    """One published snapshot; later revisions of a week are snapshots of their own (Q-94)."""

    snapshot: Snapshot
    week: Week
    revision: Count
    is_frozen: Annotated[bool, Meta(description="Whether it is what pages show of its week.")]
    config_version: int
    teaching_days: Count
    calendar_assumed: bool
    rejects_accepted: bool
    built_at: Moment
    published_at: Moment | None


class Border(Struct, frozen=True):
    """The borders of an indicator's categories, in percent."""

    indicator: IndicatorKey
    high_from: int
    medium_from: int


class Numbers(Struct, frozen=True):
    """The numbers a week was computed with (A-32)."""

    version: int
    valid_from: date
    min_lessons_per_class: Count
    score_weights: Annotated[
        dict[str, str], Meta(description="Category to the weight of a school in it, as a fraction (A-44).")
    ]
    borders: list[Border]


class SnapshotWithNumbers(PublishedSnapshot, frozen=True):
    """One published snapshot, and the numbers it was computed with."""

    numbers: Numbers


class Unit(Struct, frozen=True):
    """One administrative unit as the records of a week described it (Q-100)."""

    week: Week
    snapshot: Snapshot
    unit: UnitId
    parent: Annotated[str | None, Meta(description="The unit above; null of the republic.")]
    level: Annotated[str, Meta(description="republic, region or district.")]
    kind: str | None
    name: Names
    state: Annotated[str, Meta(description="data, or none where too few schools have values (Q-9).")]
    schools: Annotated[int, Meta(ge=0, description="Participating schools (Q-22).")]
    reporting: Annotated[int, Meta(ge=0, description="Of them with values in the week.")]


class UnitValue(Struct, frozen=True):
    """One indicator of one unit in one week."""

    week: Week
    snapshot: Snapshot
    unit: UnitId
    indicator: IndicatorKey
    low: Annotated[int, Meta(ge=0, description="Schools in the category low.")]
    medium: Annotated[int, Meta(ge=0, description="Schools in the category medium.")]
    high: Annotated[int, Meta(ge=0, description="Schools in the category high.")]
    rank: Annotated[int | None, Meta(description="Among the units of the same parent; null without values (Q-21).")]
    numerator: Annotated[int, Meta(ge=0, description="Pooled over its schools (Q-23).")]
    denominator: Annotated[int, Meta(ge=0, description="Pooled over its schools (Q-23).")]


class UnitStatistic(Struct, frozen=True):
    """One of the week's counts of one unit: marks, homework, logins (A-36 … A-38)."""

    week: Week
    snapshot: Snapshot
    unit: UnitId
    statistic: Annotated[str, Meta(description="marks, homework or logins.")]
    total: Annotated[int | None, Meta(description="Null where no school hands it over (Q-104).")]
    schools: Annotated[int, Meta(ge=0, description="How many schools the total covers.")]


class School(Struct, frozen=True):
    """One participating school in one week."""

    week: Week
    snapshot: Snapshot
    school: SchoolId
    unit: Annotated[str, Meta(description="Its district.")]
    name: Names
    state: Annotated[str, Meta(description="data, no_teaching (Q-6) or not_connected (Q-7).")]
    week_mode: Annotated[int, Meta(description="Days of its school week: 5 or 6.")]
    teaching_days: Count
    locality: Annotated[str | None, Meta(description="urban or rural.")]
    is_small: Annotated[bool | None, Meta(description="A small school with joint classes.")]


class SchoolValue(Struct, frozen=True):
    """One indicator of one school in one week."""

    week: Week
    snapshot: Snapshot
    school: SchoolId
    unit: Annotated[str, Meta(description="Its district in that week.")]
    indicator: IndicatorKey
    numerator: int | None
    denominator: int | None
    category: Annotated[
        str,
        Meta(
            description="none: nothing to measure, or nothing handed over (Q-6, Q-7, Q-13).",
            extra_json_schema={"enum": ["none", "low", "medium", "high"]},
        ),
    ]


class Page(Struct, Generic[R], frozen=True):
    """Some rows of a list."""

    data: list[R]
    next: Annotated[str | None, Meta(description="What to send as cursor for the rows after these; null at the end.")]


class Fault(Struct, frozen=True):
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class Problem(Struct, frozen=True, omit_defaults=True):
    """Why there is no answer (RFC 9457)."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    errors: list[Fault] = []
    request: Annotated[str, Meta(description="The number of the request in the audit log.")] = ""


Row = Any  # one of the classes above
