"""The database: its engine, its transactions, and the state of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from dashboard.errors import SettingsError, SnapshotError
from dashboard.schema import VERSION
from dashboard.settings import Settings

BUSY_SECONDS = 20  # how long SQLite waits for another process that is writing

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers never wait for the weekly write
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA cache_size = -65536",  # KiB, negative by SQLite's custom
)


def engine(settings: Settings) -> Engine:
    """Return the engine of the installation's database, one per address and process."""
    return _engine_at(settings.database_url)


@cache
def _engine_at(url: str) -> Engine:
    """Return a new engine; a SQLite one with our pragmas and real transactions."""
    made = create_engine(_address(url))
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
    return made


def _parsed(text: str) -> URL:
    """Return the address of a database; a message never shows its password."""
    try:
        return make_url(text)
    except ArgumentError:
        raise SettingsError(
            "DATABASE_URL is no address of a database; it looks like sqlite:////srv/belsendi/belsendi.db."
        ) from None


def _address(text: str) -> URL:
    """Return the address of a database whose driver is installed."""
    url = _parsed(text)
    try:
        url.get_dialect().import_dbapi()
    except (NoSuchModuleError, ImportError) as error:
        shown = url.render_as_string()
        raise SettingsError(f"DATABASE_URL is {shown}, for which no driver is installed: {error}") from None
    return url


def _prepare_sqlite(raw: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set the pragmas, and take BEGIN and COMMIT out of the hands of the driver."""
    # The driver opens a transaction at the first INSERT only: what was read before it, and every CREATE TABLE of a
    # migration, would stand outside.
    raw.isolation_level = None
    cursor = raw.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin for reading, or at once for writing, so that two writers wait instead of failing half-way."""
    writes = connection.get_execution_options().get("belsendi_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def connection(settings: Settings) -> Iterator[Connection]:
    """Open a connection for reading: everything it reads is one state of the database.

    Raises
    ------
    SnapshotError
        If the database is not there, cannot be read, or its tables are of another version; the message says what to do.
    """
    with reading(settings, look=True) as opened:
        yield opened


@contextmanager
def reading(settings: Settings, *, look: bool = False) -> Iterator[Connection]:
    """Open a connection for reading without looking at the tables first, unless `look`: they were a moment ago.

    Raises
    ------
    SnapshotError
        As `connection`.
    """
    try:
        if look:
            require_current(settings)
        with engine(settings).connect() as opened:
            yield opened
    except DatabaseError as error:
        where = engine(settings).url.render_as_string()
        raise SnapshotError(
            f"The database {where} cannot be read: {error.orig}. Check the file or the server behind DATABASE_URL."
        ) from error


@contextmanager
def transaction(settings: Settings) -> Iterator[Connection]:
    """Open a connection for writing: all of it is written when the block ends, or nothing.

    Raises
    ------
    SnapshotError
        If the tables are missing or of another version, or another process keeps writing.
    """
    require_current(settings)
    with writing(engine(settings)) as opened:
        yield opened


@contextmanager
def writing(of: Engine) -> Iterator[Connection]:
    """Open a connection for writing, whatever the state of the tables."""
    writer = of.execution_options(belsendi_writes=True)
    try:
        with writer.begin() as opened:
            yield opened
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        raise SnapshotError(
            f"Another process has been writing to {of.url.render_as_string()} for more than {BUSY_SECONDS} s; "
            "nothing was written. Run the command again when it has ended."
        ) from error


def database_file(settings: Settings) -> Path | None:
    """Return the file of a SQLite database; nothing for a server and for a database in memory."""
    url = _parsed(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database).absolute()


def require_current(settings: Settings) -> None:
    """Check that the tables are there and of the program's version.

    Raises
    ------
    SnapshotError
        If not; the message says what to run.
    """
    file = database_file(settings)
    # Looking into a SQLite file that is not there would make an empty one.
    found = None if file and not file.exists() else version_of(engine(settings))
    if found == VERSION:
        return
    where = engine(settings).url.render_as_string()
    state = "has no tables yet" if found is None else f"has its tables in version {found}, this program needs {VERSION}"
    raise SnapshotError(f"The database {where} {state}. Run: belsendi db upgrade")


def version_of(of: Engine) -> str | None:
    """Return the version of the tables, or nothing in an empty database."""
    with of.connect() as opened:
        if not inspect(opened).has_table("alembic_version"):
            return None
        found: str | None = opened.scalar(text("SELECT version_num FROM alembic_version"))
        return found
