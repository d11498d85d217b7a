"""Faults of the program reported to a Sentry of the house, where ``SENTRY_DSN`` names one."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from callbacks.redaction import cleaned
from dashboard.errors import SettingsError
from dashboard.extras import extra
from dashboard.settings import Settings

if TYPE_CHECKING:
    from sentry_sdk.transport import Transport

# What a report tells of a request; its address, query string, headers, cookies and form stay here.
_TOLD = ("method",)


def begin(settings: Settings, transport: type[Transport] | None = None) -> bool:
    """Report faults from now on; nothing is loaded and nobody is asked without the setting.

    Parameters
    ----------
    settings
        Whether, and where to.
    transport
        Takes the reports elsewhere; for tests.

    Returns
    -------
    bool
        Whether faults are reported.

    Raises
    ------
    SettingsError
        If the extra is not installed, or the address is none.
    """
    if not settings.sentry_dsn:
        return False
    with extra("sentry", "SENTRY_DSN"):
        import sentry_sdk  # noqa: PLC0415 an extra
    try:
        sentry_sdk.init(
            dsn=settings.sentry_dsn,
            release=version("belsendilik"),
            data_collection={
                "user_info": False,
                "http_bodies": [],
                "stack_frame_variables": False,
                "database_query_data": False,
            },
            max_breadcrumbs=0,
            before_send=_lean,  # type: ignore[arg-type] # an event is a dict
            transport=transport,
        )
    except sentry_sdk.utils.BadDsn as error:
        raise SettingsError(f"SENTRY_DSN cannot be used: {error}.") from None
    return True


def _lean(event: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report without anything that belongs to a reader, and without secrets that a message quotes."""
    kept = {name: value for name, value in event.items() if name not in {"user", "request", "extra", "server_name"}}
    asked = {name: value for name, value in event.get("request", {}).items() if name in _TOLD}
    found: dict[str, Any] = cleaned({**kept, "request": asked})
    return found
