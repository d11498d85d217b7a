"""The pages and files of reports: who gets them, what they hold, what cannot be told from outside (T16)."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app import create_app
from dashboard import migrations
from dashboard.access import audit
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import connection, transaction
from dashboard.settings import Settings
from tests.published_weeks import LATEST, REPUBLIC, Country
from tests.report_facts import Facts, school

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
REGION, DISTRICT, SCHOOL = "100000000", "100100000", "s00003"
FOREIGN, FOREIGN_DISTRICT = "110000000", "110100000"
GRANTS = {
    "ministry": ("org_staff", REPUBLIC, "republic"),
    "region": ("org_admin", REGION, "region"),
    "district": ("org_head", DISTRICT, "district"),
    "editor": ("org_editor", DISTRICT, "district"),
    "director": ("director", SCHOOL, "school"),
    "parent": ("parent", SCHOOL, "school"),
}
REPORTS = ("department_activity", "attestation", "registry")
FORMS = ("", "/data", "/table.xlsx", "/table.csv")


def facts() -> Facts:
    """Eight schools of the first district, one of another region; teachers in all but the first two."""
    schools = [
        school(f"s{number:05d}", DISTRICT, org_type="Орта мектеп", name_ru=f"Средняя школа № {number}", name_kk="=1+1")
        for number in range(8)
    ]
    foreign = school("f1", FOREIGN_DISTRICT, org_type="Лицей")
    found = Facts().add("schools", [*schools, foreign])
    for one in [*schools[2:], foreign]:
        place = {"school_id": one["school_id"], "unit_id": one["unit_id"]}
        person = {"person_id": f"t-{one['school_id']}", "accounts": 1, "activated": True}
        found.add("positions", [{**place, **person, "position": "teacher", "category": "first"}])
        found.add("people", [{**place, **person, "role": "teacher"}])
    return found


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with a published country, the rows of its latest week and an account for each kind of reader."""
    folder = tmp_path_factory.mktemp("reports")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country().publish(opened)
        changes = Changes(opened, Author("root@server"))
        for login, (role, place, kind) in GRANTS.items():
            changes.add(login, login, password=PASSWORD)
            changes.set_password(login, PASSWORD, first=False)
            changes.grant(login, Grant(role, place), kind)
    facts().write(settings, {LATEST: f"{LATEST:%Y%m%d}" * 8})
    return settings


@pytest.fixture(scope="module")
def server(settings: Settings) -> Flask:
    found: Flask = create_app(settings, lambda: LATEST).server
    return found


@pytest.fixture(scope="module")
def readers(server: Flask) -> dict[str, FlaskClient]:
    """A browser of each reader; the one without a name is not logged in."""
    found = {"": server.test_client()}
    for login in GRANTS:
        client = found[login] = server.test_client()
        token = TOKEN.search(client.get("/ru/login").text)
        assert token
        client.post("/ru/login", data={"csrf_token": token[1], "login": login, "password": PASSWORD})
    return found


# By reader: the places whose reports are open; everything else is 403, whether it exists or not.
OPEN = {
    "": set(),
    "ministry": {REPUBLIC, REGION, DISTRICT, SCHOOL, FOREIGN, FOREIGN_DISTRICT},
    "region": {REGION, DISTRICT, SCHOOL},
    "district": {DISTRICT, SCHOOL},
    "editor": set(),
    "director": set(),
    "parent": set(),
}
EVERY_PLACE = (REGION, DISTRICT, SCHOOL, FOREIGN, FOREIGN_DISTRICT, "nowhere", "s99999")
# A wider place than the own one leads to the own one: nothing of it is shown.
LEADS = {"region": {REPUBLIC}, "district": {REPUBLIC, REGION}}


def field(place: str) -> str:
    return "school" if place.startswith("s") else "unit"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("login", OPEN)
def test_t16_a59_who_gets_which_report_of_which_place(readers: dict[str, FlaskClient], login: str, form: str) -> None:
    for report in REPORTS:
        for place in EVERY_PLACE:
            answer = readers[login].get(f"/ru/reports/{report}{form}?{field(place)}={place}&show=1", buffered=True)
            allowed = place in OPEN[login] | LEADS.get(login, set())
            assert answer.status_code == (200 if allowed else 403), (report, place)


def bare(text: str) -> str:
    """Return a refusal without its number and moment."""
    return re.sub(r"[0-9a-f]{8}|\d\d:\d\d", "", re.sub(r'"/[a-z]{2}/[^"]*"', "", text))


@pytest.mark.parametrize("form", FORMS)
def test_t16_a_foreign_place_an_unknown_one_and_an_unknown_report_cannot_be_told_apart(
    readers: dict[str, FlaskClient], form: str
) -> None:
    addresses = [
        f"registry{form}?unit={FOREIGN_DISTRICT}",
        f"registry{form}?unit=nowhere",
        f"registry{form}?school=f1",
        f"nothing{form}",
    ]
    answers = [
        readers["district"].get(f"/ru/reports/{at}", headers={"Accept": "text/html"}, buffered=True) for at in addresses
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({bare(answer.text) for answer in answers}) == 1


def test_the_list_names_what_a_reader_may_see(readers: dict[str, FlaskClient]) -> None:
    text = readers["district"].get("/en/reports").text
    assert all(f'href="/en/reports/{report}"' in text for report in REPORTS)
    assert not any(f"/reports/{report}" in readers["director"].get("/en/reports").text for report in REPORTS)
    assert readers["parent"].get("/ru/reports").status_code == 403
    assert readers[""].get("/ru/reports").status_code == 403


def data(client: FlaskClient, address: str, language: str = "ru") -> dict[str, Any]:
    answer = client.get(f"/{language}/reports/{address}", buffered=True)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def options(view: dict[str, Any], name: str) -> list[str]:
    (found,) = [select for select in view["selects"] if select["name"] == name]
    return [option["value"] for option in found["options"]]


def test_a59_the_lists_of_places_end_where_the_scope_ends(readers: dict[str, FlaskClient]) -> None:
    view = data(readers["district"], "registry/data")
    assert (options(view, "region"), options(view, "district")) == ([REGION], [DISTRICT])
    assert options(view, "school") == ["", *(f"s{number:05d}" for number in range(8))]
    assert options(data(readers["ministry"], "registry/data"), "region")[0] == ""
    assert options(data(readers["region"], "registry/data"), "type") == ["", "Орта мектеп"]


def test_a_district_asked_for_a_wider_place_is_shown_its_own(readers: dict[str, FlaskClient]) -> None:
    view = data(readers["district"], f"registry/data?unit={REGION}")
    assert view["total_line"] == "Всего 8 ОУ"
    assert "Абайский 0 район" in view["place"]


@pytest.mark.parametrize(("language", "absent"), [("kk", "деректер жоқ"), ("ru", "нет данных"), ("en", "no data")])
def test_b2_what_is_not_there_is_said_and_never_blank_or_zero(
    readers: dict[str, FlaskClient], language: str, absent: str
) -> None:
    view = data(readers["district"], "attestation/data?tab=schools&roles=teacher&categories=first", language)
    cells = [[cell["text"] for cell in row[2:]] for row in view["rows"]]
    assert cells[:2] == [[absent] * 3] * 2
    assert cells[2] == ["1"] * 3
    assert [cell["text"] for cell in view["totals"]] == ["", "6", "6", "6"]


def test_rows_are_sorted_and_those_without_a_value_come_last(readers: dict[str, FlaskClient]) -> None:
    for falling in ("", "&falling=1"):
        view = data(readers["district"], f"attestation/data?tab=schools&roles=teacher&sort=teacher__total{falling}")
        assert [cell["absent"] for row in view["rows"] for cell in row[-1:]] == [False] * 6 + [True] * 2
    names = [row[0]["text"] for row in data(readers["district"], "registry/data?sort=name&falling=1")["rows"]]
    assert names == [f"Средняя школа № {number}" for number in range(7, -1, -1)]


def test_nothing_is_counted_before_show_is_pressed_and_no_box_ticked_is_said(readers: dict[str, FlaskClient]) -> None:
    client = readers["district"]
    assert "«Показать»" in client.get("/ru/reports/registry").text
    assert 'id="table"' in client.get("/ru/reports/registry?show=1").text
    assert data(client, "attestation/data?roles=")["message"].endswith("Роли.")
    assert client.get("/ru/reports/attestation/table.csv?roles=").status_code == 404


def test_a_week_whose_rows_are_not_kept_says_so(readers: dict[str, FlaskClient]) -> None:
    view = data(readers["district"], "registry/data?week=2026-11-08", "en")
    assert view["message"].startswith("The rows behind this week are not kept")


def test_b2_every_report_says_how_it_is_built(readers: dict[str, FlaskClient]) -> None:
    about = data(readers["district"], "attestation/data?tab=schools", "en")["about"]
    facts_said = dict(about["facts"])
    assert facts_said["Snapshot"] == f"{LATEST:%Y%m%d}20261"[:12]
    assert (facts_said["Source tables"], facts_said["Coverage"]) == ("positions, schools", "Data of 6 of 8 schools")
    assert about["paragraphs"]


def test_the_workbook_has_every_row_and_no_formula(readers: dict[str, FlaskClient]) -> None:
    answer = readers["district"].get("/kk/reports/registry/table.xlsx", buffered=True)
    assert answer.mimetype.endswith("sheet")
    book = load_workbook(BytesIO(answer.data))
    sheet, about = book.worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.value == "=1+1"] == ["=1+1"] * 8
    assert {cell.data_type for cell in cells if cell.value == "=1+1"} <= {"s", "inlineStr"}
    assert about.max_row > 3


def test_the_csv_is_safe_and_has_the_same_rows(readers: dict[str, FlaskClient]) -> None:
    answer = readers["district"].get("/kk/reports/registry/table.csv")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 9
    assert {row[1] for row in rows[1:]} == {"'=1+1"}
    assert {row[7] for row in rows[1:]} == {"деректер жоқ"}


def test_who_takes_a_file_away_is_logged(readers: dict[str, FlaskClient], settings: Settings) -> None:
    readers["region"].get("/ru/reports/registry/table.csv")
    with connection(settings) as opened:
        entry = next(one for one in audit.entries(opened) if one.action == "export" and one.actor == "region")
    assert (entry.place, entry.details["report"], entry.details["format"]) == (REGION, "registry", "csv")
    assert entry.details["rows"] == 8


def test_links_keep_what_was_chosen(readers: dict[str, FlaskClient]) -> None:
    text = readers["ministry"].get(f"/ru/reports/attestation?unit={DISTRICT}&roles=teacher&roles=director&show=1").text
    files = re.findall(r'href="([^"]+table\.xlsx[^"]*)"', text)
    assert "roles=director&amp;roles=teacher" in files[0]
    assert f"unit={DISTRICT}" in files[0]


def test_names_from_outside_are_text_and_never_markup(readers: dict[str, FlaskClient]) -> None:
    text = readers["district"].get('/ru/reports/registry?show=1&q="><script>alert(1)</script>').text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_the_page_is_kept_by_nobody(readers: dict[str, FlaskClient]) -> None:
    for form in FORMS:
        answer = readers["district"].get(f"/ru/reports/registry{form}?show=1", buffered=True)
        assert "no-store" in answer.headers["Cache-Control"]
