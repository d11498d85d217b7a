"""The routes of the API: parameters read, the answer made, cached, written as JSON or CSV, with its tag."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Flask, Response, current_app, request
from msgspec import UNSET
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from callbacks import sessions
from callbacks.api import problems
from callbacks.api.asking import Listed, read
from callbacks.api.bearer import BLUEPRINT
from callbacks.api.call import Call
from callbacks.api.csv_form import CSV, csv_form
from callbacks.api.document import document
from callbacks.api.endpoints import BASE, ENDPOINTS, Endpoint
from callbacks.api.installed import Installed, install
from callbacks.api.problems import ROOT, Refused
from callbacks.api.shapes import Page
from callbacks.audit_log import AuditLog
from callbacks.data import JSON, Edition, Editions
from callbacks.errors import AGAIN
from callbacks.responses import Packed, respond
from dashboard.access.decision import Scope, scope
from dashboard.database import reading
from dashboard.errors import BelsendiError
from dashboard.recent import Recent
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings

_KEPT = 200  # answers of some 10 KB each
# Whoever holds an answer asks whether it is still the one: a week can be taken back. Shared caches hold public ones.
_PUBLIC, _PRIVATE = "public, no-cache", "private, no-cache"


@dataclass(frozen=True, slots=True)
class Made:
    """An answer: its bytes, the cursor of the rows after it, and of how many rows it is."""

    packed: Packed
    following: str | None = None
    rows: int = 0


class Api:
    """The API.

    Parameters
    ----------
    settings
        The installation.
    editions
        What is published.
    """

    def __init__(self, settings: Settings, editions: Editions) -> None:
        self._settings = settings
        self._editions = editions
        self._recent: Recent[tuple[object, ...], Made] = Recent(_KEPT)
        self._log = AuditLog(settings)

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        found = Blueprint(BLUEPRINT, __name__)
        for one in ENDPOINTS:
            found.add_url_rule(f"{BASE}{one.path}", one.name, partial(self._answer, one), methods=["GET"])
        found.add_url_rule(f"{BASE}/openapi.json", "document", self._document, methods=["GET"])
        found.add_url_rule(f"{ROOT}<path:rest>", "unknown", _unknown, methods=["GET"])
        found.add_url_rule(ROOT, "root", _unknown, methods=["GET"])
        found.register_error_handler(HTTPException, _problem)
        found.register_error_handler(BelsendiError, _unavailable)
        found.register_error_handler(Exception, _broken)
        found.after_request(_vary)
        return found

    def _answer(self, endpoint: Endpoint, **path: Any) -> Response:
        """Answer one request; the guard has let it pass."""
        query = read(endpoint.query, path, request.args)
        edition, mine = self._editions.current(), scope(sessions.reader(), endpoint.permission, self._settings)
        form = _form(query)
        key = (edition.key, endpoint.name, query, form, mine)
        made = self._recent.get(key)
        if made is None:
            made = self._recent.put(key, self._made(endpoint, edition, query, mine, form))
        public = "Authorization" not in request.headers
        answer = respond(made.packed, request, _PUBLIC if public else _PRIVATE)
        if form == CSV and made.rows and answer.status_code == HTTPStatus.OK:
            self._log.export(_place(query), format="csv", of=endpoint.name)
        if made.following is not None:
            answer.headers["Link"] = f'<{_next(made.following)}>; rel="next"'
        return answer

    def _made(self, endpoint: Endpoint, edition: Edition, query: Any, mine: Scope, form: str) -> Made:
        """Make an answer."""
        with reading(self._settings) as opened:
            found = endpoint.answer(Call(opened, edition.archive, mine, query))
        if not isinstance(found, tuple):
            return Made(Packed(msgspec.json.encode(found), JSON))
        rows, following = found
        if form == CSV:
            return Made(Packed(csv_form(endpoint.row, rows), CSV), following, len(rows))
        return Made(Packed(msgspec.json.encode(Page(list(rows), following)), JSON), following, len(rows))

    def _document(self) -> Response:
        """Answer with the OpenAPI document."""
        root = self._settings.url_prefix.rstrip("/")
        body = msgspec.json.encode(document(f"{root}{BASE}"))
        return respond(Packed(body, JSON), request, _PUBLIC)


def _form(query: Any) -> str:
    """Return the media type of the answer: what the address says, else what the request accepts, else JSON."""
    if not isinstance(query, Listed):
        return JSON
    accepts_csv = request.accept_mimetypes.best_match((JSON, CSV), default=JSON) == CSV
    return CSV if query.format == "csv" or accepts_csv else JSON


def _place(query: Any) -> str:
    """Return the place a file is about, for the log: the school or unit that is named, if one is; else the republic."""
    named = [getattr(query, name, UNSET) for name in ("school", "unit", "parent")]
    texts = [one[0] if isinstance(one, tuple) and len(one) == 1 else one for one in named]
    return next((one for one in texts if isinstance(one, str)), REPUBLIC)


def _next(cursor: str) -> str:
    """Return the address of the next page, relative to this one."""
    fields = [(name, text) for name, text in request.args.items(multi=True) if name != "cursor"]
    return f"?{urlencode([*fields, ('cursor', cursor)])}"


def _unknown(rest: str = "") -> Response:
    """Answer that there is no such address."""
    del rest
    raise Refused(HTTPStatus.NOT_FOUND, f"There is nothing at this address. See {BASE}/openapi.json.")


def _problem(error: HTTPException) -> AnyResponse:
    """Answer an error of the framework as a problem."""
    return error.get_response() if isinstance(error, Refused) else problems.from_error(error)


def _unavailable(error: BelsendiError) -> Response:
    """Answer that the data cannot be read."""
    current_app.logger.error("%s", error)
    answer = problems.answer(HTTPStatus.SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = AGAIN
    return answer


def _broken(error: Exception) -> Response:
    """Answer a fault of the program, without what it says."""
    current_app.logger.exception("a request of a program failed", exc_info=error)
    return problems.answer(HTTPStatus.INTERNAL_SERVER_ERROR)


def _vary(response: AnyResponse) -> AnyResponse:
    """Say what an answer depends on."""
    response.vary.update(("Accept", "Authorization"))
    return response


def register(server: Flask, settings: Settings, editions: Editions) -> None:
    """Add the routes below ``/api/``."""
    install(server, Installed(settings, editions))
    server.register_blueprint(Api(settings, editions).blueprint())
