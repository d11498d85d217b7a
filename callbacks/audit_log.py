"""What a request leaves in the audit log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app, request

from callbacks import sessions
from dashboard.access import audit
from dashboard.database import transaction
from dashboard.errors import BelsendiError
from dashboard.recent import Recent
from dashboard.settings import Settings

_REMEMBERED = 10_000  # the last ones; each is logged once
# Refusals of one address in an hour that are logged; whoever tries out addresses by the thousand fills no disk.
_MOST, _HOUR = 200, timedelta(hours=1)


class AuditLog:
    """Writes the audit log for requests.

    A log that cannot be written never opens a door, and closes none that is open to everybody: the failure goes to the
    log of the server.

    Parameters
    ----------
    settings
        Which database.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._logged: Recent[tuple[str, ...], bool] = Recent(_REMEMBERED)
        self._counted: Recent[str, tuple[datetime, int]] = Recent(_REMEMBERED)

    def refusal(self, number: str) -> None:
        """Log a refusal, each once, and of one address at most `_MOST` in an hour; the last of them says so."""
        place = request.args.get("school") or request.args.get("unit") or ""
        actor, address = sessions.reader().actor, sessions.address(request)
        key = (actor, address, request.path, place)
        if self._logged.get(key):
            return
        self._logged.put(key, value=True)
        count = self._count(address)
        if count <= _MOST:
            last = {"not_logged_minutes": _HOUR.seconds // 60} if count == _MOST else {}
            self._write("refused", place, {"path": request.path[:200], "request": number, **last})

    def _count(self, address: str) -> int:
        """Return how many refusals of an address there were in this hour of it, this one included."""
        moment = sessions.now()
        since, count = self._counted.get(address) or (moment, 0)
        if moment - since >= _HOUR:
            since, count = moment, 0
        return self._counted.put(address, (since, count + 1))[1]

    def export(self, place: str, **details: Any) -> None:
        """Log that a file was taken away: everything of whoever is logged in; of others each file once an address."""
        login = sessions.reader().login
        key = ("export", sessions.address(request), place, *map(str, details.values()))
        if not login and self._logged.get(key):
            return
        self._logged.put(key, value=True)
        self._write("export", place, details)

    def taken(self, place: str, **details: Any) -> None:
        """Log that a file with what lies inside a school was taken away; else it does not leave the house.

        Raises
        ------
        SnapshotError
            If it cannot be logged.
        """
        self._record("export", place, details)

    def _write(self, action: str, place: str, details: dict[str, Any]) -> None:
        """Write one line, if that can be done."""
        try:
            self._record(action, place, details)
        except BelsendiError as error:
            current_app.logger.error("%s", error)

    def _record(self, action: str, place: str, details: dict[str, Any]) -> None:
        """Write one line."""
        entry = audit.Entry(sessions.now(), sessions.reader().actor, sessions.address(request), action, place, details)
        with transaction(self._settings) as opened:
            audit.record(opened, entry)
