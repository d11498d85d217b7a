"""What each address of the API answers with; rows of `callbacks.api.shapes` out of a `Call`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from http import HTTPStatus
from typing import Any

from msgspec import UNSET

from callbacks.api import shapes
from callbacks.api.call import Call
from callbacks.api.paging import page
from callbacks.api.problems import Refused
from dashboard.configuration import MonitorConfig
from dashboard.frames import UnitRow
from dashboard.indicators import INDICATORS, Indicator
from dashboard.locales import LOCALES, language
from dashboard.timeline import Published
from dashboard.weeks import academic_year, last_day
from queries import described
from queries.schools import district_of
from queries.value_rows import schools_of

Listing = tuple[Sequence[shapes.Row], str | None]  # rows, and the cursor of the next page


def indicators(call: Call) -> Listing:
    """Return the indicators with the borders of a week."""
    config = call.archive.configuration(call.connection, call.week().snapshot_id)
    every = [_indicator(one, config) for one in INDICATORS.values()]
    # In the order of the page: the cursor is the number.
    numbered = [(f"{place:03d}", one) for place, one in enumerate(every)]
    shown, following = page(numbered, lambda pair: pair[0], call.query)
    return [one for _, one in shown], following


def _indicator(one: Indicator, config: MonitorConfig) -> shapes.Indicator:
    """Return one indicator."""
    return shapes.Indicator(
        one.key,
        one.group,
        _in_all_languages(one.name),
        _in_all_languages(one.definition),
        _in_all_languages(one.numerator),
        _in_all_languages(one.denominator),
        config.targets[one.key],
        config.medium_from(one.key),
        config.version,
    )


@cache
def _in_all_languages(message: str) -> shapes.Names:
    """Return a text of the catalogues in the three languages."""
    return shapes.Names(**{key: language(key).gettext(message) for key in LOCALES})


def weeks(call: Call) -> Listing:
    """Return the published weeks."""
    shown, following = page(call.weeks(every=True), _week_key, call.query)
    return [_week(call, one) for one in shown], following


def _week_key(one: Published) -> str:
    return one.week.isoformat()


def _week(call: Call, one: Published) -> shapes.PublishedWeek:
    """Return one week."""
    previous = call.archive.timeline.previous(one.week)
    return shapes.PublishedWeek(
        week=one.week,
        last_day=last_day(one.week),
        academic_year=academic_year(one.week),
        snapshot=one.content_id,
        has_data=one.has_data,
        teaching_days=one.teaching_days,
        is_short=one.is_short,
        calendar_assumed=one.calendar_assumed,
        rejects_accepted=one.rejects_accepted,
        previous_week=previous.week if previous else None,
        published_at=one.published_at,
    )


def snapshots(call: Call) -> Listing:
    """Return the published snapshots, later revisions included."""
    asked = call.weeks(every=True)
    if not asked:
        return (), None
    found = described.snapshots_between(call.connection, asked[0].week, asked[-1].week)
    shown, following = page(found, lambda one: f"{one.week.isoformat()}~{one.revision:06d}", call.query)
    return [shapes.PublishedSnapshot(**_snapshot(call, one)) for one in shown], following


def snapshot(call: Call) -> shapes.SnapshotWithNumbers:
    """Return one published snapshot with the numbers it was computed with."""
    found = described.snapshot_of(call.connection, call.query.snapshot)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is no published snapshot of this hash. See /api/v1/snapshots.")
    config = call.archive.configuration(call.connection, found.id)
    return shapes.SnapshotWithNumbers(**_snapshot(call, found), numbers=_numbers(config))


def _snapshot(call: Call, one: described.PublishedSnapshot) -> dict[str, Any]:
    """Return what every shape of a snapshot has."""
    frozen = call.archive.timeline.at(one.week)
    values = one._asdict()
    return {
        "snapshot": values.pop("content_id"),
        "is_frozen": frozen is not None and frozen.snapshot_id == values.pop("id"),
        **{name: value for name, value in values.items() if name != "id"},
    }


def _numbers(config: MonitorConfig) -> shapes.Numbers:
    """Return the numbers of a week."""
    return shapes.Numbers(
        config.version,
        config.valid_from,
        config.min_lessons_per_class,
        {category: str(weight) for category, weight in config.score_weights.items()},
        [shapes.Border(key, config.targets[key], config.medium_from(key)) for key in INDICATORS],
    )


def units(call: Call) -> Listing:
    """Return the units of a week."""
    week = call.week()
    found = sorted(select_units(call, week), key=_unit_key)
    shown, following = page(found, _unit_key, call.query)
    return [_unit(week, one) for one in shown], following


def _unit_key(one: UnitRow) -> str:
    return one.unit_id


def select_units(call: Call, week: Published) -> list[UnitRow]:
    """Return the units of a week that the parameters ``level`` and ``parent`` leave."""
    query = call.query
    return [
        one
        for one in call.units(week).values()
        if query.level in {UNSET, one.level} and query.parent in {UNSET, one.parent_id}
    ]


def unit(call: Call) -> shapes.Unit:
    """Return one unit of a week."""
    week = call.week()
    found = call.units(week).get(call.query.unit)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "The week knows no such unit. See /api/v1/units.")
    return _unit(week, found)


def _unit(week: Published, one: UnitRow) -> shapes.Unit:
    """Return one unit."""
    return shapes.Unit(
        week=week.week,
        snapshot=week.content_id,
        unit=one.unit_id,
        parent=one.parent_id,
        level=one.level,
        kind=one.kind,
        name=shapes.Names(one.name_kk, one.name_ru, one.name_en),
        state=one.state,
        schools=one.schools,
        reporting=one.reporting,
    )


def schools(call: Call) -> Listing:
    """Return the schools of a week that may be seen."""
    week = call.week()
    found = schools_of(call.connection, week.snapshot_id, call.districts(week, call.query.unit))
    seen = sorted(one.school_id for one in found if call.sees(week, one.unit_id, one.school_id))
    shown, following = page(seen, str, call.query)
    rows = {one.school_id: one for one in described.schools(call.connection, week.snapshot_id, shown)}
    return [_school(week, rows[school]) for school in shown], following


def school(call: Call) -> shapes.School:
    """Return one school of a week; the guard has looked whether it may be seen."""
    week, wanted = call.week(), call.query.school
    district = district_of(call.connection, week.snapshot_id, wanted)
    if district is None or not call.sees(week, district, wanted):
        raise Refused(HTTPStatus.NOT_FOUND, "The week knows no such school. See /api/v1/schools.")
    (found,) = described.schools(call.connection, week.snapshot_id, [wanted])
    return _school(week, found)


def _school(week: Published, one: described.DescribedSchool) -> shapes.School:
    """Return one school."""
    return shapes.School(
        week=week.week,
        snapshot=week.content_id,
        school=one.school_id,
        unit=one.unit_id,
        name=shapes.Names(one.name_kk, one.name_ru, one.name_en),
        state=one.state,
        week_mode=one.week_mode,
        teaching_days=one.teaching_days,
        locality=one.locality,
        is_small=one.is_small,
    )


def day_of(query: object) -> date | None:
    """Return the day a request is about, if it names one: its week, or the last of its weeks."""
    found = getattr(query, "week", getattr(query, "last", UNSET))
    return found if isinstance(found, date) else None
