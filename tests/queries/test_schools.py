"""Schools of a district."""

from __future__ import annotations

from sqlalchemy import Connection

from dashboard.frames import CATEGORIES
from queries import schools, snapshots
from queries.archive import Archive
from tests.published_weeks import HOLIDAY, LATEST


def test_schools_and_their_values(country: Connection) -> None:
    timeline = snapshots.timeline(country)
    latest, holiday = timeline.at(LATEST), timeline.at(HOLIDAY)
    assert latest is not None
    assert holiday is not None
    rows = schools.schools(country, latest.snapshot_id, "100100000")
    assert [row.state for row in rows][:3] == ["no_teaching", "not_connected", "data"]
    ids = [row.school_id for row in rows]
    block = Archive(timeline).school_values(country, [holiday.snapshot_id, latest.snapshot_id], ids)
    categories = block.of("category")
    assert not categories[0].any()
    assert not categories[1, :2].any()
    assert CATEGORIES[categories[1, 2, 7]] == "none"  # no marks
    assert (block.of("denominator")[1, 2:, 0] == 7).all()


def test_another_district_lists_nobody(country: Connection) -> None:
    latest = snapshots.timeline(country).at(LATEST)
    assert latest is not None
    assert schools.schools(country, latest.snapshot_id, "110100000") == ()
