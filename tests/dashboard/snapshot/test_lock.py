"""One build at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.lock import only_build

HOLDER = """
import sys
from pathlib import Path
from dashboard.settings import Settings
from dashboard.snapshot.lock import only_build
with only_build(Settings(sys.argv[1], Path(sys.argv[2])), "week 2025-11-09"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_build_is_refused_naming_the_first(settings: Settings) -> None:
    with only_build(settings, "week 2025-11-09"):
        with pytest.raises(SnapshotError) as error, only_build(settings, "week 2025-11-16", patience=0):
            pass
        assert f"process {os.getpid()}" in str(error.value)
        assert "week 2025-11-09, since 20" in str(error.value)
    with only_build(settings, "week 2025-11-16", patience=0):
        pass


def test_a_killed_build_leaves_no_lock(settings: Settings) -> None:
    command = [sys.executable, "-c", HOLDER, settings.database_url, str(settings.data_folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(SnapshotError, match=f"process {holder.pid} "), only_build(settings, "x", patience=0):
            pass
        holder.kill()
        holder.wait()
        with only_build(settings, "x", patience=0):
            pass


def test_a_build_waits_a_little(settings: Settings) -> None:
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
