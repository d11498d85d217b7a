"""Where data meet the screen: the page, its data, its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from werkzeug.middleware.proxy_fix import ProxyFix

from callbacks import (
    admin,
    charts,
    crash_reports,
    data,
    exports,
    health,
    maps,
    metrics,
    observed,
    pages,
    reports,
    responses,
    school_page,
    schools,
    static_files,
    traces,
    wall,
)
from callbacks.access import Guard
from callbacks.api import routes as api
from callbacks.displays import Displays
from callbacks.errors import Errors, only_known_callbacks
from callbacks.gate import Gate
from callbacks.headers import SecurityHeaders, WsgiApplication, security_headers
from callbacks.language import LanguagePrefix
from callbacks.pages import Monitor
from callbacks.pairing import Pairing
from callbacks.provider import ProviderLogin
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
    crash_reports.begin(settings)
    app.settings = settings
    app.static = static_files.install(app, settings)
    app.layout = app.page_layout
    pages.register(app)
    observed.install(app.server)
    health.register(app.server, settings, today)
    instruments = metrics.register(app.server, settings)
    editions = data.register(app.server, settings, today)
    charts.register(app.server, settings, today, editions)
    schools.register(app.server, settings, today, editions)
    school_page.register(app.server, settings, app.static, today, editions)
    exports.register(app.server, settings, today, editions)
    maps.register(app.server, settings)
    wall.register(app.server, settings, app.static, today)
    reports.register(app.server, settings, app.static, editions)
    api.register(app.server, settings, editions)
    session = Sessions(app.server, settings)
    gate = Gate(settings, app.static, session)
    gate.register(app.server)
    ProviderLogin(settings, session, gate.show).register(app.server)
    admin.register(app.server, settings, app.static, session)
    pairing = Pairing(settings, app.static, session, Displays(app.server, settings))
    pairing.register(app.server)
    problem = pairing.problem(gate.problem)
    Guard(settings, problem).install(app.server)
    Errors(problem).install(app.server)
    only_known_callbacks(app.server, lambda: app.callback_map)
    app.server.after_request(responses.compress)
    surrounded = _surrounded(app, settings)
    app.server.wsgi_app = observed.Observed(
        surrounded, instruments, log=settings.log == "json", traces=traces.begin(settings)
    )


def _surrounded(app: Monitor, settings: Settings) -> WsgiApplication:
    """Return the application with what stands around all of it: languages, proxies, headers."""
    prefix, https = settings.url_prefix, settings.https
    inner: WsgiApplication = LanguagePrefix(app.server.wsgi_app, LOCALES, DEFAULT_LOCALE, prefix, secure=https)
    if settings.proxies:
        inner = ProxyFix(inner, x_for=settings.proxies, x_proto=settings.proxies)
    return SecurityHeaders(inner, security_headers(settings, app.csp_hashes()))
