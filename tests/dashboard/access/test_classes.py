"""A role for a class: only one its school has can be given, whichever door it is given through (spec C)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from callbacks import sessions
from dashboard.access import accounts
from dashboard.access.changes import Author, Changes
from dashboard.access.classes import CLASS, CLASS_UNKNOWN, ClassRegister
from dashboard.access.decision import Grant, class_place
from dashboard.commands import main
from dashboard.database import connection, transaction
from dashboard.errors import AccessError
from dashboard.locales import LOCALES
from dashboard.selection import REPUBLIC
from tests.kept_facts import WEEK, Week, make_week

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    return make_week(tmp_path_factory)


@pytest.fixture(scope="module")
def school(week: Week) -> str:
    return week.detailed_school


@pytest.fixture(scope="module")
def known(week: Week, school: str) -> dict[str, str]:
    query = f"SELECT class_id, grade || letter FROM {{classes}} WHERE school_id = '{school}' ORDER BY grade, letter"  # noqa: S608
    return {str(key): str(name) for key, name in week.rows(query, "classes")}


@pytest.fixture(scope="module")
def unknown(week: Week) -> str:
    """A school of which no classes are kept."""
    query = """SELECT min(school_id) FROM {schools} WHERE in_monitor
        AND school_id NOT IN (SELECT school_id FROM {classes})"""
    [(found,)] = week.rows(query, "schools", "classes")
    return str(found)


@pytest.fixture
def register(week: Week) -> Iterator[ClassRegister]:
    with connection(week.settings) as opened:
        yield ClassRegister(opened, week.settings)


def test_the_classes_are_those_of_the_newest_kept_rows(
    register: ClassRegister, school: str, known: dict[str, str]
) -> None:
    found = register.of(school)
    assert found is not None
    assert (found.week, found.names) == (WEEK, known)
    assert [*found.names] == [*known]


def test_a_class_the_school_does_not_have_is_refused_with_those_it_has(
    register: ClassRegister, school: str, known: dict[str, str]
) -> None:
    key, name = next(iter(known.items()))
    assert register.check(class_place(school, key), CLASS) == []
    with pytest.raises(AccessError) as caught:
        register.check(class_place(school, "5Ж"), CLASS)
    assert caught.value.reason == CLASS_UNKNOWN
    assert f"{name} ({key})" in str(caught.value)
    assert f"{name} ({key})" in caught.value.named


def test_without_rows_there_is_a_warning(register: ClassRegister, unknown: str) -> None:
    assert register.of(unknown) is None
    (said,) = register.check(class_place(unknown, "5A"), CLASS)
    assert "could not be checked" in said


def test_what_is_no_class_is_not_looked_at(register: ClassRegister, unknown: str) -> None:
    assert register.check(unknown, "school") == []


def test_facts_that_are_gone_are_no_register(week: Week, school: str, tmp_path: Path) -> None:
    bare = tmp_path / "facts"
    bare.mkdir()
    with connection(week.settings) as opened:
        assert ClassRegister(opened, replace(week.settings, facts=bare)).of(school) is None


@pytest.fixture
def own(week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Week:
    """A copy of the installation, on which the command line works."""
    folder = tmp_path / "var"
    shutil.copytree(week.settings.data_folder, folder)
    monkeypatch.setenv("BELSENDI_DATA", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = type(week.settings).from_environment({"BELSENDI_DATA": str(folder)})
    with transaction(found) as opened:
        changes = Changes(opened, Author("root@server"))
        for login in ("boss", "tutor"):
            changes.add(login, login)
        changes.grant("boss", Grant("org_admin", REPUBLIC), "republic")
    return Week(found, week.drop, week.kept)


def call(*words: str) -> Result:
    return CliRunner().invoke(main, ["users", *words])


def grants(week: Week, login: str) -> tuple[Grant, ...]:
    with connection(week.settings) as opened:
        return tuple(accounts.find(opened, login).grants)


def test_the_command_line_refuses_warns_and_gives(own: Week, school: str, known: dict[str, str], unknown: str) -> None:
    role = ("role", "tutor", "--role", "class_teacher", "--at")
    refused = call(*role, class_place(school, "5Ж"))
    assert (refused.exit_code, grants(own, "tutor")) == (4, ())
    assert next(iter(known)) in refused.stderr
    added = call("add", "second", "--role", "class_teacher", "--at", class_place(school, "5Ж"))
    assert added.exit_code == 4
    warned = call(*role, class_place(unknown, "5A"))
    assert warned.exit_code == 0
    assert "could not be checked" in warned.stderr
    given = call(*role, class_place(school, next(iter(known))))
    assert (given.exit_code, given.stderr.strip()) == (0, "")
    assert len(grants(own, "tutor")) == 2
    gone = class_place(school, "gone")  # what was given before can be taken back whatever the rows say
    with transaction(own.settings) as opened:
        Changes(opened, Author("root@server")).grant("tutor", Grant("teacher", gone), CLASS)
    assert call("role", "tutor", "--role", "teacher", "--at", gone, "--remove").exit_code == 0


def test_a_file_of_people_names_line_and_classes(
    own: Week, school: str, known: dict[str, str], unknown: str, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    first = next(iter(known))
    lines = [f"a,A,class_teacher,{class_place(school, first)},", f"b,B,class_teacher,{class_place(unknown, '5A')},"]
    file.write_text("\n".join(["login,name,role,place,password", *lines, f"c,C,teacher,{school}//5Ж,"]))
    refused = call("import", str(file))
    assert refused.exit_code == 4
    assert "line 4, place" in refused.stderr
    assert first in refused.stderr
    file.write_text("\n".join(["login,name,role,place,password", *lines]))
    done = call("import", str(file))
    assert done.exit_code == 0
    assert "line 3" in done.stderr
    assert "could not be checked" in done.stderr
    assert grants(own, "a") == (Grant("class_teacher", class_place(school, first)),)


@pytest.fixture
def boss(own: Week) -> FlaskClient:
    server: Flask = create_app(own.settings).server
    client = server.test_client()
    with connection(own.settings) as opened:
        number = accounts.find(opened, "boss").number
    with client.session_transaction() as session:
        now = sessions.now()
        session.update({"_user_id": f"{number}:0", "_fresh": True, "key": "k", "since": now, "seen": now})
    return client


@pytest.mark.parametrize("lang", LOCALES)
def test_the_pages_of_administration_refuse_it_too(
    own: Week, boss: FlaskClient, school: str, known: dict[str, str], unknown: str, lang: str
) -> None:
    with connection(own.settings) as opened:
        number = accounts.find(opened, "tutor").number
    account = f"/{lang}/admin/accounts/{number}"
    token = TOKEN.search(boss.get(account).text)
    assert token

    def give(place: str) -> tuple[int, str]:
        form = {"csrf_token": token[1], "role": "class_teacher", "place": place}
        answer = boss.post(f"{account}/give", data=form)
        return answer.status_code, unescape(answer.text)

    status, page = give(class_place(school, "5Ж"))
    key, name = next(iter(known.items()))
    assert status == 422
    assert f"{name} ({key})" in page
    assert re.search(r'id="place"[^>]* aria-invalid="true"', page) or 'role="alert"' in page
    form = {"csrf_token": token[1], "login": "new", "name": "New", "role": "class_teacher"}
    new = boss.post(f"/{lang}/admin/accounts/new", data={**form, "place": class_place(school, "5Ж")})
    assert (new.status_code, f"{name} ({key})" in unescape(new.text)) == (422, True)
    assert give(class_place(school, key))[0] == 302
    before = unescape(boss.get(account).text).count("adm-note")
    assert give(class_place(unknown, "5A"))[0] == 302
    assert unescape(boss.get(account).text).count("adm-note") == before + 1
