"""What stands around every request: its id, how long it took, one line of the log, one more in the counts."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from http.client import FOUND
from typing import Any

from flask import Flask, request

from callbacks.headers import WsgiApplication
from callbacks.metrics import Instruments
from callbacks.traces import Traces

HEADER = "X-Request-ID"
LOGGER = "belsendi.requests"
ID = "belsendilik.request"
_ENDPOINT = "belsendilik.endpoint"
_SENT = "HTTP_X_REQUEST_ID"
# What others number their requests with: UUIDs, ULIDs, hexadecimal numbers, W3C trace ids. Nothing else gets into logs.
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
UNKNOWN, LANGUAGE, STATIC = "unknown", "language", "static"


class Observed:
    """WSGI middleware: gives a request its id, measures and counts it.

    What the log says of a request is the address as the program knows it, such as ``/school/<path:school>``: never what
    was in its place, the query string, a header or an address of the network. So nothing personal and no secret gets
    there.

    Parameters
    ----------
    application
        What answers.
    instruments
        What counts; nothing without.
    log
        Whether each request leaves a line.
    traces
        What tells a collector of it; nothing without.
    """

    def __init__(
        self,
        application: WsgiApplication,
        instruments: Instruments | None,
        *,
        log: bool,
        traces: Traces | None = None,
    ) -> None:
        self._application = application
        self._instruments = instruments
        self._log = log
        self._traces = traces
        self._logger = logging.getLogger(LOGGER)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        sent = environ.get(_SENT, "")
        number = environ[ID] = sent if _WELL_FORMED.fullmatch(sent) else new_number()
        begun, statuses = time.perf_counter(), [500]

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            statuses[:] = [int(status[:3])]
            return start_response(status, [*headers, (HEADER, number)], *rest)

        with self._traces.request(number) if self._traces else nullcontext(_silent) as tell:
            try:
                return self._application(environ, start)
            finally:
                endpoint, rule = _place(environ, statuses[0])
                tell(environ.get("REQUEST_METHOD", ""), rule, statuses[0])
                self._note(environ, statuses[0], time.perf_counter() - begun, endpoint, rule)

    def _note(self, environ: Mapping[str, Any], status: int, seconds: float, endpoint: str, rule: str) -> None:
        """Count a request and log it."""
        method = environ.get("REQUEST_METHOD", "")
        if self._instruments:
            self._instruments.answered(endpoint, method, status, seconds)
        if self._log:
            told = {
                "request": environ[ID],
                "method": method,
                "route": rule,
                "status": status,
                "ms": round(seconds * 1000, 1),
            }
            self._logger.info("%s %s %s", method, rule, status, extra={"told": {"event": "request", **told}})


def _silent(method: str, route: str, status: int) -> None:
    """Tell nobody of a request."""


def install(server: Flask) -> None:
    """Note which of the program's addresses a request is for, before anything refuses it."""

    @server.before_request
    def note() -> None:
        if request.endpoint and request.url_rule:
            request.environ[_ENDPOINT] = request.endpoint, request.url_rule.rule


def _place(environ: Mapping[str, Any], status: int) -> tuple[str, str]:
    """Return endpoint and rule of a request; both come from the program, so there are never more than it has."""
    if _ENDPOINT in environ:
        found: tuple[str, str] = environ[_ENDPOINT]
        return found
    name = LANGUAGE if status == FOUND else UNKNOWN if status >= 400 else STATIC
    return name, name


def new_number() -> str:
    """Return the id of a request that brought none."""
    return secrets.token_hex(8)


def number() -> str:
    """Return the id of the request that is being answered: it stands in the log, on error pages and in the answer."""
    found: str = request.environ.setdefault(ID, new_number())
    return found
