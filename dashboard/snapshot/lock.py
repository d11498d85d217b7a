"""One build at a time, wherever the database is."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection, Engine

from dashboard.backends import BUILD_LOCK
from dashboard.database import database_file, engine, explaining
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.weeks import ALMATY

PATIENCE = 5.0  # seconds
NAME_LENGTH = 63  # bytes of application_name that PostgreSQL keeps


@contextmanager
def only_build(settings: Settings, purpose: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the right to build; the system takes it back when the process ends, however it ends.

    With SQLite the lock is a file beside the database, since that is what is shared, whatever the other settings say;
    with PostgreSQL it is the server's. A database in memory has no second builder.

    Parameters
    ----------
    purpose
        What is being done, for the message to a second builder.
    patience
        How long to wait for another builder, in seconds.

    Raises
    ------
    SnapshotError
        If somebody else still builds; the message names who and since when. Or if the server cannot be reached.
    """
    file = database_file(settings)
    if file is not None:
        with _file_lock(file.with_name(f"{file.name}.lock"), purpose, patience):
            yield
    elif engine(settings).dialect.name == "postgresql":
        with _server_lock(engine(settings), purpose, patience):
            yield
    else:
        yield


@contextmanager
def _file_lock(path: Path, purpose: str, patience: float) -> Iterator[None]:
    """Hold the lock of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as handle:
        remedy = f"Wait until it has ended, or end it; the lock {path} goes with it and need not be removed."
        _wait(lambda: _taken(handle), lambda: _written(handle), remedy, patience)
        handle.truncate(0)
        handle.write(
            f"process {os.getpid()} on {socket.gethostname()} ({purpose}, since {_in_almaty(datetime.now(ALMATY))})"
        )
        handle.flush()
        yield


@contextmanager
def _server_lock(of: Engine, purpose: str, patience: float) -> Iterator[None]:
    """Hold the server's lock, on a connection of its own that does nothing else."""
    own = of.execution_options(isolation_level="AUTOCOMMIT")
    with explaining(of):
        opened = own.connect()
    try:
        opened.detach()  # it goes with its lock and its name, never back to the pool
        with explaining(of):
            _introduce(opened, purpose)
            remedy = "Wait until it has ended, or end it; the lock goes with its connection."
            _wait(lambda: _granted(opened), lambda: _holder(opened), remedy, patience)
        yield
    finally:
        opened.close()


def _introduce(opened: Connection, purpose: str) -> None:
    """Name our connection so that a second builder can be told who we are."""
    name = f"process {os.getpid()} on {socket.gethostname()[:25]} ({purpose})"
    kept = name.encode()[:NAME_LENGTH].decode(errors="ignore")
    opened.exec_driver_sql("SELECT set_config('application_name', %s, false)", (kept,))


def _granted(opened: Connection) -> bool:
    """Try to take the server's lock."""
    return bool(opened.exec_driver_sql("SELECT pg_try_advisory_lock(%s, %s)", BUILD_LOCK).scalar())


# What its holder said of itself. A user who may not see the sessions of others sees empty names.
_HOLDER = """
SELECT a.application_name, a.usename, a.backend_start
FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def _holder(opened: Connection) -> str:
    """Return who holds the server's lock."""
    found = opened.exec_driver_sql(_HOLDER, BUILD_LOCK).first()
    if found is None:
        return ""
    since = f"since {_in_almaty(found.backend_start)}" if found.backend_start else ""
    return ", ".join(filter(None, (found.application_name, f"database user {found.usename}", since)))


def _wait(taken: Callable[[], bool], holder: Callable[[], str], remedy: str, patience: float) -> None:
    """Take the lock, or give up."""
    end = time.monotonic() + patience
    while not taken():
        if time.monotonic() >= end:
            said = holder() or "another process"
            raise SnapshotError(f"Another build is running: {said}; nothing was written. {remedy}")
        time.sleep(0.05)


def _written(handle: TextIO) -> str:
    """Return what the holder wrote into the file."""
    handle.seek(0)
    return handle.read().strip()


def _taken(handle: TextIO) -> bool:
    """Try to take the lock of a file."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _in_almaty(moment: datetime) -> str:
    """Return a moment in Almaty to the second."""
    return moment.astimezone(ALMATY).isoformat(sep=" ", timespec="seconds")
