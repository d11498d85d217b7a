"""docs/records.md is what the contract says."""

from __future__ import annotations

import pytest

from dashboard.snapshot.contract import REASONS, TABLES
from dashboard.snapshot.contract_document import DOCUMENT, document
from dashboard.snapshot.contract_meanings import bad_input


def test_the_document_is_up_to_date() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run: belsendi records document"


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_section_with_all_columns(table: str) -> None:
    section = document().split(f"\n### `{table}`\n")[1].split("\n## ")[0].split("\n### ")[0]
    lines = [[cell.strip() for cell in line.split("|")[1:]] for line in section.splitlines() if line.startswith("| `")]
    assert [cells[0].strip("`") for cells in lines] == list(TABLES[table].column_names)
    assert [bool(cells[2]) for cells in lines] == [column.required for column in TABLES[table].columns]
    for cells, column in zip(lines, TABLES[table].columns, strict=True):
        assert all(f"`{value}`" in cells[3] for value in column.values)


def test_bad_input_and_reasons_are_told() -> None:
    text = document()
    assert all(f"| {row.what} | {row.happens} |" in text for row in bad_input())
    assert all(f"| `{reason}` |" in text for reason in REASONS)
    assert max(text.count(f"### `{name}`") for name in TABLES) == 1
