"""Errors: a page in the reader's language, a word to programs, nothing of what lies inside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, abort

from app import create_app
from callbacks.access import OPEN, RULES, Guard
from dashboard import migrations
from dashboard.errors import SnapshotError
from dashboard.settings import Settings

PAGE = {"Accept": "text/html,*/*;q=0.8"}
INSIDE = ("Traceback", "Error(", "werkzeug", "flask", "sqlite", "/work", "site-packages", "secret-detail", ".py")
STATUSES = (400, 404, 405, 413, 415, 500, 503)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application with doors behind which something goes wrong."""
    folder = tmp_path_factory.mktemp("errors")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False)
    migrations.upgrade(settings)
    found: Flask = create_app(settings).server

    def failing(status: int) -> str:
        if status == 500:
            raise RuntimeError("secret-detail: postgresql://belsendi:pw@db/x")
        if status == 503:
            raise SnapshotError("secret-detail: the database /srv/x.db cannot be read")
        abort(status, "secret-detail")

    found.add_url_rule("/failing/<int:status>", "failing", failing)
    guard = next(
        one.__self__ for one in found.before_request_funcs[None] if isinstance(getattr(one, "__self__", None), Guard)
    )
    guard._rules = {**RULES, "failing": OPEN}
    return found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("status", STATUSES)
def test_people_get_a_page_in_their_language_without_internals(server: Flask, status: int, language: str) -> None:
    answer = server.test_client().get(f"/{language}/failing/{status}", headers=PAGE)
    assert answer.status_code == status
    assert f'<html lang="{language}"' in answer.text
    assert f'href="/{language}/"' in answer.text
    assert [word for word in INSIDE if word in answer.text] == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert str(status) in answer.text


@pytest.mark.parametrize("status", STATUSES)
def test_programs_get_a_word(server: Flask, status: int) -> None:
    answer = server.test_client().get(f"/ru/failing/{status}")
    assert answer.status_code == status
    assert list(answer.get_json()) == ["error"]
    assert re.fullmatch(r"[a-z_]+", answer.get_json()["error"])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_say_what_to_do_in_words_of_the_language(server: Flask, language: str) -> None:
    pages = {
        status: server.test_client().get(f"/{language}/failing/{status}", headers=PAGE).text for status in STATUSES
    }
    titles = {status: re.search(r"<h1>(.*?)</h1>", page)[1] for status, page in pages.items()}  # type: ignore[index]
    assert len(set(titles.values())) == 5  # 405 and 415 are said like 400
    if language != "en":
        assert all(re.search(r"[а-яәіңғүұқөһ]", title) for title in titles.values())


def test_a_method_that_is_not_there_is_told_which_ones_are(server: Flask) -> None:
    answer = server.test_client().delete("/ru/view")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_nothing_large_is_taken(server: Flask) -> None:
    answer = server.test_client().post("/ru/login", data={"login": "x" * 200_000})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"output": "nothing.here"}',
        b'{"output": ["a"]}',
        b'{"output": "page.data-shown", "inputs": [], "changedPropIds": []}',
        b"\xff\xfe",
    ],
)
def test_what_names_no_callback_of_ours_is_refused(server: Flask, body: bytes) -> None:
    """All callbacks are the browser's own; Dash would answer 500."""
    answer = server.test_client().post("/ru/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["a/b.js", "dash/../../etc/passwd", "dash/nothing.js"])
def test_a_script_that_is_not_there_is_no_fault_of_ours(server: Flask, path: str) -> None:
    assert server.test_client().get(f"/ru/_dash-component-suites/{path}").status_code in {403, 404}


def test_what_went_wrong_stands_in_the_log_with_the_number_of_the_page(
    server: Flask, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    del tmp_path
    page = server.test_client().get("/en/failing/500", headers=PAGE).text
    number = re.search(r"Request ([0-9a-f]{8})", page)
    assert number
    assert number[1] in caplog.text
    assert "secret-detail" in caplog.text
