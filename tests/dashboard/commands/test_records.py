"""``belsendi records check``."""

from __future__ import annotations

import json
import re

import pytest

from tests.factories import WEEK, drop_with_rejects
from tests.installation import Installation


@pytest.mark.parametrize(("bad", "code", "status"), [(0, 0, "usable"), (2, 3, "usable_with_rejects")])
def test_check_writes_nothing(installation: Installation, bad: int, code: int, status: str) -> None:
    drop = drop_with_rejects(installation.folder / "drop", bad)
    result = installation.call("records", "check", drop, "--week", WEEK, "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["status"], document["snapshot"]) == (code, status, None)
    assert len(document["rejects"]) == bad
    assert not installation.settings.data_folder.exists()


def test_check_refuses_a_folder_that_is_not_there(installation: Installation) -> None:
    result = installation.call("records", "check", installation.folder / "nowhere", "--week", WEEK, "--json")
    assert result.exit_code == 4
    assert "nowhere" in json.dumps(json.loads(result.stdout)["errors"])


def test_check_shows_tables_weeks_and_what_is_missing(installation: Installation) -> None:
    drop = drop_with_rejects(installation.folder / "drop", 2)
    shown = installation.call("records", "check", drop, "--week", WEEK).stderr
    assert re.search(r"accounts_week +101 +99 +0 +2 +unknown_reference: 2", shown)
    assert "no logins: not connected: the statistics of services provided" in shown
    assert "A build would stop: too many rows set aside in accounts_week" in shown


@pytest.mark.parametrize(
    "switches", [(), ("--aggregated",), ("--form", "parquet"), ("--form", "parquet", "--aggregated")]
)
def test_a_template_passes_the_check_and_builds(installation: Installation, switches: tuple[str, ...]) -> None:
    folder = installation.folder / "drop"
    assert installation.call("records", "template", folder, *switches).exit_code == 0
    assert installation.call("records", "check", folder).exit_code == 0
    assert installation.call("records", "template", folder, *switches).exit_code == 4
    assert installation.build(folder, week=None)[0] == 0


def test_the_document_is_checked(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installation.call("records", "document", "--check").exit_code == 0
    monkeypatch.setattr("dashboard.commands.records.document", lambda: "another text")
    result = installation.call("records", "document", "--check")
    assert result.exit_code == 4
    assert "belsendi records document" in result.stderr
