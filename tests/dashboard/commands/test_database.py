"""``belsendi db``."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from dashboard import migrations, schema
from dashboard.commands import main
from dashboard.database import database_file
from dashboard.settings import Settings


def test_upgrade_makes_the_tables_and_says_where(runner: CliRunner, settings: Settings) -> None:
    first = runner.invoke(main, ["db", "upgrade"])
    second = runner.invoke(main, ["db", "upgrade"])
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"{database_file(settings)}: tables created, version {schema.VERSION}" in first.stderr
    assert f"already at version {schema.VERSION}" in second.stderr
    assert first.stdout == second.stdout == ""


def test_upgrade_follows_the_address_in_the_environment(
    runner: CliRunner, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings.data_folder / "deep" / "own.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    assert runner.invoke(main, ["db", "upgrade"]).exit_code == 0
    assert file.exists()


def test_check_passes(runner: CliRunner, settings: Settings) -> None:
    result = runner.invoke(main, ["db", "check"])
    assert result.exit_code == 0
    assert not settings.data_folder.exists()


def test_check_fails_on_a_difference(runner: CliRunner, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "differences", lambda: ["('add_table', 'remark')"])
    result = runner.invoke(main, ["db", "check"])
    assert result.exit_code == 4
    assert "('add_table', 'remark')" in result.stderr
    assert "belsendi db revise" in result.stderr
