"""Traces by setting: a real collector is told where the time of a request went, and nothing about its reader."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import create_app
from callbacks import traces
from callbacks.observed import Observed
from dashboard import migrations
from dashboard.database import engine, transaction
from dashboard.errors import SettingsError
from dashboard.settings import Settings
from tests.published_weeks import LATEST, WEEK, Country
from tests.served import instances

pytest.importorskip("opentelemetry.sdk")
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

SECRETS = ("Ахметова", "hidden-word", "203.0.113.9", "tail@example.kz", "some-browser")


@dataclass
class Collector:
    """What was told to a collector of OpenTelemetry on this machine."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/traces"

    @property
    def told(self) -> list[ExportTraceServiceRequest]:
        return [ExportTraceServiceRequest.FromString(body) for body in self.bodies]

    @property
    def spans(self) -> list[Any]:
        return [
            span
            for told in self.told
            for resource in told.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def named(self, name: str) -> list[Any]:
        return [span for span in self.spans if span.name == name]


def values(attributes: Any) -> dict[str, object]:
    """Return attributes as Python knows them."""
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A real HTTP server that takes what a collector takes, at its one address."""
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.bodies.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            found.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(200 if self.path == "/v1/traces" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """An installation with a published week."""
    folder = tmp_path_factory.mktemp("traces")
    made = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False)
    migrations.upgrade(made)
    with transaction(made) as opened:
        Country(regions=2, districts=2, schools=3, weeks=[LATEST]).publish(opened)
    yield made
    engine(made).dispose()


def told_of(server: Flask) -> None:
    """Send what is still waiting to be sent, as the end of a worker does."""
    around = server.wsgi_app
    assert isinstance(around, Observed)
    assert around._traces
    around._traces.end()


def test_a_request_and_its_statements_are_told_and_nothing_of_its_reader(
    settings: Settings, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20of-the-house")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
    server = create_app(replace(settings, traces=collector.address), lambda: LATEST + WEEK).server
    headers = {
        "X-Request-ID": "proxy-number-0001",
        "User-Agent": "some-browser",
        "Authorization": "Bearer hidden-word",
        "Cookie": "session=hidden-word",
        "X-Forwarded-For": "203.0.113.9",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    path = "/ru/search?q=Ахметова tail@example.kz"
    answer = server.test_client().get(path, headers=headers)
    assert answer.headers["X-Request-ID"] == "proxy-number-0001"
    told_of(server)

    (request,) = collector.named("GET /search")
    assert values(request.attributes) == {
        "belsendi.request": "proxy-number-0001",
        "http.request.method": "GET",
        "http.route": "/search",
        "http.response.status_code": 200,
    }
    statements = [span for span in collector.spans if span.parent_span_id == request.span_id]
    assert {span.trace_id for span in statements} == {request.trace_id}
    assert "SELECT school_week" in {span.name for span in statements}
    assert all(values(span.attributes)["db.system.name"] == "sqlite" for span in statements)
    assert all(
        request.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano for span in statements
    )
    # A trace a stranger names is not gone on with.
    assert request.trace_id.hex() != "0af7651916cd43dd8448eb211c80319c"
    assert not request.parent_span_id
    resource = values(collector.told[0].resource_spans[0].resource.attributes)
    assert (resource["service.name"], resource["deployment.environment.name"]) == ("belsendilik", "test")
    assert {each["authorization"] for each in collector.headers} == {"Bearer of-the-house"}
    whole = b"".join(collector.bodies)
    assert [secret for secret in SECRETS if secret.encode() in whole] == []


def test_a_fault_is_told_by_its_kind_alone(settings: Settings, collector: Collector) -> None:
    server = create_app(
        replace(settings, database_url="sqlite:////nowhere/hidden-word.db", traces=collector.address)
    ).server
    assert server.test_client().get("/ru/view").status_code == 503
    assert server.test_client().open("/ru/view", method="HIDDEN-WORD").status_code in {403, 405}
    told_of(server)
    (failed,) = collector.named("GET /view")
    assert (failed.status.code, values(failed.attributes)["error.type"]) == (2, "503")
    assert not failed.events
    assert b"hidden-word" not in b"".join(collector.bodies).lower()


def test_a_statement_that_fails_is_told_and_what_a_program_does_by_itself_is_not(
    settings: Settings, collector: Collector
) -> None:
    found = traces.begin(replace(settings, traces=collector.address))
    assert found
    with engine(settings).connect() as opened:
        with found.request("n" * 16):
            opened.exec_driver_sql("SELECT 1")
            with pytest.raises(OperationalError):
                opened.exec_driver_sql("SELECT * FROM nowhere WHERE name = 'x'")
        opened.exec_driver_sql("SELECT 2")
    found.end()
    assert sorted(span.name for span in collector.spans) == ["BEGIN", "SELECT", "SELECT nowhere", "request"]
    (wrong,) = collector.named("SELECT nowhere")
    assert values(wrong.attributes)["error.type"] == "OperationalError"


def test_a_worker_tells_what_it_knows_before_it_ends(settings: Settings, collector: Collector, tmp_path: Path) -> None:
    """Workers are forked from a process that has no traces, and end without what `atexit` was told."""
    environment = {
        "DATABASE_URL": settings.database_url,
        "BELSENDI_DATA": str(settings.data_folder),
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}/",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        "OTEL_SERVICE_NAME": "monitor-of-a-house",
        "OTEL_BSP_SCHEDULE_DELAY": "600000",  # milliseconds: nothing is told meanwhile
    }
    with instances(tmp_path, environment, [1]) as (one,):
        asked = Request(f"http://127.0.0.1:{one.port}/ru/view", headers={"X-Request-ID": "of-this-test-1"})
        assert urlopen(asked, timeout=20).status == 200
        assert collector.bodies == []
    numbers = [values(span.attributes)["belsendi.request"] for span in collector.named("GET /view")]
    assert "of-this-test-1" in numbers
    resource = values(collector.told[0].resource_spans[0].resource.attributes)
    assert resource["service.name"] == "monitor-of-a-house"


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, ""),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, "http://collector:4318/v1/traces"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector/otlp/"}, "https://collector/otlp/v1/traces"),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b:2/in"},
            "http://b:2/in",
        ),
    ],
)
def test_the_address_is_read_by_the_rules_of_opentelemetry(environment: dict[str, str], address: str) -> None:
    assert Settings.from_environment(environment).traces == address


def test_an_address_that_is_none_is_refused_without_quoting_it() -> None:
    with pytest.raises(SettingsError, match="OTEL_EXPORTER_OTLP_ENDPOINT is no address") as refused:
        Settings.from_environment({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:hidden-word"})
    assert "hidden-word" not in str(refused.value)


def test_nobody_is_told_without_the_setting(tmp_path: Path) -> None:
    """Nothing is loaded either: tests/test_app.py."""
    assert traces.begin(Settings("sqlite://", tmp_path)) is None


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match=r"belsendilik\[otlp\]"):
        traces.begin(Settings("sqlite://", tmp_path, traces="http://127.0.0.1:1/v1/traces"))
