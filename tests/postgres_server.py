"""A real PostgreSQL server of the tests' own: in a folder of its own, gone when they end.

It sorts texts by the rules of a language and lives in another time zone than its readers, so that nothing can depend
on either by accident.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dashboard import migrations
from dashboard.database import engine
from dashboard.settings import Settings

NO_SERVER = "there is no PostgreSQL server: install Debian's package postgresql, or name its programs: POSTGRES_BIN"
STARTUP = 60.0  # seconds
USERS = ("postgres", "nobody")  # whoever runs the tests as root: the server refuses to be root
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=40")


def programs() -> Path | None:
    """Return the folder of the newest server's programs; None where there is none."""
    named = os.environ.get("POSTGRES_BIN")
    on_path = shutil.which("initdb")
    folders = [Path(named)] if named else [*Path("/usr/lib/postgresql").glob("*/bin")]
    folders += [Path(on_path).parent] if on_path and not named else []
    found = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(found, key=lambda folder: [int(part) for part in re.findall(r"\d+", str(folder))], default=None)


class Server:
    """A server that can be stopped and started again.

    Parameters
    ----------
    programs
        Folder of its programs.
    folder
        Where its data, its socket and its log are.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self.port = _free_port()
        self._names = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._initialise()

    def _initialise(self) -> None:
        """Make the files of a new server: everybody may come by the socket, only who knows the password by TCP."""
        self._as_user([self.programs / "initdb", "-D", self.folder / "data", *_locale(self.programs)])
        (self.folder / "data" / "pg_hba.conf").write_text(
            "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8"
        )

    def _as_user(self, command: Sequence[object]) -> None:
        result = subprocess.run([str(part) for part in command], check=False, capture_output=True, text=True, **_user())
        if result.returncode:
            raise RuntimeError(f"{command[0]} failed: {result.stderr}")

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        own = (f"unix_socket_directories={self.folder}", "listen_addresses=127.0.0.1", f"port={self.port}")
        options = [part for option in (*FAST, *own, "timezone=America/New_York") for part in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options],
                **_user(),
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + STARTUP
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"The server does not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address("postgres", driver=""), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server at once, its connections too; by `SIGQUIT` as if the machine had crashed."""
        if self._process:
            with suppress(ProcessLookupError):
                self._process.send_signal(how)
            self._process.wait(timeout=STARTUP)
            self._process = None

    def address(self, name: str, driver: str = "+psycopg", user: str = "postgres") -> str:
        """Return the address of a database by the socket."""
        return f"postgresql{driver}://{user}@/{name}?host={self.folder}&port={self.port}"

    def new_database(self, owner: str = "postgres") -> str:
        """Make an empty database; return its name."""
        name = f"belsendi_{next(self._names)}"
        self.run(f'CREATE DATABASE {name} OWNER "{owner}"')
        return name

    def run(self, statement: str, name: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the server's owner; return its rows."""
        with psycopg.connect(self.address(name, driver=""), autocommit=True) as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []


def _locale(programs: Path) -> tuple[str, ...]:
    """Return the options of initdb; from version 15 on texts are sorted by the rules of Russian."""
    told = subprocess.run([programs / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    version = int(re.findall(r"\d+", told)[0])
    ours = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
    return (*ours, "--locale-provider=icu", "--icu-locale=ru") if version >= 15 else ours


def _user() -> dict[str, Any]:
    """Return as whom the server runs: as we do, unless we are root."""
    if os.getuid() != 0:
        return {}
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in USERS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_server(programs: Path) -> Iterator[Server]:
    """Run a new server in a temporary folder that its user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="belsendi-pg-"))
    try:
        user = _user()
        if user:
            os.chown(folder, user["user"], user["group"])
        server = Server(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A server for all tests of the session (of each worker, where tests run in several)."""
    found = programs()
    if found is None:
        pytest.skip(NO_SERVER)
    with running_server(found) as server:
        yield server


@pytest.fixture
def postgres_settings(
    postgres_server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """An installation whose DATABASE_URL is an empty database of the server."""
    monkeypatch.setenv("DATABASE_URL", postgres_server.address(postgres_server.new_database()))
    made = Settings.from_environment()
    yield made
    engine(made).dispose()


@pytest.fixture
def postgres_database(postgres_settings: Settings) -> Settings:
    """The same with its tables, made by the migrations."""
    migrations.upgrade(postgres_settings)
    return postgres_settings


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest) -> Settings:
    """An installation with its tables, on each of the databases."""
    name = {"sqlite": "database", "postgresql": "postgres_database"}[request.param]
    made: Settings = request.getfixturevalue(name)
    return made


def skipped_line(reporter: Any) -> str | None:
    """Return the line that says how many tests had no server; None where all had one."""
    skipped = [report for report in reporter.stats.get("skipped", []) if NO_SERVER in str(report.longrepr)]
    return f"!!!! SKIPPED: {len(skipped)} PostgreSQL tests: {NO_SERVER} !!!!" if skipped else None
