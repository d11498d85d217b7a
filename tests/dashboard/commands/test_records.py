"""``belsendi records check``."""

from __future__ import annotations

import json

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
