"""``belsendi db``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from dashboard import migrations, schema
from dashboard.commands import main
from dashboard.database import database_file, transaction
from dashboard.settings import Settings
from dashboard.snapshot.publish import publish
from tests.factories import WEEK, write_week


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


def test_status_says_what_is_there(runner: CliRunner, any_database: Settings) -> None:
    with transaction(any_database) as writing:
        key = write_week(writing, WEEK, {"s": "high"})
        publish(writing, key)
        write_week(writing, WEEK, {"s": "low"})
    told = json.loads(runner.invoke(main, ["db", "status", "--json"]).stdout)
    assert (told["snapshots"], told["published_weeks"], told["latest_week"]) == (2, 1, WEEK.isoformat())
    assert told["version"] == schema.VERSION
    assert told["megabytes"] > 0.05
    words = runner.invoke(main, ["db", "status"])
    assert "latest week: 2025-11-09" in words.stderr
    assert words.stdout == ""


@pytest.mark.parametrize("command", ["status", "upgrade", "backup"])
def test_a_server_that_does_not_answer_is_exit_code_4(
    runner: CliRunner, settings: Settings, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://belsendi:secret@127.0.0.1:1/belsendi")
    file = [str(settings.data_folder / "backup.db")] if command == "backup" else []
    result = runner.invoke(main, ["db", command, *file, "--json"])
    assert result.exit_code == 4
    (reason,) = json.loads(result.stdout)["errors"]
    assert "postgresql+psycopg://belsendi:***@127.0.0.1:1/belsendi cannot be reached" in reason["found"]
    assert "secret" not in result.output


def test_messages_are_json_lines_where_logs_are_collected(
    runner: CliRunner, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BELSENDI_LOG", "json")
    lines = [json.loads(line) for line in runner.invoke(main, ["db", "upgrade"]).stderr.splitlines()]
    assert [(line["level"], line["event"], line["version"]) for line in lines] == [("info", "upgraded", schema.VERSION)]
    assert runner.invoke(main, ["db", "upgrade", "--quiet"]).stderr == ""


def test_progress_of_long_steps_is_told(runner: CliRunner, database: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BELSENDI_LOG", "json")
    result = runner.invoke(main, ["db", "backup", str(database.data_folder / "backup.db")])
    events = [json.loads(line)["event"] for line in result.stderr.splitlines()]
    assert events[-1] == "copied"
    assert "step" in events
