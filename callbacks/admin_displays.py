"""The pages of displays: which there are, when each was last seen, a new one, taking one back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import FORBIDDEN, OK, UNPROCESSABLE_ENTITY

from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from callbacks.admin_chrome import Office, Opening
from callbacks.sessions import Sessions
from dashboard.access import audit
from dashboard.access.administration import OUT_OF_REACH
from dashboard.access.directory import Directory
from dashboard.access.display_keeper import Keeper
from dashboard.access.displays import NAME_IMPOSSIBLE, pairing_address
from dashboard.database import reading, transaction
from dashboard.errors import AccessError
from dashboard.locales import current
from layouts.admin import displays as displays_page
from layouts.admin.chrome import DISPLAYS
from layouts.admin.displays import Found
from layouts.admin.typed import Typed
from layouts.admin.words import AMBIGUOUS, refusal

_LONGEST_TEXT = 200
_DONE = "display_taken"


class DisplayPages:
    """The routes of displays.

    Parameters
    ----------
    office
        What the pages of administration share.
    session
        Looks at the tokens of forms.
    """

    def __init__(self, office: Office, session: Sessions) -> None:
        self._office = office
        self._session = session

    def register(self, server: Flask) -> None:
        """Add the routes; `callbacks.access` says who may."""
        one = f"/{DISPLAYS}/<int:number>"
        server.add_url_rule(f"/{DISPLAYS}", "admin_displays", self.listing, methods=["GET"])
        server.add_url_rule(f"/{DISPLAYS}", "admin_display_add", self.add, methods=["POST"])
        server.add_url_rule(f"{one}/revoke", "admin_display_revoke", self.revoke, methods=["POST"])

    @contextmanager
    def _at_work(self, opening: Opening) -> Iterator[tuple[Keeper, Directory]]:
        """Let whoever asks look or change something."""
        with self._office.at_work(opening) as found:
            yield Keeper(found), found.directory

    def listing(self) -> Response:
        """Answer with the displays within reach."""
        return self._listing(OK, done=request.args.get("done", ""))

    def _listing(self, status: int, typed: Typed | None = None, done: str = "") -> Response:
        """Answer with the displays, and what was done or could not be."""
        chrome = self._office.chrome(DISPLAYS, DISPLAYS if typed else "")
        with self._at_work(reading) as (keeper, directory):
            found = Found(keeper.listed(), directory, directory.tops(keeper.scope), audit.moment())
        page = displays_page.listing(chrome, found, typed, done)
        return self._office.answer("admin_displays", chrome, page, status)

    def add(self) -> Response:
        """Make a display; its code is in the answer and nowhere else."""
        self._session.csrf.protect()
        name, text = (request.form.get(field, "")[:_LONGEST_TEXT] for field in ("name", "place"))
        with self._at_work(reading) as (keeper, _):
            units = keeper.meant(text)
        if len(units) > 1:
            alert = refusal(self._office.chrome(DISPLAYS).lang, AMBIGUOUS)
            return self._listing(UNPROCESSABLE_ENTITY, Typed({"name": name, "unit": text}, units, alert, "place"))
        try:
            with self._at_work(transaction) as (keeper, directory):
                made, code = keeper.add(name, units)
        except AccessError as error:
            alert = refusal(self._office.chrome(DISPLAYS).lang, error.reason)
            wrong = "name" if error.reason == NAME_IMPOSSIBLE else "place"
            return self._listing(UNPROCESSABLE_ENTITY, Typed({"name": name, "unit": text}, (), alert, wrong))
        chrome = self._office.chrome(DISPLAYS, DISPLAYS)
        page = displays_page.code(chrome, made, directory, code, pairing_address(self._here(), code))
        return self._office.answer("admin_display", chrome, page)

    def revoke(self, number: int) -> AnyResponse:
        """Take a display back, once that is confirmed; 403 where it is out of reach or does not exist."""
        self._session.csrf.protect()
        if request.form.get("confirmed") != "yes":
            return self._question(number)
        try:
            with self._at_work(transaction) as (keeper, _):
                keeper.revoke(number)
        except AccessError as error:
            if error.reason == OUT_OF_REACH:
                abort(FORBIDDEN)
            # Somebody else was faster: the list shows that it is done.
        return redirect(f"{self._office.settings.url_prefix}{current()}/{DISPLAYS}?done={_DONE}")

    def _question(self, number: int) -> Response:
        """Ask once more before a display is taken back."""
        chrome = self._office.chrome(DISPLAYS, DISPLAYS)
        with self._at_work(reading) as (keeper, directory):
            found = next((one for one in keeper.listed() if one.number == number), None)
        if found is None:
            abort(FORBIDDEN)
        return self._office.answer("admin_confirm", chrome, displays_page.confirm(chrome, found, directory))

    def _here(self) -> str:
        """Return the address of the monitor in the language of the request, as a screen reaches it too."""
        return f"{request.host_url.rstrip('/')}{self._office.settings.url_prefix}{current()}/"
