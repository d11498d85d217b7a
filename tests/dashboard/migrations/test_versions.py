"""The migrations make exactly the schema, whole, and can be continued."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, func, inspect, select

from dashboard import migrations, schema
from dashboard.database import connection, database_file, engine, transaction, version_of, writing
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from dashboard.snapshot.publish import publish
from dashboard.snapshot.revisions import read_revisions


def _statements(connection: object) -> dict[str, str]:
    rows = connection.exec_driver_sql(  # type: ignore[attr-defined]
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    )
    # The order of columns and constraints inside a statement says nothing: a column that is added stands behind them.
    return {name: " ".join(sorted(re.sub("[(),]", " ", sql).split())) for name, sql in rows}


def test_migrations_make_the_schema_to_the_letter(database: Settings) -> None:
    """Alembic's comparison does not see everything: WITHOUT ROWID, the order of a key."""
    model = create_engine("sqlite://")
    with model.begin() as made, connection(database) as migrated:
        schema.metadata.create_all(made)
        assert _statements(migrated) == _statements(made)
    model.dispose()


def test_check_finds_no_difference() -> None:
    assert migrations.differences() == []


def test_check_finds_a_table_without_a_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = MetaData(naming_convention=schema.NAMING)
    for table in schema.metadata.tables.values():
        table.to_metadata(changed)
    Table("remark", changed, Column("id", Integer, primary_key=True))
    monkeypatch.setattr(migrations, "metadata", changed)
    (difference,) = migrations.differences()
    assert "add_table" in difference
    assert "remark" in difference


def test_the_schema_names_the_newest_version() -> None:
    scripts = ScriptDirectory(str(migrations.FOLDER))
    assert scripts.get_current_head() == schema.VERSION
    files = {Path(script.path).stem for script in scripts.walk_revisions()}
    assert files == {script.revision for script in scripts.walk_revisions()}


def test_upgrading_twice_changes_nothing(settings: Settings) -> None:
    assert migrations.upgrade(settings) is None
    assert migrations.upgrade(settings) == schema.VERSION


def test_a_migration_that_fails_leaves_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: object) -> None:
        upgrade(connection)  # type: ignore[arg-type]
        raise ZeroDivisionError

    upgrade = migrations.upgrade_to
    monkeypatch.setattr(migrations, "upgrade_to", fail)
    with pytest.raises(ZeroDivisionError):
        migrations.upgrade(settings)
    assert version_of(engine(settings)) is None


def test_a_sqlite_database_that_is_not_there_is_made_for_a_build(settings: Settings) -> None:
    migrations.require_or_create(settings)
    assert version_of(engine(settings)) == schema.VERSION


def test_a_sqlite_file_with_other_things_is_not_touched(settings: Settings) -> None:
    settings.data_folder.mkdir()
    with engine(settings).begin() as writing:
        writing.exec_driver_sql("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(SnapshotError, match=r"has no tables yet\. Run: belsendi db upgrade"):
        migrations.require_or_create(settings)
    assert database_file(settings) is not None


def test_a_new_version_holds_what_the_schema_has_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    for name in ("env.py", "script.py.mako"):
        (tmp_path / name).write_text((migrations.FOLDER / name).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(migrations, "FOLDER", tmp_path)
    path = migrations.revise("First tables, again!")
    assert path.stem.endswith("_first_tables_again")
    text = path.read_text("utf-8")
    assert "sa.DateTime(timezone=True)" in text
    assert "dashboard" not in text.replace("dashboard/schema.py", "")
    compile(text, str(path), "exec")


FIRST = "2026_11_22_first_tables"


def test_a_database_of_the_first_version_with_weeks_in_it_is_brought_up_to_date(settings: Settings) -> None:
    """Every row stays: the columns that are added are added in place."""
    settings.data_folder.mkdir()
    with writing(engine(settings)) as opened:
        command.upgrade(migrations.alembic_config(opened), FIRST)
        of_then = inspect(opened)
        for table in schema.metadata.sorted_tables:
            if of_then.has_table(table.name):
                columns = [column["name"] for column in of_then.get_columns(table.name)]
                opened.exec_driver_sql(_row_of(table, columns))
    assert migrations.upgrade(settings) == FIRST
    with connection(settings) as reading:
        assert reading.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        kept = {
            table.name: reading.scalar(select(func.count()).select_from(table))
            for table in schema.metadata.sorted_tables
            if of_then.has_table(table.name)
        }
        assert len(kept) == 11  # the tables of that version
        assert set(kept.values()) == {1}
        (revision,) = read_revisions(reading)
        assert (revision.content_id, revision.drop_hash, revision.revised_until) == ("x", None, None)
    with transaction(settings) as opened:
        publish(opened, revision.id)


def _row_of(table: Table, columns: list[str]) -> str:
    """Return the INSERT of one row into the columns that a table had."""
    values = {"Integer": "1", "Boolean": "1", "Date": "'2025-11-09'", "Instant": "'2025-11-16 00:00:00.000000'"}
    own = {"config": "'{}'", "status": "'built'", "unit_id": "'000000000'", "details": "'{}'"}
    named = {column: own.get(column, values.get(type(table.c[column].type).__name__, "'x'")) for column in columns}
    names = ", ".join(f'"{column}"' for column in named)
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join(named.values())})'  # noqa: S608
