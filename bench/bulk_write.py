"""A national week of school values into PostgreSQL: by COPY, as the monitor does, and by executemany."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import Connection, Table, insert

from bench.history import SCHOOLS, _country, _head, _school_values
from bench.results import Result, show
from dashboard import migrations, schema
from dashboard.backends import Rows, bulk_insert
from dashboard.database import engine, transaction
from dashboard.settings import Settings
from dashboard.weeks import WEEK, week_of
from tests.factories import WEEK as FIRST
from tests.postgres_server import programs, running_server

ROUNDS = 5
Write = Callable[[Connection, Table, Sequence[str], Rows], None]


def main(_: Sequence[str] = ()) -> int:
    """Measure and print."""
    return 0 if show("A national week of school values into PostgreSQL", measure()) else 1


def measure() -> Iterator[Result]:
    """Yield the fastest of some rounds of either way, commit included."""
    found = programs()
    if found is None:
        raise SystemExit("There is no PostgreSQL server to measure with: install Debian's package postgresql.")
    with running_server(found) as server, TemporaryDirectory() as folder:
        settings = Settings(server.address(server.new_database()), Path(folder))
        migrations.upgrade(settings)
        frame = _school_values(_country().schools["school_id"], np.random.default_rng(1))
        names, rows = list(frame.columns), list(frame.itertuples(index=False, name=None))
        yield Result("rows", len(rows), "", SCHOOLS * 9, at_least=True)
        weeks = iter(range(1000))
        copied = _fastest(settings, bulk_insert, names, rows, weeks)
        many = _fastest(settings, _execute_many, names, rows, weeks)
        yield Result("COPY", copied, "s")
        yield Result("executemany", many, "s")
        yield Result("executemany takes as long as so many COPY", many / copied, "", 1, at_least=True)
        engine(settings).dispose()


def _execute_many(opened: Connection, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Write rows with SQLAlchemy's own way for many."""
    opened.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def _fastest(
    settings: Settings, write: Write, names: list[str], rows: list[Sequence[object]], weeks: Iterator[int]
) -> float:
    """Return the seconds of the fastest round."""
    taken = []
    for _, number in zip(range(ROUNDS), weeks, strict=False):
        with transaction(settings) as opened:
            key = _head(opened, week_of(FIRST) + number * WEEK)
            start = time.perf_counter()
            write(opened, schema.school_value, ["snapshot_id", *names], [(key, *row) for row in rows])
        taken.append(time.perf_counter() - start)
    return min(taken)
