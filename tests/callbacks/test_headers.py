"""The headers of every answer: strict, the same for everybody, whoever made the answer."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from app import create_app
from callbacks.headers import SecurityHeaders, content_policy
from dashboard import migrations
from dashboard.database import transaction
from dashboard.settings import Settings
from tests.published_weeks import LATEST, Country

WANTED = {
    "Content-Security-Policy": re.compile(r"default-src 'none'; "),
    "Cross-Origin-Opener-Policy": re.compile(r"^same-origin$"),
    "Cross-Origin-Resource-Policy": re.compile(r"^same-origin$"),
    "Permissions-Policy": re.compile(r"camera=\(\).*geolocation=\(\)"),
    "Referrer-Policy": re.compile(r"^same-origin$"),
    "X-Content-Type-Options": re.compile(r"^nosniff$"),
    "X-Frame-Options": re.compile(r"^DENY$"),
}
# Every kind of answer: page, data, file, redirect, login, errors, what stands before Flask.
ADDRESSES = (
    "/ru/",
    "/ru/view",
    "/ru/schools.csv?unit=100000000",
    "/",
    "/ru",
    "/ru/login",
    "/ru/nothing",
    "/ru/school?school=x",
    "/ru/_dash-layout",
    "/assets/css/30-shell.css",
    "/api/v1/weeks",
    "/maps/0/000000000.svg",
)
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.S)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A public installation."""
    folder = tmp_path_factory.mktemp("headers")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country(regions=1, weeks=[LATEST]).publish(opened)
    return settings


@pytest.fixture(scope="module")
def server(settings: Settings) -> Flask:
    """Its application."""
    found: Flask = create_app(settings).server
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_the_headers(server: Flask, address: str) -> None:
    with server.test_client().get(address) as answer:
        for name, value in WANTED.items():
            assert value.search(answer.headers[name]), name
            assert len(answer.headers.getlist(name)) == 1
        assert "Strict-Transport-Security" not in answer.headers


def test_by_tls_browsers_are_told_to_come_by_nothing_else(settings: Settings) -> None:
    key = "Yf3xkq0v9TgB7nLw2dRs8uJc5hZa1eMp"
    client = create_app(replace(settings, https=True, production=True, secret_key=key)).server.test_client()
    answer = client.get("/ru/login")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
    assert "upgrade-insecure-requests" in answer.headers["Content-Security-Policy"]
    cookies = [*answer.headers.getlist("Set-Cookie"), *client.get("/ru/").headers.getlist("Set-Cookie")]
    assert len(cookies) == 2
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_a_reader_of_the_public_monitor_gets_no_cookie_but_the_language(server: Flask) -> None:
    client = server.test_client()
    for address in ("/ru/", "/ru/view", "/ru/schools?unit=100000000", "/ru/search?q=1"):
        client.get(address)
    assert client.get_cookie("session") is None
    assert client.get_cookie("lang") is not None


def test_no_script_stands_in_the_page_but_those_whose_hash_is_named(server: Flask) -> None:
    """A block of data is no script; every other inline one has its hash in the policy."""
    answer = server.test_client().get("/ru/")
    policy = answer.headers["Content-Security-Policy"]
    found = 0
    for script in SCRIPT.finditer(answer.text):
        if "src=" in script["attributes"] or "application/json" in script["attributes"]:
            continue
        found += 1
        digest = base64.b64encode(sha256(script["text"].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert found == 1
    assert not re.search(r"<[^>]+\son[a-z]+=", answer.text)


def test_the_policy_names_no_other_host_and_no_unsafe_script() -> None:
    rules = dict(rule.split(" ", 1) for rule in content_policy(["'sha256-x'"]).split("; "))
    assert rules["script-src"] == "'self' 'sha256-x'"
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    sources = {source for value in rules.values() for source in value.split()}
    assert sources == {"'self'", "'none'", "'sha256-x'", "'unsafe-inline'", "data:", "blob:"}
    assert [name for name, value in rules.items() if "unsafe" in value] == ["style-src"]


def test_an_answer_keeps_headers_of_its_own() -> None:
    def application(environ, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", [("Referrer-Policy", "no-referrer"), ("x-frame-options", "SAMEORIGIN")])
        return [b""]

    found = Client(SecurityHeaders(application, {"Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"})).get("/")
    assert found.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert found.headers.getlist("X-Frame-Options") == ["SAMEORIGIN"]


@pytest.mark.parametrize(("proxies", "address"), [(0, "10.0.0.1"), (1, "203.0.113.9")])
def test_addresses_named_by_a_proxy_are_believed_where_there_is_one(
    settings: Settings, tmp_path: Path, proxies: int, address: str
) -> None:
    """Whoever writes the header himself is counted by the address he comes from."""
    seen: list[str | None] = []
    server = create_app(replace(settings, proxies=proxies)).server
    server.before_request(lambda: seen.append(_remote()))
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    server.test_client().get("/ru/weeks", headers=forwarded, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert seen == [address]


def _remote() -> str | None:
    from flask import request

    return request.remote_addr
