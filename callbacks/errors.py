"""What is answered where something went wrong: a page to people, a word to programs, never what lies inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.client import BAD_REQUEST, INTERNAL_SERVER_ERROR, NOT_FOUND, SERVICE_UNAVAILABLE

import orjson
from dash.exceptions import DependencyException
from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from callbacks import observed
from callbacks.api import problems
from callbacks.reconnecting import STALE, note
from dashboard.errors import BelsendiError, DatabaseAway

# Makes the page about an error from its status and the number of the request.
Page = Callable[[int, str], str]
# Headers an error carries for programs; the others speak of the body that is replaced.
_KEPT = ("Allow", "Retry-After")
UPDATE = "/_dash-update-component"
_WORDS = {SERVICE_UNAVAILABLE: "unavailable"}
# Seconds after which it is worth asking again: programs and our own pages are told so, a browser that shows a page of
# ours in place of another one does it by itself.
AGAIN, _RELOAD = "5", "10"


class Errors:
    """The answers to what cannot be answered.

    Parameters
    ----------
    page
        Makes the page for people.
    """

    def __init__(self, page: Page) -> None:
        self._page = page

    def install(self, server: Flask) -> None:
        """Answer every error of an application; those that are nobody's fault but ours are logged by Flask."""
        server.register_error_handler(HTTPException, self.refused)
        server.register_error_handler(MethodNotAllowed, self.refused)
        server.register_error_handler(BelsendiError, self.unavailable)
        server.register_error_handler(DependencyException, self.unknown)

    def refused(self, error: HTTPException) -> AnyResponse:
        """Answer an error with its status; its description, which may speak of the program, is left out."""
        if problems.here():
            return problems.from_error(error)
        status, number = error.code or INTERNAL_SERVER_ERROR, request_number()
        if status >= INTERNAL_SERVER_ERROR:
            current_app.logger.error("Request %s was answered with %s.", number, status)
        answer = answered(status, lambda: self._page(status, number))
        answer.headers.update({name: value for name, value in error.get_headers() if name in _KEPT})
        return answer

    def unavailable(self, error: BelsendiError) -> AnyResponse:
        """Answer that the data cannot be had; the log says why."""
        number = request_number()
        current_app.logger.error("Request %s: %s", number, error)
        if isinstance(error, DatabaseAway):
            note(STALE)
        answer = answered(SERVICE_UNAVAILABLE, lambda: self._page(SERVICE_UNAVAILABLE, number))
        answer.headers["Retry-After"] = AGAIN
        if request.method == "GET" and answer.mimetype == "text/html":
            answer.headers["Refresh"] = _RELOAD
        return answer

    def unknown(self, error: DependencyException) -> AnyResponse:
        """Answer that Dash has no such file."""
        del error
        return answered(NOT_FOUND, lambda: self._page(NOT_FOUND, request_number()))


def request_number() -> str:
    """Return the number that stands on the page and in the log: the id of the request (`callbacks.observed`)."""
    return observed.number()


def answered(status: int, page: Callable[[], str]) -> Response:
    """Return an answer nobody keeps: the page to people, a word to programs, for which the page is not even made."""
    headers = {"Cache-Control": "no-store"}
    if request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html":
        return Response(page(), status, headers)
    word = _WORDS.get(status) or HTTPStatus(status).name.lower()
    return Response(orjson.dumps({"error": word}), status, headers, mimetype="application/json")


def only_known_callbacks(server: Flask, known: Callable[[], Mapping[str, Mapping[str, object]]]) -> None:
    """Refuse what names no callback of the server before Dash takes it apart.

    Parameters
    ----------
    known
        Returns Dash's callbacks by their output; those of the browser have no function here.
    """

    @server.before_request
    def check() -> None:
        if request.endpoint != UPDATE:
            return
        asked = request.get_json(silent=True)
        output = asked.get("output") if isinstance(asked, dict) else None
        if not isinstance(output, str) or "callback" not in known().get(output, {}):
            abort(BAD_REQUEST)
