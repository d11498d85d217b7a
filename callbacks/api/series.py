"""Values over weeks: the long lists of the API, read by snapshot, some weeks at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from callbacks.api import shapes
from callbacks.api.answers import Listing, select_units
from callbacks.api.call import Call
from callbacks.api.paging import Place, batches, place_of, values_page
from dashboard.frames import INDICATOR_PLACES
from dashboard.indicators import INDICATOR_KEYS
from dashboard.timeline import Published
from queries import value_rows
from queries.statistics import STATISTICS
from queries.value_rows import SchoolInWeek

STATISTIC_PLACES = {key: place for place, key in enumerate(STATISTICS)}
Weeks = Mapping[int, Published]  # by snapshot
Chosen = Mapping[int, frozenset[str]]  # by snapshot, the units


def unit_values(call: Call) -> Listing:
    """Return the indicators of units in some weeks, by week, unit and indicator."""
    keys = call.query.indicator or INDICATOR_KEYS
    return values_page(
        _unit_values(call, keys),
        lambda row: Place(row.week.isoformat(), row.unit, INDICATOR_PLACES[row.indicator]),
        call.query,
        INDICATOR_PLACES,
    )


def _unit_values(call: Call, keys: Sequence[str]) -> Iterator[list[shapes.UnitValue]]:
    """Yield values, some weeks at a time."""
    for weeks, units in _units(call, len(keys), INDICATOR_PLACES):
        found = value_rows.unit_values(call.connection, list(weeks), _all(units), keys)
        yield [
            shapes.UnitValue(weeks[key].week, weeks[key].content_id, *row[1:])
            for row in found
            if row.unit_id in units[key := row.snapshot_id]
        ]


def unit_statistics(call: Call) -> Listing:
    """Return the weekly counts of units in some weeks, by week, unit and statistic."""
    return values_page(
        _unit_statistics(call),
        lambda row: Place(row.week.isoformat(), row.unit, STATISTIC_PLACES[row.statistic]),
        call.query,
        STATISTIC_PLACES,
    )


def _unit_statistics(call: Call) -> Iterator[list[shapes.UnitStatistic]]:
    """Yield counts, some weeks at a time."""
    for weeks, units in _units(call, len(STATISTICS), STATISTIC_PLACES):
        found = value_rows.unit_statistics(call.connection, list(weeks), _all(units))
        yield [
            shapes.UnitStatistic(weeks[key].week, weeks[key].content_id, *row[1:])
            for row in found
            if row.unit_id in units[key := row.snapshot_id] and row.statistic in STATISTIC_PLACES
        ]


def _units(call: Call, each: int, numbers: Mapping[str, int]) -> Iterator[tuple[Weeks, Chosen]]:
    """Yield the asked weeks and their asked units, some weeks at a time; `each` is how many rows a unit has."""
    after = place_of(call.query, numbers)
    weeks = [week for week in call.weeks() if week.week.isoformat() >= after.week]
    chosen: dict[int, frozenset[str]] = {}

    def size(week: Published) -> int:
        chosen[week.snapshot_id] = _chosen(call, week)
        return each * len(chosen[week.snapshot_id])

    for batch in batches(weeks, size, call.query.limit + 1):
        yield {week.snapshot_id: week for week in batch}, {week.snapshot_id: chosen[week.snapshot_id] for week in batch}


def _chosen(call: Call, week: Published) -> frozenset[str]:
    """Return the units of a week that are asked for."""
    found = frozenset(row.unit_id for row in select_units(call, week))
    return found & frozenset(call.query.unit) if call.query.unit else found


def _all(units: Chosen) -> list[str]:
    """Return the units of any week."""
    return sorted(frozenset().union(*units.values()))


def school_values(call: Call) -> Listing:
    """Return the indicators of the schools that may be seen in some weeks, by week, school and indicator."""
    keys = call.query.indicator or INDICATOR_KEYS
    return values_page(
        _school_values(call, keys),
        lambda row: Place(row.week.isoformat(), row.school, INDICATOR_PLACES[row.indicator]),
        call.query,
        INDICATOR_PLACES,
    )


def _school_values(call: Call, keys: Sequence[str]) -> Iterator[list[shapes.SchoolValue]]:
    """Yield values, as many schools at a time as a page holds."""
    after, step = place_of(call.query, INDICATOR_PLACES), call.query.limit // len(keys) + 2
    weeks = [week for week in call.weeks() if week.week.isoformat() >= after.week]
    for batch in batches(weeks, lambda _: len(keys), call.query.limit + 1 if isinstance(call.query.school, str) else 1):
        by_key = {week.snapshot_id: week for week in batch}
        members = [one for one in _members(call, batch) if _key(by_key, one) >= (after.week, after.member)]
        members.sort(key=lambda one: _key(by_key, one))
        for begin in range(0, len(members), step):
            yield _values_of(call, by_key, members[begin : begin + step], keys)


def _key(weeks: Weeks, one: SchoolInWeek) -> tuple[str, str]:
    """Return where a school stands in the list."""
    return weeks[one.snapshot_id].week.isoformat(), one.school_id


def _members(call: Call, weeks: Sequence[Published]) -> Iterator[SchoolInWeek]:
    """Yield the asked schools of some weeks that may be seen there."""
    query = call.query
    wanted = {week.snapshot_id: call.districts(week, query.unit) for week in weeks}
    found: list[SchoolInWeek] = []
    if isinstance(query.school, str):
        found = value_rows.weeks_of(call.connection, list(wanted), query.school)
    else:
        for key, districts in wanted.items():
            found += value_rows.schools_of(call.connection, key, districts)
    by_key = {week.snapshot_id: week for week in weeks}
    for one in found:
        if one.unit_id in wanted[one.snapshot_id] and call.sees(by_key[one.snapshot_id], one.unit_id, one.school_id):
            yield one


def _values_of(
    call: Call, weeks: Weeks, members: Sequence[SchoolInWeek], keys: Sequence[str]
) -> list[shapes.SchoolValue]:
    """Return the values of some schools in their weeks."""
    district = {(one.snapshot_id, one.school_id): one.unit_id for one in members}
    snapshots = sorted(set(map(attrgetter("snapshot_id"), members)))
    ids = sorted(set(map(attrgetter("school_id"), members)))
    return [
        shapes.SchoolValue(
            weeks[row.snapshot_id].week,
            weeks[row.snapshot_id].content_id,
            row.school_id,
            district[row.snapshot_id, row.school_id],
            *row[2:],
        )
        for row in value_rows.school_values(call.connection, snapshots, ids, keys)
        if (row.snapshot_id, row.school_id) in district
    ]
