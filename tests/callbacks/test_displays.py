"""Screens on walls, asked over the wire: pairing, what a display opens, and what happens when it may not (issue 7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from dashboard import migrations
from dashboard.access import audit, displays
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.displays import Display
from dashboard.database import connection, transaction
from dashboard.errors import SnapshotError
from dashboard.locales import LOCALES
from dashboard.settings import Settings
from tests.callbacks.conftest import Copy
from tests.published_weeks import REPUBLIC, Country

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
REGION, OTHER_REGION, DISTRICT = "100000000", "110000000", "100100000"
HTML = {"Accept": "text/html"}
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# Every unit with all above it.
UNITS = {
    REPUBLIC: {REPUBLIC},
    REGION: {REPUBLIC, REGION},
    OTHER_REGION: {REPUBLIC, OTHER_REGION},
    DISTRICT: {REPUBLIC, REGION, DISTRICT},
}
MAP = "/ru/maps/1/000000000.svg"  # open to every display; the edition is unknown, so it answers 404
PAIR = "/ru/wall/pair"


class Clock:
    """The moment, moved by tests."""

    moment = START

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of displays."""
    stopped = Clock()
    monkeypatch.setattr(audit, "moment", stopped)
    return stopped


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, bytes_of: Copy) -> bytes:
    """A database with a published country and one person."""
    folder = tmp_path_factory.mktemp("displays")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country(regions=2, districts=2, schools=3).publish(opened)
        changes = Changes(opened, Author("root@server"))
        changes.add("region", "Region", password=PASSWORD)
        changes.set_password("region", PASSWORD, first=False)
        changes.grant("region", Grant("org_admin", REGION), "region")
    return bytes_of(settings)


@pytest.fixture
def settings(template: bytes, own_copy: Callable[[bytes], Settings]) -> Settings:
    """A closed installation of its own."""
    return replace(own_copy(template), public_monitor=False)


@pytest.fixture
def server(settings: Settings) -> Flask:
    """The application."""
    found: Flask = create_app(settings).server
    return found


def made(settings: Settings, unit: str = REGION) -> tuple[Display, str]:
    with transaction(settings) as opened:
        return displays.add(opened, Author("root@server"), "Hall", unit)


def take_back(settings: Settings, one: Display) -> None:
    with transaction(settings) as opened:
        displays.revoke(opened, Author("root@server"), one.number)


def send(client: FlaskClient, code: str, path: str = PAIR) -> TestResponse:
    """Type a code."""
    token = TOKEN.search(client.get(path).text)
    assert token
    return client.post(path, data={"csrf_token": token[1], "code": code}, headers=HTML)


def paired(server: Flask, code: str) -> FlaskClient:
    """Return a screen that carries the cookie of a display."""
    client = server.test_client()
    assert send(client, code).status_code == 303
    return client


def seen(settings: Settings, number: int = 1) -> Display:
    with connection(settings) as opened:
        found = displays.by_number(opened, number)
    assert found
    return found


def logged(settings: Settings) -> list[audit.Entry]:
    with connection(settings) as opened:
        return audit.entries(opened)


# ---- pairing


@pytest.mark.parametrize(
    ("unit", "query", "wall"),
    [
        (REGION, "", f"/ru/wall/{REGION}"),
        (REPUBLIC, "", "/ru/wall"),
        (DISTRICT, "?seconds=20&langs=kk.ru", f"/ru/wall/{DISTRICT}?seconds=20&langs=kk.ru"),
    ],
)
def test_a_code_pairs_a_screen_and_leads_to_its_wall(
    settings: Settings, server: Flask, unit: str, query: str, wall: str
) -> None:
    _, code = made(settings, unit)
    client = server.test_client()
    assert client.get(MAP).status_code == 403
    answer = send(client, code.upper(), PAIR + query)
    assert (answer.status_code, answer.headers["Location"]) == (303, wall)
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(MAP).status_code == 404


@pytest.mark.parametrize("https", [True, False])
def test_the_cookie_is_out_of_reach_of_scripts_and_lasts(settings: Settings, https: bool) -> None:
    key = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
    changed = replace(settings, https=https, production=https, secret_key=key, url_prefix="/belsendi/")
    _, code = made(settings)
    client = create_app(changed).server.test_client()
    form = client.get("/belsendi/ru/wall/pair", base_url="https://x.kz" if https else "http://x.kz")
    token = TOKEN.search(form.text)
    assert token
    answer = client.post(
        "/belsendi/ru/wall/pair",
        data={"csrf_token": token[1], "code": code},
        base_url="https://x.kz" if https else "http://x.kz",
    )
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("display=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/belsendi/", "Max-Age=34560000"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is https
    assert answer.headers["Location"] == f"/belsendi/ru/wall/{REGION}"


@pytest.mark.parametrize("code", ["", "abcd-efgh-jkmn-pqrs-tuvw-xyz2", "\x01", "x" * 5000])
def test_a_wrong_code_opens_nothing_and_is_logged_without_it(settings: Settings, server: Flask, code: str) -> None:
    client = server.test_client()
    answer = send(client, code)
    assert answer.status_code == 422
    assert "По этому коду табло не найдено" in unescape(answer.text)
    assert not client.get_cookie("display")
    (entry,) = [each for each in logged(settings) if each.action == "refused"]
    assert entry.details["path"] == "/wall/pair"
    assert not code.strip("\x01") or code[:40] not in str(entry)


def test_a_display_that_was_taken_back_pairs_no_screen(settings: Settings, server: Flask) -> None:
    one, code = made(settings)
    take_back(settings, one)
    assert send(server.test_client(), code).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 400), ({"Sec-Fetch-Site": "cross-site"}, 403), ({"Origin": "https://evil.example"}, 403)],
)
def test_no_other_site_pairs_a_screen(settings: Settings, server: Flask, headers: dict[str, str], status: int) -> None:
    _, code = made(settings)
    client = server.test_client()
    data = {"code": code}
    if status == 403:
        token = TOKEN.search(client.get(PAIR).text)
        assert token
        data["csrf_token"] = token[1]
    assert client.post(PAIR, data=data, headers=headers).status_code == status
    assert not client.get_cookie("display")


def test_a_screen_has_nobodys_login(settings: Settings, server: Flask) -> None:
    """Fixation: neither the session nor a cookie from before the pairing stays."""
    _, code = made(settings)
    client = server.test_client()
    token = TOKEN.search(client.get("/ru/login").text)
    assert token
    client.post("/ru/login", data={"csrf_token": token[1], "login": "region", "password": PASSWORD})
    client.set_cookie("display", "planted by somebody")
    assert client.get("/ru/admin/displays").status_code == 200
    assert send(client, code).status_code == 303
    assert client.get("/ru/admin/displays").status_code == 403
    assert client.get("/ru/").status_code == 403
    cookie = client.get_cookie("display")
    assert cookie
    assert cookie.value == code
    assert [entry.actor for entry in logged(settings) if entry.action == "logout"] == ["region"]


def test_the_code_is_in_no_log_and_no_address(
    settings: Settings, server: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in the fragment of the address, in the body of one request and in a cookie, none of which is logged."""
    _, code = made(settings)
    with caplog.at_level("DEBUG"):
        client = server.test_client()
        answer = send(client, code)
        client.get(MAP)
        client.get("/ru/", headers=HTML)
    kept = [str(entry) for entry in logged(settings)] + [record.getMessage() for record in caplog.records]
    assert not [line for line in kept if code in line or code.replace("-", "") in line]
    assert code not in answer.headers["Location"]
    script = Path("assets/js/96-pair.js").read_text(encoding="utf-8")
    assert "location.hash" in script
    assert "replaceState" in script


# ---- what a display opens


def cookies(code: str) -> Mapping[str, str]:
    return {"Cookie": f"display={code}"}


@pytest.mark.parametrize(
    "path", ["", "view", "weeks", "schools", "search?q=abc", "reports", "admin/displays", "nothing"]
)
def test_a_display_opens_no_page(settings: Settings, server: Flask, path: str) -> None:
    """tests/callbacks/test_access_doors.py has every route at every unit."""
    _, code = made(settings, REPUBLIC)
    assert paired(server, code).get(f"/ru/{path}").status_code == 403


def walls(client: FlaskClient) -> dict[str, int]:
    """Return the status of the wall's data of each unit, and that of its page is the same."""
    found = {unit: client.get(f"/ru/wall/data?unit={unit}").status_code for unit in UNITS}
    assert {unit: client.get(f"/ru/wall/{unit}").status_code for unit in UNITS} == found
    return found


@pytest.mark.parametrize("unit", UNITS)
def test_a_display_shows_its_unit_and_those_below(settings: Settings, server: Flask, unit: str) -> None:
    _, code = made(settings, unit)
    client = paired(server, code)
    assert walls(client) == {key: 200 if unit in path else 403 for key, path in UNITS.items()}
    shown = client.get(f"/ru/wall/data?unit={unit}")
    assert shown.get_json()["unit"] == unit
    assert "s0000" not in shown.text  # no school
    assert "private" in shown.headers["Cache-Control"]
    assert client.get("/ru/wall").status_code == (200 if unit == REPUBLIC else 403)


@pytest.mark.parametrize(
    "query",
    [
        f"unit={OTHER_REGION}&unit={REGION}",
        f"unit={REPUBLIC}",
        "unit=",
        "",
        "unit=999999999",
        f"unit={OTHER_REGION}&week=2026-09-06",
        f"units={REGION}",
        f"school=s00002&unit={OTHER_REGION}",
    ],
)
def test_no_address_of_the_wall_opens_another_unit(settings: Settings, server: Flask, query: str) -> None:
    _, code = made(settings, REGION)
    client = paired(server, code)
    assert client.get(f"/ru/wall/data?{query}").status_code == 403
    assert client.get(f"/ru/wall/{OTHER_REGION}?{query}&unit={REGION}").status_code == 403
    assert client.get(f"/ru/wall?{query}&unit={REGION}").status_code == 403


def test_where_the_monitor_is_open_everybody_sees_every_wall(settings: Settings) -> None:
    server = create_app(replace(settings, public_monitor=True)).server
    _, code = made(settings, DISTRICT)
    for client in (server.test_client(), paired(server, code)):
        assert set(walls(client).values()) == {200}


def test_where_the_monitor_is_closed_nobody_else_sees_a_wall(server: Flask) -> None:
    assert set(walls(server.test_client()).values()) == {403}


def test_a_wall_tells_its_version_while_it_asks_for_news(settings: Settings, server: Flask, clock: Clock) -> None:
    _, code = made(settings)
    client = paired(server, code)
    client.get(f"/ru/wall/data?unit={REGION}", headers={"X-Belsendi-Version": "ab12cd34ef56"})
    assert (seen(settings).last_seen_at, seen(settings).version) == (START, "ab12cd34ef56")


def test_a_wall_whose_display_is_taken_back_goes_dark_at_once(settings: Settings, server: Flask) -> None:
    """Its script hears 403 and loads the page anew, which then says what to do."""
    one, code = made(settings)
    client = paired(server, code)
    assert client.get(f"/ru/wall/data?unit={REGION}").status_code == 200
    take_back(settings, one)
    answer = client.get(f"/ru/wall/data?unit={REGION}", headers={"Accept": "*/*"})
    assert (answer.status_code, answer.get_json()) == (403, {"error": "forbidden"})
    assert "Этот экран больше не табло" in unescape(client.get(f"/ru/wall/{REGION}", headers=HTML).text)


def test_a_display_is_no_program(settings: Settings, server: Flask) -> None:
    _, code = made(settings, REPUBLIC)
    client = server.test_client()
    assert client.get("/ru/api/v1/units", headers=cookies(code)).status_code in {401, 403}
    assert client.get("/ru/api/v1/units", headers={"Authorization": f"Bearer {code}"}).status_code == 401


def test_a_display_is_taken_back_at_once(settings: Settings, server: Flask) -> None:
    one, code = made(settings)
    client = paired(server, code)
    assert client.get(MAP).status_code == 404
    take_back(settings, one)
    assert client.get(MAP).status_code == 403


def test_where_the_monitor_is_open_the_cookie_takes_nothing_away(settings: Settings) -> None:
    one, code = made(settings)
    client = paired(create_app(replace(settings, public_monitor=True)).server, code)

    def opened() -> list[int]:
        return [client.get(f"/ru/{path}").status_code for path in ("", "view", "weeks", "schools", "school/s00002")]

    assert opened() == [200, 200, 200, 200, 403]
    take_back(settings, one)
    assert opened() == [200, 200, 200, 200, 403]


def test_whoever_is_logged_in_on_a_screen_is_that_person(settings: Settings, server: Flask) -> None:
    _, code = made(settings)
    client = paired(server, code)
    token = TOKEN.search(client.get("/ru/login").text)
    assert token
    client.post("/ru/login", data={"csrf_token": token[1], "login": "region", "password": PASSWORD})
    assert client.get("/ru/").status_code == 200


# ---- last seen


def test_last_seen_is_written_once_a_minute_with_the_version(settings: Settings, server: Flask, clock: Clock) -> None:
    _, code = made(settings)
    client = paired(server, code)
    client.get(f"{MAP}?version=0.1.0")
    assert (seen(settings).last_seen_at, seen(settings).version) == (START, "0.1.0")
    clock.moment = START + timedelta(seconds=59)
    client.get(f"{MAP}?version=0.1.1")
    assert (seen(settings).last_seen_at, seen(settings).version) == (START, "0.1.0")
    clock.moment = START + timedelta(seconds=60)
    client.get(MAP, headers={"X-Belsendi-Version": "0.1.2"})
    assert (seen(settings).last_seen_at, seen(settings).version) == (clock.moment, "0.1.2")


@pytest.mark.usefixtures("clock")
def test_that_it_cannot_be_written_darkens_no_screen(
    settings: Settings, server: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, code = made(settings)
    client = paired(server, code)

    def full(*_: object) -> Iterator[None]:
        raise SnapshotError("The disk is full.")

    monkeypatch.setattr("callbacks.displays.transaction", full)
    assert client.get(MAP).status_code == 404
    assert seen(settings).last_seen_at is None


@pytest.mark.parametrize(("public", "status"), [(True, 404), (False, 503)])
def test_without_a_database_a_display_sees_what_everybody_sees(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, public: bool, status: int
) -> None:
    _, code = made(settings)
    client = paired(create_app(replace(settings, public_monitor=public)).server, code)

    def down(*_: object) -> Iterator[None]:
        raise SnapshotError("The server does not answer.")

    monkeypatch.setattr("callbacks.displays.reading", down)
    assert client.get(MAP).status_code == status


def test_the_cookie_is_sent_anew_every_day_and_kept_by_no_proxy(settings: Settings, clock: Clock) -> None:
    """Browsers forget cookies after 400 days; a wall runs longer."""
    _, code = made(settings)
    client = paired(create_app(replace(settings, public_monitor=True)).server, code)
    sent = []
    for minutes in (0, 5, 24 * 60, 24 * 60 + 5):
        clock.moment = START + timedelta(minutes=minutes)
        answer = client.get("/ru/weeks")
        sent.append("display=" in str(answer.headers.getlist("Set-Cookie")))
        assert ("private" in answer.headers["Cache-Control"]) is sent[-1]
    assert sent == [True, False, True, False]


# ---- a screen that is refused


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ru", "Этот экран ещё не подключён"),
        ("kk", "Бұл экран әлі қосылмаған"),
        ("en", "This screen is not paired yet"),
    ],
)
def test_a_screen_that_is_not_paired_is_told_what_to_do(server: Flask, language: str, title: str) -> None:
    answer = server.test_client().get(f"/{language}/wall/{REGION}", headers=HTML)
    assert answer.status_code == 403
    assert answer.headers["Refresh"] == "300"
    page = unescape(answer.text)
    assert f"<h1>{title}</h1>" in page
    assert f'href="/{language}/wall/pair"' in page
    assert f'href="/{language}/login"' in page


def test_a_screen_that_was_taken_back_and_one_of_another_unit_are_told_so(settings: Settings, server: Flask) -> None:
    one, code = made(settings)
    client = paired(server, code)
    elsewhere = client.get(f"/ru/wall/{OTHER_REGION}", headers=HTML)
    assert elsewhere.status_code == 403
    assert "Этому экрану такая страница не открыта" in unescape(elsewhere.text)
    assert f'href="/ru/wall/{REGION}"' in elsewhere.text
    take_back(settings, one)
    gone = client.get(f"/ru/wall/{REGION}", headers=HTML)
    assert gone.status_code == 403
    assert "Этот экран больше не табло" in unescape(gone.text)
    refused = [entry for entry in logged(settings) if entry.action == "refused"]
    assert [entry.actor for entry in refused] == ["", "display 1"]


@pytest.mark.parametrize("language", LOCALES)
def test_the_pages_speak_their_language_and_allow_a_strict_policy(server: Flask, language: str) -> None:
    page = server.test_client().get(f"/{language}/wall/pair")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert not re.search(r"<script(?![^>]* src)|style=|\son\w+=", page.text)
    for other in LOCALES:
        assert f'href="/{other}/wall/pair"' in page.text
