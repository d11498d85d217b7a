"""The database is restarted while the monitor runs: a real server that is killed and started again (issue 7)."""

from __future__ import annotations

import re
import signal
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from callbacks import data, reconnecting, wall
from callbacks.errors import AGAIN
from callbacks.preparing import Preparing
from callbacks.reconnecting import Reconnecting
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.database import engine, transaction
from dashboard.errors import DatabaseAway, SnapshotError
from dashboard.settings import Settings
from tests.postgres_server import Server
from tests.published_weeks import LATEST, REPUBLIC, Country

PASSWORD = "бес қарға ұшып кетті"  # noqa: S105 - made up
TODAY = LATEST + timedelta(days=7)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
REGION = "100000000"
HTML = {"Accept": "text/html"}


@pytest.fixture
def days() -> list[date]:
    """The day in Almaty: the last one."""
    return [TODAY]


@pytest.fixture
def server(postgres_database: Settings, days: list[date], monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The monitor on PostgreSQL; what is published is looked up at every request."""
    monkeypatch.setattr(data, "_EDITION_SECONDS", 0.0)
    with transaction(postgres_database) as opened:
        Country(regions=2, districts=2, schools=3, weeks=[LATEST]).publish(opened)
        changes = Changes(opened, Author("root@server"))
        changes.add("head", "Head", password=PASSWORD)
        changes.set_password("head", PASSWORD, first=False)
        changes.grant("head", Grant("org_admin", REPUBLIC), "republic")
    found: Flask = create_app(replace(postgres_database, compress=False), lambda: days[-1]).server
    return found


def log_in(client: FlaskClient) -> FlaskClient:
    """Log the head in."""
    token = TOKEN.search(client.get("/ru/login").text)
    assert token
    fields = {"login": "head", "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/ru/login", data=fields).status_code == 302
    return client


def test_a_database_that_is_cut_off_killed_and_comes_back(
    server: Flask, postgres_server: Server, postgres_database: Settings, days: list[date]
) -> None:
    """One test, since a database takes seconds to make; each part says what it shows."""
    world = SimpleNamespace(somebody=server.test_client(), head=log_in(server.test_client()), server=server, days=days)
    world.engine = engine(postgres_database)
    a_connection_that_is_cut_half_way_is_not_noticed(world, postgres_server)
    paths = ("/ru/view", "/ru/wall/data", "/ru/weeks", "/api/v1/weeks")
    world.seen = {path: world.head.get(path).get_json() for path in paths}
    Preparing(server).prepare()
    postgres_server.stop(signal.SIGQUIT)
    try:
        what_was_made_is_shown_on_and_says_so(world)
        what_nobody_asked_for_is_503_and_says_when_to_ask_again(world)
        what_is_open_to_everybody_is_so_to_whom_nobody_can_recognise(world)
        over_midnight_all_of_it_stays(world)
    finally:
        days.pop()
        postgres_server.start()
    all_of_it_is_back_by_itself(world)


def a_connection_that_is_cut_half_way_is_not_noticed(world: Any, database: Server) -> None:
    """While a view is read, and while the guard asks who it is that asks."""
    for word, path in (("unit_value", "/ru/view"), ("account", "/ru/admin/accounts")):
        cuts: list[int] = []

        def cut(_: object, cursor: Any, said: str, *__: object, word: str = word, cuts: list[int] = cuts) -> None:
            if word in said and not cuts:
                cuts.append(cursor.connection.info.backend_pid)
                database.run(f"SELECT pg_terminate_backend({cuts[0]}, 5000)")

        event.listen(world.engine, "before_cursor_execute", cut)
        assert world.head.get(path).status_code == 200, path
        event.remove(world.engine, "before_cursor_execute", cut)
        assert len(cuts) == 1


def what_was_made_is_shown_on_and_says_so(world: Any) -> None:
    for path, body in world.seen.items():
        answer = world.somebody.get(path)
        assert (answer.status_code, answer.headers[reconnecting.STATE]) == (200, reconnecting.STALE), path
        assert answer.get_json() == body
        unchanged = world.somebody.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (unchanged.status_code, unchanged.headers[reconnecting.STATE]) == (304, reconnecting.STALE)
    seen = world.server.extensions[data.EXTENSION].editions.seen
    assert world.somebody.get("/ru/wall/data").headers[wall.TIME] == f"{seen:%d.%m, %H:%M}"
    # What was prepared for everybody is there too, in every language.
    prepared = [f"/{one}/{path}" for one in ("kk", "ru", "en") for path in (f"view?unit={REGION}", "wall/data")]
    assert {world.somebody.get(path).status_code for path in prepared} == {200}


def what_nobody_asked_for_is_503_and_says_when_to_ask_again(world: Any) -> None:
    for path in ("/ru/view?unit=100100000", "/ru/schools?unit=100100000", "/api/v1/units"):
        answer = world.somebody.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, AGAIN), path
    shown = world.head.get("/ru/reports", headers=HTML)
    assert (shown.status_code, "Refresh" in shown.headers) == (503, True)


def what_is_open_to_everybody_is_so_to_whom_nobody_can_recognise(world: Any) -> None:
    for path in ("/ru/", "/ru/view", "/ru/wall", "/ru/_dash-layout", "/healthz"):
        assert world.head.get(path).status_code == 200, path
    assert world.head.get("/ru/admin").status_code == 503  # neither open nor refused: nobody knows


def over_midnight_all_of_it_stays(world: Any) -> None:
    world.days.append(TODAY + timedelta(days=1))
    what_was_made_is_shown_on_and_says_so(world)


def all_of_it_is_back_by_itself(world: Any) -> None:
    for path, body in world.seen.items():
        answer = world.head.get(path)
        assert (answer.status_code, answer.headers[reconnecting.STATE]) == (200, reconnecting.CURRENT)
        assert answer.get_json() == body
    for path in ("/ru/view?unit=100100000", "/ru/reports", "/ru/admin"):
        assert world.head.get(path).status_code in {200, 302}, path
    assert "head" in world.head.get("/ru/_dash-layout").text


@pytest.mark.parametrize(
    ("method", "error", "times"),
    [
        ("GET", DatabaseAway("cut", broke=True), 2),
        ("HEAD", DatabaseAway("cut", broke=True), 2),
        ("POST", DatabaseAway("cut", broke=True), 1),
        ("GET", DatabaseAway("not there"), 1),
        ("GET", SnapshotError("no such week"), 1),
    ],
)
def test_only_what_reads_is_tried_again_and_once(method: str, error: SnapshotError, times: int) -> None:
    server, calls = Reconnecting("x"), []
    server.register_error_handler(SnapshotError, lambda _: ("", 503))

    @server.route("/", methods=["GET", "POST"])
    def fail() -> str:
        calls.append(1)
        raise error

    assert server.test_client().open("/", method=method).status_code == 503
    assert len(calls) == times
