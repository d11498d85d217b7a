"""Every report that works, at every scope, as Excel and CSV: what its page has, in its language; who gets it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from itertools import product
from typing import Any

import duckdb
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app import create_app
from callbacks import sessions
from callbacks.places import INSIDE
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import NOWHERE, Grant
from dashboard.database import connection, transaction
from dashboard.demo.stories import DETAILED_DISTRICT
from dashboard.facts import store
from dashboard.schema import account
from dashboard.selection import REPUBLIC
from layouts.workbook.csv_text import FORMULA
from queries.reports import catalogue
from tests.kept_facts import WEEK, Week, make_week
from tests.queries.reports.test_school_catalogue import DEPARTMENT, NOT_CONNECTED, ROLES, SEEN, TABLE

TODAY = WEEK + timedelta(days=7)
ABSENT = {"kk": "деректер жоқ", "ru": "нет данных", "en": "no data"}
LANGUAGES = tuple(ABSENT)
EVIL = "=HYPERLINK(1)"
# Written down here, apart from the catalogue: B-13 rows 1-3, 5, 6, 8-11, 14, 15, 17, 20 and 23 by class, 21 and 24.
ONE_SCHOOL = {
    "card", "list_pupils", "list_staff", "movement_arrivals", "movement_departures", "attainment_classes",
    "attainment_pupils", "attainment_class_teacher", "attainment_teacher", "attendance_classes",
    "attendance_class_teacher", "homework_time_classes", "mark_statistics_classes", "average_mark_pupils",
    "average_mark_teachers", "journal_keeping_classes", "journal_keeping_teachers", "activity_general",
    "activity_personal", "journal_changes",
}  # fmt: skip
EVERYWHERE = {
    "department_activity", "attestation", "registry", "movement_summary", "attainment_school", "attendance_summary",
    "attendance_school", "homework_time_school", "cancellations", "mark_statistics_school",
    "mark_statistics_subjects", "average_mark_subjects", "journal_keeping_school",
}  # fmt: skip
WAITING = {"documents", "programme", "completeness", "teaching_hours"}
DEPARTMENTS = DEPARTMENT | {16}  # the categories of a governing organisation
LEVELS = ("school", "district", "region", "republic")
CASES = [*product(sorted(EVERYWHERE), LEVELS), *product(sorted(ONE_SCHOOL), LEVELS[:1])]
# What is asked for beside the place: without any box ticked there is no table.
MORE = {"attestation": "&roles=teacher&roles=director&categories=first&categories=none&tab=schools"}


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """A week with rows, in which the names of schools and subjects would be formulas."""
    found = make_week(tmp_path_factory)
    folder = store.folder_of(found.settings, found.kept.snapshot)
    for file in (folder / "subjects.parquet", store.file_of(folder, "schools", DETAILED_DISTRICT)):
        names = ", ".join(f"'{EVIL}' || name_{key} AS name_{key}" for key in ("kk", "ru", "en"))
        rows = duckdb.sql(f"SELECT * REPLACE ({names}) FROM '{file}'").to_arrow_table()  # noqa: S608
        file.unlink()
        duckdb.from_arrow(rows).write_parquet(str(file))
    return found


@pytest.fixture(scope="module")
def places(week: Week) -> dict[str, str]:
    school = week.detailed_school
    region = f"{DETAILED_DISTRICT[:2]}0000000"
    addresses = {"school": str(school), "district": DETAILED_DISTRICT, "region": region, "republic": REPUBLIC}
    return {level: f"{'school' if level == 'school' else 'unit'}={place}" for level, place in addresses.items()}


@pytest.fixture(scope="module")
def browse(week: Week, places: dict[str, str]) -> Callable[[str], FlaskClient]:
    """What gives the browser of somebody of the ministry, or of somebody in a role at the school or its district."""
    school = places["school"].partition("=")[2]
    grants = {"ministry": ("org_staff", REPUBLIC, "republic")} | {
        role: (role, DETAILED_DISTRICT, "district") if number in DEPARTMENTS else (role, school, "school")
        for number, role in ROLES.items()
    }
    with transaction(week.settings) as opened:
        changes = Changes(opened, Author("root@server"))
        for login, (role, place, kind) in grants.items():
            changes.add(login, login)
            changes.grant(login, Grant(role, place), kind)
    with connection(week.settings) as opened:
        numbers = {row.login: row.id for row in opened.execute(account.select())}
    server: Flask = create_app(week.settings, lambda: TODAY).server

    def client(login: str) -> FlaskClient:
        found = server.test_client()
        with found.session_transaction() as session:
            now = sessions.now()
            session.update({"_user_id": f"{numbers[login]}:0", "_fresh": True, "key": "k", "since": now, "seen": now})
        return found

    return client


@pytest.fixture(scope="module")
def client(browse: Callable[[str], FlaskClient]) -> FlaskClient:
    return browse("ministry")


def test_the_lists_above_are_the_catalogue() -> None:
    assert set(catalogue()) == ONE_SCHOOL | EVERYWHERE | WAITING
    assert {key for key, report in catalogue().items() if report.school_only} == ONE_SCHOOL


def flat(head: list[list[dict[str, Any]]]) -> Iterator[tuple[str, bool]]:
    """Yield the heads of a page as a file has them, and whether their columns hold numbers."""
    below = iter(head[1] if len(head) > 1 else [])
    for one in head[0]:
        if one["group"]:
            for _ in range(one["span"]):
                cell = next(below)
                yield f"{one['text']}: {cell['text']}", cell["numeric"]
        else:
            yield one["text"], one["numeric"]


def number(text: str, lang: str) -> float:
    """Return a number as it is read on the screen."""
    bare = re.sub(r"\s", "", text).replace("−", "-")
    return float(bare.replace(",", "") if lang == "en" else bare.replace(",", "."))


@pytest.mark.parametrize(("key", "level"), CASES, ids=[f"{key}-{level}" for key, level in CASES])
def test_b2_files_have_what_the_page_has(client: FlaskClient, places: dict[str, str], key: str, level: str) -> None:
    lang = LANGUAGES[CASES.index((key, level)) % len(LANGUAGES)]
    address = f"/{lang}/reports/{key}{{}}?{places[level]}{MORE.get(key, '')}"
    page = client.get(address.format("/data") + "&page=all").get_json()
    heads = list(flat(page["head"]))
    assert page["rows"], page["message"]
    table = _csv(client, address.format("/table.csv"))
    sheet = _excel(client, address.format("/table.xlsx"), len(table))
    for rows in (table, sheet):
        assert rows[0][1 : len(heads) + 1] == [text for text, _ in heads]
        assert len(rows) == 1 + len(page["rows"]) + bool(page["totals"])
    for shown, written, typed in zip(page["rows"], table[1:], sheet[1:], strict=False):
        for (_, numeric), cell, text, value in zip(heads, shown, written[1:], typed[1:], strict=False):
            if cell["absent"]:
                assert (text, value) == (ABSENT[lang], ABSENT[lang])
            elif numeric:
                assert isinstance(value, int | float)
                assert float(text) == value
                assert 0 <= value - number(cell["text"], lang) < 1  # whole percents are cut on the screen (G-29)
            else:
                assert text
                assert not text.startswith(FORMULA)
                assert text.removeprefix("'") == value or not isinstance(value, str)


def _csv(client: FlaskClient, address: str) -> list[list[str]]:
    """Return the table of a CSV file that goes out while it is made."""
    with client.get(address) as answer:
        assert answer.is_streamed
        return list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig"))))


def _excel(client: FlaskClient, address: str, rows: int) -> list[list[Any]]:
    """Return the table of a workbook; no cell is a formula."""
    with client.get(address) as answer:
        assert answer.is_streamed
        sheet = load_workbook(BytesIO(answer.get_data()), read_only=True).worksheets[0]
    cells = [list(row) for row in sheet.iter_rows()][-rows:]
    assert not [cell for row in cells for cell in row if cell.data_type == "f"]
    return [[cell.value for cell in row] for row in cells]


@pytest.mark.parametrize("number", ROLES)
def test_c_a_role_is_offered_the_reports_of_its_matrix_and_refused_all_others(
    browse: Callable[[str], FlaskClient], places: dict[str, str], number: int
) -> None:
    """Spec C, "Reports visible per role", as `test_school_catalogue` writes it down; asked of the server."""
    mine = {key for row, key, *_ in TABLE if number in SEEN[row] | DEPARTMENT and row not in NOT_CONNECTED}
    mine |= {"department_activity", "attestation", "registry"} if number in DEPARTMENT else set()
    client = browse(ROLES[number])
    listing = client.get("/ru/reports")
    assert listing.status_code == (200 if mine else 403)
    assert set(re.findall(r'href="/ru/reports/(\w+)"', listing.text)) == mine
    for key in set(catalogue()) - mine:
        if not (number in SEEN.get(_row(key), set()) | DEPARTMENT and key in WAITING):
            assert client.get(f"/ru/reports/{key}/data?{places['school']}").status_code == 403, key
    for key in sorted(mine & EVERYWHERE)[:2]:
        answer = client.get(f"/ru/reports/{key}?{places['school']}")
        assert answer.status_code == 200, key


def _row(key: str) -> int:
    """Return the row of B-13 a report stands in; 0 of those of the department."""
    return next((row for row, listed, *_ in TABLE if listed == key), 0)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_report_that_is_not_there_has_no_file(client: FlaskClient, places: dict[str, str], ending: str) -> None:
    for key, level in (("documents", "school"), ("card", "district")):
        assert client.get(f"/ru/reports/{key}/table.{ending}?{places[level]}").status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_that_would_be_formulas_stay_texts(client: FlaskClient, places: dict[str, str], lang: str) -> None:
    address = f"/{lang}/reports/mark_statistics_subjects/table.{{}}?{places['school']}"
    assert {row[1][:2] for row in _csv(client, address.format("csv"))[1:-1]} == {"'="}
    table = _csv(client, address.format("csv"))
    assert {row[1][:1] for row in _excel(client, address.format("xlsx"), len(table))[1:-1]} == {"="}


@pytest.mark.parametrize(("lang", "words"), [("kk", "Қағазда"), ("ru", "На бумаге"), ("en", "On paper")])
def test_paper_says_what_it_leaves_out(
    client: FlaskClient, places: dict[str, str], monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    address = f"/{lang}/reports/registry?{places['district']}&show=1&page={{}}"
    assert words not in client.get(address.format("all")).text
    monkeypatch.setattr("layouts.views.report.MOST_ON_PAGE", 2)
    text = client.get(address.format("all")).text
    assert text.count('<th scope="row"') == 2
    assert words in text
    assert words not in client.get(address.format(1)).text


def _fraction(client: FlaskClient, href: str) -> str:
    """Return what the page of a school says above the rows a value leads to."""
    answer = client.get(href)
    assert answer.status_code == 200, href
    return re.sub(r"\s", " ", re.findall(r"<h2>([^<]+)</h2>", answer.text)[0])


def _links(client: FlaskClient, address: str) -> list[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """Return the rows of a report, the totals too, and the cell of each that is looked at."""
    page = client.get(address).get_json()
    rows = [page["rows"][0], page["rows"][-1], page["totals"]]
    return [(row, cell) for row in rows for cell in row if cell["href"]]


@pytest.mark.parametrize("report", ["school", "classes", "teachers"])
def test_lineage_shares_of_journal_keeping_lead_to_their_lessons(
    client: FlaskClient, places: dict[str, str], report: str
) -> None:
    """B-13 row 23: what the school's page counts over the rows it lists is the number one came from."""
    found = _links(client, f"/en/reports/journal_keeping_{report}/data?{places['school']}&period=2026-2027/q1")
    listed = {re.sub(r".*of=(\w+)$", r"\1", cell["href"]) for _, cell in found}
    assert listed >= {"lessons", "topics", "homework", "homework_in_time", "journal", "planning", "timely", "sor"}
    for _, cell in found:
        said = _fraction(client, cell["href"])
        if ":" in said:
            part, whole = (int(one.replace(",", "")) for one in re.findall(r"[\d,]+", said.partition(":")[0]))
            assert number(cell["text"], "en") == 10_000 * part // whole / 100, cell["href"]
        elif "of=lessons" in cell["href"]:
            assert said.startswith(f"{cell['text']} "), cell["href"]


def test_lineage_results_lead_to_their_pupils(client: FlaskClient, week: Week) -> None:
    query = "SELECT school_id FROM {period_results} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    [(school,)] = week.rows(query, "period_results")
    address = f"/en/reports/journal_keeping_classes/data?school={school}&period=2026-2027/q1"
    found = [cell for _, cell in _links(client, address) if "of=results" in cell["href"]]
    assert found
    for cell in found:
        said = _fraction(client, cell["href"])
        part, whole = (int(one.replace(",", "")) for one in re.findall(r"[\d,]+", said.partition(":")[0]))
        assert number(cell["text"], "en") == 10_000 * part // whole / 100, cell["href"]


def test_lineage_units_lead_to_narrower_ones_and_schools_to_their_pages(
    client: FlaskClient, places: dict[str, str]
) -> None:
    address = "/ru/reports/journal_keeping_school/data?"
    assert any(
        f"region={places['region'][5:]}" in cell["href"] for _, cell in _rows(client, address, places["republic"])
    )
    wide = _rows(client, address, places["region"])
    (district,) = {cell["href"] for _, cell in wide if f"district={DETAILED_DISTRICT}" in cell["href"]}
    narrow = client.get(district.replace("journal_keeping_school?", "journal_keeping_school/data?")).get_json()
    name, *values = next(row for row in narrow["rows"] if row[-1]["text"] != ABSENT["ru"])
    assert f"school={places['school'][7:][:4]}" in name["href"]
    assert {cell["href"].split("?")[0].split("/")[2] for cell in values if cell["href"]} == {"school"}


def _rows(client: FlaskClient, address: str, place: str) -> list[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """Return every cell of a report that leads somewhere, with its row."""
    return [(row, cell) for row in client.get(address + place).get_json()["rows"] for cell in row if cell["href"]]


def test_a59_nothing_leads_into_a_school_its_reader_may_not_look_into(
    client: FlaskClient, places: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/ru/reports/journal_keeping_school/data?"
    assert _rows(client, address, places["school"])
    known = sessions.own_scope
    monkeypatch.setattr(sessions, "own_scope", lambda of, settings: NOWHERE if of == INSIDE else known(of, settings))
    assert _rows(client, address, places["school"]) == []
    assert not [cell for _, cell in _rows(client, address, places["district"]) if "/school/" in cell["href"]]


def test_a_school_of_counts_leads_to_no_lessons(client: FlaskClient, week: Week) -> None:
    [(school,)] = week.rows("SELECT min(school_id) FROM {school_week}", "school_week")
    page = client.get(f"/ru/reports/journal_keeping_school/data?school={school}").get_json()
    assert not [cell for row in [*page["rows"], page["totals"]] for cell in row if cell["href"]]
