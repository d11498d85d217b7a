"""The database: transactions that are whole, messages that help."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, StatementError

from dashboard import database as database_module
from dashboard import migrations, schema
from dashboard.database import connection, database_file, engine, require_current, transaction, version_of
from dashboard.errors import SettingsError, SnapshotError
from dashboard.settings import Settings


def _pragma(settings: Settings, name: str) -> object:
    with connection(settings) as reading:
        return reading.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 20_000)])
def test_sqlite_connections_are_set_up(database: Settings, pragma: str, value: object) -> None:
    assert _pragma(database, pragma) == value


def _write_half(settings: Settings) -> None:
    with transaction(settings) as writing:
        writing.exec_driver_sql("CREATE TABLE half (written INTEGER)")
        writing.exec_driver_sql("INSERT INTO half VALUES (1)")
        raise ZeroDivisionError


def test_a_transaction_that_fails_leaves_nothing(database: Settings) -> None:
    with pytest.raises(ZeroDivisionError):
        _write_half(database)
    with connection(database) as reading:
        assert reading.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 'half'")) == 0


def test_a_reader_sees_one_state_while_another_process_writes(database: Settings) -> None:
    with connection(database) as reading:
        count = text("SELECT count(*) FROM sqlite_master WHERE name = 'later'")
        assert reading.scalar(count) == 0
        with transaction(database) as writing:
            writing.exec_driver_sql("CREATE TABLE later (written INTEGER)")
        assert reading.scalar(count) == 0


def test_a_second_writer_is_told_to_wait(database: Settings) -> None:
    impatient = database_module._engine_at(f"{database.database_url}?timeout=0")
    with impatient.connect() as pooled:
        pooled.exec_driver_sql("PRAGMA busy_timeout = 0")
    with transaction(database), pytest.raises(SnapshotError, match="is being written to by another process"):
        database_module.writing(impatient).__enter__()
    impatient.dispose()


def test_foreign_keys_hold(database: Settings) -> None:
    with pytest.raises(IntegrityError), transaction(database) as writing:
        writing.execute(insert(schema.note).values(snapshot_id=7, number=1, kind="x", details="{}"))


def test_a_missing_database_is_not_made_by_reading(settings: Settings) -> None:
    with pytest.raises(SnapshotError, match="belsendi db upgrade"), connection(settings):
        pass
    file = database_file(settings)
    assert file is not None
    assert not file.exists()


def test_tables_of_another_version_are_refused(database: Settings) -> None:
    with database_module.writing(engine(database)) as writing:
        writing.exec_driver_sql("UPDATE alembic_version SET version_num = '2020_01_01_old'")
    with pytest.raises(SnapshotError, match=r"version 2020_01_01_old.*belsendi db upgrade"):
        require_current(database)


def test_an_address_that_is_none_is_named(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL is no address of a database"):
        engine(replace(settings, database_url="nonsense"))


def test_a_message_never_shows_a_password(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="no driver is installed") as refused:
        engine(replace(settings, database_url="oracle+nodriver://u:secret@h/db"))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////srv/belsendi/belsendi.db", Path("/srv/belsendi/belsendi.db")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://localhost/belsendi", None),
    ],
)
def test_the_file_of_a_database(settings: Settings, url: str, file: Path | None) -> None:
    assert database_file(replace(settings, database_url=url)) == file


def test_an_empty_database_has_no_version(settings: Settings) -> None:
    settings.data_folder.mkdir()
    assert version_of(engine(settings)) is None
    assert migrations.upgrade(settings) is None
    assert version_of(engine(settings)) == schema.VERSION


def _head(**values: object) -> dict[str, object]:
    made: dict[str, object] = {
        "content_id": "c",
        "week": datetime(2025, 11, 9).date(),  # noqa: DTZ001
        "revision": 1,
        "status": "built",
        "config_version": 1,
        "config": "{}",
        "teaching_days": 5,
        "calendar_assumed": False,
        "rejects_accepted": False,
        "source": "",
        "built_at": datetime(2025, 11, 16, tzinfo=UTC),
    }
    return made | values


def test_q44_moments_are_kept_as_instants(database: Settings) -> None:
    almaty = datetime(2025, 11, 16, 6, 30, tzinfo=timezone(timedelta(hours=5)))
    with transaction(database) as writing:
        writing.execute(insert(schema.snapshot).values(_head(built_at=almaty)))
        stored = writing.execute(schema.snapshot.select()).one()
    assert stored.built_at == almaty
    assert stored.built_at.tzinfo is UTC
    assert stored.published_at is None


def test_a_moment_without_a_zone_is_a_mistake(database: Settings) -> None:
    naive = datetime(2025, 11, 16, 6, 30)  # noqa: DTZ001
    with pytest.raises(StatementError, match="needs a time zone"), transaction(database) as writing:
        writing.execute(insert(schema.snapshot).values(_head(built_at=naive)))
