"""The page of one school: who may see it (T16), what it answers, its files."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from http.client import FORBIDDEN, NOT_FOUND, OK, SERVICE_UNAVAILABLE
from io import BytesIO, StringIO
from urllib.parse import quote

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks import sessions
from callbacks.schools import PAGE_HEADER
from dashboard.access import audit
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import connection, transaction
from dashboard.demo.stories import DETAILED_DISTRICT
from dashboard.errors import SnapshotError
from dashboard.indicators import MEASURED_KEYS
from dashboard.locales import LOCALES
from dashboard.schema import account
from dashboard.selection import REPUBLIC
from tests.kept_facts import Week, make_week

TODAY = date(2026, 11, 22)
FOREIGN = "391000000"
Browse = Callable[[str], FlaskClient]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    return make_week(tmp_path_factory)


@pytest.fixture(scope="module")
def schools(week: Week) -> dict[str, str]:
    """Return a school that hands over lessons, and one of another district that hands over counts."""
    detailed = week.detailed_school
    [(counts,)] = week.rows("SELECT min(school_id) FROM {school_week}", "school_week")
    return {"detailed": str(detailed), "counts": str(counts)}


@pytest.fixture(scope="module")
def server(week: Week, schools: dict[str, str]) -> Flask:
    accounts = {
        "officer": ("org_staff", DETAILED_DISTRICT, "district"),
        "stranger": ("org_staff", "111000000", "district"),
        "ministry": ("org_staff", REPUBLIC, "republic"),
        "director": ("director", schools["detailed"], "school"),
        "parent": ("parent", schools["detailed"], "school"),
        "editor": ("org_editor", DETAILED_DISTRICT, "district"),
    }
    with transaction(week.settings) as opened:
        changes = Changes(opened, Author("root@server"))
        for login, (role, place, kind) in accounts.items():
            changes.add(login, login)
            changes.grant(login, Grant(role, place), kind)
    server: Flask = create_app(week.settings, lambda: TODAY).server
    return server


@pytest.fixture
def browse(server: Flask, week: Week) -> Browse:
    """Return what gives the browser of a reader; an empty login is nobody."""

    def client(login: str = "") -> FlaskClient:
        found = server.test_client()
        if login:
            with connection(week.settings) as opened:
                number = opened.execute(account.select().where(account.c.login == login)).one().id
            with found.session_transaction() as session:
                now = sessions.now()
                session.update({"_user_id": f"{number}:0", "_fresh": True, "key": "k", "since": now, "seen": now})
        return found

    return client


@pytest.mark.parametrize(
    ("login", "school", "status"),
    [
        ("", "detailed", FORBIDDEN),
        ("officer", "detailed", OK),
        ("officer", "counts", FORBIDDEN),
        ("stranger", "detailed", FORBIDDEN),
        ("ministry", "detailed", OK),
        ("ministry", "counts", OK),
        ("director", "detailed", OK),
        ("director", "counts", FORBIDDEN),
        ("parent", "detailed", FORBIDDEN),
        ("editor", "detailed", FORBIDDEN),
    ],
)
@pytest.mark.parametrize("query", ["", "?of=journal", "?file=csv", "?of=journal&file=xlsx"])
def test_t16_a59_only_whoever_may_look_into_the_school(
    browse: Browse, schools: dict[str, str], login: str, school: str, status: int, query: str
) -> None:
    answer = browse(login).get(f"/ru/school/{schools[school]}{query}")
    assert answer.status_code == status
    if status == OK:
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("login", ["", "officer", "stranger"])
def test_a_school_that_does_not_exist_is_like_one_out_of_reach(
    browse: Browse, schools: dict[str, str], login: str
) -> None:
    out_of_reach = "detailed" if login != "officer" else "counts"
    answers = [browse(login).get(f"/ru/school/{quote(one)}") for one in ("nowhere", schools[out_of_reach])]
    assert [answer.status_code for answer in answers] == [FORBIDDEN, FORBIDDEN]
    assert browse("ministry").get("/ru/school/nowhere").status_code == NOT_FOUND


@pytest.mark.parametrize("key", LOCALES)
@pytest.mark.parametrize("school", ["detailed", "counts"])
@pytest.mark.parametrize(
    "query", ["", "?variant=classes&order=-journal", "?variant=teachers&period=year&journals=unfilled"]
)
def test_the_page_in_every_language_and_form(
    browse: Browse, schools: dict[str, str], key: str, school: str, query: str
) -> None:
    answer = browse("ministry").get(f"/{key}/school/{schools[school]}{query}")
    text = answer.get_data(as_text=True)
    assert answer.status_code == OK
    assert f'<html lang="{key}">' in text
    assert text.count('class="mcell') == 8
    assert text.count("<dt>") == 18
    for tag in ("main", "table", "section", "form", "dl"):
        assert text.count(f"<{tag}") == text.count(f"</{tag}>")


@pytest.mark.parametrize(
    "query", ["?period=dates&from=x&to=y", "?variant=x&order=%01&class=%27&of=unknown", "?week=2020-01-05"]
)
def test_whatever_the_address_says_there_is_a_page(browse: Browse, schools: dict[str, str], query: str) -> None:
    assert browse("officer").get(f"/ru/school/{schools['detailed']}{query}").status_code == OK


def test_what_the_records_say_is_never_markup(browse: Browse, schools: dict[str, str]) -> None:
    text = (
        browse("officer")
        .get(f"/ru/school/{schools['detailed']}?class=%3Cscript%3E&order=%3Cb%3E")
        .get_data(as_text=True)
    )
    assert "<script>" not in text
    assert "<b>" not in text.split("<main", 1)[1].split("<form", 1)[1].split("</form>", 1)[0]


def test_the_lessons_behind_a_percentage_are_as_many_as_it_says(
    browse: Browse, schools: dict[str, str], week: Week
) -> None:
    part, whole = week.published()[schools["detailed"], "journal"]
    client = browse("officer")
    rows = _csv(client, f"/en/school/{schools['detailed']}?of=journal&file=csv")
    missing = _csv(client, f"/en/school/{schools['detailed']}?of=journal&missing=1&file=csv")
    assert len(rows) == whole
    assert len(missing) == (whole or 0) - (part or 0)
    page = client.get(f"/en/school/{schools['detailed']}?of=journal").get_data(as_text=True)
    assert week.kept.snapshot[:12] in page


@pytest.mark.parametrize("key", LOCALES)
def test_every_multiple_leads_to_rows_that_make_its_number(
    browse: Browse, schools: dict[str, str], week: Week, key: str
) -> None:
    """Lineage: the value, the rows behind it and the snapshot they belong to; the file has them too."""
    client, address = browse("officer"), f"/{key}/school/{schools['detailed']}"
    found = re.findall(r'<a class="mval" href="([^"]+)"', client.get(address).get_data(as_text=True))
    assert len(found) == len(MEASURED_KEYS)
    for href in found:
        indicator = re.sub(r".*of=(\w+).*|#(profile)", r"\1\2", href)
        part, whole = week.published()[schools["detailed"], indicator]
        if indicator == "profile":
            continue
        page = client.get(address + href.replace("&amp;", "&")).get_data(as_text=True)
        [fraction] = re.findall(r"<h2>([^<]+)</h2>", page)
        numbers = [int(re.sub(r"\D", "", one)) for one in re.findall(r"\d[\d\s,]*", fraction.partition(":")[0])]
        assert sorted(numbers) == sorted((part, whole)), indicator
        assert week.kept.snapshot[:12] in page
        rows = _csv(client, f"{address}{href.replace('&amp;', '&')}&file=csv")
        assert rows, indicator


def test_files_have_the_rows_of_the_page(browse: Browse, schools: dict[str, str], week: Week) -> None:
    client, address = browse("officer"), f"/ru/school/{schools['detailed']}?variant=classes"
    rows = _csv(client, f"{address}&file=csv")
    assert client.get(address).text.count("<tr>") < len(rows)
    page = client.get(f"{address}&rows=all").get_data(as_text=True)
    assert len(rows) == page.count("<tr>") - 1  # the total too, the head not
    answer = client.get(f"{address}&file=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    values = [value for row in sheet.iter_rows(values_only=True) for value in row]
    part, whole = week.published()[schools["detailed"], "journal"]
    assert 1000 * (part or 0) // (whole or 1) / 10 in values
    assert "attachment" in answer.headers["Content-Disposition"]


def _csv(client: FlaskClient, address: str) -> list[dict[str, str]]:
    return list(
        csv.DictReader(StringIO(client.get(address).get_data(as_text=True).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")))
    )


@pytest.mark.parametrize(("login", "told"), [("", None), ("officer", "1"), ("stranger", None), ("parent", None)])
def test_a58_whoever_may_look_inside_is_led_on_from_the_card(
    browse: Browse, schools: dict[str, str], login: str, told: str | None
) -> None:
    answer = browse(login).get(f"/ru/school?school={schools['detailed']}")
    assert answer.headers.get(PAGE_HEADER) == told
    if not login:
        assert answer.get_json()["report"] == "Статистика ведения ЭЖД"


def test_who_takes_a_file_away_is_logged_and_what_cannot_be_logged_stays(
    browse: Browse, schools: dict[str, str], week: Week, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 5: exports are in the audit log; a page that is only looked at is none."""
    for query in ("", "?of=journal", "?file=csv", "?of=journal&file=xlsx"):
        assert browse("director").get(f"/ru/school/{schools['detailed']}{query}").status_code == OK
    with connection(week.settings) as opened:
        logged = [one for one in audit.entries(opened, limit=100) if (one.actor, one.action) == ("director", "export")]
    newest = [(one.place, one.details["of"], one.details["format"]) for one in logged[:2]]
    of = schools["detailed"]
    assert newest == [(of, "journal", "xlsx"), (of, "statistics", "csv")]

    def fail(*_: object) -> None:
        raise SnapshotError("the disk is full")

    monkeypatch.setattr("callbacks.audit_log.audit.record", fail)
    assert browse("director").get(f"/ru/school/{of}?file=csv").status_code == SERVICE_UNAVAILABLE
