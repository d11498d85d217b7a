"""Every door against every reader at every place: what is not allowed is 403 (A-59, G-39, G-41; issue 5).

What is expected stands here in tables of its own, written from spec C and G-39; nothing of it is read from roles.toml
or from the guard's rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, update

from app import create_app
from callbacks import sessions
from dashboard import migrations, schema
from dashboard.access import displays, tokens
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.roles import ROLES
from dashboard.database import connection, transaction
from dashboard.settings import Settings
from dashboard.weeks import WEEK
from tests.published_weeks import LATEST, Country

# ---- the country: two regions with two districts each, and schools in three of the districts
REPUBLIC, REGION, OTHER_REGION = "000000000", "100000000", "110000000"
DISTRICT, SIBLING, FOREIGN = "100100000", "100200000", "110100000"
LIES_IN: Mapping[str, str] = {
    REGION: REPUBLIC,
    OTHER_REGION: REPUBLIC,
    DISTRICT: REGION,
    SIBLING: REGION,
    FOREIGN: OTHER_REGION,
    "110200000": OTHER_REGION,
    "s00002": DISTRICT,
    "s00003": DISTRICT,
    "s00102": SIBLING,
    "s00202": FOREIGN,
    "s00002//class-1": "s00002",
}
SCHOOLS = ("s00002", "s00003", "s00102", "s00202")
UNKNOWN = ("100900000", "unknown")
MALFORMED = ("", " ", "%00", "../../etc", "s00002,s00202", "1" * 300, "'; DROP TABLE school_week; --", "٠٠٠٠٠٠٠٠٠")
UNITS = (REPUBLIC, REGION, OTHER_REGION, DISTRICT, SIBLING, FOREIGN, *UNKNOWN[:1], *MALFORMED[3:5])

# ---- who there is: numbers of the categories in spec C
OFFICES, IN_CLASSES = (4, 14, 15, 16), (10, 11)
IN_SCHOOLS = (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13)
FAMILIES = {2, 3}  # pupils and parents: none of the analytics
EXPORTERS = {4, 14, 15, 16}
INSIDE = {1, 4, 5, 6, 7, 8, 10, 11, 12, 14, 15}
KEYS = {role.number: key for key, role in ROLES.items()}


@dataclass(frozen=True)
class Who:
    """A reader: a category at a place, or one of those without."""

    name: str
    number: int = 0
    place: str = ""
    display: bool = False

    @property
    def logged_in(self) -> bool:
        return self.name not in {"nobody", "newcomer"} and not self.display


WHO = (
    Who("nobody"),
    Who("newcomer", 14, REPUBLIC),  # has to change the first password: opens nothing yet
    Who("without role"),
    *(Who(f"{n} at {place}", n, place) for n in OFFICES for place in (REPUBLIC, REGION, DISTRICT)),
    *(Who(f"{n} at a school", n, "s00002") for n in IN_SCHOOLS),
    *(Who(f"{n} of a class", n, "s00002//class-1") for n in IN_CLASSES),
    *(Who(f"display of {unit}", place=unit, display=True) for unit in (REPUBLIC, REGION)),
)
MODES = {
    "public": (True, True),
    "not public": (False, True),
    "list closed": (True, False),
    "all closed": (False, False),
}


def above(place: str) -> list[str]:
    """Return a place with everything above it; of what nobody knows the ministry alone hears that it is not there."""
    return [place, *above(LIES_IN[place])] if place in LIES_IN else [REPUBLIC]


@dataclass(frozen=True)
class Expected:
    """What a reader may in a mode, from spec C and G-39."""

    who: Who
    public_monitor: bool
    public_list: bool

    @property
    def monitor(self) -> bool:
        """The monitor is open to everybody, or to whoever is logged in."""
        return self.public_monitor or self.who.logged_in

    @property
    def administration(self) -> bool:
        """Only the administrators of departments manage accounts and read the log."""
        return self.who.logged_in and self.who.number == 14

    @property
    def ministry(self) -> bool:
        """An administrator of the whole country is within reach of those alone."""
        return self.administration and self.who.place == REPUBLIC

    @property
    def maps(self) -> bool:
        """Maps without numbers go with the monitor, and with every display."""
        return self.monitor or self.who.display

    def wall(self, place: str) -> bool:
        """The wall goes with the monitor; a display has that of its own unit and of those below (issue 7)."""
        return self.monitor or (self.who.display and self.who.place in above(place))

    @property
    def nobody(self) -> bool:
        """What does not exist is closed to everybody."""
        return False

    def schools(self, place: str) -> bool:
        """Schools are named to everybody who sees the monitor, or to staff within their own scope."""
        if not self.monitor or self.public_list:
            return self.monitor
        own = {self.who.place, self.who.place.partition("//")[0]}  # who has a class may hear the name of its school
        return self.who.logged_in and self.who.number not in FAMILIES | {0} and not own.isdisjoint(above(place))

    @property
    def any_schools(self) -> bool:
        """Lists of schools without a place: as far as they are open, so to everybody who has such a role anywhere."""
        if not self.monitor or self.public_list:
            return self.monitor
        return self.who.logged_in and self.who.number not in FAMILIES | {0}

    @property
    def reports(self) -> bool:
        """The list of reports is for everybody who sees one somewhere, be it of one class."""
        return self.who.logged_in and self.who.number in INSIDE

    def inside(self, place: str) -> bool:
        """What lies inside a school is for its own staff and for its departments (A-59, spec C)."""
        return self.who.logged_in and self.who.number in INSIDE and self.who.place in above(place)

    def partly_inside(self, place: str) -> bool:
        """A school is also open to who has a class of it, cut to that class (tests/callbacks/test_class_scope.py)."""
        own_class = self.who.number in IN_CLASSES and LIES_IN.get(self.who.place) == place
        return self.inside(place) or (self.who.logged_in and own_class)

    def export(self, place: str) -> bool:
        """Files with schools are for departments where the list is not public."""
        return self.schools(place) and (self.public_list or self.who.number in EXPORTERS)

    def growth(self, place: str) -> bool:
        """A district's chart has a bar for every school (A-55)."""
        return self.schools(place) if place in {DISTRICT, SIBLING, FOREIGN} else self.monitor


# ---- the doors: what each needs, and its addresses
@dataclass(frozen=True)
class Door:
    """How an address is made, and who may open it there.

    Attributes
    ----------
    path
        The address behind the language.
    needs
        An attribute or method of `Expected`; empty for what is open to everybody.
    of
        ``unit`` or ``school``: which field names the place; empty where there is none.
    method
        How it is asked.
    places
        Which places are asked about, if not all.
    """

    path: str
    needs: str = ""
    of: str = ""
    method: str = "GET"
    places: tuple[str, ...] = ()


NARROW = (REGION, OTHER_REGION, DISTRICT, SIBLING, FOREIGN)
DOORS: Mapping[str, tuple[Door, ...]] = {
    "/": (Door("", "monitor"),),
    "/<path:path>": (Door("anything/else", "monitor"),),
    "/_dash-layout": (Door("_dash-layout", "monitor"),),
    "/_dash-dependencies": (Door("_dash-dependencies", "monitor"),),
    "/_dash-update-component": (Door("_dash-update-component", "monitor", method="POST"),),
    "/_reload-hash": (Door("_reload-hash", "monitor"),),
    "view": (Door("view", "monitor", "unit"),),
    "weeks": (Door("weeks", "monitor"),),
    "how": (Door("how?of=value", "monitor", "unit"), Door("how?of=value", "schools", "school")),
    "growth": (Door("growth", "growth", "unit"),),
    "compare": (Door(f"compare?pin={REGION}.{DISTRICT}", "monitor"),),
    "search": (Door("search?q=zz", "monitor"), Door("search?q=%D1%80", "monitor"), Door("search?q=", "monitor")),
    "drawing": (Door("maps/1/000000000.svg", "maps"),),
    "schools": (Door("schools", "schools", "unit"),),
    "school_lines": (Door("schools/lines", "schools", "unit"),),
    "school_names": (Door("schools/names", "schools", "unit"),),
    "school": (Door("school", "schools", "school"),),
    # The address names the school; what else it says opens nothing.
    "school_page": (Door("school/{school}?school=s00002&unit=100100000", "partly_inside", "school"),),
    "reports": (Door("reports", "reports"), Door("reports", "inside", "unit", places=(OTHER_REGION, FOREIGN))),
    "report": (Door("reports/none", "nobody"),),
    "report_data": (Door("reports/none/data", "nobody"),),
    "report_excel": (Door("reports/none/table.xlsx", "nobody"),),
    "report_csv": (Door("reports/none/table.csv", "nobody"),),
    "provider_login": (Door("login/provider"),),
    "provider_return": (Door("login/provider/return"),),
    "report_xlsx": (Door("report.xlsx", "export", "unit"),),
    "schools_csv": (Door("schools.csv", "export", "unit"),),
    **{f"api.{name}": (Door(f"api/v1/{name}", "monitor"),) for name in ("indicators", "weeks", "snapshots", "units")},
    "api.snapshot": (Door("api/v1/snapshots/1", "monitor"),),
    "api.unit": (Door(f"api/v1/units/{DISTRICT}", "monitor"), Door("api/v1/units/1", "monitor")),
    "api.unit_values": (Door("api/v1/unit-values", "monitor"),),
    "api.unit_statistics": (Door("api/v1/unit-statistics", "monitor"),),
    "api.schools": (Door("api/v1/schools", "any_schools"), Door("api/v1/schools", "schools", "unit")),
    "api.school": (Door("api/v1/schools/{school}", "schools", "school"),),
    "api.school_values": (Door("api/v1/school-values", "schools", "school"),),
    "api.document": (Door("api/v1/openapi.json"),),
    "api.unknown": (Door("api/v1/nothing"),),
    "api.root": (Door("api/"),),
    **{name: (Door(name),) for name in ("healthz", "readyz", "metrics")},
    "account": (Door("account"),),
    **{
        endpoint: (Door(f"admin{path}", "administration", method=method),)
        for endpoint, path, method in (
            ("admin", "", "GET"),
            ("admin_accounts", "/accounts", "GET"),
            ("admin_places", "/places?q=zz", "GET"),
            ("admin_new_form", "/accounts/new", "GET"),
            ("admin_new", "/accounts/new", "POST"),
            ("admin_displays", "/displays", "GET"),
            ("admin_display_add", "/displays", "POST"),
            ("admin_display_revoke", "/displays/1/revoke", "POST"),
            ("admin_audit", "/audit", "GET"),
            ("admin_audit_csv", "/audit.csv", "GET"),
        )
    },
    # The first account is an administrator of the whole country: only another one reaches it. A form without its token
    # is not even read.
    "admin_account": (Door("admin/accounts/1", "ministry"), Door("admin/accounts/99999", "nobody")),
    **{
        f"admin_{step}": (Door(f"admin/accounts/1/{step}", "administration", method="POST"),)
        for step in ("give", "take", "password", "name", "close", "open", "sessions")
    },
    "wall": (Door("wall", "wall"), Door("wall?unit=100100000&units=110000000", "wall")),
    "wall_unit": (Door("wall/{unit}", "wall", "unit", places=(REPUBLIC, *NARROW)),),
    "wall_data": (Door("wall/data", "wall", "unit"),),
    "wall_pair_form": (Door("wall/pair"),),
    "wall_pair": (Door("wall/pair", method="POST"),),
    "login_form": (Door("login"),),
    "login": (Door("login", method="POST"),),
    "logout": (Door("logout", method="POST"),),
    "logout_everywhere": (Door("logout/everywhere", method="POST"),),
    "password_form": (Door("password"),),
    "password": (Door("password", method="POST"),),
    "/_favicon.ico": (Door("_favicon.ico"),),
    "_dash_assets.static": (Door("assets/none.css"),),
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": (Door("_dash-component-suites/a/b"),),
}
TOKENS: dict[str, str] = {}  # of each reader; the API knows no cookies
CODES: dict[str, str] = {}  # of each display
NAMED = re.compile(r"\bs\d{5}\b")  # a school's id; its name holds it as well


def addresses(door: Door) -> Iterator[tuple[str, str]]:
    """Return the addresses of a door, with the place each is about."""
    places = door.places or {"unit": UNITS, "school": (*SCHOOLS, *UNKNOWN[1:], *MALFORMED[3:5])}.get(door.of, ("",))
    for place in places:
        if "{" in door.path and "/" in place:
            continue
        if "{" in door.path:
            yield f"/ru/{door.path.format(**{door.of: quote(place, safe='')})}", place
            continue
        joint = "&" if "?" in door.path else "?"
        yield f"/ru/{door.path}{joint + urlencode({door.of: place}) if door.of else ''}", place


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with the country and an account for each reader."""
    folder = tmp_path_factory.mktemp("doors")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        made = Country(regions=2, districts=2, schools=4, weeks=[LATEST.replace(day=8), LATEST]).publish(opened)
        rename = schema.school_week.c
        for snapshot in made.values():
            name = {"name_kk": "zz " + rename.school_id, "name_ru": "zz " + rename.school_id}
            opened.execute(update(schema.school_week).values(**name))
            more = [("s00102", SIBLING), ("s00202", FOREIGN)]
            common = {"snapshot_id": snapshot, "name_en": None, "week_mode": 5, "state": "data", "teaching_days": 5}
            rows = [
                {**common, "school_id": key, "unit_id": at, "name_kk": f"zz {key}", "name_ru": f"zz {key}"}
                for key, at in more
            ]
            opened.execute(insert(schema.school_week), rows)
            notes = {
                REPUBLIC: SCHOOLS,
                REGION: SCHOOLS[:3],
                DISTRICT: SCHOOLS[:2],
                SIBLING: SCHOOLS[2:3],
                FOREIGN: SCHOOLS[3:],
            }
            told = {unit: {"count": len(ids), "schools": ids} for unit, ids in notes.items()}
            note = {"snapshot_id": snapshot, "number": 1, "kind": "school_not_connected"}
            opened.execute(
                insert(schema.unit_note),
                [{**note, "unit_id": unit, "details": json.dumps(details)} for unit, details in told.items()],
            )
        author = Author("root@server")
        changes = Changes(opened, author)
        kinds = {REPUBLIC: "republic", REGION: "region", DISTRICT: "district", "s00002": "school"}
        kinds["s00002//class-1"] = "class"
        for who in WHO[1:]:
            if who.display:
                CODES[who.name] = displays.add(opened, author, who.name, who.place)[1]
                continue
            changes.add(_login(who), who.name)
            if who.number:
                changes.grant(_login(who), Grant(KEYS[who.number], who.place), kinds[who.place])
            TOKENS[who.name] = tokens.add(opened, author, tokens.Wish(_login(who), "test", REPUBLIC))
        opened.execute(update(schema.account).where(schema.account.c.login == "newcomer").values(must_change=True))
    return settings


def _login(who: Who) -> str:
    return who.name.replace(" ", "-")


@pytest.fixture(scope="module")
def servers(settings: Settings) -> Mapping[str, Flask]:
    """The application in each mode."""
    return {
        name: create_app(
            replace(settings, public_monitor=monitor, public_school_list=schools), lambda: LATEST + WEEK
        ).server
        for name, (monitor, schools) in MODES.items()
    }


@pytest.fixture(autouse=True)
def _unlogged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write no log of refusals: ten thousand of them would be all this test spends its time with."""
    monkeypatch.setattr("callbacks.audit_log.AuditLog._write", lambda *_: None)


def browser(server: Flask, settings: Settings, who: Who) -> FlaskClient:
    """Return a browser of a reader who is logged in."""
    client = server.test_client()
    if who.name == "nobody":
        return client
    if who.display:
        client.set_cookie("display", CODES[who.name])
        return client
    with connection(settings) as opened:
        number = opened.execute(schema.account.select().where(schema.account.c.login == _login(who))).one().id
    with client.session_transaction() as session:
        now = sessions.now()
        session.update({"_user_id": f"{number}:0", "_fresh": True, "key": "k", "since": now, "seen": now})
    return client


@cache
def every_address() -> list[tuple[str, Door, str, str]]:
    """Return every address of every door: endpoint, door, address, place."""
    return [
        (endpoint, door, address, place)
        for endpoint, doors in DOORS.items()
        for door in doors
        for address, place in addresses(door)
    ]


def allowed(expected: Expected, door: Door, place: str) -> bool:
    """Return whether a door is open."""
    if not door.needs:
        return True
    wanted = getattr(expected, door.needs)
    # An empty field is no field: the republic.
    return wanted if isinstance(wanted, bool) else wanted(place or (REPUBLIC if door.of == "unit" else ""))


def test_every_route_stands_in_the_table(servers: Mapping[str, Flask]) -> None:
    """Whoever adds a route says here what it needs, or this fails."""
    assert {rule.endpoint for rule in servers["public"].url_map.iter_rules()} == set(DOORS)


# Where everything is closed only what differs from the other closed ones is asked again.
PAIRS = [(who, mode) for who in WHO for mode in MODES if mode != "all closed" or who.number in {0, 2, 6, 14}]


@pytest.mark.parametrize(("who", "mode"), PAIRS, ids=lambda one: one.name if isinstance(one, Who) else one)
def test_a59_allowed_or_403(servers: Mapping[str, Flask], settings: Settings, who: Who, mode: str) -> None:
    """Every role × scope × route × unit; and no answer names a school this reader may not be told of."""
    client, expected = browser(servers[mode], settings, who), Expected(who, *MODES[mode])
    visible = {school for school in SCHOOLS if expected.schools(school)}
    wrong, leaked = [], []
    for endpoint, door, address, place in every_address():
        more: dict[str, Any] = {"json": {}} if door.method == "POST" else {}
        if endpoint.startswith("api.") and who.name in TOKENS and who.logged_in:
            more["headers"] = {"Authorization": f"Bearer {TOKENS[who.name]}"}
        answer = client.open(address, method=door.method, **more)
        if (answer.status_code != 403) is not allowed(expected, door, place) or answer.status_code >= 500:
            wrong.append((address, answer.status_code))
        told = set(NAMED.findall(answer.get_data().decode("utf-8", "replace"))) - set(NAMED.findall(place))
        own = set(NAMED.findall(who.place)) if endpoint == "account" else set()
        if not told & set(SCHOOLS) <= visible | own:
            leaked.append((address, told - visible))
    assert wrong == []
    assert leaked == []
