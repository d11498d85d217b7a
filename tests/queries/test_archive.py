"""What was read of a snapshot is kept, and kept apart by week and unit."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import Connection, event

from dashboard.selection import REPUBLIC, Selection
from queries import snapshots
from queries.archive import Archive, _Kept
from queries.page import load
from tests.published_weeks import HOLIDAY, LATEST, SHORT

DISTRICT = "100100000"


@pytest.mark.parametrize("unit", [REPUBLIC, "110000000", DISTRICT])
def test_a_page_from_kept_weeks_is_the_page_read_anew(country: Connection, unit: str) -> None:
    archive = Archive(snapshots.timeline(country))
    for week in (LATEST, SHORT, HOLIDAY, LATEST):
        kept = load(country, Selection(unit, week), LATEST, archive)
        anew = load(country, Selection(unit, week), LATEST)
        assert (kept.path, kept.members, kept.siblings) == (anew.path, anew.members, anew.siblings)
        assert (kept.schools, kept.statistics, kept.notes) == (anew.schools, anew.statistics, anew.notes)
        assert (kept.config, kept.absences) == (anew.config, anew.absences)
        pairs = [(kept.values, anew.values), (kept.school_values, anew.school_values)]
        for one, other in pairs:
            assert (one is None) == (other is None)
            assert one is None or other is None or (one.numbers == other.numbers).all()


def test_what_is_kept_is_not_read_again(country: Connection) -> None:
    archive = Archive(snapshots.timeline(country))
    load(country, Selection(DISTRICT, LATEST), LATEST, archive)
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(country, "before_cursor_execute", note)
    try:
        load(country, Selection(DISTRICT, LATEST), LATEST, archive)
    finally:
        event.remove(country, "before_cursor_execute", note)
    # Only what belongs to one page: the schools' names, the comparison of two weeks, why a unit has no values.
    assert len(statements) == 3
    kept = ("unit_value", "school_value", "unit_statistic", "snapshot.config", "note.")
    assert not [text for text in statements if any(name in text for name in kept)]


def test_units_and_weeks_that_are_not_there_have_zeros(country: Connection) -> None:
    archive = Archive(snapshots.timeline(country))
    latest = archive.timeline.at(LATEST)
    assert latest is not None
    block = archive.values(country, [latest.snapshot_id, 10**6], ["never", REPUBLIC])
    assert block.numbers[0, 1].any()
    assert not block.numbers[0, 0].any()
    assert not block.numbers[1].any()
    assert block.numbers.dtype == np.int64


def test_what_was_not_used_longest_makes_room(country: Connection) -> None:
    asked: list[list[str]] = []

    def read(_: Connection, keys: object) -> dict[str, str]:
        asked.append(list(keys))  # type: ignore[call-overload]
        return {key: key.upper() for key in asked[-1]}

    kept = _Kept[str, str](2, read)
    assert kept.of(country, ["a", "b"]) == ["A", "B"]
    assert kept.of(country, ["a"]) == ["A"]
    assert kept.of(country, ["c", "a"]) == ["C", "A"]
    assert kept.of(country, ["b"]) == ["B"]
    assert asked == [["a", "b"], ["c"], ["b"]]
