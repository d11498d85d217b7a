"""The same records give the same snapshots, exports and pages on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from app import create_app
from dashboard import migrations, schema
from dashboard.commands import main
from dashboard.database import connection, engine, transaction
from dashboard.errors import SnapshotError
from dashboard.locales import LOCALES
from dashboard.settings import Settings
from dashboard.snapshot.build import build_snapshot
from dashboard.snapshot.lock import only_build
from dashboard.snapshot.publish import publish
from tests.factories import ALMATY, UNITS, WEEK, Records, write_drop
from tests.made_once import share_static_files
from tests.postgres_server import Server

BEFORE = WEEK - timedelta(days=7)
TODAY = date(2025, 11, 17)
MORE_PATHS = (
    *(
        f"{path}?unit={unit}&ind=planning"
        for path in ("growth", "schools", "how")
        for unit in ("110000000", "113000000")
    ),
    *("school?school=s1", "school?school=B-1", "search?q=s1", "search?q=Акмола"),
    "compare?unit=110000000&units=111000000,113000000&ind=planning",
)


class Pair:
    """Two installations, one per database, that do everything alike."""

    def __init__(self, folder: Path, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.settings = {name: Settings(address, folder / name) for name, address in addresses.items()}
        self._monkeypatch = monkeypatch

    def call(self, *words: object) -> dict[str, tuple[int, str]]:
        """Run a command on both; return exit code and stdout."""
        found = {}
        for name, settings in self.settings.items():
            self._monkeypatch.setenv("DATABASE_URL", settings.database_url)
            self._monkeypatch.setenv("BELSENDI_DATA", str(settings.data_folder))
            result = CliRunner().invoke(main, [str(word).replace("{db}", name) for word in words])
            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            found[name] = result.exit_code, result.stdout
        return found

    def alike(self, *words: object, code: int = 0) -> Any:
        """Run a command whose answer must be the same on both; return it."""
        found = self.call(*words)
        first, second = (_without_moments(text) for _, text in found.values())
        assert first == second
        assert {result for result, _ in found.values()} == {code}
        return json.loads(first) if first.startswith(("{", "[")) else first

    def exports(self, week: date, *switches: str) -> dict[str, bytes]:
        """Export a week from both; return the files, which must be the same to the byte."""
        out = self.folder / "out"
        self.call("snapshot", "export", "--week", week, "--out", out / "{db}", *switches)
        found = [{path.name: path.read_bytes() for path in (out / name).iterdir()} for name in self.settings]
        assert found[0] == found[1]
        return found[0]

    def views(self, *paths: str) -> list[Any]:
        """Ask both monitors; return their answers, which must be the same to the byte."""
        clients = [create_app(settings, lambda: TODAY).server.test_client() for settings in self.settings.values()]
        found = []
        for path in paths:
            one, other = (client.get(path) for client in clients)
            assert (one.status_code, other.status_code) == (200, 200)
            assert one.data == other.data, path
            found.append(one.get_json())
        return found


def _without_moments(text: str) -> str:
    """Return a JSON answer without when something was done, which differs by some milliseconds."""
    if not text.startswith(("{", "[")):
        return text
    found = json.loads(text)
    for item in found if isinstance(found, list) else [found]:
        for name in ("built_at", "published_at"):
            item.pop(name, None)
    return json.dumps(found, sort_keys=True)


@pytest.fixture
def pair(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    postgres_server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Pair]:
    addresses = {
        "sqlite": f"sqlite:///{tmp_path / 'sqlite' / 'belsendi.db'}",
        "postgresql": postgres_server.address(postgres_server.new_database()),
    }
    made = Pair(tmp_path, addresses, monkeypatch)
    for settings in made.settings.values():
        share_static_files(tmp_path_factory, settings.data_folder)
    for name in ("BELSENDI_REJECT_LIMIT", "BELSENDI_CHANGE_LIMIT"):
        monkeypatch.delenv(name, raising=False)
    made.call("db", "upgrade")
    yield made
    for settings in made.settings.values():
        engine(settings).dispose()


def _records(week: date) -> Records:
    """Return a week with detailed and aggregated schools, ids that sort differently in every language, and faults."""
    made = Records(week, [{**unit, "name_en": "", "kind": ""} for unit in UNITS])
    made.detailed_school("s1", lessons=(10, 12))
    for key in ("Ö-10", "a-2", "B-1", "_x", "ё", "е", "Әл", "z" * 300):
        made.aggregated_school(key, "113000000", lessons_planned=80 + len(key) % 20)
    made.aggregated_school("s3", "151000000", lessons_planned=60)
    made.school("silent", "151000000")
    return made


def _drop(folder: Path, week: date = WEEK, **numbers: object) -> Path:
    made = _records(week)
    made.aggregated_school("changing", "151000000", **numbers)
    made.add("accounts_week", school_id="unknown\x00, ü", role="staff", created=1, activated=1)
    made.add("accounts_week", school_id='unknown "2"\n', role="staff", created=1, activated=1)
    return made.write(folder)


def test_exports_are_equal_byte_for_byte(pair: Pair) -> None:
    drop = _drop(pair.folder / "drop")
    report = pair.alike("snapshot", "build", "--records", drop, "--week", WEEK, "--accept-rejects", "--json", code=3)
    assert report["rejects"]
    files = pair.exports(WEEK)
    assert {name: data.count(b"\n") > 1 for name, data in files.items()} == dict.fromkeys(files, True)
    assert "␀".encode() in files["rejects.csv"]


def test_revisions_publishing_and_withdrawing_are_equal(pair: Pair) -> None:
    build = ("snapshot", "build", "--accept-rejects", "--publish", "--json")
    before, first = _drop(pair.folder / "before", BEFORE), _drop(pair.folder / "first")
    second = _drop(pair.folder / "second", lessons_planned=70)
    pair.alike(*build, "--records", before, "--week", BEFORE, code=3)
    pair.alike(*build, "--records", first, "--week", WEEK, code=3)
    pair.alike(*build, "--records", second, "--week", WEEK, code=3)
    again = pair.alike(*build, "--records", second, "--week", WEEK, code=3)
    assert again["status"] == "unchanged"
    assert pair.exports(WEEK) != pair.exports(WEEK, "--revision", "2")
    assert [item["frozen"] for item in pair.alike("snapshot", "list", "--json")] == [True, True, False]
    pair.alike("snapshot", "show", "--week", WEEK, "--revision", "2", "--json")
    frozen = pair.exports(WEEK)
    pair.call("snapshot", "withdraw", "--week", WEEK)
    assert pair.exports(WEEK) != frozen
    assert [item["status"] for item in pair.alike("snapshot", "list", "--json")][1] == "withdrawn"


def test_a_refused_drop_writes_nothing_on_both(pair: Pair) -> None:
    drop = write_drop(pair.folder / "bad", {"units": UNITS})
    assert pair.alike("snapshot", "build", "--records", drop, "--week", WEEK, "--json", code=4)["status"] == "refused"
    assert pair.alike("snapshot", "list", "--json") == []


def test_views_are_equal_in_every_language(pair: Pair) -> None:
    for week, numbers in ((BEFORE, {}), (WEEK, {"lessons_planned": 40})):
        drop = _drop(pair.folder / str(week), week, **numbers)
        switches = ("--accept-rejects", "--publish", "--json")
        pair.alike("snapshot", "build", "--records", drop, "--week", week, *switches, code=3)
    moment = datetime(2025, 11, 16, 3, tzinfo=ALMATY).astimezone(UTC)
    for settings in pair.settings.values():  # the page says when the week was published
        with transaction(settings) as writing:
            writing.execute(update(schema.snapshot).values(published_at=moment))
    units = ("000000000", "110000000", "150000000", "113000000", "151000000")
    weeks = (str(WEEK), str(BEFORE), str(WEEK + timedelta(days=7)))
    views = pair.views(
        *(f"/{locale}/view?unit={unit}&week={week}" for locale in LOCALES for unit in units for week in weeks),
        *(f"/{locale}/weeks" for locale in LOCALES),
        *(f"/{locale}/{path}" for locale in LOCALES for path in MORE_PATHS),
    )
    district = next(view for view in views if view["selection"]["unit"] == "113000000")
    assert district["panels"]
    assert all(district["panels"].values())


def test_two_builds_at_once_are_one_after_the_other(pair: Pair, postgres_database: Settings) -> None:
    """The second is refused naming the first, whose process it can then look for."""
    settings = pair.settings["postgresql"]
    drop = _drop(pair.folder / "drop")
    with only_build(settings, f"week {BEFORE}"):
        refused = pytest.raises(SnapshotError, match=rf"process {os.getpid()} .*week {BEFORE}")
        with refused, only_build(settings, f"week {WEEK}", patience=0.1):
            pass
        with only_build(postgres_database, "another database of the same server", patience=0):
            pass
    assert build_snapshot([drop], WEEK, settings, accept_rejects=True).status == "built"


def test_two_builds_started_together_are_both_written(pair: Pair) -> None:
    settings = pair.settings["postgresql"]
    drops = {week: _drop(pair.folder / str(week), week) for week in (BEFORE, WEEK)}
    with ThreadPoolExecutor(2) as pool, pytest.MonkeyPatch.context() as patient:
        patient.setattr("dashboard.snapshot.lock.only_build.__wrapped__.__defaults__", (60.0,))
        running = [pool.submit(build_snapshot, [drops[week]], week, settings, accept_rejects=True) for week in drops]
    assert [each.result().status for each in running] == ["built", "built"]
    with connection(settings) as reading:
        assert sorted(reading.scalars(select(schema.snapshot.c.week))) == list(drops)


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_a_reader_sees_the_old_state_or_the_new_one(pair: Pair, name: str) -> None:
    settings = pair.settings[name]
    build_snapshot([_drop(pair.folder / "drop")], WEEK, settings, accept_rejects=True)
    seen, done = [], threading.Event()

    def read() -> None:
        while not done.is_set():
            with connection(settings) as reading:
                state = reading.scalar(select(schema.snapshot.c.status))
                seen.append((state, reading.scalar(select(schema.snapshot.c.published_at)) is not None))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with transaction(settings) as writing:
            publish(writing, 1)
            held = len(seen)
            while len(seen) < held + 3 and reader.is_alive():
                pass
    finally:
        _enough(seen, ("published", True), reader)
        done.set()
        reader.join()
    assert set(seen) == {("built", False), ("published", True)}


def _enough(seen: list[tuple[Any, bool]], wanted: tuple[str, bool], reader: threading.Thread) -> None:
    end = datetime.now(UTC) + timedelta(seconds=20)
    while wanted not in seen and reader.is_alive() and datetime.now(UTC) < end:
        pass


def test_a_long_read_stays_in_its_state(pair: Pair) -> None:
    for settings in pair.settings.values():
        migrations.upgrade(settings)
        count = select(func.count()).select_from(schema.snapshot)
        with connection(settings) as reading:
            assert reading.scalar(count) == 0
            build_snapshot([_drop(pair.folder / "drop")], WEEK, settings, accept_rejects=True)
            assert reading.scalar(count) == 0
        with connection(settings) as reading:
            assert reading.scalar(count) == 1
