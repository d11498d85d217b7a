"""The wiring of the monitor; nothing imports this file. ``app:server`` is what a WSGI server loads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Flask

import callbacks
from callbacks.data import almaty_today
from callbacks.pages import Monitor
from callbacks.preparing import Preparing
from callbacks.reconnecting import Reconnecting
from dashboard import locales
from dashboard.settings import Settings


def create_app(settings: Settings | None = None, today: Callable[[], date] = almaty_today) -> Monitor:
    """Return the application.

    Parameters
    ----------
    settings
        The installation; read from the environment without.
    today
        The day in Almaty; tests stop it.
    """
    settings = settings or Settings.from_environment()
    server = Reconnecting("belsendilik", static_folder=None)
    locales.init(server)
    app = Monitor(
        "belsendilik",
        server=server,  # type: ignore[arg-type] # Dash's annotation forgets Flask
        assets_folder=str(Path(__file__).with_name("assets")),
        include_assets_files=False,
        requests_pathname_prefix=settings.url_prefix,
        routes_pathname_prefix="/",
        update_title="",
    )
    callbacks.register(app, settings, today)
    return app


def __getattr__(name: str) -> Flask:
    """Make ``app:server`` when a server asks for it, so that importing this module starts nothing."""
    if name != "server":
        raise AttributeError(name)
    settings = Settings.from_environment()
    server: Flask = create_app(settings).server
    if settings.public_monitor:
        Preparing(server).start()
    return server
