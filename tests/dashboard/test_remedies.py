"""What a database fails with is told so that somebody can mend it."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, make_url
from sqlalchemy.exc import DBAPIError

from dashboard import schema
from dashboard.database import connection, engine, transaction
from dashboard.errors import DatabaseAway, SnapshotError
from dashboard.remedies import REMEDIES, explained
from dashboard.settings import Settings
from tests.factories import WEEK, write_week
from tests.postgres_server import Server


def _refusal(settings: Settings) -> str:
    with pytest.raises(SnapshotError) as refused, connection(settings):
        pass
    engine(settings).dispose()
    assert "secret" not in str(refused.value)
    return str(refused.value)


def _at(server: Server, place: str) -> Settings:
    return Settings(f"postgresql+psycopg://{place}".replace("PORT", str(server.port)), Path("/nowhere"))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("u:secret@127.0.0.1:1/d", r"u:\*\*\*@127\.0\.0\.1:1/d cannot be reached.*Check that the server runs"),
        ("u:secret@no-such-host.invalid/d", "no-such-host.invalid/d cannot be reached"),
        ("stranger:secret@127.0.0.1:PORT/postgres", "does not let us in.*Check user and password"),
        ("postgres:secret@127.0.0.1:PORT/postgres", "does not let us in"),
    ],
)
def test_a_server_that_cannot_be_used_is_named_with_what_to_do(postgres_server: Server, place: str, said: str) -> None:
    assert re.search(said, _refusal(_at(postgres_server, place)))


def test_a_database_that_is_not_on_the_server(postgres_server: Server) -> None:
    settings = Settings(postgres_server.address("nothing"), Path("/nowhere"))
    assert "is not on that server" in _refusal(settings)
    assert "createdb" in _refusal(settings)


def test_a_user_without_rights_is_told_so(postgres_server: Server, postgres_database: Settings) -> None:
    name = str(make_url(postgres_database.database_url).database)
    postgres_server.run("DROP ROLE IF EXISTS stranger")
    postgres_server.run("CREATE ROLE stranger LOGIN")
    stranger = Settings(postgres_server.address(name, user="stranger"), postgres_database.data_folder)
    assert "may not be used this way" in _refusal(stranger)


def test_a_user_who_may_only_read_serves_and_cannot_build(postgres_server: Server, postgres_database: Settings) -> None:
    name = str(make_url(postgres_database.database_url).database)
    postgres_server.run("DROP ROLE IF EXISTS reader")
    postgres_server.run("CREATE ROLE reader LOGIN")
    postgres_server.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", name)
    reader = Settings(postgres_server.address(name, user="reader"), postgres_database.data_folder)
    with connection(reader) as opened:
        assert opened.execute(schema.snapshot.select()).all() == []
    with pytest.raises(SnapshotError, match="may not be used this way"), transaction(reader) as writing:
        write_week(writing, WEEK, {"s": "high"})
    engine(reader).dispose()
    postgres_server.run("DROP OWNED BY reader", name)


def _fill_the_disk(writing: Connection, rows: list[dict[str, object]]) -> None:
    writing.exec_driver_sql("PRAGMA max_page_count = 1")
    writing.execute(insert(schema.note), rows)


def test_a_full_disk_leaves_the_old_state(database: Settings) -> None:
    with transaction(database) as writing:
        write_week(writing, WEEK, {"s": "high"})
    rows = [{"snapshot_id": 1, "number": number, "kind": "x", "details": "y" * 2000} for number in range(1000)]
    with pytest.raises(SnapshotError, match=r"has no room left.*Make room"), transaction(database) as writing:
        _fill_the_disk(writing, rows)
    engine(database).dispose()
    with connection(database) as opened:
        assert opened.execute(schema.note.select()).all() == []
        assert len(opened.execute(schema.snapshot.select()).all()) == 1


def test_a_file_that_is_no_database(settings: Settings) -> None:
    settings.data_folder.mkdir()
    (settings.data_folder / "belsendi.db").write_bytes(b"school,week\n" * 900)
    assert "belsendi db restore" in _refusal(settings)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(database: Settings) -> None:
    (database.data_folder / "belsendi.db").chmod(0)
    assert "cannot be opened" in _refusal(replace(database))


@pytest.mark.parametrize(
    ("said", "cut", "meant"),
    [
        ("server closed the connection unexpectedly", True, DatabaseAway),
        ("Connection reset by peer", True, DatabaseAway),
        ("connection failed: Connection refused", False, DatabaseAway),
        ("remaining connection slots are reserved", False, DatabaseAway),
        ("permission denied for table snapshot", False, SnapshotError),
        ("division by zero", False, type(None)),
    ],
)
def test_a_database_that_may_come_back_by_itself_is_away(said: str, cut: bool, meant: type) -> None:
    """Issue 7: what is known is shown on meanwhile, and whoever was cut off is answered anew."""
    error = DBAPIError("SELECT 1", None, Exception(said), connection_invalidated=cut)
    found = explained(error, make_url("postgresql+psycopg://u@h/d"))
    assert type(found) is meant
    assert getattr(found, "broke", False) is cut


def test_every_remedy_says_what_to_do() -> None:
    for remedy in REMEDIES:
        assert remedy.remedy.endswith((".", "--help"))
        assert remedy.state.split()[0] in {"is", "has", "does", "may", "cannot"}
