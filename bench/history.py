"""Pages of a country of 8,000 schools after one year of weekly snapshots and after ten, on SQLite and on PostgreSQL.

``python -m bench history --years 1 10 --database sqlite``: files and servers are made for the measurement, and are gone
afterwards. Ten years take 2.3 GB with SQLite and 6 GB with PostgreSQL.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert, literal, select, text

from bench.results import Result, show
from bench.servers import PROJECT
from dashboard import migrations, schema
from dashboard.configuration import load_configuration
from dashboard.database import connection, database_file, engine, reading, transaction, writing
from dashboard.indicators import INDICATOR_KEYS
from dashboard.selection import REPUBLIC, Selection
from dashboard.settings import Settings
from dashboard.snapshot.publication_log import Entry, write_entry
from dashboard.snapshot.rows import insert_frame
from dashboard.weeks import academic_year, weeks_of_year
from queries import page, revisions, schools, snapshots, units, values
from queries import statistics as totals_of
from queries.archive import Archive
from tests.postgres_server import programs, running_server

SCHOOLS = 8_000
WEEKS_A_YEAR = 39  # September to May
FIRST_YEAR = 2016
RATIO = 1.2
DATABASES = ("sqlite", "postgresql")
ROUNDS, WARMING = 40, 5
ONCE = "once a publication:"
STATISTICS = ("marks", "homework", "logins")
_MODEL = 1  # key of the week the others are made from


@dataclass(frozen=True)
class Country:
    """The ids of everything that has numbers."""

    units: pd.DataFrame
    schools: pd.DataFrame

    def of_level(self, level: str) -> list[str]:
        """Return the ids of the units of a level."""
        return list(self.units.loc[self.units["level"] == level, "unit_id"])


def main(words: Sequence[str]) -> int:
    """Measure and print; the exit code tells whether every limit was kept."""
    parser = argparse.ArgumentParser("python -m bench history")
    parser.add_argument("--years", nargs="+", type=int, default=[1, 10])
    parser.add_argument("--database", choices=DATABASES, action="append")
    asked = parser.parse_args(words)
    years = sorted(asked.years)
    title = f"Queries of pages after {years[0]} and after {years[-1]} years"
    kept = [show(f"{title}, {kind}", measure(kind, years)) for kind in asked.database or DATABASES]
    return 0 if all(kept) else 1


def measure(kind: str, years: Sequence[int]) -> Iterator[Result]:
    """Yield the milliseconds of every query of a page after the last number of years, and their ratio to the first."""
    with ExitStack() as stack:
        yield from _measured(_databases(kind, years, stack))


def _databases(kind: str, years: Sequence[int], stack: ExitStack) -> dict[int, Settings]:
    """Return a database of each number of years; all are there at once, so that they are measured side by side."""
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="belsendi-history-")))
    if kind == "sqlite":
        return {number: Settings(f"sqlite:///{folder / f'{number}.db'}", folder) for number in years}
    found = programs()
    if found is None:
        raise SystemExit("There is no PostgreSQL server to measure with: install Debian's package postgresql.")
    server = stack.enter_context(running_server(found))
    return {number: Settings(server.address(server.new_database()), folder) for number in years}


def _measured(databases: Mapping[int, Settings]) -> Iterator[Result]:
    """Fill the databases, and yield what their queries take."""
    country = _country()
    for number, settings in databases.items():
        start = time.perf_counter()
        migrations.upgrade(settings)
        for year in range(FIRST_YEAR, FIRST_YEAR + number):
            _add_year(settings, country, year)
        _settle(settings)
        yield Result(f"making {number} years", time.perf_counter() - start, "s")
        yield Result(f"database of {number} years", _megabytes(settings), "MB")
    first, last = min(databases), max(databases)
    for query, taken in _timed(databases, country):
        yield Result(f"{query}, {last} years", taken[last], "ms")
        if first != last:
            limit = None if query.startswith(ONCE) else RATIO
            yield Result(f"{query}, ratio to {first}", taken[last] / taken[first], "", limit)
    for settings in databases.values():
        engine(settings).dispose()


def _country() -> Country:
    """Return the country's units, and schools spread over its districts."""
    listed = pd.read_csv(PROJECT / "geo" / "data" / "units.csv", dtype=str, keep_default_na=False)
    found = listed.rename(columns={"kato": "unit_id", "parent_kato": "parent_id"})
    found["parent_id"] = found["parent_id"].where(found["parent_id"] != "", None)
    districts = found.loc[found["level"] == "district", "unit_id"].to_numpy()
    number = pd.Series(range(SCHOOLS)).astype(str)
    ids = "9" + number.str.zfill(11)  # as long as a business number
    names = {
        "name_kk": "№ " + number + " жалпы білім беретін мектеп",
        "name_ru": "Общеобразовательная школа № " + number,
        "name_en": "School No. " + number,
    }
    place = districts[np.arange(SCHOOLS) % len(districts)]
    columns = ["unit_id", "parent_id", "level", "name_kk", "name_ru", "name_en"]
    return Country(found[columns], pd.DataFrame({"school_id": ids, "unit_id": place, **names}))


def _add_year(settings: Settings, country: Country, year: int) -> None:
    """Write the weeks of an academic year."""
    for week in islice(weeks_of_year(f"{year}-{year + 1}"), WEEKS_A_YEAR):
        with transaction(settings) as opened:
            key = _head(opened, week)
            if key == _MODEL:
                _write_model(opened, country)
            else:
                _write_like_model(opened, key)


def _head(opened: Connection, week: date) -> int:
    """Write the head of a published week; return its key."""
    moment = datetime.combine(week, datetime.min.time(), UTC) + timedelta(days=7)
    config = load_configuration().for_week(date(2026, 11, 15))
    head = {
        **{"content_id": f"{week:%Y%m%d}" * 8, "week": week, "revision": 1, "status": "published", "source": "bench"},
        **{"config_version": config.version, "config": config.as_json(), "teaching_days": 5, "published_at": moment},
        **{"calendar_assumed": False, "rejects_accepted": False, "built_at": moment},
    }
    write_entry(opened, Entry(moment, "publish", "bench", week, 1, str(head["content_id"])))
    return int(opened.scalars(insert(schema.snapshot).values(head).returning(schema.snapshot.c.id)).one())


def _write_model(opened: Connection, country: Country) -> None:
    """Write the first week, from which the others are made."""
    random = np.random.default_rng(1)
    for name, frame in _frames(country, random).items():
        insert_frame(opened, schema.metadata.tables[name], frame, snapshot_id=_MODEL)


def _frames(country: Country, random: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Return the rows of a week by table."""
    of_unit = country.units.assign(kind="rayon", state="data", schools=30, reporting=29)
    of_school = country.schools.assign(
        **{"week_mode": 5, "locality": "urban", "is_small": False, "source": "Журнал А", "state": "data"},
        **{"teaching_days": 5, "lessons": random.integers(200, 1500, SCHOOLS), "tick_only": 10, "marks": 2000},
        **{"homework": 150, "logins": random.integers(100, 4000, SCHOOLS)},
    )
    notes = pd.DataFrame([{"number": 1, "kind": "school_not_connected", "details": '{"count": 3, "schools": []}'}])
    tables = pd.DataFrame(
        [{"table_name": "schools", "rows_in": 9, "used": 9, "folded": 0, "rejected": 0, "total": SCHOOLS}]
    )
    return {
        "unit_week": of_unit,
        "unit_value": _unit_values(of_unit["unit_id"], random),
        "unit_statistic": _crossed("unit_id", of_unit["unit_id"], "statistic", STATISTICS).assign(
            total=random.integers(1, 10**6, 3 * len(of_unit)), schools=29
        ),
        "school_week": of_school,
        "school_value": _school_values(of_school["school_id"], random),
        "note": notes,
        "snapshot_table": tables,
    }


def _crossed(name: str, members: pd.Series[str], key: str, keys: Sequence[str]) -> pd.DataFrame:
    """Return one row for each member and key."""
    return pd.MultiIndex.from_product([members, keys], names=[name, key]).to_frame(index=False)


def _unit_values(ids: pd.Series[str], random: np.random.Generator) -> pd.DataFrame:
    """Return the values of units: one row is one indicator of one unit."""
    rows = _crossed("unit_id", ids, "indicator", INDICATOR_KEYS)
    counts = {name: random.integers(0, 20, len(rows)) for name in ("low", "medium", "high")}
    return rows.assign(**counts, rank=1, numerator=random.integers(0, 10**6, len(rows)), denominator=10**6)


def _school_values(ids: pd.Series[str], random: np.random.Generator) -> pd.DataFrame:
    """Return the values of schools: one row is one indicator of one school."""
    rows = _crossed("school_id", ids, "indicator", INDICATOR_KEYS)
    denominator = random.integers(10, 1500, len(rows))
    share = random.uniform(0.3, 1, len(rows))
    category = np.select([share < 0.5, share < 0.85], ["low", "medium"], "high")
    return rows.assign(numerator=(denominator * share).astype(int), denominator=denominator, category=category)


def _write_like_model(opened: Connection, key: int) -> None:
    """Write another week in the database itself: the first one's rows with other numbers, compared with the last."""
    for name in ("unit_week", "unit_value", "unit_statistic", "school_week", "school_value", "note", "snapshot_table"):
        table = schema.metadata.tables[name]
        cells = [
            literal(key) if column.name == "snapshot_id" else _changed(table.c, column.name, key)
            for column in table.columns
        ]
        rows = select(*cells).where(table.c.snapshot_id == _MODEL).order_by(*table.primary_key.columns)
        opened.execute(insert(table).from_select([column.name for column in table.columns], rows))
    _compare(opened, key)


def _changed(columns: object, name: str, key: int) -> object:
    """Return a column of the first week, a numerator moved a little."""
    column = columns[name]  # type: ignore[index]
    return (column + key) % (columns["denominator"] + 1) if name == "numerator" else column  # type: ignore[index]


def _compare(opened: Connection, key: int) -> None:
    """Write a week's comparison with the one before it."""
    now, table = schema.unit_value, schema.unit_comparison
    same = {"now": 29, "then": 29}
    cells = {
        **{"snapshot_id": literal(key), "base_id": literal(key - 1), "schools": literal(29)},
        **{f"{name}_{side}": now.c[name] for side in same for name in ("medium", "high", "numerator", "denominator")},
        **{"unit_id": now.c.unit_id, "indicator": now.c.indicator},
    }
    rows = select(*(cells[column.name] for column in table.columns)).where(now.c.snapshot_id == _MODEL)
    opened.execute(insert(table).from_select([column.name for column in table.columns], rows))


def _settle(settings: Settings) -> None:
    """Do what a server does by itself when there is time; a SQLite file needs nothing."""
    of = engine(settings)
    if of.dialect.name == "postgresql":
        with of.execution_options(isolation_level="AUTOCOMMIT").connect() as opened:
            opened.execute(text("VACUUM ANALYZE"))
            opened.execute(text("CHECKPOINT"))
    else:
        with writing(of):
            pass


def _megabytes(settings: Settings) -> float:
    """Return the size of the database."""
    file = database_file(settings)
    if file:
        return file.stat().st_size / 1e6
    with connection(settings) as opened:
        return float(opened.scalar(text("SELECT pg_database_size(current_database())")) or 0) / 1e6


Query = Callable[[Connection, str], object]


@dataclass(frozen=True)
class Asked:
    """One query, and the units it is asked about.

    Attributes
    ----------
    looks
        Whether the tables are looked at first, as once a second.
    """

    run: Query
    members: Sequence[str] = (REPUBLIC,)
    looks: bool = False


def _timed(databases: Mapping[int, Settings], country: Country) -> Iterator[tuple[str, dict[int, float]]]:
    """Yield each query with its milliseconds by years: the databases take turns, and the fastest turn counts.

    What else the machine does makes a query slower, never faster.
    """
    of_database = {number: _queries(settings, country) for number, settings in databases.items()}
    for name in next(iter(of_database.values())):
        taken: dict[int, list[float]] = {number: [] for number in databases}
        for turn in range(ROUNDS + WARMING):
            for number, settings in databases.items():
                taken[number].append(_milliseconds(settings, of_database[number][name], turn))
        yield name, {number: min(found[WARMING:]) for number, found in taken.items()}


def _milliseconds(settings: Settings, asked: Asked, turn: int) -> float:
    """Return what a query takes, its connection included."""
    start = time.perf_counter()
    with reading(settings, look=asked.looks) as opened:
        asked.run(opened, asked.members[turn * 7 % len(asked.members)])
    return 1000 * (time.perf_counter() - start)


def _queries(settings: Settings, country: Country) -> dict[str, Asked]:
    """Return the queries of a page about the latest week, with nothing kept from one to the next."""
    with connection(settings) as opened:
        timeline = snapshots.timeline(opened)
    latest = timeline.snapshots[-1]
    trend = [shown.snapshot_id for shown in timeline.trend(latest.week) if shown]
    now, base = trend[-1], trend[-2]
    year = academic_year(latest.week)
    districts, regions = country.of_level("district"), country.of_level("region")

    def of_schools(opened: Connection, unit: str) -> object:
        ids = tuple(row.school_id for row in schools.schools(opened, now, unit))
        return schools.values_of_weeks(opened, [(week, ids) for week in trend])

    def whole(opened: Connection, unit: str) -> object:
        return page.load(opened, Selection(unit, latest.week), latest.week, Archive(timeline))

    return {
        "what is published, each second": Asked(lambda opened, _: snapshots.edition(opened), looks=True),
        "units of a week": Asked(lambda opened, _: units.of_weeks(opened, [now])),
        "trend and ranking, twelve weeks": Asked(lambda opened, _: values.of_weeks(opened, trend)),
        "comparison": Asked(lambda opened, unit: values.comparison(opened, now, base, unit), districts),
        "statistics": Asked(lambda opened, unit: totals_of.totals(opened, [(unit, year)], timeline), districts),
        "list of schools": Asked(lambda opened, unit: schools.schools(opened, now, unit), districts),
        "schools and their twelve weeks": Asked(of_schools, districts),
        "silent units": Asked(lambda opened, unit: units.absences(opened, now, [unit]), regions),
        "configuration": Asked(lambda opened, _: snapshots.configurations(opened, [now])),
        "notes": Asked(lambda opened, _: snapshots.notes(opened, [now])),
        "later revisions": Asked(lambda opened, _: revisions.corrections(opened, [latest.week])),
        "page of the republic": Asked(whole),
        "page of a region": Asked(whole, regions),
        "page of a district": Asked(whole, districts),
        f"{ONCE} units that may be chosen": Asked(lambda opened, _: snapshots.known_units(opened)),
        f"{ONCE} all weeks, for the picker": Asked(lambda opened, _: snapshots.timeline(opened)),
    }
