"""The measurement of many users counts what a user would see as an error, and nothing else as none."""

from __future__ import annotations

import asyncio
import time
from random import Random
from urllib.parse import urlsplit

import pytest

from bench import users
from bench.client import Answer, Connection
from bench.user_tasks import TASKS, Choice, World
from callbacks.reconnecting import CURRENT, STALE, STATE

NAME = STATE.lower()
WORLD = World(["390000000"], ["391000000"], [("s1", "391000000")], ["2026-11-15"], ["Кос"], ["/a.1.js"], "cookie")


def after(seconds: float) -> users.State:
    """Return the state so many seconds after the database went, for ten seconds; before it where they are negative."""
    gone = time.monotonic() - seconds
    return users.State("steady", away=(gone, gone + users.AWAY))


@pytest.mark.parametrize(
    ("seconds", "status", "headers", "counted"),
    [
        (-60, 200, {NAME: CURRENT}, {}),
        (-60, 304, {}, {}),
        (-60, 503, {"retry-after": "5"}, {"errors": 1}),
        (-60, 200, {NAME: STALE}, {"errors": 1, "stale": 1}),
        (5, 200, {NAME: STALE}, {"stale": 1}),
        (5, 503, {"retry-after": "5"}, {"later": 1}),
        (5, 503, {}, {"errors": 1}),
        (5, 500, {}, {"errors": 1}),
        (5, 403, {}, {"errors": 1}),
        (60, 503, {"retry-after": "5"}, {"errors": 1}),
        (60, 200, {NAME: STALE}, {"errors": 1, "stale": 1}),
    ],
)
def test_what_is_an_error(seconds: float, status: int, headers: dict[str, str], counted: dict[str, int]) -> None:
    state = after(seconds)
    again = state.note("republic", Answer(status, headers, {}, b""), time.monotonic())
    found = state.counts["steady"]
    told = {"errors": sum(found.errors.values()), "stale": found.stale, "later": sum(found.later.values())}
    assert told == {"errors": 0, "stale": 0, "later": 0} | counted
    assert again is bool(found.later)


def test_the_first_answer_that_is_current_again_ends_the_recovery() -> None:
    state = after(12.5)
    for headers in ({}, {NAME: STALE}, {NAME: CURRENT}, {NAME: CURRENT}):
        state.note("republic", Answer(200, headers, {}, b""), time.monotonic())
    assert state.recovered == pytest.approx(2.5, abs=0.2)


def test_every_task_asks_for_something_of_the_world() -> None:
    assert sum(often for often, _ in TASKS.values()) == 100
    user = Choice(WORLD, Random(1))  # noqa: S311 - the same choices each time
    steps = [step for _, task in TASKS.values() for step in task(user)]
    assert all(urlsplit(step.path).path.startswith("/") for step in steps)
    assert {step.login for step in steps} == {True, False}
    assert "Cookie" not in next(step for step in steps if not step.login).headers("cookie", None)


ANSWERS = {
    "/plain": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2\r\n\r\nplain",
    "/chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
    "/same": b"HTTP/1.1 304 NOT MODIFIED\r\nContent-Length: 99\r\n\r\n",
    "/half": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf",
}


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer as the path says; half an answer ends the connection."""
    while path := (await reader.readline()).split()[1:2]:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWERS[path[0].decode()])
        if path[0] == b"/half":
            break
    writer.close()


async def asked() -> list[object]:
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        line = Connection(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        found: list[object] = []
        for path in (*ANSWERS, "/plain"):
            try:
                got = await line.get(path, {})
            except EOFError:
                found.append("broke off")
            else:
                found.append((got.status, got.body, dict(got.cookies)))
        line.close()
        await asyncio.sleep(0.1)  # until both ends of both connections are closed
        return found


def test_the_client_reads_whole_answers_and_goes_on_after_half_ones() -> None:
    plain = (200, b"plain", {"a": "1", "b": "2"})
    assert asyncio.run(asked()) == [plain, (200, b"abcde", {}), (304, b"", {}), "broke off", plain]


def test_memory_of_this_process_is_seen() -> None:
    import os

    assert 10 < users.megabytes(os.getpid()) < 4_000
