"""Units around the page's unit."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import Connection

from dashboard.frames import UnitRow
from dashboard.selection import REPUBLIC
from queries import snapshots, units
from tests.published_weeks import HOLIDAY, LATEST


def week(connection: Connection) -> Mapping[str, UnitRow]:
    snapshot = snapshots.timeline(connection).at(LATEST)
    assert snapshot is not None
    return units.of_weeks(connection, [snapshot.snapshot_id])[snapshot.snapshot_id]


@pytest.mark.parametrize(
    ("unit", "path", "members"),
    [
        (REPUBLIC, [REPUBLIC], ["100000000", "110000000", "120000000", "130000000"]),
        ("110000000", [REPUBLIC, "110000000"], ["110100000", "110200000", "110300000"]),
        ("110200000", [REPUBLIC, "110000000", "110200000"], ["110100000", "110200000", "110300000"]),
        ("of another week", [REPUBLIC], ["100000000", "110000000", "120000000", "130000000"]),
    ],
)
def test_path_and_members(country: Connection, unit: str, path: list[str], members: list[str]) -> None:
    found, around = units.path_and_members(week(country), unit)
    assert [row.unit_id for row in found] == path
    assert sorted(row.unit_id for row in around) == members


@pytest.mark.parametrize(("unit", "count"), [(REPUBLIC, 0), ("110000000", 4), ("110200000", 3)])
def test_siblings_are_those_a_unit_is_ranked_among(country: Connection, unit: str, count: int) -> None:
    path, _ = units.path_and_members(week(country), unit)
    siblings = units.siblings(week(country), path[-1])
    assert len(siblings) == count
    assert not siblings or unit in {row.unit_id for row in siblings}


def test_a_snapshot_without_units_has_no_page(country: Connection) -> None:
    assert units.path_and_members(units.of_weeks(country, [10**6])[10**6], REPUBLIC) == ((), ())


def test_q6_q7_why_a_unit_has_no_values(country: Connection) -> None:
    holiday = snapshots.timeline(country).at(HOLIDAY)
    assert holiday is not None
    found = units.absences(country, holiday.snapshot_id, ["100000000", "100100000", "110100000"])
    # The first district has schools of all states, the others list none.
    assert found == {"100000000": "mixed", "100100000": "mixed", "110100000": "mixed"}
