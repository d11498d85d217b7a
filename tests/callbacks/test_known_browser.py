"""A browser in which somebody was logged in before is known again, and only as that (issue 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks import sessions
from callbacks.known_browser import COOKIE
from dashboard import migrations
from dashboard.access.changes import Author, Changes
from dashboard.database import engine, transaction
from dashboard.settings import Settings

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
KEY, FOREIGN_KEY = "9f3ac51e" * 8, "7b20d846" * 8
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("known")
    made = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, "/m/", compress=False, secret_key=KEY)
    migrations.upgrade(made)
    with transaction(made) as opened:
        changes = Changes(opened, Author("root@server"))
        for login in ("head", "other"):
            changes.add(login, login, password=PASSWORD)
            changes.set_password(login, PASSWORD, first=False)
    yield made
    engine(made).dispose()


@pytest.fixture(scope="module")
def server(settings: Settings) -> Flask:
    found: Flask = create_app(settings).server
    return found


@pytest.fixture(autouse=True)
def _stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock: a slow machine ends no wait."""
    moment = sessions.now()
    monkeypatch.setattr(sessions, "now", lambda: moment)


def tried(client: FlaskClient, login: str, password: str = PASSWORD, address: str = "192.0.2.1") -> int:
    """Try a login from the one address of a school."""
    token = TOKEN.search(client.get("/m/ru/login?other=1").text)
    assert token
    fields = {"csrf_token": token[1], "login": login, "password": password}
    return client.post("/m/ru/login", data=fields, environ_base={"REMOTE_ADDR": address}).status_code


def test_a_pupil_cannot_lock_out_the_head_of_the_school(server: Flask) -> None:
    """Both come from one address; only the browser of the head is not made to wait."""
    head, pupil = server.test_client(), server.test_client()
    assert tried(head, "head") == 302
    assert {tried(pupil, "head", "wrong") for _ in range(8)} == {401, 429}
    assert tried(pupil, "head") == 429
    assert tried(head, "HEAD ") == 302
    # The cookie is for the account that was logged in, not for any other one.
    assert {tried(pupil, "other", "wrong") for _ in range(8)} == {401, 429}
    assert tried(head, "other") == 429


def test_the_cookie_opens_nothing_and_tells_nothing(server: Flask, settings: Settings) -> None:
    client = server.test_client()
    assert tried(client, "head", address="192.0.2.2") == 302
    cookie = client.get_cookie(COOKIE, path="/m/")
    assert cookie
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Strict", False)
    assert "head" not in cookie.value
    stranger = server.test_client()
    stranger.set_cookie(COOKIE, cookie.value, path="/m/")
    assert (client.get("/m/ru/account").status_code, stranger.get("/m/ru/account").status_code) == (200, 302)
    secure = create_app(replace(settings, https=True)).server.test_client()
    answer = secure.get("/m/ru/login", base_url="https://localhost")
    token = TOKEN.search(answer.text)
    assert token
    fields = {"csrf_token": token[1], "login": "head", "password": PASSWORD}
    answer = secure.post("/m/ru/login", data=fields, base_url="https://localhost")
    (told,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{COOKIE}=")]
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/m/"} <= set(told.split("; "))


def test_whoever_has_to_wait_makes_nobody_wait_who_writes(
    server: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood of tries never holds the lock of the weekly run."""
    client = server.test_client()
    assert 429 in {tried(client, "flooded", "wrong") for _ in range(8)}
    written: list[Settings] = []

    def counting(asked: Settings) -> object:
        written.append(asked)
        return transaction(asked)

    monkeypatch.setattr("callbacks.gate.transaction", counting)
    assert {tried(client, "flooded", "wrong") for _ in range(5)} == {429}
    assert written == []
    assert tried(client, "not-flooded", "wrong") == 401
    assert len(written) == 1


@pytest.mark.parametrize("cookie", ["", "x", "W10.x.y", "." * 3000, "\u20ac", "bnVsbA.aSIG3Q.x"])
def test_a_cookie_that_is_made_up_is_no_cookie(server: Flask, cookie: str, tmp_path: Path) -> None:
    client = server.test_client()
    foreign = create_app(
        Settings(f"sqlite:///{tmp_path / 'x.db'}", tmp_path, compress=False, secret_key=FOREIGN_KEY)
    ).server
    assert foreign.secret_key != server.secret_key
    client.set_cookie(COOKIE, cookie, path="/m/")
    assert tried(client, f"nobody{len(cookie)}", "wrong") in {401, 429}
