"""Who asks the API: the account of a token, or the public. Cookies play no part, and a token opens nothing else."""

from __future__ import annotations

from http import HTTPStatus

from flask import current_app, g, request

from callbacks.api.installed import installed
from callbacks.api.problems import Refused
from dashboard.access import audit, tokens
from dashboard.access.decision import ANONYMOUS, Reader
from dashboard.database import reading, transaction
from dashboard.errors import BelsendiError
from dashboard.settings import Settings

BLUEPRINT = "api"
_SCHEME = "bearer"


def asked() -> bool:
    """Return whether this request is for the API."""
    return request.blueprint == BLUEPRINT


def reader() -> Reader:
    """Return who asks; nobody in particular without a token.

    Raises
    ------
    Refused
        401 if the token is not good, or something else stands in its place.
    """
    if "api_reader" not in g:
        g.api_reader = _reader(request.headers.get("Authorization"))
    found: Reader = g.api_reader
    return found


def _reader(header: str | None) -> Reader:
    """Return who asks with a header."""
    if header is None:
        return ANONYMOUS
    scheme, _, secret = header.partition(" ")
    settings, now = installed().settings, audit.moment()
    with reading(settings) as opened:
        use = tokens.shown(opened, secret.strip(), now) if scheme.lower() == _SCHEME else None
    if use is None:
        raise Refused(HTTPStatus.UNAUTHORIZED)
    if not use.is_noted:
        _note(settings, use)
    return use.reader


def _note(settings: Settings, use: tokens.Use) -> None:
    """Remember that a token was used; that this cannot be written keeps nobody from reading."""
    try:
        with transaction(settings) as opened:
            tokens.note_use(opened, use.number, audit.moment())
    except BelsendiError as error:
        current_app.logger.warning("The use of token %s could not be noted: %s", use.number, error)
