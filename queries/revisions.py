"""What later revisions of a week have otherwise than the frozen snapshot, as notes on a unit (G-3, Q-94)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, exists, func, or_, select

from dashboard.schema import revision_difference, school_week, snapshot, unit_week
from dashboard.selection import REPUBLIC
from dashboard.snapshot.differences import CORRECTED, REVISED
from dashboard.snapshot.notes import Note
from dashboard.weeks import ALMATY, DAY
from queries.rows import any_of

NAMED = 3  # differences that a note tells; the rest is a number, and in the export
# Series to the kind of its note.
KINDS: Mapping[str, str] = {CORRECTED: "revision_differs", REVISED: "late_entries"}


class Correction(NamedTuple):
    """The latest published revision of a week, where something in it is not as in the frozen snapshot.

    Attributes
    ----------
    snapshot_id, revision, published_at
        Which it is.
    revised_until
        Up to when late entries count in its revised series.
    """

    snapshot_id: int
    revision: int
    published_at: datetime
    revised_until: datetime | None


_difference = revision_difference.alias("difference")
_own, _frozen = school_week.alias("own"), school_week.alias("frozen")
_DISTRICT = func.coalesce(_own.c.unit_id, _frozen.c.unit_id)
_PUBLISHED: Select[Any] = (
    select(
        snapshot.c.week,
        snapshot.c.id,
        snapshot.c.revision,
        snapshot.c.published_at,
        snapshot.c.revised_until,
        exists().where(_difference.c.snapshot_id == snapshot.c.id),
    )
    .where(snapshot.c.status == "published", snapshot.c.week.in_(any_of("weeks")))
    .order_by(snapshot.c.week, snapshot.c.revision)
)
_OF_UNIT: Select[Any] = (
    select(_difference)
    .outerjoin(_own, and_(_own.c.snapshot_id == _difference.c.snapshot_id, _own.c.school_id == _difference.c.school_id))
    .outerjoin(
        _frozen, and_(_frozen.c.snapshot_id == _difference.c.base_id, _frozen.c.school_id == _difference.c.school_id)
    )
    .outerjoin(
        unit_week,
        and_(
            unit_week.c.snapshot_id == func.coalesce(_own.c.snapshot_id, _frozen.c.snapshot_id),
            unit_week.c.unit_id == _DISTRICT,
        ),
    )
    .where(
        _difference.c.snapshot_id == bindparam("snapshot"),
        or_(
            bindparam("unit") == REPUBLIC,
            bindparam("unit") == _DISTRICT,
            unit_week.c.parent_id == bindparam("unit"),
        ),
    )
)
_COUNTED: Select[Any] = _OF_UNIT.with_only_columns(
    _difference.c.series, func.count(_difference.c.school_id.distinct())
).group_by(_difference.c.series)
_LISTED: Select[Any] = (
    _OF_UNIT.with_only_columns(
        _difference,
        *(func.coalesce(_own.c[name], _frozen.c[name]).label(name) for name in ("name_kk", "name_ru", "name_en")),
        *(unit_week.c[name].label(f"district_{name}") for name in ("name_kk", "name_ru", "name_en")),
    )
    .where(_difference.c.series == bindparam("series"))
    # What moves a category comes first.
    .order_by(
        case((_difference.c.was_category.is_not_distinct_from(_difference.c.category), 1), else_=0),
        _difference.c.school_id,
        _difference.c.indicator,
    )
    .limit(NAMED)
)


def corrections(connection: Connection, weeks: Sequence[date]) -> dict[date, Correction | None]:
    """Return the latest published revision of each week, where something is not as in the frozen snapshot."""
    latest = {row[0]: row[1:] for row in connection.execute(_PUBLISHED, {"weeks": list(weeks)})}
    found = {week: Correction(*row[:4]) for week, row in latest.items() if row[4]}
    return {week: found.get(week) for week in weeks}


def revision_notes(connection: Connection, correction: Correction, unit: str) -> tuple[Note, ...]:
    """Return what a reader of a unit should know about a correction; one note for each series that differs there.

    Returns
    -------
    tuple of Note
        ``revision_differs`` and ``late_entries``: ``revision``, ``on`` (the day of publication, or the last one of late
        entries), ``count`` of schools, and ``first``, some of the differences: ``names`` and ``district`` by language,
        ``indicator``, ``was`` and ``now`` (numerator and denominator, or nothing).
    """
    wanted = {"snapshot": correction.snapshot_id, "unit": unit}
    counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(_COUNTED, wanted)}
    # The revised series ends with the day before its cut-off, which is a midnight.
    ends = correction.revised_until - DAY if correction.revised_until else None
    days = {CORRECTED: correction.published_at, REVISED: ends}
    return tuple(
        Note(
            kind,
            {
                "revision": correction.revision,
                "on": moment.astimezone(ALMATY).date().isoformat(),
                "count": counts[series],
                "first": _first(connection, correction, unit, series),
            },
        )
        for series, kind in KINDS.items()
        if counts.get(series) and (moment := days[series])
    )


def _first(connection: Connection, correction: Correction, unit: str, series: str) -> list[dict[str, Any]]:
    """Return the differences that are told."""
    wanted = {"snapshot": correction.snapshot_id, "unit": unit, "series": series}
    return [_told(row) for row in connection.execute(_LISTED, wanted)]


def _told(row: Row[Any]) -> dict[str, Any]:
    """Return one difference as values of a note."""
    return {
        "names": {"kk": row.name_kk, "ru": row.name_ru, "en": row.name_en},
        "district": {"kk": row.district_name_kk, "ru": row.district_name_ru, "en": row.district_name_en},
        "indicator": row.indicator,
        "was": _counts(row.was_numerator, row.was_denominator),
        "now": _counts(row.numerator, row.denominator),
    }


def _counts(numerator: int | None, denominator: int | None) -> list[int] | None:
    """Return a value's counts, nothing without a value."""
    return None if numerator is None or denominator is None else [numerator, denominator]
