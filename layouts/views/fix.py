"""What to fix first: who is closest to the norm, and where the largest lever is."""

from __future__ import annotations

from fractions import Fraction

from dashboard.frames import UnitRow
from dashboard.repair import fewest_lifts
from layouts.views.measures import GOOD
from layouts.views.names import full_name, short_name
from layouts.views.ranking import Table
from layouts.views.reading import Counts
from layouts.views.school_cells import SchoolTable
from layouts.views.words import DISTRICT, MEMBERS, REGION, SCHOOL, Json, Rich, column_of, rich, schools, total_of

SHOWN = 4
CALLS = 5  # schools a district officer can telephone on a Monday morning
# Smaller than the difference of any two scores of units with fewer than ten million schools.
A_HAIR = Fraction(1, 10**16)


def fix(rows: Table, cells: SchoolTable | None) -> Json | None:
    """Return the block of one indicator; None where nobody has data.

    Parameters
    ----------
    rows
        The members.
    cells
        The schools, on a district page.
    """
    reading = rows.reading
    block = _schools_block(rows, cells) if reading.data.unit.level == DISTRICT else _units_block(rows)
    return block and {"title": reading.lang.gettext("What to fix first"), **block}


def _units_block(rows: Table) -> Json | None:
    """Return the members closest to the norm, with the schools each has to lift."""
    lang, what = rows.reading.lang, MEMBERS[rows.reading.data.unit.level]
    if not rows.ranked:
        return None
    below = [
        (unit, rows.counts[at]) for unit, at in rows.order if rows.counts[at].counted and rows.counts[at].status != GOOD
    ]
    return {
        "head": [column_of(lang, what), lang.gettext("Schools to lift"), lang.gettext("Short by")],
        "rows": [_unit_row(rows, unit, counts) for unit, counts in below[:SHOWN]],
        "call": (largest_lever(rows) or next_place(rows)) if below else None,
        "done": None if below else _all_meet(rows, what),
    }


def _unit_row(rows: Table, unit: UnitRow, counts: Counts) -> Json:
    """Return one member below the norm; the gap is that of the printed score."""
    lang = rows.reading.lang
    return {
        "unit": unit.unit_id,
        "name": short_name(lang, unit)[0],
        "lift": schools(lang, lifts(rows, counts)),
        "gap": lang.points(counts.score - 10 * rows.target),
    }


def lifts(rows: Table, counts: Counts, target: int | Fraction | None = None) -> int:
    """Return the fewest schools to lift to High so that a unit reaches a score, the norm without another one."""
    config = rows.reading.data.config
    wanted = rows.target if target is None else target
    return fewest_lifts(counts.low, counts.medium, counts.high, wanted, config.weights).schools


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
            "**Most to gain: %(name)s.** If %(needed)s of %(schools)s in low reach the norm, "
            "the region's score does too.",
            name=name,
            needed=lang.number(needed),
            schools=total_of(lang, SCHOOL, counts.low),
        )
    else:
        text = lang.gettext(
            "**Most to gain: %(name)s.** If %(needed)s of %(schools)s in low reach the norm, "
            "the republic's score does too.",
            name=name,
            needed=lang.number(needed),
            schools=total_of(lang, SCHOOL, counts.low),
        )
    return rich(text)


def next_place(rows: Table) -> Rich | None:
    """Return what the next place among the siblings would take."""
    reading, lang = rows.reading, rows.reading.lang
    rivals, rank = reading.rivals, rows.own.rank
    if rivals is None or rank < 2:
        return None
    ranks = rivals.values.of("rank")[0, :, rows.place].tolist()
    above = ranks.index(rank - 1)
    score = Fraction(100 * int(rivals.reached[0, above, rows.place]), int(rivals.whole[0, above, rows.place]))
    if score >= 100:
        return None
    needed = lifts(rows, rows.own, score + A_HAIR)
    ahead = full_name(lang, reading.data.siblings[above])
    text = lang.ngettext(
        "To place %(rank)s: lift **%(num)s school** to the category High. Ahead: %(name)s.",
        "To place %(rank)s: lift **%(num)s schools** to the category High. Ahead: %(name)s.",
        needed,
        rank=rank - 1,
        name=ahead,
    )
    return rich(text)


def _schools_block(rows: Table, cells: SchoolTable | None) -> Json | None:
    """Return the district's schools closest to the norm."""
    lang = rows.reading.lang
    if cells is None or not rows.own.counted:
        return None
    below = cells.below_norm()
    needed = lifts(rows, rows.own)
    call = lang.ngettext(
        "For the district's score to reach the norm, lifting **%(num)s school** to it is enough.",
        "For the district's score to reach the norm, lifting **%(num)s schools** to it is enough.",
        needed,
    )
    return {
        "head": [column_of(lang, SCHOOL), lang.gettext("Now"), lang.gettext("Short by")],
        "rows": [cells.below_row(place) for place in below[:CALLS]],
        "call": rich(call) if needed else next_place(rows) if below else None,
        "done": None if below else _all_meet(rows, SCHOOL),
    }


def _all_meet(rows: Table, what: str) -> str:
    """Return that everybody meets the norm."""
    lang = rows.reading.lang
    texts = {
        REGION: lambda: lang.gettext("All regions meet the norm."),
        DISTRICT: lambda: lang.gettext("All districts meet the norm."),
        SCHOOL: lambda: lang.gettext("All schools with data meet the norm."),
    }
    return texts[what]()
