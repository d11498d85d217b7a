"""The log: newest first, by place, shortened by age."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, update
from sqlalchemy.exc import DBAPIError

from dashboard import schema
from dashboard.access.audit import SHORTEST_KEPT, Entry, entries, forget, moment, record
from dashboard.database import connection as opened_for_reading
from dashboard.database import transaction
from dashboard.errors import AccessError
from dashboard.settings import Settings

NOW = moment()  # the database compares with its own clock


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


def test_what_is_young_is_never_forgotten(connection: Connection) -> None:
    with pytest.raises(AccessError, match="90 days at least"):
        forget(connection, NOW, SHORTEST_KEPT - 1)


@pytest.mark.parametrize(
    "change", [update(schema.audit).values(actor="somebody else"), delete(schema.audit)], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_or_remove_a_young_line(any_database: Settings, change: object) -> None:
    """Whoever works with the program's own rights hides nothing."""
    with transaction(any_database) as opened:
        record(opened, Entry(moment() - timedelta(days=SHORTEST_KEPT - 1), "a", "", "export"))
    with pytest.raises(DBAPIError, match="audit is only added to"), transaction(any_database) as opened:
        opened.execute(change)  # type: ignore[call-overload]
    with opened_for_reading(any_database) as opened:
        assert [one.actor for one in entries(opened)] == ["a"]


def test_old_lines_go_and_are_not_changed_before(any_database: Settings) -> None:
    with transaction(any_database) as opened:
        for days in (SHORTEST_KEPT - 1, SHORTEST_KEPT + 1):
            record(opened, Entry(moment() - timedelta(days=days), str(days), "", "export"))
    with pytest.raises(DBAPIError, match="only added to"), transaction(any_database) as opened:
        opened.execute(update(schema.audit).where(schema.audit.c.actor == "91").values(actor="x"))
    with transaction(any_database) as opened:
        assert forget(opened, moment(), SHORTEST_KEPT) == 1
        assert [one.actor for one in entries(opened)] == ["89"]
