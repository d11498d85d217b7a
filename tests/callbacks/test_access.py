"""The guard before every request: open, closed, and no door it does not know (A-59, G-39, G-41)."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks.access import RULES
from dashboard import migrations
from dashboard.access import audit
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.roles import PERMISSIONS
from dashboard.database import connection, transaction
from dashboard.settings import Settings
from tests.published_weeks import Country

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
# Addresses of closed doors, as a reader or an attacker would call them; tests/callbacks/test_access_doors.py has all.
ADDRESSES = {
    "/": "/ru/",
    "/<path:path>": "/ru/anything/else",
    "/_dash-layout": "/ru/_dash-layout",
    "/_dash-dependencies": "/ru/_dash-dependencies",
    "/_dash-update-component": "/ru/_dash-update-component",
    "/_reload-hash": "/ru/_reload-hash",
    "view": "/ru/view",
    "weeks": "/ru/weeks",
    "how": "/ru/how?of=value",
    "growth": "/ru/growth",
    "compare": "/ru/compare",
    "search": "/ru/search?q=абай",
    "drawing": "/maps/1/000000000.svg",
    "schools": "/ru/schools",
    "school": "/ru/school?school=1",
    "report_xlsx": "/ru/report.xlsx",
    "schools_csv": "/ru/schools.csv",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A closed installation with a published country and one account without any role."""
    folder = tmp_path_factory.mktemp("closed")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False, public_monitor=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country().publish(opened)
        changes = Changes(opened, Author("root@server"))
        changes.add("reader", "R", password=PASSWORD)
        changes.set_password("reader", PASSWORD, first=False)
    return settings


@pytest.fixture(scope="module")
def server(settings: Settings) -> Flask:
    """The closed application."""
    found: Flask = create_app(settings).server
    return found


def ask(client: FlaskClient, endpoint: str) -> int:
    method = "POST" if endpoint == "/_dash-update-component" else "GET"
    return client.open(ADDRESSES[endpoint], method=method, json={} if method == "POST" else None).status_code


def log_in(client: FlaskClient, login: str = "reader") -> None:
    token = TOKEN.search(client.get("/ru/login").text)
    assert token
    client.post("/ru/login", data={"csrf_token": token[1], "login": login, "password": PASSWORD})


def test_every_route_has_a_rule_and_every_rule_a_route(server: Flask) -> None:
    """A new route is closed until somebody says what it asks for."""
    assert {rule.endpoint for rule in server.url_map.iter_rules()} == set(RULES)
    assert {rule.permission for rule in RULES.values()} - {""} <= PERMISSIONS.keys()


@pytest.mark.parametrize("endpoint", ADDRESSES)
def test_a59_a_closed_monitor_answers_403_to_whoever_is_not_logged_in(server: Flask, endpoint: str) -> None:
    assert ask(server.test_client(), endpoint) == 403


def test_g39_a_closed_monitor_is_open_once_logged_in(server: Flask) -> None:
    client = server.test_client()
    log_in(client)
    assert [endpoint for endpoint in ADDRESSES if ask(client, endpoint) == 403] == []


def test_whoever_is_logged_in_sees_the_way_to_the_own_account(server: Flask) -> None:
    client = server.test_client()
    log_in(client)
    assert "'/ru/account'" in str(client.get("/ru/_dash-layout").get_json())


def test_g39_a_public_monitor_asks_for_nothing(settings: Settings) -> None:
    client = create_app(replace(settings, public_monitor=True)).server.test_client()
    assert [endpoint for endpoint in ADDRESSES if ask(client, endpoint) == 403] == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_g41_the_403_page_offers_the_login_and_does_not_tell_what_exists(server: Flask, language: str) -> None:
    client = server.test_client()
    pages = [client.get(f"/{language}/{path}", headers={"Accept": "text/html"}) for path in ("", "schools", "nothing")]
    assert {page.status_code for page in pages} == {403}
    for page in pages:
        assert re.search(f'href="/{language}/login["?]', page.text)
    bare = {re.sub(r'href="/[a-z]{2}/[^"]*"|<p class="meta">.*?</p>', "", page.text) for page in pages}
    assert len(bare) == 1


def test_the_login_itself_and_its_style_are_open(server: Flask) -> None:
    client = server.test_client()
    page = client.get("/ru/login")
    assert page.status_code == 200
    for address in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text):
        with client.get(address) as answer:
            assert answer.status_code == 200


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_other_sites_change_nothing(server: Flask, headers: dict[str, str], allowed: bool) -> None:
    client = server.test_client()
    token = TOKEN.search(client.get("/ru/login").text)
    assert token
    fields = {"csrf_token": token[1], "login": "reader", "password": PASSWORD}
    assert (client.post("/ru/login", data=fields, headers=headers).status_code == 302) is allowed


def test_a_refusal_is_logged_once(settings: Settings, server: Flask) -> None:
    client = server.test_client()
    for _ in range(5):
        client.get("/ru/view?unit=350000000", environ_base={"REMOTE_ADDR": "192.0.2.77"})
    with connection(settings) as opened:
        found = [entry for entry in audit.entries(opened) if entry.address == "192.0.2.77"]
    assert [(entry.action, entry.place, entry.actor) for entry in found] == [("refused", "350000000", "")]


def test_after_the_login_the_reader_is_where_the_way_was_barred(server: Flask) -> None:
    page = server.test_client().get("/ru/?unit=100000000&week=2026-11-15", headers={"Accept": "text/html"})
    assert 'href="/ru/login?next=%2Fru%2F%3Funit%3D100000000%26week%3D2026-11-15"' in page.text
    data = server.test_client().get("/ru/view?unit=100000000", headers={"Accept": "text/html"})
    assert 'href="/ru/login"' in data.text


def test_whoever_is_logged_in_may_become_somebody_else(server: Flask) -> None:
    client = server.test_client()
    log_in(client)
    page = client.get("/ru/school/s00002", headers={"Accept": "text/html"})
    assert page.status_code == 403
    assert 'href="/ru/login?other=1&amp;next=' in page.text
    assert client.get("/ru/login").status_code == 302
    assert client.get("/ru/login?other=1").status_code == 200


def test_g39_two_readers_of_one_address_see_what_each_may(settings: Settings) -> None:
    """What is kept for one is never handed to another: neither the page, nor its 304."""
    client = create_app(replace(settings, public_monitor=True, public_school_list=False)).server.test_client()
    address = "/ru/view?unit=100100000"
    with transaction(settings) as opened:
        changes = Changes(opened, Author("root@server"))
        changes.add("district", "D", password=PASSWORD)
        changes.set_password("district", PASSWORD, first=False)
        changes.grant("district", Grant("org_head", "100100000"), "district")
    before = client.get(address)
    log_in(client, "district")
    mine = client.get(address)
    client.delete_cookie("session")
    after = client.get(address)
    assert re.search(r"\bs0000\d\b", mine.text)
    assert not re.search(r"\bs0000\d\b", before.text + after.text)
    assert before.get_json()["closed"]["why"] == "login"
    assert mine.get_json()["closed"] is None
    assert before.headers["ETag"] == after.headers["ETag"] != mine.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": mine.headers["ETag"]}).status_code == 200


def test_g39_what_is_not_public_is_kept_by_no_proxy(settings: Settings) -> None:
    for mode in ({"public_monitor": False}, {"public_monitor": True, "public_school_list": False}):
        client = create_app(replace(settings, **mode)).server.test_client()
        log_in(client)
        for address in ("/ru/view", "/ru/weeks", "/ru/search?q=a"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "private" in answer.headers["Cache-Control"]
            assert "public" not in answer.headers["Cache-Control"]
            assert "Cookie" in answer.headers["Vary"]
    public = create_app(replace(settings, public_monitor=True)).server.test_client()
    assert "private" not in public.get("/ru/view").headers["Cache-Control"]


def test_files_that_are_taken_away_are_logged(settings: Settings) -> None:
    client = create_app(replace(settings, public_monitor=True)).server.test_client()
    home = {"REMOTE_ADDR": "192.0.2.88"}
    for _ in range(3):
        client.get("/ru/schools.csv?unit=100100000", environ_base=home)
    log_in(client)
    for _ in range(2):
        client.get("/ru/report.xlsx?unit=100100000", environ_base=home)
    with connection(settings) as opened:
        found = [one for one in audit.entries(opened) if one.address == "192.0.2.88" and one.action == "export"]
    assert [(one.actor, one.place, one.details["format"]) for one in reversed(found)] == [
        ("", "100100000", "csv"),
        ("reader", "100100000", "xlsx"),
        ("reader", "100100000", "xlsx"),
    ]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_other_sites_call_no_callback(settings: Settings, headers: dict[str, str]) -> None:
    client = create_app(replace(settings, public_monitor=True)).server.test_client()
    assert client.post("/ru/_dash-update-component", json={}, headers=headers).status_code == 403


def test_a_new_route_is_closed_to_everybody_until_it_has_a_rule(settings: Settings) -> None:
    """However it is added, and whatever the checks of the routes say: they fail, which is how one hears of it."""
    server = create_app(replace(settings, public_monitor=True)).server
    server.add_url_rule("/forgotten", "forgotten", lambda: "open")
    with transaction(settings) as opened:
        changes = Changes(opened, Author("root@server"))
        changes.add("all", "A", password=PASSWORD)
        changes.set_password("all", PASSWORD, first=False)
        changes.grant("all", Grant("org_admin", "000000000"), "republic")
    for login in ("", "reader", "all"):
        client = server.test_client()
        if login:
            log_in(client, login)
        for method in ("GET", "HEAD", "OPTIONS"):
            assert client.open("/ru/forgotten", method=method).status_code == 403
    with pytest.raises(AssertionError):
        test_every_route_has_a_rule_and_every_rule_a_route(server)
