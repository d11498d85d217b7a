"""``/healthz`` and ``/readyz``: what fails is named, why it fails is not."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from dashboard import migrations
from dashboard.database import engine, transaction
from dashboard.schema import snapshot
from dashboard.settings import Settings
from tests.published_weeks import LATEST, Country

FRESH = LATEST + timedelta(days=7)


class Clock:
    """The day in Almaty, as long as a test wants it."""

    def __init__(self) -> None:
        self.today = FRESH

    def __call__(self) -> date:
        return self.today


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("health")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, "/belsendilik/", compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country(regions=2, districts=2, schools=3, weeks=[LATEST]).publish(opened)
    return settings


@pytest.fixture(scope="module")
def server(installation: Settings, clock: Clock) -> Flask:
    found: Flask = create_app(installation, clock).server
    return found


def ask(server: Flask, path: str = "/belsendilik/readyz") -> tuple[int, dict[str, object]]:
    answer = server.test_client().get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize("path", ["/healthz", "/belsendilik/healthz", "/belsendilik/ru/healthz"])
def test_a_process_that_answers_lives_with_or_without_prefix_and_language(server: Flask, path: str) -> None:
    assert ask(server, path) == (200, {"status": "ok"})


def test_all_is_well(server: Flask) -> None:
    checks = {"database": "ok", "migrations": "ok", "latest_week": "ok"}
    assert ask(server) == (200, {"status": "ok", "checks": checks})


@pytest.mark.parametrize(("days", "status"), [(14, 200), (15, 503), (400, 503)])
def test_the_latest_week_may_be_eight_days_old(server: Flask, clock: Clock, days: int, status: int) -> None:
    """It ended on its Saturday, the seventh day; the page says that data are old from the same day on."""
    clock.today = LATEST + timedelta(days=days)
    try:
        code, told = ask(server)
    finally:
        clock.today = FRESH
    assert code == status
    state = "ok" if status == 200 else "failed"
    assert told == {"status": state, "checks": {"database": "ok", "migrations": "ok", "latest_week": state}}


def test_an_old_version_of_the_tables_is_named(server: Flask, installation: Settings) -> None:
    def move(version: str) -> None:
        with engine(installation).begin() as opened:
            opened.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

    from dashboard.schema import VERSION

    move("2020_01_01_older")
    try:
        code, told = ask(server)
    finally:
        move(VERSION)
    checks = {"database": "ok", "migrations": "failed", "latest_week": "unknown"}
    assert (code, told) == (503, {"status": "failed", "checks": checks})


def test_a_database_that_is_not_there_is_named_and_not_made(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The answer is public: the address of the database goes to the log alone."""
    file = tmp_path / "gone.db"
    server = create_app(Settings(f"sqlite:///{file}", tmp_path, compress=False)).server
    answer = server.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["checks"] == {"database": "failed", "migrations": "unknown", "latest_week": "unknown"}
    assert str(tmp_path) not in answer.text
    assert str(file) in caplog.text
    assert not file.exists()
    assert server.test_client().get("/healthz").status_code == 200


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    settings = Settings("postgresql+psycopg://belsendi:hidden@127.0.0.1:1/belsendi", tmp_path, compress=False)
    answer = create_app(settings).server.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["checks"]["database"]) == (503, "failed")
    assert "127.0.0.1" not in answer.text
    engine(settings).dispose()


def test_nothing_published_is_not_ready(tmp_path: Path) -> None:
    settings = Settings(f"sqlite:///{tmp_path / 'new.db'}", tmp_path, compress=False)
    migrations.upgrade(settings)
    code, told = ask(create_app(settings).server, "/readyz")
    assert (code, told["checks"]) == (503, {"database": "ok", "migrations": "ok", "latest_week": "failed"})


def test_a_withdrawn_week_does_not_count(installation: Settings, server: Flask) -> None:
    def put(status: str) -> None:
        with transaction(installation) as opened:
            opened.execute(snapshot.update().values(status=status))

    put("withdrawn")
    try:
        assert ask(server)[1]["checks"] == {"database": "ok", "migrations": "ok", "latest_week": "failed"}
    finally:
        put("published")


def test_it_needs_no_login_where_everything_else_does(installation: Settings, clock: Clock) -> None:
    from dataclasses import replace

    client = create_app(replace(installation, public_monitor=False), clock).server.test_client()
    assert client.get("/belsendilik/ru/view").status_code == 403
    assert client.get("/belsendilik/readyz").status_code == 200
