from __future__ import annotations

import pytest

from dashboard.facts.expressions import _EXPRESSIONS
from dashboard.facts.tables import FACT_TABLES, TYPES, FactTable
from dashboard.snapshot.contract import TABLES


@pytest.mark.parametrize("table", FACT_TABLES.values(), ids=lambda table: table.name)
def test_every_table_is_whole(table: FactTable) -> None:
    assert table.name in _EXPRESSIONS
    assert table.row
    assert set(table.needs) <= TABLES.keys()
    assert set(table.sort) <= set(table.columns)
    assert set(table.columns.values()) <= set(TYPES.values())
    first = ("week",) if table.whole else ("school_id", "unit_id", "week")
    assert tuple(table.columns)[: len(first)] == first


def test_there_is_no_expression_without_a_table() -> None:
    assert _EXPRESSIONS.keys() == FACT_TABLES.keys()
