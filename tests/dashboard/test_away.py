"""A server that is there but says nothing: one request waits for it, the others are told at once (issue 7)."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import away, backends
from dashboard.away import LONG, PAUSE, Silence
from dashboard.database import engine, reading
from dashboard.errors import DatabaseAway
from dashboard.settings import Settings
from tests.postgres_server import Server

WAITED = 2.0  # seconds: the least a driver waits for a server


class World:
    """A clock, a server that may be silent, and who asks it."""

    def __init__(self) -> None:
        self.time = 100.0
        self.takes = 0.0
        self.fails = False
        self.tried = 0
        self.silence = Silence(lambda: self.time)

    def connect(self) -> str:
        self.tried += 1
        self.time += self.takes
        if self.fails:
            raise ValueError("connection timeout expired")
        return "connected"

    def ask(self) -> str:
        try:
            return self.silence.attempt(self.connect, RuntimeError)
        except (ValueError, RuntimeError) as error:
            return str(error)


@pytest.fixture
def world() -> World:
    return World()


def test_after_an_attempt_that_took_long_nobody_else_waits_for_a_while(world: World) -> None:
    world.takes, world.fails = 3.0, True
    assert world.ask() == "connection timeout expired"
    began = world.time
    assert "not tried yet: connection timeout expired" in world.ask()
    assert (world.tried, world.time) == (1, began)
    world.time += PAUSE
    assert world.ask() == "connection timeout expired"
    assert world.tried == 2


def test_it_is_asked_again_by_one_alone_and_open_to_all_once_it_answers(world: World) -> None:
    world.takes, world.fails = 3.0, True
    world.ask()
    world.time += PAUSE
    seen = []

    def slow() -> str:
        seen.append(world.ask())  # somebody else, while this attempt is under way
        return "connected"

    assert world.silence.attempt(slow, RuntimeError) == "connected"
    assert "not tried yet" in seen[0]
    world.fails = False
    assert [world.ask(), world.ask()] == ["connected", "connected"]


def test_a_refusal_that_comes_at_once_keeps_nobody_away(world: World) -> None:
    """A database that was stopped says so: whoever asks next may find it started."""
    world.takes, world.fails = LONG / 2, True
    world.ask()
    world.fails = False
    assert world.ask() == "connected"


@pytest.mark.parametrize(
    ("said", "silent"),
    [
        ("consuming input failed: could not receive data from server: Connection timed out", True),
        ("connection timeout expired", True),
        ("connection to server failed: No route to host", True),
        ("consuming input failed: server closed the connection unexpectedly", False),
        ("terminating connection due to administrator command", False),
    ],
)
def test_a_connection_that_broke_in_silence_counts_as_an_attempt(world: World, said: str, silent: bool) -> None:
    world.silence.noticed(said)
    assert ("not tried yet" in world.ask()) is silent


def test_an_attempt_that_never_ends_does_not_keep_others_away_for_ever(world: World) -> None:
    world.silence.noticed("Connection timed out")
    world.time += PAUSE
    assert world.silence._turned_away() is None  # begins an attempt of which nothing is heard again
    assert "not tried yet" in world.ask()
    world.time += away._LONGEST
    assert world.ask() == "connected"


@pytest.fixture
def silent_port() -> Iterator[socket.socket]:
    """A port on which somebody listens who never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def test_of_many_readers_of_a_server_that_never_answers_one_waits(silent_port: socket.socket, tmp_path: Path) -> None:
    port = silent_port.getsockname()[1]
    address = f"postgresql+psycopg://u:hidden@127.0.0.1:{port}/d?connect_timeout={WAITED:g}"
    settings = Settings(address, tmp_path)

    def ask() -> float:
        begun = time.monotonic()
        with pytest.raises(DatabaseAway, match="cannot be reached") as refused, reading(settings):
            raise AssertionError("nobody answered")
        assert "hidden" not in str(refused.value)
        return time.monotonic() - begun

    waits: list[float] = [ask()]
    assert WAITED * 0.8 < waits[0] < WAITED * 3
    others = [threading.Thread(target=lambda: waits.append(ask())) for _ in range(8)]
    for each in others:
        each.start()
    for each in others:
        each.join()
    assert len(waits) == 9
    assert max(waits[1:]) < 0.7
    engine(settings).dispose()


def test_a_server_that_hangs_on_a_machine_that_lives_holds_nobody_for_long(
    postgres_server: Server, postgres_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sent to it arrives, so the system sees nothing wrong; its disk does not answer, say."""
    monkeypatch.setattr(backends, "SILENT_SECONDS", 1)
    monkeypatch.setattr(away, "PAUSE", 0.2)
    settings = replace(postgres_database, database_url=f"{postgres_database.database_url}&connect_timeout=2")
    with reading(settings) as opened:
        pid = opened.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    os.kill(pid, signal.SIGSTOP)  # of the connection that rests in the pool
    try:
        begun = time.monotonic()
        with pytest.raises(DatabaseAway, match="timeout"), reading(settings):
            raise AssertionError("a connection that hangs was used")
        assert time.monotonic() - begun < 5
    finally:
        os.kill(pid, signal.SIGCONT)
    end = time.monotonic() + 20
    while True:
        try:
            with reading(settings) as opened:
                # Work may take longer than the look at a connection.
                assert opened.exec_driver_sql("SELECT pg_sleep(1.2), 1").one()[1] == 1
                break
        except DatabaseAway:
            assert time.monotonic() < end
            time.sleep(0.1)
    engine(settings).dispose()
