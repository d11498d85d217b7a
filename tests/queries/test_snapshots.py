"""Which weeks can be shown."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, select, update

from dashboard import schema
from dashboard.configuration import load_configuration
from dashboard.locales import language
from dashboard.selection import REPUBLIC, Selection
from queries import snapshots
from tests.published_weeks import HOLIDAY, LAST_YEAR, LATEST, MISSING, SHORT, Country, published


def test_weeks_in_order_with_their_state(country: Connection) -> None:
    timeline = snapshots.timeline(country)
    weeks = [snapshot.week for snapshot in timeline.snapshots]
    assert weeks == sorted(weeks)
    assert (weeks[0], weeks[-1]) == (LAST_YEAR, LATEST)
    assert MISSING not in weeks
    holiday, short = timeline.at(HOLIDAY), timeline.at(SHORT)
    assert holiday is not None
    assert short is not None
    assert (holiday.has_data, holiday.teaching_days) == (False, 0)
    assert (short.has_data, short.is_short) == (True, True)


def test_q49_the_first_published_revision_is_the_frozen_one() -> None:
    with published(Country(weeks=[LATEST])) as connection:
        head = connection.execute(select(schema.snapshot)).one()._asdict()
        for revision, status in ((2, "published"), (3, "built")):
            again = head | {"id": revision, "revision": revision, "content_id": str(revision) * 64, "status": status}
            connection.execute(schema.snapshot.insert().values(again))
        assert [s.snapshot_id for s in snapshots.timeline(connection).snapshots] == [1]
        before = snapshots.edition(connection)
        connection.execute(update(schema.snapshot).where(schema.snapshot.c.id == 1).values(status="withdrawn"))
        assert [s.snapshot_id for s in snapshots.timeline(connection).snapshots] == [2]
        assert snapshots.edition(connection) != before
        connection.execute(update(schema.snapshot).values(status="built"))
        assert snapshots.timeline(connection).snapshots == ()
        assert snapshots.known(connection).latest is None


def test_known_units_and_weeks_make_every_link_valid(country: Connection) -> None:
    known = snapshots.known(country)
    assert (known.first, known.latest) == (LAST_YEAR, LATEST)
    assert REPUBLIC in known.units
    assert len(known.units) == 1 + 4 + 4 * 3
    for unit in known.units:
        selection = Selection(unit, HOLIDAY, "planning")
        assert Selection.from_query(selection.to_query(), known, language("ru")) == (selection, [])


@pytest.mark.parametrize("week", [LATEST, LAST_YEAR])
def test_a32_a_snapshot_brings_the_numbers_it_was_computed_with(country: Connection, week: date) -> None:
    snapshot = snapshots.timeline(country).at(week)
    assert snapshot is not None
    found = snapshots.configurations(country, [snapshot.snapshot_id])
    assert found == {snapshot.snapshot_id: load_configuration().for_week(week)}


def test_notes_come_back_as_they_were_stored(country: Connection) -> None:
    latest = snapshots.timeline(country).at(LATEST)
    assert latest is not None
    (note,) = snapshots.notes(country, [latest.snapshot_id])[latest.snapshot_id]
    assert (note.kind, note.details["count"]) == ("school_not_connected", 3)
