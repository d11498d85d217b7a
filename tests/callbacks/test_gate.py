"""Login, logout and passwords, asked over the wire."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from app import create_app
from callbacks import sessions
from dashboard import migrations
from dashboard.access.changes import Author, Changes
from dashboard.database import connection, engine, transaction
from dashboard.schema import ended_session
from dashboard.settings import Settings

PASSWORD, NEW = "бес қарға ұшып кетті", "алты қарға қайтып келді"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Clock:
    """The moment, moved by tests."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **duration: float) -> None:
        self.moment += timedelta(**duration)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of sessions and logins."""
    stopped = Clock()
    monkeypatch.setattr(sessions, "now", stopped)
    return stopped


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with two accounts; the second one's password was chosen by somebody else."""
    settings = Settings(f"sqlite:///{tmp_path / 'belsendi.db'}", tmp_path, compress=False)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        changes = Changes(opened, Author("root@server"))
        for login in ("officer", "fresh"):
            changes.add(login, login, password=PASSWORD)
        changes.set_password("officer", PASSWORD, first=False)
    return settings


@pytest.fixture
def browser(settings: Settings, clock: Clock) -> FlaskClient:
    """A browser."""
    return create_app(settings).server.test_client()


def send(browser: FlaskClient, path: str, form: str = "/ru/login", **fields: str) -> TestResponse:
    """Fill in and send a form."""
    token = TOKEN.search(browser.get(form).text)
    assert token
    return browser.post(path, data={"csrf_token": token[1], **fields})


def log_in(browser: FlaskClient, login: str = "officer", password: str = PASSWORD, **fields: str) -> TestResponse:
    return send(browser, "/ru/login", login=login, password=password, **fields)


def logged_in(browser: FlaskClient) -> bool:
    """Return whether the browser is known: the login sends it on."""
    return browser.get("/ru/login").status_code == 302


def test_the_right_password_opens_and_logout_closes(browser: FlaskClient) -> None:
    answer = log_in(browser)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ru/")
    assert logged_in(browser)
    token = TOKEN.search(browser.get("/ru/password").text)
    assert token
    browser.post("/ru/logout", data={"csrf_token": token[1]})
    assert not logged_in(browser)


def log_out(browser: FlaskClient) -> None:
    token = TOKEN.search(browser.get("/ru/password").text)
    assert token
    browser.post("/ru/logout", data={"csrf_token": token[1]})


def stolen(settings: Settings, browser: FlaskClient) -> FlaskClient:
    """Return the browser of a thief, who has a copy of somebody's cookie."""
    cookie = browser.get_cookie("session")
    assert cookie
    thief = create_app(settings).server.test_client()
    thief.set_cookie("session", cookie.value)
    return thief


def test_logging_out_ends_a_stolen_cookie_too_and_no_other_session(settings: Settings, browser: FlaskClient) -> None:
    log_in(browser)
    other, thief = create_app(settings).server.test_client(), stolen(settings, browser)
    log_in(other)
    assert logged_in(thief)
    log_out(browser)
    assert not logged_in(thief)
    assert logged_in(other)
    assert log_in(browser).status_code == 302
    assert not logged_in(thief)


def test_logging_in_anew_ends_the_session_this_browser_had(settings: Settings, browser: FlaskClient) -> None:
    log_in(browser)
    thief = stolen(settings, browser)
    send(browser, "/ru/login", "/ru/login?other=1", login="fresh", password=PASSWORD)
    assert not logged_in(thief)


def test_ended_sessions_are_forgotten_when_they_would_be_over(
    settings: Settings, browser: FlaskClient, clock: Clock
) -> None:
    for _ in range(2):
        log_in(browser)
        log_out(browser)
    clock.wait(hours=13)
    log_in(browser)
    log_out(browser)
    with connection(settings) as opened:
        kept = opened.execute(ended_session.select()).all()
    assert [len(one.key) for one in kept] == [64]


def test_who_asks_is_found_out_with_as_few_statements_as_before(settings: Settings, browser: FlaskClient) -> None:
    """The account and its roles: that a session goes on is asked in the same breath."""
    log_in(browser)
    said: list[str] = []
    event.listen(engine(settings), "before_cursor_execute", lambda *told: said.append(told[2]))
    assert logged_in(browser)
    assert len([text for text in said if text.startswith("SELECT") and "account" in text]) == 2


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: FlaskClient) -> None:
    (cookie,) = [one for one in log_in(browser).headers.getlist("Set-Cookie") if one.startswith("session=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_new_session_begins_at_login(browser: FlaskClient) -> None:
    """What was in the session before does not survive: nobody can plant one."""
    browser.get("/ru/login")
    before = browser.get_cookie("session")
    log_in(browser)
    after = browser.get_cookie("session")
    assert before
    assert after
    assert before.value != after.value


@pytest.mark.parametrize(("login", "password"), [("officer", "wrong"), ("nobody", PASSWORD)])
def test_every_mistake_reads_the_same(browser: FlaskClient, login: str, password: str) -> None:
    answer = log_in(browser, login, password)
    assert answer.status_code == 401
    assert re.sub(r'value="[^"]*"', "", answer.text) == re.sub(
        r'value="[^"]*"', "", log_in(browser, "third", "wrong").text
    )
    assert not logged_in(browser)


def test_whoever_guesses_waits(browser: FlaskClient) -> None:
    answers = [log_in(browser, password="wrong").status_code for _ in range(7)]  # noqa: S106 - a wrong one
    assert answers == [401] * 5 + [429] * 2 or answers == [401] * 4 + [429] * 3
    assert int(log_in(browser).headers["Retry-After"]) >= 1


def test_a_form_without_its_token_is_refused(browser: FlaskClient) -> None:
    assert browser.post("/ru/login", data={"login": "officer", "password": PASSWORD}).status_code == 400
    assert not logged_in(browser)


def test_a_session_ends_when_it_is_left_alone(browser: FlaskClient, clock: Clock) -> None:
    log_in(browser)
    for _ in range(3):
        clock.wait(minutes=50)
        assert logged_in(browser)
    clock.wait(minutes=61)
    assert not logged_in(browser)


def test_a_session_ends_after_half_a_day_however_busy(browser: FlaskClient, clock: Clock) -> None:
    log_in(browser)
    for _ in range(12 * 2):
        clock.wait(minutes=30)
        assert logged_in(browser)
    clock.wait(minutes=1)
    assert not logged_in(browser)


def test_logging_out_everywhere_ends_other_browsers(settings: Settings, browser: FlaskClient) -> None:
    other = create_app(settings).server.test_client()
    for one in (browser, other):
        log_in(one)
    token = TOKEN.search(browser.get("/ru/password").text)
    assert token
    browser.post("/ru/logout/everywhere", data={"csrf_token": token[1]})
    assert not logged_in(other)


def test_a_closed_account_is_out_at_once(settings: Settings, browser: FlaskClient) -> None:
    log_in(browser)
    with transaction(settings) as opened:
        Changes(opened, Author("root@server")).set_disabled("officer", disabled=True)
    assert not logged_in(browser)


def test_a_first_password_has_to_be_changed(browser: FlaskClient) -> None:
    assert log_in(browser, "fresh").headers["Location"] == "/ru/password"
    weak = send(browser, "/ru/password", "/ru/password", old=PASSWORD, new="1234567890")
    assert weak.status_code == 422
    wrong = send(browser, "/ru/password", "/ru/password", old="wrong", new=NEW)
    assert wrong.status_code == 422
    changed = send(browser, "/ru/password", "/ru/password", old=PASSWORD, new=NEW)
    assert changed.headers["Location"] == "/ru/login?changed=1"
    assert "Пароль изменён" in browser.get(changed.headers["Location"]).text
    assert not logged_in(browser)
    assert log_in(browser, "fresh", NEW).headers["Location"] == "/ru/"


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/ru/?unit=350000000", "/ru/?unit=350000000"),
        ("https://evil.example/ru/", "/ru/"),
        ("//evil.example/ru/", "/ru/"),
        ("/ru/\\\\evil.example", "/ru/"),
        ("/kk/../evil", "/ru/"),
        ("javascript:alert(1)", "/ru/"),
    ],
)
def test_the_login_leads_only_into_the_monitor(browser: FlaskClient, wanted: str, target: str) -> None:
    assert log_in(browser, next=wanted).headers["Location"] == target


def test_the_pages_escape_what_was_typed(browser: FlaskClient) -> None:
    answer = log_in(browser, '"><script>alert(1)</script>', "x")
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_login_speaks_the_language_of_its_path(browser: FlaskClient, language: str) -> None:
    answer = browser.get(f"/{language}/login")
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_first_password_is_not_replaced_by_itself(browser: FlaskClient) -> None:
    log_in(browser, "fresh")
    same = send(browser, "/ru/password", "/ru/password", old=PASSWORD, new=PASSWORD)
    assert same.status_code == 422
    assert send(browser, "/ru/password", "/ru/password", old=PASSWORD, new=NEW).status_code == 302


def test_the_present_password_is_not_guessed_by_whoever_found_a_session(browser: FlaskClient) -> None:
    log_in(browser)
    answers = [send(browser, "/ru/password", "/ru/password", old=f"wrong {n}", new=NEW).text for n in range(8)]
    assert "Подождите" in answers[-1]
    assert send(browser, "/ru/password", "/ru/password", old=PASSWORD, new=NEW).status_code == 422


def test_a_session_of_somebody_else_is_not_made(settings: Settings, browser: FlaskClient) -> None:
    """A cookie that was not signed by this installation, or was changed, is nobody's."""
    log_in(browser)
    cookie = browser.get_cookie("session")
    assert cookie
    key = "Yf3xkq0v9TgB7nLw2dRs8uJc5hZa1eMp"
    forged = create_app(replace(settings, secret_key=key)).server.test_client()
    for value in (cookie.value[:-2] + "xx", cookie.value.replace(".", "..", 1), "x", ""):
        other = create_app(settings).server.test_client()
        other.set_cookie("session", value)
        assert not logged_in(other)
    forged.set_cookie("session", cookie.value)
    assert not logged_in(forged)
