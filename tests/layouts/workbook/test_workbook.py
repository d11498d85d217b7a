"""The workbook, read back: its cells are those of the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.frames import PageData, Surroundings
from dashboard.indicators import INDICATOR_KEYS
from dashboard.locales import LOCALES, language
from layouts.views.page import view
from layouts.views.reading import Reading
from layouts.views.school_list import listing
from layouts.workbook import contents, csv_text
from layouts.workbook.sheets import Column, Sheet
from layouts.workbook.writing import LONGEST_TEXT, workbook
from tests.layouts.views.conftest import Load
from tests.layouts.views.schools import with_school
from tests.published_weeks import LATEST

REGION, DISTRICT = "100000000", "100100000"
STATES = {"data": 6, "no_teaching": 1, "not_connected": 1}


def with_schools(page: Load, unit: str) -> PageData:
    """Return a page with its schools: the region's are those of its first district."""
    data, district = page(unit), page(DISTRICT)
    return replace(data, schools=district.schools, school_values=district.school_values)


def read(data: PageData, around: Surroundings, key: str) -> Any:
    """Return the workbook of a page as a program of spreadsheets reads it."""
    sheets = contents.sheets(Reading(data, language(key), around), STATES)
    return openpyxl.load_workbook(BytesIO(workbook(sheets, title="t", footer="a & b")))


def rows(sheet: Worksheet, head: str) -> tuple[list[str], list[list[Any]]]:
    """Return heads and rows of the table whose first head is given; it ends with an empty row."""
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = next(at for at, line in enumerate(lines) if line[0] == head)
    found = []
    for line in lines[start + 1 :]:
        if line[0] is None:
            break
        found.append(line)
    return [str(name) for name in lines[start] if name is not None], found


def printed(value: float | None, lang: str, *, signed: bool = False) -> str:
    """Return a cell as its number format and the language print it: one decimal."""
    if value is None:
        return "—"
    tenths = round(value * 10)
    assert abs(value * 10 - tenths) < 1e-9  # nothing is left to be rounded
    return language(lang).signed(tenths) if signed else language(lang).tenths(tenths)


@pytest.mark.parametrize("key", LOCALES)
@pytest.mark.parametrize("unit", [REGION, DISTRICT])
def test_g42_every_school_equals_the_screen_cell_by_cell(page: Load, around: Surroundings, unit: str, key: str) -> None:
    data = with_schools(page, unit)
    shown = listing(Reading(data, language(key), around))
    assert isinstance(shown["ids"], list)
    book, lang = read(data, around, key), language(key)
    heads, found = rows(book.worksheets[0], "№" if key != "en" else "No.")
    assert len(heads) == 4 + 7 + 3 + 3 + 1 + 1
    assert [row[0] for row in found] == list(range(1, len(shown["ids"]) + 1))
    assert {row[-1] for row in found} == set(shown["ids"])
    for row in found:
        _check_school(shown, shown["ids"].index(row[-1]), row, lang.key)


def _check_school(shown: Any, at: int, row: list[Any], key: str) -> None:
    """Compare one row with the list of the page."""
    texts, seven, panels = shown["texts"], shown["seven"], shown["panels"]
    values = [panels[name]["values"][at] for name in seven]
    assert row[1] == shown["districts"][shown["at"][at]][1]
    assert row[2] == shown["names"][at]
    assert [printed(cell, key) for cell in row[4:11]] == [
        "—" if value is None else texts["values"][str(value)] for value in values
    ]
    marks = shown["cells"][7 * at : 7 * at + 7]
    has_data = shown["state"][at] == "0"
    if not has_data:
        assert row[3] == shown["states"][int(shown["state"][at])]
        assert row[4:18] == [None] * 14
        return
    categories = shown["words"]["categories"]
    assert (
        row[3]
        == {"1": categories["low"], "2": categories["medium"], "3": categories["high"]}[panels["qzj"]["status"][at]]
    )
    assert row[12] == marks.count("1")
    assert shown["met"][row[12]] == language(key).of(row[12], 7)
    unmet = [
        shown["unmet"][place].replace("{}", texts["values"][str(values[place])])
        for place, mark in enumerate(marks)
        if mark == "0"
    ]
    assert (row[13] or "") == "; ".join(unmet)
    assert (row[11] == language(key).pgettext("cell", "yes")) == (not unmet)
    assert printed(row[14], key) == texts["values"][str(panels["qzj"]["values"][at])]
    change = panels["qzj"]["changes"][at]
    assert printed(row[16], key, signed=True) == ("—" if change is None else texts["changes"][str(change)]["text"])
    timely = panels["timely"]["values"][at]
    assert printed(row[17], key) == ("—" if timely is None else texts["values"][str(timely)])


@pytest.mark.parametrize("key", LOCALES)
@pytest.mark.parametrize("unit", [REGION, DISTRICT])
def test_the_summary_equals_the_page(page: Load, around: Surroundings, unit: str, key: str) -> None:
    data = with_schools(page, unit)
    screen: Any = view(data, language(key), around)
    sheet, lang = read(data, around, key).worksheets[1], language(key)
    _, found = rows(sheet, lang.pgettext("column", "Indicator"))
    assert [row[0] for row in found] == [item["name"] for item in screen["indicators"]]
    for row, item in zip(found, screen["indicators"], strict=True):
        assert f"{printed(row[1], key)}%" == item["value"]
        assert row[2] == item["target"]
        assert (row[3] == lang.pgettext("cell", "yes")) == (item["status"] == "good")
        assert printed(row[4], key, signed=True) == ("—" if item["change"] is None else item["change"]["text"])
        assert row[5] + row[6] + row[7] == row[8]


def test_a_region_has_the_scores_of_its_districts(page: Load, around: Surroundings) -> None:
    data = with_schools(page, REGION)
    screen: Any = view(data, language("ru"), around)
    _, found = rows(read(data, around, "ru").worksheets[1], "Район, город")
    for place, key in enumerate(INDICATOR_KEYS):
        wanted = {screen["units"][row["unit"]]["name"]: row["score"] for row in screen["panels"][key]["rows"]}
        assert {row[0]: printed(row[3 + place], "ru") for row in found} == wanted
    assert [row[0] for row in found] == [
        screen["units"][row["unit"]]["name"] for row in screen["panels"]["qzj"]["rows"]
    ]


@pytest.mark.parametrize("key", LOCALES)
def test_how_it_is_computed_and_the_notes_are_there(page: Load, around: Surroundings, key: str) -> None:
    data = with_schools(page, DISTRICT)
    screen: Any = view(data, language(key), around)
    book = read(data, around, key)
    assert len({sheet.title for sheet in book.worksheets}) == 4
    _, computed = rows(book.worksheets[2], language(key).pgettext("column", "Indicator"))
    assert [row[0] for row in computed] == [item["name"] for item in screen["indicators"]]
    assert all(item["value"] in row[2] for row, item in zip(computed, screen["indicators"], strict=True))
    notes = [cell for row in book.worksheets[3].iter_rows(values_only=True) for cell in row]
    assert set(screen["data_notes"]) <= set(notes)
    assert screen["snapshot"] in notes
    assert screen["stamp"]["demonstration"] in notes


def test_it_is_set_up_for_the_eye_and_for_paper(page: Load, around: Surroundings) -> None:
    sheet = read(with_schools(page, DISTRICT), around, "ru").worksheets[0]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "№")
    assert sheet.freeze_panes == f"D{head + 1}"
    assert sheet.auto_filter.ref.startswith(f"A{head}:S")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as wide as the paper, as long as it is
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.oddFooter.left.text == "a && b"
    assert sheet.cell(head + 3, 5).number_format == "0.0"
    assert sheet.cell(head + 3, 13).data_type == "n"
    assert sheet.column_dimensions["C"].width > 40


@pytest.mark.parametrize(
    "text", ["=1+1", "+7 700", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.kz", "007", "1e5"]
)
def test_texts_stay_texts_whatever_they_begin_with(text: str) -> None:
    sheet = Sheet("s", text, [Column(text)], [[text]])
    page = openpyxl.load_workbook(BytesIO(workbook([sheet], title=text, footer=text))).worksheets[0]
    for cell in (page["A1"], page["A3"], page["A4"]):
        assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_a_name_that_looks_like_a_formula_is_safe_in_the_report(page: Load, around: Surroundings) -> None:
    data = with_school(page(DISTRICT), {})
    schools = tuple(replace(school, name_ru="=cmd|'/c calc'!A1") for school in data.schools)
    sheet = read(replace(data, schools=schools), around, "ru").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=cmd")]
    assert len(cells) == len(schools)
    assert {cell.data_type for cell in cells} == {"s"}


def test_nothing_is_cut_in_silence() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        workbook([Sheet("s", "t", [Column("c")], [["x" * (LONGEST_TEXT + 1)]])], title="", footer="")


def test_the_same_numbers_give_the_same_bytes(page: Load, around: Surroundings) -> None:
    sheets = [contents.sheets(Reading(page(DISTRICT), language("kk"), around), STATES) for _ in range(2)]
    assert workbook(sheets[0], title="a", footer="b") == workbook(sheets[1], title="a", footer="b")
    assert csv_text.table(sheets[0][0]) == csv_text.table(sheets[1][0])


@pytest.mark.parametrize(
    ("week", "head", "compared"),
    [
        (LATEST, "То же за 8–14 ноября, %", "15–21 ноября и предыдущая учебная неделя, 8–14 ноября"),
        (date(2026, 11, 1), "То же за 18–24 октября, %", "1–7 ноября и 18–24 октября, между ними каникулы"),
    ],
)
def test_f35_the_file_says_with_which_week_it_compares(
    page: Load, around: Surroundings, week: date, head: str, compared: str
) -> None:
    """A file is read without its page: "the previous week" may lie before a vacation."""
    book = read(page(DISTRICT, week), around, "ru")
    assert head in rows(book.worksheets[0], "№")[0]
    assert ["Сравниваемые недели", compared] in rows(book.worksheets[3], "Что")[1]
