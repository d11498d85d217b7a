"""Whether this process lives (``/healthz``), and whether it can serve what it should (``/readyz``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus

import orjson
from flask import Flask, Response

from dashboard.database import database_file, engine, reading, version_of
from dashboard.errors import BelsendiError, SnapshotError
from dashboard.schema import VERSION
from dashboard.settings import Settings
from dashboard.weeks import last_day
from queries import condition

OK, FAILED, UNKNOWN = "ok", "failed", "unknown"


class Health:
    """The two questions of those who watch the monitor.

    The answers are public, so they say which check fails and never why: the reason goes to the log.

    Parameters
    ----------
    server
        The application, whose log is written.
    settings
        Which database; how old the latest week may be.
    today
        The day in Almaty.
    """

    def __init__(self, server: Flask, settings: Settings, today: Callable[[], date]) -> None:
        self._log = server.logger
        self._settings = settings
        self._today = today

    def alive(self) -> Response:
        """Answer that the process answers; nothing else is asked, the database neither."""
        return _answer(HTTPStatus.OK, {"status": OK})

    def ready(self) -> Response:
        """Answer whether every check holds, 503 where one does not; what needs a failed one is unknown."""
        states: dict[str, str] = {}
        for name, check in CHECKS.items():
            states[name] = UNKNOWN if FAILED in states.values() else self._state(name, check)
        ready = set(states.values()) == {OK}
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return _answer(status, {"status": OK if ready else FAILED, "checks": states})

    def _state(self, name: str, check: Callable[[Settings, date], None]) -> str:
        """Return what came of one check."""
        try:
            check(self._settings, self._today())
        except BelsendiError as error:
            self._log.warning("Not ready, %s: %s", name, error)
            return FAILED
        return OK


def _answer(status: HTTPStatus, body: Mapping[str, object]) -> Response:
    """Return an answer nobody keeps."""
    return Response(orjson.dumps(body), status, {"Cache-Control": "no-store"}, mimetype="application/json")


def _database(settings: Settings, _: date) -> None:
    """Make sure that the database can be reached; looking into a SQLite file that is not there would make one."""
    file = database_file(settings)
    if file and not file.exists():
        raise SnapshotError(f"The database {file} is not there. Run: belsendi db upgrade")
    version_of(engine(settings))


def _migrations(settings: Settings, _: date) -> None:
    """Make sure that the tables are of the program's version."""
    found = version_of(engine(settings))
    if found != VERSION:
        raise SnapshotError(f"The tables have version {found}, not {VERSION}. Run: belsendi db upgrade")


def _latest_week(settings: Settings, today: date) -> None:
    """Make sure that the latest week is not old: as on the pages, by ``BELSENDI_STALE_AFTER``."""
    with reading(settings) as opened:
        found = condition.latest(opened)
    if found is None:
        raise SnapshotError("No week has been published yet.")
    days = (today - last_day(found.week)).days
    if days > settings.stale_after:
        raise SnapshotError(f"The latest week, {found.week}, ended {days} days ago; see belsendi weekly --check.")


# In the order in which one needs the other.
CHECKS: Mapping[str, Callable[[Settings, date], None]] = {
    "database": _database,
    "migrations": _migrations,
    "latest_week": _latest_week,
}


def register(server: Flask, settings: Settings, today: Callable[[], date]) -> None:
    """Add ``/healthz`` and ``/readyz``; neither needs a language, a login or a session."""
    health = Health(server, settings, today)
    server.add_url_rule("/healthz", "healthz", health.alive)
    server.add_url_rule("/readyz", "readyz", health.ready)
