"""Pairing a screen with a display, and what a screen is told that may not show something.

The code stands in the fragment of the address, which browsers send to nobody; a script of the page puts it into a form
and sends that. So the code is in no log of a server or a proxy on the way, nor in a ``Referer``. Without scripts it is
typed.
"""

from __future__ import annotations

from http.client import FORBIDDEN, SEE_OTHER, UNPROCESSABLE_ENTITY

from flask import Flask, Response, redirect, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from callbacks import displays, sessions
from callbacks.audit_log import AuditLog
from callbacks.displays import Displays
from callbacks.errors import Page, request_number
from callbacks.frame import Frames
from callbacks.gate import STYLES
from callbacks.sessions import Sessions
from callbacks.static_files import StaticFiles
from dashboard.access import audit
from dashboard.access import displays as kept
from dashboard.access.displays import PAIRING, Display
from dashboard.database import reading, transaction
from dashboard.locales import current
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings
from layouts import gate, gate_display

WALL = "wall"
_SCRIPTS = ("96-pair",)
_LONGEST_CODE = 100
_AGAIN = "300"  # seconds after which a screen that was refused asks again, by itself


class Pairing:
    """The routes of pairing.

    Parameters
    ----------
    settings
        The installation.
    static
        Addresses of style sheets and scripts.
    session
        Looks at the tokens of forms; ends sessions.
    known
        Gives screens their cookies.
    """

    def __init__(self, settings: Settings, static: StaticFiles, session: Sessions, known: Displays) -> None:
        self._settings = settings
        self._frames = Frames(settings, static, STYLES, _SCRIPTS)
        self._session = session
        self._known = known
        self._log = AuditLog(settings)

    def register(self, server: Flask) -> None:
        """Add the routes; they are open to everybody."""
        server.add_url_rule(f"/{PAIRING}", "wall_pair_form", self.form, methods=["GET"])
        server.add_url_rule(f"/{PAIRING}", "wall_pair", self.pair, methods=["POST"])
        server.after_request(_ask_again)

    def form(self) -> Response:
        """Answer with the form for a code."""
        return self._answer(200)

    def pair(self) -> AnyResponse:
        """Pair a screen by a code; whoever was logged in on it is logged out: a screen has nobody's login."""
        self._session.csrf.protect()
        code = request.form.get("code", "")[:_LONGEST_CODE]
        found = self._paired(code)
        if found is None:
            self._log.refusal(request_number())
            return self._answer(UNPROCESSABLE_ENTITY, wrong=True)
        self._log_out()
        answer = redirect(self._wall(found) + _query(), SEE_OTHER)
        answer.cache_control.no_store = True
        self._known.keep(answer, code)
        return answer

    def _paired(self, code: str) -> Display | None:
        """Return the display of a code; whoever guesses makes nobody wait who writes."""
        with reading(self._settings) as opened:
            if kept.recognised(opened, code) is None:
                return None
        with transaction(self._settings) as opened:
            return kept.pair(opened, code, sessions.address(request))

    def _log_out(self) -> None:
        """End the session of whoever is logged in on the screen."""
        person = sessions.account()
        if person is not None:
            with transaction(self._settings) as opened:
                audit.record(opened, audit.Entry(sessions.now(), person.login, sessions.address(request), "logout"))
        self._session.end()

    def _answer(self, status: int, *, wrong: bool = False) -> Response:
        """Answer with the form, which nobody keeps."""
        own = self._frames.base + PAIRING + _query()
        page = gate_display.pairing(own, generate_csrf(), wrong=wrong)
        frame = self._frames.gate(PAIRING + _query())
        return Response(gate.render(frame, page), status, {"Cache-Control": "no-store"})

    def _wall(self, found: Display) -> str:
        """Return the address of a display's wall."""
        return f"{self._settings.url_prefix}{current()}/{WALL}" + ("" if found.unit == REPUBLIC else f"/{found.unit}")

    def problem(self, otherwise: Page) -> Page:
        """Return what makes the page about an error: screens that are refused are told what to do, others otherwise."""

        def page(status: int, number: str) -> str:
            known = displays.carries() or _is_wall()
            if status != FORBIDDEN or not known or sessions.account() is not None:
                return otherwise(status, number)
            found = displays.asking()
            base = self._frames.base
            wall = self._wall(found) if found else ""
            told = gate_display.refused(base, wall, number, was_paired=displays.carries())
            return gate.render(self._frames.gate(), told)

        return page


def _query() -> str:
    """Return the query of the request: what the wall is to play is kept through the pairing."""
    return f"?{request.query_string.decode('latin-1')}" if request.query_string else ""


def _is_wall() -> bool:
    """Return whether the request is for the wall."""
    return request.path == f"/{WALL}" or request.path.startswith(f"/{WALL}/")


def _ask_again(response: Response) -> Response:
    """Let a screen that was refused ask again after a while: nobody has to touch it once it is allowed."""
    if response.status_code == FORBIDDEN and _is_wall():
        response.headers["Refresh"] = _AGAIN
    return response
