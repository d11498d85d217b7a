"""The pages of displays, asked over the wire (issue 7)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.access import audit, displays
from dashboard.access.changes import Author
from dashboard.access.displays import Display
from dashboard.database import connection, transaction
from dashboard.locales import LOCALES
from dashboard.settings import Settings
from tests.callbacks.test_admin import DISTRICT, OTHER_REGION, REGION, TOKEN, browser, send, server, settings, template

__all__ = ["server", "settings", "template"]  # fixtures

LIST = "/ru/admin/displays"


def kept(settings: Settings) -> list[Display]:
    with connection(settings) as opened:
        return displays.listed(opened)


def made(settings: Settings, unit: str, name: str = "Hall") -> int:
    with transaction(settings) as opened:
        return displays.add(opened, Author("root@server"), name, unit)[0].number


def add(client: FlaskClient, name: str = "Вестибюль", place: str = DISTRICT) -> TestResponse:
    return send(client, LIST, LIST, name=name, place=place)


def names(client: FlaskClient) -> list[str]:
    return re.findall(r'<th scope="row">([^<]+)</th>', unescape(client.get(LIST).text))


def test_a_display_is_made_and_its_code_shown_once(settings: Settings, server: Flask) -> None:
    client = browser(server, "region")
    answer = add(client)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    code = re.search(r'id="made-code">([^<]+)<', answer.text)
    assert code
    assert f'id="made-address">http://localhost/ru/wall/pair#{code[1]}<' in answer.text
    assert re.search(r'<svg [^>]*class="segno"', answer.text)
    with connection(settings) as opened:
        found = displays.recognised(opened, code[1])
        assert found
        assert (found.name, found.unit, found.created_by) == ("Вестибюль", DISTRICT, "region")
        entry = audit.entries(opened)[0]
    assert (entry.action, entry.actor, entry.address, entry.place) == ("display_added", "region", "127.0.0.1", DISTRICT)
    assert code[1] not in str(entry)
    assert code[1] not in client.get(LIST).text


def test_the_list_holds_the_own_scope_and_says_what_each_does(settings: Settings, server: Flask) -> None:
    for unit, name in ((DISTRICT, "Foyer"), (OTHER_REGION, "Elsewhere"), (REGION, "Hall")):
        made(settings, unit, name)
    with transaction(settings) as opened:
        displays.note_seen(opened, 1, audit.moment(), "0.1.0+abc")
    client = browser(server, "region")
    assert names(client) == ["Foyer", "Hall"]
    page = unescape(client.get(LIST).text)
    assert "0.1.0+abc" in page
    assert "работает" in page
    assert "ещё не подключено" in page
    assert "root@server" in page
    assert names(browser(server, "ministry")) == ["Elsewhere", "Foyer", "Hall"]


def test_a_display_is_taken_back_and_said_to_be(settings: Settings, server: Flask) -> None:
    number, client = made(settings, DISTRICT), browser(server, "region")
    question = send(client, f"{LIST}/{number}/revoke", LIST)
    assert question.status_code == 200
    assert "Отозвать это табло?" in unescape(question.text)
    assert 'name="confirmed" value="yes"' in question.text
    assert kept(settings)[0].revoked_at is None
    for _ in range(2):  # a second time changes nothing: somebody was faster
        answer = send(client, f"{LIST}/{number}/revoke", LIST, confirmed="yes")
        assert answer.headers["Location"] == f"{LIST}?done=display_taken"
    page = unescape(client.get(answer.headers["Location"]).text)
    assert "Табло отозвано" in page
    assert f"{number}/revoke" not in page
    assert kept(settings)[0].revoked_at is not None
    with connection(settings) as opened:
        assert [entry.action for entry in audit.entries(opened)].count("display_revoked") == 1


@pytest.mark.parametrize(
    ("name", "place", "said", "field"),
    [
        ("  ", DISTRICT, "Такое название табло невозможно", "name"),
        ("x" * 101, DISTRICT, "Такое название табло невозможно", "name"),
        ("Hall", OTHER_REGION, "В вашей территории такой области или района нет", "place"),
        ("Hall", "s00002", "В вашей территории такой области или района нет", "place"),
        ("Hall", "", "В вашей территории такой области или района нет", "place"),
    ],
)
def test_a_form_with_a_mistake_comes_back(
    settings: Settings, server: Flask, name: str, place: str, said: str, field: str
) -> None:
    answer = add(browser(server, "region"), name, place)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert f"<b>{said}</b>" in page
    assert re.search(rf'id="{field}"[^>]* aria-invalid="true"', page)
    assert kept(settings) == []


def test_where_several_units_have_a_name_one_is_chosen(settings: Settings, server: Flask) -> None:
    client = browser(server, "ministry")
    several = add(client, place="г. Риддер")
    assert several.status_code == 422
    choices = re.findall(r'type="radio" name="place" value="(\d+)"', several.text)
    assert len(choices) == 4
    assert add(client, place=choices[1]).status_code == 200
    assert [one.unit for one in kept(settings)] == [choices[1]]


@pytest.mark.parametrize("login", ["", "officer", "both"])
def test_only_administrators_get_in(settings: Settings, server: Flask, login: str) -> None:
    number, client = made(settings, DISTRICT), browser(server, login)
    assert client.get(LIST).status_code == 403
    assert client.post(LIST).status_code == 403
    assert client.post(f"{LIST}/{number}/revoke").status_code == 403


def test_a_display_out_of_reach_is_403_like_one_that_does_not_exist(settings: Settings, server: Flask) -> None:
    foreign, client = made(settings, OTHER_REGION), browser(server, "region")
    for number in (foreign, 4711):
        for fields in ({}, {"confirmed": "yes"}):
            assert send(client, f"{LIST}/{number}/revoke", LIST, **fields).status_code == 403
    assert kept(settings)[0].revoked_at is None


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [({"Sec-Fetch-Site": "cross-site"}, True, 403), ({"Origin": "https://evil.example"}, True, 403), ({}, False, 400)],
)
def test_other_sites_and_forms_without_their_token_change_nothing(
    settings: Settings, server: Flask, headers: dict[str, str], token: bool, status: int
) -> None:
    number, client = made(settings, DISTRICT), browser(server, "region")
    found = TOKEN.search(client.get(LIST).text)
    assert found
    data = {"csrf_token": found[1]} if token else {}
    for path, more in ((LIST, {"name": "Hall", "place": DISTRICT}), (f"{LIST}/{number}/revoke", {"confirmed": "yes"})):
        assert client.post(path, data=data | more, headers=headers).status_code == status
    assert [one.revoked_at for one in kept(settings)] == [None]


def test_what_people_type_is_text(server: Flask) -> None:
    client = browser(server, "region")
    assert "<script>alert" not in add(client, "<script>alert(1)</script>").text
    assert "<script>alert" not in client.get(LIST).text


@pytest.mark.parametrize("language", LOCALES)
def test_the_pages_speak_the_language_of_their_path_and_allow_a_strict_policy(server: Flask, language: str) -> None:
    client, path = browser(server, "region"), f"/{language}/admin/displays"
    for page in (client.get(path), send(client, path, path, name="Hall", place=DISTRICT)):
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
        assert f'<a href="{path}" aria-current="page">' in page.text
        for other in LOCALES:
            assert f'href="/{other}/admin/displays"' in page.text
        assert not re.search(r"<script(?![^>]* src)|style=|\son\w+=", page.text)
