"""Which display asks: its cookie holds its code, and the database says at each request whether it still stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access import audit
from dashboard.access import displays as kept
from dashboard.access.displays import Display
from dashboard.database import reading, transaction
from dashboard.errors import BelsendiError, SnapshotError
from dashboard.settings import Settings

COOKIE = "display"
VERSION_FIELD, VERSION_HEADER = "version", "X-Belsendi-Version"
_EXTENSION = "belsendilik.displays"
_LASTING = timedelta(days=400)  # browsers keep nothing longer (RFC 6265bis 5.5); it is sent anew every day
_LONGEST_CODE = 100


class Displays:
    """Knows displays by their cookies.

    Parameters
    ----------
    server
        The application.
    settings
        Which database, whether cookies travel by TLS only.
    """

    def __init__(self, server: Flask, settings: Settings) -> None:
        self._settings = settings
        server.extensions[_EXTENSION] = self
        server.after_request(self._renew)

    def find(self, code: str) -> Display | None:
        """Return the display of a code, and remember that it asked.

        Raises
        ------
        SnapshotError
            If the database cannot be read; but where the monitor is open to everybody a display sees no less than they.
        """
        now = audit.moment()
        try:
            with reading(self._settings) as opened:
                found = kept.recognised(opened, code)
        except SnapshotError:
            if not self._settings.public_monitor:
                raise
            return None
        if found is not None and not found.is_noted(now):
            self._note(found, now)
        return found

    def _note(self, found: Display, now: datetime) -> None:
        """Remember that a display asked; that this cannot be written darkens no screen."""
        version = request.args.get(VERSION_FIELD) or request.headers.get(VERSION_HEADER, "")
        try:
            with transaction(self._settings) as opened:
                kept.note_seen(opened, found.number, now, version)
        except BelsendiError as error:
            current_app.logger.warning("Display %s could not be noted: %s", found.number, error)
        g.display_renews = found.last_seen_at is None or found.last_seen_at.date() != now.date()

    def keep(self, response: AnyResponse, code: str) -> None:
        """Give a screen the cookie of its display; no proxy keeps such an answer."""
        g.display_renews = False
        response.set_cookie(
            COOKIE,
            code,
            max_age=_LASTING,
            path=self._settings.url_prefix,
            secure=self._settings.https,
            httponly=True,
            samesite="Lax",
        )
        response.cache_control.public = False
        response.cache_control.private = True

    def _renew(self, response: AnyResponse) -> AnyResponse:
        """Send the cookie anew with the first answer of a day."""
        if g.get("display_renews"):
            self.keep(response, _code())
        return response


def asking() -> Display | None:
    """Return the display that asks; None for everybody else, and for one that was taken back."""
    if not carries():
        return None
    if "display" not in g:
        found: Displays = current_app.extensions[_EXTENSION]
        g.display = found.find(_code())
    asked: Display | None = g.display
    return asked


def carries() -> bool:
    """Return whether the browser that asks was ever paired."""
    return COOKIE in request.cookies


def _code() -> str:
    """Return the code in the cookie."""
    return request.cookies.get(COOKIE, "")[:_LONGEST_CODE]
