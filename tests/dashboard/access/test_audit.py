"""The log: newest first, by place, shortened by age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from dashboard.access.audit import Entry, entries, forget, record

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def entry(days: int, place: str = "", **details: str) -> Entry:
    return Entry(NOW - timedelta(days=days), "a", "192.0.2.1", "export", place, details)


def test_entries_come_back_as_they_went_in_newest_first(connection: Connection) -> None:
    wanted = [entry(0, "351000000", file="мектептер.xlsx"), entry(2), entry(5, "s1")]
    for one in reversed(wanted):
        record(connection, one)
    assert entries(connection) == wanted
    assert entries(connection, limit=1) == wanted[:1]
    assert entries(connection, places=["s1", "351000000"]) == [wanted[0], wanted[2]]
    assert entries(connection, places=[]) == []


def test_an_unknown_action_is_a_mistake_of_the_caller(connection: Connection) -> None:
    with pytest.raises(ValueError, match="unknown action 'dance'"):
        record(connection, Entry(NOW, "a", "", "dance"))


def test_old_entries_are_forgotten_after_the_time_they_are_kept(connection: Connection) -> None:
    for days in (0, 364, 366, 800):
        record(connection, entry(days))
    assert forget(connection, NOW, 365) == 2
    assert [one.at for one in entries(connection)] == [NOW, NOW - timedelta(days=364)]
