"""The migrations make the same tables on PostgreSQL, whatever its locale."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from dashboard import migrations, schema
from dashboard.database import connection, engine, version_of, writing
from dashboard.errors import SnapshotError
from dashboard.settings import Settings
from tests.postgres_server import Server

COLUMNS = """
SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'alembic_version' ORDER BY 1, 2
"""
INDEXES = (
    "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename <> 'alembic_version' ORDER BY 1"
)
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND conrelid::regclass::text <> 'alembic_version' ORDER BY 1, 2
"""

TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"


def _made(opened: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for query in (COLUMNS, INDEXES, CONSTRAINTS, TRIGGERS) for row in opened.exec_driver_sql(query)]


def test_migrations_make_the_schema_to_the_letter(postgres_server: Server, postgres_database: Settings) -> None:
    other = Settings(postgres_server.address(postgres_server.new_database()), postgres_database.data_folder)
    with writing(engine(other)) as making:
        schema.metadata.create_all(making)
        wanted = _made(making)
    with connection(postgres_database) as reading:
        assert _made(reading) == wanted
        context = MigrationContext.configure(reading, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
    engine(other).dispose()


def test_texts_have_no_limit_and_the_order_of_code_points(postgres_database: Settings) -> None:
    with connection(postgres_database) as reading:
        kinds = reading.exec_driver_sql(COLUMNS).all()
    texts = {(row.data_type, row.collation_name) for row in kinds if row.data_type in ("text", "character varying")}
    assert texts == {("text", "C")}
    counts = {row.column_name for row in kinds if row.data_type == "bigint"}
    assert {"numerator", "denominator", "marks", "total"} <= counts
    assert not {"snapshot_id", "base_id", "id"} & counts


def test_upgrading_twice_changes_nothing(postgres_settings: Settings) -> None:
    assert migrations.upgrade(postgres_settings) is None
    assert migrations.upgrade(postgres_settings) == schema.VERSION


def test_a_migration_that_fails_leaves_nothing(postgres_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(opened: Connection) -> None:
        upgrade(opened)
        raise ZeroDivisionError

    upgrade = migrations.upgrade_to
    monkeypatch.setattr(migrations, "upgrade_to", fail)
    with pytest.raises(ZeroDivisionError):
        migrations.upgrade(postgres_settings)
    assert version_of(engine(postgres_settings)) is None


def test_a_server_without_tables_is_not_filled_by_a_build(postgres_settings: Settings) -> None:
    with pytest.raises(SnapshotError, match=r"has no tables yet\. Run: belsendi db upgrade"):
        migrations.require_or_create(postgres_settings)
