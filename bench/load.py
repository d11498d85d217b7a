"""A small load client: connections that each ask for the next address as soon as they have an answer.

It asks 127.0.0.1 only, a bounded number of times.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

TIMEOUT = 120.0  # seconds for a whole run


@dataclass(frozen=True)
class Load:
    """What came of a run.

    Attributes
    ----------
    answers, seconds
        How many answers of status 200 or 304 in which time.
    failures
        Answers of any other status.
    """

    answers: int
    seconds: float
    failures: int

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


class _Connection(asyncio.Protocol):
    """One connection that is kept open."""

    def __init__(self, head: bytes, paths: deque[str], counts: dict[bool, int], done: asyncio.Future[None]) -> None:
        self._head, self._paths, self._counts, self._done = head, paths, counts, done
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if len(self._buffer) >= end + 4 + length:
            self._counts[head[9:12] in {b"200", b"304"}] += 1
            self._buffer.clear()
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _ask(self) -> None:
        if self._paths:
            self._transport.write(b"GET " + self._paths.popleft().encode() + self._head)
        else:
            self._transport.close()


def load(address: str, paths: Iterable[str], connections: int, etag: str = "") -> Load:
    """Ask for every path once, over so many connections at a time."""
    return asyncio.run(asyncio.wait_for(_load(address, deque(paths), connections, etag), TIMEOUT))


async def _load(address: str, paths: deque[str], connections: int, etag: str) -> Load:
    """Run the connections until there is nothing left to ask."""
    place = urlsplit(address)
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    head = f" HTTP/1.1\r\nHost: {place.netloc}\r\nAccept-Encoding: br\r\n{condition}\r\n".encode()
    counts = {True: 0, False: 0}
    loop = asyncio.get_running_loop()
    done = [loop.create_future() for _ in range(connections)]
    start = time.perf_counter()
    for future in done:
        await loop.create_connection(
            partial(_Connection, head, paths, counts, future), place.hostname or "127.0.0.1", place.port or 80
        )
    await asyncio.gather(*done)
    return Load(counts[True], time.perf_counter() - start, counts[False])
