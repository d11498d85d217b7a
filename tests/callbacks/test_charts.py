"""The routes of the charts: what they answer, and that they answer from the cache."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from callbacks import charts
from dashboard import migrations
from dashboard.database import transaction
from dashboard.settings import Settings
from tests.published_weeks import HOLIDAY, LATEST, Country

TODAY = date(2026, 11, 22)
REGION, DISTRICT = "110000000", "100100000"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with a small published country."""
    folder = tmp_path_factory.mktemp("charts")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'belsendi.db'}", data_folder=folder, url_prefix="/", compress=False
    )
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country().publish(opened)
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    """A browser."""
    with create_app(settings, lambda: TODAY).server.test_client() as client:
        yield client


@pytest.mark.parametrize("unit", [REGION, DISTRICT])
def test_growth_answers_with_the_bars_of_a_unit(client: FlaskClient, unit: str) -> None:
    found = client.get(f"/ru/growth?unit={unit}").json
    assert found is not None
    assert (found["unit"], found["week"]) == (unit, LATEST.isoformat())
    assert len(found["bars"]) == 9
    assert found["bars"]["planning"]["rows"]


def test_a_week_without_data_has_no_bars(client: FlaskClient) -> None:
    assert client.get(f"/ru/growth?unit={REGION}&week={HOLIDAY}").json == {}


def test_compare_answers_with_the_pinned_units(client: FlaskClient) -> None:
    found = client.get(f"/kk/compare?pin={REGION}.stranger.{DISTRICT}").json
    assert found is not None
    assert [unit["unit"] for unit in found["units"]] == [REGION, DISTRICT]


def test_the_same_question_is_answered_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(f"/ru/growth?unit={REGION}")

    def made_again(*_: object) -> bytes:
        raise AssertionError("made again")

    monkeypatch.setattr(charts, "growth", made_again)
    again = client.get(f"/ru/growth?unit={REGION}&week={LATEST}&ind=journal&pin={REGION}")
    assert (again.status_code, again.data) == (200, first.data)
    known = client.get(f"/ru/growth?unit={REGION}", headers={"If-None-Match": first.headers["ETag"]})
    assert known.status_code == 304


def test_an_empty_database_has_nothing_to_draw(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'belsendi.db'}", data_folder=tmp_path, url_prefix="/", compress=False
    )
    migrations.upgrade(settings)
    with create_app(settings, lambda: TODAY).server.test_client() as client:
        assert client.get("/ru/growth").json == {}
        assert client.get("/ru/compare?pin=110000000").json == {}
