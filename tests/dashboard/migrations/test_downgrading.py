"""A database goes from one release to the next and back, with weeks in it, and loses nothing that both know."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, Table, func, insert, inspect, select

from dashboard import migrations, schema
from dashboard.commands import main
from dashboard.database import connection, engine, version_of, writing
from dashboard.errors import SnapshotError
from dashboard.migrations import downgrading, known_versions, upgrade_to
from dashboard.migrations.downgrading import Loss, downgrade
from dashboard.settings import Settings
from dashboard.snapshot.build import build_snapshot
from dashboard.snapshot.export import export_snapshot
from dashboard.snapshot.revisions import find_revision
from tests.factories import WEEK, drop_with_rejects, small_drop

NEXT = WEEK + timedelta(days=7)
NOW = datetime(2025, 11, 23, 9, tzinfo=UTC)
FIRST, *_, PREVIOUS, NEWEST = known_versions()
OLDER = known_versions()[:-1]
Rows = dict[str, list[dict[str, Any]]]

# What a column of a row holds that no build writes; a column of another type or name is a text.
OF_TYPE: Mapping[str, object] = {"Integer": 1, "Boolean": False, "Instant": NOW, "Date": WEEK}
OF_NAME: Mapping[str, object] = {"details": "{}", "permissions": "[]"}


class World(NamedTuple):
    """Every row of an installation with two published weeks, and what it exports."""

    rows: Rows
    exports: dict[str, bytes]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    settings = Settings(f"sqlite:///{folder / 'belsendi.db'}", folder)
    migrations.upgrade(settings)
    build_snapshot([small_drop(folder / "1", lessons_planned=70)], WEEK, settings, publish=True)
    build_snapshot([small_drop(folder / "2", week=NEXT, lessons_planned=50)], NEXT, settings, publish=True)
    build_snapshot(
        [drop_with_rejects(folder / "3", bad=2)], WEEK, settings, publish=True, accept_rejects=True
    )  # a revision with rows set aside
    with writing(engine(settings)) as opened:
        for table in schema.metadata.sorted_tables:
            if not opened.scalar(select(func.count()).select_from(table)):
                opened.execute(insert(table), row_of(table))
    with connection(settings) as reading:
        rows = all_rows(reading)
    assert all(rows.values())  # every table has something to lose
    yield World(rows, exports(settings, folder / "out"))
    engine(settings).dispose()


def row_of(table: Table) -> dict[str, object]:
    """Return one row of a table that a build leaves empty."""
    kinds = {column.name: type(column.type).__name__ for column in table.columns}
    return {name: OF_NAME.get(name, OF_TYPE.get(kind, "x")) for name, kind in kinds.items()}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Settings:
    """An installation without tables, on each of the databases."""
    made: Settings = request.getfixturevalue({"sqlite": "settings", "postgresql": "postgres_settings"}[request.param])
    made.data_folder.mkdir(exist_ok=True)
    return made


def all_rows(opened: Connection) -> Rows:
    """Return the rows of every table, with the columns that it has."""
    look, found = inspect(opened), {}
    for table in schema.metadata.sorted_tables:
        if look.has_table(table.name):
            there = {column["name"] for column in look.get_columns(table.name)}
            columns = [column for column in table.columns if column.name in there]
            query = select(*columns).order_by(*table.primary_key.columns)
            found[table.name] = [dict(row) for row in opened.execute(query).mappings()]
    return found


def fill(opened: Connection, rows: Rows) -> None:
    """Write the rows a version has a place for."""
    look = inspect(opened)
    for table in schema.metadata.sorted_tables:
        if look.has_table(table.name) and rows[table.name]:
            there = {column["name"] for column in look.get_columns(table.name)}
            kept = [{name: value for name, value in row.items() if name in there} for row in rows[table.name]]
            opened.execute(insert(table), kept)


def exports(settings: Settings, folder: Path) -> dict[str, bytes]:
    """Return the exported files of both weeks."""
    with connection(settings) as reading:
        for week in (WEEK, NEXT):
            export_snapshot(reading, find_revision(reading, week), folder / week.isoformat())
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "differences.csv"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def made(opened: Connection) -> dict[str, object]:
    """Return everything a version makes: columns, keys, constraints, indexes, triggers, functions."""
    look = inspect(opened)
    found: dict[str, object] = {
        f"{name}.{what}": sorted(map(str, ask(name)))
        for name in look.get_table_names()
        for what, ask in {
            "columns": look.get_columns,
            "constraints": lambda table: [look.get_pk_constraint(table), *look.get_foreign_keys(table)],
            "unique": look.get_unique_constraints,
            "indexes": look.get_indexes,
        }.items()
    }
    asked = {
        "sqlite": ["SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"],
        "postgresql": [
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
            "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace ORDER BY 1",
        ],
    }[opened.dialect.name]
    return found | {query: [tuple(row) for row in opened.exec_driver_sql(query)] for query in asked}


def at_version(settings: Settings, version: str, rows: Rows) -> tuple[Rows, dict[str, object]]:
    """Make the database of an older release with its rows; return what is in it, and what the version makes."""
    with writing(engine(settings)) as opened:
        upgrade_to(opened, version)
        fill(opened, rows)
    with engine(settings).connect() as opened:
        return all_rows(opened), made(opened)


@pytest.mark.parametrize("version", OLDER)
def test_up_down_and_up_again_loses_nothing(empty: Settings, world: World, tmp_path: Path, version: str) -> None:
    """Two weeks of a release survive the way to the newest one and back, to the row and to the byte."""
    if empty.database_url.startswith("postgresql") and version not in {FIRST, PREVIOUS}:
        pytest.skip("the versions between are the same steps, tried on SQLite")
    before, shape = at_version(empty, version, world.rows)
    assert len(before["school_value"]) > 50
    for turn in ("first", "second"):
        assert migrations.upgrade(empty) == version
        assert exports(empty, tmp_path / turn) == world.exports
        with connection(empty) as reading:
            newest = all_rows(reading)
        assert {name: rows for name, rows in newest.items() if name not in before} == {
            name: [] for name in newest if name not in before
        }
        assert downgrade(empty, version) == []
        with engine(empty).connect() as opened:
            assert all_rows(opened) == before
            assert made(opened) == shape
        assert version_of(engine(empty)) == version


def test_what_an_older_version_has_no_place_for_is_not_lost_unless_told_to(
    empty: Settings, world: World, tmp_path: Path
) -> None:
    with writing(engine(empty)) as opened:
        upgrade_to(opened)
        fill(opened, world.rows)
    with pytest.raises(SnapshotError, match=r"no place for .*display \(1 rows\).*Back it up first .* add --yes"):
        downgrade(empty, FIRST)
    with connection(empty) as reading:
        assert all_rows(reading) == world.rows
    lost = downgrade(empty, FIRST, loses=True)
    snapshots = len(world.rows["snapshot"])
    assert {Loss("display", 1), Loss("account", 1), Loss("snapshot.drop_hash", snapshots)} <= set(lost)
    with engine(empty).connect() as opened:
        left = all_rows(opened)
    assert {loss.name for loss in lost if "." not in loss.name} == set(world.rows) - set(left)
    migrations.upgrade(empty)
    assert exports(empty, tmp_path / "again") == world.exports


def test_the_newest_version_goes_back_to_the_one_before(empty: Settings, world: World) -> None:
    with writing(engine(empty)) as opened:
        upgrade_to(opened)
        fill(opened, world.rows)
    gone = {loss.name for loss in downgrade(empty, PREVIOUS, loses=True)}
    with engine(empty).connect() as opened:
        rest = all_rows(opened)
    assert {name: len(rows) for name, rows in rest.items()} == {name: len(world.rows[name]) for name in rest}
    assert {name for name in gone if "." not in name} == set(world.rows) - set(rest)


def test_going_back_to_the_present_version_changes_nothing(database: Settings) -> None:
    assert downgrade(database, schema.VERSION) == []
    assert version_of(engine(database)) == schema.VERSION


def test_only_a_version_that_was_there_before_is_gone_back_to(database: Settings, settings: Settings) -> None:
    with pytest.raises(SnapshotError, match=f"1999_nothing is no version before {NEWEST}.*Oldest first.*{FIRST}, "):
        downgrade(settings, "1999_nothing")
    downgrade(settings, FIRST)
    with pytest.raises(SnapshotError, match=f"{NEWEST} is no version before {FIRST}.*none"):
        downgrade(settings, NEWEST)


def test_without_tables_there_is_nothing_to_bring_back(settings: Settings) -> None:
    settings.data_folder.mkdir()
    with pytest.raises(SnapshotError, match="no tables yet"):
        downgrade(settings, FIRST)


def test_a_database_of_a_newer_program_is_left_alone(database: Settings) -> None:
    with writing(engine(database)) as opened:
        opened.exec_driver_sql("UPDATE alembic_version SET version_num = '2099_to_come'")
    for attempt in (migrations.upgrade, lambda settings: downgrade(settings, FIRST)):
        with pytest.raises(SnapshotError, match=f"2099_to_come, which this program .* db downgrade {schema.VERSION}"):
            attempt(database)


def test_an_old_sqlite_that_cannot_take_columns_away_says_so(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downgrading, "DROPS_COLUMNS", (sqlite3.sqlite_version_info[0] + 1,))
    with pytest.raises(SnapshotError, match=r"cannot take columns away.*Nothing was changed"):
        downgrade(database, FIRST)
    assert version_of(engine(database)) == schema.VERSION


def test_the_command_refuses_and_obeys(runner: CliRunner, database: Settings) -> None:
    with writing(engine(database)) as opened:
        opened.execute(insert(schema.account), row_of(schema.account))
    refused = runner.invoke(main, ["db", "downgrade", FIRST, "--json"])
    assert refused.exit_code == 4
    (reason,) = json.loads(refused.stdout)["errors"]
    assert "account (1 rows)" in reason["found"]
    with connection(database) as reading:
        assert reading.scalar(select(func.count()).select_from(schema.account)) == 1
    obeyed = runner.invoke(main, ["db", "downgrade", FIRST, "--yes", "--json"])
    assert (obeyed.exit_code, json.loads(obeyed.stdout)["lost"]) == (0, {"account": 1})
    assert f"at version {FIRST}; lost: account (1 rows)" in obeyed.stderr
    assert runner.invoke(main, ["db", "status"]).exit_code == 4
