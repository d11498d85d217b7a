from __future__ import annotations

import json

import pytest

from dashboard.commands import main
from dashboard.demo import commands, history
from dashboard.demo.history import Made
from tests.dashboard.demo.conftest import ANCHOR


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Catch what `build` is asked for."""
    calls = []

    def build(settings, *, progress, **options):
        progress("records", 1, 2)
        progress("snapshots", 2, 2)
        calls.append(options)
        return Made(ANCHOR, ANCHOR, 1, len(calls) % 2, tmp_path, "sqlite://")

    monkeypatch.setattr(history, "build", build)
    return calls


@pytest.mark.parametrize("words", [["demo"], ["demo", "build"]])
def test_without_options_everything_is_made(runner, settings, asked, words):
    result = runner.invoke(main, words)
    assert result.exit_code == 0
    assert asked == [{"today": None, "seed": history.DEFAULT_SEED, "weeks": None, "share": 1.0, "folder": None}]
    assert result.stdout == ""
    assert "All numbers are made up" in result.stderr


def test_options_are_handed_on(runner, settings, asked, tmp_path):
    words = ["--today", "2026-11-22", "--seed", "5", "--weeks", "4", "--schools", "0.1", "--out", str(tmp_path)]
    result = runner.invoke(main, ["demo", "build", *words])
    assert result.exit_code == 0
    (options,) = asked
    assert options["today"].isoformat() == "2026-11-22"
    assert (options["seed"], options["weeks"], options["share"], options["folder"]) == (5, 4, 0.1, tmp_path)


def test_records_writes_one_drop_and_nothing_else(runner, settings, tmp_path):
    words = ["--week", ANCHOR.isoformat(), "--out", str(tmp_path / "drop"), "--schools", "0.01", "--detailed", "0.02"]
    result = runner.invoke(main, ["demo", "records", *words])
    assert result.exit_code == 0, result.output
    manifest = json.loads((tmp_path / "drop" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["week"] == ANCHOR.isoformat()
    assert manifest["generator"]["detailed_share"] == 0.02
    assert manifest["tables"]["lessons"]["rows"] > 1000
    assert not settings.data_folder.exists()


def test_mistakes_end_in_a_message(runner, settings, tmp_path):
    result = runner.invoke(main, ["demo", "build", "--schools", "2"])
    assert result.exit_code == 4
    assert "share of schools is 2" in result.stderr
    assert set(commands.STEPS) == {"records", "snapshots", "national"}
