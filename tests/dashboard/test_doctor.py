"""``belsendi doctor``: every fault is found, named, and comes with what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from dashboard import doctor, schema
from dashboard.access.changes import Author, Changes
from dashboard.access.decision import Grant
from dashboard.commands import main
from dashboard.database import database_file, transaction
from dashboard.doctor import FAULT, FINE, WARNING, Finding, Patient, examine
from dashboard.settings import Settings
from tests.published_weeks import LATEST, Country

NOW = datetime(2046, 11, 22, 9, 0, tzinfo=UTC)  # whatever a test writes was written before
EARLY = datetime(2026, 11, 20, tzinfo=UTC)  # and after this
KEY = "Yf3xkq0v9TgB7nLw2dRs8uJc5hZa1eMp"


@pytest.fixture
def healthy(database: Settings) -> dict[str, str]:
    """The environment of an installation without any fault."""
    with transaction(database) as opened:
        Country(regions=1, districts=1, weeks=[LATEST]).publish(opened)
        changes = Changes(opened, Author("root@server"))
        changes.add("boss", "B")
        changes.grant("boss", Grant("org_admin", "000000000"), "republic")
    file = database_file(database)
    assert file
    file.chmod(0o600)
    database.data_folder.chmod(0o750)
    return {"BELSENDI_DATA": str(database.data_folder), "BELSENDI_HTTPS": "true", "BELSENDI_SECRET_KEY": KEY}


def states(found: list[Finding], check: str = "") -> set[str]:
    return {one.state for one in found if check in {"", one.check}}


def named(found: list[Finding], check: str) -> Finding:
    return next(one for one in found if one.check == check and one.state != FINE)


def test_a_healthy_installation_has_nothing_to_mend(healthy: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_LITTLE", 0)
    found = examine(healthy, NOW)
    assert [one for one in found if one.state == FAULT] == []
    assert {one.check for one in found} == set(doctor.CHECKS)


@pytest.mark.parametrize(
    ("more", "check", "state", "text", "remedy"),
    [
        ({"BELSENDI_SESION_HOURS": "3"}, "settings", WARNING, "BELSENDI_SESION_HOURS is set", "Correct its name"),
        ({"BELSENDI_HTTPS": "perhaps"}, "settings", FAULT, "BELSENDI_HTTPS is 'perhaps'", ""),
        ({"BELSENDI_SECRET_KEY": ""}, "key", FAULT, "BELSENDI_SECRET_KEY is not set", ""),
        ({"BELSENDI_SECRET_KEY": "short"}, "key", FAULT, "has 5 characters", ""),
        ({"BELSENDI_HTTPS": "false"}, "transport", WARNING, "without TLS", "BELSENDI_HTTPS=true"),
        ({"DATABASE_URL": "sqlite:////nowhere/x.db"}, "database", FAULT, "has no tables yet", ""),
        ({"DATABASE_URL": "nonsense"}, "database", FAULT, "no address of a database", ""),
    ],
)
def test_faults_of_settings(
    healthy: dict[str, str], more: Mapping[str, str], check: str, state: str, text: str, remedy: str
) -> None:
    one = named(examine({**healthy, **more}, NOW), check)
    assert one.state == state
    assert text in one.text
    assert remedy in one.remedy


def test_without_a_database_what_needs_one_is_left_out(healthy: dict[str, str]) -> None:
    found = examine({**healthy, "DATABASE_URL": "sqlite:////nowhere/x.db"}, NOW)
    assert not {"accounts", "clock"} & {one.check for one in found}
    assert "transport" in {one.check for one in found}


def test_a_clock_that_is_behind(healthy: dict[str, str]) -> None:
    assert named(examine(healthy, EARLY), "clock").state == FAULT
    assert states(examine(healthy, NOW), "clock") == {FINE}


def test_old_zone_data(healthy: dict[str, str]) -> None:
    """Before 1 March 2024 Almaty was at UTC+6; on machines with old data it still is."""
    patient = Patient(Settings.from_environment(healthy), healthy, datetime(2024, 1, 1, tzinfo=UTC))
    assert [one.state for one in doctor.time_zone(patient)] == [WARNING]


@pytest.mark.parametrize(
    ("name", "mode", "state"),
    [("belsendi.db", 0o644, WARNING), ("belsendi.db", 0o666, FAULT), ("secret_key", 0o640, FAULT), ("", 0o775, FAULT)],
)
def test_files_that_are_open_to_others(healthy: dict[str, str], name: str, mode: int, state: str) -> None:
    path = Path(healthy["BELSENDI_DATA"], name)
    if name == "secret_key":
        path.write_text(KEY)
    path.chmod(mode)
    one = named(examine(healthy, NOW), "files")
    assert one.state == state
    assert str(path) in one.text
    assert "chmod" in one.remedy


@pytest.mark.parametrize(("free", "state"), [(100, FAULT), (2_000_000_000, WARNING), (10**11, FINE)])
def test_a_full_disk(healthy: dict[str, str], monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    class Usage:
        def __init__(self) -> None:
            self.free = free

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage())
    assert states(examine(healthy, NOW), "disk") == {state}


def test_packages_other_than_the_tested_ones(healthy: dict[str, str], tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "click==0.1 \\\n    --hash=sha256:00\nnot-there-at-all==2 \\\n    --hash=sha256:00\n"
        "only-windows==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    )
    patient = Patient(Settings.from_environment(healthy), healthy, NOW, lock)
    texts = [one.text for one in doctor.packages(patient)]
    assert len(texts) == 2
    assert "tested was 0.1" in texts[0]
    assert "not-there-at-all is not installed" in texts[1]
    lock.unlink()
    assert [one.state for one in doctor.packages(patient)] == [FINE]


def test_nobody_who_could_let_others_in(healthy: dict[str, str], database: Settings) -> None:
    with transaction(database) as opened:
        opened.execute(update(schema.account_grant).values(role="org_staff"))
    assert states(examine(healthy, NOW), "accounts") == {FINE}
    closed = examine({**healthy, "PUBLIC_MONITOR": "false"}, NOW)
    assert named(closed, "accounts").remedy.startswith("Make one")


def run(runner: CliRunner, environment: Mapping[str, str], *words: str) -> tuple[int, Any]:
    result = runner.invoke(main, ["doctor", "--json", *words], env=dict(environment))
    return result.exit_code, json.loads(result.stdout)


def test_the_command_ends_with_what_it_found(
    healthy: dict[str, str], runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_TOO_LITTLE", 0)
    monkeypatch.setattr(doctor, "moment", lambda: NOW)
    code, document = run(runner, healthy)
    assert (code, document["status"]) == (0, "fit")
    assert set(document["findings"][0]) == {"check", "state", "text", "remedy"}
    code, document = run(runner, {**healthy, "BELSENDI_SECRET_KEY": "short"})
    assert (code, document["status"]) == (1, "unfit")
    assert run(runner, {**healthy, "BELSENDI_HTTPS": "false"})[0] == 0
    assert run(runner, {**healthy, "BELSENDI_HTTPS": "false"}, "--strict")[0] == 1


def test_people_read_what_to_do(healthy: dict[str, str], runner: CliRunner) -> None:
    result = runner.invoke(main, ["doctor"], env={**healthy, "BELSENDI_HTTPS": "false"})
    assert "→ Put a proxy with TLS in front" in result.stdout
    assert "to mend" in result.stderr


def test_tables_of_another_version(healthy: dict[str, str], database: Settings) -> None:
    with transaction(database) as opened:
        opened.exec_driver_sql("UPDATE alembic_version SET version_num = '2020_01_01_old'")
    one = named(examine(healthy, NOW), "database")
    assert one.state == FAULT
    assert "version 2020_01_01_old" in one.text
    assert "belsendi db upgrade" in one.text


def test_a_machine_without_zone_data(healthy: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(key: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(key)

    monkeypatch.setattr(doctor, "ZoneInfo", nowhere)
    one = named(examine(healthy, NOW), "time zone")
    assert (one.state, one.remedy.startswith("Update tzdata")) == (WARNING, True)
