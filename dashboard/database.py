"""The database: its engine, its transactions, and the state of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from dashboard.backends import backend_of, shown
from dashboard.errors import SettingsError, SnapshotError
from dashboard.remedies import explained
from dashboard.schema import VERSION
from dashboard.settings import Settings


def engine(settings: Settings) -> Engine:
    """Return the engine of the installation's database, one per address and process."""
    return _engine_at(settings.database_url)


@cache
def _engine_at(url: str) -> Engine:
    """Return a new engine of an address."""
    address = _address(url)
    return backend_of(address).connect(address)


def _parsed(text: str) -> URL:
    """Return the address of a database; a message never shows its password."""
    try:
        return make_url(text)
    except ArgumentError:
        raise SettingsError(
            "DATABASE_URL is no address of a database; it looks like sqlite:////srv/belsendi/belsendi.db or "
            "postgresql+psycopg://belsendi:PASSWORD@HOST/belsendi."
        ) from None


def _address(text: str) -> URL:
    """Return the address of a database whose driver is installed."""
    url = _parsed(text)
    try:
        url.get_dialect().import_dbapi()
    except (NoSuchModuleError, ImportError) as error:
        raise SettingsError(f"DATABASE_URL is {shown(url)}, for which no driver is installed: {error}") from None
    return url


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
    of = engine(settings)
    try:
        if look:
            require_current(settings)
        with of.execution_options(**backend_of(of.url).reading).connect() as opened:
            yield opened
    except DBAPIError as error:
        raise explained(error, of.url) or SnapshotError(
            f"The database {shown(of.url)} cannot be read: {error.orig}. "
            "Check the file or the server behind DATABASE_URL."
        ) from error


@contextmanager
def transaction(settings: Settings) -> Iterator[Connection]:
    """Open a connection for writing: all of it is written when the block ends, or nothing.

    Raises
    ------
    SnapshotError
        If the tables are missing or of another version, another process keeps writing, or the disk is full.
    """
    require_current(settings)
    with writing(engine(settings)) as opened:
        yield opened


@contextmanager
def writing(of: Engine) -> Iterator[Connection]:
    """Open a connection for writing, whatever the state of the tables.

    Raises
    ------
    SnapshotError
        If the database fails in a way a person can mend, such as a full disk; nothing was written then.
    """
    with explaining(of), of.execution_options(**backend_of(of.url).writing).begin() as opened:
        yield opened


@contextmanager
def explaining(of: Engine) -> Iterator[None]:
    """Turn what the database fails with into a message that says what to do, where there is one.

    Raises
    ------
    SnapshotError
        In place of the driver's error.
    """
    try:
        yield
    except DBAPIError as error:
        meant = explained(error, of.url)
        if meant is None:
            raise
        raise meant from error


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
    where = shown(engine(settings).url)
    state = "has no tables yet" if found is None else f"has its tables in version {found}, this program needs {VERSION}"
    raise SnapshotError(f"The database {where} {state}. Run: belsendi db upgrade")


def version_of(of: Engine) -> str | None:
    """Return the version of the tables, or nothing in an empty database.

    Raises
    ------
    SnapshotError
        If the database cannot be reached.
    """
    with explaining(of), of.connect() as opened:
        if not inspect(opened).has_table("alembic_version"):
            return None
        found: str | None = opened.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def size_of(opened: Connection) -> int:
    """Return how many bytes the database takes."""
    if opened.dialect.name == "postgresql":
        return int(opened.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages, size = (int(opened.scalar(text(f"PRAGMA {name}")) or 0) for name in ("page_count", "page_size"))
    return pages * size
