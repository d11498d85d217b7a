"""Which snapshots there are, which of them is a week's frozen one, and which week another is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, Select, and_, func, select

from dashboard.errors import SnapshotError
from dashboard.schema import snapshot, unit_week
from dashboard.snapshot.contract import REPUBLIC
from dashboard.weeks import WEEK, previous_period

PUBLISHED, WITHDRAWN, BUILT = "published", "withdrawn", "built"


@dataclass(frozen=True, slots=True)
class Revision:
    """One snapshot, without its rows.

    Attributes
    ----------
    id, content_id
        The key in the database; the hash that names the snapshot outside it (Q-92).
    week, revision
        The week's Sunday; 1, 2, 3 … within the week.
    status
        ``built``, ``published`` or ``withdrawn``.
    frozen
        The first published revision of its week: what pages and the export show by default (Q-49).
    has_data
        The republic has data in it (Q-9); false in holidays.
    config_version, config
        The monitor's configuration it was computed with; the numbers as JSON.
    rejects_accepted
        More rows were set aside than the limit allows, and somebody accepted that.
    source, produced_at, built_at, published_at
        Where it comes from, and when; when it was published for the first time.
    teaching_days, calendar_assumed
        Of a five-day school, without grade (Q-42); whether its calendar is one that no order confirms.
    drop_hash
        Of the accepted rows alone (Q-92), whatever the configuration.
    revised_until
        The cut-off of the revised series (Q-48); empty where it was not computed.
    """

    id: int
    content_id: str
    week: date
    revision: int
    status: str
    frozen: bool
    has_data: bool
    config_version: int
    config: str
    rejects_accepted: bool
    source: str
    produced_at: datetime | None
    built_at: datetime
    published_at: datetime | None
    teaching_days: int = 0
    calendar_assumed: bool = False
    drop_hash: str | None = None
    revised_until: datetime | None = None


def frozen_ids() -> Select[tuple[int]]:
    """Return the query for the frozen snapshots: of each week the one that was published first (Q-49)."""
    published = snapshot.c.status == PUBLISHED
    order = (snapshot.c.published_at, snapshot.c.revision)
    place = func.row_number().over(partition_by=snapshot.c.week, order_by=order).label("place")
    ranked = select(snapshot.c.id, place).where(published).subquery("published")
    return select(ranked.c.id).where(ranked.c.place == 1)


def read_revisions(connection: Connection) -> list[Revision]:
    """Return every snapshot, by week and revision."""
    republic = and_(unit_week.c.snapshot_id == snapshot.c.id, unit_week.c.unit_id == REPUBLIC)
    query = (
        select(snapshot, unit_week.c.state)
        .join(unit_week, republic, isouter=True)
        .order_by(snapshot.c.week, snapshot.c.revision)
    )
    frozen = set(connection.scalars(frozen_ids()))
    return [_revision(row, row.id in frozen) for row in connection.execute(query)]


def find_revision(connection: Connection, week: date, wanted: str | None = None) -> Revision:
    """Return one revision of a week (Q-49).

    Parameters
    ----------
    wanted
        A number, or ``latest`` for the newest that is not withdrawn. Without it the frozen one, and where nothing is
        published the latest; the caller sees by its status which it got.

    Raises
    ------
    SnapshotError
        If the week has no snapshot, or none like that.
    """
    of_week = revisions_of(connection, week)
    frozen = [item for item in of_week if item.frozen]
    latest = [item for item in of_week if item.status != WITHDRAWN][-1:]
    numbered = [item for item in of_week if str(item.revision) == wanted]
    found = {None: frozen or latest, "latest": latest}.get(wanted, numbered)
    if not found:
        there = ", ".join(f"{item.revision} ({item.status})" for item in of_week)
        raise SnapshotError(f"Week {week} has no revision {wanted or 'to show'}. It has: {there}.")
    return found[0]


def find_newest(connection: Connection, week: date, wanted: str | None = None) -> Revision:
    """Return the revision that says what is known of a week by now: the latest published one, else the latest.

    Parameters
    ----------
    wanted
        Another one: a number, or ``latest``, published or not.

    Raises
    ------
    SnapshotError
        As `find_revision`.
    """
    published = [item for item in revisions_of(connection, week) if item.status == PUBLISHED]
    return published[-1] if published and wanted is None else find_revision(connection, week, wanted or "latest")


def frozen_of(connection: Connection, week: date) -> Revision:
    """Return the frozen snapshot of a week.

    Raises
    ------
    SnapshotError
        If nothing of the week is published.
    """
    frozen = [item for item in revisions_of(connection, week) if item.frozen]
    if not frozen:
        raise SnapshotError(f"Week {week} is not published, so there is no frozen snapshot to compare with.")
    return frozen[0]


def closed_since(week: date, revisions: Iterable[Revision], weeks: int) -> date | None:
    """Return the first week that is still open to corrected drops, if the given one is closed.

    A week is closed when it is published and lies more than so many weeks before the latest published one. The clock
    plays no part.
    """
    frozen = {item.week for item in revisions if item.frozen}
    if week not in frozen:
        return None
    first = max(frozen) - weeks * WEEK
    return first if week < first else None


def revisions_of(connection: Connection, week: date) -> list[Revision]:
    """Return the revisions of a week, in order; at least one.

    Raises
    ------
    SnapshotError
        If there is none.
    """
    every = read_revisions(connection)
    found = [item for item in every if item.week == week]
    if not found:
        weeks = sorted({item.week for item in every})
        there = f"There are {len(weeks)} weeks, {weeks[0]} to {weeks[-1]}" if weeks else "No week has been built yet"
        raise SnapshotError(f"No snapshot of week {week}. {there}; belsendi snapshot list shows them.")
    return found


def base_of(week: date, revisions: Iterable[Revision]) -> Revision | None:
    """Return the frozen snapshot a week is compared with: the latest earlier one with data, same year (Q-40)."""
    with_data = {item.week: item for item in revisions if item.frozen and item.has_data}
    previous = previous_period(week, with_data)
    return with_data[previous] if previous else None


def _revision(row: Row[*tuple[object, ...]], frozen: bool) -> Revision:
    """Return one row of the table `snapshot` as a value."""
    own = {name: getattr(row, name) for name in Revision.__slots__ if name not in {"frozen", "has_data"}}
    return Revision(**own, frozen=frozen, has_data=row.state == "data")
