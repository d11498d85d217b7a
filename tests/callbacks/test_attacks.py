"""What somebody tries who means no good, over the wire: of each one thing that must not happen (issue 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks import sessions
from callbacks.onward import inside
from dashboard import migrations
from dashboard.access import audit
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import connection, engine, transaction
from dashboard.settings import Settings
from tests.postgres_server import Server
from tests.published_weeks import LATEST, REPUBLIC, Country

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
HTML = {"Accept": "text/html"}
REGION, DISTRICT, SCHOOL = "100000000", "100100000", "s00003"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, postgres_server: Server) -> Iterator[Settings]:
    """A closed installation on PostgreSQL, the stricter of the databases, with an administrator of the country."""
    folder = tmp_path_factory.mktemp("attacked")
    settings = Settings(postgres_server.address(postgres_server.new_database()), folder, compress=False)
    settings = replace(settings, public_monitor=False, public_school_list=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country(regions=1, districts=2, weeks=[LATEST.replace(day=8), LATEST]).publish(opened)
        changes = Changes(opened, Author("root@server"))
        changes.add("ministry", "M", password=PASSWORD)
        changes.set_password("ministry", PASSWORD, first=False)
        changes.grant("ministry", Grant("org_admin", REPUBLIC), "republic")
    yield settings
    engine(settings).dispose()


@pytest.fixture(scope="module")
def server(settings: Settings) -> Flask:
    found: Flask = create_app(settings, lambda: LATEST).server
    return found


@pytest.fixture(scope="module")
def public(settings: Settings) -> Flask:
    found: Flask = create_app(replace(settings, public_monitor=True), lambda: LATEST).server
    return found


def token_of(client: FlaskClient, path: str = "/ru/login") -> str:
    found = TOKEN.search(client.get(path).text)
    assert found
    return found[1]


def logged_in(server: Flask) -> FlaskClient:
    client = server.test_client()
    fields = {"csrf_token": token_of(client), "login": "ministry", "password": PASSWORD}
    assert client.post("/ru/login", data=fields).status_code == 302
    return client


@pytest.fixture(scope="module")
def ministry(server: Flask) -> FlaskClient:
    return logged_in(server)


# ---- where a login leads to
@pytest.mark.parametrize(
    "wanted",
    [
        "//[",
        "http://[",
        "/ru/\r\nSet-Cookie: a=b",
        "/ru/\n//evil.example",
        "/ru/\t\\evil.example",
        "/\t/evil.example/ru/",
        "/ru\\@evil.example",
        "https:evil.example/ru/",
        " /ru/",
        "/kk/",
        "/ru",
        "",
    ],
)
def test_no_link_leads_a_login_out_of_the_monitor(server: Flask, wanted: str) -> None:
    assert inside(wanted, "/ru/") == "/ru/"
    client = server.test_client()
    fields = {"csrf_token": token_of(client), "login": "ministry", "password": PASSWORD, "next": wanted}
    answer = client.post("/ru/login", data=fields)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ru/")
    assert client.get(f"/ru/login?next={quote(wanted)}").headers["Location"] == "/ru/"


@pytest.mark.parametrize("origin", ["http://[", "null", "http://localhost.evil.example", "localhost", "", "://", "x"])
def test_a_strange_origin_changes_nothing_and_breaks_nothing(server: Flask, origin: str) -> None:
    client = server.test_client()
    fields = {"csrf_token": token_of(client), "login": "ministry", "password": PASSWORD}
    assert client.post("/ru/login", data=fields, headers={"Origin": origin}).status_code == 403


# ---- what is sent
TEXTS = (
    "%00",
    "a%00b",
    "%C0%80",
    "%ED%A0%80",
    "%F4%90%80%80",
    "%EF%BF%BF",
    "٣٩١",
    "\u202e",
    "𝟙𝟘",
    "a%0D%0Ab",
    "%25%30%30",
    "'",
    "%",
)
PLACES = (
    "/ru/view?unit={}",
    "/ru/view?week={}",
    "/ru/schools?unit={}",
    "/ru/school?school={}",
    "/ru/school/{}",
    "/ru/how?of={}&school={}",
    "/ru/search?q={}",
    "/ru/compare?pin={}",
    "/ru/growth?unit={}",
    "/ru/report.xlsx?unit={}",
    "/ru/schools.csv?unit={}&district={}",
    "/ru/wall/data?unit={}",
    "/ru/wall/{}",
    "/ru/reports/registry?unit={}&show=1",
    "/ru/reports/{}",
    "/ru/admin/accounts?q={}",
    "/ru/admin/places?q={}",
    "/ru/admin/audit?who={}&place={}",
    "/ru/admin/audit.csv?who={}",
    "/ru/maps/{}/000000000.svg",
    "/ru/{}",
    "/ru/?{}={}",
    "/ru/login?next={}",
    "/api/v1/units?parent={}",
    "/api/v1/units/{}",
    "/api/v1/schools?unit={}",
    "/api/v1/schools/{}",
    "/api/v1/snapshots/{}",
    "/api/v1/{}",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ["nobody", "ministry"])
def test_no_text_breaks_an_answer(server: Flask, public: Flask, ministry: FlaskClient, who: str, place: str) -> None:
    clients = [ministry] if who == "ministry" else [server.test_client(), public.test_client()]
    for client in clients:
        for text in TEXTS:
            answer = client.get(place.replace("{}", text), headers=HTML, buffered=True)
            assert answer.status_code < 500, text
            assert "Traceback" not in answer.text
            if "%00" in text and "/login" not in place:
                assert answer.status_code in {400, 403, 404}, text


@pytest.mark.parametrize("field", ["login", "password", "next"])
def test_no_text_breaks_a_form(server: Flask, field: str) -> None:
    for text in ("a\0b", "\r\nx: y", "﷽" * 3000, "٣", "\ufffe", "x" * 60_000):
        client = server.test_client()
        fields = {"csrf_token": token_of(client), "login": "x", "password": "y", field: text}
        assert client.post("/ru/login", data=fields, headers=HTML).status_code in {400, 401, 413, 429}


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/ru/login", {"data": b"x" * 70_000, "content_type": "application/x-www-form-urlencoded"}),
        ("/ru/login", {"data": "&".join(f"a{n}=1" for n in range(5000))}),
        ("/ru/_dash-update-component", {"json": {"output": "x", "more": "y" * 70_000}}),
        ("/ru/_dash-update-component", {"data": b"{" * 60_000, "content_type": "application/json"}),
        ("/ru/_dash-update-component", {"json": {"output": "..page.children...title.title..", "inputs": 1}}),
        ("/ru/_dash-update-component", {"json": ["output"]}),
        ("/ru/wall/pair", {"data": b"\xff" * 70_000}),
    ],
)
def test_large_and_broken_bodies_are_refused(ministry: FlaskClient, path: str, sent: dict[str, object]) -> None:
    answer = ministry.post(path, **sent)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


def test_a_file_is_taken_from_nowhere_but_the_table(server: Flask) -> None:
    """No part of a path ever reaches the disk."""
    for prefix in ("/assets/", "/ru/assets/", "/_dash-component-suites/dash/", "/ru/maps/", "/ru/", "/ru/school/"):
        for way in (
            "../../../../etc/passwd",
            "..%2f..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/app.py",
            "....//app.py",
            "/etc/passwd",
        ):
            answer = server.test_client().get(prefix + way)
            assert answer.status_code in {308, 400, 403, 404}, prefix + way
            assert "root:" not in answer.text
            assert "create_app" not in answer.text


# ---- methods
def addresses(server: Flask) -> list[str]:
    """Return an address of every route, as far as its parts can be made up."""
    made = {"number": "1", "school": SCHOOL, "unit": REGION, "key": "registry", "snapshot": "1"}
    rules = [rule for rule in server.url_map.iter_rules() if "<path:" not in rule.rule or "school" in rule.rule]
    return [
        re.sub(r"<(?:[a-z]+(?:\([^)]*\))?:)?(\w+)>", lambda part: made.get(part[1], "1"), rule.rule) for rule in rules
    ]


def test_other_methods_open_nothing(server: Flask) -> None:
    """What is closed to GET is closed to every other method; an override in a header is read by nobody."""
    client, wrong = server.test_client(), []
    for address in addresses(server):
        usual = client.get(address, headers=HTML, buffered=True).status_code
        for method in ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            answer = client.open(address, method=method, headers=HTML, buffered=True)
            told = answer.get_data() if method in {"HEAD", "OPTIONS"} else b"a body"
            if answer.status_code >= 500 or (usual == 403 and answer.status_code < 400 and told):
                wrong.append((address, method, answer.status_code))
            if method == "HEAD" and told:
                wrong.append((address, method, "a body"))
        override = client.post(address, headers={**HTML, "X-HTTP-Method-Override": "GET"}, buffered=True)
        if usual == 403 and override.status_code < 400:
            wrong.append((address, "override", override.status_code))
    assert wrong == []


# ---- caches
def test_a_tag_of_somebody_else_opens_nothing(server: Flask, public: Flask, ministry: FlaskClient) -> None:
    """What a reader may not see is not even told to be unchanged."""
    paths = [
        "view", f"view?unit={DISTRICT}", "weeks", f"schools?unit={DISTRICT}", f"schools/lines?unit={DISTRICT}",
        f"schools/names?unit={DISTRICT}",
        f"school?school={SCHOOL}", "search?q=шк", f"growth?unit={DISTRICT}", f"compare?pin={REGION}.{DISTRICT}",
        f"how?of=value&school={SCHOOL}&ind=qzj", f"schools.csv?unit={DISTRICT}", f"report.xlsx?unit={DISTRICT}",
        "wall/data",
    ]  # fmt: skip
    for path in paths:
        mine = ministry.get(f"/ru/{path}", buffered=True)
        assert mine.status_code == 200, path
        tag = {"If-None-Match": mine.headers["ETag"]}
        assert ministry.get(f"/ru/{path}", headers=tag).status_code == 304, path
        for client, closed in ((server.test_client(), 403), (public.test_client(), None)):
            answer = client.get(f"/ru/{path}", headers=tag, buffered=True)
            assert answer.status_code == (
                closed or public.test_client().get(f"/ru/{path}", buffered=True).status_code
            ) or (
                answer.status_code == 304 and public.test_client().get(f"/ru/{path}").get_data() == mine.get_data()
            ), path
        for star in ("*", 'W/"x", *'):
            assert server.test_client().get(f"/ru/{path}", headers={"If-None-Match": star}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/ru/", "/", "//evil.example/", "/ru//evil.example", "/kk", "/ru/login", "/ru/schools/"]
)
def test_the_name_of_the_host_is_in_no_address_that_is_kept(public: Flask, path: str) -> None:
    answer = public.test_client().get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "//evil.example" not in answer.headers.get("Location", "").replace("http://evil.example/", "/", 1)[1:]
    if answer.status_code == 200:
        assert "evil.example" not in answer.text


# ---- who is asked about
def test_an_account_that_does_not_exist_is_answered_like_a_wrong_password(server: Flask) -> None:
    told = []
    for number, login in enumerate(("ministry", "nobody", "МИНИСТР", "a" * 200)):
        client = server.test_client()
        fields = {"csrf_token": token_of(client), "login": login, "password": "wrong"}
        answer = client.post("/ru/login", data=fields, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"})
        told.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text), sorted(answer.headers.keys())))
    assert len({str(one) for one in told}) == 1


def test_a_session_cannot_be_planted(server: Flask) -> None:
    """The cookie somebody had before the login is worth nothing after it, nor is its token of forms."""
    victim, planted = server.test_client(), server.test_client()
    token = token_of(planted)
    cookie = planted.get_cookie("session")
    assert cookie
    victim.set_cookie("session", cookie.value)
    fields = {"csrf_token": token, "login": "ministry", "password": PASSWORD}
    assert victim.post("/ru/login", data=fields).status_code == 302
    assert planted.get("/ru/admin/accounts").status_code == 403
    assert victim.get("/ru/admin/accounts").status_code == 200
    assert victim.post("/ru/logout", data={"csrf_token": token}).status_code == 400


def test_every_form_asks_for_its_token(server: Flask) -> None:
    """Logged in, and from nowhere that says so: only the token tells that the page was ours."""
    client, wrong = logged_in(server), []
    for rule in server.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint != "/_dash-update-component":
            address = re.sub(r"<[^>]+>", "1", rule.rule)
            for fields in ({}, {"csrf_token": "x"}, {"csrf_token": token_of(server.test_client())}):
                status = client.post(address, data=fields, headers=HTML).status_code
                if status != HTTPStatus.BAD_REQUEST:
                    wrong.append((address, status))
    assert wrong == []


# ---- the log
def refused(settings: Settings, address: str) -> list[audit.Entry]:
    with connection(settings) as opened:
        found = audit.entries(opened, limit=1000)
    return [one for one in found if one.action == "refused" and one.address == address]


def test_whoever_tries_out_addresses_fills_no_log(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callbacks.audit_log._MOST", 5)
    client = create_app(settings, lambda: LATEST).server.test_client()
    home = {"REMOTE_ADDR": "192.0.2.55"}
    for number in range(20):
        client.get(f"/ru/school/{number}", environ_base=home)
    found = refused(settings, "192.0.2.55")
    assert len(found) == 5
    assert found[0].details["not_logged_minutes"] == 60
    assert not any("not_logged_minutes" in one.details for one in found[1:])
    later = sessions.now() + timedelta(minutes=61)
    monkeypatch.setattr(sessions, "now", lambda: later)
    client.get("/ru/school/anew", environ_base=home)
    assert len(refused(settings, "192.0.2.55")) == 6


def test_a_line_of_the_log_is_one_line(settings: Settings, server: Flask, ministry: FlaskClient) -> None:
    """Neither a page nor a file of the log takes what was typed for its own."""
    client = server.test_client()
    text = '=1+1"\r\n2026-11-22,"ministry",<script>alert(1)</script>'
    fields = {"csrf_token": token_of(client), "login": text, "password": "x"}
    client.post("/ru/login", data=fields, environ_base={"REMOTE_ADDR": "192.0.2.66"})
    page = ministry.get("/ru/admin/audit?action=login_failed").text
    assert "<script>alert(1)" not in page
    answer = ministry.get("/ru/admin/audit.csv?action=login_failed", buffered=True)
    (found,) = [row for row in answer.get_data().decode("utf-8-sig").splitlines() if "192.0.2.66" in row]
    assert "'=1+1" in found
    assert "\ufffd\ufffd2026-11-22" in found
    with connection(settings) as opened:
        assert all(one.actor.isprintable() for one in audit.entries(opened, limit=1000))
