"""What a revision has otherwise than the frozen snapshot of its week: school, indicator, was, is (G-3, Q-94).

Two series: ``corrected`` are the revision's own values, with the cut-off at the end of the week; ``revised`` are those
that are others again because of what was entered late (Q-48).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    FromClause,
    Select,
    String,
    and_,
    cast,
    delete,
    exists,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
)

from dashboard.schema import revised_value, revision_difference, school_value
from dashboard.snapshot.revisions import PUBLISHED, Revision

CORRECTED, REVISED = "corrected", "revised"
SERIES = (CORRECTED, REVISED)
NUMBERS = ("numerator", "denominator", "category")
COLUMNS = ("series", "school_id", "indicator", *(f"was_{name}" for name in NUMBERS), *NUMBERS)


@dataclass(frozen=True, slots=True)
class Difference:
    """One indicator of one school that is another than in the frozen snapshot.

    Attributes
    ----------
    series
        ``corrected`` or ``revised``.
    school_id, indicator
        Of what.
    was_numerator, was_denominator, was_category
        In the frozen snapshot; all empty where it does not know the school.
    numerator, denominator, category
        Now; all empty where the school is gone.
    """

    series: str
    school_id: str
    indicator: str
    was_numerator: int | None
    was_denominator: int | None
    was_category: str | None
    numerator: int | None
    denominator: int | None
    category: str | None

    @property
    def moves(self) -> bool:
        """Whether the category is another one."""
        return self.was_category != self.category


def settle_differences(connection: Connection, before: Sequence[Revision], after: Sequence[Revision]) -> None:
    """Bring the lists of a week in line with what is published of it now: of each revision against the frozen one.

    Called in the transaction that publishes or withdraws, so that no page sees a list with another base.

    Parameters
    ----------
    before, after
        The revisions of the week, before and after the change. While the frozen one stays, only the list of the
        revision that was moved is written.
    """
    was, frozen = (next((item for item in each if item.frozen), None) for each in (before, after))
    same_base = was is not None and frozen is not None and was.id == frozen.id
    statuses = {item.id: item.status for item in before}
    stale = [item for item in after if not same_base or item.status != statuses.get(item.id)]
    table = revision_difference
    connection.execute(delete(table).where(table.c.snapshot_id.in_([item.id for item in stale])))
    for item in stale:
        if frozen and item.status == PUBLISHED:
            _write_list(connection, item, frozen)


def _write_list(connection: Connection, revision: Revision, frozen: Revision) -> None:
    """Write the list of one revision; the database makes it of its own rows."""
    found = _differences(revision.id, frozen.id).subquery("found")
    rows = select(literal(revision.id), literal(frozen.id), *(found.c[name] for name in COLUMNS))
    connection.execute(insert(revision_difference).from_select(["snapshot_id", "base_id", *COLUMNS], rows))


def read_differences(connection: Connection, revision: Revision, frozen: Revision) -> list[Difference]:
    """Return what a revision has otherwise than the frozen one, published or not; by series, school and indicator."""
    found = [Difference(*row) for row in connection.execute(_differences(revision.id, frozen.id))]
    return sorted(found, key=lambda one: (one.series, one.school_id, one.indicator))


def counted(differences: Sequence[Difference], series: str) -> dict[str, int]:
    """Return how many schools and values of a series are others, and how many categories moved."""
    own = [one for one in differences if one.series == series]
    schools = {one.school_id for one in own}
    return {"schools": len(schools), "values": len(own), "categories": sum(one.moves for one in own)}


def _differences(now: int, then: int) -> Select[Any]:
    """Return the query for all rows of the list: the columns of `COLUMNS`."""
    own = school_value.alias("own")
    late = revised_value.alias("late")
    parts = [_other(CORRECTED, own, now, then), _gone(now, then)] if now != then else []
    found = union_all(*parts, _other(REVISED, late, now, then)).subquery("differences")
    return select(*(found.c[name] for name in COLUMNS))


def _other(series: str, values: FromClause, now: int, then: int) -> Select[Any]:
    """Return the values of a snapshot that are others in the base, or not there."""
    base = school_value.alias(f"base_{series}")
    same = and_(
        base.c.snapshot_id == then, base.c.school_id == values.c.school_id, base.c.indicator == values.c.indicator
    )
    differs = or_(*(values.c[name].is_distinct_from(base.c[name]) for name in NUMBERS))
    was = (base.c[name].label(f"was_{name}") for name in NUMBERS)
    return (
        select(_named(series), values.c.school_id, values.c.indicator, *was, *(values.c[name] for name in NUMBERS))
        .select_from(values.outerjoin(base, same))
        .where(values.c.snapshot_id == now, differs)
    )


def _gone(now: int, then: int) -> Select[Any]:
    """Return the values of the base of which the snapshot has nothing."""
    base, own = school_value.alias("base_gone"), school_value.alias("own_gone")
    same = and_(own.c.snapshot_id == now, own.c.school_id == base.c.school_id, own.c.indicator == base.c.indicator)
    was = (base.c[name].label(f"was_{name}") for name in NUMBERS)
    nothing = (cast(null(), base.c[name].type).label(name) for name in NUMBERS)
    return select(_named(CORRECTED), base.c.school_id, base.c.indicator, *was, *nothing).where(
        base.c.snapshot_id == then, ~exists().where(same)
    )


def _named(series: str) -> Any:
    """Return the name of a series as a column."""
    return cast(literal(series), String(16)).label("series")
