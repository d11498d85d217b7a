"""One build at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import make_url

from dashboard.database import engine
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.lock import only_build
from tests.postgres_server import Server

HOLDER = """
import sys
from pathlib import Path
from dashboard.settings import Settings
from dashboard.snapshot.lock import only_build
with only_build(Settings(sys.argv[1], Path(sys.argv[2])), "week 2025-11-09"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_build_is_refused_naming_the_first(any_database: Settings) -> None:
    settings = any_database
    with only_build(settings, "week 2025-11-09"):
        with pytest.raises(SnapshotError) as error, only_build(settings, "week 2025-11-16", patience=0):
            pass
        assert f"process {os.getpid()}" in str(error.value)
        assert "(week 2025-11-09" in str(error.value)
        assert "since 20" in str(error.value)
    with only_build(settings, "week 2025-11-16", patience=0):
        pass


def test_a_killed_build_leaves_no_lock(any_database: Settings) -> None:
    settings = any_database
    command = [sys.executable, "-c", HOLDER, settings.database_url, str(settings.data_folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(SnapshotError, match=f"process {holder.pid} "), only_build(settings, "x", patience=0):
            pass
        holder.kill()
        holder.wait()
        with only_build(settings, "x", patience=5):  # a server notices a moment later
            pass


def test_a_build_waits_a_little(any_database: Settings) -> None:
    settings = any_database
    command = [sys.executable, "-c", HOLDER, settings.database_url, str(settings.data_folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        holder.stdin.close()  # it ends, in its own time
        with only_build(settings, "x", patience=20):
            pass


def test_a_database_in_memory_needs_no_lock(settings: Settings) -> None:
    memory = replace(settings, database_url="sqlite://")
    with only_build(memory, "x"), only_build(memory, "y", patience=0):
        pass


def test_another_user_of_the_server_is_told_who_builds(postgres_server: Server, postgres_database: Settings) -> None:
    name = str(make_url(postgres_database.database_url).database)
    postgres_server.run("DROP ROLE IF EXISTS modest")
    postgres_server.run("CREATE ROLE modest LOGIN")
    modest = Settings(postgres_server.address(name, user="modest"), postgres_database.data_folder)
    refused = pytest.raises(SnapshotError, match=r"is running: process .*database user postgres; nothing")
    with only_build(postgres_database, "week 2025-11-09"), refused, only_build(modest, "x", patience=0):
        pass
    engine(modest).dispose()


def test_a_lock_of_a_server_that_is_gone_is_explained(postgres_database: Settings) -> None:
    nowhere = replace(postgres_database, database_url="postgresql+psycopg://u:secret@127.0.0.1:1/belsendi")
    with (
        pytest.raises(SnapshotError, match=r"u:\*\*\*@127\.0\.0\.1:1/belsendi cannot be reached"),
        only_build(nowhere, "x"),
    ):
        pass
