"""Backups: the whole database as one SQLite file, whatever the database is, and back into either kind.

A backup of one kind of database can be restored into the other, which is also how an installation moves from SQLite to
PostgreSQL. A backup is one state of the database although the monitor goes on; a restore is there whole or not at all,
and readers see what was there before until it is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Table, func, select

from dashboard import migrations
from dashboard.backends import bulk_insert, shown
from dashboard.database import connection, database_file, engine, reading, version_of, writing
from dashboard.errors import SnapshotError
from dashboard.schema import VERSION, metadata, snapshot
from dashboard.settings import Settings
from dashboard.snapshot.lock import only_build
from dashboard.snapshot.publication_log import entry, write_entry

PAGES = 16_384  # of a SQLite file copied in one go: 64 MB
BATCH = 20_000  # rows
Progress = Callable[[str], None]


class Copied(NamedTuple):
    """What went into a backup, or came out of one: how many snapshots, and of how many bytes the file is."""

    snapshots: int
    size: int


def back_up(settings: Settings, file: Path, progress: Progress, *, replaces: bool = False) -> Copied:
    """Write the whole database into one file; it is there when it is complete, and only its owner may read it.

    Parameters
    ----------
    progress
        Called with the name of each table, or ``pages``.
    replaces
        Whether a file of that name may be replaced.

    Raises
    ------
    SnapshotError
        If the file is there already, cannot be written or read back; or the database cannot be read.
    """
    if file.exists() and not replaces:
        raise SnapshotError(f"{file} is there already; name another file, or replace it with --replace.")
    if database_file(settings) == file.absolute():
        raise SnapshotError(f"{file} is the database itself; name another file.")
    with _draft(file) as draft:
        if database_file(settings):
            with connection(settings):  # says what is wrong, if something is
                pass
            _copy_pages(_sqlite_file(settings), draft, progress)
        else:
            _write_rows(settings, draft, progress)
        _require_sound(draft)
        found = Copied(_count(draft), draft.stat().st_size)
        draft.replace(file)
    return found


def restore(settings: Settings, file: Path, progress: Progress, *, replaces: bool = False) -> Copied:
    """Put the contents of a backup into the database, brought to the program's version.

    Parameters
    ----------
    progress
        As in `back_up`.
    replaces
        Whether what is in the database may be replaced.

    Raises
    ------
    SnapshotError
        If the file is no backup, is of a newer program, or the database has contents; nothing was changed then.
    """
    _require_backup(file)
    with only_build(settings, f"restore of {file.name}"):
        _require_room(settings, replaces)
        with _draft(_sqlite_file(settings) if database_file(settings) else settings.data_folder / file.name) as draft:
            _copy_pages(file, draft, progress)
            _require_sound(draft)
            migrations.upgrade(_at(settings, draft))
            engine(_at(settings, draft)).dispose()
            _make_stand_alone(draft)
            found = Copied(_count(draft), file.stat().st_size)
            if database_file(settings):
                _put_pages(settings, draft, progress)
            else:
                _put_rows(settings, draft, progress)
        with writing(engine(settings)) as opened:
            write_entry(opened, entry("restore", file=str(file.absolute())))
    return found


@contextmanager
def _draft(beside: Path) -> Iterator[Path]:
    """Give the name of a file that only its owner may read, and that is gone afterwards if it still has that name."""
    draft = beside.with_name(f".{beside.name}.{os.getpid()}")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(draft, error) from error
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield draft
    except OSError as error:
        raise _unwritable(draft, error) from error
    except sqlite3.Error as error:
        raise SnapshotError(f"{beside} was not written: {error}. Check room and rights in {draft.parent}.") from error
    finally:
        for path in (draft, *_companions(draft)):
            path.unlink(missing_ok=True)


def _unwritable(draft: Path, error: OSError) -> SnapshotError:
    """Return the message that a folder cannot be written to."""
    return SnapshotError(f"{draft.parent} cannot be written to ({error.strerror}). Name another folder.")


def _companions(file: Path) -> tuple[Path, ...]:
    """Return the files SQLite keeps beside a database."""
    return tuple(file.with_name(f"{file.name}{suffix}") for suffix in ("-wal", "-shm", "-journal"))


def _sqlite_file(settings: Settings) -> Path:
    """Return the file of a SQLite database that is known to have one."""
    file = database_file(settings)
    if file is None:
        raise SnapshotError("DATABASE_URL names a database in memory, which cannot be backed up. Name a file.")
    return file


def _at(settings: Settings, file: Path) -> Settings:
    """Return the settings with a SQLite file as their database."""
    return replace(settings, database_url=f"sqlite:///{file}")


def _copy_pages(source: Path, target: Path, progress: Progress) -> None:
    """Copy a SQLite database page by page, as one state of it, into a file that stands alone."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=PAGES, progress=lambda *_: progress("pages"))
    _make_stand_alone(target)


def _make_stand_alone(file: Path) -> None:
    """Bring everything that SQLite keeps beside a file into it."""
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE")


def _write_rows(settings: Settings, draft: Path, progress: Progress) -> None:
    """Copy every table of a server into a SQLite file."""
    target = engine(_at(settings, draft))
    migrations.upgrade(_at(settings, draft))
    try:
        with connection(settings) as source, writing(target) as copy:
            for table in metadata.sorted_tables:
                progress(table.name)
                _copy_rows(source, copy, table)
    finally:
        target.dispose()
    _make_stand_alone(draft)


def _copy_rows(source: Connection, target: Connection, table: Table) -> None:
    """Copy the rows of one table, some thousand at a time."""
    query = select(table).order_by(*table.primary_key.columns)
    converters = [column.type.dialect_impl(target.dialect).bind_processor(target.dialect) for column in table.columns]
    names = [column.name for column in table.columns]
    for rows in source.execution_options(yield_per=BATCH).execute(query).partitions():
        cells = (
            map(convert, column) if convert else column
            for convert, column in zip(converters, zip(*rows, strict=True), strict=True)
        )
        bulk_insert(target, table, names, zip(*cells, strict=True))


def _put_pages(settings: Settings, draft: Path, progress: Progress) -> None:
    """Make a file the database: by its name where there is none, else inside the one that readers have open."""
    target = _sqlite_file(settings)
    if not target.exists() or target.stat().st_size == 0:
        draft.replace(target)
        return
    with closing(sqlite3.connect(draft)) as new, closing(sqlite3.connect(target, timeout=20)) as live:
        try:
            new.backup(live, progress=lambda *_: progress("pages"))
        except sqlite3.DatabaseError as error:
            raise SnapshotError(
                f"{target} cannot be written to: {error}. Stop the monitor, move the file and those named like it with "
                "-wal and -shm to another folder, and run the command again."
            ) from error


def _put_rows(settings: Settings, draft: Path, progress: Progress) -> None:
    """Fill the tables of a server from a SQLite file, in one transaction."""
    of, source = engine(settings), engine(_at(settings, draft))
    migrations.upgrade(settings)
    try:
        with reading(_at(settings, draft)) as old, writing(of) as new:
            _empty(new)
            for table in metadata.sorted_tables:
                progress(table.name)
                _copy_rows(old, new, table)
                _go_on_counting(new, table)
    finally:
        source.dispose()
    with of.execution_options(isolation_level="AUTOCOMMIT").connect() as opened:
        opened.exec_driver_sql("ANALYZE")


def _empty(opened: Connection) -> None:
    """Remove all rows; readers keep seeing them until the transaction ends, which TRUNCATE would not allow."""
    for table in reversed(metadata.sorted_tables):
        if opened.scalar(select(func.count()).select_from(select(table).limit(1).subquery())):
            # Logs refuse to lose rows; this is the one case in which they do.
            opened.exec_driver_sql(f"ALTER TABLE {_quoted(opened, table)} DISABLE TRIGGER USER")
            opened.execute(table.delete())
            opened.exec_driver_sql(f"ALTER TABLE {_quoted(opened, table)} ENABLE TRIGGER USER")


def _go_on_counting(opened: Connection, table: Table) -> None:
    """Let the numbers a server gives out begin after those that were restored."""
    column = table.autoincrement_column
    if column is not None and not column.foreign_keys:
        last = f"(SELECT max({column.name}) FROM {_quoted(opened, table)})"  # noqa: S608 our own names
        sequence = f"pg_get_serial_sequence('{_quoted(opened, table)}', '{column.name}')"
        opened.exec_driver_sql(f"SELECT setval({sequence}, coalesce({last}, 1), {last} IS NOT NULL)")


def _quoted(opened: Connection, table: Table) -> str:
    """Return the name of a table as SQL writes it."""
    return opened.dialect.identifier_preparer.quote(table.name)


def _count(file: Path) -> int:
    """Return how many snapshots a SQLite file has."""
    with closing(sqlite3.connect(file)) as opened:
        return int(opened.execute(f"SELECT count(*) FROM {snapshot.name}").fetchone()[0])  # noqa: S608 our own name


def _require_sound(file: Path) -> None:
    """Check that every page of a SQLite file can be read."""
    with closing(sqlite3.connect(file)) as opened:
        said = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise SnapshotError(f"{file.name} is damaged: {said}. Take an older backup.")


def _require_backup(file: Path) -> None:
    """Check that a file is a backup this program can bring to its version."""
    if not file.is_file():
        raise SnapshotError(f"There is no file {file}.")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            (version,) = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise SnapshotError(f"{file} is no backup of the monitor: {error}.") from error
    if version not in migrations.known_versions():
        raise SnapshotError(
            f"{file} is of version {version}, which this program (version {VERSION}) does not know. Install the "
            "program that wrote it, or a newer one."
        )


def _require_room(settings: Settings, replaces: bool) -> None:
    """Check that nothing is replaced that should not be."""
    file = database_file(settings)
    if file and (not file.exists() or file.stat().st_size == 0):
        left = [path for path in _companions(file) if path.exists()]
        if left:
            raise SnapshotError(f"{left[0]} is left of another database; move it to another folder first.")
        return
    if not replaces and _has_rows(engine(settings)):
        raise SnapshotError(
            f"The database {shown(engine(settings).url)} has contents; nothing was changed. To lose them for those of "
            "the backup, back it up first and add --replace."
        )


def _has_rows(of: Engine) -> bool:
    """Tell whether any of our tables has a row."""
    if version_of(of) is None:
        return False
    with of.connect() as opened:
        there = [table for table in metadata.sorted_tables if opened.dialect.has_table(opened, table.name)]
        return any(opened.execute(select(table).limit(1)).first() is not None for table in there)
