"""The migrations make exactly the schema, whole, and can be continued."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, create_engine

from dashboard import migrations, schema
from dashboard.database import connection, database_file, engine, version_of
from dashboard.errors import SnapshotError
from dashboard.settings import Settings


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

    upgrade = migrations._upgrade
    monkeypatch.setattr(migrations, "_upgrade", fail)
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
