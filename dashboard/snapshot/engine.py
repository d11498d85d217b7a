"""The engine that reads and checks a drop: the seam between what is said once, in Ibis, and a dialect.

Everything above is written in Ibis; an engine is a class with these methods and a row in ``ENGINES``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import ibis
import pandas as pd
import pyarrow as pa

from dashboard.errors import EngineError
from dashboard.settings import Settings
from dashboard.snapshot.scratch import scratch_folder

FILE = "_file"
ROW = "_row"

# What a query depends on, and how it is made.
Query = tuple[Hashable, Callable[[], ibis.Table]]

# Takes rows of a file, and the number of the file; columns go by their names.
Append = Callable[[pa.RecordBatch, int], None]

# Compiled queries by engine and by what they depend on. Ibis takes longer to compile a query than DuckDB to run it on
# a week of one row per school, and the names of tables are the same in every drop.
_COMPILED: dict[Hashable, str] = {}
_COMPILED_LIMIT = 1000


class Engine(ABC):
    """What holds the rows of a drop while they are judged and counted; its resources are closed by an exit stack.

    Attributes
    ----------
    backend
        The Ibis backend with the tables and views.
    errors
        What the engine raises where it cannot read a file, or cannot go on.
    folder
        A folder of its own for temporary files.
    lessons_at_once
        How many lessons it gathers at the same time; None where it parts its work by itself.
    """

    backend: Any
    errors: tuple[type[Exception], ...]
    lessons_at_once: int | None = None

    def __init__(self, resources: ExitStack, scratch: Path | None = None) -> None:
        self.folder = scratch_folder(resources, scratch)
        self._files = 0

    def new_file(self, ending: str) -> Path:
        """Return a path for a new file in the temporary folder."""
        self._files += 1
        return self.folder / f"{self._files}{ending}"

    def table(self, name: str) -> ibis.Table:
        """Return a table or view by its name."""
        return self.backend.table(name)

    def compiled(self, query: Query) -> str:
        """Return the SQL of a query, compiled once for all drops that are alike."""
        key, build = (type(self), query[0]), query[1]
        if key not in _COMPILED:
            if len(_COMPILED) >= _COMPILED_LIMIT:
                _COMPILED.clear()
            _COMPILED[key] = self.backend.compile(build())
        return _COMPILED[key]

    @abstractmethod
    def text_table(self, name: str, columns: Sequence[str]) -> AbstractContextManager[Append]:
        """Create a table of text columns, with the number of the file and of the row, and give what appends to it."""

    @abstractmethod
    def scan_parquet(self, name: str, paths: Sequence[Path], files: Sequence[int], columns: Sequence[str]) -> None:
        """Create a view on Parquet files that have the same columns of the same kinds.

        Parameters
        ----------
        name
            One row is one row of a file: ``columns``, ``_file``, ``_row`` (from 1).
        paths, files
            The files and their numbers.
        """

    @abstractmethod
    def load(self, name: str, table: pa.Table) -> None:
        """Take a small Arrow table in."""

    @abstractmethod
    def materialise(self, name: str, query: Query) -> None:
        """Compute a query once and keep its rows as a table."""

    @abstractmethod
    def view(self, name: str, query: Query) -> None:
        """Give a query a name; it is computed wherever it is used."""

    @abstractmethod
    def drop_table(self, name: str) -> None:
        """Drop a table that is not needed any more."""

    @abstractmethod
    def rows(self, query: Query) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""

    @abstractmethod
    def frame(self, query: Query) -> pd.DataFrame:
        """Return the rows of a query as a frame."""

    @abstractmethod
    def digest(self, query: Query) -> tuple[int, int, int]:
        """Return the number of texts that a query of one column ``text`` has, and the sums of their MD5's halves.

        A null is no text.
        """


@dataclass(frozen=True, slots=True)
class Address:
    """A form of what ``--engine`` names.

    Attributes
    ----------
    form
        As people write it.
    pattern
        What the whole of it matches.
    module
        Where its engine is: ``open_engine(address, resources, settings)``.
    extra
        The optional part of the installation that it needs; empty where it needs none.
    """

    form: str
    pattern: re.Pattern[str]
    module: str
    extra: str = ""


DUCKDB = "duckdb"
_SPARK = "dashboard.snapshot.engine_spark"

ENGINES = (
    Address(DUCKDB, re.compile(DUCKDB), "dashboard.snapshot.engine_duckdb"),
    Address("local[N]", re.compile(r"local(\[(\*|[1-9][0-9]{0,3})\])?"), _SPARK, "spark"),
    Address("spark://HOST:PORT", re.compile(r"spark://[^\s/:,]+:[0-9]{1,5}(,[^\s/:,]+:[0-9]{1,5})*"), _SPARK, "spark"),
)


def open_engine(address: str, resources: ExitStack, settings: Settings) -> Engine:
    """Start the engine of an address.

    Parameters
    ----------
    address
        ``duckdb``; ``local``, ``local[N]`` or ``local[*]`` for Spark in this machine; ``spark://HOST:PORT`` for a
        Spark cluster.
    resources
        Closes what the engine opens.

    Raises
    ------
    EngineError
        If there is no such engine, or it cannot be started.
    """
    for one in ENGINES:
        if one.pattern.fullmatch(address):
            opened: Engine = _module(one).open_engine(address, resources, settings)
            return opened
    forms = ", ".join(one.form for one in ENGINES)
    raise EngineError(f"There is no engine {address!r}; --engine takes one of {forms} (local[*]: all processors).")


def _module(of: Address) -> ModuleType:
    """Return the module of an engine.

    Raises
    ------
    EngineError
        If its packages are not installed.
    """
    try:
        return import_module(of.module)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if not of.extra or package == "dashboard":
            raise
        raise EngineError(
            f"The engine {of.form} needs the package {package}, which is not installed: "
            f"pip install 'belsendilik[{of.extra}]'"
        ) from None
