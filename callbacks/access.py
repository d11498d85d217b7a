"""The guard: every request passes it, and what no rule names is closed (A-59, G-41)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import BAD_REQUEST, FORBIDDEN

from flask import Flask, abort, request
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from callbacks import sessions
from callbacks.api import problems
from callbacks.api.endpoints import ENDPOINTS
from callbacks.api.shapes import Fault
from callbacks.audit_log import AuditLog
from callbacks.errors import Page, answered, request_number
from callbacks.places import INSIDE, places
from callbacks.report_questions import asked_place
from dashboard.access import administration, displays
from dashboard.access.decision import LISTING, WALL, Path
from dashboard.access.report_roles import ANY_REPORT
from dashboard.selection import REPUBLIC
from dashboard.settings import Settings

Place = Callable[[], Path]


@dataclass(frozen=True, slots=True)
class Rule:
    """What an address asks for.

    Attributes
    ----------
    permission
        A key of `PERMISSIONS`; empty for what is open to everybody: the login, style sheets, the state of the server.
    place
        The place the request is about, with everything above it; empty if there is no such place.
    names
        The place whose schools the answer names: `schools.list` is asked for there as well. None where it names none.
    parts
        Whether single classes of the place open it: what it then shows is cut to them.
    """

    permission: str = ""
    place: Place = tuple
    names: Callable[[], Path | None] | None = None
    parts: bool = False


OPEN = Rule()
_ALL = (REPUBLIC,)
_DISTRICT_DEPTH = 3  # republic, region, district


def _unit() -> Path:
    """Return the place of the unit that is asked about."""
    return places().unit()


def _school() -> Path:
    """Return the place of the school that is asked about."""
    return places().school()


def _named_school() -> Path | None:
    """Return the place of a school, if the request names one."""
    return _school() if request.args.get("school") else None


def _drawn_schools() -> Path | None:
    """Return a district: its chart of growth has a bar for every school (A-55), those of wider units have none."""
    path = _unit()
    return path if len(path) == _DISTRICT_DEPTH else None


def _own_places() -> Path:
    """Return the places of the reader's own roles: what a role opens anywhere is open at one of them."""
    return tuple(grant.place for grant in sessions.reader().grants)


def _wall_unit() -> Path:
    """Return the place of the unit whose wall is asked for."""
    return places().wall_unit()


def _own_screen() -> Path:
    """Return the unit of the display that asks: what has no numbers in it is open to every display."""
    screen = sessions.reader().screen
    return (screen.unit,) if screen else ()


# What each endpoint asks for. The monitor is the same everywhere or nowhere (G-39), so its place is the republic; names
# of schools are asked for where the schools are.
VIEW = Rule("monitor.view", lambda: _ALL)
# The wall is open where the monitor is, and to displays at their own unit and below; a map without numbers to them all.
SHOWN, DRAWN = Rule(WALL, _wall_unit), Rule(WALL, _own_screen)
LIST, CARD = Rule(LISTING, _unit), Rule(LISTING, _school)
EXPORT = Rule("monitor.export", _unit, names=_unit)
REPORT = Rule(ANY_REPORT, asked_place)  # which of the reports a reader sees there is decided once it is known which
# The pages of administration are open to whoever administers anything; which account or entry of the log is within
# reach, they ask `dashboard.access.administration` themselves.
MANAGE, AUDIT = Rule(administration.MANAGE, _own_places), Rule(administration.VIEW_AUDIT, _own_places)
DISPLAYS = Rule(displays.MANAGE, _own_places)
RULES: Mapping[str, Rule] = {
    "/": VIEW,
    "/<path:path>": VIEW,
    "/_dash-layout": VIEW,
    "/_dash-dependencies": VIEW,
    "/_dash-update-component": VIEW,
    "/_reload-hash": VIEW,
    "/_favicon.ico": OPEN,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": OPEN,
    "_dash_assets.static": OPEN,
    "view": VIEW,
    "weeks": VIEW,
    "how": Rule("monitor.view", lambda: _ALL, names=_named_school),
    "growth": Rule("monitor.view", lambda: _ALL, names=_drawn_schools),
    "compare": VIEW,
    "search": VIEW,
    "drawing": DRAWN,
    "schools": LIST,
    "school_lines": LIST,
    "school_names": LIST,
    "school": CARD,
    "school_page": Rule(INSIDE, _school, parts=True),
    "report_xlsx": EXPORT,
    "schools_csv": EXPORT,
    **dict.fromkeys(("reports", "report", "report_data", "report_excel", "report_csv"), REPORT),
    "login_form": OPEN,
    "login": OPEN,
    "provider_login": OPEN,
    "provider_return": OPEN,
    "logout": OPEN,
    "logout_everywhere": OPEN,
    "password_form": OPEN,
    "password": OPEN,
    "account": OPEN,
    "wall": Rule(WALL, lambda: _ALL),  # of the republic, whatever its query names
    **dict.fromkeys(("wall_unit", "wall_data"), SHOWN),
    "wall_pair_form": OPEN,
    "wall_pair": OPEN,
    "admin": MANAGE,
    "admin_accounts": MANAGE,
    "admin_places": MANAGE,
    "admin_new_form": MANAGE,
    "admin_new": MANAGE,
    "admin_account": MANAGE,
    "admin_give": MANAGE,
    "admin_take": MANAGE,
    "admin_password": MANAGE,
    "admin_name": MANAGE,
    "admin_close": MANAGE,
    "admin_open": MANAGE,
    "admin_sessions": MANAGE,
    "admin_audit": AUDIT,
    "admin_audit_csv": AUDIT,
    "admin_displays": DISPLAYS,
    "admin_display_add": DISPLAYS,
    "admin_display_revoke": DISPLAYS,
    **{one.endpoint: Rule(one.permission, one.place) for one in ENDPOINTS},
    "api.document": OPEN,
    "api.unknown": OPEN,
    "api.root": OPEN,
    # Asked by machines; the metrics ask for a token of their own.
    **dict.fromkeys(("healthz", "readyz", "metrics"), OPEN),
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_NUL = "\0"


class Guard:
    """Decides about every request before anything answers it.

    Parameters
    ----------
    settings
        What is public.
    page
        Makes the page for what is out of reach.
    rules
        By endpoint; an endpoint without a rule is closed.
    """

    def __init__(self, settings: Settings, page: Page, rules: Mapping[str, Rule] = RULES) -> None:
        self._settings = settings
        self._page = page
        self._rules = rules
        self._log = AuditLog(settings)

    def install(self, server: Flask) -> None:
        """Stand before every request."""
        server.before_request(self.check)
        server.after_request(self.keep_apart)
        server.register_error_handler(Forbidden, self.refused)

    def check(self) -> None:
        """Let a request pass, or answer 403; unknown addresses go on to their 404."""
        if request.method not in _SAFE and not same_origin():
            abort(FORBIDDEN)
        refuse_nul()
        if request.endpoint is None:
            return
        rule = self._rules.get(request.endpoint)
        if rule is None or not (self._allows(rule) and self._may_name(rule)):
            abort(FORBIDDEN)

    def keep_apart(self, response: AnyResponse) -> AnyResponse:
        """Let no proxy keep for everybody what is not for everybody."""
        rule = self._rules.get(request.endpoint or "")
        public = self._settings.public_monitor and self._settings.public_school_list
        if rule is None or rule == OPEN or (public and sessions.COOKIE not in request.cookies):
            return response
        response.cache_control.public = False
        response.cache_control.private = True
        response.vary.add("Cookie")
        return response

    def _allows(self, rule: Rule) -> bool:
        """Return whether whoever asks may do what an address asks for; what is open everywhere needs no place."""
        if not rule.permission:
            return True
        mine = sessions.own_scope(rule.permission, self._settings)
        if mine.unlimited:
            return True
        path = rule.place()
        return mine.covers(path) or (rule.parts and bool(mine.classes(path)))

    def _may_name(self, rule: Rule) -> bool:
        """Return whether the schools an answer names may be named to whoever asks."""
        if rule.names is None:
            return True
        mine = sessions.own_scope(LISTING, self._settings)
        named = None if mine.unlimited else rule.names()
        return named is None or mine.covers(named)

    def refused(self, error: Forbidden) -> AnyResponse:
        """Answer 403: a page to people, a word to programs; both are the same for what does not exist."""
        del error
        number = request_number()
        self._log.refusal(number)
        if problems.here():
            return problems.answer(FORBIDDEN, number=number)
        return answered(FORBIDDEN, lambda: self._page(FORBIDDEN, number))


def same_origin() -> bool:
    """Return whether a request that changes something comes from a page of this monitor.

    Browsers say so themselves (Fetch Metadata); older ones name the page's origin. A request that says neither comes
    from no browser, and carries no cookie of anybody.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin.partition("://")[2] == request.host


def refuse_nul() -> None:
    """Refuse a NUL anywhere in what was sent: no name and no id has one, and PostgreSQL has none in its texts."""
    sent = [*request.args.lists(), *(() if request.method in _SAFE else request.form.lists())]
    wrong = [name for name, values in sent if _NUL in name or any(_NUL in value for value in values)]
    if wrong and problems.here():
        faults = [Fault(name.replace(_NUL, "\u2400"), "Has characters nobody can see.") for name in wrong]
        raise problems.Refused(HTTPStatus.BAD_REQUEST, "Some parameters cannot be used.", faults)
    if wrong or _NUL in request.path:
        abort(BAD_REQUEST)
