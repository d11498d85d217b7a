"""Snapshots and schools, with what their tables say of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from queries import described
from tests.published_weeks import LATEST, Country


def test_snapshots_come_by_week(country: Connection) -> None:
    found = described.snapshots_between(country, date(2026, 1, 1), LATEST)
    assert [row.week for row in found] == list(Country().weeks)
    assert described.snapshots_between(country, LATEST, LATEST) == found[-1:]


def test_a_snapshot_is_found_by_its_hash(country: Connection) -> None:
    (latest,) = described.snapshots_between(country, LATEST, LATEST)
    assert described.snapshot_of(country, latest.content_id) == latest
    assert described.snapshot_of(country, "none") is None


def test_schools_are_described(country: Connection) -> None:
    (latest,) = described.snapshots_between(country, LATEST, LATEST)
    (found,) = described.schools(country, latest.id, ["s00003", "none"])
    assert (found.school_id, found.unit_id, found.state, found.is_small) == ("s00003", "100100000", "data", None)
