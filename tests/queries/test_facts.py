# ruff: noqa: S608 what stands in the queries comes from the store

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.facts.tables import FACT_TABLES
from dashboard.settings import Settings
from queries.facts import FactStore
from tests.kept_facts import Week, make_week

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def kept_week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Return a published week whose rows are kept."""
    return make_week(tmp_path_factory)


def test_duckdb_is_loaded_when_rows_are_asked_for_and_not_before() -> None:
    script = """
import sys
from pathlib import Path
from dashboard.settings import Settings
from queries.facts import FactStore
store = FactStore(Settings("sqlite://", Path("/nowhere")))
assert store.kept("x") is None and store.scan("lessons", ["x"]).startswith("(SELECT")
assert not {"duckdb", "pandas", "pyarrow", "ibis"} & set(sys.modules), sorted(sys.modules)
with store.cursor() as opened:
    assert opened.execute("SELECT 1").fetchall() == [(1,)]
assert "duckdb" in sys.modules and "pandas" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.parametrize("table", FACT_TABLES)
def test_a_table_that_is_not_kept_has_its_columns_and_no_rows(table: str, tmp_path: Path) -> None:
    store = FactStore(Settings("sqlite://", tmp_path))
    assert not store.has(table, "unknown")
    with store.cursor() as opened:
        opened.execute(f"FROM {store.scan(table, ['unknown'], ['1'])}")
        assert opened.fetchall() == []
        assert [name for name, *_ in opened.description] == list(FACT_TABLES[table].columns)


def test_not_connected_is_told_apart_from_no_rows(kept_week: Week) -> None:
    store, name = kept_week.store, kept_week.kept.snapshot
    assert store.has("lessons", name)
    assert not store.has("class_week", name)
    with store.cursor() as opened:
        query = f"SELECT count(*) FROM {store.scan('lessons', [name], ['a district without lessons'])}"
        assert opened.execute(query).fetchall() == [(0,)]


@pytest.mark.parametrize("table", ["schools", "lessons", "people", "classes", "school_week", "pupil_weeks"])
def test_files_have_the_columns_and_types_of_the_table(kept_week: Week, table: str) -> None:
    store = kept_week.store
    with store.cursor() as opened:
        opened.execute(f"DESCRIBE FROM {store.scan(table, [kept_week.kept.snapshot])}")
        assert {row[0]: row[1] for row in opened.fetchall()} == dict(FACT_TABLES[table].columns)


def test_a_district_is_read_from_its_own_file_in_the_order_of_schools(kept_week: Week) -> None:
    store, name = kept_week.store, kept_week.kept.snapshot
    with store.cursor() as opened:
        districts = [
            row[0] for row in opened.execute(f"SELECT DISTINCT unit_id FROM {store.scan('schools', [name])}").fetchall()
        ]
        scan = store.scan("schools", [name], districts[:2])
        assert scan.count(".parquet") == 2
        found = opened.execute(f"SELECT DISTINCT unit_id FROM {scan}").fetchall()
        assert {row[0] for row in found} == set(districts[:2])


def test_facts_that_are_removed_are_gone_for_a_store_that_knew_them(tmp_path: Path) -> None:
    from datetime import UTC, date, datetime

    from dashboard.facts import store as kept_facts

    settings = Settings("sqlite://", tmp_path)
    kept = kept_facts.Kept("s", date(2026, 11, 15), "d", {"schools": 0}, 0, datetime(2026, 11, 22, tzinfo=UTC))
    folder = kept_facts.folder_of(settings, "s")
    folder.mkdir(parents=True)
    (folder / kept_facts.MANIFEST).write_text(kept.as_json())
    store = FactStore(settings)
    assert store.has("schools", "s")
    kept_facts.remove(settings, [kept])
    assert not store.has("schools", "s")
