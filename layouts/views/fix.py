"""What to fix first: who is closest to the target, what is missing there, and what the next place would take."""

from __future__ import annotations

from dashboard.alphabet import name_order
from dashboard.frames import UnitRow
from dashboard.indicators import PAPERLESS
from dashboard.locales import Language
from dashboard.repair import Standing, fewest_lifts, fewest_lifts_past, missing_acts
from layouts.views.acts import act_text, acts_of
from layouts.views.closed import reason
from layouts.views.measures import GOOD, NONE, difference
from layouts.views.names import full_name, short_name
from layouts.views.rail import headline
from layouts.views.ranking import Table
from layouts.views.reading import Counts
from layouts.views.school_cells import SchoolTable
from layouts.views.words import DISTRICT, MEMBERS, REGION, SCHOOL, Json, Rich, column_of, rich, total_of

SHOWN = 4
CALLS = 5  # schools a district officer can telephone on a Monday morning

NOTHING = "–"  # in a cell where nothing can be said


def fix(rows: Table, tables: list[SchoolTable]) -> Json | None:
    """Return the block of one indicator; None where nobody has data.

    Parameters
    ----------
    rows
        The members.
    tables
        The schools, one table per indicator; only on a district page.
    """
    reading = rows.reading
    block = _schools_block(rows, tables) if reading.data.unit.level == DISTRICT else _units_block(rows)
    return block and {"title": reading.lang.gettext("What to fix first"), **block}


def _units_block(rows: Table) -> Json | None:
    """Return the members closest to the target, with the schools each has to lift to reach it and to gain a place."""
    lang, unit = rows.reading.lang, rows.reading.data.unit
    what = MEMBERS[unit.level]
    if not rows.ranked:
        return None
    below = [(at, place) for at, (_, place) in enumerate(rows.order) if _is_below(rows.counts[place])]
    return {
        "head": [
            column_of(lang, what, unit),
            lang.gettext("Schools to lift: to the target"),
            lang.gettext("for a place up"),
            lang.gettext("Short by"),
        ],
        "rows": [_unit_row(rows, at) for at, _ in below[:SHOWN]],
        "calls": _calls(rows, largest_lever(rows) if below else None),
        "done": None if below else _all_meet(rows, what),
    }


def _is_below(counts: Counts) -> bool:
    """Tell whether a unit has a score that misses the target."""
    return bool(counts.counted) and counts.status != GOOD


def _calls(rows: Table, *others: Rich | None) -> list[Rich]:
    """Return the sentences about the page's unit: the targets of score and value, the next place; then the others."""
    found = [reach_target(rows), reach_share(rows), next_place(rows), accounts_missing(rows), *others]
    return [call for call in found if call]


def _unit_row(rows: Table, at: int) -> Json:
    """Return one member below the target, by its place in the order; the gap is that of the printed score."""
    lang = rows.reading.lang
    unit, place = rows.order[at]
    counts = rows.counts[place]
    ahead = rows.order[at - 1] if at else None
    lift = None if ahead is None else _past(rows, (unit, counts), (ahead[0], rows.counts[ahead[1]]))
    return {
        "unit": unit.unit_id,
        "name": short_name(lang, unit)[0],
        "cells": [
            lang.number(lifts(rows, counts)),
            NOTHING if lift is None else lang.number(lift),
            lang.points(counts.score - 10 * rows.target),
        ],
    }


def lifts(rows: Table, counts: Counts) -> int:
    """Return the fewest schools to lift to High so that a unit's score reaches the target."""
    config = rows.reading.data.config
    return fewest_lifts(counts.low, counts.medium, counts.high, rows.target, config.weights).schools


def _past(rows: Table, unit: tuple[UnitRow, Counts], ahead: tuple[UnitRow, Counts]) -> int | None:
    """Return the fewest schools to lift so that a unit stands before the one ahead of it; None where it cannot."""
    weights = rows.reading.data.config.weights
    lift = fewest_lifts_past(_standing(*unit), _standing(*ahead), weights)
    return lift and lift.schools


def _standing(unit: UnitRow, counts: Counts) -> Standing:
    """Return a unit as the ranking sees it."""
    return Standing(counts.low, counts.medium, counts.high, (name_order(unit.name_kk), unit.unit_id))


def reach_target(rows: Table) -> Rich | None:
    """Return the fewest schools to lift so that the score of the page's unit reaches the target."""
    needed = lifts(rows, rows.own)
    if not needed:
        return None
    return rich(
        rows.reading.lang.ngettext(
            "For the score to reach the target of %(target)s, lifting **%(num)s school** to High is enough.",
            "For the score to reach the target of %(target)s, lifting **%(num)s schools** to High is enough.",
            needed,
            target=f"{rows.target}%",
        )
    )


def reach_share(rows: Table) -> Rich | None:
    """Return how many schools more have to be in High so that the headline reaches its target.

    A score counts schools in Medium, too (G-9): it may meet the target where the share of High does not, and the fewest
    schools for the one are not enough for the other.
    """
    reading, item = rows.reading, rows.item
    if item.gauge == "pooled" or bool(reading.units.met[reading.now, reading.own, rows.place]):
        return None
    target = reading.data.config.gauge_target(item.key)
    more = missing_acts(rows.own.high, rows.own.counted, target)
    if not more:
        return None
    return rich(
        reading.lang.ngettext(
            "For schools in High (now %(value)s) to reach the target of %(target)s: **%(num)s school** more.",
            "For schools in High (now %(value)s) to reach the target of %(target)s: **%(num)s schools** more.",
            more,
            value=headline(reading, rows.place, item),
            target=f"{target}%",
        )
    )


def accounts_missing(rows: Table) -> Rich | None:
    """Return how many accounts the pooled value of the page's unit lacks (A-18); nothing for the other indicators."""
    reading, item = rows.reading, rows.item
    if item.gauge != "pooled":
        return None
    target, at = reading.data.config.gauge_target(item.key), (reading.now, reading.own, rows.place)
    values = reading.data.values
    acts = missing_acts(int(values.of("numerator")[at]), int(values.of("denominator")[at]), target)
    if not acts:
        return None
    text = reading.lang.gettext(
        "For the value to reach %(target)s: **%(acts)s**.",
        target=f"{target}%",
        acts=act_text(reading.lang, item.key, acts),
    )
    return rich(text)


def largest_lever(rows: Table) -> Rich | None:
    """Return which member has the most schools in low, and whether lifting some of them would be enough."""
    reading, lang = rows.reading, rows.reading.lang
    unit, counts = max(((unit, rows.counts[at]) for unit, at in rows.order), key=lambda pair: pair[1].low)
    if rows.own.status == GOOD or not counts.low:
        return None
    needed, name = lifts(rows, rows.own), full_name(lang, unit)
    if needed > counts.low:
        text = lang.gettext(
            "**Most to gain: %(name)s.** Schools in low: %(part)s.",
            name=name,
            part=lang.of(counts.low, rows.own.low),
        )
    elif reading.data.unit.level == REGION:
        text = lang.gettext(
            "**Most to gain: %(name)s.** If %(needed)s of %(schools)s in low reach the target, "
            "the region's score does too.",
            name=name,
            needed=lang.number(needed),
            schools=total_of(lang, SCHOOL, counts.low),
        )
    else:
        text = lang.gettext(
            "**Most to gain: %(name)s.** If %(needed)s of %(schools)s in low reach the target, "
            "the republic's score does too.",
            name=name,
            needed=lang.number(needed),
            schools=total_of(lang, SCHOOL, counts.low),
        )
    return rich(text)


def next_place(rows: Table) -> Rich | None:
    """Return what the next place among the siblings would take: exactly, ties by A-44's rule."""
    reading, lang = rows.reading, rows.reading.lang
    rivals, rank = reading.rivals, rows.own.rank
    if rivals is None or rank < 2:
        return None
    above = rivals.values.of("rank")[0, :, rows.place].tolist().index(rank - 1)
    ahead = reading.data.siblings[above]
    low, medium, high = (int(rivals.values.of(name)[0, above, rows.place]) for name in ("low", "medium", "high"))
    lift = fewest_lifts_past(
        _standing(reading.data.unit, rows.own),
        Standing(low, medium, high, (name_order(ahead.name_kk), ahead.unit_id)),
        reading.data.config.weights,
    )
    if lift is None:
        return None
    text = lang.ngettext(
        "To place %(rank)s: lift **%(num)s school** to the category High. Ahead: %(name)s.",
        "To place %(rank)s: lift **%(num)s schools** to the category High. Ahead: %(name)s.",
        lift.schools,
        rank=rank - 1,
        name=full_name(lang, ahead),
    )
    return rich(text)


def _schools_block(rows: Table, tables: list[SchoolTable]) -> Json | None:
    """Return the district's schools closest to the target, with what each has to do."""
    lang, why = rows.reading.lang, rows.reading.around.closed
    if why and rows.own.counted:
        return {"head": [], "rows": [], "calls": _calls(rows, rich(reason(lang, why))), "done": None}
    if not tables or not rows.own.counted:
        return None
    below = closest(tables, rows.place)
    return {
        "head": school_head(lang),
        "rows": [_school_row(tables, rows.place, at) for at in below[:CALLS]],
        "calls": _calls(rows),
        "done": None if below else _all_meet(rows, SCHOOL),
    }


def school_head(lang: Language) -> list[str]:
    """Return the heads of the schools to call."""
    return [column_of(lang, SCHOOL), lang.gettext("Now"), lang.gettext("What is missing")]


def closest(tables: list[SchoolTable], place: int) -> list[int]:
    """Return the places of the schools below the target of an indicator, the closest first.

    Closest by the printed value; where that is equal - always so for the seven together - by how far the school's
    values lie below their targets in all, then by the number of the school in the list.
    """
    table = tables[place]
    below = [at for at, status in enumerate(table.statuses) if status not in {NONE, GOOD}]
    return sorted(below, key=lambda at: (-table.now[at], _distance(tables, table, at), at))


def schools_to_call(tables: list[SchoolTable], place: int) -> list[tuple[int, str, str]]:
    """Return the schools closest to the target of an indicator: place in the data, value, what is missing."""
    below = closest(tables, place)[:CALLS]
    return [(at, *_school_cells(tables, place, at)) for at in below]


def _distance(tables: list[SchoolTable], table: SchoolTable, at: int) -> int:
    """Return how many tenths of a point a school lacks, over all seven indicators where these are the question."""
    seven = table.reading.data.config.seven
    asked = [each for each in tables if each.item.key in seven] if table.item.key == PAPERLESS else [table]
    return sum(max(0, 10 * each.target - each.now[at]) for each in asked if each.now[at] >= 0)


def _school_row(tables: list[SchoolTable], place: int, at: int) -> Json:
    """Return one school: its value, and in acts what is missing; of the seven, which ones."""
    school = tables[place].reading.data.schools[at]
    return {
        "unit": None,
        "school": school.school_id,
        "name": tables[place].reading.lang.name(school.names)[0],
        "cells": list(_school_cells(tables, place, at)),
    }


def _school_cells(tables: list[SchoolTable], place: int, at: int) -> tuple[str, str]:
    """Return a school's value, and in acts what is missing."""
    table = tables[place]
    lang, pair = table.reading.lang, table.pairs[at]
    now = lang.of(*pair) if table.item.key == PAPERLESS else lang.percent(difference((pair[0], pair[1]), (0, 1)))
    return now, acts_of(lang, table.reading.data.config, table.item.key, pairs_of(tables, at)) or NOTHING


def pairs_of(tables: list[SchoolTable], at: int) -> dict[str, tuple[int, int]]:
    """Return a school's numerators and denominators, by indicator; only those it has a value of."""
    return {table.item.key: (table.pairs[at][0], table.pairs[at][1]) for table in tables if table.statuses[at] != NONE}


def _all_meet(rows: Table, what: str) -> str:
    """Return that everybody meets the target."""
    lang = rows.reading.lang
    texts = {
        REGION: lambda: lang.gettext("All regions meet the target."),
        DISTRICT: lambda: lang.gettext("All districts meet the target."),
        SCHOOL: lambda: lang.gettext("All schools with data meet the target."),
    }
    return texts[what]()
