"""Who did what with which snapshot: one row for each, only ever added to."""

from __future__ import annotations

import getpass
import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from dashboard import schema
from dashboard.commands import main
from dashboard.database import connection, transaction
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import actor, entry, read_entries, write_entry
from tests.factories import WEEK, small_drop
from tests.installation import Installation


def _log(installation: Installation, *switches: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(installation.call("snapshot", "log", "--json", *switches).stdout)
    return rows


def test_every_step_leaves_a_line_with_who_when_and_which_drop(installation: Installation) -> None:
    before = datetime.now(tz=UTC).replace(microsecond=0)
    _, built = installation.build(small_drop(installation.folder / "drop"), "--publish")
    installation.export()
    for command in (("show",), ("diff",), ("withdraw",), ("publish", "--revision", 1), ("recompute", "--config", 1)):
        assert installation.call("snapshot", *command, "--week", WEEK).exit_code == 0
    installation.call("snapshot", "list")
    rows = _log(installation)
    assert [row["action"] for row in rows] == [
        *("build", "publish", "export", "show", "diff", "withdraw", "publish", "recompute", "list")
    ]
    assert {row["actor"] for row in rows} == {f"{getpass.getuser()}@{socket.gethostname()}"}
    assert all(before <= datetime.fromisoformat(row["at"]) <= datetime.now(tz=UTC) for row in rows)
    of_snapshot = [row for row in rows if row["action"] != "list"]
    assert {(row["week"], row["revision"], row["snapshot"]) for row in of_snapshot} == {
        ("2025-11-09", 1, built["snapshot"])
    }
    (drop,) = {row["drop"] for row in of_snapshot}
    shown = json.loads(installation.call("snapshot", "show", "--week", WEEK, "--json").stdout)
    assert shown["drop_hash"] == drop != built["snapshot"]
    assert len(drop) == 64
    listed = installation.call("snapshot", "log", "--week", WEEK, "--limit", 2).stdout
    assert "published" not in listed
    assert "shown" in listed


def test_the_hash_of_a_drop_knows_no_configuration(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    shipped = Path(schema.__file__).with_name("monitor.yaml").read_text("utf-8")
    other = installation.folder / "other.yaml"
    other.write_text(shipped.replace("version: 1", "version: 2"), "utf-8")
    installation.build(drop)
    installation.build(drop, "--config", str(other))
    rows = _log(installation)
    assert [row["details"]["config_version"] for row in rows] == [1, 2]
    assert len({row["drop"] for row in rows}) == 1
    assert len({row["snapshot"] for row in rows}) == 2


def test_what_writes_nothing_leaves_no_line(installation: Installation) -> None:
    drop = small_drop(installation.folder / "drop")
    installation.build(drop, "--publish")
    installation.build(drop, "--publish")
    installation.call("snapshot", "publish", "--week", WEEK)
    (drop / "classes.csv").unlink()
    installation.build(drop)
    assert [row["action"] for row in _log(installation)] == ["build", "publish"]


@pytest.mark.parametrize(
    "change", [update(schema.publication_log).values(actor="nobody"), delete(schema.publication_log)]
)
def test_the_database_refuses_to_change_or_remove_a_line(any_database: Settings, change: Any) -> None:
    with transaction(any_database) as writing:
        write_entry(writing, entry("list"))
    with pytest.raises(DBAPIError, match="only ever added to"), transaction(any_database) as writing:
        writing.execute(change)
    with connection(any_database) as reading:
        assert [row.actor for row in read_entries(reading)] == [actor()]


def test_a_line_outlives_its_snapshot(installation: Installation) -> None:
    installation.build_week(WEEK)
    with transaction(installation.settings) as writing:
        writing.execute(delete(schema.snapshot))
    assert [row["action"] for row in _log(installation)] == ["build"]


def test_reading_goes_on_where_nothing_can_be_logged(installation: Installation) -> None:
    installation.build_week(WEEK)
    with transaction(installation.settings) as writing:
        writing.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON publication_log BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
    result = installation.call("snapshot", "list", "--json")
    assert (result.exit_code, len(json.loads(result.stdout))) == (0, 1)
    assert "warning: This was not logged: " in result.stderr
    with pytest.raises(DBAPIError, match="no room"):  # what changes something is logged, or does not happen
        main(["snapshot", "publish", "--week", str(WEEK)], standalone_mode=False)
    assert json.loads(installation.call("snapshot", "list", "--json").stdout)[0]["status"] == "built"


def test_behind_sudo_the_caller_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "aigul")
    assert actor().endswith(" (sudo by aigul)")
