"""One build at a time."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from dashboard.database import database_file
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.weeks import ALMATY

PATIENCE = 5.0  # seconds


@contextmanager
def only_build(settings: Settings, purpose: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the right to build; the system takes it back when the process ends, however it ends.

    The lock lies beside the SQLite file, since that is what is shared, whatever the other settings say. A database in
    memory has no second builder.

    Parameters
    ----------
    purpose
        What is being done, for the message to a second builder.
    patience
        How long to wait for another builder, in seconds.

    Raises
    ------
    SnapshotError
        If somebody else still builds; the message names who and since when.
    """
    file = database_file(settings)
    if file is None:
        yield
        return
    path = file.with_name(f"{file.name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as handle:
        _wait(handle, path, patience)
        handle.truncate(0)
        handle.write(f"process {os.getpid()} on {socket.gethostname()} ({purpose}, since {_now()})")
        handle.flush()
        yield


def _wait(handle: TextIO, path: Path, patience: float) -> None:
    """Take the lock, or give up."""
    end = time.monotonic() + patience
    while not _taken(handle):
        if time.monotonic() >= end:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise SnapshotError(
                f"Another build is running: {holder}; nothing was written. Wait until it has ended, or end it; "
                f"the lock {path} goes with it and need not be removed."
            )
        time.sleep(0.05)


def _taken(handle: TextIO) -> bool:
    """Try to take the lock."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _now() -> str:
    """Return the time in Almaty to the second."""
    return datetime.now(tz=ALMATY).isoformat(sep=" ", timespec="seconds")
