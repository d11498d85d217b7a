"""The pages of accounts: who has one, what it opens, and everything an administrator does with it."""

from __future__ import annotations

from collections.abc import Callable
from http.client import FORBIDDEN, UNPROCESSABLE_ENTITY

import orjson
from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from callbacks.admin_audit import AuditPages
from callbacks.admin_chrome import Office, number_of
from callbacks.admin_displays import DisplayPages
from callbacks.own_account import OwnAccount
from callbacks.sessions import Sessions
from callbacks.static_files import StaticFiles
from dashboard.access.administration import CONFIRM_OWN, MANAGE, OUT_OF_REACH, PLACE_UNKNOWN
from dashboard.access.administrator import Administrator
from dashboard.access.changes import LOGIN_IMPOSSIBLE, LOGIN_TAKEN, NAME_MISSING
from dashboard.access.classes import CLASS_UNKNOWN
from dashboard.access.decision import Grant
from dashboard.access.directory import Directory, Place
from dashboard.errors import AccessError
from dashboard.locales import current_language
from dashboard.settings import Settings
from layouts.admin import account as account_page
from layouts.admin import accounts as accounts_page
from layouts.admin.account import Outcome
from layouts.admin.accounts import Found, RoleForm
from layouts.admin.chrome import ACCOUNTS, OWN, Chrome
from layouts.admin.typed import Typed
from layouts.admin.words import AMBIGUOUS, place_words, refusal

Step = Callable[[Administrator, int], object]

# Which field of a form a refusal is about.
FIELD_OF = {
    LOGIN_IMPOSSIBLE: "login",
    LOGIN_TAKEN: "login",
    NAME_MISSING: "name",
    PLACE_UNKNOWN: "place",
    CLASS_UNKNOWN: "place",
}
_LONGEST_TEXT = 200


class Accounts:
    """The routes of accounts.

    Parameters
    ----------
    office
        What the pages share.
    session
        Looks at the tokens of forms.
    """

    def __init__(self, office: Office, session: Sessions) -> None:
        self._office = office
        self._session = session

    def register(self, server: Flask) -> None:
        """Add the routes; `callbacks.access` says who may."""
        base, one = f"/{ACCOUNTS}", f"/{ACCOUNTS}/<int:number>"
        server.add_url_rule("/admin", "admin", lambda: redirect(self._address(ACCOUNTS)))
        server.add_url_rule(base, "admin_accounts", self.listing)
        server.add_url_rule("/admin/places", "admin_places", self.places)
        server.add_url_rule(f"{base}/new", "admin_new_form", self.new_form, methods=["GET"])
        server.add_url_rule(f"{base}/new", "admin_new", self.new, methods=["POST"])
        server.add_url_rule(one, "admin_account", self.account)
        server.add_url_rule(f"{one}/give", "admin_give", self.give, methods=["POST"])
        server.add_url_rule(f"{one}/take", "admin_take", self.take, methods=["POST"])
        server.add_url_rule(f"{one}/password", "admin_password", self.password, methods=["POST"])
        for name, (done, step) in STEPS.items():
            server.add_url_rule(f"{one}/{name}", f"admin_{name}", self._simple(done, step), methods=["POST"])

    def listing(self) -> Response:
        """Answer with the accounts of the reader's scope that a text finds."""
        text = request.args.get("q", "")[:_LONGEST_TEXT]
        chrome = self._office.chrome(ACCOUNTS)
        with self._office.looking() as (admin, directory):
            mine = admin.scope
            found = admin.listed(text, number_of("page"))
            shown = Found(found, [admin.seen(one) for one in found.accounts], directory, directory.tops(mine))
        page = accounts_page.listing(chrome, shown, text, request.args.get("done", ""))
        return self._office.answer("admin_accounts", chrome, page)

    def places(self) -> Response:
        """Answer with the places of the reader's scope that a text may mean, as a field offers them."""
        directory, lang = self._office.directory(), current_language()
        found = directory.find(request.args.get("q", "")[:_LONGEST_TEXT], self._office.scope(MANAGE))
        return Response(
            orjson.dumps([place_words(lang, place.key, place).option for place in found]),
            headers={"Cache-Control": "no-store"},
            mimetype="application/json",
        )

    def new_form(self) -> Response:
        """Answer with the form for a new account."""
        chrome = self._office.chrome(ACCOUNTS)
        with self._office.looking() as (admin, directory):
            form = self._role_form(chrome, admin, directory)
        return self._office.answer("admin_new", chrome, accounts_page.new(chrome, form))

    def new(self) -> Response:
        """Make an account; its first password is in the answer and nowhere else."""
        self._session.csrf.protect()
        chrome = self._office.chrome(ACCOUNTS, f"{ACCOUNTS}/new")
        login, name = request.form.get("login", ""), request.form.get("name", "")
        try:
            with self._office.working() as (admin, directory):
                number, secret = admin.add(login, name, self._grant(admin, directory))
                made = admin.account(number)
        except AccessError as error:
            return self._not_made(chrome, error, login, name)
        page = accounts_page.password(chrome, made, secret, directory, made=True)
        return self._office.answer("admin_password", chrome, page)

    def _not_made(self, chrome: Chrome, error: AccessError, login: str, name: str) -> Response:
        """Answer with the form again, and what was wrong."""
        with self._office.looking() as (admin, directory):
            form = self._role_form(chrome, admin, directory, again=True)
        alert, wrong = refusal(chrome.lang, error.reason, error.named), FIELD_OF.get(error.reason, "role")
        texts = {"login": login[:_LONGEST_TEXT], "name": name[:_LONGEST_TEXT]}
        typed = Typed(texts, alert=alert, wrong=wrong)
        return self._office.answer("admin_new", chrome, accounts_page.new(chrome, form, typed), UNPROCESSABLE_ENTITY)

    def account(self, number: int) -> Response:
        """Answer with one account; 403 where it is out of reach or does not exist."""
        return self._account(number, request.args.get("done", ""))

    def _account(self, number: int, done: str = "", error: AccessError | None = None) -> Response:
        """Answer with one account, and what was done or could not be."""
        chrome = self._office.chrome(ACCOUNTS, f"{ACCOUNTS}/{number}")
        try:
            with self._office.looking() as (admin, directory):
                seen = admin.account(number)
                form = self._role_form(chrome, admin, directory, again=error is not None)
        except AccessError:
            abort(FORBIDDEN)
        outcome = Outcome(done, refusal(chrome.lang, error.reason, error.named) if error else None)
        page = account_page.page(chrome, seen, directory, form, outcome)
        return self._office.answer("admin_account", chrome, page, UNPROCESSABLE_ENTITY if error else 200)

    def give(self, number: int) -> AnyResponse:
        """Give an account a role."""
        return self._changed(
            number, "given", lambda admin, directory: admin.give(number, self._grant(admin, directory))
        )

    def take(self, number: int) -> AnyResponse:
        """Take a role back; whoever gives up the own last right to administer is asked once more."""
        role, place = request.form.get("role", ""), request.form.get("place", "")
        confirmed = request.form.get("confirmed") == "yes"
        return self._changed(
            number, "taken", lambda admin, _: admin.take(number, Grant(role, place), confirmed=confirmed)
        )

    def password(self, number: int) -> AnyResponse:
        """Give an account a new first password; it is in the answer and nowhere else."""
        self._session.csrf.protect()
        try:
            with self._office.working() as (admin, directory):
                secret = admin.new_password(number)
                seen = admin.account(number)
        except AccessError as error:
            return self._refused(number, error)
        chrome = self._office.chrome(ACCOUNTS, f"{ACCOUNTS}/{number}")
        page = accounts_page.password(chrome, seen, secret, directory, made=False)
        return self._office.answer("admin_password", chrome, page)

    def _simple(self, done: str, step: Step) -> Callable[[int], AnyResponse]:
        """Return the route of a step that needs nothing but the account."""
        return lambda number: self._changed(number, done, lambda admin, _: step(admin, number))

    def _changed(self, number: int, done: str, step: Callable[[Administrator, Directory], object]) -> AnyResponse:
        """Change an account, then show it, the list it is gone from, or the page of whoever is no administrator now."""
        self._session.csrf.protect()
        try:
            with self._office.working() as (admin, directory):
                step(admin, directory)
        except AccessError as error:
            return self._refused(number, error)
        with self._office.looking() as (admin, _):
            if not admin.scope.places:
                return redirect(self._address(OWN))
            target = f"{ACCOUNTS}/{number}" if admin.reaches(number) else ACCOUNTS
        return redirect(f"{self._address(target)}?done={done}")

    def _refused(self, number: int, error: AccessError) -> Response:
        """Answer when something cannot be done: 403, a question, or the account with what is wrong."""
        if error.reason == OUT_OF_REACH:
            abort(FORBIDDEN)
        if error.reason != CONFIRM_OWN:
            return self._account(number, error=error)
        chrome = self._office.chrome(ACCOUNTS, f"{ACCOUNTS}/{number}")
        role, place = request.form.get("role", ""), request.form.get("place", "")
        page = account_page.confirm(chrome, number, role, place, self._office.directory())
        return self._office.answer("admin_confirm", chrome, page)

    def _grant(self, admin: Administrator, directory: Directory) -> Grant:
        """Return the role a form asks for; a place may be told by its name.

        Raises
        ------
        AccessError
            If the place is none, or may be several.
        """
        role = request.form.get("role", "")
        found = self._meant(admin, directory)
        if len(found) > 1:
            raise AccessError("Several places have this name.", AMBIGUOUS)
        return Grant(role, found[0].key if found else "")

    @staticmethod
    def _meant(admin: Administrator, directory: Directory) -> list[Place]:
        """Return the places a form may mean."""
        return directory.meant(request.form.get("place", "")[:_LONGEST_TEXT], admin.scope)

    def _role_form(
        self, chrome: Chrome, admin: Administrator, directory: Directory, *, again: bool = False
    ) -> RoleForm:
        """Return the fields a role is given with; `again`: as they were filled in."""
        roles = admin.givable_roles()
        if not again:
            return accounts_page.role_form(chrome, roles)
        found = self._meant(admin, directory)
        typed = request.form.get("place", "")[:_LONGEST_TEXT]
        several = found if len(found) > 1 else ()
        return accounts_page.role_form(chrome, roles, request.form.get("role", ""), typed, several)

    def _address(self, path: str) -> str:
        """Return the address of a page in the language of the request."""
        return f"{self._office.settings.url_prefix}{current_language().key}/{path}"


# What is done with an account at once: last part of the address to what is said then, and the step.
STEPS: dict[str, tuple[str, Step]] = {
    "name": ("renamed", lambda admin, number: admin.rename(number, request.form.get("name", ""))),
    "close": ("closed", lambda admin, number: admin.set_disabled(number, disabled=True)),
    "open": ("opened", lambda admin, number: admin.set_disabled(number, disabled=False)),
    "sessions": ("ended", lambda admin, number: admin.end_sessions(number)),
}


def register(server: Flask, settings: Settings, static: StaticFiles, session: Sessions) -> None:
    """Add the pages of administration and of the own account."""
    office = Office(settings, static)
    Accounts(office, session).register(server)
    DisplayPages(office, session).register(server)
    AuditPages(office).register(server)
    OwnAccount(office).register(server)
