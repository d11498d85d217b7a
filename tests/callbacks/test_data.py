"""The routes of the data over a published country: one view per edition, unit, week and language, kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from app import create_app
from callbacks import data
from callbacks.reconnecting import CURRENT, STALE, STATE
from dashboard import migrations
from dashboard.database import connection, engine, transaction
from dashboard.schema import VERSION, snapshot
from dashboard.settings import Settings
from tests.published_weeks import HOLIDAY, LATEST, MISSING, Country

TODAY = date(2026, 11, 22)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with a small published country."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'belsendi.db'}", data_folder=tmp_path, url_prefix="/", compress=False
    )
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country().publish(opened)
    return settings


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A browser; what is published is looked up at every request."""
    monkeypatch.setattr(data, "_EDITION_SECONDS", 0.0)
    with create_app(settings, lambda: TODAY).server.test_client() as client:
        yield client


def test_a_view_asked_again_is_304_and_another_one_is_not(client: FlaskClient) -> None:
    first = client.get("/ru/view")
    tag = first.headers["ETag"]
    assert client.get("/ru/view", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/kk/view", headers={"If-None-Match": tag}).status_code == 200
    assert client.get(f"/ru/view?week={HOLIDAY}", headers={"If-None-Match": tag}).status_code == 200


def test_the_indicator_is_no_part_of_the_answer(client: FlaskClient) -> None:
    assert client.get("/ru/view?ind=planning").data == client.get("/ru/view?ind=journal").data


def test_notices_are_for_the_one_who_asked(client: FlaskClient) -> None:
    """Unknown values fall back with a notice; the view that is kept has none."""
    odd = client.get("/ru/view?unit=nowhere").get_json()
    plain = client.get("/ru/view").get_json()
    assert odd["notices"]
    assert not plain["notices"]
    assert {**odd, "notices": []} == plain


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_picker_tells_weeks_with_data_from_holidays_and_missing_ones(client: FlaskClient, language: str) -> None:
    """A-7, A-9: what can be seen of a week is said before it is chosen."""
    months = client.get(f"/{language}/weeks").get_json()["months"]
    states = {week["week"]: week["state"] for month in months for week in month["weeks"]}
    shown = {str(week): states[str(week)] for week in (LATEST, HOLIDAY, MISSING)}
    assert shown == {str(LATEST): "data", str(HOLIDAY): "holiday", str(MISSING): "missing"}
    assert states[str(TODAY)] == "future"


def test_a_week_taken_back_is_gone_and_the_one_before_is_shown(client: FlaskClient, settings: Settings) -> None:
    """What is kept belongs to an edition; another edition begins anew (A-6)."""
    assert client.get("/en/view").get_json()["selection"]["week"] == str(LATEST)
    with transaction(settings) as opened:
        opened.execute(update(snapshot).where(snapshot.c.week == LATEST).values(status="withdrawn"))
    assert client.get("/en/view").get_json()["selection"]["week"] < str(LATEST)


def test_a_database_that_comes_back_is_read_again(client: FlaskClient, settings: Settings) -> None:
    before = client.get("/en/view").get_json()
    file = settings.data_folder / "belsendi.db"
    away = file.rename(file.with_suffix(".away"))
    assert client.get("/en/view").status_code in {200, 503}
    away.rename(file)
    assert client.get("/en/view").get_json() == before
    with connection(settings) as opened:
        assert opened.execute(snapshot.select()).first()


class Silent:
    """A database that says nothing, at the first word or in the middle, until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, connects: bool) -> None:
        self.let_go = Event()
        self._open = data.connection
        self._connects = connects
        monkeypatch.setattr(data, "connection", self.connection)
        monkeypatch.setattr(data, "_PATIENCE", 0.05)

    @contextmanager
    def connection(self, settings: Settings) -> Iterator[object]:
        if not self._connects:
            self.let_go.wait(20)
        with self._open(settings) as opened:
            yield opened
            self.let_go.wait(20)


@pytest.mark.parametrize("connects", [False, True])
def test_nobody_waits_for_a_database_that_says_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, connects: bool
) -> None:
    """One that answers slowly is not called away; the pages are there all the same (issue 7)."""
    before = client.get("/ru/view").get_json()
    silent = Silent(monkeypatch, connects=connects)
    begun = time.monotonic()
    for _ in range(5):
        answer = client.get("/ru/view")
        assert (answer.status_code, answer.get_json()) == (200, before)
        assert answer.headers[STATE] == (CURRENT if connects else STALE)
    assert time.monotonic() - begun < 5
    silent.let_go.set()
    end = time.monotonic() + 20
    while client.get("/ru/view").headers[STATE] != CURRENT:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_is_wrong_with_the_database_is_told_to_who_looked(client: FlaskClient, settings: Settings) -> None:
    """Tables of another version do not mend themselves: that is no matter of waiting."""
    assert client.get("/ru/view").status_code == 200

    def move(version: str) -> None:
        with engine(settings).begin() as opened:
            opened.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

    move("2020_01_01_older")
    assert client.get("/ru/view").status_code == 503
    move(VERSION)
    assert client.get("/ru/view").status_code == 200
