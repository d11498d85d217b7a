"""Rows behind snapshots (``dashboard/facts``), read with DuckDB, which is loaded when the first one is asked for."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from dashboard.facts import store
from dashboard.facts.store import Kept
from dashboard.facts.tables import FACT_TABLES
from dashboard.recent import Recent
from dashboard.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

THREADS = 2  # of DuckDB in each process: a school's rows are few, and other readers wait
MEMORY = "1GB"
_REMEMBERED = 500  # manifests: what is kept never changes while it is there


class FactStore:
    """The facts of an installation, for reading; one for each process, used by all threads.

    Parameters
    ----------
    settings
        Where they are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._opened: DuckDBPyConnection | None = None
        self._known: Recent[str, Kept] = Recent(_REMEMBERED)

    def kept(self, snapshot: str) -> Kept | None:
        """Return what is kept of a snapshot, by its content id; None where nothing is."""
        found = self._known.get(snapshot)
        if found is None or not (store.folder_of(self._settings, snapshot) / store.MANIFEST).is_file():
            found = store.find(self._settings, snapshot)
            if found:
                self._known.put(snapshot, found)
        return found

    def has(self, table: str, snapshot: str) -> bool:
        """Tell whether a table of a snapshot is kept, with rows or without; if not, it is "not connected"."""
        kept = self.kept(snapshot)
        return kept is not None and table in kept.rows

    def cursor(self) -> DuckDBPyConnection:
        """Return a cursor of its own for one thread; close it, or use it in a ``with`` statement."""
        with self._lock:
            if self._opened is None:
                self._opened = _open()
            return self._opened.cursor()

    def scan(self, table: str, snapshots: Iterable[str], districts: Iterable[str] = ()) -> str:
        """Return a table of facts as it stands in the ``FROM`` of a query.

        Parameters
        ----------
        table
            A key of `FACT_TABLES`; one row is what it says there.
        snapshots
            Content ids; those of which the table is not kept have no rows.
        districts
            Whose files are read; of `subjects` they play no part. Without any the files of all districts.

        Returns
        -------
        str
            SQL; a relation without rows where there is no file.
        """
        places = [store.folder_of(self._settings, one) for one in snapshots if self.has(table, one)]
        chosen = tuple(districts)
        if FACT_TABLES[table].whole:
            files = [store.file_of(place, table) for place in places]
        elif chosen:
            files = [store.file_of(place, table, district) for place in places for district in chosen]
        else:
            files = [file for place in places for file in sorted((place / table).glob("*.parquet"))]
        return _scan(table, [str(file) for file in files if file.is_file()])


def _open() -> DuckDBPyConnection:
    """Return DuckDB in memory: it only reads files."""
    import duckdb  # noqa: PLC0415 a web process that shows the monitor alone needs none

    opened = duckdb.connect(
        ":memory:",
        config={
            "threads": THREADS,
            "memory_limit": MEMORY,
            "temp_directory": str(Path(gettempdir()) / f"belsendilik-facts-{os.getpid()}"),
            "autoinstall_known_extensions": "false",
        },
    )
    # Files never change while they are there, so what stands in their footers is remembered.
    opened.execute("SET parquet_metadata_cache = true; SET TimeZone = 'UTC'")
    return opened


def _scan(table: str, files: Sequence[str]) -> str:
    """Return files of a table, or no rows of it, as SQL."""
    if not files:
        columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in FACT_TABLES[table].columns.items())
        return f"(SELECT {columns} LIMIT 0)"
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"read_parquet([{listed}])"
