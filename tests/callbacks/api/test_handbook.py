"""docs/api.md is what the code says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from callbacks.api.endpoints import BASE, ENDPOINTS
from callbacks.api.handbook import BEGIN, END, written
from dashboard.commands import main
from dashboard.errors import SettingsError


def test_the_document_is_up_to_date(runner: CliRunner) -> None:
    assert runner.invoke(main, ["api", "document", "--check"]).exit_code == 0


def test_an_outdated_part_is_made_anew_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "api.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    text = written(path)
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    assert [one.path for one in ENDPOINTS if f"{BASE}{one.path}".replace("<", "{").replace(">", "}") not in text] == []


def test_a_document_without_marks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "api.md"
    path.write_text("nothing")
    with pytest.raises(SettingsError, match="has no lines"):
        written(path)


def test_the_command_writes_what_is_served(runner: CliRunner) -> None:
    found = json.loads(runner.invoke(main, ["api", "openapi"]).stdout)
    assert found["openapi"] == "3.1.0"
    assert set(found["paths"]) == {one.path.replace("<", "{").replace(">", "}") for one in ENDPOINTS}
    assert all(name.isidentifier() for name in found["components"]["schemas"])
