"""The command ``belsendi``: groups by name, quick to start, errors as messages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dashboard import commands
from dashboard.commands import COMMANDS, Place, main
from dashboard.errors import SnapshotError
from dashboard.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


def test_version(runner: CliRunner) -> None:
    result = runner.invoke(main, ["--version"])
    assert result.exit_code == 0
    assert result.stdout.startswith("belsendi, version 0.")


def test_help_lists_every_group_without_importing_one() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom dashboard.commands import main\n"
        "print(CliRunner().invoke(main, ['--help']).output)\n"
        "heavy = {'sqlalchemy', 'pandas', 'ibis', 'duckdb', 'alembic', 'dash', 'geopandas'} & sys.modules.keys()\n"
        "assert not heavy, heavy\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    for name, place in COMMANDS.items():
        assert f"{name} " in result.stdout
        assert place.help in result.stdout


def test_a_missing_package_disturbs_only_its_own_command(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(commands.COMMANDS, "geo", Place("not_installed.commands", "geo", "Maps."))
    assert runner.invoke(main, ["--help"]).exit_code == 0
    result = runner.invoke(main, ["geo", "build"])
    assert result.exit_code == 4
    assert "belsendi geo is not available: the module not_installed is missing" in result.stderr


def test_an_unknown_command_is_a_usage_error(runner: CliRunner) -> None:
    result = runner.invoke(main, ["nonsense"])
    assert result.exit_code == 2
    assert "No such command 'nonsense'" in result.stderr


def test_our_errors_become_messages(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def broken() -> None:
        raise SnapshotError("What is wrong. What to do.")

    monkeypatch.setattr(commands, "_load", lambda name, place: broken)
    result = runner.invoke(main, ["db"])
    assert (result.exit_code, result.stderr, result.stdout) == (4, "Error: What is wrong. What to do.\n", "")


def test_a_bad_setting_is_a_message(runner: CliRunner, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELSENDI_REJECT_LIMIT", "many")
    result = runner.invoke(main, ["db", "upgrade"])
    assert result.exit_code == 4
    assert "BELSENDI_REJECT_LIMIT is 'many'" in result.stderr
