"""The routes of the wall (issue 7)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import create_app
from callbacks import wall
from dashboard import migrations
from dashboard.database import transaction
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from tests.published_weeks import HOLIDAY, LATEST, Country

TODAY = date(2026, 11, 22)
REGION, DISTRICT = "110000000", "100100000"


def made(folder: Path, country: Country) -> Settings:
    """Return an installation with a published country."""
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, url_prefix="/", compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        country.publish(opened)
    return settings


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A small published country."""
    return made(tmp_path_factory.mktemp("wall"), Country(weeks=[LATEST]))


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """A screen."""
    with create_app(settings, lambda: TODAY).server.test_client() as client:
        yield client


def playing(client: FlaskClient, address: str) -> Any:
    """Return what the document tells its script."""
    found = re.search(r'data-wall="([^"]*)"', client.get(address).text)
    assert found
    return json.loads(unescape(found[1]))


def test_the_document_plays_the_unit_of_its_address(client: FlaskClient) -> None:
    found = playing(client, f"/kk/wall/{REGION}")
    assert (found["units"], found["languages"], found["seconds"]) == ([REGION], ["kk"], 30)
    assert playing(client, "/wall")["languages"] == ["kk"]


def test_a_playlist_is_read_and_strangers_are_named(client: FlaskClient) -> None:
    address = f"/ru/wall?units={REGION},%3Cb%3E&seconds=7&lang=kk,ru&ind=journal"
    found = playing(client, address)
    assert (found["units"], found["languages"], found["seconds"]) == ([REGION], ["kk", "ru"], 7)
    page = client.get(address).text
    assert "&lt;b&gt;" in page
    assert "<b>." not in page


@pytest.mark.parametrize("address", ["/ru/wall/123", "/ru/wall/data?unit=123"])
def test_an_unknown_unit_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("unit", ["", REGION, DISTRICT])
def test_the_data_are_asked_for_again_without_being_sent_again(client: FlaskClient, unit: str) -> None:
    first = client.get(f"/ru/wall/data?unit={unit}")
    assert first.status_code == 200
    assert first.json
    assert first.json["version"] == playing(client, "/ru/wall")["version"]
    assert re.fullmatch(r"\d\d\.\d\d, \d\d:\d\d", first.headers[wall.TIME])
    again = client.get(f"/ru/wall/data?unit={unit}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers[wall.TIME]


def test_another_deployment_has_another_version() -> None:
    assert wall._version(["a.1.js"]) == wall._version(["a.1.js"]) != wall._version(["a.2.js"])


def test_while_the_database_is_away_a_screen_asks_again_by_itself(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise SnapshotError("away")

    monkeypatch.setattr("callbacks.data.snapshots.edition", away)
    monkeypatch.setattr("callbacks.data._EDITION_SECONDS", 0.0)
    answer = client.get("/ru/wall/data")
    assert (answer.status_code, answer.headers["Refresh"]) == (503, "30")


def test_a9_holidays_show_the_last_week_with_data(tmp_path: Path) -> None:
    settings = made(tmp_path, Country(weeks=[HOLIDAY.replace(day=18), HOLIDAY]))
    with create_app(settings, lambda: TODAY).server.test_client() as client:
        found = client.get("/ru/wall/data").json
    assert found
    assert "18–24 октября" in found["week"]
    assert "каникулы" in found["alert"].lower()
    assert found["slides"]


def test_an_empty_database_is_called_empty(tmp_path: Path) -> None:
    settings = Settings(f"sqlite:///{tmp_path / 'belsendi.db'}", tmp_path, url_prefix="/", compress=False)
    migrations.upgrade(settings)
    with create_app(settings, lambda: TODAY).server.test_client() as client:
        found = client.get("/ru/wall/data").json
        assert client.get("/ru/wall").status_code == 200
    assert found
    assert (found["slides"], found["message"]["title"]) == ({}, "Данных пока нет")
