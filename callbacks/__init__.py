"""Where data meet the screen: the page, its data, its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from callbacks import charts, data, exports, maps, pages, responses, schools, static_files
from callbacks.access import Guard
from callbacks.gate import Gate
from callbacks.language import LanguagePrefix
from callbacks.pages import Monitor
from callbacks.sessions import Sessions
from dashboard.locales import DEFAULT_LOCALE, LOCALES
from dashboard.settings import Settings


def register(app: Monitor, settings: Settings, today: Callable[[], date] = data.almaty_today) -> None:
    """Connect the application with everything it answers.

    Parameters
    ----------
    app
        The application, its languages already initialised.
    settings
        The installation.
    today
        The day in Almaty; tests stop it.
    """
    app.settings = settings
    app.static = static_files.install(app, settings)
    app.layout = app.page_layout
    pages.register(app)
    editions = data.register(app.server, settings, today)
    charts.register(app.server, settings, today, editions)
    schools.register(app.server, settings, today, editions)
    exports.register(app.server, settings, today, editions)
    maps.register(app.server, settings)
    gate = Gate(settings, app.static, Sessions(app.server, settings))
    gate.register(app.server)
    Guard(settings, gate.forbidden).install(app.server)
    app.server.after_request(responses.compress)
    app.server.wsgi_app = LanguagePrefix(app.server.wsgi_app, LOCALES, DEFAULT_LOCALE, settings.url_prefix)
