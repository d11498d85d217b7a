"""The log: an id for every request, JSON for collectors, nothing personal and no secret in it."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from app import create_app
from callbacks import crash_reports, logs, observed
from callbacks.access import OPEN, RULES, Guard
from callbacks.redaction import cleaned, without_secrets
from dashboard import migrations
from dashboard.errors import SettingsError
from dashboard.settings import Settings

PAGE = {"Accept": "text/html"}
ADDRESS = "postgresql://belsendi:hidden-word@db/x"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application that logs JSON, with a door behind which it fails."""
    folder = tmp_path_factory.mktemp("logging")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False, log="json")
    migrations.upgrade(settings)
    found: Flask = create_app(settings).server

    def failing(name: str) -> str:
        raise RuntimeError(f"{name}: {ADDRESS}")

    found.add_url_rule("/failing/<name>", "failing", failing)
    guard = next(
        one.__self__ for one in found.before_request_funcs[None] if isinstance(getattr(one, "__self__", None), Guard)
    )
    guard._rules = {**RULES, "failing": OPEN}
    return found


class Kept(logging.Handler):
    """Lines as the server writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logs.JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


@pytest.fixture
def kept() -> Any:
    handler, root, requests = Kept(), logging.getLogger(), logging.getLogger(observed.LOGGER)
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    requests.setLevel(logging.NOTSET)


@pytest.mark.parametrize(
    "sent", ["0f8fad5b-d9cb-469f-a165-70867728950e", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "a" * 64, "trace.1234_5-6"]
)
def test_an_id_that_is_well_formed_is_taken_over(server: Flask, sent: str) -> None:
    assert server.test_client().get("/ru/weeks", headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize(
    "sent", ["", "short", "a" * 65, "with space in it", "quote\"'<b>12345", "-12345678", "ішкі-сан-12"]
)
def test_any_other_one_is_replaced(server: Flask, sent: str) -> None:
    answer = server.test_client().get("/ru/weeks", headers={"X-Request-ID": sent.encode().decode("latin-1")})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])


def test_two_requests_have_two_ids(server: Flask) -> None:
    ids = {server.test_client().get("/healthz").headers["X-Request-ID"] for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize("path", ["/ru/failing/x", "/en/nowhere/at/all", "/kk/school/none"])
def test_the_number_of_an_error_page_is_the_id_of_the_request(server: Flask, path: str) -> None:
    answer = server.test_client().get(path, headers={**PAGE, "X-Request-ID": "abc-1234567"})
    assert answer.status_code >= 400
    assert answer.headers["X-Request-ID"] == "abc-1234567"
    assert "abc-1234567" in answer.text


def test_a_request_leaves_one_line_with_its_id_and_nothing_of_the_reader(server: Flask, kept: Kept) -> None:
    client = server.test_client()
    client.set_cookie("lang", "ru")
    client.get(
        "/ru/search?q=Ахметова+Айгуль&token=top-secret",
        headers={"X-Request-ID": "abc-1234567", "Authorization": "Bearer very-secret", "User-Agent": "Robot/1"},
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
    )
    (line,) = kept.told
    assert {name: line[name] for name in ("event", "request", "method", "route", "status", "level")} == {
        "event": "request",
        "request": "abc-1234567",
        "method": "GET",
        "route": "/search",
        "status": line["status"],
        "level": "info",
    }
    assert line["ms"] >= 0
    assert [word for word in ("Ахметова", "secret", "Robot", "203.0.113", "?") if word in kept.lines[0]] == []


def test_the_route_stands_for_the_address(server: Flask, kept: Kept) -> None:
    server.test_client().get("/ru/school/880101300123")
    assert [line["route"] for line in kept.told if line.get("event") == "request"] == ["/school/<path:school>"]


def test_a_fault_is_one_line_with_its_trace_and_the_same_id(server: Flask, kept: Kept) -> None:
    server.test_client().get("/ru/failing/reader@example.kz?token=abc", headers={"X-Request-ID": "abc-1234567"})
    assert {line["request"] for line in kept.told} == {"abc-1234567"}
    (fault,) = [line for line in kept.told if "trace" in line]
    assert "RuntimeError" in fault["trace"]
    assert fault["level"] == "error"
    assert [word for word in ("hidden-word", "reader@", "abc&", "token=abc") if word in "".join(kept.lines)] == []


def test_without_json_requests_leave_no_line(server: Flask, tmp_path: Path, kept: Kept) -> None:
    plain = create_app(Settings(f"sqlite:///{tmp_path / 'x.db'}", tmp_path, compress=False)).server
    plain.test_client().get("/healthz")
    assert kept.lines == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ADDRESS, "postgresql://belsendi:***@db/x"),
        ("redis://:hidden-word@cache:6379/0", "redis://:***@cache:6379/0"),
        ("GET /ru/login?next=%2Fru%2F&code=1 failed", "GET /ru/login?*** failed"),
        ("Authorization: Bearer abcdefghij", "Authorization: *** ***"),
        (f"belsendi_{'x' * 43} was used", "belsendi_*** was used"),
        ("client_secret=abc, scope=x", "client_secret=***, scope=x"),
        ("{'password': 'abc'}", "{'password': ***"),
        ("the token eyJhbGciOi.eyJzdWIi.c2ln is old", "the token *** is old"),
        ("aigul@mektep.kz logged in", "***@*** logged in"),
        ("IIN 880101300123.", "IIN ***."),
        ("snapshot 17 of 2026-11-15: 1234 rows in /srv/belsendi/belsendi.db", None),
    ],
)
def test_secrets_and_people_are_taken_out(text: str, expected: str | None) -> None:
    assert without_secrets(text) == (text if expected is None else expected)
    assert cleaned({"a": [text, 1]}) == {"a": [without_secrets(text), 1]}


def test_the_server_logs_to_stderr_in_the_form_that_is_set() -> None:
    from logging.config import dictConfig

    kept = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        for form, formatter in (("json", logs.JsonLines), ("text", logs.Words)):
            dictConfig(logs.configuration(form))
            (handler,) = (one for one in logging.getLogger().handlers if one not in kept[0])
            assert isinstance(handler.formatter, formatter)
            assert getattr(handler, "stream", None).__class__ is not None
            assert "stdout" not in str(logs.configuration(form))
    finally:
        logging.getLogger().handlers[:] = kept[0]
        logging.getLogger().setLevel(kept[1])


class TestCrashReports:
    """Reports of faults to a Sentry (an extra)."""

    def test_nothing_is_loaded_without_the_setting(self, tmp_path: Path) -> None:
        assert crash_reports.begin(Settings("sqlite://", tmp_path)) is False

    def test_an_address_that_is_none_is_told(self, tmp_path: Path) -> None:
        pytest.importorskip("sentry_sdk")
        with pytest.raises(SettingsError, match="SENTRY_DSN"):
            crash_reports.begin(Settings("sqlite://", tmp_path, sentry_dsn="nonsense"))

    def test_a_report_says_what_went_wrong_and_nothing_of_the_reader(self, server: Flask, tmp_path: Path) -> None:
        sentry_sdk = pytest.importorskip("sentry_sdk")
        from sentry_sdk.transport import Transport

        sent: list[Any] = []

        class Here(Transport):
            def capture_envelope(self, envelope: Any) -> None:
                sent.append(envelope)

        settings = replace(Settings("sqlite://", tmp_path), sentry_dsn="https://key@sentry.example/1")
        try:
            assert crash_reports.begin(settings, Here)
            client = server.test_client()
            client.set_cookie("session", "cookie-value")
            client.get("/ru/failing/x?token=abc&q=Ахметова", headers={"User-Agent": "Robot/1"})
            sentry_sdk.flush()
        finally:
            sentry_sdk.init()
        reports = [json.dumps(item.payload.json, ensure_ascii=False) for one in sent for item in one.items]
        assert any("RuntimeError" in report for report in reports)
        hidden = ("hidden-word", "cookie-value", "Ахметова", "token=abc", "Robot")
        assert [word for word in hidden for report in reports if word in report] == []


def test_the_id_is_known_to_whoever_answers(server: Flask) -> None:
    with server.test_request_context("/x", environ_overrides={observed.ID: "abc-1234567"}):
        assert request.environ[observed.ID] == observed.number() == "abc-1234567"
