"""Backups of either database, restored into either, give the same weeks again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from dashboard import backup as backup_module
from dashboard import migrations, schema
from dashboard.backup import back_up, restore
from dashboard.database import connection, database_file, engine, transaction
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.build import build_snapshot
from dashboard.snapshot.export import export_snapshot
from dashboard.snapshot.publication_log import entry, read_entries, write_entry
from dashboard.snapshot.revisions import find_revision
from tests.factories import WEEK, small_drop, write_week
from tests.postgres_server import Server

NEXT = WEEK + timedelta(days=7)
KINDS = ("sqlite", "postgresql")
Make = Callable[[str], Settings]


@pytest.fixture
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes an installation with an empty database of a kind."""
    made: list[Settings] = []

    def make(kind: str) -> Settings:
        folder = tmp_path / f"{kind}-{len(made)}"
        address = f"sqlite:///{folder / 'belsendi.db'}"
        if kind == "postgresql":
            server: Server = request.getfixturevalue("postgres_server")
            address = server.address(server.new_database())
        made.append(Settings(address, folder))
        return made[-1]

    yield make
    for settings in made:
        engine(settings).dispose()


def quiet(_: str) -> None:
    """Report no progress."""


def _fill(settings: Settings, schools: str = "ab") -> None:
    """Write two weeks straight into the tables, the first one published."""
    migrations.upgrade(settings)
    with transaction(settings) as writing:
        for week in (WEEK, NEXT):
            key = write_week(writing, week, dict.fromkeys(schools, "high"))
            writing.execute(
                insert(schema.reject).values(
                    **{"snapshot_id": key, "number": 1, "table_name": "marks", "file": "ә\\\t\n", "row": 2**40},
                    **{"column": "", "value": "NULL", "reason": "bad_type"},
                )
            )
        write_entry(writing, entry("publish", find_revision(writing, WEEK)))


def _everything(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the tables, without the log of the restore itself."""
    with connection(settings) as reading:
        found = {
            table.name: [tuple(row) for row in reading.execute(select(table).order_by(*table.primary_key.columns))]
            for table in schema.metadata.sorted_tables
        }
    found["publication_log"] = [row for row in found["publication_log"] if "restore" not in row]
    found["audit"] = [row for row in found["audit"] if "restored" not in row]
    return found


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_what_is_restored_is_what_was_backed_up(empty: Make, tmp_path: Path, source: str, target: str) -> None:
    old, new = empty(source), empty(target)
    _fill(old)
    file = tmp_path / "kept" / "backup.db"
    written = back_up(old, file, quiet)
    assert (written.snapshots, written.size) == (2, file.stat().st_size)
    assert file.stat().st_mode & 0o077 == 0
    assert restore(new, file, quiet).snapshots == 2
    assert _everything(new) == _everything(old)
    with transaction(new) as writing:  # keys go on after the restored ones, and logs too
        assert write_week(writing, NEXT + timedelta(days=7), {"c": "low"}) == 3
    with connection(new) as reading:
        assert [row.action for row in read_entries(reading)][-2:] == ["restore", "build"]
    assert sorted(path.name for path in file.parent.iterdir()) == ["backup.db"]


@pytest.mark.parametrize("kind", KINDS)
def test_exports_after_a_restore_are_equal(empty: Make, tmp_path: Path, kind: str) -> None:
    old, new = empty("sqlite"), empty(kind)
    migrations.upgrade(old)
    build_snapshot([small_drop(tmp_path / "drop", lessons_planned=70)], WEEK, old, publish=True)
    back_up(old, tmp_path / "backup.db", quiet)
    restore(new, tmp_path / "backup.db", quiet)
    for name, settings in {"old": old, "new": new}.items():
        with connection(settings) as reading:
            export_snapshot(reading, find_revision(reading, WEEK), tmp_path / name)
    files = {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == files
    assert len(files["schools.csv"].splitlines()) == 1 + 4 * 9


@pytest.mark.parametrize("kind", KINDS)
def test_a_restore_replaces_nothing_unless_told_to(empty: Make, tmp_path: Path, kind: str) -> None:
    old, present = empty("sqlite"), empty(kind)
    _fill(old)
    _fill(present, "xyz")
    back_up(old, tmp_path / "backup.db", quiet)
    before = _everything(present)
    with pytest.raises(SnapshotError, match=r"has contents; nothing was changed.*--replace"):
        restore(present, tmp_path / "backup.db", quiet)
    assert _everything(present) == before
    restore(present, tmp_path / "backup.db", quiet, replaces=True)
    assert _everything(present) == _everything(old)


@pytest.mark.parametrize("kind", KINDS)
def test_readers_go_on_while_a_backup_is_restored(empty: Make, tmp_path: Path, kind: str) -> None:
    old, present = empty("sqlite"), empty(kind)
    _fill(old)
    _fill(present, "xyz")
    back_up(old, tmp_path / "backup.db", quiet)
    count = select(func.count()).select_from(schema.school_value)
    seen: list[int] = []

    def look(_: str) -> None:
        with connection(present) as reading:
            seen.append(int(reading.scalar(count) or 0))

    with connection(present) as long:
        assert long.scalar(count) == 6
        restore(present, tmp_path / "backup.db", look, replaces=True)
        assert long.scalar(count) == 6
    with connection(present) as reading:
        assert reading.scalar(count) == 4
    assert 6 in seen
    assert set(seen) <= {4, 6}


def test_a_restore_that_fails_changes_nothing(empty: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, present = empty("sqlite"), empty("postgresql")
    _fill(old)
    _fill(present, "xyz")
    back_up(old, tmp_path / "backup.db", quiet)
    before = _everything(present)

    def fail(table: str) -> None:
        if table == "school_value":
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        restore(present, tmp_path / "backup.db", fail, replaces=True)
    assert _everything(present) == before
    assert sorted(path.name for path in present.data_folder.glob(".*")) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_replaces_no_file_unless_told_to(empty: Make, tmp_path: Path, kind: str) -> None:
    old = empty(kind)
    _fill(old)
    file = tmp_path / "backup.db"
    file.write_text("mine")
    with pytest.raises(SnapshotError, match="is there already"):
        back_up(old, file, quiet)
    assert file.read_text() == "mine"
    assert back_up(old, file, quiet, replaces=True).snapshots == 2


def test_the_database_itself_is_no_place_for_its_backup(empty: Make) -> None:
    old = empty("sqlite")
    _fill(old)
    file = database_file(old)
    assert file is not None
    with pytest.raises(SnapshotError, match="is the database itself"):
        back_up(old, file, quiet, replaces=True)


def test_a_backup_that_cannot_be_written_leaves_nothing(empty: Make, tmp_path: Path) -> None:
    old = empty("sqlite")
    _fill(old)
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotError, match="cannot be written to"):
        back_up(old, tmp_path / "file" / "backup.db", quiet)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "There is no file"), (b"", "is no backup"), (b"school,week\n" * 900, "is no backup")]
)
def test_a_file_that_is_no_backup_is_refused(empty: Make, tmp_path: Path, content: bytes | None, said: str) -> None:
    new, file = empty("sqlite"), tmp_path / "other"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SnapshotError, match=said):
        restore(new, file, quiet)
    assert not new.data_folder.exists()


def test_a_damaged_backup_is_refused(empty: Make, tmp_path: Path) -> None:
    old, new, file = empty("sqlite"), empty("sqlite"), tmp_path / "backup.db"
    _fill(old, "abcdefghijklmnopqrstuvwxyz")
    back_up(old, file, quiet)
    data = bytearray(file.read_bytes())
    half = len(data) // 2
    data[half : half + 40_000] = b"\xff" * 40_000
    file.write_bytes(data)
    with pytest.raises(SnapshotError, match=r"damaged|malformed"):
        restore(new, file, quiet)
    found = database_file(new)
    assert found is not None
    assert not found.exists()


def _stamp(file: Path, version: str) -> None:
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = ?", (version,))


def test_a_backup_of_a_newer_program_is_refused(empty: Make, tmp_path: Path) -> None:
    old, file = empty("sqlite"), tmp_path / "backup.db"
    _fill(old)
    back_up(old, file, quiet)
    _stamp(file, "2999_01_01_future")
    with pytest.raises(SnapshotError, match="2999_01_01_future, which this program"):
        restore(empty("sqlite"), file, quiet)


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_of_an_older_program_is_brought_to_this_version(empty: Make, tmp_path: Path, kind: str) -> None:
    """The file of the first version itself stays as it is."""
    file = tmp_path / "first.db"
    _first_version(file)
    before = file.read_bytes()
    new = empty(kind)
    assert restore(new, file, quiet).snapshots == 1
    with connection(new) as reading:
        assert reading.scalar(text("SELECT version_num FROM alembic_version")) == schema.VERSION
        assert reading.scalar(select(schema.snapshot.c.week)) == WEEK
    assert file.read_bytes() == before


def _first_version(file: Path) -> None:
    """Make a database as the first version of the program did."""
    settings = Settings(f"sqlite:///{file}", file.parent)
    with engine(settings).begin() as opened:
        migrations.command.upgrade(migrations.alembic_config(opened), "2026_11_22_first_tables")
        opened.exec_driver_sql(
            "INSERT INTO snapshot VALUES (1, 'c', '2025-11-09', 1, 'published', 1, '{}', 5, 0, 0, '', NULL, "
            "'2025-11-16 00:00:00.000000', '2025-11-16 00:00:00.000000')"
        )
    engine(settings).dispose()


def test_what_is_left_of_another_database_is_not_mixed_in(empty: Make, tmp_path: Path) -> None:
    old, new = empty("sqlite"), empty("sqlite")
    _fill(old)
    back_up(old, tmp_path / "backup.db", quiet)
    new.data_folder.mkdir()
    (new.data_folder / "belsendi.db-wal").write_bytes(b"left")
    with pytest.raises(SnapshotError, match="is left of another database"):
        restore(new, tmp_path / "backup.db", quiet)


def test_a_database_in_memory_cannot_be_backed_up(empty: Make, tmp_path: Path) -> None:
    memory = replace(empty("sqlite"), database_url="sqlite://")
    with pytest.raises(SnapshotError, match="has no tables yet"):
        back_up(memory, tmp_path / "backup.db", quiet)


def test_progress_names_what_is_copied(empty: Make, tmp_path: Path) -> None:
    old, told = empty("postgresql"), list[str]()
    _fill(old)
    back_up(old, tmp_path / "backup.db", told.append)
    assert told[0] == "snapshot" or "snapshot" in told
    assert len(told) == len(schema.metadata.sorted_tables)
    assert backup_module.BATCH > 1
