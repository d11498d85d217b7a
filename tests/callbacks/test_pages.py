"""The document, its configuration, its data and its maps, asked over the wire."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from callbacks import maps
from dashboard import migrations
from dashboard.settings import Settings

TODAY = date(2026, 11, 22)
CONFIG = re.compile(r'<script id="_dash-config" type="application/json">(.*?)</script>')


def open_client(folder: Path, *, database: bool = True, prefix: str = "/") -> FlaskClient:
    """Return a browser of an installation without a published week, or without a database."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'belsendi.db'}", data_folder=folder, url_prefix=prefix, compress=False
    )
    if database:
        migrations.upgrade(settings)
    return create_app(settings, lambda: TODAY).server.test_client()


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return open_client(tmp_path)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_dash_asks_in_the_language_of_the_page(client: FlaskClient, language: str) -> None:
    html = client.get(f"/{language}/", headers={"Cookie": "lang=en"}).text
    found = CONFIG.search(html)
    assert found
    assert json.loads(found[1])["requests_pathname_prefix"] == f"/{language}/"
    assert f'<html lang="{language}"' in html


def test_the_layout_speaks_the_language_of_its_path(client: FlaskClient) -> None:
    layouts = {language: client.get(f"/{language}/_dash-layout").text for language in ("kk", "ru", "en")}
    assert len(set(layouts.values())) == 3


def test_under_a_url_prefix_everything_is_asked_below_it(tmp_path: Path) -> None:
    html = open_client(tmp_path, prefix="/mon/").get("/mon/ru/").text
    found = CONFIG.search(html)
    assert found
    assert json.loads(found[1])["requests_pathname_prefix"] == "/mon/ru/"
    assert 'data-base="/mon/ru/"' in html


@pytest.mark.parametrize("address", ["/ru/nope", "/favicon.ico", "/maps/x/../../etc/passwd.svg", "/ru/maps/1/²²².svg"])
def test_unknown_addresses_are_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("unit", ["1" * 300, "²", "../../x", "%00", "<script>", ""])
def test_odd_units_get_the_page_and_a_view(client: FlaskClient, unit: str) -> None:
    assert client.get("/en/", query_string={"unit": unit}).status_code == 200
    assert client.get("/en/view", query_string={"unit": unit}).status_code == 200


def test_an_empty_database_says_so(client: FlaskClient) -> None:
    view = client.get("/en/view").get_json()
    assert view["state"] == "empty_database"
    assert view["empty"]["title"]


def test_without_a_database_the_answer_is_503_and_nothing_is_made(tmp_path: Path) -> None:
    client = open_client(tmp_path, database=False)
    answer = client.get("/en/view")
    assert (answer.status_code, answer.get_json()) == (503, {"error": "unavailable"})
    assert client.get("/en/").status_code == 200
    assert not (tmp_path / "belsendi.db").exists()


def test_a_file_that_is_no_database_is_503_too(tmp_path: Path) -> None:
    (tmp_path / "belsendi.db").write_bytes(b"no database" * 1000)
    assert open_client(tmp_path, database=False).get("/en/view").status_code == 503


def test_drawings_are_kept_for_ever_under_their_edition_only(tmp_path: Path) -> None:
    client = open_client(tmp_path)
    edition = maps.version(Settings(database_url="sqlite://", data_folder=tmp_path))
    answer = client.get(f"/maps/{edition}/000000000.svg")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, maps.FOR_EVER)
    assert client.get("/maps/another/000000000.svg").status_code == 404
    assert client.get(f"/maps/{edition}/111111111.svg").status_code == 404
