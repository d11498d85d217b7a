"""``/metrics``: what Prometheus reads, if ``BELSENDI_METRICS_TOKEN`` says who may.

The library decides where numbers are kept when it is first imported: in files that all workers share where
``PROMETHEUS_MULTIPROC_DIR`` is set, which ``belsendi serve`` does before it starts them. So it is imported when an
application is made, not with this module.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, request

from dashboard.database import reading
from dashboard.errors import BelsendiError
from dashboard.failures import watch_failures
from dashboard.settings import Settings
from dashboard.weeks import cut_off
from queries import condition

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.core import GaugeMetricFamily

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SCHEME = "bearer"
# Seconds; 0.3 is what a page may take.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Instruments:
    """What this process counts.

    Attributes
    ----------
    registry
        Where the instruments are.
    """

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 see the module

        self.registry: CollectorRegistry = CollectorRegistry()
        self._requests: Counter = Counter(
            "belsendi_http_requests",
            "Requests answered, by endpoint, method and status.",
            ("endpoint", "method", "status"),
            registry=self.registry,
        )
        self._seconds: Histogram = Histogram(
            "belsendi_http_request_duration_seconds",
            "Time until the answer to a request began.",
            ("endpoint",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        found = "Answers that were {} in the cache of a process when asked for."
        self._hits: Counter = Counter("belsendi_cache_hits", found.format("found"), ("cache",), registry=self.registry)
        self._misses: Counter = Counter(
            "belsendi_cache_misses", found.format("not found"), ("cache",), registry=self.registry
        )
        self._failures: Counter = Counter(
            "belsendi_database_errors", "Failures of the database or of the way to it.", registry=self.registry
        )

    def answered(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(endpoint, method if method in METHODS else "other", str(status)).inc()
        self._seconds.labels(endpoint).observe(seconds)

    def looked_up(self, cache_name: str, *, found: bool) -> None:
        """Count a look into a cache."""
        (self._hits if found else self._misses).labels(cache_name).inc()

    def database_failed(self) -> None:
        """Count a failure of the database."""
        self._failures.inc()


_counting: list[Instruments] = []  # one, once an application with a token was made in this process


@cache
def _instruments() -> Instruments:
    """Return the instruments of this process."""
    made = Instruments()
    watch_failures(made.database_failed)
    return made


def begin() -> Instruments:
    """Count from now on in this process; return the instruments."""
    made = _instruments()
    _counting[:] = [made]
    return made


def looked_up(cache_name: str, *, found: bool) -> None:
    """Count a look into a cache, where anything is counted."""
    for instruments in _counting:
        instruments.looked_up(cache_name, found=found)


class State:
    """A collector of what is read from the database whenever somebody asks.

    Parameters
    ----------
    settings
        Which database.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield what is known; of a database that cannot be read only that."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 see the module

        try:
            with reading(self._settings, look=True) as opened:
                found = condition.latest(opened)
        except BelsendiError:
            yield GaugeMetricFamily("belsendi_database_up", _UP, 0)
            return
        yield GaugeMetricFamily("belsendi_database_up", _UP, 1)
        if found is not None:
            yield from _of_week(found, time.time())


_UP = "1 where the database can be read and has the tables of this version, else 0."


def _of_week(found: condition.Latest, now: float) -> Iterable[GaugeMetricFamily]:
    """Yield what is said of the latest week."""
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 see the module

    if found.published_at:
        age = now - found.published_at.timestamp()
        yield GaugeMetricFamily("belsendi_snapshot_age_seconds", "Since the latest week was published.", age)
    age = now - cut_off(found.week).timestamp()
    yield GaugeMetricFamily("belsendi_latest_week_age_seconds", "Since the end of the latest published week.", age)
    rows = GaugeMetricFamily(
        "belsendi_latest_week_rejected_rows", "Rows of the latest week that were set aside.", labels=["table"]
    )
    for table, count in sorted(found.rejected.items()):
        rows.add_metric([table], count)
    yield rows


def _registry(settings: Settings, own: CollectorRegistry) -> Any:
    """Return what is shown: the sums of all workers where they share files, else what this process counted."""
    from prometheus_client import CollectorRegistry, multiprocess  # noqa: PLC0415 see the module

    shown = CollectorRegistry()
    if os.environ.get(FOLDER):
        multiprocess.MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
    else:
        shown.register(own)
    shown.register(State(settings))
    return shown


def _may_see(token: str) -> bool:
    """Return whether a request shows the token."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == _SCHEME and hmac.compare_digest(given.strip().encode(), token.encode())


def register(server: Flask, settings: Settings) -> Instruments | None:
    """Add ``/metrics``; without a token it is no address, and nothing is counted.

    Returns
    -------
    Instruments or None
        What counts the requests.
    """
    instruments = begin() if settings.metrics_token else None

    @server.get("/metrics")
    def metrics() -> Response:
        if instruments is None:
            abort(HTTPStatus.NOT_FOUND)
        if not _may_see(settings.metrics_token):
            return Response(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
        from prometheus_client.exposition import choose_encoder  # noqa: PLC0415 see the module

        encode, mimetype = choose_encoder(request.headers.get("Accept", ""))
        body = encode(_registry(settings, instruments.registry))
        return Response(body, headers={"Cache-Control": "no-store", "Content-Type": mimetype})

    return instruments
