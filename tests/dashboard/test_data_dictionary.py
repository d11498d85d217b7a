"""docs/data-dictionary.md is what the code says, and every column of the code has its meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard import data_dictionary
from dashboard.commands import database, main
from dashboard.data_dictionary import EXPORTS, column_meaning, document, meanings
from dashboard.facts.tables import FACT_TABLES
from dashboard.indicators import load_indicators
from dashboard.schema import metadata

TABLES = {name: table for group in meanings()["groups"].values() for name, table in group["tables"].items()}


def test_the_document_is_up_to_date(runner: CliRunner) -> None:
    assert runner.invoke(main, ["db", "document", "--check"]).exit_code == 0, "run: belsendi db document"


def test_an_outdated_document_is_told_and_made_anew(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "data-dictionary.md"
    monkeypatch.setattr(data_dictionary, "DOCUMENT", path)
    monkeypatch.setattr(database, "PROJECT_FOLDER", tmp_path)
    refused = runner.invoke(main, ["db", "document", "--check"])
    assert (refused.exit_code, path.exists()) == (4, False)
    assert "run: belsendi db document" in refused.stderr
    assert runner.invoke(main, ["db", "document"]).exit_code == 0
    assert path.read_text("utf-8") == document()


def test_every_table_of_the_database_is_described_and_no_other() -> None:
    assert sorted(TABLES) == sorted(metadata.tables)


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_every_column_has_a_meaning_and_no_other(name: str) -> None:
    own = TABLES[name].get("columns", {})
    columns = [column.name for column in metadata.tables[name].columns]
    assert [column for column in columns if not column_meaning(own, column).strip()] == []
    assert sorted(set(own) - set(columns)) == []


@pytest.mark.parametrize("name", EXPORTS)
def test_every_column_of_an_export_has_a_meaning_and_no_other(name: str) -> None:
    own = meanings()["exports"][name]["columns"]
    assert [column for column in EXPORTS[name] if not column_meaning(own, column)] == []
    assert sorted(set(own) - set(EXPORTS[name])) == []


def test_a_meaning_that_no_table_has_is_told() -> None:
    used = {column.name for table in metadata.tables.values() for column in table.columns}
    used |= {column for columns in EXPORTS.values() for column in columns}
    assert sorted(set(meanings()["columns"]) - used) == []


def test_a_column_nobody_described_is_an_error() -> None:
    with pytest.raises(KeyError, match="colour"):
        column_meaning({}, "colour")


def test_indicators_and_rows_behind_a_week_are_in_it() -> None:
    text = document()
    for key, one in load_indicators().items():
        (line,) = re.findall(rf"^\| `{key}` \|.*$", text, re.M)
        assert one.definition in line
        assert one.source in line
    assert [name for name, table in FACT_TABLES.items() if f"| `{name}` | {table.row} |" not in text] == []
