"""The routes of schools and files over a published country."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from flask.testing import FlaskClient

from app import create_app
from callbacks import data
from callbacks.exports import CSV, EXCEL
from dashboard import migrations
from dashboard.database import transaction
from dashboard.settings import Settings
from tests.published_weeks import HOLIDAY, LATEST, Country

TODAY = date(2026, 11, 22)
REGION, DISTRICT, EMPTY = "100000000", "100100000", "110000000"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("schools")
    settings = Settings(database_url=f"sqlite:///{folder / 'belsendi.db'}", data_folder=folder, compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country().publish(opened)
    with create_app(settings, lambda: TODAY).server.test_client() as client:
        yield client


@pytest.mark.parametrize("unit", [REGION, DISTRICT])
def test_the_list_of_a_unit(client: FlaskClient, unit: str) -> None:
    found = client.get(f"/ru/schools?unit={unit}").get_json()
    assert (found["unit"], found["week"], len(found["ids"])) == (unit, LATEST.isoformat(), 8)


def test_the_lines_of_a_list_come_apart_from_it(client: FlaskClient) -> None:
    listed, found = (client.get(f"/ru/{path}?unit={REGION}").get_json() for path in ("schools", "schools/lines"))
    assert {key: len(drawn) for key, drawn in found.items()} == dict.fromkeys(listed["panels"], 12 * len(listed["ids"]))


def test_names_in_other_languages_come_apart_from_the_list(client: FlaskClient) -> None:
    listed, found = (client.get(f"/ru/{path}?unit={REGION}").get_json() for path in ("schools", "schools/names"))
    assert len(found["words"]) == len(listed["ids"])


@pytest.mark.parametrize("path", ["schools", "schools/lines", "schools/names"])
@pytest.mark.parametrize("query", ["", f"?unit={EMPTY}", f"?unit={REGION}&week={HOLIDAY}", "?unit=nowhere"])
def test_where_there_is_no_list_the_answer_is_empty(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"/ru/{path}{query}").get_json() == {}


def test_a_week_named_and_the_latest_are_one_answer(client: FlaskClient) -> None:
    named, bare = (client.get(f"/ru/schools?unit={REGION}{week}") for week in (f"&week={LATEST}", ""))
    assert named.headers["ETag"] == bare.headers["ETag"]
    tag = {"If-None-Match": named.headers["ETag"]}
    assert client.get(f"/ru/schools?unit={REGION}", headers=tag).status_code == 304
    assert client.get(f"/kk/schools?unit={REGION}", headers=tag).status_code == 200


def test_one_school(client: FlaskClient) -> None:
    found = client.get("/kk/school?school=s00003").get_json()
    assert (found["id"], found["unit"], found["title"]) == ("s00003", DISTRICT, "№ 3 орта мектеп")
    assert client.get("/kk/school?school=s00003").get_json() == found


@pytest.mark.parametrize("query", ["", "?school=nobody", "?school=s00003&week=2020-01-05", "?school=" + "x" * 5000])
def test_a_school_that_does_not_take_part_is_404(client: FlaskClient, query: str) -> None:
    status = client.get(f"/ru/school{query}").status_code
    assert status == (200 if "week=2020" in query else 404)  # a week nobody knows is the latest one, as everywhere


def test_the_search_answers_in_groups(client: FlaskClient) -> None:
    found = client.get("/ru/search", query_string={"q": "средняя 3"}).get_json()
    (group,) = found["groups"]
    assert [item["school"] for item in group["items"]] == ["s00003"]
    units = client.get("/en/search", query_string={"q": "almaty"}).get_json()["groups"][0]["items"]
    assert {"Almaty Region", "Almaty"} <= {item["name"] for item in units}


@pytest.mark.parametrize("text", ["", " ", "№", "x" * 10_000, "%00", "<script>", "' OR 1=1 --", "ъ" * 99])
def test_odd_searches_find_nothing(client: FlaskClient, text: str) -> None:
    answer = client.get("/ru/search", query_string={"q": text})
    assert (answer.status_code, answer.get_json()["groups"]) == (200, [])


def test_a10_the_report_is_a_workbook_named_after_unit_and_week(client: FlaskClient) -> None:
    answer = client.get(f"/ru/report.xlsx?unit={REGION}&week={LATEST}", headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.mimetype) == (200, EXCEL)
    assert "Content-Encoding" not in answer.headers
    named = unquote(answer.headers["Content-Disposition"])
    assert named.endswith(f"UTF-8''Алматинская область {LATEST}.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert [sheet.title for sheet in book.worksheets] == ["Школы", "Сводка", "Как считается", "Примечания к данным"]
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/ru/report.xlsx?unit={REGION}&week={LATEST}", headers=tag).status_code == 304


def test_the_list_as_csv(client: FlaskClient) -> None:
    answer = client.get(f"/kk/schools.csv?unit={DISTRICT}")
    assert answer.headers["Content-Type"] == f"{CSV}; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 9
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("path", ["report.xlsx", "schools.csv"])
@pytest.mark.parametrize("query", ["", f"?unit={REGION}&week={HOLIDAY}", "?unit=nowhere"])
def test_a10_there_is_no_report_of_the_republic_or_of_holidays(client: FlaskClient, path: str, query: str) -> None:
    assert client.get(f"/ru/{path}{query}").status_code == 404


def test_a_region_without_schools_still_has_its_summary(client: FlaskClient) -> None:
    book = openpyxl.load_workbook(BytesIO(client.get(f"/ru/report.xlsx?unit={EMPTY}").data))
    assert len(book.worksheets) == 4


def test_an_empty_database_has_nothing_to_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_EDITION_SECONDS", 0.0)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'b.db'}", data_folder=tmp_path, compress=False)
    migrations.upgrade(settings)
    client = create_app(settings, lambda: TODAY).server.test_client()
    assert client.get("/ru/schools").get_json() == {}
    assert client.get("/ru/search?q=a").get_json()["groups"] == []
    assert client.get("/ru/school?school=x").status_code == 404
    assert client.get("/ru/report.xlsx").status_code == 404
