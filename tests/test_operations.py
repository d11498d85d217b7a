"""The commands of docs/installation.md and operations.md are run as they stand there, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from dashboard.commands import main
from dashboard.database import connection, engine
from dashboard.settings import PROJECT_FOLDER, Settings
from dashboard.snapshot.export import export_snapshot
from dashboard.snapshot.revisions import find_revision, read_revisions
from tests.factories import WEEK, small_drop
from tests.postgres_server import Server

# Read as one: what is installed in the first is run in the second.
TEXT = "\n".join((PROJECT_FOLDER / "docs" / f"{name}.md").read_text("utf-8") for name in ("installation", "operations"))
NEXT = WEEK + timedelta(days=7)
NEW = "into a new database"
_BLOCK = re.compile(r"(?:<!-- run: (?P<where>[^>]*) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```", re.S)
# Blocks that change the machine itself; everything else is run.
NOT_RUN = ("useradd", "set -a", ".ci/environment", "systemctl", "umask", "belsendi doctor")


class Block(NamedTuple):
    """A block of commands, and on which databases it is run."""

    databases: tuple[str, ...]
    anew: bool
    text: str


def blocks() -> list[Block]:
    """Return the blocks that are run, in order."""
    found = []
    for match in _BLOCK.finditer(TEXT):
        where, _, how = (match["where"] or "").partition("; ")
        if match["kind"] == "sh" and where:
            found.append(Block(tuple(where.split()), how == NEW, match["text"]))
    return found


def _address(kind: str) -> str:
    """Return the address the documents name."""
    (found,) = re.findall(rf"^DATABASE_URL=({kind}\S+)$", TEXT, re.M)
    return str(found)


class Machine:
    """A machine with the folders of the documents, somewhere else."""

    def __init__(self, folder: Path, kind: str, server: Server | None) -> None:
        self.folder = folder
        self.server = server
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("BELSENDI", "PG"))},
            "DATABASE_URL": self.here(_address(kind)),
            "BELSENDI_DATA": self.here("/srv/belsendi/data"),
            "PATH": os.pathsep.join(self._programs()),
        }
        for name, numbers in {"2025-11-09": {}, "2025-11-16": {"lessons_planned": 10}}.items():
            small_drop(Path(self.here(f"/srv/records/{name}")), week=date.fromisoformat(name), **numbers)
        small_drop(Path(self.here("/srv/records/2025-11-16-corrected")), week=NEXT, lessons_planned=90)

    def here(self, text: str) -> str:
        """Return a text of the documents with our folders, and with the port of our server."""
        text = text.replace("/srv/", f"{self.folder}/srv/")
        return text.replace("127.0.0.1:5432", f"127.0.0.1:{self.server.port}") if self.server else text

    def _programs(self) -> list[str]:
        """Return the path; on it a `sudo` that only knows how to be the server's administrator."""
        sudo = self.folder / "bin" / "sudo"
        sudo.parent.mkdir()
        place = f"PGHOST={self.server.folder} PGPORT={self.server.port} PGUSER=postgres" if self.server else ""
        sudo.write_text(f'#!/bin/sh\n[ "$1 $2" = "-u postgres" ] || exit 1\nshift 2\nexec env {place} "$@"\n')
        sudo.chmod(0o755)
        return [str(sudo.parent), *([str(self.server.programs)] if self.server else []), os.environ["PATH"]]

    def run(self, text: str, **settings: str) -> None:
        """Run commands; one that fails ends the test. Ours are run in this process: each start costs a second."""
        lines = self.here(text).splitlines()
        if not all(line.startswith("belsendi ") for line in lines):
            self.shell(self.here(text))
            return
        for line in lines:
            code, said = self.call(*self.shell(f"printf '%s\\n' {line}").splitlines()[1:], **settings)
            assert code == 0, f"{line}\n{said}"

    def shell(self, text: str) -> str:
        """Return what a shell answers."""
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text], env=self.environment, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, f"{text}\n{result.stdout}\n{result.stderr}"
        return result.stdout

    def call(self, *words: str, **settings: str) -> tuple[int, str]:
        """Return the exit code of a command of ours, and what it writes to stdout, else to stderr."""
        result = CliRunner().invoke(main, words, env={**self.environment, **settings})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout or result.stderr

    def export(self, name: str, address: str | None = None, week: date = WEEK) -> dict[str, bytes]:
        """Return the exported files of a week."""
        settings = Settings(address or self.environment["DATABASE_URL"], self.folder)
        with connection(settings) as reading:
            export_snapshot(reading, find_revision(reading, week), self.folder / name)
        engine(settings).dispose()
        return {path.name: path.read_bytes() for path in (self.folder / name).iterdir()}


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Machine:
    """A machine for each kind of database."""
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    return Machine(tmp_path, request.param, server)


def test_every_command_of_the_documents_works(machine: Machine) -> None:
    kind = "postgresql" if machine.server else "sqlite"
    new = machine.here("sqlite:////srv/belsendi/new.db")
    for block in blocks():
        if kind in block.databases:
            machine.run(block.text, **({"DATABASE_URL": new} if block.anew else {}))
    settings = Settings(machine.environment["DATABASE_URL"], machine.folder)
    with connection(settings) as reading:
        found = [(item.week, item.revision, item.status) for item in read_revisions(reading)]
    engine(settings).dispose()
    # The bad week is withdrawn, the corrected one stands in its place.
    assert found == [(WEEK, 1, "published"), (NEXT, 1, "withdrawn"), (NEXT, 2, "published")]
    published = machine.export("live")
    assert machine.export("restored", new) == published
    assert machine.export("withdrawn", week=NEXT) != published
    if machine.server:
        dumped = re.sub(r"belsendi$", "belsendi_restored", machine.environment["DATABASE_URL"])
        assert machine.export("dumped", dumped) == published
        machine.server.run("DROP DATABASE belsendi_restored")
        machine.server.run("DROP DATABASE belsendi")
        for role in ("reader", "weekly", "monitor"):
            machine.server.run(f"DROP ROLE belsendi_{role}")
        machine.server.run("DROP ROLE belsendi")


def test_every_block_of_commands_is_run_or_known_not_to_be() -> None:
    loose = [match["text"] for match in _BLOCK.finditer(TEXT) if match["kind"] == "sh" and not match["where"]]
    assert [block for block in loose if not any(word in block for word in NOT_RUN)] == []
    assert len(blocks()) > 12


def test_every_exit_code_of_the_commands_is_in_the_table() -> None:
    table = TEXT[TEXT.index("### Exit codes") : TEXT.index("### Logs")]
    assert re.findall(r"^\| (\d) \|", table, re.M) == ["0", "2", "3", "4", "5"]


def test_every_message_about_the_database_is_in_the_table() -> None:
    from dashboard.remedies import REMEDIES

    text = " ".join(TEXT.split())
    assert [remedy.state for remedy in REMEDIES if remedy.state.split(",")[0] not in text] == []


def test_json_and_quiet_are_answered_by_every_command_about_the_database(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "sqlite", None)
    backup, again = tmp_path / "kept.db", {"DATABASE_URL": f"sqlite:///{tmp_path / 'again.db'}"}
    for words in (["upgrade"], ["status"], ["backup", str(backup)]):
        code, said = machine.call("db", *words, "--json", "--quiet")
        assert (code, type(json.loads(said))) == (0, dict)
    assert json.loads(machine.call("db", "restore", str(backup), "--json", **again)[1])["snapshots"] == 0
    code, said = machine.call("db", "backup", str(backup), "--json")
    assert (code, json.loads(said)["status"]) == (4, "refused")
    for address in (machine.environment, again):
        engine(Settings(address["DATABASE_URL"], tmp_path)).dispose()
