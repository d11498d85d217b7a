"""What both kinds of database promise, and what keeps a long-running monitor on the right one."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, make_url, select
from sqlalchemy.exc import DataError, IntegrityError

from dashboard import backends, migrations, schema
from dashboard.backends import backend_of, bulk_insert, shown
from dashboard.database import connection, engine, reading, size_of, transaction, version_of
from dashboard.errors import SettingsError, SnapshotError
from dashboard.settings import Settings
from tests.factories import WEEK, write_week
from tests.postgres_server import Server

COUNT = select(func.count()).select_from(schema.snapshot)


def test_only_databases_that_are_tested_are_used() -> None:
    with pytest.raises(SettingsError, match="works with SQLite and PostgreSQL only"):
        backend_of(make_url("mysql+pymysql://u:secret@h/d"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql+psycopg://u:secret@db:5433/d", "postgresql+psycopg://u:***@db:5433/d"),
        ("postgresql://u@/d?host=/run/pg&password=secret&sslmode=require", "postgresql://u@/d?host=%2Frun%2Fpg"),
        ("sqlite:////srv/b.db?timeout=3", "sqlite:////srv/b.db"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, said: str) -> None:
    assert shown(make_url(address)) == said


def test_both_spellings_of_postgresql_use_the_same_driver(postgres_server: Server, tmp_path: Path) -> None:
    settings = Settings(postgres_server.address(postgres_server.new_database(), driver=""), tmp_path)
    assert migrations.upgrade(settings) is None
    assert version_of(engine(settings)) == schema.VERSION
    engine(settings).dispose()


def test_a_reading_connection_cannot_write_to_a_server(postgres_database: Settings) -> None:
    with pytest.raises(SnapshotError, match="may not be used this way"), connection(postgres_database) as opened:
        opened.execute(insert(schema.calendar_day).values(snapshot_id=1, date=WEEK, kind="x"))


def test_a_connection_that_wrote_is_read_only_again_for_a_reader(postgres_database: Settings) -> None:
    with transaction(postgres_database) as writing:
        write_week(writing, WEEK, {"s": "high"})
    for expected in ("on", "on"):
        with reading(postgres_database) as opened:
            assert opened.exec_driver_sql("SHOW transaction_read_only").scalar() == expected
            assert opened.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"


def test_a_second_writer_waits_for_the_first_and_sees_what_it_wrote(any_database: Settings) -> None:
    begun, seen = threading.Event(), list[int]()

    def second() -> None:
        begun.set()
        with transaction(any_database) as writing:
            seen.append(int(writing.scalar(COUNT) or 0))

    with transaction(any_database) as writing:
        other = threading.Thread(target=second)
        other.start()
        begun.wait()
        write_week(writing, WEEK, {"s": "high"})
        assert seen == []
    other.join()
    assert seen == [1]


def test_a_writer_that_waits_too_long_is_told_who_is_in_the_way(
    postgres_database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backends, "BUSY_SECONDS", 0.2)
    refused = pytest.raises(SnapshotError, match="is being written to by another process")
    with transaction(postgres_database), refused, transaction(postgres_database):
        pass


def test_rows_go_in_in_any_order_of_columns(any_database: Settings) -> None:
    names = ["kind", "details", "number", "snapshot_id"]
    with transaction(any_database) as writing:
        key = write_week(writing, WEEK, {"s": "high"})
        bulk_insert(writing, schema.note, names, [("a", "tab\t\\N", 1, key), ("b", "", 2, key)])
        stored = writing.execute(select(schema.note).order_by(schema.note.c.number)).all()
        bulk_insert(writing, schema.note, names, [])
    assert [tuple(row) for row in stored] == [(key, 1, "a", "tab\t\\N"), (key, 2, "b", "")]


def test_what_copy_refuses_is_an_error_like_any_other(postgres_database: Settings) -> None:
    names = ["kind", "details", "number", "snapshot_id"]
    with pytest.raises(IntegrityError), transaction(postgres_database) as writing:
        bulk_insert(writing, schema.note, names, [("a", "{}", 1, 99)])
    with pytest.raises(DataError), transaction(postgres_database) as writing:
        bulk_insert(writing, schema.note, names, [("a", "\0", 1, 99)])


def test_a_server_that_was_restarted_is_found_again(postgres_server: Server, postgres_database: Settings) -> None:
    """The pool's connections are dead; a reader notices nothing once the server is back."""
    with connection(postgres_database) as opened:
        assert opened.scalar(COUNT) == 0
    postgres_server.stop()
    try:
        gone = pytest.raises(SnapshotError, match=r"cannot be reached.*Check that the server runs")
        with gone, connection(postgres_database):
            pass
        with pytest.raises(SnapshotError, match="cannot be reached"), transaction(postgres_database):
            pass
    finally:
        postgres_server.start()
    with connection(postgres_database) as opened:
        assert opened.scalar(COUNT) == 0


def test_a_server_that_goes_away_while_it_is_read_is_named(
    postgres_server: Server, postgres_database: Settings
) -> None:
    lost = pytest.raises(SnapshotError, match="cannot be reached")
    with lost, connection(postgres_database) as opened:
        key = opened.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        postgres_server.run(f"SELECT pg_terminate_backend({key})")
        opened.scalar(COUNT)


def _other_file(settings: Settings, tmp_path: Path) -> Path:
    other = replace(settings, database_url=f"sqlite:///{tmp_path / 'other.db'}")
    migrations.upgrade(other)
    with transaction(other) as writing:
        write_week(writing, WEEK, {"s": "high"})
    engine(other).dispose()
    return tmp_path / "other.db"


def test_a_file_that_was_replaced_is_noticed(database: Settings, tmp_path: Path) -> None:
    engine(database).dispose()  # the monitor has only just been started: nothing waits beside the file
    with connection(database) as opened:
        assert opened.scalar(COUNT) == 0
    _other_file(database, tmp_path).rename(database.data_folder / "belsendi.db")
    with connection(database) as opened:
        assert opened.scalar(COUNT) == 1


def test_a_file_that_was_replaced_is_not_mixed_with_what_the_old_one_left(database: Settings, tmp_path: Path) -> None:
    with connection(database) as opened:
        assert opened.scalar(COUNT) == 0
    _other_file(database, tmp_path).rename(database.data_folder / "belsendi.db")
    with pytest.raises(SnapshotError, match=r"no sound database.*belsendi db restore"), connection(database):
        pass
    engine(database).dispose()
    for path in database.data_folder.glob("belsendi.db-*"):
        path.unlink()
    with connection(database) as opened:
        assert opened.scalar(COUNT) == 1


def test_a_file_that_is_gone_is_not_made_anew(database: Settings) -> None:
    with connection(database) as opened:
        assert opened.scalar(COUNT) == 0
    file = database.data_folder / "belsendi.db"
    file.unlink()
    with reading(database) as opened:  # asked a moment after the last look
        assert opened.scalar(COUNT) == 0
    with pytest.raises(SnapshotError, match="has no tables yet"), connection(database):
        pass
    assert not file.exists()


def test_the_size_of_a_database_is_known(any_database: Settings) -> None:
    with connection(any_database) as opened:
        assert size_of(opened) > 50_000
