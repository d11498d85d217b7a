"""Views through a real Redis: what one process made another one takes, and a Redis that is gone disturbs nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from redis.backoff import NoBackoff
from redis.retry import Retry

from app import create_app
from callbacks.responses import Packed
from callbacks.shared_views import SharedViews, program, shared_views
from dashboard import migrations
from dashboard.database import transaction
from dashboard.errors import SettingsError
from dashboard.settings import PROJECT_FOLDER, Settings
from tests.missing_programs import NO_REDIS
from tests.missing_programs import program as found_program
from tests.published_weeks import LATEST, Country
from tests.served import answers, free_port, wait_until

SERVER = found_program("REDIS_SERVER", "redis-server")
KEY = "9f3ac51e" * 8
AT_ONCE = Retry(NoBackoff(), 0)  # as the monitor does: no second try
TODAY = LATEST + timedelta(days=7)


class Server:
    """A Redis of the test's own, in memory alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis(port=self.port)

    def start(self) -> None:
        words = ["--port", self.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", self._folder]
        self._process = subprocess.Popen([str(SERVER), *map(str, words)], stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self.port), "Redis")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if SERVER is None:
        pytest.skip(NO_REDIS)
    found = Server(tmp_path_factory.mktemp("redis"))
    found.start()
    yield found
    found.client.close()
    found.stop()


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("shared")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder, compress=False, secret_key=KEY)
    migrations.upgrade(settings)
    with transaction(settings) as opened:
        Country(regions=2, districts=2, schools=3, weeks=[LATEST - timedelta(days=7), LATEST]).publish(opened)
    return settings


@pytest.fixture
def settings(country: Settings, running: Server) -> Settings:
    running.client.flushdb()
    return replace(country, cache=running.address)


def client(settings: Settings) -> FlaskClient:
    """Return a browser of an application that has kept nothing yet, as a new process."""
    found: FlaskClient = create_app(settings, lambda: TODAY).server.test_client()
    return found


def names(running: Server) -> list[str]:
    return sorted(key.decode() for key in running.client.scan_iter("*"))


PATHS = ("/ru/view", "/kk/view", "/ru/view?unit=100000000")
ASK = f"""
import json, sys
from datetime import date
from app import create_app
client = create_app(today=lambda: date.fromisoformat(sys.argv[1])).server.test_client()
answers = [client.get(path) for path in {PATHS}]
print(json.dumps([[one.headers["ETag"], one.text] for one in answers]))
"""


def test_what_one_process_made_another_one_takes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "BELSENDI_DATA": str(settings.data_folder),
        "BELSENDI_COMPRESS": "false",
        "BELSENDI_SECRET_KEY": KEY,
        "BELSENDI_CACHE": settings.cache,
    }
    command = [sys.executable, "-c", ASK, TODAY.isoformat()]
    result = subprocess.run(command, cwd=PROJECT_FOLDER, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    made = json.loads(result.stdout)
    alone = client(replace(settings, cache=""))
    assert [alone.get(path).text for path in PATHS] == [text for _, text in made]
    # This process is the other one: it can make no view, and needs not.
    monkeypatch.setattr("callbacks.data.view", None)
    here = client(settings)
    assert [[one.headers["ETag"], one.text] for one in map(here.get, PATHS)] == made


def test_entries_are_named_by_edition_unit_week_and_language(settings: Settings, running: Server) -> None:
    browser = client(settings)
    for path in ("ru/view", "kk/view", "ru/view?unit=100000000", f"ru/view?week={LATEST - timedelta(days=7)}"):
        browser.get(f"/{path}")
    parts = [name.split(":") for name in names(running)]
    assert {(unit, week, language) for *_, unit, week, language, _ in parts} == {
        ("000000000", "latest", "ru"),
        ("000000000", "latest", "kk"),
        ("100000000", "latest", "ru"),
        ("000000000", str(LATEST - timedelta(days=7)), "ru"),
    }
    # A view holds all nine indicators: none is part of its name.
    browser.get("/ru/view?ind=planning")
    assert len(names(running)) == 4
    assert all(0 < running.client.ttl(name) <= 2 * 24 * 3600 for name in names(running))


def test_a_wall_another_machine_made_is_shown_with_the_own_drawings(
    settings: Settings, running: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 7: walls are shared as views are; what depends on the times of a machine's files is not."""
    address = "/kk/wall/data?unit=100000000"
    made = client(settings).get(address).get_json()
    assert [name.split(":")[3:6] for name in names(running)] == [["100000000", "wall", "kk"]]
    monkeypatch.setattr("callbacks.wall.wall", None)  # this machine can make none
    monkeypatch.setattr("callbacks.maps.version", lambda _: "installed-later")
    here = client(settings).get(address).get_json()
    assert here == {**made, "maps": "/maps/installed-later/"} != made


def test_whoever_may_not_see_schools_gets_no_view_with_them(settings: Settings) -> None:
    """The scope is part of the key (G-39)."""
    district = "/ru/view?unit=100100000"
    first = client(settings).get(district).get_json()
    closed = replace(settings, public_school_list=False)
    assert client(closed).get(district).get_json() == client(replace(closed, cache="")).get(district).get_json()
    assert client(closed).get(district).get_json() != first


@pytest.mark.parametrize(
    "change",
    [{"secret_key": KEY[::-1]}, {"demonstration": True}, {"stale_after": 3}],
    ids=lambda change: next(iter(change)),
)
def test_another_installation_shares_nothing(settings: Settings, running: Server, change: dict[str, Any]) -> None:
    for one in (settings, replace(settings, **change)):
        client(one).get("/ru/view")
    assert len(names(running)) == 2


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 500])
def test_what_somebody_else_wrote_is_not_shown(settings: Settings, running: Server, content: bytes) -> None:
    before = client(settings).get("/ru/view")
    (name,) = names(running)
    kept = running.client.get(name)
    changed = kept[:-1] + bytes([kept[-1] ^ 1])
    for wrong in (content, changed):
        running.client.set(name, wrong)
        after = client(settings).get("/ru/view")
        assert (after.status_code, after.data) == (200, before.data)


def test_an_entry_moved_under_another_name_is_not_shown(settings: Settings, running: Server) -> None:
    client(settings).get("/ru/view")
    (republic,) = names(running)
    client(settings).get("/ru/view?unit=100000000")
    (region,) = set(names(running)) - {republic}
    running.client.set(region, running.client.get(republic))
    assert client(settings).get("/ru/view?unit=100000000").get_json()["selection"]["unit"] == "100000000"


def test_a_redis_that_goes_and_comes_back_disturbs_nobody(
    settings: Settings, running: Server, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    views = SharedViews(redis.Redis(port=running.port, retry=AT_ONCE), settings, lambda: now[0])
    packed = Packed(b'{"a": 1}' * 100, "application/json")
    views.put(("e", "u", "w", "ru"), packed)
    browser = client(settings)
    running.stop()
    try:
        begun = time.monotonic()
        assert {browser.get(f"/{language}/view").status_code for language in ("ru", "kk", "en")} == {200}
        assert views.get(("e", "u", "w", "ru")) is None
        assert time.monotonic() - begun < 5
        assert "The shared cache does not answer" in caplog.text
    finally:
        running.start()
    assert views.put(("e", "u", "w", "ru"), packed) is packed  # still left alone
    assert names(running) == []
    now[0] = 5.1
    views.put(("e", "u", "w", "ru"), packed)
    again = views.get(("e", "u", "w", "ru"))
    assert again
    assert (again.tag, again.body("identity")) == (packed.tag, packed.body("identity"))


def test_a_redis_that_was_never_there_is_no_error(country: Settings) -> None:
    browser = client(replace(country, cache=f"redis://127.0.0.1:{free_port()}/0"))
    assert browser.get("/ru/view").status_code == 200


def test_an_address_that_is_none_is_told_without_its_password(country: Settings) -> None:
    with pytest.raises(SettingsError, match="BELSENDI_CACHE") as told:
        shared_views(replace(country, cache="http://:hidden@x/0"))
    assert "hidden" not in str(told.value)


def test_without_the_setting_there_is_none(country: Settings) -> None:
    assert shared_views(country) is None


def test_the_name_of_the_program_is_the_same_as_long_as_it_is() -> None:
    assert program() == program()
