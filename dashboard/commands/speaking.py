"""What commands say while they work: words on stderr, or JSON lines for a collector of logs (``BELSENDI_LOG=json``).

Documents go to stdout and are no part of this.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from dashboard.errors import SettingsError
from dashboard.settings import Settings

INFO, WARNING, ERROR = "info", "warning", "error"
_QUIET = "belsendi.quiet"
F = TypeVar("F", bound=Callable[..., Any])


def _keep_quiet(context: click.Context, _: click.Parameter, value: bool) -> None:
    """Remember ``--quiet`` for the whole call."""
    if value:
        context.meta[_QUIET] = True


quiet_option = click.option(
    "--quiet",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_keep_quiet,
    help="Say nothing but warnings and errors.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write one JSON document to stdout.")


def is_quiet() -> bool:
    """Tell whether the command was called with ``--quiet``."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_QUIET))


def in_json() -> bool:
    """Tell whether messages are JSON lines; words where the settings cannot be read, so that this is said at all."""
    try:
        return Settings.from_environment().log == "json"
    except SettingsError:
        return False


def say(text: str, level: str = INFO, **fields: Any) -> None:
    """Say something on stderr.

    Parameters
    ----------
    text
        A sentence for people.
    level
        ``info`` (left out with ``--quiet``), ``warning`` or ``error``.
    fields
        What a program wants to know, as JSON knows it; only in JSON lines.
    """
    if level == INFO and is_quiet():
        return
    click.echo(_line(text, level, fields) if in_json() else text, err=True)


def _line(text: str, level: str, fields: dict[str, Any]) -> str:
    """Return one JSON line: at, level, command, message, then the fields."""
    context = click.get_current_context(silent=True)
    known = {
        "at": datetime.now(tz=UTC).isoformat(timespec="milliseconds"),
        "level": level,
        "command": context.command_path if context else "",
        "message": text,
    }
    return json.dumps({**known, **fields}, ensure_ascii=False, default=str)
