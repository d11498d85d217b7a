"""The pages of administration, asked over the wire."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from html import unescape
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from callbacks.access import AUDIT as AUDIT_RULE
from callbacks.access import MANAGE as MANAGE_RULE
from callbacks.access import RULES
from dashboard import migrations
from dashboard.access import audit
from dashboard.access.accounts import find
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.access.directory import load
from dashboard.access.places import latest_snapshot
from dashboard.database import connection, transaction
from dashboard.locales import LOCALES
from dashboard.settings import Settings
from tests.callbacks.conftest import Copy
from tests.published_weeks import REPUBLIC, Country

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
REGION, OTHER_REGION, DISTRICT = "100000000", "110000000", "100100000"
PEOPLE = {
    "ministry": [("org_admin", REPUBLIC)],
    "region": [("org_admin", REGION)],
    "officer": [("org_staff", DISTRICT)],
    "stranger": [("org_staff", OTHER_REGION)],
    "both": [("org_head", REGION), ("org_head", OTHER_REGION)],
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, bytes_of: Copy) -> bytes:
    """A database with a published country and its people: hashing passwords takes its time."""
    folder = tmp_path_factory.mktemp("admin")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country().publish(opened)
        directory, changes = load(opened, latest_snapshot(opened)), Changes(opened, Author("root@server"))
        for login, grants in PEOPLE.items():
            changes.add(login, login.title(), password=PASSWORD)
            changes.set_password(login, PASSWORD, first=False)
            for role, place in grants:
                changes.grant(login, Grant(role, place), directory.held(Grant(role, place)).kind)
    return bytes_of(settings)


@pytest.fixture
def settings(template: bytes, own_copy: Callable[[bytes], Settings]) -> Settings:
    """An installation of its own."""
    return own_copy(template)


@pytest.fixture
def server(settings: Settings) -> Flask:
    """The application."""
    found: Flask = create_app(settings).server
    return found


def browser(server: Flask, login: str = "", password: str = PASSWORD) -> FlaskClient:
    """Return a browser, logged in if a login is named."""
    client = server.test_client()
    if login:
        send(client, "/ru/login", "/ru/login", login=login, password=password)
    return client


def send(client: FlaskClient, path: str, form: str, **fields: str) -> TestResponse:
    """Fill in and send a form."""
    token = TOKEN.search(client.get(form).text)
    assert token
    return client.post(path, data={"csrf_token": token[1], **fields}, headers={"Accept": "text/html"})


def number(settings: Settings, login: str) -> int:
    with connection(settings) as opened:
        return find(opened, login).number


def logged(settings: Settings) -> list[audit.Entry]:
    with connection(settings) as opened:
        return audit.entries(opened)


def secret(answer: TestResponse) -> str:
    """Return the first password a page shows."""
    found = re.search(r'id="made-password">([^<]+)<', answer.text)
    assert found
    return unescape(found[1])


def add(client: FlaskClient, **fields: str) -> TestResponse:
    form = {"login": "rudny.oo", "name": "Ахметов Б.", "role": "org_staff", "place": DISTRICT, **fields}
    return send(client, "/ru/admin/accounts/new", "/ru/admin/accounts/new", **form)


@pytest.mark.parametrize("login", ["", "officer", "stranger", "both"])
def test_a59_only_administrators_get_in(server: Flask, login: str) -> None:
    client = browser(server, login)
    for endpoint, rule in RULES.items():
        if rule in {MANAGE_RULE, AUDIT_RULE}:
            routes = [one for one in server.url_map.iter_rules() if one.endpoint == endpoint]
            for route in routes:
                method = "POST" if "POST" in (route.methods or ()) else "GET"
                address = f"/ru{route.rule}".replace("<int:number>", "1")
                assert client.open(address, method=method).status_code == 403, address


def test_the_list_holds_the_own_scope_and_says_so(server: Flask) -> None:
    page = browser(server, "region").get("/ru/admin/accounts").text
    assert "Ваша территория: Алматинская область" in unescape(page)
    logins = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)
    assert logins == ["both", "officer", "region"]
    assert "г. Алматы" not in page  # the other region of an account that has roles in both
    everybody = browser(server, "ministry").get("/ru/admin/accounts").text
    assert re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', everybody) == sorted(PEOPLE)


def test_the_list_is_searched(server: Flask) -> None:
    client = browser(server, "region")
    assert "officer" in client.get("/ru/admin/accounts?q=OFFI").text
    nothing = unescape(client.get("/ru/admin/accounts?q=stranger").text)
    assert "Учётных записей не найдено." in nothing


def test_an_account_is_added_and_its_password_shown_once(settings: Settings, server: Flask) -> None:
    client = browser(server, "region")
    made = add(client)
    assert made.status_code == 200
    assert "no-store" in made.headers["Cache-Control"]
    password = secret(made)
    assert password not in client.get(f"/ru/admin/accounts/{number(settings, 'rudny.oo')}").text
    assert password not in str(logged(settings))
    new = browser(server)
    answer = send(new, "/ru/login", "/ru/login", login="rudny.oo", password=password)
    assert answer.headers["Location"] == "/ru/password"
    assert [(one.action, one.actor, one.place) for one in logged(settings)[1:3]] == [
        ("role_granted", "region", DISTRICT),
        ("account_added", "region", DISTRICT),
    ]


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        ({"place": OTHER_REGION}, "В вашей территории такого места нет", "place"),
        ({"place": REPUBLIC, "role": "org_admin"}, "В вашей территории такого места нет", "place"),
        ({"role": "director"}, "Для такого места эта роль не выдаётся", "role"),
        ({"role": "boss"}, "Такой роли нет", "role"),
        ({"login": "a b"}, "Такой логин невозможен", "login"),
        ({"login": "Officer"}, "Этот логин занят", "login"),
        ({"name": "  "}, "Не указано имя", "name"),
    ],
)
def test_a_form_with_a_mistake_comes_back_as_it_was_filled_in(
    server: Flask, fields: dict[str, str], said: str, field: str
) -> None:
    answer = add(browser(server, "region"), **fields)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert f"<b>{said}</b>" in page
    assert re.search(rf'id="{field}"[^>]* aria-invalid="true"', page)
    assert f'value="{fields.get("login", "rudny.oo")}"' in page


def test_a_place_may_be_told_by_name_and_is_asked_for_where_several_have_it(settings: Settings, server: Flask) -> None:
    client = browser(server, "region")
    assert add(client, place="Алматинская область").status_code == 200
    several = add(browser(server, "ministry"), login="second", place="г. Риддер")
    assert several.status_code == 422
    choices = re.findall(r'type="radio" name="place" value="(\d+)"', several.text)
    assert len(choices) == 4
    assert add(browser(server, "ministry"), login="second", place=choices[1]).status_code == 200
    with connection(settings) as opened:
        assert find(opened, "second").grants == (Grant("org_staff", choices[1]),)


def test_places_are_suggested_within_the_scope(server: Flask) -> None:
    found = browser(server, "region").get("/ru/admin/places?q=риддер").get_json()
    assert found == ["г. Риддер (100200000)"]
    assert len(browser(server, "ministry").get("/ru/admin/places?q=риддер").get_json()) == 4


@pytest.mark.parametrize("login", ["ministry", "stranger"])
def test_an_account_out_of_reach_is_403_like_one_that_does_not_exist(
    settings: Settings, server: Flask, login: str
) -> None:
    client, html = browser(server, "region"), {"Accept": "text/html"}
    pages = [client.get(f"/ru/admin/accounts/{one}", headers=html) for one in (number(settings, login), 4711)]
    assert [page.status_code for page in pages] == [403, 403]
    bare = {re.sub(r'<p class="meta">.*?</p>|href="[^"]*"', "", page.text) for page in pages}
    assert len(bare) == 1
    for step in ("give", "take", "password", "name", "close", "open", "sessions"):
        form = "/ru/admin/accounts/new"
        fields = {"role": "org_staff", "place": DISTRICT, "name": "X"}
        assert send(client, f"/ru/admin/accounts/{number(settings, login)}/{step}", form, **fields).status_code == 403


def test_of_an_account_with_roles_elsewhere_only_those_inside_are_in_reach(settings: Settings, server: Flask) -> None:
    client, both = browser(server, "region"), f"/ru/admin/accounts/{number(settings, 'both')}"
    page = unescape(client.get(both).text)
    assert "есть права и вне вашей территории" in page
    assert "Закрыть учётную запись" not in page
    assert "г. Алматы" not in page
    assert send(client, f"{both}/close", both).status_code == 422
    gone = send(client, f"{both}/take", both, role="org_head", place=REGION)
    assert gone.headers["Location"] == "/ru/admin/accounts?done=taken"
    assert client.get(both).status_code == 403


def test_steps_are_done_and_logged_with_their_author(settings: Settings, server: Flask) -> None:
    client, one = browser(server, "region"), f"/ru/admin/accounts/{number(settings, 'officer')}"
    officer = browser(server, "officer")
    assert officer.get("/ru/account").status_code == 200
    for step, fields, done in (
        ("name", {"name": "Ким"}, "renamed"),
        ("give", {"role": "org_editor", "place": DISTRICT}, "given"),
        ("take", {"role": "org_editor", "place": DISTRICT}, "taken"),
        ("sessions", {}, "ended"),
        ("close", {}, "closed"),
        ("open", {}, "opened"),
    ):
        answer = send(client, f"{one}/{step}", one, **fields)
        assert answer.headers["Location"] == f"{one}?done={done}"
        assert 'role="status"' in client.get(answer.headers["Location"]).text
    assert officer.get("/ru/account").status_code == 302  # its session is over
    first = secret(send(client, f"{one}/password", one))
    assert send(browser(server), "/ru/login", "/ru/login", login="officer", password=first).status_code == 302
    mine = [entry for entry in logged(settings) if entry.actor == "region"]
    assert [entry.action for entry in reversed(mine)] == [
        "login",
        "account_changed",
        "role_granted",
        "role_revoked",
        "logout_everywhere",
        "account_changed",
        "account_changed",
        "password_changed",
    ]
    assert {entry.address for entry in mine} == {"127.0.0.1"}


def test_a_fourth_administrator_of_a_school_is_told_and_made(server: Flask) -> None:
    """Spec C: at most three are recommended; a notice, never a refusal."""
    client, told = browser(server, "region"), []
    for n in range(4):
        made = add(client, login=f"admin{n}", role="school_admin", place="s00002")
        assert made.status_code == 200
        told.append("Рекомендуется не больше 3" in unescape(made.text))
    assert told == [False, False, False, True]


def test_the_own_last_right_to_administer_asks_twice(settings: Settings, server: Flask) -> None:
    client, own = browser(server, "region"), f"/ru/admin/accounts/{number(settings, 'region')}"
    fields = {"role": "org_admin", "place": REGION}
    question = send(client, f"{own}/take", own, **fields)
    assert question.status_code == 200
    assert 'name="confirmed" value="yes"' in question.text
    with connection(settings) as opened:
        assert find(opened, "region").grants
    gone = send(client, f"{own}/take", own, **fields, confirmed="yes")
    assert gone.headers["Location"] == "/ru/account"
    assert client.get("/ru/admin/accounts").status_code == 403


def test_the_last_administrator_of_the_country_stays(settings: Settings, server: Flask) -> None:
    client, own = browser(server, "ministry"), f"/ru/admin/accounts/{number(settings, 'ministry')}"
    answer = send(client, f"{own}/take", own, role="org_admin", place=REPUBLIC, confirmed="yes")
    assert answer.status_code == 422
    assert "Это последний администратор всей страны" in unescape(answer.text)


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [({"Sec-Fetch-Site": "cross-site"}, True, 403), ({"Origin": "https://evil.example"}, True, 403), ({}, False, 400)],
)
def test_other_sites_and_forms_without_their_token_change_nothing(
    settings: Settings, server: Flask, headers: dict[str, str], token: bool, status: int
) -> None:
    client, one = browser(server, "region"), f"/ru/admin/accounts/{number(settings, 'officer')}"
    found = TOKEN.search(client.get(one).text)
    assert found
    data = {"csrf_token": found[1]} if token else {}
    assert client.post(f"{one}/close", data=data, headers=headers).status_code == status
    with connection(settings) as opened:
        assert not find(opened, "officer").disabled


def test_what_people_type_is_text(server: Flask) -> None:
    client = browser(server, "region")
    assert add(client, name="<script>alert(1)</script>").status_code == 200
    assert "<script>alert" not in client.get("/ru/admin/accounts").text
    assert "<script>alert" not in client.get('/ru/admin/accounts?q="><script>alert(1)</script>').text
    assert "<script>alert" not in client.get('/ru/admin/audit?who="><script>alert(1)</script>').text


# ---- the audit log


def rows(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))


def test_the_log_is_read_within_the_own_scope_and_filtered(server: Flask) -> None:
    client = browser(server, "region")
    add(client)
    for query, there in (
        ("", True),
        ("who=region", True),
        ("what=role_granted", True),
        (f"place={DISTRICT}", True),
        ("who=nobody-like-this", False),
        ("what=logout", False),
        ("until=2020-01-01", False),
        ("place=г. Риддер", False),
    ):
        assert ("rudny.oo" in client.get(f"/ru/admin/audit?{query}").text) is there, query
    page = unescape(client.get("/ru/admin/audit").text)
    assert "Время: Алматы, UTC+5 (Asia/Almaty)." in page
    assert "stranger" not in page
    assert "В вашей территории такого места нет" in unescape(client.get(f"/ru/admin/audit?place={OTHER_REGION}").text)
    assert "stranger" in browser(server, "ministry").get("/ru/admin/audit").text


@pytest.mark.parametrize("query", ["since=yesterday", "page=x", "page=-1", "page=99999999999", "what=dance"])
def test_an_odd_address_still_gives_a_page(server: Flask, query: str) -> None:
    client = browser(server, "region")
    assert client.get(f"/ru/admin/audit?{query}").status_code == 200
    assert client.get(f"/ru/admin/accounts?{query}").status_code == 200


def test_the_file_of_the_log_is_harmless_in_a_spreadsheet_and_logged_itself(settings: Settings, server: Flask) -> None:
    formula = '=HYPERLINK("https://evil.example")'
    send(browser(server), "/ru/login", "/ru/login", login=formula, password="wrong password")  # noqa: S106
    client = browser(server, "ministry")
    answer = client.get("/ru/admin/audit.csv?what=login_failed")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    head, first, *_ = rows(answer)
    assert head[0] == "Когда (Asia/Almaty, UTC+5)"
    assert first[0].endswith("+05:00")
    assert first[1] == f"'{formula.casefold()}"
    taken = logged(settings)[0]
    assert (taken.action, taken.actor) == ("export", "ministry")
    assert taken.details == {"file": "audit.csv", "what": "login_failed"}
    region = rows(browser(server, "region").get("/ru/admin/audit.csv"))
    assert all("stranger" not in "".join(row) for row in region)


# ---- the own account


def test_the_own_account_tells_roles_and_session(server: Flask) -> None:
    page = unescape(browser(server, "officer").get("/ru/account").text)
    assert "Сотрудник органа управления" in page
    assert "Без использования он закончится через 60 минут." in page
    assert 'action="/ru/logout/everywhere"' in page
    assert "Учётные записи" not in page  # no administrator
    assert browser(server).get("/ru/account").headers["Location"] == "/ru/login?next=/ru/account"


def test_the_header_leads_administrators_to_their_pages(server: Flask) -> None:
    layout = str(browser(server, "region").get("/ru/_dash-layout").get_json())
    assert "'/ru/admin/accounts'" in layout
    other = str(browser(server, "officer").get("/ru/_dash-layout").get_json())
    assert "'/ru/account'" in other
    assert "/ru/admin" not in other


@pytest.mark.parametrize("language", LOCALES)
def test_every_page_speaks_the_language_of_its_path(settings: Settings, server: Flask, language: str) -> None:
    client, one = browser(server, "region"), number(settings, "officer")
    for path in ("admin/accounts", "admin/accounts/new", f"admin/accounts/{one}", "admin/audit?who=a", "account"):
        page = client.get(f"/{language}/{path}")
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
        assert "<built-in" not in unescape(page.text)
        for other in LOCALES:
            assert f'href="/{other}/{path}"' in page.text
        assert not re.search(r"<script(?![^>]* src=)|style=|\son\w+=", page.text)  # nothing a strict policy forbids
