"""Logging in at the identity provider: the way there, the way back, and the way out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from http.client import BAD_GATEWAY, BAD_REQUEST, FORBIDDEN, NOT_FOUND
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, abort, current_app, redirect, request, session
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from callbacks import sessions
from callbacks.onward import inside
from callbacks.sessions import Sessions
from dashboard.access.admission import Admission, Rules, admit
from dashboard.access.group_roles import load_group_roles
from dashboard.access.handshake import Identity, Pending
from dashboard.access.places import kind_of
from dashboard.database import transaction
from dashboard.errors import AccessError, ProviderDown, ProviderRefused
from dashboard.locales import current
from dashboard.settings import Settings
from layouts.frame import Link
from layouts.gate import Page
from layouts.gate_provider import PAGES

if TYPE_CHECKING:
    from dashboard.access.identity_provider import IdentityProvider

PATH = "/login/provider"
BACK = f"{PATH}/return"
_PENDING, _MARK = "provider_login", "provider"
_PATIENCE = timedelta(minutes=15)  # between the way there and the way back
_EXTENSION = "belsendilik.provider"


class ProviderLogin:
    """The routes of logins at the identity provider; without one they answer 404.

    Parameters
    ----------
    settings
        The installation.
    session
        Begins sessions.
    show
        Answers with a page of the gate and a status.
    """

    def __init__(self, settings: Settings, session: Sessions, show: Callable[[Page, int], AnyResponse]) -> None:
        self._settings = settings
        self._session = session
        self._show = show
        self._groups = load_group_roles(settings.oidc_roles) if settings.oidc_issuer and settings.oidc_roles else None
        self._provider: IdentityProvider | None = None

    def register(self, server: Flask) -> None:
        """Add the routes; they are open to everybody."""
        server.extensions[_EXTENSION] = self
        server.add_url_rule(PATH, "provider_login", self.leave, methods=["GET"])
        server.add_url_rule(BACK, "provider_return", self.come_back, methods=["GET"])

    def leave(self) -> AnyResponse:
        """Send the browser to the provider."""
        try:
            address, pending = self.provider().begin(self._address(BACK))
        except ProviderDown as error:
            return self._failed(error)
        session[_PENDING] = {
            **asdict(pending),
            "next": request.args.get("next", ""),
            "language": current(),
            "until": sessions.now() + _PATIENCE,
        }
        answer = redirect(address)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def come_back(self) -> AnyResponse:
        """Let in whoever comes back from the provider, if it is who went there."""
        provider, kept = self.provider(), session.pop(_PENDING, None)
        if not _is_awaited(kept, request.args.get("state", "")):
            return self._page("lost", BAD_REQUEST)
        if "code" not in request.args:
            return self._page("refused", FORBIDDEN)
        pending = Pending(kept["state"], kept["nonce"], kept["verifier"])
        try:
            person = provider.finish(self._address(BACK), pending, request.args["code"])
            found = self._admitted(person)
        except (ProviderDown, ProviderRefused, AccessError) as error:
            return self._failed(error)
        if found.account is None:
            return self._page(found.refusal, FORBIDDEN, person.login)
        self._session.begin(found.account)
        session[_MARK] = True
        return redirect(inside(kept["next"], f"{self._settings.url_prefix}{kept['language']}/"))

    def _admitted(self, person: Identity) -> Admission:
        """Return the account of a person."""
        with transaction(self._settings) as opened:
            rules = Rules(self._groups, partial(kind_of, opened))
            return admit(opened, person, rules, sessions.address(request))

    def _failed(self, error: Exception) -> AnyResponse:
        """Say that it cannot be done now; what exactly went wrong stands in the log alone."""
        current_app.logger.warning("A login at the identity provider failed: %s", error)
        return self._page("down", BAD_GATEWAY) if isinstance(error, ProviderDown) else self._page("refused", FORBIDDEN)

    def _page(self, name: str, status: int, login: str = "") -> AnyResponse:
        """Answer with a page about a login that failed."""
        ways = [Link(gettext("Try again"), f"{self._settings.url_prefix}{current()}/login")]
        return self._show(PAGES[name](ways, login), status)

    def provider(self) -> IdentityProvider:
        """Return the provider; 404 without one."""
        if not self._settings.oidc_issuer:
            abort(NOT_FOUND)
        if self._provider is None:
            # What speaks to other hosts is loaded by the first who goes there.
            from dashboard.access.identity_provider import IdentityProvider  # noqa: PLC0415

            self._provider = IdentityProvider(self._settings)
        return self._provider

    def address_of_monitor(self) -> str:
        """Return the address of the monitor, without a language."""
        return self._address("/")

    def _address(self, path: str) -> str:
        """Return a whole address of the monitor, as the provider has to know it."""
        scheme = "https" if self._settings.https else request.scheme
        return f"{scheme}://{request.host}{self._settings.url_prefix.rstrip('/')}{path}"


def _is_awaited(kept: Any, state: str) -> bool:
    """Return whether a browser comes back from where it was sent, in time, and for the first time."""
    if not kept or kept["until"] < sessions.now():
        return False
    return secrets.compare_digest(kept["state"].encode(), state.encode())


def ways_in(settings: Settings, base: str, following: str) -> list[Link]:
    """Return the button of the login page that leads to the provider; none without one.

    Parameters
    ----------
    base
        The address of the monitor in the language of the request.
    following
        Where the login is to lead to.
    """
    if not settings.oidc_issuer:
        return []
    name = settings.oidc_name or urlsplit(settings.oidc_issuer).hostname
    address = f"{base}{PATH.lstrip('/')}?{urlencode({'next': following})}"
    return [Link(gettext("Log in with %(name)s", name=name), address)]


def way_out() -> str | None:
    """Return where whoever logged in at the provider has to go to log out there too; asked before the session ends."""
    if not session.get(_MARK):
        return None
    login: ProviderLogin = current_app.extensions[_EXTENSION]
    return login.provider().farewell(login.address_of_monitor())
