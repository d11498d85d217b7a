"""The databases the monitor works with, and all that differs between them.

Both give the same promises: what a reader reads is one state of the database; what a writer writes is there whole or
not at all; one writer at a time, others wait. Texts are compared code point by code point.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, Table, create_engine, event, insert
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from dashboard.away import Silence
from dashboard.errors import SettingsError, SnapshotError

BUSY_SECONDS = 20  # how long a writer waits for another one
CONNECT_SECONDS = 3  # how long a server may take to answer at all
SILENT_SECONDS = 5  # after which one that was pulled out of the network is given up, instead of a quarter of an hour
WRITES = "belsendi_writes"  # execution option of a connection for writing

# Any numbers, as long as they stay the same: what PostgreSQL calls our locks, one per database.
WRITER_LOCK, BUILD_LOCK = (0x62656C73, 1), (0x62656C73, 2)

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers never wait for the weekly write
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
    "PRAGMA cache_size = -65536",  # KiB, negative by SQLite's custom
)

Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Backend:
    """A kind of database.

    Attributes
    ----------
    connect
        Makes the engine of an address.
    bulk_insert
        Writes rows into the named columns of a table, thousands at a time, as the driver takes them: past the per-row
        work of ``execute``.
    reading, writing
        Execution options of a connection for reading, and for writing.
    """

    connect: Callable[[URL], Engine]
    bulk_insert: Callable[[Connection, Table, Sequence[str], Rows], None]
    reading: Mapping[str, Any] = field(default_factory=dict)
    writing: Mapping[str, Any] = field(default_factory=lambda: {WRITES: True})


def backend_of(url: URL) -> Backend:
    """Return the kind of database an address belongs to.

    Raises
    ------
    SettingsError
        If it is one the monitor does not work with.
    """
    found = BACKENDS.get(url.get_backend_name())
    if found is None:
        raise SettingsError(
            f"DATABASE_URL is {shown(url)}, but the monitor works with SQLite and PostgreSQL only; it looks like "
            "sqlite:////srv/belsendi/belsendi.db or postgresql+psycopg://belsendi:PASSWORD@HOST/belsendi."
        )
    return found


def bulk_insert(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Write rows into the named columns of a table; the values are what the driver takes, in the order of `names`."""
    backend_of(connection.engine.url).bulk_insert(connection, table, names, rows)


def shown(url: URL) -> str:
    """Return an address for a message: without its password, and without options, which may hold one too."""
    place = {name: value for name, value in url.query.items() if name in {"host", "port"}}
    return url.set(query=place).render_as_string()


def _connect_sqlite(url: URL) -> Engine:
    """Return an engine with our pragmas and real transactions, that notices when its file was replaced."""
    made = create_engine(url)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    if url.database and url.database != ":memory:":
        watch = _FileWatch(url.database)
        event.listen(made, "connect", watch.remember)
        event.listen(made, "checkout", watch.compare)
    return made


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
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


class _FileWatch:
    """Notices that a file is another one than the one a connection of the pool was opened on.

    Parameters
    ----------
    path
        The file of the database.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def remember(self, _: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        """Keep which file a new connection is open on."""
        record.info["file"] = self._identity()

    def compare(self, _: DBAPIConnection, record: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
        """Have the pool open a new connection if the file was replaced; one that is gone altogether is not made anew.

        Raises
        ------
        DisconnectionError
            If it was: the pool's sign to open another connection.
        SnapshotError
            If what the old file left beside it would be mixed into the new one.
        """
        now = self._identity()
        if now is None or now == record.info.get("file"):
            return
        if self._left_behind():
            raise SnapshotError(
                f"{self._path} was replaced while it was in use, and {self._path}-wal of the old file is still there: "
                "together they are no sound database. Stop the monitor, move the files with -wal and -shm to another "
                "folder, and start it again. Next time use: belsendi db restore FILE --replace"
            )
        raise DisconnectionError(f"{self._path} was replaced")

    def _left_behind(self) -> bool:
        """Tell whether there are changes of the old file that SQLite would take for changes of the new one."""
        journal = Path(f"{self._path}-wal")
        if not journal.exists() or not journal.stat().st_size:
            return False
        return journal.stat().st_ctime_ns <= Path(self._path).stat().st_ctime_ns

    def _identity(self) -> tuple[int, int] | None:
        """Return what tells a file from its successor of the same name; nothing where there is none."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 a hundred thousand times a day
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _connect_postgresql(url: URL) -> Engine:
    """Return an engine whose connections are looked at before use: the server may have been restarted."""
    usual = {
        "connect_timeout": str(CONNECT_SECONDS),
        "tcp_user_timeout": str(1000 * SILENT_SECONDS),
        # Who waits for an answer sends nothing that could stay unacknowledged: the system asks in between.
        "keepalives_idle": str(SILENT_SECONDS),
        "keepalives_interval": "1",
        "application_name": "belsendi",
    }
    made = create_engine(url.update_query_dict({**usual, **url.query}), pool_pre_ping=True)
    event.listen(made, "begin", _begin_postgresql)
    _mistrust_silence(made, Silence())
    return made


def _mistrust_silence(of: Engine, silence: Silence) -> None:
    """Let one request at a time find out whether a server that fell silent is back, and none wait for ever."""
    from psycopg import OperationalError  # noqa: PLC0415 where it is used

    from dashboard.postgresql_driver import WatchedConnection, limit_looks  # noqa: PLC0415

    limit_looks(of, SILENT_SECONDS)

    @event.listens_for(of, "do_connect")
    def connect(_: Dialect, __: object, arguments: list[Any], named: dict[str, Any]) -> WatchedConnection:
        return silence.attempt(lambda: WatchedConnection.connect(*arguments, **named), OperationalError)

    @event.listens_for(of, "handle_error")
    def failed(context: ExceptionContext) -> None:
        if context.is_disconnect:
            silence.noticed(str(context.original_exception))


def _begin_postgresql(connection: Connection) -> None:
    """Let a transaction that writes wait for the one before it, as SQLite does."""
    if _writes(connection):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s, %s)", WRITER_LOCK)


def _writes(connection: Connection) -> bool:
    """Tell whether a connection was opened for writing."""
    return bool(connection.get_execution_options().get(WRITES, False))


def _execute_many(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Write rows with one prepared INSERT."""
    columns = [column.name for column in table.columns if column.name in names]
    statement = str(insert(table).inline().compile(dialect=connection.dialect, column_keys=columns))
    order = [list(names).index(name) for name in columns]  # the statement's order is the table's
    ordered = list(rows) if columns == list(names) else [tuple(row[at] for at in order) for row in rows]
    if ordered:
        connection.exec_driver_sql(statement, ordered)


def _copy(connection: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Write rows with COPY."""
    quote = connection.dialect.identifier_preparer.quote
    statement = f"COPY {quote(table.name)} ({', '.join(map(quote, names))}) FROM STDIN"
    driver: Any = connection.connection.cursor()
    try:
        with driver.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(statement, None, error, base, dialect=connection.dialect) from error
    finally:
        driver.close()


BACKENDS = {
    "sqlite": Backend(_connect_sqlite, _execute_many),
    "postgresql": Backend(
        _connect_postgresql,
        _copy,
        reading={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        # Each statement sees what the writer before it, whom it waited for, has committed.
        writing={"isolation_level": "READ COMMITTED", WRITES: True},
    ),
}
