"""A bare HTTP client for many users at once: each keeps one connection open, as a browser behind a proxy does.

Locust would bring 17 packages and take more of the two processors from the server it measures than the server needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT = 30.0  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its status, headers by lower-case name, cookies it sets, body as it came."""

    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes


class Connection:
    """One connection that is opened when it is needed.

    Parameters
    ----------
    address
        Of the server, such as ``http://127.0.0.1:8050``.
    """

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self._host, self._port, self._name = place.hostname or "127.0.0.1", place.port or 80, place.netloc
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, headers: Mapping[str, str]) -> Answer:
        """Ask for a path.

        Raises
        ------
        OSError, EOFError, TimeoutError
            If there is no whole answer; the next question is asked on another connection.
        """
        return await self._asked("GET", path, headers, b"")

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return await self._asked("POST", path, {**headers, **kind}, body)

    async def _asked(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Ask, and read the answer to its end."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in {"Host": self._name, **headers}.items())
        try:
            async with asyncio.timeout(TIMEOUT):
                reader, writer = await self._opened()
                writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
                return await _read(reader)
        except BaseException:
            self.close()
            raise

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return the streams of the connection."""
        if self._streams is None or self._streams[0].at_eof():
            self.close()
            self._streams = await asyncio.open_connection(self._host, self._port)
        return self._streams

    def close(self) -> None:
        """Close it; another question opens it again."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


async def _read(reader: asyncio.StreamReader) -> Answer:
    """Read one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    headers, status = dict(pairs), int(first.split()[1])
    set_ = (value.split(";")[0].partition("=") for name, value in pairs if name == "set-cookie")
    cookies = {name: value for name, _, value in set_}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Answer(status, headers, cookies, await _chunks(reader))
    length = 0 if status in {204, 304} else int(headers.get("content-length", 0))
    return Answer(status, headers, cookies, await reader.readexactly(length))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    """Read a body that comes in chunks."""
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return body
