"""The guard: every request passes it, and what no rule names is closed (A-59, G-41)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import FORBIDDEN
from urllib.parse import urlsplit

import orjson
from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from callbacks import sessions
from dashboard.access import audit
from dashboard.access.decision import Path, may
from dashboard.database import transaction
from dashboard.errors import BelsendiError
from dashboard.recent import Recent
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings

Place = Callable[[], Path]


@dataclass(frozen=True, slots=True)
class Rule:
    """What an address asks for.

    Attributes
    ----------
    permission
        A key of `PERMISSIONS`; empty for what is open to everybody: the login, style sheets, the state of the server.
    place
        The place the request is about, with everything above it; empty if there is no such place.
    """

    permission: str = ""
    place: Place = tuple


OPEN = Rule()
_ALL = (REPUBLIC,)

# What each endpoint asks for. The monitor is the same everywhere or nowhere (G-39), so its place is the republic.
VIEW, LIST, EXPORT = (
    Rule(permission, lambda: _ALL) for permission in ("monitor.view", "schools.list", "monitor.export")
)
RULES: Mapping[str, Rule] = {
    "/": VIEW,
    "/<path:path>": VIEW,
    "/_dash-layout": VIEW,
    "/_dash-dependencies": VIEW,
    "/_dash-update-component": VIEW,
    "/_reload-hash": VIEW,
    "/_favicon.ico": OPEN,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": OPEN,
    "_dash_assets.static": OPEN,
    "view": VIEW,
    "weeks": VIEW,
    "how": VIEW,
    "growth": VIEW,
    "compare": VIEW,
    "search": VIEW,
    "drawing": VIEW,
    "schools": LIST,
    "school": LIST,
    "report_xlsx": EXPORT,
    "schools_csv": EXPORT,
    "login_form": OPEN,
    "login": OPEN,
    "logout": OPEN,
    "logout_everywhere": OPEN,
    "password_form": OPEN,
    "password": OPEN,
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOGGED_REFUSALS = 10_000  # the last ones; each is logged once


class Guard:
    """Decides about every request before anything answers it.

    Parameters
    ----------
    settings
        What is public.
    page
        Makes the page for what is out of reach from the number of the request.
    rules
        By endpoint; an endpoint without a rule is closed.
    """

    def __init__(self, settings: Settings, page: Callable[[str], str], rules: Mapping[str, Rule] = RULES) -> None:
        self._settings = settings
        self._page = page
        self._rules = rules
        self._logged: Recent[tuple[str, ...], bool] = Recent(_LOGGED_REFUSALS)

    def install(self, server: Flask) -> None:
        """Stand before every request."""
        server.before_request(self.check)
        server.register_error_handler(Forbidden, self.refused)

    def check(self) -> None:
        """Let a request pass, or answer 403; unknown addresses go on to their 404."""
        if request.method not in _SAFE and not same_origin():
            abort(FORBIDDEN)
        if request.endpoint is None:
            return
        rule = self._rules.get(request.endpoint)
        if rule is None or (rule.permission and not self.allows(rule.permission, rule.place())):
            abort(FORBIDDEN)

    def allows(self, permission: str, path: Path) -> bool:
        """Return whether whoever asks may do something at a place."""
        return may(sessions.reader(), permission, path, self._settings)

    def refused(self, error: Forbidden) -> AnyResponse:
        """Answer 403: a page to people, a word to programs; both are the same for what does not exist."""
        del error
        number = secrets.token_hex(4)
        self._log(number)
        headers = {"Cache-Control": "no-store"}
        if request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html":
            return Response(self._page(number), FORBIDDEN, headers)
        return Response(orjson.dumps({"error": "forbidden"}), FORBIDDEN, headers, mimetype="application/json")

    def _log(self, number: str) -> None:
        """Log a refusal once: whoever knocks a thousand times fills no disk."""
        login = sessions.reader().login
        key = (
            login,
            sessions.address(request),
            request.path,
            request.args.get("school", ""),
            request.args.get("unit", ""),
        )
        if self._logged.get(key):
            return
        self._logged.put(key, value=True)
        place = request.args.get("school") or request.args.get("unit") or ""
        details = {"path": request.path[:200], "request": number}
        entry = audit.Entry(sessions.now(), login, sessions.address(request), "refused", place, details)
        try:
            with transaction(self._settings) as opened:
                audit.record(opened, entry)
        except BelsendiError as error:
            # A log that cannot be written never opens a door: the answer stays no.
            current_app.logger.error("%s", error)


def same_origin() -> bool:
    """Return whether a request that changes something comes from a page of this monitor.

    Browsers say so themselves (Fetch Metadata); older ones name the page's origin. A request that says neither comes
    from no browser, and carries no cookie of anybody.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
