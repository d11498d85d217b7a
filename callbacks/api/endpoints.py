"""The addresses of the API: routes, rules of the guard, the OpenAPI document and docs/api.md are made of this table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec import Struct

from callbacks.api import answers, asking, places, series, shapes
from callbacks.api.answers import Listing
from callbacks.api.bearer import BLUEPRINT
from callbacks.api.call import Call
from dashboard.access.decision import LISTING, Path

VERSION = "1"
BASE = f"/api/v{VERSION}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address.

    Attributes
    ----------
    name
        Of the operation; unique.
    path
        Below `BASE`, with its parameters as Flask writes them.
    summary
        What it is, in one sentence.
    query
        The parameters, those of the path included.
    row
        What it answers with: one, or in a list many of them.
    answer
        Makes it.
    permission, place
        What the guard asks for, and where.
    is_list
        Whether it answers with pages of rows.
    """

    name: str
    path: str
    summary: str
    query: type[Struct]
    row: type[Struct]
    answer: Callable[[Call], Listing | Struct]
    permission: str = "monitor.view"
    place: Callable[[], Path] = places.republic
    is_list: bool = True

    @property
    def endpoint(self) -> str:
        """What Flask calls it."""
        return f"{BLUEPRINT}.{self.name}"


_SCHOOLS = (LISTING, places.schools)
ENDPOINTS: Sequence[Endpoint] = (
    Endpoint(
        "indicators",
        "/indicators",
        "The indicators, with the borders of a week.",
        asking.ListedInWeek,
        shapes.Indicator,
        answers.indicators,
    ),
    Endpoint("weeks", "/weeks", "The published weeks.", asking.AllBetween, shapes.PublishedWeek, answers.weeks),
    Endpoint(
        "snapshots",
        "/snapshots",
        "The published snapshots, later revisions of a week included.",
        asking.AllBetween,
        shapes.PublishedSnapshot,
        answers.snapshots,
    ),
    Endpoint(
        "snapshot",
        "/snapshots/<snapshot>",
        "One published snapshot, with the numbers it was computed with.",
        asking.OneSnapshot,
        shapes.SnapshotWithNumbers,
        answers.snapshot,
        is_list=False,
    ),
    Endpoint("units", "/units", "The units of a week.", asking.Units, shapes.Unit, answers.units),
    Endpoint("unit", "/units/<unit>", "One unit of a week.", asking.OneUnit, shapes.Unit, answers.unit, is_list=False),
    Endpoint(
        "unit_values",
        "/unit-values",
        "The indicators of units in one week or several.",
        asking.UnitValues,
        shapes.UnitValue,
        series.unit_values,
    ),
    Endpoint(
        "unit_statistics",
        "/unit-statistics",
        "Marks, homework and logins of units in one week or several.",
        asking.UnitSeries,
        shapes.UnitStatistic,
        series.unit_statistics,
    ),
    Endpoint(
        "schools",
        "/schools",
        "The schools of a week, as far as they are open to whoever asks.",
        asking.Schools,
        shapes.School,
        answers.schools,
        *_SCHOOLS,
    ),
    Endpoint(
        "school",
        "/schools/<school>",
        "One school of a week.",
        asking.OneSchool,
        shapes.School,
        answers.school,
        *_SCHOOLS,
        is_list=False,
    ),
    Endpoint(
        "school_values",
        "/school-values",
        "The indicators of schools in one week or several, as far as they are open to whoever asks.",
        asking.SchoolValues,
        shapes.SchoolValue,
        series.school_values,
        *_SCHOOLS,
    ),
)
