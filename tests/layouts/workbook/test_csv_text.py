"""Tables as CSV."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.frames import Surroundings
from dashboard.locales import language
from layouts.views.reading import Reading
from layouts.workbook import contents
from layouts.workbook.csv_text import BOM, FORMULA, safe, table
from layouts.workbook.sheets import TENTHS, WHOLE, Cell, Column, Sheet
from tests.layouts.views.conftest import Load

COLUMNS = [Column("№", WHOLE), Column("Мектеп"), Column("Мәні, %", TENTHS)]
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r"))


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_rfc_4180_with_the_mark_excel_needs() -> None:
    content = table(Sheet("s", "t", COLUMNS, [[1, 'Мектеп "Ақ, қара"', 70.8], [2, None, None]])).decode()
    assert content == BOM + '№,Мектеп,"Мәні, %"\r\n1,"Мектеп ""Ақ, қара""",70.8\r\n2,,\r\n'


@given(st.lists(st.lists(TEXTS | st.none() | st.integers() | st.floats(-100, 100), min_size=3, max_size=3)))
def test_what_was_written_is_read_back(rows: list[list[Cell]]) -> None:
    wanted = [["" if c is None else safe(c) if isinstance(c, str) else str(c) for c in row] for row in rows]
    assert parsed(table(Sheet("s", "t", COLUMNS, rows)))[1:] == wanted


@given(TEXTS)
def test_no_text_is_a_formula(text: str) -> None:
    assert not safe(text).lstrip(" ").startswith(FORMULA)
    assert safe(text).removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize(("cell", "field"), [(-0.8, "-0.8"), ("-0.8", "'-0.8"), (0, "0"), ("", "")])
def test_numbers_are_never_touched(cell: Cell, field: str) -> None:
    assert parsed(table(Sheet("s", "t", COLUMNS, [[1, "a", cell]])))[1][2] == field


def test_the_list_has_the_rows_of_the_workbook(page: Load, around: Surroundings) -> None:
    sheet = contents.schools(Reading(page("100100000"), language("kk"), around))
    rows = parsed(table(sheet))
    assert rows[0] == [column.title for column in sheet.columns]
    assert len(rows) - 1 == len(sheet.rows) == 8
