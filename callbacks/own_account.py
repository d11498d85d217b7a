"""The page of the own account: roles, the session, the ways out."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, redirect
from werkzeug.wrappers import Response as AnyResponse

from callbacks import sessions
from callbacks.admin_chrome import Office
from dashboard.locales import current
from layouts.admin import own as own_page
from layouts.admin.chrome import OWN
from layouts.admin.own import Lasting


class OwnAccount:
    """The route of the own account; it is open to everybody who is logged in.

    Parameters
    ----------
    office
        What the pages of administration share.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    def register(self, server: Flask) -> None:
        """Add the route."""
        server.add_url_rule(f"/{OWN}", "account", self.page)

    def page(self) -> AnyResponse:
        """Answer with the own account; whoever is not logged in is sent to the login."""
        own = sessions.account()
        base = f"{self._office.settings.url_prefix}{current()}/"
        if own is None or own.must_change:
            return redirect(f"{base}password" if own else f"{base}login?next={base}{OWN}")
        chrome = self._office.chrome(OWN)
        page = own_page.page(chrome, own, self._office.directory(), self._lasting())
        return self._office.answer("admin_own", chrome, page)

    def _lasting(self) -> Lasting:
        """Return how long this session lasts."""
        settings, since = self._office.settings, sessions.began()
        until = since + timedelta(hours=settings.session_hours) if since else None
        return Lasting(since, until, round(settings.session_idle_minutes))
