"""Answers to requests that cannot be answered: problem documents (RFC 9457), never anything internal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType

import msgspec
from flask import Response, request
from werkzeug.exceptions import HTTPException

from callbacks.api.shapes import Fault, Problem

ROOT = "/api/"
MIMETYPE = "application/problem+json"
_DETAILS: Mapping[int, str] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: "The request cannot be understood.",
        HTTPStatus.UNAUTHORIZED: "This token is unknown, has expired or was taken back.",
        HTTPStatus.FORBIDDEN: "This is not open to you, or it does not exist. A token may open it.",
        HTTPStatus.NOT_FOUND: "There is nothing at this address.",
        HTTPStatus.METHOD_NOT_ALLOWED: "The API is only read: GET and HEAD.",
        HTTPStatus.SERVICE_UNAVAILABLE: "The data cannot be read at the moment. Try again later.",
    }
)


class Refused(HTTPException):
    """An answer that is a problem.

    Parameters
    ----------
    status
        Its number.
    detail
        What is wrong and what to do; a general sentence without.
    errors
        The parameters at fault.
    """

    def __init__(self, status: HTTPStatus, detail: str = "", errors: Sequence[Fault] = ()) -> None:
        super().__init__(detail, answer(status, detail, errors))


def here() -> bool:
    """Return whether the request is one of a program."""
    return request.path.startswith(ROOT)


def answer(status: int, detail: str = "", errors: Sequence[Fault] = (), number: str = "") -> Response:
    """Return a problem document.

    Parameters
    ----------
    status, detail, errors
        As in `Refused`.
    number
        Of the request in the audit log.
    """
    found = HTTPStatus(status)
    said = detail or _DETAILS.get(found, "The request cannot be answered.")
    problem = Problem(found.phrase, found.value, said, errors=list(errors), request=number)
    response = Response(msgspec.json.encode(problem), found, mimetype=MIMETYPE)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Authorization")
    if found is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="belsendi", error="invalid_token"'
    return response


def from_error(error: HTTPException) -> Response:
    """Return the problem document of an error of the framework, with the headers it has to have."""
    found = answer(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        found.headers["Allow"] = ", ".join(sorted(allowed))
    return found
