"""Every table and column is described, and the examples are of the column's own values."""

from __future__ import annotations

import re

import pytest

from dashboard.snapshot.contract import TABLES
from dashboard.snapshot.contract_meanings import bad_input, described, example_count, example_rows, of_column, of_table


def test_every_column_is_described_in_contract_order() -> None:
    assert described() == {name: list(table.column_names) for name, table in TABLES.items()}


@pytest.mark.parametrize("table", TABLES)
def test_meanings_are_sentences_and_examples_are_allowed_values(table: str) -> None:
    assert of_table(table).says.endswith(".")
    assert of_table(table).feeds
    rows = example_rows(table, example_count(table))
    for place, column in enumerate(TABLES[table].columns):
        assert of_column(table, column.name).says.endswith("."), column.name
        cells = [row[place] for row in rows]
        assert all(cells) or not column.required, column.name
        assert not column.values or {*cells} <= {*column.values, ""}, column.name


def test_what_bad_input_gets_is_told_once_each() -> None:
    keys = [row.key for row in bad_input()]
    assert len(set(keys)) == len(keys) == 6
    assert all(
        re.fullmatch(r"\w+", key) and row.happens.endswith(".") for key, row in zip(keys, bad_input(), strict=True)
    )
