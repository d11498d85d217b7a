"""The log of the monitor: words, or JSON lines for a collector (``BELSENDI_LOG=json``); secrets in neither."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from flask import has_request_context
from granian.log import LOGGING_CONFIG

from callbacks import observed
from callbacks.redaction import without_secrets


class Words(logging.Formatter):
    """Lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a line, its traceback below it."""
        return without_secrets(super().format(record))


class JsonLines(logging.Formatter):
    """Lines for a collector: ``at``, ``level``, ``logger``, ``message``, the ``request``'s id, a fault's ``trace``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if has_request_context():
            told["request"] = observed.number()
        told |= getattr(record, "told", {})
        if record.exc_info:
            told["trace"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False, default=str)


_FORMATTERS: Mapping[str, Mapping[str, Any]] = {
    "json": {"()": JsonLines},
    "text": {"()": Words, "fmt": "[%(levelname)s] %(message)s"},
}


SERVER = "belsendi.server"
_TALKATIVE = (observed.LOGGER, SERVER)


def configuration(form: str) -> dict[str, Any]:
    """Return what the server and its workers log how: everything to stderr, in one form.

    Parameters
    ----------
    form
        ``text`` or ``json``.
    """
    made: dict[str, Any] = deepcopy(LOGGING_CONFIG)
    made["formatters"]["generic"] = dict(_FORMATTERS[form])
    for handler in made["handlers"].values():
        handler["stream"] = "ext://sys.stderr"
    made["root"] = {"handlers": ["console"], "level": "WARNING"}
    for name in _TALKATIVE:
        made["loggers"][name] = {"level": "INFO"}
    return made
