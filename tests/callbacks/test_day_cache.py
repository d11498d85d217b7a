"""What is made anew each day stays over midnight while the database is away (issue 7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from callbacks.day_cache import DayCache
from callbacks.reconnecting import CURRENT, STALE, is_stale, note
from callbacks.responses import Packed
from dashboard.errors import DatabaseAway, SnapshotError

FIRST = date(2026, 11, 21)


class World:
    """A day, a database that may be away, and a cache over both."""

    def __init__(self) -> None:
        self.day = FIRST
        self.fails: Exception | None = None
        self.cache = DayCache(2, lambda: self.day)
        self.server = Flask("x")

    def make(self) -> Packed:
        if self.fails:
            raise self.fails
        return Packed(str(self.day).encode(), "text/plain")

    def ask(self, state: str = CURRENT, key: str = "a") -> tuple[str, bool]:
        """Return what a request is answered with, and whether it says that this is stale."""
        with self.server.test_request_context():
            note(state)
            return self.cache.of(key, self.make).body("identity").decode(), is_stale()


@pytest.fixture
def world() -> World:
    return World()


def test_a_body_is_made_once_a_day(world: World) -> None:
    assert world.ask() == ("2026-11-21", False)
    world.fails = SnapshotError("asked twice")
    assert world.ask() == ("2026-11-21", False)
    world.fails, world.day = None, FIRST + timedelta(days=1)
    assert world.ask() == ("2026-11-22", False)


def test_over_midnight_the_last_one_stays_and_nobody_waits_for_a_database_that_is_away(world: World) -> None:
    world.ask()
    world.day += timedelta(days=1)
    world.fails = AssertionError("the database was asked")
    assert world.ask(STALE) == ("2026-11-21", True)


def test_a_database_that_goes_in_this_very_moment_is_told_as_well(world: World) -> None:
    world.ask()
    world.day += timedelta(days=1)
    world.fails = DatabaseAway("gone")
    assert world.ask(CURRENT) == ("2026-11-21", True)
    world.fails = None
    assert world.ask(CURRENT) == ("2026-11-22", False)


def test_what_nobody_ever_asked_for_cannot_be_shown(world: World) -> None:
    world.fails = DatabaseAway("gone")
    with pytest.raises(DatabaseAway):
        world.ask(STALE)


def test_another_failure_is_not_hidden_by_yesterday(world: World) -> None:
    world.ask()
    world.day += timedelta(days=1)
    world.fails = SnapshotError("tables of another version")
    with pytest.raises(SnapshotError):
        world.ask()


def test_a_new_day_takes_the_place_of_the_one_before(world: World) -> None:
    """Two are kept: after a change of day both are still there."""
    for _ in range(2):
        assert {world.ask(key=key)[0] for key in ("a", "b")} == {str(world.day)}
        world.day += timedelta(days=1)
    world.fails = DatabaseAway("gone")
    assert [world.ask(STALE, key)[0] for key in ("a", "b")] == ["2026-11-22", "2026-11-22"]
