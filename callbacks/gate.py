"""Login, logout, a new password, and the page for what is out of reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http.client import FORBIDDEN, TOO_MANY_REQUESTS, UNAUTHORIZED, UNPROCESSABLE_ENTITY
from urllib.parse import quote, urlencode

from flask import Flask, Response, abort, redirect, request
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from callbacks import provider, sessions
from callbacks.frame import Frames
from callbacks.known_browser import KnownBrowsers
from callbacks.onward import inside
from callbacks.sessions import Sessions
from callbacks.static_files import StaticFiles
from dashboard.access import audit, passwords
from dashboard.access.accounts import Account
from dashboard.access.changes import Author, Changes
from dashboard.access.logins import Outcome, confirm, log_in, waiting
from dashboard.access.throttle import Origin
from dashboard.database import reading, transaction
from dashboard.dates import moment_text
from dashboard.errors import AccessError
from dashboard.locales import current, current_language
from dashboard.settings import Settings
from layouts import gate, gate_provider
from layouts.frame import Link
from layouts.gate import Alert, Button, Field, Form, Page

STYLES = ("10-bootstrap.min", "20-tokens", "30-shell", "60-states", "65-gate")
FIRST_PAGE = "/"  # Dash's name of its endpoint
_WORTH_RETURNING = frozenset({FIRST_PAGE, "school_page"})  # pages a login leads back to
_NEXT = "next"  # where the login leads to
_OTHER = "other"  # whoever is logged in wants another account
_CHANGED = "changed"  # the password was changed a moment ago


class Gate:
    """The routes before the door.

    Parameters
    ----------
    settings
        The installation.
    static
        Addresses of style sheets.
    session
        Begins and ends sessions.
    """

    def __init__(self, settings: Settings, static: StaticFiles, session: Sessions) -> None:
        self._settings = settings
        self._frames = Frames(settings, static, STYLES)
        self._session = session
        self._known = KnownBrowsers(settings)

    def register(self, server: Flask) -> None:
        """Add the routes; they are open to everybody."""
        server.add_url_rule("/login", "login_form", self.login_form, methods=["GET"])
        server.add_url_rule("/login", "login", self.login, methods=["POST"])
        server.add_url_rule("/logout", "logout", self.logout, methods=["POST"])
        server.add_url_rule("/logout/everywhere", "logout_everywhere", self.logout_everywhere, methods=["POST"])
        server.add_url_rule("/password", "password_form", self.password_form, methods=["GET"])
        server.add_url_rule("/password", "password", self.password, methods=["POST"])

    def login_form(self) -> AnyResponse:
        """Answer with the login; who is logged in already goes on."""
        if sessions.account() is not None and _OTHER not in request.args:
            return redirect(self._next())
        if not self._settings.local_login:
            return self._answer(gate_provider.login(self._ways_in()))
        changed = _CHANGED in request.args
        return self._answer(gate.login(self._login_form(), public=self._settings.public_monitor, changed=changed))

    def login(self) -> AnyResponse:
        """Try a login and a password."""
        if not self._settings.local_login:
            abort(FORBIDDEN)
        self._session.csrf.protect()
        login, password = request.form.get("login", ""), request.form.get("password", "")
        outcome = self._tried(log_in, login, password)
        if outcome.account is None:
            status = TOO_MANY_REQUESTS if outcome.wait else UNAUTHORIZED
            # Never what exactly was wrong.
            mistake = _mistake(outcome, gettext("Wrong login or password"))
            answer = self._answer(
                gate.login(self._login_form(login, mistake), public=self._settings.public_monitor), status
            )
            if outcome.wait:
                answer.headers["Retry-After"] = str(_seconds(outcome.wait))
            return answer
        self._session.begin(outcome.account)
        answered = redirect(self._own("password") if outcome.account.must_change else self._next())
        self._known.keep(answered, outcome.account.login)
        return answered

    def logout(self) -> AnyResponse:
        """End this session."""
        self._session.csrf.protect()
        found = sessions.account()
        if found is not None:
            with transaction(self._settings) as opened:
                audit.record(opened, audit.Entry(sessions.now(), found.login, sessions.address(request), "logout"))
        onward = provider.way_out()
        self._session.end()
        return redirect(onward or self._base())

    def logout_everywhere(self) -> AnyResponse:
        """End all sessions of the account."""
        self._session.csrf.protect()
        found = sessions.account()
        if found is not None:
            with transaction(self._settings) as opened:
                Changes(opened, self._author(found)).end_sessions(found.login)
        self._session.end()
        return redirect(self._base())

    def password_form(self) -> AnyResponse:
        """Answer with the form for a new password."""
        if sessions.account() is None:
            return redirect(self._own("login"))
        return self._answer(self._account_page())

    def password(self) -> AnyResponse:
        """Change the password of whoever is logged in; other sessions of the account end."""
        self._session.csrf.protect()
        found = sessions.account()
        if found is None:
            return redirect(self._own("login"))
        problem = self._changed(found, request.form.get("old", ""), request.form.get("new", ""))
        if problem is not None:
            return self._answer(self._account_page(problem), UNPROCESSABLE_ENTITY)
        self._session.end()
        return redirect(f"{self._own('login')}?{_CHANGED}=1")

    def _account_page(self, alert: Alert | None = None) -> Page:
        """Return the page of the account: a new password, and ways out."""
        token = generate_csrf()
        buttons = [
            Button(self._own("logout"), gettext("Log out"), token),
            Button(self._own("logout/everywhere"), gettext("Log out on all devices"), token),
        ]
        return gate.new_password(self._password_form(alert), passwords.SHORTEST, buttons)

    def _changed(self, found: Account, old: str, new: str) -> Alert | None:
        """Change a password; return what is wrong if it cannot be."""
        outcome = self._tried(confirm, found.login, old)
        if outcome.account is None:
            return _mistake(outcome, gettext("The present password is wrong"))
        if passwords.matches(new, found.password):
            return Alert(gettext("This is the present password"), gettext("Choose another one."))
        try:
            with transaction(self._settings) as opened:
                Changes(opened, self._author(found)).set_password(found.login, new, first=False)
        except AccessError:
            return Alert(
                gettext("This password is easily guessed"),
                gettext(
                    "Choose one of at least %(shortest)s characters that is not in use anywhere else.",
                    shortest=passwords.SHORTEST,
                ),
            )
        return None

    def problem(self, status: int, number: str) -> str:
        """Return the page for what is out of reach, is not there or went wrong."""
        meta = gettext(
            "Error %(code)s. Request %(number)s, %(moment)s",
            code=status,
            number=number,
            moment=moment_text(current_language(), sessions.now()),
        )
        if status != FORBIDDEN:
            return gate.render(self._frames.gate(), gate.problem(status, self._base(), meta))
        found = sessions.account()
        # Only pages are worth coming back to; whoever is logged in wants to be somebody else.
        fields = {"other": "1"} if found else {}
        if request.endpoint in _WORTH_RETURNING:
            query = request.query_string.decode("latin-1")
            address = self._base() + quote(request.path.lstrip("/"))
            fields[_NEXT] = f"{address}?{query}" if query else address
        login = self._own("login") + (f"?{urlencode(fields)}" if fields else "")
        page = gate.forbidden(self._base(), login, meta, found.name or found.login if found else "")
        return gate.render(self._frames.gate(), page)

    def _login_form(self, login: str = "", alert: Alert | None = None) -> Form:
        """Return the fields of the login."""
        wrong = alert is not None
        return Form(
            self._own("login"),
            generate_csrf(),
            [
                Field("login", gettext("Login"), "text", "username", login[:100], wrong),
                Field("password", gettext("Password"), "password", "current-password", wrong=wrong),
            ],
            gettext("Log in"),
            hidden={_NEXT: self._next()},
            alert=alert,
            others=self._ways_in(),
        )

    def _ways_in(self) -> list[Link]:
        """Return the button that leads to the identity provider, if there is one."""
        return provider.ways_in(self._settings, self._base(), self._next())

    def _password_form(self, alert: Alert | None = None) -> Form:
        """Return the fields of a new password."""
        wrong = alert is not None
        return Form(
            self._own("password"),
            generate_csrf(),
            [
                Field("old", gettext("Present password"), "password", "current-password", wrong=wrong),
                Field("new", gettext("New password"), "password", "new-password", wrong=wrong),
            ],
            gettext("Change the password"),
            alert=alert,
        )

    def show(self, page: Page, status: int) -> Response:
        """Answer with a page of somebody else who stands before the door."""
        return self._answer(page, status)

    def _answer(self, page: Page, status: int = 200) -> Response:
        """Answer with a page nobody keeps."""
        return Response(gate.render(self._frames.gate(), page), status, {"Cache-Control": "no-store"})

    def _base(self) -> str:
        """Return the address of the monitor in the language of the request."""
        return f"{self._settings.url_prefix}{current()}/"

    def _own(self, path: str) -> str:
        """Return the address of a page of this module."""
        return self._base() + path

    def _next(self) -> str:
        """Return where to go after the login: an address of this monitor, or its first page."""
        return inside(request.values.get(_NEXT, ""), self._base())

    def _tried(self, way: Callable[..., Outcome], login: str, password: str) -> Outcome:
        """Try a password, unless it has to wait: whoever guesses makes nobody wait who writes."""
        origin, now = Origin(sessions.address(request), self._known.asking(login)), sessions.now()
        with reading(self._settings, look=True) as opened:
            outcome = waiting(opened, login, origin, now)
        if outcome.wait:
            return outcome
        with transaction(self._settings) as opened:
            return way(opened, login, password, origin, now)

    def _author(self, found: Account) -> Author:
        """Return who changes something, for the log."""
        return Author(found.login, sessions.address(request))


def _mistake(outcome: Outcome, title: str) -> Alert:
    """Return what to say about a try that failed."""
    if outcome.wait:
        wait = current_language().ngettext(
            "Wait %(num)s second before the next try.",
            "Wait %(num)s seconds before the next try.",
            _seconds(outcome.wait),
        )
        return Alert(title, wait)
    return Alert(title, gettext("Check the layout of the keyboard."))


def _seconds(wait: timedelta) -> int:
    """Return whole seconds, never too few."""
    return -int(-wait.total_seconds() // 1)
